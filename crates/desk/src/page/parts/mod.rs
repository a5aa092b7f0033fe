//! The small parts that pages are put together from.

mod files;
mod form;
mod reasons;

pub use files::{Attachment, HELD, Held, attached, attachments, choose_files, held_files, hold_files};
pub use form::{Choice, Field, Input, Problem, csrf, error_summary, field};
pub use reasons::{because, because_by, cited, latest, rule, why};

use jiff::civil::Date;
use maud::{Markup, Render, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use programme::amount::Money;
use programme::day::{in_words, write_iso};
use programme::decision::Ruling;
use programme::explain::write_day_seen_from;
use programme::recertification::timeline::Standing;

/// A section with its heading beside it, or above where there is no room.
pub fn part(id: &str, heading: &str, content: Markup) -> Markup {
    html! {
        section class="part" aria-labelledby=(id) {
            h2 id=(id) { (heading) }
            div class="part-in" { (content) }
        }
    }
}

/// A section whose content takes the whole width, for wide tables.
pub fn wide(id: &str, heading: &str, content: Markup) -> Markup {
    html! {
        section class="part wide" aria-labelledby=(id) {
            h2 id=(id) { (heading) }
            div class="part-in" { (Drawn(&content)) }
        }
    }
}

/// A standing as a tag: in words, with a colour beside them.
pub fn tag(standing: Standing) -> Markup {
    let tone = match standing {
        Standing::Active | Standing::InReview | Standing::Extended => "good",
        Standing::RenewalOpen | Standing::Late => "soon",
        Standing::Lapsed | Standing::Suspended => "shut",
        Standing::Expired | Standing::Revoked | Standing::Surrendered => "gone",
    };
    word(tone, title(standing))
}

/// A standing as a heading says it: `Renewal open`.
pub fn title(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "Active",
        Standing::RenewalOpen => "Renewal open",
        Standing::Late => "Late",
        Standing::InReview => "In review",
        Standing::Extended => "Extended",
        Standing::Lapsed => "Lapsed",
        Standing::Expired => "Expired",
        Standing::Suspended => "Suspended",
        Standing::Revoked => "Revoked",
        Standing::Surrendered => "Surrendered",
    }
}

/// How the rules judge something, as a tag.
pub fn ruled(ruling: Ruling) -> Markup {
    match ruling {
        Ruling::Allowed => word("good", "In order"),
        Ruling::Unsettled => word("soon", "Not settled yet"),
        Ruling::Refused => word("shut", "Not in order"),
    }
}

/// A tag of any word: `good`, `soon`, `shut` or `gone`.
pub fn word(tone: &str, text: &str) -> Markup {
    html! { span class=(format!("tag {tone}")) { (text) } }
}

/// A day in words with its distance: `1 December 2025 (in 10 days)`.
pub fn when(day: Date, on: Date) -> Markup {
    Time { day, from: Some(on) }.render()
}

/// A day in words alone, for what is past and done.
pub fn day(day: Date) -> Markup {
    Time { day, from: None }.render()
}

/// A day for machines, and in the words that are shown: for where there are many, as each is written where it belongs.
#[derive(Debug, Clone, Copy)]
pub struct Time {
    /// The day.
    pub day: Date,
    /// The day from which it is seen, where its distance is told.
    pub from: Option<Date>,
}

impl Render for Time {
    fn render_to(&self, page: &mut String) {
        page.push_str(if self.from.is_some() { "<time datetime=\"" } else { "<time class=\"day\" datetime=\"" });
        // A text takes whatever is written; and no day has a letter that would have to be written otherwise.
        let _ = write_iso(self.day, page);
        page.push_str("\">");
        let _ = match self.from {
            Some(on) => write_day_seen_from(self.day, on, page),
            None => in_words(self.day).write_to(page),
        };
        page.push_str("</time>");
    }
}

/// An amount with cents and currency: `$225.00`, else `225.00 EUR`.
pub fn money(amount: Money, currency: &str) -> String {
    match currency {
        "USD" => format!("${amount}"),
        "" => amount.to_string(),
        other => format!("{amount} {other}"),
    }
}

/// A table that scrolls by itself where it is wider than the screen; each row's first cell heads it.
pub fn table(caption: &str, headings: &[&str], rows: &[Vec<Markup>]) -> Markup {
    let rows = html! {
        @for row in rows {
            tr {
                @for (at, cell) in row.iter().enumerate() {
                    @if at == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                }
            }
        }
    };
    table_of(caption, headings, &rows)
}

/// The same of rows that are drawn already.
pub fn table_of(caption: &str, headings: &[&str], rows: &Markup) -> Markup {
    html! {
        div class="scroll" role="region" aria-label=(Plain(caption)) tabindex="0" {
            table {
                caption { (Plain(caption)) }
                thead { tr { @for heading in headings { th scope="col" { (Plain(heading)) } } } }
                tbody { (Drawn(rows)) }
            }
        }
    }
}

/// A text in which few have a letter that must be written otherwise: the others are copied whole.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'t>(pub &'t str);

impl Render for Plain<'_> {
    fn render_to(&self, page: &mut String) {
        // All of it is looked at, many letters at a time, rather than each by itself up to the first.
        let other = self.0.bytes().fold(false, |other, byte| other | matches!(byte, b'<' | b'>' | b'&' | b'"'));
        match other {
            false => page.push_str(self.0),
            true => self.0.render_to(page),
        }
    }
}

/// What is drawn already, as a part of something larger: that takes it with room for what comes after it, so that a large
/// part is copied once.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'m>(pub &'m Markup);

impl Render for Drawn<'_> {
    fn render_to(&self, page: &mut String) {
        page.reserve(self.0.0.len() + ROOM);
        page.push_str(&self.0.0);
    }
}

/// What comes after a large part, in bytes: the end of its section, and of the page.
const ROOM: usize = 1024;

/// A path of ours with ids in it, each written so that whatever is in it stays one part of the path.
pub fn path(parts: &[&str]) -> String {
    let encoded = parts.iter().map(|part| format!("/{}", utf8_percent_encode(part, UNRESERVED)));
    encoded.collect()
}

/// What may stand anywhere in an address as it is (RFC 3986, 2.3: unreserved).
pub(crate) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where there is nothing: that it is so, and what to do.
pub fn empty(what: &str, do_what: &str) -> Markup {
    html! { div class="empty" { p { strong { (what) } } @if !do_what.is_empty() { p { (do_what) } } } }
}

/// On to the next page of a list, or back to its first.
pub fn pager(next: Option<&str>, first: Option<&str>) -> Markup {
    if next.is_none() && first.is_none() {
        return html! {};
    }
    html! {
        nav class="pager" aria-label="Pages of this list" {
            @if let Some(href) = first { a href=(href) { "Back to the first page" } }
            @if let Some(href) = next { a href=(href) rel="next" { "Next page" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn money_has_cents_and_its_currency() {
        let amount = Money::from_minor(22_500);
        assert_eq!(money(amount, "USD"), "$225.00");
        assert_eq!(money(amount, "EUR"), "225.00 EUR");
    }

    #[test]
    fn a_day_says_how_far_it_is() {
        let said = when(date(2025, 12, 1), date(2025, 11, 21)).into_string();
        assert_eq!(said, "<time datetime=\"2025-12-01\">1 December 2025 (in 10 days)</time>");
    }

    #[test]
    fn a_tag_has_a_word() {
        assert_eq!(tag(Standing::RenewalOpen).into_string(), "<span class=\"tag soon\">Renewal open</span>");
    }
}
