//! Writes a Continuity of Care Document, C-CDA R2.1 (template 2.16.840.1.113883.10.20.22.1.2).
//!
//! Standard: HL7 CDA R2 Implementation Guide: Consolidated CDA Templates for Clinical Notes, R2.1, with the
//! Companion Guide R4; codes after HL7 "C-CDA on FHIR". Everything in the record is in a section's narrative;
//! what has a template is a coded entry as well, and points to its narrative.

mod codes;
mod equipment;
mod family;
mod header;
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

use bluebutton_record::entry::{self, Names};
use bluebutton_record::json::{Document, Value};
use bluebutton_record::meaning::{Stage, now, things};
use bluebutton_record::names::name_of;
use bluebutton_record::{
    Entry, Language, Manifest, Organization, Resource, ResourceId, Section, Words,
};
use jiff::civil::Date;

use super::WriteError;
use xml::Xml;

/// What a CCD is made from.
pub struct Input<'a> {
    /// The patient's resources, Patient among them.
    pub resources: &'a [Resource],
    /// The same as people read them.
    pub entries: Vec<Entry>,
    /// What they refer to in the directory.
    pub directory: &'a [Resource],
    /// What is in and what is not: goes into the narrative of a section of its own.
    pub manifest: &'a Manifest,
    /// Custodian.
    pub organization: &'a Organization,
    /// The language of titles and of words that are ours.
    pub language: Language,
}

/// Writes the document (UTF-8 XML).
pub fn write(input: &Input<'_>) -> Result<Vec<u8>, WriteError> {
    let book = Book::of(input)?;
    let mut xml = Xml::new();
    let root = [
        ("xmlns", "urn:hl7-org:v3"),
        ("xmlns:sdtc", "urn:hl7-org:sdtc"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    xml.element("ClinicalDocument", &root, |xml| {
        header::write(xml, &book);
        xml.new_line();
        xml.element("component", &[], |xml| {
            xml.element("structuredBody", &[], |xml| section::write_all(xml, &book));
        });
        xml.new_line();
    });
    Ok(xml.finish())
}

/// The record as the document's sections look at it.
struct Book<'a> {
    input: &'a Input<'a>,
    words: &'static Words,
    items: Vec<Item<'a>>,
    /// Where in `items` a reference leads.
    places: HashMap<String, usize>,
    directory: Directory<'a>,
}

/// One resource with all that is said of it.
struct Item<'a> {
    resource: &'a Resource,
    document: Document<'a>,
    entry: Entry,
    /// How it stands to the day on which the document is made.
    stage: Stage,
    /// The row of the entry that stands for the same thing, where it is not this one: a receiving
    /// system shall not take one medicine for two.
    behind: Option<String>,
    /// The id of its row in the narrative: `r12`.
    row: String,
}

/// Says of each item which one stands for its thing, and how that stands to the day.
fn tell_things(items: &mut [Item<'_>], today: Date) {
    let mut told: HashMap<ResourceId, (Stage, Option<ResourceId>)> = HashMap::new();
    for section in Section::ALL {
        let entries: Vec<&Entry> =
            items.iter().map(|item| &item.entry).filter(|one| one.section == section).collect();
        for thing in things(&entries, today) {
            told.insert(thing.entry.id.clone(), (thing.stage, None));
            for other in thing.behind {
                let stage = now::stage(other, today);
                told.insert(other.id.clone(), (stage, Some(thing.entry.id.clone())));
            }
        }
    }
    let rows: HashMap<ResourceId, String> =
        items.iter().map(|item| (item.entry.id.clone(), item.row.clone())).collect();
    for item in items {
        if let Some((stage, behind)) = told.remove(&item.entry.id) {
            item.stage = stage;
            item.behind = behind.and_then(|id| rows.get(&id).cloned());
        }
    }
}

impl<'a> Book<'a> {
    fn of(input: &'a Input<'a>) -> Result<Self, WriteError> {
        let directory = Directory::of(input.directory);
        let mut entries: HashMap<&ResourceId, &Entry> =
            input.entries.iter().map(|entry| (&entry.id, entry)).collect();
        let mut items = Vec::with_capacity(input.resources.len());
        for (at, resource) in input.resources.iter().enumerate() {
            // What is stored was parsed when it came in: this is damage, and must not go unsaid.
            let document = resource.document().map_err(|error| {
                WriteError(format!("{} is no JSON: {error}", resource.reference()))
            })?;
            let entry = match entries.remove(&resource.id) {
                Some(entry) => entry.clone(),
                None => entry::entry(resource, &directory),
            };
            let stage = now::stage(&entry, input.manifest.day());
            let (row, behind) = (format!("r{at}"), None);
            items.push(Item { resource, document, entry, stage, behind, row });
        }
        tell_things(&mut items, input.manifest.day());
        let places = items.iter().enumerate();
        let places = places.map(|(at, item)| (item.resource.reference(), at)).collect();
        Ok(Self { input, words: words::of(input.language), items, places, directory })
    }

    fn patient(&self) -> Option<&Item<'a>> {
        self.items.iter().find(|item| item.is("Patient"))
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
        in_record.or_else(|| self.directory.0.get(&*text).map(Document::root))
    }

    /// What a reference is called.
    fn name_of(&self, owner: Value<'_>, reference: Value<'_>) -> Option<String> {
        let display = reference.text_at(&["display"]).map(std::borrow::Cow::into_owned);
        display.or_else(|| self.resolve(owner, reference).and_then(name_of))
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

impl Names for Directory<'_> {
    fn name(&self, reference: &str) -> Option<String> {
        name_of(self.0.get(reference)?.root())
    }
}

#[cfg(test)]
mod tests;
