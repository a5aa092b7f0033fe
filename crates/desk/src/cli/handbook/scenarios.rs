//! `assay handbook scenarios`: whether handbooks decide what the scenarios beside them expect.

use std::path::PathBuf;

use clap::Args;
use programme::Bodies;
use programme::problem::Problem;
use programme::scenario::{play, together};

use crate::failure::{Failure, Outcome};
use crate::shelf;

/// Plays the scenarios that stand beside handbooks.
#[derive(Debug, Args)]
pub struct Scenarios {
    /// Handbook directories, or directories that hold some.
    #[arg(required = true, value_name = "DIR")]
    dirs: Vec<PathBuf>,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

impl Scenarios {
    /// Carries the command out.
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut failures: Vec<Problem> = Vec::new();
        let mut answers = Vec::new();
        for dir in &self.dirs {
            for volume in shelf::volumes(dir)? {
                let handbook = volume.read().map_err(Failure::Problems)?;
                let bodies = Bodies::new(vec![handbook.clone()]);
                let played = together(volume.scenarios.iter().map(|file| play(&bodies, &handbook, file)));
                answers.push((volume.name, played.told.len(), played.expectations, played.failures.len()));
                failures.extend(played.failures);
            }
        }
        if self.json {
            let answer = |(name, scenarios, expectations, failed): &(String, usize, usize, usize)| serde_json::json!({ "directory": name, "scenarios": scenarios, "expectations": expectations, "failed": failed });
            println!("{}", serde_json::Value::Array(answers.iter().map(answer).collect()));
        } else {
            for (name, scenarios, expectations, failed) in &answers {
                anstream::println!("{name}: {scenarios} scenarios, {expectations} expectations, {failed} not met");
            }
        }
        for failure in &failures {
            anstream::eprintln!("{failure}");
        }
        Ok(if failures.is_empty() { Outcome::Done } else { Outcome::Refused })
    }
}
