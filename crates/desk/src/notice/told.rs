//! What is told of an event: of an application, an appointment, a result, a decision.

use programme::Handbook;
use programme::conduct;
use programme::day::{When, in_words};
use programme::decision::{Action, Decision, Met, Reason, Ruling};
use programme::examination::WindowDays;
use programme::handbook::Programme;
use programme::handbook::clause::Source;
use programme::record::event::{AppealOutcome, Event, Outcome};
use programme::record::{Fact, by_id};
use programme::review::Review;

use super::audit;
use super::due::{Answer, Cited, Notice, owed, still};
use super::kinds::Kind;
use super::letters::Places;

/// The notice of a new event, where its kind has one.
pub(super) fn of_event<'c>(
    after: &Answer<'c>,
    handbook: &'c Handbook,
    facts: &'c [Fact<'c>],
    fact: &'c Fact<'c>,
) -> Option<Notice<'c>> {
    let tell = Told { review: &after.review, handbook, fact };
    match &fact.entry.event {
        Event::ApplicationSubmitted { programme, window, .. } => {
            tell.application(handbook.programme(programme)?, window.as_deref())
        }
        Event::ApplicationDecided { application, outcome, reason } => {
            let application = by_id(facts, application)?;
            let Event::ApplicationSubmitted { programme, .. } = &application.entry.event else { return None };
            tell.application_decided(handbook.programme(programme)?, application, *outcome, reason.as_deref())
        }
        Event::AccommodationDecided { accommodation, outcome, reason, .. } => {
            tell.accommodation_decided(facts, by_id(facts, accommodation)?, *outcome, reason.as_deref())
        }
        Event::AppointmentBooked { programme, starts, site, .. } => {
            tell.appointment(handbook.programme(programme)?, *starts, site.as_deref())
        }
        Event::ResultsReleased { exam } => tell.released(by_id(facts, exam)?),
        Event::AppealDecided { appeal, outcome, reason } => {
            let appeal = by_id(facts, appeal)?;
            let (programme, reasons) = conduct::judge_appeal(handbook, facts, appeal)?;
            tell.appeal_decided(handbook.programme(programme)?, appeal, (*outcome, reason), &reasons)
        }
        Event::AuditOpened { .. } => audit::opened(handbook, facts, fact),
        Event::AuditClosed { outcome, .. } => audit::closed(after, handbook, facts, (fact, *outcome)),
        Event::RenewalDecided { renewal, outcome, reason } => {
            tell.decided(Kind::RenewalDecided, by_id(facts, renewal)?, *outcome, reason.as_deref())
        }
        Event::ExtensionDecided { extension, outcome } => {
            tell.decided(Kind::ExtensionDecided, by_id(facts, extension)?, *outcome, None)
        }
        Event::ReinstatementDecided { reinstatement, outcome } => {
            tell.decided(Kind::ReinstatementDecided, by_id(facts, reinstatement)?, *outcome, None)
        }
        _ => None,
    }
}

/// A testing window in a sentence, and the rule that sets its days.
pub(super) fn window<'h>(handbook: &'h Handbook, window: &WindowDays) -> (String, Option<Source<'h>>) {
    let (opens, closes) = (in_words(window.opens), in_words(window.closes));
    let source = handbook.calendar.windows.as_ref().and_then(|c| c.on(window.opens)).map(|e| e.source());
    (format!("The testing window opens on {opens} and closes on {closes}."), source)
}

/// What became of a request, in the middle of a sentence, and for the subject.
fn outcome(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Approved => ("is approved", "approved"),
        Outcome::Returned => ("is sent back to you to be completed", "to be completed"),
        Outcome::Refused => ("is not approved", "not approved"),
    }
}

fn why(reason: Option<&str>) -> String {
    reason.map_or(String::new(), |reason| format!("The reason given: {}", reason.trim()))
}

fn cited(reasons: &[Reason<'_>]) -> Vec<Cited> {
    reasons.iter().map(|r| r.source.into()).collect()
}

/// A new event, with what is known around it.
struct Told<'t, 'c> {
    review: &'t Review<'c>,
    handbook: &'c Handbook,
    fact: &'c Fact<'c>,
}

impl<'c> Told<'_, 'c> {
    fn notice(&self, kind: Kind, places: Places, cited: Vec<Cited>) -> Notice<'c> {
        Notice { kind, about: self.fact.entry.id.to_string(), handbook: self.handbook, places, cited }
    }

    fn named(&self, programme: &Programme) -> Places {
        vec![("programme", programme.name.clone()), ("designation", programme.designation.clone())]
    }

    /// How the rules judge a request.
    fn judged(&self, request: &Fact<'_>) -> &[Reason<'c>] {
        let of = self.review.requests.iter().find(|r| r.fact.entry.id == request.entry.id);
        of.map_or(&[], |request| &request.because)
    }

    /// What stands against a request that was not granted.
    fn against(&self, request: &Fact<'_>, outcome: Outcome) -> String {
        let against = self.judged(request).iter().filter(|r| matches!(r.met, Met::No | Met::Unknown));
        let lines: Vec<String> = against.map(|r| format!("- {r}")).collect();
        if outcome == Outcome::Approved || lines.is_empty() {
            return String::new();
        }
        format!("What is missing, by the rules:\n\n{}", lines.join("\n"))
    }

    fn of_programme(&self, action: Action, programme: &Programme) -> Option<&Decision<'c>> {
        let mut decisions = self.review.actions.iter();
        decisions.find(|d| d.action == action && d.programme == Some(programme.id.as_str()))
    }

    fn application(&self, programme: &Programme, asked: Option<&str>) -> Option<Notice<'c>> {
        let (window, source) = asked
            .and_then(|name| self.handbook.calendar.window(name))
            .map_or((String::new(), None), |w| window(self.handbook, w));
        let mut rules = cited(self.judged(self.fact));
        rules.extend(source.map(Cited::from));
        let mut places = self.named(programme);
        places.extend([("day", in_words(self.fact.day).to_string()), ("window", window)]);
        Some(self.notice(Kind::ApplicationReceived, places, rules))
    }

    fn application_decided(
        &self,
        programme: &Programme,
        application: &Fact<'_>,
        decided: Outcome,
        reason: Option<&str>,
    ) -> Option<Notice<'c>> {
        let mut rules = cited(self.judged(application));
        let book = self.of_programme(Action::Book, programme).filter(|_| decided == Outcome::Approved);
        let later = book.and_then(|d| Some((d, d.from.filter(|from| *from > self.review.on)?, d.to?)));
        let next = later.map_or(String::new(), |(decision, from, to)| {
            rules.extend(cited(&decision.reasons));
            let (from, to) = (in_words(from), in_words(to));
            format!("You can book your seat from {from} through {to}; a Notice to Schedule follows then.")
        });
        let (became, short) = outcome(decided);
        let mut places = self.named(programme);
        places.extend([
            ("submitted", in_words(application.day).to_string()),
            ("day", in_words(self.fact.day).to_string()),
            ("outcome", became.to_owned()),
            ("outcome_short", short.to_owned()),
            ("why", why(reason)),
            ("reasons", self.against(application, decided)),
            ("next", next),
        ]);
        Some(self.notice(Kind::ApplicationDecided, places, rules))
    }

    /// Which accommodations they are does not go by mail.
    fn accommodation_decided(
        &self,
        facts: &[Fact<'_>],
        request: &Fact<'_>,
        decided: Outcome,
        reason: Option<&str>,
    ) -> Option<Notice<'c>> {
        let Event::AccommodationRequested { application, window: asked, .. } = &request.entry.event else {
            return None;
        };
        let Event::ApplicationSubmitted { programme, .. } = &by_id(facts, application)?.entry.event else {
            return None;
        };
        let (window, _) =
            self.handbook.calendar.window(asked).map_or((String::new(), None), |w| window(self.handbook, w));
        let of = self.review.requests.iter().find(|r| r.fact.entry.id == request.entry.id);
        let instead = of.and_then(|r| r.instead.as_deref()).filter(|_| decided == Outcome::Refused);
        let next = match (decided, instead) {
            (Outcome::Approved, _) => {
                "What was granted stands on your home page, and on your Notice to Schedule.".to_owned()
            }
            (_, Some(window)) => format!("On your home page you can ask for {} instead.", window.replace('-', " ")),
            _ => "On your home page you see whether you can ask once more.".to_owned(),
        };
        let mut places = self.named(self.handbook.programme(programme)?);
        places.extend([
            ("submitted", in_words(request.day).to_string()),
            ("day", in_words(self.fact.day).to_string()),
            ("outcome", outcome(decided).0.to_owned()),
            ("window", window),
            ("why", why(reason)),
            ("reasons", self.against(request, decided)),
            ("next", next),
        ]);
        Some(self.notice(Kind::AccommodationDecided, places, cited(self.judged(request))))
    }

    fn appointment(&self, programme: &Programme, starts: When, site: Option<&str>) -> Option<Notice<'c>> {
        let zone = &self.handbook.body.zone;
        let day = starts.day(zone);
        if day < self.review.on {
            return None;
        }
        let when = match starts {
            When::Day(day) => in_words(day).to_string(),
            When::Moment(moment) => {
                let clock = zone.to_datetime(moment).strftime("%H:%M").to_string();
                format!("{} at {clock} ({})", in_words(day), zone.iana_name().unwrap_or("the body's own time"))
            }
        };
        let mut rules = Vec::new();
        let transfer = self.of_programme(Action::Transfer, programme).filter(|d| d.ruling() == Ruling::Allowed);
        let moving = transfer.and_then(|d| Some((d, d.to?))).map_or(String::new(), |(decision, to)| {
            rules.extend(cited(&decision.reasons));
            format!("You can move it to the next testing window through {}.", in_words(to))
        });
        let mut places = self.named(programme);
        places.extend([
            ("exam_day", in_words(day).to_string()),
            ("when", when),
            ("site", site.map_or(String::new(), |site| format!(", {}", site.trim()))),
            ("moving", moving),
        ]);
        Some(self.notice(Kind::Appointment, places, rules))
    }

    /// A result is there. Which it is does not go by mail.
    fn released(&self, sitting: &Fact<'_>) -> Option<Notice<'c>> {
        let Event::ExamSat { programme, .. } = &sitting.entry.event else { return None };
        let programme = self.handbook.programme(programme)?;
        let of = self.review.results.iter().find(|r| r.exam.entry.id == sitting.entry.id);
        let mut rules = of.map_or_else(Vec::new, |r| cited(&r.reasons));
        rules.retain(|rule| rule.clause.starts_with("results."));
        let mut places = self.named(programme);
        places.push(("exam_day", in_words(sitting.day).to_string()));
        Some(self.notice(Kind::ResultsReleased, places, rules))
    }

    fn appeal_decided(
        &self,
        programme: &Programme,
        appeal: &Fact<'_>,
        (decided, reason): (AppealOutcome, &str),
        judged: &[Reason<'_>],
    ) -> Option<Notice<'c>> {
        let (became, short) = match decided {
            AppealOutcome::Upheld => ("it is upheld. Your home page says where you stand now.", "upheld"),
            AppealOutcome::Dismissed => ("it is dismissed, and the measure stays.", "dismissed"),
        };
        let mut places = self.named(programme);
        places.extend([
            ("submitted", in_words(appeal.day).to_string()),
            ("day", in_words(self.fact.day).to_string()),
            ("outcome", became.to_owned()),
            ("outcome_short", short.to_owned()),
            ("why", why(Some(reason))),
        ]);
        Some(self.notice(Kind::AppealDecided, places, cited(judged)))
    }

    /// A decision about a renewal, an extension or a reinstatement.
    fn decided(&self, kind: Kind, request: &Fact<'_>, decided: Outcome, reason: Option<&str>) -> Option<Notice<'c>> {
        let scheme = self.handbook.scheme.as_ref()?;
        let own = match &request.entry.event {
            Event::RenewalSubmitted { scheme: of }
            | Event::ExtensionRequested { scheme: of, .. }
            | Event::ReinstatementRequested { scheme: of } => *of == scheme.id,
            _ => false,
        };
        if !own {
            return None;
        }
        let mut rules = cited(self.judged(request));
        let mut standing: Vec<String> = Vec::new();
        for credential in self.review.credentials.iter().filter(|c| c.standing.held()) {
            if self.handbook.programme(&credential.programme.id).is_some() {
                let because = credential.because.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
                standing.push(format!("- {}: {because}", credential.programme.designation));
                rules.extend(cited(&credential.because));
            }
        }
        // What was renewed needs nothing more; else the days that are left are told.
        let (open, dates) = match (kind, decided) {
            (Kind::RenewalDecided, Outcome::Approved) => (String::new(), Vec::new()),
            _ => still(self.review, self.handbook),
        };
        rules.extend(dates);
        let (became, short) = outcome(decided);
        let mut places = vec![
            ("submitted", in_words(request.day).to_string()),
            ("day", in_words(self.fact.day).to_string()),
            ("outcome", became.to_owned()),
            ("outcome_short", short.to_owned()),
            ("why", why(reason)),
            ("reasons", self.against(request, decided)),
            (
                "standing",
                if standing.is_empty() {
                    String::new()
                } else {
                    format!("Where you stand:\n\n{}", standing.join("\n"))
                },
            ),
            ("still", open),
        ];
        if kind == Kind::ExtensionDecided {
            let (sums, why) = owed(self.review, self.handbook);
            rules.extend(why);
            places.push(("costs", sums));
        }
        Some(self.notice(kind, places, rules))
    }
}
