//! The header: whose document, who made it, who keeps it.
//!
//! Standard: C-CDA R2.1, US Realm Header (2.16.840.1.113883.10.20.22.1.1).

use bluebutton_record::Language;
use bluebutton_record::json::Value;

use super::codes::{Coded, LOINC, oid};
use super::frame::template;
use super::values::{
    High, OWN_ROOT, addresses, ids, interval_typed, moment, names, point, telecom_of, telecoms,
    told,
};
use super::xml::Xml;
use super::{Book, Item, marks};

pub(super) fn write(xml: &mut Xml, book: &Book<'_>) {
    let made = moment(book.common.input.manifest.made_at);
    let (language, title) = match book.common.input.language {
        Language::English => ("en-US", book.common.words.text("ccda-title")),
        Language::Spanish => ("es-US", book.common.words.text("ccda-title")),
    };
    let key =
        book.patient().map_or_else(|| "unknown".to_owned(), |item| item.resource.id.to_string());
    xml.new_line();
    xml.empty("realmCode", &[("code", "US")]);
    xml.empty("typeId", &[("root", "2.16.840.1.113883.1.3"), ("extension", "POCD_HD000040")]);
    template(xml, "2.16.840.1.113883.10.20.22.1.1", "2015-08-01");
    template(xml, "2.16.840.1.113883.10.20.22.1.2", "2015-08-01");
    if !book.common.marks.are_usual() {
        template(xml, "2.16.840.1.113883.3.3251.1.1", "");
    }
    let id = format!("{key}.{}", book.common.input.manifest.made_at);
    xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
    xml.empty(
        "code",
        &[
            ("code", "34133-9"),
            ("codeSystem", LOINC),
            ("codeSystemName", "LOINC"),
            ("displayName", "Summarization of Episode Note"),
        ],
    );
    xml.leaf("title", &[], &title);
    xml.empty("effectiveTime", &[("value", &made)]);
    marks::level(xml, book.common.marks.level());
    xml.empty("languageCode", &[("code", language)]);
    xml.new_line();
    record_target(xml, book);
    author(xml, book, &made);
    xml.new_line();
    xml.element("custodian", &[], |xml| {
        xml.element("assignedCustodian", &[], |xml| {
            organization(xml, book, "representedCustodianOrganization");
        });
    });
    xml.new_line();
    service(xml, book, &made);
}

fn record_target(xml: &mut Xml, book: &Book<'_>) {
    let patient = book.patient().map(Item::root);
    xml.element("recordTarget", &[], |xml| {
        xml.element("patientRole", &[], |xml| {
            if let Some(patient) = patient {
                ids(xml, patient);
                addresses(xml, patient);
                telecoms(xml, patient);
                xml.element("patient", &[], |xml| demographics(xml, patient));
            } else {
                xml.empty("id", &[("nullFlavor", "UNK")]);
                unknown_address(xml);
                xml.empty("telecom", &[("nullFlavor", "UNK")]);
                xml.element("patient", &[], unknown_person);
            }
        });
    });
    xml.new_line();
}

fn unknown_person(xml: &mut Xml) {
    xml.element("name", &[], |xml| {
        xml.empty("given", &[("nullFlavor", "UNK")]);
        xml.empty("family", &[("nullFlavor", "UNK")]);
    });
    for tag in ["administrativeGenderCode", "birthTime", "raceCode", "ethnicGroupCode"] {
        xml.empty(tag, &[("nullFlavor", "UNK")]);
    }
}

fn unknown_address(xml: &mut Xml) {
    xml.element("addr", &[], |xml| {
        for tag in ["streetAddressLine", "city", "state", "postalCode", "country"] {
            xml.empty(tag, &[("nullFlavor", "UNK")]);
        }
    });
}

fn demographics(xml: &mut Xml, patient: Value<'_>) {
    names(xml, patient);
    let gender = match patient.text_at(&["gender"]).as_deref() {
        Some("female") => Some(("F", "Female")),
        Some("male") => Some(("M", "Male")),
        Some("other") => Some(("UN", "Undifferentiated")),
        _ => None,
    };
    match gender {
        Some((code, display)) => xml.empty(
            "administrativeGenderCode",
            &[("code", code), ("codeSystem", "2.16.840.1.113883.5.1"), ("displayName", display)],
        ),
        None => xml.empty("administrativeGenderCode", &[("nullFlavor", "UNK")]),
    }
    point(xml, "birthTime", patient.text_at(&["birthDate"]).as_deref());
    let died = told(patient, &["deceasedDateTime"]);
    let is_dead = patient.get("deceasedBoolean").and_then(Value::as_bool);
    if died.is_some() || is_dead == Some(true) {
        xml.empty("sdtc:deceasedInd", &[("value", "true")]);
    }
    if let Some(died) = died {
        point(xml, "sdtc:deceasedTime", Some(&died));
    }
    if let Some(status) = patient.get("maritalStatus") {
        let wanted: &[&str] = &["2.16.840.1.113883.5.2"];
        Coded { tag: "maritalStatusCode", attributes: &[], wanted, words_at: None }
            .write(xml, Some(status));
    }
    let [race, ethnicity] = ["race", "ethnicity"].map(|what| us_core_codes(patient, what));
    group_codes(xml, "raceCode", "sdtc:raceCode", &race);
    group_codes(xml, "ethnicGroupCode", "sdtc:ethnicGroupCode", &ethnicity);
    languages(xml, patient);
}

/// The codings of the US Core race or ethnicity extension: categories first, then details.
fn us_core_codes<'d>(patient: Value<'d>, what: &str) -> Vec<Value<'d>> {
    let url = format!("http://hl7.org/fhir/us/core/StructureDefinition/us-core-{what}");
    let extension =
        patient.each("extension").find(|own| own.get("url").is_some_and(|u| u.is(&url)));
    let inner = |kind: &'static str| {
        let all = extension.into_iter().flat_map(|extension| extension.each("extension"));
        all.filter(move |part| part.get("url").is_some_and(|url| url.is(kind)))
            .filter_map(|part| part.get("valueCoding"))
    };
    inner("ombCategory").chain(inner("detailed")).collect()
}

fn group_codes(xml: &mut Xml, first: &str, more: &str, codings: &[Value<'_>]) {
    let mut tag = first;
    for coding in codings {
        let text = |name| coding.text_at(&[name]).unwrap_or_default();
        let (system, code, display) = (text("system"), text("code"), text("display"));
        // FHIR says "declined" and "unknown" in the system of null flavors.
        if system.ends_with("v3-NullFlavor") {
            if tag == first {
                xml.empty(tag, &[("nullFlavor", &code)]);
                tag = more;
            }
            continue;
        }
        let system = oid(&system);
        xml.empty(tag, &[("code", &code), ("codeSystem", &system), ("displayName", &display)]);
        tag = more;
    }
    if tag == first {
        xml.empty(first, &[("nullFlavor", "UNK")]);
    }
}

fn languages(xml: &mut Xml, patient: Value<'_>) {
    for communication in patient.each("communication") {
        let Some(code) = communication.text_at(&["language", "coding", "code"]) else { continue };
        xml.element("languageCommunication", &[], |xml| {
            xml.empty("languageCode", &[("code", &code)]);
            if let Some(preferred) = communication.get("preferred").and_then(Value::as_bool) {
                let value = if preferred { "true" } else { "false" };
                xml.empty("preferenceInd", &[("value", value)]);
            }
        });
    }
}

/// The document is made by this program, for the organization.
fn author(xml: &mut Xml, book: &Book<'_>, made: &str) {
    xml.element("author", &[], |xml| {
        xml.empty("time", &[("value", made)]);
        xml.element("assignedAuthor", &[], |xml| {
            xml.empty("id", &[("root", OWN_ROOT), ("extension", "bluebutton")]);
            unknown_address(xml);
            help_line(xml, book);
            xml.element("assignedAuthoringDevice", &[], |xml| {
                xml.leaf("manufacturerModelName", &[], "Blue Button");
                xml.leaf("softwareName", &[], concat!("bluebutton ", env!("CARGO_PKG_VERSION")));
            });
            organization(xml, book, "representedOrganization");
        });
    });
}

fn organization(xml: &mut Xml, book: &Book<'_>, tag: &str) {
    let organization = book.common.input.organization;
    xml.element(tag, &[], |xml| {
        xml.empty("id", &[("root", OWN_ROOT), ("extension", "organization")]);
        match organization.name.trim() {
            "" => xml.empty("name", &[("nullFlavor", "UNK")]),
            name => xml.leaf("name", &[], name),
        }
        help_line(xml, book);
        unknown_address(xml);
    });
}

fn help_line(xml: &mut Xml, book: &Book<'_>) {
    match &book.common.input.organization.phone {
        Some(phone) => telecom_of(xml, "tel:", phone, &[("use", "WP")]),
        None => xml.empty("telecom", &[("nullFlavor", "UNK")]),
    }
}

/// The care that the document sums up: from the first dated entry to now, or the days asked for.
fn service(xml: &mut Xml, book: &Book<'_>, made: &str) {
    let asked = book.common.input.manifest.selection.dates;
    let first = book.common.first;
    let low = asked.from.map(|day| day.to_string()).or_else(|| first.map(|date| date.iso()));
    xml.element("documentationOf", &[], |xml| {
        xml.element("serviceEvent", &[("classCode", "PCPR")], |xml| match asked.to {
            Some(to) => {
                let high = to.to_string();
                let high = High::At(Some(&high));
                interval_typed(xml, "effectiveTime", &[], low.as_deref(), high);
            }
            None => xml.element("effectiveTime", &[], |xml| {
                point(xml, "low", low.as_deref());
                xml.empty("high", &[("value", made)]);
            }),
        });
    });
}
