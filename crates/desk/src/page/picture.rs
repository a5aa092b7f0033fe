//! Pictures: the timeline of standings and the credit meter, each with its numbers one click away.
//!
//! A standing shows by the height of its bar as well as by its colour: in force full, to be won back half, gone a line.

use jiff::civil::{Date, date};
use maud::{Markup, html};
use programme::amount::Units;
use programme::day::in_words;
use programme::recertification::timeline::{Standing, Stretch, Timeline};

use super::parts;

/// How many years before the day looked at a timeline goes back, at most.
const YEARS_BACK: i16 = 8;
/// How many years are named under a timeline, at most: more would touch on a narrow screen.
const MOST_LABELS: i16 = 6;
/// Heights in the drawing: where bars stand, and the full height of one.
const BASE: u32 = 52;
const FULL: u32 = 26;

/// The days a picture covers.
#[derive(Clone, Copy)]
struct Span {
    from: Date,
    to: Date,
}

impl Span {
    fn days(from: Date, to: Date) -> f64 {
        f64::from(from.until(to).map_or(0, |span| span.get_days()))
    }

    /// Where a day stands, in percent from the left.
    fn at(self, day: Date) -> f64 {
        let share = 100.0 * Self::days(self.from, day) / Self::days(self.from, self.to).max(1.0);
        share.clamp(0.0, 100.0)
    }
}

/// The standings of the credential so named as a bar through `until`, with the day looked at marked.
pub fn timeline(name: &str, timeline: &Timeline, on: Date, until: Date) -> Markup {
    let back = Date::new((on.year() - YEARS_BACK).max(1), 1, 1).unwrap_or(on);
    let span = Span { from: timeline.first().max(back), to: until.max(on) };
    let shown: Vec<Stretch> =
        timeline.stretches().filter(|s| s.from <= span.to && s.to.is_none_or(|to| to >= span.from)).collect();
    html! {
        figure class="timeline" {
            (bar(name, &shown, span, on))
            figcaption { (key(&shown)) }
            (numbers(name, timeline, on))
        }
    }
}

fn bar(name: &str, shown: &[Stretch], span: Span, on: Date) -> Markup {
    let now = shown.iter().find(|s| holds(s, on)).map_or("none yet", |s| parts::title(s.standing));
    let title = format!("{name}: standing from {} to {}", in_words(span.from), in_words(span.to));
    let at = span.at(on);
    // A label near an edge is written away from it: a day takes more room than a year.
    let anchor = |at: f64, room: f64| {
        if at < room {
            "start"
        } else if at > 100.0 - room {
            "end"
        } else {
            "middle"
        }
    };
    html! {
        svg width="100%" height="76" role="img" aria-label=(format!("{title}. On {}: {now}.", in_words(on))) {
            title { (title) }
            desc { (in_sentences(shown)) }
            line class="ground" x1="0" x2="100%" y1=(BASE) y2=(BASE) {}
            @for stretch in shown { (block(stretch, span)) }
            @for (year, at) in years(span) {
                line class="tick" x1=(percent(at)) x2=(percent(at)) y1=(BASE) y2=(BASE + 5) {}
                @if let Some(year) = year {
                    text class="year" x=(percent(at)) y=(BASE + 19) text-anchor=(anchor(at, 5.0)) { (year) }
                }
            }
            line class="now" x1=(percent(at)) x2=(percent(at)) y1="18" y2=(BASE + 5) {}
            text class="now" x=(percent(at)) y="12" text-anchor=(anchor(at, 25.0)) { (in_words(on)) }
        }
    }
}

fn block(stretch: &Stretch, span: Span) -> Markup {
    let (left, right) = (span.at(stretch.from), stretch.to.map_or(100.0, |to| span.at(programme::day::next(to))));
    let height = height(stretch.standing);
    html! {
        rect class=(format!("s-{}", stretch.standing.word())) x=(percent(left)) width=(percent(right - left))
            y=(BASE - height) height=(height) {}
    }
}

fn height(standing: Standing) -> u32 {
    if standing.good() {
        FULL
    } else if standing.held() {
        FULL / 2
    } else {
        3
    }
}

/// What the colours stand for, each standing once, in the order in which they come.
fn key(shown: &[Stretch]) -> Markup {
    let mut standings: Vec<Standing> = Vec::new();
    for stretch in shown {
        if !standings.contains(&stretch.standing) {
            standings.push(stretch.standing);
        }
    }
    html! {
        ul class="key" {
            @for standing in standings {
                li {
                    svg width="14" height="14" aria-hidden="true" focusable="false" {
                        rect class=(format!("s-{}", standing.word())) x="0" width="14"
                            y=(14 - height(standing) / 2) height=(height(standing) / 2 ) {}
                    }
                    (parts::title(standing))
                }
            }
        }
    }
}

fn numbers(name: &str, timeline: &Timeline, on: Date) -> Markup {
    let rows: Vec<Vec<Markup>> = timeline
        .stretches()
        .map(|s| {
            let to = s.to.map_or_else(|| html! { "and on" }, parts::day);
            let now = if holds(&s, on) {
                html! { (parts::tag(s.standing)) " on this day" }
            } else {
                parts::tag(s.standing)
            };
            vec![parts::day(s.from), to, now]
        })
        .collect();
    html! {
        details class="numbers" {
            summary { "The days in a table" }
            (parts::table(&format!("{name}: standings, day by day"), &["From", "Through", "Standing"], &rows))
        }
    }
}

fn holds(stretch: &Stretch, on: Date) -> bool {
    stretch.from <= on && stretch.to.is_none_or(|to| on <= to)
}

fn in_sentences(shown: &[Stretch]) -> String {
    let one = |s: &Stretch| match s.to {
        Some(to) => format!("{} from {} through {}.", parts::title(s.standing), in_words(s.from), in_words(to)),
        None => format!("{} from {} on.", parts::title(s.standing), in_words(s.from)),
    };
    shown.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// First days of years inside the span; those that are named bear their number.
fn years(span: Span) -> Vec<(Option<i16>, f64)> {
    let (first, last) = (span.from.year().saturating_add(1), span.to.year());
    let step = ((last - first) / MOST_LABELS + 1).max(1);
    let year = |year: i16| (((year - first) % step == 0).then_some(year), span.at(date(year, 1, 1)));
    (first..=last).map(year).collect()
}

fn percent(share: f64) -> String {
    format!("{share:.3}%")
}

/// Credits earned against those required.
pub fn meter(label: &str, earned: Units, required: Units) -> Markup {
    let (has, needs) = (earned.thousandths(), required.thousandths());
    let share = if needs == 0 { 100.0 } else { (100.0 * has as f64 / needs as f64).clamp(0.0, 100.0) };
    let short = required.less(earned);
    let enough = short == Units::ZERO;
    let rest = if enough { "enough".to_owned() } else { format!("{short} short") };
    html! {
        div class=(if enough { "meter enough" } else { "meter" }) {
            p class="meter-head" {
                span class="meter-name" { (label) }
                " "
                span class="meter-of" { strong { (earned) } " of " (required) }
                " "
                span class="meter-rest" { (rest) }
            }
            svg width="100%" height="12" role="img" aria-label=(format!("{label}: {earned} of {required}, {rest}")) {
                title { (label) ": " (earned) " of " (required) }
                desc { (rest) }
                rect class="track" x="0" y="0" width="100%" height="12" {}
                rect class="fill" x="0" y="0" width=(percent(share)) height="12" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_names_every_stretch_and_stays_inside_its_picture() {
        let mut drawn = Timeline::new(date(2001, 4, 30), Standing::Active);
        drawn.paint(date(2025, 12, 2), None, Standing::Lapsed);
        let said = timeline("CPCS", &drawn, date(2025, 12, 15), date(2027, 1, 1)).into_string();
        assert!(said.contains("Lapsed from 2 December 2025 on."));
        assert!(!said.contains("x=\"-") && !said.contains("NaN") && !said.contains("style="));
    }

    #[test]
    fn a_meter_is_never_more_than_full() {
        let said = meter("Total", Units::whole(60), Units::whole(30)).into_string();
        assert!(said.contains("width=\"100.000%\"") && said.contains("enough"));
        assert!(meter("Total", Units::ZERO, Units::ZERO).into_string().contains("100.000%"));
    }
}
