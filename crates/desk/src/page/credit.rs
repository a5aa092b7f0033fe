//! A credit of one's own: what it would count, and changing or withdrawing it.

use maud::{Markup, html};
use programme::Handbook;
use programme::decision::Decision;
use programme::recertification::credits::Worth;
use programme::review::CycleView;

use super::act::Asking;
use super::parts::{self, Attachment, Problem};
use super::picture;

/// What a credit would count, by the handbook, in a cycle; nothing where no cycle of the certificant's takes it.
#[derive(Debug, Clone, Copy)]
pub struct Counts<'a, 'c> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// What it would be worth, and the cycle with it.
    pub found: Option<(&'a Worth<'c>, &'a CycleView<'c>)>,
}

/// What a credit would count, before it is kept.
pub fn counts(view: &Counts<'_, '_>) -> Markup {
    let content = match view.found {
        None => html! { p { "No cycle of yours takes it. You can keep it on your record all the same." } },
        Some((worth, cycle)) => html! {
            p {
                @if worth.counted == programme::amount::Units::ZERO {
                    (parts::word("shut", "It will not count"))
                    " You can keep it on your record all the same."
                } @else {
                    strong { (worth.counted.with_decimal()) } " credits, of which "
                    strong { (worth.approved.with_decimal()) } " approved."
                }
            }
            (parts::because_by(&worth.reasons(), Some(view.handbook)))
            p { "Your cycle to " (parts::day(cycle.to)) " with it:" }
            div class="meters" {
                (picture::meter("Total", cycle.earned.0, cycle.required.0))
                @if cycle.required.1 > programme::amount::Units::ZERO {
                    (picture::meter("Approved", cycle.earned.1, cycle.required.1))
                }
            }
        },
    };
    parts::part("counts", "What it counts", content)
}

/// A credit that somebody logged, and may change.
#[derive(Debug)]
pub struct Own<'a, 'd> {
    /// Its entry's id.
    pub id: &'a str,
    /// What it was.
    pub title: &'a str,
    /// The form with what was logged, or what was sent.
    pub asking: Asking<'a>,
    /// Whether it may be changed, and why.
    pub decision: &'a Decision<'d>,
    /// Whether it may.
    pub allowed: bool,
    /// Whether documents may be added to it.
    pub documents: bool,
    /// The documents that came with it.
    pub files: &'a [Attachment],
    /// The token of the form.
    pub csrf: &'a str,
    /// What is wrong.
    pub problems: &'a [Problem<'a>],
}

/// The page of a credit.
pub fn own(view: &Own<'_, '_>) -> Markup {
    let path = parts::path(&["home", "credits", view.id]);
    html! {
        (head(view.title, view.asking.handbook))
        (parts::error_summary(view.problems))
        @if !view.files.is_empty() {
            (parts::part("documents", "Its documents", parts::attachments(view.files)))
        }
        @if view.allowed {
            form method="post" action=(path) enctype="multipart/form-data" novalidate {
                (parts::csrf(view.csrf))
                (super::act::questions_of_credit(&view.asking))
                button type="submit" { "Go on" }
            }
            form method="post" action=(path) {
                (parts::csrf(view.csrf))
                button class="second" type="submit" name="withdraw" value="yes" { "Withdraw this credit" }
            }
        } @else {
            p { "It stays as it is." }
            @if view.documents {
                form method="post" action=(path) enctype="multipart/form-data" novalidate {
                    (parts::csrf(view.csrf))
                    (parts::choose_files(
                        "files",
                        "Add its certificate",
                        "Several pages may be several files.",
                        view.asking.held,
                        view.problems,
                    ))
                    button type="submit" name="documents" value="yes" { "Add" }
                }
            }
        }
        (parts::because_by(&view.decision.reasons, Some(view.asking.handbook)))
        p { a href="/home" { "Back to your home page" } }
    }
}

/// Whether it is to be withdrawn.
pub fn withdraw(id: &str, title: &str, handbook: &Handbook, csrf: &str) -> Markup {
    html! {
        (head(title, handbook))
        p { "It will count no more. Your record keeps that you logged it, and that you withdrew it." }
        form method="post" action=(parts::path(&["home", "credits", id])) {
            (parts::csrf(csrf))
            input type="hidden" name="withdraw" value="yes";
            div class="buttons" {
                button type="submit" name="confirmed" value="yes" { "Withdraw this credit" }
            }
        }
        p { a href=(parts::path(&["home", "credits", id])) { "Keep it" } }
    }
}

fn head(title: &str, handbook: &Handbook) -> Markup {
    html! {
        header class="head" {
            h1 { (title) }
            p class="as-of" { "A credit that you logged, " (handbook.body.name) }
        }
    }
}
