//! Any text as the lines of one person's record: each is held or refused, and the review of any day answers.
#![no_main]

use std::sync::LazyLock;

use jiff::civil::Date;
use libfuzzer_sys::fuzz_target;
use programme::handbook::reader::SourceFile;
use programme::record::{Line, Text};
use programme::review::Case;
use programme::{Bodies, Handbook};

static BODIES: LazyLock<Bodies> = LazyLock::new(|| {
    let read = |dir: &str| {
        let entries = std::fs::read_dir(format!("{}/../handbooks/{dir}", env!("CARGO_MANIFEST_DIR"))).expect("handbooks");
        let paths = entries.map(|e| e.expect("entry").path()).filter(|p| p.extension().is_some_and(|e| e == "toml"));
        let files: Vec<SourceFile> = paths
            .map(|p| SourceFile { name: p.display().to_string(), text: std::fs::read_to_string(&p).expect("text") })
            .collect();
        Handbook::read(&files).expect("a sound handbook")
    };
    Bodies::new(vec![read("namss"), read("amt")])
});

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let lines: Vec<Line<'_>> = text.lines().enumerate().map(|(n, text)| Line { number: n + 1, text }).take(40).collect();
    let (on, known_on) = (Date::constant(2025, 12, 1), Date::constant(2025, 6, 1));
    for known_on in [None, Some(known_on)] {
        let case = Case::open(&BODIES, Text::Borrowed("p"), &lines, known_on);
        let review = case.review(on);
        for refusal in &review.refused {
            assert!(refusal.line > 0 && refusal.column > 0 && !refusal.remedy.is_empty());
        }
        serde_json::from_str::<serde_json::Value>(&review.json()).expect("a review is JSON");
    }
});
