//! Signing in and out, and who looks.

use std::fmt;
use std::net::IpAddr;

use base64ct::{Base64UrlUnpadded, Encoding};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::accounts::{self, Account, Begin, Hidden, Lockout, Noted, Session};
use store::{Failure, Store, Tx, merging};

use super::password::{self, Cost, Unhashed};
use super::{Right, Role, address, code, known, role};

/// A certificant's session ends once nothing was done in it for so long: longer than any sitting with all its breaks, so
/// that nobody is signed out of their exam.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);

/// A certificant's session ends so long after it began (NIST SP 800-63B-4, AAL1: at most 30 days).
pub const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A session of staff ends once nothing was done in it for so long (NIST SP 800-63B-4, AAL2: at most an hour).
pub const STAFF_IDLE: SignedDuration = SignedDuration::from_hours(1);

/// A session of staff ends so long after it began: a working day (NIST SP 800-63B-4, AAL2: at most 24 hours).
pub const STAFF_LONGEST: SignedDuration = SignedDuration::from_hours(8);

/// When failures lock an account, whether there is one or not. Nobody is locked out for ever, and nobody who is signed in
/// is locked out at all. An attempt counts from when it begins until a sign-in is completed.
pub const OF_ACCOUNT: Lockout = Lockout { failures: 10, ..OF_ADDRESS };

/// When failures lock an address: more of them, since many people may sit behind one.
pub const OF_ADDRESS: Lockout = Lockout {
    failures: 50,
    within: SignedDuration::from_mins(15),
    first: SignedDuration::from_mins(1),
    longest: SignedDuration::from_hours(1),
    forgotten_after: SignedDuration::from_hours(24),
};

/// How many letters a token has: 256 bits in base 64, without padding.
const TOKEN: usize = 43;

/// How much of what a browser says of itself is kept, in characters.
const AGENT: usize = 200;

/// Somebody who wants to come in.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// The e-mail address, as typed.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
    /// The one-time code, if one was given.
    pub code: Option<&'a str>,
    /// The browser, as it names itself.
    pub agent: &'a str,
    /// The IP address that the request comes from.
    pub address: &'a str,
}

impl fmt::Debug for SignIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SignIn { email, agent, address, .. } = self;
        f.debug_struct("SignIn").field("email", email).field("agent", agent).field("address", address).finish()
    }
}

/// How this house lets people in.
#[derive(Debug, Clone, Copy)]
pub struct SignInRules {
    /// What a password's hash costs.
    pub cost: Cost,
    /// Whether everybody in here is made up: no codes are asked for then.
    pub demo: bool,
}

impl SignInRules {
    /// The rules of a house, or of a demonstration.
    pub fn of_house(demo: bool) -> SignInRules {
        SignInRules { cost: Cost::OWASP, demo }
    }
}

/// Somebody who came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The value of the cookie: 32 random bytes in base 64 for URLs. It is kept nowhere but in the browser.
    pub token: Hidden,
    /// What every form of the session must carry.
    pub csrf: Hidden,
    /// What they are in this session.
    pub roles: Vec<Role>,
    /// Roles of theirs are left out until they set up one-time codes.
    pub code_missing: bool,
}

/// Why somebody did not come in. No sentence tells whether there is such an account to anybody who does not know its
/// password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The e-mail address or the password is wrong.
    Wrong,
    /// A one-time code is to be given too.
    NeedsCode,
    /// The code is wrong, or was used already.
    WrongCode,
    /// There were too many failures.
    Locked {
        /// From when on one may try again.
        until: Timestamp,
    },
    /// The e-mail address was not shown to be theirs yet.
    Unverified,
    /// Something failed on our side.
    Failed(Failure),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Wrong => f.write_str("The e-mail address or the password is wrong."),
            Refused::NeedsCode => f.write_str("Enter the six digits that your app shows now as well."),
            Refused::WrongCode => {
                f.write_str("The code is wrong, or was used already; enter the one that your app shows now.")
            }
            Refused::Locked { until } => {
                // The minute after, so that nobody comes too early.
                let from = *until + SignedDuration::from_secs(59);
                write!(f, "There were too many attempts; try again at {} UTC.", from.strftime("%H:%M"))
            }
            Refused::Unverified => f.write_str("Open the link in the e-mail that we sent you first, then sign in."),
            Refused::Failed(_) => {
                f.write_str("Something failed on our side, and you are not signed in; try again in a minute.")
            }
        }
    }
}

impl std::error::Error for Refused {}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Refused {
        Refused::Failed(failure)
    }
}

impl From<Unhashed> for Refused {
    fn from(unhashed: Unhashed) -> Refused {
        Refused::Failed(unhashed.into())
    }
}

/// Random bytes of the machine's.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Failure::Engine(format!("no random bytes: {e}")))?;
    Ok(bytes)
}

/// A new token: 256 random bits, in base 64 for URLs without padding.
///
/// # Errors
/// Where the machine has no random bytes.
pub fn token() -> Result<Hidden, Failure> {
    Ok(Hidden::new(Base64UrlUnpadded::encode_string(&random::<32>()?)))
}

/// What is kept of a token: its SHA-256, in hexadecimal.
pub fn token_hash(token: &str) -> String {
    use fmt::Write;
    Sha256::digest(token).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What an address is counted by: an IPv6 address by its first 64 bits, since whoever has one has all of those.
pub(super) fn counted(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(ip) => format!("address:{ip}"),
        Err(_) => "address:unknown".to_owned(),
    }
}

/// Somebody's account and roles, once they may try: the attempt counts as failed until they are in.
struct Trying {
    found: Option<(Account, Vec<Role>)>,
    /// Until when nobody may try after this.
    locks: Option<Timestamp>,
}

/// Lets somebody try; or says until when nobody may.
fn begin(
    tx: &mut Tx<'_>,
    email: Option<&str>,
    from: &str,
    now: Timestamp,
) -> Result<Result<Trying, Timestamp>, Failure> {
    if let Some(until) = accounts::locked_until(tx, from, now)? {
        return Ok(Err(until));
    }
    let Some(email) = email else { return Ok(Ok(Trying { found: None, locks: None })) };
    let noted = accounts::note_failure(tx, &format!("account:{email}"), now, &OF_ACCOUNT)?;
    if let Noted::Locked(until) = noted {
        return Ok(Err(until));
    }
    let found = match accounts::by_email(tx, email)? {
        Some(account) => {
            let held = accounts::roles(tx, &account.id)?;
            Some((account, known(held.iter().map(|held| held.role.as_str()))))
        }
        None => None,
    };
    Ok(Ok(Trying { found, locks: noted.until() }))
}

/// Lets somebody in who knows the password, and, where they have or must have one-time codes, gives a code of now that was
/// not used before. What is written takes no longer for an address that nobody has.
///
/// Staff who have set up no codes yet come in without the roles that need one, so that they can set them up.
///
/// # Errors
/// Why they do not come in.
pub fn sign_in(store: &Store, request: SignIn<'_>, now: Timestamp, rules: &SignInRules) -> Result<SignedIn, Refused> {
    let (email, from) = (address(request.email), counted(request.address));
    let (asked, at) = (email.clone(), from.clone());
    let trying = store.write(move |tx| begin(tx, asked.as_deref(), &at, now))?;
    let Trying { found, locks } = trying.map_err(|until| Refused::Locked { until })?;
    let fails = |refused: Refused| -> Refused {
        let noted = store.write(move |tx| accounts::note_failure(tx, &from, now, &OF_ADDRESS));
        match noted.map(|noted| noted.until().max(locks)) {
            Ok(Some(until)) => Refused::Locked { until },
            Ok(None) => refused,
            Err(failure) => failure.into(),
        }
    };
    let open = found.filter(|(account, _)| !account.disabled);
    let right = password::verify(request.password, open.as_ref().map(|(account, _)| &account.password), rules.cost)?;
    let Some((account, roles)) = open.filter(|_| right) else { return Err(fails(Refused::Wrong)) };
    let step = match (&account.totp_secret, request.code) {
        _ if rules.demo => None,
        (None, _) => None,
        (Some(_), None) => return Err(locks.map_or(Refused::NeedsCode, |until| Refused::Locked { until })),
        (Some(secret), Some(given)) => match code::step_of(secret, given, now) {
            Some(step) => Some(step),
            None => return Err(fails(Refused::WrongCode)),
        },
    };
    if account.verified_at.is_none() {
        return Err(Refused::Unverified);
    }
    let again = match password::is_of_other_cost(&account.password, rules.cost) {
        true => Some(password::hash(request.password, rules.cost)?),
        false => None,
    };
    let (token, csrf) = (token()?, token()?);
    let given = rules.demo || step.is_some();
    let all = role::that_count(roles.clone()).len();
    let roles = in_session(roles, given);
    let session = Begin {
        token_hash: token_hash(&token),
        account: account.id.clone(),
        csrf: csrf.clone(),
        code_given: given,
        ends_at: ends_at(&roles, now),
        agent: request.agent.chars().filter(|c| !c.is_control()).take(AGENT).collect(),
    };
    let came_from: String = request.address.chars().filter(|c| !c.is_control()).take(AGENT).collect();
    let entered = store.write(move |tx| {
        let entered = enter(tx, &account, step, again.as_ref(), &session, now)?;
        if entered {
            accounts::came_in(tx, &account.id, &came_from, &session.agent, now)?;
        }
        Ok(entered)
    });
    if !entered? {
        return Err(fails(if step.is_some() { Refused::WrongCode } else { Refused::Wrong }));
    }
    Ok(SignedIn { token, csrf, code_missing: roles.len() < all, roles })
}

/// Begins the session, unless the code was used or the account changed since it was looked at; says whether it did.
fn enter(
    tx: &mut Tx<'_>,
    account: &Account,
    step: Option<i64>,
    again: Option<&Hidden>,
    session: &Begin,
    now: Timestamp,
) -> Result<bool, Failure> {
    let held = accounts::hold(tx, &account.id)?;
    if held.disabled || held.password != account.password || held.totp_secret != account.totp_secret {
        return Ok(false);
    }
    if let Some(step) = step
        && !accounts::use_totp_step(tx, &account.id, step)?
    {
        return Ok(false);
    }
    if let Some(hash) = again {
        accounts::set_password(tx, &account.id, hash)?;
    }
    accounts::clear_failures(tx, &format!("account:{}", account.email))?;
    accounts::begin_session(tx, session, now)?;
    Ok(true)
}

/// The roles that somebody has in a session: those that go together; without a code, those of them that need none.
fn in_session(roles: Vec<Role>, code_given: bool) -> Vec<Role> {
    role::that_count(roles).into_iter().filter(|role| code_given || !code::needs_code(&[*role])).collect()
}

/// When a session of these roles ends that begins now.
pub(super) fn ends_at(roles: &[Role], now: Timestamp) -> Timestamp {
    now.saturating_add(limits(roles).1).unwrap_or(now)
}

/// How long a session lasts where nothing is done in it, and at most.
fn limits(roles: &[Role]) -> (SignedDuration, SignedDuration) {
    if roles.iter().any(|role| role.is_staff()) { (STAFF_IDLE, STAFF_LONGEST) } else { (IDLE, LONGEST) }
}

fn is_over(session: &Session, roles: &[Role], now: Timestamp) -> bool {
    let (idle, longest) = limits(roles);
    now >= session.ends_at
        || now.duration_since(session.seen_at) >= idle
        || now.duration_since(session.began_at) >= longest
}

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Their account's id.
    pub account: String,
    /// Whose record is their own, if any is: of whoever was merged into another, that other.
    pub person: Option<String>,
    /// Whose records were merged into theirs.
    pub merged: Vec<String>,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they are in this session.
    pub roles: Vec<Role>,
    /// What every form of theirs must carry.
    pub csrf: Hidden,
    /// The session's id: by it, it can be ended, but nobody comes in.
    pub session: String,
    /// Roles of theirs are left out until they set up one-time codes, or give one.
    pub code_missing: bool,
}

impl Viewer {
    /// Whether they have a right.
    pub fn may(&self, right: Right) -> bool {
        role::may(&self.roles, right)
    }

    /// Whether an id is theirs, or that of a record that was merged into theirs.
    pub fn is(&self, person: &str) -> bool {
        self.person.as_deref() == Some(person) || self.merged.iter().any(|merged| merged == person)
    }

    /// Whether they have a part in running the body.
    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|role| role.is_staff())
    }
}

/// Who looks, by the token in their cookie; nobody where it is none of ours, or its session has ended.
///
/// # Errors
/// Where the database fails.
pub fn viewer(store: &Store, token: &str, now: Timestamp) -> Result<Option<Viewer>, Failure> {
    if token.len() != TOKEN {
        return Ok(None);
    }
    let hash = token_hash(token);
    let Some(found) = store.read(|tx| accounts::session_by_hash(tx, &hash, now))? else { return Ok(None) };
    let all = known(found.roles.iter().map(String::as_str));
    let held = role::that_count(all.clone()).len();
    let roles = in_session(all, found.session.code_given);
    if is_over(&found.session, &roles, now) {
        return Ok(None);
    }
    if now.as_microsecond().saturating_sub(found.session.seen_at.as_microsecond()) > accounts::TOUCHED_EVERY {
        // Whoever looks is not turned away because nothing can be written.
        let _ = store.write(move |tx| accounts::touch(tx, &hash, now));
    }
    let (session, account) = (found.session, found.account);
    let mut merged = match &account.person {
        Some(person) => store.read(|tx| {
            let survivor = merging::survivor(tx, person)?;
            merging::under(tx, &survivor)
        })?,
        None => Vec::new(),
    }
    .into_iter();
    Ok(Some(Viewer {
        account: account.id,
        person: merged.next(),
        merged: merged.collect(),
        name: account.name,
        email: account.email,
        code_missing: roles.len() < held,
        roles,
        csrf: session.csrf,
        session: session.token_hash,
    }))
}

/// Ends the session of a token.
///
/// # Errors
/// Where the database fails.
pub fn sign_out(store: &Store, token: &str) -> Result<(), Failure> {
    let hash = token_hash(token);
    store.write(move |tx| accounts::end_session(tx, &hash, None)).map(drop)
}

/// Ends a session of an account's, by the session's id; one that is not theirs, or is none, stays as it is.
///
/// # Errors
/// Where the database fails.
pub fn end(store: &Store, account: &str, session: &str) -> Result<(), Failure> {
    let (account, session) = (account.to_owned(), session.to_owned());
    store.write(move |tx| accounts::end_session(tx, &session, Some(&account))).map(drop)
}

/// Ends every session of an account's but `except`, a session's id.
///
/// # Errors
/// Where the database fails.
pub fn end_all(store: &Store, account: &str, except: Option<&str>) -> Result<u64, Failure> {
    let (account, except) = (account.to_owned(), except.map(str::to_owned));
    store.write(move |tx| accounts::end_all(tx, &account, except.as_deref()))
}

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its id: by it, it can be ended, but nobody comes in.
    pub id: String,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used, to five minutes.
    pub seen: Timestamp,
    /// The browser, as it names itself.
    pub agent: String,
}

/// The open sessions of an account, the one last used first.
///
/// # Errors
/// Where the database fails.
pub fn list(store: &Store, account: &str, now: Timestamp) -> Result<Vec<Open>, Failure> {
    let (sessions, held) =
        store.read(|tx| Ok((accounts::sessions_of(tx, account, now)?, accounts::roles(tx, account)?)))?;
    let all = known(held.iter().map(|held| held.role.as_str()));
    let open = |s: &Session| !is_over(s, &in_session(all.clone(), s.code_given), now);
    let shown = |s: Session| Open { id: s.token_hash, began: s.began_at, seen: s.seen_at, agent: s.agent };
    Ok(sessions.into_iter().filter(open).map(shown).collect())
}
