//! Sections: every one, known or not, nested ones too, becomes a section of the Composition with
//! its narrative; its entries become resources.

use super::codes::Concept;
use super::context::{Context, reference};
use super::json::{Json, Object};
use super::narrative;
use super::people::one;
use super::statement;
use super::times::absent;
use super::xml::{Node, attr, child, children, text};

/// What a section is about, told by its LOINC code or template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Allergies and intolerances.
    Allergies,
    /// Medicines the patient takes.
    Medications,
    /// Medicines given during the visit.
    MedicationsGiven,
    /// Problems.
    Problems,
    /// Diagnoses of a visit (admission, discharge).
    VisitDiagnoses,
    /// Health concerns.
    HealthConcerns,
    /// Procedures.
    Procedures,
    /// Results.
    Results,
    /// Vital signs.
    VitalSigns,
    /// Vaccines.
    Immunizations,
    /// Visits.
    Encounters,
    /// Social history.
    SocialHistory,
    /// Functional status.
    FunctionalStatus,
    /// Mental status.
    MentalStatus,
    /// Plan of care.
    Plan,
    /// Family history.
    FamilyHistory,
    /// Medical equipment.
    Equipment,
    /// Anything else.
    Other,
}

const KINDS: [(&str, Kind); 44] = [
    ("48765-2", Kind::Allergies),
    ("2.16.840.1.113883.10.20.22.2.6", Kind::Allergies),
    ("2.16.840.1.113883.10.20.22.2.6.1", Kind::Allergies),
    ("10160-0", Kind::Medications),
    ("2.16.840.1.113883.10.20.22.2.1", Kind::Medications),
    ("2.16.840.1.113883.10.20.22.2.1.1", Kind::Medications),
    ("10183-2", Kind::Medications),
    ("75311-1", Kind::Medications),
    ("42346-7", Kind::Medications),
    ("29549-3", Kind::MedicationsGiven),
    ("2.16.840.1.113883.10.20.22.2.38", Kind::MedicationsGiven),
    ("11450-4", Kind::Problems),
    ("2.16.840.1.113883.10.20.22.2.5", Kind::Problems),
    ("2.16.840.1.113883.10.20.22.2.5.1", Kind::Problems),
    ("11348-0", Kind::Problems),
    ("46241-6", Kind::VisitDiagnoses),
    ("42347-5", Kind::VisitDiagnoses),
    ("11535-2", Kind::VisitDiagnoses),
    ("78375-3", Kind::VisitDiagnoses),
    ("29308-4", Kind::VisitDiagnoses),
    ("75310-3", Kind::HealthConcerns),
    ("47519-4", Kind::Procedures),
    ("2.16.840.1.113883.10.20.22.2.7", Kind::Procedures),
    ("2.16.840.1.113883.10.20.22.2.7.1", Kind::Procedures),
    ("30954-2", Kind::Results),
    ("2.16.840.1.113883.10.20.22.2.3", Kind::Results),
    ("2.16.840.1.113883.10.20.22.2.3.1", Kind::Results),
    ("8716-3", Kind::VitalSigns),
    ("2.16.840.1.113883.10.20.22.2.4", Kind::VitalSigns),
    ("2.16.840.1.113883.10.20.22.2.4.1", Kind::VitalSigns),
    ("11369-6", Kind::Immunizations),
    ("2.16.840.1.113883.10.20.22.2.2", Kind::Immunizations),
    ("2.16.840.1.113883.10.20.22.2.2.1", Kind::Immunizations),
    ("46240-8", Kind::Encounters),
    ("2.16.840.1.113883.10.20.22.2.22", Kind::Encounters),
    ("2.16.840.1.113883.10.20.22.2.22.1", Kind::Encounters),
    ("29762-2", Kind::SocialHistory),
    ("2.16.840.1.113883.10.20.22.2.17", Kind::SocialHistory),
    ("47420-5", Kind::FunctionalStatus),
    ("10190-7", Kind::MentalStatus),
    ("18776-5", Kind::Plan),
    ("2.16.840.1.113883.10.20.22.2.10", Kind::Plan),
    ("10157-6", Kind::FamilyHistory),
    ("46264-8", Kind::Equipment),
];

impl Kind {
    fn of(section: Node<'_>) -> Self {
        let code = child(section, "code").and_then(|code| attr(code, "code"));
        let templates = children(section, "templateId").filter_map(|id| attr(id, "root"));
        code.into_iter()
            .chain(templates)
            .find_map(|key| KINDS.iter().find(|(own, _)| *own == key).map(|(_, kind)| *kind))
            .unwrap_or(Self::Other)
    }
}

/// Reads the sections of the document's body.
pub fn read_all<'d>(context: &mut Context<'d>, document: Node<'d>) -> Vec<Object<'d>> {
    let mut out = Vec::new();
    let bodies: Vec<Node<'d>> = children(document, "component")
        .filter_map(|component| child(component, "structuredBody"))
        .collect();
    if bodies.is_empty() {
        context
            .warn(document, "the document has no body (structuredBody): only its header was read");
    }
    for body in bodies {
        read_components(context, body, "component", &mut out);
    }
    out
}

fn read_components<'d>(
    context: &mut Context<'d>,
    parent: Node<'d>,
    path: &str,
    out: &mut Vec<Object<'d>>,
) {
    for component in children(parent, "component") {
        for section in children(component, "section") {
            let name = title(section).unwrap_or_else(|| "no title".to_owned());
            let path = format!("{path}/section[{}]", shortened(&name));
            out.push(read(context, section, &path));
        }
    }
}

fn shortened(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '[' | ']' | '/')).take(60).collect()
}

fn title(section: Node<'_>) -> Option<String> {
    let own = child(section, "title").and_then(|title| text(title, 400));
    own.or_else(|| {
        let code = child(section, "code")?;
        attr(code, "displayName").map(str::to_owned)
    })
}

fn read<'d>(context: &mut Context<'d>, section: Node<'d>, path: &str) -> Object<'d> {
    let kind = Kind::of(section);
    let mut references: Vec<String> = Vec::new();
    for (index, entry) in children(section, "entry").enumerate() {
        context.path = format!("{path}/entry[{}]", index + 1);
        for node in entry.children().filter(Node::is_element) {
            let made = |context: &Context<'_>, references: &[String]| {
                (references.len(), context.reading.issues.len(), context.nothings)
            };
            let before = made(context, &references);
            statement::read(context, node, kind, &mut references);
            // Nothing goes missing silently: what became neither a resource nor an issue is one.
            if before == made(context, &references) {
                statement::not_understood(context, node);
            }
        }
    }
    let mut nested = Vec::new();
    read_components(context, section, path, &mut nested);
    path.clone_into(&mut context.path);
    let title = title(section);
    let code = Concept::child(context, section, "code");
    let mut object = Object::new().with("title", title.clone()).with("code", code.json());
    let mut seen = std::collections::HashSet::new();
    references.retain(|to| seen.insert(to.clone()));
    let has_entries = !references.is_empty();
    match narrative_of(section) {
        Some(div) => object.put("text", narrative_json("generated", div)),
        // A section holds text, entries or sections (cmp-1).
        None if !has_entries && nested.is_empty() => {
            object.put("text", narrative_json("empty", narrative::paragraph("—")));
        }
        None => {}
    }
    let entries: Vec<Object<'d>> = references.into_iter().map(reference).collect();
    object.put("entry", entries);
    // "There is none" and "we do not know" are said by the section, not by an entry (cmp-2).
    if !has_entries && let Some(flavor) = attr(section, "nullFlavor") {
        object.put("emptyReason", empty_reason(flavor));
    }
    object.put("section", nested);
    if object.is_empty() {
        object.put("title", absent("unknown"));
    }
    object
}

fn empty_reason<'d>(flavor: &str) -> Json<'d> {
    let (code, display) = match flavor {
        "NASK" => ("notasked", "Not Asked"),
        "MSK" => ("withheld", "Information Withheld"),
        "NAV" | "UNK" | "NI" | "ASKU" => ("unavailable", "Unavailable"),
        _ => return Json::Nothing,
    };
    let system = "http://terminology.hl7.org/CodeSystem/list-empty-reason";
    let coding = Object::new().with("system", system).with("code", code).with("display", display);
    Object::new().with("coding", one(coding)).into()
}

fn narrative_of(section: Node<'_>) -> Option<String> {
    let mut texts = children(section, "text");
    let first = texts.next().and_then(narrative::xhtml);
    texts.fold(first, |all, more| match (all, narrative::xhtml(more)) {
        (Some(all), Some(more)) => {
            let start = all.strip_suffix("</div>").unwrap_or(&all);
            let rest = more.split_once('>').map_or("", |(_, rest)| rest);
            Some(format!("{start}{rest}"))
        }
        (all, more) => all.or(more),
    })
}

/// A FHIR Narrative.
pub fn narrative_json<'d>(status: &'static str, div: String) -> Object<'d> {
    Object::new().with("status", status).with("div", div)
}
