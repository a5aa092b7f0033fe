//! One person's facts under one scheme, sorted by what they are.

use jiff::civil::Date;

use super::Scheme;
use super::timeline::Standing;
use crate::amount::{Money, Units};
use crate::conduct::{self, Taken};
use crate::fees::{self, Payment, Quote};
use crate::handbook::Handbook;
use crate::record::Fact;
use crate::record::event::{AuditOutcome, Event, Measure, Outcome};

/// An award of a credential of the scheme.
#[derive(Debug, Clone)]
pub struct Award<'a> {
    /// The programme.
    pub programme: &'a str,
    /// The day.
    pub day: Date,
    /// The fact.
    pub fact: &'a Fact<'a>,
    /// What was done to this credential since.
    pub measures: Vec<Taken<'a>>,
}

/// A decision on some request.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    /// The id of the request.
    pub request: &'a str,
    /// What was decided.
    pub outcome: Outcome,
    /// The fact.
    pub fact: &'a Fact<'a>,
}

/// One person's facts under one scheme.
#[derive(Debug)]
pub struct Ledger<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The scheme.
    pub scheme: &'a Scheme,
    /// Every fact, other schemes' included.
    pub facts: &'a [Fact<'a>],
    /// Awards of the scheme's credentials.
    pub awards: Vec<Award<'a>>,
    /// Credits logged.
    pub credits: Vec<&'a Fact<'a>>,
    /// Credits disallowed: the credit's id, and the fact.
    pub disallowed: Vec<(&'a str, &'a Fact<'a>)>,
    /// Payments received, for whatever fee.
    pub payments: Vec<Payment<'a, 'a>>,
    /// Memberships, of whatever body.
    pub memberships: Vec<&'a Fact<'a>>,
    /// Renewals submitted.
    pub submissions: Vec<&'a Fact<'a>>,
    /// Extensions asked for.
    pub extensions: Vec<&'a Fact<'a>>,
    /// Reinstatements asked for.
    pub reinstatements: Vec<&'a Fact<'a>>,
    /// Decisions on any of these.
    pub decisions: Vec<Decided<'a>>,
    /// Audits, opened and closed (with their outcome).
    pub audits: Vec<(&'a Fact<'a>, Option<AuditOutcome>)>,
}

impl<'a> Ledger<'a> {
    /// Sorts the facts.
    pub fn new(handbook: &'a Handbook, scheme: &'a Scheme, facts: &'a [Fact<'a>]) -> Ledger<'a> {
        let mut ledger = Ledger {
            handbook,
            scheme,
            facts,
            awards: Vec::new(),
            credits: Vec::new(),
            disallowed: Vec::new(),
            payments: fees::payments(facts),
            memberships: Vec::new(),
            submissions: Vec::new(),
            extensions: Vec::new(),
            reinstatements: Vec::new(),
            decisions: Vec::new(),
            audits: Vec::new(),
        };
        for fact in facts {
            ledger.sort(fact);
        }
        // One day's credits count in an order of their own, whatever order the record has them in: the larger first.
        ledger.credits.sort_by(|a, b| (a.day, units(b), &a.entry.id).cmp(&(b.day, units(a), &b.entry.id)));
        for at in 0..ledger.awards.len() {
            let award = &ledger.awards[at];
            let later = ledger.awards[at + 1..].iter().find(|a| a.programme == award.programme).map(|a| a.day);
            let mut measures = conduct::measures(facts, award.programme, award.day, later);
            measures.extend(ledger.failed_audits(award.day, later));
            measures.sort_by_key(|m| m.fact.day);
            ledger.awards[at].measures = measures;
        }
        ledger
    }

    fn sort(&mut self, fact: &'a Fact<'a>) {
        let own = |scheme: &str| scheme == self.scheme.id;
        match &fact.entry.event {
            Event::CredentialAwarded { programme } if self.scheme.renews(programme) => {
                self.awards.push(Award { programme, day: fact.day, fact, measures: Vec::new() });
            }
            Event::CreditLogged { scheme, .. } if own(scheme) => self.credits.push(fact),
            Event::Membership { .. } => self.memberships.push(fact),
            Event::CreditDisallowed { credit, .. } => self.disallowed.push((credit, fact)),
            Event::RenewalSubmitted { scheme } if own(scheme) => self.submissions.push(fact),
            Event::ExtensionRequested { scheme, .. } if own(scheme) => self.extensions.push(fact),
            Event::ReinstatementRequested { scheme } if own(scheme) => self.reinstatements.push(fact),
            Event::RenewalDecided { renewal: request, outcome, .. }
            | Event::ExtensionDecided { extension: request, outcome }
            | Event::ReinstatementDecided { reinstatement: request, outcome } => {
                self.decisions.push(Decided { request, outcome: *outcome, fact });
            }
            Event::AuditOpened { scheme } if own(scheme) => self.audits.push((fact, None)),
            Event::AuditClosed { scheme, outcome } if own(scheme) => self.audits.push((fact, Some(*outcome))),
            _ => {}
        }
    }

    /// What failed audits do to a credential awarded on a day, until its next award (G4).
    fn failed_audits(&self, awarded: Date, later: Option<Date>) -> impl Iterator<Item = Taken<'a>> {
        let failed = self.audits.iter().filter(|(_, outcome)| *outcome == Some(AuditOutcome::Failed));
        let own = failed.filter(move |(f, _)| f.day >= awarded && later.is_none_or(|l| f.day < l));
        own.filter_map(|(fact, _)| {
            let measure = match self.scheme.audit.as_ref()?.on(fact.day)?.failed? {
                Standing::Suspended => Measure::Suspended,
                _ => Measure::Revoked,
            };
            Some(Taken { measure, fact })
        })
    }

    /// The decisions on a request, in order.
    pub fn decided(&self, request: &'a Fact<'a>) -> impl Iterator<Item = &Decided<'a>> {
        self.decisions.iter().filter(move |d| d.request == request.entry.id)
    }

    /// The last decision on a request.
    pub fn last_word(&self, request: &'a Fact<'a>) -> Option<&Decided<'a>> {
        self.decided(request).last()
    }

    /// What had been paid for a fee by the end of `day`, of payments that count from `since` on.
    pub fn paid(&self, fee: &str, since: Date, day: Date) -> Money {
        fees::paid_by(&self.payments, fee, since, day)
    }

    /// The entry that makes the person a member of the body on a day.
    pub fn membership(&self, day: Date) -> Option<&'a Fact<'a>> {
        fees::membership(self.memberships.iter().copied(), &self.handbook.body.id, day)
    }

    /// What a fee comes to for a cycle that ends on `governing`, for a holder of so many credentials on `day` (B10).
    pub fn quote(&self, name: &str, governing: Date, credentials: usize, day: Date) -> Option<Quote<'a>> {
        self.handbook.fee(name)?.quote(governing, credentials, self.membership(day).is_some())
    }
}

fn units(fact: &Fact<'_>) -> Units {
    match fact.entry.event {
        Event::CreditLogged { units, .. } => units,
        _ => Units::ZERO,
    }
}
