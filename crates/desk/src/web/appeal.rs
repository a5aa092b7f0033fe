//! An appeal of one's own against a suspension or a revocation.

use axum::extract::Path;
use axum::response::Response;
use programme::conduct;
use programme::decision::Ruling;
use programme::record::{Event, Text};
use programme::review::Case;
use serde_json::Value;
use store::{Failure, entries};

use crate::account::Viewer;
use crate::act::{self, Change};
use crate::page::act::{Appealing, appeal, shut};
use crate::web::answer::{Became, HOME, Sent, Visit, Wrong, answered, problems, value, words};
use crate::web::form::Posted;
use crate::web::house::House;

/// `/home/appeal/{programme}`: the measure, until when one may appeal, and the form.
pub async fn form(visit: Visit, Path(programme): Path<String>) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &programme, None)).await
}

/// `POST /home/appeal/{programme}`: files the appeal.
pub async fn file(visit: Visit, Path(programme): Path<String>, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, HOME, move |house, viewer| step(house, viewer, &programme, Some(&sent))).await
}

fn step(house: &House, viewer: &Viewer, programme: &str, sent: Option<&Sent>) -> Result<Became, Failure> {
    let missing = || Failure::Missing(format!("measure on `{programme}` to appeal against"));
    let person = viewer.person.clone().unwrap_or_default();
    let lines = house.store.read(|tx| entries::lines(tx, &person))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&person), &numbered, None);
    let record = case.records().find(|(h, _)| h.programme(programme).is_some());
    let (handbook, record) = record.ok_or_else(missing)?;
    let facts = record.until(house.today());
    let measure = conduct::in_force(facts, programme).ok_or_else(missing)?;
    let decision = conduct::appeal(handbook, programme, facts, house.today()).ok_or_else(missing)?;
    if decision.ruling() != Ruling::Allowed {
        return Became::refused(shut("Appeal", &decision.reasons, handbook));
    }
    let mut wrong: Vec<Wrong> = Vec::new();
    if let Some(sent) = sent {
        let grounds = words(sent, "grounds", &mut wrong);
        if wrong.is_empty() {
            let fields = vec![("of", Value::from(measure.entry.id.as_ref())), ("grounds", grounds.into())];
            let seen = Some(lines.len() as i64);
            let (body, by, kind) = (handbook.body.id.clone(), "self".to_owned(), "appeal_filed");
            let change = Change { person: person.clone(), body, seen, by, kind, day: None, fields };
            act::change(&house.store, &house.bodies, change, (house.clock)())?;
            return Became::gone("/home/done/appeal");
        }
    }
    let reason = match &measure.entry.event {
        Event::Conduct { reason, .. } => reason.as_deref().unwrap_or_default(),
        _ => "",
    };
    let main = appeal(&Appealing {
        designation: handbook.programme(programme).map_or(programme, |p| &p.designation),
        path: crate::page::parts::path(&["home", "appeal", programme]),
        reason,
        decision: &decision,
        handbook,
        grounds: sent.map_or("", |sent| value(sent, "grounds")),
        csrf: &viewer.csrf,
        problems: &problems(&wrong),
    });
    Became::page(main, &wrong)
}
