//! Verification finds every alteration made past the store, and names what it touched.

use std::fmt::Write;

use store::entries::Entry;
use store::verify::{Amiss, verify};
use store::{Store, Tx};

use crate::engines::{Door, Ground, on_both};
use crate::people::{add_to, demo};

on_both!(
    a_record_as_it_was_written_is_clean,
    every_alteration_is_found_and_named,
    a_chain_rewritten_to_its_end_differs_from_a_head_kept_elsewhere,
);

/// How many entries each of the two chains has.
pub const LENGTH: i64 = 20;

/// A small record: four people, each with ten entries, in two bodies' chains that grew in turn.
pub fn small(store: &Store) {
    let people: Vec<_> = demo().into_iter().filter(|(_, lines)| lines.len() >= 10).take(4).collect();
    for from in [0, 3, 5, 9] {
        for (at, (person, lines)) in people.iter().enumerate() {
            let to = [3, 5, 9, 10][[0, 3, 5, 9].iter().position(|f| *f == from).unwrap()];
            let body = ["amt", "namss"][(at + from) % 2];
            add_to(store, body, person, from as i64, &lines[from..to]).unwrap();
        }
    }
}

/// A store with the small record, and a door to it. The record is kept a second time, to be put back.
pub fn opened(ground: &Ground) -> (Store, Door) {
    let store = ground.open();
    small(&store);
    let mut door = ground.door();
    for table in ["entry", "body", "person"] {
        door.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).unwrap();
    }
    (store, door)
}

/// Puts back what was altered.
pub const PUT_BACK: &str = "BEGIN; DELETE FROM entry; DELETE FROM body; DELETE FROM person;
    INSERT INTO entry SELECT * FROM kept_entry; INSERT INTO body SELECT * FROM kept_body;
    INSERT INTO person SELECT * FROM kept_person; COMMIT";

fn a_record_as_it_was_written_is_clean(ground: &Ground) {
    let (store, mut door) = opened(ground);
    let mut seen = Vec::new();
    let verified = verify(&store, |entries| seen.push(entries)).unwrap();
    assert_eq!((verified.entries, verified.amiss, seen), (40, Vec::new(), vec![20, 40]));
    for (body, (head, position, hash)) in ["amt", "namss"].into_iter().zip(&verified.heads) {
        assert_eq!((head.as_str(), *position), (body, LENGTH));
        assert_eq!((hash.len(), &entry(&store, body, LENGTH).hash), (64, hash));
    }
    door.run(PUT_BACK).unwrap();
    assert_eq!(verify(&store, |_| {}).unwrap().amiss, []);
    // There is nothing amiss where there is nothing.
    assert_eq!(verify(&ground.another().open(), |_| {}).unwrap(), store::verify::Verified::default());
}

/// The entry at a place of a chain.
pub fn entry(store: &Store, body: &str, position: i64) -> Entry {
    let of = |tx: &mut Tx<'_>| {
        let person =
            tx.one("SELECT person, seq FROM entry WHERE body = $1 AND position = $2", &[body.into(), position.into()])?;
        let person = person.unwrap();
        let mut all = store::entries::of_person(tx, person.text(0))?;
        Ok(all.swap_remove(person.integer(1) as usize - 1))
    };
    store.read(of).unwrap()
}

/// A text as SQL writes it.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// An alteration: what it is, how it is made, and everything that is said of it: body, position, some words.
struct Alteration {
    what: &'static str,
    sql: String,
    said: Vec<(&'static str, i64, String)>,
}

/// Alterations of one field of the seventh entry of `namss`.
fn of_fields(seventh: &Entry, eighth: &Entry) -> Vec<Alteration> {
    let Entry { person, id, .. } = seventh;
    let altered = |entry: &Entry| ("namss", entry.position, format!("`{}` of `{}` is altered", entry.id, entry.person));
    let gap = || ("namss", 7, format!("1 missing before `{}`", eighth.id));
    let set = |fields: &str| format!("UPDATE entry SET {fields} WHERE body = 'namss' AND position = 7");
    let record = || ("", 0, format!("the record of `{person}`"));
    let row = |what, fields: &str, said| Alteration { what, sql: set(fields), said };
    let mut flipped = seventh.hash.clone().into_bytes();
    flipped[0] ^= 1;
    let flipped = String::from_utf8(flipped).unwrap();
    let other = "other".to_owned();
    vec![
        row("a character", "line = replace(line, '\"kind\"', '\"Kind\"')", vec![altered(seventh)]),
        row("a blank more", "line = line || ' '", vec![altered(seventh)]),
        row("no line", "line = ''", vec![altered(seventh)]),
        row("another id", "id = 'other'", vec![("namss", 7, format!("`other` of `{person}` is altered"))]),
        row("a moment later", "stored_at = stored_at + 1", vec![altered(seventh)]),
        row("an age later", "stored_at = 9223372036854775807", vec![altered(seventh)]),
        row("another hash", &format!("hash = {}", quoted(&flipped)), vec![altered(seventh), altered(eighth)]),
        row("a hash in capitals", "hash = upper(hash)", vec![altered(seventh), altered(eighth)]),
        row("another place in the record", "seq = 99", vec![altered(seventh), record()]),
        row(
            "nobody's",
            "person = 'other'",
            vec![
                ("namss", 7, format!("`{id}` of `other` is altered")),
                record(),
                ("namss", 7, format!("`{id}` belongs to no chain or to nobody")),
            ],
        ),
        row(
            "no body's",
            "body = 'other'",
            vec![gap(), ("other", 7, format!("`{id}` belongs to no chain or to nobody"))],
        ),
        row(
            "another body's",
            "body = 'amt', position = 21",
            vec![
                ("amt", 21, format!("`{id}` of `{person}` is altered")),
                ("amt", 21, "1 places stand after the chain's end".to_owned()),
                gap(),
            ],
        ),
        row(
            "far away",
            "position = 4611686018427387904",
            vec![
                gap(),
                ("namss", 21, format!("missing before `{id}`")),
                ("namss", 21, "stand after the chain's end".to_owned()),
            ],
        ),
        row(
            "before the first",
            "position = 0",
            vec![gap(), ("namss", 0, format!("`{id}` of `{person}` stands where no"))],
        ),
        row(
            "below",
            "position = -9223372036854775808",
            vec![gap(), ("namss", i64::MIN, other.replace("other", "stands where no"))],
        ),
    ]
}

/// Alterations of several entries, and of what says how many there are.
fn of_rows(of: &dyn Fn(i64) -> Entry) -> Vec<Alteration> {
    let (first, sixth, seventh, eighth, ninth, last) = (of(1), of(6), of(7), of(8), of(9), of(LENGTH));
    let altered = |entry: &Entry| ("namss", entry.position, format!("of `{}` is altered", entry.person));
    let record = |entry: &Entry| ("", 0, format!("the record of `{}`", entry.person));
    let swap = |field: &str| {
        format!(
            "UPDATE entry SET {field} = (SELECT o.{field} FROM kept_entry o WHERE o.body = 'namss' AND o.position = 15 - entry.position)
              WHERE body = 'namss' AND position IN (7, 8)"
        )
    };
    let place =
        |from: i64, to: i64| format!("UPDATE entry SET position = {to} WHERE body = 'namss' AND position = {from};");
    let delete = |which: &str| format!("DELETE FROM entry WHERE body = 'namss' AND position {which}");
    let head = |set: &str| format!("UPDATE body SET {set} WHERE id = 'namss'");
    let at = |position: i64, what: &str| ("namss", position, what.to_owned());
    let records = |entries: &[Entry]| {
        let mut said: Vec<_> = entries.iter().map(&record).collect();
        said.sort();
        said.dedup();
        said
    };
    let tail: Vec<Entry> = (18..=20).map(of).collect();
    let row = |what, sql, said| Alteration { what, sql, said };
    let mut stray = String::new();
    for entry in (1..=LENGTH).map(of) {
        write!(stray, "{}`{}`", if stray.is_empty() { "" } else { " " }, entry.id).unwrap();
    }
    vec![
        row("two lines changed places", swap("line"), vec![altered(&seventh), altered(&eighth)]),
        row(
            "two moments and lines",
            format!(
                "{}; UPDATE entry SET stored_at = stored_at - 1 WHERE body = 'namss' AND position = 9",
                swap("line")
            ),
            vec![altered(&seventh), altered(&eighth), altered(&ninth)],
        ),
        row("two hashes changed places", swap("hash"), vec![altered(&seventh), altered(&eighth), altered(&ninth)]),
        row(
            "two entries changed places",
            [place(7, -7), place(8, 7), place(-7, 8)].concat(),
            vec![at(7, "is altered"), at(8, "is altered"), at(9, "is altered")],
        ),
        row("one gone", delete("= 7"), vec![at(7, &format!("1 missing before `{}`", eighth.id)), record(&seventh)]),
        row(
            "one gone, and the others moved up",
            format!("{}; {}", delete("= 7"), (8..=LENGTH).map(|p| place(p, p - 1)).collect::<String>()),
            (7..LENGTH)
                .map(|p| at(p, "is altered"))
                .chain([at(LENGTH, "the last 1 are missing"), record(&seventh)])
                .collect(),
        ),
        row("the first gone", delete("= 1"), vec![at(1, "1 missing before"), record(&first)]),
        row("the last three gone", delete("> 17"), [vec![at(18, "the last 3 are missing")], records(&tail)].concat()),
        row(
            "the last gone, and the head as if it had never been",
            format!("{}; {}", delete("= 20"), head(&format!("position = 19, hash = {}", quoted(&of(19).hash)))),
            vec![record(&last)],
        ),
        row("the head behind", head("position = 19"), vec![at(20, "1 places stand after the chain's end")]),
        row("the head ahead", head("position = 21"), vec![at(21, "the last 1 are missing")]),
        row(
            "another hash in the head",
            head(&format!("hash = {}", quoted(&sixth.hash))),
            vec![at(20, "does not end as its head says")],
        ),
        row(
            "a person with more",
            format!("UPDATE person SET seq = 11 WHERE id = {}", quoted(&seventh.person)),
            vec![("", 0, format!("the record of `{}` has 10 entries, and should have 11", seventh.person))],
        ),
        row(
            "a person out of nothing",
            "INSERT INTO person (id, seq, name, email) VALUES ('ghost', 1, '', '')".to_owned(),
            vec![("", 0, "the record of `ghost` has 0 entries, and should have 1".to_owned())],
        ),
    ]
}

/// Entries out of nothing: the more is forged with them, the less is said, but something always is.
fn of_strays(of: &dyn Fn(i64) -> Entry) -> Vec<Alteration> {
    let (seventh, last) = (of(7), of(LENGTH));
    let person = &last.person;
    let at = |position: i64, what: &str| ("namss", position, what.to_owned());
    let copy = |person: &str, seq: i64, position: i64, hash: &str| {
        format!(
            "INSERT INTO entry (body, position, person, seq, id, stored_at, line, hash)
             SELECT body, {position}, {}, {seq}, 'stray', stored_at, line, {} FROM kept_entry WHERE body = 'namss' AND position = 7;",
            quoted(person), quoted(hash)
        )
    };
    let ghost = "INSERT INTO person (id, seq, name, email) VALUES ('ghost', 1, '', '');";
    let grown = format!("UPDATE person SET seq = 11 WHERE id = {};", quoted(person));
    let forged = |position: i64, before: &str| {
        let stray = Entry { position, person: "ghost".to_owned(), seq: 1, id: "stray".to_owned(), ..seventh.clone() };
        stray.hash_after(before)
    };
    let follows = forged(21, &last.hash);
    let begins = forged(0, "");
    let head = |position: i64, hash: &str| {
        format!("UPDATE body SET position = {position}, hash = {} WHERE id = 'namss';", quoted(hash))
    };
    let record = ("", 0, format!("the record of `{person}` has 11 entries, and should have 10"));
    let row = |what, sql: &[&str], said| Alteration { what, sql: sql.concat(), said };
    let recomputed = |entry: &Entry, before: &str| {
        let altered = Entry { line: entry.line.replace("\"kind\"", "\"Kind\""), ..entry.clone() };
        let (line, hash) = (quoted(&altered.line), quoted(&altered.hash_after(before)));
        format!("UPDATE entry SET line = {line}, hash = {hash} WHERE body = 'namss' AND position = {};", entry.position)
    };
    vec![
        row(
            "a stray",
            &[&copy(person, 11, 21, "")],
            vec![at(21, "is altered"), at(21, "1 places stand after"), record.clone()],
        ),
        row(
            "a stray that counts",
            &[&copy(person, 11, 21, ""), &grown],
            vec![at(21, "is altered"), at(21, "1 places stand after")],
        ),
        row("a stray with a head", &[&copy(person, 11, 21, ""), &grown, &head(21, "")], vec![at(21, "`stray` of")]),
        row(
            "a stray after a gap",
            &[&copy("ghost", 1, 30, ""), ghost, &head(30, "")],
            vec![at(21, "9 missing before `stray`")],
        ),
        row(
            "a stray before the first",
            &[&copy("ghost", 1, 0, ""), ghost],
            vec![at(0, "`stray` of `ghost` stands where no entry can")],
        ),
        row(
            "one that begins a chain",
            &[&copy("ghost", 1, 0, &begins), ghost],
            vec![at(0, "`stray` of `ghost` stands where no entry can")],
        ),
        row(
            "one that follows the last",
            &[&copy("ghost", 1, 21, &follows), ghost],
            vec![at(21, "1 places stand after")],
        ),
        row(
            "the last entry again",
            &[&copy(person, 11, 21, &last.hash), &grown, &head(21, &last.hash)],
            vec![at(21, "`stray` of")],
        ),
        row(
            "a line and its hash",
            &[&recomputed(&seventh, &of(6).hash)],
            vec![at(8, "is altered, or the one before it")],
        ),
        row(
            "the last line and its hash",
            &[&recomputed(&last, &of(19).hash)],
            vec![at(20, "does not end as its head says")],
        ),
    ]
}

fn every_alteration_is_found_and_named(ground: &Ground) {
    let (store, mut door) = opened(ground);
    let of = |position: i64| entry(&store, "namss", position);
    let mut alterations = of_fields(&of(7), &of(8));
    alterations.extend(of_rows(&of));
    alterations.extend(of_strays(&of));
    for Alteration { what, sql, said } in alterations {
        door.run(&format!("BEGIN; {sql}; COMMIT")).unwrap_or_else(|failure| panic!("{what}: {failure}"));
        let amiss = verify(&store, |_| {}).unwrap().amiss;
        let named = |(body, position, words): &(&str, i64, String)| {
            amiss.iter().any(|a: &Amiss| a.body == *body && a.position == *position && a.what.contains(words))
        };
        assert!(said.iter().all(named) && said.len() == amiss.len(), "{what}: expected {said:#?}, found {amiss:#?}");
        door.run(PUT_BACK).unwrap();
        assert_eq!(verify(&store, |_| {}).unwrap().amiss, [], "{what} was not put back");
    }
}

fn a_chain_rewritten_to_its_end_differs_from_a_head_kept_elsewhere(ground: &Ground) {
    let (store, mut door) = opened(ground);
    let noted = verify(&store, |_| {}).unwrap().heads;
    let mut before = entry(&store, "namss", 6).hash;
    let mut sql = String::new();
    for position in 7..=LENGTH {
        let mut entry = entry(&store, "namss", position);
        if position == 7 {
            entry.line = entry.line.replace("\"kind\"", "\"Kind\"");
        }
        before = entry.hash_after(&before);
        let (line, hash) = (quoted(&entry.line), quoted(&before));
        write!(sql, "UPDATE entry SET line = {line}, hash = {hash} WHERE body = 'namss' AND position = {position};")
            .unwrap();
    }
    door.run(&format!("{sql} UPDATE body SET hash = {} WHERE id = 'namss'", quoted(&before))).unwrap();
    // By itself, nothing is amiss: whoever may write everything may forge everything but what is kept elsewhere.
    let verified = verify(&store, |_| {}).unwrap();
    assert_eq!(verified.amiss, []);
    assert_eq!(verified.heads[0], noted[0]);
    assert_ne!(verified.heads[1], noted[1]);
}
