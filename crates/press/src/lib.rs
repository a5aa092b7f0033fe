//! Words onto paper: a template and values in, a PDF out.
//!
//! Pure: fonts are compiled in, nothing is read from a disk or a network, and the same template and values give the same
//! bytes. Values come to the template as data, never as text of the template, so nothing that a person is called can run
//! there. Every paper is PDF/A-2a and PDF/UA-1: it can be kept for decades, and a screen reader reads it. One with a sign
//! that no font here draws is neither, and shows a box in its place: better than none.

mod world;

use std::fmt;

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::world::Paper;

/// How many papers later what was worked out for one is forgotten.
const REMEMBERED: usize = 8;

/// Why a paper could not be printed: a mistake in its template, or a value that it did not expect.
#[derive(Debug)]
pub struct Unprintable {
    said: Vec<String>,
    lines: Vec<usize>,
}

impl Unprintable {
    /// The lines of the template that are wrong: they tell nothing of its values.
    pub fn lines(&self) -> &[usize] {
        &self.lines
    }
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said.join("\n"))
    }
}

impl std::error::Error for Unprintable {}

/// Prints a paper. `template` is Typst; it finds `values`, a JSON text, as `json(bytes(sys.inputs.values))`, and must set
/// its title, language and date. `ident` tells this paper from every other, and stays the same when it is printed again.
///
/// # Errors
/// Where the template does not compile with these values, or breaks a rule of the two standards.
pub fn print(template: &str, values: &str, ident: &str) -> Result<Vec<u8>, Unprintable> {
    let paper = Paper::new(template, values);
    let compiled = typst::compile::<PagedDocument>(&paper);
    let printed = compiled.output.and_then(|pages| {
        let options = |standards| PdfOptions {
            ident: Smart::Custom(ident.to_owned()),
            creator: Smart::Custom(Some("Assay".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        let lasting = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).unwrap_or_default();
        match typst_pdf::pdf(&pages, &options(lasting)) {
            Err(errors) if errors.iter().all(is_unknown_sign) => {
                typst_pdf::pdf(&pages, &options(PdfStandards::default()))
            }
            printed => printed,
        }
    });
    comemo::evict(REMEMBERED);
    printed.map_err(|errors| Unprintable {
        lines: errors.iter().filter_map(|error| paper.line(error.span)).collect(),
        said: errors.iter().map(|error| said(&paper, error)).collect(),
    })
}

/// Whether nothing is wrong but a sign that no font of ours draws.
fn is_unknown_sign(error: &SourceDiagnostic) -> bool {
    error.message.contains("could not be displayed with font")
}

fn said(paper: &Paper, error: &SourceDiagnostic) -> String {
    let place = paper.line(error.span).map(|line| format!("line {line}: ")).unwrap_or_default();
    let hints: String = error.hints.iter().map(|hint| format!("; {}", hint.v)).collect();
    format!("{place}{}{hints}", error.message)
}
