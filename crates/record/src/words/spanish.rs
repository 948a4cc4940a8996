//! Spanish says "el 3 de mayo de 2026", but "en mayo de 2026" and "en 2026". A message that may be given a month or a
//! year takes its date from one of these functions, which writes it as a sentence needs it: `{ EN($date) }`.
//!
//! Standard: <https://projectfluent.org/fluent/guide/functions.html>

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentError, FluentResource, FluentValue};

/// Gives the messages of a bundle their functions.
pub(super) fn add_functions(bundle: &mut FluentBundle<FluentResource>) -> Result<(), FluentError> {
    for (name, of_day, of_month) in FUNCTIONS {
        bundle.add_function(name, move |dates, _| match dates {
            [FluentValue::String(date)] => {
                let before = if is_month_or_year(date) { of_month } else { of_day };
                FluentValue::from(format!("{before}{date}"))
            }
            _ => FluentValue::Error,
        })?;
    }
    Ok(())
}

/// "2026", "mayo de 2026", also with a doubt behind it: "1900 (puede significar…)".
fn is_month_or_year(date: &str) -> bool {
    let date = date.split(" (").next().unwrap_or(date);
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let of_month = || {
        let (month, year) = date.split_once(" de ")?;
        Some(is_year(year) && month.chars().all(char::is_alphabetic))
    };
    is_year(date) || of_month() == Some(true)
}

/// The functions, with what they write before a day and before a month or a year: behind "desde", "hasta" and
/// "para" a month has no article at all.
const FUNCTIONS: [(&str, &str, &str); 4] =
    [("EL", "el ", ""), ("DEL", "del ", "de "), ("AL", "al ", "a "), ("EN", "el ", "en ")];

#[cfg(test)]
mod tests {
    use crate::words::{Language, Words};

    #[test]
    fn a_month_and_a_year_have_no_article() {
        let file = "since = Desde { EL($date) }\nof = Datos { DEL($date) } { AL($date) }.\n\
                    ended = Terminó { EN($date) }";
        let words = Words::with_files(Language::Spanish, &[file]).unwrap();
        let day = "3 de mayo de 2012";
        for (id, date, said) in [
            ("since", day, "Desde el 3 de mayo de 2012"),
            ("since", "mayo de 2012", "Desde mayo de 2012"),
            ("since", "2012", "Desde 2012"),
            ("of", day, "Datos del 3 de mayo de 2012 al 3 de mayo de 2012."),
            ("of", "2012", "Datos de 2012 a 2012."),
            ("ended", day, "Terminó el 3 de mayo de 2012"),
            ("ended", "mayo de 2012", "Terminó en mayo de 2012"),
            (
                "ended",
                "1900 (puede significar otra cosa)",
                "Terminó en 1900 (puede significar otra cosa)",
            ),
        ] {
            assert_eq!(words.with(id, &[("date", date.into())]), said);
        }
    }
}
