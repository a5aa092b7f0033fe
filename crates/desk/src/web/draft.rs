//! What somebody has begun to fill in: kept between visits, carried from the self-check through signing up. Never a part of
//! the record.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use programme::Bodies;
use programme::handbook::{Handbook, Programme};
use store::accounts::SignUp;
use store::drafts::{self, Draft};
use store::{Failure, Tx, files};

use crate::account;
use crate::web::evidence::{file_fields, names};
use crate::web::upload::Sent;

/// How long what was begun is kept after it was last changed.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// The most that is kept of one draft, and carried through signing up, in bytes.
const LARGEST: usize = 8_000;
/// The field of what is carried that names the programme.
const PROGRAMME: &str = "programme";

/// Answers by the names of their fields.
pub type Answers = BTreeMap<String, String>;

/// The step of applying for a programme.
pub fn applying(programme: &str) -> String {
    format!("apply {programme}")
}

/// The programme that a draft applies for.
pub fn applies_for(draft: &Draft) -> Option<&str> {
    draft.step.strip_prefix("apply ")
}

/// The answers of an application's form, of those sent; what the form does not ask for is left out.
pub fn answers<'s>(programme: &Programme, sent: impl IntoIterator<Item = (&'s String, &'s String)>) -> Answers {
    let known = names(programme);
    let asked = |(name, value): &(&String, &String)| known.contains(name) && !value.trim().is_empty();
    let kept = sent.into_iter().filter(asked);
    kept.map(|(name, value)| (name.clone(), value.trim().to_owned())).collect()
}

/// What was begun: the answers, and the files that came with them, each with its field.
pub type Begun = (Answers, Vec<(String, String)>);

/// What was begun of an application, of what was sent; what the form does not ask for is left out.
pub fn begun(programme: &Programme, sent: &Sent) -> Begun {
    let known = file_fields(programme);
    let files = sent.files.iter().filter(|(field, _)| known.contains(field));
    (answers(programme, &sent.fields), files.map(|(field, file)| (field.clone(), file.id.clone())).collect())
}

/// Keeps what was begun of an application that is not sent yet. More answers than any form holds are not kept.
///
/// # Errors
/// Where the database fails.
pub fn keep(
    tx: &mut Tx<'_>,
    owner: &str,
    programme: &str,
    (answers, files): &Begun,
    now: Timestamp,
    ends_at: Option<Timestamp>,
) -> Result<(), Failure> {
    let answers = serde_json::to_string(answers).map_err(|e| Failure::Engine(e.to_string()))?;
    if answers.len() > LARGEST {
        return Ok(());
    }
    let ends_at = ends_at.unwrap_or(now + KEPT_FOR);
    drafts::put(
        tx,
        owner,
        &Draft { step: applying(programme), answers, files: files.clone(), changed_at: now, ends_at },
    )
}

/// What was kept of an application, with those of its files that are still here.
///
/// # Errors
/// Where the database fails.
pub fn kept(tx: &mut Tx<'_>, person: &str, programme: &str, now: Timestamp) -> Result<Sent, Failure> {
    let Some(draft) = drafts::one(tx, person, &applying(programme), now)? else { return Ok(Sent::default()) };
    let own = if draft.files.is_empty() { Vec::new() } else { files::of_person(tx, person)? };
    let here = |(field, id): (String, String)| Some((field, own.iter().find(|file| file.id == id)?.clone()));
    let fields = serde_json::from_str(&draft.answers).unwrap_or_default();
    Ok(Sent { fields, files: draft.files.into_iter().filter_map(here).collect(), wrong: Vec::new() })
}

/// The answers of a self-check, as signing up carries them along.
pub fn packed(programme: &str, answers: &Answers) -> String {
    let mut carried = answers.clone();
    carried.insert(PROGRAMME.to_owned(), programme.to_owned());
    serde_json::to_string(&carried).unwrap_or_default()
}

/// What signing up carries along: the programme, and the answers to its form. Nothing where it is not ours.
pub fn unpacked<'b>(bodies: &'b Bodies, carried: &str) -> Option<(&'b Handbook, &'b Programme, Answers)> {
    let carried: Answers = serde_json::from_str(carried).ok().filter(|_| carried.len() <= LARGEST)?;
    let id = carried.get(PROGRAMME)?;
    let handbook = bodies.of_programme(id)?;
    let programme = handbook.programme(id)?;
    Some((handbook, programme, answers(programme, &carried)))
}

/// Whose it is until the address is shown to be theirs. What opens a sign-up changes with each letter; its password, hashed
/// with a salt of its own, does not.
fn before_confirmed(sign_up: &SignUp) -> String {
    format!("sign-up {}", account::token_hash(sign_up.password.as_str()))
}

/// Keeps what a sign-up carries along, as long as that can be confirmed.
///
/// # Errors
/// Where the database fails.
pub fn keep_for_sign_up(
    tx: &mut Tx<'_>,
    sign_up: &SignUp,
    (programme, answers): (&str, &Answers),
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(), Failure> {
    keep(tx, &before_confirmed(sign_up), programme, &(answers.clone(), Vec::new()), now, Some(ends_at))
}

/// Gives what a sign-up carried along to the person it has become.
///
/// # Errors
/// Where the database fails.
pub fn hand_over(tx: &mut Tx<'_>, sign_up: &SignUp, person: &str, now: Timestamp) -> Result<(), Failure> {
    drafts::hand_over(tx, &before_confirmed(sign_up), person, now + KEPT_FOR)
}
