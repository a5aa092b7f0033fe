//! Courses and completions are kept as they were told, each once; and each moves on from where it was seen.

use jiff::SignedDuration;
use jiff::civil::date;
use store::completions::{self, Completion, Stands, State, Told, event_of};
use store::courses::{self, Course, Kind};
use store::{Failure, Store, backup};

use crate::engines::{Ground, on_both};
use crate::people::now;

on_both!(
    a_course_is_one_whatever_the_case_of_its_code,
    a_completion_is_kept_once_and_moves_on_once,
    what_waits_is_due_after_its_evaluations,
    courses_and_completions_are_in_a_backup
);

fn course(code: &str, evaluated_by: Option<jiff::civil::Date>) -> Course {
    Course {
        code: code.to_owned(),
        body: "namss".to_owned(),
        title: "Ørsted's 'basics'".to_owned(),
        category: "sponsored".to_owned(),
        units: "1.5".to_owned(),
        kind: if evaluated_by.is_some() { Kind::Conference } else { Kind::Zone },
        evaluated_by,
        from: Some(date(2025, 1, 1)),
        to: None,
        iri: format!("https://zone.example/{}", code.to_lowercase()),
    }
}

fn put(store: &Store, course: Course) -> Result<bool, Failure> {
    store.write(move |tx| courses::put(tx, &course, "r@body.example", now()))
}

fn completion(id: &str, line: i64, at: Stands) -> Completion {
    Completion {
        id: id.to_owned(),
        source: "file".to_owned(),
        told_id: format!("told-{id}"),
        hash: "00ff".to_owned(),
        told: Told { course: "A-1".to_owned(), completed: "soon\0".to_owned(), ..Told::default() },
        came_by: "r@body.example".to_owned(),
        came_at: now(),
        line,
        at,
    }
}

fn keep(store: &Store, one: &Completion) -> Result<(), Failure> {
    let one = one.clone();
    store.write(move |tx| completions::keep(tx, &one))
}

fn waiting(course: &str, person: &str) -> Stands {
    let (course, person, day) = (course.to_owned(), person.to_owned(), Some(date(2025, 3, 1)));
    Stands { course, person, day, ..Stands::only(State::Waiting, "") }
}

fn a_course_is_one_whatever_the_case_of_its_code(ground: &Ground) {
    let store = ground.open();
    assert_eq!(put(&store, course("Zone-B", None)), Ok(true));
    assert_eq!(put(&store, course("zone-a", None)), Ok(true));
    let mut other = course("ZONE-B", None);
    other.iri = "https://zone.example/zone-a".to_owned();
    assert!(matches!(put(&store, other.clone()), Err(Failure::Taken(_))), "that address is another's");
    other.iri = String::new();
    assert_eq!(put(&store, other.clone()), Ok(false), "it is changed");
    store
        .read(|tx| {
            let codes = |courses: Vec<Course>| courses.into_iter().map(|course| course.code).collect::<Vec<_>>();
            assert_eq!(codes(courses::list(tx, "", 9)?), ["zone-a", "ZONE-B"]);
            assert_eq!(codes(courses::list(tx, "Zone-A", 9)?), ["ZONE-B"]);
            assert_eq!(courses::by_code(tx, " zone-b ")?, Some(other.clone()));
            assert_eq!(courses::called(tx, "https://zone.example/zone-a")?.map(|c| c.code).as_deref(), Some("zone-a"));
            assert_eq!(courses::called(tx, "")?, None);
            Ok(())
        })
        .unwrap();
}

fn a_completion_is_kept_once_and_moves_on_once(ground: &Ground) {
    let store = ground.open();
    let left = completion("c-1", 2, Stands::only(State::LeftOver, "Nobody."));
    keep(&store, &left).unwrap();
    let again = Completion { id: "c-2".to_owned(), ..left.clone() };
    assert!(matches!(keep(&store, &again), Err(Failure::Taken(_))), "the same told twice is kept once");
    let elsewhere = Completion { id: "c-2".to_owned(), source: "api".to_owned(), ..left.clone() };
    keep(&store, &elsewhere).unwrap();
    let to = Stands { event: Some(event_of("c-1")), ..waiting("A-1", "ada") };
    let moved = |seen| {
        let to = Stands { state: State::Posted, ..to.clone() };
        store.write(move |tx| completions::move_on(tx, "c-1", seen, &to, now())).unwrap()
    };
    assert!(!moved(State::Waiting), "it is not there");
    assert!(moved(State::LeftOver) && !moved(State::LeftOver));
    store
        .read(|tx| {
            let found = completions::by_id(tx, "c-1")?.unwrap();
            assert_eq!((found.told.completed.as_str(), found.at.state), ("soon", State::Posted));
            assert_eq!(completions::of_event(tx, "completion-c-1")?, Some(found));
            assert_eq!(completions::of_event(tx, "completion-c-2")?, None);
            assert!(completions::there(tx, "ada", "a-1", date(2025, 3, 1))?);
            assert!(!completions::there(tx, "ada", "a-1", date(2025, 3, 2))?);
            assert_eq!(completions::left_over(tx)?, (1, Some(now())));
            assert_eq!(completions::told(tx, "api", "told-c-1")?.map(|one| one.id).as_deref(), Some("c-2"));
            Ok(())
        })
        .unwrap();
}

fn what_waits_is_due_after_its_evaluations(ground: &Ground) {
    let store = ground.open();
    put(&store, course("zone", None)).unwrap();
    put(&store, course("conf", Some(date(2025, 3, 10)))).unwrap();
    for (nth, of) in ["conf", "zone", "gone"].into_iter().enumerate() {
        keep(&store, &completion(&format!("c-{nth}"), nth as i64, waiting(of, "ada"))).unwrap();
    }
    let due = |day| {
        let found = store.read(|tx| completions::due(tx, day, 9)).unwrap();
        found.into_iter().map(|one| one.at.course).collect::<Vec<_>>()
    };
    assert_eq!(due(date(2025, 3, 10)), ["zone"]);
    assert_eq!(due(date(2025, 3, 11)), ["conf", "zone"]);
    let page = |after, most| {
        let found = store.read(|tx| completions::list(tx, State::Waiting, after, most)).unwrap();
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(page((i64::MIN, 0, ""), 2), ["c-0", "c-1"]);
    assert_eq!(page((now().as_microsecond(), 1, "c-1"), 2), ["c-2"]);
    assert_eq!(page(((now() + SignedDuration::from_secs(1)).as_microsecond(), 0, ""), 2), Vec::<String>::new());
}

fn courses_and_completions_are_in_a_backup(ground: &Ground) {
    let store = ground.open();
    put(&store, course("conf", Some(date(2025, 3, 10)))).unwrap();
    keep(&store, &completion("c-1", 1, waiting("conf", "ada"))).unwrap();
    store.write(|tx| completions::set_apart(tx, "p", "l", "ada", now())).unwrap();
    store.write(|tx| completions::set_apart(tx, "p", "l", "ada", now())).unwrap();
    let mut copy = Vec::new();
    backup::backup(&store, &mut copy).unwrap();
    let elsewhere = ground.another();
    let other = elsewhere.open();
    backup::restore(&other, move || Ok(Box::new(std::io::Cursor::new(copy.clone())))).unwrap();
    let all = |store: &Store| {
        store
            .read(|tx| {
                let apart = (completions::are_apart(tx, "p", "l")?, completions::are_apart(tx, "l", "p")?);
                Ok((courses::list(tx, "", 9)?, completions::by_id(tx, "c-1")?, completions::counts(tx)?, apart))
            })
            .unwrap()
    };
    assert_eq!(all(&other), all(&store));
    assert_eq!(all(&other).3, (true, false));
}
