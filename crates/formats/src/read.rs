//! Readers: whatever came in, told by content, becomes a [`Reading`].

pub mod ccda;
pub mod container;
mod detect;
pub mod fhir;

use jiff::tz::TimeZone;

use bluebutton_record::Reading;
use bluebutton_record::reading::{Issue, Place, Rejected, Severity};

pub use detect::detect;

/// What an input is, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One FHIR resource or Bundle in JSON.
    FhirJson,
    /// FHIR resources, one a line.
    Ndjson,
    /// A C-CDA document (`ClinicalDocument`), or a fragment of one.
    Ccda,
    /// gzip, zstd or zip around something else.
    Container,
    /// Nothing we read: says what it looks like.
    Unknown(&'static str),
}

/// Reads one input that is no container, as at a site whose clocks show UTC: see [`read_in`].
pub fn read(bytes: &[u8]) -> Reading {
    read_in(bytes, &TimeZone::UTC)
}

/// Reads one input that is no container. Never fails as a whole. Times without an offset are those
/// of `zone`.
pub fn read_in(bytes: &[u8], zone: &TimeZone) -> Reading {
    match detect(bytes) {
        Kind::FhirJson => fhir::read_json(bytes),
        Kind::Ndjson => match detect::utf8(bytes) {
            // UTF-16 has line breaks of its own: transcoded first.
            Ok(std::borrow::Cow::Owned(text)) => fhir::read_lines(text.as_bytes(), 1),
            _ => fhir::read_lines(bytes, 1),
        },
        Kind::Ccda => ccda::read_in(bytes, zone),
        Kind::Container => refused(bytes, "This is an archive inside an archive. Unpack it first."),
        Kind::Unknown("empty") => refused(bytes, "The file is empty. Ask the sender for it again."),
        Kind::Unknown(what) => refused(
            bytes,
            format!(
                "This is {what}, no health record we read. Give FHIR R4 JSON, NDJSON or a C-CDA \
                 document."
            ),
        ),
    }
}

/// A reading of something that could not be taken at all.
pub(crate) fn refused(bytes: &[u8], sentence: impl Into<String>) -> Reading {
    let issue = Issue::new(Severity::Error, Place::default(), sentence);
    Reading { rejected: vec![Rejected { bytes: bytes.to_vec(), issue }], ..Reading::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_told_by_its_content() {
        let utf16: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: &[(&[u8], Kind)] = &[
            (b"{\"resourceType\":\"Patient\"}", Kind::FhirJson),
            (b"\xEF\xBB\xBF \n{\n \"resourceType\": \"Patient\"\n}\n", Kind::FhirJson),
            (b"[{\"resourceType\":\"Patient\"}]", Kind::FhirJson),
            (b"{\"a\":1}\n{\"a\":2}\n", Kind::Ndjson),
            (b"{\"a\":1\n{\"a\":2}\n", Kind::Ndjson),
            (b"broken\n{\"a\":2}\n", Kind::Ndjson),
            (b"{\"entry\":[\n{\"a\":1},\n{\"a\":2}]}", Kind::FhirJson),
            (b"<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'/>", Kind::Ccda),
            (b"<observation classCode='OBS'/>", Kind::Ccda),
            (b"\x1f\x8b\x08", Kind::Container),
            (b"\x28\xb5\x2f\xfd", Kind::Container),
            (b"PK\x03\x04", Kind::Container),
            (b"%PDF-1.7", Kind::Unknown("a PDF document")),
            (b"MSH|^~\\&|", Kind::Unknown("an HL7 v2 message")),
            (b"<Patient xmlns=\"http://hl7.org/fhir\"/>", Kind::Unknown("FHIR in XML")),
            (b" \n", Kind::Unknown("empty")),
            (b"", Kind::Unknown("empty")),
            (&utf16, Kind::FhirJson),
        ];
        for (bytes, kind) in cases {
            assert_eq!(detect(bytes), *kind, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_wrong_kind_of_file_is_named_and_kept() {
        let reading = read(b"%PDF-1.7 ...");
        assert!(reading.rejected[0].issue.message.contains("a PDF document"));
        assert_eq!(reading.rejected[0].bytes, b"%PDF-1.7 ...");
    }

    /// What the fuzzer found, and the inputs it starts from: see `fuzz/`.
    #[test]
    fn inputs_of_the_fuzzer_make_nothing_panic_and_lose_nothing() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/fuzz");
        let mut count = 0;
        for target in ["json", "fhir_bundle", "ndjson", "container"] {
            for file in std::fs::read_dir(format!("{folder}/{target}")).unwrap() {
                let path = file.unwrap().path();
                let bytes = std::fs::read(&path).unwrap();
                let reading = read(&bytes);
                let is_told = !reading.rejected.is_empty() || !reading.issues.is_empty();
                assert!(!reading.items.is_empty() || is_told, "{} came to nothing", path.display());
                let _ = fhir::read_json(&bytes);
                let _ = fhir::read_lines(&bytes, 1);
                if let Some(kind) = container::wrapping(&bytes)
                    && let Ok(mut inner) = container::unpacked(kind, &bytes[..])
                {
                    let _ = std::io::copy(&mut inner, &mut std::io::sink());
                }
                if let Ok(mut archive) =
                    container::Archive::open(std::io::Cursor::new(&bytes), 1000)
                {
                    for member in archive.members() {
                        let sink = |reader: &mut dyn std::io::Read| {
                            std::io::copy(reader, &mut std::io::sink())
                        };
                        let _ = archive.read(member.index, sink);
                    }
                }
                count += 1;
            }
        }
        assert!(count >= 6, "the inputs are missing: {count}");
    }
}
