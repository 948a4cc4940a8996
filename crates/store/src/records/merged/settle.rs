//! Of all that was told of each resource, what is current: the rule is
//! [`bluebutton_record::versions`]'s, and the labels that hold are
//! [`bluebutton_record::confidentiality`]'s. And where in the record that stands to which others refer.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use bluebutton_record::confidentiality::outlives;
use bluebutton_record::versions::{AsOf, Telling};

use super::ids::PackedIds;
use super::{ELSEWHERE, Entry, HERE, Likeness, Merged, Span};
use crate::records::ledger::LedgerDeed;

/// Puts the entries in order, by part and id. Of several versions of one resource the current one
/// stays (`is_current_only`), else all of them, the current one first and each before what it came after.
pub(super) fn settle(merged: &mut Merged, is_current_only: bool) {
    let mut entries = std::mem::take(&mut merged.entries);
    let id = |a: &Entry, b: &Entry| {
        let parts = merged.part_of(a).cmp(&merged.part_of(b));
        parts.then_with(|| merged.ids.order(a.id, b.id))
    };
    entries.sort_unstable_by(|a, b| {
        let order = |entry: &Entry| (entry.version, entry.deed == LedgerDeed::Confirm, entry.run);
        id(a, b).then_with(|| order(a).cmp(&order(b)))
    });
    // In place: of a long record there is no room for a second index.
    let (mut from, mut to) = (0, 0);
    while let Some(first) = entries.get(from).copied() {
        let rest = entries.get(from..).unwrap_or_default();
        let is_same = |entry: &&Entry| is_one(merged, &first, entry);
        let count = rest.iter().take_while(is_same).count().max(1);
        // The usual case: told of once.
        if count == 1 {
            if first.deed != LedgerDeed::Confirm {
                put(&mut entries, &mut to, first);
            }
        } else {
            let own = rest.get(..count).unwrap_or_default();
            for entry in several(merged, own, to as u32, is_current_only) {
                put(&mut entries, &mut to, entry);
            }
        }
        from += count;
    }
    entries.truncate(to);
    merged.entries = entries;
}

fn is_one(merged: &Merged, a: &Entry, b: &Entry) -> bool {
    merged.part_of(a) == merged.part_of(b) && merged.ids.order(a.id, b.id) == Ordering::Equal
}

fn put(entries: &mut [Entry], to: &mut usize, entry: Entry) {
    if let Some(slot) = entries.get_mut(*to) {
        *slot = Entry { place: *to as u32, ..entry };
        *to += 1;
    }
}

/// What stays of several versions of one resource.
fn several(merged: &mut Merged, own: &[Entry], place: u32, is_current_only: bool) -> Vec<Entry> {
    let tellings = tellings(merged, own);
    let mut versions = with_labels(merged, own, &tellings);
    if is_current_only {
        versions.truncate(1);
        merged.tellings.extend(tellings.iter().map(|(one, _)| (place, *one)));
    }
    versions
}

/// All that was told, in the order of what it is as of, each with the place of the version it tells.
fn tellings(merged: &Merged, own: &[Entry]) -> Vec<(Telling, usize)> {
    let version = |wanted: u32| {
        own.iter().position(|entry| entry.version == wanted && entry.deed != LedgerDeed::Confirm)
    };
    let telling = |(at, entry): (usize, &Entry)| match entry.deed {
        LedgerDeed::Put | LedgerDeed::Delete => Some((merged.telling(entry), at)),
        LedgerDeed::Confirm => {
            let at = version(entry.version)?;
            Some((Telling { as_of: merged.as_of(entry), ..merged.telling(own.get(at)?) }, at))
        }
    };
    let mut all: Vec<(Telling, usize)> = own.iter().enumerate().filter_map(telling).collect();
    all.sort();
    all
}

/// The versions, the current one first, each as of when it was told last, with the labels that hold
/// then.
fn with_labels(merged: &mut Merged, own: &[Entry], tellings: &[(Telling, usize)]) -> Vec<Entry> {
    let mut versions: Vec<Entry> = Vec::with_capacity(own.len());
    let mut seen: Vec<usize> = Vec::with_capacity(own.len());
    let mut holding: Vec<Range<usize>> = Vec::new();
    let mut all: Vec<u32> = Vec::new();
    for (_, at) in tellings {
        let named = own.get(*at).map_or(&[][..], |entry| labels_of(merged, entry));
        let before = holding.last().cloned().unwrap_or_default();
        let start = all.len();
        all.extend_from_slice(named);
        for place in before {
            let Some(label) = all.get(place).copied() else { continue };
            if !named.contains(&label) && still_holds(merged, label, named) {
                all.push(label);
            }
        }
        holding.push(start..all.len());
    }
    // From the last telling back: each version stands where it was told last.
    for ((telling, at), labels) in tellings.iter().zip(holding).rev() {
        let (false, Some(entry)) = (seen.contains(at), own.get(*at)) else { continue };
        seen.push(*at);
        let mut entry = Entry { as_of: moment(merged, telling.as_of), ..*entry };
        let labels = all.get(labels).unwrap_or_default();
        if labels.len() > labels_of(merged, &entry).len() {
            entry.likeness = labelled(merged, entry.likeness, labels);
            entry.is_marked = true;
        }
        versions.push(entry);
    }
    versions
}

fn moment(merged: &mut Merged, as_of: AsOf) -> u32 {
    merged.moments.push(as_of);
    (merged.moments.len() - 1) as u32
}

/// What is like another, with more labels.
fn labelled(merged: &mut Merged, likeness: u32, labels: &[u32]) -> u32 {
    let Some(own) = merged.likenesses.get(likeness as usize).copied() else { return likeness };
    let start = merged.named.len() as u32;
    merged.named.extend_from_slice(labels);
    let labels = Span { start, end: merged.named.len() as u32 };
    merged.likenesses.push(Likeness { labels, ..own });
    (merged.likenesses.len() - 1) as u32
}

fn labels_of<'m>(merged: &'m Merged, entry: &Entry) -> &'m [u32] {
    let labels = merged.likeness(entry).map(|likeness| likeness.labels.range());
    labels.and_then(|labels| merged.named.get(labels)).unwrap_or_default()
}

fn still_holds(merged: &Merged, label: u32, later: &[u32]) -> bool {
    let coding = |place: &u32| merged.codings.get(*place as usize);
    coding(&label).is_some_and(|label| outlives(label, later.iter().filter_map(coding)))
}

/// Finds where each goal stands. What is not in the index is known by its id, the same for all who
/// refer to it.
pub(super) fn find_goals(merged: &mut Merged, ids: &PackedIds) {
    let mut goals = std::mem::take(&mut merged.goals);
    let mut missing: HashMap<(u16, Box<str>), u32> = HashMap::new();
    for goal in goals.iter_mut().filter(|goal| goal.part != ELSEWHERE) {
        let order = |own: u32| merged.ids.order_among(own, ids, goal.to);
        if let Some(place) = merged.place_where(goal.part, &order) {
            (goal.part, goal.to) = (HERE, place as u32);
        } else {
            let local = ids.get(goal.to);
            let known = missing.entry((goal.part, local.as_ref().into()));
            goal.to = *known.or_insert_with(|| merged.ids.push(&local));
        }
    }
    merged.goals = goals;
}
