//! Why an account was not made or changed.

use std::fmt;

use jiff::Timestamp;
use store::Failure;

use super::{Refused, Together, Unfit, Unhashed};

/// Why an account was not made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotKept {
    /// This is no e-mail address.
    Address,
    /// The password will not do.
    Unfit(Unfit),
    /// Two roles do not go together.
    Together(Together),
    /// Nobody changes their own roles, or shuts their own account.
    Own,
    /// It is the last administrator who can sign in.
    Last,
    /// The present password is another.
    Password,
    /// There were too many attempts.
    Locked {
        /// From when on one may try again.
        until: Timestamp,
    },
    /// It is the address that the account has already.
    Same,
    /// Staff cannot do without one-time codes.
    Needed,
    /// The link was used, or its time is over, or a newer one was sent, or it never was one.
    Link,
    /// There is one already, there is none, or something failed on our side.
    Failed(Failure),
}

impl fmt::Display for NotKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotKept::Address => f.write_str("this is no e-mail address"),
            NotKept::Unfit(unfit) => unfit.fmt(f),
            NotKept::Together(together) => together.fmt(f),
            NotKept::Own => f.write_str("nobody changes their own roles, or does this to their own account: another administrator does"),
            NotKept::Last => f.write_str(
                "this is the last administrator who can sign in: give the role to somebody else first, who then signs in",
            ),
            NotKept::Password => f.write_str("The password is not the one of this account."),
            NotKept::Locked { until } => Refused::Locked { until: *until }.fmt(f),
            NotKept::Same => f.write_str("This is the address of your account already."),
            NotKept::Needed => f.write_str("Your roles ask for one-time codes: they can be replaced, but not turned off."),
            NotKept::Link => f.write_str("This link does not work, or not any more."),
            NotKept::Failed(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for NotKept {}

impl From<Failure> for NotKept {
    fn from(failure: Failure) -> NotKept {
        NotKept::Failed(failure)
    }
}

impl From<Unfit> for NotKept {
    fn from(unfit: Unfit) -> NotKept {
        NotKept::Unfit(unfit)
    }
}

impl From<Unhashed> for NotKept {
    fn from(unhashed: Unhashed) -> NotKept {
        NotKept::Failed(unhashed.into())
    }
}

impl From<Together> for NotKept {
    fn from(together: Together) -> NotKept {
        NotKept::Together(together)
    }
}
