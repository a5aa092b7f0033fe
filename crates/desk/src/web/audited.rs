//! Somebody under audit: what is looked at, on their home page. Documents are added where every credit's are
//! (`/home/credits/{event}`).

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::Handbook;
use programme::audit::{Audited, audited, open};
use programme::record::Fact;
use programme::review::Case;

use crate::notice;
use crate::page;
use crate::page::audited::Cycle;
use crate::web::matter::rows;

/// The audit of a case that is open on a day, with its body, and since when.
fn found<'c>(case: &'c Case<'_>, on: Date) -> impl Iterator<Item = (&'c Handbook, &'c Fact<'c>, Audited<'c>)> {
    case.records().filter_map(move |(handbook, record)| {
        let handbook: &'c Handbook = handbook;
        let facts: &'c [Fact<'c>] = &record.facts;
        let opened = open(handbook, facts, on)?;
        Some((handbook, opened, audited(handbook, facts, opened)?))
    })
}

/// The part of a home page that tells of audits that are open.
pub(super) fn section(case: &Case<'_>, on: Date, there: &BTreeSet<String>) -> maud::Markup {
    let one = |(handbook, opened, audited): (&Handbook, &Fact<'_>, Audited<'_>)| {
        let rows = rows(&audited, there);
        let (required, documented) = (audited.required, audited.documented());
        let cycle = Cycle { from: audited.from, to: audited.to, required, documented, rows: &rows };
        page::audited::own(&cycle, opened.day, &audited.because, (handbook, notice::follows(audited.failed)))
    };
    maud::html! { @for audit in found(case, on) { (one(audit)) } }
}
