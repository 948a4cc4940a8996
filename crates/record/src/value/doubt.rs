//! Values that are not to be relied on: those that no living person has (a 0 where a system had to write
//! something), and those of which their source writes another number in its own table. They are shown as they
//! came and said to be in doubt; nothing is compared with them, charted or led with.

use super::pressure;
use crate::entry::{Entry, Measure, Part, Standing};
use crate::json::Value;
use crate::plain::Plain;
use crate::section::Section;

/// The measurements of which none is ever 0, by their plain names.
const NEVER_ZERO: [&str; 10] = [
    "plain-systolic",
    "plain-diastolic",
    "plain-heart-rate",
    "plain-breathing-rate",
    "plain-temperature",
    "plain-oxygen",
    "plain-height",
    "plain-weight",
    "plain-bmi",
    "plain-head",
];

/// The extension of an observation, or of a part of one, that keeps the number of the source's own table.
pub const IN_TABLE: &str = "urn:bluebutton:number-in-table";

/// The number in the table of the source, where an observation or a part of one has another.
pub(crate) fn number_in_table(observed: Value<'_>) -> Option<String> {
    let is_it = |own: &Value<'_>| own.get("url").is_some_and(|url| url.is(IN_TABLE));
    let number = observed.each("extension").find(is_it)?.text_at(&["valueString"])?;
    Some(number.into_owned())
}

/// Takes the number from values in doubt, and says so as how they stand: wherever the value stands,
/// its standing stands with it. Of a blood pressure of which one number can't be, the other is not judged.
pub(crate) fn mark(entry: &mut Entry) {
    if entry.is_error {
        return;
    }
    let is_sign = entry.section == Section::VitalSigns;
    if let Some(value) = &mut entry.value {
        doubt(value, entry.plain, is_sign);
    }
    for part in &mut entry.parts {
        if let Some(value) = &mut part.value {
            doubt(value, part.plain, is_sign);
        }
    }
    of_halves(&mut entry.parts);
}

/// Where one number of a blood pressure can't be, the other was hardly measured either: nobody says that it is usual.
pub(super) fn of_halves(parts: &mut [Part]) {
    let halves = parts.iter_mut().filter(|part| pressure::is_half(part));
    let mut halves: Vec<&mut Measure> = halves.filter_map(|part| part.value.as_mut()).collect();
    if halves.iter().any(|half| half.is_impossible()) {
        for half in halves.iter_mut().filter(|half| !half.is_impossible()) {
            half.standing = None;
        }
    }
}

/// Whether a value of the entry is in doubt.
pub fn is_in_doubt(entry: &Entry) -> bool {
    let parts = entry.parts.iter().filter_map(|part| part.value.as_ref());
    entry.value.iter().chain(parts).any(Measure::is_in_doubt)
}

impl Measure {
    /// Whether it can't be, or its source writes another number too.
    pub fn is_in_doubt(&self) -> bool {
        matches!(self.standing, Some(Standing::Impossible | Standing::Contradicted))
    }

    /// Whether nobody living has such a value.
    fn is_impossible(&self) -> bool {
        self.standing == Some(Standing::Impossible)
    }
}

/// Marks a value that is in doubt.
fn doubt(value: &mut Measure, plain: Option<&Plain>, is_sign: bool) {
    let is_zero = value.number.as_ref().is_some_and(|number| number.value.abs() < f64::EPSILON);
    let is_impossible =
        is_sign && is_zero && plain.is_some_and(|plain| NEVER_ZERO.contains(&plain.name));
    let standing = match &value.in_table {
        Some(_) => Standing::Contradicted,
        None if is_impossible => Standing::Impossible,
        None => return,
    };
    (value.number, value.beside) = (None, None);
    value.standing = Some(standing);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;

    fn read(code: &str, value: &str) -> Entry {
        let json = format!(
            r#"{{"resourceType":"Observation","status":"final","category":[{{"coding":[{{"code":
            "vital-signs"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},
            "interpretation":[{{"coding":[{{"code":"N"}}]}}],
            "valueQuantity":{{"value":{value},"unit":"x"}}}}"#
        );
        entry(&Resource::of_json(&json), &NoNames)
    }

    #[test]
    fn nobody_has_a_heart_rate_of_0_and_everybody_may_have_no_pain() {
        let heart = read("8867-4", "0");
        assert!(is_in_doubt(&heart));
        let value = heart.value.unwrap();
        assert_eq!(value.number, None);
        assert_eq!(value.standing, Some(Standing::Impossible), "not called usual");
        assert!(value.text.starts_with('0'), "and shown as it came: {}", value.text);
        assert!(!is_in_doubt(&read("8867-4", "70")));
        assert!(!is_in_doubt(&read("72514-3", "0")));
    }

    #[test]
    fn a_value_whose_table_has_another_number_is_neither_usual_nor_not() {
        let json = r#"{"resourceType":"Observation","status":"final","code":{"text":"Hemoglobin"},
            "valueQuantity":{"value":10.2,"unit":"g/dL"},"interpretation":[{"coding":[{"code":"N"}]}],
            "referenceRange":[{"low":{"value":12},"high":{"value":16}}],
            "extension":[{"url":"urn:bluebutton:number-in-table","valueString":"13.2"}]}"#;
        let read = entry(&Resource::of_json(json), &NoNames);
        assert!(is_in_doubt(&read));
        let value = read.value.unwrap();
        assert_eq!((value.standing, &value.number), (Some(Standing::Contradicted), &None));
        assert_eq!((value.text.as_str(), value.in_table.as_deref()), ("10.2", Some("13.2")));
    }

    #[test]
    fn the_other_number_of_such_a_pressure_is_not_called_usual() {
        let half = |code: &str, value: &str| {
            format!(
                r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},
                "interpretation":[{{"coding":[{{"code":"N"}}]}}],
                "valueQuantity":{{"value":{value},"unit":"mm[Hg]"}}}}"#
            )
        };
        let json = format!(
            r#"{{"resourceType":"Observation","status":"final","category":[{{"coding":[{{"code":
            "vital-signs"}}]}}],"code":{{"text":"BP"}},"component":[{},{}]}}"#,
            half("8480-6", "120"),
            half("8462-4", "0.0")
        );
        let pressure = entry(&Resource::of_json(&json), &NoNames);
        assert!(is_in_doubt(&pressure));
        let standing = |at: usize| pressure.parts[at].value.as_ref().unwrap().standing;
        assert_eq!((standing(0), standing(1)), (None, Some(Standing::Impossible)));
    }
}
