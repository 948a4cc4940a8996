//! What a patient wrote themselves: whose word it is, and nothing that only a clinic can say.

use super::{Entry, FactText, Measure, Source};
use crate::json::Value;
use crate::{own, statements, view};

/// Says of an entry that was written here who wrote it. A value of theirs is held against no range.
pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    if !own::is_own(entry.id.local()) {
        return;
    }
    let all = [&mut entry.value].into_iter().chain(entry.parts.iter_mut().map(|it| &mut it.value));
    all.flatten().for_each(unjudged);
    let root = source.root;
    if statements::is_rebuttal(root) {
        entry.facts.retain(|fact| !matches!(fact.label, "performer" | "author" | "from"));
        entry.fact("written-by", Some(FactText::Word("own-by-office")));
        return;
    }
    let mut names = names(root);
    let noted = root.each("note").find_map(|note| view::text(note, &["authorString"]));
    let (patient, helper) = (names.next(), names.next().or(noted));
    entry.source = patient.clone().or(entry.source.take());
    let name = patient.unwrap_or_default();
    let said = match helper {
        Some(helper) if helper == own::REPRESENTATIVE => {
            FactText::Phrase("own-by-representative", vec![("name", name)])
        }
        Some(helper) => FactText::Phrase("own-by-helper", vec![("helper", helper), ("name", name)]),
        None => FactText::Phrase("own-by-patient", vec![("name", name)]),
    };
    // That it came from the patient is said once, in these words.
    entry.facts.retain(|fact| !matches!(fact.label, "performer" | "author" | "from"));
    entry.fact("written-by", Some(said));
}

/// The patient, then who wrote for them, as far as the resource has a place for both.
fn names(root: Value<'_>) -> impl Iterator<Item = String> {
    let is_told =
        |extension: &Value<'_>| extension.get("url").is_some_and(|url| url.is(own::PARTICIPANT));
    let told = root.each("extension").filter(is_told).flat_map(|one| one.each("extension"));
    let told = told.filter_map(|one| one.get("valueReference"));
    let places = ["performer", "author", "informationSource", "expressedBy", "sender"];
    let people = places.into_iter().flat_map(move |name| root.each(name)).chain(told);
    people.filter_map(|who| view::text(who, &["display"]))
}

fn unjudged(measure: &mut Measure) {
    (measure.low, measure.high, measure.standing) = (None, None, None);
    (measure.range_text, measure.range_for) = (None, None);
}

impl Entry {
    /// Whether the patient, or somebody for them, wrote it here.
    pub fn is_own(&self) -> bool {
        own::is_own(self.id.local())
    }
}
