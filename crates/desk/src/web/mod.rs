//! The web: every page and every answer of the API, and who may ask for it.
//!
//! A handler asks [`House`] for what it needs and hands the values to `page`. Who may come in stands beside the path in
//! [`routes`], in the one table from which the router is built.

mod accommodation;
mod accounts;
mod act;
mod answer;
mod api;
mod appeal;
mod apply;
mod assets;
mod bulk;
mod cookie;
mod delivered;
mod details;
mod door;
mod draft;
mod duplicates;
mod employers;
mod entry;
mod evidence;
mod files;
mod forgotten;
mod form;
mod guard;
mod health;
mod home;
mod house;
mod jobs;
mod limit;
mod list;
mod mail;
mod matter;
pub mod measure;
mod merging;
mod notice;
mod own;
mod pay;
mod payments;
mod pretend;
mod preview;
mod proxy;
mod public;
mod queue;
mod rates;
mod release;
mod remembered;
mod request;
mod results;
mod roster;
pub mod routes;
mod seats;
mod serve;
mod set_up;
mod sign_in;
mod sign_up;
mod sites;
mod staff;
pub(crate) mod tasks;
mod tokens;
mod upload;

pub use door::Who;
pub use house::{House, Lately, Payments};
pub use limit::Limits;
pub use proxy::Proxies;
pub use serve::{Ending, Listening, router, router_of, serve};
