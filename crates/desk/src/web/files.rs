//! Uploaded files, handed out to their owner and to staff who see people.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use programme::record::Attached;
use store::{Failure, Tx, files};

use crate::account::{Right, Viewer};
use crate::page::parts::Attachment;
use crate::web::guard::{Refused, failed};
use crate::web::house::House;

/// What a file may do where a browser shows it all the same: nothing.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'";

/// `/files/{file}`. Whoever may not see it is told what they are told of one that does not exist.
pub async fn file(
    State(house): State<Arc<House>>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> Response {
    let found = house.read(move |_, tx| {
        let file = files::by_id(tx, &id)?;
        let Some(file) = file.filter(|f| viewer.is(&f.person) || viewer.may(Right::SeePeople)) else {
            return Ok(None);
        };
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

/// The files of an entry, as pages show them.
pub(super) fn attachments(named: &[Attached<'_>], there: &BTreeSet<String>) -> Vec<Attachment> {
    let shown = |file: &Attached<'_>| Attachment {
        id: there.contains(&*file.file).then(|| file.file.to_string()),
        name: file.name.to_string(),
        piece: file.piece,
    };
    named.iter().map(shown).collect()
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
