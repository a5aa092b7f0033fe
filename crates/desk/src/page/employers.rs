//! A short case for certification, to be handed to an employer and printed: the handbook's own clauses, and what is
//! published.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::handbook::Programme;
use programme::pass_rates::PassRates;

use super::{parts, rates, rules};
use crate::look::{self, ClauseOn};

/// Clauses on keeping a credential that an employer need not read: what is done when something went wrong.
const NOT_OF_KEEPING: [&str; 6] = ["principles", "logging", "extension", "reinstatement", "review", "audit"];

/// The case for one programme, as of a day.
pub fn case(handbook: &Handbook, programme: &Programme, on: Date, told: Option<&PassRates<'_>>) -> Markup {
    let held = look::rules(handbook, on);
    let written = |wanted: &dyn Fn(&str, &str) -> bool| -> Vec<&ClauseOn<'_>> {
        let clauses = held.clauses.iter().filter(|clause| clause.version.is_some());
        clauses.filter(|clause| clause.clause.split_once('.').is_some_and(|(file, rest)| wanted(file, rest))).collect()
    };
    let of = |rest: &str| rest.split('.').next() == Some(programme.id.as_str());
    let attests = written(&|file, rest| {
        of(rest) && (file == "eligibility" || (file == "examination" && rest.ends_with(".outline")))
    });
    let takes = written(&|file, rest| file == "examination" && of(rest) && !rest.ends_with(".outline"));
    let costs = written(&|file, rest| file == "fees" && !rest.starts_with("principles"));
    let kept = written(&|file, rest| {
        file == "recertification" && !rest.split('.').next().is_some_and(|word| NOT_OF_KEEPING.contains(&word))
    });
    let (name, body) = (&programme.designation, &handbook.body);
    html! {
        header class="head" {
            h1 { (name) ", for employers" }
            p class="lead" { (programme.name) ", awarded by " (body.name) "." }
            p class="as-of" { "As the rules stand on " (parts::day(on)) "." }
        }
        (chapter("attests", "What it attests", &attests, |clause| match clause.clause.ends_with(".outline") {
            true => rules::one(clause, &body.currency),
            false => rules::brief(clause),
        }))
        (chapter("takes", "The examination", &takes, rules::brief))
        (chapter("costs", "What it costs", &costs, |clause| rules::one(clause, &body.currency)))
        (chapter("kept", "How it is kept", &kept, rules::brief))
        @if let Some(told) = told {
            (parts::wide("rates", "How many pass", html! { (rates::figures(name, told)) (rates::how(told)) }))
        }
        (parts::part("check", "See for yourself", html! {
            p {
                "Who holds " (name) " and is in good standing is published: look up "
                a href="/standing" { "one person" } " or " a href="/standing/list" { "a whole list" } ". "
                "Scores, and who did not pass, are told to nobody."
            }
            p { a href=(format!("/rules?body={}", body.id)) { "All the rules of " (body.short) } }
        }))
    }
}

fn chapter(id: &str, heading: &str, clauses: &[&ClauseOn<'_>], drawn: impl Fn(&ClauseOn<'_>) -> Markup) -> Markup {
    if clauses.is_empty() {
        return html! {};
    }
    parts::part(id, heading, html! { @for clause in clauses { (drawn(clause)) } })
}
