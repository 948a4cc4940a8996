//! A day in a title, "EKG (2012/10/15)": when it was is no part of what it is called.

use jiff::civil::Date;

use crate::date::FhirDate;

/// A title without the day that stands at its end in numbers, and that day; a year only in brackets, "Tonsillectomy
/// (1944)". Whether "10/05/2002" is of May or of October only the entry's own day can tell: else it stays as it is written.
pub fn without_date(title: &str, own: Option<FhirDate>) -> Option<(&str, FhirDate)> {
    let title = title.trim_end();
    let inner = title.strip_suffix(')').or_else(|| title.strip_suffix(']')).unwrap_or(title);
    let start = inner.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '['))?;
    let (before, day) = (inner.get(..start)?, inner.get(start + 1..)?);
    let is_open = inner.get(start..)?.starts_with(['(', '[']);
    if is_open != (inner.len() < title.len()) {
        return None;
    }
    let name = before.trim_end().trim_end_matches([',', '-', '–', ':']).trim_end();
    name.chars().any(char::is_alphabetic).then_some(())?;
    let day = in_numbers(day, own).map(FhirDate::day);
    let year = || {
        inner.get(start + 1..)?.parse().ok().filter(|year| YEARS.contains(year))?;
        FhirDate::parse(inner.get(start + 1..)?)
    };
    Some((name, day.or_else(|| is_open.then(year).flatten())?))
}

/// `2012/10/15`, `2012-10-15`, `10/15/2012`, `15/10/2012`.
fn in_numbers(text: &str, own: Option<FhirDate>) -> Option<Date> {
    let separator = text.chars().find(|c| matches!(c, '/' | '-'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [one, two, three] = parts.as_slice() else { return None };
    let is_number =
        |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(is_number) {
        return None;
    }
    let of = |year: &str, month: &str, day: &str| {
        let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
        Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
    };
    if one.len() == 4 {
        return of(one, two, three);
    }
    if three.len() != 4 {
        return None;
    }
    match (of(three, one, two), of(three, two, one)) {
        (Some(of_us), Some(of_others)) if of_us != of_others => {
            let is_own = |date: &Date| {
                own.is_some_and(|own| own.first_day() <= *date && *date <= own.last_day())
            };
            // A year alone holds both: then nothing is told.
            Some(of_us).filter(is_own).xor(Some(of_others).filter(is_own))
        }
        (of_us, of_others) => of_us.or(of_others),
    }
}

/// Other numbers of four digits are no years.
const YEARS: std::ops::RangeInclusive<i16> = 1860..=2150;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_at_the_end_of_a_title_is_no_part_of_the_name() {
        for (title, name, day) in [
            ("EKG (2012/10/15)", "EKG", "2012-10-15"),
            ("Angioplasty with Stent (10/25/2002)", "Angioplasty with Stent", "2002-10-25"),
            ("Angioplasty with Stent (25/10/2002)", "Angioplasty with Stent", "2002-10-25"),
            ("Visit summary - 2026-05-14", "Visit summary", "2026-05-14"),
            ("Chest X-ray, 4/4/2026", "Chest X-ray", "2026-04-04"),
            ("Tonsillectomy (1944)", "Tonsillectomy", "1944"),
        ] {
            let found = without_date(title, None).map(|(name, day)| (name, day.iso()));
            assert_eq!(found, Some((name, day.to_owned())), "{title}");
        }
    }

    #[test]
    fn a_day_that_can_be_read_two_ways_is_told_by_the_entrys_own_day_or_stays() {
        let read = |own: Option<&str>| {
            let own = own.and_then(FhirDate::parse);
            without_date("Angioplasty (10/05/2002)", own).map(|(_, day)| day.iso())
        };
        assert_eq!(read(Some("2002-10-05")).as_deref(), Some("2002-10-05"));
        assert_eq!(read(Some("2002-05-10")).as_deref(), Some("2002-05-10"));
        assert_eq!(read(Some("2002-05")).as_deref(), Some("2002-05-10"));
        for unclear in [None, Some("2002"), Some("2012-08-06")] {
            assert_eq!(read(unclear), None, "{unclear:?}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for title in [
            "Influenza 2012-2013",
            "CT of 2012",
            "Panel (2500)",
            "10/15/2012",
            "Lot 12-34-5678",
            "Ratio 1/2/3",
            "EKG 2012/10/15)",
            "Code 0054-42-25",
        ] {
            assert_eq!(without_date(title, None), None, "{title}");
        }
    }
}
