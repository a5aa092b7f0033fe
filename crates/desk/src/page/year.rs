//! A year of renewals as staff see it: how far those who are due are, who lapses when, and what comes in.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::amount::{Money, Units};
use programme::day::in_words;
use programme::recertification::forecast::{Credits, Due, Progress, Sum};
use store::group_letters::GroupLetter;

use super::group_letter::{self, EVERYBODY};
use super::parts::{self, Choice, Field, Input, Problem};

/// Which year of which scheme is shown, and to whom.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The handbook of the body whose scheme it is.
    pub handbook: &'a Handbook,
    /// The schemes to choose from: id and name.
    pub schemes: &'a [(String, String)],
    /// The scheme.
    pub scheme: &'a str,
    /// The year, as it was written.
    pub year: &'a str,
    /// The day.
    pub on: Date,
    /// What is wrong with what was asked.
    pub problems: &'a [Problem<'a>],
    /// Whether whoever looks may write to people.
    pub writes: bool,
    /// Letters that were sent to groups of this year, each with the time as it is told.
    pub letters: &'a [(GroupLetter, String)],
}

impl Shown<'_> {
    fn address(&self, path: &str, state: &str) -> String {
        address(path, self.scheme, self.year, state)
    }
}

/// The word that asks for everybody, however far they are.
pub const ALL: &str = "all";

/// An address of the year's pages.
pub fn address(path: &str, scheme: &str, year: &str, state: &str) -> String {
    let encoded = |text: &str| percent_encoding::utf8_percent_encode(text, parts::UNRESERVED).to_string();
    let state = if state.is_empty() { String::new() } else { format!("&state={}", encoded(state)) };
    format!("{path}?scheme={}&year={}{state}", encoded(scheme), encoded(year))
}

/// How far somebody is, as a heading says it.
pub fn title(progress: Progress) -> &'static str {
    match progress {
        Progress::Nothing => "Nothing logged",
        Progress::Some => "Some credits",
        Progress::Enough => "Credits enough",
        Progress::Paid => "Paid",
        Progress::Extended => "Extended",
        Progress::Submitted => "Submitted",
        Progress::InReview => "In review",
        Progress::Approved => "Renewed",
        Progress::Lapsed => "Lapsed",
        Progress::Gone => "Gone",
    }
}

fn says(progress: Progress) -> &'static str {
    match progress {
        Progress::Nothing => "No credit counts yet.",
        Progress::Some => "Some credits count, and not enough.",
        Progress::Enough => "The credits are there; what is left to do is not.",
        Progress::Paid => "The renewal fee, or the yearly fee, is paid.",
        Progress::Extended => "An extension was granted.",
        Progress::Submitted => "Submitted, with credits or fees missing.",
        Progress::InReview => "In and complete: the body decides.",
        Progress::Approved => "Renewed, by a decision or by itself.",
        Progress::Lapsed => "Not in good standing; it may be won back.",
        Progress::Gone => "Expired, revoked or surrendered.",
    }
}

/// How far somebody is, as a tag.
pub fn tag(progress: Progress) -> Markup {
    let tone = match progress {
        Progress::Approved | Progress::InReview | Progress::Extended => "good",
        Progress::Nothing | Progress::Some | Progress::Enough | Progress::Paid | Progress::Submitted => "soon",
        Progress::Lapsed => "shut",
        Progress::Gone => "gone",
    };
    parts::word(tone, title(progress))
}

/// The year as a whole; nothing is summed where it could not be asked for.
pub fn year(shown: &Shown<'_>, sum: Option<&Sum>) -> Markup {
    html! {
        header class="head" {
            h1 { "The year " (shown.year) }
            p class="as-of" { "Who is due, how far they are, and who lapses if nothing more happens. As of " (parts::day(shown.on)) "." }
        }
        (parts::error_summary(shown.problems))
        (chooser(shown))
        @if let Some(sum) = sum {
            @if !shown.letters.is_empty() { (parts::wide("letters", "Letters sent", group_letter::sent(shown.letters))) }
            @if sum.all() == 0 {
                (parts::empty("Nobody is due.", "Choose another year or scheme."))
            } @else {
                (parts::wide("states", "How far they are", states(shown, sum)))
                (parts::wide("lapses", "Who lapses if nothing happens", lapses(shown, sum)))
                (parts::wide("income", "What comes in if all pay on time", income(shown, sum)))
            }
        }
    }
}

fn chooser(shown: &Shown<'_>) -> Markup {
    let choices: Vec<Choice<'_>> = shown.schemes.iter().map(|(value, label)| Choice { value, label }).collect();
    let field = |name, label, hint, input, value| Field { name, label, hint, input, value, required: true };
    let scheme = field("scheme", "Scheme", "", Input::Select(&choices), shown.scheme);
    let year = field("year", "Year", "In which a cycle ends, or a yearly fee is due.", Input::Text(""), shown.year);
    html! {
        form class="travel" method="get" action="/staff/year" aria-label="Which year" {
            (parts::field(&scheme, shown.problems))
            (parts::field(&year, shown.problems))
            button type="submit" { "Show" }
        }
    }
}

fn states(shown: &Shown<'_>, sum: &Sum) -> Markup {
    let count = |state: &str, n: u64| html! { a href=(shown.address("/staff/year", state)) { (n) } };
    let letter = |state: Progress| {
        html! {
            @if shown.writes { a href=(shown.address("/staff/year/letter", state.word())) { "Write to them" span class="unseen" { ": " (title(state)) } } }
        }
    };
    let there = Progress::WORDS.iter().map(|(_, state)| (*state, sum.count(*state))).filter(|(_, n)| *n > 0);
    let row =
        |(state, n): (Progress, u64)| vec![tag(state), count(state.word(), n), html! { (says(state)) }, letter(state)];
    let mut rows: Vec<Vec<Markup>> = there.map(row).collect();
    rows.push(vec![html! { strong { (EVERYBODY) } }, count(ALL, sum.all()), html! {}, html! {}]);
    html! {
        (parts::table("How far those who are due are", &["How far", "How many", "What that means", "Letter"], &rows))
        p { a href=(shown.address("/staff/year.csv", "")) { "All of them (CSV)" } }
    }
}

/// How many days stand in a picture by themselves; more are told by month.
const DRAWN: usize = 12;
/// Heights in the picture: of one bar, and of one with the space below it.
const BAR: usize = 16;
const STEP: usize = 30;
/// How wide the names beside the bars are, in percent; and the bars.
const NAMES: f64 = 34.0;
const BARS: f64 = 52.0;

/// What stands beside a bar, and how many it is of.
fn bars(lapses: &BTreeMap<Date, (u64, Money)>) -> Vec<(String, u64)> {
    if lapses.len() <= DRAWN {
        return lapses.iter().map(|(day, (n, _))| (in_words(*day).to_string(), *n)).collect();
    }
    let mut months: BTreeMap<Date, u64> = BTreeMap::new();
    for (day, (n, _)) in lapses {
        *months.entry(day.first_of_month()).or_default() += n;
    }
    months.iter().map(|(day, n)| (day.strftime("%B %Y").to_string(), *n)).collect()
}

fn lapses(shown: &Shown<'_>, sum: &Sum) -> Markup {
    let all: u64 = sum.lapses.values().map(|(n, _)| n).sum();
    if all == 0 {
        return parts::empty("Nobody lapses.", "Everybody who is due is renewed, waits for a decision, or is gone.");
    }
    let mut so_far = 0;
    let row = |(day, (n, owed)): (&Date, &(u64, Money))| {
        so_far += n;
        let owed = parts::money(*owed, &shown.handbook.body.currency);
        vec![parts::when(*day, shown.on), html! { (n) }, html! { (so_far) }, html! { span class="sum" { (owed) } }]
    };
    let rows: Vec<Vec<Markup>> = sum.lapses.iter().map(row).collect();
    html! {
        p { (all) " of " (sum.all()) " lapse on the days below, or have lapsed, if nothing more happens." }
        figure class="timeline" {
            (picture(&bars(&sum.lapses)))
            details class="numbers" {
                summary { "The days in a table" }
                (parts::table("How many lapse, by day", &["First day not in good standing", "How many", "So far", "They still owe"], &rows))
            }
        }
    }
}

fn picture(bars: &[(String, u64)]) -> Markup {
    let most = bars.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let sentences: Vec<String> = bars.iter().map(|(when, n)| format!("{when}: {n}.")).collect();
    let width = |n: u64| BARS * n as f64 / most as f64;
    html! {
        svg width="100%" height=(bars.len() * STEP) role="img" aria-label=(format!("How many lapse. {}", sentences.join(" "))) {
            title { "How many lapse, by day" }
            desc { (sentences.join(" ")) }
            @for (at, (when, n)) in bars.iter().enumerate() {
                text class="year" x="0" y=(at * STEP + BAR - 3) { (when) }
                rect class="track" x=(format!("{NAMES}%")) width=(format!("{BARS}%")) y=(at * STEP) height=(BAR) {}
                rect class="s-lapsed" x=(format!("{NAMES}%")) width=(format!("{:.2}%", width(*n))) y=(at * STEP) height=(BAR) {}
                text class="year" x="100%" text-anchor="end" y=(at * STEP + BAR - 3) { (n) }
            }
        }
    }
}

/// What a fee is called.
pub fn fee_title<'h>(handbook: &'h Handbook, item: &'h str) -> &'h str {
    handbook.fee(item).map_or(item, |fee| fee.clause.title.as_str())
}

fn income(shown: &Shown<'_>, sum: &Sum) -> Markup {
    let currency = &shown.handbook.body.currency;
    let cells = |name: Markup, people: Markup, amount: Money| {
        vec![name, people, html! { span class="sum" { (parts::money(amount, currency)) } }]
    };
    let row = |(item, (people, amount)): (&String, &(u64, Money))| {
        cells(html! { (fee_title(shown.handbook, item)) }, html! { (people) }, *amount)
    };
    let mut rows: Vec<Vec<Markup>> = sum.income.iter().map(row).collect();
    let total: Money = sum.income.values().map(|(_, amount)| *amount).sum();
    rows.push(cells(html! { strong { "Together" } }, html! {}, total));
    html! {
        p {
            "What those who are due still owe, if each of them pays today, or on the first day on which payment is taken. "
            "After a deadline the fees of that time stand here."
        }
        (parts::table("Income expected, by fee", &["Fee", "How many pay it", "Amount"], &rows))
    }
}

/// Somebody in a list.
#[derive(Debug)]
pub struct Person<'a> {
    /// Their id.
    pub id: &'a str,
    /// Their name.
    pub name: &'a str,
    /// Whether there is an address to write to.
    pub reachable: bool,
    /// The letters of their programmes.
    pub designations: String,
    /// What is due of them.
    pub due: &'a Due,
}

/// Those who are so far.
pub fn list(
    shown: &Shown<'_>,
    state: Option<Progress>,
    (rows, all): (&[Person<'_>], usize),
    next: Option<&str>,
    first: Option<&str>,
) -> Markup {
    let currency = &shown.handbook.body.currency;
    let row = |p: &Person<'_>| {
        vec![
            html! { a href=(parts::path(&["staff", "people", p.id])) { (p.name) } @if !p.reachable { p class="hint" { "No address on file" } } },
            html! { (p.designations) },
            parts::day(p.due.day),
            tag(p.due.progress(shown.on)),
            lines(&missing(p.due, shown.on, currency)),
            html! { @match p.due.lapses { Some(day) => (parts::when(day, shown.on)), None => "Does not lapse" } },
            lines(&costs(p.due, shown.on, currency)),
        ]
    };
    let cells: Vec<Vec<Markup>> = rows.iter().map(row).collect();
    let called = state.map_or(EVERYBODY, title);
    let headings = ["Who", "Credential", "Due", "How far", "What is missing", "Lapses", "What it costs"];
    html! {
        header class="head" {
            h1 { (called) ", " (shown.year) }
            p class="as-of" { (all) @if all == 1 { " person. " } @else { " people. " } a href=(shown.address("/staff/year", "")) { "The whole year" } }
        }
        @if rows.is_empty() {
            (parts::empty("Nobody is here.", "Whoever comes as far as this will stand here."))
        } @else {
            (parts::table(called, &headings, &cells))
            (parts::pager(next, first))
            p {
                a href=(shown.address("/staff/year.csv", state.map_or(ALL, Progress::word))) { "All of them (CSV)" }
                @if let Some(state) = state && shown.writes { " · " a href=(shown.address("/staff/year/letter", state.word())) { "Write to them" } }
            }
        }
    }
}

fn lines(lines: &[String]) -> Markup {
    html! {
        @match lines {
            [] => "Nothing",
            [one] => (one),
            several => ul { @for line in several { li { (line) } } },
        }
    }
}

/// What is missing of a renewal on a day, one thing a line.
pub fn missing(due: &Due, on: Date, currency: &str) -> Vec<String> {
    let progress = due.progress(on);
    if due.is_done(on) || progress == Progress::Gone {
        return Vec::new();
    }
    let mut missing = if due.ends { credits(&due.credits) } else { Vec::new() };
    if due.applies && !matches!(progress, Progress::Submitted | Progress::InReview) {
        missing.push("the renewal application".to_owned());
    }
    let owed: Money = due.bill(on).iter().map(|(_, amount)| *amount).sum();
    if owed > Money::ZERO {
        missing.push(format!("{} to be paid", parts::money(owed, currency)));
    }
    missing
}

fn credits(credits: &Credits) -> Vec<String> {
    let (total, approved) = credits.missing();
    let mut missing = Vec::new();
    match (total > Units::ZERO, approved > Units::ZERO) {
        (true, true) if approved < total => missing.push(format!("{}, {approved} of them approved", many(total, ""))),
        (_, true) => missing.push(many(approved, "approved ")),
        (true, false) => missing.push(many(total, "")),
        (false, false) => {}
    }
    let category = |(id, short): &(String, Units)| format!("{} in {}", many(*short, ""), id.replace('_', " "));
    missing.extend(credits.categories.iter().map(category));
    let year = |(from, to, short): &(Date, Date, Units)| {
        format!("{} of the year from {} through {}", many(*short, ""), in_words(*from), in_words(*to))
    };
    missing.extend(credits.years.iter().map(year));
    missing
}

/// So many credits in words.
fn many(units: Units, which: &str) -> String {
    let word = if units == Units::whole(1) { "credit" } else { "credits" };
    format!("{units} {which}{word}")
}

/// What is still to be paid and until when, one amount a line.
pub fn costs(due: &Due, on: Date, currency: &str) -> Vec<String> {
    if due.progress(on) == Progress::Gone {
        return Vec::new();
    }
    let line = |(from, to, amount): (Date, Option<Date>, Money)| {
        let (sum, begins) = (parts::money(amount, currency), from > on);
        match (begins, to) {
            (true, Some(to)) => format!("{sum} from {} through {}", in_words(from), in_words(to)),
            (true, None) => format!("{sum} from {} on", in_words(from)),
            (false, Some(to)) => format!("{sum} through {}", in_words(to)),
            (false, None) => sum,
        }
    };
    due.bills_from(on).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn many_days_are_drawn_by_month_and_few_by_day() {
        let few = BTreeMap::from([(date(2026, 1, 1), (3, Money::ZERO)), (date(2026, 6, 2), (1, Money::ZERO))]);
        assert_eq!(bars(&few), [("1 January 2026".to_owned(), 3), ("2 June 2026".to_owned(), 1)]);
        let many: BTreeMap<_, _> = (1..=13).map(|day| (date(2026, 5, day), (1, Money::ZERO))).collect();
        assert_eq!(bars(&many), [("May 2026".to_owned(), 13)]);
    }

    #[test]
    fn a_picture_says_its_numbers_and_stays_inside() {
        let said = picture(&[("1 January 2026".to_owned(), 4), ("2 June 2026".to_owned(), 0)]).into_string();
        assert!(said.contains("1 January 2026: 4. 2 June 2026: 0."), "{said}");
        assert!(said.contains("width=\"52.00%\"") && !said.contains("NaN") && !said.contains("style="));
    }

    #[test]
    fn what_is_missing_is_said_without_counting_it_twice() {
        let of = |required: (u32, u32), earned: (u32, u32)| Credits {
            required: (Units::whole(required.0), Units::whole(required.1)),
            earned: (Units::whole(earned.0), Units::whole(earned.1)),
            ..Credits::default()
        };
        for (earned, said) in [
            ((0, 0), vec!["30 credits, 15 of them approved"]),
            ((20, 10), vec!["10 credits, 5 of them approved"]),
            ((20, 0), vec!["15 approved credits"]),
            ((30, 10), vec!["5 approved credits"]),
            ((29, 15), vec!["1 credit"]),
            ((30, 15), vec![]),
        ] {
            assert_eq!(credits(&of((30, 15), earned)), said, "{earned:?}");
        }
    }
}
