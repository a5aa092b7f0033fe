//! The public's search looks into indexes only, however many people there are.

use std::fmt::Write;

use store::Value;
use store::people::BY_NAME;
use store::standings::SEARCH;

use crate::engines::{Door, Ground};

/// How many people there are.
const PEOPLE: usize = 4_000;

/// A fresh database with many people in it, put there past the record.
fn crowded(ground: &Ground) -> Door {
    drop(ground.open());
    let mut door = ground.door();
    let names = ["smith", "jones", "chen", "garcia", "nguyen", "olsen", "berg", "khan"];
    let mut tables: [(&str, String); 5] = [
        ("person (id, seq, name, email)", String::new()),
        ("credential (number, person, award, body, programme, awarded)", String::new()),
        ("standing (number, from_day, to_day, standing, good, through)", String::new()),
        ("listed (word, number)", String::new()),
        ("known_as (word, person)", String::new()),
    ];
    for at in 0..PEOPLE {
        let (first, last) = (format!("{}{}", names[at % 8], at / 8 % 25), names[at / 200 % 8]);
        let number = format!("CPCS-{at:06}");
        let written = [
            format!("('p{at}', 3, '{first} {last}', '')"),
            format!("('{number}', 'p{at}', 'p{at}-2', 'namss', 'cpcs', 18000)"),
            format!(
                "('{number}', 18000, 19000, 'active', TRUE, 20000), ('{number}', 19001, 20000, 'renewal_open', TRUE, 20000), ('{number}', 20001, 99999, 'lapsed', FALSE, 99999)"
            ),
            format!("('{first}', '{number}'), ('{last}x', '{number}')"),
            format!("('{first}', 'p{at}'), ('{last}x', 'p{at}')"),
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

/// What is asked: a rare word, a common one, several, with a programme and a place, from the middle of the list.
const ASKED: [[&str; 7]; 5] = [
    ["smith12", "", "", "", "", "smith12", ""],
    ["s", "", "", "", "", "s", ""],
    ["smith", "jon", "", "", "", "smith", ""],
    ["berg2", "khan", "ols", "cpcs", "", "berg2", ""],
    ["c", "", "", "cpcs", "oslo", "chen4", "CPCS-000100"],
];

/// Every question, with its values, of the public's search and of the one by name.
fn questions() -> Vec<(&'static str, Vec<Value>)> {
    let beyond = |word: &str| Value::from(format!("{word}\u{10ffff}"));
    let mut questions = Vec::new();
    for [first, second, third, programme, place, word, number] in ASKED {
        let mut values: Vec<Value> = vec![first.into(), beyond(first), word.into(), number.into()];
        let words = [second.into(), beyond(second), third.into(), beyond(third)];
        questions.push((BY_NAME, values.iter().chain(&words).cloned().chain([25.into()]).collect()));
        values.push(19_500.into());
        values.extend(words);
        values.extend([programme.into(), place.into(), 25.into()]);
        questions.push((SEARCH, values));
    }
    questions
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
        // Each look goes into an index, and the order of the list is the index's own; only the page is read through.
        let looks: Vec<&&str> = steps.iter().filter(|step| !step.starts_with("CO") && **step != "SCAN f").collect();
        assert_eq!(looks.len(), if sql == SEARCH { 10 } else { 5 }, "{all}");
        assert!(looks.iter().all(|step| step.starts_with("SEARCH") && step.contains("INDEX")), "{all}");
        assert!(looks[0].contains("((word,number)>(?,?)") || looks[0].contains("((word,person)>(?,?)"), "{all}");
    }
}

#[test]
fn on_postgresql_no_table_is_read_through() {
    let ground = Ground::postgresql();
    let mut door = crowded(&ground);
    let store = ground.open();
    let judge = |plan: &[&str], values: &[Value], how: &str| {
        let all = format!("{how}: {values:?}\n{}", plan.join("\n"));
        assert!(!all.contains("Seq Scan"), "{all}");
        assert!(
            all.contains("Index Only Scan using listed_pkey") || all.contains("Index Only Scan using known_as_pkey"),
            "{all}"
        );
        assert!(!all.contains("Hash") && !all.contains("Materialize"), "{all}");
    };
    // As planned for these values, and as planned once for any.
    door.run(&format!("PREPARE search AS {SEARCH}; PREPARE by_name AS {BY_NAME}")).unwrap();
    door.run("SET plan_cache_mode = force_generic_plan").unwrap();
    let Door::Postgresql(client) = &mut door else { panic!("no PostgreSQL") };
    for (sql, values) in questions() {
        let explain = leaked(format!("EXPLAIN {sql}"));
        let plan = store.read(|tx| tx.query(explain, &values)).unwrap();
        judge(&plan.iter().map(|row| row.text(0)).collect::<Vec<_>>(), &values, "for these values");
        let literal = |value: &Value| match value {
            Value::Integer(n) => n.to_string(),
            Value::Text(text) => format!("'{text}'"),
            other => panic!("{other:?}"),
        };
        let literals: Vec<String> = values.iter().map(literal).collect();
        let name = if sql == SEARCH { "search" } else { "by_name" };
        let plan = client.query(&format!("EXPLAIN EXECUTE {name} ({})", literals.join(", ")), &[]).unwrap();
        judge(&plan.iter().map(|row| row.get(0)).collect::<Vec<_>>(), &values, "for any values");
    }
}
