//! What a reader made of a file: what was understood, and the list of what was not.

use std::sync::Arc;

use crate::outcomes::EntryOutcome;
use crate::versions::AsOf;

/// The outcome of reading one input. Readers do not fail as a whole.
#[derive(Debug, Default)]
pub struct Reading {
    /// Resources as they came, ids and references still the source's own.
    pub items: Vec<RawResource>,
    /// What the source takes back, in the order it came in among the items.
    pub deletions: Vec<Deletion>,
    /// Documents to keep as they came (C-CDA …), downloadable as the original.
    pub originals: Vec<Original>,
    /// What was not understood.
    pub issues: Vec<Issue>,
    /// What became of the entries of a document, each told once.
    pub entries: Vec<EntryOutcome>,
    /// What could not be taken at all, as it came, each with its reason (which is not repeated in
    /// `issues`): goes to quarantine.
    pub rejected: Vec<Rejected>,
}

/// A resource that the source takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// How the source addresses it: `Observation/1`, or an absolute URL.
    pub address: String,
    /// How many of [`Reading::items`] come before it: what comes later may put it back.
    pub after: usize,
    /// As of when the source takes it back, where it says so.
    pub as_of: Option<AsOf>,
    /// Where it stood in its file.
    pub place: Place,
}

/// Something that could not be taken, as it came.
#[derive(Clone)]
pub struct Rejected {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Why.
    pub issue: Issue,
}

impl std::fmt::Debug for Rejected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes: {:?}", self.bytes.len(), self.issue)
    }
}

/// A resource as a reader hands it on.
#[derive(Clone)]
pub struct RawResource {
    /// `resourceType`.
    pub kind: Arc<str>,
    /// The compact JSON, one line.
    pub json: String,
    /// Bundle `entry.fullUrl`, or what stands for it (`urn:uuid:…`, `https://…/Observation/1`).
    pub full_url: Option<String>,
    /// Bundle `entry.request.ifNoneExist` (conditional create), if any.
    pub condition: Option<String>,
    /// As of when it is told, where what stands around it says so: a document's `effectiveTime`, the
    /// entry of a Bundle. Its own `meta.lastUpdated` goes before that.
    pub as_of: Option<AsOf>,
    /// Where it stood in its file: a line for NDJSON and XML, an entry path for a Bundle.
    pub place: Place,
}

impl std::fmt::Debug for RawResource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} from {:?}", self.kind, self.place)
    }
}

/// Where something stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1, where known.
    pub line: Option<usize>,
    /// A path: `entry[3].resource`, `component/section[Medications]/entry[2]`.
    pub path: Option<String>,
}

/// A document to keep as it came.
#[derive(Clone)]
pub struct Original {
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// `application/xml`, `application/pdf` …
    pub media_type: String,
    /// The DocumentReference in [`Reading::items`] that stands for it, by `full_url`. Its
    /// `content.attachment.url` is set to the stored document's `Binary/<id>` by normalization.
    pub full_url: String,
}

impl std::fmt::Debug for Original {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} bytes", self.media_type, self.bytes.len())
    }
}

/// Something that was not understood, or not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// One clear sentence: what is wrong and what to do. No health facts, no names.
    pub message: String,
}

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Everything was kept; something could not be coded and is shown as text only.
    Note,
    /// A part could not be understood; it is in the original only.
    Warning,
    /// This item was not taken into a record (quarantine keeps it).
    Error,
}

impl Issue {
    /// A new issue.
    pub fn new(severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self { severity, place, message: message.into() }
    }
}
