//! Medicines and vaccines: substance administrations.
//!
//! Standard: C-CDA R2.1, Medication Activity, Medication Information, Medication Free Text Sig, Immunization
//! Activity, Immunization Medication Information.

use std::borrow::Cow;

use bluebutton_record::json::Value;
use bluebutton_record::meaning::{Said, Stage};

use super::coded::{author, entry, indication};
use super::codes::{ACT_CODE, CVX, Coded, LOINC, RXNORM};
use super::frame::{reference, template};
use super::values::{High, ids, interval_typed, physical, time, told};
use super::xml::Xml;
use super::{Book, Item};

pub(super) fn medications(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    let kinds = ["MedicationRequest", "MedicationStatement", "MedicationAdministration"];
    let coded = |item: &&&Item<'_>| {
        let is_medicine = item.entry.basis.said != Said::NoneKnown;
        kinds.contains(&&*item.resource.kind) && !item.is_withdrawn() && is_medicine
    };
    for item in items.iter().filter(coded) {
        entry(xml, &[item], |xml| medication(xml, book, item));
    }
}

fn medication(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    // A request is an intention, the others say what happened.
    let mood = if item.is("MedicationRequest") { "INT" } else { "EVN" };
    let mut attributes = vec![("classCode", "SBADM"), ("moodCode", mood)];
    let not_to_be_taken = resource.get("doNotPerform").and_then(Value::as_bool) == Some(true);
    if not_to_be_taken || is_status(resource, &["not-taken", "not-done"]) {
        attributes.push(("negationInd", "true"));
    }
    let dosage = resource.each("dosageInstruction").chain(resource.each("dosage")).next();
    xml.element("substanceAdministration", &attributes, |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.16", "2014-06-09");
        ids(xml, resource);
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", status(item))]);
        taken(xml, resource, dosage);
        how(xml, item, dosage);
        xml.element("consumable", &[], |xml| {
            xml.element("manufacturedProduct", &[("classCode", "MANU")], |xml| {
                template(xml, "2.16.840.1.113883.10.20.22.4.23", "2014-06-09");
                xml.element("manufacturedMaterial", &[], |xml| {
                    let code = medicine(book, resource);
                    Coded::code(&item.title_at()).wanting(&[RXNORM]).write(xml, code);
                });
            });
        });
        let written = told(resource, &["authoredOn"]).or_else(|| told(resource, &["dateAsserted"]));
        let who = resource.get("requester").or_else(|| resource.get("informationSource"));
        if written.is_some() || who.is_some() {
            author(xml, book, item, (written.as_deref(), who));
        }
        for (at, reason) in resource.each("reasonCode").enumerate() {
            indication(xml, item, reason, at);
        }
        if dosage.is_some_and(|dosage| dosage.get("text").is_some()) {
            free_text_sig(xml, item);
        }
        if dosage.is_some_and(|dosage| is_as_needed(dosage)) {
            as_needed(xml, item, dosage.and_then(|dosage| dosage.get("asNeededCodeableConcept")));
        }
    });
}

fn is_status(resource: Value<'_>, names: &[&str]) -> bool {
    resource.text_at(&["status"]).is_some_and(|status| names.contains(&&*status))
}

/// A course whose last day is past is completed, whatever its source left standing.
fn status(item: &Item<'_>) -> &'static str {
    match item.root().text_at(&["status"]).as_deref() {
        Some("completed") => "completed",
        Some("on-hold") => "suspended",
        Some("stopped" | "cancelled" | "not-taken" | "not-done") => "aborted",
        _ if item.stage == Stage::Past => "completed",
        _ => "active",
    }
}

/// When it is taken: from and until, then how often.
fn taken(xml: &mut Xml, resource: Value<'_>, dosage: Option<Value<'_>>) {
    let bounds = dosage.and_then(|dosage| dosage.at(&["timing", "repeat", "boundsPeriod"]));
    let period = bounds.or_else(|| resource.get("effectivePeriod"));
    let within = |name| told(period?, &[name]);
    let low = within("start")
        .or_else(|| told(resource, &["effectiveDateTime"]))
        .or_else(|| told(resource, &["authoredOn"]));
    let end = within("end");
    let high = if end.is_some() { High::At(end.as_deref()) } else { High::None };
    interval_typed(xml, "effectiveTime", &[("xsi:type", "IVL_TS")], low.as_deref(), high);
    if let Some((number, unit)) = dosage.and_then(how_often) {
        let attributes =
            [("xsi:type", "PIVL_TS"), ("institutionSpecified", "true"), ("operator", "A")];
        xml.element("effectiveTime", &attributes, |xml| {
            xml.empty("period", &[("value", &number), ("unit", &unit)]);
        });
    }
}

/// "Twice a day" as every 12 hours.
fn how_often(dosage: Value<'_>) -> Option<(String, String)> {
    let repeat = dosage.at(&["timing", "repeat"])?;
    let number = |name| repeat.get(name).and_then(Value::as_number)?.parse::<f64>().ok();
    let (frequency, period) = (number("frequency").unwrap_or(1.0), number("period")?);
    let unit = repeat.text_at(&["periodUnit"])?;
    let is_unit = matches!(&*unit, "s" | "min" | "h" | "d" | "wk" | "mo" | "a");
    if !is_unit || frequency < 1.0 || period <= 0.0 || period > 10_000.0 {
        return None;
    }
    let (period, unit) = match &*unit {
        "d" if frequency > 1.0 => (period * 24.0, Cow::Borrowed("h")),
        _ => (period, unit),
    };
    let each = (period / frequency * 1000.0).round() / 1000.0;
    Some((each.to_string(), unit.into_owned()))
}

/// Route and dose. A medicine must have a dose or say that it is not known; a vaccine need not.
fn how(xml: &mut Xml, item: &Item<'_>, dosage: Option<Value<'_>>) {
    if let Some(route) = dosage.and_then(|dosage| dosage.get("route")) {
        let wanted = ["2.16.840.1.113883.3.26.1.1"];
        Coded::code(&item.row).tag("routeCode").wanting(&wanted).write(xml, Some(route));
    }
    let dose = dosage.and_then(|dosage| {
        dosage
            .at(&["doseAndRate", "doseQuantity"])
            .or_else(|| dosage.get("doseQuantity"))
            .or_else(|| dosage.get("dose"))
    });
    match dose.and_then(physical) {
        // "1" is a unit of its own in UCUM, and what no unit means.
        Some((number, unit)) if unit == "1" => xml.empty("doseQuantity", &[("value", &number)]),
        Some((number, unit)) => {
            xml.empty("doseQuantity", &[("value", &number), ("unit", &unit)]);
        }
        None if item.is("Immunization") => {}
        None => xml.empty("doseQuantity", &[("nullFlavor", "UNK")]),
    }
}

/// The concept of the medicine, wherever it stands.
fn medicine<'b>(book: &'b Book<'_>, resource: Value<'b>) -> Option<Value<'b>> {
    resource.get("medicationCodeableConcept").or_else(|| {
        let reference = resource.get("medicationReference")?;
        book.resolve(resource, reference)?.get("code")
    })
}

fn free_text_sig(xml: &mut Xml, item: &Item<'_>) {
    xml.element("entryRelationship", &[("typeCode", "COMP")], |xml| {
        let attributes = [("classCode", "SBADM"), ("moodCode", "INT")];
        xml.element("substanceAdministration", &attributes, |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.147", "");
            xml.empty("code", &[("code", "76662-6"), ("codeSystem", LOINC)]);
            reference(xml, "text", &item.row);
            xml.element("consumable", &[], |xml| {
                xml.element("manufacturedProduct", &[], |xml| {
                    xml.empty("manufacturedLabeledDrug", &[("nullFlavor", "NA")]);
                });
            });
        });
    });
}

fn is_as_needed(dosage: Value<'_>) -> bool {
    dosage.get("asNeededBoolean").and_then(Value::as_bool) == Some(true)
        || dosage.get("asNeededCodeableConcept").is_some()
}

fn as_needed(xml: &mut Xml, item: &Item<'_>, reason: Option<Value<'_>>) {
    xml.element("precondition", &[("typeCode", "PRCN")], |xml| {
        xml.element("criterion", &[], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.25", "2014-06-09");
            xml.empty("code", &[("code", "ASSERTION"), ("codeSystem", ACT_CODE)]);
            Coded::code(&item.row).value().write(xml, reason);
        });
    });
}

pub(super) fn vaccines(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("Immunization") && !item.is_withdrawn()) {
        entry(xml, &[item], |xml| vaccine(xml, book, item));
    }
}

fn vaccine(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    let not_given = if is_status(resource, &["not-done"]) { "true" } else { "false" };
    let attributes = [("classCode", "SBADM"), ("moodCode", "EVN"), ("negationInd", not_given)];
    xml.element("substanceAdministration", &attributes, |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.52", "2015-08-01");
        ids(xml, resource);
        reference(xml, "text", &item.row);
        xml.empty("statusCode", &[("code", "completed")]);
        let given = told(resource, &["occurrenceDateTime"]).and_then(|text| time(&text));
        match given {
            Some(given) => xml.empty("effectiveTime", &[("value", &given)]),
            None => xml.empty("effectiveTime", &[("nullFlavor", "UNK")]),
        }
        how(xml, item, Some(resource));
        xml.element("consumable", &[], |xml| {
            xml.element("manufacturedProduct", &[("classCode", "MANU")], |xml| {
                template(xml, "2.16.840.1.113883.10.20.22.4.54", "2014-06-09");
                product(xml, book, item);
            });
        });
    });
}

fn product(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    xml.element("manufacturedMaterial", &[], |xml| {
        let words = item.title_at();
        Coded::code(&words).wanting(&[CVX]).write(xml, resource.get("vaccineCode"));
        if let Some(lot) = resource.text_at(&["lotNumber"]) {
            xml.leaf("lotNumberText", &[], &lot);
        }
    });
    let maker = resource.get("manufacturer").and_then(|maker| book.name_of(resource, maker));
    if let Some(maker) = maker {
        xml.element("manufacturerOrganization", &[], |xml| xml.leaf("name", &[], &maker));
    }
}
