//! The program serving, from start to stop, on both engines.

mod copies;
mod days_work;
mod log;
mod stopping;
mod uploads;
