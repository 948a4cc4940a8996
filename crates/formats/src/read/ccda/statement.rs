//! Tells what an entry is - by its templates first, then by its element and section - and hands
//! it to the file that reads it.

use super::context::Context;
use super::section::Kind;
use super::xml::{Node, attr, child, child_attr, children, has_template, is_negated, is_null};
use super::{
    allergies, care, coverage, encounters, equipment, family, immunizations, medications, notes,
    observations, plan, problems, procedures,
};

/// Template ids, after C-CDA R2.1; the `…10.20.1.…` ones are those of CCD 1.0 and C32.
mod template {
    pub const PROBLEM: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.4", "2.16.840.1.113883.10.20.1.28"];
    pub const ALLERGY: [&str; 3] = [
        "2.16.840.1.113883.10.20.22.4.7",
        "2.16.840.1.113883.10.20.24.3.90",
        "2.16.840.1.113883.10.20.1.18",
    ];
    pub const IMMUNIZATION: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.52", "2.16.840.1.113883.10.20.22.4.120"];
    pub const VITAL_SIGNS: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.26", "2.16.840.1.113883.10.20.1.35"];
    pub const FAMILY: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.45", "2.16.840.1.113883.10.20.1.23"];
    pub const CARE_TEAM: [&str; 1] = ["2.16.840.1.113883.10.20.22.4.500"];
    pub const PROCEDURE: [&str; 4] = [
        "2.16.840.1.113883.10.20.22.4.12",
        "2.16.840.1.113883.10.20.22.4.13",
        "2.16.840.1.113883.10.20.22.4.14",
        "2.16.840.1.113883.10.20.1.29",
    ];
    pub const COVERAGE: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.60", "2.16.840.1.113883.10.20.1.20"];
    pub const NOTE: [&str; 1] = ["2.16.840.1.113883.10.20.22.4.202"];
    pub const INSTRUCTION: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.20", "2.16.840.1.113883.10.20.1.49"];
    pub const PLANNED: [&str; 9] = [
        "2.16.840.1.113883.10.20.22.4.39",
        "2.16.840.1.113883.10.20.22.4.40",
        "2.16.840.1.113883.10.20.22.4.41",
        "2.16.840.1.113883.10.20.22.4.43",
        "2.16.840.1.113883.10.20.22.4.44",
        "2.16.840.1.113883.10.20.22.4.130",
        "2.16.840.1.113883.10.20.22.4.140",
        "2.16.840.1.113883.10.20.22.4.141",
        "2.16.840.1.113883.10.20.1.25",
    ];
    pub const GOAL: [&str; 1] = ["2.16.840.1.113883.10.20.22.4.121"];
    /// Points to an entry that stands elsewhere in the document.
    pub const ENTRY_REFERENCE: [&str; 1] = ["2.16.840.1.113883.10.20.22.4.122"];
    pub const ENCOUNTER_DIAGNOSIS: [&str; 5] = [
        "2.16.840.1.113883.10.20.22.4.80",
        "2.16.840.1.113883.10.20.22.4.33",
        "2.16.840.1.113883.10.20.22.4.34",
        "2.16.840.1.113883.10.20.22.4.65",
        "2.16.840.1.113883.10.20.22.4.51",
    ];
    pub const SEVERITY_OR_STATUS: [&str; 6] = [
        "2.16.840.1.113883.10.20.22.4.6",
        "2.16.840.1.113883.10.20.22.4.8",
        "2.16.840.1.113883.10.20.22.4.28",
        "2.16.840.1.113883.10.20.22.4.64",
        "2.16.840.1.113883.10.20.22.4.119",
        "2.16.840.1.113883.10.20.22.4.143",
    ];
}

/// Reads one statement; what was made of it is added to `out` as `Type/id`.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind, out: &mut Vec<String>) {
    match node.tag_name().name() {
        "act" => act(context, node, kind, out),
        "observation" => observation(context, node, kind, out),
        "organizer" => organizer(context, node, kind, out),
        "procedure" | "encounter" if is_planned(node) => {
            out.extend(plan::service_request(context, node));
        }
        "procedure" => out.extend(procedures::read(context, node)),
        "substanceAdministration" => substance(context, node, kind, out),
        "supply" => supply(context, node, kind, out),
        "encounter" => encounters::read(context, node, out),
        "observationMedia" => out.extend(notes::media(context, node)),
        // Parts of an entry that say something about it, not statements of their own.
        "templateId" | "realmCode" | "typeId" | "regionOfInterest" | "sequenceNumber" => {
            context.nothings += 1;
        }
        _ => not_understood(context, node),
    }
}

/// What is not done yet is a plan, a wish or an order.
fn is_planned(node: Node<'_>) -> bool {
    matches!(
        attr(node, "moodCode"),
        Some("INT" | "RQO" | "PRMS" | "PRP" | "ARQ" | "APT" | "OPT" | "SLOT")
    )
}

fn act<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind, out: &mut Vec<String>) {
    if has_template(node, &template::ENTRY_REFERENCE) {
        context.nothings += 1;
        return;
    }
    if child_attr(node, "code", "code") == Some("48767-8") {
        comment(context, node);
    } else if has_template(node, &template::NOTE) {
        out.extend(notes::note(context, node));
    } else if has_template(node, &template::COVERAGE) {
        coverage::read(context, node, out);
    } else if has_template(node, &template::INSTRUCTION) {
        out.extend(plan::instruction(context, node));
    } else if has_template(node, &template::PLANNED) || is_planned(node) {
        out.extend(plan::service_request(context, node));
    } else if has_template(node, &template::ENCOUNTER_DIAGNOSIS) {
        inner(context, node, Kind::VisitDiagnoses, out);
    } else if has_template(node, &template::PROCEDURE)
        || (kind == Kind::Procedures && child(node, "code").is_some_and(|code| !is_null(code)))
    {
        out.extend(procedures::read(context, node));
    } else {
        // A concern, or another act around statements that say more.
        inner(context, node, kind, out);
    }
}

/// A comment on the whole section: its words stand in the narrative, or nobody would see them.
fn comment<'d>(context: &mut Context<'d>, node: Node<'d>) {
    let words = child(node, "text").and_then(|text| child_attr(text, "reference", "value"));
    if words.is_some_and(|to| context.narrative_element(to).is_some()) {
        context.nothings += 1;
    } else {
        not_understood(context, node);
    }
}

/// Reads the statements inside an act; the act itself only says that they belong together.
fn inner<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind, out: &mut Vec<String>) {
    let inner: Vec<Node<'d>> = statements(node).collect();
    let mut found = false;
    for one in inner {
        if has_template(one, &template::SEVERITY_OR_STATUS) {
            continue;
        }
        found = true;
        match one.tag_name().name() {
            "observation" if is_allergy(one, kind) => {
                out.extend(allergies::read(context, one, Some(node)));
            }
            "observation" if is_problem(one, kind) => {
                out.extend(problems::read(context, one, Some(node), kind));
            }
            _ => read(context, one, kind, out),
        }
    }
    if !found && negated_as_text(context, node) {
        return;
    }
    if !found && has_words(context, node) && !is_null(node) {
        out.extend(procedures::read_act(context, node, kind));
    } else if !found {
        not_understood(context, node);
    }
}

/// The statements behind `entryRelationship` (and an organizer's `component`).
pub fn statements(node: Node<'_>) -> impl Iterator<Item = Node<'_>> + use<'_> {
    children(node, "entryRelationship").chain(children(node, "component")).flat_map(|relation| {
        relation.children().filter(|child| {
            matches!(
                child.tag_name().name(),
                "act"
                    | "observation"
                    | "organizer"
                    | "procedure"
                    | "substanceAdministration"
                    | "supply"
                    | "encounter"
                    | "observationMedia"
            )
        })
    })
}

fn has_words<'d>(context: &Context<'d>, node: Node<'d>) -> bool {
    let code = super::codes::Concept::child(context, node, "code");
    // The codes of a concern and of the section of concerns say nothing of what the concern is.
    !code.is_empty() && !["CONC", "ASSERTION", "75310-3"].iter().any(|frame| code.has(frame))
}

/// Whether a statement says only that there is nothing to say, as the entries of empty sections
/// do: no code, no value, no name anywhere in it.
fn is_blank(node: Node<'_>) -> bool {
    if is_null(node) {
        return !children(node, "originalText").any(|text| text.has_children());
    }
    let has_value = ["code", "value", "displayName"].iter().any(|name| attr(node, name).is_some());
    match node.tag_name().name() {
        "templateId" | "id" | "statusCode" | "effectiveTime" | "interpretationCode" | "author"
        | "sequenceNumber" | "realmCode" | "typeId" | "regionOfInterest" | "performer"
        | "referenceRange" | "text" | "informant" => true,
        "name" | "originalText" => !node.has_children(),
        "code" | "value" if has_value => false,
        "value" if node.text().is_some_and(|text| !text.trim().is_empty()) => false,
        _ => node.children().filter(Node::is_element).all(is_blank),
    }
}

fn is_allergy(node: Node<'_>, kind: Kind) -> bool {
    has_template(node, &template::ALLERGY)
        || (kind == Kind::Allergies && !has_template(node, &template::PROBLEM))
}

fn is_problem(node: Node<'_>, kind: Kind) -> bool {
    let by_section = matches!(kind, Kind::Problems | Kind::VisitDiagnoses | Kind::HealthConcerns);
    has_template(node, &template::PROBLEM)
        && !matches!(kind, Kind::FunctionalStatus | Kind::MentalStatus | Kind::SocialHistory)
        || (by_section && child_attr(node, "value", "code").is_some() && !is_vital_or_survey(node))
}

/// Observations that stand among problems and are none.
fn is_vital_or_survey(node: Node<'_>) -> bool {
    !matches!(child_attr(node, "code", "code"), None | Some("ASSERTION"))
        && child_attr(node, "code", "codeSystem") == Some("2.16.840.1.113883.6.1")
        && !matches!(
            child_attr(node, "code", "code"),
            Some(
                "75326-9" | "29308-4" | "64572001" | "75323-6" | "75321-0" | "75322-8" | "75325-1"
            )
        )
}

fn observation<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind, out: &mut Vec<String>) {
    if attr(node, "moodCode") == Some("GOL") || has_template(node, &template::GOAL) {
        out.extend(plan::goal(context, node));
    } else if is_planned(node) || has_template(node, &template::PLANNED) {
        out.extend(plan::service_request(context, node));
    } else if is_allergy(node, kind) {
        out.extend(allergies::read(context, node, None));
    } else if is_problem(node, kind) {
        out.extend(problems::read(context, node, None, kind));
    } else if has_template(node, &template::PROCEDURE) || kind == Kind::Procedures {
        out.extend(procedures::read(context, node));
    } else {
        out.extend(observations::read(context, node, kind));
    }
}

fn organizer<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind, out: &mut Vec<String>) {
    if has_template(node, &template::FAMILY) || kind == Kind::FamilyHistory {
        out.extend(family::read(context, node));
    } else if has_template(node, &template::CARE_TEAM) {
        out.extend(care::read(context, node));
    } else if has_template(node, &template::VITAL_SIGNS) || kind == Kind::VitalSigns {
        observations::vital_signs(context, node, out);
    } else if kind == Kind::Results
        || has_template(node, &["2.16.840.1.113883.10.20.22.4.1", "2.16.840.1.113883.10.20.1.32"])
    {
        observations::report(context, node, out);
    } else {
        let inner: Vec<Node<'d>> = statements(node).collect();
        if inner.is_empty() {
            not_understood(context, node);
        }
        for one in inner {
            read(context, one, kind, out);
        }
    }
}

fn substance<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind, out: &mut Vec<String>) {
    if has_template(node, &template::IMMUNIZATION) || kind == Kind::Immunizations {
        if is_planned(node) {
            out.extend(immunizations::recommendation(context, node));
        } else {
            out.extend(immunizations::read(context, node));
        }
    } else {
        medications::read(context, node, kind, out);
    }
}

fn supply<'d>(context: &mut Context<'d>, node: Node<'d>, kind: Kind, out: &mut Vec<String>) {
    if matches!(kind, Kind::Medications | Kind::MedicationsGiven) {
        out.extend(medications::dispense(context, node, None));
    } else if is_planned(node) && kind == Kind::Plan {
        out.extend(plan::service_request(context, node));
    } else {
        equipment::read_supply(context, node, out);
    }
}

/// Says that an entry was not read, with what tells the next reader why.
pub fn not_understood<'d>(context: &mut Context<'d>, node: Node<'d>) {
    if is_blank(node) {
        return;
    }
    let name = node.tag_name().name();
    let template = child_attr(node, "templateId", "root").unwrap_or("none");
    let message = format!(
        "this entry ({name}, template {template}) is of a kind that is not read: what its section \
         says in words is shown, the entry itself is in the original"
    );
    context.warn(node, message);
}

/// Says that a negative statement is kept in words only.
pub fn negated_as_text<'d>(context: &mut Context<'d>, node: Node<'d>) -> bool {
    let is = is_negated(node);
    if is {
        context.note(
            node,
            "this entry says that something is not so; it is shown in the section's words only",
        );
    }
    is
}
