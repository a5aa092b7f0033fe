//! Why a command could not be carried out, and the exit code that says so.

use std::path::Path;
use std::process::ExitCode;

use programme::problem::Problem;

/// What a command did: all was done, or something was refused (exit code 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// The input was read, and the answer is no or something in it was refused.
    Refused,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Refused => ExitCode::from(1),
        }
    }
}

/// A command that was not carried out.
#[derive(Debug)]
pub enum Failure {
    /// A handbook is wrong (exit code 1).
    Problems(Vec<Problem>),
    /// The input was read, and what was asked for is not in it (exit code 1).
    Missing(String),
    /// The words of the command do not fit what there is (exit code 2).
    Usage(String),
    /// A file or the machine failed (exit code 3).
    Environment(String),
}

impl Failure {
    /// Something outside failed; `remedy` says what to do.
    pub fn environment(wrong: impl std::fmt::Display, remedy: &str) -> Failure {
        Failure::Environment(format!("{wrong}; {remedy}"))
    }

    /// A file could not be read.
    pub fn reading(path: &Path, error: &std::io::Error) -> Failure {
        Failure::environment(format!("cannot read {}: {error}", path.display()), "check the path and its permissions")
    }

    /// Nobody of that name is in the file.
    pub fn nobody(file: &Path, person: &str) -> Failure {
        Failure::Missing(format!("nobody in {} is called `{person}`; name a person as the file does", file.display()))
    }

    /// The words of the command do not fit; `remedy` says what would.
    pub fn usage(wrong: impl std::fmt::Display, remedy: impl std::fmt::Display) -> Failure {
        Failure::Usage(format!("{wrong}; {remedy}"))
    }

    /// What failed, in words that can be kept.
    pub fn said(&self) -> String {
        match self {
            Failure::Problems(problems) => problems.iter().map(|p| format!("{p}")).collect::<Vec<_>>().join(" "),
            Failure::Missing(said) | Failure::Usage(said) | Failure::Environment(said) => said.clone(),
        }
    }

    /// Says what failed on standard error, and gives the exit code.
    pub fn report(self) -> ExitCode {
        match self {
            Failure::Problems(problems) => {
                for problem in problems {
                    anstream::eprintln!("{problem}");
                }
                ExitCode::from(1)
            }
            Failure::Missing(message) => {
                anstream::eprintln!("assay: error: {message}");
                ExitCode::from(1)
            }
            Failure::Usage(message) => {
                anstream::eprintln!("assay: error: {message}");
                ExitCode::from(2)
            }
            Failure::Environment(message) => {
                anstream::eprintln!("assay: error: {message}");
                ExitCode::from(3)
            }
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::environment(error, "check the disk and the pipe that is written to")
    }
}

impl From<store::Failure> for Failure {
    fn from(failure: store::Failure) -> Failure {
        match failure {
            store::Failure::Missing(what) => Failure::Missing(format!("there is no {what}")),
            other => Failure::environment(other, "check the database, and its disk or network"),
        }
    }
}
