//! What stands around everything that is coded: templates, sections, pointers to the narrative.

use super::codes::ACT_CODE;
use super::xml::Xml;

pub(super) fn template(xml: &mut Xml, root: &str, extension: &str) {
    if extension.is_empty() {
        xml.empty("templateId", &[("root", root)]);
    } else {
        // Both forms, as the guide asks: without the extension for readers of R1.1.
        xml.empty("templateId", &[("root", root)]);
        xml.empty("templateId", &[("root", root), ("extension", extension)]);
    }
}

/// A section of the document.
pub(super) fn component(xml: &mut Xml, inside: impl FnOnce(&mut Xml)) {
    xml.new_line();
    xml.element("component", &[], |xml| xml.element("section", &[], inside));
}

/// `text` or `originalText` that points to the narrative.
pub(super) fn reference(xml: &mut Xml, tag: &str, at: &str) {
    xml.element(tag, &[], |xml| xml.empty("reference", &[("value", &format!("#{at}"))]));
}

/// `code` that says nothing but that the value says it.
pub(super) fn assertion(xml: &mut Xml) {
    xml.empty("code", &[("code", "ASSERTION"), ("codeSystem", ACT_CODE)]);
}
