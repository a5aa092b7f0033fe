//! Entries that staff make on somebody's record: a payment, a measure, a correction.

use maud::{Markup, html};

use super::parts::{self, Choice, Field, Input, Problem};

/// A form that puts an entry on somebody's record.
#[derive(Debug)]
pub struct Entry<'a> {
    /// What the page is called.
    pub title: &'a str,
    /// Whose record.
    pub person: &'a str,
    /// Their name.
    pub name: &'a str,
    /// The word of the form in its path: `payment`.
    pub word: &'a str,
    /// The fields.
    pub fields: Vec<Asked<'a>>,
    /// The fields of an entry that is corrected: each one's name, and what stands there.
    pub mended: &'a [(String, String)],
    /// What was sent so far.
    pub sent: &'a [(&'a str, &'a str)],
    /// How many entries the record has.
    pub seen: i64,
    /// The token of the form.
    pub csrf: &'a str,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// One field of such a form.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Its name.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// A hint, or nothing.
    pub hint: &'static str,
    /// How it is filled in.
    pub kind: Kind<'a>,
    /// Whether it must be.
    pub required: bool,
}

/// How a field is filled in.
#[derive(Debug)]
pub enum Kind<'a> {
    /// A line.
    Text,
    /// Several lines.
    Lines,
    /// A day.
    Date,
    /// One of these: the value, and what it says.
    OneOf(Vec<(&'a str, String)>),
    /// By nobody: it is kept as it came.
    Kept,
}

/// The page of the form.
pub fn entry(view: &Entry<'_>) -> Markup {
    html! {
        header class="head" {
            h1 { (view.title) }
            p class="as-of" { "On the record of " a href=(parts::path(&["staff", "people", view.person])) { (view.name) } }
        }
        (parts::error_summary(view.problems))
        form class="narrow" method="post" action=(parts::path(&["staff", "people", view.person, view.word])) novalidate {
            (parts::csrf(view.csrf))
            input type="hidden" name="seen" value=(view.seen);
            @for asked in &view.fields { (field(asked, view.sent, view.problems)) }
            @if !view.mended.is_empty() { (mended(view)) }
            p { "What goes on a record stays on it: a mistake is mended by a further entry." }
            button type="submit" { @if view.word == "payment" { "Put it on record" } @else { "See what it changes" } }
        }
    }
}

/// The fields of an entry, to be written as they should have been.
fn mended(view: &Entry<'_>) -> Markup {
    html! {
        fieldset {
            legend { "Its fields, as they should have been" }
            @for (name, was) in view.mended {
                @let own = format!("field-{name}");
                @let value = view.sent.iter().find(|(sent, _)| *sent == own).map_or(was.as_str(), |(_, value)| value);
                @let input = if was.len() > 60 { Input::Lines } else { Input::Text("") };
                (parts::field(&Field { name: &own, label: &name.replace('_', " "), hint: "", input, value, required: false }, &[]))
            }
        }
    }
}

/// What an entry comes to, before it is kept.
#[derive(Debug)]
pub struct Previewed<'a> {
    /// What the page is called.
    pub title: &'a str,
    /// Whose record.
    pub person: &'a str,
    /// Their name.
    pub name: &'a str,
    /// The word of the form in its path.
    pub word: &'a str,
    /// What was sent.
    pub sent: &'a [(&'a str, &'a str)],
    /// How many entries the record had.
    pub seen: i64,
    /// What would change: about what, from what, to what.
    pub rows: &'a [[String; 3]],
    /// The token of the form.
    pub csrf: &'a str,
}

/// The page of what an entry comes to.
pub fn previewed(view: &Previewed<'_>) -> Markup {
    let rows: Vec<Vec<Markup>> =
        view.rows.iter().map(|row| row.iter().map(|cell| html! { (cell) }).collect()).collect();
    html! {
        header class="head" {
            h1 { (view.title) }
            p class="as-of" { "On the record of " a href=(parts::path(&["staff", "people", view.person])) { (view.name) } }
        }
        @if rows.is_empty() {
            (parts::empty("Nothing would change as of today.", "The entry is kept all the same."))
        } @else {
            (parts::table("What would change", &["What", "Now", "Then"], &rows))
        }
        form method="post" action=(parts::path(&["staff", "people", view.person, view.word])) {
            (parts::csrf(view.csrf))
            input type="hidden" name="seen" value=(view.seen);
            input type="hidden" name="previewed" value="yes";
            @for (name, value) in view.sent { input type="hidden" name=(name) value=(value); }
            p { "What goes on a record stays on it: a mistake is mended by a further entry." }
            button type="submit" { "Put it on record" }
        }
        p { a href=(parts::path(&["staff", "people", view.person])) { "Leave it as it is" } }
    }
}

/// A field, with what was sent.
pub(super) fn field(asked: &Asked<'_>, sent: &[(&str, &str)], problems: &[Problem<'_>]) -> Markup {
    let mut choices = vec![Choice { value: "", label: "Choose …" }];
    let value = sent.iter().find(|(name, _)| *name == asked.name).map_or("", |(_, value)| value);
    let input = match &asked.kind {
        Kind::Kept => return html! { input type="hidden" name=(asked.name) value=(value); },
        Kind::Text => Input::Text(""),
        Kind::Lines => Input::Lines,
        Kind::Date => Input::Date,
        Kind::OneOf(known) => {
            choices.extend(known.iter().map(|(value, label)| Choice { value, label }));
            Input::Select(&choices)
        }
    };
    let field =
        Field { name: asked.name, label: asked.label, hint: asked.hint, input, value, required: asked.required };
    parts::field(&field, problems)
}
