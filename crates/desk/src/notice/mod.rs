//! Notices: what people are told by e-mail, and when.
//!
//! Which notices are due is the difference of two answers about one person ([`due`]): pure, and the same for whoever asks.
//! Each has a key that makes it the same notice, and the outbox keeps one letter a key; so the [`run`] over everybody may
//! be done twice, or on two machines at once. What is in the outbox is delivered by [`post`].

mod audit;
mod calendar;
pub mod deadlines;
pub mod due;
pub mod group;
mod kinds;
pub mod letters;
pub mod post;
pub mod run;
#[cfg(test)]
mod tests;
mod told;

use jiff::Timestamp;
use programme::Bodies;
use store::Store;

use crate::failure::Failure;

pub use audit::follows;
pub use calendar::calendar;
pub use kinds::Kind;
pub use post::{Delivered, Post};
pub use run::Run;

/// What was done in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What was written.
    pub run: Run,
    /// What was delivered.
    pub delivered: Delivered,
}

/// Writes every notice that is due by `now`, and delivers what waits. It blocks while letters are sent; calling it again
/// at any time, here or on another node, tells nobody anything twice. While the house serves, `jobs` does the same.
///
/// # Errors
/// Where the store fails. A mail server that fails does not: that is noted beside each letter.
pub fn tick(store: &Store, bodies: &Bodies, now: Timestamp, post: &Post) -> Result<Done, Failure> {
    let today = run::today(bodies, now);
    let run = run::run(store, bodies, today, now)?;
    Ok(Done { run, delivered: post.deliver(store, now)? })
}
