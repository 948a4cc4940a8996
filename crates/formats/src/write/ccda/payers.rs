//! Insurance: coverage and policy.
//!
//! Standard: C-CDA R2.1, Coverage Activity, Policy Activity, Payer Performer, Covered Party Participant.

use bluebutton_record::json::Value;

use super::coded::entry;
use super::codes::{LOINC, translated};
use super::frame::{reference, template};
use super::narrative;
use super::values::{High, OWN_ROOT, ids, interval, names, point, told};
use super::xml::Xml;
use super::{Book, Item};

pub(super) fn coverage(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("Coverage") && !item.is_withdrawn()) {
        entry(xml, &[item], |xml| {
            xml.element("act", &[("classCode", "ACT"), ("moodCode", "EVN")], |xml| {
                template(xml, "2.16.840.1.113883.10.20.22.4.60", "2015-08-01");
                let id = format!("{}.coverage", item.resource.id);
                xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
                xml.empty("code", &[("code", "48768-6"), ("codeSystem", LOINC)]);
                reference(xml, "text", &item.row);
                xml.empty("statusCode", &[("code", "completed")]);
                xml.element("entryRelationship", &[("typeCode", "COMP")], |xml| {
                    policy(xml, book, item);
                });
            });
        });
    }
}

fn policy(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    xml.element("act", &[("classCode", "ACT"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.61", "2015-08-01");
        ids(xml, resource);
        translated(xml, &item.title_at(), resource.get("type"));
        xml.empty("statusCode", &[("code", "completed")]);
        for payer in resource.each("payor").take(1) {
            insurer(xml, book, item, payer);
        }
        if resource.get("payor").is_none() {
            insurer(xml, book, item, resource);
        }
        member(xml, book, item);
        xml.element("entryRelationship", &[("typeCode", "REFR")], |xml| {
            xml.element("act", &[("classCode", "ACT"), ("moodCode", "DEF")], |xml| {
                let id = format!("{}.plan", item.resource.id);
                xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
                xml.empty("code", &[("nullFlavor", "NA")]);
                xml.leaf("text", &[], &narrative::title(book.common.words, item.entry));
            });
        });
    });
}

fn insurer(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>, payer: Value<'_>) {
    xml.element("performer", &[("typeCode", "PRF")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.87", "");
        xml.element("assignedEntity", &[], |xml| {
            let resolved = book.resolve(item.root(), payer);
            match resolved.and_then(|payer| payer.text_at(&["id"])) {
                Some(id) => xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]),
                None => xml.empty("id", &[("nullFlavor", "UNK")]),
            }
            xml.empty("code", &[("code", "PAYOR"), ("codeSystem", "2.16.840.1.113883.5.110")]);
            if let Some(name) = book.name_of(item.root(), payer) {
                xml.element("representedOrganization", &[], |xml| xml.leaf("name", &[], &name));
            }
        });
    });
}

fn member(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    xml.element("participant", &[("typeCode", "COV")], |xml| {
        // Exactly one templateId here: not also the one without extension.
        let root = "2.16.840.1.113883.10.20.22.4.89";
        xml.empty("templateId", &[("root", root), ("extension", "2015-08-01")]);
        let within = |name| told(resource, &["period", name]);
        let (start, end) = (within("start"), within("end"));
        if start.is_some() || end.is_some() {
            let high = if end.is_some() { High::At(end.as_deref()) } else { High::None };
            interval(xml, "time", start.as_deref(), high);
        }
        xml.element("participantRole", &[("classCode", "PAT")], |xml| {
            let number = resource.text_at(&["subscriberId"]);
            let number = number.or_else(|| resource.text_at(&["identifier", "value"]));
            match number {
                Some(number) => {
                    let root = super::codes::oid("urn:bluebutton:member").into_owned();
                    xml.empty("id", &[("root", &root), ("extension", &number)]);
                }
                None => xml.empty("id", &[("nullFlavor", "UNK")]),
            }
            relationship(xml, resource);
            xml.element("playingEntity", &[], |xml| {
                let patient = book.patient().map(Item::root);
                match patient {
                    Some(patient) => names(xml, patient),
                    None => xml.empty("name", &[("nullFlavor", "UNK")]),
                }
                let birth = patient.and_then(|patient| patient.text_at(&["birthDate"]));
                point(xml, "sdtc:birthTime", birth.as_deref());
            });
        });
    });
}

fn relationship(xml: &mut Xml, resource: Value<'_>) {
    let code = match resource.text_at(&["relationship", "coding", "code"]).as_deref() {
        Some("self") => "SELF",
        Some("child") => "CHILD",
        Some("spouse") => "SPS",
        Some("parent") => "PRN",
        _ => return xml.empty("code", &[("nullFlavor", "UNK")]),
    };
    xml.empty("code", &[("code", code), ("codeSystem", "2.16.840.1.113883.5.111")]);
}
