//! A review drawn, section by section: for its person to act on, or for staff to read.

mod actions;
mod costs;
pub(super) mod credits;
mod past;
mod standing;
mod steps;

use std::collections::BTreeSet;

use maud::{Markup, html};
use programme::Handbook;
use programme::decision::{Action, Decision};
use programme::review::Review;

use super::parts;

/// A review as somebody looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'s, 'a> {
    /// The review.
    pub review: &'s Review<'a>,
    /// The handbooks it was judged by.
    pub handbooks: &'s [&'s Handbook],
    /// Whether the person reviewed is the one who looks.
    pub own: bool,
    /// The person's files that are here, where whoever looks reads every one of them.
    pub there: Option<&'s BTreeSet<String>>,
}

impl<'s, 'a> Sight<'s, 'a> {
    /// Everything a review says, in the order in which people ask.
    pub fn all(&self) -> Markup {
        html! {
            (standing::section(self))
            (steps::section(self))
            (costs::section(self))
            (credits::section(self))
            (standing::credentials(self))
            (actions::section(self))
            (past::requests(self))
            (past::results(self))
            (past::payments(self))
        }
    }

    /// What is owed to a body today and after each deadline, every amount opened to its clause.
    pub fn costs(&self, handbook: &Handbook) -> Option<Markup> {
        costs::opened(self, handbook)
    }

    /// An invoice for each fee that is owed to a body.
    pub fn invoices(&self, handbook: &Handbook) -> Markup {
        costs::invoices(self, handbook)
    }

    /// Where a paper of the person's is: one's own, or as staff see it on the day looked at.
    fn paper(&self, of: &[&str]) -> String {
        match self.own {
            true => parts::path(&[&["home"], of].concat()),
            false => format!(
                "{}?on={}",
                parts::path(&[&["staff", "people", self.review.person], of].concat()),
                self.review.on
            ),
        }
    }

    /// What may be done, as far as whoever looks may know of it.
    fn actions(&self) -> impl Iterator<Item = &'s Decision<'a>> {
        let withheld: Vec<&str> = self.withheld().collect();
        self.review.actions.iter().filter(move |a| !a.programme.is_some_and(|p| withheld.contains(&p)))
    }

    /// Programmes whose result is held: what their candidate may do next would give the score away.
    fn withheld(&self) -> impl Iterator<Item = &'s str> {
        let own = self.own;
        self.review.results.iter().filter(move |r| own && r.released.is_none()).map(|r| r.programme)
    }

    fn of_body(&self, id: &str) -> Option<&'s Handbook> {
        self.handbooks.iter().find(|h| h.body.id == id).copied()
    }

    fn of_programme(&self, id: &str) -> Option<&'s Handbook> {
        self.handbooks.iter().find(|h| h.programme(id).is_some()).copied()
    }

    fn of_scheme(&self, id: &str) -> Option<&'s Handbook> {
        self.handbooks.iter().find(|h| h.scheme.as_ref().is_some_and(|s| s.id == id)).copied()
    }

    /// The handbook that a decision rests on.
    fn of(&self, decision: &Decision<'_>) -> Option<&'s Handbook> {
        decision
            .programme
            .and_then(|id| self.of_programme(id))
            .or_else(|| decision.scheme.and_then(|id| self.of_scheme(id)))
    }

    /// The designation of a programme, or its id where its handbook is not at hand.
    fn designation<'t>(&'t self, programme: &'t str) -> &'t str {
        self.of_programme(programme).and_then(|h| h.programme(programme)).map_or(programme, |p| &p.designation)
    }

    /// What a decision is about: a designation, or the body whose scheme it is.
    fn about<'t>(&'t self, decision: &'t Decision<'_>) -> &'t str {
        match (decision.programme, decision.scheme) {
            (Some(programme), _) => self.designation(programme),
            (None, Some(scheme)) => self.of_scheme(scheme).map_or(scheme, |h| &h.body.short),
            (None, None) => "",
        }
    }

    /// What a fee is called: the title of its clause, or the name by which it is paid.
    fn fee_name<'t>(&'t self, body: &str, item: &'t str) -> &'t str {
        self.of_body(body).and_then(|h| h.fee(item)).map_or(item, |fee| &fee.clause.title)
    }

    fn currency(&self, body: &str) -> &'s str {
        self.of_body(body).map_or("", |h| &h.body.currency)
    }

    /// The person spoken to, or of.
    fn you(&self, own: &'static str, other: &'static str) -> &'static str {
        if self.own { own } else { other }
    }
}

/// What an action is called on its button.
fn label(action: Action) -> &'static str {
    match action {
        Action::Apply => "Apply for the exam",
        Action::Book => "Book a seat",
        Action::Transfer => "Move to the next window",
        Action::Reschedule => "Change day, time or place",
        Action::Retake => "Sit the exam again",
        Action::RequestAccommodation => "Ask for accommodations",
        Action::LogCredit => "Log a credit",
        Action::AmendCredit => "Change a credit",
        Action::SubmitRenewal => "Submit the renewal",
        Action::RequestExtension => "Ask for an extension",
        Action::RequestReinstatement => "Ask for reinstatement",
        Action::Appeal => "Appeal against the measure",
        Action::SubmitActivity => "Submit the activity",
    }
}

/// Where an action is carried out.
fn href(decision: &Decision<'_>) -> String {
    let about = match (decision.programme, decision.scheme) {
        (Some(programme), _) => format!("?programme={programme}"),
        (None, Some(scheme)) => format!("?scheme={scheme}"),
        (None, None) => String::new(),
    };
    match (decision.action, decision.programme) {
        (Action::Apply, Some(programme)) => return format!("/home/apply/{programme}"),
        (Action::Book | Action::Reschedule, Some(programme)) => return format!("/home/book/{programme}"),
        (Action::Appeal, Some(programme)) => return format!("/home/appeal/{programme}"),
        (Action::RequestAccommodation, Some(programme)) => return format!("/home/accommodation/{programme}"),
        (Action::Transfer, Some(programme)) => return format!("/home/transfer/{programme}"),
        _ => {}
    }
    format!("/home/act/{}{about}", decision.action.word())
}
