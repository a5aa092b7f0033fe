//! The events of a person's record: facts in the past tense, as the contract names them.

use std::borrow::Cow;

use jiff::civil::Date;

pub use super::evidence::Evidence;
use crate::amount::{Money, Units};
use crate::day::When;
use crate::words;

/// A text of the record, borrowed from the line it was read from where it can be.
pub type Text<'a> = Cow<'a, str>;

words! {
    /// What was decided on a request.
    pub enum Outcome {
        /// Granted.
        Approved = "approved",
        /// Sent back to be completed.
        Returned = "returned",
        /// Not granted.
        Refused = "refused",
    }
}

words! {
    /// How an audit ended.
    pub enum AuditOutcome {
        /// Everything claimed is documented.
        Passed = "passed",
        /// Something claimed is not.
        Failed = "failed",
    }
}

words! {
    /// How an appeal ended.
    pub enum AppealOutcome {
        /// The measure was wrong.
        Upheld = "upheld",
        /// The measure stays.
        Dismissed = "dismissed",
    }
}

words! {
    /// How a fee was paid.
    pub enum Method {
        /// By card: received at once.
        Card = "card",
        /// By cheque, which carries a date of its own.
        Check = "check",
        /// Against a purchase order.
        PurchaseOrder = "purchase_order",
        /// Waived by the body.
        Waiver = "waiver",
    }
}

words! {
    /// How a sitting of an exam went.
    pub enum Sitting {
        /// Taken to its end.
        Completed = "completed",
        /// The candidate did not come.
        NoShow = "no_show",
        /// Declared void.
        Voided = "voided",
    }
}

words! {
    /// What came with a request for an extension.
    pub enum Proof {
        /// The certificates of the credits earned.
        Certificates = "certificates",
        /// A table that lists them.
        TrackingTable = "tracking_table",
    }
}

words! {
    /// What a body may do to a credential for conduct, or its holder of their own will.
    pub enum Measure {
        /// Suspended until restored.
        Suspended = "credential_suspended",
        /// Restored after suspension or revocation.
        Restored = "credential_restored",
        /// Revoked.
        Revoked = "credential_revoked",
        /// Given up by its holder.
        Surrendered = "credential_surrendered",
    }
}

/// What happened. Fields as in the contract; ids refer to other entries of the same person.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// A person was entered.
    PersonRegistered {
        /// The name, exactly as on the profile.
        name: Text<'a>,
        /// The address on file.
        email: Text<'a>,
        /// Day of birth.
        born: Option<Date>,
        /// Town and state: published once they hold a credential, so that people of one name can be told apart.
        place: Option<Text<'a>>,
    },
    /// A period of membership in a body (B10).
    Membership {
        /// The id of the body.
        body: Text<'a>,
        /// First day.
        from: Date,
        /// Last day; none while it lasts.
        to: Option<Date>,
    },
    /// An application for an exam, with its evidence (B5).
    ApplicationSubmitted {
        /// The id of the programme.
        programme: Text<'a>,
        /// The eligibility route.
        route: Option<Text<'a>>,
        /// The testing window.
        window: Option<Text<'a>>,
        /// What supports it.
        evidence: Vec<Evidence<'a>>,
    },
    /// The decision on an application.
    ApplicationDecided {
        /// The id of the application.
        application: Text<'a>,
        /// How it ended.
        outcome: Outcome,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// Testing accommodations asked for (B12).
    AccommodationRequested {
        /// The id of the application.
        application: Text<'a>,
        /// The testing window.
        window: Text<'a>,
        /// What is asked for, such as `extra_time:1.5`.
        adjustments: Vec<Text<'a>>,
        /// Whether a professional's word on letterhead came with it.
        letterhead: bool,
    },
    /// The decision on a request for accommodations (B12).
    AccommodationDecided {
        /// The id of the request.
        accommodation: Text<'a>,
        /// How it ended.
        outcome: Outcome,
        /// What was granted, where that is not all that was asked for.
        adjustments: Option<Vec<Text<'a>>>,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// A payment for a fee; `dated` is the date on a cheque (F8).
    PaymentReceived {
        /// The fee.
        item: Text<'a>,
        /// What was paid, in minor units of the currency.
        amount: Money,
        /// The currency, where one is written beside the amount.
        currency: Option<Text<'a>>,
        /// How it was paid.
        method: Method,
        /// The date on a cheque.
        dated: Option<Date>,
        /// The id of the body.
        body: Option<Text<'a>>,
    },
    /// A payment taken back: a bounced cheque, a charge disputed.
    PaymentReversed {
        /// The id of the payment.
        payment: Text<'a>,
    },
    /// A seat booked.
    AppointmentBooked {
        /// The id of the programme.
        programme: Text<'a>,
        /// The testing window.
        window: Option<Text<'a>>,
        /// When it begins.
        starts: When,
        /// The test centre.
        site: Option<Text<'a>>,
    },
    /// A move to the next window asked for (C2).
    TransferRequested {
        /// The id of the appointment.
        appointment: Text<'a>,
        /// The window asked for.
        to_window: Text<'a>,
    },
    /// A sitting, taken or not (C6).
    ExamSat {
        /// The id of the programme.
        programme: Text<'a>,
        /// The testing window.
        window: Option<Text<'a>>,
        /// The form taken.
        form: Option<Text<'a>>,
        /// Which attempt it was, as recorded.
        attempt: Option<Units>,
        /// How it ended.
        outcome: Sitting,
    },
    /// The score of a sitting; raw and scaled points (A2).
    ExamScored {
        /// The id of the sitting.
        exam: Text<'a>,
        /// Raw score, in points.
        raw: Units,
        /// Scaled score, in scaled points.
        scaled: Units,
        /// Whether it was passed.
        passed: bool,
    },
    /// A result sent to its candidate (D1, D2).
    ResultsReleased {
        /// The id of the sitting.
        exam: Text<'a>,
    },
    /// A credential awarded.
    CredentialAwarded {
        /// The id of the programme.
        programme: Text<'a>,
    },
    /// Continuing education, in units of its category; the day is that on which it was earned (F15, F19).
    CreditLogged {
        /// The id of the renewal scheme.
        scheme: Text<'a>,
        /// The category of credit.
        category: Text<'a>,
        /// Hours, positions, course credits or pieces, by category.
        units: Units,
        /// What it was.
        title: Text<'a>,
        /// Where it took place; for a virtual activity, where it was attended from (F18).
        place: Option<Text<'a>>,
        /// Whether its certificate came with it.
        certificate: bool,
        /// The id of an approved activity.
        activity: Option<Text<'a>>,
    },
    /// A credit not accepted on review.
    CreditDisallowed {
        /// The id of the credit.
        credit: Text<'a>,
        /// Why.
        reason: Text<'a>,
    },
    /// The renewal application handed in (F7).
    RenewalSubmitted {
        /// The id of the renewal scheme.
        scheme: Text<'a>,
    },
    /// The decision on a renewal (F20).
    RenewalDecided {
        /// The id of the renewal.
        renewal: Text<'a>,
        /// How it ended.
        outcome: Outcome,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// An audit opened (F20, G4).
    AuditOpened {
        /// The id of the renewal scheme.
        scheme: Text<'a>,
    },
    /// An audit closed, passed or failed (G4).
    AuditClosed {
        /// The id of the renewal scheme.
        scheme: Text<'a>,
        /// How it ended.
        outcome: AuditOutcome,
    },
    /// More time asked for (F9).
    ExtensionRequested {
        /// The id of the renewal scheme.
        scheme: Text<'a>,
        /// Whether it was asked for in writing.
        in_writing: bool,
        /// What came with the request.
        with: Proof,
    },
    /// The decision on an extension.
    ExtensionDecided {
        /// The id of the request.
        extension: Text<'a>,
        /// How it ended.
        outcome: Outcome,
    },
    /// Reinstatement after a lapse asked for (F12).
    ReinstatementRequested {
        /// The id of the renewal scheme.
        scheme: Text<'a>,
    },
    /// The decision on a reinstatement.
    ReinstatementDecided {
        /// The id of the request.
        reinstatement: Text<'a>,
        /// How it ended.
        outcome: Outcome,
    },
    /// A measure on one credential.
    Conduct {
        /// What was done.
        measure: Measure,
        /// The id of the programme.
        programme: Text<'a>,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// An appeal against a suspension or a revocation.
    AppealFiled {
        /// The id of the measure.
        of: Text<'a>,
        /// Why it was wrong, in its holder's words.
        grounds: Text<'a>,
    },
    /// The decision on an appeal.
    AppealDecided {
        /// The id of the appeal.
        appeal: Text<'a>,
        /// How it ended.
        outcome: AppealOutcome,
        /// Why.
        reason: Text<'a>,
    },
    /// Another record is of the same person: everything on it, before and after, counts as theirs (F22).
    PersonMerged {
        /// The id of the person under whom the other record stands.
        merged: Text<'a>,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// Mends another entry: its fields as they should have been, or retracted altogether.
    Corrected {
        /// The id of the entry mended.
        event: Text<'a>,
        /// Whether the entry is taken back altogether.
        retracted: bool,
    },
}

/// How many letters a published place has at most.
pub const LONGEST_PLACE: usize = 100;

/// Every kind of event, as the record writes it.
pub const KINDS: &[&str] = &[
    "person_registered",
    "membership",
    "application_submitted",
    "application_decided",
    "accommodation_requested",
    "accommodation_decided",
    "payment_received",
    "payment_reversed",
    "appointment_booked",
    "transfer_requested",
    "exam_sat",
    "exam_scored",
    "results_released",
    "credential_awarded",
    "credit_logged",
    "credit_disallowed",
    "renewal_submitted",
    "renewal_decided",
    "audit_opened",
    "audit_closed",
    "extension_requested",
    "extension_decided",
    "reinstatement_requested",
    "reinstatement_decided",
    "credential_suspended",
    "credential_restored",
    "credential_revoked",
    "credential_surrendered",
    "appeal_filed",
    "appeal_decided",
    "person_merged",
    "corrected",
];

impl Event<'_> {
    /// The entry this one refers to, under the name the record gives that reference.
    pub fn reference(&self) -> Option<(&'static str, &str)> {
        match self {
            Event::ApplicationDecided { application, .. } | Event::AccommodationRequested { application, .. } => {
                Some(("application", application))
            }
            Event::AccommodationDecided { accommodation, .. } => Some(("accommodation", accommodation)),
            Event::PaymentReversed { payment } => Some(("payment", payment)),
            Event::TransferRequested { appointment, .. } => Some(("appointment", appointment)),
            Event::ExamScored { exam, .. } | Event::ResultsReleased { exam } => Some(("exam", exam)),
            Event::CreditDisallowed { credit, .. } => Some(("credit", credit)),
            Event::RenewalDecided { renewal, .. } => Some(("renewal", renewal)),
            Event::ExtensionDecided { extension, .. } => Some(("extension", extension)),
            Event::ReinstatementDecided { reinstatement, .. } => Some(("reinstatement", reinstatement)),
            Event::AppealFiled { of, .. } => Some(("of", of)),
            Event::AppealDecided { appeal, .. } => Some(("appeal", appeal)),
            _ => None,
        }
    }

    /// How it decides what it refers to, and the reason given; nothing for an event that decides nothing.
    pub fn decides(&self) -> Option<(Outcome, Option<&str>)> {
        match self {
            Event::ApplicationDecided { outcome, reason, .. }
            | Event::AccommodationDecided { outcome, reason, .. }
            | Event::RenewalDecided { outcome, reason, .. } => Some((*outcome, reason.as_deref())),
            Event::ExtensionDecided { outcome, .. } | Event::ReinstatementDecided { outcome, .. } => {
                Some((*outcome, None))
            }
            _ => None,
        }
    }

    /// Whether an entry of this kind may stand behind a reference of that name.
    pub fn answers_to(&self, reference: &str) -> bool {
        matches!(
            (reference, self),
            ("application", Event::ApplicationSubmitted { .. })
                | ("accommodation", Event::AccommodationRequested { .. })
                | ("payment", Event::PaymentReceived { .. })
                | ("appointment", Event::AppointmentBooked { .. })
                | ("exam", Event::ExamSat { .. })
                | ("credit", Event::CreditLogged { .. })
                | ("renewal", Event::RenewalSubmitted { .. })
                | ("extension", Event::ExtensionRequested { .. })
                | ("reinstatement", Event::ReinstatementRequested { .. })
                | ("of", Event::Conduct { measure: Measure::Suspended | Measure::Revoked, .. })
                | ("appeal", Event::AppealFiled { .. })
        )
    }
}
