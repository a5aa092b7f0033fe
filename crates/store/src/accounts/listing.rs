//! Accounts by what is looked for: for whoever keeps them.

use jiff::Timestamp;

use super::folded;
use crate::cells::moment;
use crate::engine::{Failure, Row, Tx};

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// A part of the name or the e-mail address; empty for any.
    pub text: String,
    /// Words of roles, one of which they hold; none for any, and for whoever holds none.
    pub roles: Vec<&'static str>,
    /// The e-mail address after which the list goes on; empty at its beginning.
    pub after: String,
    /// At most so many.
    pub most: i64,
}

/// An account as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The id.
    pub id: String,
    /// The e-mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The words of the roles.
    pub roles: Vec<String>,
    /// Whether nobody may come in by it.
    pub disabled: bool,
    /// Whether its owner has chosen a password.
    pub taken_up: bool,
    /// Whether one-time codes are set up.
    pub codes: bool,
    /// When its owner last came in.
    pub last: Option<Timestamp>,
}

/// Words of roles as one text, each between commas.
fn between_commas(words: &[&str]) -> String {
    words.iter().fold(String::from(","), |all, word| all + word + ",")
}

/// A text that `LIKE` finds wherever `part` stands.
fn anywhere(part: &str) -> String {
    let plain = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

/// The accounts that fit, by e-mail address.
///
/// # Errors
/// Where the database fails.
pub fn search(tx: &mut Tx<'_>, sought: &Sought) -> Result<Vec<Listed>, Failure> {
    // Each account's roles as one row a role: those with none have one row without.
    let rows = tx.query(
        "SELECT f.id, f.email, f.name, f.disabled, f.password, f.totp_secret, l.at, r.role
           FROM (SELECT a.id, a.email, a.name, a.disabled, a.password, a.totp_secret FROM account a
                  WHERE a.email > $1 AND (a.email LIKE $2 ESCAPE '\\' OR lower(a.name) LIKE $2 ESCAPE '\\' OR a.name LIKE $5 ESCAPE '\\')
                    AND ($3 = ',' OR EXISTS (SELECT 1 FROM account_role h
                                              WHERE h.account = a.id AND $3 LIKE '%,' || h.role || ',%'))
                  ORDER BY a.email LIMIT $4) f
           LEFT JOIN last_sign_in l ON l.account = f.id LEFT JOIN account_role r ON r.account = f.id
          ORDER BY f.email, r.role",
        &[
            sought.after.as_str().into(),
            anywhere(&folded(&sought.text)).into(),
            between_commas(&sought.roles).into(),
            sought.most.into(),
            anywhere(sought.text.trim()).into(),
        ],
    )?;
    let mut found: Vec<Listed> = Vec::new();
    for row in &rows {
        if found.last().is_none_or(|last| last.id != row.text(0)) {
            found.push(listed(row));
        }
        if let (Some(last), Some(role)) = (found.last_mut(), row.text_if_any(7)) {
            last.roles.push(role.to_owned());
        }
    }
    Ok(found)
}

fn listed(row: &Row) -> Listed {
    Listed {
        id: row.text(0).to_owned(),
        email: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        roles: Vec::new(),
        disabled: row.flag(3),
        taken_up: !row.text(4).is_empty(),
        codes: row.text_if_any(5).is_some(),
        last: row.integer_if_any(6).map(moment),
    }
}

/// The accounts that hold a role and can come in as it; none of them changes until this unit ends.
///
/// # Errors
/// Where the database fails.
pub fn able(tx: &mut Tx<'_>, role: &str) -> Result<Vec<String>, Failure> {
    let rows = tx.query(
        "SELECT a.id FROM account a JOIN account_role r ON r.account = a.id
          WHERE r.role = $1 AND NOT a.disabled AND a.password <> '' AND a.verified_at IS NOT NULL
          ORDER BY a.id {for_update}",
        &[role.into()],
    )?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}
