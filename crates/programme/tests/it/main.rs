//! What the rules must do, held against scenarios, properties and broken handbooks.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod agendas;
mod amending;
mod audits;
mod forecast;
mod handbooks;
mod merging;
mod properties;
mod tasks;
