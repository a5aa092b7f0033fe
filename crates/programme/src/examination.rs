//! The examination: how long it is, what it covers, when it is given and how it is scored.

use jiff::civil::Date;

use crate::day::Length;
use crate::handbook::clause::Clause;
use crate::handbook::reader::{Figure, Value};
use crate::{figures, governs, words};

figures! {
    /// What is asked and in what time (A1, A3, A4, A12).
    pub struct Exam {
        /// The least number of questions delivered.
        questions: u16,
        /// The greatest number delivered, where forms differ in pretest items.
        questions_at_most: Option<u16>,
        /// How many of them are scored.
        scored: u16,
        /// Options of each item, the correct one included.
        options: Option<u16>,
        /// Minutes allowed.
        minutes: u16,
    }
}
governs!(Exam by Exam);

figures! {
    /// The scale on which scores are reported, and the one that passes (A2). Scaled points, never a percentage.
    pub struct Scale {
        /// Lowest scaled score, where published.
        low: Option<u16>,
        /// Highest scaled score, where published.
        high: Option<u16>,
        /// The least scaled score that passes.
        pass: u16,
    }
}
governs!(Scale by Exam);

figures! {
    /// One domain of a content outline.
    pub struct Domain {
        /// Its name.
        name: String,
        /// Its share of the scored items, in percent.
        percent: u16,
    }
}

figures! {
    /// What the exam covers (A5, A6).
    pub struct Outline {
        /// The domains, in the outline's order; their shares add up to 100.
        domains: Vec<Domain>,
    }
}
governs!(Outline by FormAssembly | Exam);

figures! {
    /// The parts into which an exam is split, and the break between them (A7).
    pub struct Parts {
        /// Questions of each part.
        questions: Vec<u16>,
        /// Minutes of the break between parts, which nobody need take.
        break_minutes: u16,
    }
}
governs!(Parts by Exam);

words! {
    /// A testing season.
    #[derive(PartialOrd, Ord)]
    pub enum Season {
        /// Spring.
        Spring = "spring",
        /// Summer.
        Summer = "summer",
        /// Fall.
        Fall = "fall",
        /// Winter.
        Winter = "winter",
    }
}

/// A month, as handbooks write it: `"April"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(pub i8);

impl Figure for Month {
    const EXAMPLE: &'static str = "\"April\"";
    fn read(value: Value<'_>) -> Option<Self> {
        value.parsed("a month", Self::EXAMPLE, |text| {
            (1..=12).map(Month).find(|m| Date::new(2023, m.0, 1).is_ok_and(|d| d.strftime("%B").to_string() == text))
        })
    }
}

figures! {
    /// When a form is assembled and which windows it then serves, in their order (A8).
    pub struct FormService {
        /// The month of assembly.
        assembled: Month,
        /// The seasons served, beginning in the year of assembly; each season that comes earlier in the year than the
        /// one before it belongs to the following year.
        serves: Vec<Season>,
    }
}
governs!(FormService by Exam);

figures! {
    /// One testing window.
    pub struct WindowDays {
        /// Its season; with the year of its opening it makes the window's id, `fall-2026`.
        season: Season,
        /// First day of testing.
        opens: Date,
        /// Last day of testing.
        closes: Date,
    }
}

figures! {
    /// The testing windows (C1).
    pub struct Windows {
        /// In the order of their days.
        windows: Vec<WindowDays>,
    }
}
governs!(Windows by Exam);

figures! {
    /// When the invitation to schedule goes out (B14).
    pub struct Notice {
        /// How long before the window opens.
        before_opening: Length,
    }
}
governs!(Notice by Exam);

impl WindowDays {
    /// The window's id: `fall-2026`.
    pub fn id(&self) -> String {
        window_id(self.season, self.opens.year())
    }
}

fn window_id(season: Season, year: i16) -> String {
    format!("{}-{year}", season.word())
}

/// The season and year meant by a window's name however it is written: `Fall 2026`, `2026-fall` and `fall_2026` are one.
pub fn season_and_year(name: &str) -> Option<(Season, i16)> {
    let mut parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty());
    let (a, b) = (parts.next()?, parts.next()?);
    let (season, year) = if a.parse::<i16>().is_ok() { (b, a) } else { (a, b) };
    let season = Season::WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(season))?.1;
    if parts.next().is_some() {
        return None;
    }
    Some((season, year.parse().ok()?))
}

/// The examination of one programme.
#[derive(Debug, Clone, Default)]
pub struct Examination {
    /// Length and kind of questions.
    pub exam: Option<Clause<Exam>>,
    /// Reporting scale and passing score.
    pub scale: Option<Clause<Scale>>,
    /// Content outline.
    pub outline: Option<Clause<Outline>>,
    /// Parts and break.
    pub parts: Option<Clause<Parts>>,
}

/// The body's testing calendar.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// The testing windows; a body without them tests all year.
    pub windows: Option<Clause<Windows>>,
    /// Which windows a form serves.
    pub forms: Option<Clause<FormService>>,
    /// When invitations to schedule go out.
    pub notice: Option<Clause<Notice>>,
}

impl Calendar {
    /// Every testing window written down, in the order of their days.
    pub fn all(&self) -> impl Iterator<Item = &WindowDays> {
        self.windows.iter().flat_map(|clause| &clause.versions).flat_map(|version| &version.figures.windows)
    }

    /// The window that bears a name, however it is written.
    pub fn window(&self, name: &str) -> Option<&WindowDays> {
        let (season, year) = season_and_year(name)?;
        self.all().find(|w| w.season == season && w.opens.year() == year)
    }

    /// The first window that opens after the one given has closed.
    pub fn after(&self, window: &WindowDays) -> Option<&WindowDays> {
        self.all().filter(|w| w.opens > window.closes).min_by_key(|w| w.opens)
    }

    /// The ids of the windows that a form assembled in `year` serves; `None` where nothing is written for that year (A8).
    pub fn served_by(&self, year: i16) -> Option<Vec<String>> {
        let clause = self.forms.as_ref()?;
        let assembled = |month: Month| Date::new(year, month.0, 1).ok();
        let edition = clause.on(assembled(clause.versions.first()?.figures.assembled)?)?;
        let mut year = year;
        let mut last: Option<Season> = None;
        let ids = edition.serves.iter().map(|season| {
            if last.is_some_and(|l| *season <= l) {
                year += 1;
            }
            last = Some(*season);
            window_id(*season, year)
        });
        Some(ids.collect())
    }
}
