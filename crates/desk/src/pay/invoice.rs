//! Invoices: one for each fee that is owed, or that falls due next. They follow from the record like the fees themselves,
//! so none is kept: the same fee of the same person has the same number whenever and wherever it is asked for.

use jiff::civil::Date;
use programme::Handbook;
use programme::decision::Finding;
use programme::review::{FeeView, Review};
use sha2::{Digest, Sha256};

/// Signs that are not mistaken for others, read aloud or written by hand: Crockford's thirty-two.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many of them end a number: fifty bits, so that among a million invoices of one day two alike are not to be feared.
const LONG: usize = 10;

/// An invoice for one fee.
#[derive(Debug)]
pub struct Invoice<'r, 'a> {
    /// Its number: the body, the day from which the fee is owed, and signs that stand for whose it is.
    pub number: String,
    /// The fee.
    pub fee: &'r FeeView<'a>,
    /// The day on which it falls due, where that is one day.
    pub due: Option<Date>,
}

/// The invoices of a person for what they owe a body now, and for the yearly fee that comes next.
pub fn invoices<'r, 'a>(review: &'r Review<'a>, handbook: &Handbook) -> Vec<Invoice<'r, 'a>> {
    let own = review.fees.iter().chain(&review.fees_later).filter(|fee| fee.body == handbook.body.id);
    let (now, ahead): (Vec<_>, Vec<_>) = own.partition(|fee| fee.from <= review.on);
    let next = ahead.into_iter().filter(|fee| annual(fee).is_some()).min_by_key(|fee| fee.from);
    let invoice =
        |fee: &'r FeeView<'a>| Invoice { number: number(review.person, handbook, fee), fee, due: annual(fee) };
    now.into_iter().chain(next).map(invoice).collect()
}

/// The day on which a yearly fee falls due.
fn annual(fee: &FeeView<'_>) -> Option<Date> {
    fee.because.iter().find_map(|reason| match reason.finding {
        Finding::AnnualDue { due } => Some(due),
        _ => None,
    })
}

fn number(person: &str, handbook: &Handbook, fee: &FeeView<'_>) -> String {
    let of = Sha256::digest(format!("{person}\n{}\n{}\n{}", fee.body, fee.item, fee.from));
    let signs = of.iter().take(LONG).map(|byte| char::from(SIGNS[usize::from(byte % 32)]));
    let day = fee.from.strftime("%Y%m%d");
    format!("{}-{day}-{}", handbook.body.short, signs.collect::<String>())
}
