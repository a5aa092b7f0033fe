//! Plain tables: what a clause says on a day, when its versions begin, business days, forms' service.

use jiff::civil::{Date, Time};

use super::Stage;
use crate::amount::Units;
use crate::handbook::body::Counted;
use crate::handbook::reader::{Table, Value};
use crate::problem::did_you_mean;
use crate::recertification::agenda::{Agenda, Item, Kind};

impl Stage<'_> {
    /// What a clause says on a day: `clause = …, on = …, says = { … }`, or `written = false` where nothing is.
    pub(super) fn figures(&mut self, value: Value<'_>) {
        let Some(table) = value.table() else { return };
        let _ = self.tell(&table, value);
        let (clause, on) = (table.field::<String>("clause"), table.field::<Date>("on"));
        let (says, written) = (table.value("says"), table.field::<Option<bool>>("written").flatten());
        table.finish();
        let (Some(clause), Some(on)) = (clause, on) else { return };
        let Some(printed) = self.handbook.printed.iter().find(|p| p.clause == clause) else {
            let known = self.handbook.printed.iter().map(|p| p.clause.as_str());
            value.wrong::<()>(format!("there is no clause `{clause}`"), did_you_mean(&clause, known));
            return;
        };
        let version = printed.versions.iter().rev().find(|v| v.from <= on);
        if let Some(written) = written {
            self.expect(
                value,
                &format!("{clause} on {on} is written"),
                &written.to_string(),
                &version.is_some().to_string(),
            );
        }
        for (key, said) in says.and_then(|s| s.table()).map(|t| t.entries()).unwrap_or_default() {
            let found = version.and_then(|v| v.figures.get(key)).map_or("nothing".to_owned(), ToString::to_string);
            self.expect(said, &format!("{clause} on {on}, {key}"), &said.as_json().to_string(), &found);
        }
    }

    /// On which days the versions of each clause begin.
    pub(super) fn editions(&mut self, table: &Table<'_>) {
        for (clause, value) in table.entries() {
            let printed = self.handbook.printed.iter().find(|p| p.clause == clause);
            let found =
                printed.map_or(serde_json::Value::Null, |p| p.versions.iter().map(|v| v.from.to_string()).collect());
            self.expect(value, &format!("{clause} begins"), &value.as_json().to_string(), &found.to_string());
        }
        for printed in &self.handbook.printed {
            if !table.entries().iter().any(|(clause, _)| *clause == printed.clause) {
                table.wrong(format!("no day is told on which `{}` begins", printed.clause), "add it to [editions]");
            }
        }
    }

    /// Business days: `before` or `after` a day, so many, give `is`.
    pub(super) fn business_days(&mut self, value: Value<'_>) {
        let Some(table) = value.table() else { return };
        let _ = self.tell(&table, value);
        for row in table.value("rows").and_then(|v| v.items()).unwrap_or_default() {
            let Some(columns) = row.table() else { continue };
            let (before, after) =
                (columns.field::<Option<Date>>("before").flatten(), columns.field::<Option<Date>>("after").flatten());
            let (days, is) = (columns.field::<u16>("days"), columns.field::<Option<Date>>("is").flatten());
            columns.finish();
            let Some(days) = days else { continue };
            let body = &self.handbook.body;
            let counted = match (before, after) {
                (Some(day), None) => body.business_days_before(day, days),
                (None, Some(day)) => body.business_days_after(day, days),
                _ => {
                    row.wrong::<()>("a row counts before or after a day", "write one of before = … and after = …");
                    continue;
                }
            };
            let found = if let Counted::Day(day, _) = counted { day.to_string() } else { "nothing written".to_owned() };
            let expected = is.map_or("nothing written".to_owned(), |d| d.to_string());
            self.expect(row, &format!("{days} business days"), &expected, &found);
        }
        table.finish();
    }

    /// Which windows the forms of a year serve: `assembled = 2022, serves = ["fall-2022", …]`.
    pub(super) fn forms(&mut self, value: Value<'_>) {
        let Some(table) = value.table() else { return };
        let _ = self.tell(&table, value);
        let (assembled, serves) = (table.field::<u16>("assembled"), table.field::<Vec<String>>("serves"));
        table.finish();
        let (Some(assembled), Some(serves)) = (assembled, serves) else { return };
        let found = self.handbook.calendar.served_by(assembled as i16).unwrap_or_default();
        self.expect(value, &format!("forms assembled in {assembled} serve"), &serves.join(", "), &found.join(", "));
    }

    /// What an agenda comes to: `parts = ["2025-10-04 09:00-10:00 education", …]`, `credit = "1"`, and how it is judged by
    /// the day on which it is submitted: `submitted = { 2025-10-03 = "allowed" }`.
    pub(super) fn agenda(&mut self, value: Value<'_>) {
        let Some(table) = value.table() else { return };
        let _ = self.tell(&table, value);
        let (parts, credit) = (table.field::<Vec<String>>("parts"), table.field::<Units>("credit"));
        let submitted = table.value("submitted").and_then(|days| days.table());
        table.finish();
        let (Some(parts), Some(credit)) = (parts, credit) else { return };
        let read: Option<Vec<Item>> = parts.iter().map(|part| item(part)).collect();
        let Some(agenda) = read.and_then(|items| Agenda::of(items).ok()) else {
            value.wrong::<()>(
                "this is no agenda",
                "write parts like 2025-10-04 09:00-10:00 education, none over another",
            );
            return;
        };
        let scheme = self.handbook.scheme.as_ref();
        let worth = scheme.and_then(|scheme| agenda.worth(scheme.hour.as_ref()?));
        let found = worth.map_or("nothing".to_owned(), |worth| worth.credit.to_string());
        self.expect(value, "credit", &credit.to_string(), &found);
        for (day, said) in submitted.map(|days| days.entries()).unwrap_or_default() {
            let decision = day.parse().ok().and_then(|on| scheme?.submit_activity(&agenda, on));
            let found = decision.map_or("nothing".to_owned(), |decision| decision.ruling().word().to_owned());
            self.expect(said, &format!("submitted on {day}"), &said.said().unwrap_or_default(), &found);
        }
    }
}

/// A part of an agenda: `2025-10-04 09:00-10:00 education`.
fn item(text: &str) -> Option<Item> {
    let mut words = text.split(' ');
    let (day, span, kind) = (words.next()?.parse().ok()?, words.next()?.split_once('-')?, words.next()?);
    let (_, kind) = Kind::WORDS.iter().find(|(word, _)| *word == kind)?;
    let time = |text: &str| Time::strptime("%H:%M", text).ok();
    Some(Item { day, from: time(span.0)?, to: time(span.1)?, kind: *kind, title: String::new() })
}
