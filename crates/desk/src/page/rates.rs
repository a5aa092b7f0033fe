//! How many passed: a picture, with its numbers in a table beside it.

use maud::{Markup, html};
use programme::handbook::Programme;
use programme::pass_rates::{Count, PassRates, Period};

use super::parts;

/// What is published of one programme.
#[derive(Debug)]
pub struct Rates<'h> {
    /// The programme.
    pub programme: &'h Programme,
    /// The body's name.
    pub body: &'h str,
    /// The figures.
    pub rates: PassRates<'h>,
}

/// Heights in the picture: of one bar, and of one with the space below it.
const BAR: usize = 16;
const STEP: usize = 30;
/// How wide the names beside the bars are, in percent; and the bars.
const NAMES: f64 = 24.0;
const BARS: f64 = 60.0;
/// How many windows a picture shows, at most.
const DRAWN: usize = 12;

/// A share in percent, with one decimal.
pub fn percent(count: Count) -> String {
    let share = count.per_mille();
    format!("{}.{}", share / 10, share % 10)
}

/// The page.
pub fn rates(told: &[Rates<'_>]) -> Markup {
    html! {
        header class="head" {
            h1 { "Pass rates" }
            p class="as-of" { "How many of the exam results of a window were passed." }
        }
        @if told.is_empty() {
            (parts::empty("Nothing is published.", "The handbook does not say how counts of few people are left out."))
        }
        @for of in told {
            (parts::wide(&of.programme.id, &of.programme.designation, of_programme(of)))
        }
        @if !told.is_empty() {
            p { a href="/pass-rates.csv" { "All of it as CSV" } ", or " a href="/api/v1/pass-rates" { "for programs" } "." }
        }
    }
}

fn of_programme(of: &Rates<'_>) -> Markup {
    let name = &of.programme.designation;
    html! {
        p { (of.programme.name) ", " (of.body) "." }
        (figures(name, &of.rates))
        (how(&of.rates))
        p { a href=(parts::path(&["for-employers", &of.programme.id])) { "What " (name) " is, for employers" } }
    }
}

/// The picture and the table.
pub fn figures(name: &str, rates: &PassRates<'_>) -> Markup {
    if rates.rows.iter().all(|(_, count)| count.is_none()) {
        return parts::empty("No window has enough results to be told of.", "See below what is left out, and why.");
    }
    let row = |(period, count): &(Period, Option<Count>)| {
        let cell = |n: fn(Count) -> u64| html! { @match count { Some(count) => (n(*count)), None => "–" } };
        let share = html! { @match count { Some(count) => { (percent(*count)) " %" }, None => "Left out" } };
        vec![html! { (period.name) }, cell(Count::all), cell(|c| c.passed), cell(|c| c.failed), share]
    };
    let mut rows: Vec<Vec<Markup>> = rates.rows.iter().map(row).collect();
    let sum = rates.together;
    rows.push(vec![
        html! { strong { "The windows told of, together" } },
        html! { (sum.all()) },
        html! { (sum.passed) },
        html! { (sum.failed) },
        html! { (percent(sum)) " %" },
    ]);
    let headings = ["Window", "Results", "Passed", "Did not pass", "Share passed"];
    html! {
        figure class="timeline" { (picture(name, rates)) }
        (parts::table(&format!("{name}: results by window"), &headings, &rows))
    }
}

fn picture(name: &str, rates: &PassRates<'_>) -> Markup {
    let shown: Vec<(&Period, Count)> =
        rates.rows.iter().filter_map(|(period, count)| count.map(|count| (period, count))).take(DRAWN).collect();
    let sentences: Vec<String> =
        shown.iter().map(|(period, count)| format!("{}: {} percent passed.", period.name, percent(*count))).collect();
    let height = shown.len() * STEP;
    let width = |count: Count| BARS * count.per_mille() as f64 / 1_000.0;
    html! {
        svg width="100%" height=(height) role="img" aria-label=(format!("{name}: share passed by window. {}", sentences.join(" "))) {
            title { (name) ": share passed by window" }
            desc { (sentences.join(" ")) }
            @for (at, (period, count)) in shown.iter().enumerate() {
                text class="year" x="0" y=(at * STEP + BAR - 3) { (period.name) }
                rect class="track" x=(format!("{NAMES}%")) width=(format!("{BARS}%")) y=(at * STEP) height=(BAR) {}
                rect class="s-active" x=(format!("{NAMES}%")) width=(format!("{:.2}%", width(*count))) y=(at * STEP) height=(BAR) {}
                text class="year" x="100%" text-anchor="end" y=(at * STEP + BAR - 3) { (percent(*count)) " %" }
            }
        }
    }
}

/// What counts, and what is left out.
pub fn how(rates: &PassRates<'_>) -> Markup {
    html! {
        details class="more" {
            summary { "What counts, and what is left out" }
            p {
                "Each exam that was taken to its end and whose result went out in time counts once, also of somebody who sat "
                "it more than once. A window is told of once the time for its results is over."
            }
            p {
                "Where fewer than " (rates.below) " passed, or fewer than " (rates.below) " did not, the whole window is left "
                "out, whether anybody sat the exam in it or not. What stands together is of the windows told of alone, so "
                "that nothing left out can be worked out from it."
            }
            (parts::cited(rates.source.citation, false))
        }
    }
}
