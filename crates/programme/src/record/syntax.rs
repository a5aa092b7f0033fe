//! What keeps a line from being JSON, in plain words.

use super::{Line, Refusal};

/// The refusal of a line that is no JSON, at the column where that shows.
pub(super) fn refusal(line: Line<'_>, error: &serde_json::Error) -> Refusal {
    let mut message = error.to_string();
    if let Some(at) = message.rfind(" at line ") {
        message.truncate(at);
    }
    let (wrong, remedy) = if line.text.starts_with('\u{feff}') {
        ("it begins with a byte order mark".to_owned(), "save the file as UTF-8 without one")
    } else if !line.text.trim_start().starts_with('{') {
        ("it does not begin with {".to_owned(), "write each event, {…}, on one line, and nothing else in the file")
    } else {
        in_plain_words(&message)
    };
    let mut refusal = Refusal::near(line, None, None, format!("this line is no JSON: {wrong}"), remedy);
    let at = if line.text.trim_start().starts_with('{') { error.column() } else { 1 };
    let before = line.text.bytes().take(at.saturating_sub(1));
    // Bytes that continue a character begin no column.
    refusal.column = before.filter(|byte| byte & 0b1100_0000 != 0b1000_0000).count() + 1;
    refusal
}

/// What a message of the parser means, and what to do.
fn in_plain_words(message: &str) -> (String, &'static str) {
    let (wrong, remedy) = match message {
        "EOF while parsing a string" => ("it ends inside a text in quotes", "close the text with \""),
        "EOF while parsing an object" => {
            ("it ends before its object does", "write the whole event on one line, to its }")
        }
        "EOF while parsing a list" => ("it ends inside a list", "close the list with ]"),
        "EOF while parsing a value" => {
            ("it ends where a value is expected", "write the whole event on one line, to its }")
        }
        "trailing characters" => ("something follows the object", "write one event a line, and nothing after its }"),
        "trailing comma" => ("a comma stands before a closing bracket", "leave the comma out"),
        "key must be a string" => ("no field's name stands here in double quotes", "write it like \"kind\""),
        "expected `:`" => ("no colon follows a field's name", "write \"name\":value"),
        "expected `,` or `}`" => {
            ("neither a comma nor } follows a field", "write a comma between fields, and } at the end")
        }
        "expected `,` or `]`" => {
            ("neither a comma nor ] follows an item", "write a comma between items, and ] at the end")
        }
        "expected value" | "expected ident" => {
            ("no value stands here", "write a text in double quotes, a number, true, false, […] or {…}")
        }
        "invalid escape" => {
            ("a backslash stands before what it cannot stand before", "write \\\\ for a backslash itself")
        }
        "invalid number" => ("this is no number", "write it like 12, or as text in double quotes"),
        "recursion limit exceeded" => {
            ("lists or objects lie too deep in one another", "write them as the contract does")
        }
        _ if message.starts_with("control character") => {
            ("a tab or another control character stands in a text", "write a tab as \\t, and no line breaks")
        }
        _ => return (message.to_owned(), "mend the syntax at this column"),
    };
    (wrong.to_owned(), remedy)
}
