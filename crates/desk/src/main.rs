//! `assay`: the one binary.

fn main() -> std::process::ExitCode {
    desk::cli::run()
}
