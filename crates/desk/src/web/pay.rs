//! Paying one's own fees: the quote, the payment by card and how it stands, receipts; and what the card provider tells.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use programme::Handbook;
use programme::fees;
use programme::record::{Event, Text};
use programme::review::{Case, Review};
use serde::Deserialize;
use store::payments::{self, State as Stands};
use store::{Failure, entries, people};

use crate::account::Viewer;
use crate::log;
use crate::look::AsOf;
use crate::page::parts::path;
use crate::page::pay::{Pay, Receipt, Standing};
use crate::page::{self, Area};
use crate::pay::{self, Begun, Due, ask};
use crate::web::answer::{Became, HOME, Visit, answered, problems};
use crate::web::form::Posted;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;
use crate::web::public::framed;
use crate::web::request;

/// How often a page that waits for the bank looks again, in seconds.
const LOOKS_AGAIN: &str = "4";

/// For how long it does so, after the time to pay is over.
const WAITS: SignedDuration = SignedDuration::from_mins(15);

/// The longest word of a provider's that is read.
const LONGEST: usize = 256 * 1024;

/// What is wrong with a form: the field, what, and what would be right.
type Wrong = (&'static str, &'static str, &'static str);

/// Somebody's own record, looked at as of today.
fn looked<T>(
    house: &House,
    person: &str,
    look: impl FnOnce(&Case<'_>, &Review<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let lines = house.store.read(|tx| entries::lines(tx, person))?;
    let numbered = entries::numbered(&lines);
    let case = Case::open(&house.bodies, Text::Borrowed(person), &numbered, None);
    let review = case.review(AsOf::default().day(&case, (house.clock)()));
    look(&case, &review)
}

/// Everything that somebody paid, the newest first.
fn receipts<'c>(case: &'c Case<'_>) -> Vec<Receipt<'c>> {
    let mut receipts: Vec<Receipt<'c>> = Vec::new();
    for (handbook, record) in case.records() {
        for payment in fees::payments(&record.facts) {
            let Event::PaymentReceived { item, method, .. } = &payment.fact.entry.event else { continue };
            let event: &str = &payment.fact.entry.id;
            // Where two bodies could mean it, it is told once.
            if receipts.iter().any(|known| known.event == event) {
                continue;
            }
            receipts.push(Receipt {
                event,
                handbook,
                item,
                amount: payment.amount,
                method: method.word(),
                counts: payment.fact.day,
                received: payment.fact.received,
                reversed: payment.reversed,
            });
        }
    }
    receipts.sort_by(|a, b| (b.counts, b.received, b.event).cmp(&(a.counts, a.received, a.event)));
    receipts
}

/// `/home/pay`: what is owed, why, and how to pay it.
pub async fn quote(State(house): State<Arc<House>>, Extension(viewer): Extension<Viewer>) -> Response {
    quoted(house, viewer, None).await
}

async fn quoted(house: Arc<House>, viewer: Viewer, wrong: Option<Wrong>) -> Response {
    answered(Visit { house, viewer }, HOME, move |house, viewer| {
        let person = viewer.person.clone().unwrap_or_default();
        looked(house, &person, |case, review| {
            let handbooks: Vec<&Handbook> = case.records().map(|(handbook, _)| handbook).collect();
            let owed: Vec<(Due, bool)> =
                pay::owed(review).into_iter().map(|due| (due.clone(), house.takes_cards(&due.body))).collect();
            let main = page::pay::pay(&Pay {
                review,
                handbooks: &handbooks,
                owed: &owed,
                send_to: &house.payments.send_to,
                paid: &receipts(case),
                csrf: &viewer.csrf,
                problems: &problems(wrong.as_slice()),
            });
            Became::page(main, wrong.as_slice())
        })
    })
    .await
}

/// What is to be paid by card: to whom, and how much, as the page said.
#[derive(Deserialize)]
pub struct Wish {
    body: String,
    total: String,
}

/// `POST /home/pay`: begins to pay by card.
pub async fn begin(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Posted(wish): Posted<Wish>,
) -> Response {
    let person = viewer.person.clone().unwrap_or_default();
    let begun = house.apart(move |house| wished(house, &person, &wish)).await;
    match begun {
        Ok(Ok(checkout)) => Redirect::to(&path(&["home", "pay", &checkout])).into_response(),
        Ok(Err(wrong)) => quoted(house, viewer, Some(wrong)).await,
        Err(failure) => failed(&failure, false),
    }
}

/// Begins a checkout for what is owed now, where that is what the page said.
fn wished(house: &House, person: &str, wish: &Wish) -> Result<Result<String, Wrong>, Failure> {
    let found = looked(house, person, |_, review| Ok((pay::due(review, &wish.body), review.on)))?;
    let (Some(due), on) = found else {
        return Ok(Err(("total", "Nothing is owed there today.", "See below what is.")));
    };
    if due.total().to_string() != wish.total {
        let what = "What you owe has changed since you looked.";
        return Ok(Err(("total", what, "Look at the amounts below, then press the button again.")));
    }
    let handbook = house.bodies.body(&due.body);
    let provider = house.payments.provider.as_deref().filter(|_| house.takes_cards(&due.body));
    let (Some(handbook), Some(provider)) = (handbook, provider) else {
        return Ok(Err(("total", "Cards are not taken here.", "Pay by cheque or purchase order, as said below.")));
    };
    match pay::begin(&house.store, provider, (person, handbook), (&due, on), &house.public_url, (house.clock)())? {
        Begun::Open(checkout) => Ok(Ok(checkout)),
        Begun::Unavailable(unavailable) => {
            tracing::error!(cause = unavailable.why, "a payment was not begun");
            let what = "The card company does not answer at the moment. Nothing was paid.";
            Ok(Err(("total", what, "Try again in a few minutes, or pay otherwise, as said below.")))
        }
    }
}

/// Whether the browser comes back from the card page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    back: String,
}

/// For how long somebody who asks waits for the provider's answer. Asking goes on without them; their page looks again.
const PATIENCE: Duration = Duration::from_secs(2);

/// So long after its beginning a payment of which nothing was told may be asked after, wherever the browser comes from.
const SINCE: SignedDuration = SignedDuration::from_mins(1);

/// `POST /home/pay/{event}`: asks the provider what became of a payment of one's own, and takes its word as if it had been
/// sent. Whoever asks decides nothing by it.
pub async fn ask_now(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Posted(_): Posted<Back>,
) -> Response {
    let to = format!("{}?back=yes", path(&["home", "pay", &id]));
    let asking = house.apart(move |house| {
        let Some(provider) = house.payments.provider.as_deref() else { return Ok(()) };
        let found = house.store.read(|tx| payments::by_id(tx, &id))?.filter(|c| viewer.is(&c.person));
        let Some(checkout) = found.filter(ask::is_unheard) else { return Ok(()) };
        if !house.limits.after_payment(&checkout.id) {
            return Ok(());
        }
        match ask::word(provider, &checkout, house.clock) {
            Ok(None) => {}
            Ok(Some(notice)) => {
                let (bodies, now) = (Arc::clone(&house.bodies), (house.clock)());
                house.store.write(move |tx| pay::take(tx, &bodies, &notice, now))?;
            }
            // It is asked again, by the job at the latest.
            Err(unavailable) => tracing::error!(cause = unavailable.why, "a payment could not be asked after"),
        }
        Ok(())
    });
    if let Ok(Err(failure)) = tokio::time::timeout(PATIENCE, asking).await {
        tracing::error!(
            request = request::number(),
            cause = log::cause(&failure),
            "the card provider's word was not kept"
        );
    }
    Redirect::to(&to).into_response()
}

/// `/home/pay/{event}`: how a payment by card stands. That the browser came back says nothing: only the provider does. Where
/// it has not spoken yet, it may be asked.
pub async fn standing(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Query(back): Query<Back>,
) -> Response {
    let came_back = !back.back.is_empty();
    let (own, now) = (viewer.clone(), (house.clock)());
    let drawn = house.read(move |house, tx| {
        let missing = || Failure::Missing(format!("payment `{id}`"));
        let checkout = payments::by_id(tx, &id)?.filter(|c| own.is(&c.person)).ok_or_else(missing)?;
        let handbook = house.bodies.body(&checkout.body).ok_or_else(missing)?;
        let recorded = pay::is_recorded(tx, &checkout)?;
        let open = checkout.state == Stands::Begun;
        let in_time = !checkout.address.is_empty() && now < checkout.ends_at;
        let in_time = if came_back { open && now < checkout.ends_at + WAITS } else { in_time };
        let worth = ask::is_unheard(&checkout) && (came_back || now >= checkout.begun_at + SINCE);
        let asking = (worth && house.payments.provider.is_some()).then_some(own.csrf.as_str());
        let view = Standing { checkout: &checkout, handbook, recorded, came_back, in_time, asking };
        Ok((page::pay::standing(&view), open && came_back && in_time))
    });
    match drawn.await {
        Ok((main, waits)) => {
            let mut response = framed(&house, Some(&Extension(viewer)), "Home", Area::Own, main);
            if waits {
                let refresh = header::HeaderName::from_static("refresh");
                response.headers_mut().insert(refresh, HeaderValue::from_static(LOOKS_AGAIN));
            }
            response
        }
        Err(failure) => failed(&failure, false),
    }
}

/// `/home/receipts/{event}`: the receipt of a payment on one's own record.
pub async fn receipt(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(event): Path<String>,
) -> Response {
    let person = viewer.person.clone().unwrap_or_default();
    let drawn = house.apart(move |house| {
        let name = house.store.read(|tx| people::by_id(tx, &person))?.map_or(String::new(), |p| p.name);
        looked(house, &person, |case, _| {
            let receipts = receipts(case);
            let found = receipts.iter().find(|r| r.event == event);
            found.map(|r| page::pay::receipt(r, &name)).ok_or_else(|| Failure::Missing(format!("payment `{event}`")))
        })
    });
    match drawn.await {
        Ok(main) => framed(&house, Some(&Extension(viewer)), "Home", Area::Own, main),
        Err(failure) => failed(&failure, false),
    }
}

/// `POST /webhooks/stripe`: what the provider tells. Its signature is what lets it in; it is answered once what follows
/// is durable, so that what is not kept is told again.
pub async fn told(State(house): State<Arc<House>>, headers: HeaderMap, body: Body) -> Response {
    if house.payments.provider.is_none() {
        return Refused::new(StatusCode::NOT_FOUND, true).into_response();
    }
    let Ok(body) = to_bytes(body, LONGEST).await else {
        return Refused::saying(StatusCode::PAYLOAD_TOO_LARGE, true, "This is longer than any event.").into_response();
    };
    let signature = headers.get("stripe-signature").and_then(|v| v.to_str().ok()).map(str::to_owned);
    let taken = house.apart(move |house| {
        let now = (house.clock)();
        let Some(provider) = house.payments.provider.as_deref() else { return Ok(Ok(())) };
        match provider.read(signature.as_deref(), &body, now) {
            Ok(None) => Ok(Ok(())),
            Ok(Some(notice)) => {
                let bodies = Arc::clone(&house.bodies);
                house.store.write(move |tx| pay::take(tx, &bodies, &notice, now)).map(|_| Ok(()))
            }
            Err(unread) => Ok(Err(unread)),
        }
    });
    match taken.await {
        Ok(Ok(())) => (StatusCode::OK, "taken\n").into_response(),
        Ok(Err(unread)) => {
            tracing::error!(request = request::number(), cause = unread.said(), "this is not the card provider's word");
            Refused::saying(StatusCode::BAD_REQUEST, true, unread.said()).into_response()
        }
        Err(failure) => {
            tracing::error!(
                request = request::number(),
                cause = log::cause(&failure),
                "the card provider's word was not kept"
            );
            Refused::new(StatusCode::INTERNAL_SERVER_ERROR, true).into_response()
        }
    }
}
