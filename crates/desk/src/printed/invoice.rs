//! An invoice: what one fee comes to, why, and how it is paid.

use jiff::civil::Date;
use programme::Handbook;
use programme::day::in_words;
use serde_json::json;

use super::{Paper, date, rules};
use crate::page::parts::money;
use crate::pay::Invoice;

const TEMPLATE: &str = include_str!("../../assets/printed/invoice.typ");

/// An invoice as it stands on a day, for a person of this name. `send_to` is where cheques go; `card` says whether one is
/// taken.
pub fn invoice(
    invoice: &Invoice<'_, '_>,
    handbook: &Handbook,
    (name, send_to, card): (&str, Option<&str>, bool),
    on: Date,
) -> Paper {
    let (fee, body) = (invoice.fee, &handbook.body);
    let mut facts = [["Number", &invoice.number], ["To", name]].map(|row| row.map(str::to_owned)).to_vec();
    facts.push(["From".to_owned(), body.name.clone()]);
    facts.push(["As of".to_owned(), in_words(on).to_string()]);
    let payable = match (invoice.due, fee.to) {
        (Some(due), _) => ["Due on".to_owned(), in_words(due).to_string()],
        (None, Some(to)) => ["Payable".to_owned(), format!("{} through {}", in_words(fee.from), in_words(to))],
        (None, None) => ["Payable".to_owned(), format!("from {} on", in_words(fee.from))],
    };
    facts.push(payable);
    let what = handbook.fee(fee.item).map_or(fee.item, |fee| &fee.clause.title);
    let why: Vec<String> = fee.because.iter().map(ToString::to_string).collect();
    let total = money(fee.amount, &body.currency);
    let mut ways = Vec::new();
    if card {
        ways.push("By card: sign in, and choose What to pay.".to_owned());
    }
    let place = send_to.map(|to| format!(" Send it to {to}.")).unwrap_or_default();
    let number = &invoice.number;
    ways.push(format!(
        "By cheque or purchase order: make it out to {}, and write {number} and the name above on it.{place}",
        body.name
    ));
    let values = json!({
        "title": format!("Invoice {number}"),
        "body": body.name,
        "foot": number,
        "date": date(on),
        "facts": facts,
        "lines": [{ "what": what, "why": why.join(" "), "amount": total }],
        "total": total,
        "ways": ways,
        "rules": rules(handbook, &fee.because),
    });
    Paper { template: TEMPLATE, values, ident: format!("invoice|{number}|{on}") }
}
