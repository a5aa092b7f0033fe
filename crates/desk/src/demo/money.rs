//! Paying: what a fee comes to by the handbook, and how people pay it.

use jiff::civil::Date;
use programme::Handbook;
use programme::amount::Money;

use super::chance::minus;
use super::json;
use super::person::Person;
use super::story::Ref;

impl<'w> Person<'w> {
    /// What a fee comes to; none where the body has no such fee, or wrote nothing down for the day.
    pub fn quote(&self, house: &Handbook, item: &str, governing: Date, credentials: usize, on: Date) -> Option<Money> {
        let member = self.is_member(&house.body.id, on);
        let quote = house.fee(item)?.quote(governing, credentials, member)?;
        Some(quote.amount).filter(|amount| *amount > Money::ZERO)
    }

    /// Pays an amount for a fee, such that it counts on `day`.
    pub fn pay(&mut self, house: &Handbook, item: &str, amount: Money, day: Date) -> Ref {
        let method = match self.chance.below(100) {
            0..=78 => "card",
            79..=89 => "check",
            90..=97 => "purchase_order",
            _ => "waiver",
        };
        let cheque = method == "check";
        let arrives = if cheque { self.chance.after(day, 1, 11) } else { day };
        let moment = if cheque { None } else { self.moment(day, 60) };
        let body = self.several.then_some(house.body.id.as_str());
        let note = self.note();
        let write = |out: &mut Vec<u8>| {
            json::text(out, "item", item);
            json::money(out, "amount", amount);
            json::text(out, "method", method);
            if cheque {
                json::day(out, "dated", day);
            }
        };
        self.story
            .add("payment_received", arrives)
            .fields(write)
            .text_if_any("body", body)
            .moment(moment)
            .note(note)
            .id()
    }

    /// Pays a renewal's fee; now and then the bank takes it back, and it is paid again.
    pub fn pay_renewal(&mut self, house: &Handbook, item: &str, amount: Money, day: Date, not_before: Date) {
        let first = minus(day, 25);
        if first > not_before && self.chance.once(15) {
            let bounced = self.pay(house, item, amount, first);
            let back = self.chance.after(first, 12, 24);
            self.story.add("payment_reversed", back).refers("payment", bounced).note(Some("returned by the bank"));
        }
        match self.chance.below(250) {
            0 => {
                // The same again by mistake: the entry, not the payment, is what was wrong.
                self.pay(house, item, amount, day);
                let again = self.pay(house, item, amount, day);
                let day = self.chance.after(day, 12, 30);
                self.retracted(again, day, "entered twice");
            }
            1 => {
                let wrong = self.pay(house, item, Money::from_minor(amount.minor() * 10), day);
                let day = self.chance.after(day, 12, 30);
                self.corrected(wrong, day, |out| json::money(out, "amount", amount));
            }
            _ => drop(self.pay(house, item, amount, day)),
        }
    }
}
