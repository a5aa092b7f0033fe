//! Testing accommodations: the request as its candidate fills it in, and as those who decide read it.

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::decision::{Decision, Reason, Ruling, ruling};

use super::parts::{self, Attachment, Choice, Field, Held, Input, Problem};

/// A request that is on record.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The day.
    pub on: Date,
    /// The window, in words.
    pub window: String,
    /// What was asked for, by title.
    pub adjustments: Vec<String>,
    /// What was said beside it.
    pub words: &'a str,
    /// Whether a professional's word on letterhead is ready.
    pub letterhead: bool,
    /// The documents that came with it.
    pub documents: Vec<Attachment>,
}

/// The step as its candidate takes it.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a, 'd> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The programme's id.
    pub programme: &'a str,
    /// Its letters.
    pub designation: &'a str,
    /// The decision that opens or shuts the step.
    pub decision: &'a Decision<'d>,
    /// The window asked for: its id and its days.
    pub window: (&'a str, Date, Date),
    /// The window that can be asked for instead, where this one is shut.
    pub instead: Option<&'a str>,
    /// What may be asked for: the word of the record, and what it is called.
    pub offered: &'a [(String, String)],
    /// What was sent so far.
    pub sent: &'a [(String, String)],
    /// The documents that came with it.
    pub held: &'a [Held<'a>],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
    /// Today.
    pub on: Date,
    /// The token of the form.
    pub csrf: &'a str,
}

impl Step<'_, '_> {
    fn sent(&self, name: &str) -> &str {
        self.sent.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    fn path(&self) -> String {
        format!("/home/accommodation/{}", self.programme)
    }

    fn chosen(&self) -> impl Iterator<Item = &str> {
        let chosen = |(id, _): &&(String, String)| !self.sent(&field(id)).is_empty();
        self.offered.iter().filter(chosen).map(|(_, title)| title.as_str())
    }
}

/// What is said of documents where they are chosen.
const DOCUMENTS: &str = "A doctor's letter, say. Several pages may be several files.";

/// The field of an adjustment.
pub fn field(id: &str) -> String {
    format!("adjust-{id}")
}

/// A window as people say it: `Fall 2026`.
pub fn season(window: &str) -> String {
    super::person::kind(&window.replace('-', "_"))
}

/// The form; or, where it is too late for this window, the reasons and the window that can be asked for instead.
pub fn step(view: &Step<'_, '_>) -> Markup {
    let allowed = view.decision.ruling() == Ruling::Allowed;
    html! {
        (head(view, "Ask for testing accommodations"))
        (parts::error_summary(view.problems))
        @if allowed {
            (form(view))
        } @else {
            p { "This cannot be asked for " (season(view.window.0)) " on this day." }
            @if let Some(instead) = view.instead {
                p { "It is not too late for " strong { (season(instead)) } ", the next window that is still open to requests." }
                p { a class="button" href=(format!("{}?window={instead}", view.path())) { "Ask for " (season(instead)) } }
            }
        }
        (parts::because_by(&view.decision.reasons, Some(view.handbook)))
        p { a href="/home" { "Back to your home page" } }
    }
}

fn head(view: &Step<'_, '_>, title: &str) -> Markup {
    let (window, opens, closes) = view.window;
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" {
                (view.designation) ", " (season(window)) ", " (parts::day(opens)) " to " (parts::day(closes)) ". "
                "Only those who decide on this see what you ask for and why, and read your documents."
            }
        }
    }
}

fn form(view: &Step<'_, '_>) -> Markup {
    let problem = view.problems.iter().find(|p| p.field == "adjustments");
    let yes_or_no = [
        Choice { value: "", label: "Choose …" },
        Choice { value: "yes", label: "Yes" },
        Choice { value: "no", label: "No, not yet" },
    ];
    let asked = |name, label, hint, input| {
        let value = view.sent(name);
        parts::field(&Field { name, label, hint, input, value, required: false }, view.problems)
    };
    html! {
        form method="post" enctype="multipart/form-data" novalidate action=(view.path()) {
            (parts::csrf(view.csrf))
            input type="hidden" name="window" value=(view.window.0);
            fieldset id="adjustments" aria-describedby=[problem.map(|_| "adjustments-error")] {
                legend { "What you need" }
                @if let Some(problem) = problem {
                    p class="error" id="adjustments-error" {
                        span class="unseen" { "Error: " } (problem.wrong) " " (problem.remedy)
                    }
                }
                @for (id, title) in view.offered {
                    @let name = field(id);
                    div class="choice" {
                        input type="checkbox" id=(name) name=(name) value="yes" checked[!view.sent(&name).is_empty()];
                        label for=(name) { (title) }
                    }
                }
            }
            (asked("words", "Anything else, in your own words", "What is not in the list, or what those who decide should know.", Input::Lines))
            (asked("letterhead", "Is it documented?", "A doctor's or another qualified professional's word on letterhead, chosen below or ready to be sent.", Input::Select(&yes_or_no)))
            (parts::choose_files("files", "Documents, if you have them", DOCUMENTS, view.held, view.problems))
            button type="submit" { "Go on" }
        }
    }
}

/// The answers once more, how they stand by the rules, and the attestation.
pub fn check(view: &Step<'_, '_>, because: &[Reason<'_>]) -> Markup {
    let in_order = ruling(because) == Ruling::Allowed;
    html! {
        (head(view, "Check your request"))
        (parts::part("answers", "Your answers", html! {
            dl class="answers" {
                div { dt { "What you need" } dd {
                    ul class="plain" { @for title in view.chosen() { li { (title) } } }
                    @if view.chosen().next().is_none() { "Said in your own words" }
                } }
                @if !view.sent("words").is_empty() { div { dt { "In your own words" } dd { (view.sent("words")) } } }
                div { dt { "Documented on letterhead" } dd { @if view.sent("letterhead") == "yes" { "Yes" } @else { "Not yet" } } }
                @if !view.held.is_empty() { div { dt { "Documents" } dd { (parts::held_files(view.held)) } } }
            }
        }))
        (parts::part("rules", "How this stands by the handbook", html! {
            (parts::word(if in_order { "good" } else { "shut" }, if in_order { "In order" } else { "Not in order" }))
            (parts::because_by(because, Some(view.handbook)))
        }))
        form method="post" novalidate action=(view.path()) {
            (parts::csrf(view.csrf))
            @for (name, value) in view.sent { input type="hidden" name=(name) value=(value); }
            (parts::hold_files(view.held))
            div class="choice" {
                input type="checkbox" id="attested" name="attested" value="yes";
                label for="attested" { "This is true and complete, and I can document it." }
            }
            p {
                "Once it is sent it waits for the office. You are written to when it is decided, and your home page says "
                "so; the window opens on " (parts::when(view.window.1, view.on)) ". Until then your application and your seat stay as they are."
            }
            div class="buttons" {
                button type="submit" { "Send the request" }
                button class="second" type="submit" name="change" value="yes" { "Change something" }
            }
        }
    }
}

/// A request as those who decide read it, before how the rules judge it.
pub fn before(asked: &Asked<'_>, judged: Markup) -> Markup {
    html! { (parts::part("asked", "What is asked for", answers(asked))) (judged) }
}

/// What was asked for, with its documents.
pub fn answers(asked: &Asked<'_>) -> Markup {
    html! {
        dl class="answers" {
            div { dt { "For the window" } dd { (asked.window) } }
            div { dt { "Asked for" } dd { (list(&asked.adjustments)) } }
            @if !asked.words.is_empty() { div { dt { "In their own words" } dd { (asked.words) } } }
            div { dt { "Documented on letterhead" } dd { @if asked.letterhead { "Said to be ready" } @else { "Not yet" } } }
            @if !asked.documents.is_empty() {
                div { dt { "Documents" } dd {
                    (parts::attachments(&asked.documents))
                    p class="hint" { "Read by the candidate and by those who decide on accommodations, and by nobody else." }
                } }
            }
        }
    }
}

/// Adjustments, one a line.
pub fn list(titles: &[String]) -> Markup {
    html! { ul class="plain" { @for title in titles { li { (title) } } } }
}

/// What adjustments are called, where the handbook has them; else as the record has them.
pub fn titles(handbook: &Handbook, window: Date, ids: &[programme::record::Text<'_>]) -> Vec<String> {
    let offered = handbook.adjustments.as_ref().and_then(|clause| clause.on(window));
    let title = |id: &str| {
        let known = offered.as_ref().and_then(|edition| edition.known.iter().find(|k| k.id == id));
        known.map_or_else(|| super::person::kind(&id.replace(':', " ")), |known| known.title.clone())
    };
    ids.iter().map(|id| title(id)).collect()
}
