//! Medicines: what is taken, how, why, since when, prescribed by whom.
//!
//! Standard: <https://hl7.org/fhir/R4/medicationrequest.html>, <https://hl7.org/fhir/R4/dosage.html>

use super::amounts::quantity;
use super::{Entry, FactText, Measure, Source, known};
use crate::date::FhirDate;
use crate::json::Value;
use crate::view;

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    read_medicine(source, entry);
    if root.get("doNotPerform").and_then(Value::as_bool) == Some(true) {
        entry.word("dose", Some("word-do-not-take"));
    }
    for dosage in root.each("dosageInstruction").chain(root.each("dosage")) {
        read_dosage(dosage, entry);
    }
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("prescriber", source.who_at(root, "requester"));
    let performer = source.who_in("performer", "actor");
    if &*entry.kind == "MedicationDispense" {
        entry.text("dispensed-by", performer);
    } else {
        entry.text("performer", performer);
    }
    entry.text(
        "pharmacy",
        root.at(&["dispenseRequest", "performer"]).and_then(|who| source.who(who)),
    );
    read_start(source, entry);
    read_supply(root, entry);
    entry.text("status-reason", source.concept("statusReason"));
    entry.text("status-reason", source.concept("statusReasonCodeableConcept"));
    if root.get("reportedBoolean").and_then(Value::as_bool) == Some(true) {
        entry.word("from", Some("word-reported-by-others"));
    }
    entry.text("from", source.who_at(root, "informationSource"));
    if entry.date.is_some() && !matches!(&*entry.kind, "MedicationRequest") {
        entry.day("recorded", source.date(&["dateAsserted"]));
    }
}

fn read_medicine(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let concept = root.get("medicationCodeableConcept");
    let reference = root.get("medicationReference");
    let contained = reference
        .and_then(|reference| reference.text_at(&["reference"]))
        .and_then(|address| source.contained(address.strip_prefix('#')?));
    entry.title = concept
        .and_then(view::concept)
        .or_else(|| reference.and_then(|reference| source.who(reference)));
    entry.codes_of(concept.or_else(|| contained?.get("code")));
    if let Some(medicine) = contained {
        entry
            .text("manufacturer", medicine.get("manufacturer").and_then(|maker| source.who(maker)));
        entry.text("type", view::concept_at(medicine, "form"));
    }
}

/// A prescription that is dated after the medicine was begun is the day on which somebody wrote it down.
fn read_start(source: &Source<'_>, entry: &mut Entry) {
    let begun = source.date(&["dosageInstruction", "timing", "repeat", "boundsPeriod", "start"]);
    let is_later =
        |begun: &FhirDate| entry.date.is_some_and(|written| begun.last_day() < written.first_day());
    entry.day("started", begun.filter(is_later));
}

fn read_supply(root: Value<'_>, entry: &mut Entry) {
    let supply = root.get("dispenseRequest");
    let amount = supply.and_then(|supply| supply.get("quantity")).or_else(|| root.get("quantity"));
    let amount = amount.and_then(quantity);
    // What was ordered was not handed over by that.
    let label = if supply.is_some() { "quantity-ordered" } else { "quantity" };
    // "75" of what, nobody knows: that is said.
    let is_bare = |amount: &&Measure| amount.unit.is_none() && amount.written_unit.is_none();
    match amount.as_ref().filter(is_bare) {
        Some(bare) => {
            let values = vec![("count", bare.shown().into_owned())];
            entry.fact(label, Some(FactText::Phrase("amount-without-unit", values)));
        }
        None => entry.measured(label, amount),
    }
    let days = supply
        .and_then(|supply| supply.get("expectedSupplyDuration"))
        .or_else(|| root.get("daysSupply"));
    entry.text("supply", days.and_then(|days| days.get("value")?.as_number()).map(str::to_owned));
    let refills = supply.and_then(|supply| supply.get("numberOfRepeatsAllowed"));
    entry.text("refills", refills.and_then(Value::as_number).map(str::to_owned));
}

fn read_dosage(dosage: Value<'_>, entry: &mut Entry) {
    let text = view::text(dosage, &["text"]);
    let says_how_much =
        text.as_ref().is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()));
    entry.text("dose", text.clone());
    entry.text("dose", view::text(dosage, &["patientInstruction"]));
    if !says_how_much {
        entry.amount("dose-amount", dose(dosage));
    }
    if text.is_none() {
        read_timing(dosage, entry);
    }
    match dosage.get("asNeededCodeableConcept").and_then(view::concept) {
        Some(reason) => entry
            .fact("when", Some(FactText::Phrase("timing-as-needed-for", vec![("reason", reason)]))),
        None if dosage.get("asNeededBoolean").and_then(Value::as_bool) == Some(true) => {
            entry.word("when", Some("word-as-needed"));
        }
        None => {}
    }
    entry.fact("route", dosage.get("route").and_then(known::route));
    entry.text("approach", view::concept_at(dosage, "method"));
    entry.text("body-site", view::concept_at(dosage, "site"));
    entry.text("note", view::concepts_at(dosage, "additionalInstruction"));
}

fn dose(dosage: Value<'_>) -> Option<Value<'_>> {
    const NAMES: [&str; 4] = ["doseQuantity", "dose", "doseRange", "rateQuantity"];
    let mut amounts = dosage.each("doseAndRate").chain([dosage]);
    amounts.find_map(|amount| NAMES.iter().find_map(|name| amount.get(name)))
}

fn read_timing(dosage: Value<'_>, entry: &mut Entry) {
    let Some(timing) = dosage.get("timing") else { return };
    if let Some(words) = view::concept_at(timing, "code") {
        entry.text("when", Some(words));
        return;
    }
    let Some(repeat) = timing.get("repeat") else { return };
    let number = |name: &str| repeat.get(name).and_then(Value::as_number).map(plain_number);
    let unit = repeat.text_at(&["periodUnit"]);
    if let (Some(period), Some(unit)) = (number("period"), unit) {
        let times = number("frequency").unwrap_or_else(|| "1".to_owned());
        let unit = unit.trim().to_owned();
        // "Once every 24 hours" is said as "once a day".
        let (period, unit) = if (period.as_str(), unit.as_str()) == ("24", "h") {
            ("1".to_owned(), "d".to_owned())
        } else {
            (period, unit)
        };
        if TIMING_UNITS.contains(&unit.as_str()) {
            let values = vec![("times", times), ("period", period), ("unit", unit)];
            entry.fact("when", Some(FactText::Phrase("timing-repeat", values)));
        }
    }
    for moment in repeat.each("when").filter_map(Value::as_str) {
        let known = TIMING_MOMENTS.iter().find(|(code, _)| *code == moment);
        entry.word("when", known.map(|(_, id)| *id));
    }
}

/// `1.0` → `1`, so that messages can tell one from many.
fn plain_number(digits: &str) -> String {
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        digits.to_owned()
    }
}

const TIMING_UNITS: &[&str] = &["min", "h", "d", "wk", "mo", "a"];

/// <https://hl7.org/fhir/R4/valueset-event-timing.html>
const TIMING_MOMENTS: &[(&str, &str)] = &[
    ("MORN", "timing-morning"),
    ("AFT", "timing-afternoon"),
    ("EVE", "timing-evening"),
    ("NIGHT", "timing-night"),
    ("HS", "timing-bedtime"),
    ("WAKE", "timing-waking"),
    ("C", "timing-with-meals"),
    ("CM", "timing-with-breakfast"),
    ("CD", "timing-with-lunch"),
    ("CV", "timing-with-dinner"),
    ("AC", "timing-before-meals"),
    ("ACM", "timing-before-breakfast"),
    ("ACD", "timing-before-lunch"),
    ("ACV", "timing-before-dinner"),
    ("PC", "timing-after-meals"),
    ("PCM", "timing-after-breakfast"),
    ("PCD", "timing-after-lunch"),
    ("PCV", "timing-after-dinner"),
];
