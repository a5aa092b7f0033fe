//! Bad input: what is said of each mistake, word by word, and that the rest is still read.
//!
//! `bad/handbooks/NAME/` holds the files that take the place of the sound handbook's (or go away, where `without.txt`
//! lists them), `bad/records/NAME.jsonl` a record; beside each stands what is expected. `UPDATE_EXPECT=1` writes that
//! anew, and docs/messages.md with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use desk::journal::Journal;
use desk::reviewing::Reviewing;
use desk::shelf;
use jiff::civil::date;
use programme::Handbook;
use programme::handbook::reader::SourceFile;
use programme::problem::Problem;
use rayon::prelude::*;
use serde_json::Value;

/// A case: its name, what it says, and where what is expected stands.
struct Case {
    name: String,
    told: Vec<Problem>,
    expected: PathBuf,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The names in a directory, in order.
fn names(dir: &Path) -> BTreeSet<String> {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The files of a bad handbook, by name: the sound ones, those of the case in their place.
fn files(case: &str) -> BTreeMap<String, String> {
    let handbooks = root().join("bad/handbooks");
    let mut files = BTreeMap::new();
    for dir in [handbooks.join("sound"), handbooks.join(case)] {
        for name in names(&dir).into_iter().filter(|name| name.ends_with(".toml")) {
            let text = fs::read_to_string(dir.join(&name)).unwrap();
            files.insert(name, text);
        }
    }
    let without = fs::read_to_string(handbooks.join(case).join("without.txt")).unwrap_or_default();
    files.retain(|name, _| without.lines().all(|gone| gone != name));
    files
}

fn read(case: &str) -> Result<Handbook, Vec<Problem>> {
    let files: Vec<SourceFile> = files(case).into_iter().map(|(name, text)| SourceFile { name, text }).collect();
    Handbook::read(&files)
}

fn handbooks() -> Vec<Case> {
    let dir = root().join("bad/handbooks");
    let cases: Vec<String> = names(&dir).into_iter().filter(|name| name != "sound").collect();
    let case = |name: &String| {
        let told = read(name).err().unwrap_or_default();
        Case { name: name.clone(), told, expected: dir.join(name).join("expected.txt") }
    };
    cases.par_iter().map(case).collect()
}

fn records() -> Vec<Case> {
    let dir = root().join("bad/records");
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let cases: Vec<String> =
        names(&dir).iter().filter_map(|name| name.strip_suffix(".jsonl")).map(str::to_owned).collect();
    let case = |name: &String| {
        let journal = Journal::open(&dir.join(format!("{name}.jsonl"))).unwrap();
        let mut refused = journal.orphans().to_vec();
        let reviewing = Reviewing { on: Some(date(2025, 12, 15)), known_on: None, json: true };
        let everybody = reviewing.everybody(&bodies, &journal, 0..journal.len(), |_, answers| {
            refused.extend_from_slice(&answers.refused);
            Ok(())
        });
        everybody.unwrap();
        let file = format!("records/{name}.jsonl");
        let told = refused.into_iter().map(|r| Problem {
            file: file.clone(),
            line: r.line,
            column: r.column,
            wrong: r.wrong,
            remedy: r.remedy,
        });
        Case { name: name.clone(), told: told.collect(), expected: dir.join(format!("{name}.txt")) }
    };
    cases.par_iter().map(case).collect()
}

/// Holds a text against what a file expects, or writes it there.
fn expect(file: &Path, told: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        if fs::read_to_string(file).ok().as_deref() != Some(told) {
            fs::write(file, told).unwrap();
        }
        return Ok(());
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    if expected == told {
        return Ok(());
    }
    Err(format!("{}\n  expected:\n{expected}  told:\n{told}", file.display()))
}

fn hold(cases: &[Case]) {
    let told = |case: &Case| case.told.iter().map(|problem| format!("{problem}\n")).collect::<String>();
    let wrong: Vec<String> = cases.iter().filter_map(|case| expect(&case.expected, &told(case)).err()).collect();
    assert!(wrong.is_empty(), "{}\nUPDATE_EXPECT=1 writes what is told now.", wrong.join("\n"));
    let silent: Vec<&str> = cases.iter().filter(|case| case.told.is_empty()).map(|case| case.name.as_str()).collect();
    assert!(silent.is_empty(), "nothing is said of {silent:?}");
}

#[test]
fn the_sound_handbook_has_no_problem() {
    let files = names(&root().join("bad/handbooks/sound"));
    let known: BTreeSet<String> = programme::handbook::FILES.iter().map(|stem| format!("{stem}.toml")).collect();
    assert_eq!(files, known, "it has every file that there is");
    assert_eq!(read("sound").err(), None);
}

#[test]
fn every_mistake_in_a_handbook_is_named_where_it_stands() {
    hold(&handbooks());
}

#[test]
fn every_line_that_a_record_cannot_hold_is_named() {
    hold(&records());
}

/// What one mistake says: the places that it names are there, and it says what is wrong and what to do.
fn well_formed(problem: &Problem, text: &[u8]) -> Result<(), String> {
    let Problem { line, column, wrong, remedy, .. } = problem;
    let written = text.split(|byte| *byte == b'\n').nth(line - 1).ok_or("there is no such line")?;
    let width = String::from_utf8_lossy(written).chars().count();
    if *column == 0 || *column > width + 1 {
        return Err(format!("line {line} has {width} columns"));
    }
    let whole = |words: &str| !words.trim().is_empty() && words.trim() == words && !words.contains('\n');
    if !whole(wrong) || !whole(remedy) || wrong.contains("; ") || wrong.ends_with(['.', ';', ':']) {
        return Err("it is not of the form `what is wrong; what to do`".to_owned());
    }
    let jargon = ["EOF", "struct", "Option", "None", "utf-8 sequence", "panicked", "serde", "  "];
    jargon.iter().find(|word| wrong.contains(**word)).map_or(Ok(()), |word| Err(format!("it says {word:?}")))
}

#[test]
fn every_message_names_a_place_what_is_wrong_and_what_to_do() {
    let mut wrong = Vec::new();
    for case in handbooks() {
        let files = files(&case.name);
        for problem in &case.told {
            let text = files.get(&problem.file).map(String::as_bytes).unwrap_or_default();
            wrong.extend(well_formed(problem, text).err().map(|why| format!("{problem}: {why}")));
        }
    }
    for case in records() {
        let text = fs::read(case.expected.with_extension("jsonl")).unwrap();
        for problem in &case.told {
            wrong.extend(well_formed(problem, &text).err().map(|why| format!("{problem}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_mistake_is_told_twice() {
    for case in handbooks().into_iter().chain(records()) {
        let distinct: BTreeSet<&Problem> = case.told.iter().collect();
        assert_eq!(distinct.len(), case.told.len(), "{}", case.name);
    }
}

#[test]
fn the_list_of_messages_is_current() {
    let mut page = "# What Assay says of bad input\n\nEvery message once, with an example that brings it about. \
        The examples stand under [`bad/`](../bad); each message also names\nfile, line and column, as the file beside \
        the example shows. This page is written by the tests (`UPDATE_EXPECT=1 cargo test -p desk`).\n"
        .to_owned();
    let parts = [("Handbooks", "handbooks", handbooks(), ""), ("Records", "records", records(), ".jsonl")];
    for (title, dir, mut cases, ending) in parts {
        // An example that brings about one message alone is the best one.
        let likely = |case: &Case| (case.name.ends_with("fine"), case.told.len(), case.name.clone());
        cases.sort_by_key(likely);
        let mut said = BTreeMap::new();
        for (case, Problem { wrong, remedy, .. }) in cases.iter().flat_map(|c| c.told.iter().map(move |p| (c, p))) {
            said.entry(format!("{wrong}; {remedy}").replace('\\', "\\\\").replace('|', "\\|"))
                .or_insert(case.name.as_str());
        }
        let mut rows: Vec<(&str, &String)> = said.iter().map(|(message, case)| (*case, message)).collect();
        rows.sort_unstable();
        let _ = write!(page, "\n## {title}\n\n| What is said | Example |\n|---|---|\n");
        for (case, message) in rows {
            let _ = writeln!(page, "| {message} | [{case}](../bad/{dir}/{case}{ending}) |");
        }
    }
    if let Err(difference) = expect(&root().join("docs/messages.md"), &page) {
        panic!("{}", difference.lines().next().unwrap_or_default());
    }
}

/// The program, run where the bad examples are.
fn assay(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay")).current_dir(dir).args(arguments).output().unwrap()
}

#[test]
fn the_program_says_the_same_of_handbooks_and_ends_with_1() {
    let bad = root().join("bad/handbooks");
    assert_eq!(assay(&bad, &["handbook", "check", "sound"]).status.code(), Some(0));
    for case in ["unknown-key", "unknown-file", "missing-file", "day-that-does-not-exist", "several-in-two-files"] {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bad-{}-{case}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        for (name, text) in files(case) {
            fs::write(dir.join(name), text).unwrap();
        }
        let said = assay(&dir, &["handbook", "check", "."]);
        fs::remove_dir_all(&dir).unwrap();
        let expected = fs::read_to_string(bad.join(case).join("expected.txt")).unwrap();
        let lines: String = expected.lines().map(|line| format!("./{line}\n")).collect();
        assert_eq!(String::from_utf8_lossy(&said.stderr), lines, "{case}");
        assert_eq!((said.status.code(), said.stdout.as_slice()), (Some(1), b"".as_slice()), "{case}");
    }
}

#[test]
fn the_program_says_the_same_of_records_and_ends_with_1() {
    let bad = root().join("bad");
    for case in ["field-unknown", "trailing-comma", "id-twice-across-people", "binary", "good-among-bad", "fee-unknown"]
    {
        let file = format!("records/{case}.jsonl");
        let said = assay(&bad, &["review", &file, "--on", "2025-12-15", "--handbooks", "../handbooks"]);
        let expected = fs::read_to_string(bad.join(format!("records/{case}.txt"))).unwrap();
        assert_eq!(String::from_utf8_lossy(&said.stderr), expected, "{case}");
        assert_eq!(said.status.code(), Some(1), "{case}");
    }
}

/// A person, and what is kept of their record: programmes awarded, credits of the cycle, payments.
type Kept = (String, [Vec<String>; 3]);

/// What is kept of a record.
fn kept(case: &str) -> Vec<Kept> {
    let bad = root().join("bad");
    let file = format!("records/{case}.jsonl");
    let said = assay(&bad, &["review", &file, "--on", "2025-12-15", "--handbooks", "../handbooks", "--json"]);
    let texts = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().into_iter().flatten().map(|item| item[key].as_str().unwrap().to_owned()).collect()
    };
    let person = |line: &str| {
        let review: Value = serde_json::from_str(line).unwrap();
        let (awarded, payments) = (texts(&review["credentials"], "programme"), texts(&review["payments"], "event"));
        let credits = texts(&review["cycles"][0]["credits"], "event");
        (review["person"].as_str().unwrap().to_owned(), [awarded, credits, payments])
    };
    String::from_utf8(said.stdout).unwrap().lines().map(person).collect()
}

#[test]
fn the_good_lines_among_bad_ones_are_kept() {
    let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    let one =
        |credits: &[&str], payments: &[&str]| ("p1".to_owned(), [texts(&["cpcs"]), texts(credits), texts(payments)]);
    let two = ("p2".to_owned(), [texts(&["cmas"]), texts(&[]), texts(&[])]);
    assert_eq!(kept("good-among-bad"), [one(&["c1", "c4"], &["pay1"]), two]);
    // Line ends of Windows, blank lines, a byte order mark and a line of nobody's take nothing away.
    for case in ["windows-line-ends-are-fine", "blank-lines-are-fine", "byte-order-mark-at-the-top-is-fine"] {
        assert_eq!(kept(case), [one(&["c1"], &[])], "{case}");
    }
    assert_eq!(kept("belongs-to-nobody"), [one(&[], &[])]);
}
