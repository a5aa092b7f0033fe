//! Whole runs of the program, one module a subject.

#[cfg(test)]
mod asked;
#[cfg(test)]
mod bad;
#[cfg(test)]
#[path = "../../../store/tests/it/chance.rs"]
mod chance;
#[cfg(test)]
mod demo_records;
#[cfg(test)]
mod draws;
#[cfg(test)]
mod engines;
#[cfg(test)]
mod forecast;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod keep;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod merged;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod program;
#[cfg(test)]
mod run;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod settling;
#[cfg(test)]
mod users;
#[cfg(test)]
mod web;

/// Compares a text with the file that holds what is expected; `UPDATE_EXPECT=1` writes it.
#[cfg(test)]
fn expect(file: &str, told: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, told).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(told, expected, "{file} is not what is told now; UPDATE_EXPECT=1 writes it anew");
}
