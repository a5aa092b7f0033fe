//! Files: choosing them in a form, and reaching those that are kept.

use std::collections::BTreeSet;

use maud::{Markup, html};
use percent_encoding::utf8_percent_encode;
use programme::record::{Attached, Entry};

use super::{Problem, UNRESERVED, path};

/// A file that a form holds on to: it was uploaded before, and nothing names it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    /// The form's field by which it came.
    pub field: &'a str,
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What its bytes are.
    pub media_type: &'a str,
    /// How many bytes.
    pub size: i64,
}

/// A file that an entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The entry.
    pub entry: String,
    /// Its id, where its bytes are here: a record may have been taken in without them.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Which piece of the evidence it documents, counted from 1.
    pub piece: Option<usize>,
}

/// The files that an entry names; `there` are those whose bytes are here.
pub fn attached(entry: &Entry<'_>, there: &BTreeSet<String>) -> Vec<Attachment> {
    let shown = |file: &Attached<'_>| Attachment {
        entry: entry.id.to_string(),
        id: there.contains(&*file.file).then(|| file.file.to_string()),
        name: file.name.to_string(),
        piece: file.piece,
    };
    entry.files.iter().map(shown).collect()
}

/// What stands before a field's name in the name of what it holds on to.
pub const HELD: &str = "kept_";

/// What may be chosen.
const ACCEPT: &str = "application/pdf,image/png,image/jpeg,.pdf,.png,.jpg,.jpeg";

/// A field by which files are chosen, with those that were uploaded before.
pub fn choose_files(name: &str, label: &str, hint: &str, held: &[Held<'_>], problems: &[Problem<'_>]) -> Markup {
    let own: Vec<&Problem<'_>> = problems.iter().filter(|p| p.field == name).collect();
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described = if own.is_empty() { hint_id.clone() } else { format!("{hint_id} {error_id}") };
    let held: Vec<&Held<'_>> = held.iter().filter(|h| h.field == name).collect();
    html! {
        div class=(if own.is_empty() { "field" } else { "field wrong" }) {
            label for=(name) { (label) }
            p class="hint" id=(hint_id) { (hint) " PDF, PNG or JPEG, at most 10 MB each." }
            @if !own.is_empty() {
                div class="error" id=(error_id) {
                    @for problem in &own { p { span class="unseen" { "Error: " } (problem.wrong) " " (problem.remedy) } }
                }
            }
            input type="file" id=(name) name=(name) multiple accept=(ACCEPT)
                aria-describedby=(described) aria-invalid=[(!own.is_empty()).then_some("true")];
        }
        @if !held.is_empty() {
            fieldset {
                legend { "Uploaded already" }
                @for file in held {
                    @let id = format!("{name}-{}", file.id);
                    div class="choice" {
                        input type="checkbox" id=(id) name=(format!("{HELD}{name}")) value=(file.id) checked;
                        label for=(id) { "Send " (file.name) ", " (about(file)) }
                    }
                }
            }
        }
    }
}

/// What a form holds on to, handed on unseen.
pub fn hold_files(held: &[Held<'_>]) -> Markup {
    html! {
        @for file in held { input type="hidden" name=(format!("{HELD}{}", file.field)) value=(file.id); }
    }
}

/// Files that a form holds on to, to be looked at.
pub fn held_files<'h>(held: impl IntoIterator<Item = &'h Held<'h>>) -> Markup {
    html! {
        ul {
            @for file in held { li { a href=(path(&["files", file.id])) { (file.name) } ", " (about(file)) } }
        }
    }
}

/// The files of an entry.
pub fn attachments<'f>(files: impl IntoIterator<Item = &'f Attachment>) -> Markup {
    let mut files = files.into_iter().peekable();
    if files.peek().is_none() {
        return html! {};
    }
    html! {
        ul {
            @for file in files {
                li {
                    @match &file.id {
                        Some(id) => a href=(by_entry(id, &file.entry)) { (file.name) },
                        None => { (file.name) ", which is not kept here" }
                    }
                }
            }
        }
    }
}

/// Where a file is asked for by an entry that names it: who reads the one need not read all that name it.
fn by_entry(id: &str, entry: &str) -> String {
    format!("{}?entry={}", path(&["files", id]), utf8_percent_encode(entry, UNRESERVED))
}

/// What a file is, and how large: `PDF, 1.2 MB`.
fn about(file: &Held<'_>) -> String {
    let kind = file.media_type.rsplit('/').next().unwrap_or_default().to_uppercase();
    let kilobytes = (file.size / 1000).max(1);
    match kilobytes {
        0..1000 => format!("{kind}, {kilobytes} KB"),
        _ => format!("{kind}, {}.{} MB", kilobytes / 1000, kilobytes % 1000 / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELD_FILE: Held<'static> =
        Held { field: "files", id: "f1", name: "<b>.pdf", media_type: "application/pdf", size: 1_250_000 };

    #[test]
    fn what_was_uploaded_is_held_on_to_and_can_be_left_out() {
        let problems = [
            Problem { field: "files", wrong: "It is empty.", remedy: "Choose another." },
            Problem { field: "files", wrong: "It is a path.", remedy: "Rename it." },
        ];
        let drawn = choose_files("files", "Files", "Say.", &[HELD_FILE], &problems).into_string();
        for part in [
            "It is empty.",
            "It is a path.",
            "aria-describedby=\"files-hint files-error\"",
            "name=\"kept_files\" value=\"f1\" checked",
            "&lt;b&gt;.pdf, PDF, 1.2 MB",
        ] {
            assert!(drawn.contains(part), "{part}: {drawn}");
        }
        assert!(hold_files(&[HELD_FILE]).into_string().contains("type=\"hidden\" name=\"kept_files\" value=\"f1\""));
    }

    #[test]
    fn a_file_that_is_not_here_has_no_link() {
        let file = |id: Option<&str>| {
            let (entry, name) = ("odd 1/2?".to_owned(), "a.pdf".to_owned());
            Attachment { entry, id: id.map(str::to_owned), name, piece: None }
        };
        let linked = attachments(&[file(Some("f1"))]).into_string();
        assert!(linked.contains("href=\"/files/f1?entry=odd%201%2F2%3F\""), "{linked}");
        assert!(!attachments(&[file(None)]).into_string().contains("href"));
    }
}
