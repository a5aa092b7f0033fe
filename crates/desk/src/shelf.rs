//! The shelf of handbooks: which directories are handbooks, and reading them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use programme::handbook::reader::SourceFile;
use programme::problem::Problem;
use programme::{Bodies, Handbook};
use rust_embed::RustEmbed;

use crate::failure::Failure;

/// The sample handbooks, carried inside the program for whoever runs it away from any `handbooks` directory.
#[derive(RustEmbed)]
#[folder = "../../handbooks"]
#[include = "*.toml"]
struct Samples;

/// A handbook that was read, or everything wrong with it.
pub struct Volume {
    /// Its directory as it was named.
    pub name: String,
    /// Its files.
    pub files: Vec<SourceFile>,
    /// Its scenario files.
    pub scenarios: Vec<SourceFile>,
}

impl Volume {
    /// Reads the handbook.
    ///
    /// # Errors
    /// All its problems.
    pub fn read(&self) -> Result<Handbook, Vec<Problem>> {
        Handbook::read(&self.files)
    }
}

/// Every handbook under a directory: the directory itself, or those in it.
///
/// # Errors
/// Where the directory cannot be read, or holds no handbook.
pub fn volumes(dir: &Path) -> Result<Vec<Volume>, Failure> {
    if dir.join("body.toml").is_file() {
        return Ok(vec![volume(dir)?]);
    }
    let mut dirs: Vec<PathBuf> = entries(dir)?.into_iter().filter(|p| p.is_dir() && holds_toml(p)).collect();
    dirs.sort();
    if dirs.is_empty() {
        let wrong = format!("no handbook is in {}", dir.display());
        return Err(Failure::environment(
            wrong,
            "name a directory with a body.toml, or one that holds such directories",
        ));
    }
    dirs.iter().map(|dir| volume(dir)).collect()
}

/// The handbooks to answer by: those of `dir`, else those in `./handbooks`, else the samples carried along.
///
/// # Errors
/// Where they cannot be read, or are wrong: then every problem is named.
pub fn bodies(dir: Option<&Path>) -> Result<Bodies, Failure> {
    let here = Path::new("handbooks");
    let volumes = match dir {
        Some(dir) => volumes(dir)?,
        None if here.is_dir() => volumes(here)?,
        None => samples(),
    };
    let mut handbooks = Vec::new();
    let mut problems = Vec::new();
    for volume in volumes {
        match volume.read() {
            Ok(handbook) => handbooks.push(handbook),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(Bodies::new(handbooks)) } else { Err(Failure::Problems(problems)) }
}

fn samples() -> Vec<Volume> {
    let mut by_dir: BTreeMap<String, Vec<SourceFile>> = BTreeMap::new();
    for name in Samples::iter() {
        let (Some((dir, _)), Some(file)) = (name.rsplit_once('/'), Samples::get(&name)) else { continue };
        let text = String::from_utf8_lossy(&file.data).into_owned();
        by_dir.entry(dir.to_owned()).or_default().push(SourceFile { name: format!("handbooks/{name}"), text });
    }
    let handbooks = by_dir.into_iter().filter(|(dir, _)| !dir.contains('/'));
    handbooks.map(|(name, files)| Volume { name, files, scenarios: Vec::new() }).collect()
}

fn volume(dir: &Path) -> Result<Volume, Failure> {
    let scenarios = dir.join("scenarios");
    let scenarios = if scenarios.is_dir() { toml_files(&scenarios)? } else { Vec::new() };
    Ok(Volume { name: dir.display().to_string(), files: toml_files(dir)?, scenarios })
}

fn toml_files(dir: &Path) -> Result<Vec<SourceFile>, Failure> {
    let mut paths: Vec<PathBuf> =
        entries(dir)?.into_iter().filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|e| Failure::reading(path, &e))?;
        Ok(SourceFile { name: path.display().to_string(), text })
    };
    paths.iter().map(read).collect()
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(dir).map_err(|e| Failure::reading(dir, &e))?;
    Ok(entries.filter_map(Result::ok).map(|e| e.path()).collect())
}

fn holds_toml(dir: &Path) -> bool {
    entries(dir).is_ok_and(|paths| paths.iter().any(|p| p.extension().is_some_and(|e| e == "toml")))
}
