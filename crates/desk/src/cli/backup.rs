//! `assay backup` and `assay restore`: a copy of everything, while others work.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::place::At;
use crate::failure::{Failure, Outcome};

/// Writes a copy of everything in the store to a file, while it is being served.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not be there yet.
    file: PathBuf,
    #[command(flatten)]
    at: At,
}

/// Puts a copy into an empty store.
#[derive(Debug, Args)]
pub struct Restore {
    /// The file that `assay backup` wrote.
    file: PathBuf,
    #[command(flatten)]
    at: At,
}

impl Backup {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let store = self.at.open()?;
        // Written beside its place and put there at the end: what bears the name is whole.
        let unfinished = PathBuf::from(format!("{}.unfinished", self.file.display()));
        if self.file.exists() {
            let wrong = format!("{} is there already", self.file.display());
            return Err(Failure::usage(wrong, "name another file: a copy is never written over"));
        }
        let rows = written(&store, &unfinished).inspect_err(|_| drop(std::fs::remove_file(&unfinished)))?;
        std::fs::rename(&unfinished, &self.file)?;
        println!("{rows} rows written to {}", self.file.display());
        Ok(Outcome::Done)
    }
}

fn written(store: &store::Store, file: &Path) -> Result<u64, Failure> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    let rows = store::backup::backup(store, &mut out)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(rows)
}

impl Restore {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let store = self.at.open()?;
        let file = self.file.clone();
        File::open(&file).map_err(|e| Failure::reading(&file, &e))?;
        let rows = store::backup::restore(&store, move || Ok(Box::new(BufReader::new(File::open(&file)?))))?;
        println!("{rows} rows put into the store; look at them with `assay store verify`");
        Ok(Outcome::Done)
    }
}
