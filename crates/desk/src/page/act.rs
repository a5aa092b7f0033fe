//! Doing something about one's own record: the form, the answers to be checked, and what happens next.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::{Action, Decision, Reason, Ruling};
use programme::recertification::Scheme;

use super::entry::{self, Asked, Kind};
use super::parts::{self, Held, Problem};
use crate::activities::takes;

/// What is sent: each field's name and value.
pub type Sent<'a> = [(&'a str, &'a str)];

/// A step that somebody is about to take.
#[derive(Debug)]
pub struct Step<'a, 'd> {
    /// The decision from which the button was drawn, and which judges the click.
    pub decision: &'a Decision<'d>,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The renewal scheme.
    pub scheme: &'a Scheme,
    /// The credit that is changed.
    pub credit: Option<&'a str>,
    /// Today.
    pub on: Date,
    /// The token of the form.
    pub csrf: &'a str,
    /// What was sent so far.
    pub sent: &'a Sent<'a>,
    /// The files that came with it.
    pub held: &'a [Held<'a>],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// The form of a credit: with what is logged already, or what was sent.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The renewal scheme.
    pub scheme: &'a Scheme,
    /// Each field's name and value.
    pub sent: &'a Sent<'a>,
    /// The files that came with it.
    pub held: &'a [Held<'a>],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// Whether a step is taken on these pages.
pub fn is_here(action: Action) -> bool {
    title(action).is_some()
}

/// What the page of a step is called.
pub fn title(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::Apply => "Apply for the exam",
        Action::Book => "Book a seat",
        Action::Reschedule => "Change day, time or place",
        Action::Transfer => "Move to the next window",
        Action::RequestAccommodation => "Ask for accommodations",
        Action::LogCredit => "Log a credit",
        Action::AmendCredit => "Change a credit",
        Action::SubmitRenewal => "Submit your renewal",
        Action::RequestExtension => "Ask for more time",
        Action::RequestReinstatement => "Ask to be reinstated",
        Action::Appeal => "Appeal",
        _ => return None,
    })
}

/// What happens next once a step was taken.
pub fn next(action: Action) -> &'static str {
    match action {
        Action::Apply => {
            "Your application is looked at, and you are told what was decided. Until then your home page shows it."
        }
        Action::Book | Action::Reschedule => "The seat is yours. Your home page says when and where.",
        Action::Transfer => "Your seat is given back. Book another once the next window's seats are open to you.",
        Action::RequestAccommodation => {
            "Your request is looked at, and you are told what was decided. Only those who decide see what you asked for."
        }
        Action::LogCredit => {
            "It counts from now on as your home page shows, and may be reviewed at your renewal or in an audit."
        }
        Action::AmendCredit => "Your home page shows what counts now. Your record keeps what stood there before.",
        Action::SubmitRenewal => {
            "Your renewal is looked at once credits and payment are complete; your home page says what is still missing."
        }
        Action::RequestExtension => {
            "Your request waits for the body's decision. Until then your deadlines are as they were."
        }
        Action::Appeal => {
            "Your appeal is decided by somebody who had no part in the measure, and you are told. Until then the measure holds."
        }
        _ => "Your request waits for the body's decision; your home page says what must be in by when.",
    }
}

/// The page of a step: its form, or why it cannot be taken.
pub fn step(step: &Step<'_, '_>) -> Markup {
    let allowed = step.decision.ruling() == Ruling::Allowed;
    html! {
        (head(step))
        (parts::error_summary(step.problems))
        @if allowed {
            form method="post" action=(path(step)) enctype=[takes_files(step).then_some("multipart/form-data")] novalidate {
                (parts::csrf(step.csrf))
                (fields(step))
                button type="submit" { "Go on" }
            }
        } @else {
            p { "This cannot be done on this day." }
        }
        (parts::because_by(&step.decision.reasons, Some(step.handbook)))
        @if costs(step.decision.action) { p { a href="/home/pay" { "What this costs, and how to pay" } } }
        p { a href="/home" { "Back to your home page" } }
    }
}

/// An appeal that somebody is about to file.
#[derive(Debug)]
pub struct Appealing<'a, 'd> {
    /// The programme's letters.
    pub designation: &'a str,
    /// Where the form goes.
    pub path: String,
    /// The reason given for the measure.
    pub reason: &'a str,
    /// The decision that allows the appeal.
    pub decision: &'a Decision<'d>,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// What was sent.
    pub grounds: &'a str,
    /// The token of the form.
    pub csrf: &'a str,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// The page of an appeal.
pub fn appeal(view: &Appealing<'_, '_>) -> Markup {
    let hint = "Say why the measure was wrong. Whoever decides reads it, and your record keeps it.";
    let asked = asked("grounds", "Your grounds", hint, Kind::Lines);
    html! {
        header class="head" {
            h1 { "Appeal" }
            p class="as-of" { (view.designation) ", " (view.handbook.body.name) }
        }
        (parts::error_summary(view.problems))
        (parts::because_by(&view.decision.reasons, Some(view.handbook)))
        @if !view.reason.is_empty() { p { "The reason given: " (view.reason) } }
        form method="post" novalidate action=(view.path) {
            (parts::csrf(view.csrf))
            (entry::field(&asked, &[("grounds", view.grounds)], view.problems))
            p { "An appeal is filed once, and cannot be changed afterwards." }
            button type="submit" { "File the appeal" }
        }
        p { a href="/home" { "Back to your home page" } }
    }
}

/// Whether money belongs to a step.
fn costs(action: Action) -> bool {
    matches!(action, Action::Apply | Action::SubmitRenewal | Action::RequestExtension | Action::RequestReinstatement)
}

/// Why something cannot be done on this day: every reason.
pub fn shut(title: &str, reasons: &[Reason<'_>], handbook: &Handbook) -> Markup {
    html! {
        header class="head" { h1 { (title) } }
        p { "This cannot be done on this day." }
        (parts::because_by(reasons, Some(handbook)))
        p { a href="/home" { "Back to your home page" } }
    }
}

/// The answers once more, before anything is done; `comes` says what would come of them.
pub fn check(step: &Step<'_, '_>, comes: &Markup) -> Markup {
    let answers: Vec<_> = step.sent.iter().filter(|(_, value)| !value.is_empty()).collect();
    let questions = questions(step);
    let said = |name: &str| answers.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
    html! {
        (head(step))
        @if !answers.is_empty() {
            (parts::part("answers", "Check your answers", html! {
                dl class="answers" {
                    @for asked in &questions {
                        @if let Some(value) = said(asked.name) {
                            div { dt { (asked.label) } dd { (answer(asked, value)) } }
                        }
                    }
                    @if !step.held.is_empty() { div { dt { "Files" } dd { (parts::held_files(step.held)) } } }
                }
            }))
        }
        (comes)
        form method="post" action=(path(step)) {
            (parts::csrf(step.csrf))
            @for (name, value) in &answers { input type="hidden" name=(name) value=(value); }
            (parts::hold_files(step.held))
            p { "By going on you declare that this is true and that you can document it." }
            div class="buttons" {
                button type="submit" name="confirmed" value="yes" { (title(step.decision.action).unwrap_or_default()) }
                @if !answers.is_empty() {
                    button class="second" type="submit" name="change" value="yes" { "Change something" }
                }
            }
        }
    }
}

/// Whose renewal it is: the name that goes on the certificate, and the place that is published (E1).
pub fn named(name: &str, place: &str) -> Markup {
    parts::part(
        "named",
        "Your certificate",
        html! {
            p { "It will bear this name: " strong { (name) } @if !place.is_empty() { ", " (place) } "." }
            p { "If it is not the name on your papers, " a href="/home/details" { "change it" } " before you send this." }
        },
    )
}

/// What was done, and what happens next.
pub fn done(action: Action, steps: Markup) -> Markup {
    html! {
        header class="head" { h1 { "Done" } }
        p { (next(action)) }
        @if costs(action) { p { a class="button" href="/home/pay" { "See what to pay, and how" } } }
        (steps)
        p { a href="/home" { "Back to your home page" } }
    }
}

fn head(step: &Step<'_, '_>) -> Markup {
    html! {
        header class="head" {
            h1 { (title(step.decision.action).unwrap_or_default()) }
            p class="as-of" { (step.handbook.body.name) ", as of " (parts::day(step.on)) }
        }
    }
}

fn path(step: &Step<'_, '_>) -> String {
    if let Some(credit) = step.credit {
        return parts::path(&["home", "credits", credit]);
    }
    format!("/home/act/{}?scheme={}", step.decision.action.word(), step.scheme.id)
}

fn fields(step: &Step<'_, '_>) -> Markup {
    let questions = questions(step);
    html! {
        @if questions.is_empty() {
            p { "There is nothing to fill in: what the rules look at is on your record already." }
        }
        @if takes_files(step) && takes(step.scheme) {
            p { a href=(list_of_activities(step.on)) { "Pick from the approved activities" } }
        }
        @if takes_files(step) {
            (questions_of_credit(&Asking {
                handbook: step.handbook,
                scheme: step.scheme,
                sent: step.sent,
                held: step.held,
                problems: step.problems,
            }))
        } @else {
            @for asked in &questions { (entry::field(asked, step.sent, step.problems)) }
        }
    }
}

/// What is asked of a credit, with its files.
pub fn questions_of_credit(asking: &Asking<'_>) -> Markup {
    html! {
        @if takes(asking.scheme) && asking.sent.iter().any(|(name, _)| *name == "activity") {
            (entry::field(&activity(), asking.sent, asking.problems))
        }
        @for asked in &credit(asking.scheme) {
            (entry::field(asked, asking.sent, asking.problems))
            @if asked.name == "category" { (kinds(asking.handbook, asking.scheme)) }
        }
        (parts::choose_files(
            "files",
            "Its certificate, if you have it",
            "Several pages may be several files.",
            asking.held,
            asking.problems,
        ))
    }
}

/// What each kind of credit is and counts, in the handbook's words, for whoever does not know which it was.
fn kinds(handbook: &Handbook, scheme: &Scheme) -> Markup {
    html! {
        details class="more" {
            summary { "Which kind it is, and what each counts" }
            dl class="answers" {
                @for category in &scheme.categories {
                    @if let Some(text) = parts::latest(handbook, &category.clause.id) {
                        div { dt { (category.clause.title) } dd { (text) } }
                    }
                }
            }
        }
    }
}

/// Whether files come with a step.
fn takes_files(step: &Step<'_, '_>) -> bool {
    step.decision.action == Action::LogCredit
}

/// What a step asks for.
fn questions<'s>(step: &Step<'s, '_>) -> Vec<Asked<'s>> {
    match step.decision.action {
        Action::LogCredit => std::iter::once(activity()).chain(credit(step.scheme)).collect(),
        Action::AmendCredit => credit(step.scheme),
        Action::RequestExtension => {
            let with = [
                ("certificates", "The certificates of the credits earned so far"),
                ("tracking_table", "A table that lists the credits earned so far"),
            ];
            vec![asked("with", "What comes with your request", "", one_of(with))]
        }
        _ => Vec::new(),
    }
}

fn credit(scheme: &Scheme) -> Vec<Asked<'_>> {
    let categories = scheme.categories.iter().map(|c| (c.id.as_str(), c.clause.title.clone())).collect();
    let units = "Hours; for service, positions; for a course, its credits; for publications, pieces.";
    let place = asked("place", "Where it took place", "For something online: where you were.", Kind::Text);
    vec![
        asked("title", "What it was", "As its certificate names it.", Kind::Text),
        asked("category", "Kind of credit", "", Kind::OneOf(categories)),
        asked("earned", "Day on which it was earned", "The last day, where it took several.", Kind::Date),
        asked("units", "How much", units, Kind::Text),
        Asked { required: false, ..place },
        asked("certificate", "Do you have its certificate?", "", one_of([("yes", "Yes"), ("no", "No, not yet")])),
    ]
}

/// The number of an approved activity, where the credit is for one.
fn activity<'k>() -> Asked<'k> {
    let hint = "Its number, where it is on the list of approved activities. Leave it out for anything else.";
    Asked { required: false, ..asked("activity", "Approved activity", hint, Kind::Text) }
}

/// The list of what was held within a year.
fn list_of_activities(on: Date) -> String {
    let since = on.saturating_sub(jiff::Span::new().years(1));
    format!("/activities?from={since}&to={on}")
}

fn asked<'k>(name: &'static str, label: &'static str, hint: &'static str, kind: Kind<'k>) -> Asked<'k> {
    Asked { name, label, hint, kind, required: true }
}

fn one_of<const N: usize>(known: [(&'static str, &str); N]) -> Kind<'static> {
    Kind::OneOf(known.into_iter().map(|(value, label)| (value, label.to_owned())).collect())
}

/// An answer in the words in which it was chosen.
fn answer(asked: &Asked<'_>, value: &str) -> Markup {
    let day: Option<Date> = value.parse().ok();
    match (&asked.kind, day) {
        (Kind::OneOf(known), _) => {
            let chosen = known.iter().find(|(own, _)| *own == value);
            html! { (chosen.map_or(value, |(_, label)| label)) }
        }
        (Kind::Date, Some(day)) => parts::day(day),
        _ => html! { (value) },
    }
}
