//! Paying by card: what is owed is quoted, a card provider takes the money, and what it tells goes on the record.
//!
//! A provider is whatever can do what [`Provider`] asks: begin a checkout, end one, and read what it tells. It tells of
//! things twice, late and in any order; [`take`] is right whatever the order. What it does not tell it is asked for ([`ask`]).

pub mod ask;
mod begin;
mod invoice;
mod quote;
pub mod settings;
mod settle;
pub mod signature;
pub mod standin;
mod stripe;

use jiff::Timestamp;
use programme::amount::Money;
use store::payments::{Checkout, Notice};

pub use begin::{Begun, begin};
pub use invoice::{Invoice, invoices};
pub use quote::{Due, due, owed};
pub use settings::Settings;
pub use settle::{Heard, choices, decide, take, weigh};
pub(crate) use settle::{entry_id, is_recorded};
pub use stripe::{Stripe, Waits};

/// What is to be paid.
#[derive(Debug)]
pub struct Order<'o> {
    /// The checkout.
    pub checkout: &'o Checkout,
    /// What each of its items is called on the provider's page, in their order.
    pub names: &'o [String],
    /// Where the browser comes back to.
    pub back: &'o str,
}

/// What became of a checkout, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// Nothing is decided: it can still be paid, or the money is on its way.
    Open,
    /// Its time ran out, unpaid.
    Expired,
    /// The money came.
    Paid {
        /// How much.
        amount: Money,
        /// In which currency.
        currency: String,
        /// The provider's id of the money.
        payment: Option<String>,
        /// When, where it says so.
        at: Option<Timestamp>,
    },
}

/// What a card provider is asked to do.
pub trait Provider: Send + Sync {
    /// Begins a checkout, and says where the card is entered. Asked twice for the same checkout, it begins it once.
    ///
    /// # Errors
    /// Where the provider does not answer, or refuses.
    fn begin(&self, order: &Order<'_>) -> Result<Place, Unavailable>;

    /// Ends a checkout, so that nobody pays it any more.
    ///
    /// # Errors
    /// Where the provider does not answer, or refuses, as where it was paid meanwhile.
    fn end(&self, session: &str) -> Result<(), Unavailable>;

    /// Says what became of a checkout. Asked once, without trying again: whoever asks comes back.
    ///
    /// # Errors
    /// Where the provider does not answer, refuses, or says what nobody can read.
    fn became(&self, session: &str) -> Result<Became, Unavailable>;

    /// Reads what the provider tells: nothing where it is about something that we do not ask to know.
    ///
    /// # Errors
    /// Where it is not the provider who tells it.
    fn read(&self, signature: Option<&str>, body: &[u8], now: Timestamp) -> Result<Option<Notice>, Unread>;

    /// Whether it takes money of a currency.
    fn takes(&self, currency: &str) -> bool;
}

/// Where a checkout is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The provider's id of it.
    pub session: String,
    /// The address of its page.
    pub address: String,
}

/// Why a provider did not do what it was asked; never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    /// What happened, for the log.
    pub why: String,
    /// Whether it has answered, so that the next try is a new request; else the same is asked once more.
    pub answered: bool,
}

/// Why something that came as a provider's word is not taken as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// No signature, or none that can be read.
    Unsigned,
    /// It was not signed with a secret of ours, or was changed since.
    Forged,
    /// It was signed too long ago, or in the future.
    Stale,
    /// It is signed, and is not what the provider's interface describes.
    Malformed,
}

impl Unread {
    /// What is answered, and logged.
    pub fn said(self) -> &'static str {
        match self {
            Unread::Unsigned => "there is no signature; send it as the provider does",
            Unread::Forged => "the signature does not fit; check the secret of this endpoint",
            Unread::Stale => "it was signed at another time than this; check the clocks",
            Unread::Malformed => "it cannot be read; check the version of the provider's interface",
        }
    }
}
