//! To whom and to which course a completion belongs. Nothing is guessed: what does not fit is said, all of it at once.

use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use programme::day::in_words;
use programme::recertification::posting::Posts;
use store::completions::{self, Stands, State, Told};
use store::courses::{self, Course};
use store::duplicates::Names;
use store::people::{self, Person};
use store::{Failure, Tx, merging, standings};

/// Where a completion stands by what was told. `chosen` is whose it is, by address, id or certificate, where somebody has
/// looked; `own` are the records of whoever brings or chooses.
///
/// # Errors
/// Where the database fails.
pub fn stands(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    told: &Told,
    (chosen, own): (Option<&str>, &[String]),
    now: Timestamp,
) -> Result<Stands, Failure> {
    let mut wrong: Vec<String> = Vec::new();
    let course = courses::called(tx, &told.course)?;
    if course.is_none() {
        wrong.push(match told.course.is_empty() {
            true => "It names no course.".to_owned(),
            false => format!("No course is called `{}`. Add it to the courses, and try again.", told.course),
        });
    }
    let day = day(bodies, told, course.as_ref(), now).map_err(|said| wrong.push(said)).ok();
    let person = match chosen {
        Some(text) if text.contains('@') => whose(tx, &Told { email: text.to_owned(), ..Told::default() })?,
        Some(text) => whose(tx, &Told { person: text.to_owned(), ..Told::default() })?,
        None => whose(tx, told)?,
    };
    let person = person.map_err(|said| wrong.push(said)).ok();
    if person.as_ref().is_some_and(|person| own.contains(&person.id)) {
        wrong.push("It is of your own record. Somebody else has to take it.".to_owned());
    }
    let (Some(course), Some(day), Some(person), true) = (course, day, person, wrong.is_empty()) else {
        return Ok(Stands::only(State::LeftOver, &wrong.join(" ")));
    };
    let (state, why) = posted(tx, bodies, &course, &person, day)?;
    let of = Stands { course: course.code, person: person.id, day: Some(day), ..Stands::only(state, &why) };
    Ok(of)
}

/// Whether it is posted by the body; or else why not.
fn posted(
    tx: &mut Tx<'_>,
    bodies: &Bodies,
    course: &Course,
    person: &Person,
    day: Date,
) -> Result<(State, String), Failure> {
    for id in merging::under(tx, &person.id)? {
        if completions::there(tx, &id, &course.code, day)? {
            let said = "The same completion was told before by another way, and counts once.";
            return Ok((State::NotPosted, said.to_owned()));
        }
    }
    let handbook = bodies.body(&course.body);
    let posts = handbook.and_then(|h| Some(h.scheme.as_ref()?.posts(&h.body, day, course.evaluated_by)));
    Ok(match posts {
        Some(Posts::Due(_)) => (State::Waiting, String::new()),
        Some(Posts::Unwritten(clause)) => {
            let begins = clause.versions.first().map_or(day, |version| version.from);
            let said = format!("What was completed before {} is logged by whoever completed it.", in_words(begins));
            (State::NotPosted, said)
        }
        Some(Posts::NoRule) | None => {
            (State::NotPosted, "By its handbook this body posts no credits itself.".to_owned())
        }
    })
}

/// The day of a completion, by the clock of the course's body.
fn day(bodies: &Bodies, told: &Told, course: Option<&Course>, now: Timestamp) -> Result<Date, String> {
    let handbook = course.and_then(|course| bodies.body(&course.body)).or_else(|| bodies.all().next());
    let zone = handbook.map_or(jiff::tz::TimeZone::UTC, |h| h.body.zone.clone());
    let text = told.completed.as_str();
    let moment = || text.parse::<Timestamp>().ok().map(|at| zone.to_datetime(at).date());
    // A moment without its offset may be of another day elsewhere.
    let plain = || text.parse::<Date>().ok().filter(|_| text.len() <= 10);
    let day = plain().or_else(moment);
    let day = day.ok_or_else(|| format!("`{text}` is no day of the calendar. It is written like 2025-12-01."))?;
    if day > zone.to_datetime(now).date() {
        return Err(format!("{} is still to come.", in_words(day)));
    }
    let outside = |bound: Option<Date>, is: fn(Date, Date) -> bool| bound.filter(|bound| is(day, *bound));
    if let Some(from) = course.and_then(|c| outside(c.from, |day, from| day < from)) {
        return Err(format!(
            "This course began on {}, and was completed before, on {}.",
            in_words(from),
            in_words(day)
        ));
    }
    if let Some(to) = course.and_then(|c| outside(c.to, |day, to| day > to)) {
        return Err(format!("This course ended on {}, and was completed after, on {}.", in_words(to), in_words(day)));
    }
    Ok(day)
}

/// Whose it is, where everything that was told leads to one person.
fn whose(tx: &mut Tx<'_>, told: &Told) -> Result<Result<Person, String>, Failure> {
    let mut found: Vec<(&str, Person)> = Vec::new();
    if !told.person.is_empty() {
        let holder = match people::counting_as(tx, &told.person)? {
            Some(person) => Some(person.id),
            None => standings::holder(tx, &told.person)?,
        };
        match holder.map(|id| people::counting_as(tx, &id)).transpose()?.flatten() {
            Some(person) => found.push(("the id", person)),
            None => return Ok(Err(format!("Nobody has the id `{}`.", told.person))),
        }
    }
    if !told.certificate.is_empty() {
        let holder = standings::holder(tx, &told.certificate)?;
        match holder.map(|id| people::counting_as(tx, &id)).transpose()?.flatten() {
            Some(person) => found.push(("the certificate", person)),
            None => return Ok(Err(format!("No certificate has the number `{}`.", told.certificate))),
        }
    }
    if !told.email.is_empty() {
        let mut under = people::by_email(tx, &told.email)?;
        match under.len() {
            0 => return Ok(Err(format!("Nobody is or was under {}.", told.email))),
            1 => found.push(("the address", under.remove(0))),
            many => return Ok(Err(format!("{many} people are or were under {}. Choose one.", told.email))),
        }
    }
    Ok(one_of(found).and_then(|person| named(person, &told.name)))
}

/// The one person to whom everything leads.
fn one_of(found: Vec<(&str, Person)>) -> Result<Person, String> {
    let mut found = found.into_iter();
    let nobody = "It names nobody: neither an address nor an id nor a certificate.";
    let (way, first) = found.next().ok_or(nobody)?;
    match found.find(|(_, other)| other.id != first.id) {
        Some((other, _)) => Err(format!("By {way} and by {other} it is of different people. Choose one.")),
        None => Ok(first),
    }
}

/// The person, where the name that was told is theirs.
fn named(person: Person, name: &str) -> Result<Person, String> {
    if name.is_empty() || !matches!(Names::of(name, &person.name), Names::OtherInitial | Names::Some | Names::Different)
    {
        return Ok(person);
    }
    Err(format!("The record is of {}, and the name that was told is {name}. Choose whose it is.", person.name))
}
