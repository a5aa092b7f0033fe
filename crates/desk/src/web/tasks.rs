//! The task lists of whoever has a record: computed from it and the decisions of the day, never kept.

use jiff::tz::TimeZone;
use programme::Bodies;
use programme::review::{Case, Review};
use programme::tasks;
use store::drafts::Draft;

use crate::page::tasks::List;
use crate::web::draft::applies_for;

/// Every list of a person: applications on their way, those begun and not sent, renewals.
pub fn lists<'a>(bodies: &'a Bodies, case: &'a Case<'a>, review: &Review<'a>, drafts: &[Draft]) -> Vec<List<'a>> {
    let mut lists: Vec<List<'a>> = Vec::new();
    for (handbook, record) in case.records() {
        let facts = record.until(review.on);
        for programme in &handbook.programmes {
            let tasks = tasks::of_application(handbook, programme, facts, review);
            lists.extend(tasks.map(|tasks| List { handbook, tasks, begun: None }));
        }
    }
    for draft in drafts {
        let Some(handbook) = applies_for(draft).and_then(|id| bodies.of_programme(id)) else { continue };
        let Some(programme) = applies_for(draft).and_then(|id| handbook.programme(id)) else { continue };
        let zone: &TimeZone = &handbook.body.zone;
        let day = |at| zone.to_datetime(at).date();
        let begun = Some((day(draft.changed_at), day(draft.ends_at)));
        lists.push(List { handbook, tasks: tasks::begun(programme), begun });
    }
    for (handbook, _) in case.records() {
        let tasks = tasks::of_renewal(handbook, review);
        lists.extend(tasks.map(|tasks| List { handbook, tasks, begun: None }));
    }
    lists
}
