//! Files that people uploaded: diplomas, letters, certificates. The bytes lie in the database, so that a backup carries
//! them; an entry that comes with a file names it by the SHA-256 of its bytes, so that the chain of hashes covers it.

use jiff::Timestamp;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::cells::{moment, new_id};
use crate::engine::{Failure, Row, Tx};
use crate::entries::hex;
use crate::merging;

/// A file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Whose record it is for.
    pub person: String,
    /// The name as given, cleaned.
    pub name: String,
    /// What the bytes are: `application/pdf`.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The account that uploads it.
    pub by: String,
}

/// A file, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: String,
    /// Whose record it is for.
    pub person: String,
    /// The name as given.
    pub name: String,
    /// What the bytes are.
    pub media_type: String,
    /// How many bytes.
    pub size: i64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded_at: Timestamp,
    /// The account that did.
    pub uploaded_by: String,
    /// When an entry first named it.
    pub used_at: Option<Timestamp>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, person, name, media_type, size, sha256, uploaded_at, uploaded_by, used_at FROM file ",
            $rest
        )
    };
}

fn file_of(row: &Row) -> File {
    let time = |at| row.integer_if_any(at).map(moment);
    File {
        id: row.text(0).to_owned(),
        person: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        media_type: row.text(3).to_owned(),
        size: row.integer(4),
        sha256: row.text(5).to_owned(),
        uploaded_at: time(6).unwrap_or_default(),
        uploaded_by: row.text(7).to_owned(),
        used_at: time(8),
    }
}

/// Keeps a file. The same bytes of one person are kept once: one that no entry names yet takes the new name and time.
///
/// # Errors
/// Where the database fails.
pub fn put(tx: &mut Tx<'_>, new: &New, at: Timestamp) -> Result<File, Failure> {
    let sha256 = hex(&Sha256::digest(&new.bytes));
    let id = new_id(at);
    tx.execute(
        "INSERT INTO file (id, person, sha256, name, media_type, size, uploaded_at, uploaded_by, bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (person, sha256) DO UPDATE
         SET name = CASE WHEN file.used_at IS NULL THEN excluded.name ELSE file.name END,
             uploaded_at = CASE WHEN file.used_at IS NULL THEN excluded.uploaded_at ELSE file.uploaded_at END",
        &[
            id.into(),
            (&new.person).into(),
            (&sha256).into(),
            (&new.name).into(),
            (&new.media_type).into(),
            (new.bytes.len() as i64).into(),
            at.as_microsecond().into(),
            (&new.by).into(),
            new.bytes.clone().into(),
        ],
    )?;
    let kept = tx.one(select!("WHERE person = $1 AND sha256 = $2"), &[(&new.person).into(), sha256.into()])?;
    kept.as_ref().map(file_of).ok_or_else(|| Failure::Engine("a file was not kept".to_owned()))
}

/// A file by its id.
///
/// # Errors
/// Where the database fails.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<File>, Failure> {
    Ok(tx.one(select!("WHERE id = $1"), &[id.into()])?.as_ref().map(file_of))
}

/// The bytes of a file.
///
/// # Errors
/// Where the database fails.
pub fn bytes(tx: &mut Tx<'_>, id: &str) -> Result<Option<Vec<u8>>, Failure> {
    Ok(tx.one("SELECT bytes FROM file WHERE id = $1", &[id.into()])?.map(|row| row.bytes(0).to_vec()))
}

/// A person's files, with those of whoever was merged into them, the oldest first.
///
/// # Errors
/// Where the database fails.
pub fn of_person(tx: &mut Tx<'_>, person: &str) -> Result<Vec<File>, Failure> {
    let mut files: Vec<File> = Vec::new();
    for one in merging::under(tx, person)? {
        files.extend(tx.query(select!("WHERE person = $1 ORDER BY id"), &[one.into()])?.iter().map(file_of));
    }
    files.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(files)
}

/// Everybody whose files are somebody's: they themself, and whoever is one person with them.
fn owners(tx: &mut Tx<'_>, person: &str) -> Result<Vec<String>, Failure> {
    let survivor = merging::survivor(tx, person)?;
    merging::under(tx, &survivor)
}

/// How many files of a person's no entry names, and how many bytes they are.
///
/// # Errors
/// Where the database fails.
pub fn unused(tx: &mut Tx<'_>, person: &str) -> Result<(i64, i64), Failure> {
    // PostgreSQL sums whole numbers into what is none.
    let row = tx.one(
        "SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM file WHERE person = $1 AND used_at IS NULL",
        &[person.into()],
    )?;
    Ok(row.map_or((0, 0), |row| (row.integer(0), row.integer(1))))
}

/// Makes sure that files of a person's are there and named by an entry: in the unit that appends it.
///
/// # Errors
/// [`Failure::Missing`] where one is not.
pub fn hold(tx: &mut Tx<'_>, person: &str, ids: &[String]) -> Result<(), Failure> {
    let owners = owners(tx, person)?;
    for id in ids {
        let row = tx.one("SELECT person FROM file WHERE id = $1 AND used_at IS NOT NULL", &[id.into()])?;
        if !row.is_some_and(|row| owners.iter().any(|owner| owner == row.text(0))) {
            return Err(Failure::Missing(format!("file `{id}`")));
        }
    }
    Ok(())
}

/// Notes that an entry names its files, where they are here: a record may have been taken in without them.
pub(crate) fn note(tx: &mut Tx<'_>, person: &str, line: &str, at: Timestamp) -> Result<(), Failure> {
    let named = named(line);
    if named.is_empty() {
        return Ok(());
    }
    let owners = owners(tx, person)?;
    for ((id, sha256), owner) in named.iter().flat_map(|file| owners.iter().map(move |owner| (file, owner))) {
        tx.execute(
            "UPDATE file SET used_at = $4 WHERE id = $1 AND person = $2 AND sha256 = $3 AND used_at IS NULL",
            &[id.into(), owner.into(), sha256.into(), at.as_microsecond().into()],
        )?;
    }
    Ok(())
}

/// The files that an event names, itself or as it corrects another: each one's id and hash.
pub fn named(line: &str) -> Vec<(String, String)> {
    if !line.contains("\"files\"") {
        return Vec::new();
    }
    let event: Json = serde_json::from_str(line).unwrap_or_default();
    // A correction may give an entry other files.
    let lists = [event.get("files"), event.get("with").and_then(|with| with.get("files"))];
    let files = lists.into_iter().flatten().filter_map(Json::as_array).flatten();
    let text = |file: &Json, key: &str| file.get(key).and_then(Json::as_str).map(str::to_owned);
    files.filter_map(|file| Some((text(file, "file")?, text(file, "sha256")?))).collect()
}

/// Removes files uploaded before a moment that neither an entry names nor anything begun; answers how many.
///
/// # Errors
/// Where the database fails.
pub fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, Failure> {
    tx.execute(
        "DELETE FROM file WHERE used_at IS NULL AND uploaded_at < $1
            AND NOT EXISTS (SELECT 1 FROM draft_file WHERE draft_file.file = file.id)",
        &[before.as_microsecond().into()],
    )
}
