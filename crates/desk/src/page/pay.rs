//! Paying: what is owed with its reasons, how to pay it, what became of a payment by card, and receipts.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};
use programme::Handbook;
use programme::amount::Money;
use programme::fees::ChequeCounts;
use programme::review::Review;
use store::payments::{Checkout, State};

use super::drawn::Sight;
use super::parts::{self, Problem};
use crate::pay::Due;

/// What somebody owes, and how to pay it.
#[derive(Debug)]
pub struct Pay<'a, 'r> {
    /// Where they stand.
    pub review: &'a Review<'r>,
    /// The bodies they deal with.
    pub handbooks: &'a [&'a Handbook],
    /// What is owed today, body by body, and whether a card is taken for it.
    pub owed: &'a [(Due, bool)],
    /// Where cheques and purchase orders of a body are sent.
    pub send_to: &'a BTreeMap<String, String>,
    /// What was paid, the newest first.
    pub paid: &'a [Receipt<'a>],
    /// The token of the forms.
    pub csrf: &'a str,
    /// What is wrong.
    pub problems: &'a [Problem<'a>],
}

/// A payment that is on record.
#[derive(Debug, Clone)]
pub struct Receipt<'a> {
    /// The entry's id.
    pub event: &'a str,
    /// To whom.
    pub handbook: &'a Handbook,
    /// What for.
    pub item: &'a str,
    /// How much.
    pub amount: Money,
    /// How, as the record writes it.
    pub method: &'static str,
    /// The day from which it counts.
    pub counts: Date,
    /// The day on which the body had it.
    pub received: Date,
    /// The day on which it went back.
    pub reversed: Option<Date>,
}

impl Receipt<'_> {
    fn name(&self) -> &str {
        self.handbook.fee(self.item).map_or(self.item, |fee| &fee.clause.title)
    }

    fn sum(&self) -> String {
        parts::money(self.amount, &self.handbook.body.currency)
    }

    fn method(&self) -> &'static str {
        paid_by(self.method)
    }
}

/// How a fee was paid, as people say it, of the record's word.
pub(super) fn paid_by(method: &str) -> &'static str {
    match method {
        "card" => "Card",
        "check" => "Cheque",
        "purchase_order" => "Purchase order",
        _ => "Waived by the body",
    }
}

/// The page: what is owed and how to pay it.
pub fn pay(view: &Pay<'_, '_>) -> Markup {
    let sight = Sight { review: view.review, handbooks: view.handbooks, own: true, there: None };
    let costs: Vec<(&Handbook, Markup)> =
        view.handbooks.iter().filter_map(|h| sight.costs(h).map(|costs| (*h, costs))).collect();
    html! {
        header class="head" {
            h1 { "What to pay" }
            p class="as-of" { "As of " (parts::day(view.review.on)) }
        }
        (parts::error_summary(view.problems))
        @if costs.is_empty() {
            (parts::empty("Nothing is owed, now or by a deadline ahead.", "What you paid so far stands below."))
        }
        @for (handbook, costs) in &costs {
            (parts::part(&format!("pay-{}", handbook.body.id), &format!("To {}", handbook.body.name), html! {
                (costs)
                (sight.invoices(handbook))
                (how(view, handbook))
            }))
        }
        (parts::part("paid", "What you paid", paid(view.paid)))
        p { a href="/home" { "Back to your home page" } }
    }
}

fn how(view: &Pay<'_, '_>, handbook: &Handbook) -> Markup {
    let (on, body) = (view.review.on, &handbook.body);
    let due = view.owed.iter().find(|(due, _)| due.body == body.id);
    let dated = handbook.cheque.as_ref().and_then(|c| c.on(on));
    let clause = handbook.cheque.as_ref().map(|c| c.id.as_str());
    html! {
        @if let Some((due, true)) = due {
            h3 { "Pay by card" }
            p { "It counts from today. You enter your card on the card company's page: nothing of it is seen or kept here." }
            form method="post" action="/home/pay" id="total" {
                (parts::csrf(view.csrf))
                input type="hidden" name="body" value=(body.id);
                input type="hidden" name="total" value=(due.total());
                button type="submit" { "Pay " (parts::money(due.total(), &body.currency)) " by card" }
            }
        }
        h3 { "Pay by cheque or purchase order" }
        @if let Some((_, false)) = due { p { "Cards are not taken here." } }
        p {
            "Make it out to " strong { (body.name) } ", and write on it your name and what it is for."
            @if let Some(address) = view.send_to.get(&body.id) { " Send it to " (address) "." }
        }
        div {
            @match dated.map(|edition| edition.figures().counts) {
                Some(ChequeCounts::Dated) => "The date written on a cheque counts, whenever it arrives.",
                Some(ChequeCounts::Arrived) => "A cheque counts from the day it arrives, whatever date is written on it.",
                None => "From which day a cheque counts is not written down: ask before you rely on it.",
            }
            " "
            @if let Some(clause) = clause { (parts::rule(handbook, clause, on)) }
        }
        p { "A purchase order counts from the day it arrives. Either stands below once it is there." }
    }
}

fn paid(receipts: &[Receipt<'_>]) -> Markup {
    if receipts.is_empty() {
        return parts::empty("Nothing that you paid is on record.", "A payment stands here once it has arrived.");
    }
    let rows: Vec<Vec<Markup>> = receipts
        .iter()
        .map(|r| {
            vec![
                parts::day(r.counts),
                parts::day(r.received),
                html! { a href=(parts::path(&["home", "receipts", r.event])) { (r.name()) } },
                html! { span class="sum" { (r.sum()) } },
                html! { (r.method()) },
                html! {
                    @match r.reversed {
                        Some(day) => { (parts::word("shut", "Went back")) " " (parts::day(day)) }
                        None => (parts::word("good", "Received")),
                    }
                },
            ]
        })
        .collect();
    parts::table("Payments on record", &["Counts from", "Received", "For", "Amount", "By", "State"], &rows)
}

/// A receipt, to be printed or kept.
pub fn receipt(r: &Receipt<'_>, name: &str) -> Markup {
    let row = |label: &str, value: Markup| html! { div { dt { (label) } dd { (value) } } };
    html! {
        header class="head" {
            h1 { "Receipt" }
            p class="as-of" { (r.handbook.body.name) }
        }
        dl class="answers" {
            (row("Received from", html! { (name) }))
            (row("For", html! { (r.name()) }))
            (row("Amount", html! { strong { (r.sum()) } }))
            (row("Paid by", html! { (r.method()) }))
            (row("Counts from", parts::day(r.counts)))
            (row("Received on", parts::day(r.received)))
            @if let Some(day) = r.reversed { (row("Went back on", parts::day(day))) }
            (row("Entry of the record", html! { code { (r.event) } }))
        }
        @if r.reversed.is_some() { p { "This money went back: it pays for nothing any more." } }
        p { "Print this page to keep it: buttons and menus are left out." }
        p { a href="/home/pay" { "Back to what you pay" } }
    }
}

/// A payment by card as its payer sees it.
#[derive(Debug)]
pub struct Standing<'a> {
    /// The checkout.
    pub checkout: &'a Checkout,
    /// The body.
    pub handbook: &'a Handbook,
    /// Whether the payment is on the record.
    pub recorded: bool,
    /// Whether the browser comes back from the card company's page.
    pub came_back: bool,
    /// Whether there is still time to pay.
    pub in_time: bool,
    /// What a form of the viewer's carries, where the card company may be asked now.
    pub asking: Option<&'a str>,
}

/// The page of a payment by card.
pub fn standing(view: &Standing<'_>) -> Markup {
    let (checkout, body) = (view.checkout, &view.handbook.body);
    let name = |item: &str| view.handbook.fee(item).map_or(item.to_owned(), |fee| fee.clause.title.clone());
    html! {
        header class="head" {
            h1 { (title(view)) }
            p class="as-of" { (body.name) ", as quoted on " (parts::day(checkout.quoted_on)) }
        }
        dl class="answers" {
            @for item in &checkout.items {
                div { dt { (name(&item.item)) } dd { (parts::money(item.amount, &checkout.currency)) } }
            }
            div { dt { "Together" } dd { strong { (parts::money(checkout.amount, &checkout.currency)) } } }
        }
        (said(view))
    }
}

/// What a payment by card is called, by how it stands.
fn title(view: &Standing<'_>) -> &'static str {
    match (view.checkout.state, view.recorded) {
        (State::Begun, _) if view.came_back => "Waiting for the bank",
        (State::Begun, _) if view.in_time => "Pay by card",
        (State::Begun | State::Expired | State::Left, _) => "This payment was not made",
        (State::Failed, _) => "The payment did not come",
        (State::Paid | State::Disputed, true) => "Paid",
        (State::Paid | State::Disputed, false) => "Your money has come",
        (State::Reversed, _) => "The money went back",
    }
}

/// The button by which the card company is asked at once, where that is open.
fn ask_now(view: &Standing<'_>) -> Markup {
    html! {
        @if let Some(csrf) = view.asking {
            form method="post" action=(parts::path(&["home", "pay", &view.checkout.id])) {
                (parts::csrf(csrf))
                button class="second" type="submit" { "Ask the card company now" }
            }
        }
    }
}

fn said(view: &Standing<'_>) -> Markup {
    let checkout = view.checkout;
    let again = html! { p { a class="button" href="/home/pay" { "See what to pay now" } } };
    match (checkout.state, view.recorded) {
        (State::Begun, _) if view.came_back && view.in_time => html! {
            p class="lead" { "Nothing is on your record before the bank has told us. That takes a few seconds, seldom more." }
            p { "This page looks again by itself. You may leave it: the payment goes on record without you." }
            (ask_now(view))
            p { a class="button second" href=(parts::path(&["home", "pay", &checkout.id])) { "You did not pay? Back to paying" } }
        },
        (State::Begun, _) if view.came_back => html! {
            p class="lead" { "The bank has told us nothing so far." }
            p { "If your card was charged, the payment goes on record as soon as we hear of it, with the day on which you paid." }
            (ask_now(view))
            (again)
        },
        (State::Begun, _) if view.in_time => html! {
            p { "Nothing was paid yet. You enter your card on the card company's page, and come back here afterwards." }
            p { a class="button" rel="noreferrer" href=(checkout.address) { "Go on to the card page" } }
            @if view.asking.is_some() { p { "You have paid already, and it is not said here?" } (ask_now(view)) }
            p { a href="/home/pay" { "Do not pay now" } }
        },
        (State::Begun | State::Expired | State::Left, _) => html! {
            p class="lead" { "The time for it ran out, or it was given up. Your card was not charged for it." }
            (again)
        },
        (State::Failed, _) => html! {
            p class="lead" { "The bank did not send the money. Nothing is on your record." }
            (again)
        },
        (State::Paid | State::Disputed, true) => html! {
            p class="lead" { "The payment is on your record." }
            p { a class="button" href=(parts::path(&["home", "receipts", &format!("{}.1", checkout.id)])) { "Receipt" } }
            @if checkout.items.len() > 1 { p { a href="/home/pay" { "Each fee has a receipt of its own, listed with what you paid" } } }
            p { a href="/home" { "Back to your home page" } }
        },
        (State::Paid | State::Disputed, false) => html! {
            p class="lead" { "It is not on your record yet, because what you owe has changed since it was quoted." }
            p { "Somebody at " (view.handbook.body.name) " looks at it. You need not do anything, and nothing is lost." }
            p { a href="/home" { "Back to your home page" } }
        },
        (State::Reversed, _) => html! {
            p class="lead" { "It was given back, and pays for nothing any more." }
            (again)
        },
    }
}

/// The pretend card page of a demonstration.
pub fn pretend(session: &crate::pay::standin::Session, csrf: &str) -> Markup {
    let amount = parts::money(Money::from_minor(session.amount), &session.currency.to_uppercase());
    html! {
        header class="head" {
            h1 { "A pretend card page" }
            p class="as-of" { "In place of the card company's, in this demonstration alone" }
        }
        p class="lead" { "No card is asked for and no money moves." }
        dl class="answers" {
            div { dt { "For" } dd { (session.names.join(", ")) } }
            div { dt { "Together" } dd { strong { (amount) } } }
        }
        @if session.status == "open" {
            form method="post" action=(parts::path(&["demo", "card", &session.id])) {
                (parts::csrf(csrf))
                div class="buttons" {
                    button type="submit" name="outcome" value="pay" { "Pay " (amount) " with a pretend card" }
                    button class="second" type="submit" name="outcome" value="leave" { "Go back without paying" }
                    button class="second" type="submit" name="outcome" value="late" { "Let the time run out" }
                }
            }
        } @else {
            p { "This page was used already." }
        }
        p { a href=(session.back) { "Back to where you came from" } }
    }
}
