//! Whole runs of the program, one module a subject.

#[cfg(test)]
mod demo_records;
