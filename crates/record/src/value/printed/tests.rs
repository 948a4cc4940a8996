//! Printed ranges: what is read, and what is left a text.

use proptest::prelude::*;

use super::*;

/// `low..high unit` with `(` where an end is outside, for tables of cases.
fn short(text: &str, own: &str) -> Option<String> {
    match read(text, Unit::read(own).as_ref())? {
        Printed::Word(word) => Some(word),
        Printed::Numbers(ends) => {
            let end = |end: &Option<Number>| end.as_ref().map_or("", |one| &one.text).to_owned();
            let open = |is_open| if is_open { "!" } else { "" };
            let unit = ends.unit.as_ref().map(|unit| format!(" {unit:?}")).unwrap_or_default();
            let unit = unit.replace("Sign(\"", "").replace("\")", "");
            let (low, high) = (end(&ends.low), end(&ends.high));
            let (before, behind) = (open(ends.low_is_open), open(ends.high_is_open));
            Some(format!("{low}{before}..{high}{behind}{unit}"))
        }
    }
}

#[test]
fn ranges_are_read_as_laboratories_print_them() {
    let cases = [
        ("<2.5", "..2.5!"),
        ("<2.5 ng/mL", "..2.5! ng/mL"),
        ("&lt;2.5 ng/mL", "..2.5! ng/mL"),
        ("4-5.6%", "4..5.6 %"),
        ("0.50-1.20 mg/dL", "0.50..1.20 mg/dL"),
        ("≥60", "60.."),
        ("3.5 – 5.1", "3.5..5.1"),
        ("Up to 40", "..40"),
        ("> OR = 60", "60.."),
        ("> OR = 60 mL/min/1.73m2", "60.. mL/min/1.73 m²"),
        ("<130 mg/dL (calc)", "..130! mg/dL"),
        (">=40 mg/dL", "40.. mg/dL"),
        ("10-50 U/L", "10..50 U/L"),
        ("0.0-30 mgAlb/gCre", "0.0..30 mg alb/g creat"),
        ("4-10 K/uL", "4..10 10³/µL"),
        ("normal: below 1.5 mg/dL", "..1.5! mg/dL"),
        ("normal: 0.29–5.11 IU/ml", "0.29..5.11 IU/mL"),
        ("normal: 4.0-5.6%", "4.0..5.6 %"),
        ("Normal: 50-75%", "50..75 %"),
        ("150,000 - 400,000", "150000..400000"),
        ("(70 - 99)", "70..99"),
        ("[70-99]", "70..99"),
        ("70 to 99 mg/dL", "70..99 mg/dL"),
        ("70 mg/dL - 99 mg/dL", "70..99 mg/dL"),
        ("3.5 a 5.1", "3.5..5.1"),
        ("hasta 40", "..40"),
        ("menor de 200", "..200!"),
        ("60 or more", "60.."),
        ("40 or less", "..40"),
        ("60+", "60.."),
        (">= 3.5 and <= 5.1", "3.5..5.1"),
        ("-2.0 - 2.0", "-2.0..2.0"),
        ("-2 to +2", "-2..2"),
        (".5-1.5", "0.5..1.5"),
        ("<=5", "..5"),
        ("Reference range: 8-24 mg/dL", "8..24 mg/dL"),
        ("Negative", "negative"),
        ("Non-Reactive", "non-reactive"),
        ("Not Detected.", "not detected"),
        ("Negativo", "negativo"),
    ];
    for (text, expected) in cases {
        assert_eq!(short(text, "").as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn whatever_is_not_certain_to_be_one_range_stays_a_text() {
    let texts = [
        "",
        "NA",
        "No data",
        "mg/dL",
        "Low",
        "M 13-18 g/dl; F 12-16 g/dl",
        "10-39 years: 55-110 mg/dL | 40-59 years: 70-150 mg/dL | >60 years: 80-150 mg/dL",
        "Normal reference range 1.0-1.5; Targeted INR 2.0-3.0",
        "Normal (3.0-4.0 cm2), mild (1.5–2.0 cm2), moderate (1.0–1.5 cm2)",
        "Negative, less than 1:80",
        "A negative value is a normal result",
        "A positive value is an abnormal result",
        "0 - 9999",
        "0.0-0.0",
        "5.6-4",
        "3,5-5,1",
        "70 mg/dL - 5.5 mmol/L",
        "2-10 widgets",
        "<5 <10",
        "1.2.3-4",
        "2026-05-03",
        "1-2-3",
    ];
    for text in texts {
        assert_eq!(short(text, ""), None, "{text}");
    }
    assert_eq!(short("2-10 widgets", "widgets").as_deref(), Some("2..10 widgets"));
}

#[test]
fn answers_in_words_are_compared_only_where_both_are_known() {
    let cases = [
        ("Negative", "NEGATIVE", Some(Side::Within)),
        ("Negative", "Not detected", Some(Side::Within)),
        ("Negative", "Positive", Some(Side::Above)),
        ("Non-reactive", "Reactive", Some(Side::Above)),
        ("Negativo", "Positivo", Some(Side::Above)),
        ("Negative", "Trace", None),
        ("Positive", "Negative", None),
        ("Yellow", "yellow", Some(Side::Within)),
        ("Yellow", "Amber", None),
    ];
    for (usual, answer, expected) in cases {
        assert_eq!(compare_words(usual, answer), expected, "{usual} {answer}");
    }
}

proptest! {
    #[test]
    fn every_way_of_printing_two_numbers_says_the_same(
        low in 0u32..10_000, span in 1u32..10_000, places in 0usize..4,
        dash in prop::sample::select(vec!["-", " - ", "–", " – ", " to ", "—", " a "]),
        unit in prop::sample::select(vec!["", "mg/dL", " mg/dL", "%", " K/uL"]),
    ) {
        let scale = 10_f64.powi(places as i32);
        let (low, high) = (f64::from(low) / scale, f64::from(low + span) / scale);
        let text = format!("{low:.places$}{dash}{high:.places$}{unit}");
        let is_filler = format!("{high:.places$}").bytes().all(|byte| byte == b'9');
        prop_assume!(!is_filler);
        let Some(Printed::Numbers(ends)) = read(&text, None) else {
            return Err(TestCaseError::fail(text));
        };
        prop_assert_eq!(ends.low.unwrap().text, format!("{low:.places$}"));
        prop_assert_eq!(ends.high.unwrap().text, format!("{high:.places$}"));
        prop_assert!(!ends.low_is_open && !ends.high_is_open);
    }

    #[test]
    fn every_way_of_printing_one_end_says_the_same(
        end in 0u32..100_000,
        sign in prop::sample::select(SIGNS.to_vec()),
        space in prop::sample::select(vec![" ", "  "]),
    ) {
        let text = format!("{}{space}{end} mg/dL", sign.0.to_uppercase());
        let Some(Printed::Numbers(ends)) = read(&text, None) else {
            return Err(TestCaseError::fail(text));
        };
        prop_assert_eq!(ends.low.is_some(), sign.1);
        prop_assert_eq!(ends.low_is_open || ends.high_is_open, sign.2);
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}", own in ".{0,10}") {
        let _ = read(&text, Unit::read(&own).as_ref());
    }

    #[test]
    fn no_text_made_of_the_pieces_of_ranges_makes_it_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<", ">", "=", "-", "–", "≥", "1", "2.5", ",", ".", " ", "mg/dL", "or", "to", "%",
                "negative", "normal:", "(", ")", "up to", "é", "+",
            ]),
            0..12,
        ),
    ) {
        let text = pieces.concat();
        if let Some(Printed::Numbers(ends)) = read(&text, None) {
            prop_assert!(ends.low.is_some() || ends.high.is_some());
            if let (Some(low), Some(high)) = (ends.low, ends.high) {
                prop_assert!(low.value < high.value);
            }
        }
    }
}
