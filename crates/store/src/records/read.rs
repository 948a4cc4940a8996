//! Reading a record: what is chosen is chosen in the index; only what is shown is decoded.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use bluebutton_record::confidentiality::{Marks, labelled};
use bluebutton_record::own::is_own;
use bluebutton_record::terms::Rule;
use bluebutton_record::{Manifest, Resource, ResourceId, Section, Selection, meaning, statements};
use futures_util::StreamExt as _;

use super::merged::{Entry, Goal, Merged};
use super::visible::{EntryFacts, Held};
use super::{Record, load};
use crate::error::{Result, StoreError};
use crate::limits::{RECENT_SEGMENTS, SEGMENTS_AT_ONCE};

impl Record {
    /// The Patient resource, if one came in.
    pub async fn patient(&self) -> Result<Option<Resource>> {
        self.resource(&ResourceId::of_patient(self.patient_key())).await
    }

    /// What is held of each section for a while, by a rule of the site: for whoever is told.
    pub fn held(&self) -> BTreeMap<Section, Held> {
        self.visible().held()
    }

    /// How many current resources each section holds.
    pub fn counts(&self) -> BTreeMap<Section, usize> {
        self.visible().counts()
    }

    /// Resources of the sections, newest first, those without a date last. `skip` and `take` count resources.
    /// Unlike in [`Record::read`], who the record is about is in only where that section, or everything, is
    /// asked for.
    pub async fn newest(
        &self,
        selection: &Selection,
        skip: usize,
        take: usize,
    ) -> Result<Vec<Resource>> {
        let wanted: Vec<Entry> = {
            let choice = self.choice(selection).of_a_list();
            let chosen = self.visible().newest_first().filter(|entry| choice.takes(entry));
            chosen.skip(skip).take(take).copied().collect()
        };
        self.fetch(&wanted).await
    }

    /// How many resources [`Record::newest`] has of a selection.
    pub fn count(&self, selection: &Selection) -> usize {
        let choice = self.choice(selection).of_a_list();
        self.visible().newest_first().filter(|entry| choice.takes(entry)).count()
    }

    /// Everything of a selection in one read, with its manifest: what files and messages are made of.
    /// In the order of the sections, newest first in each.
    pub async fn read(&self, selection: &Selection) -> Result<(Vec<Resource>, Manifest)> {
        let (wanted, mut manifest) = self.chosen(selection);
        let entries: Vec<Entry> =
            wanted.iter().filter_map(|place| self.merged().entry(*place)).copied().collect();
        let mut resources = Vec::with_capacity(wanted.len());
        for (entry, found) in entries.iter().zip(self.fetch_readable(&entries).await?) {
            match found {
                Some(resource) => {
                    manifest.add_document(&resource.kind, &resource.json);
                    resources.push(resource);
                }
                None => self.leave_out(&mut manifest, entry),
            }
        }
        manifest.sources = self.sources(&wanted);
        Ok((resources, manifest))
    }

    /// The places of what a selection takes, in the order of the sections, and the manifest of it, as far
    /// as both are known without decoding.
    pub(super) fn chosen(&self, selection: &Selection) -> (Vec<u32>, Manifest) {
        let made_at = self.store().now().as_microsecond();
        let mut manifest = Manifest {
            selection: selection.clone(),
            made_at,
            zone: Some(self.store().time_zone()),
            withheld: self.visible().withheld(),
            is_of_a_grant: self.is_of_a_grant(),
            ..Manifest::default()
        };
        let choice = self.choice(selection);
        let mut wanted = Vec::new();
        // A statement goes along with what it is about, whatever was asked for.
        let is_stated = |entry: &Entry| {
            let about = self.merged().stated_about(entry);
            about.is_some_and(|about| self.visible().shows(about) && choice.takes(about))
        };
        for (place, entry) in self.visible().by_section() {
            if choice.takes(entry) || is_stated(entry) {
                wanted.push(place);
                manifest.marks.add(self.merged().labels(entry));
                *manifest.included.entry(entry.section).or_default() += 1;
                let is_undated = entry.days().is_none() && entry.section != Section::About;
                manifest.undated += usize::from(is_undated && !selection.dates.is_open());
            } else {
                *manifest.left_out.entry(entry.section).or_default() += 1;
            }
        }
        (wanted, manifest)
    }

    /// Whether it is read by somebody who was let in.
    fn is_of_a_grant(&self) -> bool {
        let is_of_guest = |rule: Rule| matches!(rule, Rule::Grant | Rule::Giver);
        let mut layers = self.shared.view.layers.iter();
        layers.any(|layer| is_of_guest(layer.rule) && !layer.terms.tells)
    }

    /// Says of an entry that it can't be read.
    pub(super) fn leave_out(&self, manifest: &mut Manifest, entry: &Entry) {
        if let Some(count) = manifest.included.get_mut(&entry.section) {
            *count = count.saturating_sub(1);
        }
        manifest.included.retain(|_, count| *count > 0);
        let id = self.merged().id(entry).map(|id| id.to_string());
        manifest.unreadable.push(id.unwrap_or_default());
    }

    /// One resource; `None` if the record (or the permit) does not hold it.
    pub async fn resource(&self, id: &ResourceId) -> Result<Option<Resource>> {
        let Some(entry) = self.entry(id) else { return Ok(None) };
        Ok(self.fetch(&[entry]).await?.into_iter().next())
    }

    /// What is derived of one resource; `None` if the record (or the permit) does not hold it.
    pub fn facts(&self, id: &ResourceId) -> Option<EntryFacts<'_>> {
        Some(self.visible().facts(self.visible().find(id)?))
    }

    /// Several resources, in the order asked for; missing ones are left out.
    pub async fn resources(&self, ids: &[ResourceId]) -> Result<Vec<Resource>> {
        let wanted: Vec<Entry> = ids.iter().filter_map(|id| self.entry(id)).collect();
        self.fetch(&wanted).await
    }

    /// The visible lists of the record - documents with sections, FHIR Lists - whatever was asked for:
    /// they say when what they list was last told of.
    pub async fn lists(&self) -> Result<Vec<Resource>> {
        let lists = self.visible().newest_first().filter(|entry| self.is_list(entry));
        let wanted: Vec<Entry> = lists.copied().collect();
        let found = self.fetch_readable(&wanted).await?;
        Ok(found.into_iter().flatten().collect())
    }

    pub(super) fn is_list(&self, entry: &Entry) -> bool {
        let kind = self.merged().kind(entry);
        kind.is_some_and(|kind| meaning::lists::LISTS.contains(&&**kind))
    }

    /// The statements about an entry, newest first: that it was corrected, or that the patient disagrees.
    pub fn statements_about(&self, id: &ResourceId) -> Vec<ResourceId> {
        let merged = self.merged();
        let is_about = |entry: &&Entry| {
            let about = merged.stated_about(entry).and_then(|about| merged.id(about));
            about.as_ref() == Some(id)
        };
        let about = self.visible().newest_first().filter(is_about);
        about.filter_map(|entry| merged.id(entry)).collect()
    }

    /// The visible resources of that type that name `id` in that member (`DiagnosticReport`, `result`),
    /// newest first, at most `take`.
    pub fn naming(
        &self,
        id: &ResourceId,
        (kind, member): (&str, &str),
        take: usize,
    ) -> Vec<ResourceId> {
        let (merged, visible) = (self.merged(), self.visible());
        let is_kind = |entry: &Entry| merged.kind(entry).is_some_and(|own| &**own == kind);
        let found = visible.newest_first().filter(|entry| {
            let facts = visible.facts(entry);
            let mut references = facts.references();
            is_kind(entry) && references.any(|(path, _, to)| path == member && to == *id)
        });
        found.take(take).filter_map(|entry| merged.id(entry)).collect()
    }

    /// What was written into the record here, newest first, at most `take`; statements about entries are
    /// none of it.
    pub fn written_here(&self, take: usize) -> Vec<ResourceId> {
        let merged = self.merged();
        let is_written = |entry: &&Entry| {
            let is_statement = merged.kind(entry).is_some_and(|kind| &**kind == statements::KIND);
            !is_statement && is_own(&merged.local(entry))
        };
        let mut all: Vec<&Entry> = self.visible().newest_first().filter(is_written).collect();
        all.sort_by_key(|entry| std::cmp::Reverse(merged.updated(entry)));
        all.into_iter().take(take).filter_map(|entry| merged.id(entry)).collect()
    }

    /// What came in after that moment (microseconds), newest first, at most `take`: "new since your last visit".
    pub fn changed_since(&self, moment: i64, take: usize) -> Vec<ResourceId> {
        let merged = self.merged();
        // To whom it is no news: who reads their own record wrote it, or knows who did.
        let is_of_reader = |entry: &Entry| !self.is_of_a_grant() && is_own(&merged.local(entry));
        let is_new = |entry: &&Entry| merged.updated(entry) > moment && !is_of_reader(entry);
        let mut new: Vec<&Entry> = self.visible().newest_first().filter(is_new).collect();
        // A stable sort: what came in together stays in the order of its own dates.
        new.sort_by_key(|entry| std::cmp::Reverse(merged.updated(entry)));
        new.into_iter().take(take).filter_map(|entry| merged.id(entry)).collect()
    }

    /// An original document's bytes and media type (`Binary/<id>`).
    pub async fn original(&self, id: &ResourceId) -> Result<Option<(Vec<u8>, String)>> {
        // A whole document may tell of every section.
        if !self.visible().shows_all() {
            return Ok(None);
        }
        crate::files::read_original(self.store(), self.merged(), id).await
    }

    fn entry(&self, id: &ResourceId) -> Option<Entry> {
        self.visible().find(id).copied()
    }

    fn choice<'c>(&'c self, selection: &'c Selection) -> Choice<'c> {
        let visit = selection.visit.as_ref().map(|id| (id, self.visible().visit(id)));
        Choice { merged: self.merged(), selection, visit, about: true }
    }

    /// Decodes entries, in the order asked for.
    pub(super) async fn fetch(&self, wanted: &[Entry]) -> Result<Vec<Resource>> {
        self.fetch_readable(wanted).await?.into_iter().collect::<Option<_>>().ok_or_else(|| {
            StoreError::Altered(format!(
                "record of {}: a segment does not open",
                self.patient_key()
            ))
        })
    }

    /// Decodes entries, in the order asked for; `None` for those that can't be read.
    pub(super) async fn fetch_readable(&self, wanted: &[Entry]) -> Result<Vec<Option<Resource>>> {
        self.fetch_beside(wanted, None).await
    }

    /// The same; of a long record, what was read lately is `recent`, and what others look at stays in memory.
    pub(super) async fn fetch_beside(
        &self,
        wanted: &[Entry],
        recent: Option<&RecentSegments>,
    ) -> Result<Vec<Option<Resource>>> {
        let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, entry) in wanted.iter().enumerate() {
            places.entry(self.merged().segment(entry)).or_default().push(place);
        }
        let mut found = vec![None; wanted.len()];
        let mut segments = futures_util::stream::iter(places)
            .map(async |(segment, places)| {
                let data = match recent {
                    Some(recent) => recent.read(self, segment).await,
                    None => load::data(self.store(), self.merged(), segment, true).await,
                };
                (places, data)
            })
            .buffered(SEGMENTS_AT_ONCE);
        while let Some((places, data)) = segments.next().await {
            let Some(data) = readable(data)? else { continue };
            for place in places {
                let resource = wanted.get(place).and_then(|entry| self.take_out(entry, &data));
                if let Some(slot) = found.get_mut(place) {
                    *slot = resource;
                }
            }
        }
        Ok(found)
    }

    fn take_out(&self, entry: &Entry, data: &str) -> Option<Resource> {
        let merged = self.merged();
        let kind = merged.kind(entry)?;
        let json = data.get(entry.start as usize..entry.end as usize)?;
        let marked = entry.is_marked.then(|| labelled(json, &Marks::of(merged.labels(entry))));
        let json = marked.flatten().map_or(Cow::Borrowed(json), Cow::Owned);
        let json = self.visible().handed_out(kind, &json)?;
        Some(Resource {
            kind: Arc::clone(kind),
            id: merged.id(entry)?,
            version: entry.version,
            updated: merged.updated(entry),
            json,
        })
    }
}

/// The segments of a long record that were read last, few enough that it takes no more memory however long it is.
#[derive(Default)]
pub(super) struct RecentSegments(Mutex<VecDeque<(u32, Arc<String>)>>);

impl RecentSegments {
    async fn read(&self, record: &Record, segment: u32) -> Result<Arc<String>> {
        let known = self.look(|all| {
            let (_, data) = all.iter().find(|(known, _)| *known == segment)?;
            Some(Arc::clone(data))
        });
        if let Some(data) = known {
            return Ok(data);
        }
        let data = load::data(record.store(), record.merged(), segment, false).await?;
        self.look(|all| {
            all.push_back((segment, Arc::clone(&data)));
            if all.len() > RECENT_SEGMENTS {
                all.pop_front();
            }
        });
        Ok(data)
    }

    fn look<T>(&self, with: impl FnOnce(&mut VecDeque<(u32, Arc<String>)>) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Data, where it can be read: what can't is told, and the rest of the record is read.
fn readable(data: Result<Arc<String>>) -> Result<Option<Arc<String>>> {
    match data {
        Ok(data) => Ok(Some(data)),
        Err(StoreError::Altered(what)) => {
            tracing::error!(what, "a part of a record can't be read");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What a selection takes of what a permit shows.
struct Choice<'c> {
    merged: &'c Merged,
    selection: &'c Selection,
    /// The visit asked for, and what the index knows it by.
    visit: Option<(&'c ResourceId, Option<Goal>)>,
    /// Whether who the record is about is in.
    about: bool,
}

impl Choice<'_> {
    /// For a list, which shows what was asked for and nothing around it.
    fn of_a_list(mut self) -> Self {
        let Selection { sections, .. } = self.selection;
        self.about = self.selection.is_everything()
            || sections.as_ref().is_some_and(|sections| sections.contains(&Section::About));
        self
    }

    fn takes(&self, entry: &Entry) -> bool {
        if entry.section == Section::About {
            return self.about;
        }
        self.selection.admits_section(entry.section)
            && entry.touches(&self.selection.dates)
            && self.belongs_to_visit(entry)
    }

    fn belongs_to_visit(&self, entry: &Entry) -> bool {
        self.visit.is_none_or(|(id, known)| {
            self.merged.id(entry).as_ref() == Some(id)
                || known.is_some_and(|visit| self.merged.refers_to(entry, visit))
        })
    }
}
