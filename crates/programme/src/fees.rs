//! Fees: what is owed for what, and which day of a payment counts.

use jiff::civil::Date;

use crate::amount::Money;
use crate::handbook::Handbook;
use crate::handbook::clause::{Clause, Edition, Figures, GovernedBy};
use crate::handbook::reader::Table;
use crate::record::event::{Event, Method};
use crate::record::{Entry, Fact};
use crate::{figures, governs, words};

figures! {
    /// The amount for a certificant who holds so many credentials of the scheme.
    pub struct AmountRow {
        /// How many credentials; a row holds for that many and more, up to the next row.
        credentials: u16,
        /// For members of the body.
        member: Money,
        /// For everybody else.
        non_member: Money,
    }
}

/// What a fee amounts to.
#[derive(Debug, Clone)]
pub enum Fee {
    /// The same for everybody.
    Flat(Money),
    /// By membership and number of credentials held.
    Graded(Vec<AmountRow>),
}

impl Figures for Fee {
    const GOVERNED_BY: &'static [GovernedBy] =
        &[GovernedBy::CycleEnd, GovernedBy::Application, GovernedBy::DueDate, GovernedBy::Request];

    fn figures(table: &Table<'_>) -> Option<Self> {
        match (table.field::<Option<Money>>("amount")?, table.field::<Option<Vec<AmountRow>>>("amounts")?) {
            (Some(amount), None) => Some(Fee::Flat(amount)),
            (None, Some(rows)) => Some(Fee::Graded(rows)),
            _ => {
                table.wrong(
                    "a fee needs either `amount` or `amounts`",
                    "write amount = \"50.00\", or amounts = [{ credentials = 1, member = …, non_member = … }]",
                );
                None
            }
        }
    }
}

/// A fee: its name in the record, and what it amounts to.
#[derive(Debug, Clone)]
pub struct FeeItem {
    /// As payments name it: `recertification`.
    pub id: String,
    /// The amounts.
    pub clause: Clause<Fee>,
}

words! {
    /// Which day of a cheque counts.
    pub enum ChequeCounts {
        /// The date written on it (or its postmark), whenever it arrives.
        Dated = "the date on it",
        /// The day on which it arrives.
        Arrived = "the day it arrives",
    }
}

figures! {
    /// Which day of a payment by cheque counts (B13, F8).
    pub struct Cheque {
        /// The day.
        counts: ChequeCounts,
    }
}
governs!(Cheque by Request);

/// What a fee comes to for one person.
#[derive(Debug, Clone, Copy)]
pub struct Quote<'h> {
    /// The fee's clause in the edition that holds.
    pub edition: Edition<'h, Fee>,
    /// The amount.
    pub amount: Money,
    /// Whether the member rate was applied; `None` where there is none.
    pub member: Option<bool>,
}

impl FeeItem {
    /// The fee by its governing day, for a holder of so many credentials who is or is not a member (B10).
    pub fn quote(&self, governing: Date, credentials: usize, member: bool) -> Option<Quote<'_>> {
        let edition = self.clause.on(governing)?;
        let (amount, member) = match edition.figures() {
            Fee::Flat(amount) => (*amount, None),
            Fee::Graded(rows) => {
                let row = rows.iter().rev().find(|r| usize::from(r.credentials) <= credentials.max(1))?;
                (if member { row.member } else { row.non_member }, Some(member))
            }
        };
        Some(Quote { edition, amount, member })
    }
}

impl Handbook {
    /// The fee that bears a name.
    pub fn fee(&self, id: &str) -> Option<&FeeItem> {
        self.fees.iter().find(|fee| fee.id == id)
    }

    /// The day on which an entry takes effect: the day it happened, or the date on a cheque where that counts (F8).
    pub fn effective(&self, entry: &Entry<'_>) -> Date {
        let zone = &self.body.zone;
        let at = entry.at.day(zone);
        let Event::PaymentReceived { method: Method::Check, dated: Some(dated), .. } = entry.event else { return at };
        let counts = self.cheque.as_ref().and_then(|c| c.on(at)).map(|c| c.counts);
        if counts == Some(ChequeCounts::Dated) { dated } else { at }
    }
}

/// Whether the person is a member of the body on a day, and the entry that says so (B10).
pub fn membership<'r, 'a: 'r>(
    facts: impl DoubleEndedIterator<Item = &'r Fact<'a>>,
    body: &str,
    day: Date,
) -> Option<&'r Fact<'a>> {
    facts.rev().find(|fact| match &fact.entry.event {
        Event::Membership { body: of, from, to } => of == body && *from <= day && to.is_none_or(|to| day <= to),
        _ => false,
    })
}

/// A payment received for a fee, a reversed one only until its reversal: when it counts, and its amount.
#[derive(Debug, Clone)]
pub struct Payment<'r, 'a> {
    /// The fact.
    pub fact: &'r Fact<'a>,
    /// The fee.
    pub item: &'r str,
    /// What was paid.
    pub amount: Money,
    /// The day of its reversal, if it was reversed.
    pub reversed: Option<Date>,
}

/// Every payment, earliest first.
pub fn payments<'r, 'a>(facts: &'r [Fact<'a>]) -> Vec<Payment<'r, 'a>> {
    let mut payments: Vec<Payment<'r, 'a>> = Vec::new();
    for fact in facts {
        match &fact.entry.event {
            Event::PaymentReceived { item, amount, .. } => {
                payments.push(Payment { fact, item, amount: *amount, reversed: None });
            }
            Event::PaymentReversed { payment: id } => {
                let reversed = payments.iter_mut().find(|p| p.reversed.is_none() && p.fact.entry.id == *id);
                reversed.into_iter().for_each(|p| p.reversed = Some(fact.day));
            }
            _ => {}
        }
    }
    payments
}

/// What had been paid for a fee by the end of `day`, of payments that count from `since` on, and was not reversed by then.
pub fn paid_by(payments: &[Payment<'_, '_>], item: &str, since: Date, day: Date) -> Money {
    let counts = |p: &&Payment<'_, '_>| {
        p.fact.day >= since && p.fact.day <= day && p.reversed.is_none_or(|r| r > day) && p.item == item
    };
    payments.iter().filter(counts).map(|p| p.amount).sum()
}
