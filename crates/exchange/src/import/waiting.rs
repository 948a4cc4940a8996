//! What goes to quarantine, packed so that it can be tried again: one thing for each reason, so that a
//! Bundle of a thousand resources of an unknown patient is one thing to retry.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bluebutton_record::json::write_string;
use bluebutton_record::normalize::{Class, Homeless, class};
use bluebutton_record::reading::{Issue, Original, Place, RawResource, Rejected, Severity};
use bluebutton_store::imports::ForQuarantine;
use jiff::Timestamp;

use crate::limits::QUARANTINE_BYTES_MAX;

/// What goes to quarantine of one piece.
pub(super) struct Quarantine<'a> {
    source: &'a str,
    /// What the things of a Bundle refer to and does not wait itself: it goes along.
    along: Vec<RawResource>,
    pub items: Vec<ForQuarantine>,
}

/// Things that wait for one reason.
struct WaitingGroup {
    issue: Issue,
    case: Option<String>,
    items: Vec<RawResource>,
}

impl<'a> Quarantine<'a> {
    pub(super) fn new(source: &'a str, along: Vec<RawResource>) -> Self {
        Self { source, along, items: Vec::new() }
    }

    /// What goes along.
    pub(super) fn along(&self) -> &[RawResource] {
        &self.along
    }

    pub(super) fn rejected(&mut self, rejected: Vec<Rejected>) {
        for Rejected { bytes, issue } in rejected {
            self.add(bytes, issue, None);
        }
    }

    /// Documents of a patient who has no place: as they came, what was read from them is read anew.
    pub(super) fn documents(
        &mut self,
        originals: Vec<Original>,
        why: Option<String>,
        case: Option<&str>,
    ) {
        let sentence = why.unwrap_or_else(|| NOBODY.to_owned());
        for original in originals {
            let issue = Issue::new(Severity::Error, Place::default(), sentence.clone());
            self.add(original.bytes, issue, case.map(str::to_owned));
        }
    }

    fn add(&mut self, bytes: Vec<u8>, mut reason: Issue, case: Option<String>) {
        let mut bytes = bytes;
        if bytes.len() > QUARANTINE_BYTES_MAX {
            reason.message.push_str(" It is too large to be kept here: keep the file.");
            bytes = Vec::new();
        }
        self.items.push(ForQuarantine { bytes, reason, case });
    }

    /// Resources without a place, as a Bundle for each reason and case that says where they came from.
    pub(super) fn homeless(&mut self, homeless: Vec<(Homeless, Option<String>)>) {
        let mut groups: BTreeMap<(String, Option<String>), WaitingGroup> = BTreeMap::new();
        for (Homeless { item, issue, .. }, case) in homeless {
            let key = (issue.message.clone(), case.clone());
            let new = || WaitingGroup { issue, case, items: Vec::new() };
            groups.entry(key).or_insert_with(new).items.push(item);
        }
        for WaitingGroup { mut issue, case, items } in groups.into_values() {
            if items.len() > 1 {
                issue.message.push_str(&format!(" ({} resources)", items.len()));
            }
            let along: &[RawResource] = if case.is_some() { &self.along } else { &[] };
            let bundle = bundle(self.source, items.iter().chain(along));
            self.add(bundle.into_bytes(), issue, case);
        }
    }
}

/// What of a Bundle goes along with whoever waits: it belongs to no patient, but is referred to.
pub(super) fn goes_along(item: &RawResource) -> bool {
    class(&item.kind) != Class::Record
}

fn bundle<'r>(source: &str, items: impl Iterator<Item = &'r RawResource>) -> String {
    let mut bundle = String::from("{\"resourceType\":\"Bundle\",\"identifier\":{\"system\":\"");
    bundle.push_str(SOURCE_SYSTEM);
    bundle.push_str("\",\"value\":");
    write_string(&mut bundle, source);
    bundle.push_str("},\"type\":\"collection\",\"entry\":[");
    for (at, item) in items.enumerate() {
        if at > 0 {
            bundle.push(',');
        }
        bundle.push('{');
        if let Some(url) = &item.full_url {
            bundle.push_str("\"fullUrl\":");
            write_string(&mut bundle, url);
            bundle.push(',');
        }
        if let Some(moment) =
            item.as_of.and_then(|as_of| Timestamp::from_microsecond(as_of.moment).ok())
        {
            let _ = write!(
                bundle,
                "\"response\":{{\"status\":\"200\",\"lastModified\":\"{moment}\"}},"
            );
        }
        bundle.push_str("\"resource\":");
        bundle.push_str(&item.json);
        bundle.push('}');
    }
    bundle.push_str("]}");
    bundle
}

/// The identifier of a Bundle in quarantine that says where its resources came from.
pub(super) const SOURCE_SYSTEM: &str = "urn:bluebutton:source";

const NOBODY: &str = "It could not be told whose document this is. Check its patient's identifiers, \
                      then retry.";
