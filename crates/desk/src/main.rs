//! `assay`: the one binary, and the doors by which one comes in.

mod cli;
mod compare;
mod failure;
mod journal;
mod look;
mod paper;
mod progress;
mod shelf;

fn main() -> std::process::ExitCode {
    cli::run()
}
