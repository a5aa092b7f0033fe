//! The handbooks of the house, for the tests and for the program that they kill.

use std::fs;
use std::path::{Path, PathBuf};

use programme::handbook::reader::SourceFile;
use programme::{Bodies, Handbook};

/// The handbooks of the house, each text as `change` leaves it.
pub fn bodies(change: impl Fn(String) -> String) -> Bodies {
    let shelf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks");
    let volumes = within(&shelf).into_iter().filter(|path| path.is_dir());
    let handbooks = volumes.map(|folder| {
        let files = within(&folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml"));
        let read = |path: PathBuf| fs::read_to_string(&path).map(|text| (path.display().to_string(), change(text)));
        let texts = files.map(|path| read(path).unwrap_or_default());
        let files: Vec<SourceFile> = texts.map(|(name, text)| SourceFile { name, text }).collect();
        Handbook::read(&files).unwrap_or_else(|problems| panic!("{problems:?}"))
    });
    Bodies::new(handbooks.collect())
}

fn within(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
