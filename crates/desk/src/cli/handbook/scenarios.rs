use clap::Args;
use crate::failure::{Failure, Outcome};
/// x
#[derive(Debug, Args)]
pub struct Scenarios {}
impl Scenarios { pub fn run(self) -> Result<Outcome, Failure> { Ok(Outcome::Done) } }
