//! What a review costs beside only reading: `review` of 200,000 generated people, against reading and deserialising the
//! same file and nothing else, all on all cores, in one run. The bar: at most 2.5 times. Reading is measured twice: as
//! `serde_json` deserialises into its own `Value`, and as our own reader does, which borrows and checks every field. Besides, checking every
//! handbook of the house. Set `ASSAY_BENCH_PEOPLE` for another number of people.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use desk::demo::World;
use desk::journal::Journal;
use desk::reviewing::Reviewing;
use desk::shelf;
use jiff::civil::date;
use programme::Handbook;
use programme::record::{Entry, Line};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds of each, one after the other; the median counts, of times and of each round's ratio.
const ROUNDS: usize = 7;

fn main() {
    let people = std::env::var("ASSAY_BENCH_PEOPLE").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let handbooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../handbooks");
    let path = std::env::temp_dir().join(format!("assay-bench-{}.jsonl", std::process::id()));
    write_people(&handbooks, &path, people);
    let mut rounds: Vec<[Duration; 3]> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let values = timed(|| read_and(&path, as_values));
        let reading = timed(|| read_and(&path, as_entries));
        rounds.push([values, reading, timed(|| review(&handbooks, &path))]);
    }
    let size = std::fs::metadata(&path).map_or(0, |m| m.len() / 1_000_000);
    println!("{people} people, {size} MB, medians of {ROUNDS} rounds in turn (bar: 2.5 times reading)");
    let took = |which: usize| {
        let mut times: Vec<Duration> = rounds.iter().map(|round| round[which]).collect();
        median(&mut times).as_secs_f64() * 1e3
    };
    let row = |what: &str, which: usize| {
        let mut ratios: Vec<f64> = rounds.iter().map(|r| r[2].as_secs_f64() / r[which].as_secs_f64()).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let (least, ratio, most) = (ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1]);
        println!("  {what:<62} {:>6.0} ms   review: {ratio:.2} times that ({least:.2} to {most:.2})", took(which));
    };
    row("reading, deserialised by serde_json into its Value", 0);
    row("reading, deserialised into our own entries, checked, borrowed", 1);
    println!("  {:<62} {:>6.0} ms", "review, written as JSON", took(2));
    let mut checking: Vec<Duration> = (0..20).map(|_| timed(|| check(&handbooks))).collect();
    println!("  {:<62} {:>8.1} ms (bar: 100)", "checking every handbook", median(&mut checking).as_secs_f64() * 1e3);
    let _ = std::fs::remove_file(&path);
}

fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    black_box(run());
    began.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn write_people(handbooks: &Path, path: &PathBuf, people: u64) {
    let bodies = shelf::bodies(Some(handbooks)).unwrap_or_else(|_| unreachable!("the handbooks do not load"));
    let mut out = BufWriter::new(File::create(path).expect("a temporary file"));
    let world = World::new(&bodies, 1);
    for from in (0..people).step_by(20_000) {
        for piece in world.records(from, people.min(from + 20_000)) {
            out.write_all(&piece).expect("a temporary file");
        }
    }
    out.flush().expect("a temporary file");
}

/// Reads the file in blocks and deserialises every line, on all cores.
fn read_and(path: &Path, deserialise: fn(&str) -> usize) -> usize {
    const BLOCK: usize = 4 << 20;
    let mut file = File::open(path).expect("the file");
    let (mut entries, mut rest) = (0, Vec::new());
    loop {
        let mut blocks = Vec::new();
        for _ in 0..rayon::current_num_threads() {
            let mut block = std::mem::take(&mut rest);
            let read = Read::by_ref(&mut file).take(BLOCK as u64).read_to_end(&mut block).expect("the file");
            if read == 0 && block.is_empty() {
                break;
            }
            if let Some(end) = block.iter().rposition(|b| *b == b'\n') {
                rest = block.split_off(end + 1);
            }
            blocks.push(block);
        }
        if blocks.is_empty() {
            return entries;
        }
        entries += blocks.par_iter().map(|b| deserialise(std::str::from_utf8(b).expect("UTF-8"))).sum::<usize>();
    }
}

fn as_entries(text: &str) -> usize {
    let read = |(number, text)| black_box(Entry::read(Line { number, text })).is_ok();
    text.lines().enumerate().filter(|line| read(*line)).count()
}

fn as_values(text: &str) -> usize {
    text.lines().filter(|line| black_box(serde_json::from_str::<serde_json::Value>(line)).is_ok()).count()
}

fn review(handbooks: &Path, path: &Path) -> usize {
    let bodies = shelf::bodies(Some(handbooks)).unwrap_or_else(|_| unreachable!("the handbooks do not load"));
    let journal = Journal::open(path).unwrap_or_else(|_| unreachable!("the file"));
    let reviewing = Reviewing { on: Some(date(2026, 11, 20)), known_on: None, json: true };
    let mut written = 0;
    let done = reviewing.everybody(&bodies, &journal, 0..journal.len(), |text, _| {
        written += black_box(text).len();
        Ok(())
    });
    done.unwrap_or_else(|_| unreachable!("a review failed"));
    written
}

fn check(handbooks: &Path) -> usize {
    let volumes = shelf::volumes(handbooks).unwrap_or_else(|_| unreachable!("the handbooks"));
    volumes.par_iter().map(|v| v.read().map_or(0, |h: Handbook| h.printed.len())).sum()
}
