//! Reads C-CDA R2.1 and R1.1 documents into FHIR resources, after HL7 "C-CDA on FHIR".

use bluebutton_record::Reading;

/// Reads one document. The original is kept in [`Reading::originals`], every section's narrative in
/// the Composition.
pub fn read(_bytes: &[u8]) -> Reading {
    todo!("helper: ccda")
}
