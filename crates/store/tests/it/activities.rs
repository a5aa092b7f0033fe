//! Activities of education providers: where each stands, its number, the public's list, and who attended.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use store::accounts::{self, Hidden, New};
use store::activities::listing::{Search, approved};
use store::activities::roster::Attendee;
use store::activities::{self, Content, State, Verdict, providers, roster};
use store::{Failure, Store, backup};

use crate::engines::{Ground, on_both, rows};
use crate::people::now;

on_both!(
    an_activity_goes_from_its_draft_to_a_number_and_every_change_is_kept,
    a_number_is_never_used_again,
    nobody_changes_what_somebody_else_has_changed_meanwhile,
    the_list_is_searched_by_words_days_and_where,
    an_account_acts_for_one_provider_and_no_two_bear_a_name,
    a_later_row_of_a_roster_stands_in_place_of_an_earlier_one,
    activities_are_in_a_backup,
);

fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

/// An account, acting for a provider of that name; answers the provider's id.
fn provider(store: &Store, name: &str) -> String {
    let (email, own) = (format!("{}@provider.example", name.to_lowercase().replace(' ', "-")), name.to_owned());
    store
        .write(move |tx| {
            let new = New {
                email: email.clone(),
                password: Hidden::new("x"),
                person: None,
                name: own.clone(),
                verified_at: None,
            };
            let account = accounts::add(tx, &new, now())?;
            providers::make(tx, &account, &own, now())
        })
        .unwrap()
}

fn content(title: &str, days: Option<(Date, Date)>) -> Content {
    let text = |text: &str| text.to_owned();
    Content {
        title: text(title),
        about: text("For coordinators"),
        place: text("Tucson, AZ"),
        online: false,
        agenda: text("[]"),
        days,
    }
}

fn add(store: &Store, provider: &str, content: Content) -> String {
    let provider = provider.to_owned();
    store.write(move |tx| activities::add(tx, ("namss", &provider), content.clone(), "p@x", now())).unwrap()
}

fn one(store: &Store, id: &str) -> activities::Activity {
    store.read(|tx| activities::by_id(tx, id)).unwrap().unwrap()
}

fn submit(store: &Store, id: &str, at: Timestamp) -> Result<(), Failure> {
    let (id, seen) = (id.to_owned(), one(store, id).changes);
    store.write(move |tx| activities::submit(tx, (&id, seen), "p@x", at))
}

fn decide(store: &Store, id: &str, verdict: Verdict) -> Result<activities::Activity, Failure> {
    let (id, seen) = (id.to_owned(), one(store, id).changes);
    store.write(move |tx| activities::decide(tx, (&id, seen), &verdict, "r@x", later(60)))
}

fn approval() -> Verdict {
    let text = |text: &str| text.to_owned();
    Verdict::Approved {
        credit: text("1.5"),
        series: text("NAMSS-2025"),
        tagline: text("Approved: {number}."),
        reason: text(""),
    }
}

/// An activity of the provider's on these days, approved.
fn listed(store: &Store, provider: &str, content: Content) -> String {
    let id = add(store, provider, content);
    submit(store, &id, later(1)).unwrap();
    decide(store, &id, approval()).unwrap();
    id
}

const MAY: (Date, Date) = (date(2026, 5, 4), date(2026, 5, 5));

fn an_activity_goes_from_its_draft_to_a_number_and_every_change_is_kept(ground: &Ground) {
    let store = ground.open();
    let own = provider(&store, "Learning House");
    let id = add(&store, &own, content("Privileging", None));
    assert_eq!((one(&store, &id).state, one(&store, &id).number), (State::Draft, None));
    let written = id.clone();
    store
        .write(move |tx| {
            activities::write(tx, (&written, 1), content("Privileging in a day", Some(MAY)), "p@x", later(1))
        })
        .unwrap();
    submit(&store, &id, later(2)).unwrap();
    assert_eq!(store.read(activities::queue).unwrap(), (1, Some(later(2))));
    // Nothing is written while it waits.
    let waits = id.clone();
    let written = store.write(move |tx| activities::write(tx, (&waits, 3), content("Other", None), "p@x", later(3)));
    assert!(matches!(written, Err(Failure::Taken(_))), "{written:?}");
    decide(&store, &id, Verdict::Returned("Say who teaches.".to_owned())).unwrap();
    assert_eq!((one(&store, &id).state, one(&store, &id).reason.as_str()), (State::Returned, "Say who teaches."));
    submit(&store, &id, later(4)).unwrap();
    let approved = decide(&store, &id, approval()).unwrap();
    assert_eq!(approved.number.as_deref(), Some("NAMSS-2025-0001"));
    assert_eq!((approved.credit.as_str(), approved.tagline.as_str()), ("1.5", "Approved: NAMSS-2025-0001."));
    assert_eq!(store.read(activities::queue).unwrap(), (0, None));
    let found = store.read(|tx| activities::by_number(tx, " namss-2025-0001 ")).unwrap();
    assert_eq!(
        found.map(|a| (a.id, a.content.days, a.provider_name)),
        Some((id.clone(), Some(MAY), "Learning House".to_owned()))
    );
    let history = store.read(|tx| activities::history(tx, &id)).unwrap();
    let said: Vec<(State, &str, &str)> = history.iter().map(|c| (c.state, c.by.as_str(), c.reason.as_str())).collect();
    let expected = [
        (State::Draft, "p@x", ""),
        (State::Draft, "p@x", ""),
        (State::Submitted, "p@x", ""),
        (State::Returned, "r@x", "Say who teaches."),
        (State::Submitted, "p@x", ""),
        (State::Approved, "r@x", ""),
    ];
    assert_eq!(said, expected);
    assert!(history[0].content.contains("\"Privileging\"") && history[1].content.contains("\"Privileging in a day\""));
}

fn a_number_is_never_used_again(ground: &Ground) {
    let store = ground.open();
    let own = provider(&store, "Learning House");
    let first = listed(&store, &own, content("One", Some(MAY)));
    let (taken_back, seen) = (first.clone(), one(&store, &first).changes);
    store.write(move |tx| activities::withdraw(tx, (&taken_back, seen), "cancelled", "p@x", later(90))).unwrap();
    let second = listed(&store, &own, content("Two", Some(MAY)));
    let numbers = [&first, &second].map(|id| one(&store, id).number.unwrap());
    assert_eq!(numbers, ["NAMSS-2025-0001", "NAMSS-2025-0002"]);
    // What was withdrawn is there under its number, and nothing more becomes of it.
    assert_eq!(one(&store, &first).state, State::Withdrawn);
    assert!(matches!(submit(&store, &first, later(91)), Err(Failure::Taken(_))));
}

fn nobody_changes_what_somebody_else_has_changed_meanwhile(ground: &Ground) {
    let store = ground.open();
    let own = provider(&store, "Learning House");
    let id = add(&store, &own, content("One", Some(MAY)));
    submit(&store, &id, later(1)).unwrap();
    let verdict = |id: String| store.write(move |tx| activities::decide(tx, (&id, 1), &approval(), "r@x", later(2)));
    assert!(matches!(verdict(id.clone()), Err(Failure::Taken(_))), "it was looked at before it was submitted");
    assert_eq!(one(&store, &id).state, State::Submitted);
    assert!(matches!(verdict("nothing".to_owned()), Err(Failure::Missing(_))));
}

fn the_list_is_searched_by_words_days_and_where(ground: &Ground) {
    let store = ground.open();
    let (house, school) = (provider(&store, "Learning House"), provider(&store, "École Ouest"));
    let online = |title: &str, days| Content { online: true, place: String::new(), ..content(title, days) };
    listed(&store, &house, content("Privileging in a day", Some(MAY)));
    listed(&store, &house, online("Credentialing telehealth", Some((date(2026, 6, 1), date(2026, 6, 1)))));
    listed(&store, &school, content("Past privileging", Some((date(2025, 1, 10), date(2025, 1, 10)))));
    let draft = add(&store, &school, content("Privileging, not yet submitted", Some(MAY)));
    submit(&store, &draft, later(5)).unwrap();
    let asked = |search: Search| -> Vec<String> {
        let found = store.read(|tx| approved(tx, &search)).unwrap();
        found.into_iter().map(|a| a.content.title).collect()
    };
    let all = Search { most: 10, ..Search::default() };
    let (privileging, telehealth, past) = ("Privileging in a day", "Credentialing telehealth", "Past privileging");
    let words = |words: &str| Search { words: words.to_owned(), ..all.clone() };
    let table: [(Search, &[&str]); 12] = [
        (all.clone(), &[past, privileging, telehealth]),
        (words("PRIVIL"), &[past, privileging]),
        (words("privileging tucson"), &[past, privileging]),
        (words("ecole"), &[past]),
        (words("learning house tele"), &[telehealth]),
        (words("ging"), &[]),
        (Search { from: Some(MAY.1), ..all.clone() }, &[privileging, telehealth]),
        (Search { from: Some(date(2026, 5, 6)), ..all.clone() }, &[telehealth]),
        (Search { to: Some(MAY.0), ..all.clone() }, &[past, privileging]),
        (Search { online: Some(true), ..all.clone() }, &[telehealth]),
        (Search { most: 1, ..all.clone() }, &[past]),
        (
            Search { after: Some((date(2025, 1, 10), "NAMSS-2025-0003".to_owned())), ..all.clone() },
            &[privileging, telehealth],
        ),
    ];
    for (search, expected) in table {
        assert_eq!(asked(search.clone()), expected, "{search:?}");
    }
}

fn an_account_acts_for_one_provider_and_no_two_bear_a_name(ground: &Ground) {
    let store = ground.open();
    let first = provider(&store, "Learning House");
    let account = store.read(|tx| accounts::by_email(tx, "learning-house@provider.example")).unwrap().unwrap().id;
    let own = account.clone();
    assert!(matches!(store.write(move |tx| providers::make(tx, &own, "Another", now())), Err(Failure::Taken(_))));
    let second = provider(&store, "West School");
    for name in ["Learning House", "learning house", "Learning-House"] {
        let second = second.clone();
        let renamed = store.write(move |tx| providers::rename(tx, &second, name));
        assert!(matches!(renamed, Err(Failure::Taken(_))), "{name}: {renamed:?}");
    }
    let renamed = second.clone();
    store.write(move |tx| providers::rename(tx, &renamed, "West School of Credentialing")).unwrap();
    let names: Vec<String> = store.read(providers::all).unwrap().into_iter().map(|p| p.name).collect();
    assert_eq!(names, ["Learning House", "West School of Credentialing"]);
    let (moved, to) = (account.clone(), second.clone());
    store.write(move |tx| providers::join(tx, &moved, &to, now())).unwrap();
    let of = |account: &str| store.read(|tx| providers::of_account(tx, account)).unwrap().map(|p| p.id);
    assert_eq!(of(&account), Some(second.clone()));
    let addresses = |of: &str| store.read(|tx| providers::addresses(tx, of)).unwrap();
    assert_eq!((addresses(&first).len(), addresses(&second).len()), (0, 2));
    assert_eq!(store.read(providers::actors).unwrap().len(), 2);
}

fn attendee(email: &str, credit: &str, person: &str) -> Attendee {
    let text = |text: &str| text.to_owned();
    Attendee {
        name: text("Maya"),
        email: text(email),
        credit: text(credit),
        person: text(person),
        came_at: now(),
        ..Attendee::default()
    }
}

fn a_later_row_of_a_roster_stands_in_place_of_an_earlier_one(ground: &Ground) {
    let store = ground.open();
    let own = provider(&store, "Learning House");
    let id = listed(&store, &own, content("One", Some(MAY)));
    let add = |rows: Vec<Attendee>| {
        let id = id.clone();
        store.write(move |tx| roster::add(tx, &id, &rows)).unwrap()
    };
    assert_eq!(add(vec![attendee("maya@x", "1", "maya"), attendee("nobody@x", "1.5", "")]), [true, true]);
    assert_eq!(add(vec![attendee("maya@x", "1", "maya"), attendee("maya@x", "1.5", "maya")]), [false, true]);
    let now_there: Vec<(String, String)> =
        store.read(|tx| roster::of(tx, &id)).unwrap().into_iter().map(|a| (a.email, a.credit)).collect();
    assert_eq!(now_there, [("maya@x", "1.5"), ("nobody@x", "1.5")].map(|(e, c)| (e.to_owned(), c.to_owned())));
    assert_eq!(rows(&store, "SELECT nth FROM activity_roster").len(), 3, "what was there stays");
    let naming = store.read(|tx| roster::naming(tx, &["maya".to_owned()])).unwrap();
    let said: Vec<(&str, &str)> = naming.iter().map(|(number, a)| (number.as_str(), a.credit.as_str())).collect();
    assert_eq!(said, [("NAMSS-2025-0001", "1"), ("NAMSS-2025-0001", "1.5")]);
}

fn activities_are_in_a_backup(ground: &Ground) {
    let store = ground.open();
    let own = provider(&store, "Learning House");
    let id = listed(&store, &own, content("One", Some(MAY)));
    let named = id.clone();
    store.write(move |tx| roster::add(tx, &named, &[attendee("maya@x", "1", "maya")])).unwrap();
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    for other in [Ground::sqlite(), Ground::postgresql()] {
        let (into, copy) = (other.open(), copy.clone());
        backup::restore(&into, move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
        let whole = |store: &Store| {
            let found = (one(store, &id), store.read(|tx| activities::history(tx, &id)).unwrap());
            (found, store.read(|tx| roster::of(tx, &id)).unwrap(), store.read(providers::actors).unwrap())
        };
        assert_eq!(whole(&into), whole(&store));
        // Numbers go on where they were.
        let next = listed(&into, &own, content("Two", Some(MAY)));
        assert_eq!(one(&into, &next).number.as_deref(), Some("NAMSS-2025-0002"));
    }
}
