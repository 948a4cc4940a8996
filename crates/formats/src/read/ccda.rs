//! Reads C-CDA R2.1 and R1.1 documents into FHIR resources, after HL7 "C-CDA on FHIR".
//!
//! Standards: HL7 CDA R2 with C-CDA R2.1 (<https://www.hl7.org/ccdasearch/>) in,
//! <https://hl7.org/fhir/R4> out, mapped after <https://build.fhir.org/ig/HL7/ccda-on-fhir/>.

mod allergies;
mod care;
mod codes;
mod context;
mod coverage;
mod decode;
mod document;
mod dosage;
mod encounters;
mod equipment;
mod family;
mod header;
mod ids;
mod immunizations;
mod json;
mod medications;
mod narrative;
mod notes;
mod observations;
mod people;
mod plan;
mod problems;
mod procedures;
mod section;
mod statement;
mod times;
mod ucum;
mod values;
mod vitals;
mod xml;

use bluebutton_record::Reading;
use bluebutton_record::reading::{Issue, Place, Rejected, Severity};

use context::Context;

/// Reads one document. The original is kept in [`Reading::originals`], every section's narrative in
/// the Composition.
pub fn read(bytes: &[u8]) -> Reading {
    let decoded = match decode::decode(bytes) {
        Ok(decoded) => decoded,
        Err(issue) => return refused(bytes, issue),
    };
    match decode::parse(&decoded.text) {
        Ok(document) => read_document(&document, bytes, decoded.lines_before, &decoded.notes),
        Err(roxmltree::Error::UnknownNamespace(..)) => read_undeclared(bytes, &decoded),
        Err(problem) => refused(bytes, decode::explain(&problem, decoded.lines_before)),
    }
}

/// Reads a document that uses name prefixes without declaring them, taking their usual meaning.
fn read_undeclared(bytes: &[u8], decoded: &decode::Decoded<'_>) -> Reading {
    let text = decoded.with_declarations().unwrap_or_default();
    let mut notes = decoded.notes.clone();
    notes.push("the document does not declare a name prefix it uses; its usual meaning was taken");
    match decode::parse(&text) {
        Ok(document) => read_document(&document, bytes, decoded.lines_before, &notes),
        Err(problem) => refused(bytes, decode::explain(&problem, decoded.lines_before)),
    }
}

/// The whole file goes to quarantine.
fn refused(bytes: &[u8], issue: Issue) -> Reading {
    Reading { rejected: vec![Rejected { bytes: bytes.to_vec(), issue }], ..Reading::default() }
}

fn read_document(
    document: &roxmltree::Document<'_>,
    bytes: &[u8],
    lines_before: usize,
    notes: &[&'static str],
) -> Reading {
    let root = document.root_element();
    let mut context = Context::new(document, lines_before);
    for note in notes {
        context.note(root, *note);
    }
    let roles = header::patient_roles(root);
    let Some(role) = roles.first() else {
        let message = "the document names no patient (recordTarget/patientRole): it can't be tied \
                       to anybody's record";
        let place = Place { line: Some(1), path: Some("ClinicalDocument".to_owned()) };
        return refused(bytes, Issue::new(Severity::Error, place, message));
    };
    if roles.len() > 1 {
        let message = "the document is about more than one patient: it can't be tied to one record";
        let place = context.place(root);
        return refused(bytes, Issue::new(Severity::Error, place, message));
    }
    check_type(&mut context, root);
    let time = xml::child_attr(root, "effectiveTime", "value");
    context.offset = time.and_then(times::offset_of);
    context.day = time.and_then(|time| times::parse(time, None)).map(|mut day| {
        day.truncate(10);
        day
    });
    header::read_patient(&mut context, *role);
    document::read(&mut context, root, bytes);
    context.finish()
}

/// A document that does not say what it is is read all the same, and that is said.
fn check_type<'d>(context: &mut Context<'d>, root: xml::Node<'d>) {
    let root_of_type = xml::child_attr(root, "typeId", "root");
    let extension = xml::child_attr(root, "typeId", "extension");
    if root_of_type != Some("2.16.840.1.113883.1.3") || extension != Some("POCD_HD000040") {
        context.note(root, "the document has not the typeId of CDA R2; it was read as one");
    }
    let is_ccda =
        xml::children(root, "templateId").filter_map(|id| xml::attr(id, "root")).any(|id| {
            id.starts_with("2.16.840.1.113883.10.20") || id.starts_with("2.16.840.1.113883.3.88")
        });
    if !is_ccda {
        let message = "the document claims no C-CDA template; it was read as one";
        context.note(root, message);
    }
}
