//! `assay handbook check`: every mistake in every handbook, at once.

use std::path::PathBuf;

use clap::Args;
use programme::problem::Problem;
use rayon::prelude::*;

use crate::failure::{Failure, Outcome};
use crate::shelf;

/// Reads every handbook under the directories and names all that is wrong.
#[derive(Debug, Args)]
pub struct Check {
    /// Handbook directories, or directories that hold some.
    #[arg(required = true, value_name = "DIR")]
    dirs: Vec<PathBuf>,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut volumes = Vec::new();
        for dir in &self.dirs {
            volumes.extend(shelf::volumes(dir)?);
        }
        let read: Vec<_> = volumes.par_iter().map(|v| (v, v.read())).collect();
        let problems: Vec<&Problem> = read.iter().filter_map(|(_, r)| r.as_ref().err()).flatten().collect();
        if self.json {
            let handbook = |(volume, read): &(&shelf::Volume, Result<programme::Handbook, Vec<Problem>>)| {
                let (id, clauses) = read.as_ref().map_or((None, 0), |h| (Some(h.body.id.clone()), h.printed.len()));
                serde_json::json!({ "directory": volume.name, "body": id, "clauses": clauses })
            };
            let problem = |p: &&Problem| serde_json::json!({ "file": p.file, "line": p.line, "column": p.column, "wrong": p.wrong, "remedy": p.remedy });
            let handbooks: Vec<_> = read.iter().map(handbook).collect();
            println!(
                "{}",
                serde_json::json!({ "handbooks": handbooks, "problems": problems.iter().map(problem).collect::<Vec<_>>() })
            );
        } else {
            for (volume, read) in &read {
                if let Ok(handbook) = read {
                    anstream::println!(
                        "{}: {}, {} clauses, no problem",
                        volume.name,
                        handbook.body.short,
                        handbook.printed.len()
                    );
                }
            }
        }
        for problem in &problems {
            anstream::eprintln!("{problem}");
        }
        Ok(if problems.is_empty() { Outcome::Done } else { Outcome::Refused })
    }
}
