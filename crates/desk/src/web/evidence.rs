//! The evidence of an application as its form sends it: read into what the record keeps, every mistake named.

use std::collections::HashMap;

use jiff::civil::Date;
use programme::amount::Units;
use programme::eligibility::Requirement;
use programme::handbook::Programme;
use serde_json::{Map, Value, json};

use crate::page;
use crate::page::evidence::{FILES_OF_CREDENTIAL, FILES_OF_SCHOOLING};

/// How many employments one form takes.
pub const EMPLOYMENTS: usize = 3;

/// What is wrong with an answer: the field, what, and what would be right.
pub type Wrong = (String, String, &'static str);

/// What a form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asks<'a> {
    /// The field of work, where a route looks at employment.
    pub field: Option<&'a str>,
    /// Whether a route looks at schooling.
    pub education: bool,
    /// Whether a route looks at other credentials.
    pub credential: bool,
}

/// What the routes of a programme look at.
pub fn asks(programme: &Programme) -> Asks<'_> {
    let mut asks = Asks { field: None, education: false, credential: false };
    let versions = programme.routes.iter().flat_map(|(_, clause)| &clause.versions);
    for requirement in versions.flat_map(|v| &v.figures.requirements) {
        match requirement {
            Requirement::EmployedNow { field }
            | Requirement::EmployedThroughout { field, .. }
            | Requirement::Experience { field, .. } => asks.field = Some(field),
            Requirement::Graduation { .. } | Requirement::Schooling { .. } => asks.education = true,
            Requirement::Holds { .. } => asks.credential = true,
        }
    }
    asks
}

/// The fields of an application's form, whichever of them its programme shows.
pub fn names(programme: &Programme) -> Vec<String> {
    let asks = asks(programme);
    let work = ["role", "from", "to", "share"];
    let employments = (0..EMPLOYMENTS).flat_map(|n| work.map(|key| format!("{key}_{n}")));
    let education = ["award", "accredited", "didactic_hours", "externship_hours", "graduated", "scheduled"];
    let credential = ["designation", "held_from", "held_to"];
    let mut names = vec!["window".to_owned()];
    names.extend(employments.filter(|_| asks.field.is_some()));
    names.extend(education.iter().filter(|_| asks.education).map(|name| (*name).to_owned()));
    names.extend(credential.iter().filter(|_| asks.credential).map(|name| (*name).to_owned()));
    names
}

/// The fields by which an application's files come, whichever of them its programme shows.
pub fn file_fields(programme: &Programme) -> Vec<String> {
    let asks = asks(programme);
    let mut fields: Vec<String> =
        (0..EMPLOYMENTS).filter(|_| asks.field.is_some()).map(page::evidence::files_of_work).collect();
    fields.extend(asks.education.then(|| FILES_OF_SCHOOLING.to_owned()));
    fields.extend(asks.credential.then(|| FILES_OF_CREDENTIAL.to_owned()));
    fields
}

/// The schooling that the routes of a programme name.
pub fn awards(programme: &Programme) -> Vec<&str> {
    let versions = programme.routes.iter().flat_map(|(_, clause)| &clause.versions);
    let mut awards: Vec<&str> = Vec::new();
    for requirement in versions.flat_map(|v| &v.figures.requirements) {
        let named: Vec<&str> = match requirement {
            Requirement::Graduation { award, .. } => vec![award],
            Requirement::Schooling { awards } => awards.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        named.into_iter().for_each(|award| {
            if !awards.contains(&award) {
                awards.push(award)
            }
        });
    }
    awards
}

/// The answers of a form.
pub struct Answers<'s>(pub &'s HashMap<String, String>);

impl Answers<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    fn day(&self, name: &str, wrong: &mut Vec<Wrong>) -> Option<Date> {
        let text = self.text(name);
        let day = text.parse().ok();
        if day.is_none() && !text.is_empty() {
            wrong.push((name.to_owned(), format!("`{text}` is no day of the calendar."), "Write it like 2025-12-01."));
        }
        day
    }

    fn units(&self, name: &str, wrong: &mut Vec<Wrong>) -> Option<String> {
        let text = self.text(name);
        let right = Units::parse(text).is_some();
        if !right && !text.is_empty() {
            wrong.push((name.to_owned(), format!("`{text}` is no number."), "Write it like 720 or 0.5."));
        }
        right.then(|| text.to_owned())
    }

    /// The evidence, each piece with the field by which its files come; or everything that is wrong with it.
    ///
    /// # Errors
    /// Every mistake, with its field.
    pub fn evidence(&self, programme: &Programme, today: Date) -> Result<Vec<(String, Value)>, Vec<Wrong>> {
        let (mut evidence, mut wrong) = (Vec::new(), Vec::new());
        let asks = asks(programme);
        if let Some(field) = asks.field {
            let work = |n| Some((page::evidence::files_of_work(n), self.employment(n, field, today, &mut wrong)?));
            evidence.extend((0..EMPLOYMENTS).filter_map(work));
        }
        if asks.education {
            evidence.extend(self.education(&mut wrong).map(|piece| (FILES_OF_SCHOOLING.to_owned(), piece)));
        }
        if asks.credential {
            evidence.extend(self.credential(&mut wrong).map(|piece| (FILES_OF_CREDENTIAL.to_owned(), piece)));
        }
        if evidence.is_empty() && wrong.is_empty() {
            let first = if asks.field.is_some() { "role_0" } else { "award" };
            wrong.push((
                first.to_owned(),
                "Nothing is filled in.".to_owned(),
                "Fill in what one of the routes looks at.",
            ));
        }
        if wrong.is_empty() { Ok(evidence) } else { Err(wrong) }
    }

    fn employment(&self, n: usize, field: &str, today: Date, wrong: &mut Vec<Wrong>) -> Option<Value> {
        let name = |key: &str| format!("{key}_{n}");
        let [role, from, to, share] = ["role", "from", "to", "share"].map(|key| self.text(&name(key)));
        if [role, from, to, share].iter().all(|text| text.is_empty()) {
            return None;
        }
        if role.is_empty() {
            wrong.push((name("role"), "The post is missing.".to_owned(), "Write what you work as."));
        }
        if from.is_empty() {
            wrong.push((name("from"), "The first day is missing.".to_owned(), "Write it like 2021-06-01."));
        }
        let (from, to) = (self.day(&name("from"), wrong), self.day(&name("to"), wrong));
        if from.is_some_and(|from| from > today) {
            wrong.push((name("from"), "This day is still to come.".to_owned(), "Name work that has begun."));
        }
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            wrong.push((name("to"), "It ends before it begins.".to_owned(), "Check both days."));
        }
        let share = self.units(&name("share"), wrong);
        if share.as_deref().and_then(Units::parse).is_some_and(|s| s > Units::whole(1) || s == Units::ZERO) {
            wrong.push((
                name("share"),
                "A share is more than 0 and at most 1.".to_owned(),
                "Full time is 1, half is 0.5.",
            ));
        }
        let mut piece = Map::new();
        piece.insert("type".to_owned(), "employment".into());
        piece.insert("role".to_owned(), role.into());
        piece.insert("field".to_owned(), field.into());
        piece.insert("from".to_owned(), from?.to_string().into());
        piece.extend(to.map(|to| ("to".to_owned(), Value::from(to.to_string()))));
        piece.extend(share.map(|share| ("share".to_owned(), Value::from(share))));
        Some(Value::Object(piece))
    }

    fn education(&self, wrong: &mut Vec<Wrong>) -> Option<Value> {
        let award = self.text("award");
        let (didactic, externship) = (self.units("didactic_hours", wrong), self.units("externship_hours", wrong));
        let (graduated, scheduled) = (self.day("graduated", wrong), self.day("scheduled", wrong));
        let accredited = self.text("accredited");
        if award.is_empty() {
            return None;
        }
        let mut piece = Map::new();
        piece.insert("type".to_owned(), "education".into());
        piece.insert("award".to_owned(), award.into());
        piece.insert("accredited".to_owned(), (accredited == "yes").into());
        let rest = [
            ("didactic_hours", didactic),
            ("externship_hours", externship),
            ("graduated", graduated.map(|day| day.to_string())),
            ("scheduled", scheduled.map(|day| day.to_string())),
        ];
        piece.extend(rest.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Value::from(value?)))));
        Some(Value::Object(piece))
    }

    fn credential(&self, wrong: &mut Vec<Wrong>) -> Option<Value> {
        let designation = self.text("designation");
        let (from, to) = (self.day("held_from", wrong), self.day("held_to", wrong));
        if designation.is_empty() {
            return None;
        }
        let Some(from) = from else {
            let said = "The day since when you hold it is missing.".to_owned();
            wrong.push(("held_from".to_owned(), said, "Write it like 2021-06-01."));
            return None;
        };
        let mut piece = json!({ "type": "credential", "designation": designation, "from": from.to_string() });
        if let Some(to) = to {
            piece["to"] = to.to_string().into();
        }
        Some(piece)
    }
}
