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
mod in_table;
mod json;
mod kind;
mod marks;
mod medications;
mod moment;
mod named;
mod narrative;
mod notes;
mod observations;
mod observed;
mod outcome;
mod people;
mod places;
mod plan;
mod problems;
mod procedures;
mod product;
mod related;
mod rows;
mod section;
mod statement;
mod taken;
mod times;
mod ucum;
mod values;
mod vitals;
mod words;
mod xml;

use jiff::tz::TimeZone;

use bluebutton_record::Reading;
use bluebutton_record::reading::{Issue, Place, Rejected, Severity};
use bluebutton_record::versions::AsOf;

use context::Context;
pub use moment::WITHOUT_OFFSET;

/// Reads one document, as at a site whose clocks show UTC: see [`read_in`].
pub fn read(bytes: &[u8]) -> Reading {
    read_in(bytes, &TimeZone::UTC)
}

/// Reads one document. The original is kept in [`Reading::originals`], every section's narrative in
/// the Composition. Times without an offset are those of `zone`.
pub fn read_in(bytes: &[u8], zone: &TimeZone) -> Reading {
    let decoded = match decode::decode(bytes) {
        Ok(decoded) => decoded,
        Err(issue) => return refused(bytes, issue),
    };
    match decode::parse(&decoded.text) {
        Ok(document) => {
            let context = Context::new(&document, decoded.lines_before, zone);
            read_document(context, document.root_element(), bytes, &decoded.notes)
        }
        Err(roxmltree::Error::UnknownNamespace(..)) => read_undeclared(bytes, &decoded, zone),
        Err(problem) => refused(bytes, decode::explain(&problem, decoded.lines_before)),
    }
}

/// Reads a document that uses name prefixes without declaring them, taking their usual meaning.
fn read_undeclared(bytes: &[u8], decoded: &decode::Decoded<'_>, zone: &TimeZone) -> Reading {
    let text = decoded.with_declarations().unwrap_or_default();
    let mut notes = decoded.notes.clone();
    notes.push("the document does not declare a name prefix it uses; its usual meaning was taken");
    match decode::parse(&text) {
        Ok(document) => {
            let context = Context::new(&document, decoded.lines_before, zone);
            read_document(context, document.root_element(), bytes, &notes)
        }
        Err(problem) => refused(bytes, decode::explain(&problem, decoded.lines_before)),
    }
}

/// The version of what is made of a document. Raised where that changes, so that a document that is
/// imported again is shown as it is read now.
const READING: u32 = 2;

/// The whole file goes to quarantine.
fn refused(bytes: &[u8], issue: Issue) -> Reading {
    Reading { rejected: vec![Rejected { bytes: bytes.to_vec(), issue }], ..Reading::default() }
}

fn read_document<'d>(
    mut context: Context<'d>,
    root: xml::Node<'d>,
    bytes: &[u8],
    notes: &[&'static str],
) -> Reading {
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
    let written = time.and_then(|time| moment::parse(time, &context.zone));
    let number = xml::child_attr(root, "versionNumber", "value");
    let as_of = written.as_deref().and_then(|time| AsOf::read(time, number));
    context.as_of = as_of.map(|as_of| as_of.read_by(READING));
    context.day = written.map(|time| time.day());
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
