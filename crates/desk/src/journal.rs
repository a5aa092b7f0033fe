//! A record file, read by person.
//!
//! A file may hold a million people, in any order, and need not fit in memory. So it is read twice: a survey notes where
//! each person's lines stand (some 30 bytes a person) and that no id is used twice (6 bytes a line); then people are
//! read, in the order in which they first appear, as they are asked for.

mod head;
mod households;

use std::fs::File;
use std::hash::Hasher;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use memchr::memchr;
use programme::record::{Entry, Line, Refusal};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::failure::Failure;
use head::{head, unescaped};
use households::{Households, Link};

/// A stretch of lines that belong to one person.
#[derive(Debug, Clone, Copy)]
struct Run {
    person: u64,
    start: u64,
    length: u32,
    line: u32,
    /// The person's next stretch, by index; `NONE` for the last.
    next: u32,
}

const NONE: u32 = u32::MAX;

/// A record file that was surveyed.
#[derive(Debug)]
pub struct Journal {
    /// The file's name, as messages show it.
    pub name: PathBuf,
    file: File,
    runs: Vec<Run>,
    /// The first stretch of each person, in the order in which they first appear.
    people: Vec<u32>,
    /// Lines whose id an earlier line bears already, with the number of that line.
    repeated: FxHashMap<u32, u32>,
    /// Lines that belong to nobody.
    orphans: Vec<Refusal>,
    /// People whose records are read together, since some line merges them.
    households: Households,
}

/// The lines of one person.
#[derive(Debug)]
pub struct Person<'t> {
    /// The id.
    pub id: String,
    /// The lines that can be taken up, in the file's order.
    pub lines: Vec<Line<'t>>,
    /// Lines that cannot: not UTF-8, or with an id used already.
    pub refused: Vec<Refusal>,
}

/// People read from the file, not yet taken apart.
#[derive(Debug, Default)]
pub struct Batch {
    text: Vec<u8>,
    people: Vec<Stretches>,
}

/// Where the lines of a person stand in a batch.
#[derive(Debug, Default)]
struct Stretches {
    /// Offset in the text, length, first line number.
    all: Vec<(usize, usize, u32)>,
    /// Which of them is the person's own first: others may be of people merged with them.
    own: usize,
}

/// How much of the file is surveyed at once, by each core.
const BLOCK: usize = 1 << 20;

/// What the survey of one block found.
struct Surveyed {
    runs: Vec<Run>,
    ids: Vec<Short>,
    orphans: Vec<(u32, u64, u32)>,
    merges: Vec<Link>,
    lines: u32,
}

impl Journal {
    /// Surveys a record file.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open(path: &Path) -> Result<Journal, Failure> {
        let failed = |e: io::Error| Failure::reading(path, &e);
        let file = if path.is_dir() {
            return Err(Failure::environment(
                format!("{} is a directory", path.display()),
                "name a file of JSON Lines",
            ));
        } else if path.is_file() {
            File::open(path).map_err(failed)?
        } else {
            spooled(path).map_err(failed)?
        };
        let length = file.metadata().map_err(failed)?.len();
        let mut journal = Journal {
            name: path.to_owned(),
            file,
            runs: Vec::new(),
            people: Vec::new(),
            repeated: FxHashMap::default(),
            orphans: Vec::new(),
            households: Households::default(),
        };
        let merges = journal.survey(length).map_err(failed)?;
        journal.link(&merges);
        Ok(journal)
    }

    /// How many people the file holds.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Lines that belong to nobody: no JSON, or without a person.
    pub fn orphans(&self) -> &[Refusal] {
        &self.orphans
    }

    fn survey(&mut self, length: u64) -> io::Result<Vec<Link>> {
        let mut merges = Vec::new();
        let mut ids: Vec<Short> = Vec::new();
        let (mut at, mut lines) = (self.begin(length)?, 0u32);
        // Enough blocks at a time that no core waits long for another.
        let wave = 8 * rayon::current_num_threads().max(1);
        while at < length {
            let mut blocks = Vec::with_capacity(wave);
            while blocks.len() < wave && at < length {
                let end = self.block_end(at, length)?;
                blocks.push(at..end);
                at = end;
            }
            let surveyed: io::Result<Vec<Surveyed>> = blocks
                .into_par_iter()
                .with_max_len(1)
                .map_with(Vec::new(), |text, block| {
                    self.block(&block, text)?;
                    Ok(survey(block.start, text))
                })
                .collect();
            for found in surveyed? {
                if ids.is_empty() {
                    let likely = length / (BLOCK as u64).max(1) * found.ids.len() as u64;
                    ids.reserve_exact(likely as usize / 100 * 105);
                }
                ids.extend(&found.ids);
                merges.extend(found.merges);
                for (line, start, length) in found.orphans {
                    self.orphan(lines + line, start, length)?;
                }
                for run in found.runs {
                    self.add(Run { line: run.line + lines, ..run });
                }
                lines += found.lines;
            }
        }
        ids.par_sort_unstable_by_key(whole);
        let twice: FxHashSet<Short> = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        drop(ids);
        if !twice.is_empty() {
            self.find_repeated(length, &twice)?;
        }
        Ok(merges)
    }

    /// Where the first line begins: after the mark that some programs put at the head of a file in UTF-8.
    fn begin(&self, length: u64) -> io::Result<u64> {
        let mut head = [0; 3];
        if length < 3 {
            return Ok(0);
        }
        self.file.read_exact_at(&mut head, 0)?;
        Ok(if head == *b"\xef\xbb\xbf" { 3 } else { 0 })
    }

    /// Where about a block of lines from `at` on ends: after a line break.
    fn block_end(&self, at: u64, length: u64) -> io::Result<u64> {
        let mut end = at + BLOCK as u64;
        let mut text = [0; 4096];
        while end < length {
            let read = self.file.read_at(&mut text, end)?;
            if let Some(found) = memchr(b'\n', &text[..read]) {
                return Ok(end + found as u64 + 1);
            }
            end += read.max(1) as u64;
        }
        Ok(length)
    }

    /// Reads a block over what `text` holds.
    fn block(&self, block: &Range<u64>, text: &mut Vec<u8>) -> io::Result<()> {
        text.resize((block.end - block.start) as usize, 0);
        self.file.read_exact_at(text, block.start)
    }

    fn add(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(last)
                if last.person == run.person
                    && last.start + u64::from(last.length) == run.start
                    && last.length < u32::MAX / 2 =>
            {
                last.length += run.length;
            }
            _ => self.runs.push(run),
        }
    }

    /// Links the stretches of each person, and people whom lines merge.
    fn link(&mut self, merges: &[Link]) {
        let mut last: FxHashMap<u64, u32> = FxHashMap::with_capacity_and_hasher(self.runs.len(), Default::default());
        for at in 0..self.runs.len() {
            match last.insert(self.runs[at].person, at as u32) {
                Some(before) => self.runs[before as usize].next = at as u32,
                None => self.people.push(at as u32),
            }
        }
        if !merges.is_empty() {
            self.households = Households::of(merges, self.people.iter().map(|first| self.runs[*first as usize].person));
        }
    }

    fn orphan(&mut self, line: u32, start: u64, length: u32) -> io::Result<()> {
        let mut text = vec![0; length as usize];
        self.file.read_exact_at(&mut text, start)?;
        let number = line as usize;
        match std::str::from_utf8(&text) {
            Ok(text) => {
                let line = Line { number, text };
                let found = Entry::read(line).err().unwrap_or_else(|| {
                    vec![Refusal::at(line, None, "person", "this line belongs to nobody", "write \"person\":\"…\"")]
                });
                self.orphans.extend(found);
            }
            Err(_) => self.orphans.push(not_utf8(number, &text)),
        }
        Ok(())
    }

    /// Finds the lines whose id an earlier line bears: of those whose ids look alike, the ones that are.
    fn find_repeated(&mut self, length: u64, suspects: &FxHashSet<Short>) -> io::Result<()> {
        let mut first: FxHashMap<String, u32> = FxHashMap::default();
        let (mut at, mut number, mut text) = (self.begin(length)?, 0, Vec::new());
        while at < length {
            let end = self.block_end(at, length)?;
            self.block(&(at..end), &mut text)?;
            for line in lines_of(&text) {
                number += 1;
                let Some(id) = head(line).id.filter(|id| suspects.contains(&short(hash_of_text(id)))) else { continue };
                let id = unescaped(id);
                match first.get(&id) {
                    Some(earlier) => drop(self.repeated.insert(number, *earlier)),
                    None => drop(first.insert(id, number)),
                }
            }
            at = end;
        }
        Ok(())
    }

    /// Reads people `from..to`, by the order in which they first appear, into a batch that is no longer needed.
    ///
    /// # Errors
    /// Where the file cannot be read any more.
    pub fn read(&self, from: usize, to: usize, mut batch: Batch) -> io::Result<Batch> {
        batch.people.clear();
        let mut wanted: Option<(u64, usize)> = None;
        let mut total = 0usize;
        let mut reads: Vec<(u64, usize)> = Vec::new();
        let mut take = |run: Run, to: &mut Stretches| {
            match &mut wanted {
                Some((start, length)) if *start + *length as u64 == run.start => *length += run.length as usize,
                _ => reads.extend(wanted.replace((run.start, run.length as usize))),
            }
            to.all.push((total, run.length as usize, run.line));
            total += run.length as usize;
        };
        for (at, first) in (from..).zip(&self.people[from..to]) {
            let mut stretches = Stretches::default();
            match self.households.with(at) {
                None => self.runs_from(*first).for_each(|run| take(run, &mut stretches)),
                Some(together) => {
                    // Everybody's lines, in the file's order.
                    let mut runs: Vec<Run> =
                        together.iter().flat_map(|one| self.runs_from(self.people[*one as usize])).collect();
                    runs.sort_by_key(|run| run.line);
                    stretches.own =
                        runs.iter().position(|run| run.line == self.runs[*first as usize].line).unwrap_or(0);
                    runs.into_iter().for_each(|run| take(run, &mut stretches));
                }
            }
            batch.people.push(stretches);
        }
        reads.extend(wanted);
        // What is there is written over.
        batch.text.resize(total, 0);
        let mut offset = 0;
        for (start, length) in reads {
            self.file.read_exact_at(&mut batch.text[offset..offset + length], start)?;
            offset += length;
        }
        Ok(batch)
    }

    /// The stretches of a person from the first on.
    fn runs_from(&self, first: u32) -> impl Iterator<Item = Run> {
        let run = |at: u32| self.runs.get(at as usize).copied();
        std::iter::successors(run(first), move |before| run(before.next))
    }

    /// Whether the person at a place comes before everybody with whom a line merges them.
    pub fn begins(&self, at: usize) -> bool {
        self.households.with(at).is_none_or(|together| together[0] as usize == at)
    }

    /// The place of a person in the file's order.
    pub fn position(&self, person: &str) -> Option<usize> {
        let wanted = hash(person.as_bytes());
        self.people.iter().position(|first| self.runs[*first as usize].person == wanted)
    }

    /// The people of a batch.
    pub fn people<'t>(&'t self, batch: &'t Batch) -> impl IndexedParallelIterator<Item = Person<'t>> {
        batch.people.par_iter().map(|stretches| self.person(&batch.text, stretches))
    }

    /// The same, one after the other.
    pub fn every<'t>(&'t self, batch: &'t Batch) -> impl Iterator<Item = Person<'t>> {
        batch.people.iter().map(|stretches| self.person(&batch.text, stretches))
    }

    fn person<'t>(&'t self, text: &'t [u8], stretches: &Stretches) -> Person<'t> {
        let mut person = Person { id: String::new(), lines: Vec::with_capacity(16), refused: Vec::new() };
        for (nth, (offset, length, first)) in stretches.all.iter().enumerate() {
            for (at, line) in lines_of(&text[*offset..offset + length]).enumerate() {
                let number = *first as usize + at;
                if line.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                if person.id.is_empty() && nth == stretches.own {
                    person.id = head(line).person.map(unescaped).unwrap_or_default();
                }
                match std::str::from_utf8(line) {
                    Err(_) => person.refused.push(not_utf8(number, line)),
                    Ok(line) => person.take(self, number, line),
                }
            }
        }
        person
    }
}

impl<'t> Person<'t> {
    fn take(&mut self, journal: &Journal, number: usize, text: &'t str) {
        let earlier = if journal.repeated.is_empty() { None } else { journal.repeated.get(&(number as u32)) };
        let Some(earlier) = earlier else { return self.lines.push(Line { number, text }) };
        let id = head(text.as_bytes()).id.map(unescaped).unwrap_or_default();
        let (wrong, remedy) =
            (format!("the id `{id}` stands on line {earlier} already"), "give every event its own id");
        self.refused.push(Refusal::at(Line { number, text }, Some(&id), "id", wrong, remedy));
    }
}

/// The refusal of a line at the first place where it is not UTF-8.
fn not_utf8(number: usize, line: &[u8]) -> Refusal {
    let readable = line.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let (wrong, remedy) = ("what stands here is not UTF-8", "write the file in UTF-8");
    let column = readable.chars().count() + 1;
    Refusal { column, ..Refusal::at(Line { number, text: "" }, None, "", wrong, remedy) }
}

/// What a pipe holds, in a file without a name: a record file is read twice.
fn spooled(path: &Path) -> io::Result<File> {
    let mut from: Box<dyn io::Read> =
        if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let name = std::env::temp_dir().join(format!("assay-{}.jsonl", std::process::id()));
    let mut file = File::options().read(true).write(true).create_new(true).open(&name)?;
    std::fs::remove_file(&name)?;
    io::copy(&mut from, &mut file)?;
    Ok(file)
}

fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let whole = text.strip_suffix(b"\n").unwrap_or(text);
    let mut rest = if text.is_empty() { None } else { Some(whole) };
    std::iter::from_fn(move || {
        let text = rest?;
        let (line, after) = match memchr(b'\n', text) {
            Some(end) => (&text[..end], Some(&text[end + 1..])),
            None => (text, None),
        };
        rest = after;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    })
}

fn survey(start: u64, text: &[u8]) -> Surveyed {
    let merges = households::links(text);
    let mut found = Surveyed { runs: Vec::new(), ids: Vec::new(), orphans: Vec::new(), merges, lines: 0 };
    for line in lines_of(text) {
        found.lines += 1;
        let offset = line.as_ptr() as usize - text.as_ptr() as usize;
        let blank = line.iter().all(u8::is_ascii_whitespace);
        let head = head(line);
        found.ids.extend(head.id.map(hash_of_text).map(short));
        // A stretch ends where the next line begins: after the line break, whichever kind it is.
        let end = memchr(b'\n', &text[offset + line.len()..]).map_or(text.len(), |at| offset + line.len() + at + 1);
        match head.person {
            _ if blank => extend(&mut found.runs, start + offset as u64, (end - offset) as u32),
            Some(person) => {
                let person = hash_of_text(person);
                let run = Run {
                    person,
                    start: start + offset as u64,
                    length: (end - offset) as u32,
                    line: found.lines,
                    next: NONE,
                };
                match found.runs.last_mut() {
                    Some(last) if last.person == person && last.start + u64::from(last.length) == run.start => {
                        last.length += run.length
                    }
                    _ => found.runs.push(run),
                }
            }
            None => found.orphans.push((found.lines, start + offset as u64, line.len() as u32)),
        }
    }
    found
}

/// A blank line inside a stretch belongs to it.
fn extend(runs: &mut [Run], start: u64, length: u32) {
    if let Some(last) = runs.last_mut()
        && last.start + u64::from(last.length) == start
    {
        last.length += length;
    }
}

/// The part of an id's hash that is kept while a file is surveyed: enough that ids which are not the same rarely look so.
type Short = [u16; 3];

fn short(hash: u64) -> Short {
    [(hash >> 48) as u16, (hash >> 32) as u16, (hash >> 16) as u16]
}

/// One number to sort by: faster than part by part.
fn whole(short: &Short) -> u64 {
    u64::from(short[0]) << 32 | u64::from(short[1]) << 16 | u64::from(short[2])
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.write_usize(bytes.len());
    hasher.finish()
}

/// The hash of a string's text, from what stands between its quotes.
fn hash_of_text(raw: &[u8]) -> u64 {
    if raw.contains(&b'\\') { hash(unescaped(raw).as_bytes()) } else { hash(raw) }
}
