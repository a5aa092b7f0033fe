//! What every handler works with: the store, the handbooks, the clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use programme::Bodies;
use store::register::{Listing, Mark, Register};
use store::{Failure, Store, Tx};

use crate::account::Viewer;
use crate::forecast::Forecasts;
use crate::pay::Provider;
use crate::pay::standin::Standin;
use crate::web::limit::Limits;
use crate::web::remembered::Remembered;

/// The house as it is open for business.
pub struct House {
    /// What is remembered.
    pub store: Store,
    /// What was worked out lately.
    pub lately: Lately,
    /// What the public may know of it. [`House::listing`] asks it.
    pub register: Register,
    /// The handbooks.
    pub bodies: Arc<Bodies>,
    /// Where the public finds this, without a slash at its end.
    pub public_url: String,
    /// Whether everything in it is made up.
    pub demo: bool,
    /// The hash of the key by which an empty house is set up, where it is one.
    pub set_up: Option<String>,
    /// How people may pay.
    pub payments: Payments,
    /// What time it is.
    pub clock: fn() -> Timestamp,
    /// Who has asked how often.
    pub limits: Limits,
}

/// How people may pay.
#[derive(Default)]
pub struct Payments {
    /// Who takes cards, where somebody does.
    pub provider: Option<Box<dyn Provider>>,
    /// Where cheques and purchase orders are sent, by body.
    pub send_to: BTreeMap<String, String>,
    /// The pretend card page of a demonstration, and where it tells what was paid. There is none anywhere else.
    pub pretend: Option<(Arc<Standin>, String)>,
}

/// What was worked out lately, and holds still.
pub struct Lately {
    /// Who is signed in, by the hash of their token: while this node writes nothing, until the second is over. So a session
    /// that another node ended opens nothing a second later.
    pub viewers: Remembered<(u64, i64), Viewer>,
    /// The public's searches as pages, where nobody is signed in: by the edition of the register.
    pub searches: Remembered<u64, Bytes>,
    /// The public list of approved activities as pages, where nobody is signed in: while this node writes nothing, until the
    /// second is over.
    pub activities: Remembered<(u64, i64), Bytes>,
    /// Reviews as JSON: while the record is the same, in a quarter of an hour. No day begins within one, in any zone.
    pub reviews: Remembered<(Mark, i64), Bytes>,
    /// Who is due in which year.
    pub forecasts: Forecasts,
}

impl Default for Lately {
    fn default() -> Lately {
        let (viewers, searches) = (Remembered::up_to(10_000), Remembered::up_to(500));
        let (activities, reviews) = (Remembered::up_to(200), Remembered::up_to(1_000));
        Lately { viewers, searches, activities, reviews, forecasts: Forecasts::default() }
    }
}

impl House {
    /// Today, where the first body is at home.
    pub fn today(&self) -> Date {
        self.day((self.clock)())
    }

    /// Whether a card is taken for what is owed to a body.
    pub fn takes_cards(&self, body: &str) -> bool {
        let currency = self.bodies.body(body).map_or("", |h| h.body.currency.as_str());
        self.payments.provider.as_ref().is_some_and(|provider| provider.takes(currency))
    }

    /// The day of a moment, where the first body is at home.
    pub fn day(&self, at: Timestamp) -> Date {
        self.zone().to_datetime(at).date()
    }

    /// The zone where the first body is at home.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        self.bodies.all().next().map_or(jiff::tz::TimeZone::UTC, |handbook| handbook.body.zone.clone())
    }

    /// A moment in words, where the first body is at home.
    pub fn told(&self, at: Timestamp) -> String {
        let zone = self.bodies.all().next().map_or(jiff::tz::TimeZone::UTC, |h| h.body.zone.clone());
        at.to_zoned(zone).strftime("%-d %B %Y, %H:%M").to_string()
    }

    /// Whether cookies travel by https alone: browsers count the machine's own name as safe.
    pub fn secure(&self) -> bool {
        let local = ["http://localhost", "http://127.0.0.1"].iter().any(|own| self.public_url.starts_with(own));
        local || self.public_url.starts_with("https://")
    }

    /// Reads from the store, off the threads that wait for the network.
    ///
    /// # Errors
    /// What `work` answers, and where the database fails.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&House, &mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let house = Arc::clone(self);
        apart(move || house.store.read(|tx| work(&house, tx))).await
    }

    /// Asks the public's register, brought up to date where it is not.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn listing<T>(self: &Arc<Self>, ask: impl FnOnce(&Listing) -> T) -> Result<T, Failure> {
        self.follow().await?;
        Ok(ask(&self.register.listing()))
    }

    /// Brings the public's register up to date, and with it who has grown.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn follow(self: &Arc<Self>) -> Result<(), Failure> {
        let now = (self.clock)();
        match self.register.is_current(&self.store, now) {
            true => Ok(()),
            false => self.apart(move |house| house.register.follow(&house.store, now)).await,
        }
    }

    /// The same for many questions at once, off the threads that wait for the network.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn listing_for_long<T: Send + 'static>(
        self: &Arc<Self>,
        ask: impl FnOnce(&House, &Listing) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let now = (self.clock)();
        self.apart(move |house| {
            house.register.follow(&house.store, now)?;
            Ok(ask(house, &house.register.listing()))
        })
        .await
    }

    /// Does something that waits, off the threads that wait for the network.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&House) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let house = Arc::clone(self);
        apart(move || work(&house)).await
    }
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    // What it panicked with is told in the log, as far as it may be.
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Failure::Engine("a unit of work panicked".to_owned())))
}
