//! Review, the main question: where a person stands on a day, what they owe, what they may do, and why.

mod case;
mod written;

pub use case::Case;
pub use written::reasons;

use jiff::civil::Date;

use crate::accommodation;
use crate::amount::{Money, Units};
use crate::conduct;
use crate::decision::{Decision, Finding, Met, Reason};
use crate::eligibility::{self, RouteStands};
use crate::fees;
use crate::handbook::body::Counted;
use crate::handbook::{Handbook, Programme};
use crate::recertification::credits::{Days, Worth};
use crate::recertification::cycle::{Cycle, Holding, in_year};
use crate::recertification::ledger::{Award, Ledger};
use crate::recertification::requests::Question;
use crate::recertification::timeline::{Standing, Timeline};
use crate::record::event::Event;
use crate::record::merging::Merge;
use crate::record::{Fact, Record, Refusal, by_id};
use crate::results::{self, ResultDue};
use crate::scheduling;

/// A credential that was awarded.
#[derive(Debug)]
pub struct Credential<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// The day of its award.
    pub awarded: Date,
    /// Where it stands on the day of the review.
    pub standing: Standing,
    /// Every day from the award.
    pub timeline: Timeline,
    /// An audit that is open on the day.
    pub audit: Option<&'a Fact<'a>>,
    /// Why it stands so.
    pub because: Vec<Reason<'a>>,
}

/// A renewal cycle as of the day of the review.
#[derive(Debug)]
pub struct CycleView<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Credits needed: in all, and approved.
    pub required: (Units, Units),
    /// Credits earned: in all, and approved.
    pub earned: (Units, Units),
    /// What each credit is worth.
    pub credits: Vec<Worth<'a>>,
    /// Least numbers in single categories: the category, what is needed, what is earned.
    pub categories: Vec<(&'a str, Units, Units)>,
    /// The years of the cycle, where each has a number of its own: its days, the number, what is earned, whether it decides.
    pub years: Vec<(Days, Units, Units, bool)>,
    /// The day of its renewal.
    pub renewed: Option<Date>,
    /// The day by which badge and certificate of the renewed are there (E2).
    pub certificate_by: Option<Date>,
    /// The rule on what is needed, and what lags behind.
    pub because: Vec<Reason<'a>>,
}

/// A fee that is or will be owed.
#[derive(Debug)]
pub struct FeeView<'a> {
    /// The body it is owed to.
    pub body: &'a str,
    /// The fee, as payments name it.
    pub item: &'a str,
    /// What is still to be paid.
    pub amount: Money,
    /// First day on which it is owed.
    pub from: Date,
    /// Last day on which paying it serves.
    pub to: Option<Date>,
    /// Why.
    pub because: Vec<Reason<'a>>,
}

/// Something asked for, and how the rules judge it.
#[derive(Debug)]
pub struct Request<'a> {
    /// The fact.
    pub fact: &'a Fact<'a>,
    /// The kind of event.
    pub kind: &'static str,
    /// The window offered in place of the one asked for.
    pub instead: Option<String>,
    /// Every reason.
    pub because: Vec<Reason<'a>>,
    /// What was decided on it, the latest.
    pub decided: Option<&'a Fact<'a>>,
    /// Since when nothing can come of it any more, where it was not decided in time.
    pub over: Option<Date>,
}

/// Where a person stands on a day.
#[derive(Debug)]
pub struct Review<'a> {
    /// The person.
    pub person: &'a str,
    /// The records merged into theirs (F22).
    pub merged: &'a [Merge<'a>],
    /// The day.
    pub on: Date,
    /// Credentials awarded by then.
    pub credentials: Vec<Credential<'a>>,
    /// For each scheme the cycle that matters.
    pub cycles: Vec<CycleView<'a>>,
    /// What is owed, now or by a deadline still ahead.
    pub fees: Vec<FeeView<'a>>,
    /// What would be owed instead once a deadline has passed (I2).
    pub fees_later: Vec<FeeView<'a>>,
    /// What may be done.
    pub actions: Vec<Decision<'a>>,
    /// What was asked for since the cycle that matters began; everything, where there is none.
    pub requests: Vec<Request<'a>>,
    /// Where results stand, of sittings since then.
    pub results: Vec<ResultDue<'a>>,
    /// Payments received since then (F26).
    pub payments: Vec<&'a Fact<'a>>,
    /// What the record cannot hold.
    pub refused: Vec<Refusal>,
}

impl<'a> Review<'a> {
    /// The review as its own person may see it: while a result is held, neither the score nor what would give it away,
    /// such as what may be done next about that programme's exam (D1).
    pub fn withholding(mut self) -> Review<'a> {
        let held: Vec<&str> = self.results.iter().filter(|r| r.released.is_none()).map(|r| r.programme).collect();
        self.actions.retain(|a| !a.programme.is_some_and(|p| held.contains(&p)));
        for result in self.results.iter_mut().filter(|r| r.released.is_none()) {
            result.reasons.retain(|r| !matches!(r.finding, Finding::ScoreAndPass { .. }));
        }
        self
    }

    fn add_body(&mut self, handbook: &'a Handbook, record: &'a Record<'a>, on: Date) {
        let by_then = record.until(on);
        let mut held: Vec<(&str, &'a Fact<'a>)> = Vec::new();
        let mut of_scheme = Vec::new();
        if let Some(scheme) = &handbook.scheme {
            let whole = Ledger::new(handbook, scheme, &record.facts);
            let (holdings, twice) = whole.holdings();
            self.refused.extend(twice.into_iter().map(held_already));
            // What had taken effect by the day is looked at apart only where there is more.
            let then = (by_then.len() < record.facts.len()).then(|| Ledger::new(handbook, scheme, by_then));
            let as_of = then.as_ref().map(|then| (then, then.holdings().0));
            let (then, as_of) = as_of.as_ref().map_or((&whole, &holdings), |(then, as_of)| (*then, as_of));
            self.add_credentials(handbook, (&whole, &holdings), (then, as_of), &mut held);
            of_scheme = self.add_cycles(then, as_of);
        }
        for programme in &handbook.programmes {
            let held = held.iter().find(|(id, _)| *id == programme.id).map(|(_, fact)| *fact);
            self.actions.extend(scheduling::actions(handbook, programme, by_then, held, on));
            self.actions.extend(conduct::appeal(handbook, &programme.id, by_then, on));
        }
        self.actions.extend(of_scheme);
        self.add_application_fees(handbook, by_then);
        // What lies before the cycle that matters has been dealt with; ask as of that time to see it judged.
        let own = handbook.scheme.as_ref().map(|s| s.id.as_str());
        let since = self.cycles.iter().filter(|c| Some(c.scheme) == own).map(|c| c.from).min();
        let recent = by_then.partition_point(|f| since.is_some_and(|since| f.day < since));
        self.add_requests(handbook, by_then, recent);
        self.results.extend(results::of(handbook, by_then, recent));
        self.payments
            .extend(by_then[recent..].iter().filter(|f| matches!(f.entry.event, Event::PaymentReceived { .. })));
    }

    fn add_credentials(
        &mut self,
        handbook: &'a Handbook,
        (whole, holdings): (&Ledger<'a>, &[Holding<'a>]),
        (then, as_of): (&Ledger<'a>, &[Holding<'a>]),
        held: &mut Vec<(&'a str, &'a Fact<'a>)>,
    ) {
        let on = self.on;
        for holding in holdings {
            for award in holding.awards.iter().filter(|a| a.day <= on) {
                let timeline = whole.credential(holding, award);
                let (Some(standing), Some(programme)) = (timeline.on(on), handbook.programme(award.programme)) else {
                    continue;
                };
                if standing.held() && standing != Standing::Lapsed {
                    held.push((award.programme, award.fact));
                }
                let audit = whole.open_audit(on);
                let mut because = because(then, as_of, award, standing, on);
                // A credential is not awarded before a scheduled graduation is evidenced (B7).
                if then.facts.iter().any(|f| eligibility::awaits_graduation(&f.entry.event)) {
                    let eligibility = eligibility::judge(programme, then.facts, award.day);
                    let waits = if eligibility.decision { eligibility.award_waits } else { Vec::new() };
                    because.extend(waits.into_iter().map(|r| Reason { met: Met::No, ..r }));
                }
                self.credentials.push(Credential { programme, awarded: award.day, standing, timeline, audit, because });
            }
        }
    }

    fn add_cycles(&mut self, ledger: &Ledger<'a>, holdings: &[Holding<'a>]) -> Vec<Decision<'a>> {
        let mut actions = Vec::new();
        for (at, holding) in holdings.iter().enumerate() {
            let latest = at + 1 == holdings.len();
            let gone = holding.timeline.on(self.on).is_none_or(|s| !s.held());
            let Some(cycle) = holding.cycle_on(self.on).filter(|_| latest || !gone) else { continue };
            let question = Question { ledger, holding, cycle, on: self.on };
            self.cycles.extend(view(&question));
            let owed = ledger.owed(holding, cycle, self.on);
            for o in owed {
                let body = &ledger.handbook.body.id;
                let fee = FeeView { body, item: o.item, amount: o.amount, from: o.from, to: o.to, because: o.reasons };
                if o.later { self.fees_later.push(fee) } else { self.fees.push(fee) }
            }
            actions.extend(question.actions());
        }
        for (kind, facts) in [
            ("renewal_submitted", &ledger.submissions),
            ("extension_requested", &ledger.extensions),
            ("reinstatement_requested", &ledger.reinstatements),
        ] {
            let shown = self.cycles.iter().filter(|c| c.scheme == ledger.scheme.id).map(|c| c.from).min();
            for fact in facts.iter().filter(|f| shown.is_none_or(|from| f.day >= from)) {
                let in_time = |h: &&Holding<'a>| h.awards[0].day <= fact.day;
                let Some(holding) = holdings.iter().rev().find(in_time) else {
                    let because = vec![nothing_to_renew(ledger, fact)];
                    let decided = answer(ledger.facts, fact);
                    self.requests.push(Request { fact, kind, instead: None, because, decided, over: None });
                    continue;
                };
                let submitted = |c: &&Cycle<'_>| c.submitted.iter().any(|s| s.fact.entry.id == fact.entry.id);
                let of = holding.cycles.iter().find(submitted).or(holding.cycle_asked(fact.day));
                let Some(cycle) = of else { continue };
                let question = Question { ledger, holding, cycle, on: self.on };
                let because = question.judge(fact).unwrap_or_else(|| vec![not_offered(ledger, fact)]);
                let decided = answer(ledger.facts, fact);
                self.requests.push(Request { fact, kind, instead: None, because, decided, over: None });
            }
        }
        actions
    }

    /// What applications cost that nobody has paid yet (B8).
    fn add_application_fees(&mut self, handbook: &'a Handbook, facts: &'a [Fact<'a>]) {
        let Some(fee) = handbook.fee("application") else { return };
        let applications: Vec<&Fact<'_>> =
            facts.iter().filter(|f| matches!(f.entry.event, Event::ApplicationSubmitted { .. })).collect();
        let quotes = applications.iter().filter_map(|application| {
            let member = fees::membership(facts.iter(), &handbook.body.id, application.day).is_some();
            fee.quote(application.day, 1, member)
        });
        let quotes: Vec<_> = quotes.collect();
        let (Some(last), Some(quote)) = (applications.last(), quotes.last()) else { return };
        let due: Money = quotes.iter().map(|q| q.amount).sum();
        let amount = due.less(fees::paid_by(&fees::payments(facts), &fee.id, Date::MIN, Date::MAX));
        if amount > Money::ZERO {
            let finding = Finding::Rate { amount: quote.amount, credentials: 1, member: quote.member };
            let because = vec![Reason::new(quote.edition.source(), Met::Note, finding)];
            self.fees.push(FeeView {
                body: &handbook.body.id,
                item: &fee.id,
                amount,
                from: last.day,
                to: None,
                because,
            });
        }
    }

    fn add_requests(&mut self, handbook: &'a Handbook, facts: &'a [Fact<'a>], recent: usize) {
        for fact in &facts[recent..] {
            let request = match &fact.entry.event {
                Event::ApplicationSubmitted { programme, .. } => {
                    handbook.programme(programme).map(|p| ("application_submitted", None, application(p, fact)))
                }
                Event::AccommodationRequested { .. } => accommodation::judge(handbook, fact)
                    .map(|j| ("accommodation_requested", j.instead.map(|w| w.id()), j.reasons)),
                Event::TransferRequested { appointment, .. } => by_id(facts, appointment)
                    .and_then(|appointment| scheduling::judge_transfer(handbook, appointment, fact))
                    .map(|reasons| ("transfer_requested", None, reasons)),
                Event::AppealFiled { .. } => {
                    conduct::judge_appeal(handbook, facts, fact).map(|(_, reasons)| ("appeal_filed", None, reasons))
                }
                _ => None,
            };
            let over = accommodation::of(facts, fact).and_then(|asked| asked.over(handbook, facts, self.on));
            let decided = || answer(facts, fact);
            let of = |(kind, instead, because)| Request { fact, kind, instead, because, decided: decided(), over };
            self.requests.extend(request.map(of));
        }
        self.requests.sort_by_key(|r| (r.fact.day, r.fact.entry.line));
    }
}

/// The latest decision on a request.
fn answer<'a>(facts: &'a [Fact<'a>], request: &Fact<'_>) -> Option<&'a Fact<'a>> {
    let decides = |f: &&Fact<'_>| f.entry.event.reference().is_some_and(|(_, id)| id == request.entry.id);
    facts.iter().rfind(|f| f.entry.event.decides().is_some() && decides(f))
}

/// A request for the renewal of a credential that was not held.
fn nothing_to_renew<'a>(ledger: &Ledger<'a>, fact: &'a Fact<'a>) -> Reason<'a> {
    let clause = &ledger.scheme.cycle;
    let source = clause.on(fact.day).map_or(clause.unwritten(), |e| e.source());
    Reason::new(source, Met::No, Finding::NothingToRenew).on(&fact.entry.id)
}

/// A request for something that the scheme does not have.
fn not_offered<'a>(ledger: &Ledger<'a>, fact: &'a Fact<'a>) -> Reason<'a> {
    Reason { finding: Finding::NotOffered, ..nothing_to_renew(ledger, fact) }
}

/// How an application stands: the route met, or all that is missing on each.
fn application<'a>(programme: &'a Programme, fact: &'a Fact<'a>) -> Vec<Reason<'a>> {
    let eligibility = eligibility::judge_application(programme, fact);
    let refused = |r: &RouteStands<'_>| r.requirements.iter().any(|q| q.reason.met == Met::No);
    // The route that is met decides; without one, a route on which something is only unknown; else all that is missing.
    let decides = eligibility.routes.iter().find(|r| r.met()).or(eligibility.routes.iter().find(|r| !refused(r)));
    let decides = decides.map(|r| r.route);
    let routes = eligibility.routes.into_iter().filter(|r| decides.is_none_or(|id| id == r.route));
    routes.flat_map(|r| r.requirements).map(|r| r.reason).collect()
}

fn because<'a>(
    ledger: &Ledger<'a>,
    holdings: &[Holding<'a>],
    award: &Award<'a>,
    standing: Standing,
    on: Date,
) -> Vec<Reason<'a>> {
    let of = |h: &&Holding<'a>| h.awards.iter().any(|a| a.fact.entry.id == award.fact.entry.id);
    let Some(holding) = holdings.iter().find(of) else { return Vec::new() };
    let Some(cycle) = holding.cycle_on(on) else { return Vec::new() };
    let question = Question { ledger, holding, cycle, on };
    let mut because = question.because(award, standing);
    if let Some(audit) = ledger.open_audit(on)
        && let Some(rule) = ledger.scheme.audit.as_ref().and_then(|a| a.on(audit.day))
    {
        let finding = Finding::UnderAudit { since: audit.day, asks: rule.ask_office == Some(true) };
        because.push(Reason::new(rule.source(), Met::Note, finding).on(&audit.entry.id));
    }
    because
}

fn view<'a>(question: &Question<'_, 'a>) -> Option<CycleView<'a>> {
    let Question { ledger, holding, cycle, on } = *question;
    let needs = ledger.needs(cycle, &holding.awards, on)?;
    let mut credits = ledger.worth(cycle.days, Date::MAX);
    let sum = |of: fn(&Worth<'a>) -> Units| credits.iter().map(of).sum::<Units>();
    let earned = (sum(|w| w.counted), sum(|w| w.approved));
    let least = needs.edition.figures().categories.iter().flatten();
    let categories = least
        .map(|c| {
            let of = credits.iter().filter(|w| w.category.id == c.category.id).map(|w| w.counted).sum();
            (c.category.id.as_str(), c.least, of)
        })
        .collect();
    let yearly = ledger.scheme.yearly.as_ref().and_then(|y| y.on(cycle.to));
    let year = |days: Days| yearly.map(|y| (days, y.units, in_year(&credits, days), y.decides));
    let years = if yearly.is_some() { ledger.years(cycle).into_iter().filter_map(year).collect() } else { Vec::new() };
    // Earlier cycles have counted what was earned before this one.
    credits.extend(ledger.outside(cycle.days, cycle.index == 0));
    credits.sort_by_key(|w| w.fact.day);
    let mut because = question.credits_so_far(Met::Note);
    because.extend(question.years_short());
    // Certificates are asked for when the renewed cycle has ended and the next is shown.
    let before = holding.cycles.iter().rev().find(|c| c.index < cycle.index);
    let renewed_last = [Some(cycle), before].into_iter().flatten().find_map(|c| Some((c.to, c.renewed?.0)));
    Some(CycleView {
        scheme: &ledger.scheme.id,
        from: cycle.from,
        to: cycle.to,
        required: (needs.total, needs.approved),
        earned,
        credits,
        categories,
        years,
        renewed: cycle.renewed.map(|(day, _)| day),
        certificate_by: renewed_last.and_then(|(end, day)| certificate_by(ledger, end, day, &mut because)),
        because,
    })
}

/// The day by which badge and certificate of a renewed certificant are there (E2).
fn certificate_by<'a>(
    ledger: &Ledger<'a>,
    cycle_end: Date,
    renewed: Date,
    because: &mut Vec<Reason<'a>>,
) -> Option<Date> {
    let rule = ledger.scheme.availability.as_ref()?.on(cycle_end)?;
    match ledger.handbook.body.business_days_after(cycle_end, rule.business_days) {
        // For a renewal approved later than that, nothing is published.
        Counted::Day(by, _) if by < renewed => None,
        Counted::Day(by, _) => {
            because.push(Reason::new(rule.source(), Met::Note, Finding::AvailableBy { by }));
            Some(by)
        }
        Counted::NotWritten(clause, day) => {
            because.push(Reason::new(clause.unwritten(), Met::Note, Finding::NotWritten { day }));
            None
        }
        Counted::NoRule => None,
    }
}

/// A second award of a credential that is held.
fn held_already(fact: &Fact<'_>) -> Refusal {
    let programme = match &fact.entry.event {
        Event::CredentialAwarded { programme } => programme.as_ref(),
        _ => "the credential",
    };
    Refusal {
        line: fact.entry.line,
        column: 1,
        event: Some(fact.entry.id.to_string()),
        wrong: format!("`{programme}` is held already on {}", fact.day),
        remedy: "a credential is awarded again only once it has lapsed, expired or ended".to_owned(),
    }
}
