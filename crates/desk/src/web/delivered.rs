//! A table that a partner delivers: chosen as a file, or its lines pasted. It is read at once, and not kept.

use std::sync::Arc;

use axum::Form;
use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::header;
use axum::response::Response;

use crate::account::Viewer;
use crate::sheet;
use crate::web::answer::{Sent, Wrong, value};
use crate::web::form::{is_ours, older};
use crate::web::house::House;
use crate::web::upload::{broken, bytes, unread};

/// The field of the file.
const FILE: &str = "file";

/// The field of the lines.
const ROWS: &str = "rows";

/// The most bytes of a file, or of what is pasted.
const LARGEST: usize = 2_000_000;

/// The most bytes read of the form. What is too large is read all the same: a browser whose form is not read to its end
/// shows no answer.
const READ: usize = 100_000_000;

/// The most fields of the form.
const FIELDS: usize = 20;

/// A form with a table, of somebody signed in, with the token that our page held.
#[derive(Debug, Default)]
pub struct Delivered {
    /// The answers, with what was pasted.
    pub sent: Sent,
    /// The text of the file, or what is wrong with it; none where none was chosen.
    file: Option<Result<String, (String, &'static str)>>,
    /// Whether more was pasted than is read.
    too_long: bool,
}

impl Delivered {
    /// The table, and the field by which it came; or what is wrong, beside its field.
    ///
    /// # Errors
    /// Where there is no table, more than one, or one that cannot be read.
    pub fn table(&self) -> Result<(&'static str, &str), Wrong> {
        let wrong = |field, said: &str, remedy: &str| Err((field, said.to_owned(), remedy.to_owned()));
        let pasted = value(&self.sent, ROWS);
        match &self.file {
            _ if self.too_long => {
                wrong(ROWS, "This is more than 2 MB.", "Send it in parts, each with the line that names the columns.")
            }
            Some(_) if !pasted.is_empty() => {
                let said = "A file is chosen, and lines are pasted as well.";
                wrong(FILE, said, "Choose it again and clear the lines, or send the lines alone.")
            }
            Some(Ok(text)) => Ok((FILE, text)),
            Some(Err((said, remedy))) => wrong(FILE, said, remedy),
            None if pasted.is_empty() => {
                let said = "No file is chosen, and no lines are pasted.";
                wrong(FILE, said, "Choose the file that the partner sent, or paste its lines.")
            }
            None => Ok((ROWS, pasted)),
        }
    }

    async fn read(&mut self, mut parts: Multipart, viewer: &Viewer) -> Result<(), Response> {
        for _ in 0..FIELDS {
            let Some(mut part) = parts.next_field().await.map_err(broken)? else { return Ok(()) };
            let name = part.name().unwrap_or_default().to_owned();
            let given = part.file_name().map(str::to_owned);
            // The token stands first in our forms: nothing is looked at of what comes without it.
            if name != "csrf" && !is_ours(viewer, self.sent.get("csrf")) {
                return Err(older());
            }
            let bytes = bytes(&mut part, LARGEST).await?;
            match given {
                Some(given) if given.is_empty() && bytes.as_ref().is_some_and(Vec::is_empty) => {}
                Some(given) if name == FILE => self.file = Some(text_of(&given, bytes.as_deref())),
                Some(_) => return Err(unread("This form has a file where ours has none.")),
                None => match bytes.map(String::from_utf8) {
                    Some(Ok(text)) => drop(self.sent.insert(name, text)),
                    None if name == ROWS => self.too_long = true,
                    _ => return Err(unread("A field of this form is too long, or is no text.")),
                },
            }
        }
        Err(unread("This form has more fields than any of ours."))
    }
}

impl FromRequest<Arc<House>> for Delivered {
    type Rejection = Response;

    async fn from_request(mut request: Request, house: &Arc<House>) -> Result<Self, Response> {
        let viewer = request.extensions().get::<Viewer>().cloned().ok_or_else(older)?;
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let mut delivered = Delivered::default();
        if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            DefaultBodyLimit::max(READ).apply(&mut request);
            let parts = Multipart::from_request(request, house).await.map_err(|e| unread(e.body_text()))?;
            delivered.read(parts, &viewer).await?;
        } else {
            let form: Result<Form<Sent>, _> = Form::from_request(request, house).await;
            delivered.sent = form.map_err(|e| unread(e.body_text()))?.0;
        }
        if !is_ours(&viewer, delivered.sent.get("csrf")) {
            return Err(older());
        }
        delivered.sent.remove("csrf");
        Ok(delivered)
    }
}

/// The text of a file that was chosen, or what is wrong with it and what to do.
fn text_of(given: &str, bytes: Option<&[u8]>) -> Result<String, (String, &'static str)> {
    let shown: String = given.chars().filter(|c| !c.is_control()).take(60).collect();
    let look = "Open it to see what is in it, and choose it again.";
    match bytes {
        None => {
            let remedy = "Send it in parts, each with the line that names the columns.";
            Err((format!("`{shown}` is larger than 2 MB."), remedy))
        }
        Some([]) => Err((format!("`{shown}` is empty."), look)),
        Some(bytes) => match sheet::text_of(bytes) {
            Ok(text) if text.trim_start_matches('\u{feff}').trim().is_empty() => {
                Err((format!("There is nothing in `{shown}`."), look))
            }
            Ok(text) => Ok(text),
            Err(unread) => Err((unread.wrong().to_owned(), unread.remedy())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text as a spreadsheet saves it where it is told "Unicode".
    fn utf16(text: &str) -> Vec<u8> {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn a_file_is_read_as_spreadsheets_write_it() {
        let text = "candidate,raw\nC-1,2\n";
        let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        for bytes in [text.as_bytes().to_vec(), marked, utf16(text)] {
            assert_eq!(
                text_of("a.csv", Some(&bytes)).map(|t| t.trim_start_matches('\u{feff}').to_owned()),
                Ok(text.to_owned())
            );
        }
        let cut = &utf16(text)[..9];
        let table: [(Option<&[u8]>, &str, &str); 6] = [
            (None, "`a.csv` is larger than 2 MB.", "in parts"),
            (Some(b""), "`a.csv` is empty.", "Open it"),
            (Some(b"\xef\xbb\xbf \r\n"), "There is nothing in `a.csv`.", "Open it"),
            (Some(b"PK\x03\x04workbook"), "a workbook", "Save the sheet as CSV"),
            (Some(cut), "may be UTF-16, cut short", "CSV UTF-8"),
            (Some(b"candidate,\x81\n"), "cannot be made out", "CSV UTF-8"),
        ];
        for (bytes, said, remedy) in table {
            let (wrong, todo) = text_of("a\r\n.csv", bytes).unwrap_err();
            assert!(wrong.contains(said) && todo.contains(remedy), "{wrong} {todo}");
        }
    }
}
