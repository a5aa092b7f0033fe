//! Whole runs of the program, one module a subject.

#[cfg(test)]
mod bad;
#[cfg(test)]
mod demo_records;
