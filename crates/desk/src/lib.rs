//! The doors of the house: command line today; web, API and jobs as they come. Whatever door a question comes in by, the
//! rules are reached through [`look`].

pub mod account;
pub mod act;
pub mod activities;
pub mod arriving;
pub mod audits;
pub mod cli;
pub mod compare;
pub mod demo;
pub mod failure;
pub mod forecast;
pub mod intake;
pub mod jobs;
pub mod journal;
pub mod log;
pub mod look;
pub mod notice;
pub mod page;
pub mod paper;
pub mod pay;
pub mod printed;
pub mod progress;
pub mod results;
pub mod reviewing;
pub mod sheet;
pub mod shelf;
pub mod web;
