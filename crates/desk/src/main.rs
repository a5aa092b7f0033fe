//! `assay`: the one binary.

/// Reviews make and drop many small things on every core; measured, this allocator spends half the time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    desk::cli::run()
}
