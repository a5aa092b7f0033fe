//! The bodies whose handbooks are read: a record may name programmes of several.

use jiff::civil::Date;

use crate::handbook::Handbook;
use crate::record::{Entry, Event};

/// Handbooks, by body.
#[derive(Debug, Clone, Default)]
pub struct Bodies(Vec<Handbook>);

impl Bodies {
    /// The bodies of some handbooks. Where two bear the same id, the first is kept: the caller reports such pairs.
    pub fn new(handbooks: Vec<Handbook>) -> Bodies {
        let mut kept: Vec<Handbook> = Vec::new();
        for handbook in handbooks {
            if !kept.iter().any(|h| h.body.id == handbook.body.id) {
                kept.push(handbook);
            }
        }
        Bodies(kept)
    }

    /// Every handbook.
    pub fn all(&self) -> impl Iterator<Item = &Handbook> {
        self.0.iter()
    }

    /// The handbook of a body.
    pub fn body(&self, id: &str) -> Option<&Handbook> {
        self.all().find(|h| h.body.id == id)
    }

    /// The handbook that has a programme.
    pub fn of_programme(&self, id: &str) -> Option<&Handbook> {
        self.all().find(|h| h.programme(id).is_some())
    }

    /// The handbook that has a renewal scheme.
    pub fn of_scheme(&self, id: &str) -> Option<&Handbook> {
        self.all().find(|h| h.scheme.as_ref().is_some_and(|s| s.id == id))
    }

    /// The handbook that an event names, by programme, scheme or body; `None` for an event that names none, or refers
    /// to another that does.
    pub fn of_event(&self, event: &Event<'_>) -> Option<&Handbook> {
        match event {
            Event::ApplicationSubmitted { programme, .. }
            | Event::AppointmentBooked { programme, .. }
            | Event::ExamSat { programme, .. }
            | Event::CredentialAwarded { programme }
            | Event::Conduct { programme, .. } => self.of_programme(programme),
            Event::CreditLogged { scheme, .. }
            | Event::RenewalSubmitted { scheme }
            | Event::AuditOpened { scheme }
            | Event::AuditClosed { scheme, .. }
            | Event::ExtensionRequested { scheme, .. }
            | Event::ReinstatementRequested { scheme } => self.of_scheme(scheme),
            Event::Membership { body, .. } | Event::PaymentReceived { body: Some(body), .. } => self.body(body),
            _ => None,
        }
    }

    /// The handbooks that some entries name, of those known on a day (of all, where none is given).
    pub fn concerned<'b>(&'b self, entries: &[Entry<'_>], known_on: Option<Date>) -> Vec<&'b Handbook> {
        let mut concerned: Vec<&Handbook> = Vec::new();
        for entry in entries {
            let Some(handbook) = self.of_event(&entry.event) else { continue };
            let known = known_on.is_none_or(|day| entry.recorded_at.day(&handbook.body.zone) <= day);
            if known && !concerned.iter().any(|h| h.body.id == handbook.body.id) {
                concerned.push(handbook);
            }
        }
        if concerned.len() > 1 {
            concerned.sort_by_key(|own| self.0.iter().position(|h| h.body.id == own.body.id));
        }
        concerned
    }
}
