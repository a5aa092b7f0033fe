//! What is told of an audit: that it was opened, what it looks at and what follows; and how it was closed.

use programme::Handbook;
use programme::audit::{asks, audited};
use programme::day::in_words;
use programme::decision::{Met, Reason};
use programme::recertification::Scheme;
use programme::recertification::timeline::Standing;
use programme::record::Fact;
use programme::record::event::{AuditOutcome, Event};

use super::due::{Answer, Cited, Notice};
use super::kinds::Kind;

/// An audit was opened.
pub(super) fn opened<'c>(handbook: &'c Handbook, facts: &'c [Fact<'c>], fact: &'c Fact<'c>) -> Option<Notice<'c>> {
    let audit = audited(handbook, facts, fact)?;
    let lacking: Vec<String> = audit
        .credits
        .iter()
        .filter(|worth| !worth.certificate)
        .filter_map(|worth| match &worth.fact.entry.event {
            Event::CreditLogged { title, .. } => Some(format!("- {title}, {}", in_words(worth.fact.day))),
            _ => None,
        })
        .collect();
    let lacking = match lacking.is_empty() {
        true => "Every credit that counts has its certificate on file: you need do nothing now.".to_owned(),
        false => format!("These credits lack their certificates:\n\n{}", lacking.join("\n")),
    };
    let employer = match asks(audit.scheme, fact.day) {
        true => "While the audit is open, an employer who looks you up is told to ask the office.",
        false => "",
    };
    let places = vec![
        ("day", in_words(fact.day).to_string()),
        ("from", in_words(audit.from).to_string()),
        ("to", in_words(audit.to).to_string()),
        ("lacking", lacking),
        ("follows", follows(audit.failed).to_owned()),
        ("employer", employer.to_owned()),
    ];
    Some(notice(Kind::AuditOpened, (handbook, fact), places, &audit.because))
}

/// What follows from points that are claimed and not documented, by the handbook.
pub fn follows(failed: Option<Standing>) -> &'static str {
    match failed {
        None => "The decision on your renewal says what follows.",
        Some(Standing::Suspended) => "Whoever cannot document what they claimed is suspended.",
        Some(_) => "Whoever cannot document what they claimed loses the credential.",
    }
}

/// An audit was closed.
pub(super) fn closed<'c>(
    after: &Answer<'c>,
    handbook: &'c Handbook,
    facts: &'c [Fact<'c>],
    (fact, outcome): (&'c Fact<'c>, AuditOutcome),
) -> Option<Notice<'c>> {
    let scheme: &Scheme = handbook.scheme.as_ref()?;
    let own = |of: &str| of == scheme.id;
    if !matches!(&fact.entry.event, Event::AuditClosed { scheme, .. } if own(scheme)) {
        return None;
    }
    let before = facts.iter().take_while(|f| f.entry.id != fact.entry.id);
    let opened = before.filter(|f| matches!(&f.entry.event, Event::AuditOpened { scheme } if own(scheme))).last()?;
    let audit = audited(handbook, facts, opened)?;
    let stands = after.review.credentials.iter().filter(|c| scheme.renews(&c.programme.id));
    let stands: Vec<String> = stands
        .map(|c| {
            let because = c.because.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            format!("- {}: {because}", c.programme.designation)
        })
        .collect();
    let (said, short) = match outcome {
        AuditOutcome::Passed => ("it is passed", "passed"),
        AuditOutcome::Failed => ("it is failed, because something that you claimed is not documented", "failed"),
    };
    // Where the rule itself says what becomes of the credential, that is how it stands now.
    let follows = if outcome == AuditOutcome::Failed && audit.failed.is_none() { follows(None) } else { "" };
    let note = fact.entry.note.as_deref().map_or(String::new(), |note| format!("The reason given: {}", note.trim()));
    let places = vec![
        ("opened", in_words(opened.day).to_string()),
        ("day", in_words(fact.day).to_string()),
        ("outcome", said.to_owned()),
        ("outcome_short", short.to_owned()),
        ("why", note),
        (
            "standing",
            if stands.is_empty() { String::new() } else { format!("Where you stand:\n\n{}", stands.join("\n")) },
        ),
        ("follows", follows.to_owned()),
    ];
    Some(notice(Kind::AuditClosed, (handbook, fact), places, &audit.because))
}

fn notice<'c>(
    kind: Kind,
    (handbook, fact): (&'c Handbook, &Fact<'_>),
    places: super::letters::Places,
    because: &[Reason<'_>],
) -> Notice<'c> {
    let cited = because.iter().filter(|r| r.met != Met::Unknown).map(|r| Cited::from(r.source)).collect();
    Notice { kind, about: fact.entry.id.to_string(), handbook, places, cited }
}
