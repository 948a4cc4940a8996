//! Writes NDJSON: a resource in each line, for programs that read a record line by line.
//!
//! Standard: <https://hl7.org/fhir/R4/nd-json.html>; FHIR Bulk Data Access 2.0. What is in the file and
//! what is not stands in the last line, an `OperationOutcome`: the one resource that a reader of records
//! takes for a message and not for a fact.

use std::io;

use bluebutton_record::confidentiality::Marks;
use bluebutton_record::{Manifest, Resource};

use super::fhir::{append_manifest, append_marks, append_notice, append_resource};

/// Writes the lines while the resources are read.
pub struct LineWriter<W> {
    out: W,
    /// One line, before it goes out.
    text: String,
    /// What was written so far is marked with together.
    marks: Marks,
}

impl<W: io::Write> LineWriter<W> {
    /// Begins a file.
    pub fn begin(out: W) -> Self {
        Self { out, text: String::new(), marks: Marks::default() }
    }

    /// Adds a resource: one line, whatever line ends its source had between its members.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn add(&mut self, resource: &Resource) -> io::Result<()> {
        self.text.clear();
        self.marks.add_resource(&resource.json);
        append_resource(&mut self.text, resource);
        self.end_line()
    }

    /// Ends the file with what is in it and what is not.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn end(mut self, manifest: &Manifest) -> io::Result<W> {
        self.text.clear();
        self.text.push_str(r#"{"resourceType":"OperationOutcome","meta":{"extension":["#);
        self.marks.join(&manifest.marks);
        append_manifest(&mut self.text, manifest);
        append_notice(&mut self.text, &self.marks);
        self.text.push(']');
        append_marks(&mut self.text, &self.marks);
        self.text.push_str(
            r#"},"issue":[{"severity":"information","code":"informational","diagnostics":"What is in this file and what is not stands in the extension of meta."}]}"#,
        );
        self.end_line()?;
        Ok(self.out)
    }

    /// Where it is written to.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    fn end_line(&mut self) -> io::Result<()> {
        // A line end inside JSON stands between its parts only: in a string it is escaped.
        if self.text.contains(['\n', '\r']) {
            self.text = self.text.replace(['\n', '\r'], " ");
        }
        self.text.push('\n');
        self.out.write_all(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::ResourceId;
    use bluebutton_record::json::Document;

    #[test]
    fn every_line_is_a_resource_and_the_last_says_what_is_in_the_file() {
        let resource = |id: &str, json: &str| Resource {
            kind: "Observation".into(),
            id: ResourceId::parse(id).unwrap(),
            version: 2,
            updated: 0,
            json: json.into(),
        };
        let mut writer = LineWriter::begin(Vec::new());
        writer.add(&resource("abcdefghijklm.a", r#"{"resourceType":"Observation"}"#)).unwrap();
        let broken = "{\"resourceType\":\r\n\"Observation\",\"note\":[{\"text\":\"a\\nb\"}]}";
        writer.add(&resource("abcdefghijklm.b", broken)).unwrap();
        let unreadable = vec!["abcdefghijklm.x".to_owned()];
        let manifest = Manifest { unreadable, ..Manifest::default() };
        let text = String::from_utf8(writer.end(&manifest).unwrap()).unwrap();
        let lines: Vec<Document<'_>> =
            text.lines().map(|line| Document::parse(line).unwrap()).collect();
        let kinds = lines.iter().map(|line| line.root().text_at(&["resourceType"]).unwrap());
        assert_eq!(kinds.collect::<Vec<_>>(), ["Observation", "Observation", "OperationOutcome"]);
        assert!(text.ends_with('\n') && text.lines().last().unwrap().contains("abcdefghijklm.x"));
        assert_eq!(lines[1].root().text_at(&["note", "text"]).unwrap(), "a\nb");
    }
}
