//! Any bytes as a record file: every line belongs to a person, is refused, or is blank; none is lost.
#![no_main]

use std::io::Write;

use desk::journal::{Batch, Journal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let path = std::env::temp_dir().join(format!("assay-fuzz-{}.jsonl", std::process::id()));
    std::fs::File::create(&path).and_then(|mut f| f.write_all(data)).expect("a temporary file");
    let journal = Journal::open(&path).expect("a file");
    let batch = journal.read(0, journal.len(), Batch::default()).expect("its people");
    let mut seen = vec![false; data.split(|b| *b == b'\n').count() + 1];
    for refusal in journal.orphans() {
        seen[refusal.line] = true;
    }
    for person in journal.every(&batch) {
        for number in person.lines.iter().map(|l| l.number).chain(person.refused.iter().map(|r| r.line)) {
            assert!(!seen[number], "line {number} is read twice");
            seen[number] = true;
        }
    }
    for (at, line) in data.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        assert!(seen[at + 1] || line.iter().all(u8::is_ascii_whitespace), "line {} is lost", at + 1);
    }
});
