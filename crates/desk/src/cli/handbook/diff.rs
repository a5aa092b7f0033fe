use clap::Args;
use crate::failure::{Failure, Outcome};
/// x
#[derive(Debug, Args)]
pub struct Diff {}
impl Diff { pub fn run(self) -> Result<Outcome, Failure> { Ok(Outcome::Done) } }
