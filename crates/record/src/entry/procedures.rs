//! Vaccines, procedures and devices.
//!
//! Standard: <https://hl7.org/fhir/R4/immunization.html>, <https://hl7.org/fhir/R4/procedure.html>,
//! <https://hl7.org/fhir/R4/device.html>

use super::{Entry, Source, known};
use crate::json::Value;
use crate::{names, view};

pub(super) fn read_immunization(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("vaccineCode");
    entry.codes_of(root.get("vaccineCode"));
    entry.plain = crate::plain::vaccine(&entry.codes);
    entry.text("when", source.text(&["occurrenceString"]));
    entry.text("reason-not-done", source.concept("statusReason"));
    entry.word("to-ask", contradiction(root));
    for protocol in root.each("protocolApplied") {
        entry.text("dose-number", dose_number(protocol));
        entry.text("series", view::text(protocol, &["series"]));
        entry.text("disease", view::concepts_at(protocol, "targetDisease"));
    }
    entry.amount("dose-amount", root.get("doseQuantity"));
    entry.fact("route", root.get("route").and_then(known::route));
    entry.text("body-site", source.concept("site"));
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    for reaction in root.each("reaction") {
        entry.text("reaction", reaction.get("detail").and_then(|detail| source.who(detail)));
    }
    entry.text("performer", source.who_in("performer", "actor"));
    entry.text("location", source.who_at(root, "location"));
    entry.text("manufacturer", source.who_at(root, "manufacturer"));
    entry.text("lot", source.text(&["lotNumber"]));
    entry.day("expires", source.date(&["expirationDate"]));
    if root.get("primarySource").and_then(Value::as_bool) == Some(false) {
        let who = source.concept("reportOrigin");
        entry.text("from", who);
        entry.word("from", Some("word-reported-by-others"));
    }
}

/// A vaccine that was not given has no lot: the source says both.
fn contradiction(root: Value<'_>) -> Option<&'static str> {
    let is_not_done = root.get("status").is_some_and(|status| status.is("not-done"));
    let has_lot = view::text(root, &["lotNumber"]).is_some();
    (is_not_done && has_lot && root.get("statusReason").is_none())
        .then_some("word-not-given-but-lot")
}

pub(super) fn read_recommendation(source: &Source<'_>, entry: &mut Entry) {
    entry.title_word = "kind-vaccine-plan";
    for recommendation in source.root.each("recommendation") {
        let vaccine = view::concept_at(recommendation, "vaccineCode")
            .or_else(|| view::concept_at(recommendation, "targetDisease"));
        let status = view::concept_at(recommendation, "forecastStatus");
        entry.part(vaccine, status);
        entry.day("due", view::date(recommendation, &["dateCriterion", "value"]));
        entry.text("reason", view::concepts_at(recommendation, "forecastReason"));
    }
    entry.text("author", source.who_at(source.root, "authority"));
}

fn dose_number(protocol: Value<'_>) -> Option<String> {
    let number = |name: &str| {
        let value = protocol
            .get(&format!("{name}PositiveInt"))
            .or_else(|| protocol.get(&format!("{name}String")))?;
        value.as_number().map(str::to_owned).or_else(|| value.as_str().map(Into::into))
    };
    let dose = number("doseNumber")?;
    match number("seriesDoses") {
        Some(of) => Some(format!("{dose} / {of}")),
        None => Some(dose),
    }
}

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("code");
    entry.codes_of(root.get("code"));
    entry.text("when", source.text(&["performedString"]));
    entry.amount("age", root.get("performedAge"));
    entry.amount("age", root.get("performedRange"));
    entry.text("reason-not-done", source.concept("statusReason"));
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("body-site", view::concepts_at(root, "bodySite"));
    entry.text("outcome", source.concept("outcome"));
    entry.text("complication", source.what_at(root, "complication", "complicationDetail"));
    entry.text("follow-up", view::concepts_at(root, "followUp"));
    for device in root.each("focalDevice") {
        entry.text("device", device.get("manipulated").and_then(|device| source.who(device)));
    }
    entry.text("device", source.what_at(root, "usedCode", "usedReference"));
    entry.text("performer", source.who_in("performer", "actor"));
    entry.text("location", source.who_at(root, "location"));
    entry.text("category", source.concept("category"));
    entry.text("recorded-by", source.who_at(root, "recorder"));
}

pub(super) fn read_device(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = names::name_of(root).or_else(|| source.text(&["modelNumber"]));
    entry.title_word = "kind-device";
    entry.codes_of(root.get("type"));
    entry.text("manufacturer", source.text(&["manufacturer"]));
    entry.text("model", source.text(&["modelNumber"]));
    entry.text("serial", source.text(&["serialNumber"]));
    entry.text("lot", source.text(&["lotNumber"]));
    entry.day("made", source.date(&["manufactureDate"]));
    entry.day("expires", source.date(&["expirationDate"]));
    let udi = source.text(&["udiCarrier", "carrierHRF"]);
    entry.text("udi", udi.or_else(|| source.text(&["udiCarrier", "deviceIdentifier"])));
    entry.text("location", source.who_at(root, "location"));
    entry.source = source.who_at(root, "owner");
}

pub(super) fn read_device_use(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source
        .who_at(root, "device")
        .or_else(|| source.concept("codeCodeableConcept"))
        .or_else(|| source.who_at(root, "codeReference"));
    entry.title_word = "kind-device";
    entry.codes_of(root.get("codeCodeableConcept"));
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("body-site", source.concept("bodySite"));
    entry.text("ordered-by", source.who_at(root, "requester"));
}
