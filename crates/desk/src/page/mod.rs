//! Answers as pages of HTML: what `paper` is for a terminal, this is for a browser. Pure: values in, markup out.
//!
//! Every page works without script and carries no style of its own: all looks stand in `assets/assay.css`.

pub mod accommodation;
pub mod account;
pub mod accounts;
pub mod act;
pub mod activities;
pub mod activity;
pub mod alike;
pub mod ask;
pub mod audited;
pub mod audits;
pub mod completions;
pub mod courses;
pub mod credit;
pub mod details;
mod drawn;
pub mod duplicates;
pub mod employers;
pub mod entry;
pub mod evidence;
pub mod group_letter;
pub mod home;
pub mod jobs;
pub mod list;
pub mod listed;
pub mod mail;
pub mod matter;
pub mod merging;
pub mod notice;
pub mod parts;
pub mod pay;
pub mod payments;
pub mod people;
pub mod person;
pub mod picture;
pub mod problem;
pub mod provider;
pub mod queue;
pub mod rates;
pub mod results;
pub mod roster;
pub mod rules;
#[cfg(test)]
mod samples;
pub mod seats;
pub mod set_up;
pub mod several;
pub mod sign_in;
pub mod sign_up;
pub mod staff;
pub mod standing;
pub mod tasks;
pub mod tokens;
pub mod windows;
pub mod year;

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Which part of the house a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// For everybody.
    Public,
    /// Of the person signed in.
    Own,
    /// For those who run the body.
    Staff,
}

/// Who looks at a page.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// Their name.
    pub name: &'a str,
    /// What they may do here: `certificant`, `registrar` and so on.
    pub roles: &'a [&'a str],
    /// The token that every form of theirs carries.
    pub csrf: &'a str,
    /// Whether there is a record of their own.
    pub own_record: bool,
}

/// What stands around the content of a page.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The navigation entry of the page; its heading is what it is called.
    pub title: &'a str,
    /// The part of the house.
    pub area: Area,
    /// Who looks, where somebody is signed in.
    pub viewer: Option<Viewer<'a>>,
    /// Whether everybody in here is made up.
    pub demo: bool,
}

/// Roles that work with people's records.
const STAFF: [&str; 3] = ["registrar", "reviewer", "auditor"];

impl Viewer<'_> {
    /// Whether they have a role that works with people's records.
    pub fn staff(&self) -> bool {
        self.roles.iter().any(|role| STAFF.contains(role))
    }
}

impl Frame<'_> {
    /// The whole document around the content of `main`.
    pub fn page(&self, main: Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (PreEscaped(named(&main.0).unwrap_or_else(|| self.title.to_owned()))) " – Assay" }
                    link rel="stylesheet" href="/assets/assay.css";
                    link rel="icon" type="image/svg+xml" href="/assets/assay.svg";
                }
                body class=(self.class()) {
                    a class="skip" href="#main" { "Skip to the content" }
                    (self.header())
                    main id="main" tabindex="-1" { (parts::Drawn(&main)) }
                    (footer())
                }
            }
        }
    }

    fn class(&self) -> &'static str {
        match self.area {
            Area::Public => "public",
            Area::Own => "own",
            Area::Staff => "staff",
        }
    }

    fn header(&self) -> Markup {
        html! {
            header class="top" {
                @if self.demo {
                    p class="demo" { strong { "Demonstration." } " Every person and record in here is made up." }
                }
                div class="top-in" {
                    a class="brand" href="/" { "Assay" }
                    nav aria-label="Main" {
                        ul {
                            @for (href, label) in self.entries() {
                                li { a href=(href) aria-current=[(label == self.title).then_some("page")] { (label) } }
                            }
                        }
                    }
                    @match self.viewer {
                        Some(viewer) => (self.signed_in(&viewer)),
                        None => {
                            p class="who" {
                                a href="/sign-in" aria-current=[(self.title == "Sign in").then_some("page")] { "Sign in" }
                            }
                        }
                    }
                }
            }
        }
    }

    fn signed_in(&self, viewer: &Viewer<'_>) -> Markup {
        html! {
            div class="who" {
                a href="/account" aria-current=[(self.title == "Account").then_some("page")] {
                    span class="unseen" { "Account of " } (viewer.name)
                }
                form method="post" action="/sign-out" {
                    (parts::csrf(viewer.csrf))
                    button class="quiet" type="submit" { "Sign out" }
                }
            }
        }
    }

    fn entries(&self) -> Vec<(&'static str, &'static str)> {
        let mut entries = Vec::new();
        if let Some(viewer) = &self.viewer {
            if viewer.own_record {
                entries.push(("/home", "Home"));
            }
            if viewer.staff() {
                entries.extend([
                    ("/staff", "Staff"),
                    ("/staff/people", "People"),
                    ("/staff/seats", "Seats"),
                    ("/staff/mail", "Mail"),
                ]);
            }
        }
        let holds = |role: &str| self.viewer.is_some_and(|viewer| viewer.roles.contains(&role));
        if holds("psychometrician") {
            entries.push(("/results", "Results"));
        }
        if holds("administrator") {
            entries.extend([("/staff/accounts", "Accounts"), ("/staff/tokens", "Tokens")]);
        }
        if holds("administrator") || holds("auditor") {
            entries.push(("/staff/accounts/log", "Changes to accounts"));
        }
        if holds("provider") {
            entries.push(("/provider", "Your activities"));
        }
        entries.extend([
            ("/standing", "Good standing"),
            ("/activities", "Activities"),
            ("/pass-rates", "Pass rates"),
            ("/rules", "Fees and rules"),
        ]);
        entries
    }
}

/// What a page is called in the browser's list: its heading, and before it that there is a problem, where there is one.
/// The heading's text is escaped already.
fn named(main: &str) -> Option<String> {
    let heading = main.split_once("<h1>")?.1.split_once("</h1>")?.0;
    let parts = heading.split('<').enumerate().map(|(n, part)| match n {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    let wrong = if main.contains("class=\"errors\"") { "Error: " } else { "" };
    Some(format!("{wrong}{}", parts.collect::<String>()))
}

fn footer() -> Markup {
    html! {
        footer class="bottom" {
            div class="bottom-in" {
                p {
                    "Every date and figure here can be opened to the rule it rests on. "
                    a href="/rules" { "All the rules" }
                    "."
                }
            }
        }
    }
}
