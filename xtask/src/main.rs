//! The house's own tools. `cargo xtask nudge` moves every figure of every handbook and expects a scenario to notice;
//! `cargo xtask rules` writes the table that maps each rule to its clause and its scenarios.

mod nudge;
mod rules;
mod volume;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask nudge [HANDBOOK…] | rules [--check]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let done = match words.as_slice() {
        ["nudge", only @ ..] => nudge::run(root, only),
        ["rules"] => rules::write(root),
        ["rules", "--check"] => rules::check(root),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}
