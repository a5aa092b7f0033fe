//! Migrations: forward only, applied at start, under a lock, each once.

use super::{Engine, Failure, Value};

/// Every migration, in order. One that was released is never changed: a further one is added.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "record", include_str!("../../migrations/0001_record.sql")),
    (2, "accounts", include_str!("../../migrations/0002_accounts.sql")),
    (3, "waiting", include_str!("../../migrations/0003_waiting.sql")),
    (4, "outbox", include_str!("../../migrations/0004_outbox.sql")),
    (5, "seats", include_str!("../../migrations/0005_seats.sql")),
    (6, "sign_ups", include_str!("../../migrations/0006_sign_ups.sql")),
    (7, "files", include_str!("../../migrations/0007_files.sql")),
    (8, "jobs", include_str!("../../migrations/0008_jobs.sql")),
    (9, "account_changes", include_str!("../../migrations/0009_account_changes.sql")),
    (10, "payments", include_str!("../../migrations/0010_payments.sql")),
    (11, "drafts", include_str!("../../migrations/0011_drafts.sql")),
    (12, "merging", include_str!("../../migrations/0012_merging.sql")),
    (13, "public", include_str!("../../migrations/0013_public.sql")),
    (14, "sittings", include_str!("../../migrations/0014_sittings.sql")),
    (15, "register", include_str!("../../migrations/0015_register.sql")),
    (16, "draft_files", include_str!("../../migrations/0016_draft_files.sql")),
    (17, "waiting_until", include_str!("../../migrations/0017_waiting_until.sql")),
    (18, "audit_draws", include_str!("../../migrations/0018_audit_draws.sql")),
    (19, "group_letters", include_str!("../../migrations/0019_group_letters.sql")),
    (20, "activities", include_str!("../../migrations/0020_activities.sql")),
    (21, "completions", include_str!("../../migrations/0021_completions.sql")),
];

/// The number of the newest migration.
pub const NEWEST: i64 = MIGRATIONS[MIGRATIONS.len() - 1].0;

/// A migration that was applied: its number and its name.
pub type Applied = (i64, &'static str);

/// Applies what has not been applied yet; answers what that was.
///
/// # Errors
/// Where the database is of a newer program, or a statement fails; nothing of this start's migrations is kept then.
pub(super) fn migrate(engine: &mut dyn Engine) -> Result<Vec<Applied>, Failure> {
    // Two nodes that start at once may both try to make this table; the one that loses finds it there.
    for attempt in 0.. {
        match engine.batch("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)") {
            Ok(()) => break,
            Err(failure) if attempt >= 5 => return Err(failure),
            Err(_) => std::thread::sleep(std::time::Duration::from_millis(50)),
        }
    }
    engine.batch(engine.begin(true))?;
    let done = apply(engine);
    match done {
        Ok(applied) => engine.batch("COMMIT").map(|()| applied),
        Err(failure) => {
            let _ = engine.batch("ROLLBACK");
            Err(failure)
        }
    }
}

fn apply(engine: &mut dyn Engine) -> Result<Vec<Applied>, Failure> {
    // A row that everybody inserts or waits for is the lock, in words that both engines know.
    engine.execute(
        "INSERT INTO migration (number, name) VALUES (0, 'lock') ON CONFLICT (number) DO UPDATE SET name = 'lock'",
        &[],
    )?;
    let mut newest = 0;
    engine.each("SELECT max(number) FROM migration", &[], &mut |row| {
        newest = row.integer(0);
        Ok(())
    })?;
    if newest > NEWEST {
        return Err(Failure::Newer { found: newest, known: NEWEST });
    }
    let mut applied = Vec::new();
    for (number, name, sql) in MIGRATIONS.iter().filter(|(number, ..)| *number > newest) {
        engine.batch(sql)?;
        engine.execute(
            "INSERT INTO migration (number, name) VALUES ($1, $2)",
            &[Value::Integer(*number), Value::from(*name)],
        )?;
        applied.push((*number, *name));
    }
    Ok(applied)
}
