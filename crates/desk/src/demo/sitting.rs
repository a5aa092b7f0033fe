//! Sitting the exam: windows, seats, transfers, scores and results.

use jiff::civil::Date;
use programme::Handbook;
use programme::day::next;
use programme::examination::WindowDays;
use programme::results::HeldUntil;

use super::candidacy::{Applied, Came, Candidacy};
use super::chance::{minus, plus, working};
use super::figures;
use super::person::Person;
use super::story::{LAST_DAY, Moment, Ref};

/// When a candidate can sit: a window, or days on which seats are had.
#[derive(Clone, Copy)]
struct Seats<'w> {
    window: Option<&'w WindowDays>,
    opens: Date,
    closes: Date,
}

impl<'w> Person<'w> {
    /// Applies on a day, and sits if that is approved.
    pub fn apply_and_sit(&mut self, candidacy: &Candidacy<'w>, day: Date) -> Came {
        let seats = self.seats(candidacy.house, day);
        let window = seats.window.map(WindowDays::id);
        let applied = self.apply(candidacy, day, window.as_deref(), seats.opens);
        self.accommodation(candidacy.house, &applied, seats.window, day);
        let Some(approved) = applied.approved else {
            let later = self.chance.after(day, 200, 800);
            return Came::Again(later);
        };
        if self.chance.once(45)
            && let Some(fee) = self.quote(candidacy.house, "practice_exam", approved, 1, approved)
        {
            let bought = self.chance.day(approved, minus(seats.opens, 1));
            self.pay(candidacy.house, "practice_exam", fee, bought);
        }
        if self.chance.once(20) {
            return Came::Nothing;
        }
        let (seats, sat) = self.take_seat(candidacy, seats, approved);
        self.sit(candidacy, seats, sat, &applied)
    }

    /// The next seats that somebody who applies on a day can have.
    fn seats(&mut self, house: &'w Handbook, day: Date) -> Seats<'w> {
        let Some(first) = house.calendar.all().next() else {
            let sat = working(self.chance.after(day, 21, 75));
            return Seats { window: None, opens: sat, closes: sat };
        };
        let ready = plus(day, 60);
        // Before the windows are written down, and after: the seasons without a name.
        let opens = season(ready);
        let unnamed = Seats { window: None, opens, closes: plus(opens, 21) };
        if opens.year() < first.opens.year() {
            return unnamed;
        }
        let window = house.calendar.all().find(|w| w.opens >= ready);
        window.map_or(unnamed, |w| Seats { window: Some(w), opens: w.opens, closes: w.closes })
    }

    /// Asks for accommodations, and has that decided; some ask too late.
    fn accommodation(&mut self, house: &Handbook, applied: &Applied, window: Option<&WindowDays>, day: Date) {
        let Some(window) = window.filter(|_| self.chance.once(22)) else { return };
        let letterhead = self.chance.once(900);
        let adjustment =
            self.chance.word(&["extra_time:1.5", "extra_time:2.0", "separate_room", "screen_reader", "breaks"]);
        let asked = self.chance.after(day, 0, 10);
        let request = self
            .story
            .add("accommodation_requested", asked)
            .refers("application", applied.application)
            .text("window", &window.id())
            .fields(|out| {
                super::json::key(out, "adjustments");
                out.push(b'[');
                super::json::string(out, adjustment);
                out.push(b']');
            })
            .flag("letterhead", letterhead)
            .id();
        let last = house.accommodation.as_ref().and_then(|c| figures(c, window.opens));
        let in_time = last.is_none_or(|rule| asked <= rule.before_opening.before(window.opens));
        let reason = match (in_time, letterhead) {
            (false, _) => Some("It came too late for this window."),
            (true, false) => Some("It is not documented yet."),
            (true, true) => None,
        };
        let decided = self.chance.office_day(asked, 3, 15);
        self.story
            .add("accommodation_decided", decided)
            .refers("accommodation", request)
            .text("outcome", if reason.is_some() { "refused" } else { "approved" })
            .text_if_any("reason", reason);
    }

    /// Books a seat where that is on file, and moves to the next window now and then; the day of the exam.
    fn take_seat(&mut self, candidacy: &Candidacy<'w>, seats: Seats<'w>, approved: Date) -> (Seats<'w>, Date) {
        let sat = working(self.chance.day(seats.opens, seats.closes)).clamp(seats.opens, seats.closes);
        if !self.chance.once(300) {
            return (seats, sat);
        }
        let booked = self.chance.day(next(approved).max(minus(seats.opens, 30)), minus(sat, 9)).min(sat);
        let appointment = self.book(candidacy, seats, booked, sat);
        let later = seats.window.and_then(|w| candidacy.house.calendar.after(w));
        let Some(later) = later.filter(|_| self.chance.once(120)) else { return (seats, sat) };
        let asked = self.chance.day(booked, minus(sat, 1)).max(booked);
        self.story.add("transfer_requested", asked).refers("appointment", appointment).text("to_window", &later.id());
        let moved = Seats { window: Some(later), opens: later.opens, closes: later.closes };
        let sat = working(self.chance.day(moved.opens, moved.closes)).clamp(moved.opens, moved.closes);
        let again = self.chance.day(minus(moved.opens, 30), minus(moved.opens, 3)).max(next(asked));
        self.book(candidacy, moved, again, sat);
        (moved, sat)
    }

    fn book(&mut self, candidacy: &Candidacy<'_>, seats: Seats<'_>, booked: Date, sat: Date) -> Ref {
        let minute = self.chance.pick(&[510, 540, 600, 780, 810]).unwrap_or(540);
        // Daylight saving holds from mid-March on: the windows lie in it, all but their first days.
        let offset = if (4..=10).contains(&sat.month()) { -240 } else { -300 };
        let home = self.home;
        self.story
            .add("appointment_booked", booked)
            .text("programme", &candidacy.programme.id)
            .text_if_any("window", seats.window.map(WindowDays::id).as_deref())
            .starts("starts", sat, Moment { minute, offset })
            .text("site", home)
            .id()
    }

    fn sit(&mut self, candidacy: &Candidacy<'w>, seats: Seats<'w>, sat: Date, applied: &Applied) -> Came {
        let outcome = match self.chance.below(1000) {
            0..=39 => "no_show",
            40..=54 => "voided",
            _ => "completed",
        };
        let id = candidacy.programme.id.as_str();
        let nth = self.chance.once(600).then_some(candidacy.attempts + 1).filter(|_| outcome == "completed");
        let write = |out: &mut Vec<u8>| {
            super::json::text(out, "programme", id);
            if let Some(nth) = nth {
                super::json::said(
                    out,
                    "form",
                    format_args!("{id}-{}-{}", sat.year(), if sat.month() < 9 { "a" } else { "b" }),
                );
                super::json::number(out, "attempt", nth);
            }
            super::json::text(out, "outcome", outcome);
        };
        let window = seats.window.map(WindowDays::id);
        let exam = self.story.add("exam_sat", sat).fields(write).text_if_any("window", window.as_deref()).id();
        let again = self.chance.after(seats.closes.max(sat), 3, 120);
        if outcome != "completed" {
            return Came::Again(again);
        }
        let passed = self.chance.once(if candidacy.attempts == 0 { 770 } else { 640 });
        let released = self.release_day(candidacy.house, seats, sat);
        let scored = self.chance.day(sat, minus(released, 1)).clamp(sat, released);
        self.score(candidacy, exam, sat, scored, passed);
        let late = self.chance.once(15);
        let released = if late { working(plus(released, 60)) } else { released };
        self.story.add("results_released", released).refers("exam", exam).note(late.then_some("equating was repeated"));
        match passed {
            true => Came::Passed(applied.ahead.map_or(released, |day| released.max(plus(day, 7)))),
            false => Came::Failed(self.may_retake(candidacy, sat, again.max(next(released)))),
        }
    }

    /// The first day on which a failed candidate applies again.
    fn may_retake(&mut self, candidacy: &Candidacy<'_>, sat: Date, again: Date) -> Date {
        let rule = candidacy.house.scheduling.retake.as_ref().and_then(|r| figures(r, sat));
        let wait = rule.and_then(|r| r.wait).map_or(sat, |wait| wait.after(sat));
        let day = again.max(wait);
        self.chance.after(day, 0, 90)
    }

    fn release_day(&mut self, house: &Handbook, seats: Seats<'_>, sat: Date) -> Date {
        let Some(rule) = house.results.release.as_ref().and_then(|r| figures(r, seats.opens)) else { return sat };
        let since = match rule.held_until {
            HeldUntil::WindowCloses => seats.closes.max(sat),
            HeldUntil::ExamTaken => sat,
        };
        working(self.chance.day(rule.earliest.after(since), minus(rule.latest.after(since), 2)))
    }

    /// Scores an exam on the programme's scale.
    pub fn score(&mut self, candidacy: &Candidacy<'_>, exam: Ref, sat: Date, scored: Date, passed: bool) {
        let examination = &candidacy.programme.examination;
        let Some(scale) = examination.scale.as_ref().and_then(|s| figures(s, sat)) else { return };
        if scored > LAST_DAY {
            return;
        }
        let items = examination.exam.as_ref().and_then(|e| figures(e, sat)).map_or(100, |e| u32::from(e.scored));
        let pass = u32::from(scale.pass);
        let reach = (pass / 3).max(1);
        let scaled = if passed {
            pass + self
                .chance
                .below(scale.high.map_or(reach, |high| u32::from(high).saturating_sub(pass)).min(reach) + 1)
        } else {
            pass.saturating_sub(1 + self.chance.below(reach)).max(scale.low.map_or(0, u32::from))
        };
        // Nearer the top of the scale, more answered rightly; equating makes it no fixed proportion.
        let percent = (55 + scaled * 20 / pass.max(1)).saturating_sub(self.chance.below(4)).min(99);
        self.story
            .add("exam_scored", scored)
            .refers("exam", exam)
            .number("raw", items * percent / 100)
            .number("scaled", scaled)
            .flag("passed", passed);
    }
}

/// The first season's opening from a day on: March, June or September.
fn season(from: Date) -> Date {
    let opens = |year: i16, month: i8| Date::new(year, month, 5).unwrap_or(from);
    let year = from.year();
    [3, 6, 9]
        .into_iter()
        .map(|month| opens(year, month))
        .find(|d| *d >= from)
        .unwrap_or(opens(year.saturating_add(1), 3))
}
