//! Which notices are due: the difference of two answers about one person, and nothing else. The same two answers give the
//! same notices with the same keys, so whoever asks twice, or on two machines, says nothing twice.

use jiff::civil::Date;
use jiff::{Span, Unit};
use programme::Handbook;
use programme::day::in_words;
use programme::decision::{Action, Decision, Ruling};
use programme::handbook::clause::Source;
use programme::recertification::timeline::Standing;
use programme::record::Fact;
use programme::review::{Case, Credential, Review};

use super::deadlines::{Deadline, concerns, costs, cycle, day_rule, deadlines, order};
use super::kinds::Kind;
use super::letters::Places;
use super::told;
use crate::page::parts::money;
use crate::pay::{self, Invoice};

/// Days before a deadline on which one is reminded of it.
pub const AHEAD: [i32; 4] = [60, 30, 7, 1];

/// How many days late an entry may come and still be told of: what is older was told by whoever kept the record before.
const OLDEST: i64 = 7;

/// A rule that a letter rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The clause.
    pub clause: String,
    /// The citation of the version that held.
    pub citation: String,
}

impl From<Source<'_>> for Cited {
    fn from(source: Source<'_>) -> Cited {
        Cited { clause: source.clause.to_owned(), citation: source.citation.to_owned() }
    }
}

/// Something to be told to a person.
#[derive(Debug, Clone)]
pub struct Notice<'c> {
    /// Its kind.
    pub kind: Kind,
    /// What of that kind: an event, or a body, a day and how near it is.
    pub about: String,
    /// The handbook of the body that says it.
    pub handbook: &'c Handbook,
    /// What stands in its letter's places.
    pub places: Places,
    /// The rules it rests on.
    pub cited: Vec<Cited>,
}

impl Notice<'_> {
    /// What makes it the same notice, whenever and wherever it is found again.
    pub fn key(&self, person: &str) -> String {
        format!("{}|{}|{}|{person}", self.kind.word(), self.handbook.body.id, self.about)
    }
}

/// What is known of a person, and where they stand, on a day.
#[derive(Debug)]
pub struct Answer<'c> {
    /// What each body concerned knows that had taken effect by the day.
    pub records: Vec<(&'c Handbook, &'c [Fact<'c>])>,
    /// Where the person stands.
    pub review: Review<'c>,
    /// What was known of whoever has been merged with them since.
    pub also: Vec<&'c Fact<'c>>,
}

impl<'c> Answer<'c> {
    /// The answer of a case as of a day.
    pub fn of(case: &'c Case<'_>, on: Date) -> Answer<'c> {
        let known = |(handbook, record)| -> (&'c Handbook, &'c [Fact<'c>]) {
            let record: &'c programme::record::Record<'c> = record;
            (handbook, record.until(on))
        };
        Answer { records: case.records().map(known).collect(), review: case.review(on), also: Vec::new() }
    }

    /// The handbooks of the bodies concerned.
    pub fn handbooks(&self) -> Vec<&'c Handbook> {
        self.records.iter().map(|(handbook, _)| *handbook).collect()
    }

    fn has(&self, id: &str) -> bool {
        let mut facts = self.records.iter().flat_map(|(_, facts)| facts.iter()).chain(self.also.iter().copied());
        facts.any(|f| f.entry.id == id)
    }
}

/// The notices that follow from what changed between two answers.
pub fn due<'c>(before: &Answer<'_>, after: &Answer<'c>) -> Vec<Notice<'c>> {
    let mut notices = Vec::new();
    let oldest = before.review.on.saturating_sub(Span::new().days(OLDEST));
    let mut seen: Vec<&str> = Vec::new();
    for (handbook, facts) in &after.records {
        for fact in facts.iter().filter(|f| f.received >= oldest && !before.has(&f.entry.id)) {
            if seen.contains(&fact.entry.id.as_ref()) {
                continue;
            }
            let told = told::of_event(after, handbook, facts, fact);
            if told.is_some() {
                seen.push(&fact.entry.id);
            }
            notices.extend(told);
        }
    }
    for (handbook, _) in &after.records {
        notices.extend(schedules(before, after, handbook));
        notices.extend(fallen(before, after, handbook));
        notices.extend(ahead(before, after, handbook));
    }
    notices
}

/// Notices to Schedule: seats that can be booked now and could not before (B14).
fn schedules<'c>(before: &Answer<'_>, after: &Answer<'c>, handbook: &'c Handbook) -> Vec<Notice<'c>> {
    let open = |d: &&Decision<'_>| d.action == Action::Book && d.ruling() == Ruling::Allowed;
    let of = |decision: &Decision<'_>| {
        let programme = handbook.programme(decision.programme?)?;
        let was = before.review.actions.iter().filter(open);
        if was.into_iter().any(|d| d.programme == decision.programme && d.to == decision.to) {
            return None;
        }
        let application = decision.reasons.iter().find_map(|r| r.facts.first())?;
        let from = decision.from.unwrap_or(after.review.on);
        let span = match decision.to {
            Some(to) => format!("from {} through {}", in_words(from), in_words(to)),
            None => format!("from {} on", in_words(from)),
        };
        let through = decision.to.map_or(String::new(), |to| to.to_string());
        let (window, source) = decision
            .to
            .and_then(|closes| handbook.calendar.all().find(|w| w.closes == closes))
            .map_or((String::new(), None), |w| told::window(handbook, w));
        let cited = decision.reasons.iter().map(|r| r.source).chain(source).map(Cited::from).collect();
        Some(Notice {
            kind: Kind::NoticeToSchedule,
            about: format!("{application} {through}"),
            handbook,
            places: vec![
                ("programme", programme.name.clone()),
                ("designation", programme.designation.clone()),
                ("span", span),
                ("window", window),
            ],
            cited,
        })
    };
    after.review.actions.iter().filter(open).filter_map(of).collect()
}

/// The kind of notice that a change of standing asks for.
fn fall(before: Standing, after: Standing) -> Option<Kind> {
    match after {
        Standing::Late if before.good() && before != Standing::Late => Some(Kind::Late),
        Standing::Lapsed if before.held() && before != Standing::Lapsed => Some(Kind::Lapsed),
        Standing::Expired if before.held() => Some(Kind::Expired),
        _ => None,
    }
}

/// Credentials of a body that are late, lapsed or expired now and were not before: one notice for those that fell alike.
fn fallen<'c>(before: &Answer<'_>, after: &Answer<'c>, handbook: &'c Handbook) -> Vec<Notice<'c>> {
    let mut groups: Vec<(Kind, Date, Vec<&Credential<'c>>)> = Vec::new();
    for credential in after.review.credentials.iter().filter(|c| handbook.programme(&c.programme.id).is_some()) {
        let same = |c: &&Credential<'_>| c.programme.id == credential.programme.id && c.awarded == credential.awarded;
        let Some(was) = before.review.credentials.iter().find(same) else { continue };
        let Some(kind) = fall(was.standing, credential.standing) else { continue };
        let since = credential.timeline.stretch(after.review.on).map_or(after.review.on, |s| s.from);
        match groups.iter_mut().find(|(k, day, _)| (*k, *day) == (kind, since)) {
            Some((.., group)) => group.push(credential),
            None => groups.push((kind, since, vec![credential])),
        }
    }
    groups.into_iter().map(|(kind, since, group)| fell(after, handbook, kind, since, &group)).collect()
}

fn fell<'c>(
    after: &Answer<'c>,
    handbook: &'c Handbook,
    kind: Kind,
    since: Date,
    group: &[&Credential<'c>],
) -> Notice<'c> {
    let designations: Vec<&str> = group.iter().map(|c| c.programme.designation.as_str()).collect();
    let mut because: Vec<String> = Vec::new();
    let mut cited: Vec<Cited> = Vec::new();
    for reason in group.iter().flat_map(|c| &c.because) {
        let line = reason.to_string();
        if !because.contains(&line) {
            because.push(line);
        }
        cited.push(reason.source.into());
    }
    let mut places = vec![
        ("designations", designations.join(" and ")),
        ("since", in_words(since).to_string()),
        ("because", because.join("\n\n")),
    ];
    if kind != Kind::Expired {
        let (open, rules) = still(&after.review, handbook);
        let (sums, why) = owed(&after.review, handbook);
        cited.extend(rules.into_iter().chain(why));
        places.extend([("still", open), ("costs", sums)]);
    }
    Notice { kind, about: since.to_string(), handbook, places, cited }
}

/// What can be done now, and through when.
pub(super) fn still(review: &Review<'_>, handbook: &Handbook) -> (String, Vec<Cited>) {
    let open = |d: &&Decision<'_>| concerns(handbook, d) && d.scheme.is_some() && d.ruling() == Ruling::Allowed;
    let (mut lines, mut cited) = (Vec::new(), Vec::new());
    for decision in review.actions.iter().filter(open) {
        let Some(to) = decision.to else { continue };
        lines.push(format!("- {}, through {}", order(decision.action), in_words(to)));
        cited.extend(day_rule(decision).map(Cited::from));
    }
    match lines.is_empty() {
        true => (String::new(), cited),
        false => (format!("What you can do now:\n\n{}", lines.join("\n")), cited),
    }
}

/// What it costs, now and after each deadline.
pub(super) fn owed(review: &Review<'_>, handbook: &Handbook) -> (String, Vec<Cited>) {
    let (lines, sources) = costs(review, handbook);
    let cited = sources.into_iter().map(Cited::from).collect();
    match lines.is_empty() {
        true => (String::new(), Vec::new()),
        false => (format!("What it costs, and until when:\n\n{}", lines.join("\n")), cited),
    }
}

/// The invoices of yearly fees (G2).
fn invoices(review: &Review<'_>, handbook: &Handbook) -> String {
    let line = |invoice: Invoice<'_, '_>| {
        let sum = money(invoice.fee.amount, &handbook.body.currency);
        Some(format!("- {}: {sum}, due on {}", invoice.number, in_words(invoice.due?)))
    };
    let lines: Vec<String> = pay::invoices(review, handbook).into_iter().filter_map(line).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("Your invoices, as PDF under \"What to pay\" when you sign in:\n\n{}", lines.join("\n")),
    }
}

/// The mark that a deadline passed between the two days: the nearest, where there are several.
fn mark(before: Date, after: Date, day: Date) -> Option<i32> {
    let left = |on: Date| on.until((Unit::Day, day)).map_or(i32::MAX, |span| span.get_days());
    let (was, is) = (left(before), left(after));
    AHEAD.into_iter().filter(|mark| is >= 0 && is <= *mark && *mark < was).min()
}

/// The nearest deadline of a body that comes so near as one is reminded of.
fn ahead<'c>(before: &Answer<'_>, after: &Answer<'c>, handbook: &'c Handbook) -> Option<Notice<'c>> {
    let mut all = deadlines(&after.review, &[handbook]);
    all.iter_mut().for_each(|d| d.steps.retain(|s| s.open));
    all.retain(|d| !d.steps.is_empty());
    let marked = |day| mark(before.review.on, after.review.on, day);
    let (at, mark) = all.iter().enumerate().find_map(|(at, d)| Some((at, marked(d.day)?)))?;
    let Deadline { day, steps, .. } = &all[at];
    let mut cited: Vec<Cited> = steps.iter().map(|s| s.source.into()).collect();
    let list: Vec<String> = steps.iter().map(|s| format!("- {}", s.what)).collect();
    let mut others = Vec::new();
    for Deadline { day, steps, .. } in all.iter().enumerate().filter(|(nth, _)| *nth != at).map(|(_, d)| d) {
        others.extend(steps.iter().map(|s| format!("- {}: {}", in_words(*day), s.what)));
        cited.extend(steps.iter().map(|s| Cited::from(s.source)));
    }
    let (mut credits, mut sums) = (String::new(), String::new());
    if let Some(cycle) = handbook.scheme.as_ref().and_then(|s| cycle(&after.review, &s.id)) {
        credits = cycle.because.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let (own, why) = owed(&after.review, handbook);
        cited.extend(cycle.because.iter().map(|r| r.source.into()).chain(why));
        sums = own;
    }
    let others = if others.is_empty() { String::new() } else { format!("Other days ahead:\n\n{}", others.join("\n")) };
    Some(Notice {
        kind: Kind::Deadline,
        about: format!("{day} {mark}"),
        handbook,
        places: vec![
            ("day", in_words(*day).to_string()),
            ("first", steps[0].what.clone()),
            ("steps", list.join("\n")),
            ("credits", credits),
            ("costs", sums),
            ("invoices", invoices(&after.review, handbook)),
            ("others", others),
        ],
        cited,
    })
}
