//! Any text as a file of scenarios: it is played, or what is wrong with it is named.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use programme::handbook::reader::SourceFile;
use programme::scenario::play;
use programme::{Bodies, Handbook};

static HANDBOOK: LazyLock<Handbook> = LazyLock::new(|| {
    let entries = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../handbooks/amt")).expect("a handbook");
    let paths = entries.map(|e| e.expect("entry").path()).filter(|p| p.extension().is_some_and(|e| e == "toml"));
    let files: Vec<SourceFile> = paths
        .map(|p| SourceFile { name: p.display().to_string(), text: std::fs::read_to_string(&p).expect("text") })
        .collect();
    Handbook::read(&files).expect("a sound handbook")
});

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let file = SourceFile { name: "fuzz.toml".to_owned(), text: text.to_owned() };
    let bodies = Bodies::new(vec![HANDBOOK.clone()]);
    let played = play(&bodies, &HANDBOOK, &file);
    assert!(played.failures.iter().all(|p| p.line > 0));
});
