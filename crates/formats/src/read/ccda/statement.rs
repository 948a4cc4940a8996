//! Tells what an entry is - by its templates first, then by its element and section - and hands
//! it to the file that reads it.

use super::codes::Concept;
use super::context::Context;
use super::kind::SectionKind;
use super::marks::is_annotation;
use super::outcome::{Blank, Outcome, negated_as_text, not_understood, statements};
use super::xml::{Node, attr, child, child_attr, has_template, is_null};
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

/// Reads one statement of a section of that kind.
pub fn read<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    match node.tag_name().name() {
        // It marks others: what it says goes with them.
        _ if is_annotation(node) => Outcome::Blank(Blank::Mark),
        "act" => act(context, node, kind),
        "observation" => observation(context, node, kind),
        "organizer" => organizer(context, node, kind),
        "procedure" | "encounter" if is_planned(node) => plan::service_request(context, node),
        "procedure" => procedures::read(context, node),
        "substanceAdministration" => substance(context, node, kind),
        "supply" => supply(context, node, kind),
        "encounter" => encounters::read(context, node),
        "observationMedia" => notes::media(context, node),
        // Parts of an entry that say something about it, not statements of their own.
        "templateId" | "realmCode" | "typeId" | "regionOfInterest" | "sequenceNumber" => {
            Outcome::Blank(Blank::Part)
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

fn act<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    if has_template(node, &template::ENTRY_REFERENCE) {
        return Outcome::Blank(Blank::Elsewhere);
    }
    if child_attr(node, "code", "code") == Some("48767-8") {
        comment(context, node)
    } else if has_template(node, &template::NOTE) {
        notes::note(context, node)
    } else if has_template(node, &template::COVERAGE) {
        coverage::read(context, node)
    } else if has_template(node, &template::INSTRUCTION) {
        plan::instruction(context, node)
    } else if has_template(node, &template::PLANNED) || is_planned(node) {
        plan::service_request(context, node)
    } else if has_template(node, &template::ENCOUNTER_DIAGNOSIS) {
        inner(context, node, SectionKind::VisitDiagnoses)
    } else if has_template(node, &template::PROCEDURE)
        || (kind == SectionKind::Procedures
            && child(node, "code").is_some_and(|code| !is_null(code)))
    {
        procedures::read(context, node)
    } else {
        // A concern, or another act around statements that say more.
        inner(context, node, kind)
    }
}

/// A comment on the whole section: its words stand in the narrative, or nobody would see them.
fn comment<'d>(context: &mut Context<'d>, node: Node<'d>) -> Outcome {
    let words = child(node, "text").and_then(|text| child_attr(text, "reference", "value"));
    if words.is_some_and(|to| context.narrative_element(to).is_some()) {
        Outcome::Blank(Blank::Elsewhere)
    } else {
        not_understood(context, node)
    }
}

/// Reads the statements inside an act; the act itself only says that they belong together.
fn inner<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    let inner: Vec<Node<'d>> =
        statements(node).filter(|one| !has_template(*one, &template::SEVERITY_OR_STATUS)).collect();
    if !inner.is_empty() {
        return Outcome::all(inner.into_iter().map(|one| match one.tag_name().name() {
            "observation" if is_allergy(one, kind) => allergies::read(context, one, Some(node)),
            "observation" if is_problem(one, kind) => {
                problems::read(context, one, Some(node), kind)
            }
            _ => read(context, one, kind),
        }));
    }
    if negated_as_text(context, node) {
        Outcome::KeptAsText
    } else if has_words(context, node) && !is_null(node) {
        bare_act(context, node, kind)
    } else {
        not_understood(context, node)
    }
}

/// Reads an act that has words of its own and no statement inside.
fn bare_act<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    match kind {
        SectionKind::Plan => plan::service_request(context, node),
        _ => procedures::read(context, node),
    }
}

fn has_words<'d>(context: &Context<'d>, node: Node<'d>) -> bool {
    let code = Concept::child(context, node, "code");
    // The codes of a concern and of the section of concerns say nothing of what the concern is.
    !code.is_empty() && !["CONC", "ASSERTION", "75310-3"].iter().any(|frame| code.has(frame))
}

fn is_allergy(node: Node<'_>, kind: SectionKind) -> bool {
    has_template(node, &template::ALLERGY)
        || (kind == SectionKind::Allergies && !has_template(node, &template::PROBLEM))
}

fn is_problem(node: Node<'_>, kind: SectionKind) -> bool {
    let by_section = matches!(
        kind,
        SectionKind::Problems | SectionKind::VisitDiagnoses | SectionKind::HealthConcerns
    );
    has_template(node, &template::PROBLEM)
        && !matches!(
            kind,
            SectionKind::FunctionalStatus | SectionKind::MentalStatus | SectionKind::SocialHistory
        )
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

fn observation<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    if attr(node, "moodCode") == Some("GOL") || has_template(node, &template::GOAL) {
        plan::goal(context, node)
    } else if is_planned(node) || has_template(node, &template::PLANNED) {
        plan::service_request(context, node)
    } else if is_allergy(node, kind) {
        allergies::read(context, node, None)
    } else if is_problem(node, kind) {
        problems::read(context, node, None, kind)
    } else if has_template(node, &template::PROCEDURE) || kind == SectionKind::Procedures {
        procedures::read(context, node)
    } else {
        observations::read(context, node, kind)
    }
}

fn organizer<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    const RESULTS: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.1", "2.16.840.1.113883.10.20.1.32"];
    // What stands among results or vital signs and is no observation.
    let mut others = Vec::new();
    let (own, kind) = if has_template(node, &template::FAMILY) || kind == SectionKind::FamilyHistory
    {
        (family::read(context, node), kind)
    } else if has_template(node, &template::CARE_TEAM) {
        (care::read(context, node), kind)
    } else if has_template(node, &template::VITAL_SIGNS) || kind == SectionKind::VitalSigns {
        (observations::vital_signs(context, node, &mut others), SectionKind::VitalSigns)
    } else if kind == SectionKind::Results || has_template(node, &RESULTS) {
        (observations::report(context, node, &mut others), SectionKind::Results)
    } else {
        let inner: Vec<Node<'d>> = statements(node).collect();
        if inner.is_empty() {
            return not_understood(context, node);
        }
        return Outcome::all(inner.into_iter().map(|one| read(context, one, kind)));
    };
    others.into_iter().map(|one| read(context, one, kind)).fold(own, Outcome::and)
}

fn substance<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    if has_template(node, &template::IMMUNIZATION) || kind == SectionKind::Immunizations {
        if is_planned(node) {
            immunizations::recommendation(context, node)
        } else {
            immunizations::read(context, node)
        }
    } else {
        medications::read(context, node, kind)
    }
}

fn supply<'d>(context: &mut Context<'d>, node: Node<'d>, kind: SectionKind) -> Outcome {
    if matches!(kind, SectionKind::Medications | SectionKind::MedicationsGiven) {
        medications::dispense(context, node, None)
    } else if is_planned(node) && kind == SectionKind::Plan {
        plan::service_request(context, node)
    } else {
        equipment::read_supply(context, node)
    }
}
