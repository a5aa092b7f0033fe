//! Letters about accounts. A link that opens something is made when its letter is sent: the secret in it is in that
//! letter alone, and its hash in the store. Neither a copy of the store nor the page of letters opens anything.

use jiff::{SignedDuration, Timestamp};
use store::accounts::{self, Hidden, Purpose};
use store::outbox::{self, Draft, Mail};
use store::{Failure, Store, Tx};

use super::{session, token_hash};
use crate::act::new_id;
use crate::notice::letters;

/// How long a link for a forgotten password works after it was sent.
const FORGOTTEN_FOR: SignedDuration = SignedDuration::from_hours(1);

/// How long an invitation works after it was sent.
const INVITED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long a link that confirms an address works after it was sent.
const CONFIRM_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What stands in a letter in the place of the secret until it is sent, and in the store ever after.
pub const TOKEN: &str = "{token}";

macro_rules! letters {
    ($($(#[$about:meta])* $kind:ident = $word:literal,)*) => {
        /// A kind of letter about an account.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($(#[$about])* $kind),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// Its name in the store.
            pub fn word(self) -> &'static str {
                match self { $(Kind::$kind => $word),* }
            }

            fn template(self) -> &'static str {
                match self { $(Kind::$kind => include_str!(concat!("../../assets/letters/", $word, ".txt"))),* }
            }
        }
    };
}

letters! {
    /// Somebody said that they forgot the password: what is written is found out when it is sent.
    Forgotten = "forgotten",
    /// The same, to somebody who has no account.
    ForgottenNone = "forgotten_none",
    /// The same, to somebody whose account is shut.
    ForgottenShut = "forgotten_shut",
    /// An account was made for somebody.
    Invitation = "invitation",
    /// Somebody wants an account to have this address.
    NewAddress = "new_address",
    /// The same, where another account has it.
    NewAddressTaken = "new_address_taken",
    /// To the old address: another one is wanted.
    AddressWanted = "address_wanted",
    /// To the old address: another one holds.
    AddressChanged = "address_changed",
    /// Another name or place is on record.
    DetailsChanged = "details_changed",
    /// There is another password.
    PasswordChanged = "password_changed",
    /// One-time codes were set up, replaced, turned off or reset.
    CodesChanged = "codes_changed",
    /// Somebody signs up.
    SignUp = "sign_up",
    /// The same, where there is an account already.
    SignUpAgain = "sign_up_again",
}

/// Fills a letter's places.
fn written(kind: Kind, places: &[(&'static str, String)]) -> Result<letters::Letter, Failure> {
    letters::fill(kind.template(), places).map_err(|e| Failure::Engine(e.to_string()))
}

/// Writes a letter to an address; `about` is what its link is for, a word without spaces.
///
/// # Errors
/// Where the database fails.
pub fn put(
    tx: &mut Tx<'_>,
    kind: Kind,
    about: &str,
    to: &str,
    places: &[(&'static str, String)],
    now: Timestamp,
) -> Result<(), Failure> {
    let letter = written(kind, places)?;
    let draft = Draft {
        key: format!("{} {about} {}", kind.word(), new_id(now)),
        person: String::new(),
        to_address: to.to_owned(),
        kind: kind.word().to_owned(),
        subject: letter.subject,
        body: letter.body,
    };
    outbox::put(tx, &draft, now).map(drop)
}

/// Writes the letter to whoever forgot a password. It is the same for everybody but for the address: whether there is an
/// account is looked up when it is sent, so that nothing can be told from the answer to whoever asked, nor from the time
/// that the answer takes.
///
/// # Errors
/// Where the database fails.
pub fn put_forgotten(tx: &mut Tx<'_>, to: &str, public_url: &str, now: Timestamp) -> Result<(), Failure> {
    let draft = Draft {
        key: format!("{} {public_url} {}", Kind::Forgotten.word(), new_id(now)),
        person: String::new(),
        to_address: to.to_owned(),
        kind: Kind::Forgotten.word().to_owned(),
        subject: "Your password".to_owned(),
        body: "What this letter says is found out when it is sent.\n".to_owned(),
    };
    outbox::put(tx, &draft, now).map(drop)
}

/// A letter as it is to be sent: with its link made, where it has one.
///
/// # Errors
/// Where the database or the machine fails.
pub fn complete(store: &Store, mail: &Mail, now: Timestamp) -> Result<Mail, Failure> {
    let Some(kind) = Kind::ALL.iter().copied().find(|kind| kind.word() == mail.draft.kind) else {
        return Ok(mail.clone());
    };
    let about = mail.draft.key.split(' ').nth(1).unwrap_or_default().to_owned();
    let secret = session::token()?;
    let (hash, mut mail) = (token_hash(&secret), mail.clone());
    let kept = mail.clone();
    mail.draft = store.write(move |tx| {
        let mut draft = kept.draft.clone();
        match kind {
            Kind::Forgotten => {
                let letter = forgotten(tx, &draft.to_address, &about, &hash, now)?;
                (draft.subject, draft.body) = (letter.subject, letter.body);
                outbox::rewrite(tx, &kept.id, &draft.subject, &draft.body)?;
            }
            Kind::Invitation => link(tx, &hash, &about, Purpose::Invite, now, INVITED_FOR)?,
            Kind::NewAddress => link(tx, &hash, &about, Purpose::Verify, now, CONFIRM_FOR)?,
            Kind::SignUp => accounts::copy_sign_up(tx, &about, &hash)?,
            _ => {}
        }
        Ok(draft)
    })?;
    mail.draft.body = mail.draft.body.replace(TOKEN, &secret);
    Ok(mail)
}

fn link(
    tx: &mut Tx<'_>,
    hash: &str,
    account: &str,
    purpose: Purpose,
    now: Timestamp,
    works_for: SignedDuration,
) -> Result<(), Failure> {
    let ends_at = now.saturating_add(works_for).unwrap_or(now);
    accounts::put_email_token(tx, hash, account, purpose, ends_at)
}

/// What is written to whoever forgot a password, with its link kept where there is an account.
fn forgotten(
    tx: &mut Tx<'_>,
    to: &str,
    public_url: &str,
    hash: &str,
    now: Timestamp,
) -> Result<letters::Letter, Failure> {
    let own = |path: &str| ("url", format!("{public_url}{path}"));
    match accounts::by_email(tx, to)? {
        None => written(Kind::ForgottenNone, &[own("/sign-up")]),
        Some(account) if account.disabled => written(Kind::ForgottenShut, &[]),
        Some(account) => {
            link(tx, hash, &account.id, Purpose::Reset, now, FORGOTTEN_FOR)?;
            written(Kind::Forgotten, &[own(&opening("/choose-password"))])
        }
    }
}

/// A path of ours that takes the secret of a letter.
pub fn opening(path: &str) -> String {
    format!("{path}?token={TOKEN}")
}

/// A secret that nobody has: what stands for a link until its letter is sent.
///
/// # Errors
/// Where the machine has no random bytes.
pub fn nobodys() -> Result<Hidden, Failure> {
    session::token()
}
