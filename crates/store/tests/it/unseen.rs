//! Looking for somebody who holds nothing is as much work as looking for nobody: the public's search never comes near
//! their record.

use rusqlite::StatementStatus;
use store::Value;
use store::standings::{NARROWED, SEARCH, SEARCH_AT, number_of};

use crate::engines::{Door, Ground};
use crate::people::{add, awarded, registered_at};

/// How many steps a question takes the engine, and how many rows of a whole table it reads.
fn work(ground: &Ground, sql: &str, values: &[Value]) -> (i32, i32) {
    let Door::Sqlite(connection) = ground.door() else { panic!("no SQLite") };
    let mut statement = connection.prepare(&sql.replace('$', "?")).unwrap();
    let mut rows = statement.query(rusqlite::params_from_iter(values)).unwrap();
    while rows.next().unwrap().is_some() {}
    drop(rows);
    (statement.get_status(StatementStatus::VmStep), statement.get_status(StatementStatus::FullscanStep))
}

#[test]
fn a_candidate_is_as_much_work_as_nobody() {
    let ground = Ground::sqlite();
    let store = ground.open();
    for at in 0..40 {
        let (person, name) = (format!("c{at}"), format!("{} Certified", ["Anna", "Zoe"][at % 2]));
        add(&store, &person, 0, &[registered_at(&person, 1, &name, "Oslo"), awarded(&person, 2, "cpcs", "2024-02-01")])
            .unwrap();
    }
    // Candidates of one name, many of them; of another, one; and of a third, nobody.
    for at in 0..60 {
        let person = format!("j{at}");
        add(&store, &person, 0, &[registered_at(&person, 1, "Jonas Kandidat", "Bergen")]).unwrap();
    }
    add(&store, "l", 0, &[registered_at("l", 1, "Lena Kandidat", "Oslo")]).unwrap();
    let beyond = |word: &str| Value::from(format!("{word}\u{10ffff}"));
    for place in ["", "oslo", "bergen", "nowhere"] {
        let of = |name: &str| {
            let walk: [Value; 5] = [beyond(name), name.into(), "".into(), place.into(), beyond(place)];
            let rest: [Value; 8] = [
                number_of(jiff::civil::date(2025, 1, 1)).into(),
                name.into(),
                "".into(),
                beyond(""),
                "".into(),
                beyond(""),
                "".into(),
                26.into(),
            ];
            let all: Vec<Value> = walk.iter().chain(&rest).cloned().collect();
            [work(&ground, NARROWED, &walk), work(&ground, SEARCH, &all), work(&ground, SEARCH_AT, &all)]
        };
        let nobody = of("mrgrgl");
        assert!(nobody.iter().all(|(steps, _)| *steps > 0));
        for name in ["jonas", "j", "lena", "kandidat"] {
            assert_eq!(of(name), nobody, "{name} at {place:?}");
        }
    }
    // Nor does it matter how many of them there are in a place that certificants are at, too.
    let found = store.read(|tx| store::standings::search(tx, &Default::default(), jiff::civil::date(2025, 1, 1)));
    assert_eq!(found, Ok(Vec::new()));
}
