//! A selection of a record piece by piece, for what is written while it is read: however long the
//! record is, a few segments of it are in memory at once.

use std::collections::BTreeSet;

use bluebutton_record::{Manifest, Resource, ResourceId, Section, Selection};

use super::Record;
use super::merged::Entry;
use super::read::RecentSegments;
use crate::error::Result;
use crate::limits::{FLOW_IN_ORDER_MAX, FLOW_PIECE, FLOW_PIECE_BYTES};

/// A selection on its way out.
pub struct Flow {
    record: Record,
    /// Places in the index, in the order they leave in.
    wanted: Vec<u32>,
    at: usize,
    manifest: Manifest,
    directory: Vec<ResourceId>,
    /// What was read last, where it is so much that it leaves as it is stored.
    recent: Option<RecentSegments>,
}

impl Record {
    /// A selection in pieces. Who the record is about comes first, then the sections in their order,
    /// newest first in each; more than some ten thousand resources come as they are stored instead,
    /// so that each segment is decoded once.
    pub fn flow(&self, selection: &Selection) -> Flow {
        let (mut wanted, mut manifest) = self.chosen(selection);
        let merged = self.merged();
        let is_long = wanted.len() > FLOW_IN_ORDER_MAX;
        if is_long {
            wanted.sort_unstable_by_key(|place| {
                let as_stored = |entry: &Entry| (merged.segment(entry), entry.start, entry.place);
                let entry = merged.entry(*place);
                entry.map(|entry| (entry.section != Section::About, as_stored(entry)))
            });
        }
        manifest.sources = self.sources(&wanted);
        let directory = referred(self, &wanted);
        let record = self.clone();
        let recent = is_long.then(RecentSegments::default);
        Flow { record, wanted, at: 0, manifest, directory, recent }
    }

    /// The visible lists of the record, see [`Record::lists`], in pieces.
    pub fn flow_lists(&self) -> Flow {
        let lists = self.visible().by_section().filter(|(_, entry)| self.is_list(entry));
        let wanted = lists.map(|(place, _)| place).collect();
        Flow {
            record: self.clone(),
            wanted,
            at: 0,
            manifest: Manifest::default(),
            directory: vec![],
            recent: None,
        }
    }
}

/// What entries refer to in the directory, each once.
pub(super) fn referred(record: &Record, wanted: &[u32]) -> Vec<ResourceId> {
    let merged = record.merged();
    let entries = wanted.iter().filter_map(|place| merged.entry(*place));
    let mut ids = BTreeSet::new();
    for (_, goal) in entries.flat_map(|entry| merged.references(entry)) {
        if let Some(id) = merged.elsewhere(goal)
            && id.patient().is_none()
            && !ids.contains(id)
        {
            ids.insert(id.clone());
        }
    }
    ids.into_iter().collect()
}

impl Flow {
    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Resource>>> {
        let rest = self.wanted.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        let merged = self.record.merged();
        let mut bytes = 0;
        let mut piece = Vec::with_capacity(rest.len().min(FLOW_PIECE));
        for entry in rest.iter().take(FLOW_PIECE).filter_map(|place| merged.entry(*place)) {
            bytes += entry.bytes();
            if bytes > FLOW_PIECE_BYTES && !piece.is_empty() {
                break;
            }
            piece.push(*entry);
        }
        self.at += piece.len().max(1);
        let found = self.record.fetch_beside(&piece, self.recent.as_ref()).await?;
        let mut resources = Vec::with_capacity(piece.len());
        for (entry, found) in piece.iter().zip(found) {
            match found {
                Some(resource) => {
                    self.manifest.add_document(&resource.kind, &resource.json);
                    resources.push(resource);
                }
                None => self.record.leave_out(&mut self.manifest, entry),
            }
        }
        Ok(Some(resources))
    }

    /// What is in it and what is not. What can't be read is known at the end.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The record it is of.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What all of it refers to in the directory.
    pub fn directory(&self) -> &[ResourceId] {
        &self.directory
    }
}
