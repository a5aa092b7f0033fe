//! An audit, as whoever closes it sees it: what it looks at, and what either outcome comes to by the rules.

use std::collections::BTreeSet;

use programme::Handbook;
use programme::audit::{Audited, audited};
use programme::record::{Event, Fact, Text};
use programme::review::{Case, Review};
use store::entries;

use super::found::Found;
use crate::act::{self, Change};
use crate::page::audited::{CreditRow, Follows};
use crate::page::parts::{attached, path};
use crate::web::house::House;

/// What an audit looks at, and what follows from closing it.
pub struct Looked<'a> {
    /// What it looks at.
    pub audited: Audited<'a>,
    /// What follows from each outcome.
    pub follows: Vec<Follows>,
    /// The renewal that waits for its decision, where one does.
    pub renewal: Option<String>,
}

/// Looks at an audit; each outcome is tried on the record, and the rules are asked what becomes of it.
pub fn looked<'a>(
    house: &House,
    found: &Found,
    (handbook, facts, fact): (&'a Handbook, &'a [Fact<'a>], &'a Fact<'a>),
    review: &Review<'_>,
) -> Option<Looked<'a>> {
    let audited = audited(handbook, facts, fact)?;
    let follows =
        ["passed", "failed"].map(|outcome| follows(house, found, (handbook, &audited), review, outcome)).into();
    let waits = |r: &&programme::review::Request<'_>| {
        let own = matches!(&r.fact.entry.event, Event::RenewalSubmitted { scheme } if *scheme == audited.scheme.id);
        own && r.decided.is_none()
    };
    let renewal = review.requests.iter().rev().find(waits).map(|r| path(&["staff", "requests", &r.fact.entry.id]));
    Some(Looked { audited, follows, renewal })
}

fn follows(
    house: &House,
    found: &Found,
    (handbook, audited): (&Handbook, &Audited<'_>),
    before: &Review<'_>,
    outcome: &'static str,
) -> Follows {
    let change = Change {
        person: found.person.id.clone(),
        body: handbook.body.id.clone(),
        seen: None,
        by: "office".to_owned(),
        kind: "audit_closed",
        day: None,
        fields: vec![("scheme", audited.scheme.id.as_str().into()), ("outcome", outcome.into())],
    };
    let mut lines = found.lines.clone();
    lines.push(act::written(&house.bodies, &change, (house.clock)()));
    let lines = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(&found.person.id), &lines, None);
    let after = case.review(house.today());
    let own = after.credentials.iter().filter(|c| audited.scheme.renews(&c.programme.id));
    let becomes = own.filter_map(|c| {
        let was = before.credentials.iter().find(|b| b.programme.id == c.programme.id && b.awarded == c.awarded)?;
        let because = c.because.iter().map(ToString::to_string).collect();
        Some((c.programme.designation.clone(), was.standing, c.standing, because))
    });
    Follows { outcome, becomes: becomes.collect() }
}

/// The credits of an audit as pages show them; `there` are the files that are here.
pub fn rows(audited: &Audited<'_>, there: &BTreeSet<String>) -> Vec<CreditRow> {
    let row = |worth: &programme::recertification::credits::Worth<'_>| CreditRow {
        event: worth.fact.entry.id.to_string(),
        title: match &worth.fact.entry.event {
            Event::CreditLogged { title, .. } => title.to_string(),
            _ => String::new(),
        },
        category: worth.category.clause.title.clone(),
        earned: worth.fact.day,
        counted: worth.counted,
        certificate: worth.certificate,
        files: attached(&worth.fact.entry, there),
    };
    audited.credits.iter().map(row).collect()
}
