//! The public's search looks into indexes only, however many people there are.

use std::fmt::Write;

use store::Value;
use store::people::BY_NAME;
use store::standings::{EVERYBODY, NARROWED, SEARCH, SEARCH_AT};

use crate::engines::{Door, Ground, on_both};

on_both!(either_way_finds_the_same);

/// How many people there are.
const PEOPLE: usize = 4_000;

/// A fresh database with many people in it, put there past the record.
fn crowded(ground: &Ground) -> Door {
    drop(ground.open());
    let mut door = ground.door();
    let names = ["smith", "jones", "chen", "garcia", "nguyen", "olsen", "berg", "khan"];
    let mut tables: [(&str, String); 6] = [
        ("person (id, seq, name, email, place)", String::new()),
        ("credential (number, person, award, body, programme, awarded)", String::new()),
        ("standing (number, from_day, to_day, standing, good, through)", String::new()),
        ("listed (word, number, place)", String::new()),
        ("known_as (word, person)", String::new()),
        ("place_as (words, place)", String::new()),
    ];
    for at in 0..PEOPLE {
        let (first, last) = (format!("{}{}", names[at % 8], at / 8 % 25), names[at / 200 % 8]);
        let (number, place) = (format!("CPCS-{at:06}"), format!("T{}, NY", at % 199));
        let written = [
            format!("('p{at}', 3, '{first} {last}', '', '{place}')"),
            format!("('{number}', 'p{at}', 'p{at}-2', 'namss', 'cpcs', 18000)"),
            format!(
                "('{number}', 18000, 19000, 'active', TRUE, 20000), ('{number}', 19001, 20000, 'renewal_open', TRUE, 20000), ('{number}', 20001, 99999, 'lapsed', FALSE, 99999)"
            ),
            format!("('{first}', '{number}', '{place}'), ('{last}x', '{number}', '{place}')"),
            format!("('{first}', 'p{at}'), ('{last}x', 'p{at}')"),
            // Each place is known once.
            if at < 199 { format!("('t{at} ny', '{place}'), ('ny', '{place}')") } else { String::new() },
        ];
        for ((_, values), row) in tables.iter_mut().zip(written) {
            write!(values, "{}{row}", if values.is_empty() || row.is_empty() { "" } else { ", " }).unwrap();
        }
        if (at + 1) % 500 == 0 {
            for (table, values) in tables.iter_mut().filter(|(_, values)| !values.is_empty()) {
                door.run(&format!("INSERT INTO {table} VALUES {}", std::mem::take(values))).unwrap();
            }
        }
    }
    door.run("ANALYZE").unwrap();
    door
}

/// What is asked: a rare word, a common one, several, with a programme and a place, from the middle of the list.
const ASKED: [[&str; 7]; 7] = [
    ["smith12", "", "", "", "", "smith12", ""],
    ["s", "", "", "", "", "s", ""],
    ["smith", "jon", "", "", "", "smith", ""],
    ["berg2", "khan", "ols", "cpcs", "", "berg2", ""],
    ["c", "", "", "cpcs", "oslo", "chen4", "CPCS-000100"],
    ["c", "", "", "", "t", "c", ""],
    ["c", "", "", "cpcs", "t17", "chen4", "CPCS-000100"],
];

/// Every question, with its values: the public's searches, the one by name, and everybody.
fn questions() -> Vec<(&'static str, Vec<Value>)> {
    let beyond = |word: &str| Value::from(format!("{word}\u{10ffff}"));
    let mut questions: Vec<(&'static str, Vec<Value>)> =
        vec![(EVERYBODY, vec!["CPCS-000100".into(), 19_500.into(), 1_000.into()])];
    for [first, second, third, programme, place, word, number] in ASKED {
        let words: [Value; 4] = [second.into(), beyond(second), third.into(), beyond(third)];
        let own: [Value; 4] = [first.into(), beyond(first), word.into(), number.into()];
        questions.push((BY_NAME, own.iter().chain(&words).cloned().chain([25.into()]).collect()));
        let walk: [Value; 5] = [beyond(first), word.into(), number.into(), place.into(), beyond(place)];
        let mut values = walk.to_vec();
        values.extend([19_500.into(), first.into()]);
        values.extend(words);
        values.extend([programme.into(), 25.into()]);
        questions.push((SEARCH, values.clone()));
        // Where every place begins so, either way is as good.
        if place.len() > 1 {
            questions.push((SEARCH_AT, values));
            questions.push((NARROWED, walk.to_vec()));
        }
    }
    questions
}

/// The questions, by the names under which they are prepared.
const NAMED: [(&str, &str); 5] = [
    ("search", SEARCH),
    ("search_at", SEARCH_AT),
    ("narrowed", NARROWED),
    ("everybody", EVERYBODY),
    ("by_name", BY_NAME),
];

/// Both ways through the names at a place find the same, page for page.
fn either_way_finds_the_same(ground: &Ground) {
    crowded(ground);
    let store = ground.open();
    for (sql, values) in questions().into_iter().filter(|(sql, _)| *sql == SEARCH_AT) {
        let rows = store.read(|tx| tx.query(sql, &values)).unwrap();
        assert_eq!(rows, store.read(|tx| tx.query(SEARCH, &values)).unwrap(), "{values:?}");
        assert_eq!(rows.is_empty(), values[3] == Value::from("oslo"), "{values:?}");
    }
}

fn leaked(sql: String) -> &'static str {
    Box::leak(sql.into_boxed_str())
}

#[test]
fn on_sqlite_no_table_is_read_through() {
    let ground = Ground::sqlite();
    crowded(&ground);
    let store = ground.open();
    for (sql, values) in questions() {
        let explain = leaked(format!("EXPLAIN QUERY PLAN {sql}"));
        let plan = store.read(|tx| tx.query(explain, &values)).unwrap();
        let steps: Vec<&str> = plan.iter().map(|row| row.text(3)).collect();
        let all = format!("{values:?}\n{}", steps.join("\n"));
        // Each look goes into an index, and the order of the list is the index's own; only the page is read through, and
        // the places that begin so.
        let passed = |step: &str| step.starts_with("CO") || ["SCAN f", "SCAN t", "SCAN n"].contains(&step);
        let sorted = "USE TEMP B-TREE FOR ";
        let looks: Vec<&str> = steps.iter().copied().filter(|s| !passed(s) && !s.starts_with(sorted)).collect();
        assert!(looks.iter().all(|step| step.starts_with("SEARCH") && step.contains("INDEX")), "{all}");
        let (expected, walked) = match sql {
            SEARCH => (11, "((word,number)>(?,?)"),
            BY_NAME => (9, "((word,person)>(?,?)"),
            EVERYBODY => (7, "(number>?)"),
            SEARCH_AT => (11, "listed_place (place=? AND (word,number)>(?,?)"),
            _ => (2, "listed_place (place=? AND (word,number)>(?,?)"),
        };
        assert_eq!(looks.len(), expected, "{all}");
        assert!(looks[..2].iter().any(|look| look.contains(walked)), "{all}");
        // Only where few are found is the page put in order after they were.
        assert!(sql == SEARCH_AT || !steps.iter().any(|s| s.starts_with(sorted) && s.contains("ORDER")), "{all}");
    }
}

#[test]
fn on_postgresql_no_table_is_read_through() {
    let ground = Ground::postgresql();
    let mut door = crowded(&ground);
    let store = ground.open();
    let judge = |sql: &str, plan: &[&str], values: &[Value], how: &str| {
        let all = format!("{how}: {values:?}\n{}", plan.join("\n"));
        assert!(!all.contains("Seq Scan"), "{all}");
        let walked = match sql {
            SEARCH => "Index Only Scan using listed_pkey",
            BY_NAME => "Index Only Scan using known_as_pkey",
            EVERYBODY => "Index Scan using credential_pkey",
            _ => "listed_place",
        };
        assert!(all.contains(walked), "{all}");
        assert!(!all.contains("Hash Join") && !all.contains("Materialize"), "{all}");
    };
    // As planned for these values, and as planned once for any.
    for (name, sql) in NAMED {
        door.run(&format!("PREPARE {name} AS {sql}")).unwrap();
    }
    door.run("SET plan_cache_mode = force_generic_plan").unwrap();
    let Door::Postgresql(client) = &mut door else { panic!("no PostgreSQL") };
    for (sql, values) in questions() {
        let explain = leaked(format!("EXPLAIN {sql}"));
        let plan = store.read(|tx| tx.query(explain, &values)).unwrap();
        judge(sql, &plan.iter().map(|row| row.text(0)).collect::<Vec<_>>(), &values, "for these values");
        let literal = |value: &Value| match value {
            Value::Integer(n) => n.to_string(),
            Value::Text(text) => format!("'{text}'"),
            other => panic!("{other:?}"),
        };
        let literals: Vec<String> = values.iter().map(literal).collect();
        let name = NAMED.iter().find(|(_, own)| *own == sql).unwrap().0;
        let plan = client.query(&format!("EXPLAIN EXECUTE {name} ({})", literals.join(", ")), &[]).unwrap();
        judge(sql, &plan.iter().map(|row| row.get(0)).collect::<Vec<_>>(), &values, "for any values");
    }
}
