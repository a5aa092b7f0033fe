//! The kinds of notices: a closed list, each with its letter and the places in it.

macro_rules! kinds {
    ($( $(#[$meta:meta])* $kind:ident = $word:literal [ $($place:literal),* ] ),* $(,)?) => {
        /// A kind of notice.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $( $(#[$meta])* $kind ),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[ $( Kind::$kind ),* ];

            /// Its name in the store.
            pub fn word(self) -> &'static str {
                match self { $( Kind::$kind => $word ),* }
            }

            /// Its letter: the subject on the first line, then the text.
            pub fn template(self) -> &'static str {
                match self { $( Kind::$kind => include_str!(concat!("../../assets/letters/", $word, ".txt")) ),* }
            }

            /// The places of its letter, beside those of every letter.
            pub fn places(self) -> &'static [&'static str] {
                match self { $( Kind::$kind => &[ $($place),* ] ),* }
            }
        }
    };
}

kinds! {
    /// An application for an exam has arrived.
    ApplicationReceived = "application_received" ["programme", "designation", "day", "window"],
    /// An application was decided.
    ApplicationDecided = "application_decided"
        ["programme", "designation", "submitted", "day", "outcome", "outcome_short", "why", "reasons", "next"],
    /// A request for accommodations was decided: the letter says what of, and its subject does not (B12).
    AccommodationDecided = "accommodation_decided"
        ["programme", "designation", "submitted", "day", "outcome", "window", "why", "reasons", "next"],
    /// A seat can be booked (B14).
    NoticeToSchedule = "notice_to_schedule" ["programme", "designation", "span", "window"],
    /// A seat was booked.
    Appointment = "appointment" ["programme", "designation", "exam_day", "when", "site", "moving"],
    /// A result was released: the letter says that it is there, and not which it is (D2).
    ResultsReleased = "results_released" ["programme", "designation", "exam_day"],
    /// The last day for something comes near.
    Deadline = "deadline" ["day", "first", "steps", "credits", "costs", "invoices", "others"],
    /// A credential is late.
    Late = "late" ["designations", "since", "because", "still", "costs"],
    /// A credential has lapsed, and may not be used (E3).
    Lapsed = "lapsed" ["designations", "since", "because", "still", "costs"],
    /// A credential has expired.
    Expired = "expired" ["designations", "since", "because"],
    /// A renewal was decided.
    RenewalDecided = "renewal_decided"
        ["submitted", "day", "outcome", "outcome_short", "why", "reasons", "standing", "still"],
    /// An extension was decided.
    ExtensionDecided = "extension_decided"
        ["submitted", "day", "outcome", "outcome_short", "why", "reasons", "standing", "still", "costs"],
    /// A reinstatement was decided.
    ReinstatementDecided = "reinstatement_decided"
        ["submitted", "day", "outcome", "outcome_short", "why", "reasons", "standing", "still"],
    /// An audit was opened (F20, G4).
    AuditOpened = "audit_opened" ["day", "from", "to", "lacking", "follows", "employer"],
    /// An audit was closed.
    AuditClosed = "audit_closed" ["opened", "day", "outcome", "outcome_short", "why", "standing", "follows"],
    /// An appeal was decided.
    AppealDecided = "appeal_decided"
        ["programme", "designation", "submitted", "day", "outcome", "outcome_short", "why"],
}

impl Kind {
    /// The kind of that name.
    pub fn named(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}
