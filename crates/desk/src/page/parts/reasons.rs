//! Reasons as a reader meets them: the sentence first, the rule behind it one click away.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::{Met, Reason, deciding_first};
use programme::handbook::clause::{Printed, PrintedVersion, Source};

/// Reasons, the deciding one first, each with the clause it rests on and the entries it looked at.
pub fn because(reasons: &[Reason<'_>]) -> Markup {
    because_by(reasons, None)
}

/// The same, with the words of the rule where its handbook is at hand.
pub fn because_by(reasons: &[Reason<'_>], handbook: Option<&Handbook>) -> Markup {
    if reasons.is_empty() {
        return html! {};
    }
    html! {
        ul class="reasons" {
            @for reason in deciding_first(reasons) {
                li class=(class(reason.met)) {
                    span class="unseen" { (said(reason.met)) ": " }
                    span { (reason) }
                    " "
                    (why(reason, handbook))
                }
            }
        }
    }
}

/// What one reason rests on, folded away.
pub fn why(reason: &Reason<'_>, handbook: Option<&Handbook>) -> Markup {
    let clause = handbook.and_then(|h| Some((h, clause(h, reason.source.clause)?)));
    let name = clause.map_or(reason.source.clause, |(_, printed)| printed.title.as_str());
    html! {
        details class="why" {
            summary { "Why" span class="unseen" { ": " (name) } }
            div class="rule" {
                p class="rule-name" {
                    @match clause {
                        Some((handbook, _)) => {
                            a href=(format!("/rules?body={}#{}", handbook.body.id, reason.source.clause)) { (name) }
                        }
                        None => span { (name) },
                    }
                }
                @if let Some(version) = clause.and_then(|(_, printed)| version(printed, &reason.source)) {
                    p { (version.text) }
                }
                (cited(reason.source.citation, false))
                @if !reason.facts.is_empty() {
                    p class="facts" { "Entries of the record looked at: " (reason.facts.join(", ")) }
                }
            }
        }
    }
}

/// A clause by itself, folded away: its words and citation as they stand on a day.
pub fn rule(handbook: &Handbook, id: &str, on: Date) -> Markup {
    let Some(printed) = clause(handbook, id) else { return html! {} };
    let version = printed.versions.iter().rfind(|v| v.from <= on);
    html! {
        details class="why" {
            summary { "Why" span class="unseen" { ": " (printed.title) } }
            div class="rule" {
                p class="rule-name" { a href=(format!("/rules?body={}#{id}", handbook.body.id)) { (printed.title) } }
                @if let Some(version) = version {
                    p { (version.text) }
                    (cited(&version.citation, false))
                }
            }
        }
    }
}

/// A rule in the words of its latest version.
pub fn latest<'h>(handbook: &'h Handbook, id: &str) -> Option<&'h str> {
    clause(handbook, id)?.versions.last().map(|version| version.text.as_str())
}

/// A citation; what is our own reading is marked as such.
pub fn cited(citation: &str, reading: bool) -> Markup {
    let (source, place) = citation.split_once(" · ").unwrap_or((citation, ""));
    html! {
        p class="cited" {
            @if citation.is_empty() {
                "Not written down for this day."
            } @else if source == "reading" {
                span class="reading" { "Our reading" } " " (place)
            } @else {
                @if reading { span class="reading" { "Our reading in part" } " " }
                (citation)
            }
        }
    }
}

fn clause<'h>(handbook: &'h Handbook, id: &str) -> Option<&'h Printed> {
    handbook.printed.iter().find(|printed| printed.clause == id)
}

/// The version a citation belongs to. Where several versions bear it, which of them held cannot be told from here.
fn version<'h>(printed: &'h Printed, source: &Source<'_>) -> Option<&'h PrintedVersion> {
    let mut bearing = printed.versions.iter().filter(|v| v.citation == source.citation);
    let first = bearing.next()?;
    bearing.all(|other| other.text == first.text).then_some(first)
}

fn class(met: Met) -> &'static str {
    match met {
        Met::No => "no",
        Met::Unknown => "unknown",
        Met::Yes => "yes",
        Met::Note => "note",
    }
}

fn said(met: Met) -> &'static str {
    match met {
        Met::No => "Stands against it",
        Met::Unknown => "Not known yet",
        Met::Yes => "Met",
        Met::Note => "To note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use programme::decision::Finding;

    #[test]
    fn the_deciding_reason_stands_first_and_a_reading_is_marked() {
        let source = Source { clause: "a.b", citation: "reading · ours", fields: "" };
        let reasons = [
            Reason::new(source, Met::Yes, Finding::MayApply),
            Reason::new(source, Met::No, Finding::NotLapsed).on("x-1"),
        ];
        let said = because(&reasons).into_string();
        let at = |text: &str| said.find(text).unwrap();
        assert!(at("has not lapsed") < at("Nothing stands against"));
        assert!(said.contains("Our reading") && said.contains("x-1"));
    }
}
