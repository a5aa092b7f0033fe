//! What is done to a credential besides renewing it: suspensions, revocations, surrenders.

use jiff::civil::Date;
use programme::day::next;

use super::career::{Cycle, Holder};
use super::chance::{days_between, plus};
use super::person::Person;
use super::story::{LAST_DAY, Ref};
use super::words;

/// Days until a suspension is settled, at most.
const LONGEST_SUSPENSION: u32 = 300;

impl<'w> Person<'w> {
    /// Measures taken during a cycle; whether they end it all.
    pub fn measures(&mut self, holder: &mut Holder<'w>, cycle: &Cycle) -> bool {
        let fate = self.chance.below(1000);
        if fate >= 26 || days_between(holder.entered, cycle.to) < 200 {
            return false;
        }
        let begin = next(holder.entered.max(cycle.from));
        let day = self.chance.day(begin, cycle.to);
        let mut own = holder.held.iter().enumerate().filter(|(_, (_, awarded))| *awarded < day);
        // The latest award by then: of two credentials, the first sets the cycles and is kept.
        let Some((at, (programme, _))) = own.next_back().map(|(at, held)| (at, *held)) else { return false };
        match fate {
            // Settled within the cycle: nobody is suspended twice at once.
            0..=9 if days_between(day, cycle.to) < LONGEST_SUSPENSION as i32 + 30 => false,
            0..=9 => self.suspend(programme, day),
            10..=11 => {
                let reason = self.chance.word(words::CONDUCT);
                self.story.add("credential_revoked", day).text("programme", programme).text("reason", reason);
                self.end(holder, at, day)
            }
            _ => {
                let reason = self.chance.word(&["retired", "left the field", "at the holder's request"]);
                self.story.add("credential_surrendered", day).text("programme", programme).text("reason", reason);
                self.end(holder, at, day)
            }
        }
    }

    /// Suspends; most are restored, some revoked, recent ones may wait.
    fn suspend(&mut self, programme: &str, day: jiff::civil::Date) -> bool {
        let reason = self.chance.word(words::CONDUCT);
        let measure =
            self.story.add("credential_suspended", day).text("programme", programme).text("reason", reason).id();
        let filed = plus(day, 20);
        let appeal =
            self.story.add("appeal_filed", filed).refers("of", measure).text("grounds", "I was not heard.").id();
        let settled = self.chance.office_day(day, 60, LONGEST_SUSPENSION);
        let recent = days_between(day, LAST_DAY) < 700;
        match self.chance.below(10) {
            5..=9 if recent => true,
            0..=6 => {
                let upheld = "The holder was heard, and explained it.";
                self.decide_appeal(appeal, settled, "upheld", upheld);
                self.story.add("credential_restored", settled).text("programme", programme);
                false
            }
            _ => {
                self.decide_appeal(appeal, settled, "dismissed", "What was found is documented.");
                self.story.add("credential_revoked", settled).text("programme", programme).text("reason", reason);
                true
            }
        }
    }

    fn decide_appeal(&mut self, appeal: Ref, day: Date, outcome: &str, reason: &str) {
        let decided = self.story.add("appeal_decided", day).refers("appeal", appeal);
        decided.text("outcome", outcome).text("reason", reason);
    }

    /// Takes a credential out of what is held; whether nothing is left.
    fn end(&mut self, holder: &mut Holder<'w>, at: usize, day: jiff::civil::Date) -> bool {
        holder.held.remove(at);
        let left = holder.held.iter().any(|(_, awarded)| *awarded <= day.min(LAST_DAY));
        if !left {
            holder.held.clear();
        }
        !left
    }
}
