//! The public's search looks into indexes only, however many people there are.

use std::fmt::Write;

use store::standings::SEARCH;
use store::{Row, Value};

use crate::engines::{Door, Ground, rows};

/// How many people there are.
const PEOPLE: usize = 20_000;

/// A fresh database with many people in it, put there past the record.
fn crowded(ground: &Ground) -> Door {
    drop(ground.open());
    let mut door = ground.door();
    let names = ["smith", "jones", "chen", "garcia", "nguyen", "olsen", "berg", "khan"];
    let mut tables: [(&str, String); 4] = [
        ("person (id, seq, name, email)", String::new()),
        ("credential (number, person, award, body, programme, awarded)", String::new()),
        ("standing (number, from_day, to_day, standing, good, through)", String::new()),
        ("listed (word, number)", String::new()),
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
    ["smith12", "", "", "", "", "", ""],
    ["s", "", "", "", "", "", ""],
    ["smith", "jon", "", "", "", "", ""],
    ["berg2", "khan", "ols", "cpcs", "", "", ""],
    ["c", "", "", "cpcs", "oslo", "chen4", "CPCS-000100"],
];

/// The values of [`SEARCH`], in its order.
fn values([first, second, third, programme, place, word, number]: [&str; 7]) -> Vec<Value> {
    let beyond = |word: &str| Value::from(format!("{word}\u{10ffff}"));
    vec![
        first.into(),
        beyond(first),
        word.into(),
        number.into(),
        19_500.into(),
        second.into(),
        beyond(second),
        third.into(),
        beyond(third),
        programme.into(),
        place.into(),
        25.into(),
    ]
}

#[test]
fn on_sqlite_no_table_is_read_through() {
    let ground = Ground::sqlite();
    crowded(&ground);
    let store = ground.open();
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {SEARCH}").into_boxed_str());
    for asked in ASKED {
        let plan: Vec<Row> = store.read(|tx| tx.query(explain, &values(asked))).unwrap();
        let steps: Vec<&str> = plan.iter().map(|row| row.text(3)).collect();
        let all = steps.join("\n");
        // Each of seven looks goes into an index, and the order of the list is the index's own.
        let looks = steps.iter().filter(|step| step.starts_with("SEARCH") && step.contains("INDEX")).count();
        assert_eq!(looks, 7, "{asked:?}\n{all}");
        assert!(!all.contains("SCAN") && !all.contains("TEMP B-TREE"), "{asked:?}\n{all}");
        assert!(steps[0].starts_with("SEARCH l "), "{asked:?}\n{all}");
    }
}

#[test]
fn on_postgresql_no_table_is_read_through() {
    let ground = Ground::postgresql();
    let mut door = crowded(&ground);
    let store = ground.open();
    let explain: &'static str = Box::leak(format!("EXPLAIN {SEARCH}").into_boxed_str());
    let judge = |plan: &[String], asked: [&str; 7], how: &str| {
        let all = plan.join("\n");
        assert!(!all.contains("Seq Scan"), "{how}: {asked:?}\n{all}");
        assert!(all.contains("on listed l") && all.contains("Index"), "{how}: {asked:?}\n{all}");
    };
    // As planned for these values, and as planned once for any.
    door.run(&format!("PREPARE asked AS {SEARCH}")).unwrap();
    let Door::Postgresql(client) = &mut door else { panic!("no PostgreSQL") };
    for asked in ASKED {
        let plan = store.read(|tx| tx.query(explain, &values(asked))).unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.text(0).to_owned()).collect();
        judge(&plan, asked, "for these values");
        let literal = |value: Value| match value {
            Value::Integer(n) => n.to_string(),
            Value::Text(text) => format!("'{text}'"),
            other => panic!("{other:?}"),
        };
        let literals: Vec<String> = values(asked).into_iter().map(literal).collect();
        client.batch_execute("SET plan_cache_mode = force_generic_plan").unwrap();
        let explained = client.query(&format!("EXPLAIN EXECUTE asked ({})", literals.join(", ")), &[]).unwrap();
        let plan: Vec<String> = explained.iter().map(|row| row.get(0)).collect();
        judge(&plan, asked, "for any values");
    }
    assert_eq!(rows(&store, "SELECT count(*) FROM listed")[0].integer(0) as usize, PEOPLE * 2);
}
