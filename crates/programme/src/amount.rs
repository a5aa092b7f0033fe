//! Money and credits: exact, never floats.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use crate::day::Digits;

/// An amount of money in the body's currency, held in minor units (cents).
///
/// Written as a decimal string with two places: `"225.00"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

/// A number of credits (hours, points, development units), held in thousandths.
///
/// Written as a decimal string: `"1.5"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Units(i64);

/// The largest whole part an amount may have: a typing error above it is refused, and no sum overflows.
const LARGEST: i64 = 100_000_000;

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// Reads `"225.00"` or `"225"`; at most two decimals, no sign, no exponent.
    pub fn parse(text: &str) -> Option<Money> {
        decimal(text, 2).map(Money)
    }

    /// The amount in minor units (cents).
    pub fn minor(self) -> i64 {
        self.0
    }

    /// An amount from minor units (cents).
    pub fn from_minor(minor: i64) -> Money {
        Money(minor)
    }

    /// What remains of this amount when `paid` is taken off; never below zero.
    pub fn less(self, paid: Money) -> Money {
        Money((self.0 - paid.0).max(0))
    }
}

impl Units {
    /// No credit.
    pub const ZERO: Units = Units(0);

    /// Reads `"1.5"` or `"30"`; at most three decimals, no sign, no exponent.
    pub fn parse(text: &str) -> Option<Units> {
        decimal(text, 3).map(Units)
    }

    /// A whole number of credits.
    pub fn whole(n: u32) -> Units {
        Units(i64::from(n) * 1000)
    }

    /// A number of credits from thousandths.
    pub fn from_thousandths(thousandths: i64) -> Units {
        Units(thousandths)
    }

    /// The number in thousandths.
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// `units × rate`, rounded down to a thousandth.
    pub fn times(self, rate: Units) -> Units {
        Units((i128::from(self.0) * i128::from(rate.0) / 1000) as i64)
    }

    /// What remains when `other` is taken off; never below zero.
    pub fn less(self, other: Units) -> Units {
        Units((self.0 - other.0).max(0))
    }

    /// Printed with at least one decimal (`2.0`), as a single credit is; a total prints `30`.
    pub fn with_decimal(self) -> WithDecimal {
        WithDecimal(self)
    }
}

/// Credits as [`Units::with_decimal`] prints them.
#[derive(Debug, Clone, Copy)]
pub struct WithDecimal(Units);

impl fmt::Display for WithDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        if self.0.0 % 1000 == 0 { f.write_str(".0") } else { Ok(()) }
    }
}

/// A plain decimal as an integer of `10^-places`; `None` if it is not one, too long or too large.
fn decimal(text: &str, places: usize) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > places.max(1) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|n| *n <= LARGEST)?;
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(places);
    Some(digits.fold(whole, |amount, digit| amount * 10 + i64::from(digit - b'0')))
}

/// Writes `n` of `scale` parts, the parts with so many digits.
fn write_decimal(f: &mut fmt::Formatter<'_>, n: i64, scale: u64, places: usize) -> fmt::Result {
    let (whole, parts) = (n.unsigned_abs() / scale, n.unsigned_abs() % scale);
    if n < 0 {
        f.write_str("-")?;
    }
    f.write_str(Digits::default().write(whole, 1))?;
    if places > 0 {
        f.write_str(".")?;
        f.write_str(Digits::default().write(parts, places))?;
    }
    Ok(())
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 100, 2)
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            n if n % 1000 == 0 => write_decimal(f, n / 1000, 1, 0),
            n if n % 100 == 0 => write_decimal(f, n / 100, 10, 1),
            n if n % 10 == 0 => write_decimal(f, n / 10, 100, 2),
            n => write_decimal(f, n, 1000, 3),
        }
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Add for Units {
    type Output = Units;
    fn add(self, other: Units) -> Units {
        Units(self.0 + other.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl AddAssign for Units {
    fn add_assign(&mut self, other: Units) {
        self.0 += other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(iter: I) -> Money {
        iter.fold(Money::ZERO, Add::add)
    }
}

impl Sum for Units {
    fn sum<I: Iterator<Item = Units>>(iter: I) -> Units {
        iter.fold(Units::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_credits_read_and_print_the_same() {
        for text in ["0.00", "225.00", "0.05", "99999999.99"] {
            assert_eq!(Money::parse(text).map(|m| m.to_string()).as_deref(), Some(text));
        }
        for text in ["0", "1.5", "30", "0.25", "0.125"] {
            assert_eq!(Units::parse(text).map(|u| u.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_no_amount() {
        for text in ["", ".", "-1", "+1", "1e3", "1.", ".5", "1,000", "1.234", "999999999", "٣"] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
        assert_eq!(Units::parse("1.2345"), None);
    }
}
