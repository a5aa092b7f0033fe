//! Payments by card: what was begun and for which fees, and what the card provider told of it.
//!
//! A provider tells things twice, late, and in any order. So what it told is kept, each notice once, and whoever wants
//! to know where a checkout stands looks at all of them together.

mod issue;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::amount::Money;

use crate::cells::{moment, words};
use crate::engine::{Failure, Row, Tx};
use crate::standings::{day_of, number_of};

pub use issue::{Issue, Kind, Outcome, issue, issues, raise, settle, unsettled, waiting};

words! {
    /// Where a checkout stands.
    pub enum State {
        /// Begun; nothing was heard since.
        Begun = "begun",
        /// Given up for another one.
        Left = "left",
        /// Its time ran out.
        Expired = "expired",
        /// The money did not come.
        Failed = "failed",
        /// The money came.
        Paid = "paid",
        /// The money came, and the cardholder's bank asks for it back.
        Disputed = "disputed",
        /// The money went back.
        Reversed = "reversed",
    }
}

words! {
    /// What a provider tells.
    pub enum Told {
        /// The money came.
        Paid = "paid",
        /// It will not come.
        Failed = "failed",
        /// The time for it ran out.
        Expired = "expired",
        /// So much of it has gone back by now.
        Refunded = "refunded",
        /// The cardholder's bank asks for it back.
        Disputed = "disputed",
        /// That was settled for the body.
        DisputeWon = "dispute_won",
        /// That was settled for the cardholder: the money is gone.
        DisputeLost = "dispute_lost",
    }
}

/// One fee of a checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The fee, as payments name it.
    pub item: String,
    /// What is to be paid of it.
    pub amount: Money,
    /// The clause that the amount rests on.
    pub clause: String,
    /// Its citation.
    pub citation: String,
}

/// Something that somebody began to pay by card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The id.
    pub id: String,
    /// Who pays.
    pub person: String,
    /// To whom.
    pub body: String,
    /// In which currency.
    pub currency: String,
    /// How much.
    pub amount: Money,
    /// As of which day it was quoted.
    pub quoted_on: Date,
    /// Where it stands.
    pub state: State,
    /// The provider's id; none until it has answered.
    pub session: Option<String>,
    /// The provider's id of the money itself, once it is known.
    pub payment: Option<String>,
    /// Where the card is entered; empty until the provider has answered.
    pub address: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Until when it can be paid.
    pub ends_at: Timestamp,
    /// When its state last changed.
    pub changed_at: Timestamp,
    /// What is paid.
    pub items: Vec<Item>,
}

/// Something that a provider told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The provider's id of it.
    pub id: String,
    /// The checkout that it names, as it names it.
    pub checkout: Option<String>,
    /// The provider's id of the money.
    pub payment: Option<String>,
    /// What it tells.
    pub told: Told,
    /// How much money it is about; what has gone back in all, where it tells of a refund.
    pub amount: Option<Money>,
    /// In which currency; empty where it does not say.
    pub currency: String,
    /// The provider's id of a dispute; empty where it is about none.
    pub dispute: String,
    /// When it happened.
    pub at: Timestamp,
}

fn time(row: &Row, at: usize) -> Timestamp {
    moment(row.integer(at))
}

/// What every query for checkouts asks for, in the order of [`checkout_of`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, body, currency, amount, quoted_on, state, session, payment, address, begun_at, ends_at, \
             changed_at FROM checkout ",
            $rest
        )
    };
}

fn checkout_of(row: &Row) -> Checkout {
    let text = |at| row.text(at).to_owned();
    Checkout {
        id: text(0),
        person: text(1),
        body: text(2),
        currency: text(3),
        amount: Money::from_minor(row.integer(4)),
        quoted_on: day_of(row.integer(5)),
        state: State::named(row.text(6)).unwrap_or(State::Begun),
        session: row.text_if_any(7).map(str::to_owned),
        payment: row.text_if_any(8).map(str::to_owned),
        address: text(9),
        begun_at: time(row, 10),
        ends_at: time(row, 11),
        changed_at: time(row, 12),
        items: Vec::new(),
    }
}

fn with_items(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Vec<Checkout>, Failure> {
    let mut checkouts: Vec<Checkout> = rows.iter().map(checkout_of).collect();
    for checkout in &mut checkouts {
        let rows = tx.query(
            "SELECT item, amount, clause, citation FROM checkout_item WHERE checkout = $1 ORDER BY position",
            &[(&checkout.id).into()],
        )?;
        let item = |row: &Row| Item {
            item: row.text(0).to_owned(),
            amount: Money::from_minor(row.integer(1)),
            clause: row.text(2).to_owned(),
            citation: row.text(3).to_owned(),
        };
        checkout.items = rows.iter().map(item).collect();
    }
    Ok(checkouts)
}

/// Begins a checkout.
///
/// # Errors
/// [`Failure::Taken`] where the person has one open with the body already; where the database fails.
pub fn begin(tx: &mut Tx<'_>, new: &Checkout) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO checkout (id, person, body, currency, amount, quoted_on, state, session, payment, address, begun_at,
                               ends_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11)",
        &[
            (&new.id).into(),
            (&new.person).into(),
            (&new.body).into(),
            (&new.currency).into(),
            new.amount.minor().into(),
            number_of(new.quoted_on).into(),
            new.state.word().into(),
            new.session.clone().into(),
            new.payment.clone().into(),
            (&new.address).into(),
            new.begun_at.as_microsecond().into(),
            new.ends_at.as_microsecond().into(),
        ],
    )?;
    for (position, item) in new.items.iter().enumerate() {
        tx.execute(
            "INSERT INTO checkout_item (checkout, position, item, amount, clause, citation)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                (&new.id).into(),
                (position as i64).into(),
                (&item.item).into(),
                item.amount.minor().into(),
                (&item.clause).into(),
                (&item.citation).into(),
            ],
        )?;
    }
    Ok(())
}

/// Notes what the provider answered: its id, and where the card is entered.
///
/// # Errors
/// Where the database fails.
pub fn answered(tx: &mut Tx<'_>, id: &str, session: &str, address: &str) -> Result<(), Failure> {
    tx.execute(
        "UPDATE checkout SET session = $2, address = $3 WHERE id = $1",
        &[id.into(), session.into(), address.into()],
    )?;
    Ok(())
}

/// Gives up a checkout of which nothing was heard yet; answers whether there was one to give up.
///
/// # Errors
/// Where the database fails.
pub fn leave(tx: &mut Tx<'_>, id: &str, at: Timestamp) -> Result<bool, Failure> {
    let rows = tx.execute(
        "UPDATE checkout SET state = 'left', changed_at = $2 WHERE id = $1 AND state = 'begun'",
        &[id.into(), at.as_microsecond().into()],
    )?;
    Ok(rows > 0)
}

/// A checkout by its id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Checkout>, Failure> {
    let rows = tx.query(select!("WHERE id = $1"), &[id.into()])?;
    Ok(with_items(tx, &rows)?.pop())
}

/// The checkout that a person has open with a body.
///
/// # Errors
/// Where the database fails.
pub fn open(tx: &mut Tx<'_>, person: &str, body: &str) -> Result<Option<Checkout>, Failure> {
    let rows =
        tx.query(select!("WHERE person = $1 AND body = $2 AND state = 'begun'"), &[person.into(), body.into()])?;
    Ok(with_items(tx, &rows)?.pop())
}

/// The checkout that a notice is about: by our id, else by the provider's id of the money.
///
/// # Errors
/// Where the database fails.
pub fn about(tx: &mut Tx<'_>, notice: &Notice) -> Result<Option<Checkout>, Failure> {
    let (id, payment) = (notice.checkout.as_deref(), notice.payment.as_deref());
    let rows = tx.query(
        select!("WHERE id = $1 OR (payment = $2 AND $2 <> '') ORDER BY (CASE WHEN id = $1 THEN 0 ELSE 1 END)"),
        &[id.unwrap_or_default().into(), payment.unwrap_or_default().into()],
    )?;
    Ok(with_items(tx, &rows[..rows.len().min(1)])?.pop())
}

/// Holds a checkout, and answers how it stands: nobody else settles it until this unit ends. The body's chain is taken
/// first, as by everybody who appends to it: nodes that took them either way round would wait for each other.
///
/// # Errors
/// [`Failure::Missing`] where there is no such checkout; where the database fails.
pub fn hold(tx: &mut Tx<'_>, id: &str, body: &str) -> Result<Checkout, Failure> {
    tx.query("SELECT position FROM body WHERE id = $1 {for_update}", &[body.into()])?;
    let rows = tx.query(select!("WHERE id = $1 {for_update}"), &[id.into()])?;
    with_items(tx, &rows)?.pop().ok_or_else(|| Failure::Missing(format!("checkout `{id}`")))
}

/// Keeps a notice, unless it was told before; answers whether it was not.
///
/// # Errors
/// Where the database fails.
pub fn hear(tx: &mut Tx<'_>, notice: &Notice, at: Timestamp) -> Result<bool, Failure> {
    let rows = tx.execute(
        "INSERT INTO payment_notice (id, checkout, payment, kind, amount, currency, dispute, at, heard_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        &[
            (&notice.id).into(),
            notice.checkout.clone().into(),
            notice.payment.clone().into(),
            notice.told.word().into(),
            notice.amount.map(Money::minor).into(),
            (&notice.currency).into(),
            (&notice.dispute).into(),
            notice.at.as_microsecond().into(),
            at.as_microsecond().into(),
        ],
    )?;
    Ok(rows > 0)
}

/// Checkouts that the provider knows, and of which nothing was told that ends them: those begun between two moments, the
/// oldest first; at most `most`. One that was given up may still have been paid.
///
/// # Errors
/// Where the database fails.
pub fn unheard(
    tx: &mut Tx<'_>,
    (from, to): (Timestamp, Timestamp),
    most: i64,
) -> Result<Vec<(String, Timestamp)>, Failure> {
    let rows = tx.query(
        "SELECT id, begun_at FROM checkout
          WHERE begun_at >= $1 AND begun_at < $2 AND state IN ('begun', 'left') AND session IS NOT NULL
          ORDER BY begun_at, id LIMIT $3",
        &[from.as_microsecond().into(), to.as_microsecond().into(), most.into()],
    )?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), time(row, 1))).collect())
}

/// Everything that was told of a checkout, or of its money.
///
/// # Errors
/// Where the database fails.
pub fn heard(tx: &mut Tx<'_>, checkout: &str, payment: Option<&str>) -> Result<Vec<Notice>, Failure> {
    let rows = tx.query(
        "SELECT id, checkout, payment, kind, amount, currency, dispute, at FROM payment_notice
          WHERE checkout = $1 OR (payment = $2 AND $2 <> '') ORDER BY at, id",
        &[checkout.into(), payment.unwrap_or_default().into()],
    )?;
    let notice = |row: &Row| {
        Some(Notice {
            id: row.text(0).to_owned(),
            checkout: row.text_if_any(1).map(str::to_owned),
            payment: row.text_if_any(2).map(str::to_owned),
            told: Told::named(row.text(3))?,
            amount: row.integer_if_any(4).map(Money::from_minor),
            currency: row.text(5).to_owned(),
            dispute: row.text(6).to_owned(),
            at: time(row, 7),
        })
    };
    Ok(rows.iter().filter_map(notice).collect())
}

/// Says where a checkout stands now, and which money it is about.
///
/// # Errors
/// Where the database fails.
pub fn stands(tx: &mut Tx<'_>, id: &str, state: State, payment: Option<&str>, at: Timestamp) -> Result<(), Failure> {
    tx.execute(
        "UPDATE checkout SET payment = $3, changed_at = (CASE WHEN state = $2 THEN changed_at ELSE $4 END), state = $2
          WHERE id = $1",
        &[id.into(), state.word().into(), payment.into(), at.as_microsecond().into()],
    )?;
    Ok(())
}

/// Checkouts of a person, the newest first; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str, most: i64) -> Result<Vec<Checkout>, Failure> {
    let rows =
        tx.query(select!("WHERE person = $1 ORDER BY begun_at DESC, id DESC LIMIT $2"), &[person.into(), most.into()])?;
    with_items(tx, &rows)
}

/// Which checkouts are looked for: of those begun from one moment up to another, all or those in one state, after one.
#[derive(Debug, Clone)]
pub struct Search {
    /// From when on.
    pub from: Timestamp,
    /// Up to when.
    pub to: Timestamp,
    /// Only those that stand so.
    pub state: Option<State>,
    /// Those that come after this one in the list.
    pub after: Option<String>,
    /// At most so many.
    pub most: i64,
}

/// The checkouts that are looked for, the newest first: ids sort by the time at which they were begun.
///
/// # Errors
/// Where the database fails.
pub fn search(tx: &mut Tx<'_>, search: &Search) -> Result<Vec<Checkout>, Failure> {
    let rows = tx.query(
        select!(
            "WHERE begun_at >= $1 AND begun_at < $2 AND ($3 = '' OR state = $3) AND id < $4
              ORDER BY id DESC LIMIT $5"
        ),
        &[
            search.from.as_microsecond().into(),
            search.to.as_microsecond().into(),
            search.state.map_or("", State::word).into(),
            search.after.as_deref().unwrap_or("~").into(),
            search.most.into(),
        ],
    )?;
    with_items(tx, &rows)
}
