//! What the store promises, on both engines.
//!
//! PostgreSQL is started by the tests themselves, from the system's programs; see `engines`. `ASSAY_LONG=1` plays more
//! of whatever is drawn by lot.
#![allow(clippy::unwrap_used, clippy::panic)]

mod accounts;
mod activities;
mod altered;
mod appending;
mod chance;
mod completions;
mod concurrency;
mod copying;
mod drafts;
mod draws;
mod duplicates;
mod encrypted;
mod engines;
mod files;
mod following;
#[cfg(test)]
mod group_letters;
mod jobs;
mod kept;
mod killed;
mod merging;
mod opening;
mod outbox;
mod payments;
mod people;
mod plans;
mod rebuilding;
mod register;
mod searching;
mod seats;
mod shelf;
mod unseen;
mod verifying;
mod waiting;
