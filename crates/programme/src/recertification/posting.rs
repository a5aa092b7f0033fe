//! Whether and when a completion is posted by the body itself (F17).

use jiff::civil::Date;

use super::{Posting, Scheme};
use crate::day::next;
use crate::handbook::body::{Body, Counted};
use crate::handbook::clause::{Clause, Edition};

/// What the handbook says of posting one completion.
#[derive(Debug)]
pub enum Posts<'h> {
    /// It is posted.
    Due(Days<'h>),
    /// Nothing is written for the day on which it was completed: whoever completed it logs it.
    Unwritten(&'h Clause<Posting>),
    /// The scheme posts nothing.
    NoRule,
}

/// When a completion is posted.
#[derive(Debug)]
pub struct Days<'h> {
    /// The first day on which it may be.
    pub from: Date,
    /// The published days between which it is to be; none where the office's holidays are not written down that far.
    pub published: Option<(Date, Date)>,
    /// The rule.
    pub edition: Edition<'h, Posting>,
}

impl Scheme {
    /// When something completed on a day is posted; where it is of a conference, by the last day for evaluating it.
    pub fn posts<'h>(&'h self, body: &'h Body, completed: Date, evaluated_by: Option<Date>) -> Posts<'h> {
        let Some(clause) = &self.posting else { return Posts::NoRule };
        let Some(edition) = clause.on(completed) else { return Posts::Unwritten(clause) };
        let begins = evaluated_by.map_or(completed, |by| by.max(completed));
        let after = |days| match body.business_days_after(begins, days) {
            Counted::Day(day, _) => Some(day),
            Counted::NotWritten(..) | Counted::NoRule => None,
        };
        Posts::Due(Days {
            from: evaluated_by.map_or(completed, |by| next(by).max(completed)),
            published: after(edition.business_days_from).zip(after(edition.business_days_to)),
            edition,
        })
    }
}
