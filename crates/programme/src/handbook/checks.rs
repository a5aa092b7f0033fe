//! What must hold between the figures of a handbook. One plainly named function a property.

use std::collections::HashSet;

use super::clause::{Clause, GovernedBy};
use super::{Handbook, Shelf};
use crate::accommodation;
use crate::amount::Units;
use crate::day::{Length, Mark};
use crate::eligibility::Requirement;
use crate::fees::Fee;
use crate::problem::Problem;
use jiff::civil::date;

/// Every property that is checked once a handbook has been read.
const CHECKS: &[fn(&Handbook) -> Vec<Amiss>] = &[
    outlines_add_up_to_100,
    parts_add_up_to_the_questions,
    questions_delivered_are_at_least_those_scored,
    passing_scores_lie_on_their_scale,
    windows_follow_one_another,
    holidays_follow_one_another,
    an_accommodation_is_named_once_and_extra_time_says_how_much,
    release_days_are_in_order,
    answers_and_postings_are_in_order,
    a_cycle_has_years,
    an_hour_has_minutes,
    deadlines_of_a_renewal_are_in_order,
    stages_after_the_end_are_in_order,
    numbers_of_credentials_are_in_order,
    approved_credits_are_part_of_the_total,
    experience_fits_its_look_back,
    a_category_that_counts_has_a_rate,
    a_year_that_decides_has_a_consequence,
    rules_in_words_are_governed_by_the_day_that_is_asked,
];

/// A figure that does not fit the others.
pub(super) struct Amiss {
    /// The clause.
    clause: String,
    /// Which of its versions, from 0, and from which day that holds.
    version: usize,
    from: jiff::civil::Date,
    /// The figure in it: `windows.1.opens`; empty for the whole version.
    at: String,
    wrong: String,
    remedy: String,
}

/// The figure that is wrong, as in [`Amiss::at`]; what is wrong; what to do.
type Wrong = (String, String, String);

fn wrong(at: impl Into<String>, wrong: impl Into<String>, remedy: impl Into<String>) -> Option<Wrong> {
    Some((at.into(), wrong.into(), remedy.into()))
}

/// Notes everything that does not hold.
pub(super) fn check(handbook: &Handbook, shelf: &Shelf<'_>) {
    for amiss in CHECKS.iter().flat_map(|check| check(handbook)) {
        let wrong = format!("{} (from {}): {}", amiss.clause, amiss.from, amiss.wrong);
        shelf.report.note(match shelf.place(&amiss.clause, amiss.version, &amiss.at) {
            Some((file, offset)) => file.problem(offset, wrong, amiss.remedy),
            None => Problem::at(&amiss.clause, "", 0, wrong, amiss.remedy),
        });
    }
}

fn outlines_add_up_to_100(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.programmes.iter().filter_map(|p| p.examination.outline.as_ref()), |outline| {
        let sum: u32 = outline.domains.iter().map(|d| u32::from(d.percent)).sum();
        if sum == 100 {
            return None;
        }
        wrong("domains", format!("the domains add up to {sum} percent"), "make their shares add up to 100")
    })
}

fn parts_add_up_to_the_questions(handbook: &Handbook) -> Vec<Amiss> {
    let mut found = Vec::new();
    for programme in &handbook.programmes {
        let (Some(parts), Some(exam)) = (&programme.examination.parts, &programme.examination.exam) else { continue };
        let of_exam: Vec<u32> = exam.versions.iter().map(|v| u32::from(v.figures.questions)).collect();
        found.extend(each([parts], |p| {
            let sum: u32 = p.questions.iter().map(|q| u32::from(*q)).sum();
            let exam = of_exam.last().filter(|_| !of_exam.contains(&sum))?;
            wrong(
                "questions",
                format!("the parts have {sum} questions together, the exam has {exam}"),
                "make the parts add up to the exam's questions",
            )
        }));
    }
    found
}

fn questions_delivered_are_at_least_those_scored(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.programmes.iter().filter_map(|p| p.examination.exam.as_ref()), |exam| {
        let (questions, scored) = (exam.questions, exam.scored);
        if scored > questions {
            return wrong(
                "scored",
                format!("{scored} questions are scored of {questions} that are asked"),
                "write scored ≤ questions",
            );
        }
        if let Some(most) = exam.questions_at_most.filter(|most| *most < questions) {
            return wrong(
                "questions_at_most",
                format!("at most {most} questions are asked, and at least {questions}"),
                "write questions ≤ questions_at_most",
            );
        }
        if exam.minutes == 0 { wrong("minutes", "the exam lasts no time", "write minutes above 0") } else { None }
    })
}

fn passing_scores_lie_on_their_scale(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.programmes.iter().filter_map(|p| p.examination.scale.as_ref()), |scale| {
        let pass = scale.pass;
        if let Some(low) = scale.low.filter(|low| *low > pass) {
            return wrong("pass", format!("{pass} passes, but the scale begins at {low}"), "write low ≤ pass ≤ high");
        }
        let high = scale.high.filter(|high| *high < pass)?;
        wrong("pass", format!("{pass} passes, but the scale ends at {high}"), "write low ≤ pass ≤ high")
    })
}

fn windows_follow_one_another(handbook: &Handbook) -> Vec<Amiss> {
    each(&handbook.calendar.windows, |windows| {
        let mut ids = HashSet::new();
        let mut last: Option<(jiff::civil::Date, String)> = None;
        for (row, window) in windows.windows.iter().enumerate() {
            let (id, opens, closes) = (window.id(), window.opens, window.closes);
            if closes < opens {
                return wrong(
                    format!("windows.{row}.closes"),
                    format!("the window {id} closes on {closes}, before it opens on {opens}"),
                    "write closes on or after opens",
                );
            }
            if let Some((closed, before)) = last.filter(|(closed, _)| opens <= *closed) {
                return wrong(
                    format!("windows.{row}.opens"),
                    format!(
                        "the window {id} opens on {opens}, but the one written before it, {before}, closes on {closed}"
                    ),
                    "write windows in order, each closing before the next opens",
                );
            }
            if !ids.insert(id.clone()) {
                return wrong(
                    format!("windows.{row}.season"),
                    format!("a second window would be called {id}"),
                    "give each window of a year a season of its own",
                );
            }
            last = Some((closes, id));
        }
        None
    })
}

fn holidays_follow_one_another(handbook: &Handbook) -> Vec<Amiss> {
    each(&handbook.body.business, |days| {
        let at = |row: usize| format!("holidays.{row}.on");
        for (row, pair) in days.holidays.windows(2).enumerate() {
            let (before, on) = (pair[0].on, pair[1].on);
            if before == on {
                return wrong(at(row + 1), format!("{on} is a holiday twice"), "write each holiday once");
            }
            if before > on {
                let what = format!("the holiday on {on} stands after the one on {before}");
                return wrong(at(row + 1), what, "write holidays in order");
            }
        }
        let row = days.holidays.iter().position(|h| h.on > days.through)?;
        wrong(
            at(row),
            format!(
                "the holiday on {} is later than {}, through which holidays are written",
                days.holidays[row].on, days.through
            ),
            "write a later day in `through`, once every holiday up to it stands here",
        )
    })
}

fn an_accommodation_is_named_once_and_extra_time_says_how_much(handbook: &Handbook) -> Vec<Amiss> {
    each(&handbook.adjustments, |offered| {
        let mut seen = HashSet::new();
        for (row, known) in offered.known.iter().enumerate() {
            let (at, id) = (format!("known.{row}.id"), known.id.as_str());
            if !seen.insert(id) {
                return wrong(at, format!("`{id}` is offered twice"), "offer each accommodation once");
            }
            let more = id == "extra_time" || id.starts_with("extra_time:");
            if more && accommodation::times(id).is_none_or(|times| times <= Units::whole(1)) {
                let what = format!("`{id}` does not say how much more time");
                return wrong(at, what, "write it like extra_time:1.5, for half as much again");
            }
        }
        None
    })
}

fn release_days_are_in_order(handbook: &Handbook) -> Vec<Amiss> {
    each(&handbook.results.release, |release| {
        let (earliest, latest) = (release.earliest, release.latest);
        let what = format!("results would be due after {latest}, but may go out only after {earliest}");
        if is_longer(earliest, latest) { wrong("latest", what, "write earliest ≤ latest") } else { None }
    })
}

fn answers_and_postings_are_in_order(handbook: &Handbook) -> Vec<Amiss> {
    let Some(scheme) = &handbook.scheme else { return Vec::new() };
    let mut found = each(&scheme.review, |review| {
        let (earliest, latest) = (review.earliest, review.latest);
        let what = format!("an answer takes at most {latest}, but at least {earliest}");
        if is_longer(earliest, latest) { wrong("latest", what, "write earliest ≤ latest") } else { None }
    });
    found.extend(each(&scheme.posting, |posting| {
        let (from, to) = (posting.business_days_from, posting.business_days_to);
        let what = format!("credits are posted in at most {to} business days, but in at least {from}");
        if from > to { wrong("business_days_to", what, "write business_days_from ≤ business_days_to") } else { None }
    }));
    found
}

/// Whether one length of time is longer than another, counted from the first day of a year.
fn is_longer(one: Length, other: Length) -> bool {
    let day = date(2025, 1, 1);
    one.after(day) > other.after(day)
}

fn a_cycle_has_years(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.scheme.iter().map(|s| &s.cycle), |cycle| {
        if cycle.years > 0 { None } else { wrong("years", "a cycle of no years never ends", "write years above 0") }
    })
}

fn an_hour_has_minutes(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.scheme.iter().filter_map(|s| s.hour.as_ref()), |hour| {
        let (minutes, housekeeping) = (hour.minutes, hour.housekeeping_minutes);
        if housekeeping < minutes {
            return None;
        }
        wrong(
            "minutes",
            format!("of an hour of {minutes} minutes, {housekeeping} may be housekeeping"),
            "write minutes above housekeeping_minutes",
        )
    })
}

fn deadlines_of_a_renewal_are_in_order(handbook: &Handbook) -> Vec<Amiss> {
    let Some(scheme) = &handbook.scheme else { return Vec::new() };
    let mut found = each(&scheme.submission, |s| {
        let remedy = "write opens, due and late_until in the order of their days";
        if !in_order(&[s.opens, s.due]) {
            return wrong("due", "the application would be due before it opens", remedy);
        }
        if in_order(&[s.due, s.late_until]) {
            return None;
        }
        wrong("late_until", "the application would end before it is due", remedy)
    });
    found.extend(each(&scheme.reinstatement, |r| {
        if in_order(&[r.opens, r.until]) {
            return None;
        }
        wrong("until", "the reinstatement would end before it begins", "write in `until` a day after that of `opens`")
    }));
    found
}

/// Whether marks follow one another around a cycle's end.
fn in_order(marks: &[Mark]) -> bool {
    let end = date(2025, 12, 1);
    marks.windows(2).all(|pair| pair[0].of(end) <= pair[1].of(end))
}

fn stages_after_the_end_are_in_order(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.scheme.iter().map(|s| &s.after_end), |after| {
        let Some(last) = after.stages.len().checked_sub(1) else {
            return wrong("stages", "nothing is said of the time after the end", "write at least one stage");
        };
        let mut before: Option<Mark> = None;
        for (row, stage) in after.stages.iter().enumerate() {
            let (at, standing) = (format!("stages.{row}"), stage.standing.word());
            match (stage.through, before) {
                (Some(_), _) if row == last => {
                    let what = format!("nothing is said of the time after the last stage, `{standing}`");
                    return wrong(format!("{at}.through"), what, "leave out `through`, so that the last stage lasts");
                }
                (None, _) if row < last => {
                    let what = format!("the stage `{standing}` has no last day, though another follows it");
                    return wrong(at, what, "write in `through` the day through which it lasts");
                }
                (Some(through), Some(before)) if !in_order(&[before, through]) => {
                    let what = format!("the stage `{standing}` ends before the one that it follows");
                    return wrong(format!("{at}.through"), what, "write stages in the order of their days");
                }
                (through, _) => before = through,
            }
        }
        None
    })
}

fn numbers_of_credentials_are_in_order(handbook: &Handbook) -> Vec<Amiss> {
    let mut found = Vec::new();
    for fee in &handbook.fees {
        found.extend(each([&fee.clause], |fee| match fee {
            Fee::Flat(_) => None,
            Fee::Graded(rows) => rising("amounts", rows.iter().map(|r| r.credentials)),
        }));
    }
    if let Some(scheme) = &handbook.scheme {
        found.extend(each([&scheme.required], |r| rising("holding", r.holding.iter().map(|row| row.credentials))));
        found.extend(each(&scheme.extension, |e| rising("least", e.least.iter().map(|row| row.credentials))));
    }
    found
}

/// Rows for 1 credential and more, each number once.
fn rising(rows: &str, numbers: impl Iterator<Item = u16>) -> Option<Wrong> {
    let mut last = 0;
    for (row, number) in numbers.enumerate() {
        let at = format!("{rows}.{row}.credentials");
        if row == 0 && number != 1 {
            return wrong(at, format!("the first row is for {number} credentials"), "begin with credentials = 1");
        }
        if number <= last {
            let what = format!("the row for {number} follows the one for {last}");
            return wrong(at, what, "write each number of credentials once, in order");
        }
        last = number;
    }
    if last > 0 { None } else { wrong(rows, format!("`{rows}` has no row"), "write one with credentials = 1") }
}

fn approved_credits_are_part_of_the_total(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.scheme.iter().map(|s| &s.required), |required| {
        let rows = required.holding.iter().enumerate();
        let rows = rows.map(|(row, r)| (format!("holding.{row}.approved"), r.total, r.approved));
        let first = required.first_together.iter().map(|f| ("first_together.approved".to_owned(), f.total, f.approved));
        let (at, total, approved) =
            rows.chain(first).find_map(|(at, total, approved)| Some((at, total, approved.filter(|a| *a > total)?)))?;
        wrong(at, format!("{approved} approved credits are asked for, of {total} in all"), "write approved ≤ total")
    })
}

fn experience_fits_its_look_back(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.programmes.iter().flat_map(|p| &p.routes).map(|(_, clause)| clause), |route| {
        if route.requirements.is_empty() {
            return wrong("requirements", "this route asks for nothing", "write at least one requirement");
        }
        let too_long = |r: &Requirement| match r {
            Requirement::Experience { years, within_years, .. } if years > within_years => {
                Some((*years, *within_years))
            }
            _ => None,
        };
        let found = route.requirements.iter().enumerate().find_map(|(row, r)| Some((row, too_long(r)?)));
        let (row, (years, within)) = found?;
        wrong(
            format!("requirements.{row}.years"),
            format!("{years} years are asked for within the past {within}"),
            "write years ≤ within_years",
        )
    })
}

fn a_category_that_counts_has_a_rate(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.scheme.iter().flat_map(|s| &s.categories).map(|c| &c.clause), |rule| {
        match (rule.counts, rule.credits_per_unit.is_some()) {
            (true, false) => wrong(
                "counts",
                "the category counts, but not how much",
                "write credits_per_unit = \"1\", or counts = false",
            ),
            (false, true) => wrong(
                "credits_per_unit",
                "the category never counts, yet has a rate",
                "leave out credits_per_unit, or write counts = true",
            ),
            _ => None,
        }
    })
}

fn a_year_that_decides_has_a_consequence(handbook: &Handbook) -> Vec<Amiss> {
    each(handbook.scheme.iter().filter_map(|s| s.yearly.as_ref()), |yearly| match (yearly.decides, yearly.short) {
        (true, None) => wrong(
            "decides",
            "a year that falls short decides, but not what",
            "write in `short` the standing that follows, or decides = false",
        ),
        (false, Some(_)) => wrong(
            "short",
            "a year that falls short decides nothing, yet has a consequence",
            "leave out `short`, or write decides = true",
        ),
        _ => None,
    })
}

fn rules_in_words_are_governed_by_the_day_that_is_asked(handbook: &Handbook) -> Vec<Amiss> {
    let (scheduling, scheme) = (&handbook.scheduling, handbook.scheme.as_ref());
    let by_day = scheduling.apply.iter().chain(&scheduling.book);
    let by_day = by_day.chain(scheme.and_then(|s| s.logging.as_ref())).chain(scheme.and_then(|s| s.automatic.as_ref()));
    let used = by_day.map(|c| (c, GovernedBy::Day)).chain(scheduling.reschedule.iter().map(|c| (c, GovernedBy::Exam)));
    let odd = used.filter(|(clause, day)| clause.governed_by != *day);
    odd.flat_map(|(clause, day)| {
        each([clause], |_| {
            wrong(
                "",
                "its version is picked by another day than it says",
                format!("write governed_by = \"{}\"", day.word()),
            )
        })
    })
    .collect()
}

/// Checks every version of some clauses.
fn each<'h, F: 'h>(
    clauses: impl IntoIterator<Item = &'h Clause<F>>,
    check: impl Fn(&F) -> Option<Wrong>,
) -> Vec<Amiss> {
    let mut found = Vec::new();
    for clause in clauses {
        for (number, version) in clause.versions.iter().enumerate() {
            let (clause, from) = (clause.id.clone(), version.from);
            found.extend(check(&version.figures).map(|(at, wrong, remedy)| Amiss {
                clause,
                version: number,
                from,
                at,
                wrong,
                remedy,
            }));
        }
    }
    found
}
