//! What bills add up to: charged, paid by insurance, paid and owed by the patient. Exact sums of the
//! amounts that bills state; a bill that does not say an amount adds nothing to it, and is counted.

use crate::entry::{Entry, FactText};

/// Sums of several bills, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was charged.
    pub billed: Option<i64>,
    /// What insurance paid.
    pub paid: Option<i64>,
    /// What the patient owes.
    pub owed: Option<i64>,
    /// How many of the bills do not say what the patient owes.
    pub untold: usize,
    /// How many bills.
    pub count: usize,
}

/// The sums of some bills; amounts in another currency than dollars are left to the bills themselves.
pub fn sums<'e>(bills: impl IntoIterator<Item = &'e Entry>) -> Sums {
    let mut sums = Sums::default();
    let add = |sum: &mut Option<i64>, amount: Option<i64>| {
        if let Some(amount) = amount {
            *sum = Some(sum.unwrap_or(0).saturating_add(amount));
        }
    };
    for bill in bills {
        sums.count += 1;
        add(&mut sums.billed, amount(bill, "billed"));
        add(&mut sums.paid, amount(bill, "paid"));
        let owed = amount(bill, "you-owe");
        sums.untold += usize::from(owed.is_none());
        add(&mut sums.owed, owed);
    }
    sums
}

/// An amount that a bill states, in cents.
pub fn amount(bill: &Entry, label: &str) -> Option<i64> {
    let fact = bill.facts.iter().find(|fact| fact.label == label)?;
    match &fact.text {
        FactText::Source(text) => cents(text),
        _ => None,
    }
}

/// `$1,234.50` in cents; `None` for anything else.
fn cents(text: &str) -> Option<i64> {
    let (sign, digits) = match text.trim().strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.trim()),
    };
    let digits = digits.strip_prefix('$')?.replace(',', "");
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, "00"));
    let is_part = part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
    let cents: i64 = is_part.then(|| part.parse().ok())??;
    let whole: i64 = whole.parse().ok()?;
    Some(sign * whole.checked_mul(100)?.checked_add(cents)?)
}

/// Cents as people write them: `$1,234.50`.
pub fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}${grouped}.{:02}", cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;

    fn bill(totals: &[(&str, &str)]) -> Entry {
        let total = |(code, value): &(&str, &str)| {
            format!(
                r#"{{"category":{{"coding":[{{"code":"{code}"}}]}},"amount":{{"value":{value},"currency":"USD"}}}}"#
            )
        };
        let totals = totals.iter().map(total).collect::<Vec<_>>().join(",");
        let json = format!(r#"{{"resourceType":"ExplanationOfBenefit","total":[{totals}]}}"#);
        entry(&Resource::of_json(&json), &NoNames)
    }

    #[test]
    fn bills_add_up_to_the_cent_and_what_is_not_told_is_counted() {
        let bills = [
            bill(&[("submitted", "331.75"), ("benefit", "241.90"), ("memberliability", "38.15")]),
            bill(&[("submitted", "1000.10")]),
        ];
        let sums = sums(&bills);
        assert_eq!(sums.billed.map(dollars).as_deref(), Some("$1,331.85"));
        assert_eq!(sums.paid.map(dollars).as_deref(), Some("$241.90"));
        assert_eq!(sums.owed.map(dollars).as_deref(), Some("$38.15"));
        assert_eq!((sums.untold, sums.count), (1, 2));
    }

    #[test]
    fn what_is_no_amount_in_dollars_adds_nothing() {
        for text in ["12.00 EUR", "$", "$x.10", "$1.5", ""] {
            assert_eq!(cents(text), None, "{text}");
        }
        assert_eq!(cents("-$3.05"), Some(-305));
        assert_eq!(dollars(-305), "-$3.05");
        assert_eq!(dollars(123_456_789), "$1,234,567.89");
    }
}
