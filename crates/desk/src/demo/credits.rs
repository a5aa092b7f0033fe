//! Earning credits: enough for the cycle, or not, in whatever categories the handbook has.

use jiff::civil::Date;
use programme::handbook::clause::Clause;
use programme::recertification::{Category, CategoryRule, Scheme};

use super::career::{Cycle, Holder};
use super::chance::plus;
use super::json;
use super::person::Person;
use super::story::Ref;
use super::{figures, words};

/// Credits still to be earned, in thousandths.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// In all.
    pub total: i64,
    /// Of these, approved.
    pub approved: i64,
}

/// The days on which credits are earned, and the last on which they are reported.
#[derive(Clone, Copy)]
pub struct Days {
    /// First.
    pub from: Date,
    /// Last.
    pub to: Date,
    /// Reported by then.
    pub by: Date,
}

/// What people do in a category: how often, how much at once (units), and what it is called.
struct Habit {
    category: &'static str,
    weight: u32,
    least: u32,
    most: u32,
    titles: &'static [&'static str],
}

const fn habit(category: &'static str, weight: u32, least: u32, most: u32, titles: &'static [&'static str]) -> Habit {
    Habit { category, weight, least, most, titles }
}

/// A category that this module has never heard of.
const OTHER: Habit = habit("", 8, 2, 8, &["Continuing education", "Professional activity"]);

const HABITS: &[Habit] = &[
    habit(
        "sponsored",
        34,
        5,
        18,
        &["Annual conference", "Credentialing 101", "Privileging in depth", "Online modules", "Accreditation update"],
    ),
    habit(
        "approved",
        30,
        4,
        14,
        &[
            "State society conference",
            "Verification webinar series",
            "Peer review workshop",
            "Law for medical staff offices",
        ],
    ),
    habit(
        "non_approved",
        22,
        3,
        12,
        &[
            "Leadership course",
            "Spreadsheets for analysts",
            "Managing stress at work",
            "Health law seminar",
            "Project management",
        ],
    ),
    habit("teaching", 4, 1, 5, &["Speaker, state conference", "Preparation course, instructor"]),
    habit("subject_matter_expert", 3, 2, 12, &["Practice analysis panel", "Form review"]),
    habit("item_writing", 3, 4, 12, &["Item-writing workshop"]),
    habit("volunteer_national", 2, 1, 1, &["Education committee", "Board of directors"]),
    habit("volunteer_state", 4, 1, 1, &["State board, secretary", "State education committee"]),
    habit("college_course", 5, 3, 3, &["Health care administration", "Business writing", "Statistics I"]),
    habit("journal_article", 2, 1, 1, &["Article on delegated credentialing", "Article on onboarding"]),
    habit("book", 1, 1, 1, &["Handbook chapter on privileging"]),
    habit("internal_meeting", 5, 1, 4, &["Department meeting", "Medical executive committee"]),
    habit("product_training", 5, 1, 6, &["Training on the new credentialing software"]),
    habit("wellness", 4, 1, 3, &["Yoga at lunch", "Mindfulness hour"]),
    habit("exhibit_viewing", 3, 1, 3, &["Exhibit hall"]),
    habit("policy_writing", 2, 2, 8, &["Revision of the bylaws"]),
    habit("other_board", 2, 1, 1, &["School board", "Food bank, board member"]),
    habit(
        "education",
        60,
        6,
        16,
        &["Coding update", "Billing and privacy rules", "Office management course", "Records seminar"],
    ),
    habit("formal_education", 12, 1, 3, &["Medical terminology", "Accounting I"]),
    habit("authorship", 3, 1, 1, &["Newsletter article"]),
    habit("instruction", 6, 1, 5, &["Guest lecture, front office procedures"]),
    habit("organisation", 8, 1, 1, &["State society, treasurer", "Local chapter, secretary"]),
];

/// More entries than this nobody makes for one purpose.
const MOST_ENTRIES: u32 = 14;

impl<'w> Person<'w> {
    /// What a cycle takes of a holder.
    pub fn goal(&self, holder: &Holder<'_>, cycle: &Cycle, day: Date) -> Goal {
        let Some(required) = figures(&holder.scheme.required, cycle.to) else { return Goal { total: 0, approved: 0 } };
        let held = holder.credentials(day);
        let row = required.holding.iter().rev().find(|r| usize::from(r.credentials) <= held);
        let (total, approved) = match &required.first_together {
            Some(first) if held > 1 && holder.joined(cycle, day) => (Some(first.total), first.approved),
            _ => (row.map(|r| r.total), row.and_then(|r| r.approved)),
        };
        let thousandths = |u: Option<programme::amount::Units>| u.map_or(0, |u| u.thousandths());
        Goal { total: thousandths(total), approved: thousandths(approved) }
    }

    /// Some share of a cycle's credits, so many in a thousand, by a day.
    pub fn some_credits(&mut self, holder: &Holder<'w>, cycle: &Cycle, last: Date, in_thousand: u32) {
        if !cycle.in_detail() {
            return;
        }
        let (from, to) = cycle.earning(holder, last);
        let goal = self.goal(holder, cycle, last);
        let part = |n: i64| n * i64::from(in_thousand) / 1000;
        self.earn(
            holder.scheme,
            Days { from, to, by: last },
            Goal { total: part(goal.total), approved: part(goal.approved) },
        );
    }

    /// Earns credits until a goal is reached; those that count, as logged.
    pub fn earn(&mut self, scheme: &'w Scheme, days: Days, goal: Goal) -> Vec<Ref> {
        let mut logged = Vec::new();
        if days.from > days.to || goal.total == 0 {
            return logged;
        }
        let mut left = goal;
        let mut limited: Vec<&str> = Vec::new();
        for nth in 0..MOST_ENTRIES {
            if left.total <= 0 && left.approved <= 0 {
                break;
            }
            let day = self.chance.day(days.from, days.to);
            // Whoever begins takes what comes; the approved ones are looked for later.
            let approved = left.approved > 0 && (nth > 0 || left.total <= 0 || self.chance.once(500));
            let wanted = |category: &Category, rule: &CategoryRule| {
                rule.counts && (!approved || rule.approved == Some(true)) && !limited.contains(&category.id.as_str())
            };
            let Some((category, rule)) = self.category(scheme, day, wanted) else { break };
            if rule.entries_per_cycle.is_some() || rule.credits_per_cycle.is_some() {
                limited.push(&category.id);
            }
            let rate = rule.credits_per_unit.unwrap_or_default().thousandths().max(1);
            let habit = habit_of(&category.id);
            let needed = if approved { left.approved.max(left.total.min(1)) } else { left.total };
            let exact = units_for(needed, rate);
            let mut units = self.chance.between(habit.least, habit.most);
            // After some entries people look at the meter, and do what is missing.
            units = if nth >= 2 && habit.most > 1 { units.max(exact) } else { units };
            let earned = i64::from(units) * rate;
            left.total -= earned;
            left.approved -= if rule.approved == Some(true) { earned } else { 0 };
            logged.push(self.log(scheme, category, habit, units, Days { from: day, ..days }));
        }
        self.odd_credits(scheme, days);
        logged
    }

    /// What never counts, and is logged all the same.
    fn odd_credits(&mut self, scheme: &'w Scheme, days: Days) {
        if self.chance.once(110) {
            let day = self.chance.day(days.from, days.to);
            if let Some((category, _)) = self.category(scheme, day, |_, rule| !rule.counts) {
                let habit = habit_of(&category.id);
                let units = self.chance.between(habit.least, habit.most);
                self.log(scheme, category, habit, units, Days { from: day, ..days });
            }
        }
    }

    /// A category that will do, by what people are in the habit of.
    fn category(
        &mut self,
        scheme: &'w Scheme,
        day: Date,
        wanted: impl Fn(&Category, &CategoryRule) -> bool,
    ) -> Option<(&'w Category, &'w CategoryRule)> {
        let rule = |clause: &'w Clause<CategoryRule>| clause.on(day).map(|e| e.figures());
        let weight = |category: &'w Category| match rule(&category.clause) {
            Some(rule) if wanted(category, rule) => habit_of(&category.id).weight,
            _ => 0,
        };
        let at = self.chance.weighted(scheme.categories.iter().map(weight))?;
        let category = scheme.categories.get(at)?;
        Some((category, rule(&category.clause)?))
    }

    /// Logs one credit earned on the first of `days`; now and then wrongly, or twice.
    fn log(&mut self, scheme: &Scheme, category: &Category, habit: &Habit, units: u32, days: Days) -> Ref {
        let title = self.chance.word(habit.titles);
        let online = self.chance.once(300);
        let place = if self.chance.once(250) { Some(self.chance.word(words::PLACES)) } else { None }
            .or(online.then_some(self.home));
        let documented = self.chance.once(930);
        let activity = if self.chance.once(300) { Some(self.chance.below(100_000)) } else { None };
        let reported = self.chance.after(days.from, 3, 90).min(days.by);
        let recorded = self.chance.once(160).then_some(reported).filter(|d| *d > days.from);
        let slip = self.chance.below(1000);
        let year = days.from.year();
        let write = |units: u32, story: &mut super::story::Story| {
            story
                .add("credit_logged", days.from)
                .text("scheme", &scheme.id)
                .text("category", &category.id)
                .said("units", units)
                .text("title", title)
                .text_if_any("place", place)
                .flag("certificate", documented)
                .fields(|out| {
                    if let Some(activity) = activity {
                        json::said(out, "activity", format_args!("{}-{year}-{activity}", category.id));
                    }
                })
                .recorded(recorded)
                .id()
        };
        let later = plus(days.from, 5).min(days.by).max(days.from);
        match slip {
            // A slip of the finger, corrected within days.
            0..=9 => {
                let wrong = write(units * 10, &mut self.story);
                self.corrected(wrong, later, |out| json::said(out, "units", units));
                wrong
            }
            // Entered twice, and taken back.
            10..=15 => {
                let twice = write(units, &mut self.story);
                self.retracted(twice, later, "entered twice");
                write(units, &mut self.story)
            }
            // Reported though it was posted already: an activity counts once.
            16..=40 if activity.is_some() => {
                write(units, &mut self.story);
                write(units, &mut self.story)
            }
            _ => write(units, &mut self.story),
        }
    }
}

fn habit_of(category: &str) -> &'static Habit {
    HABITS.iter().find(|h| h.category == category).unwrap_or(&OTHER)
}

/// The whole units that come to so many credits, at a rate a unit (both in thousandths).
pub fn units_for(credits: i64, rate: i64) -> u32 {
    let rate = rate.max(1);
    u32::try_from((credits.max(0) + rate - 1) / rate).unwrap_or(1).clamp(1, 60)
}
