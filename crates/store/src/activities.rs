//! Activities of education providers: what each offers, where it stands, and every change of it.
//!
//! A change is made to an activity as it was looked at, and kept in a table that only grows: who changed it, when, and how
//! it stood then. A number is given on approval and is never another's.

pub mod listing;
pub mod providers;
pub mod roster;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use crate::cells::{moment, new_id, words};
use crate::engine::{Failure, Row, Tx};
use crate::standings::{day_of, number_of};

words! {
    /// Where an activity stands.
    pub enum State {
        /// Its provider writes it.
        Draft = "draft",
        /// It waits for its decision.
        Submitted = "submitted",
        /// It was sent back to be completed.
        Returned = "returned",
        /// It is approved, and on the public list.
        Approved = "approved",
        /// It is not approved.
        Refused = "refused",
        /// Its provider took it back.
        Withdrawn = "withdrawn",
    }
}

/// What a provider says of an activity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// What it is called.
    pub title: String,
    /// What it is about, and for whom.
    pub about: String,
    /// Where it takes place; empty for one held online.
    pub place: String,
    /// Whether it is held online.
    pub online: bool,
    /// Its agenda, as JSON.
    pub agenda: String,
    /// The agenda's first and last day; none while it is empty.
    pub days: Option<(Date, Date)>,
}

/// An activity as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its id.
    pub id: String,
    /// Its number, once it was approved.
    pub number: Option<String>,
    /// The body that approves it.
    pub body: String,
    /// The provider's id.
    pub provider: String,
    /// The provider's name.
    pub provider_name: String,
    /// Where it stands.
    pub state: State,
    /// What its provider says of it.
    pub content: Content,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
    /// Credits as approved; empty until then.
    pub credit: String,
    /// The words to be printed; empty until it is approved.
    pub tagline: String,
    /// The reason of the latest decision.
    pub reason: String,
    /// How many changes there were.
    pub changes: i64,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Where the activity stood after it.
    pub state: State,
    /// Why, where a reason was given.
    pub reason: String,
    /// What it said after it, as JSON.
    pub content: String,
}

/// How a submitted activity is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Approved, for so many credits, with the words to be printed for a number.
    Approved {
        /// Credits.
        credit: String,
        /// What begins its number: `NAMSS-2026`.
        series: String,
        /// The words to be printed, `{number}` standing for the number.
        tagline: String,
        /// Why fewer credits than its agenda comes to, where that is so.
        reason: String,
    },
    /// Sent back to be completed.
    Returned(String),
    /// Not approved.
    Refused(String),
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.number, a.body, a.provider, p.name, a.state, a.title, a.about, a.place, a.online, a.agenda, \
             a.first_day, a.last_day, a.submitted_at, a.credit, a.tagline, a.reason, a.changes \
             FROM activity a JOIN provider p ON p.id = a.provider ",
            $rest
        )
    };
}
use select;

fn activity_of(row: &Row) -> Activity {
    let text = |at: usize| row.text(at).to_owned();
    let days = row.integer_if_any(11).zip(row.integer_if_any(12));
    Activity {
        id: text(0),
        number: row.text_if_any(1).map(str::to_owned),
        body: text(2),
        provider: text(3),
        provider_name: text(4),
        state: State::named(row.text(5)).unwrap_or(State::Draft),
        content: Content {
            title: text(6),
            about: text(7),
            place: text(8),
            online: row.flag(9),
            agenda: text(10),
            days: days.map(|(first, last)| (day_of(first), day_of(last))),
        },
        submitted_at: row.integer_if_any(13).map(moment),
        credit: text(14),
        tagline: text(15),
        reason: text(16),
        changes: row.integer(17),
    }
}

/// An activity by its id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Activity>, Failure> {
    Ok(tx.one(select!("WHERE a.id = $1"), &[id.into()])?.as_ref().map(activity_of))
}

/// An activity by the number that it was given, however its letters are written.
///
/// # Errors
/// Where the database fails.
pub fn by_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<Activity>, Failure> {
    let number = number.trim().to_uppercase();
    Ok(tx.one(select!("WHERE a.number = $1"), &[number.into()])?.as_ref().map(activity_of))
}

/// The activities of a provider, the latest first.
///
/// # Errors
/// Where the database fails.
pub fn of_provider(tx: &mut Tx<'_>, provider: &str) -> Result<Vec<Activity>, Failure> {
    let rows = tx.query(select!("WHERE a.provider = $1 ORDER BY a.id DESC"), &[provider.into()])?;
    Ok(rows.iter().map(activity_of).collect())
}

/// The activities that wait for their decision, the longest waiting first; at most `most`.
///
/// # Errors
/// Where the database fails.
pub fn waiting(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Activity>, Failure> {
    let waiting = select!("WHERE a.state = 'submitted' ORDER BY a.submitted_at, a.id LIMIT $1");
    Ok(tx.query(waiting, &[most.into()])?.iter().map(activity_of).collect())
}

/// How many wait, and since when the first does.
///
/// # Errors
/// Where the database fails.
pub fn queue(tx: &mut Tx<'_>) -> Result<(i64, Option<Timestamp>), Failure> {
    let row = tx.one("SELECT count(*), min(submitted_at) FROM activity WHERE state = 'submitted'", &[])?;
    Ok(row.map_or((0, None), |row| (row.integer(0), row.integer_if_any(1).map(moment))))
}

/// Every change of an activity, the earliest first.
///
/// # Errors
/// Where the database fails.
pub fn history(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Change>, Failure> {
    let rows = tx.query(
        "SELECT at, by_whom, state, reason, content FROM activity_change WHERE activity = $1 ORDER BY nth",
        &[id.into()],
    )?;
    let change = |row: &Row| Change {
        at: moment(row.integer(0)),
        by: row.text(1).to_owned(),
        state: State::named(row.text(2)).unwrap_or(State::Draft),
        reason: row.text(3).to_owned(),
        content: row.text(4).to_owned(),
    };
    Ok(rows.iter().map(change).collect())
}

/// Begins an activity of a provider's; answers its id.
///
/// # Errors
/// Where the provider is not there, or the database fails.
pub fn add(
    tx: &mut Tx<'_>,
    (body, provider): (&str, &str),
    content: Content,
    by: &str,
    now: Timestamp,
) -> Result<String, Failure> {
    let provider_name =
        providers::by_id(tx, provider)?.ok_or_else(|| Failure::Missing(format!("provider `{provider}`")))?.name;
    let activity = Activity {
        id: new_id(now),
        number: None,
        body: body.to_owned(),
        provider: provider.to_owned(),
        provider_name,
        state: State::Draft,
        content,
        submitted_at: None,
        credit: String::new(),
        tagline: String::new(),
        reason: String::new(),
        changes: 0,
    };
    tx.execute(
        "INSERT INTO activity (id, body, provider, state, title, about, place, online, agenda, credit, tagline, reason,
                               changes)
         VALUES ($1, $2, $3, 'draft', '', '', '', FALSE, '', '', '', '', 0)",
        &[(&activity.id).into(), body.into(), provider.into()],
    )?;
    keep(tx, activity, by, now)
}

/// An activity as it was looked at, to be changed: nobody has changed it since.
fn held(tx: &mut Tx<'_>, id: &str, seen: i64, from: &[State]) -> Result<Activity, Failure> {
    tx.one("SELECT id FROM activity WHERE id = $1 {for_update}", &[id.into()])?;
    let activity = by_id(tx, id)?.ok_or_else(|| Failure::Missing(format!("activity `{id}`")))?;
    if activity.changes != seen || !from.contains(&activity.state) {
        return Err(Failure::Taken(format!("a later change of activity `{id}`")));
    }
    Ok(activity)
}

/// Changes what a provider says of an activity that is a draft, or was returned.
///
/// # Errors
/// [`Failure::Taken`] where it was changed since it was looked at, or stands elsewhere; where the database fails.
pub fn write(
    tx: &mut Tx<'_>,
    (id, seen): (&str, i64),
    content: Content,
    by: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let activity = held(tx, id, seen, &[State::Draft, State::Returned])?;
    keep(tx, Activity { content, ..activity }, by, now).map(drop)
}

/// Submits an activity that is a draft, or was returned.
///
/// # Errors
/// As [`write()`].
pub fn submit(tx: &mut Tx<'_>, (id, seen): (&str, i64), by: &str, now: Timestamp) -> Result<(), Failure> {
    let activity = held(tx, id, seen, &[State::Draft, State::Returned])?;
    let reason = String::new();
    keep(tx, Activity { state: State::Submitted, submitted_at: Some(now), reason, ..activity }, by, now).map(drop)
}

/// Takes an activity back that is not decided against. An approved one keeps its number, and is on the list no more.
///
/// # Errors
/// As [`write()`].
pub fn withdraw(
    tx: &mut Tx<'_>,
    (id, seen): (&str, i64),
    reason: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let activity = held(tx, id, seen, &[State::Draft, State::Submitted, State::Returned, State::Approved])?;
    keep(tx, Activity { state: State::Withdrawn, reason: reason.to_owned(), ..activity }, by, now).map(drop)
}

/// Decides on an activity that waits; answers it as it stands then.
///
/// # Errors
/// As [`write()`].
pub fn decide(
    tx: &mut Tx<'_>,
    (id, seen): (&str, i64),
    verdict: &Verdict,
    by: &str,
    now: Timestamp,
) -> Result<Activity, Failure> {
    let mut activity = held(tx, id, seen, &[State::Submitted])?;
    match verdict {
        Verdict::Approved { credit, series, tagline, reason } => {
            let number = match activity.number.take() {
                Some(number) => number,
                None => new_number(tx, series)?,
            };
            activity.tagline = tagline.replace("{number}", &number);
            (activity.number, activity.credit) = (Some(number), credit.clone());
            (activity.state, activity.reason) = (State::Approved, reason.clone());
        }
        Verdict::Returned(reason) => (activity.state, activity.reason) = (State::Returned, reason.clone()),
        Verdict::Refused(reason) => (activity.state, activity.reason) = (State::Refused, reason.clone()),
    }
    keep(tx, activity, by, now)?;
    by_id(tx, id)?.ok_or_else(|| Failure::Missing(format!("activity `{id}`")))
}

/// The next number of a series. None is used twice, whatever becomes of its activity.
fn new_number(tx: &mut Tx<'_>, series: &str) -> Result<String, Failure> {
    let row = tx.one(
        "INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
         RETURNING value",
        &[format!("activity {series}").into()],
    )?;
    Ok(format!("{series}-{:04}", row.map_or(0, |row| row.integer(0))))
}

/// Writes an activity as it stands now, and that it was changed to it.
fn keep(tx: &mut Tx<'_>, activity: Activity, by: &str, now: Timestamp) -> Result<String, Failure> {
    let Activity { id, number, state, content, submitted_at, credit, tagline, reason, changes, .. } = activity;
    let nth = changes + 1;
    let whole = json!({
        "title": content.title, "about": content.about, "place": content.place, "online": content.online,
        "agenda": content.agenda, "number": number, "credit": credit,
    });
    tx.execute(
        "UPDATE activity SET number = $2, state = $3, title = $4, about = $5, place = $6, online = $7, agenda = $8,
                first_day = $9, last_day = $10, submitted_at = $11, credit = $12, tagline = $13, reason = $14,
                changes = $15
          WHERE id = $1",
        &[
            (&id).into(),
            number.into(),
            state.word().into(),
            content.title.into(),
            content.about.into(),
            content.place.into(),
            content.online.into(),
            content.agenda.into(),
            content.days.map(|(first, _)| number_of(first)).into(),
            content.days.map(|(_, last)| number_of(last)).into(),
            submitted_at.map(Timestamp::as_microsecond).into(),
            credit.into(),
            tagline.into(),
            (&reason).into(),
            nth.into(),
        ],
    )?;
    tx.execute(
        "INSERT INTO activity_change (activity, nth, at, by_whom, state, reason, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            (&id).into(),
            nth.into(),
            now.as_microsecond().into(),
            by.into(),
            state.word().into(),
            reason.into(),
            whole.to_string().into(),
        ],
    )?;
    Ok(id)
}
