//! Any bytes as a record file: every line belongs to a person, is refused, or is blank; none is lost. A line is read with
//! several people only where a merge names them together, and with nobody twice.
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
    let merged = data.windows(13).any(|word| word == b"person_merged");
    for person in journal.every(&batch) {
        let mut own = std::collections::BTreeSet::new();
        for number in person.lines.iter().map(|l| l.number).chain(person.refused.iter().map(|r| r.line)) {
            assert!(own.insert(number), "line {number} is read twice");
            assert!(merged || !seen[number], "line {number} is read with two people");
            seen[number] = true;
        }
    }
    for (at, line) in data.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        assert!(seen[at + 1] || line.iter().all(u8::is_ascii_whitespace), "line {} is lost", at + 1);
    }
});
