//! Forms that come with files. What was uploaded is kept at once, for the person who sends the form, so that the pages
//! that follow refer to it; what neither an entry nor anything begun names in the end is swept.
//!
//! What a file is, is told by how its bytes begin: three signatures, at the very first byte. A library that knows hundreds
//! of kinds would know more than is taken, and be one more to keep.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use programme::record::file::{LONGEST_NAME, is_name};
use serde_json::{Value, json};
use store::files::{self, File, New};

use crate::account::Viewer;
use crate::page::parts::{HELD, Held};
use crate::web::evidence::Wrong;
use crate::web::form::{is_ours, older};
use crate::web::guard::{Refused, failed};
use crate::web::house::House;

/// The most bytes of a file.
const LARGEST: usize = 10_000_000;

/// The most files of a form.
const MOST: usize = 10;

/// The most files, and bytes, that a person has here without an entry that names them.
const WAITING: (i64, i64) = (50, 200_000_000);

/// The most bytes of a field that is no file.
const LONGEST_TEXT: usize = 100_000;

/// The most fields of a form.
const FIELDS: usize = 500;

/// The most bytes read of one form. What is too large to be kept is read all the same: a browser whose form is not read
/// to its end shows no answer.
const READ: usize = 500_000_000;

/// A form with its files.
#[derive(Debug, Default)]
pub struct Sent {
    /// The answers.
    pub fields: HashMap<String, String>,
    /// The files that are kept, each with the field by which it came.
    pub files: Vec<(String, File)>,
    /// What is wrong with files.
    pub wrong: Vec<Wrong>,
}

impl Sent {
    /// The files as pages show them.
    pub fn held(&self) -> Vec<Held<'_>> {
        let held = self.files.iter().map(|(field, File { id, name, media_type, size, .. })| Held {
            field,
            id,
            name,
            media_type,
            size: *size,
        });
        held.collect()
    }

    /// The files as an entry names them; `piece` says which piece of evidence a field is about.
    pub fn named(&self, piece: impl Fn(&str) -> Option<usize>) -> Option<Value> {
        let one = |(field, file): &(String, File)| {
            let mut named = json!({ "file": file.id, "name": file.name, "sha256": file.sha256 });
            if let Some(piece) = piece(field) {
                named["piece"] = piece.into();
            }
            named
        };
        (!self.files.is_empty()).then(|| self.files.iter().map(one).collect())
    }

    /// The ids of the files.
    pub fn ids(&self) -> Vec<String> {
        self.files.iter().map(|(_, file)| file.id.clone()).collect()
    }

    fn refuse(&mut self, field: &str, wrong: impl Into<String>, remedy: &'static str) {
        self.wrong.push((field.to_owned(), wrong.into(), remedy));
    }

    fn answer(&mut self, name: String, value: String) {
        let own = self.fields.entry(name);
        own.and_modify(|own| *own = if own.is_empty() { value.clone() } else { format!("{own} {value}") })
            .or_insert(value);
    }
}

/// A form with files, of somebody signed in, with the token that our page held.
pub struct Uploaded(pub Sent);

impl FromRequest<Arc<House>> for Uploaded {
    type Rejection = Response;

    async fn from_request(mut request: Request, house: &Arc<House>) -> Result<Self, Response> {
        let viewer = request.extensions().get::<Viewer>().cloned().ok_or_else(older)?;
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let mut sent = Sent::default();
        if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            DefaultBodyLimit::max(READ).apply(&mut request);
            let parts = Multipart::from_request(request, house).await.map_err(|e| unread(e.body_text()))?;
            read(parts, house, &viewer, &mut sent).await?;
        } else {
            let form: Result<Form<Vec<(String, String)>>, _> = Form::from_request(request, house).await;
            let Form(pairs) = form.map_err(|e| unread(e.body_text()))?;
            pairs.into_iter().for_each(|(name, value)| sent.answer(name, value));
        }
        if !is_ours(&viewer, sent.fields.get("csrf")) {
            return Err(older());
        }
        sent.fields.remove("csrf");
        held(house, &viewer, &mut sent).await?;
        Ok(Uploaded(sent))
    }
}

pub(super) fn unread(said: impl Into<String>) -> Response {
    Refused::saying(StatusCode::BAD_REQUEST, false, said).into_response()
}

/// What is answered where a form ends in the middle, or never.
pub(super) fn broken(error: MultipartError) -> Response {
    unread(match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            "The files are more than can be read at once. Go back, and choose smaller ones."
        }
        _ => "This form did not arrive whole. Go back, and send it once more.",
    })
}

/// Reads a form part by part, and keeps each file before the next is read.
async fn read(mut parts: Multipart, house: &Arc<House>, viewer: &Viewer, sent: &mut Sent) -> Result<(), Response> {
    let mut files = 0;
    for _ in 0..FIELDS {
        let Some(mut part) = parts.next_field().await.map_err(broken)? else { return Ok(()) };
        let name = part.name().unwrap_or_default().to_owned();
        let Some(given) = part.file_name().map(str::to_owned) else {
            let text = bytes(&mut part, LONGEST_TEXT).await?;
            let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
            sent.answer(name, text.ok_or_else(|| unread("A field of this form is too long, or is no text."))?);
            continue;
        };
        // The token stands first in our forms: nothing is kept of what comes without it.
        if !is_ours(viewer, sent.fields.get("csrf")) {
            return Err(older());
        }
        let bytes = bytes(&mut part, LARGEST).await?;
        if given.is_empty() && bytes.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        files += 1;
        if files > MOST {
            sent.refuse(&name, format!("More than {MOST} files came at once."), "Send fewer, or put pages together.");
            continue;
        }
        match judged(&given, bytes.as_deref()) {
            Ok((own, media_type)) => {
                let (bytes, person) = (bytes.unwrap_or_default(), viewer.person.clone().unwrap_or_default());
                let media_type = media_type.to_owned();
                keep(house, New { person, name: own, media_type, bytes, by: viewer.account.clone() }, &name, sent)
                    .await?;
            }
            Err((wrong, remedy)) => sent.refuse(&name, wrong, remedy),
        }
    }
    Err(unread("This form has more fields than any of ours."))
}

/// The bytes of a part; nothing where they are more than `most`.
pub(super) async fn bytes(part: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Response> {
    let mut bytes = Some(Vec::new());
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        bytes = bytes.filter(|b| b.len() + chunk.len() <= most);
        if let Some(bytes) = &mut bytes {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

/// What a file's bytes are, where it is of a kind that is taken.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', b'0'..=b'9', ..] => Some("application/pdf"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', _, _, _, _, b'I', b'H', b'D', b'R', ..] => {
            Some("image/png")
        }
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        _ => None,
    }
}

/// The name and kind of a file, or what is wrong with it and what to do.
fn judged(given: &str, bytes: Option<&[u8]>) -> Result<(String, &'static str), (String, &'static str)> {
    let name: String = given.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    let shown: String = name.chars().take(60).collect();
    if name.contains(['/', '\\']) {
        return Err((
            format!("The name of `{shown}` holds a path."),
            "Rename it without / and \\, and choose it again.",
        ));
    }
    if name.chars().count() > LONGEST_NAME {
        let wrong = format!("The name of `{shown}…` has more than {LONGEST_NAME} letters.");
        return Err((wrong, "Give it a shorter name, and choose it again."));
    }
    if !is_name(name) {
        return Err(("A file has no name that can be shown.".to_owned(), "Rename it, and choose it again."));
    }
    match bytes {
        None => Err((format!("`{shown}` is larger than 10 MB."), "Make it smaller, or send it in parts.")),
        Some([]) => Err((format!("`{shown}` is empty."), "Open it to see what is in it, and choose it again.")),
        Some(bytes) => kind(bytes).map(|kind| (name.to_owned(), kind)).ok_or_else(|| {
            let wrong = format!("`{shown}` is no PDF, PNG or JPEG, whatever its name ends with.");
            (wrong, "Save or scan it as a PDF, and choose that.")
        }),
    }
}

/// Keeps a file, unless the person has too much here that nothing names.
async fn keep(house: &Arc<House>, new: New, field: &str, sent: &mut Sent) -> Result<(), Response> {
    let now = (house.clock)();
    let kept = house.apart(move |house| {
        house.store.write(move |tx| {
            let (count, bytes) = files::unused(tx, &new.person)?;
            let room = count < WAITING.0 && bytes + new.bytes.len() as i64 <= WAITING.1;
            if room { files::put(tx, &new, now).map(Some) } else { Ok(None) }
        })
    });
    match kept.await.map_err(|failure| failed(&failure, false))? {
        Some(file) => take(field, file, sent),
        None => {
            let wrong = "There is no room for more files that nothing names yet.";
            sent.refuse(
                field,
                wrong,
                "Send what you have, or leave some out: what no form that you began holds is removed after a week.",
            );
        }
    }
    Ok(())
}

fn take(field: &str, file: File, sent: &mut Sent) {
    if !sent.files.iter().any(|(own, known)| own == field && known.id == file.id) {
        sent.files.push((field.to_owned(), file));
    }
}

/// Finds what the form holds on to from before.
async fn held(house: &Arc<House>, viewer: &Viewer, sent: &mut Sent) -> Result<(), Response> {
    let named = |(key, ids): (&String, &String)| Some((key.strip_prefix(HELD)?.to_owned(), ids.clone()));
    let mut asked: Vec<(String, String)> = sent.fields.iter().filter_map(named).collect();
    if asked.is_empty() {
        return Ok(());
    }
    asked.sort();
    sent.fields.retain(|key, _| !key.starts_with(HELD));
    let person = viewer.person.clone().unwrap_or_default();
    let own = house.read(move |_, tx| files::of_person(tx, &person));
    let own = own.await.map_err(|failure| failed(&failure, false))?;
    for (field, ids) in &asked {
        for id in ids.split_whitespace() {
            match own.iter().find(|file| file.id == id) {
                Some(_) if sent.files.len() >= MOST => {
                    sent.refuse(field, format!("More than {MOST} files are chosen."), "Leave some out.");
                    break;
                }
                Some(file) => take(field, file.clone(), sent),
                None => sent.refuse(field, "A file that you chose before is no longer kept.", "Choose it again."),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";

    #[test]
    fn what_a_file_is_is_told_by_its_bytes_from_the_first_on() {
        let table: [(&[u8], Option<&str>); 13] = [
            (b"%PDF-1.7\n", Some("application/pdf")),
            (PNG, Some("image/png")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some("image/jpeg")),
            (b"\n%PDF-1.7", None),
            (b"<html>%PDF-1.7", None),
            (b"%PDF", None),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIDAT", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<!doctype html>", None),
            (b"PK\x03\x04", None),
            (b"GIF89a\xff\xd8\xff", None),
            (b"MZ", None),
            (b"", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(kind(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_name_loses_what_cannot_be_seen_and_nothing_else() {
        let pdf = Some(&b"%PDF-1.7"[..]);
        assert_eq!(judged(" Zeugnis\u{7} für Ö.pdf ", pdf), Ok(("Zeugnis für Ö.pdf".to_owned(), "application/pdf")));
        // What it ends with is nobody's business: its bytes say what it is.
        assert_eq!(judged("diploma.png", pdf), Ok(("diploma.png".to_owned(), "application/pdf")));
        for (name, said) in [
            ("../diploma.pdf", "path"),
            ("C:\\diploma.pdf", "path"),
            (&"x".repeat(151), "more than 150 letters"),
            ("\u{202e}fdp.exe", "no name"),
            (" \u{1} ", "no name"),
        ] {
            assert!(judged(name, pdf).is_err_and(|(wrong, _)| wrong.contains(said)), "{name:?}");
        }
    }
}
