//! What a template sees: itself, its values and the fonts.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

/// The fonts, read once: Libertinus for text, New Computer Modern where it lacks a sign, DejaVu for fixed width.
static FONTS: LazyLock<(LazyHash<FontBook>, Vec<Font>)> = LazyLock::new(|| {
    let fonts: Vec<Font> = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
    (LazyHash::new(FontBook::from_fonts(&fonts)), fonts)
});

/// One paper, its template and what it may see.
pub struct Paper {
    library: LazyHash<Library>,
    template: Source,
}

impl Paper {
    /// A template with its values.
    pub fn new(template: &str, values: &str) -> Self {
        let inputs = Dict::from_iter([("values".into(), values.into_value())]);
        // Ids of files are kept for ever, so there is one name for every template.
        let path = VirtualPath::new("paper.typ").unwrap_or_else(|_| unreachable!("a plain name is a path"));
        let id = FileId::new(RootedPath::new(VirtualRoot::Project, path));
        let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
        Self { library, template: Source::new(id, template.to_owned()) }
    }

    /// The line of the template that a span lies in.
    pub fn line(&self, span: DiagSpan) -> Option<usize> {
        let at = self.range(span)?.start;
        self.template.lines().byte_to_line(at).map(|line| line + 1)
    }
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.0
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.1.get(index).cloned()
    }

    /// A paper knows no day but those among its values.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
