//! The public's list of approved activities.

use jiff::civil::Date;

use super::{Activity, activity_of, select};
use crate::engine::{Failure, Tx};
use crate::people;
use crate::standings::number_of;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Words, each of which is in its title, its description, its place or its provider's name, or begins one there.
    pub words: String,
    /// Not over before this day.
    pub from: Option<Date>,
    /// Begun by this day.
    pub to: Option<Date>,
    /// Held online, or in a place; either where nothing is said.
    pub online: Option<bool>,
    /// After which it goes on: the first day, and the number.
    pub after: Option<(Date, String)>,
    /// How many at most.
    pub most: usize,
}

/// Approved activities by their days.
///
/// # Errors
/// Where the database fails.
pub fn approved(tx: &mut Tx<'_>, search: &Search) -> Result<Vec<Activity>, Failure> {
    let sought: Vec<String> = people::words(&search.words).iter().map(|word| format!(" {word}")).collect();
    let (day, number) = search.after.as_ref().map_or((i64::MIN, ""), |(day, number)| (number_of(*day), number));
    let mut found = Vec::new();
    // Words are compared here: both engines would read the same rows for it, and neither has an index for parts of a text.
    tx.each(
        select!(
            "WHERE a.state = 'approved' AND a.last_day >= $1 AND a.first_day <= $2
                AND (a.first_day > $3 OR (a.first_day = $3 AND a.number > $4)) ORDER BY a.first_day, a.number"
        ),
        &[
            search.from.map_or(i64::MIN, number_of).into(),
            search.to.map_or(i64::MAX, number_of).into(),
            day.into(),
            number.into(),
        ],
        |row| {
            if found.len() >= search.most {
                return Ok(());
            }
            let activity = activity_of(&row);
            let words = words_of(&activity);
            let sort = search.online.is_none_or(|online| online == activity.content.online);
            if sort && sought.iter().all(|word| words.contains(word)) {
                found.push(activity);
            }
            Ok(())
        },
    )?;
    Ok(found)
}

/// The words by which an activity is found, each with a space before it.
fn words_of(activity: &Activity) -> String {
    let Activity { content, provider_name, number, .. } = activity;
    let number = number.as_deref().unwrap_or_default();
    let text = [content.title.as_str(), &content.about, &content.place, provider_name, number].join(" ");
    format!(" {}", people::words(&text).join(" "))
}
