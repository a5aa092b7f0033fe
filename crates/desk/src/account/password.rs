//! Passwords: which ones will do, and keeping them as hashes only.

use std::fmt;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use store::Failure;
use store::accounts::Hidden;

/// The fewest characters: NIST SP 800-63B asks for at least 8, and OWASP ASVS 5.0 (6.2.9) for up to 64 and beyond.
pub const SHORTEST: usize = 12;

/// The most characters, so that nobody can make hashing costly.
pub const LONGEST: usize = 128;

/// How many characters must be left once the e-mail address, the name and the commonest words are taken out.
const OF_ONES_OWN: usize = 8;

/// What a hash costs to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory: u32,
    /// How often it is gone over.
    pub passes: u32,
    /// Lanes side by side.
    pub lanes: u32,
}

impl Cost {
    /// What OWASP asks for at the least: "Use Argon2id with a minimum configuration of 19 MiB of memory, an iteration
    /// count of 2, and 1 degree of parallelism" (Password Storage Cheat Sheet,
    /// <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>).
    pub const OWASP: Cost = Cost { memory: 19_456, passes: 2, lanes: 1 };

    /// For tests that are about something else: next to nothing.
    #[cfg(test)]
    pub(crate) const CHEAP: Cost = Cost { memory: 8, passes: 1, lanes: 1 };

    fn params(self) -> Result<Params, Unhashed> {
        Params::new(self.memory, self.passes, self.lanes, None).map_err(|_| Unhashed)
    }

    fn hasher(self) -> Result<Argon2<'static>, Unhashed> {
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params()?))
    }
}

/// A password could not be hashed: the machine has no memory or no random bytes left, or the cost is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unhashed;

impl fmt::Display for Unhashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the password could not be hashed: there is too little memory, or no random bytes")
    }
}

impl std::error::Error for Unhashed {}

impl From<Unhashed> for Failure {
    fn from(unhashed: Unhashed) -> Failure {
        Failure::Engine(unhashed.to_string())
    }
}

/// Why a password will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It has too few characters.
    Short,
    /// It has too many characters.
    Long,
    /// It is made of the e-mail address or the name.
    Own,
    /// It is made of what everybody takes.
    Common,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::Short => write!(f, "The password is too short; take at least {SHORTEST} characters."),
            Unfit::Long => write!(f, "The password is too long; take at most {LONGEST} characters."),
            Unfit::Own => f.write_str("The password is made of your e-mail address or name; take other words."),
            Unfit::Common => {
                f.write_str("The password is one of those that are guessed first; take several rare words.")
            }
        }
    }
}

impl std::error::Error for Unfit {}

/// What the commonest passwords are made of: the words and runs that lead every published list of them.
const COMMON: &str = "\
    password passwort passw0rd p@ssword p@ssw0rd qwertyuiop qwerty qwertz azerty asdfghjkl asdfgh zxcvbnm \
    1q2w3e4r5t6y 1q2w3e4r 1qaz2wsx qazwsx q1w2e3r4 zaq12wsx 1234567890 123456789 12345678 123456 12345 1234 123 \
    0987654321 987654321 654321 abcdefghijkl abcdefgh abcdef abcd abc letmein iloveyou welcome trustno1 \
    administrator admin login master monkey dragon football baseball basketball superman batman pokemon starwars \
    princess sunshine shadow michael jordan ashley charlie daniel jessica liverpool chelsea arsenal secret \
    whatever freedom computer internet google samsung changeme changeit default test guest hello user root assay \
    summer winter spring autumn";

/// Says whether a password will do for somebody.
///
/// # Errors
/// Why it will not.
pub fn check(password: &str, email: &str, name: &str) -> Result<(), Unfit> {
    let characters = password.chars().count();
    if characters < SHORTEST {
        return Err(Unfit::Short);
    }
    if characters > LONGEST {
        return Err(Unfit::Long);
    }
    let folded = password.to_lowercase();
    let own = parts(email).chain(parts(name));
    if !left(&without(&folded, own)) {
        return Err(Unfit::Own);
    }
    let all = parts(email).chain(parts(name)).chain(COMMON.split(' ').map(str::to_owned));
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 5 || !left(&without(&folded, all)) {
        return Err(Unfit::Common);
    }
    Ok(())
}

/// The words of an e-mail address or a name that are long enough to matter.
fn parts(of: &str) -> impl Iterator<Item = String> + '_ {
    of.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() >= 3).map(str::to_lowercase)
}

fn without(password: &str, words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    // A word inside another must not break that.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().fold(password.to_owned(), |left, word| left.replace(word.as_str(), ""))
}

fn left(password: &str) -> bool {
    password.chars().count() >= OF_ONES_OWN
}

/// Hashes a password with a salt of its own.
///
/// # Errors
/// Where the machine has no memory or no random bytes left.
pub fn hash(password: &str, cost: Cost) -> Result<Hidden, Unhashed> {
    let hash: PasswordHash = cost.hasher()?.hash_password(password.as_bytes()).map_err(|_| Unhashed)?;
    Ok(Hidden::new(hash.to_string()))
}

/// Whether a password is the one that was hashed. Where there is no hash, as for an e-mail address that nobody has, the
/// same work is done, so that nothing can be told from the time it takes; the answer is no.
///
/// # Errors
/// Where the machine has no memory left.
pub fn verify(password: &str, hash: Option<&Hidden>, cost: Cost) -> Result<bool, Unhashed> {
    // Nobody's password is so long; hashing it would be work for nothing.
    let password = if password.len() > LONGEST * 4 { "" } else { password };
    let hasher = cost.hasher()?;
    match hash.and_then(|hash| PasswordHash::new(hash).ok()) {
        Some(hash) => Ok(hasher.verify_password(password.as_bytes(), &hash).is_ok()),
        None => {
            let salt = b"nobody has this ";
            let made: PasswordHash = hasher.hash_password_with_salt(password.as_bytes(), salt).map_err(|_| Unhashed)?;
            // Looked at, so that the work is not left out.
            std::hint::black_box(made);
            Ok(false)
        }
    }
}

/// Whether a hash was made at another cost than this, and is to be made again when the password is next at hand.
pub fn is_of_other_cost(hash: &Hidden, cost: Cost) -> bool {
    let made = PasswordHash::new(hash).ok().and_then(|hash| Params::try_from(&hash).ok());
    made.is_none_or(|made| (made.m_cost(), made.t_cost(), made.p_cost()) != (cost.memory, cost.passes, cost.lanes))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    const MAYA: (&str, &str) = ("maya.stone@example.org", "Maya Stone");

    fn judged(password: &str) -> Result<(), Unfit> {
        check(password, MAYA.0, MAYA.1)
    }

    #[test]
    fn a_password_of_twelve_to_a_hundred_and_twenty_eight_characters_will_do() {
        let long: String = "rain harp owl ".chars().cycle().take(129).collect();
        assert_eq!(judged("rain harp o"), Err(Unfit::Short));
        assert_eq!(judged("rain harp ow"), Ok(()));
        assert_eq!(judged(&long[..128]), Ok(()));
        assert_eq!(judged(&long), Err(Unfit::Long));
        assert_eq!(judged("größe und ör"), Ok(()), "characters are counted, not bytes");
        assert_eq!(judged("ööööööööööö"), Err(Unfit::Short));
    }

    #[test]
    fn ones_own_address_and_name_are_no_password() {
        for own in ["maya.stone@example.org", "MayaStone2026", "Stone.Maya.1999", "example-maya1!"] {
            assert_eq!(judged(own), Err(Unfit::Own), "{own}");
        }
        assert_eq!(judged("a stone in the long grass"), Ok(()));
    }

    #[test]
    fn what_everybody_takes_is_no_password() {
        for common in [
            "password1234",
            "Password123!",
            "passwordpassword",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "abababababab",
            "1q2w3e4r5t6y",
            "letmein12345",
            "Welcome2026!",
            "Summer2026!!",
            "iloveyou1234",
            "admin-admin-1",
        ] {
            assert_eq!(judged(common), Err(Unfit::Common), "{common}");
        }
        for rare in ["correct horse battery", "only for looking", "9fK#2mQx!vB7", "passwords are a chore"] {
            assert_eq!(judged(rare), Ok(()), "{rare}");
        }
    }

    #[test]
    fn a_hash_is_of_argon2id_with_a_salt_of_its_own_and_verifies_its_password_only() {
        let (one, two) = (hash("rain harp owl", Cost::CHEAP).unwrap(), hash("rain harp owl", Cost::CHEAP).unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{}", one.as_str());
        assert_ne!(one, two);
        assert_eq!(verify("rain harp owl", Some(&one), Cost::CHEAP), Ok(true));
        assert_eq!(verify("rain harp owk", Some(&one), Cost::CHEAP), Ok(false));
        assert_eq!(verify("", Some(&Hidden::new("")), Cost::CHEAP), Ok(false), "no password yet");
        assert_eq!(verify("nobody has this ", None, Cost::CHEAP), Ok(false));
        assert!(!is_of_other_cost(&one, Cost::CHEAP) && is_of_other_cost(&one, Cost::OWASP));
        assert_eq!(verify("rain harp owl", Some(&one), Cost::OWASP), Ok(true), "whatever it costs today");
    }

    #[test]
    fn the_cost_is_what_owasp_asks_for() {
        let hash = hash("rain harp owl", Cost::OWASP).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    #[test]
    #[ignore = "looks at the clock: the long test runs it"]
    fn verifying_for_nobody_takes_as_long_as_for_somebody() {
        // Short and often, by turns, and the least of each: what else the machine does only ever adds.
        let cost = Cost { memory: 512, passes: 2, lanes: 1 };
        let known = hash("rain harp owl", cost).unwrap();
        let timed = |hash: Option<&Hidden>| {
            let begun = Instant::now();
            assert_eq!(verify("wrong wrong wrong", hash, cost), Ok(false));
            begun.elapsed()
        };
        let (mut somebody, mut nobody) = (Duration::MAX, Duration::MAX);
        for _ in 0..100 {
            somebody = somebody.min(timed(Some(&known)));
            nobody = nobody.min(timed(None));
        }
        let ratio = somebody.as_secs_f64() / nobody.as_secs_f64();
        assert!((0.67..1.5).contains(&ratio), "somebody {somebody:?}, nobody {nobody:?}");
    }
}
