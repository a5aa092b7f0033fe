//! What is kept of accounts, on both engines.

use jiff::{SignedDuration, Timestamp};
use store::accounts::{self, Hidden, Listed, New, Purpose, Sought};
use store::{Failure, Store, backup};

use crate::engines::{Ground, on_both, rows};

on_both!(
    accounts_are_found_by_a_part_of_name_or_address_and_by_role,
    an_address_is_wanted_until_it_holds_or_is_wanted_no_more,
    changes_are_kept_in_order_and_are_in_a_backup,
    places_are_forgotten_and_the_last_time_is_kept,
    whoever_cannot_come_in_is_not_able,
    a_look_at_a_token_uses_it_not,
);

fn at(minutes: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    noon + SignedDuration::from_mins(minutes)
}

fn add(store: &Store, email: &str, name: &str, password: &str, roles: &'static [&'static str]) -> String {
    let new = New {
        email: email.to_owned(),
        password: Hidden::new(password),
        person: None,
        name: name.to_owned(),
        verified_at: Some(at(0)),
    };
    store
        .write(move |tx| {
            let id = accounts::add(tx, &new, at(0))?;
            for role in roles {
                accounts::give_role(tx, &id, role, "test", at(0))?;
            }
            Ok(id)
        })
        .unwrap()
}

fn search(store: &Store, text: &str, roles: &[&'static str], after: &str, most: i64) -> Vec<Listed> {
    let sought = Sought { text: text.to_owned(), roles: roles.to_vec(), after: after.to_owned(), most };
    store.read(|tx| accounts::search(tx, &sought)).unwrap()
}

fn accounts_are_found_by_a_part_of_name_or_address_and_by_role(ground: &Ground) {
    let store = ground.open();
    add(&store, "ada@body.example", "Ada Ångström", "hash", &["administrator"]);
    add(&store, "b_b@body.example", "Bo", "", &["item_writer", "certificant"]);
    add(&store, "cy@people.example", "Cy", "hash", &[]);
    let emails = |text: &str, roles: &[&'static str]| -> Vec<String> {
        search(&store, text, roles, "", 10).into_iter().map(|one| one.email).collect()
    };
    assert_eq!(emails("", &[]), ["ada@body.example", "b_b@body.example", "cy@people.example"]);
    assert_eq!(emails("BODY", &[]), ["ada@body.example", "b_b@body.example"]);
    assert_eq!(emails(" ada ", &[]), ["ada@body.example"]);
    assert_eq!(emails("Ångström", &[]), ["ada@body.example"]);
    // What the engine would read as any letter is that letter.
    assert_eq!(emails("b_b", &[]), ["b_b@body.example"]);
    for wild in ["%", "a_a", "\\"] {
        assert_eq!(emails(wild, &[]), [""; 0], "{wild}");
    }
    assert_eq!(emails("", &["certificant", "administrator"]), ["ada@body.example", "b_b@body.example"]);
    assert_eq!(emails("", &["writer"]), [""; 0], "a part of a role's word is none");
    let first = search(&store, "", &[], "", 2);
    assert_eq!(first[1].roles, ["certificant", "item_writer"]);
    assert_eq!((first[0].taken_up, first[1].taken_up, first[1].disabled, first[1].last), (true, false, false, None));
    let rest = search(&store, "", &[], &first[1].email, 2);
    assert_eq!(rest.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(), ["cy@people.example"]);
}

fn an_address_is_wanted_until_it_holds_or_is_wanted_no_more(ground: &Ground) {
    let store = ground.open();
    let id = add(&store, "ada@body.example", "Ada", "hash", &[]);
    add(&store, "taken@body.example", "Bo", "hash", &[]);
    let own = id.clone();
    let wanted = store.write(move |tx| {
        accounts::want_address(tx, &own, "first@body.example")?;
        accounts::want_address(tx, &own, " New@Body.example ")?;
        accounts::wanted_address(tx, &own)
    });
    assert_eq!(wanted.unwrap().as_deref(), Some("new@body.example"));
    let own = id.clone();
    let taken = store.write(move |tx| accounts::set_email(tx, &own, "Taken@body.example"));
    assert!(matches!(taken, Err(Failure::Taken(_))), "{taken:?}");
    let own = id.clone();
    let held = store.write(move |tx| {
        accounts::set_email(tx, &own, "new@body.example")?;
        accounts::drop_wanted(tx, &own)?;
        Ok((accounts::by_email(tx, "new@body.example")?.map(|a| a.id), accounts::wanted_address(tx, &own)?))
    });
    assert_eq!(held.unwrap(), (Some(id), None));
    let nobody = store.write(|tx| accounts::set_email(tx, "nobody", "x@body.example"));
    assert!(matches!(nobody, Err(Failure::Missing(_))), "{nobody:?}");
}

fn changes_are_kept_in_order_and_are_in_a_backup(ground: &Ground) {
    let store = ground.open();
    let id = add(&store, "ada@body.example", "Ada", "hash", &[]);
    for minute in 0..5 {
        let own = id.clone();
        let by = if minute == 0 { "command line".to_owned() } else { id.clone() };
        store
            .write(move |tx| accounts::note_change(tx, &own, "role_given", &minute.to_string(), &by, at(minute)))
            .unwrap();
    }
    let all = store.read(|tx| accounts::log(tx, "", 3)).unwrap();
    assert_eq!(all.iter().map(|c| c.detail.as_str()).collect::<Vec<_>>(), ["4", "3", "2"]);
    assert_eq!((all[0].email.as_str(), all[0].by_email.as_deref()), ("ada@body.example", Some("ada@body.example")));
    let rest = store.read(|tx| accounts::log(tx, &all[2].id, 3)).unwrap();
    assert_eq!(rest.iter().map(|c| c.detail.as_str()).collect::<Vec<_>>(), ["1", "0"]);
    assert_eq!((rest[1].by.as_str(), rest[1].by_email.as_deref()), ("command line", None));
    assert_eq!(store.read(|tx| accounts::changes_of(tx, &id, 10)).unwrap().len(), 5);
    assert_eq!(store.read(|tx| accounts::changes_of(tx, "nobody", 10)).unwrap(), []);
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let other = ground.another();
    let restored = other.open();
    backup::restore(&restored, move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
    assert_eq!(restored.read(|tx| accounts::changes_of(tx, &id, 10)).unwrap().len(), 5);
}

fn places_are_forgotten_and_the_last_time_is_kept(ground: &Ground) {
    let store = ground.open();
    let id = add(&store, "ada@body.example", "Ada", "hash", &[]);
    let kept = accounts::SIGN_INS_KEPT.as_mins();
    for minute in [0, 10] {
        let own = id.clone();
        store.write(move |tx| accounts::came_in(tx, &own, "192.0.2.7", "Firefox", at(minute))).unwrap();
    }
    let seen = |now: i64| store.read(|tx| accounts::sign_ins_of(tx, &id, at(now), 10)).unwrap().len();
    assert_eq!((seen(10), seen(kept), seen(kept + 1), seen(kept + 11)), (2, 2, 1, 0));
    assert_eq!(store.write(move |tx| accounts::forget_sign_ins(tx, at(kept + 5))).unwrap(), 1);
    assert_eq!(rows(&store, "SELECT id FROM sign_in").len(), 1);
    assert_eq!(store.write(move |tx| accounts::sweep(tx, at(kept + 11), 7)).unwrap(), 1, "with all that is swept");
    assert_eq!(store.read(|tx| accounts::last_sign_in(tx, &id)).unwrap(), Some(at(10)));
    assert_eq!(search(&store, "", &[], "", 10)[0].last, Some(at(10)));
}

fn whoever_cannot_come_in_is_not_able(ground: &Ground) {
    let store = ground.open();
    let one = add(&store, "one@body.example", "One", "hash", &["administrator"]);
    let shut = add(&store, "shut@body.example", "Shut", "hash", &["administrator"]);
    add(&store, "invited@body.example", "Invited", "", &["administrator"]);
    add(&store, "other@body.example", "Other", "hash", &["registrar"]);
    store.write(move |tx| accounts::set_disabled(tx, &shut, true)).unwrap();
    assert_eq!(store.write(|tx| accounts::able(tx, "administrator")).unwrap(), [one]);
}

fn a_look_at_a_token_uses_it_not(ground: &Ground) {
    let store = ground.open();
    let id = add(&store, "ada@body.example", "Ada", "hash", &[]);
    let own = id.clone();
    store.write(move |tx| accounts::put_email_token(tx, "hash", &own, Purpose::Invite, at(60))).unwrap();
    let owner = |purpose: Purpose, now: i64| store.read(|tx| accounts::owner_of(tx, "hash", purpose, at(now))).unwrap();
    assert_eq!((owner(Purpose::Invite, 0), owner(Purpose::Invite, 59)), (Some(id.clone()), Some(id.clone())));
    assert_eq!((owner(Purpose::Invite, 60), owner(Purpose::Reset, 0), owner(Purpose::Verify, 0)), (None, None, None));
    let taken = store.write(|tx| accounts::take_email_token(tx, "hash", Purpose::Invite, at(1))).unwrap();
    assert_eq!((taken, owner(Purpose::Invite, 1)), (Some(id), None));
}

#[test]
fn no_statement_alters_or_removes_a_change() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for statement in ["UPDATE account_change", "DELETE FROM account_change"] {
                assert!(!text.contains(statement), "{}: {statement}", path.display());
            }
        }
    }
}
