//! Searches by name, and whatever the public's register reads, look into indexes only, however many people there are.

use std::fmt::Write;

use store::Value;
use store::growth::NEW;
use store::people::BY_NAME;
use store::register::{EVERYBODY, OF_PERSON, RUNS};

use crate::engines::{Door, Ground};

/// How many people there are.
const PEOPLE: usize = 4_000;

/// A fresh database with many people in it, put there past the record.
fn crowded(ground: &Ground) -> Door {
    drop(ground.open());
    let mut door = ground.door();
    let names = ["smith", "jones", "chen", "garcia", "nguyen", "olsen", "berg", "khan"];
    let mut tables: [(&str, String); 5] = [
        ("person (id, seq, name, email, place)", String::new()),
        ("credential (number, person, award, body, programme, awarded)", String::new()),
        ("standing (number, from_day, to_day, standing, good)", String::new()),
        ("known_as (word, person)", String::new()),
        ("entry (person, seq, body, position, id, stored_at, line, hash)", String::new()),
    ];
    for at in 0..PEOPLE {
        let (first, last) = (format!("{}{}", names[at % 8], at / 8 % 25), names[at / 200 % 8]);
        let (number, place) = (format!("CPCS-{at:06}"), format!("T{}, NY", at % 199));
        let written = [
            format!("('p{at}', 3, '{first} {last}', '', '{place}')"),
            format!("('{number}', 'p{at}', 'p{at}-2', 'namss', 'cpcs', 18000)"),
            format!(
                "('{number}', 18000, 19000, 'active', TRUE), ('{number}', 19001, 20000, 'renewal_open', TRUE), ('{number}', 20001, 99999, 'lapsed', FALSE)"
            ),
            format!("('{first}', 'p{at}'), ('{last}x', 'p{at}')"),
            format!("('p{at}', 1, 'namss', {at}, 'p{at}-1', 0, '', '')"),
        ];
        for ((_, values), row) in tables.iter_mut().zip(written) {
            write!(values, "{}{row}", if values.is_empty() { "" } else { ", " }).unwrap();
        }
        if (at + 1) % 500 == 0 {
            for (table, values) in &mut tables {
                door.run(&format!("INSERT INTO {table} VALUES {}", std::mem::take(values))).unwrap();
            }
        }
    }
    door.run("ANALYZE").unwrap();
    door
}

/// What staff ask: a rare word, a common one, several, from the middle of the list.
const ASKED: [[&str; 5]; 5] = [
    ["smith12", "", "", "smith12", ""],
    ["s", "", "", "s", ""],
    ["smith", "jon", "", "smith", ""],
    ["berg2", "khan", "ols", "berg2", ""],
    ["c", "", "", "chen4", "CPCS-000100"],
];

/// Every question, with its values: the search by name, and what the public's register reads.
fn questions() -> Vec<(&'static str, Vec<Value>)> {
    let beyond = |word: &str| Value::from(format!("{word}\u{10ffff}"));
    let mut questions: Vec<(&'static str, Vec<Value>)> = vec![
        (EVERYBODY, vec!["CPCS-000100".into(), 100.into()]),
        (OF_PERSON, vec!["p17".into()]),
        (RUNS, vec!["CPCS-000100".into(), "CPCS-000199".into()]),
        (NEW, vec!["namss".into(), 3_900.into(), 4_000.into()]),
    ];
    for [first, second, third, word, number] in ASKED {
        let own: [Value; 4] = [first.into(), beyond(first), word.into(), number.into()];
        let words: [Value; 4] = [second.into(), beyond(second), third.into(), beyond(third)];
        questions.push((BY_NAME, own.into_iter().chain(words).chain([25.into()]).collect()));
    }
    questions
}

/// The questions, by the names under which they are prepared, and the index that each walks through.
const NAMED: [(&str, &str, &str, &str); 5] = [
    ("everybody", EVERYBODY, "(number>?)", "Index Scan using credential_pkey"),
    ("of_person", OF_PERSON, "(person=?)", "credential_person_award_key"),
    ("runs", RUNS, "(number>? AND number<?)", "standing_pkey"),
    ("new", NEW, "entry_position (body=? AND position>? AND position<?)", "entry_position"),
    ("by_name", BY_NAME, "((word,person)>(?,?)", "Index Only Scan using known_as_pkey"),
];

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
        // Each look goes into an index, and the order of a list is the index's own; only the page is read through.
        let passed = |step: &str| step.starts_with("CO") || step == "SCAN f" || step.ends_with("FOR DISTINCT");
        let looks: Vec<&str> = steps.iter().copied().filter(|step| !passed(step)).collect();
        assert!(looks.iter().all(|step| step.starts_with("SEARCH") && step.contains("INDEX")), "{all}");
        let (_, _, walked, _) = NAMED.iter().find(|(_, own, ..)| *own == sql).unwrap();
        assert!(looks[..2.min(looks.len())].iter().any(|look| look.contains(walked)), "{all}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE") && step.contains("ORDER")), "{all}");
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
        let (_, _, _, walked) = NAMED.iter().find(|(_, own, ..)| *own == sql).unwrap();
        assert!(all.contains(walked), "{all}");
        assert!(!all.contains("Hash Join") && !all.contains("Materialize"), "{all}");
    };
    // As planned for these values, and as planned once for any.
    for (name, sql, ..) in NAMED {
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
        let name = NAMED.iter().find(|(_, own, ..)| *own == sql).unwrap().0;
        let plan = client.query(&format!("EXPLAIN EXECUTE {name} ({})", literals.join(", ")), &[]).unwrap();
        judge(sql, &plan.iter().map(|row| row.get(0)).collect::<Vec<_>>(), &values, "for any values");
    }
}
