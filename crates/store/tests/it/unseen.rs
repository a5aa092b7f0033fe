//! Looking for somebody who holds nothing is as much work as looking for nobody: the public's register knows nothing of
//! them, nor how many of them there are.

use jiff::civil::date;
use store::register::{Register, Search};

use crate::engines::{Ground, on_both};
use crate::people::{add, awarded, now, registered_at};

on_both!(a_candidate_is_not_in_the_register);

fn a_candidate_is_not_in_the_register(ground: &Ground) {
    let store = ground.open();
    for at in 0..40 {
        let (person, name) = (format!("c{at}"), format!("{} Certified", ["Anna", "Zoe"][at % 2]));
        add(&store, &person, 0, &[registered_at(&person, 1, &name, "Oslo"), awarded(&person, 2, "cpcs", "2024-02-01")])
            .unwrap();
    }
    let register = Register::default();
    register.follow(&store, now()).unwrap();
    let before = format!("{:?}", register.listing());
    // Candidates of one name, many of them; of another, one; and one whose award was taken back.
    for at in 0..60 {
        let person = format!("j{at}");
        add(&store, &person, 0, &[registered_at(&person, 1, "Jonas Kandidat", "Bergen")]).unwrap();
    }
    add(&store, "l", 0, &[registered_at("l", 1, "Lena Kandidat", "Oslo")]).unwrap();
    let back = r#"{"id":"k-3","person":"k","kind":"corrected","at":"2024-03-01","event":"k-2","retracted":true}"#;
    let lines = [registered_at("k", 1, "Kim Kandidat", "Oslo"), awarded("k", 2, "cpcs", "2024-02-01"), back.to_owned()];
    add(&store, "k", 0, &lines).unwrap();
    register.follow(&store, now()).unwrap();
    assert_eq!(format!("{:?}", register.listing()), before);
    let afresh = Register::default();
    afresh.follow(&store, now()).unwrap();
    for register in [&register, &afresh] {
        assert_eq!(register.listing().len(), 40);
        for (name, place) in [("jonas", ""), ("j", "bergen"), ("lena", ""), ("kandidat", "oslo"), ("kim", "")] {
            let search = Search { name: name.to_owned(), place: place.to_owned(), most: 9, ..Search::default() };
            assert_eq!(register.listing().search(&search, date(2025, 1, 1)), [], "{name} at {place:?}");
        }
    }
}
