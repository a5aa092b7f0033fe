//! Entries that staff make on somebody's record: a payment by cheque or order, a measure, a correction.

use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::civil::Date;
use programme::amount::Money;
use programme::recertification::credits::Worth;
use programme::record::{Event, Text};
use programme::review::Case;
use programme::{Bodies, Handbook};
use serde_json::Value;
use store::people::Person;
use store::{Failure, entries, people};

use crate::account::{Right, Viewer};
use crate::act::{self, Change};
use crate::page;
use crate::page::entry::{Asked, Entry, Kind};
use crate::page::parts::{self, path};
use crate::web::answer::{Became, PEOPLE, Sent, Visit, Wrong, amiss, answered, problems};
use crate::web::form::Posted;
use crate::web::house::House;
use crate::web::preview::{body_of, correctable, corrected as mended, preview};

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Payment,
    Reversal,
    Measure,
    Correction,
    Disallowance,
}

impl Form {
    fn word(self) -> &'static str {
        match self {
            Form::Payment => "payment",
            Form::Reversal => "reversal",
            Form::Measure => "measure",
            Form::Correction => "correction",
            Form::Disallowance => "disallowance",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Form::Payment => "Record a payment",
            Form::Reversal => "Take a payment back",
            Form::Measure => "Suspend, revoke or restore",
            Form::Correction => "Correct an entry",
            Form::Disallowance => "Disallow a credit",
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Form::Payment => &["item", "amount", "method", "dated", "received"],
            Form::Reversal => &["payment", "note"],
            Form::Measure => &["programme", "measure", "reason"],
            Form::Correction => &["event", "how", "note"],
            Form::Disallowance => &["credit", "reason", "request"],
        }
    }
}

/// The forms that somebody may fill in on a record: where each is, and what it is called.
pub(super) fn open_to(viewer: &Viewer, person: &str) -> Vec<(String, &'static str)> {
    let forms = [
        (Form::Payment, Right::RecordPayments),
        (Form::Reversal, Right::RecordPayments),
        (Form::Measure, Right::TakeMeasures),
        (Form::Correction, Right::CorrectRecords),
        (Form::Disallowance, Right::DecideRenewals),
    ];
    let open = forms.into_iter().filter(|(_, right)| viewer.may(*right) && !viewer.is(person));
    let mut open: Vec<(String, &'static str)> =
        open.map(|(form, _)| (path(&["staff", "people", person, form.word()]), form.title())).collect();
    if viewer.may(Right::MergePeople) && !viewer.is(person) {
        open.push((path(&["staff", "people", person, "merge"]), "Merge with another record"));
    }
    open
}

/// The event that the answers make: the body, its kind, its day where it is not now, its own fields.
struct Made {
    body: String,
    kind: &'static str,
    day: Option<Date>,
    fields: Vec<(&'static str, Value)>,
}

macro_rules! doors {
    ($($get:ident, $post:ident, $form:expr;)*) => {$(
        /// The form.
        pub async fn $get(visit: Visit, Path(person): Path<String>, Query(given): Query<Sent>) -> Response {
            answered(visit, PEOPLE, move |house, viewer| step(house, viewer, &person, $form, &given, false)).await
        }

        /// What it sends.
        pub async fn $post(visit: Visit, Path(person): Path<String>, Posted(sent): Posted<Sent>) -> Response {
            answered(visit, PEOPLE, move |house, viewer| step(house, viewer, &person, $form, &sent, true)).await
        }
    )*};
}

doors! {
    payment, pay, Form::Payment;
    reversal, reverse, Form::Reversal;
    measure, take_measure, Form::Measure;
    correction, correct, Form::Correction;
    disallowance, disallow, Form::Disallowance;
}

fn step(house: &House, viewer: &Viewer, id: &str, form: Form, sent: &Sent, posted: bool) -> Result<Became, Failure> {
    let missing = || Failure::Missing(format!("person `{id}`"));
    let person = house.store.read(|tx| people::counting_as(tx, id))?.ok_or_else(missing)?;
    let lines = house.store.read(|tx| entries::lines(tx, id))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(id), &numbered, None);
    let mut answers: Vec<(&str, &str)> =
        form.names().iter().map(|name| (*name, sent.get(*name).map_or("", |v| v.trim()))).collect();
    answers
        .extend(sent.iter().filter(|(name, _)| name.starts_with(FIELD)).map(|(name, v)| (name.as_str(), v.as_str())));
    let value = |name: &str| answers.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
    let made = match form {
        Form::Payment => payment_made(&house.bodies, value, house.today()),
        Form::Reversal => payment_reversed(&case, value),
        Form::Measure => measure_taken(&case, value),
        Form::Correction => corrected(&case, &lines, sent, value),
        Form::Disallowance => credit_disallowed(&case, house.today(), value),
    };
    let own = viewer.is(id);
    let made = match made {
        _ if own => Err(vec![amiss(form.names()[0], "Nobody makes entries on their own record here.", "")]),
        made => made,
    };
    let again =
        |wrong: &[Wrong]| Became::page(drawn(house, viewer, &person, form, (&case, &lines), &answers, wrong), wrong);
    match made {
        Ok(made) if posted => {
            let seen = sent.get("seen").and_then(|seen| seen.parse().ok());
            let Made { body, kind, day, fields } = made;
            let change = Change { person: id.to_owned(), body, seen, by: viewer.email.clone(), kind, day, fields };
            if matches!(form, Form::Measure | Form::Correction | Form::Disallowance) && !sent.contains_key("previewed")
            {
                let field = form.names()[0];
                let today = house.today();
                return match preview(&house.bodies, &lines, &change, field, (house.clock)(), today) {
                    Ok(rows) => Became::shown(previewed(viewer, &person, form, &answers, seen, &rows)),
                    Err(wrong) => again(&wrong),
                };
            }
            act::change(&house.store, &house.bodies, change, (house.clock)())?;
            // Whoever came from a request that they look at goes on with it.
            Became::gone(match value("request") {
                "" => path(&["staff", "people", id]),
                request => path(&["staff", "requests", request]),
            })
        }
        Err(wrong) if posted => again(&wrong),
        _ => again(&[]),
    }
}

fn drawn(
    house: &House,
    viewer: &Viewer,
    person: &Person,
    form: Form,
    (case, lines): (&Case<'_>, &[String]),
    answers: &[(&str, &str)],
    wrong: &[Wrong],
) -> maud::Markup {
    let value = |name: &str| answers.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
    let own = if form == Form::Correction { correctable(lines, value("event")) } else { Vec::new() };
    page::entry::entry(&Entry {
        title: form.title(),
        person: &person.id,
        name: &person.name,
        word: form.word(),
        fields: fields(house, form, case),
        mended: &own,
        sent: answers,
        seen: person.entries,
        csrf: &viewer.csrf,
        problems: &problems(wrong),
    })
}

fn asked<'a>(name: &'static str, label: &'static str, hint: &'static str, kind: Kind<'a>) -> Asked<'a> {
    Asked { name, label, hint, kind, required: true }
}

fn one_of<const N: usize>(known: [(&'static str, &str); N]) -> Kind<'static> {
    Kind::OneOf(known.into_iter().map(|(value, label)| (value, label.to_owned())).collect())
}

fn fields<'a>(house: &'a House, form: Form, case: &'a Case<'a>) -> Vec<Asked<'a>> {
    match form {
        Form::Payment => {
            let fee = |h: &'a Handbook| h.fees.iter().map(move |f| (f.id.as_str(), h));
            let mut fees: Vec<(&str, String)> = Vec::new();
            for (id, handbook) in house.bodies.all().flat_map(fee) {
                match fees.iter_mut().find(|(own, _)| *own == id) {
                    Some((_, label)) => *label = format!("{label}, {}", handbook.body.short),
                    None => fees.push((id, format!("{} ({}", id.replace('_', " "), handbook.body.short))),
                }
            }
            fees.iter_mut().for_each(|(_, label)| label.push(')'));
            let methods = [
                ("check", "Cheque"),
                ("purchase_order", "Purchase order"),
                ("card", "Card, not through these pages"),
                ("waiver", "Waived by the body"),
            ];
            let dated = Asked {
                required: false,
                ..asked("dated", "The date on it", "For a cheque: what is written on it, or its postmark.", Kind::Date)
            };
            vec![
                asked("item", "What for", "", Kind::OneOf(fees)),
                asked("amount", "Amount", "With cents, like 225.00.", Kind::Text),
                asked("method", "How", "", one_of(methods)),
                dated,
                asked("received", "Received on", "", Kind::Date),
            ]
        }
        Form::Reversal => {
            let paid = standing_payments(case).into_iter().map(|(_, id, said)| (id, said)).collect();
            vec![
                asked("payment", "Which payment", "Those that were not taken back already.", Kind::OneOf(paid)),
                asked("note", "Why it is taken back", "As: the cheque was returned; refunded on request.", Kind::Lines),
            ]
        }
        Form::Measure => {
            let measures = [
                ("credential_suspended", "Suspend"),
                ("credential_revoked", "Revoke"),
                ("credential_restored", "Restore"),
                ("credential_surrendered", "Given up by its holder"),
            ];
            vec![
                asked("programme", "Credential", "", Kind::OneOf(held(case))),
                asked("measure", "Measure", "", one_of(measures)),
                asked("reason", "Reason", "The certificant reads it, and may appeal.", Kind::Lines),
            ]
        }
        Form::Disallowance => disallowance_fields(case, house.today()),
        Form::Correction => {
            let how = [("mend", "Its fields are mended as below"), ("retract", "It is taken back altogether")];
            vec![
                asked(
                    "event",
                    "The entry's id",
                    "As the record names it. Its fields are shown once it is known.",
                    Kind::Text,
                ),
                asked("how", "What is done", "", one_of(how)),
                asked("note", "Why", "", Kind::Lines),
            ]
        }
    }
}

fn disallowance_fields<'a>(case: &'a Case<'a>, on: Date) -> Vec<Asked<'a>> {
    let hint = "The certificant reads it. Their credit stays on the record, and counts no more.";
    let credits = open_credits(case, on).into_iter().map(|(_, id, said)| (id, said)).collect();
    vec![
        asked("credit", "Which credit", "Those that count, or may.", Kind::OneOf(credits)),
        asked("reason", "Why", hint, Kind::Lines),
        asked("request", "", "", Kind::Kept),
    ]
}

/// The programmes whose credentials were awarded, by designation.
fn held<'a>(case: &Case<'a>) -> Vec<(&'a str, String)> {
    let mut held: Vec<(&'a str, String)> = Vec::new();
    for (handbook, record) in case.records() {
        for programme in &handbook.programmes {
            let awarded = |e: &Event<'_>| matches!(e, Event::CredentialAwarded { programme: p } if *p == programme.id);
            if record.facts.iter().any(|f| awarded(&f.entry.event)) {
                held.push((&programme.id, programme.designation.clone()));
            }
        }
    }
    held
}

fn payment_made<'v>(bodies: &Bodies, value: impl Fn(&str) -> &'v str, today: Date) -> Result<Made, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let of_fee = bodies.all().find(|h| h.fee(value("item")).is_some());
    if of_fee.is_none() {
        wrong.push(amiss("item", "There is no such fee.", "Choose one of the list."));
    }
    if Money::parse(value("amount")).is_none_or(|amount| amount == Money::ZERO) {
        wrong.push(amiss("amount", "This is no amount of money.", "Write it like 225.00."));
    }
    if !["check", "purchase_order", "card", "waiver"].contains(&value("method")) {
        wrong.push(amiss("method", "Nothing is chosen.", "Say how it was paid."));
    }
    let dated: Result<Option<Date>, _> = match value("dated") {
        "" => Ok(None),
        text => text.parse().map(Some),
    };
    if dated.is_err() {
        wrong.push(amiss("dated", "This is no day of the calendar.", "Write it like 2025-12-01, or leave it out."));
    }
    let received: Option<Date> = value("received").parse().ok().filter(|day| *day <= today);
    if received.is_none() {
        wrong.push(amiss("received", "This is no day that has come.", "Write it like 2025-12-01."));
    }
    let Some(handbook) = of_fee.filter(|_| wrong.is_empty()) else { return Err(wrong) };
    let mut fields = vec![
        ("item", Value::from(value("item"))),
        ("amount", value("amount").into()),
        ("method", value("method").into()),
    ];
    fields.extend(dated.ok().flatten().map(|day| ("dated", day.to_string().into())));
    Ok(Made { body: handbook.body.id.clone(), kind: "payment_received", day: received, fields })
}

/// Payments that were not taken back: the body, the entry's id, and what it was.
fn standing_payments<'a>(case: &'a Case<'_>) -> Vec<(&'a Handbook, &'a str, String)> {
    let of = |(handbook, record): (&'a Handbook, &'a programme::record::Record<'_>)| {
        let payments = programme::fees::payments(&record.facts).into_iter().filter(|p| p.reversed.is_none());
        payments.map(move |p| {
            let sum = parts::money(p.amount, &handbook.body.currency);
            (
                handbook,
                &*p.fact.entry.id,
                format!("{sum} for {}, counted from {}", p.item.replace('_', " "), p.fact.day),
            )
        })
    };
    case.records().flat_map(of).collect()
}

fn payment_reversed<'v>(case: &Case<'_>, value: impl Fn(&str) -> &'v str) -> Result<Made, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let body = standing_payments(case).into_iter().find(|(_, id, _)| *id == value("payment")).map(|(h, ..)| &h.body);
    if body.is_none() {
        wrong.push(amiss("payment", "No payment is chosen that could be taken back.", "Choose one of the list."));
    }
    if value("note").is_empty() || value("note").len() > 4000 {
        wrong.push(amiss("note", "There is no reason, or one of more than 4,000 letters.", "Say why."));
    }
    let Some(body) = body.filter(|_| wrong.is_empty()) else { return Err(wrong) };
    let fields = vec![("payment", Value::from(value("payment"))), ("note", value("note").into())];
    Ok(Made { body: body.id.clone(), kind: "payment_reversed", day: None, fields })
}

fn measure_taken<'v>(case: &Case<'_>, value: impl Fn(&str) -> &'v str) -> Result<Made, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let kinds = ["credential_suspended", "credential_revoked", "credential_restored", "credential_surrendered"];
    let kind = kinds.into_iter().find(|kind| *kind == value("measure"));
    let handbook = case.records().map(|(h, _)| h).find(|h| h.programme(value("programme")).is_some());
    if handbook.is_none() || !held(case).iter().any(|(id, _)| *id == value("programme")) {
        wrong.push(amiss("programme", "No credential is chosen.", "Choose one that was awarded."));
    }
    if kind.is_none() {
        wrong.push(amiss("measure", "No measure is chosen.", "Choose one of the list."));
    }
    if value("reason").is_empty() || value("reason").len() > 4000 {
        wrong.push(amiss("reason", "There is no reason, or one of more than 4,000 letters.", "Say why."));
    }
    match (handbook, kind) {
        (Some(handbook), Some(kind)) if wrong.is_empty() => {
            let fields = vec![("programme", Value::from(value("programme"))), ("reason", value("reason").into())];
            Ok(Made { body: handbook.body.id.clone(), kind, day: None, fields })
        }
        _ => Err(wrong),
    }
}

/// Credits of cycles that were not renewed, and that nobody disallowed: the body, the entry's id, and what it was.
fn open_credits<'a>(case: &'a Case<'a>, on: Date) -> Vec<(&'a Handbook, &'a str, String)> {
    let cycles = case.review(on).cycles;
    let open = cycles.into_iter().filter(|cycle| cycle.renewed.is_none()).flat_map(|cycle| cycle.credits);
    let of = |worth: Worth<'a>| {
        let id: &'a str = &worth.fact.entry.id;
        let Event::CreditLogged { title, .. } = &worth.fact.entry.event else { return None };
        let said = format!("{title}, {}", worth.fact.day);
        Some((body_of(case, id)?, id, said))
    };
    open.filter(|worth| worth.disallowed.is_none()).filter_map(of).collect()
}

fn credit_disallowed<'v>(case: &Case<'_>, on: Date, value: impl Fn(&str) -> &'v str) -> Result<Made, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let body = open_credits(case, on).into_iter().find(|(_, id, _)| *id == value("credit")).map(|(h, ..)| &h.body);
    if body.is_none() {
        wrong.push(amiss("credit", "No credit is chosen that could be disallowed.", "Choose one of the list."));
    }
    if value("reason").is_empty() || value("reason").len() > 4000 {
        wrong.push(amiss("reason", "There is no reason, or one of more than 4,000 letters.", "Say why."));
    }
    let Some(body) = body.filter(|_| wrong.is_empty()) else { return Err(wrong) };
    let fields = vec![("credit", Value::from(value("credit"))), ("reason", value("reason").into())];
    Ok(Made { body: body.id.clone(), kind: "credit_disallowed", day: None, fields })
}

/// What the names of fields to be mended begin with.
const FIELD: &str = "field-";

fn corrected<'v>(
    case: &Case<'_>,
    lines: &[String],
    sent: &Sent,
    value: impl Fn(&str) -> &'v str,
) -> Result<Made, Vec<Wrong>> {
    let mut wrong: Vec<Wrong> = Vec::new();
    let handbook = body_of(case, value("event"));
    if handbook.is_none() {
        wrong.push(amiss("event", "The record has no such entry.", "Copy the id from the record's table."));
    }
    if value("note").is_empty() || value("note").len() > 4000 {
        wrong.push(amiss("note", "There is no reason, or one of more than 4,000 letters.", "Say why."));
    }
    let given = |name: &str| sent.get(&format!("{FIELD}{name}")).cloned();
    let what = match (value("how"), mended(lines, value("event"), given)) {
        ("retract", _) => Some(("retracted", Value::from(true))),
        ("mend", Ok(with)) if !with.is_empty() => Some(("with", Value::Object(with))),
        ("mend", Ok(_)) => {
            wrong.push(amiss(
                "how",
                "No field differs from what is on record.",
                "Change one below, or take the entry back.",
            ));
            None
        }
        ("mend", Err(unread)) => {
            let of = |(name, remedy): (String, &'static str)| amiss("how", format!("`{name}` cannot be read."), remedy);
            wrong.extend(unread.into_iter().map(of));
            None
        }
        _ => {
            wrong.push(amiss("how", "Nothing is chosen.", "Say what is done with the entry."));
            None
        }
    };
    let (Some(handbook), Some(what)) = (handbook.filter(|_| wrong.is_empty()), what) else { return Err(wrong) };
    let fields = vec![("event", Value::from(value("event"))), what, ("note", value("note").into())];
    Ok(Made { body: handbook.body.id.clone(), kind: "corrected", day: None, fields })
}

/// The page that shows what an entry comes to, before it is kept.
fn previewed(
    viewer: &Viewer,
    person: &Person,
    form: Form,
    answers: &[(&str, &str)],
    seen: Option<i64>,
    rows: &[[String; 3]],
) -> maud::Markup {
    page::entry::previewed(&page::entry::Previewed {
        title: form.title(),
        person: &person.id,
        name: &person.name,
        word: form.word(),
        sent: answers,
        seen: seen.unwrap_or(person.entries),
        rows,
        csrf: &viewer.csrf,
    })
}
