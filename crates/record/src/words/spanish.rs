//! Spanish says "el 3 de mayo de 2026", but "en mayo de 2026" and "en 2026": our sentences are written for a day, and
//! what is known to the month or the year only gets the word that goes with it, wherever a message takes a date.

use fluent_bundle::FluentValue;

use super::Arguments;

/// The sentence with the right word before each month or year among its arguments.
pub(super) fn without_article(said: String, arguments: &Arguments<'_>) -> String {
    let mut said = said;
    for (name, value) in arguments {
        let FluentValue::String(text) = value else { continue };
        if !DATES.contains(name) || !is_month_or_year(text) {
            continue;
        }
        for (before, right) in ARTICLES {
            let wrong = format!("{before} {text}");
            if said.contains(&wrong) {
                said = said.replace(&wrong, &format!("{right} {text}"));
            }
        }
    }
    said
}

/// "2026", "mayo de 2026".
fn is_month_or_year(text: &str) -> bool {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let of_month = || {
        let (month, year) = text.split_once(" de ")?;
        Some(is_year(year) && month.chars().all(char::is_alphabetic))
    };
    is_year(text) || of_month() == Some(true)
}

/// The arguments in which our messages take a date: four digits in another one are no year.
const DATES: [&str; 4] = ["date", "from", "to", "until"];

/// What stands before a day, and before a month or a year; the longer ones first.
const ARTICLES: [(&str, &str); 9] = [
    ("desde el", "desde"),
    ("Desde el", "Desde"),
    ("hasta el", "hasta"),
    ("Hasta el", "Hasta"),
    ("para el", "para"),
    (" del", " de"),
    (" al", " a"),
    (" el", " en"),
    ("El", "En"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_digits_that_are_no_date_stay_as_they_are() {
        let said = "Cambió del 2012".to_owned();
        let arguments = [("value", FluentValue::from("2012"))];
        assert_eq!(without_article(said.clone(), &arguments), said);
    }

    #[test]
    fn a_month_and_a_year_have_no_article() {
        for (said, date, right) in [
            ("El dato más reciente es del 1997.", "1997", "El dato más reciente es de 1997."),
            ("Terminó el mayo de 2012", "mayo de 2012", "Terminó en mayo de 2012"),
            ("hasta el 2012", "2012", "hasta 2012"),
            ("Estaba previsto para el 2012", "2012", "Estaba previsto para 2012"),
            ("Terminó el 3 de mayo de 2012", "3 de mayo de 2012", "Terminó el 3 de mayo de 2012"),
            (
                "Resultados del 3 de mayo de 2012",
                "mayo de 2012",
                "Resultados del 3 de mayo de 2012",
            ),
        ] {
            let arguments = [("date", FluentValue::from(date))];
            assert_eq!(without_article(said.to_owned(), &arguments), right);
        }
    }
}
