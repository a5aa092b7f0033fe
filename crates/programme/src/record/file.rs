//! Files that came with an entry: which, under what name, and what their bytes must be.

use super::Text;
use super::json::Fields;

/// The most letters that a file's name has.
pub const LONGEST_NAME: usize = 150;

/// A file that came with an entry. Its bytes are kept elsewhere; their hash stands here, so that whatever vouches for the
/// entry vouches for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached<'a> {
    /// The id under which it is kept.
    pub file: Text<'a>,
    /// The name as given.
    pub name: Text<'a>,
    /// SHA-256 of its bytes, as 64 hexadecimal digits.
    pub sha256: Text<'a>,
    /// Which piece of the application's evidence it documents, counted from 1; none where it is about the whole entry.
    pub piece: Option<usize>,
}

/// Whether a text may be the name of a file: no path, nothing that cannot be seen, and not too long.
pub fn is_name(text: &str) -> bool {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !text.trim().is_empty()
        && text.chars().count() <= LONGEST_NAME
        && !text.contains(['/', '\\'])
        && !text.chars().any(hidden)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Reads one file of an entry.
pub(super) fn attached<'a>(f: &Fields<'_, 'a>) -> Option<Attached<'a>> {
    let (file, name, sha256, piece) = (f.text("file"), f.text("name"), f.text("sha256"), f.count_if_any("piece"));
    let (name, sha256) = (name?, sha256?);
    if !is_name(&name) {
        let remedy = format!("write the name alone, without its folders, in at most {LONGEST_NAME} letters");
        return f.wrong("name", "`name` is no name of a file", remedy);
    }
    if !is_sha256(&sha256) {
        return f.wrong("sha256", "`sha256` is no SHA-256", "write it as 64 digits of 0–9 and a–f");
    }
    Some(Attached { file: file?, name, sha256, piece: piece? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path_and_hides_nothing() {
        for good in ["diploma.pdf", "Zeugnis (2).PDF", "卒業証書.jpg", "a", &"x".repeat(LONGEST_NAME)] {
            assert!(is_name(good), "{good:?}");
        }
        let long = "x".repeat(LONGEST_NAME + 1);
        for bad in ["", "  ", "../diploma.pdf", "C:\\diploma.pdf", "a\nb", "a\u{202e}fdp.exe", "a\0", &long] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
