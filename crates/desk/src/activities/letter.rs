//! The letter to a provider about a decision.

use jiff::Timestamp;
use programme::Handbook;
use programme::day::in_words;
use store::activities::{Activity, State};
use store::outbox::Draft;

use crate::notice::letters::{Unfilled, fill};

const LETTER: &str = include_str!("../../assets/letters/activity_decided.txt");

/// The letter to each of these addresses about an activity as it was decided.
///
/// # Errors
/// Where the letter is wrong: a test says so.
pub fn decided(handbook: &Handbook, activity: &Activity, addresses: &[String]) -> Result<Vec<Draft>, Unfilled> {
    let (outcome, next) = match activity.state {
        State::Approved => (
            "approved",
            format!(
                "It is approved for {} credits, under the number {}. These words may be printed with it:\n\n{}\n\n\
                 Once it has taken place, tell us on your page who attended.",
                activity.credit,
                activity.number.as_deref().unwrap_or_default(),
                activity.tagline
            ),
        ),
        State::Returned => (
            "to be completed",
            "It is sent back to you. Change on your page what the reason says, and submit it once more, on an earlier day than \
             it takes place."
                .to_owned(),
        ),
        _ => ("not approved", "It is not approved.".to_owned()),
    };
    let why = match activity.reason.trim() {
        "" => String::new(),
        reason => format!("The reason given: {reason}"),
    };
    let day = |at: Timestamp| in_words(handbook.body.zone.to_datetime(at).date()).to_string();
    let places = [
        ("title", activity.content.title.clone()),
        ("outcome", outcome.to_owned()),
        ("submitted", activity.submitted_at.map_or_else(String::new, day)),
        ("next", next),
        ("why", why),
        ("body", handbook.body.name.clone()),
    ];
    let letter = fill(LETTER, &places)?;
    let draft = |address: &String| Draft {
        key: format!("activity_decided|{}|{}|{address}", activity.id, activity.changes),
        person: String::new(),
        to_address: address.clone(),
        kind: "activity_decided".to_owned(),
        subject: letter.subject.clone(),
        body: letter.body.clone(),
    };
    Ok(addresses.iter().map(draft).collect())
}
