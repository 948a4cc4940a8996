//! Blood pressure, as people say it: "130/78". Only real pressures, known by the codes of their
//! halves; each half is judged by itself.

use crate::entry::{Code, Entry, Measure, Part, Standing};
use crate::words::{Words, lowered, unbroken};

/// The two halves of a blood pressure.
#[derive(Clone, Copy, Debug)]
pub struct Pressure<'e> {
    /// The upper number (systolic).
    pub upper: &'e Measure,
    /// The lower number (diastolic).
    pub lower: &'e Measure,
}

/// The blood pressure that an entry holds; `None` for anything else, and where the two numbers can't
/// be a pressure of a living person: then the parts stand as they came.
pub fn of(entry: &Entry) -> Option<Pressure<'_>> {
    let half = |is_it: fn(&[Code]) -> bool| {
        let mut found = entry.parts.iter().filter(|part| is_it(&part.codes));
        let first = found.next()?.value.as_ref()?;
        found.next().is_none().then_some(first)
    };
    let (upper, lower) = (half(is_upper)?, half(is_lower)?);
    if entry.value.is_some() || !is_mercury(upper) || !is_mercury(lower) {
        return None;
    }
    let (high, low) = (upper.number.as_ref()?.value, lower.number.as_ref()?.value);
    (low > 0.0 && high > low && high < 400.0).then_some(Pressure { upper, lower })
}

/// Whether a part is one of the two halves.
pub fn is_half(part: &Part) -> bool {
    is_upper(&part.codes) || is_lower(&part.codes)
}

/// Whether the codes are of the upper number.
pub fn is_upper(codes: &[Code]) -> bool {
    codes.iter().any(|code| UPPER.contains(&code.code.as_str()))
}

/// Whether the codes are of the lower number.
pub fn is_lower(codes: &[Code]) -> bool {
    codes.iter().any(|code| LOWER.contains(&code.code.as_str()))
}

fn is_mercury(measure: &Measure) -> bool {
    measure.unit.as_ref().and_then(super::unit::Unit::sign).is_none_or(|sign| sign == "mmHg")
}

impl Pressure<'_> {
    /// "130/78"
    pub fn numbers(&self) -> String {
        format!("{}/{}", self.upper.shown(), self.lower.shown())
    }

    /// "130/78 mmHg"
    pub fn text(&self, words: &Words) -> String {
        let numbers = self.numbers();
        unbroken(
            &words.with("value-and-unit", &[("value", numbers.into()), ("unit", "mmHg".into())]),
        )
    }

    /// How the two stand, each by itself: one sentence where they agree, two where they do not.
    pub fn standing(&self, words: &Words) -> Option<String> {
        let said = |standing: Standing| words.standing(standing).into_owned();
        match (self.upper.standing, self.lower.standing) {
            (None, None) => None,
            (Some(upper), Some(lower)) if upper == lower => Some(said(upper)),
            (upper, lower) => {
                let halves = [("pressure-upper", upper), ("pressure-lower", lower)];
                let told = halves.iter().filter_map(|(id, standing)| {
                    Some(words.with(id, &[("standing", lowered(&said((*standing)?)).into())]))
                });
                Some(told.collect::<Vec<_>>().join(" "))
            }
        }
    }

    /// The standing that asks for most attention, for the sign beside the words.
    pub fn sign(&self) -> Option<Standing> {
        let both = [self.upper.standing, self.lower.standing];
        both.into_iter().flatten().max_by_key(|standing| standing.weight())
    }
}

/// LOINC and SNOMED CT: lying, sitting, standing, by cuff or in the artery, averages.
const UPPER: &[&str] = &[
    "8480-6",
    "8459-0",
    "8460-8",
    "8461-6",
    "8508-4",
    "8479-8",
    "76534-7",
    "76215-3",
    "96608-5",
    "8490-5",
    "271649006",
    "72313002",
    "399304008",
    "400974009",
    "407554009",
    "407556006",
];

const LOWER: &[&str] = &[
    "8462-4",
    "8453-3",
    "8454-1",
    "8455-8",
    "8496-0",
    "76535-4",
    "76213-8",
    "96609-3",
    "8472-3",
    "271650006",
    "174255007",
    "400975005",
    "407555005",
    "407557002",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;
    use crate::words::Language;

    fn read(halves: &[(&str, &str, &str)], range: &str) -> Entry {
        let half = |(code, value, unit): &(&str, &str, &str)| {
            format!(
                r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},
                "valueQuantity":{{"value":{value},"unit":"{unit}"}}{range}}}"#
            )
        };
        let halves: Vec<String> = halves.iter().map(half).collect();
        let json = format!(
            r#"{{"resourceType":"Observation","code":{{"text":"BP"}},"component":[{}]}}"#,
            halves.join(",")
        );
        entry(&Resource::of_json(&json), &NoNames)
    }

    #[test]
    fn it_is_said_in_one_breath_whichever_half_comes_first() {
        let words = Words::of(Language::English);
        let read = read(&[("8462-4", "78.4", "mm[Hg]"), ("8480-6", "130.2", "mm[Hg]")], "");
        assert_eq!(of(&read).unwrap().text(words), "130/78\u{a0}mmHg");
        assert_eq!(of(&read).unwrap().standing(words), None);
    }

    #[test]
    fn only_real_pressures_are_joined() {
        let upper = ("8480-6", "130", "mm[Hg]");
        for other in [
            ("8867-4", "78", "mm[Hg]"),
            ("8462-4", "78", "kg"),
            ("8462-4", "140", "mm[Hg]"),
            ("8462-4", "0", "mm[Hg]"),
            ("8480-6", "120", "mm[Hg]"),
        ] {
            assert!(of(&read(&[upper, other], "")).is_none(), "{other:?}");
        }
        assert!(of(&read(&[upper], "")).is_none());
    }

    #[test]
    fn each_half_is_judged_by_itself() {
        let words = Words::of(Language::English);
        let range = r#","referenceRange":[{"low":{"value":70},"high":{"value":120}}]"#;
        let mixed = read(&[("8480-6", "150", "mm[Hg]"), ("8462-4", "80", "mm[Hg]")], range);
        let pressure = of(&mixed).unwrap();
        assert_eq!(
            pressure.standing(words).as_deref(),
            Some("Upper number: above the usual range. Lower number: within the usual range.")
        );
        assert_eq!(pressure.sign(), Some(Standing::Above));
        let both = read(&[("8480-6", "110", "mm[Hg]"), ("8462-4", "75", "mm[Hg]")], range);
        assert_eq!(of(&both).unwrap().standing(words).as_deref(), Some("Within the usual range"));
    }
}
