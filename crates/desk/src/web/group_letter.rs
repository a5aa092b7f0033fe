//! One letter to everybody who is so far in a year: typed, looked at with its count, then sent once.

use axum::extract::Query;
use axum::response::Response;
use programme::audit::draw::sha256;
use programme::recertification::forecast::Progress;
use store::group_letters::{self, GroupLetter};
use store::{Failure, outbox};
use uuid::Uuid;

use crate::account::Viewer;
use crate::act::new_id;
use crate::forecast::Row;
use crate::notice::group::Typed;
use crate::page;
use crate::page::group_letter::{EVERYBODY, Group};
use crate::web::answer::{Became, MAIL, STAFF, Sent, Visit, Wrong, amiss, answered, problems, value};
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::year::{Asked, Meant};

/// What is done with a letter.
enum Step {
    Type,
    Look,
    Send,
}

/// `/staff/year/letter`: the form.
pub async fn form(visit: Visit, Query(asked): Query<Asked>) -> Response {
    let empty = Typed { subject: String::new(), text: String::new() };
    answered(visit, STAFF, move |house, viewer| stepped(house, viewer, &asked, &empty, &Sent::new(), &Step::Type)).await
}

/// `POST /staff/year/letter`: the letter before it goes, or what is wrong with it. It changes nothing.
pub async fn look(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    let step = if value(&sent, "change").is_empty() { Step::Look } else { Step::Type };
    answered(visit, STAFF, move |house, viewer| by_form(house, viewer, &sent, &step)).await
}

/// `POST /staff/year/letter/send`: one letter to each, in one unit.
pub async fn send(visit: Visit, Posted(sent): Posted<Sent>) -> Response {
    answered(visit, MAIL, move |house, viewer| by_form(house, viewer, &sent, &Step::Send)).await
}

fn by_form(house: &House, viewer: &Viewer, sent: &Sent, step: &Step) -> Result<Became, Failure> {
    let text = |name: &str| value(sent, name).to_owned();
    let asked = Asked::naming(text("scheme"), text("year"), text("state"));
    // Forms send lines with CR LF (HTML, 4.10.21.4).
    let typed = Typed { subject: text("subject"), text: text("text").replace("\r\n", "\n") };
    stepped(house, viewer, &asked, &typed, sent, step)
}

fn stepped(
    house: &House,
    viewer: &Viewer,
    asked: &Asked,
    typed: &Typed,
    sent: &Sent,
    step: &Step,
) -> Result<Became, Failure> {
    let asked = asked.clone().whole(house);
    let meant = match asked.meant(house) {
        Ok(meant) => meant,
        Err(_) => return Err(Failure::Missing(format!("those who are `{}` in {}", asked.state, asked.year))),
    };
    let year = meant.read(house)?;
    let rows = year.at(meant.state, house.today());
    let members = members(&rows);
    let mut wrong: Vec<Wrong> = if matches!(step, Step::Type) { Vec::new() } else { typed.wrong() };
    let page = Page { house, viewer, asked: &asked, meant: &meant, rows: &rows, members: &members, typed };
    if matches!(step, Step::Type) || !wrong.is_empty() || rows.is_empty() {
        return Became::page(page::group_letter::form(&page.group(&problems(&wrong))), &wrong);
    }
    let id = Uuid::parse_str(value(sent, "id")).ok().map(|id| id.to_string());
    if let (Step::Send, Some(id)) = (step, &id) {
        // The letter is one: sent again, it goes to nobody, whoever is in the group by now.
        if value(sent, "members") == members || house.store.read(|tx| group_letters::was_sent(tx, id))? {
            return page.sent(id);
        }
        let (was, is) = (value(sent, "people"), rows.len().to_string());
        let said = match was == is {
            true => format!("The group has changed: {is} when you looked, and {is} now who are not the same."),
            false => format!("The group has changed: {was} when you looked, {is} now."),
        };
        wrong.push(amiss("people", said, "Look once more, and send it then."));
    }
    // A letter that is looked at anew because its group changed stays the same letter.
    let id = id.filter(|_| matches!(step, Step::Send)).unwrap_or_else(|| new_id((house.clock)()));
    page.preview(&id, &wrong)
}

/// Who is in a group, as a page holds on to it.
fn members(rows: &[&Row]) -> String {
    let mut ids: Vec<&str> = rows.iter().map(|row| row.person.as_str()).collect();
    ids.sort_unstable();
    sha256(&ids.join("\n"))
}

struct Page<'a> {
    house: &'a House,
    viewer: &'a Viewer,
    asked: &'a Asked,
    meant: &'a Meant<'a>,
    rows: &'a [&'a Row],
    members: &'a str,
    typed: &'a Typed,
}

impl Page<'_> {
    fn group<'g>(&'g self, problems: &'g [page::parts::Problem<'g>]) -> Group<'g> {
        Group {
            scheme: &self.asked.scheme,
            year: self.asked.year.trim(),
            state: &self.asked.state,
            called: self.meant.state.map_or(EVERYBODY, page::year::title),
            people: self.rows.len(),
            members: self.members,
            nowhere: self.rows.iter().filter(|row| row.email.is_empty()).count(),
            typed: self.typed,
            problems,
            csrf: &self.viewer.csrf,
        }
    }

    fn preview(&self, id: &str, wrong: &[Wrong]) -> Result<Became, Failure> {
        let reachable = self.rows.iter().find(|row| !row.email.is_empty()).or(self.rows.first());
        let row = reachable.ok_or_else(|| Failure::Missing("anybody in this group".to_owned()))?;
        let letter = self.typed.to(row, self.meant.handbook, self.house.today()).map_err(unfilled)?;
        let problems = problems(wrong);
        let main = page::group_letter::preview(&self.group(&problems), id, (&row.name, &row.email, &letter));
        Became::page(main, wrong)
    }

    fn sent(&self, id: &str) -> Result<Became, Failure> {
        let (on, now) = (self.house.today(), (self.house.clock)());
        let draft = |row: &&Row| self.typed.draft(id, row, self.meant.handbook, on).map_err(unfilled);
        let drafts = self.rows.iter().map(draft).collect::<Result<Vec<_>, Failure>>()?;
        let letter = GroupLetter {
            id: id.to_owned(),
            scheme: self.meant.scheme.clone(),
            year: i64::from(self.meant.year),
            state: self.meant.state.map_or("", Progress::word).to_owned(),
            subject: self.typed.subject.trim().to_owned(),
            people: drafts.len() as i64,
            sent_by: self.viewer.email.clone(),
            sent_at: now,
        };
        self.house.store.write(move |tx| {
            if !group_letters::note(tx, &letter)? {
                return Ok(());
            }
            drafts.iter().try_for_each(|draft| outbox::put(tx, draft, now).map(drop))
        })?;
        Became::gone("/staff/mail")
    }
}

/// What was checked is not filled: a mistake of ours.
fn unfilled(unfilled: crate::notice::letters::Unfilled) -> Failure {
    Failure::Engine(unfilled.to_string())
}
