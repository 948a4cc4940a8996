//! Notes and documents: note activities that point to their text.
//!
//! Standard: C-CDA R2.1 Companion Guide, Note Activity (2.16.840.1.113883.10.20.22.4.202).

use bluebutton_record::json::Value;

use super::coded::{author, entry};
use super::codes::{LOINC, translations};
use super::frame::template;
use super::narrative::story_at;
use super::values::{ids, point, told};
use super::xml::Xml;
use super::{Book, Item};

pub(super) fn notes(xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
    for item in items.iter().filter(|item| !item.is_withdrawn()) {
        entry(xml, &[item], |xml| note(xml, book, item));
    }
}

fn note(xml: &mut Xml, book: &Book<'_>, item: &Item<'_>) {
    let resource = item.root();
    xml.element("act", &[("classCode", "ACT"), ("moodCode", "EVN")], |xml| {
        template(xml, "2.16.840.1.113883.10.20.22.4.202", "2016-11-01");
        ids(xml, resource);
        let code = [("code", "34109-9"), ("codeSystem", LOINC), ("displayName", "Note")];
        let kind = resource.get("type").or_else(|| resource.get("code"));
        xml.element("code", &code, |xml| {
            translations(xml, kind);
        });
        let at = if item.entry.narrative.is_empty() { item.row.clone() } else { story_at(item) };
        text(xml, resource, &at);
        xml.empty("statusCode", &[("code", "completed")]);
        let date = ["date", "effectiveDateTime", "issued", "created", "sent"]
            .iter()
            .find_map(|name| told(resource, &[name]))
            .or_else(|| told(resource, &["effectivePeriod", "start"]));
        point(xml, "effectiveTime", date.as_deref());
        let who = resource.each("author").chain(resource.each("performer"));
        let who = who.chain(resource.each("sender")).next();
        author(xml, book, item, (date.as_deref(), who));
    });
}

/// The text: a file that came inside the resource, and where the narrative has it.
fn text(xml: &mut Xml, resource: Value<'_>, at: &str) {
    let attachments = resource
        .each("content")
        .filter_map(|content| content.get("attachment"))
        .chain(resource.each("presentedForm"));
    // Plain text is in the narrative; what is not (a PDF, a picture) comes along as it is.
    let file = attachments.into_iter().find_map(|attachment| {
        let kind = attachment.text_at(&["contentType"])?;
        let data = attachment.text_at(&["data"]).filter(|data| is_base64(data))?;
        (!kind.starts_with("text/")).then_some((kind, data))
    });
    let reference = |xml: &mut Xml| {
        xml.empty("reference", &[("value", &format!("#{at}"))]);
    };
    match file {
        Some((kind, data)) => {
            let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
            xml.element("text", &[("mediaType", &kind), ("representation", "B64")], |xml| {
                reference(xml);
                xml.text(&data);
            });
        }
        None => xml.element("text", &[], reference),
    }
}

fn is_base64(data: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    !data.is_empty() && data.bytes().all(|byte| is_letter(byte) || byte.is_ascii_whitespace())
}
