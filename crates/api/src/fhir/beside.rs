//! What comes along with what is found: the medications that it refers to, and where it is from.
//!
//! Standard: <https://hl7.org/fhir/R4/search.html#include>; US Core 6.1.0, "Capability Statement". The view
//! of the search is the view of what comes along: nothing is told here that is not told when it is asked for.

use std::collections::BTreeSet;

use bluebutton_record::{Resource, ResourceId};

use super::outcome::Outcome;
use super::query::Query;
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
    if query.includes {
        all.extend(medications(opened, &on_page).await?);
    }
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

/// The medications that those of the page refer to, of the record and of the directory.
async fn medications(
    opened: &Opened,
    on_page: &BTreeSet<&ResourceId>,
) -> Result<Vec<Resource>, Outcome> {
    if !served::kind("Medication").is_some_and(|kind| opened.covers(kind)) {
        return Ok(Vec::new());
    }
    let facts = on_page.iter().filter_map(|id| opened.record.facts(id));
    let goals = facts.flat_map(|facts| facts.references().collect::<Vec<_>>());
    let medications = goals.filter(|(_, kind, _)| *kind == "Medication");
    let ids: BTreeSet<ResourceId> = medications.map(|(_, _, goal)| goal).collect();
    must_be_few(ids.len())?;
    let (own, others): (Vec<ResourceId>, Vec<ResourceId>) =
        ids.into_iter().partition(|id| id.patient().is_some());
    let mut all = opened.record.resources(&own).await.map_err(Outcome::of_store)?;
    all.extend(opened.record.directory(&others).await.map_err(Outcome::of_store)?);
    all.retain(|one| &*one.kind == "Medication");
    Ok(all)
}

/// Half of what comes along would look like all of it.
fn must_be_few(count: usize) -> Result<(), Outcome> {
    if count > BESIDE_MAX {
        let why = "Too much comes along: ask for less at once with _count, or without it.";
        return Err(Outcome::query(why));
    }
    Ok(())
}
