//! Whole runs of the program, one module a subject.

mod demo_records;
