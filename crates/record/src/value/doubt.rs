//! Values that no living person has: a 0 where a system had to write something. They are shown as they came and
//! said to be impossible; nothing is compared with them, charted or handed over.

use super::pressure;
use crate::entry::{Entry, Measure, Part, Standing};
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

/// Takes the number from values that can't be, and says so as how they stand: wherever the value stands,
/// its standing stands with it. Of a blood pressure of which one number can't be, the other is not judged.
pub(crate) fn mark(entry: &mut Entry) {
    if entry.section != Section::VitalSigns || entry.is_error {
        return;
    }
    if let Some(value) = &mut entry.value {
        doubt(value, entry.plain);
    }
    for part in &mut entry.parts {
        if let Some(value) = &mut part.value {
            doubt(value, part.plain);
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

/// Whether a value of the entry can't be.
pub fn is_impossible(entry: &Entry) -> bool {
    let parts = entry.parts.iter().filter_map(|part| part.value.as_ref());
    entry.value.iter().chain(parts).any(Measure::is_impossible)
}

impl Measure {
    /// Whether nobody living has such a value.
    pub fn is_impossible(&self) -> bool {
        self.standing == Some(Standing::Impossible)
    }
}

/// Marks a value that can't be.
fn doubt(value: &mut Measure, plain: Option<&Plain>) {
    let is_zero = value.number.as_ref().is_some_and(|number| number.value.abs() < f64::EPSILON);
    let is_impossible = is_zero && plain.is_some_and(|plain| NEVER_ZERO.contains(&plain.name));
    if is_impossible {
        (value.number, value.beside) = (None, None);
        value.standing = Some(Standing::Impossible);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::{Resource, ResourceId};

    fn read(code: &str, value: &str) -> Entry {
        let json = format!(
            r#"{{"resourceType":"Observation","status":"final","category":[{{"coding":[{{"code":
            "vital-signs"}}]}}],"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},
            "interpretation":[{{"coding":[{{"code":"N"}}]}}],
            "valueQuantity":{{"value":{value},"unit":"x"}}}}"#
        );
        let id = ResourceId::parse("aaaaaaaaaaaaa.x").unwrap();
        entry(
            &Resource { kind: "Observation".into(), id, version: 1, updated: 0, json: json.into() },
            &NoNames,
        )
    }

    #[test]
    fn nobody_has_a_heart_rate_of_0_and_everybody_may_have_no_pain() {
        let heart = read("8867-4", "0");
        assert!(is_impossible(&heart));
        let value = heart.value.unwrap();
        assert_eq!(value.number, None);
        assert_eq!(value.standing, Some(Standing::Impossible), "not called usual");
        assert!(value.text.starts_with('0'), "and shown as it came: {}", value.text);
        assert!(!is_impossible(&read("8867-4", "70")));
        assert!(!is_impossible(&read("72514-3", "0")));
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
        let id = ResourceId::parse("aaaaaaaaaaaaa.x").unwrap();
        let resource = Resource {
            kind: "Observation".into(),
            id,
            version: 1,
            updated: 0,
            json: json.as_str().into(),
        };
        let pressure = entry(&resource, &NoNames);
        assert!(is_impossible(&pressure));
        let standing = |at: usize| pressure.parts[at].value.as_ref().unwrap().standing;
        assert_eq!((standing(0), standing(1)), (None, Some(Standing::Impossible)));
    }
}
