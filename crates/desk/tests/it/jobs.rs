//! Jobs, as several nodes put and do them: whatever they do at once, everything happens once.

use std::path::{Path, PathBuf};
use std::thread;

use desk::notice::{Post, run};
use desk::{jobs, shelf};
use jiff::{SignedDuration, Timestamp};
use programme::Bodies;
use store::accounts::{self, Begin, Hidden, New};
use store::entries::{Append, append};
use store::files;
use store::outbox::{self, Mail};
use store::{Store, jobs as kept};

/// The morning of a day on which Maya's deadline comes near.
fn at(hours: i64) -> Timestamp {
    let morning: Timestamp = "2025-11-24T09:00:00-06:00".parse().unwrap();
    morning + SignedDuration::from_hours(hours)
}

const MAYA: [&str; 4] = [
    r#"{"id":"maya-1","person":"maya","kind":"person_registered","at":"2022-03-01","name":"Maya Lindqvist","email":"maya@people.example"}"#,
    r#"{"id":"maya-2","person":"maya","kind":"application_submitted","at":"2022-03-01","programme":"cpcs","evidence":[]}"#,
    r#"{"id":"maya-3","person":"maya","kind":"credential_awarded","at":"2022-04-30","programme":"cpcs"}"#,
    r#"{"id":"maya-4","person":"maya","kind":"credit_logged","at":"2023-10-04","scheme":"namss-recertification","category":"sponsored","units":"5","title":"Conference","certificate":true}"#,
];

struct Ground {
    bodies: std::sync::Arc<Bodies>,
    folder: PathBuf,
}

impl Ground {
    fn new(name: &str) -> Ground {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("jobs-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        Ground { bodies: std::sync::Arc::new(shelf::bodies(Some(&root.join("handbooks"))).unwrap()), folder }
    }

    /// A node on the one database.
    fn node(&self) -> Store {
        Store::in_folder(&self.folder).unwrap()
    }

    /// What jobs are done with on a node; nobody takes cards.
    fn office<'o>(&'o self, store: &'o Store) -> jobs::Office<'o> {
        jobs::Office { store, bodies: &self.bodies, provider: None }
    }

    /// Puts events on Maya's record.
    fn enter(&self, store: &Store, lines: &[&str]) {
        let events = lines.iter().map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            (event["id"].as_str().unwrap().to_owned(), (*line).to_owned())
        });
        let events: Vec<(String, String)> = events.collect();
        let bodies = self.bodies.clone();
        store
            .write(move |tx| {
                let there = store::people::by_id(tx, "maya")?.map_or(0, |p| p.entries);
                let (person, body) = ("maya".to_owned(), "namss".to_owned());
                append(tx, &bodies, &Append { person, body, expected: there, events: events.clone() }, at(0))
            })
            .unwrap();
    }

    /// Every node plans and works at once, each as if it were alone.
    fn all_at_once(&self, nodes: &[Store], now: Timestamp) {
        thread::scope(|scope| {
            for node in nodes {
                scope.spawn(move || {
                    jobs::plan(self.office(node), now).unwrap();
                    assert_eq!(jobs::work(self.office(node), || now).unwrap().failed, []);
                });
            }
        });
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn letters(store: &Store) -> Vec<Mail> {
    store.read(|tx| outbox::list(tx, None, 1000)).unwrap()
}

fn keys(store: &Store) -> Vec<String> {
    let mut keys: Vec<String> =
        store.read(|tx| kept::list(tx, None, 100)).unwrap().into_iter().map(|job| job.key).collect();
    keys.sort();
    keys
}

#[test]
fn a_day_is_run_once_however_many_nodes_there_are() {
    let ground = Ground::new("day");
    let nodes = [ground.node(), ground.node(), ground.node()];
    ground.enter(&nodes[0], &MAYA);
    for (hours, days) in [(0, 1), (1, 1), (24, 2), (24, 2)] {
        ground.all_at_once(&nodes, at(hours));
        let done: Vec<_> = nodes[1].read(|tx| kept::list(tx, None, 100)).unwrap();
        assert!(done.iter().all(|job| job.done_at.is_some() && job.tries == 1), "{done:?}");
        assert_eq!(done.iter().filter(|job| job.kind == "remind").count(), days, "{:?}", keys(&nodes[0]));
    }
    // What one node alone would have written.
    let alone = Ground::new("alone");
    let store = alone.node();
    alone.enter(&store, &MAYA);
    for day in ["2025-11-24", "2025-11-25"] {
        run::run(&store, &alone.bodies, day.parse().unwrap(), at(0)).unwrap();
    }
    let said = |store: &Store| {
        let mut said: Vec<String> = letters(store).into_iter().map(|m| m.draft.key).collect();
        said.sort();
        said
    };
    assert_eq!(said(&nodes[2]), said(&store));
    assert!(!said(&store).is_empty());
}

#[test]
fn what_is_entered_is_told_by_one_job_and_sent_once() {
    let ground = Ground::new("told");
    let nodes = [ground.node(), ground.node()];
    ground.enter(&nodes[0], &MAYA[..2]);
    ground.all_at_once(&nodes, at(0));
    let before = keys(&nodes[0]);
    let decided = r#"{"id":"maya-9","person":"maya","kind":"application_decided","at":"2025-11-24","application":"maya-2","outcome":"approved"}"#;
    ground.enter(&nodes[1], &[decided]);
    ground.all_at_once(&nodes, at(0));
    ground.all_at_once(&nodes, at(0));
    let told: Vec<String> = keys(&nodes[0]).into_iter().filter(|key| !before.contains(key)).collect();
    assert_eq!(told, ["tell namss:3"]);
    let folder = ground.folder.join("mail");
    let sent: u64 = thread::scope(|scope| {
        let send = |node| {
            let post = Post::folder(&folder, "notices@demo.example").unwrap();
            scope.spawn(move || post.deliver(node, at(1)).unwrap().sent)
        };
        let senders: Vec<_> = nodes.iter().map(send).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).sum()
    });
    assert_eq!((sent as usize, letters(&nodes[0]).len()), (letters(&nodes[1]).len(), sent as usize));
    assert!(sent > 0, "a decision is told");
}

#[test]
fn what_counts_no_more_is_swept_once_a_day() {
    let ground = Ground::new("sweep");
    let store = ground.node();
    let upload = |n: u8| files::New {
        person: "maya".to_owned(),
        name: "a.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: vec![n],
        by: "maya".to_owned(),
    };
    store
        .write(move |tx| {
            let new = New {
                email: "maya@people.example".to_owned(),
                password: Hidden::new(""),
                person: None,
                name: "Maya".to_owned(),
                verified_at: None,
            };
            let account = accounts::add(tx, &new, at(0))?;
            for (hash, hours) in [("old", 1), ("new", 1000)] {
                let (token_hash, account) = (hash.to_owned(), account.clone());
                let (csrf, agent) = (Hidden::new("x"), String::new());
                let begin = Begin { token_hash, account, csrf, code_given: true, ends_at: at(hours), agent };
                accounts::begin_session(tx, &begin, at(0))?;
            }
            files::put(tx, &upload(1), at(0))?;
            files::put(tx, &upload(2), at(24 * 6))
        })
        .unwrap();
    ground.all_at_once(&[ground.node(), ground.node()], at(24 * 8));
    let files = store.read(|tx| files::of_person(tx, "maya")).unwrap();
    assert_eq!(files.iter().map(|file| file.uploaded_at).collect::<Vec<_>>(), [at(24 * 6)]);
    let account = store.read(|tx| accounts::by_email(tx, "maya@people.example")).unwrap().unwrap();
    // As of a day on which both counted.
    let sessions = store.read(|tx| accounts::sessions_of(tx, &account.id, at(0))).unwrap();
    assert_eq!(sessions.iter().map(|s| &*s.token_hash).collect::<Vec<_>>(), ["new"]);
}

#[test]
fn a_job_that_fails_is_tried_ever_later_and_then_given_up() {
    let ground = Ground::new("fails");
    let store = ground.node();
    store.write(|tx| kept::put(tx, "remind never", "remind", "never", at(0))).unwrap();
    store.write(|tx| kept::put(tx, "of tomorrow", "paint", "", at(0))).unwrap();
    let (mut now, mut waits) = (at(0), Vec::new());
    while store.read(kept::counts).unwrap().0 > 0 {
        let failed = jobs::work(ground.office(&store), || now).unwrap().failed;
        assert_eq!(failed.len(), 2, "{failed:?}");
        assert!(jobs::work(ground.office(&store), || now).unwrap().failed.is_empty(), "not before its time");
        let next = store.read(|tx| kept::list(tx, None, 10)).unwrap().iter().map(|job| job.due_at).max().unwrap();
        waits.push(now.duration_until(next).as_mins());
        now = next;
    }
    assert_eq!(waits, [1, 5, 15, 60, 180, 360, 720, 0], "the last failure is the end of it");
    let given_up = store.read(|tx| kept::list(tx, None, 10)).unwrap();
    let errors: Vec<&str> = given_up.iter().filter_map(|job| job.error.as_deref()).collect();
    assert!(errors.iter().any(|e| e.contains("`never` is no day")), "{errors:?}");
    assert!(errors.iter().any(|e| e.contains("no job of the kind `paint`")), "{errors:?}");
}
