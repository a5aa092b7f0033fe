//! Papers that people keep: the values for a template, and the PDF printed from both.

mod invoice;
mod transcript;

use jiff::civil::Date;
use programme::Handbook;
use programme::decision::Reason;
use serde_json::{Value, json};

pub use invoice::invoice;
pub use transcript::transcript;

/// What every paper shares.
const HOUSE: &str = include_str!("../../assets/printed/house.typ");

/// A paper, ready to be printed.
#[derive(Debug)]
pub struct Paper {
    template: &'static str,
    /// What stands on it, as its template reads it.
    pub values: Value,
    /// What tells it from every other, and stays when it is printed again.
    ident: String,
}

impl Paper {
    /// Its PDF: the same bytes whenever it is printed.
    ///
    /// # Errors
    /// Where the template fails on these values: a defect of ours.
    pub fn print(&self) -> Result<Vec<u8>, press::Unprintable> {
        press::print(&[HOUSE, self.template].concat(), &self.values.to_string(), &self.ident)
    }
}

/// A day as templates read it.
fn date(day: Date) -> Value {
    json!({ "year": day.year(), "month": day.month(), "day": day.day() })
}

/// The rules behind reasons, each once, in the words of the version that held.
fn rules(handbook: &Handbook, reasons: &[Reason<'_>]) -> Vec<Value> {
    let mut cited: Vec<(&str, &str)> = Vec::new();
    for reason in reasons {
        let rule = (reason.source.clause, reason.source.citation);
        if !cited.contains(&rule) {
            cited.push(rule);
        }
    }
    let told = |(clause, citation): (&str, &str)| {
        let rule = handbook.printed.iter().find(|rule| rule.clause == clause)?;
        let text = rule.versions.iter().find(|version| version.citation == citation).map(|version| &version.text);
        Some(json!({ "clause": clause, "citation": citation, "title": rule.title, "text": text }))
    };
    cited.into_iter().filter_map(told).collect()
}
