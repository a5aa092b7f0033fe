//! The log: one line an event on standard output. What is said names no person, address, id or token: whoever reads a log
//! learns how the house runs, and nothing of those in it.

use std::panic::PanicHookInfo;

use clap::ValueEnum;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Plain,
    /// One JSON object a line.
    Json,
    /// Not at all.
    None,
}

/// Begins to write it. From here on a panic is told as one line, too.
pub fn begin(form: Form) {
    // What libraries say of themselves may hold anything, and is not let in.
    let ours = Targets::new().with_target("desk", Level::INFO);
    let lines =
        fmt::layer().with_writer(std::io::stdout).with_target(false).with_ansi(false).log_internal_errors(false);
    let begun = match form {
        Form::Plain => tracing_subscriber::registry().with(lines.with_filter(ours)).try_init(),
        Form::Json => {
            tracing_subscriber::registry().with(lines.json().flatten_event(true).with_filter(ours)).try_init()
        }
        Form::None => Ok(()),
    };
    if begun.is_ok() {
        std::panic::set_hook(Box::new(panicked));
    }
}

/// Why the store did not do something, without whose record it was.
pub fn cause(failure: &store::Failure) -> String {
    use store::Failure;
    match failure {
        Failure::Stale { .. } => "the record has grown meanwhile".to_owned(),
        Failure::Taken(_) => "something is there already that must be unique".to_owned(),
        Failure::Missing(_) => "something is not there".to_owned(),
        // These say what the engine said of a statement, which carries its values apart.
        Failure::Refused(_) | Failure::Newer { .. } | Failure::Again(_) | Failure::Gone(_) | Failure::Engine(_) => {
            failure.to_string()
        }
    }
}

/// Tells where a panic was. Its words are told only where they stand so in the program: made-up ones may hold anything.
fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
    let said = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or_default();
    tracing::error!(place, said, "panicked");
    if tracing::dispatcher::has_been_set() {
        return;
    }
    eprintln!("assay: error: panicked at {place}: {said}");
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::panic::catch_unwind;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_told_with_its_place_and_only_with_words_of_the_program() {
        let paper = Paper::default();
        let own = paper.clone();
        let subscriber = fmt().with_writer(move || own.clone()).with_ansi(false).finish();
        tracing::subscriber::with_default(subscriber, || {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(panicked));
            let made_up = std::hint::black_box("Maya Lindqvist").to_owned();
            let _ = catch_unwind(|| panic!("a seat without a seating"));
            let _ = catch_unwind(|| panic!("a seat of {made_up}"));
            std::panic::set_hook(before);
        });
        let told = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        assert_eq!(told.matches("src/log.rs:").count(), 2, "{told}");
        assert!(told.contains("a seat without a seating") && !told.contains("Maya"), "{told}");
    }
}
