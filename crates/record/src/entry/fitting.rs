//! Which of several usual ranges holds for the patient: by sex, and by age on the day of the test.
//! Where that is not certain, none is chosen, and all are shown in their own words.
//!
//! Standard: <https://hl7.org/fhir/R4/observation-definitions.html#Observation.referenceRange.appliesTo>

use crate::date::FhirDate;
use crate::fold::fold;
use crate::json::Value;
use crate::view;
use crate::whom::{AgeUnit, Sex, Whom};

/// Whose value it is, and of which day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tested {
    pub whom: Whom,
    pub on: Option<FhirDate>,
}

/// Whether a range holds for somebody; the worst of several conditions decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Holds {
    Yes,
    Unsure,
    No,
}

/// The range that holds; `None` where that can't be said.
pub(super) fn choose<'r>(ranges: &[Value<'r>], tested: &Tested) -> Option<Value<'r>> {
    let (mut special, mut general) = (Vec::new(), Vec::new());
    for range in ranges {
        match fit(*range, tested) {
            Holds::Unsure => return None,
            Holds::Yes if is_special(*range) => special.push(*range),
            Holds::Yes => general.push(*range),
            Holds::No => {}
        }
    }
    match (special.as_slice(), general.as_slice()) {
        ([one], _) | ([], [one]) => Some(*one),
        _ => None,
    }
}

/// Whether a range is only for some: men, children, women before birth.
fn is_special(range: Value<'_>) -> bool {
    range.each("appliesTo").next().is_some() || range.get("age").is_some() || label(range).is_some()
}

fn fit(range: Value<'_>, tested: &Tested) -> Holds {
    let sexes = range.each("appliesTo").map(|concept| fit_group(concept, tested));
    let age = range.get("age").map(|age| fit_age(age, tested));
    let label = label(range).map(|label| label.fit(tested));
    sexes.chain(age).chain(label).max().unwrap_or(Holds::Yes)
}

/// A group of people: both sexes are known by code or word; whoever is not a woman is not pregnant.
fn fit_group(concept: Value<'_>, tested: &Tested) -> Holds {
    let mut codes = concept.each("coding").filter_map(|coding| coding.text_at(&["code"]));
    let sex = codes.find_map(|code| Sex::read(&code));
    let words = view::concept(concept).map(|words| fold(&words)).unwrap_or_default();
    match (sex.or_else(|| sex_in_words(&words)), tested.whom.sex) {
        (Some(wanted), Some(own)) if wanted == own => Holds::Yes,
        (Some(_), Some(_)) => Holds::No,
        (None, Some(Sex::Male)) if WOMEN_ONLY.iter().any(|word| words.contains(word)) => Holds::No,
        _ => Holds::Unsure,
    }
}

fn fit_age(age: Value<'_>, tested: &Tested) -> Holds {
    let fit_end = |name: &str, is_low: bool| {
        let Some(end) = age.get(name) else { return Holds::Yes };
        let at = end.get("value").and_then(|value| value.as_number()?.parse::<f64>().ok());
        let unit = end.text_at(&["code"]).or_else(|| end.text_at(&["unit"]));
        match (at, unit.and_then(|unit| AgeUnit::read(&unit))) {
            (Some(at), Some(unit)) => fit_years(at, unit, is_low, tested),
            _ => Holds::Unsure,
        }
    };
    fit_end("low", true).max(fit_end("high", false))
}

/// Both ends are within: somebody of 17 years and 11 months is of 17 years.
fn fit_years(at: f64, unit: AgeUnit, is_low: bool, tested: &Tested) -> Holds {
    let age = tested.on.as_ref().and_then(|on| tested.whom.age(on, unit));
    let Some((youngest, oldest)) = age else { return Holds::Unsure };
    let is_in = |age: i64| if is_low { age as f64 >= at } else { age as f64 <= at };
    match (is_in(youngest), is_in(oldest)) {
        (true, true) => Holds::Yes,
        (false, false) => Holds::No,
        _ => Holds::Unsure,
    }
}

/// Whom a range that is only a text is for: "Adult male: 13.5-17.5".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    sex: Sex,
    is_for_adults: bool,
    /// Where the range itself begins.
    pub end: usize,
}

impl Label {
    fn fit(self, tested: &Tested) -> Holds {
        let sex = match tested.whom.sex {
            Some(own) if own == self.sex => Holds::Yes,
            Some(_) => Holds::No,
            None => Holds::Unsure,
        };
        let age = || fit_years(ADULT, AgeUnit::Years, true, tested);
        if self.is_for_adults { sex.max(age()) } else { sex }
    }
}

/// The people named in front of a printed range.
pub(super) fn label(range: Value<'_>) -> Option<Label> {
    let is_only_text = range.get("low").is_none() && range.get("high").is_none();
    label_of(&view::text(range, &["text"]).filter(|_| is_only_text)?)
}

/// The part of a printed range that holds for whoever was tested, where one text tells both sexes apart ("M 13-18
/// g/dl; F 12-16 g/dl"), and the words for whom it is. `None` where it does not, or the sex is not known.
pub(super) fn part_for<'t>(text: &'t str, tested: &Tested) -> Option<(&'t str, &'t str)> {
    let own = tested.whom.sex?;
    let mut labels = Vec::new();
    for part in text.split([';', '\n', '|']).map(str::trim).filter(|part| !part.is_empty()) {
        labels.push((part, label_of(part)?));
    }
    let [one, other] = labels.as_slice() else { return None };
    if one.1.sex == other.1.sex {
        return None;
    }
    let (part, label) = if one.1.sex == own { one } else { other };
    let is_of_age = !label.is_for_adults || label.fit(tested) == Holds::Yes;
    let (front, range) = part.split_at_checked(label.end).filter(|_| is_of_age)?;
    Some((range, front.trim_end_matches([':', '=', ' ', '(', ')'])))
}

fn label_of(text: &str) -> Option<Label> {
    // What is not plain letters has no label that we know, and its places would not be the text's.
    let end = text.find(|c: char| !c.is_ascii_alphabetic() && c != ' ')?;
    let front = text.get(..end)?.to_ascii_lowercase();
    let front = front.trim();
    let (is_for_adults, word) = match front.strip_prefix("adult ") {
        Some(rest) => (true, rest),
        None => (false, front),
    };
    let sex = sex_in_words(word)?;
    let rest = text.get(end..)?.trim_start_matches([':', '=', ' ', '(', ')']);
    Some(Label { sex, is_for_adults, end: text.len() - rest.len() })
}

fn sex_in_words(words: &str) -> Option<Sex> {
    let is_of = |list: &[&str]| list.contains(&words.trim());
    if is_of(WOMEN) {
        return Some(Sex::Female);
    }
    is_of(MEN).then_some(Sex::Male)
}

const WOMEN: &[&str] =
    &["f", "female", "females", "woman", "women", "girls", "mujer", "mujeres", "femenino"];
const MEN: &[&str] =
    &["m", "male", "males", "man", "men", "boys", "hombre", "hombres", "masculino"];
const WOMEN_ONLY: &[&str] =
    &["pregnan", "trimester", "menopaus", "luteal", "follicular", "embaraz"];
const ADULT: f64 = 18.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    const MEN_AND_WOMEN: &str = r#"[
        {"text":"m","appliesTo":[{"coding":[{"system":"http://snomed.info/sct","code":"248153007"}]}]},
        {"text":"f","appliesTo":[{"text":"Women"}]}]"#;

    fn chosen(ranges: &str, sex: Option<Sex>, birth: &str, on: &str) -> Option<String> {
        let document = Document::parse(ranges).unwrap();
        let ranges: Vec<Value<'_>> = document.root().items().collect();
        let whom = Whom { birth: birth.parse().ok(), sex };
        let found = choose(&ranges, &Tested { whom, on: FhirDate::parse(on) })?;
        view::text(found, &["text"])
    }

    #[test]
    fn a_range_is_chosen_by_sex_where_the_sex_is_known() {
        let of = |sex| chosen(MEN_AND_WOMEN, sex, "1980-01-01", "2026-05-01");
        assert_eq!(of(Some(Sex::Male)).as_deref(), Some("m"));
        assert_eq!(of(Some(Sex::Female)).as_deref(), Some("f"));
        assert_eq!(of(None), None);
    }

    #[test]
    fn a_range_is_chosen_by_the_age_on_the_day_of_the_test() {
        let ranges = r#"[
            {"text":"baby","age":{"low":{"value":0,"code":"d"},"high":{"value":11,"code":"mo"}}},
            {"text":"child","age":{"low":{"value":1,"code":"a"},"high":{"value":17,"unit":"years"}}},
            {"text":"adult","age":{"low":{"value":18,"code":"a"}}}]"#;
        let of = |birth: &str, on: &str| chosen(ranges, None, birth, on);
        assert_eq!(of("2026-01-01", "2026-05-01").as_deref(), Some("baby"));
        assert_eq!(of("2008-05-02", "2026-05-01").as_deref(), Some("child"), "17 until tomorrow");
        assert_eq!(of("2008-05-01", "2026-05-01").as_deref(), Some("adult"));
        assert_eq!(of("2008-05-01", "2026"), None, "on which side of the birthday?");
        assert_eq!(of("", "2026-05-01"), None);
    }

    #[test]
    fn a_range_for_some_goes_before_the_one_for_all_and_one_for_others_leaves_it() {
        let ranges = r#"[{"text":"all"},
            {"text":"old","age":{"low":{"value":65,"code":"a"}}}]"#;
        assert_eq!(chosen(ranges, None, "1950-01-01", "2026-05-01").as_deref(), Some("old"));
        assert_eq!(chosen(ranges, None, "1990-01-01", "2026-05-01").as_deref(), Some("all"));
    }

    #[test]
    fn what_is_not_certain_is_not_chosen() {
        let pregnant = r#"[{"text":"all"},{"text":"p","appliesTo":[{"text":"Pregnancy"}]}]"#;
        let of = |ranges: &str, sex| chosen(ranges, sex, "1990-01-01", "2026-05-01");
        assert_eq!(of(pregnant, Some(Sex::Female)), None, "she may be");
        assert_eq!(of(pregnant, Some(Sex::Male)).as_deref(), Some("all"));
        assert_eq!(of(r#"[{"text":"a"},{"text":"b"}]"#, Some(Sex::Male)), None);
        let stages = r#"[{"text":"x","appliesTo":[{"text":"Tanner stage 2"}]},{"text":"all"}]"#;
        assert_eq!(of(stages, Some(Sex::Male)), None);
    }

    #[test]
    fn people_named_in_front_of_a_printed_range_are_read() {
        let ranges = r#"[{"text":"Male: 13.5-17.5"},{"text":"Female: 12.0-15.5"}]"#;
        let of = |ranges: &str, sex| chosen(ranges, sex, "1990-01-01", "2026-05-01");
        assert_eq!(of(ranges, Some(Sex::Female)).as_deref(), Some("Female: 12.0-15.5"));
        assert_eq!(of(ranges, None), None);
        let adults = r#"[{"text":"Adult men 13-17"},{"text":"Adult women 12-15"}]"#;
        assert_eq!(of(adults, Some(Sex::Male)).as_deref(), Some("Adult men 13-17"));
        assert_eq!(chosen(adults, Some(Sex::Male), "2020-01-01", "2026-05-01"), None);
        assert_eq!(label_of("Male: 13.5-17.5").map(|label| label.end), Some(6));
        assert_eq!(label_of("Negative"), None);
        assert_eq!(label_of("< 5"), None);
    }
}
