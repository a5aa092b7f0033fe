//! The handbooks of the house, and the scenarios beside them.

use std::fs;
use std::path::{Path, PathBuf};

use programme::handbook::reader::SourceFile;
use programme::scenario::{play, together};
use programme::{Bodies, Handbook};

/// The root of the house.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The TOML files of a directory, named from the root.
pub fn files(dir: &str) -> Vec<SourceFile> {
    let Ok(entries) = fs::read_dir(root().join(dir)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> =
        entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    let name = |p: &Path| format!("{dir}/{}", p.file_name().unwrap().to_string_lossy());
    paths.iter().map(|p| SourceFile { name: name(p), text: fs::read_to_string(p).unwrap() }).collect()
}

/// The names of the handbooks.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("handbooks"))
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.path().join("body.toml").is_file())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Every handbook.
pub fn bodies() -> Bodies {
    let read =
        |name: &String| Handbook::read(&files(&format!("handbooks/{name}"))).unwrap_or_else(|p| panic!("{}", p[0]));
    Bodies::new(names().iter().map(read).collect())
}

#[test]
fn every_handbook_loads_and_its_scenarios_hold() {
    for name in names() {
        let handbook = Handbook::read(&files(&format!("handbooks/{name}"))).unwrap_or_else(|p| panic!("{}", p[0]));
        let bodies = Bodies::new(vec![handbook.clone()]);
        let played =
            together(files(&format!("handbooks/{name}/scenarios")).iter().map(|f| play(&bodies, &handbook, f)));
        let failures: Vec<String> = played.failures.iter().map(ToString::to_string).collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
        assert!(played.expectations > 50, "{name} expects next to nothing of itself: {}", played.expectations);
    }
}

#[test]
fn all_bodies_stand_together_on_one_shelf() {
    let bodies = bodies();
    assert_eq!(bodies.all().count(), names().len(), "two handbooks bear one id");
    let mut ids: Vec<&str> = bodies.all().flat_map(|h| &h.programmes).map(|p| p.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), bodies.all().map(|h| h.programmes.len()).sum::<usize>(), "two bodies have one programme");
}
