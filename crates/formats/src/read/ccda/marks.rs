//! How confidential the document, its sections and its entries are, and what is asked of whoever gets them.
//!
//! Standards: CDA R2, 4.2.1 (`confidentialityCode`, which holds for what is inside unless that says otherwise);
//! HL7 DS4P: Privacy Annotation (2.16.840.1.113883.3.3251.1.4), Privacy Markings Section (….1.5), security
//! observations. Out: <https://hl7.org/fhir/R4/security-labels.html>.

use std::collections::HashMap;

use bluebutton_record::confidentiality::{
    self, ACT_CODE, ACT_REASON, CONFIDENTIALITY, Level, Marks, PART_2_CODE,
};
use bluebutton_record::facts::Coding;
use roxmltree::NodeId;

use super::xml::{Node, attr, child, child_attr, children, has_template, is, text};

/// What was marked in a document.
#[derive(Default)]
pub struct Markings {
    /// What a document, a section or a statement says of itself.
    own: HashMap<NodeId, Marks>,
    /// What is asked, by the whole document, of whoever gets any of it.
    asked: Marks,
}

impl Markings {
    /// Takes what an element of the document says, if it marks anything. Answers whether it is a
    /// code that nobody knows.
    pub fn take(&mut self, node: Node<'_>) -> bool {
        let (marked, label) = match node.tag_name().name() {
            "confidentialityCode" => (node.parent_element(), level(node)),
            "observation" if is_security(node) => (marked_by(node), security_label(node)),
            "section" if is_of_markings(node) => {
                let words = child(node, "text").and_then(|words| text(words, NOTICE_CHARS_MAX));
                let is_said = words.is_some_and(|words| confidentiality::speaks_of_part_2(&words));
                let label = is_said.then(|| Coding::new(ACT_CODE, PART_2_CODE));
                (Some(node.document().root_element()), label)
            }
            _ => return false,
        };
        let (Some(marked), Some(label)) = (marked, label) else { return false };
        let is_strange = &*label.system == CONFIDENTIALITY && Level::parse(&label.code).is_none();
        let is_asked =
            &*label.code == PART_2_CODE || child_attr(node, "code", "code") == Some("SECCONOBS");
        if is_asked && marked == node.document().root_element() {
            self.asked.add([&label]);
        }
        self.own.entry(marked.id()).or_default().add([&label]);
        is_strange
    }

    /// What holds for something made of that element: what it or the nearest thing around it says,
    /// what stands inside it, and what is asked for the whole document where it is more than usual.
    pub fn of(&self, node: Node<'_>) -> Marks {
        let mut marks = Marks::default();
        if self.own.is_empty() {
            return marks;
        }
        let around = node.ancestors().find_map(|outer| self.own.get(&outer.id()));
        if let Some(own) = around {
            marks.join(own);
        }
        for (id, own) in &self.own {
            let inner = node.document().get_node(*id);
            if inner.is_some_and(|inner| inner.ancestors().any(|outer| outer == node)) {
                marks.join(own);
            }
        }
        if marks.level() > Level::Normal {
            marks.join(&self.asked);
        }
        marks
    }
}

/// Whether a statement marks others, and says nothing of the person.
pub fn is_annotation(node: Node<'_>) -> bool {
    has_template(node, &ANNOTATION) || (is(node, "observation") && is_security(node))
}

fn is_security(observation: Node<'_>) -> bool {
    has_template(observation, &["2.16.840.1.113883.3.445.21"])
        || child_attr(observation, "code", "code").is_some_and(|code| KINDS.contains(&code))
}

/// What an annotation marks: the statement or section it hangs on; the whole document where it
/// stands in the section of markings.
fn marked_by(observation: Node<'_>) -> Option<Node<'_>> {
    let is_frame = |node: &Node<'_>| {
        matches!(node.tag_name().name(), "component" | "entryRelationship" | "entry")
            || has_template(*node, &ANNOTATION)
    };
    let marked = observation.ancestors().skip(1).find(|node| !is_frame(node))?;
    let is_whole = marked.tag_name().name() == "section" && is_of_markings(marked);
    Some(if is_whole { marked.document().root_element() } else { marked })
}

fn is_of_markings(section: Node<'_>) -> bool {
    has_template(section, &["2.16.840.1.113883.3.3251.1.5"])
        || child_attr(section, "code", "code") == Some("57017-6")
}

fn level(node: Node<'_>) -> Option<Coding> {
    let code = attr(node, "code")?;
    match attr(node, "codeSystem") {
        None | Some("2.16.840.1.113883.5.25") => Some(Coding::new(CONFIDENTIALITY, code)),
        Some(other) => Some(Coding::new(&format!("urn:oid:{other}"), code)),
    }
}

/// The label that a security observation stands for.
fn security_label(observation: Node<'_>) -> Option<Coding> {
    let value = children(observation, "value").find(|value| attr(*value, "code").is_some())?;
    let code = attr(value, "code")?;
    let system = attr(value, "codeSystem").unwrap_or_default();
    let is_level = child_attr(observation, "code", "code") == Some("SECCLASSOBS")
        || has_template(observation, &["2.16.840.1.113883.3.445.12"]);
    let is_use = system == "2.16.840.1.113883.5.8"
        || has_template(observation, &["2.16.840.1.113883.3.445.22"]);
    Some(match system {
        _ if is_level => Coding::new(CONFIDENTIALITY, code),
        _ if is_use => Coding::new(ACT_REASON, code),
        // Senders name the value sets instead of the system that their codes are of.
        ""
        | "2.16.840.1.113883.5.4"
        | "2.16.840.1.113883.5.1063"
        | "2.16.840.1.113883.1.11.20471" => Coding::new(ACT_CODE, code),
        other => match attr(value, "codeSystemName").filter(|name| name.contains(':')) {
            Some(uri) => Coding::new(uri, code),
            None => Coding::new(&format!("urn:oid:{other}"), code),
        },
    })
}

const ANNOTATION: [&str; 1] = ["2.16.840.1.113883.3.3251.1.4"];

/// Security observations: how confidential, which category, what is asked, whether it is whole.
const KINDS: [&str; 4] = ["SECCLASSOBS", "SECCATOBS", "SECCONOBS", "SECINTOBS"];

/// The longest notice we know has 1,100.
const NOTICE_CHARS_MAX: usize = 8_000;
