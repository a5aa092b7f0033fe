//! The program serving, from start to stop, on both engines.

mod days_work;
mod log;
