//! `assay demo-records`: a made-up population.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;

use crate::demo::World;
use crate::failure::{Failure, Outcome};
use crate::{progress, shelf};

/// Writes a made-up population's records to standard output, the same for the same seed.
#[derive(Debug, Args)]
pub struct DemoRecords {
    /// How many people.
    #[arg(long, value_name = "N")]
    people: u64,
    /// Which population: another seed makes other people.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The directory of handbooks (default: ./handbooks, else the samples carried along).
    #[arg(long, value_name = "DIR")]
    handbooks: Option<PathBuf>,
}

/// How many people are made at once: few enough that memory stays flat, however many there are in all.
const BATCH: u64 = 4096;

impl DemoRecords {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let bodies = shelf::bodies(self.handbooks.as_deref())?;
        let world = World::new(&bodies, self.seed);
        let bar = progress::bar(self.people, "people");
        let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout());
        let batch = |from: u64| world.records(from, self.people.min(from.saturating_add(BATCH)));
        let mut at = 0;
        let mut made = batch(at);
        while at < self.people {
            let after = self.people.min(at.saturating_add(BATCH));
            // The next are made while these are written.
            let (written, next) =
                rayon::join(|| made.iter().try_for_each(|piece| out.write_all(piece)), || batch(after));
            written?;
            bar.inc(after - at);
            (at, made) = (after, next);
        }
        out.flush()?;
        bar.finish_and_clear();
        Ok(Outcome::Done)
    }
}
