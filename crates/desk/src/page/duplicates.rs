//! Pairs of records that may be of one person, with what speaks for it.

use maud::{Markup, html};
use store::duplicates::{Likeness, Names, Pair};
use store::people::Person;

use super::parts;

/// The pairs, the strongest first; `token` is that of their forms.
pub fn duplicates(pairs: &[Pair], next: Option<&str>, first: Option<&str>, token: &str) -> Markup {
    let rows: Vec<Vec<Markup>> = pairs.iter().map(|pair| row(pair, token)).collect();
    html! {
        header class="head" {
            h1 { "Records that may be of one person" }
            p class="as-of" { "The strongest first. Nothing is merged unless somebody who has compared the two says so." }
        }
        @if rows.is_empty() {
            (parts::empty("No two records look alike.", "To merge two that you know of, find one of them and merge it with the other there."))
        } @else {
            (parts::table("Pairs", &["The one", "The other", "What speaks for it", "What you found"], &rows))
        }
        (parts::pager(next, first))
    }
}

fn row(pair: &Pair, token: &str) -> Vec<Markup> {
    vec![
        who(&pair.one),
        who(&pair.other),
        html! { (reasons(&pair.one, &pair.other, &pair.likeness)) "." },
        html! {
            p { a href=(compare(&pair.one.id, &pair.other.id)) { "Compare" span class="unseen" { " " (pair.one.name) " and " (pair.other.name) } } }
            (two_people(&pair.one.id, &pair.other.id, token))
        },
    ]
}

/// Somebody as staff tell them apart.
fn who(person: &Person) -> Markup {
    html! {
        a href=(parts::path(&["staff", "people", &person.id])) { (person.name) }
        br; code { (person.id) }
        @if let Some(born) = person.born { br; "born " (parts::day(born)) }
        @if !person.email.is_empty() { br; (person.email) }
    }
}

/// Where two records are compared: the second would be merged into the first.
pub fn compare(into: &str, merged: &str) -> String {
    let with = percent_encoding::utf8_percent_encode(merged, percent_encoding::NON_ALPHANUMERIC);
    format!("{}?with={with}", parts::path(&["staff", "people", into, "merge"]))
}

/// The button by which a pair is not shown again.
pub fn two_people(one: &str, other: &str, token: &str) -> Markup {
    html! {
        form method="post" action="/staff/duplicates/apart" {
            (parts::csrf(token))
            input type="hidden" name="one" value=(one);
            input type="hidden" name="other" value=(other);
            button class="second" type="submit" { "Not the same person" }
        }
    }
}

/// What two records have in common, as a sentence begins and without its end.
pub fn reasons(one: &Person, other: &Person, likeness: &Likeness) -> String {
    let mut said: Vec<String> = Vec::new();
    match likeness.born {
        Some(true) => said.push("same birth date".to_owned()),
        Some(false) => said.push("another birth date".to_owned()),
        None => {}
    }
    said.push(
        match likeness.names {
            Names::Same => "same name",
            Names::ButInitial => "same name but for an initial",
            Names::Initials => "an initial of one name stands for a word of the other",
            Names::Within => "the one name is a part of the other",
            Names::Once => "both have gone by the same name",
            Names::OtherInitial => "same name but for another initial",
            Names::Some => "a part of the name in common",
            Names::Different => "another name",
        }
        .to_owned(),
    );
    for address in &likeness.addresses {
        let is = |person: &Person| person.email.trim().to_lowercase() == *address;
        said.push(match (is(one), is(other)) {
            (true, true) => format!("both are under {address}"),
            (true, false) => format!("{} was once under the address of {}, {address}", other.id, one.id),
            (false, true) => format!("{} was once under the address of {}, {address}", one.id, other.id),
            (false, false) => format!("both were once under {address}"),
        });
    }
    let mut sentence = said.join("; ");
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}
