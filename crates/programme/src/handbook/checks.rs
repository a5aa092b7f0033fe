//! What must hold between the figures of a handbook. One plainly named function a property.

use std::collections::HashSet;

use super::Handbook;
use super::clause::Clause;
use super::reader::Name;
use crate::day::Mark;
use crate::eligibility::Requirement;
use crate::fees::Fee;
use crate::problem::Problem;
use jiff::civil::date;

/// Every property that is checked once a handbook has been read.
pub(super) const CHECKS: &[fn(&Handbook) -> Vec<Problem>] = &[
    every_citation_names_a_source,
    sources_supersede_without_a_circle,
    every_fee_named_exists,
    every_programme_renewed_exists,
    every_category_named_exists,
    outlines_add_up_to_100,
    parts_add_up_to_the_questions,
    questions_delivered_are_at_least_those_scored,
    passing_scores_lie_on_their_scale,
    windows_follow_one_another,
    holidays_follow_one_another,
    release_days_are_in_order,
    deadlines_of_a_renewal_are_in_order,
    stages_after_the_end_are_in_order,
    numbers_of_credentials_are_in_order,
    approved_credits_are_part_of_the_total,
    experience_fits_its_look_back,
    a_category_that_counts_has_a_rate,
    a_year_that_decides_has_a_consequence,
];

/// A problem at the place of a clause's first words in its file.
fn at(handbook: &Handbook, clause: &str, wrong: impl Into<String>, remedy: impl Into<String>) -> Problem {
    let (file, line, column) = handbook.place(clause);
    Problem { file, line, column, wrong: wrong.into(), remedy: remedy.into() }
}

impl Handbook {
    /// File, line and column at which a clause begins.
    pub fn place(&self, clause: &str) -> (String, usize, usize) {
        let printed = self.printed.iter().find(|p| p.clause == clause);
        printed.map_or((String::new(), 1, 1), |p| (p.place.file.clone(), p.place.line, p.place.column))
    }
}

fn every_citation_names_a_source(handbook: &Handbook) -> Vec<Problem> {
    let known = || handbook.sources.iter().map(|(id, _)| id.as_str());
    let cited = handbook.printed.iter().flat_map(|p| &p.versions).map(|v| &v.cited);
    cited.filter(|name| !known().any(|id| id == name.id)).map(|name| name.unknown("source", known())).collect()
}

fn sources_supersede_without_a_circle(handbook: &Handbook) -> Vec<Problem> {
    let find = |id: &str| handbook.sources.iter().find(|(s, _)| s == id);
    let mut problems = Vec::new();
    for (id, document) in &handbook.sources {
        let Some(name) = &document.supersedes else { continue };
        if find(&name.id).is_none() {
            problems.push(name.unknown("source", handbook.sources.iter().map(|(id, _)| id.as_str())));
            continue;
        }
        let mut seen = HashSet::new();
        let mut next = Some(name);
        while let Some(name) = next.filter(|name| seen.insert(&name.id)) {
            if name.id == *id {
                let wrong = format!("`{id}` supersedes itself by way of others");
                problems.extend(
                    document
                        .supersedes
                        .as_ref()
                        .map(|n| n.problem(wrong, "let the newer document supersede the older one only")),
                );
                break;
            }
            next = find(&name.id).and_then(|(_, d)| d.supersedes.as_ref());
        }
    }
    problems
}

fn every_fee_named_exists(handbook: &Handbook) -> Vec<Problem> {
    let Some(scheme) = &handbook.scheme else { return Vec::new() };
    let mut named: Vec<&Name> = Vec::new();
    for version in scheme.submission.iter().flat_map(|c| &c.versions) {
        named.push(&version.figures.fee);
        named.extend(&version.figures.late_fee);
    }
    named.extend(scheme.extension.iter().flat_map(|c| &c.versions).map(|v| &v.figures.fee));
    named.extend(scheme.reinstatement.iter().flat_map(|c| &c.versions).map(|v| &v.figures.fee));
    named.extend(scheme.annual_fee.iter().flat_map(|c| &c.versions).map(|v| &v.figures.fee));
    let unknown = named.into_iter().filter(|name| handbook.fee(&name.id).is_none());
    unknown.map(|name| name.unknown("fee", handbook.fees.iter().map(|f| f.id.as_str()))).collect()
}

fn every_programme_renewed_exists(handbook: &Handbook) -> Vec<Problem> {
    let named = handbook.scheme.iter().flat_map(|s| &s.programmes);
    let unknown = named.filter(|name| handbook.programme(&name.id).is_none());
    unknown.map(|name| name.unknown("programme", handbook.programmes.iter().map(|p| p.id.as_str()))).collect()
}

fn every_category_named_exists(handbook: &Handbook) -> Vec<Problem> {
    let Some(scheme) = &handbook.scheme else { return Vec::new() };
    let named =
        scheme.required.versions.iter().flat_map(|v| v.figures.categories.iter().flatten()).map(|c| &c.category);
    let unknown = named.filter(|name| scheme.category(&name.id).is_none());
    unknown.map(|name| name.unknown("category", scheme.categories.iter().map(|c| c.id.as_str()))).collect()
}

fn outlines_add_up_to_100(handbook: &Handbook) -> Vec<Problem> {
    let clauses = handbook.programmes.iter().filter_map(|p| p.examination.outline.as_ref());
    each(handbook, clauses, |outline| {
        let sum: u32 = outline.domains.iter().map(|d| u32::from(d.percent)).sum();
        (sum != 100)
            .then(|| (format!("the domains add up to {sum} percent"), "make their shares add up to 100".to_owned()))
    })
}

fn parts_add_up_to_the_questions(handbook: &Handbook) -> Vec<Problem> {
    let mut problems = Vec::new();
    for programme in &handbook.programmes {
        let (Some(parts), Some(exam)) = (&programme.examination.parts, &programme.examination.exam) else { continue };
        problems.extend(each(handbook, [parts], |p| {
            let sum: u32 = p.questions.iter().map(|q| u32::from(*q)).sum();
            let fits = exam.versions.iter().any(|v| u32::from(v.figures.questions) == sum);
            (!fits).then(|| {
                (
                    format!("the parts have {sum} questions together"),
                    "make them add up to the exam's questions".to_owned(),
                )
            })
        }));
    }
    problems
}

fn questions_delivered_are_at_least_those_scored(handbook: &Handbook) -> Vec<Problem> {
    let clauses = handbook.programmes.iter().filter_map(|p| p.examination.exam.as_ref());
    each(handbook, clauses, |exam| {
        let most = exam.questions_at_most.unwrap_or(exam.questions);
        let wrong = exam.scored > exam.questions || exam.questions > most || exam.minutes == 0;
        wrong.then(|| {
            (
                "scored, least and greatest number of questions do not fit".to_owned(),
                "write scored ≤ questions ≤ questions_at_most, and minutes above 0".to_owned(),
            )
        })
    })
}

fn passing_scores_lie_on_their_scale(handbook: &Handbook) -> Vec<Problem> {
    let clauses = handbook.programmes.iter().filter_map(|p| p.examination.scale.as_ref());
    each(handbook, clauses, |scale| {
        let off = scale.low.is_some_and(|low| low > scale.pass) || scale.high.is_some_and(|high| high < scale.pass);
        off.then(|| {
            (format!("the passing score {} is not on the scale", scale.pass), "write low ≤ pass ≤ high".to_owned())
        })
    })
}

fn windows_follow_one_another(handbook: &Handbook) -> Vec<Problem> {
    each(handbook, &handbook.calendar.windows, |windows| {
        let mut last = None;
        for window in &windows.windows {
            if window.closes < window.opens || last.is_some_and(|l| window.opens <= l) {
                return Some((
                    format!("the window {} does not follow the one before it", window.id()),
                    "write windows in order, each closing before the next opens".to_owned(),
                ));
            }
            last = Some(window.closes);
        }
        None
    })
}

fn holidays_follow_one_another(handbook: &Handbook) -> Vec<Problem> {
    each(handbook, &handbook.body.business, |days| {
        let out_of_order = days.holidays.windows(2).find(|pair| pair[0].on >= pair[1].on).map(|pair| pair[1].on);
        let beyond = days.holidays.iter().map(|h| h.on).find(|on| *on > days.through);
        out_of_order.or(beyond).map(|on| {
            (
                format!("the holiday on {on} is out of order"),
                "write each holiday once, in order, none after `through`".to_owned(),
            )
        })
    })
}

fn release_days_are_in_order(handbook: &Handbook) -> Vec<Problem> {
    let day = date(2025, 1, 1);
    each(handbook, &handbook.results.release, |release| {
        let wrong = release.earliest.after(day) > release.latest.after(day);
        wrong.then(|| {
            ("results would be due before they may be released".to_owned(), "write earliest ≤ latest".to_owned())
        })
    })
}

fn deadlines_of_a_renewal_are_in_order(handbook: &Handbook) -> Vec<Problem> {
    let Some(scheme) = &handbook.scheme else { return Vec::new() };
    let mut problems = each(handbook, &scheme.submission, |s| {
        (!in_order(&[s.opens, s.due, s.late_until])).then(|| {
            (
                "the application would not open before it closes".to_owned(),
                "write opens, due and late_until in the order of their days".to_owned(),
            )
        })
    });
    problems.extend(each(handbook, &scheme.reinstatement, |r| {
        (!in_order(&[r.opens, r.until]))
            .then(|| ("the reinstatement ends before it begins".to_owned(), "write opens before until".to_owned()))
    }));
    problems
}

/// Whether marks follow one another around a cycle's end.
fn in_order(marks: &[Mark]) -> bool {
    let end = date(2025, 12, 1);
    marks.windows(2).all(|pair| pair[0].of(end) <= pair[1].of(end))
}

fn stages_after_the_end_are_in_order(handbook: &Handbook) -> Vec<Problem> {
    each(handbook, handbook.scheme.iter().map(|s| &s.after_end), |after| {
        let Some((last, before)) = after.stages.split_last() else {
            return Some((
                "nothing is said of the time after the end".to_owned(),
                "write at least one stage".to_owned(),
            ));
        };
        let marks: Vec<Mark> = before.iter().filter_map(|s| s.through).collect();
        let wrong = last.through.is_some() || marks.len() != before.len() || !in_order(&marks);
        wrong.then(|| {
            (
                "the stages after the end are not in order".to_owned(),
                "give each stage but the last the day through which it lasts".to_owned(),
            )
        })
    })
}

fn numbers_of_credentials_are_in_order(handbook: &Handbook) -> Vec<Problem> {
    let advice = || {
        (
            "the rows do not rise from 1 credential".to_owned(),
            "begin with credentials = 1 and give each number once, in order".to_owned(),
        )
    };
    let rising = |numbers: Vec<u16>| numbers.first() == Some(&1) && numbers.windows(2).all(|p| p[0] < p[1]);
    let mut problems = Vec::new();
    for fee in &handbook.fees {
        problems.extend(each(handbook, [&fee.clause], |fee| match fee {
            Fee::Flat(_) => None,
            Fee::Graded(rows) => (!rising(rows.iter().map(|r| r.credentials).collect())).then(advice),
        }));
    }
    if let Some(scheme) = &handbook.scheme {
        problems.extend(each(handbook, [&scheme.required], |r| {
            (!rising(r.holding.iter().map(|row| row.credentials).collect())).then(advice)
        }));
        problems.extend(each(handbook, &scheme.extension, |e| {
            (!rising(e.least.iter().map(|row| row.credentials).collect())).then(advice)
        }));
    }
    problems
}

fn approved_credits_are_part_of_the_total(handbook: &Handbook) -> Vec<Problem> {
    each(handbook, handbook.scheme.iter().map(|s| &s.required), |required| {
        let rows = required.holding.iter().map(|r| (r.total, r.approved));
        let first = required.first_together.iter().map(|f| (f.total, f.approved));
        let wrong = rows.chain(first).find(|(total, approved)| approved.is_some_and(|a| a > *total));
        wrong.map(|(total, _)| {
            (
                format!("more approved credits are asked for than the {total} in all"),
                "write approved ≤ total".to_owned(),
            )
        })
    })
}

fn experience_fits_its_look_back(handbook: &Handbook) -> Vec<Problem> {
    let clauses = handbook.programmes.iter().flat_map(|p| &p.routes).map(|(_, clause)| clause);
    each(handbook, clauses, |route| {
        if route.requirements.is_empty() {
            return Some(("this route asks for nothing".to_owned(), "write at least one requirement".to_owned()));
        }
        let too_long =
            |r: &Requirement| matches!(r, Requirement::Experience { years, within_years, .. } if years > within_years);
        route.requirements.iter().any(too_long).then(|| {
            ("more years are asked for than the look-back holds".to_owned(), "write years ≤ within_years".to_owned())
        })
    })
}

fn a_category_that_counts_has_a_rate(handbook: &Handbook) -> Vec<Problem> {
    let clauses = handbook.scheme.iter().flat_map(|s| &s.categories).map(|c| &c.clause);
    each(handbook, clauses, |rule| {
        let fits = rule.counts == rule.credits_per_unit.is_some();
        (!fits).then(|| {
            (
                "whether the category counts, and what, do not fit".to_owned(),
                "give credits_per_unit where counts = true, and only there".to_owned(),
            )
        })
    })
}

fn a_year_that_decides_has_a_consequence(handbook: &Handbook) -> Vec<Problem> {
    each(handbook, handbook.scheme.iter().filter_map(|s| s.yearly.as_ref()), |yearly| {
        (yearly.decides != yearly.short.is_some()).then(|| {
            (
                "whether a short year decides, and what it does, do not fit".to_owned(),
                "give `short` where decides = true, and only there".to_owned(),
            )
        })
    })
}

/// Checks every version of some clauses.
fn each<'h, F: 'h>(
    handbook: &Handbook,
    clauses: impl IntoIterator<Item = &'h Clause<F>>,
    check: impl Fn(&F) -> Option<(String, String)>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for clause in clauses {
        for version in &clause.versions {
            if let Some((wrong, remedy)) = check(&version.figures) {
                problems.push(at(
                    handbook,
                    &clause.id,
                    format!("{} (from {}): {wrong}", clause.id, version.from),
                    remedy,
                ));
            }
        }
    }
    problems
}
