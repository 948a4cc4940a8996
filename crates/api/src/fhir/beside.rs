//! What comes along with what is found: the medications that it refers to, who is in a care team, and where it is
//! from.
//!
//! Standard: <https://hl7.org/fhir/R4/search.html#include>; US Core 6.1.0, "Capability Statement". The view
//! of the search is the view of what comes along: nothing is told here that is not told when it is asked for.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::json::Value;
use bluebutton_record::{Resource, ResourceId};

use super::outcome::Outcome;
use super::query::{Include, Query};
use crate::bearer::Opened;
use crate::limits::BESIDE_MAX;
use crate::served;

/// What comes along with the resources of a page, each once, and none that is on it.
pub(super) async fn beside(
    opened: &Opened,
    query: &Query,
    found: &[Resource],
) -> Result<Vec<Resource>, Outcome> {
    let on_page: BTreeSet<&ResourceId> = found.iter().map(|one| &one.id).collect();
    let mut all = Vec::new();
    for include in &query.includes {
        all.extend(included(opened, include, &on_page).await?);
        all.extend(patient(opened, include, found).await?);
    }
    let mut told = BTreeSet::new();
    all.retain(|one| told.insert(one.id.clone()));
    if query.has_provenance {
        let ids = opened.record.of_kind("Provenance", |facts| {
            let mut all = facts.references();
            all.any(|(path, _, goal)| path.starts_with("target") && on_page.contains(&goal))
        });
        must_be_few(ids.len())?;
        all.extend(opened.record.resources(&ids).await.map_err(Outcome::of_store)?);
    }
    Ok(all)
}

/// What those of the page refer to there, of the record and of the directory: of types that the scopes cover.
async fn included(
    opened: &Opened,
    include: &Include,
    on_page: &BTreeSet<&ResourceId>,
) -> Result<Vec<Resource>, Outcome> {
    let is_asked = |place: &str, kind: &str| {
        place.starts_with(&include.place)
            && include.kind.as_deref().is_none_or(|asked| asked == kind)
            && served::kind(kind).is_some_and(|kind| opened.covers(kind))
    };
    let facts = on_page.iter().filter_map(|id| opened.record.facts(id));
    let goals = facts.flat_map(|facts| facts.references().collect::<Vec<_>>());
    let asked =
        goals.filter(|(place, kind, goal)| is_asked(place, kind) && !on_page.contains(goal));
    let goals: BTreeMap<ResourceId, String> =
        asked.map(|(_, kind, goal)| (goal, kind.to_owned())).collect();
    must_be_few(goals.len())?;
    let (own, others): (Vec<ResourceId>, Vec<ResourceId>) =
        goals.keys().cloned().partition(|id| id.patient().is_some());
    let mut all = opened.record.resources(&own).await.map_err(Outcome::of_store)?;
    all.extend(opened.record.directory(&others).await.map_err(Outcome::of_store)?);
    // What it is, not what it was said to be, decides whether the scopes cover it.
    all.retain(|one| goals.get(&one.id).is_some_and(|kind| *kind == *one.kind));
    Ok(all)
}

/// The patient, where one of those names them as a participant. It is looked for in the resources: facts leave
/// out that something is of its own patient.
async fn patient(
    opened: &Opened,
    include: &Include,
    found: &[Resource],
) -> Result<Vec<Resource>, Outcome> {
    let is_asked = include.kind.as_deref().is_none_or(|asked| asked == "Patient")
        && served::kind("Patient").is_some_and(|kind| opened.covers(kind));
    let names_them = |one: &Resource| {
        one.document().is_ok_and(|document| {
            let members = document.root().each(&include.place);
            let references = members.filter_map(|one| one.get("member")?.get("reference"));
            let mut ids = references.filter_map(Value::as_str);
            ids.any(|id| id.strip_prefix("Patient/").is_some_and(|id| opened.is_patient(id)))
        })
    };
    if !is_asked || !found.iter().any(names_them) {
        return Ok(Vec::new());
    }
    let ids = opened.record.of_kind("Patient", |_| true);
    must_be_few(ids.len())?;
    opened.record.resources(&ids).await.map_err(Outcome::of_store)
}

/// Half of what comes along would look like all of it.
fn must_be_few(count: usize) -> Result<(), Outcome> {
    if count > BESIDE_MAX {
        let why = "Too much comes along: ask for less at once with _count, or without it.";
        return Err(Outcome::query(why));
    }
    Ok(())
}
