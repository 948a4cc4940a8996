//! Writes a Continuity of Care Document, C-CDA R2.1 (template 2.16.840.1.113883.10.20.22.1.2).
//!
//! Standard: HL7 CDA R2 Implementation Guide: Consolidated CDA Templates for Clinical Notes, R2.1, with the
//! Companion Guide R4; codes after HL7 "C-CDA on FHIR". Everything in the record is in a section's narrative;
//! what has a template is a coded entry as well, and points to its narrative.

mod coded;
mod codes;
mod desk;
mod equipment;
mod family;
mod frame;
mod header;
mod marks;
mod medications;
mod narrative;
mod notes;
mod payers;
mod plan;
mod problems;
mod results;
mod section;
mod values;
mod visits;
mod words;
mod xml;

use std::collections::HashMap;
use std::io;

use bluebutton_record::confidentiality::Marks;
use bluebutton_record::json::{Document, Value};
use bluebutton_record::meaning::{Lists, Stage};
use bluebutton_record::names::{AtSite, NamesOf, name_behind, name_of};
use bluebutton_record::shelf::{InMemory, Shelf};
use bluebutton_record::{Entry, FhirDate, Language, Manifest, Organization, Resource, Words};

use jiff::tz::TimeZone;

use super::WriteError;
use desk::{Desk, Loaded};
use xml::Xml;

/// What a CCD is made from, beside the patient's resources.
pub struct Input<'a> {
    /// What the record's lists tell of them, whether those are among them or not.
    pub lists: Lists,
    /// What they refer to in the directory.
    pub directory: &'a [Resource],
    /// What is in and what is not: goes into the narrative of a section of its own.
    pub manifest: Manifest,
    /// Custodian.
    pub organization: &'a Organization,
    /// The language of titles and of words that are ours.
    pub language: Language,
}

/// Writes the document (UTF-8 XML) of resources that are in memory, Patient among them.
pub fn write(resources: &[Resource], input: Input<'_>) -> Result<Vec<u8>, WriteError> {
    let mut out = Vec::new();
    let written = write_to(&mut out, &mut InMemory::new(resources), input);
    written.map_err(|error| WriteError(error.to_string()))?;
    Ok(out)
}

/// Writes the document while its resources are read. They are read once to know what stands where, and
/// then section by section: for the narrative, and for the entries behind it. Gives the manifest with what
/// only reading tells: how many things each section holds.
///
/// # Errors
///
/// Those of `out` and of reading; a stored resource that is no JSON is damage, and must not go unsaid.
pub fn write_to(
    out: &mut dyn io::Write,
    shelf: &mut dyn Shelf,
    input: Input<'_>,
) -> io::Result<Manifest> {
    let (named, zone) = (NamesOf::new(input.directory), input.manifest.zone.clone());
    let names = AtSite::new(&named, zone.unwrap_or(TimeZone::UTC));
    let mut desk = Desk::open(shelf, &names, input)?;
    let mut xml = Xml::new();
    let root = [
        ("xmlns", "urn:hl7-org:v3"),
        ("xmlns:sdtc", "urn:hl7-org:sdtc"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    let mut body = Ok(());
    xml.element("ClinicalDocument", &root, |xml| {
        body = desk.read(&[], false).and_then(|loaded| {
            let book = Book::of(&desk.common, &loaded)?;
            header::write(xml, &book);
            Ok(())
        });
        xml.new_line();
        xml.element("component", &[], |xml| {
            xml.element("structuredBody", &[], |xml| {
                if body.is_ok() {
                    body = section::write_all(xml, &mut desk, out);
                }
            });
        });
        xml.new_line();
    });
    body?;
    out.write_all(&xml.finish())?;
    Ok(desk.common.input.manifest)
}

/// What is known of the document as a whole.
struct Common<'a> {
    input: Input<'a>,
    words: &'static Words,
    directory: Directory<'a>,
    /// How confidential all of it is together.
    marks: Marks,
    /// The day of the oldest entry.
    first: Option<FhirDate>,
}

/// A piece of the record as the document's sections look at it: some items, what they refer to, and the
/// patient.
struct Book<'a> {
    common: &'a Common<'a>,
    items: Vec<Item<'a>>,
    /// Where in `items` a reference leads.
    places: HashMap<String, usize>,
}

/// One resource with all that is said of it.
struct Item<'a> {
    resource: &'a Resource,
    document: Document<'a>,
    entry: &'a Entry,
    /// Its place in the record.
    place: u32,
    /// How it stands to the day on which the document is made.
    stage: Stage,
    /// Whether another entry stands for the same thing: a receiving system shall not take one medicine
    /// for two.
    is_behind: bool,
    /// How confidential it is, and what is told of the same thing behind it.
    marks: Marks,
    /// The id of its row in the narrative: `r12`.
    row: String,
}

impl<'a> Book<'a> {
    fn of(common: &'a Common<'a>, loaded: &'a Loaded) -> io::Result<Self> {
        let mut items = Vec::with_capacity(loaded.all.len());
        for one in &loaded.all {
            // What is stored was parsed when it came in: this is damage, and must not go unsaid.
            let document = one.resource.document().map_err(|error| {
                io::Error::other(format!("{} is no JSON: {error}", one.resource.reference()))
            })?;
            items.push(Item {
                resource: &one.resource,
                document,
                entry: &one.entry,
                place: one.place,
                stage: one.stage,
                is_behind: one.is_behind,
                marks: one.marks.clone(),
                row: format!("r{}", one.number),
            });
        }
        let places = items.iter().enumerate();
        let places = places.map(|(at, item)| (item.resource.reference(), at)).collect();
        Ok(Self { common, items, places })
    }

    fn patient(&self) -> Option<&Item<'a>> {
        self.items.iter().find(|item| item.is("Patient"))
    }

    /// The items at these places, in their order.
    fn at(&self, places: &[u32]) -> Vec<&Item<'a>> {
        let by_place: HashMap<u32, &Item<'a>> =
            self.items.iter().map(|item| (item.place, item)).collect();
        places.iter().filter_map(|place| by_place.get(place).copied()).collect()
    }

    fn item(&self, reference: &str) -> Option<&Item<'a>> {
        self.items.get(*self.places.get(reference)?)
    }

    /// The resource behind the reference in `member` of `owner`: contained, in the record, or in the
    /// directory.
    fn resolve<'b>(&'b self, owner: Value<'b>, reference: Value<'b>) -> Option<Value<'b>> {
        let text = reference.text_at(&["reference"])?;
        if let Some(id) = text.strip_prefix('#') {
            let is_it = |inner: &Value<'_>| inner.get("id").is_some_and(|own| own.is(id));
            return owner.each("contained").find(is_it);
        }
        let in_record = self.item(&text).map(Item::root);
        in_record.or_else(|| self.common.directory.0.get(&*text).map(Document::root))
    }

    /// What a reference is called.
    fn name_of(&self, owner: Value<'_>, reference: Value<'_>) -> Option<String> {
        name_behind(reference, || self.resolve(owner, reference).and_then(name_of))
    }
}

impl Item<'_> {
    fn root(&self) -> Value<'_> {
        self.document.root()
    }

    fn is(&self, kind: &str) -> bool {
        &*self.resource.kind == kind
    }

    /// The id of the words of its title.
    fn title_at(&self) -> String {
        format!("{}t", self.row)
    }

    /// Whether its writer took it back: narrative says so, an entry would say the contrary.
    fn is_withdrawn(&self) -> bool {
        let is = |path: &[&str]| {
            self.root().text_at(path).is_some_and(|text| text == "entered-in-error")
        };
        is(&["status"]) || is(&["verificationStatus", "coding", "code"])
    }
}

/// The resources that belong to no patient, by reference.
struct Directory<'a>(HashMap<String, Document<'a>>);

impl<'a> Directory<'a> {
    fn of(resources: &'a [Resource]) -> Self {
        let parsed = resources
            .iter()
            .filter_map(|resource| Some((resource.reference(), resource.document().ok()?)));
        Self(parsed.collect())
    }
}

#[cfg(test)]
mod tests;
