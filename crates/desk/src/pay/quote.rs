//! What is to be paid now: the fees of a review that are owed on its day, each with the clause it rests on.

use programme::amount::Money;
use programme::decision::Finding;
use programme::review::{FeeView, Review};
use store::payments::Item;

/// What a person owes a body today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// To whom.
    pub body: String,
    /// Each fee.
    pub items: Vec<Item>,
}

impl Due {
    /// All of it.
    pub fn total(&self) -> Money {
        self.items.iter().map(|item| item.amount).sum()
    }
}

/// What is owed today, one body after the other; as the review says.
pub fn owed(review: &Review<'_>) -> Vec<Due> {
    let mut owed: Vec<Due> = Vec::new();
    for fee in review.fees.iter().filter(|fee| is_due(fee, review)) {
        let item = item(fee);
        match owed.iter_mut().find(|due| due.body == fee.body) {
            Some(due) => due.items.push(item),
            None => owed.push(Due { body: fee.body.to_owned(), items: vec![item] }),
        }
    }
    owed
}

/// What is owed to one body today.
pub fn due(review: &Review<'_>, body: &str) -> Option<Due> {
    owed(review).into_iter().find(|due| due.body == body)
}

fn is_due(fee: &FeeView<'_>, review: &Review<'_>) -> bool {
    fee.from <= review.on && fee.to.is_none_or(|to| review.on <= to) && fee.amount > Money::ZERO
}

/// A fee with the clause that says its amount.
fn item(fee: &FeeView<'_>) -> Item {
    let rate = fee.because.iter().find(|r| matches!(r.finding, Finding::Rate { .. })).or(fee.because.first());
    let of = |text: fn(&programme::decision::Reason<'_>) -> String| rate.map_or(String::new(), text);
    Item {
        item: fee.item.to_owned(),
        amount: fee.amount,
        clause: of(|r| r.source.clause.to_owned()),
        citation: of(|r| r.source.citation.to_owned()),
    }
}
