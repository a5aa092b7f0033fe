//! What a candidate or certificant does: a step, a payment, an accommodation.

use super::*;

/// What a person has to pay, with a receipt.
pub(super) fn of_paying(review: &Review<'_>, handbooks: &[&Handbook], pages: &mut Vec<(String, String)>) {
    let receipt = crate::page::pay::Receipt {
        event: "p-1",
        handbook: handbooks[0],
        item: "recertification",
        amount: programme::amount::Money::from_minor(20_000),
        method: "card",
        counts: ON,
        received: ON,
        reversed: None,
    };
    let owed: Vec<(crate::pay::Due, bool)> = crate::pay::owed(review).into_iter().map(|due| (due, true)).collect();
    let page = crate::page::pay::pay(&crate::page::pay::Pay {
        review,
        handbooks,
        owed: &owed,
        send_to: &[("namss".to_owned(), "PO Box 1".to_owned())].into(),
        paid: std::slice::from_ref(&receipt),
        csrf: "0123",
        problems: &[],
    });
    pages.push((format!("pay-{}", review.person), frame("Home", Area::Own, &["certificant"], page)));
    let receipt = crate::page::pay::receipt(&receipt, "Maya Lindqvist");
    pages.push((format!("receipt-{}", review.person), frame("Home", Area::Own, &["certificant"], receipt)));
}

/// The form by which a credit is logged, with something wrong in it.
pub(super) fn of_step(review: &Review<'_>, handbooks: &[&Handbook], pages: &mut Vec<(String, String)>) {
    let log = review.actions.iter().find(|a| a.action == Action::LogCredit);
    let (Some(decision), Some(handbook)) = (log, handbooks.first()) else { return };
    let problems = [crate::page::parts::Problem { field: "units", wrong: "This is no number.", remedy: "Write 1.5." }];
    let step = crate::page::act::Step {
        decision,
        handbook,
        scheme: handbook.scheme.as_ref().unwrap(),
        credit: None,
        on: ON,
        csrf: "0123",
        sent: &[("title", "State meeting"), ("units", "one")],
        held: &[crate::page::parts::Held {
            field: "files",
            id: "f1",
            name: "a.pdf",
            media_type: "application/pdf",
            size: 90_000,
        }],
        problems: &problems,
    };
    let (form, check) = (crate::page::act::step(&step), crate::page::act::check(&step, &maud::html! {}));
    pages.push((format!("act-{}", review.person), frame("Home", Area::Own, &["certificant"], form)));
    pages.push((format!("check-{}", review.person), frame("Home", Area::Own, &["certificant"], check)));
}

/// A candidate who asks for more time: the form, the answers to be checked, what those who decide read, and the notice.
pub(super) fn of_accommodation(pages: &mut Vec<(String, String)>) {
    use crate::page::accommodation::{Asked, Step, before, check, step};
    let bodies = shelf::bodies(Some(&root().join("handbooks"))).unwrap();
    let line = Line { number: 1, text: HELD[0] };
    let case = Case::open(&bodies, Text::Borrowed("h"), std::slice::from_ref(&line), None);
    let (handbook, review) = (bodies.body("namss").unwrap(), case.review(ON));
    let decision = review.actions.iter().find(|a| a.action == Action::RequestAccommodation);
    // The sample application names no window: the first that is still open to requests is taken.
    let (decision, window) = (decision.unwrap(), handbook.calendar.window("spring-2026").unwrap());
    let offered = [("extra_time:1.5".to_owned(), "Half as much time again".to_owned())];
    let sent = [("adjust-extra_time:1.5".to_owned(), "yes".to_owned()), ("letterhead".to_owned(), "yes".to_owned())];
    let problems = [Problem { field: "adjustments", wrong: "Nothing is asked for.", remedy: "Choose." }];
    let (name, media_type) = ("letter.pdf", "application/pdf");
    let held = [crate::page::parts::Held { field: "files", id: "f1", name, media_type, size: 120_000 }];
    let view = Step {
        handbook,
        programme: "cpcs",
        designation: "CPCS",
        decision,
        window: ("spring-2026", window.opens, window.closes),
        instead: Some("summer-2026"),
        offered: &offered,
        sent: &sent,
        held: &held,
        problems: &problems,
        on: ON,
        csrf: "0123",
    };
    let asked = Asked {
        on: ON,
        window: "Spring 2026".to_owned(),
        adjustments: vec!["Half as much time again".to_owned()],
        words: "My hands tremble",
        letterhead: true,
        documents: vec![crate::page::parts::Attachment {
            entry: "h-2".to_owned(),
            id: Some("f1".to_owned()),
            name: "letter.pdf".to_owned(),
            piece: None,
        }],
    };
    let notice = crate::page::notice::notice(&crate::page::notice::Notice {
        handbook,
        programme: handbook.programme("cpcs").unwrap(),
        name: "Maya Lindqvist",
        window: Some(("spring-2026".to_owned(), window.opens, window.closes)),
        seat: None,
        minutes: Some((180, Some(270))),
        granted: asked.adjustments.clone(),
        changes: vec![("The next window", Some(ON))],
        fees: Vec::new(),
        on: ON,
    });
    let matter = html! { h1 { "Accommodations" } (before(&asked, html! {})) };
    for (name, main) in [
        ("accommodation", step(&view)),
        ("accommodation-check", check(&view, &decision.reasons)),
        ("accommodation-matter", matter),
        ("notice", notice),
    ] {
        pages.push((name.to_owned(), frame("Home", Area::Own, &["certificant"], main)));
    }
}
