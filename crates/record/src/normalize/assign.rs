//! Gives every item its place, its id and its references.

use std::collections::HashMap;
use std::sync::Arc;

use super::address::Address;
use super::owners::{Owner, owners};
use super::resolve::{Led, Resolver};
use super::rewrite::{rewrite, with_attachment_url};
use super::survey::Stated;
use super::{Assigned, Homeless, Origin, Ready, Survey, Told, Whose};
use super::{deletions, ids};
use crate::facts::{Facts, Reference};
use crate::reading::{Issue, Original, RawResource, Reading, Severity};
use crate::resource::{PatientKey, ResourceId};
use crate::versions::AsOf;

/// Writes ids and references. `whose[n]` says whose `survey.found[n]` is.
pub fn assign(reading: Reading, survey: &Survey, whose: &[Whose], origin: Origin<'_>) -> Assigned {
    let Reading { items, deletions, originals, issues, rejected: _, entries } = reading;
    let mut out = Assigned { issues, ..Assigned::default() };
    let mut resolver = Resolver::new(&items, survey, whose, origin);
    let owners = owners(&resolver);
    let places = places(&resolver, &owners);
    let target = |(item, place): (&RawResource, &Option<ResourceId>)| {
        place.as_ref().map(|id| format!("{}/{id}", item.kind))
    };
    resolver.targets = items.iter().zip(&places).map(target).collect();

    let written = places.iter().zip(&owners).enumerate();
    let mut written: Vec<Option<Rewritten>> = written
        .map(|(at, (id, owner))| Some(write_one(&resolver, at, id.as_ref()?, &owner.0)))
        .collect();
    known_and_wanted(&resolver, &owners, &mut out);
    for original in originals {
        match place_of_original(&original, &resolver, &owners) {
            Some((at, key, id)) => {
                if let Some(one) = written[at].as_mut() {
                    one.json = with_attachment_url(&one.json, &format!("Binary/{id}"));
                }
                out.originals.entry(key).or_default().push((id, original));
            }
            None => out.homeless_originals.push(original),
        }
    }
    if out.homeless_originals.is_empty() {
        out.entries = entries;
    }
    let deleted = deletions::deleted(&resolver, &deletions, &mut out.issues);
    drop(resolver);
    let told = survey.scans.iter().map(|scan| {
        let as_of = scan.meta.as_ref().and_then(|meta| meta.as_of);
        (scan.facts.clone(), as_of)
    });
    let written = places.into_iter().zip(written).zip(told);
    let first_homeless = out.homeless.len();
    let homeless = sort_out(items, written, owners, deleted, &mut out);
    for (one, at) in out.homeless.iter_mut().skip(first_homeless).zip(homeless) {
        if let Some(Stated::One(found)) = survey.stated.get(at) {
            one.found = Some(*found);
        }
    }
    out
}

/// Puts everything where it belongs; gives back which items have no place.
fn sort_out(
    items: Vec<RawResource>,
    ready: impl Iterator<Item = ((Option<ResourceId>, Option<Rewritten>), (Facts, Option<AsOf>))>,
    owners: Vec<(Owner, bool)>,
    deleted: Vec<(usize, Ready)>,
    out: &mut Assigned,
) -> Vec<usize> {
    let mut told: HashMap<ResourceId, usize> = HashMap::new();
    let mut homeless = Vec::new();
    let mut deleted = deleted.into_iter().peekable();
    let all = items.into_iter().zip(ready).zip(owners).enumerate();
    for (at, ((item, ((id, written), (facts, as_of))), (owner, is_guess))) in all {
        while let Some((_, ready)) = deleted.next_if(|(after, _)| *after <= at) {
            deletions::put(ready, out);
        }
        let ready = id.zip(written).map(|(id, Rewritten { json, references })| {
            let facts = Facts { references, ..facts };
            let as_of = as_of.or(item.as_of);
            Ready { told: Told::There, kind: item.kind.clone(), id, json, facts, as_of }
        });
        match (ready, owner) {
            (Some(ready), Owner::Patient(key)) => {
                if is_guess {
                    out.issues.push(Issue::new(Severity::Note, item.place, GUESSED));
                }
                out.records.entry(key).or_default().push(ready);
            }
            (Some(ready), _) => into_directory(ready, &mut told, out),
            (None, owner) => {
                let sentence = match owner {
                    Owner::Nobody(why) => why.sentence(),
                    _ => NO_ID,
                };
                let issue = Issue::new(Severity::Error, item.place.clone(), sentence);
                homeless.push(at);
                out.homeless.push(Homeless { item, issue, found: None });
            }
        }
    }
    deleted.for_each(|(_, ready)| deletions::put(ready, out));
    homeless
}

/// Told of twice by one identifier, the fuller words stay: both would be stored as versions of each
/// other, again at every import.
fn into_directory(ready: Ready, told: &mut HashMap<ResourceId, usize>, out: &mut Assigned) {
    if let Some(known) = told.get(&ready.id).and_then(|at| out.directory.get_mut(*at)) {
        out.told_twice += 1;
        if known.json.len() < ready.json.len() {
            *known = ready;
        }
        return;
    }
    told.insert(ready.id.clone(), out.directory.len());
    out.directory.push(ready);
}

/// The id of each item that has a place.
fn places(resolver: &Resolver<'_>, owners: &[(Owner, bool)]) -> Vec<Option<ResourceId>> {
    let mut taken: HashMap<ResourceId, Arc<str>> = HashMap::with_capacity(owners.len());
    let mut places = Vec::with_capacity(owners.len());
    for (at, (owner, _)) in owners.iter().enumerate() {
        let item = &resolver.items[at];
        let own = resolver.own_id(at);
        let id = match owner {
            Owner::Nobody(_) => None,
            Owner::Directory => directory_id(resolver, at, own.as_deref()),
            Owner::Patient(key) if &*item.kind == "Patient" => Some(ResourceId::of_patient(key)),
            Owner::Patient(key) => {
                let local = match &own {
                    Some(own) => resolver.ids.local(&item.kind, own),
                    None => resolver.ids.of_content(&item.kind, &item.json),
                };
                let id = ResourceId::in_record(key, &local);
                // Two types with one UUID: the second gives way, or it would be taken for a new
                // version of the first.
                match id.as_ref().and_then(|id| taken.get(id)) {
                    Some(kind) if *kind != item.kind => {
                        let local = resolver.ids.hashed(&item.kind, &local);
                        ResourceId::in_record(key, &local)
                    }
                    _ => id,
                }
            }
        };
        if let Some(id) = &id {
            taken.entry(id.clone()).or_insert_with(|| item.kind.clone());
        }
        places.push(id);
    }
    places
}

fn directory_id(resolver: &Resolver<'_>, at: usize, own: Option<&str>) -> Option<ResourceId> {
    let (item, scan) = (&resolver.items[at], &resolver.survey.scans[at]);
    let local = match (ids::preferred(&scan.identifiers), own) {
        (Some((system, value)), _) => resolver.ids.in_directory(&item.kind, system, value),
        (None, Some(own)) => resolver.ids.in_directory_by_id(&item.kind, own),
        (None, None) => resolver.ids.of_content(&item.kind, &item.json),
    };
    ResourceId::in_directory(&local)
}

fn write_one(resolver: &Resolver<'_>, at: usize, id: &ResourceId, owner: &Owner) -> Rewritten {
    let (item, scan) = (&resolver.items[at], &resolver.survey.scans[at]);
    let key = match owner {
        Owner::Patient(key) => Some(key),
        _ => None,
    };
    // Where the id no longer shows the source's own, `meta.source` does.
    let is_hidden = scan.id.as_deref().is_some_and(|own| ids::source_id(id.local()) != Some(own));
    let source = is_hidden.then(|| {
        let own = scan.id.as_deref().unwrap_or_default();
        format!("{}#{}/{own}", source_uri(resolver.origin.source), item.kind)
    });
    let (json, references) = rewrite(&item.json, scan, id, key, source.as_deref(), resolver);
    Rewritten { json, references }
}

/// A resource with the ids and references of this store.
struct Rewritten {
    json: String,
    references: Vec<Reference>,
}

/// A source's name as a URI: `meta.source` holds nothing else.
fn source_uri(source: &str) -> String {
    let name = source.split('#').next().unwrap_or_default();
    if name.is_empty() {
        "urn:source".to_owned()
    } else if name.contains(':') {
        name.replace(' ', "%20")
    } else {
        format!("urn:source:{}", name.replace(' ', "%20"))
    }
}

/// What later readings of the same source will want to know, see [`Origin`].
fn known_and_wanted(resolver: &Resolver<'_>, owners: &[(Owner, bool)], out: &mut Assigned) {
    for (at, (owner, _)) in owners.iter().enumerate() {
        let (item, scan) = (&resolver.items[at], &resolver.survey.scans[at]);
        match owner {
            Owner::Directory => {
                let own = resolver.own_id(at);
                if let (Some(id), Some(Some(target))) = (own, resolver.targets.get(at)) {
                    out.known.push((format!("{}/{id}", item.kind), target.clone()));
                }
            }
            Owner::Patient(key) => {
                for spot in &scan.spots {
                    let text = spot.text(&item.json);
                    let elsewhere = resolver.elsewhere(text);
                    let Some(address) = Address::parse(elsewhere.unwrap_or(text)) else { continue };
                    // In another piece of the Bundle it may be anything that names nobody.
                    let may_name_nobody = elsewhere.is_some()
                        || matches!(address.kind, "Binary" | "Specimen" | "Media");
                    if may_name_nobody
                        && matches!(resolver.lead(text, Some(key)), Led::Elsewhere(_))
                    {
                        let wanted = format!("{}/{}", address.kind, address.id);
                        out.wanted.push((wanted, key.clone()));
                    }
                }
            }
            Owner::Nobody(_) => {}
        }
    }
}

/// Whose an original is, the item that stands for it, and the id it gets.
fn place_of_original(
    original: &Original,
    resolver: &Resolver<'_>,
    owners: &[(Owner, bool)],
) -> Option<(usize, PatientKey, ResourceId)> {
    let at = resolver.item(&original.full_url)?;
    let Some((Owner::Patient(key), _)) = owners.get(at) else { return None };
    let id = ResourceId::in_record(key, &resolver.ids.of_original(&original.bytes))?;
    Some((at, key.clone(), id))
}

const GUESSED: &str = "It names no patient; it was put into the record of the only patient in its \
                       Bundle.";
const NO_ID: &str = "No id could be made for it.";
