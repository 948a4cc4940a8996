//! What a selection takes of a record, read piece by piece in any order: for files that are laid out.

use bluebutton_record::{Manifest, Resource, ResourceId, Selection};

use super::Record;
use super::flow::referred;
use super::merged::Entry;
use super::read::RecentSegments;
use crate::error::Result;
use crate::limits::FLOW_IN_ORDER_MAX;

/// What a selection takes of a record, at the places `0..count`: by section, newest first in each.
pub struct Chosen {
    record: Record,
    /// Places in the index.
    wanted: Vec<u32>,
    /// The other way round; [`NOT_WANTED`] for what the selection leaves out.
    places: Vec<u32>,
    /// What was read last, where it is so much that it would take the place of what others look at.
    recent: Option<RecentSegments>,
}

impl Record {
    /// What a selection takes, and its manifest as far as it is known without decoding.
    pub fn choose(&self, selection: &Selection) -> (Chosen, Manifest) {
        let (wanted, mut manifest) = self.chosen(selection);
        manifest.sources = self.sources(&wanted);
        let mut places = vec![NOT_WANTED; self.merged().lines().len()];
        for (place, own) in (0..).zip(&wanted) {
            if let Some(slot) = places.get_mut(*own as usize) {
                *slot = place;
            }
        }
        let recent = (wanted.len() > FLOW_IN_ORDER_MAX).then(RecentSegments::default);
        (Chosen { record: self.clone(), wanted, places, recent }, manifest)
    }
}

impl Chosen {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.wanted.len()
    }

    fn entry(&self, place: u32) -> Option<&Entry> {
        self.record.merged().entry(*self.wanted.get(place as usize)?)
    }

    /// The type of the one at a place; empty where there is none.
    pub fn kind(&self, place: u32) -> &str {
        let kind = self.entry(place).and_then(|entry| self.record.merged().kind(entry));
        kind.map_or("", |kind| kind)
    }

    /// How many bytes of JSON it has.
    pub fn bytes(&self, place: u32) -> usize {
        self.entry(place).map_or(0, Entry::bytes)
    }

    /// The id of the one at a place.
    pub fn id(&self, place: u32) -> Option<ResourceId> {
        self.record.merged().id(self.entry(place)?)
    }

    /// The place of an id, where the selection takes it.
    pub fn find(&self, id: &ResourceId) -> Option<u32> {
        let own = self.record.merged().place(id)?;
        self.places.get(own as usize).copied().filter(|place| *place != NOT_WANTED)
    }

    /// All places, segment by segment: each is decoded once where they are read in this order.
    pub fn as_stored(&self) -> Vec<u32> {
        let mut all: Vec<u32> = (0..).take(self.wanted.len()).collect();
        all.sort_unstable_by_key(|place| {
            self.entry(*place).map(|entry| (self.record.merged().segment(entry), entry.start))
        });
        all
    }

    /// Reads several, in the order asked for; `None` for one that can't be read.
    pub async fn read(&self, places: &[u32]) -> Result<Vec<Option<Resource>>> {
        let entries: Vec<Entry> =
            places.iter().filter_map(|place| self.entry(*place)).copied().collect();
        self.record.fetch_beside(&entries, self.recent.as_ref()).await
    }

    /// What all of it refers to in the directory, each once.
    pub fn directory(&self) -> Vec<ResourceId> {
        referred(&self.record, &self.wanted)
    }
}

/// No place.
const NOT_WANTED: u32 = u32::MAX;
