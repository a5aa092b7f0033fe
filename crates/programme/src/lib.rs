//! Rules × record × day → decisions with reasons.
//!
//! Everything a certifying body decides about a person follows from three things: its [`handbook`], the person's
//! [`record`], and the day one asks about. This crate is that function. It reads no file, no clock and no chance: whatever
//! it needs is an argument, and whatever it answers carries the clauses and facts that decided it.
//!
//! Each subject has one module: its figures as the handbook writes them, and what follows from them.

pub mod accommodation;
pub mod amount;
pub mod audit;
pub mod bodies;
pub mod conduct;
pub mod day;
pub mod decision;
pub mod eligibility;
pub mod examination;
pub mod experience;
pub mod explain;
pub mod fees;
pub mod finding;
pub mod handbook;
pub mod json;
pub mod pass_rates;
pub mod problem;
pub mod recertification;
pub mod record;
pub mod results;
pub mod review;
pub mod scenario;
pub mod scheduling;
pub mod tasks;

pub use bodies::Bodies;
pub use handbook::Handbook;
