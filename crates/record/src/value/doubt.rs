//! Values that no living person has: a 0 where a system had to write something. They are shown as they came and
//! said to be impossible; nothing is compared with them, charted or handed over.

use crate::entry::{Entry, Measure, Status};
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

/// Takes the number and the standing from values that can't be, and says so as the status of the entry.
pub(crate) fn mark(entry: &mut Entry) {
    if entry.section != Section::VitalSigns || entry.is_error {
        return;
    }
    let mut is_marked = entry.value.as_mut().is_some_and(|value| unnumber(value, entry.plain));
    for part in &mut entry.parts {
        is_marked |= part.value.as_mut().is_some_and(|value| unnumber(value, part.plain));
    }
    if is_marked {
        entry.status = Some(Status::Known(IMPOSSIBLE));
    }
}

/// Whether a value of the entry can't be.
pub fn is_impossible(entry: &Entry) -> bool {
    entry.status == Some(Status::Known(IMPOSSIBLE))
}

const IMPOSSIBLE: &str = "impossible";

fn unnumber(value: &mut Measure, plain: Option<&Plain>) -> bool {
    let is_zero = value.number.as_ref().is_some_and(|number| number.value.abs() < f64::EPSILON);
    let is_impossible = is_zero && plain.is_some_and(|plain| NEVER_ZERO.contains(&plain.name));
    if is_impossible {
        (value.number, value.standing, value.beside) = (None, None, None);
    }
    is_impossible
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
        assert_eq!((value.number, value.standing), (None, None), "not called usual");
        assert!(value.text.starts_with('0'), "and shown as it came: {}", value.text);
        assert!(!is_impossible(&read("8867-4", "70")));
        assert!(!is_impossible(&read("72514-3", "0")));
    }
}
