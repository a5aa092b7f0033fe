//! Who attended, as a provider's file says: every row is kept, and those that match nobody are left over for staff.
//!
//! A provider is told nothing of certificants: what is wrong with a row's form is said, whether it matched somebody is not.

use std::collections::HashMap;

use jiff::Timestamp;
use programme::amount::Units;
use store::activities::roster::Attendee;
use store::activities::{Activity, roster};
use store::left_over::{self, LeftOver};
use store::{Failure, Tx, accounts, merging, people, standings};

use crate::act::new_id;
use crate::results::{Unread, rows};

/// What rows left over of rosters are called in the store.
pub const LEFT_OVER: &str = "roster";

/// The columns of a roster.
pub const COLUMNS: [&str; 4] = ["name", "email", "certificate", "credit"];

/// The longest cell that is kept.
const LONGEST: usize = 300;

/// A row as it was delivered: its line, and who it says attended.
pub type Delivered = (usize, Attendee);

/// Reads a roster: all of it, or everything that is wrong with its form.
///
/// # Errors
/// What is wrong, and what to do.
pub fn read(text: &str, activity: &Activity, by: &str, now: Timestamp) -> Result<Vec<Delivered>, Unread> {
    let mut wrong: Vec<String> = Vec::new();
    let mut delivered = Vec::new();
    let most = Units::parse(&activity.credit).unwrap_or_default();
    for (row, [name, email, certificate, credit]) in rows(text, COLUMNS, &[])? {
        let line = row.line;
        let mut say = |said: String| wrong.push(format!("Line {line}: {said}"));
        if email.is_empty() && certificate.is_empty() {
            say("there is neither an e-mail address nor a certificate's number.".to_owned());
        }
        if [&name, &email, &certificate].iter().any(|cell| cell.len() > LONGEST) {
            say(format!("a cell has more than {LONGEST} letters."));
        }
        // Nothing written means all of it.
        let earned = if credit.is_empty() { Some(most) } else { Units::parse(&credit) };
        match earned {
            Some(earned) if earned > Units::ZERO && earned <= most => {}
            _ => say(format!("`{credit}` is no number of credits from above 0 to the {most} approved.")),
        }
        let credit = earned.unwrap_or_default().to_string();
        let (email, person) = (accounts::folded(&email), String::new());
        let attendee = Attendee { name, email, certificate, credit, person, came_by: by.to_owned(), came_at: now };
        delivered.push((line, attendee));
    }
    if delivered.is_empty() && wrong.is_empty() {
        wrong.push("There is no row below the line that names the columns.".to_owned());
    }
    let further = wrong.len().saturating_sub(SAID);
    wrong.truncate(SAID);
    if wrong.is_empty() {
        return Ok(delivered);
    }
    let more = if further > 0 { format!(" And {further} more.") } else { String::new() };
    Err((
        format!("{}{more}", wrong.join(" ")),
        "Mend these rows and send the whole file again: nothing was kept.".to_owned(),
    ))
}

/// How many wrong rows are named at once.
const SAID: usize = 20;

/// Keeps a roster: each row once, with whom it matches; what matches nobody is left over. Answers how many rows are new.
///
/// # Errors
/// Where the database fails.
pub fn keep(tx: &mut Tx<'_>, activity: &Activity, delivered: &[Delivered]) -> Result<usize, Failure> {
    let mut attendees = Vec::with_capacity(delivered.len());
    let mut unmatched: HashMap<usize, &'static str> = HashMap::new();
    for (at, (_, attendee)) in delivered.iter().enumerate() {
        let person = match matching(tx, attendee)? {
            Ok(person) => person,
            Err(wrong) => {
                unmatched.insert(at, wrong);
                String::new()
            }
        };
        attendees.push(Attendee { person, ..attendee.clone() });
    }
    let new = roster::add(tx, &activity.id, &attendees)?;
    for (at, (line, attendee)) in delivered.iter().enumerate() {
        let (Some(wrong), true) = (unmatched.get(&at), new[at]) else { continue };
        let Attendee { name, email, certificate, credit, came_by, came_at, .. } = attendee;
        let number = activity.number.as_deref().unwrap_or_default();
        let left = LeftOver {
            id: new_id(*came_at),
            what: LEFT_OVER.to_owned(),
            came_by: came_by.clone(),
            came_at: *came_at,
            line: i64::try_from(*line).unwrap_or(i64::MAX),
            row: format!("{number}: {name},{email},{certificate},{credit}"),
            wrong: (*wrong).to_owned(),
            dealt_by: None,
            note: String::new(),
        };
        left_over::keep(tx, &left)?;
    }
    Ok(new.into_iter().filter(|new| *new).count())
}

/// Whom a row names; or why it names nobody for certain.
fn matching(tx: &mut Tx<'_>, attendee: &Attendee) -> Result<Result<String, &'static str>, Failure> {
    let by_number = match attendee.certificate.as_str() {
        "" => None,
        number => match standings::holder(tx, number)? {
            Some(holder) => Some(merging::survivor(tx, &holder)?),
            None => return Ok(Err("No certificate bears this number. Ask the provider, or the attendee.")),
        },
    };
    let mut by_email = match attendee.email.as_str() {
        "" => Vec::new(),
        email => people::by_email(tx, email)?,
    };
    by_email.dedup_by(|a, b| a.id == b.id);
    Ok(match (by_number, by_email.as_slice()) {
        (Some(holder), []) => Ok(holder),
        (Some(holder), several) if several.iter().any(|person| person.id == holder) => Ok(holder),
        (Some(_), _) => Err("The certificate's number is one person's, the address another's. Ask the provider."),
        (None, [one]) => Ok(one.id.clone()),
        (None, []) => Err("No record has this address. It may be another address of somebody's: look for their name."),
        (None, _) => Err("Several records have this address. See whether they are of one person."),
    })
}
