//! The events of a person's record: facts in the past tense, as the contract names them.

use std::borrow::Cow;

use jiff::civil::Date;

pub use super::evidence::Evidence;
use super::evidence::{evidence, period};
use super::json::Fields;
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
#[allow(missing_docs)] // the fields; every variant says what they are
pub enum Event<'a> {
    /// A person was entered.
    PersonRegistered { name: Text<'a>, email: Text<'a>, born: Option<Date> },
    /// A period of membership in a body (B10).
    Membership { body: Text<'a>, from: Date, to: Option<Date> },
    /// An application for an exam, with its evidence (B5).
    ApplicationSubmitted {
        programme: Text<'a>,
        route: Option<Text<'a>>,
        window: Option<Text<'a>>,
        evidence: Vec<Evidence<'a>>,
    },
    /// The decision on an application.
    ApplicationDecided { application: Text<'a>, outcome: Outcome, reason: Option<Text<'a>> },
    /// Testing accommodations asked for (B12).
    AccommodationRequested { application: Text<'a>, window: Text<'a>, adjustments: Vec<Text<'a>>, letterhead: bool },
    /// A payment for a fee; `dated` is the date on a cheque (F8).
    PaymentReceived {
        item: Text<'a>,
        amount: Money,
        currency: Option<Text<'a>>,
        method: Method,
        dated: Option<Date>,
        body: Option<Text<'a>>,
    },
    /// A payment taken back: a bounced cheque, a charge disputed.
    PaymentReversed { payment: Text<'a> },
    /// A seat booked.
    AppointmentBooked { programme: Text<'a>, window: Option<Text<'a>>, starts: When, site: Option<Text<'a>> },
    /// A move to the next window asked for (C2).
    TransferRequested { appointment: Text<'a>, to_window: Text<'a> },
    /// A sitting, taken or not (C6).
    ExamSat {
        programme: Text<'a>,
        window: Option<Text<'a>>,
        form: Option<Text<'a>>,
        attempt: Option<Units>,
        outcome: Sitting,
    },
    /// The score of a sitting; raw and scaled points (A2).
    ExamScored { exam: Text<'a>, raw: Units, scaled: Units, passed: bool },
    /// A result sent to its candidate (D1, D2).
    ResultsReleased { exam: Text<'a> },
    /// A credential awarded.
    CredentialAwarded { programme: Text<'a> },
    /// Continuing education, in units of its category; the day is that on which it was earned (F15, F19).
    CreditLogged {
        scheme: Text<'a>,
        category: Text<'a>,
        units: Units,
        title: Text<'a>,
        place: Option<Text<'a>>,
        certificate: bool,
        activity: Option<Text<'a>>,
    },
    /// A credit not accepted on review.
    CreditDisallowed { credit: Text<'a>, reason: Text<'a> },
    /// The renewal application handed in (F7).
    RenewalSubmitted { scheme: Text<'a> },
    /// The decision on a renewal (F20).
    RenewalDecided { renewal: Text<'a>, outcome: Outcome, reason: Option<Text<'a>> },
    /// An audit opened (F20, G4).
    AuditOpened { scheme: Text<'a> },
    /// An audit closed, passed or failed (G4).
    AuditClosed { scheme: Text<'a>, outcome: AuditOutcome },
    /// More time asked for (F9).
    ExtensionRequested { scheme: Text<'a>, in_writing: bool, with: Proof },
    /// The decision on an extension.
    ExtensionDecided { extension: Text<'a>, outcome: Outcome },
    /// Reinstatement after a lapse asked for (F12).
    ReinstatementRequested { scheme: Text<'a> },
    /// The decision on a reinstatement.
    ReinstatementDecided { reinstatement: Text<'a>, outcome: Outcome },
    /// A measure on one credential.
    Conduct { measure: Measure, programme: Text<'a>, reason: Option<Text<'a>> },
    /// Mends another entry: its fields as they should have been, or retracted altogether.
    Corrected { event: Text<'a>, retracted: bool },
}

/// Every kind of event, as the record writes it.
pub const KINDS: &[&str] = &[
    "person_registered",
    "membership",
    "application_submitted",
    "application_decided",
    "accommodation_requested",
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
    "corrected",
];

/// A decision that grants or refuses, nothing between.
const GRANTED_OR_NOT: &[(&str, Outcome)] = &[("approved", Outcome::Approved), ("refused", Outcome::Refused)];

impl<'a> Event<'a> {
    /// Reads the event's own fields; `None` where some are wrong or the kind is unknown.
    pub fn read(kind: &str, f: &Fields<'_, 'a>) -> Option<Event<'a>> {
        match kind {
            "person_registered"
            | "membership"
            | "application_submitted"
            | "application_decided"
            | "accommodation_requested" => Self::read_candidacy(kind, f),
            "payment_received" | "payment_reversed" => Self::read_payment(kind, f),
            "appointment_booked" | "transfer_requested" | "exam_sat" | "exam_scored" | "results_released"
            | "credential_awarded" => Self::read_exam(kind, f),
            _ => Self::read_certificant(kind, f),
        }
    }

    fn read_candidacy(kind: &str, f: &Fields<'_, 'a>) -> Option<Event<'a>> {
        Some(match kind {
            "person_registered" => {
                let (name, email, born) = (f.text("name"), f.text("email"), f.day_if_any("born"));
                Event::PersonRegistered { name: name?, email: email?, born: born? }
            }
            "membership" => {
                let (body, from, to) = (f.text("body"), f.day("from"), f.day_if_any("to"));
                let (from, to) = period(f, from, to)?;
                Event::Membership { body: body?, from, to }
            }
            "application_submitted" => {
                let (programme, route) = (f.text("programme"), f.text_if_any("route"));
                let (window, evidence) = (f.text_if_any("window"), f.objects("evidence", evidence));
                Event::ApplicationSubmitted {
                    programme: programme?,
                    route: route?,
                    window: window?,
                    evidence: evidence?,
                }
            }
            "application_decided" => {
                let (application, outcome, reason) =
                    (f.text("application"), f.word("outcome", GRANTED_OR_NOT), f.text_if_any("reason"));
                Event::ApplicationDecided { application: application?, outcome: outcome?, reason: reason? }
            }
            _ => {
                let (application, window) = (f.text("application"), f.text("window"));
                let (adjustments, letterhead) = (f.texts("adjustments"), f.flag("letterhead"));
                Event::AccommodationRequested {
                    application: application?,
                    window: window?,
                    adjustments: adjustments?,
                    letterhead: letterhead?,
                }
            }
        })
    }

    fn read_payment(kind: &str, f: &Fields<'_, 'a>) -> Option<Event<'a>> {
        if kind == "payment_reversed" {
            return Some(Event::PaymentReversed { payment: f.text("payment")? });
        }
        let (item, amount, method) = (f.text("item"), f.money("amount"), f.word("method", Method::WORDS));
        let (dated, body) = (f.day_if_any("dated"), f.text_if_any("body"));
        let (amount, currency) = amount?;
        Some(Event::PaymentReceived { item: item?, amount, currency, method: method?, dated: dated?, body: body? })
    }

    fn read_exam(kind: &str, f: &Fields<'_, 'a>) -> Option<Event<'a>> {
        Some(match kind {
            "appointment_booked" => {
                let (programme, window) = (f.text("programme"), f.text_if_any("window"));
                let (starts, site) = (f.when("starts"), f.text_if_any("site"));
                Event::AppointmentBooked { programme: programme?, window: window?, starts: starts?, site: site? }
            }
            "transfer_requested" => {
                let (appointment, to_window) = (f.text("appointment"), f.text("to_window"));
                Event::TransferRequested { appointment: appointment?, to_window: to_window? }
            }
            "exam_sat" => {
                let (programme, window, form) = (f.text("programme"), f.text_if_any("window"), f.text_if_any("form"));
                let (attempt, outcome) = (f.number_if_any("attempt"), f.word("outcome", Sitting::WORDS));
                Event::ExamSat {
                    programme: programme?,
                    window: window?,
                    form: form?,
                    attempt: attempt?,
                    outcome: outcome?,
                }
            }
            "exam_scored" => {
                let (exam, raw, scaled, passed) =
                    (f.text("exam"), f.number("raw"), f.number("scaled"), f.flag("passed"));
                Event::ExamScored { exam: exam?, raw: raw?, scaled: scaled?, passed: passed? }
            }
            "results_released" => Event::ResultsReleased { exam: f.text("exam")? },
            _ => Event::CredentialAwarded { programme: f.text("programme")? },
        })
    }

    fn read_certificant(kind: &str, f: &Fields<'_, 'a>) -> Option<Event<'a>> {
        Some(match kind {
            "credit_logged" => return credit(f),
            "credit_disallowed" => {
                let (credit, reason) = (f.text("credit"), f.text("reason"));
                Event::CreditDisallowed { credit: credit?, reason: reason? }
            }
            "renewal_submitted" => Event::RenewalSubmitted { scheme: f.text("scheme")? },
            "renewal_decided" => {
                let (renewal, outcome, reason) =
                    (f.text("renewal"), f.word("outcome", Outcome::WORDS), f.text_if_any("reason"));
                Event::RenewalDecided { renewal: renewal?, outcome: outcome?, reason: reason? }
            }
            "audit_opened" => Event::AuditOpened { scheme: f.text("scheme")? },
            "audit_closed" => {
                let (scheme, outcome) = (f.text("scheme"), f.word("outcome", AuditOutcome::WORDS));
                Event::AuditClosed { scheme: scheme?, outcome: outcome? }
            }
            "extension_requested" => {
                let (scheme, in_writing, with) = (f.text("scheme"), f.flag("in_writing"), f.word("with", Proof::WORDS));
                Event::ExtensionRequested { scheme: scheme?, in_writing: in_writing?, with: with? }
            }
            "extension_decided" => {
                let (extension, outcome) = (f.text("extension"), f.word("outcome", GRANTED_OR_NOT));
                Event::ExtensionDecided { extension: extension?, outcome: outcome? }
            }
            "reinstatement_requested" => Event::ReinstatementRequested { scheme: f.text("scheme")? },
            "reinstatement_decided" => {
                // The scheme is that of the request; it may be named again.
                let _ = f.text_if_any("scheme")?;
                let (reinstatement, outcome) = (f.text("reinstatement"), f.word("outcome", GRANTED_OR_NOT));
                Event::ReinstatementDecided { reinstatement: reinstatement?, outcome: outcome? }
            }
            "corrected" => {
                let (event, retracted, with) = (f.text("event"), f.flag_if_any("retracted"), f.object_if_any("with"));
                let (retracted, with) = (retracted?, with?);
                match (retracted, with) {
                    (true, Some(_)) => {
                        return f.wrong(
                            "with",
                            "an entry is both corrected and retracted",
                            "keep one of `with` and `retracted`",
                        );
                    }
                    (false, None) => {
                        return f.wrong("", "`with` is missing", "write \"with\":{…} or \"retracted\":true");
                    }
                    (false, Some([])) => {
                        return f.wrong(
                            "with",
                            "`with` corrects nothing",
                            "write in it each field as it should have been",
                        );
                    }
                    _ => Event::Corrected { event: event?, retracted },
                }
            }
            kind => {
                let measure = Measure::WORDS.iter().find(|(word, _)| *word == kind)?.1;
                let (programme, reason) = (f.text("programme"), f.text_if_any("reason"));
                Event::Conduct { measure, programme: programme?, reason: reason? }
            }
        })
    }

    /// The entry this one refers to, under the name the record gives that reference.
    pub fn reference(&self) -> Option<(&'static str, &str)> {
        match self {
            Event::ApplicationDecided { application, .. } | Event::AccommodationRequested { application, .. } => {
                Some(("application", application))
            }
            Event::PaymentReversed { payment } => Some(("payment", payment)),
            Event::TransferRequested { appointment, .. } => Some(("appointment", appointment)),
            Event::ExamScored { exam, .. } | Event::ResultsReleased { exam } => Some(("exam", exam)),
            Event::CreditDisallowed { credit, .. } => Some(("credit", credit)),
            Event::RenewalDecided { renewal, .. } => Some(("renewal", renewal)),
            Event::ExtensionDecided { extension, .. } => Some(("extension", extension)),
            Event::ReinstatementDecided { reinstatement, .. } => Some(("reinstatement", reinstatement)),
            _ => None,
        }
    }

    /// Whether an entry of this kind may stand behind a reference of that name.
    pub fn answers_to(&self, reference: &str) -> bool {
        matches!(
            (reference, self),
            ("application", Event::ApplicationSubmitted { .. })
                | ("payment", Event::PaymentReceived { .. })
                | ("appointment", Event::AppointmentBooked { .. })
                | ("exam", Event::ExamSat { .. })
                | ("credit", Event::CreditLogged { .. })
                | ("renewal", Event::RenewalSubmitted { .. })
                | ("extension", Event::ExtensionRequested { .. })
                | ("reinstatement", Event::ReinstatementRequested { .. })
        )
    }
}

fn credit<'a>(f: &Fields<'_, 'a>) -> Option<Event<'a>> {
    let (scheme, category, units, title) = (f.text("scheme"), f.text("category"), f.units("units"), f.text("title"));
    let (place, certificate, activity) = (f.text_if_any("place"), f.flag("certificate"), f.text_if_any("activity"));
    Some(Event::CreditLogged {
        scheme: scheme?,
        category: category?,
        units: units?,
        title: title?,
        place: place?,
        certificate: certificate?,
        activity: activity?,
    })
}
