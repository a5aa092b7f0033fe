//! What is wrong with an input, and where.

use std::fmt;

/// One mistake in a file that was read: its place, what is wrong, what would be right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file's name as the reader knows it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub wrong: String,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    /// A problem at a byte offset of a text.
    pub fn at(file: &str, text: &str, offset: usize, wrong: impl Into<String>, remedy: impl Into<String>) -> Problem {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Problem {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            wrong: wrong.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { file, line, column, wrong, remedy } = self;
        write!(f, "{file}:{line}:{column}: error: {wrong}; {remedy}")
    }
}

/// The known word nearest to `word`, if one is near enough to have been meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(&word.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// How many known words a message lists at most.
const LISTED: usize = 12;

/// ``did you mean `x`?``, or the known words where nothing is near: the first dozen of them.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for word in known {
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    if let Some(near) = nearest(word, distinct.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    match distinct.as_slice() {
        [] => "none is known yet: write one down first".to_owned(),
        [only] => format!("the only one known is `{only}`"),
        few if few.len() <= LISTED => format!("known are {}", list(few)),
        many => format!("known are {} and {} more", ticked(&many[..LISTED]).join(", "), many.len() - LISTED),
    }
}

/// `a, b and c`, each in backticks.
pub fn list(words: &[&str]) -> String {
    match ticked(words).as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn ticked(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| format!("`{w}`")).collect()
}
