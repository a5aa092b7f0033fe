//! From a file's text to its tables; and what keeps a text from being TOML, in plain words.

use toml::de::DeTable;

use super::FILES;
use super::reader::{Report, SourceFile};
use crate::problem::did_you_mean;

/// What to do about a day that does not exist.
pub(super) const WRITE_A_DAY: &str = "write a day that exists";

/// That what is written as a day is none.
pub(super) fn no_such_day(written: &str) -> String {
    format!("{written} is no day of the calendar")
}

/// The tables of a file, as far as it can be read. A file whose syntax is wrong is reported for that alone.
pub(super) fn parse<'a>(file: &'a SourceFile, report: &Report) -> DeTable<'a> {
    if !FILES.contains(&file.stem()) {
        let wrong = format!("a handbook has no file `{}.toml`", file.stem());
        let known = FILES.map(|stem| format!("{stem}.toml"));
        let hint = did_you_mean(&format!("{}.toml", file.stem()), known.iter().map(String::as_str));
        report.note(file.problem(0, wrong, hint));
    }
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let (mut broken, mut table_twice) = (false, false);
    let mut lines = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or_default();
        // All that a table holds is written twice where the table is.
        let twice = error.message().starts_with("duplicate key");
        if twice && table_twice {
            continue;
        }
        table_twice |= twice && file.text[..span.start].rsplit('\n').next().is_some_and(|line| line.starts_with('['));
        let written = file.text.get(span.clone()).unwrap_or_default();
        let (wrong, remedy) = in_plain_words(error.message(), written);
        broken |= remedy != WRITE_A_DAY;
        let problem = file.problem(span.start, wrong, remedy);
        // What follows on a line that is wrong already follows from that.
        if !lines.contains(&problem.line) {
            lines.push(problem.line);
            report.note(problem);
        }
    }
    if broken {
        report.set_aside(&file.name);
    }
    table.into_inner()
}

/// What a message of the parser means, and what to do.
fn in_plain_words(message: &str, written: &str) -> (String, &'static str) {
    let says = |what: &str| message.starts_with(what);
    if says("duplicate key") {
        return (format!("`{written}` is written twice"), "keep one of them, or write each under a name of its own");
    }
    if says("invalid date") {
        return (no_such_day(written), WRITE_A_DAY);
    }
    if says("string values must be quoted") && written.trim().is_empty() {
        return ("no value stands after `=`".to_owned(), "write one, text in quotes");
    }
    if says("string values must be quoted") {
        return (format!("{written} is no value"), "write text in straight quotes, like \"this\"");
    }
    if says("invalid basic string") || says("invalid literal string") {
        return ("the text that ends here has no closing quote".to_owned(), "close it on the same line");
    }
    if says("missing comma between") {
        return ("a comma is missing before this".to_owned(), "write a comma after each item of a list or table");
    }
    if says("unclosed array table") || says("unclosed table") {
        return ("this head of a table is not closed".to_owned(), "write [name], or [[name]] for one of several");
    }
    if says("unclosed") || says("missing array") || says("missing inline table") {
        return ("a bracket that was opened is not closed".to_owned(), "close each [ with ] and each { with }");
    }
    if says("key with no value") || says("missing assignment") {
        return (format!("`{written}` has no value"), "write it as name = value");
    }
    (format!("this is no TOML: {}", message.replace('\n', ", ")), "mend the syntax here")
}
