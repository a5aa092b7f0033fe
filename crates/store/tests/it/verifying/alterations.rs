//! Alterations of the small record, each with everything that is said of it.

use store::entries::Entry;

use super::{LENGTH, quoted};

/// What is said of an alteration: body, position, some words.
pub type Said = (&'static str, i64, String);

/// An alteration: what it is, how it is made, and everything that is said of it.
pub struct Alteration {
    /// What it is.
    pub what: &'static str,
    /// How it is made.
    pub sql: String,
    /// What is said of it.
    pub said: Vec<Said>,
}

/// Every alteration of the chain of `namss`, whose entries `of` gives by position.
pub fn all(of: &dyn Fn(i64) -> Entry) -> Vec<Alteration> {
    let mut all = of_fields(&of(7), &of(8));
    all.extend(of_order(of));
    all.extend(of_counts(of));
    all.extend(of_strays(of));
    all.extend(of_forgeries(of));
    all
}

fn row(what: &'static str, sql: &[&str], said: Vec<Said>) -> Alteration {
    Alteration { what, sql: sql.concat(), said }
}

fn at(position: i64, what: &str) -> Said {
    ("namss", position, what.to_owned())
}

fn altered(entry: &Entry) -> Said {
    ("namss", entry.position, format!("`{}` of `{}` is altered", entry.id, entry.person))
}

fn record(entry: &Entry) -> Said {
    ("", 0, format!("the record of `{}`", entry.person))
}

fn delete(which: &str) -> String {
    format!("DELETE FROM entry WHERE body = 'namss' AND position {which};")
}

fn head(position: i64, hash: &str) -> String {
    format!("UPDATE body SET position = {position}, hash = {} WHERE id = 'namss';", quoted(hash))
}

fn grown(person: &str) -> String {
    format!("UPDATE person SET seq = 11 WHERE id = {};", quoted(person))
}

/// Alterations of one field of the seventh entry of `namss`.
fn of_fields(seventh: &Entry, eighth: &Entry) -> Vec<Alteration> {
    let Entry { person, id, .. } = seventh;
    let gap = || ("namss", 7, format!("1 missing before `{}`", eighth.id));
    let set = |fields: &str| format!("UPDATE entry SET {fields} WHERE body = 'namss' AND position = 7");
    let row = |what, fields: &str, said| row(what, &[&set(fields)], said);
    let mut flipped = seventh.hash.clone().into_bytes();
    flipped[0] ^= 1;
    let flipped = String::from_utf8(flipped).unwrap();
    vec![
        row("a character", "line = replace(line, '\"kind\"', '\"Kind\"')", vec![altered(seventh)]),
        row("a blank more", "line = line || ' '", vec![altered(seventh)]),
        row("no line", "line = ''", vec![altered(seventh)]),
        row("another id", "id = 'other'", vec![("namss", 7, format!("`other` of `{person}` is altered"))]),
        row("a moment later", "stored_at = stored_at + 1", vec![altered(seventh)]),
        row("an age later", "stored_at = 9223372036854775807", vec![altered(seventh)]),
        row("another hash", &format!("hash = {}", quoted(&flipped)), vec![altered(seventh), altered(eighth)]),
        row("a hash in capitals", "hash = upper(hash)", vec![altered(seventh), altered(eighth)]),
        row("another place in the record", "seq = 99", vec![altered(seventh), record(seventh)]),
        row(
            "nobody's",
            "person = 'other'",
            vec![
                ("namss", 7, format!("`{id}` of `other` is altered")),
                record(seventh),
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
            vec![gap(), ("namss", i64::MIN, "stands where no entry can".to_owned())],
        ),
    ]
}

/// Entries that change places, or parts of them.
fn of_order(of: &dyn Fn(i64) -> Entry) -> Vec<Alteration> {
    let (seventh, eighth, ninth) = (of(7), of(8), of(9));
    let swap = |field: &str| {
        format!(
            "UPDATE entry SET {field} = (SELECT o.{field} FROM kept_entry o
                                          WHERE o.body = 'namss' AND o.position = 15 - entry.position)
              WHERE body = 'namss' AND position IN (7, 8);"
        )
    };
    let place =
        |from: i64, to: i64| format!("UPDATE entry SET position = {to} WHERE body = 'namss' AND position = {from};");
    let later = "UPDATE entry SET stored_at = stored_at - 1 WHERE body = 'namss' AND position = 9";
    let moved_up: String = (8..=LENGTH).map(|position| place(position, position - 1)).collect();
    let after_the_gap = (7..LENGTH).map(|position| at(position, "is altered"));
    vec![
        row("two lines changed places", &[&swap("line")], vec![altered(&seventh), altered(&eighth)]),
        row(
            "two lines, and a moment",
            &[&swap("line"), later],
            vec![altered(&seventh), altered(&eighth), altered(&ninth)],
        ),
        row("two hashes changed places", &[&swap("hash")], vec![altered(&seventh), altered(&eighth), altered(&ninth)]),
        row(
            "two entries changed places",
            &[&place(7, -7), &place(8, 7), &place(-7, 8)],
            vec![at(7, "is altered"), at(8, "is altered"), at(9, "is altered")],
        ),
        row(
            "one gone, and the others moved up",
            &[&delete("= 7"), &moved_up],
            after_the_gap.chain([at(LENGTH, "the last 1 are missing"), record(&seventh)]).collect(),
        ),
    ]
}

/// Entries that are gone, and what says how many there are.
fn of_counts(of: &dyn Fn(i64) -> Entry) -> Vec<Alteration> {
    let (seventh, last) = (of(7), of(LENGTH));
    let before = format!("1 missing before `{}`", of(8).id);
    let mut tail: Vec<Said> = (18..=20).map(|position| record(&of(position))).collect();
    tail.sort();
    tail.dedup();
    tail.push(at(18, "the last 3 are missing"));
    let ghost = "INSERT INTO person (id, seq, name, email) VALUES ('ghost', 1, '', '')";
    let said = |words: String| vec![("", 0, words)];
    vec![
        row("one gone", &[&delete("= 7")], vec![at(7, &before), record(&seventh)]),
        row("the first gone", &[&delete("= 1")], vec![at(1, "1 missing before"), record(&of(1))]),
        row("the last three gone", &[&delete("> 17")], tail),
        row(
            "the last gone, and the head as if it had never been",
            &[&delete("= 20"), &head(19, &of(19).hash)],
            vec![record(&last)],
        ),
        row("the head behind", &[&head(19, &last.hash)], vec![at(20, "1 places stand after the chain's end")]),
        row("the head ahead", &[&head(21, &last.hash)], vec![at(21, "the last 1 are missing")]),
        row("another hash in the head", &[&head(20, &of(6).hash)], vec![at(20, "does not end as its head says")]),
        row(
            "a person with more",
            &[&grown(&seventh.person)],
            said(format!("the record of `{}` has 10 entries, and should have 11", seventh.person)),
        ),
        row(
            "a person out of nothing",
            &[ghost],
            said("the record of `ghost` has 0 entries, and should have 1".to_owned()),
        ),
    ]
}

/// Entries out of nothing: the more is forged with them, the less is said, but something always is.
fn of_strays(of: &dyn Fn(i64) -> Entry) -> Vec<Alteration> {
    let (seventh, last) = (of(7), of(LENGTH));
    let person = &last.person;
    let copy = |person: &str, seq: i64, position: i64, hash: &str| {
        format!(
            "INSERT INTO entry (body, position, person, seq, id, stored_at, line, hash)
             SELECT body, {position}, {}, {seq}, 'stray', stored_at, line, {} FROM kept_entry WHERE body = 'namss' AND position = 7;",
            quoted(person), quoted(hash)
        )
    };
    let ghost = "INSERT INTO person (id, seq, name, email) VALUES ('ghost', 1, '', '');";
    let grown = grown(person);
    let forged = |position: i64, before: &str| {
        let stray = Entry { position, person: "ghost".to_owned(), seq: 1, id: "stray".to_owned(), ..seventh.clone() };
        stray.hash_after(before)
    };
    let follows = forged(21, &last.hash);
    let begins = forged(0, "");
    let more = ("", 0, format!("the record of `{person}` has 11 entries, and should have 10"));
    vec![
        row("a stray", &[&copy(person, 11, 21, "")], vec![at(21, "is altered"), at(21, "1 places stand after"), more]),
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
    ]
}

/// Entries whose hashes were worked out again, so that they fit what comes before them.
fn of_forgeries(of: &dyn Fn(i64) -> Entry) -> Vec<Alteration> {
    let recomputed = |position: i64| {
        let entry = of(position);
        let altered = Entry { line: entry.line.replace("\"kind\"", "\"Kind\""), ..entry };
        let (line, hash) = (quoted(&altered.line), quoted(&altered.hash_after(&of(position - 1).hash)));
        format!("UPDATE entry SET line = {line}, hash = {hash} WHERE body = 'namss' AND position = {position};")
    };
    vec![
        row("a line and its hash", &[&recomputed(7)], vec![at(8, "is altered, or the one before it")]),
        row("the last line and its hash", &[&recomputed(20)], vec![at(20, "does not end as its head says")]),
    ]
}
