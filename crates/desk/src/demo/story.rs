//! One person's events on the way to lines: added in any order, written oldest first, referring to one another by the
//! ids they get in that order.

use std::ops::Range;

use jiff::civil::Date;

use super::json;

/// The last day that the made-up people live to see. What would happen later is left out.
pub const LAST_DAY: Date = Date::constant(2026, 11, 20);

/// An event added to a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ref(usize);

/// A time of day with its offset.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Minutes since midnight.
    pub minute: u16,
    /// Minutes ahead of UTC.
    pub offset: i16,
}

struct Draft {
    kind: &'static str,
    day: Date,
    moment: Option<Moment>,
    recorded: Option<Date>,
    refers: Option<(&'static str, Ref)>,
    fields: Range<usize>,
    note: Option<&'static str>,
    by: Option<&'static str>,
}

/// The events of one person.
#[derive(Default)]
pub struct Story {
    drafts: Vec<Draft>,
    /// The events' own fields as JSON, one event's after another's.
    fields: Vec<u8>,
}

impl Story {
    /// Adds an event; its own fields follow.
    pub fn add(&mut self, kind: &'static str, day: Date) -> Writing<'_> {
        let at = self.fields.len();
        self.drafts.push(Draft {
            kind,
            day,
            moment: None,
            recorded: None,
            refers: None,
            fields: at..at,
            note: None,
            by: None,
        });
        Writing { id: Ref(self.drafts.len() - 1), story: self }
    }

    /// Writes the events of `person` that happen by the last day.
    pub fn write(&self, person: u64, out: &mut Vec<u8>) {
        let mut order: Vec<usize> = (0..self.drafts.len()).filter(|at| self.happens(*at)).collect();
        order.sort_by_key(|at| (self.drafts[*at].day, *at));
        let mut numbers = vec![0; self.drafts.len()];
        order.iter().enumerate().for_each(|(place, at)| numbers[*at] = place + 1);
        let mut before = None;
        for at in order {
            let draft = &self.drafts[at];
            // Two moments of one day could stand the wrong way round: the later line gives the day alone.
            let moment = draft.moment.filter(|_| before != Some(draft.day));
            before = Some(draft.day);
            json::object(out, |out| self.line(person, &numbers, at, moment, out));
            out.push(b'\n');
        }
    }

    /// Whether an event, and what it refers to, happens by the last day.
    fn happens(&self, at: usize) -> bool {
        let draft = &self.drafts[at];
        draft.day <= LAST_DAY && draft.refers.is_none_or(|(_, Ref(target))| self.happens(target))
    }

    fn line(&self, person: u64, numbers: &[usize], at: usize, moment: Option<Moment>, out: &mut Vec<u8>) {
        let draft = &self.drafts[at];
        json::said(out, "id", format_args!("p{person}-{}", numbers[at]));
        json::said(out, "person", format_args!("p{person}"));
        json::text(out, "kind", draft.kind);
        match moment {
            Some(moment) => {
                json::key(out, "at");
                instant(out, draft.day, moment);
            }
            None => json::day(out, "at", draft.day),
        }
        json::day_if_any(out, "recorded_at", draft.recorded.map(|d| d.min(LAST_DAY)).filter(|d| *d > draft.day));
        if let Some((name, Ref(target))) = draft.refers {
            json::said(out, name, format_args!("p{person}-{}", numbers[target]));
        }
        out.extend_from_slice(&self.fields[draft.fields.clone()]);
        for (name, words) in [("by", draft.by), ("note", draft.note)] {
            if let Some(words) = words {
                json::text(out, name, words);
            }
        }
    }
}

/// Writes a moment as `"2025-12-01T16:59:00-05:00"`.
fn instant(out: &mut Vec<u8>, day: Date, moment: Moment) {
    out.push(b'"');
    json::date(out, day);
    out.push(b'T');
    clock(out, moment.minute);
    out.extend_from_slice(b":00");
    out.push(if moment.offset < 0 { b'-' } else { b'+' });
    clock(out, moment.offset.unsigned_abs());
    out.push(b'"');
}

fn clock(out: &mut Vec<u8>, minutes: u16) {
    json::two(out, (minutes / 60) as u8);
    out.push(b':');
    json::two(out, (minutes % 60) as u8);
}

/// An event that is being added.
pub struct Writing<'s> {
    story: &'s mut Story,
    id: Ref,
}

impl Writing<'_> {
    /// The event, to be referred to.
    pub fn id(self) -> Ref {
        self.id
    }

    /// Its own fields.
    pub fn fields(self, write: impl FnOnce(&mut Vec<u8>)) -> Self {
        write(&mut self.story.fields);
        let end = self.story.fields.len();
        self.draft(|d| d.fields.end = end)
    }

    /// A text.
    pub fn text(self, name: &str, value: &str) -> Self {
        self.fields(|out| json::text(out, name, value))
    }

    /// A text, where there is one.
    pub fn text_if_any(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// Something printed.
    pub fn said(self, name: &str, value: impl std::fmt::Display) -> Self {
        self.fields(|out| json::said(out, name, value))
    }

    /// A day, where there is one.
    pub fn day_if_any(self, name: &str, value: Option<Date>) -> Self {
        self.fields(|out| json::day_if_any(out, name, value))
    }

    /// True or false.
    pub fn flag(self, name: &str, value: bool) -> Self {
        self.fields(|out| json::flag(out, name, value))
    }

    /// A whole number.
    pub fn number(self, name: &str, value: u32) -> Self {
        self.fields(|out| json::number(out, name, value))
    }

    /// A moment as one of its own fields.
    pub fn starts(self, name: &str, day: Date, moment: Moment) -> Self {
        self.fields(|out| {
            json::key(out, name);
            instant(out, day, moment);
        })
    }

    /// A reference to an earlier event.
    pub fn refers(self, name: &'static str, target: Ref) -> Self {
        self.draft(|d| d.refers = Some((name, target)))
    }

    /// The time of day at which it happened.
    pub fn moment(self, moment: Option<Moment>) -> Self {
        self.draft(|d| d.moment = moment)
    }

    /// When the body learned of it.
    pub fn recorded(self, day: Option<Date>) -> Self {
        self.draft(|d| d.recorded = day)
    }

    /// A note.
    pub fn note(self, note: Option<&'static str>) -> Self {
        self.draft(|d| d.note = note)
    }

    /// Who entered it.
    pub fn by(self, by: Option<&'static str>) -> Self {
        self.draft(|d| d.by = by)
    }

    fn draft(self, change: impl FnOnce(&mut Draft)) -> Self {
        if let Some(draft) = self.story.drafts.get_mut(self.id.0) {
            change(draft);
        }
        self
    }
}
