//! Draws of who is audited: those made so far, one that is about to be made, and one with all that repeats it.

use maud::{Markup, html};
use programme::Handbook;
use programme::decision::{Reason, ruling};
use store::draws::Draw;

use super::parts::{self, Choice, Field, Input, Problem};

/// A scheme of which may be drawn, and what its handbook says of that today.
#[derive(Debug)]
pub struct Scheme<'a, 'h> {
    /// As the record names it.
    pub id: &'a str,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// What stands for and against a draw.
    pub because: &'a [Reason<'h>],
}

/// The draws made so far.
#[derive(Debug)]
pub struct Draws<'a, 'h> {
    /// Each with when it was made, in words.
    pub rows: &'a [(&'a Draw, String)],
    /// The schemes.
    pub schemes: &'a [Scheme<'a, 'h>],
    /// The next page.
    pub next: Option<&'a str>,
    /// The token of the form; none where the viewer may not draw.
    pub csrf: Option<&'a str>,
    /// What was sent: the scheme, how many, the seed.
    pub sent: [&'a str; 3],
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// The page of all draws.
pub fn draws(view: &Draws<'_, '_>) -> Markup {
    html! {
        header class="head" {
            h1 { "Audits" }
            p class="as-of" {
                "Who is audited is drawn by a lot that anybody can repeat. "
                a href="/staff/queues/audits" { "Audits that are open" }
            }
        }
        (parts::error_summary(view.problems))
        (parts::part("rule", "Of whom is drawn, and when", html! {
            @for scheme in view.schemes {
                h3 { (scheme.handbook.body.name) }
                p { (parts::ruled(ruling(scheme.because))) }
                (parts::because_by(scheme.because, Some(scheme.handbook)))
            }
        }))
        @match view.csrf {
            Some(csrf) => (parts::part("new", "A new draw", form(view, csrf))),
            None => p { "Your role may look at draws, and makes none." },
        }
        (parts::wide("made", "Draws made", made(view)))
    }
}

fn form(view: &Draws<'_, '_>, csrf: &str) -> Markup {
    let mut choices = vec![Choice { value: "", label: "Choose …" }];
    choices.extend(view.schemes.iter().map(|s| Choice { value: s.id, label: &s.handbook.body.name }));
    let field = |name, label, hint, input, value| {
        parts::field(&Field { name, label, hint, input, value, required: true }, view.problems)
    };
    let [scheme, share, seed] = view.sent;
    let hint = "A figure that is published on a day, and that you named before, such as the close of an index. Nobody in \
                the house can choose it then, and so nobody can choose who is drawn.";
    html! {
        form class="narrow" method="post" action="/staff/audits" novalidate {
            (parts::csrf(csrf))
            (field("scheme", "Of whose certificants", "", Input::Select(&choices), scheme))
            (field("share", "How many", "A percentage or a number: 5% or 12. A percentage is rounded up.", Input::Text(""), share))
            (field("seed", "Seed", hint, Input::Text(""), seed))
            button type="submit" { "Look at the draw" }
        }
    }
}

fn made(view: &Draws<'_, '_>) -> Markup {
    let cells = view.rows.iter().map(|(draw, told)| {
        vec![
            html! { a href=(parts::path(&["staff", "audits", &draw.id])) { (told) } br; span class="aside" { (draw.made_by) } },
            html! { (draw.scheme) },
            html! { (draw.drawn.len()) " of " (draw.counted) br; span class="aside" { (draw.share) } },
            html! { (draw.seed) },
            html! { code { (draw.hash.get(..16).unwrap_or_default()) "…" } br; span class="aside" { (draw.algorithm) } },
        ]
    });
    let cells: Vec<Vec<Markup>> = cells.collect();
    html! {
        @if cells.is_empty() {
            (parts::empty("No draw was made yet.", "Each stands here with all that it takes to repeat it."))
        } @else {
            (parts::table("Draws, the newest first", &["Made", "Scheme", "Drawn", "Seed", "Population"], &cells))
        }
        (parts::pager(view.next, None))
    }
}

/// A draw that is about to be made: how many, and not who.
#[derive(Debug)]
pub struct Preview<'a, 'h> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The scheme.
    pub scheme: &'a str,
    /// What the rule says.
    pub because: &'a [Reason<'h>],
    /// How many, as it was asked for.
    pub share: &'a str,
    /// The seed.
    pub seed: &'a str,
    /// Of how many is drawn.
    pub count: usize,
    /// The population's hash.
    pub hash: &'a str,
    /// How many are drawn.
    pub drawn: usize,
    /// Whether the population has changed since it was looked at.
    pub changed: bool,
    /// The token of the form.
    pub csrf: &'a str,
}

/// The page on which a draw is looked at before it is made.
pub fn preview(view: &Preview<'_, '_>) -> Markup {
    let changed = [Problem {
        field: "confirm",
        wrong: "Those of whom is drawn have changed since you looked: nothing was drawn.",
        remedy: "Look at the numbers again, and draw then.",
    }];
    html! {
        header class="head" {
            h1 { "Check the draw" }
            p class="as-of" { (view.handbook.body.name) }
        }
        @if view.changed { (parts::error_summary(&changed)) }
        (parts::part("numbers", "The draw", html! {
            dl class="facts-of" {
                div { dt { "Of how many is drawn" } dd { (view.count) } }
                div { dt { "How many are drawn" } dd { (view.drawn) " (" (view.share) ")" } }
                div { dt { "Seed" } dd { (view.seed) } }
                div { dt { "Hash of the population" } dd { code { (view.hash) } } }
            }
            (parts::because_by(view.because, Some(view.handbook)))
            p { "Who is drawn is shown once it is done. An audit is opened for each at once, and each is written to." }
            form id="confirm" method="post" action="/staff/audits" {
                (parts::csrf(view.csrf))
                input type="hidden" name="scheme" value=(view.scheme);
                input type="hidden" name="share" value=(view.share);
                input type="hidden" name="seed" value=(view.seed);
                input type="hidden" name="population" value=(view.hash);
                input type="hidden" name="confirmed" value="yes";
                button type="submit" { "Draw, and open the audits" }
            }
            p { a href="/staff/audits" { "Draw nothing" } }
        }))
    }
}

/// Somebody who was drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Where the audit is decided.
    pub href: String,
    /// Their name.
    pub name: String,
    /// Whether the audit is open.
    pub open: bool,
}

/// The page of a draw.
pub fn draw(draw: &Draw, told: &str, handbook: Option<&Handbook>, drawn: &[Drawn]) -> Markup {
    let own = |file: &str| parts::path(&["staff", "audits", &draw.id, file]);
    let cells = drawn.iter().map(|one| {
        let state = if one.open { parts::word("soon", "Open") } else { parts::word("gone", "Closed") };
        vec![html! { a href=(one.href) { (one.name) } }, state]
    });
    let cells: Vec<Vec<Markup>> = cells.collect();
    html! {
        header class="head" {
            h1 { "Draw of " (told) }
            p class="as-of" {
                (handbook.map_or(draw.scheme.as_str(), |h| &h.body.name)) ", by " (draw.made_by) ". "
                a href="/staff/audits" { "All draws" }
            }
        }
        (parts::part("numbers", "The draw", html! {
            dl class="facts-of" {
                div { dt { "Drawn" } dd { (draw.drawn.len()) " of " (draw.counted) " (" (draw.share) ")" } }
                div { dt { "Seed" } dd { (draw.seed) } }
                div { dt { "Algorithm" } dd { code { (draw.algorithm) } } }
                div { dt { "Hash of the population" } dd { code { (draw.hash) } } }
                div { dt { "Rule" } dd { (draw.clause) " (" (draw.citation) ")" } }
            }
        }))
        (parts::part("again", "To repeat it", html! {
            p {
                "Each ticket is the SHA-256 of three lines: the seed, the hash of the population, the id. The lowest are drawn. "
                "Whoever has these files can draw again with sha256sum and sort, or with " code { "assay audit rerun" } "."
            }
            ul {
                li { a href=(own("population.txt")) { "Of whom was drawn (text, one id a line)" } }
                li { a href=(own("draw.json")) { "The whole draw (JSON)" } }
            }
        }))
        (parts::part("drawn", "Who was drawn", parts::table("In the order of their tickets", &["Name", "Audit"], &cells)))
    }
}
