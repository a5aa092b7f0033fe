//! What can become of an account: a closed list, for the log of changes.

use jiff::Timestamp;
use store::accounts;
use store::{Failure, Tx};

use super::role::said;

said! {
    /// A change of an account.
    pub enum What {
        Made = "made", "The account was made.";
        Invited = "invited", "An invitation was sent.";
        PasswordChosen = "password_chosen", "A password was chosen by a link sent by mail.";
        PasswordChanged = "password_changed", "The password was changed.";
        AddressWanted = "address_wanted", "Another e-mail address was asked for.";
        AddressChanged = "address_changed", "The e-mail address was changed.";
        DetailsChanged = "details_changed", "The name or place on the record was changed.";
        CodesSet = "codes_set", "One-time codes were set up.";
        CodesOff = "codes_off", "One-time codes were turned off.";
        CodesReset = "codes_reset", "One-time codes were reset for whoever lost them.";
        RoleGiven = "role_given", "A role was given.";
        RoleWithdrawn = "role_withdrawn", "A role was withdrawn.";
        Disabled = "disabled", "The account was shut.";
        Enabled = "enabled", "The account was opened again.";
        SessionsEnded = "sessions_ended", "Every session was ended.";
    }
}

impl What {
    /// Notes in the log that it was done to an account; `by` is an account's id, or a word for what is none.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn note(self, tx: &mut Tx<'_>, account: &str, detail: &str, by: &str, now: Timestamp) -> Result<(), Failure> {
        accounts::note_change(tx, account, self.word(), detail, by, now)
    }
}
