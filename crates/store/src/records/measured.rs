//! The visits of a record as measures count them: when each came in for the first time, when it ended,
//! and whether anything of it was held back at its deadline. What is read here is shown to nobody.

use std::collections::{BTreeMap, HashMap};

use bluebutton_record::json::Document;
use bluebutton_record::measures::{
    AccessSpan, BusinessCalendar, CountedVisit, Timeliness, VisitEnd, timeliness,
};
use bluebutton_record::terms::{Rule, View};
use bluebutton_record::{PatientKey, ResourceId};

use super::ledger::LedgerDeed;
use super::load;
use super::merged::{Entry, Merged, Which};
use super::visible;
use crate::Store;
use crate::error::{Result, StoreError};

/// What decides whether a visit was there in time.
pub(crate) struct VisitRules<'a> {
    /// The site's days.
    pub(crate) calendar: &'a BusinessCalendar,
    /// What is withheld from the patient: by rules of the site, and under the law.
    pub(crate) view: &'a View,
    /// When somebody could see the record.
    pub(crate) access: &'a [AccessSpan],
    /// When visits came in for the first time (seconds since 1970), as far as that is known: by id.
    pub(crate) arrived: &'a BTreeMap<String, i64>,
}

/// A visit, and when it came in for the first time.
pub(crate) struct MeasuredVisit {
    /// Its id.
    pub(crate) id: String,
    /// Seconds since 1970.
    pub(crate) arrived: i64,
    /// As it is counted.
    pub(crate) visit: CountedVisit,
}

/// The visits of a record, of all its parts; none where there is no such patient. What can't be read
/// is left out and told in the log: `verify` names it.
pub(crate) async fn visits(
    store: &Store,
    patient: &PatientKey,
    asking: &VisitRules<'_>,
) -> Result<Vec<MeasuredVisit>> {
    let Some((merged, _)) = load::record(store, patient, Which::default()).await? else {
        return Ok(Vec::new());
    };
    let now = store.now().as_second();
    let is_visit = |entry: &&Entry| merged.kind(entry).is_some_and(|kind| &**kind == "Encounter");
    let mut ended: HashMap<ResourceId, (Entry, VisitEnd)> = HashMap::new();
    for entry in merged.newest_first().filter(is_visit) {
        let Some(id) = merged.id(entry) else { continue };
        let Some(end) = end_of(store, &merged, entry, asking.calendar).await? else { continue };
        // What ends later is counted then: something more is told of it, or of its patient.
        if i64::from(end.day) * DAY <= now {
            ended.insert(id, (*entry, end));
        }
    }
    let held = held(store, &merged, asking, &ended);
    let mut visits = Vec::with_capacity(ended.len());
    for (id, (entry, end)) in ended {
        let arrived = match asking.arrived.get(id.as_str()) {
            Some(known) => *known,
            None => first_arrival(store, patient, &merged, (&id, &entry)).await?,
        };
        let withheld = withheld_at(store, &merged, &entry, asking.view, end.deadline);
        let is_held = held.contains(&id) || withheld == Some(Rule::Site);
        let is_withheld = withheld == Some(Rule::Restriction);
        let timeliness = timeliness(&end, arrived, asking.access, is_held, is_withheld);
        visits.push(MeasuredVisit { id: id.to_string(), arrived, visit: counted(end, timeliness) });
    }
    // In one order whatever the map's: what is sealed of it is compared.
    visits.sort_by(|a, b| (a.visit.day, &a.id).cmp(&(b.visit.day, &b.id)));
    Ok(visits)
}

fn counted(end: VisitEnd, timeliness: Timeliness) -> CountedVisit {
    let VisitEnd { is_hospital, day, provider, site, .. } = end;
    CountedVisit { day, is_hospital, timeliness, provider, site }
}

/// When a visit ended; `None` where it is not over or can't be read.
async fn end_of(
    store: &Store,
    merged: &std::sync::Arc<Merged>,
    entry: &Entry,
    calendar: &BusinessCalendar,
) -> Result<Option<VisitEnd>> {
    let data = match load::data(store, merged, merged.segment(entry), true).await {
        Ok(data) => data,
        Err(StoreError::Altered(what)) => {
            tracing::error!(what, "a visit can't be measured: run bluebutton verify");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let json = data.get(entry.start as usize..entry.end as usize).unwrap_or_default();
    Ok(Document::parse(json).ok().and_then(|visit| VisitEnd::of(visit.root(), calendar)))
}

/// When a visit was told of for the first time, seconds since 1970.
async fn first_arrival(
    store: &Store,
    patient: &PatientKey,
    merged: &Merged,
    (id, entry): (&ResourceId, &Entry),
) -> Result<i64> {
    let mut first = merged.updated(entry);
    if entry.version > 1 {
        let which = Which { history_of: Some(id.clone()), ..Which::default() };
        if let Some((history, _)) = load::record(store, patient, which).await? {
            let told = history.lines().iter().filter(|line| line.deed == LedgerDeed::Put);
            first = told.map(|line| history.updated(line)).chain([first]).min().unwrap_or(first);
        }
    }
    Ok(first.div_euclid(MICROSECONDS))
}

/// The visits of which a rule of the site held something at their deadline: of what had come in by then.
fn held(
    store: &Store,
    merged: &Merged,
    asking: &VisitRules<'_>,
    ended: &HashMap<ResourceId, (Entry, VisitEnd)>,
) -> std::collections::HashSet<ResourceId> {
    let mut held = std::collections::HashSet::new();
    if asking.view.shows_everything() {
        return held;
    }
    for entry in merged.newest_first() {
        let visits =
            merged.references(entry).filter(|(_, goal)| merged.kind_of(*goal) == "Encounter");
        for id in visits.filter_map(|(_, goal)| merged.id_of(goal)) {
            let Some((_, end)) = ended.get(&id) else { continue };
            let had_come = merged.updated(entry).div_euclid(MICROSECONDS) <= end.deadline;
            if had_come
                && withheld_at(store, merged, entry, asking.view, end.deadline) == Some(Rule::Site)
            {
                held.insert(id);
            }
        }
    }
    held
}

/// By which rule an entry is withheld from the patient at a moment (seconds since 1970).
fn withheld_at(
    store: &Store,
    merged: &Merged,
    entry: &Entry,
    view: &View,
    second: i64,
) -> Option<Rule> {
    let at = second.saturating_mul(MICROSECONDS);
    visible::with_candidate(merged, (entry, entry.section), &store.topics(), |candidate| {
        view.withheld_by(candidate, at).map(|layer| layer.rule)
    })
}

const MICROSECONDS: i64 = 1_000_000;

/// Seconds.
const DAY: i64 = 24 * 60 * 60;
