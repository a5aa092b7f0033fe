//! One-time codes: RFC 6238 with SHA-1, 30 seconds and 6 digits, as every app shows them.

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::accounts::{self, Account, Hidden};
use store::{Failure, Store, Tx};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::letter::{self, Kind};
use super::password::Cost;
use super::session::{self, random};
use super::{NotKept, Role, What, own};

/// How long a code stands, in seconds (RFC 6238, 5.2: the default, and what is recommended).
const STEP: u64 = 30;

/// How many digits a code has.
const DIGITS: u8 = 6;

/// How many steps before and after the present one are taken too, for clocks that are wrong and people who are slow (RFC
/// 6238, 5.2: at most one for the way it takes).
const AROUND: u16 = 1;

/// Who gives the codes out, as the app shows it.
const ISSUER: &str = "Assay";

/// What stands for itself in a URL (RFC 3986, 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A secret for an app that shows codes; it counts once a code was given for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret in base 32, for typing in: 160 random bits (RFC 4226, 4).
    pub secret: Hidden,
    /// The same as a URL of the scheme `otpauth`, for a picture that the app reads.
    pub url: Hidden,
}

/// Whether somebody of these roles must give a code to come in as them: staff must.
pub fn needs_code(roles: &[Role]) -> bool {
    roles.iter().any(|role| role.is_staff())
}

fn codes(secret: &Hidden) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret.as_str()).ok()?;
    let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(DIGITS);
    builder.with_step_duration(STEP).with_skew(AROUND).with_secret(secret).build().ok()
}

/// The step whose code this is, where it is one of those that are taken now. That step is to be used up
/// ([`accounts::use_totp_step`]), or the code could be given again.
pub fn step_of(secret: &Hidden, code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.as_second()).ok()?;
    let plain: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    codes(secret)?.check(&plain, seconds).and_then(|step| i64::try_from(step).ok())
}

/// Proposes a new secret to an account, for whoever knows its password: a session left open is not enough to change what
/// keeps others out. What is in use stays in use until [`confirm`].
///
/// # Errors
/// [`NotKept::Password`], [`NotKept::Locked`]; [`NotKept::Failed`] where there is no such account, the machine has no
/// random bytes, or the database fails.
pub fn enrol(store: &Store, account: &str, password: &str, now: Timestamp, cost: Cost) -> Result<Enrolment, NotKept> {
    let held = own::with_password(store, account, password, now, cost)?;
    let secret = Hidden::new(Secret::new_stack(random::<20>()?).to_base32());
    let (id, kept) = (account.to_owned(), secret.clone());
    store.write(move |tx| accounts::propose_totp(tx, &id, &kept))?;
    let url = url(&secret, &held.email);
    Ok(Enrolment { secret, url })
}

/// Turns one-time codes off, for whoever knows the password and needs none.
///
/// # Errors
/// [`NotKept::Password`], [`NotKept::Locked`], [`NotKept::Needed`] where they are staff; [`NotKept::Failed`] where the
/// database fails.
pub fn turn_off(store: &Store, account: &str, password: &str, now: Timestamp, cost: Cost) -> Result<(), NotKept> {
    let held = own::with_password(store, account, password, now, cost)?;
    store.write(move |tx| {
        let held = accounts::hold(tx, &held.id)?;
        if needs_code(&super::known(accounts::roles(tx, &held.id)?.iter().map(|held| held.role.as_str()))) {
            return Ok(Err(NotKept::Needed));
        }
        if held.totp_secret.is_some() {
            accounts::forget_totp(tx, &held.id)?;
            told(tx, &held, What::CodesOff, now)?;
        }
        Ok(Ok(()))
    })?
}

/// Notes that the codes of an account are others, and tells its owner.
fn told(tx: &mut Tx<'_>, held: &Account, what: What, now: Timestamp) -> Result<(), Failure> {
    what.note(tx, &held.id, "", &held.id, now)?;
    letter::put(tx, Kind::CodesChanged, &held.id, &held.email, &[("name", held.name.clone())], now)
}

fn url(secret: &Hidden, email: &str) -> Hidden {
    let email = utf8_percent_encode(email, ENCODED);
    let secret = secret.as_str();
    Hidden::new(format!(
        "otpauth://totp/{ISSUER}:{email}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}&period={STEP}"
    ))
}

/// Takes the proposed secret in use, where `code` is one of it: from then on codes are asked for. The session in which
/// that was done has all of its roles from then on, and no longer than theirs last; the account's others end. Says whether
/// the code was right.
///
/// # Errors
/// [`Failure::Missing`] where there is no such account; where the database fails.
pub fn confirm(store: &Store, account: &str, session: &str, code: &str, now: Timestamp) -> Result<bool, Failure> {
    let (id, session, code) = (account.to_owned(), session.to_owned(), code.to_owned());
    store.write(move |tx| {
        let held = accounts::hold(tx, &id)?;
        let Some(secret) = held.totp_proposed.clone() else { return Ok(false) };
        let Some(step) = step_of(&secret, &code, now) else { return Ok(false) };
        accounts::accept_totp(tx, &id, &secret, step)?;
        let roles = super::known(accounts::roles(tx, &id)?.iter().map(|held| held.role.as_str()));
        accounts::code_given(tx, &session, &id, session::ends_at(&roles, now))?;
        accounts::end_all(tx, &id, Some(&session))?;
        told(tx, &held, What::CodesSet, now)?;
        Ok(true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's appendix B: `12345678901234567890`.
    fn of_the_rfc() -> Hidden {
        Hidden::new(Secret::new_stack(*b"12345678901234567890").to_base32())
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA1: the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(&of_the_rfc(), code, at(seconds)), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn the_step_before_and_the_one_after_are_taken_and_no_other() {
        // 287082 is the code of the 1st step, from second 30 to 59.
        let taken: Vec<Option<i64>> =
            [0, 29, 30, 59, 60, 89, 90].map(|second| step_of(&of_the_rfc(), "287082", at(second))).to_vec();
        assert_eq!(taken, [Some(1), Some(1), Some(1), Some(1), Some(1), Some(1), None]);
        // 050471 is of the step from 1_111_111_110 on.
        assert_eq!(step_of(&of_the_rfc(), "050471", at(1_111_111_079)), None);
        assert_eq!(step_of(&of_the_rfc(), "050471", at(1_111_111_080)), Some(37_037_037));
        assert_eq!(step_of(&of_the_rfc(), "050471", at(1_111_111_169)), Some(37_037_037));
        assert_eq!(step_of(&of_the_rfc(), "050471", at(1_111_111_170)), None);
    }

    #[test]
    fn what_is_no_code_is_not_taken() {
        for code in ["", "28708", "2870820", "287083", "+28708", "２８７０８２", "28708a"] {
            assert_eq!(step_of(&of_the_rfc(), code, at(59)), None, "{code}");
        }
        assert_eq!(step_of(&of_the_rfc(), " 287 082 ", at(59)), Some(1), "as apps show it");
        assert_eq!(step_of(&Hidden::new("not base 32!"), "287082", at(59)), None);
        assert_eq!(step_of(&of_the_rfc(), "287082", at(-1)), None);
    }

    #[test]
    fn the_url_is_as_apps_read_it() {
        let url = url(&of_the_rfc(), "maya+x@example.org");
        let expected = "otpauth://totp/Assay:maya%2Bx%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Assay\
                        &algorithm=SHA1&digits=6&period=30";
        assert_eq!(url.as_str(), expected);
        let enrolment = Enrolment { secret: of_the_rfc(), url };
        assert!(!format!("{enrolment:?}").contains("GEZD"));
    }

    #[test]
    fn staff_need_a_code() {
        assert!(needs_code(&[Role::Certificant, Role::Auditor]));
        assert!(!needs_code(&[Role::Certificant, Role::Instructor, Role::Provider]) && !needs_code(&[]));
    }
}
