//! Completions, courses, and credits that may be the same.

use super::*;
use crate::arriving::{Became, alike};
use crate::page::{alike as same, completions, courses};
use store::completions::{Completion, Stands, State, Told};
use store::courses::{Course, Kind};

fn completion(state: State, wrong: &str) -> Completion {
    let text = str::to_owned;
    Completion {
        id: text("0190"),
        source: text("file"),
        told_id: text("7"),
        hash: text("00ff"),
        told: Told {
            course: text("zone-101"),
            completed: text("2025-12-01"),
            email: text("maya@example.org"),
            name: text("Maya Lindqvist"),
            ..Told::default()
        },
        came_by: text("registrar@demo.example"),
        came_at: jiff::Timestamp::UNIX_EPOCH,
        line: 2,
        at: Stands {
            course: text("zone-101"),
            person: text("maya"),
            day: Some(date(2025, 12, 1)),
            ..Stands::only(state, wrong)
        },
    }
}

pub(super) fn of_arriving(pages: &mut Vec<(String, String)>) {
    let mut push = |name: &str, main: Markup| {
        pages.push((name.to_owned(), frame("Staff", Area::Staff, &["registrar"], main)));
    };
    let row = |late, from| completions::Row {
        one: completion(State::Waiting, ""),
        name: "Maya Lindqvist".to_owned(),
        title: "Credentialing basics".to_owned(),
        from: Some(from),
        published: Some((date(2025, 12, 10), date(2025, 12, 15))),
        late,
    };
    let rows = [row(true, date(2025, 12, 1)), row(false, date(2025, 12, 20))];
    let taken = vec![(2, Became::Taken), (3, Became::Before), (4, Became::Aside("Nobody is under it.".to_owned()))];
    let problems = [Problem { field: "file", wrong: "`a.csv` is empty.", remedy: "Choose it again." }];
    let view = completions::Listing {
        counts: &[(State::Waiting, 2), (State::LeftOver, 1)],
        state: State::Waiting,
        rows: &rows,
        rule: Markup::default(),
        pages: (Some("?id=1"), None),
        preview: Some((&taken, "course,completed,email\n")),
        taken: None,
        sent: "",
        problems: &problems,
        csrf: Some("0123"),
        on: ON,
    };
    push("completions", completions::completions(&view));
    let view = completions::Listing { preview: None, taken: Some(&taken), rows: &[], problems: &[], ..view };
    push("completions-taken", completions::completions(&view));
    let left = [completion(State::LeftOver, "Nobody is or was under maya@example.org.")];
    let problems = [Problem { field: "note-0190", wrong: "It is not said why.", remedy: "Write it." }];
    let view = completions::LeftOver {
        rows: &left,
        pages: (None, None),
        sent: ("whose-0190", "mia"),
        problems: &problems,
        csrf: Some("0123"),
    };
    push("completions-left-over", completions::left_over(&view));
    of_courses(&mut push);
    let side = |title: &str| alike::Side {
        event: "e".to_owned(),
        title: title.to_owned(),
        day: date(2025, 12, 1),
        units: programme::amount::Units::parse("2").unwrap(),
        category: "sponsored".to_owned(),
    };
    let pairs = [alike::Alike {
        body: "namss".to_owned(),
        short: "NAMSS".to_owned(),
        posted: side("Credentialing basics"),
        logged: side("Credentialing basics (webinar)"),
        activity: "zone-101".to_owned(),
    }];
    let not_posted = [("Basics, 31 December 2024".to_owned(), "It is logged by whoever completed it.".to_owned())];
    push("alike", html! { h1 { "Maya Lindqvist" } (same::own(&pairs, &not_posted, "0123")) });
    push("alike-reviewed", html! { h1 { "Renewal" } (same::reviewed(&pairs, "maya", "r", Some("0123"))) });
    push("alike-warned", html! { h1 { "Check" } (same::warned(&pairs)) });
}

fn of_courses(push: &mut impl FnMut(&str, Markup)) {
    let course = |kind, evaluated_by| Course {
        code: "zone-101".to_owned(),
        body: "namss".to_owned(),
        title: "Credentialing basics".to_owned(),
        category: "sponsored".to_owned(),
        units: "2".to_owned(),
        kind,
        evaluated_by,
        from: None,
        to: None,
        iri: String::new(),
    };
    let all = [course(Kind::Zone, None), course(Kind::Conference, Some(ON))];
    let problems = [Problem { field: "code", wrong: "It has no code.", remedy: "Write it." }];
    let form = courses::Form {
        bodies: &[("namss", "NAMSS")],
        categories: &[("sponsored", "Education by the association")],
        sent: &[("title", "Credentialing basics".to_owned())],
        problems: &problems,
        csrf: Some("0123"),
    };
    let loaded = (3, 1, vec![(4, "units: This is no amount.".to_owned())]);
    push("courses", courses::courses(&all, (Some("?after=zone-101"), None), &form, Some(&loaded)));
    push("course", courses::course("zone-101", &form));
}
