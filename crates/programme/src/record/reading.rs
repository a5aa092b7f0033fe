//! Reading an event's own fields out of a line.

use super::event::{AppealOutcome, AuditOutcome, Event, LONGEST_PLACE, Measure, Method, Outcome, Proof, Sitting, Text};
use super::evidence::{evidence, period};
use super::json::Fields;

/// A decision that grants or refuses, nothing between.
const GRANTED_OR_NOT: &[(&str, Outcome)] = &[("approved", Outcome::Approved), ("refused", Outcome::Refused)];

impl<'a> Event<'a> {
    /// Reads the event's own fields; `None` where some are wrong or the kind is unknown.
    pub fn read(kind: &str, f: &Fields<'_, 'a>) -> Option<Event<'a>> {
        match kind {
            "person_registered"
            | "person_merged"
            | "membership"
            | "application_submitted"
            | "application_decided"
            | "accommodation_requested"
            | "accommodation_decided" => Self::read_candidacy(kind, f),
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
                let place = place(f);
                Event::PersonRegistered { name: name?, email: email?, born: born?, place: place? }
            }
            "person_merged" => {
                let (merged, reason) = (f.text("merged"), f.text_if_any("reason"));
                Event::PersonMerged { merged: merged?, reason: reason? }
            }
            "membership" => {
                let (body, from, to) = (f.text("body"), f.day("from"), f.day_if_any("to"));
                let (from, to) = period(f, from, to)?;
                Event::Membership { body: body?, from, to }
            }
            "application_submitted" => {
                let (programme, route) = (f.text("programme"), f.text_if_any("route"));
                let (window, evidence) = (f.text_if_any("window"), f.objects("evidence", "evidence", evidence));
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
            "accommodation_decided" => {
                let (accommodation, outcome) = (f.text("accommodation"), f.word("outcome", GRANTED_OR_NOT));
                let (adjustments, reason) = (f.texts_if_any("adjustments"), f.text_if_any("reason"));
                Event::AccommodationDecided {
                    accommodation: accommodation?,
                    outcome: outcome?,
                    adjustments: adjustments?,
                    reason: reason?,
                }
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
            "appeal_filed" => {
                let (of, grounds) = (f.text("of"), f.text("grounds"));
                Event::AppealFiled { of: of?, grounds: grounds? }
            }
            "appeal_decided" => {
                let (appeal, outcome, reason) =
                    (f.text("appeal"), f.word("outcome", AppealOutcome::WORDS), f.text("reason"));
                Event::AppealDecided { appeal: appeal?, outcome: outcome?, reason: reason? }
            }
            "corrected" => return corrected(f),
            kind => {
                let measure = Measure::WORDS.iter().find(|(word, _)| *word == kind)?.1;
                let (programme, reason) = (f.text("programme"), f.text_if_any("reason"));
                Event::Conduct { measure, programme: programme?, reason: reason? }
            }
        })
    }
}

/// Where a person is published to be.
fn place<'a>(f: &Fields<'_, 'a>) -> Option<Option<Text<'a>>> {
    let place = f.text_if_any("place")?;
    match place.as_ref().map_or(0, |place| place.chars().count()) {
        letters if letters > LONGEST_PLACE => {
            let remedy = format!("write town and state, in at most {LONGEST_PLACE} letters");
            f.wrong("place", format!("`place` has {letters} letters"), remedy)
        }
        _ => Some(place),
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

fn corrected<'a>(f: &Fields<'_, 'a>) -> Option<Event<'a>> {
    let (event, retracted, with) = (f.text("event"), f.flag_if_any("retracted"), f.object_if_any("with"));
    let (retracted, with) = (retracted?, with?);
    match (retracted, with) {
        (true, Some(_)) => {
            f.wrong("with", "an entry is both corrected and retracted", "keep one of `with` and `retracted`")
        }
        (false, None) => f.wrong("", "`with` is missing", "write \"with\":{…} or \"retracted\":true"),
        (false, Some([])) => {
            f.wrong("with", "`with` corrects nothing", "write in it each field as it should have been")
        }
        _ => Some(Event::Corrected { event: event?, retracted }),
    }
}
