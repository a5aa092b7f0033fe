//! The house's taste, as tests: which crate may know which, how long a file and a function may grow, which words are
//! not used, and that ARCHITECTURE.md names what there is.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The diagram of crates: each may depend on those named. Crates of the plan that are not built yet are named too.
const DIAGRAM: &[(&str, &[&str])] = &[
    ("programme", &[]),
    ("press", &[]),
    ("psychometrics", &[]),
    ("exam", &["programme", "psychometrics"]),
    ("study", &["exam", "psychometrics"]),
    ("credentials", &["programme"]),
    ("store", &["programme", "exam", "study"]),
    ("desk", &["programme", "psychometrics", "exam", "study", "credentials", "store", "press"]),
    ("xtask", &["programme"]),
];

/// Crates that do no input or output; none of these may stand among their dependencies.
const PURE: &[&str] = &["programme", "press", "psychometrics", "exam", "study", "credentials"];
const IMPURE: &[&str] =
    &["tokio", "axum", "rusqlite", "clap", "anstream", "indicatif", "memchr", "rust-embed", "lettre"];

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 70;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn files(dir: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir() && !["target", ".git", "corpus", "artifacts", ".tools"].contains(&name.as_str()) {
            files(&entry, ending, found);
        } else if name.ends_with(ending) {
            found.push(entry);
        }
    }
}

fn rust_files() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&root(), ".rs", &mut found);
    let read = |p: &PathBuf| (p.strip_prefix(root()).unwrap().display().to_string(), fs::read_to_string(p).unwrap());
    found.iter().map(read).collect()
}

fn metadata() -> serde_json::Value {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn crates_know_only_whom_the_diagram_lets_them() {
    let diagram: BTreeMap<&str, &[&str]> = DIAGRAM.iter().copied().collect();
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let may = diagram.get(name).unwrap_or_else(|| panic!("`{name}` stands in no diagram"));
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            assert!(!diagram.contains_key(on) || may.contains(&on), "`{name}` may not know `{on}`");
            let own = dependency["kind"].is_null();
            assert!(!(own && PURE.contains(&name) && IMPURE.contains(&on)), "`{name}` is pure and may not use `{on}`");
        }
    }
}

#[test]
fn files_and_functions_stay_small() {
    let mut long = Vec::new();
    for (name, text) in rust_files() {
        let lines: Vec<&str> = text.lines().collect();
        if lines.len() > LONGEST_FILE {
            long.push(format!("{name} has {} lines", lines.len()));
        }
        let mut begun: Option<(usize, usize)> = None;
        for (at, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let begins = line
                .trim_start()
                .trim_start_matches("pub ")
                .trim_start_matches("pub(crate) ")
                .trim_start_matches("pub(super) ")
                .trim_start_matches("const ");
            if begins.starts_with("fn ") && !line.trim_end().ends_with('}') {
                begun = begun.or(Some((at, indent)));
            }
            if let Some((first, at_indent)) = begun
                && line.trim() == "}"
                && indent == at_indent
            {
                if at - first > LONGEST_FUNCTION {
                    long.push(format!("{name}:{} is a function of {} lines", first + 1, at - first));
                }
                begun = None;
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn words_that_say_nothing_are_not_used() {
    let mut found = Vec::new();
    let banned = ["Manager", "Service", "Helper", "Util", "todo!", "unimplemented!", "FIXME", "XXX"];
    // The posts that people hold are theirs to name.
    let own = ["xtask/tests/tidy.rs", "crates/desk/src/demo/words.rs"];
    for (name, text) in rust_files().iter().filter(|(name, _)| !own.contains(&name.as_str())) {
        for (at, line) in text.lines().enumerate() {
            // Words of the field that contain a banned one.
            let line = line.replace("FormService", "");
            found.extend(banned.iter().filter(|b| line.contains(**b)).map(|b| format!("{name}:{}: {b}", at + 1)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_is_reached() {
    for (name, text) in rust_files() {
        let path = Path::new(&name);
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_root = ["lib", "main", "mod"].contains(&stem.as_str())
            || name.contains("/tests/tidy")
            || name.contains("/benches/")
            || name.starts_with("fuzz/");
        if is_root || text.is_empty() {
            continue;
        }
        let parent = path.parent().unwrap();
        let declares =
            |file: PathBuf| fs::read_to_string(root().join(file)).is_ok_and(|t| t.contains(&format!("mod {stem};")));
        let candidates =
            [parent.join("mod.rs"), parent.join("lib.rs"), parent.join("main.rs"), parent.with_extension("rs")];
        assert!(candidates.into_iter().any(declares), "{name} is declared by nobody");
    }
}

#[test]
fn architecture_names_every_crate_and_top_module() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 300, "ARCHITECTURE.md has more than 300 lines");
    let mut names = BTreeSet::new();
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        names.insert(name.to_owned());
        let source = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().join("src");
        for entry in fs::read_dir(source).unwrap().map(|e| e.unwrap().path()) {
            let stem = entry.file_stem().unwrap().to_string_lossy().into_owned();
            if !["lib", "main"].contains(&stem.as_str()) {
                names.insert(stem);
            }
        }
    }
    let missing: Vec<String> = names.into_iter().filter(|n| !text.contains(&format!("`{n}`"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not name {}", missing.join(", "));
}

#[test]
fn figures_of_handbooks_stand_in_no_rule() {
    // Amounts, months and weeks of the three programmes, as they would be written in Rust.
    let figures =
        ["\"Dec 1\"", "\"Aug 1\"", "\"Dec 31\"", "\"6 months\"", "\"45 days\"", "\"8 weeks\"", "America/New_York"];
    let mut found = Vec::new();
    for (name, text) in rust_files().iter().filter(|(name, _)| name.starts_with("crates/programme/src")) {
        let rules = text.split("#[cfg(test)]").next().unwrap();
        for (at, line) in rules.lines().enumerate() {
            let said = line.trim_start();
            // An example in a message or in documentation is no rule.
            let example = said.starts_with("//") || line.contains("EXAMPLE");
            found.extend(
                figures.iter().filter(|f| !example && line.contains(**f)).map(|f| format!("{name}:{}: {f}", at + 1)),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
