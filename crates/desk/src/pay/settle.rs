//! What a provider told, put on the record: once, whatever comes twice, late or out of order.
//!
//! Where a checkout stands is weighed anew from everything that was told of it, whenever anything is. The entries that
//! follow bear the checkout's id in theirs, and the record takes an id once: that is what makes a payment count once,
//! on however many nodes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use programme::amount::Money;
use programme::fees;
use programme::record::Text;
use programme::review::Case;
use serde_json::Value;
use store::payments::{self, Checkout, Issue, Item, Kind, Notice, Outcome, State, Told};
use store::{Failure, Tx, entries};

use super::quote;
use crate::act::{self, Change};

/// Who puts these entries on record.
const BY: &str = "card provider";

/// Everything that was told of a checkout, weighed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// What came, in which currency, when, and under which id of the provider's.
    pub paid: Option<(Money, String, Timestamp, Option<String>)>,
    /// Whether it will not come.
    pub failed: bool,
    /// Whether its time ran out.
    pub expired: bool,
    /// How much went back.
    pub back: Money,
    /// Whether a dispute is open.
    pub disputed: bool,
    /// Whether one was lost.
    pub lost: bool,
    /// When the last of what went back did.
    pub back_at: Option<Timestamp>,
}

/// Weighs notices, in whatever order they came.
pub fn weigh(notices: &[Notice]) -> Heard {
    let mut heard = Heard::default();
    let mut disputes: BTreeMap<&str, Told> = BTreeMap::new();
    for notice in notices {
        match notice.told {
            Told::Paid => {
                // The earliest counts, where two events tell of the same money.
                let said =
                    (notice.amount.unwrap_or_default(), notice.currency.clone(), notice.at, notice.payment.clone());
                if heard.paid.as_ref().is_none_or(|(.., at, _)| notice.at < *at) {
                    heard.paid = Some(said);
                }
            }
            Told::Failed => heard.failed = true,
            Told::Expired => heard.expired = true,
            Told::Refunded => {
                heard.back = heard.back.max(notice.amount.unwrap_or_default());
                heard.back_at = heard.back_at.max(Some(notice.at));
            }
            // Once closed, a dispute is not opened by what is told late.
            Told::Disputed => drop(disputes.entry(&notice.dispute).or_insert(Told::Disputed)),
            Told::DisputeWon => drop(disputes.insert(&notice.dispute, Told::DisputeWon)),
            Told::DisputeLost => {
                disputes.insert(&notice.dispute, Told::DisputeLost);
                heard.back_at = heard.back_at.max(Some(notice.at));
            }
        }
    }
    heard.disputed = disputes.values().any(|told| *told == Told::Disputed);
    heard.lost = disputes.values().any(|told| *told == Told::DisputeLost);
    heard
}

impl Heard {
    /// Where the checkout stands; as it stood, where nothing was heard that says otherwise.
    pub fn state(&self, was: State) -> State {
        match &self.paid {
            Some((amount, ..)) if self.lost || (self.back > Money::ZERO && self.back >= *amount) => State::Reversed,
            Some(_) if self.disputed => State::Disputed,
            Some(_) => State::Paid,
            None if self.failed => State::Failed,
            None if self.expired => State::Expired,
            None => was,
        }
    }

    /// Whether a part of the money went back, and not all of it.
    fn in_part(&self) -> bool {
        self.paid.as_ref().is_some_and(|(amount, ..)| self.back > Money::ZERO && self.back < *amount)
    }
}

/// Takes what a provider told, in a unit of work: keeps it, and does what follows from everything that was told.
/// Answers whether it was not known already.
///
/// # Errors
/// Where the database fails; nothing is kept then, and the provider tells it again.
pub fn take(tx: &mut Tx<'_>, bodies: &Bodies, notice: &Notice, now: Timestamp) -> Result<bool, Failure> {
    let Some(found) = payments::about(tx, notice)? else { return stray(tx, notice, now) };
    let checkout = payments::hold(tx, &found.id, &found.body)?;
    let notice = Notice { checkout: Some(checkout.id.clone()), ..notice.clone() };
    if !payments::hear(tx, &notice, now)? {
        return Ok(false);
    }
    let payment = checkout.payment.clone().or(notice.payment);
    let heard = weigh(&payments::heard(tx, &checkout.id, payment.as_deref())?);
    let state = heard.state(checkout.state);
    payments::stands(tx, &checkout.id, state, payment.as_deref(), now)?;
    if !matches!(state, State::Begun | State::Left) {
        by_itself(tx, &checkout, &[Kind::Unanswered], now)?;
    }
    follow(tx, bodies, &Checkout { state, payment, ..checkout }, &heard, now)?;
    Ok(true)
}

/// Keeps what is about none of our checkouts: it may be about the money of one of which nothing was told yet, or about
/// something that the body sells elsewhere. Money for a checkout that we should know is put before staff.
fn stray(tx: &mut Tx<'_>, notice: &Notice, now: Timestamp) -> Result<bool, Failure> {
    let new = payments::hear(tx, notice, now)?;
    if new && notice.checkout.is_some() && notice.told == Told::Paid {
        let about = About { about: &notice.id, checkout: None, said: "" };
        raise(tx, about, Kind::Unknown, notice.amount.map(|amount| (amount, notice.currency.as_str())), now)?;
    }
    Ok(new)
}

/// Whom an issue is about, and what the record says against it.
#[derive(Clone, Copy)]
struct About<'i> {
    about: &'i str,
    checkout: Option<&'i str>,
    said: &'i str,
}

fn raise(
    tx: &mut Tx<'_>,
    about: About<'_>,
    kind: Kind,
    money: Option<(Money, &str)>,
    now: Timestamp,
) -> Result<(), Failure> {
    let issue = Issue {
        id: act::new_id(now),
        about: about.about.to_owned(),
        checkout: about.checkout.map(str::to_owned),
        kind,
        amount: money.map(|(amount, _)| amount),
        currency: money.map_or(String::new(), |(_, currency)| currency.to_owned()),
        said: about.said.to_owned(),
        since: now,
        settled: None,
    };
    payments::raise(tx, &issue).map(drop)
}

/// Does what follows from what was heard: entries on the record, and what staff must look at.
fn follow(tx: &mut Tx<'_>, bodies: &Bodies, checkout: &Checkout, heard: &Heard, now: Timestamp) -> Result<(), Failure> {
    let Some((amount, currency, at, _)) = &heard.paid else { return Ok(()) };
    let issues = payments::issues(tx, &checkout.id)?;
    let kept_off = issues.iter().any(|i| matches!(i.kind, Kind::NotOwed | Kind::OtherAmount | Kind::Unfit));
    let about = checkout.id.as_str();
    if !is_recorded(tx, checkout)? && !kept_off {
        let day = day_of(bodies, checkout, *at, now);
        let against = if *amount != checkout.amount || *currency != checkout.currency {
            Some((Kind::OtherAmount, String::new()))
        } else if !still_owed(tx, bodies, checkout, day)? {
            Some((Kind::NotOwed, String::new()))
        } else {
            unless_unfit(record(tx, bodies, checkout, day, BY, now))?.map(|said| (Kind::Unfit, said))
        };
        if let Some((kind, said)) = against {
            raise(tx, About { about, checkout: Some(about), said: &said }, kind, Some((*amount, currency)), now)?;
        }
    }
    if checkout.state == State::Reversed {
        let day = day_of(bodies, checkout, heard.back_at.unwrap_or(now).max(*at), now);
        if is_recorded(tx, checkout)?
            && let Some(said) = unless_unfit(reverse(tx, bodies, checkout, (day, None), BY, now))?
        {
            raise(
                tx,
                About { about, checkout: Some(about), said: &said },
                Kind::Unfit,
                Some((*amount, currency)),
                now,
            )?;
        }
        // What waited for a decision about this money needs none any more.
        by_itself(tx, checkout, Kind::ALL, now)?;
    } else if heard.in_part() {
        raise(tx, About { about, checkout: Some(about), said: "" }, Kind::PartBack, Some((heard.back, currency)), now)?;
    }
    match checkout.state {
        State::Disputed => {
            raise(tx, About { about, checkout: Some(about), said: "" }, Kind::Disputed, Some((*amount, currency)), now)
        }
        _ => by_itself(tx, checkout, &[Kind::Disputed], now),
    }
}

fn by_itself(tx: &mut Tx<'_>, checkout: &Checkout, kinds: &[Kind], now: Timestamp) -> Result<(), Failure> {
    for issue in payments::issues(tx, &checkout.id)? {
        let unfit = issue.kind == Kind::Unfit && issue.since == now;
        if issue.settled.is_none() && kinds.contains(&issue.kind) && !unfit {
            payments::settle(tx, &issue.id, (BY, Outcome::Itself, ""), now)?;
        }
    }
    Ok(())
}

/// What the record says against an entry, where it does.
fn unless_unfit(done: Result<(), Failure>) -> Result<Option<String>, Failure> {
    match done {
        Ok(()) => Ok(None),
        Err(Failure::Refused(refused)) => {
            let said: Vec<String> = refused.iter().map(|r| format!("{}; {}", r.wrong, r.remedy)).collect();
            Ok(Some(said.join(" ")))
        }
        Err(other) => Err(other),
    }
}

/// The id of the entry that records one item of a checkout.
pub(crate) fn entry_id(checkout: &str, nth: usize) -> String {
    format!("{checkout}.{}", nth + 1)
}

/// Whether a checkout's payment is on the record.
pub(crate) fn is_recorded(tx: &mut Tx<'_>, checkout: &Checkout) -> Result<bool, Failure> {
    Ok(entries::person_of(tx, &entry_id(&checkout.id, 0))?.is_some())
}

/// The day of a moment by the body's clock, as far as it lies between the quote and now.
fn day_of(bodies: &Bodies, checkout: &Checkout, at: Timestamp, now: Timestamp) -> Date {
    let zone = bodies.body(&checkout.body).map_or(jiff::tz::TimeZone::UTC, |h| h.body.zone.clone());
    zone.to_datetime(at.max(checkout.begun_at).min(now)).date()
}

/// Whether everything that a checkout pays is owed on a day as it was quoted.
fn still_owed(tx: &mut Tx<'_>, bodies: &Bodies, checkout: &Checkout, day: Date) -> Result<bool, Failure> {
    let lines = entries::lines(tx, &checkout.person)?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(bodies, Text::Borrowed(&checkout.person), &numbered, None);
    let mut due: Vec<Item> = quote::due(&case.review(day), &checkout.body).map_or(Vec::new(), |due| due.items);
    let mut found = |item: &Item| {
        let at = due.iter().position(|d| d.item == item.item && d.amount == item.amount);
        at.map(|at| due.swap_remove(at)).is_some()
    };
    Ok(checkout.items.iter().all(&mut found))
}

/// The change that an entry is; its day where that is not today.
fn change(
    bodies: &Bodies,
    checkout: &Checkout,
    kind: &'static str,
    (day, by, now): (Date, &str, Timestamp),
    fields: Vec<(&'static str, Value)>,
) -> Change {
    let today = day_of(bodies, checkout, now, now);
    Change {
        person: checkout.person.clone(),
        body: checkout.body.clone(),
        seen: None,
        by: by.to_owned(),
        kind,
        day: (day != today).then_some(day),
        fields,
    }
}

/// Puts a checkout's payment on the record: an entry for each item, with the amount that was quoted.
fn record(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    checkout: &Checkout,
    day: Date,
    by: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let entry = |(nth, item): (usize, &Item)| {
        let fields = vec![
            ("item", Value::from(item.item.as_str())),
            ("amount", item.amount.to_string().into()),
            ("method", "card".into()),
            ("body", checkout.body.as_str().into()),
        ];
        (entry_id(&checkout.id, nth), change(bodies, checkout, "payment_received", (day, by, now), fields))
    };
    let changes: Vec<(String, Change)> = checkout.items.iter().enumerate().map(entry).collect();
    act::put(tx, bodies, &changes, now)
}

/// Takes a checkout's payment off the record again, as far as nobody has done so.
fn reverse(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    checkout: &Checkout,
    (day, note): (Date, Option<&str>),
    by: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let lines = entries::lines(tx, &checkout.person)?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(bodies, Text::Borrowed(&checkout.person), &numbered, None);
    let standing: Vec<String> = case
        .records()
        .flat_map(|(_, record)| fees::payments(&record.facts))
        .filter(|payment| payment.reversed.is_none())
        .map(|payment| payment.fact.entry.id.to_string())
        .collect();
    let own = (0..checkout.items.len()).map(|nth| entry_id(&checkout.id, nth));
    let entry = |id: String| {
        let mut fields = vec![("payment", Value::from(id.as_str()))];
        fields.extend(note.map(|note| ("note", note.into())));
        (format!("{id}.back"), change(bodies, checkout, "payment_reversed", (day, by, now), fields))
    };
    let changes: Vec<(String, Change)> = own.filter(|id| standing.contains(id)).map(entry).collect();
    act::put(tx, bodies, &changes, now)
}

/// What may be decided about an issue.
pub fn choices(issue: &Issue, recorded: bool) -> &'static [Outcome] {
    match issue.kind {
        Kind::NotOwed | Kind::OtherAmount | Kind::Unfit if !recorded => &[Outcome::Record, Outcome::Leave],
        Kind::Unknown | Kind::Unanswered => &[Outcome::Leave],
        _ if recorded => &[Outcome::Reverse, Outcome::Leave],
        _ => &[Outcome::Leave],
    }
}

/// Carries out what staff decided about an issue, in a unit of work; answers whether it still waited.
///
/// # Errors
/// [`Failure::Missing`] where there is none, [`Failure::Refused`] where the record cannot hold what follows.
pub fn decide(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    id: &str,
    (by, outcome, note): (&str, Outcome, &str),
    now: Timestamp,
) -> Result<bool, Failure> {
    let issue = payments::issue(tx, id)?.ok_or_else(|| Failure::Missing(format!("payment to look at `{id}`")))?;
    let checkout = match issue.checkout.as_deref().map(|id| payments::by_id(tx, id)).transpose()?.flatten() {
        Some(found) => Some(payments::hold(tx, &found.id, &found.body)?),
        None => None,
    };
    if !payments::settle(tx, id, (by, outcome, note), now)? {
        return Ok(false);
    }
    let Some(checkout) = checkout else { return Ok(true) };
    let heard = weigh(&payments::heard(tx, &checkout.id, checkout.payment.as_deref())?);
    match outcome {
        Outcome::Record if !is_recorded(tx, &checkout)? => {
            let at = heard.paid.map_or(now, |(_, _, at, _)| at);
            let day = day_of(bodies, &checkout, at, now);
            record(tx, bodies, &checkout, day, by, now)?;
        }
        Outcome::Reverse => {
            let today = day_of(bodies, &checkout, now, now);
            reverse(tx, bodies, &checkout, (today, Some(note)), by, now)?;
        }
        _ => {}
    }
    Ok(true)
}
