//! Handbooks with their scenarios, read from the `handbooks` directory.

use std::fs;
use std::path::{Path, PathBuf};

use programme::handbook::reader::SourceFile;
use programme::scenario::{Played, play, together};
use programme::{Bodies, Handbook};

/// A handbook's files and its scenarios.
pub struct Volume {
    /// The directory's name: `namss`.
    pub name: String,
    /// Its files.
    pub files: Vec<SourceFile>,
    /// Its scenario files.
    pub scenarios: Vec<SourceFile>,
}

impl Volume {
    /// Reads the handbook and plays its scenarios; `None` where it does not load.
    pub fn play(files: &[SourceFile], scenarios: &[SourceFile]) -> Option<(Handbook, Played)> {
        let handbook = Handbook::read(files).ok()?;
        let bodies = Bodies::new(vec![handbook.clone()]);
        let played = together(scenarios.iter().map(|file| play(&bodies, &handbook, file)));
        Some((handbook, played))
    }
}

/// Every handbook of the house, by name.
pub fn all(root: &Path) -> Result<Vec<Volume>, String> {
    let dirs = sorted(&root.join("handbooks"))?.into_iter().filter(|p| p.join("body.toml").is_file());
    dirs.map(|dir| {
        let name = dir.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
        let scenarios = dir.join("scenarios");
        let scenarios = if scenarios.is_dir() { read(root, &scenarios)? } else { Vec::new() };
        Ok(Volume { name, files: read(root, &dir)?, scenarios })
    })
    .collect()
}

fn read(root: &Path, dir: &Path) -> Result<Vec<SourceFile>, String> {
    let files = sorted(dir)?.into_iter().filter(|p| p.extension().is_some_and(|e| e == "toml"));
    files
        .map(|path| {
            let text = fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            Ok(SourceFile { name, text })
        })
        .collect()
}

fn sorted(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(dir).map_err(|e| format!("cannot read {}: {e}", dir.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    paths.sort();
    Ok(paths)
}
