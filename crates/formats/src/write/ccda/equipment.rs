//! Devices: implants and equipment, as supplies of a product.
//!
//! Standard: C-CDA R2.1, Non-Medicinal Supply Activity, Product Instance.

use bluebutton_record::json::Value;

use super::coded::entry;
use super::codes::Coded;
use super::frame::{reference, template};
use super::values::{OWN_ROOT, ids};
use super::xml::Xml;
use super::{Book, Item};

pub(super) fn devices(xml: &mut Xml, _: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| item.is("Device") && !item.is_withdrawn()) {
        entry(xml, &[item], |xml| supply(xml, item));
    }
}

fn supply(xml: &mut Xml, item: &Item<'_>) {
    let resource = item.root();
    xml.element("supply", &[("classCode", "SPLY"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.50", "2014-06-09");
        let id = format!("{}.supply", item.resource.id);
        xml.empty("id", &[("root", OWN_ROOT), ("extension", &id)]);
        reference(xml, "text", &item.row);
        let is_over = resource.get("status").is_some_and(|status| status.is("inactive"));
        xml.empty("statusCode", &[("code", if is_over { "completed" } else { "active" })]);
        product(xml, item, "PRD");
    });
}

/// The device as a participant: of a supply (`PRD`), or of the procedure that put it in (`DEV`).
pub(super) fn product(xml: &mut Xml, item: &Item<'_>, kind: &str) {
    let resource = item.root();
    xml.element("participant", &[("typeCode", kind)], |xml| {
        xml.element("participantRole", &[("classCode", "MANU")], |xml| {
            template(xml, "2.16.840.1.113883.10.20.22.4.37", "");
            if let Some(udi) = resource.text_at(&["udiCarrier", "carrierHRF"]) {
                let fda = ("assigningAuthorityName", "FDA");
                xml.empty("id", &[("root", FDA), ("extension", &udi), fda]);
            }
            ids(xml, resource);
            xml.element("playingDevice", &[], |xml| {
                Coded::code(&item.title_at()).write(xml, resource.get("type"));
                let model = resource
                    .text_at(&["deviceName", "name"])
                    .or_else(|| resource.text_at(&["modelNumber"]));
                if let Some(model) = model {
                    xml.leaf("manufacturerModelName", &[], &model);
                }
            });
            maker(xml, resource);
        });
    });
}

/// Who made it, or at least who says what it is.
fn maker(xml: &mut Xml, resource: Value<'_>) {
    xml.element("scopingEntity", &[], |xml| {
        match resource.get("udiCarrier") {
            Some(_) => xml.empty("id", &[("root", FDA)]),
            None => xml.empty("id", &[("nullFlavor", "UNK")]),
        }
        if let Some(maker) = resource.text_at(&["manufacturer"]) {
            xml.leaf("desc", &[], &maker);
        }
    });
}

/// The authority of unique device identifiers.
const FDA: &str = "2.16.840.1.113883.3.3719";
