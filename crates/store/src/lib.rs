//! What is remembered: SQLite or PostgreSQL. The only SQL of the house.
//!
//! Everything goes through [`Store::read`] and [`Store::write`]: a unit of work is a closure over a [`Tx`], with the same
//! SQL text on both engines. Writes are committed in groups: each caller's unit stands or falls by itself, and nobody is
//! answered before their work is durable.

pub mod accounts;
pub mod activities;
pub mod backup;
mod cells;
pub mod completions;
pub mod courses;
pub mod drafts;
pub mod draws;
pub mod duplicates;
pub mod engine;
pub mod entries;
pub mod export;
pub mod files;
pub mod group_letters;
pub mod growth;
pub mod jobs;
pub mod left_over;
pub mod merging;
pub mod outbox;
pub mod pass_rates;
pub mod payments;
pub mod people;
pub mod rebuild;
pub mod register;
pub mod releases;
pub mod seats;
pub mod settings;
pub mod sites;
pub mod sittings;
pub mod standings;
pub mod tokens;
pub mod verify;
pub mod waiting;

pub use engine::{Failure, Row, Store, Tx, Value};
