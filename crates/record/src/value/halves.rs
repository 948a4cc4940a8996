//! A blood pressure whose two numbers came as two observations: of one time and one source they are
//! one pressure, "130/78", and count as one.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::doubt;
use super::pressure::{is_lower, is_upper};
use crate::date::Precision;
use crate::entry::{Code, Entry, FactText, Part};
use crate::section::Section;

/// The entries, with the two halves of each pressure as one entry, which stands where its upper
/// number stood and under its address.
pub fn join(entries: Vec<Entry>) -> Vec<Entry> {
    let found = pairs(entries.iter());
    if found.is_empty() {
        return entries;
    }
    let lower_of: HashMap<usize, usize> = found.iter().copied().collect();
    let joined: Vec<Option<Entry>> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| Some(whole(entry, entries.get(*lower_of.get(&at)?)?)))
        .collect();
    let lowers: HashSet<usize> = found.into_iter().map(|(_, lower)| lower).collect();
    let both = entries.into_iter().zip(joined).enumerate();
    both.filter(|(at, _)| !lowers.contains(at))
        .map(|(_, (entry, joined))| joined.unwrap_or(entry))
        .collect()
}

/// The places of the upper and the lower number of each pressure. Of several at one time it can't be
/// said which belong together: they stay as they came.
pub fn pairs<'e>(entries: impl Iterator<Item = &'e Entry>) -> Vec<(usize, usize)> {
    paired(entries.enumerate().filter_map(|(at, entry)| {
        let (is_upper, key) = half(entry)?;
        Some((at, is_upper, key))
    }))
}

/// The same, of halves that are told as [`half`] tells them, each with its place.
pub fn paired<P: Copy + Ord, K: Eq + Hash>(
    halves: impl Iterator<Item = (P, bool, K)>,
) -> Vec<(P, P)> {
    let mut uppers: HashMap<K, Vec<P>> = HashMap::new();
    let mut lowers: HashMap<K, Vec<P>> = HashMap::new();
    for (at, is_upper, key) in halves {
        let of = if is_upper { &mut uppers } else { &mut lowers };
        of.entry(key).or_default().push(at);
    }
    let mut pairs: Vec<(P, P)> = uppers
        .iter()
        .filter_map(|(key, at)| match (at.as_slice(), lowers.get(key)?.as_slice()) {
            ([upper], [lower]) => Some((*upper, *lower)),
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    pairs
}

/// Whether an entry is the upper number, and what both numbers of one pressure have in common; `None`
/// for what is no half of a pressure.
pub fn half(entry: &Entry) -> Option<(bool, String)> {
    let is_upper = is_upper(&entry.codes);
    let is_half = entry.section == Section::VitalSigns
        && &*entry.kind == "Observation"
        && !entry.is_error
        && entry.parts.is_empty()
        && is_upper != is_lower(&entry.codes);
    let measure = entry.value.as_ref().filter(|_| is_half)?;
    if measure.number.is_none() && !measure.is_in_doubt() {
        return None;
    }
    let unit = measure.unit.as_ref().and_then(super::unit::Unit::sign);
    // Two readings of one year are hardly of one moment.
    let date = entry.date.filter(|date| date.precision() >= Precision::Day)?;
    if unit.is_some_and(|sign| sign != "mmHg") {
        return None;
    }
    let place = PLACES
        .iter()
        .find(|(codes, _)| entry.codes.iter().any(|code| codes.contains(&code.code.as_str())));
    let told = entry.facts.iter().filter(|fact| TELLING.contains(&fact.label));
    let told: Vec<String> =
        told.map(|fact| format!("{}={}", fact.label, said(&fact.text))).collect();
    let key = format!(
        "{}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{}",
        date.sort_key(),
        date.precision(),
        entry.source,
        entry.basis.system,
        entry.visit,
        entry.status,
        place.map(|(_, place)| place),
        told.join("|")
    );
    Some((is_upper, key))
}

fn said(text: &FactText) -> String {
    format!("{text:?}")
}

/// Both as one: what only the lower one says stands behind what the upper one says.
pub fn whole(upper: &Entry, lower: &Entry) -> Entry {
    let part = |half: &Entry| Part {
        title: half.title.clone(),
        title_word: None,
        plain: half.plain,
        codes: half.codes.clone(),
        value: half.value.clone(),
    };
    let mut parts = vec![part(upper), part(lower)];
    doubt::of_halves(&mut parts);
    let codes = vec![Code {
        system: Some("http://loinc.org".to_owned()),
        code: PANEL.to_owned(),
        display: None,
    }];
    let mut whole = Entry {
        title: None,
        title_word: "plain-blood-pressure",
        plain: crate::plain::of(&codes),
        codes,
        value: None,
        parts,
        ..upper.clone()
    };
    let news: Vec<_> =
        lower.facts.iter().filter(|fact| !upper.facts.contains(fact)).cloned().collect();
    whole.facts.extend(news);
    if lower.narrative != upper.narrative {
        whole.narrative.extend(lower.narrative.iter().cloned());
    }
    whole.attachments.extend(lower.attachments.iter().cloned());
    whole.basis.behind.push(lower.id.clone());
    whole
}

/// Blood pressure panel with all children optional.
const PANEL: &str = "85354-9";

/// How a pressure was taken: the two numbers of one were taken alike.
const TELLING: &[&str] = &["body-site", "method", "device"];

/// Codes that say how the patient was, or what the number is of: both halves say the same.
const PLACES: &[(&[&str], &str)] = &[
    (&["8459-0", "8453-3", "407554009", "407555005"], "sitting"),
    (&["8460-8", "8454-1", "400974009", "400975005"], "standing"),
    (&["8461-6", "8455-8", "407556006", "407557002"], "lying"),
    (&["8508-4", "8496-0"], "brachial artery"),
    (&["76534-7", "76535-4"], "noninvasive"),
    (&["76215-3", "76213-8"], "invasive"),
    (&["96608-5", "96609-3"], "mean"),
    (&["8490-5", "8472-3"], "mean of a day"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, Standing, entries};
    use crate::meaning::same;
    use crate::resource::{Resource, ResourceId};
    use crate::value::pressure;
    use crate::words::{Language, Words};

    struct Half<'h> {
        id: &'h str,
        code: &'h str,
        value: &'h str,
        when: &'h str,
        more: &'h str,
    }

    const UPPER: Half<'_> =
        Half { id: "u", code: "8480-6", value: "130", when: "2026-05-03T08:00:00Z", more: "" };
    const LOWER: Half<'_> =
        Half { id: "l", code: "8462-4", value: "78", when: "2026-05-03T08:00:00Z", more: "" };

    fn read(halves: &[Half<'_>]) -> Vec<Entry> {
        let resource = |half: &Half<'_>| Resource {
            kind: "Observation".into(),
            id: ResourceId::parse(&format!("aaaaaaaaaaaaa.{}", half.id)).unwrap(),
            version: 1,
            updated: 0,
            json: format!(
                r#"{{"resourceType":"Observation","status":"final",
                "category":[{{"coding":[{{"code":"vital-signs"}}]}}],
                "code":{{"coding":[{{"system":"http://loinc.org","code":"{}"}}]}},
                "effectiveDateTime":"{}","performer":[{{"display":"Lakeside"}}],{}
                "valueQuantity":{{"value":{},"unit":"mm[Hg]"}}}}"#,
                half.code, half.when, half.more, half.value
            )
            .into(),
        };
        entries(&halves.iter().map(resource).collect::<Vec<_>>(), &NoNames)
    }

    #[test]
    fn two_observations_of_one_time_and_source_are_one_pressure() {
        let range = r#""referenceRange":[{"low":{"value":90},"high":{"value":120}}],"#;
        let all = read(&[Half { more: range, ..UPPER }, LOWER]);
        let day = "2026-05-14".parse().unwrap();
        assert_eq!(same::counts(&all, day)[&Section::VitalSigns], 1, "counted as one");
        let joined = join(all);
        let [one] = joined.as_slice() else { panic!("{joined:?}") };
        let words = Words::of(Language::English);
        let pressure = pressure::of(one).unwrap();
        assert_eq!(pressure.text(words), "130/78\u{a0}mmHg");
        assert_eq!(pressure.upper.standing, Some(Standing::Above), "each half by itself");
        assert_eq!(pressure.lower.standing, None);
        assert_eq!(words.title(one), "Blood pressure");
        assert_eq!((one.id.local(), one.basis.behind[0].local()), ("u", "l"));
    }

    #[test]
    fn what_may_not_belong_together_stays_as_it_came() {
        let others = [
            Half { when: "2026-05-03T09:00:00Z", ..LOWER },
            Half { code: "8453-3", ..LOWER },
            Half { code: "8867-4", ..LOWER },
            Half { more: r#""bodySite":{"text":"Left arm"},"#, ..LOWER },
            Half { more: r#""encounter":{"reference":"Encounter/aaaaaaaaaaaaa.e"},"#, ..LOWER },
        ];
        for other in others {
            let code = other.code;
            assert_eq!(join(read(&[UPPER, other])).len(), 2, "{code}");
        }
        let year = |half: Half<'static>| Half { when: "2026", ..half };
        assert_eq!(join(read(&[year(UPPER), year(LOWER)])).len(), 2);
        let twice = [UPPER, Half { id: "v", value: "128", ..UPPER }, LOWER];
        assert_eq!(join(read(&twice)).len(), 3, "which of the two is it?");
    }

    #[test]
    fn sitting_belongs_to_sitting() {
        let sitting = [Half { code: "8459-0", ..UPPER }, Half { code: "8453-3", ..LOWER }];
        assert_eq!(join(read(&sitting)).len(), 1);
    }
}
