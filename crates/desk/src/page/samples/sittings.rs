//! Pages of exams: sites, windows, seatings and who sat in them; results by candidate number.

use store::left_over::LeftOver;
use store::releases::{HeldBack, Progress, Proposal};
use store::seats::Rostered;
use store::sites::Site;
use store::sittings::Sitting;

use super::*;
use crate::page::results::{self, Proposed, Window, WindowRow};
use crate::page::roster::{self, Attendance, Roster, Seated};
use crate::page::windows::{self, STATES, Several};
use crate::results::Taken;

const CSRF: Option<&str> = Some("0123");

pub(super) fn of_sittings(pages: &mut Vec<(String, String)>) {
    of_sites(pages);
    of_rosters(pages);
    of_results(pages);
}

fn of_sites(pages: &mut Vec<(String, String)>) {
    let open = Site {
        id: "tucson".to_owned(),
        name: "Tucson, AZ".to_owned(),
        address: "1 Speedway Boulevard".to_owned(),
        zone: "America/Phoenix".to_owned(),
        closed_days: "2026-03-17".to_owned(),
        accommodations: "A room of one's own; a reader on request".to_owned(),
        closed_at: None,
    };
    let closed = Site { id: "reno".to_owned(), closed_at: Some(jiff::Timestamp::UNIX_EPOCH), ..open.clone() };
    let days = Some((date(2026, 3, 1), date(2026, 3, 31)));
    let counts: Vec<i64> = (1..).take(STATES.len()).collect();
    let rows = [("CPCS, spring 2026".to_owned(), days, counts.clone()), ("CPCS, summer 2026".to_owned(), None, counts)];
    let taken = [Problem { field: "name", wrong: "There is a site of this name already.", remedy: "Change that one." }];
    let zone =
        [Problem { field: "zone", wrong: "There is no such time zone.", remedy: "Write it like America/Chicago." }];
    let several = Several {
        programmes: &[("cpcs", "CPCS")],
        sites: &[("tucson", "Tucson, AZ")],
        sent: &[("programme", "cpcs"), ("from", "2026-03-16"), ("to", "2026-03-18"), ("Monday", "yes")],
        problems: &[],
        preview: None,
        left_out: &[],
        csrf: "0123",
    };
    let preview = ["16 March 2026, 09:00 MST · Tucson, AZ · 12 seats".to_owned()];
    let days = [Problem { field: "days", wrong: "No day of the week is chosen.", remedy: "Choose one or more." }];
    for (name, main) in [
        ("windows", windows::windows(&rows, Some("/staff/windows?after=2025"), None)),
        ("sites", windows::sites(&[open.clone(), closed.clone()], CSRF, "Tucson, AZ", &taken)),
        ("site", windows::site(&open, CSRF, &zone)),
        ("site-closed", windows::site(&closed, CSRF, &[])),
        ("site-seen", windows::site(&open, None, &[])),
        ("several", windows::several(&Several { problems: &days, ..several })),
        (
            "several-preview",
            windows::several(&Several {
                preview: Some(&preview),
                left_out: &[date(2026, 3, 17)],
                problems: &[],
                ..several
            }),
        ),
    ] {
        pages.push((name.to_owned(), frame("Seats", Area::Staff, &["registrar"], main)));
    }
}

fn of_rosters(pages: &mut Vec<(String, String)>) {
    let seated = |appointment: &str, name: &str, outcome: &str, ask| Seated {
        seat: Rostered {
            appointment: appointment.to_owned(),
            person: appointment.to_owned(),
            name: name.to_owned(),
            number: "C-0000001".to_owned(),
            outcome: outcome.to_owned(),
        },
        ask,
    };
    let seated = [
        seated("a", "Maya Lindqvist", "", true),
        seated("b", "Jonas Abara", "completed", false),
        seated("c", "Otto Brandt", "no_show", false),
        seated("d", "Petra Novák", "voided", false),
    ];
    let others = [("2".to_owned(), "17 March 2026, 13:30 MST · Tucson, AZ (3 left)".to_owned())];
    let problems =
        [Problem { field: "why", wrong: "There is no reason.", remedy: "Say why: it stands in the letter." }];
    let roster = |begun, seated, problems| {
        roster::roster(&Roster {
            path: "/staff/seats/1".to_owned(),
            when: "16 March 2026, 09:00 MST".to_owned(),
            what: "CPCS · Tucson, AZ".to_owned(),
            seats: (12, 4),
            begun,
            seated,
            others: &others,
            recording: CSRF,
            keeping: CSRF,
            sent: &[("appointment", "a"), ("to", "none")],
            problems,
        })
    };
    let rows = [("/staff/seats/1".to_owned(), "16 March 2026, 09:00 MST · Tucson, AZ".to_owned(), 1)];
    let attendance = |csrf, taken, problems| {
        roster::attendance_page(&Attendance { rows: &rows, left_over: 2, taken, sent: "appointment", problems, csrf })
    };
    let unread =
        [Problem { field: "rows", wrong: "There is no column `person`.", remedy: "Name it on the first line." }];
    let taken = taken();
    let sites = [("tucson".to_owned(), "Tucson, AZ".to_owned())];
    let row = ["Maya Lindqvist", "16 March 2026, 09:00 MST", "C-0000001", "Ask the office"].map(str::to_owned);
    for (name, main) in [
        ("roster", roster(false, &seated, &problems)),
        ("roster-begun", roster(true, &seated, &[])),
        ("roster-empty", roster(false, &[], &[])),
        ("roster-day", roster::day("tucson", date(2026, 3, 16), &sites, &[row])),
        ("attendance", attendance(CSRF, Some(&taken), &[])),
        ("attendance-unread", attendance(CSRF, None, &unread)),
        ("attendance-seen", attendance(None, None, &[])),
    ] {
        pages.push((name.to_owned(), frame("Seats", Area::Staff, &["registrar"], main)));
    }
}

/// What became of a file.
fn taken() -> Taken {
    Taken { kept: 12, already: 1, left_over: vec![(4, "No candidate has this number.".to_owned())] }
}

fn sitting(number: &str, scaled: &str, passed: bool, released: Option<Date>) -> Sitting {
    Sitting {
        number: number.to_owned(),
        exam: "e".to_owned(),
        body: "namss".to_owned(),
        programme: "cpcs".to_owned(),
        window: "spring-2026".to_owned(),
        day: date(2026, 3, 16),
        outcome: "completed".to_owned(),
        form: "A".to_owned(),
        score: "s".to_owned(),
        scored_by: "scores@example.org".to_owned(),
        raw: scaled.to_owned(),
        scaled: scaled.to_owned(),
        passed,
        released,
    }
}

fn of_results(pages: &mut Vec<(String, String)>) {
    let sittings = [
        sitting("C-0000001", "612", true, None),
        sitting("C-0000002", "488", false, Some(date(2026, 4, 20))),
        Sitting { score: String::new(), ..sitting("C-0000003", "", false, None) },
    ];
    let held_back: [HeldBack; 1] = [("C-0000001".to_owned(), "e".to_owned(), "A complaint is looked into.".to_owned())];
    let unusual = [("C-0000002".to_owned(), "The raw score is the highest there is.".to_owned())];
    let open = Proposal {
        id: "1".to_owned(),
        programme: "cpcs".to_owned(),
        window: "spring-2026".to_owned(),
        proposed_by: "scores@example.org".to_owned(),
        note: "Keys and equating were checked.".to_owned(),
        reason: "The office is closed in the week before.".to_owned(),
        ..Proposal::default()
    };
    let begun = Proposal { released_by: Some("ada@example.org".to_owned()), ..open.clone() };
    let gone = Proposal { withdrawn_by: Some("ada@example.org".to_owned()), ..open.clone() };
    let progress = |done| Progress { done, left_out: 1, open: 12 - done };
    let proposals = [(open.clone(), progress(0)), (begun.clone(), progress(7)), (gone.clone(), progress(0))];
    let (taken, problems) =
        (taken(), [Problem { field: "held_for", wrong: "There is nothing here.", remedy: "Say it in a few words." }]);
    let window = results::window(&Window {
        path: "/results/cpcs/spring-2026".to_owned(),
        name: "CPCS, spring 2026",
        sittings: &sittings,
        held_back: &held_back,
        proposals: &proposals,
        ready: (12, 9),
        unusual: &unusual,
        due: Some((date(2026, 4, 14), date(2026, 4, 28))),
        today: ON,
        next: Some("?after=C-0000003"),
        taken: Some(&taken),
        sent: &[("number", "C-0000001")],
        problems: &problems,
        csrf: "0123",
    });
    let left_out = [("C-0000004".to_owned(), "The record cannot hold it.".to_owned())];
    let proposal = |proposal, done, hindered| {
        results::proposal(&Proposed {
            name: "CPCS, spring 2026",
            proposal,
            progress: progress(done),
            passed: (12, 9),
            unusual: &unusual,
            left_out: &left_out,
            held_back: &held_back,
            hindered,
            csrf: "0123",
        })
    };
    let row = WindowRow {
        href: "/results/cpcs/spring-2026".to_owned(),
        name: "CPCS, spring 2026".to_owned(),
        counts: [14, 12, 1],
    };
    for (name, main) in [
        ("results", results::windows(&[row], 2)),
        ("results-window", window),
        ("release", proposal(&open, 0, None)),
        ("release-own", proposal(&open, 0, Some("You proposed it: somebody else releases it."))),
        ("release-begun", proposal(&begun, 7, None)),
        ("release-withdrawn", proposal(&gone, 0, None)),
        ("left-over", left_over()),
    ] {
        pages.push((name.to_owned(), frame("Results", Area::Staff, &["psychometrician"], main)));
    }
}

fn left_over() -> Markup {
    let row = LeftOver {
        id: "1".to_owned(),
        what: "scores".to_owned(),
        came_by: "scores@example.org".to_owned(),
        came_at: jiff::Timestamp::UNIX_EPOCH,
        line: 4,
        row: "C-9999999,61,612,yes".to_owned(),
        wrong: "No candidate has this number.".to_owned(),
        dealt_by: None,
        note: String::new(),
    };
    let unsaid =
        [Problem { field: "note-1", wrong: "It is not said what was done.", remedy: "Write it in a few words." }];
    results::left_over("Scores left over", "/results", "/results/left-over", &[row], CSRF, &unsaid)
}
