//! What a resource says to a person. Made once; portal, paper, HTML file and text all show it.

mod allergies;
mod amounts;
mod attachments;
mod basis;
mod build;
mod care;
mod categories;
mod claims;
mod conditions;
mod documents;
mod fitting;
mod generic;
mod known;
mod measure;
mod measured;
mod medications;
mod observations;
mod outlined;
mod own;
mod people;
mod procedures;
mod questions;
mod ranges;
mod reactions;
mod status;
mod visits;
mod whole;

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::confidentiality::Marks;
use crate::date::FhirDate;
use crate::meaning::{Lists, Replaced, Said, bills};
use crate::names::Within;
use crate::narrative::Narrative;
use crate::person::Identity;
use crate::plain::Plain;
use crate::resource::{Resource, ResourceId};
use crate::section::Section;
use crate::whom::Whom;
use crate::{dating, facts, statements, title};

pub use attachments::inline_bytes;
pub use basis::{Basis, ListedOn};
pub use build::Source;
pub use measured::{Mark, Measure, Number, Shape, Standing};
pub use outlined::{Outlined, groups_among, things_left_out};
pub use whole::Whole;

/// One line of a record as a person reads it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The resource it was made from.
    pub id: ResourceId,
    /// `resourceType`.
    pub kind: Arc<str>,
    /// The section it stands in.
    pub section: Section,
    /// What it is, in the words of the source: a display name, never a bare code. `None` where
    /// the source gave no words at all; show the message `entry-unnamed` then.
    pub title: Option<String>,
    /// Message id to show where there is no title: `kind-…`, `visit-…` or `entry-unnamed`.
    /// [`crate::Words::title`] chooses.
    pub title_word: &'static str,
    /// What it is in plain words, for tests and measurements that we know.
    pub plain: Option<&'static Plain>,
    /// The date that matters most for it (taken, seen, started).
    pub date: Option<FhirDate>,
    /// Message id of what that date is: `date-prescribed`, `date-noticed` … or just `date-of`.
    pub date_word: &'static str,
    /// When it ended, where it has an end.
    pub until: Option<FhirDate>,
    /// Where things stand with it.
    pub status: Option<Status>,
    /// A measured or answered value.
    pub value: Option<Measure>,
    /// Parts of a panel or of a compound value (blood pressure), in order.
    pub parts: Vec<Part>,
    /// Further facts, in the order in which they are shown.
    pub facts: Vec<Fact>,
    /// Codes, for the details only.
    pub codes: Vec<Code>,
    /// How confidential it is, and what its source asks of whoever gets it.
    pub marks: Marks,
    /// Who says so: an organization or a person.
    pub source: Option<String>,
    /// Text written by people: notes, document sections.
    pub narrative: Narrative,
    /// Files that hang on it.
    pub attachments: Vec<Attachment>,
    /// The visit it belongs to.
    pub visit: Option<ResourceId>,
    /// Resources it groups (a panel's results).
    pub members: Vec<ResourceId>,
    /// Whether its writer marked it as an error (`entered-in-error`): shown struck, with the word.
    pub is_error: bool,
    /// Whether its source says that it goes on: a medicine being taken, a condition that is active.
    /// Whether that holds on a day, [`crate::meaning::now`] says.
    pub is_current: bool,
    /// What the rules of [`crate::meaning`] rest on.
    pub basis: Basis,
}

/// Where things stand: the message id of a word in the catalog (`status-active`), or the
/// source's own word where the code is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Message id without the prefix `status-`: `active`, `completed`, `on-hold` …
    Known(&'static str),
    /// The source's own word.
    Other(String),
}

/// A part of a panel or compound value.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Its name, as [`Entry::title`].
    pub title: Option<String>,
    /// Message id to show where it should have a title and has none.
    pub title_word: Option<&'static str>,
    /// What it is in plain words, as [`Entry::plain`].
    pub plain: Option<&'static Plain>,
    /// Its codes.
    pub codes: Vec<Code>,
    /// Its value.
    pub value: Option<Measure>,
}

/// A further fact: what it is about and the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Message id without the prefix `fact-`: `dose`, `prescriber`, `reason`, `reaction` …
    pub label: &'static str,
    /// The text in the source's words, or a word of ours.
    pub text: FactText,
}

/// The text of a fact; [`crate::Words::fact`] writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactText {
    /// The source's words.
    Source(String),
    /// A date, written in the reader's language.
    Date(FhirDate),
    /// A number of identity: of some only the last digits are shown.
    Identity(Identity),
    /// An amount with its unit.
    Amount(Box<Measure>),
    /// A word of the catalog: full message id.
    Word(&'static str),
    /// Several words of the catalog: full message ids.
    Words(Vec<&'static str>),
    /// A phrase of the catalog with its arguments: full message id, and names with values.
    Phrase(&'static str, Vec<(&'static str, String)>),
    /// Several texts, one behind the other.
    Several(Vec<FactText>),
}

/// A code with its system, as the source gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// `http://loinc.org`
    pub system: Option<String>,
    /// `4548-4`
    pub code: String,
    /// `Hemoglobin A1c/Hemoglobin.total in Blood`
    pub display: Option<String>,
}

/// A file that hangs on an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Where its bytes are.
    pub place: AttachmentPlace,
}

/// Where the bytes of an attachment are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentPlace {
    /// Kept by the store as an original: the local id behind `Binary/`.
    Stored(ResourceId),
    /// Inside the resource, base64: the n-th attachment of it.
    Inline(usize),
    /// Elsewhere: only the address came. Shown as text, never fetched, never linked unasked.
    Elsewhere(String),
    /// The source names a file and gives none.
    Missing,
}

/// Names of what a record refers to and does not hold: `Practitioner/dir.…` → a display name.
pub trait Names {
    /// The display name behind a reference (`Type/id`).
    fn name(&self, reference: &str) -> Option<String>;

    /// Whom the record is about, as far as usual ranges depend on it.
    fn whom(&self) -> Whom {
        Whom::default()
    }

    /// The zone of the site: its clocks showed what came as a time without an offset.
    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

/// No names at all: references show their own `display` only.
pub struct NoNames;

impl Names for NoNames {
    fn name(&self, _reference: &str) -> Option<String> {
        None
    }
}

/// Reads one resource as an entry. Never fails: what can't be understood is left out of the
/// entry, and stays in the resource.
pub fn entry(resource: &Resource, names: &dyn Names) -> Entry {
    let mut entry = Entry::empty(resource);
    // What the store holds was JSON when it came in; a damaged one still shows that it is there.
    let Ok(document) = resource.document() else {
        entry.title_word = "entry-unreadable";
        return entry;
    };
    let root = document.root();
    (entry.section, entry.date, entry.until) = facts::place(root);
    entry.visit = facts::visit(root);
    let source = Source::new(root, names);
    source.read_status(&mut entry);
    read_kind(&source, &mut entry);
    source.read_common(&mut entry);
    basis::read(&source, &mut entry);
    own::read(&source, &mut entry);
    let path = facts::date_path(root);
    entry.date_word = path.map_or("date-of", |path| dating::word(&entry.kind, path));
    if matches!(entry.basis.said, Said::NotDone | Said::NotSo | Said::Planned) {
        // The day on which something was refused or ordered is not one on which it was given.
        entry.date_word = match entry.date_word {
            "date-given" | "date-done" | "date-filled" | "date-began" | "date-noticed" => "date-of",
            other => other,
        };
    }
    at_site(&mut entry, &names.zone());
    if entry.until.is_some() && entry.span_end().is_none() {
        // What had ended by then was not prescribed on that day: it was written down.
        if entry.date_word == "date-prescribed" {
            entry.date_word = "date-recorded";
        }
        entry.day("ended", entry.until.filter(|_| !entry.is_current));
    }
    let is_begun_before = entry.facts.iter().any(|fact| fact.label == "started");
    if entry.date_word == "date-prescribed" && is_begun_before {
        entry.date_word = "date-recorded";
    }
    name(&mut entry);
    entry
}

impl Entry {
    /// The last day of the span that begins on its date; `None` where it ended before that date, which is another
    /// one's then.
    pub fn span_end(&self) -> Option<FhirDate> {
        let begins_before =
            |until: &FhirDate| self.date.is_none_or(|date| date.first_day() <= until.last_day());
        self.until.filter(begins_before)
    }
}

/// Every time is told by the site's clocks.
fn at_site(entry: &mut Entry, zone: &TimeZone) {
    let basis = &mut entry.basis;
    let dates = [&mut entry.date, &mut entry.until, &mut basis.due, &mut basis.told.on];
    let facts = entry.facts.iter_mut().filter_map(|fact| match &mut fact.text {
        FactText::Date(date) => Some(date),
        _ => None,
    });
    for date in dates.into_iter().flatten().chain(facts) {
        *date = date.at_site(zone);
    }
}

/// Only words name a thing, never a code.
fn name(entry: &mut Entry) {
    let section = entry.section;
    entry.title = entry.title.take().and_then(|words| title::readable(&words, section));
    for part in &mut entry.parts {
        part.title = part.title.take().and_then(|words| title::readable(&words, section));
    }
    if section != Section::Medications
        && let Some((name, day)) =
            entry.title.as_deref().and_then(|title| title::without_date(title, entry.date))
    {
        let is_its_own = entry.date.is_some_and(|own| {
            own.first_day() >= day.first_day() && own.last_day() <= day.last_day()
        });
        entry.title = Some(name.to_owned());
        entry.day("when", Some(day).filter(|_| !is_its_own));
    }
}

fn read_kind(source: &Source<'_>, entry: &mut Entry) {
    let read: fn(&Source<'_>, &mut Entry) = match &*entry.kind {
        "MedicationRequest"
        | "MedicationStatement"
        | "MedicationDispense"
        | "MedicationAdministration" => medications::read,
        "AllergyIntolerance" => allergies::read,
        "Condition" => conditions::read,
        "FamilyMemberHistory" => conditions::read_family,
        "Observation" => observations::read,
        "DiagnosticReport" => observations::read_report,
        "ImagingStudy" => observations::read_imaging,
        "Specimen" => observations::read_specimen,
        "Immunization" => procedures::read_immunization,
        "ImmunizationRecommendation" => procedures::read_recommendation,
        "Procedure" => procedures::read,
        "Device" => procedures::read_device,
        "DeviceUseStatement" | "DeviceRequest" => procedures::read_device_use,
        "Encounter" => visits::read,
        "Appointment" => visits::read_appointment,
        "EpisodeOfCare" => visits::read_episode,
        "DocumentReference" => documents::read,
        "Composition" => documents::read_composition,
        "Media" => documents::read_media,
        "Communication" if statements::is_statement(source.root) => statements::read,
        "Communication" | "CommunicationRequest" => documents::read_communication,
        "CarePlan" => care::read_plan,
        "Goal" => care::read_goal,
        "ServiceRequest" | "NutritionOrder" | "Task" | "RequestGroup" => care::read_request,
        "CareTeam" => care::read_team,
        "Coverage" => claims::read_coverage,
        "Claim" | "ExplanationOfBenefit" | "ClaimResponse" | "Invoice" => claims::read,
        "QuestionnaireResponse" => questions::read,
        "Patient" => people::read_patient,
        "RelatedPerson" | "Person" => people::read_related,
        "Provenance" => people::read_provenance,
        _ => generic::read,
    };
    read(source, entry);
}

/// Reads resources as entries, newest first within each section. Resources of the same record
/// name each other (the condition a medicine is for); `names` names the rest.
pub fn entries(resources: &[Resource], names: &dyn Names) -> Vec<Entry> {
    entries_on(resources, &Lists::of(resources, names), names)
}

/// The same, where the lists that tell of the resources (documents, mostly) are not all among them.
pub fn entries_on(resources: &[Resource], lists: &Lists, names: &dyn Names) -> Vec<Entry> {
    let names = Within::new(resources, names);
    let mut all: Vec<Entry> = resources.iter().map(|resource| entry(resource, &names)).collect();
    settle(&mut all, lists);
    all.sort_by_key(|entry| {
        (entry.section, std::cmp::Reverse(entry.date.map(|date| date.sort_key())))
    });
    all
}

/// Tells entries what only others know of them: which list told of them last, which document a newer
/// one replaces, what a claim says of the bill that a payer explains.
pub fn settle(entries: &mut [Entry], lists: &Lists) {
    lists.tell(entries);
    let replaced = Replaced::of(entries.iter());
    for entry in entries.iter_mut() {
        replaced.mark(entry);
    }
    bills::complete(entries);
    statements::attach(entries);
}

#[cfg(test)]
mod tests;
