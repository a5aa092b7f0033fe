//! The kinds of matters that wait for a decision: who decides each, how, and by which event.

use programme::record::Event;
use store::waiting::Queue;

use crate::account::Right;
use crate::page::matter::Outcome;
use crate::page::parts::path;

/// How a kind of matter is decided.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What was asked for.
    pub asked: &'static str,
    /// The queue in which it waits.
    pub queue: Queue,
    /// Who may decide it.
    pub right: Right,
    /// The event that decides it, the field that names what it decides, and the one that holds the reason.
    pub decided: (&'static str, &'static str, &'static str),
    /// How it may be decided.
    pub outcomes: &'static [Outcome<'static>],
    /// What is said where a decision is not the handbook's and gives no reason: where the handbook would approve, and
    /// where it would not.
    pub otherwise: [&'static str; 2],
    /// Who reads the reason.
    pub reader: &'static str,
    /// Whether every decision gives its reason.
    pub always_reasoned: bool,
}

const GRANTED_OR_NOT: &[Outcome<'_>] = &[("approved", "Approve"), ("refused", "Refuse")];
const RENEWAL: &[Outcome<'_>] =
    &[("approved", "Approve"), ("returned", "Return, to be completed"), ("refused", "Refuse")];
const OTHERWISE: [&str; 2] = ["By the handbook this would be decided otherwise."; 2];
const CERTIFICANT: &str = "Say why: the certificant reads it, and the record keeps it.";

const APPLICATION: Kind = Kind {
    asked: "Application",
    queue: Queue::Applications,
    right: Right::DecideApplications,
    decided: ("application_decided", "application", "reason"),
    outcomes: GRANTED_OR_NOT,
    otherwise: [
        "By the handbook the evidence meets what is asked for, and you decide otherwise.",
        "By the handbook the evidence does not meet what is asked for, and you decide otherwise.",
    ],
    reader: "Say why: the candidate reads it, and the record keeps it.",
    always_reasoned: false,
};

/// Adjustments say something of somebody's health: no other matter is closed to who does not decide it.
const ACCOMMODATION: Kind = Kind {
    asked: "Accommodations",
    queue: Queue::Accommodations,
    right: Right::DecideAccommodations,
    decided: ("accommodation_decided", "accommodation", "reason"),
    outcomes: GRANTED_OR_NOT,
    otherwise: OTHERWISE,
    reader: "Say why: the candidate reads it, and the record keeps it.",
    always_reasoned: false,
};

const APPEAL: Kind = Kind {
    asked: "Appeal",
    queue: Queue::Appeals,
    right: Right::DecideAppeals,
    decided: ("appeal_decided", "appeal", "reason"),
    outcomes: &[("upheld", "Uphold: the credential is restored"), ("dismissed", "Dismiss: the measure stays")],
    otherwise: ["Every decision on an appeal gives its reason."; 2],
    reader: CERTIFICANT,
    always_reasoned: true,
};

/// An audit: what fails it is that something is not documented.
const AUDIT: Kind = Kind {
    asked: "Audit",
    queue: Queue::Audits,
    right: Right::DecideRenewals,
    decided: ("audit_closed", "scheme", "note"),
    outcomes: &[("passed", "Close as passed"), ("failed", "Close as failed")],
    otherwise: [
        "Every credit that counts has its certificate, and you close it as failed.",
        "Credits that count lack their certificates, and you close it as passed.",
    ],
    reader: CERTIFICANT,
    always_reasoned: false,
};

/// A credential that was earned, and not awarded when the result was released.
const AWARD: Kind = Kind {
    asked: "Award",
    queue: Queue::Awards,
    right: Right::AwardCredentials,
    decided: ("credential_awarded", "programme", "note"),
    outcomes: &[("awarded", "Award the credential")],
    otherwise: OTHERWISE,
    reader: CERTIFICANT,
    always_reasoned: false,
};

/// A kind of request of a certificant's. Only the decision on a renewal has a reason of its own; any event has a note.
const fn request(
    asked: &'static str,
    queue: Queue,
    decided: (&'static str, &'static str, &'static str),
    outcomes: &'static [Outcome<'static>],
) -> Kind {
    let right = Right::DecideRenewals;
    Kind { asked, queue, right, decided, outcomes, otherwise: OTHERWISE, reader: CERTIFICANT, always_reasoned: false }
}

pub fn kind_of(event: &Event<'_>) -> Option<Kind> {
    Some(match event {
        Event::ApplicationSubmitted { .. } => APPLICATION,
        Event::AccommodationRequested { .. } => ACCOMMODATION,
        Event::RenewalSubmitted { .. } => {
            request("Renewal", Queue::Renewals, ("renewal_decided", "renewal", "reason"), RENEWAL)
        }
        Event::ExtensionRequested { .. } => {
            request("Extension", Queue::Extensions, ("extension_decided", "extension", "note"), GRANTED_OR_NOT)
        }
        Event::ReinstatementRequested { .. } => {
            let decided = ("reinstatement_decided", "reinstatement", "note");
            request("Reinstatement", Queue::Reinstatements, decided, GRANTED_OR_NOT)
        }
        Event::AuditOpened { .. } => AUDIT,
        Event::AppealFiled { .. } => APPEAL,
        Event::ExamSat { .. } => AWARD,
        _ => return None,
    })
}

/// Where a matter of a queue is dealt with.
pub fn href(queue: Queue, event: &str, person: &str) -> String {
    match queue {
        Queue::Applications => path(&["staff", "applications", event]),
        Queue::Accommodations => path(&["staff", "accommodations", event]),
        Queue::Renewals
        | Queue::Audits
        | Queue::Extensions
        | Queue::Reinstatements
        | Queue::Awards
        | Queue::Appeals => path(&["staff", "requests", event]),
        Queue::Results => path(&["staff", "people", person]),
    }
}
