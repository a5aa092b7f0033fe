//! A list of names that an employer has, and what the Good Standing Report says of each of them.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use maud::PreEscaped;
use store::people;
use store::register::{self, Listed, Search};

use crate::page::list::{Outcome, Row, Shown};
use crate::page::parts::Problem;
use crate::page::{self, Area};
use crate::sheet;
use crate::web::bulk::MOST;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::limit::Listing;
use crate::web::public::{LONGEST, Seen, framed, titled};

/// The most bytes of a file, or of what is pasted.
const BIGGEST: usize = 1 << 19;

/// How many of the people who could be meant by one name are named.
const NAMED: usize = 5;

/// How many rows stand on one page.
const ROWS: usize = 100;

/// What the form sends.
#[derive(Debug, Default)]
struct Sent {
    names: String,
    on: String,
    from: String,
    csv: bool,
    /// What is wrong with the file.
    unread: Option<String>,
}

/// What was made of one line: its number, as it was written, and what is asked; or what is wrong with it.
struct Line {
    number: usize,
    written: String,
    asked: Result<Search, String>,
}

/// `/standing/list`: the form.
pub async fn form(State(house): State<Arc<House>>, viewer: Seen) -> Response {
    let on = house.today();
    let main =
        page::list::list(&Shown { names: "", on: &on.to_string(), rows: None, total: 0, from: 1, next: None }, &[]);
    framed(&house, viewer.as_ref(), "Good standing", Area::Public, main)
}

/// `POST /standing/list`: what the report says of each. It changes nothing, and keeps nothing.
pub async fn send(State(house): State<Arc<House>>, viewer: Seen, _: Listing, form: Multipart) -> Response {
    let sent = match read(form).await {
        Ok(sent) => sent,
        Err(refused) => return *refused,
    };
    let on: Result<Date, _> = match sent.on.trim() {
        "" => Ok(house.today()),
        text => text.parse(),
    };
    let lines = lines(&house, &sent.names);
    let wrong = wrong_with(&sent, &lines, on.is_ok());
    let (Ok(on), true) = (on, wrong.is_empty()) else {
        let problems: Vec<Problem<'_>> =
            wrong.iter().map(|(field, wrong, remedy)| Problem { field, wrong, remedy }).collect();
        let shown = Shown { names: &sent.names, on: &sent.on, rows: None, total: 0, from: 1, next: None };
        let mut response =
            framed(&house, viewer.as_ref(), "Good standing", Area::Public, page::list::list(&shown, &problems));
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return response;
    };
    // A page at a time is looked up; a file has everybody.
    let total = lines.len();
    let from = sent.from.parse::<usize>().unwrap_or(1).clamp(1, total.max(1));
    let (skip, take) = if sent.csv { (0, total) } else { (from - 1, ROWS) };
    let part: Vec<Line> = lines.into_iter().skip(skip).take(take).collect();
    let whole = sent.csv;
    let answer = house.listing_for_long(move |house, listing| {
        let rows: Vec<Row<'_>> = part.iter().flat_map(|line| rows_of(house, line, listing, on)).collect();
        if whole {
            return csv(&rows, on);
        }
        let next = (skip + take < total).then_some(skip + take + 1);
        let on = on.to_string();
        let shown = Shown { names: &sent.names, on: &on, rows: Some(&rows), total, from, next };
        page::list::list(&shown, &[]).into_string()
    });
    match answer.await {
        Ok(table) if whole => as_file("good-standing-list.csv", table),
        Ok(main) => framed(&house, viewer.as_ref(), "Good standing", Area::Public, PreEscaped(main)),
        Err(failure) => failed(&failure, false),
    }
}

/// What is wrong with the form as a whole: the field, what, and what would be right.
fn wrong_with(sent: &Sent, lines: &[Line], day: bool) -> Vec<(&'static str, String, &'static str)> {
    let mut wrong = Vec::new();
    if let Some(unread) = &sent.unread {
        wrong.push(("file", unread.clone(), ""));
    } else if lines.is_empty() {
        wrong.push(("names", "There are no names.".to_owned(), "Write one on each line, or choose a file."));
    }
    if lines.len() > MOST {
        let said = format!("There are {} names, and a list has {MOST} at most.", lines.len());
        wrong.push(("names", said, "Send the rest as another list."));
    }
    if !day {
        wrong.push(("on", "This is no day of the calendar.".to_owned(), "Write it like 2025-12-01."));
    }
    wrong
}

/// Reads the form: what was pasted, and the file, whose text takes its place.
async fn read(mut form: Multipart) -> Result<Sent, Box<Response>> {
    let refused = |status: StatusCode| {
        let said = match status {
            StatusCode::PAYLOAD_TOO_LARGE => format!("This is more than {} kB. Send a shorter list.", BIGGEST / 1024),
            _ => "This form came incomplete. Go back, and send it once more.".to_owned(),
        };
        Box::new(Refused::saying(status, false, said).into_response())
    };
    let (mut sent, mut came) = (Sent::default(), 0);
    while let Some(mut field) = form.next_field().await.map_err(|e| refused(e.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let mut bytes: Vec<u8> = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|e| refused(e.status()))? {
            came += chunk.len();
            if came > BIGGEST {
                return Err(refused(StatusCode::PAYLOAD_TOO_LARGE));
            }
            bytes.extend_from_slice(&chunk);
        }
        sent.take(&name, &bytes);
    }
    Ok(sent)
}

impl Sent {
    fn take(&mut self, name: &str, bytes: &[u8]) {
        let text = || String::from_utf8_lossy(bytes).replace('\0', "");
        match name {
            "names" if self.names.is_empty() => self.names = text(),
            "on" => self.on = text(),
            "from" => self.from = text(),
            "as" => self.csv = text() == "csv",
            "file" if !bytes.is_empty() => match sheet::text_of(bytes) {
                Ok(text) => self.names = text.trim_start_matches('\u{feff}').replace('\0', ""),
                Err(unread) => self.unread = Some(unread.to_string()),
            },
            _ => {}
        }
    }
}

/// Words by which the first line of a sheet says what its columns are.
const HEADS: [&str; 3] = ["name", "names", "full name"];

fn lines(house: &House, text: &str) -> Vec<Line> {
    let mut rows = sheet::rows(text).into_iter().peekable();
    let is_head = |cells: &[String]| cells.first().is_some_and(|cell| HEADS.contains(&cell.to_lowercase().as_str()));
    if rows.peek().is_some_and(|row| row.cells.as_ref().is_ok_and(|cells| is_head(cells))) {
        rows.next();
    }
    rows.map(|row| match row.cells {
        Ok(cells) => {
            // What is too long to be asked is not said again in full.
            let written = cells.first().map(|name| name.chars().take(LONGEST).collect());
            Line { number: row.line, written: written.unwrap_or_default(), asked: asked(house, &cells) }
        }
        Err(sheet::NotClosed) => {
            let said = "A quote is not closed on this line.".to_owned();
            Line { number: row.line, written: String::new(), asked: Err(said) }
        }
    })
    .collect()
}

/// What one line asks: a name, and if given a designation and a place.
fn asked(house: &House, cells: &[String]) -> Result<Search, String> {
    let cell = |at: usize| cells.get(at).map_or("", String::as_str);
    if cells.iter().any(|cell| cell.len() > LONGEST) {
        return Err(format!("A name, designation or place of more than {LONGEST} letters."));
    }
    if cells.iter().skip(3).any(|cell| !cell.is_empty()) {
        return Err("More than three columns: name, designation, place. Put a place with a comma in quotes.".to_owned());
    }
    if people::words(cell(0)).is_empty() {
        return Err("There is no name on this line.".to_owned());
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let mut programmes = house.bodies.all().flat_map(|h| &h.programmes);
    let programme = match cell(1) {
        "" => String::new(),
        designation => match programmes.find(|p| letters(&p.designation) == letters(designation)) {
            Some(programme) => programme.id.clone(),
            None => return Err(format!("`{designation}` is no designation that is awarded here.")),
        },
    };
    Ok(Search {
        name: cell(0).to_owned(),
        programme,
        place: cell(2).to_owned(),
        after: Default::default(),
        most: NAMED + 1,
    })
}

/// Whoever a search finds; where some of them bear every word of the name as it is written, they alone.
fn closest<'l>(listing: &'l register::Listing, search: &Search, on: Date) -> Vec<Listed<'l>> {
    let found = listing.search(search, on);
    let asked = people::words(&search.name);
    let whole = |listed: &Listed<'_>| {
        let words = people::words(listed.name);
        asked.iter().all(|word| words.contains(word))
    };
    if found.iter().any(whole) { found.into_iter().filter(whole).collect() } else { found }
}

fn rows_of<'r>(house: &'r House, line: &'r Line, listing: &'r register::Listing, on: Date) -> Vec<Row<'r>> {
    let row = |outcome, listed: Option<&Listed<'r>>| Row {
        line: line.number,
        written: &line.written,
        outcome,
        listed: listed.map(|l| titled(house, l)),
        number: listed.map_or("", |l| l.number),
    };
    let found = match &line.asked {
        Ok(search) => closest(listing, search, on),
        Err(wrong) => return vec![row(Outcome::Wrong(wrong), None)],
    };
    match found.as_slice() {
        [] => vec![row(Outcome::Nobody, None)],
        [one] => vec![row(Outcome::One, Some(one))],
        several => {
            let more = several.len() > NAMED;
            several.iter().take(NAMED).map(|listed| row(Outcome::Several { more }, Some(listed))).collect()
        }
    }
}

/// What each column of the file is.
const HEAD: [&str; 13] = [
    "Line",
    "Name asked",
    "Found",
    "Name",
    "Place",
    "Designation",
    "Awarded by",
    "Since",
    "Through",
    "On",
    "Good standing",
    "Certificate number",
    "Ask the office",
];

fn csv(rows: &[Row<'_>], on: Date) -> String {
    let of = |row: &Row<'_>| -> Vec<Cow<'static, str>> {
        let text = |text: &str| Cow::Owned(text.to_owned());
        let listed = row.listed.as_ref();
        let good = listed.map_or("", |l| if l.good_standing { "yes" } else { "no" });
        vec![
            Cow::Owned(row.line.to_string()),
            text(row.written),
            text(&row.outcome.in_words()),
            text(listed.map_or("", |l| l.name)),
            text(listed.map_or("", |l| l.place)),
            text(listed.map_or("", |l| l.designation)),
            text(listed.map_or("", |l| l.body)),
            Cow::Owned(listed.map_or(String::new(), |l| l.since.to_string())),
            Cow::Owned(listed.and_then(|l| l.through).map_or(String::new(), |day| day.to_string())),
            Cow::Owned(on.to_string()),
            text(good),
            text(row.number),
            text(listed.map_or("", |l| if l.asks { "yes" } else { "" })),
        ]
    };
    sheet::csv(&HEAD, rows.iter().map(of))
}

/// A table as a file to keep.
pub(super) fn as_file(name: &str, text: String) -> Response {
    let kept = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, kept.as_str())], text)
        .into_response()
}
