//! A selection of a record piece by piece, for what is written while it is read: however long the
//! record is, a few segments of it are in memory at once.

use std::collections::BTreeSet;

use bluebutton_record::facts::Target;
use bluebutton_record::{Manifest, Resource, ResourceId, Section, Selection};

use super::{Record, sources};
use crate::error::Result;
use crate::limits::{FLOW_IN_ORDER_MAX, FLOW_PIECE};

/// A selection on its way out.
pub struct Flow {
    record: Record,
    /// Places in the index, in the order they leave in.
    wanted: Vec<u32>,
    at: usize,
    manifest: Manifest,
    directory: Vec<ResourceId>,
}

impl Record {
    /// A selection in pieces. Who the record is about comes first, then the sections in their order,
    /// newest first in each; more than some ten thousand resources come as they are stored instead,
    /// so that each segment is decoded once.
    pub async fn flow(&self, selection: &Selection) -> Result<Flow> {
        let (mut wanted, mut manifest) = self.chosen(selection);
        let merged = self.merged();
        if wanted.len() > FLOW_IN_ORDER_MAX {
            wanted.sort_by_key(|place| {
                merged
                    .entry(*place)
                    .map(|entry| (entry.section != Section::About, entry.segment, entry.start))
            });
        }
        manifest.sources = sources::names(self.store(), merged, &wanted).await?;
        let directory = self.referred(&wanted);
        Ok(Flow { record: self.clone(), wanted, at: 0, manifest, directory })
    }

    /// What entries refer to in the directory, each once.
    fn referred(&self, wanted: &[u32]) -> Vec<ResourceId> {
        let merged = self.merged();
        let entries = wanted.iter().filter_map(|place| merged.entry(*place));
        let mut ids = BTreeSet::new();
        for (_, address) in entries.flat_map(|entry| merged.references(entry)) {
            if let Target::Elsewhere(id) = &address.to
                && id.patient().is_none()
                && !ids.contains(id)
            {
                ids.insert(id.clone());
            }
        }
        ids.into_iter().collect()
    }
}

impl Flow {
    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Resource>>> {
        let rest = self.wanted.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        let merged = self.record.merged();
        let piece = rest.iter().take(FLOW_PIECE).filter_map(|place| merged.entry(*place)).copied();
        let piece: Vec<_> = piece.collect();
        self.at += piece.len().max(1);
        let found = self.record.fetch_readable(&piece).await?;
        let mut resources = Vec::with_capacity(piece.len());
        for (entry, found) in piece.iter().zip(found) {
            match found {
                Some(resource) => resources.push(resource),
                None => self.record.leave_out(&mut self.manifest, entry),
            }
        }
        Ok(Some(resources))
    }

    /// What is in it and what is not. What can't be read is known at the end.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What all of it refers to in the directory.
    pub fn directory(&self) -> &[ResourceId] {
        &self.directory
    }
}
