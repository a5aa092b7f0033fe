//! Sheets: what spreadsheets write, read; and tables written so that spreadsheets read them, and compute nothing.

use std::borrow::Cow;

/// Why a file is no sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// A workbook, or another file that is no text.
    Workbook,
    /// UTF-16 that does not say which end comes first, or is broken.
    Utf16,
    /// Bytes that are no letters.
    Bytes,
}

impl Unread {
    /// What is wrong.
    pub fn wrong(self) -> &'static str {
        match self {
            Unread::Workbook => "This is a workbook or another file that is no text.",
            Unread::Utf16 => "This text cannot be made out: it may be UTF-16, cut short.",
            Unread::Bytes => "This text cannot be made out.",
        }
    }

    /// What to do.
    pub fn remedy(self) -> &'static str {
        match self {
            Unread::Workbook => "Save the sheet as CSV, and send that.",
            Unread::Utf16 | Unread::Bytes => {
                "Save the sheet as CSV in UTF-8 (\"CSV UTF-8\" in a spreadsheet), and send that."
            }
        }
    }
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.wrong(), self.remedy())
    }
}

/// The text of a file: UTF-8 or UTF-16 with or without its mark, else as Western European Windows writes.
pub fn text_of(bytes: &[u8]) -> Result<String, Unread> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).map(str::to_owned).map_err(|_| Unread::Bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] | [b'%', b'P', b'D', b'F', ..] => Err(Unread::Workbook),
        [_, 0, _, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, _, 0, _, ..] => utf16(bytes, u16::from_be_bytes),
        _ if bytes.contains(&0) => Err(Unread::Workbook),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => bytes.iter().map(|b| western(*b)).collect::<Option<String>>().ok_or(Unread::Bytes),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Unread> {
    let pairs = bytes.chunks(2).map(|pair| pair.try_into().map(unit).map_err(|_| Unread::Utf16));
    let units: Vec<u16> = pairs.collect::<Result<_, _>>()?;
    String::from_utf16(&units).map_err(|_| Unread::Utf16)
}

/// A letter of Windows-1252, which is Latin-1 but for 32 places; five of them are no letters.
fn western(byte: u8) -> Option<char> {
    const FROM_80: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => Some(FROM_80[usize::from(byte - 0x80)]).filter(|letter| *letter != '\0'),
        other => Some(char::from(other)),
    }
}

/// A row that was read: the line of the text on which it begins, from 1, and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line.
    pub line: usize,
    /// The cells, without space around them; or that a quote is never closed.
    pub cells: Result<Vec<String>, NotClosed>,
}

/// A quote that is never closed: what follows it is not told apart from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotClosed;

/// The sign between cells: that of tab, semicolon and comma which the first line that has any has most of.
fn between(text: &str) -> char {
    let of = |line: &str, sign: char| line.matches(sign).count();
    let first = text.lines().find(|line| line.contains(['\t', ';', ',']));
    first.map_or(',', |line| [',', ';', '\t'].into_iter().max_by_key(|sign| of(line, *sign)).unwrap_or(','))
}

/// The rows of a text that are not empty. Cells may stand in quotes, as RFC 4180 has them. One whose quote is never closed
/// spoils its own line, and the next is read as if it were the first.
pub fn rows(text: &str) -> Vec<Row> {
    let sign = between(text);
    let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let (mut rows, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        let (cells, taken) = row(&lines[at..], sign);
        let empty = cells.as_ref().is_ok_and(|cells| cells.iter().all(String::is_empty));
        if !empty {
            rows.push(Row { line: at + 1, cells });
        }
        at += taken;
    }
    rows
}

/// How many lines one quoted cell may go on for.
const LONGEST_CELL: usize = 20;

/// The row that begins with the first of some lines, and how many of them it takes.
fn row(lines: &[&str], sign: char) -> (Result<Vec<String>, NotClosed>, usize) {
    let (mut cells, mut cell, mut quoted, mut taken) = (Vec::new(), String::new(), false, 0);
    for line in lines.iter().take(LONGEST_CELL) {
        taken += 1;
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                // A quote inside a name that does not begin with one is a letter of it.
                '"' if cell.trim().is_empty() => {
                    cell.clear();
                    quoted = true;
                }
                letter if letter == sign && !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
                letter => cell.push(letter),
            }
        }
        if !quoted {
            cells.push(cell.trim().to_owned());
            return (Ok(cells), taken);
        }
        cell.push(' ');
    }
    (Err(NotClosed), 1)
}

/// A table as CSV (RFC 4180), in UTF-8 with its mark, so that spreadsheets know the letters.
pub fn csv<'c>(head: &[&str], rows: impl IntoIterator<Item = Vec<Cow<'c, str>>>) -> String {
    let mut out = String::from("\u{feff}");
    line(&mut out, head.iter().map(|cell| Cow::Borrowed(*cell)));
    for row in rows {
        line(&mut out, row);
    }
    out
}

fn line<'c>(out: &mut String, cells: impl IntoIterator<Item = Cow<'c, str>>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let cell = harmless(&cell);
        if cell.contains(['"', ',', ';', '\n', '\r', '\t', '\'']) || cell.trim().len() < cell.len() {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula: before what could begin one stands an apostrophe. Spaces before it
/// change nothing, since some programs take them off.
fn harmless(cell: &str) -> Cow<'_, str> {
    let begins = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    match cell.starts_with(['\t', '\r', '\n']) || begins(cell.trim_start()) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        rows(text)
            .into_iter()
            .map(|row| (row.line, row.cells.unwrap_or_else(|_| vec!["not closed".to_owned()])))
            .collect()
    }

    fn row_of(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn sheets_are_read_however_they_were_written() {
        let name = "José Núñez,CPCS\r\nŽoë";
        let units: Vec<u16> = name.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        let with = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            name.as_bytes().to_vec(),
            with(&[0xef, 0xbb, 0xbf], name.as_bytes()),
            with(&[0xff, 0xfe], &little),
            with(&[0xfe, 0xff], &big),
            little.clone(),
            big.clone(),
        ] {
            assert_eq!(text_of(&bytes).as_deref(), Ok(name));
        }
        assert_eq!(text_of(b"Jos\xe9 N\xfa\xf1ez\n\x8eo\xeb\x92s").as_deref(), Ok("José Núñez\nŽoë’s"));
    }

    #[test]
    fn what_is_no_sheet_is_refused_clearly() {
        for (bytes, said) in [
            (&b"PK\x03\x04rest"[..], Unread::Workbook),
            (b"\xd0\xcf\x11\xe0\xa1", Unread::Workbook),
            (b"%PDF-1.7", Unread::Workbook),
            (b"a name\0", Unread::Workbook),
            (b"\xff\xfea\0b", Unread::Utf16),
            (b"\xff\xfe\x00\xd8", Unread::Utf16),
            (b"Jos\x81", Unread::Bytes),
            (b"\xef\xbb\xbf\xff", Unread::Bytes),
        ] {
            assert_eq!(text_of(bytes), Err(said), "{bytes:?}");
            assert!(said.to_string().contains("CSV"));
        }
    }

    #[test]
    fn rows_have_their_lines_and_cells() {
        assert_eq!(cells("a\n\n  \nb, c ,\n"), [row_of(1, &["a"]), row_of(4, &["b", "c", ""])]);
        assert_eq!(
            cells("\"Doe, Jane\",CPCS\r\n\"a \"\"b\"\"\"\r\n"),
            [row_of(1, &["Doe, Jane", "CPCS"]), row_of(2, &["a \"b\""])]
        );
        assert_eq!(cells("a;b\nc,d;e"), [row_of(1, &["a", "b"]), row_of(2, &["c,d", "e"])]);
        assert_eq!(cells("a\tb"), [row_of(1, &["a", "b"])]);
        assert_eq!(cells("\"two\nlines\",x\ny"), [row_of(1, &["two lines", "x"]), row_of(3, &["y"])]);
        assert_eq!(
            cells("O\"Brien\n\"open\nnext"),
            [row_of(1, &["O\"Brien"]), row_of(2, &["not closed"]), row_of(3, &["next"])]
        );
        assert!(cells("").is_empty() && cells("\r\n,,\r\n").is_empty());
    }

    #[test]
    fn no_cell_computes() {
        for begins in ["=", "+", "-", "@", "\t", "\r", "\n", " =", "  @", "＝", "\t="] {
            let cell = format!("{begins}cmd|' /C calc'!A0");
            let text = csv(&["Name"], [vec![Cow::Borrowed(cell.as_str())]]);
            assert_eq!(text, format!("\u{feff}Name\r\n\"'{cell}\"\r\n"));
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let odd = ["Doe, Jane", "a \"b\"", "it's", "x;y", "", "Zoë"];
        let text = csv(&["1", "2", "3", "4", "5", "6"], [odd.map(Cow::Borrowed).to_vec()]);
        assert!(text.ends_with("\"Doe, Jane\",\"a \"\"b\"\"\",\"it's\",\"x;y\",,Zoë\r\n"), "{text}");
        let read = rows(text_of(text.as_bytes()).as_deref().unwrap_or_default());
        assert_eq!(read[1].cells, Ok(odd.map(str::to_owned).to_vec()));
    }
}
