//! One letter to a group of those who are due: typed by staff, with places that each reader's own particulars fill.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::Handbook;
use programme::day::in_words;
use store::outbox::Draft;

use super::letters::{self, Letter, Unfilled};
use crate::forecast::Row;
use crate::page::year::{costs, missing};

/// The kind under which such letters stand in the outbox.
pub const KIND: &str = "group_letter";

/// The places that the letter may have, each with what fills it.
pub const PLACES: [(&str, &str); 7] = [
    ("name", "their name"),
    ("credential", "the letters of their credentials"),
    ("day", "the last day of their cycle, or the day on which their yearly fee is due"),
    ("missing", "what is missing, one thing a line"),
    ("costs", "what they still pay and until when, one amount a line"),
    ("lapses", "the day from which they are not in good standing if nothing more happens"),
    ("body", "the body's name"),
];

/// The longest subject and text, in letters.
const LONGEST: (usize, usize) = (150, 4_000);

/// A letter as staff typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// What is wrong with one field: its name, what, and what to do.
pub type Wrong = (&'static str, String, String);

impl Typed {
    /// Everything that is wrong with it.
    pub fn wrong(&self) -> Vec<Wrong> {
        let fields = [("subject", &self.subject, LONGEST.0), ("text", &self.text, LONGEST.1)];
        fields.into_iter().filter_map(|(field, text, most)| wrong_with(field, text, most)).collect()
    }

    /// The letter to one person.
    ///
    /// # Errors
    /// Where it has a place that nothing is known for.
    pub fn to(&self, row: &Row, handbook: &Handbook, on: Date) -> Result<Letter, Unfilled> {
        let currency = &handbook.body.currency;
        let list = |lines: Vec<String>| match lines.is_empty() {
            true => "nothing".to_owned(),
            false => lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n"),
        };
        let designation = |id: &String| handbook.programme(id).map_or(id.clone(), |p| p.designation.clone());
        let credential: Vec<String> = row.due.programmes.iter().map(designation).collect();
        let lapses = row.due.lapses.map_or("no day".to_owned(), |day| in_words(day).to_string());
        let places = [
            ("name", row.name.clone()),
            ("credential", credential.join(" and ")),
            ("day", in_words(row.due.day).to_string()),
            ("missing", list(missing(&row.due, on, currency))),
            ("costs", list(costs(&row.due, on, currency))),
            ("lapses", lapses),
            ("body", handbook.body.name.clone()),
        ];
        let subject = self.subject.split_whitespace().collect::<Vec<_>>().join(" ");
        letters::fill(&format!("Subject: {subject}\n{}", self.text), &places)
    }

    /// The same as the outbox takes it. The id is the letter's: under one id, each person gets it once.
    ///
    /// # Errors
    /// As [`Typed::to`].
    pub fn draft(&self, id: &str, row: &Row, handbook: &Handbook, on: Date) -> Result<Draft, Unfilled> {
        let letter = self.to(row, handbook, on)?;
        Ok(Draft {
            key: format!("{KIND}|{id}|{}", row.person),
            person: row.person.clone(),
            to_address: row.email.clone(),
            kind: KIND.to_owned(),
            subject: letter.subject,
            body: letter.body,
        })
    }
}

/// What is wrong with a text: all of it in one sentence after the other, since it stands at one field.
fn wrong_with(field: &'static str, text: &str, most: usize) -> Option<Wrong> {
    let mut wrong: Vec<String> = Vec::new();
    if text.trim().is_empty() {
        return Some((field, "There is nothing here.".to_owned(), "Write what is to be said.".to_owned()));
    }
    let length = text.chars().count();
    if length > most {
        wrong.push(format!("It has {length} letters, and may have {most}."));
    }
    match letters::places(text) {
        Err(_) => wrong.push("A brace is opened and not closed.".to_owned()),
        Ok(places) => {
            let known = |place: &&str| !PLACES.iter().any(|(own, _)| own == place);
            let unknown: BTreeSet<&str> = places.into_iter().filter(known).collect();
            wrong.extend(unknown.into_iter().map(|place| format!("Nothing is known for {{{place}}}.")));
        }
    }
    let known: Vec<String> = PLACES.iter().map(|(place, _)| format!("{{{place}}}")).collect();
    let remedy = format!("Shorten or mend it; the places are {}.", known.join(", "));
    (!wrong.is_empty()).then(|| (field, wrong.join(" "), remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = |subject: &str, text: &str| {
            let typed = Typed { subject: subject.to_owned(), text: text.to_owned() };
            typed.wrong().into_iter().map(|(field, wrong, _)| format!("{field}: {wrong}")).collect::<Vec<_>>()
        };
        let long = "x".repeat(151);
        for (subject, text, expected) in [
            ("Your renewal", "Dear {name},\n\n{missing}\n", vec![]),
            ("", " ", vec!["subject: There is nothing here.", "text: There is nothing here."]),
            (
                "For {nmae}",
                "{name} {Day}, {fee} {fee}",
                vec![
                    "subject: Nothing is known for {nmae}.",
                    "text: Nothing is known for {Day}. Nothing is known for {fee}.",
                ],
            ),
            ("A {name", "Dear {name}", vec!["subject: A brace is opened and not closed."]),
            (&long, "Text", vec!["subject: It has 151 letters, and may have 150."]),
        ] {
            assert_eq!(wrong(subject, text), expected, "{subject}: {text}");
        }
    }
}
