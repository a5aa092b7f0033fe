//! The sign-ins of a demonstration: staff in each role, and certificants whose records are worth a look.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use programme::Bodies;
use store::accounts::{self, Hidden, New};
use store::{Failure as Stored, Store, Tx, people, standings};

use super::providing::PROVIDER;
use crate::account::{Role, hashed};
use crate::failure::Failure;

/// The password of every one of them.
pub const PASSWORD: &str = "only for looking";

/// What every address of theirs ends with: a domain that is nobody's (RFC 2606).
pub(super) const DOMAIN: &str = "@demo.example";

/// Staff, and a provider: the part before the @, the name, the role.
const STAFF: [(&str, &str, Role); 7] = [
    ("registrar", "Rosa Registrar", Role::Registrar),
    ("reviewer", "Ruben Reviewer", Role::Reviewer),
    ("psychometrician", "Paul Psychometrician", Role::Psychometrician),
    ("second-psychometrician", "Pia Psychometrician", Role::Psychometrician),
    ("auditor", "Aileen Auditor", Role::Auditor),
    ("administrator", "Ada Administrator", Role::Administrator),
    (PROVIDER.0, "Petra Provider", Role::Provider),
];

/// Certificants: a programme, and where their credential stands today.
const CERTIFICANTS: [(&str, &str); 7] = [
    ("cpcs", "active"),
    ("cpcs", "renewal_open"),
    ("cpcs", "lapsed"),
    ("cpmsm", "active"),
    ("cmas", "active"),
    ("cmas", "late"),
    ("cmas", "expired"),
];

/// Makes the accounts.
pub(super) fn make(
    store: &Store,
    bodies: &Bodies,
    (candidates, audited): (&[super::filling::Candidate], &[(String, String)]),
    now: Timestamp,
) -> Result<(), Failure> {
    // One hash for all: they have one password.
    let password = hashed(PASSWORD).map_err(|e| Failure::environment(e, "try again"))?;
    let zone = bodies.all().next().map_or(TimeZone::UTC, |h| h.body.zone.clone());
    let today = zone.to_datetime(now).date();
    let (candidates, audited) = (candidates.to_vec(), audited.to_vec());
    store.write(move |tx| {
        for (person, kind) in &candidates {
            let Some(known) = people::by_id(tx, person)? else { continue };
            let local = format!("candidate.{}", kind.replace(' ', "_"));
            let id = accounts::add(tx, &new(&local, &known.name, Some(person.clone()), &password, now), now)?;
            accounts::give_role(tx, &id, Role::Certificant.word(), "demo", now)?;
        }
        for (local, name, role) in STAFF {
            let new = new(local, name, None, &password, now);
            let id = accounts::add(tx, &new, now)?;
            accounts::give_role(tx, &id, role.word(), "demo", now)?;
        }
        let mut certificants: Vec<(String, String)> = Vec::new();
        for (programme, standing) in CERTIFICANTS {
            let person = standings::somebody(tx, programme, standing, today)?;
            certificants.extend(person.map(|person| (person, format!("{programme}.{standing}"))));
        }
        certificants.extend(audited.iter().map(|(body, person)| (person.clone(), format!("{body}.under_audit"))));
        for (person, local) in certificants {
            let Some(known) = people::by_id(tx, &person)? else { continue };
            let id = accounts::add(tx, &new(&local, &known.name, Some(person), &password, now), now)?;
            accounts::give_role(tx, &id, Role::Certificant.word(), "demo", now)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn new(local: &str, name: &str, person: Option<String>, password: &Hidden, now: Timestamp) -> New {
    New {
        email: format!("{local}{DOMAIN}"),
        password: password.clone(),
        person,
        name: name.to_owned(),
        verified_at: Some(now),
    }
}

/// The sign-ins: the address, and who that is.
///
/// # Errors
/// Where the database fails.
pub fn listed(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, Stored> {
    let mut listed: Vec<(bool, String, String)> = Vec::new();
    for account in accounts::list(tx, "", 200)?.into_iter().filter(|a| a.email.ends_with(DOMAIN)) {
        let roles: Vec<String> =
            accounts::roles(tx, &account.id)?.into_iter().map(|held| held.role.replace('_', " ")).collect();
        let about = match account.email.strip_suffix(DOMAIN).and_then(|l| l.split_once('.')) {
            Some(("candidate", kind)) => format!("{}, candidate: {}", account.name, kind.replace('_', " ")),
            Some((programme, standing)) => {
                format!("{}, {}: {}", account.name, programme.to_uppercase(), standing.replace('_', " "))
            }
            None => format!("{}, {}", account.name, roles.join(", ")),
        };
        listed.push((account.person.is_some(), account.email, about));
    }
    listed.sort();
    Ok(listed.into_iter().map(|(_, email, about)| (email, about)).collect())
}
