//! Uploaded files, handed out to their owner, and to staff by an entry that they may read.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use store::files::File;
use store::{Failure, Tx, entries, files, merging};

use crate::account::{Right, Viewer};
use crate::web::few;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;

/// What a file may do where a browser shows it all the same: nothing.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'";

/// By which entry a file is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct By {
    entry: String,
}

/// `/files/{file}`. Whoever may not see it is told what they are told of one that does not exist.
pub async fn file(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
    Query(by): Query<By>,
) -> Response {
    let found = house.read(move |_, tx| {
        let Some(file) = files::by_id(tx, &id)? else { return Ok(None) };
        if !(viewer.is(&file.person) || reads(tx, &viewer, &file, &by.entry)?) {
            return Ok(None);
        }
        Ok(files::bytes(tx, &file.id)?.map(|bytes| (file, bytes)))
    });
    match found.await {
        Ok(Some((file, bytes))) => {
            let headers = [
                (header::CONTENT_TYPE, file.media_type),
                (header::CONTENT_DISPOSITION, disposition(&file.name)),
                (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Ok(None) => Refused::new(StatusCode::NOT_FOUND, false).into_response(),
        Err(failure) => failed(&failure, false),
    }
}

/// Whether staff read somebody's file by an entry that it came with. The same bytes may have come with several, which are
/// not read by the same people: where none is named, all of them must be open. What no entry names is its owner's alone.
fn reads(tx: &mut Tx<'_>, viewer: &Viewer, file: &File, entry: &str) -> Result<bool, Failure> {
    if !viewer.may(Right::SeePeople) && !few::reads(viewer) {
        return Ok(false);
    }
    let survivor = merging::survivor(tx, &file.person)?;
    let people = merging::under(tx, &survivor)?;
    let kept = entries::of_person(tx, &survivor)?;
    let events: Vec<_> = kept.iter().map(|kept| few::event_of(&kept.line)).collect();
    let few = few::of_few(&events);
    let came_with = kept.iter().zip(&events).filter(|(kept, event)| {
        // What a correction names came with the entry that it corrects.
        let asked = entry.is_empty() || kept.id == entry || event.get("event").is_some_and(|id| id == entry);
        let named =
            || files::named(&kept.line).into_iter().any(|named| named == (file.id.clone(), file.sha256.clone()));
        asked && people.contains(&kept.person) && named()
    });
    let open: Vec<bool> = came_with.map(|(kept, _)| few::reads_entry(viewer, &few, &kept.id)).collect();
    Ok(!open.is_empty() && open.into_iter().all(|open| open))
}

/// What may stand as it is in the name of a header's parameter (RFC 8187, `attr-char`), of what names are made of.
const IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a browser is told to keep a file under its name (RFC 6266): in plain letters, and as it is.
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._ ".contains(c) { c } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, IN_NAMES))
}

/// Which files of a person's are here.
///
/// # Errors
/// Where the database fails.
pub(super) fn there(tx: &mut Tx<'_>, person: &str) -> Result<BTreeSet<String>, Failure> {
    Ok(files::of_person(tx, person)?.into_iter().map(|file| file.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let table = [
            ("a b.pdf", "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf"),
            ("Ö.pdf", "attachment; filename=\"_.pdf\"; filename*=UTF-8''%C3%96.pdf"),
            ("a\"; x=\"b.pdf", "attachment; filename=\"a__ x__b.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%22b.pdf"),
            ("a\r\nb", "attachment; filename=\"a__b\"; filename*=UTF-8''a%0D%0Ab"),
        ];
        for (name, expected) in table {
            assert_eq!(disposition(name), expected);
        }
    }
}
