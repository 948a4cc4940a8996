//! Cases as they are kept: sealed, for they hold names.

use bluebutton_record::matching::Reason;
use bluebutton_record::normalize::fold;
use bluebutton_record::{PatientKey, Task};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Beside, Case, CaseFilter, CaseState, Decided, NewCase, WaitingCounts};
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::on_duty;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{Event, Line};
use crate::limits::LIST_MAX;
use crate::patients::{Card, ShownPerson, for_found, key_of_decided, of_person, open_key};
use crate::sifted::{Sifted, sift};

/// What is sealed of a case.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct CaseContent {
    /// The token of the person.
    pub(super) person: Vec<u8>,
    pub(super) shown: ShownPerson,
    pub(super) file: String,
    /// Keys, and the words of what was told by.
    pub(super) candidates: Vec<(String, Vec<String>)>,
    #[serde(default)]
    pub(super) decided: Option<KeptDecision>,
}

/// What is sealed of a decision.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeptDecision {
    pub(super) same_as: Option<String>,
    pub(super) who: Option<String>,
    pub(super) at: i64,
    pub(super) why: String,
}

/// Rows to be written.
pub(crate) type NewRows = Vec<(&'static str, Vec<Value>)>;

/// The rows of a case that a file brings.
pub(crate) fn rows_of(
    store: &Store,
    case: &NewCase,
    file: &str,
    source: &str,
    now: Timestamp,
) -> Result<NewRows> {
    let portrait = crate::patients::with_addresses(&case.found, source);
    let candidates = case.doubt.candidates.iter();
    let words = |reasons: &[Reason]| reasons.iter().map(|one| one.word().to_owned()).collect();
    let kept = CaseContent {
        person: of_person(store, &portrait),
        shown: case.shown.clone(),
        file: file.to_owned(),
        candidates: candidates.map(|(key, why)| (key.to_string(), words(why))).collect(),
        decided: None,
    };
    let id = case.doubt.case.as_str();
    let sealed = seal_case(store, id, &kept)?;
    let mut rows = vec![(CASE_PUT, vec![id.into(), now.as_microsecond().into(), sealed.into()])];
    for token in for_found(store, &case.found, source) {
        rows.push((TOKEN_ADD, vec![token.into(), id.into()]));
    }
    for (patient, _) in &case.doubt.candidates {
        rows.push((CANDIDATE_ADD, vec![patient.as_str().into(), id.into()]));
    }
    Ok(rows)
}

/// Takes away an open case for which nothing waits any more: there is nothing to decide.
pub(crate) fn close_if_empty(tx: &mut Tx<'_>, case: &str) -> Result<()> {
    if tx.execute(REMOVE_EMPTY, &[case.into()])? > 0 {
        remove_around(tx, case)?;
    }
    Ok(())
}

/// Takes away the cases of people who are erased: they hold their names.
pub(crate) fn forget(tx: &mut Tx<'_>, store: &Store, gone: &[PatientKey]) -> Result<()> {
    let mut after = String::new();
    loop {
        let rows = tx.query(CLOSED_AFTER, &[after.as_str().into(), (LIST_MAX as i64).into()])?;
        let Some(last) = rows.last() else { return Ok(()) };
        last.get::<&str>(0)?.clone_into(&mut after);
        for row in &rows {
            let id: &str = row.get(0)?;
            let kept = open_case(store, id, row.get(1)?)?;
            let own = key_of_decided(store, &kept.person);
            let same = kept.decided.and_then(|decided| PatientKey::parse(&decided.same_as?));
            if gone.contains(&own) || same.is_some_and(|same| gone.contains(&same)) {
                tx.execute(REMOVE, &[id.into()])?;
                remove_around(tx, id)?;
            }
        }
    }
}

fn remove_around(tx: &mut Tx<'_>, case: &str) -> Result<()> {
    tx.execute(TOKENS_REMOVE, &[case.into()])?;
    tx.execute(CANDIDATES_REMOVE, &[case.into()]).map(|_| ())
}

pub(super) async fn list(
    store: &Store,
    who: &Who,
    is_open: bool,
    [skip, take]: [usize; 2],
) -> Result<Vec<Case>> {
    let span = store.span_of(None, None);
    piece(store, who, (is_open, span), (skip, take.min(LIST_MAX))).await
}

/// Those that fit a filter.
pub(super) async fn fitting(
    store: &Store,
    who: &Who,
    filter: &CaseFilter,
    place: (usize, usize),
) -> Result<Sifted<Case>> {
    let which = (filter.state == CaseState::Waiting, store.span_of(filter.from, filter.until));
    let text = fold(&filter.text);
    let fits = |case: &Case| {
        let mut told = case.candidates.iter().flat_map(|(_, reasons)| reasons);
        filter.state.is_of(case)
            && filter.reason.is_none_or(|reason| told.any(|one| *one == reason))
            && (fold(&case.shown.name).contains(&text) || fold(&case.file).contains(&text))
    };
    let fits = &fits;
    sift(place, |skip, take| async move {
        let all = piece(store, who, which, (skip, take)).await?;
        Ok((all.len(), all.into_iter().filter(fits).collect()))
    })
    .await
}

/// Cases that wait, or no more, of some days.
async fn piece(
    store: &Store,
    who: &Who,
    (is_open, span): (bool, (i64, i64)),
    (skip, take): (usize, usize),
) -> Result<Vec<Case>> {
    let params = [(take as i64).into(), (skip as i64).into(), span.0.into(), span.1.into()];
    let sql = if is_open { OPEN } else { CLOSED };
    let (keeper, who) = (store.clone(), who.clone());
    let work = move |tx: &mut Tx<'_>| {
        on_duty(tx, &keeper, &who, Task::TellApart)?;
        tx.query(sql, &params)
    };
    let rows = store.inner.db.read("list cases", work).await?;
    rows.iter().map(|row| shown(store, row)).collect()
}

pub(super) async fn get(store: &Store, who: &Who, id: &str) -> Result<Option<Case>> {
    let params = [id.into()];
    let (keeper, who) = (store.clone(), who.clone());
    let work = move |tx: &mut Tx<'_>| {
        on_duty(tx, &keeper, &who, Task::TellApart)?;
        tx.first(ONE, &params)
    };
    let row = store.inner.db.read("find a case", work).await?;
    row.map(|row| shown(store, &row)).transpose()
}

pub(super) async fn beside(store: &Store, who: &Who, case: &Case) -> Result<Vec<Beside>> {
    let (keeper, who, candidates) = (store.clone(), who.clone(), case.candidates.clone());
    let work = move |tx: &mut Tx<'_>| {
        let line = Line::new(on_duty(tx, &keeper, &who, Task::TellApart)?, Event::Compared);
        let mut all = Vec::new();
        for (patient, reasons) in &candidates {
            let Some(row) = tx.first(CARD, &[patient.as_str().into()])? else { continue };
            let key = open_key(&keeper, patient, row.get::<&[u8]>(0)?)?;
            let Card { name, birth_date, shown, .. } =
                Card::open(&key, patient, row.get::<&[u8]>(1)?)?;
            audit::append(tx, &keeper, &Chain::of(patient), keeper.now(), &line)?;
            let shown = ShownPerson { name, birth_date, ..shown };
            all.push(Beside { patient: patient.clone(), shown, reasons: reasons.clone() });
        }
        Ok(all)
    };
    store.inner.db.write("compare people", work).await
}

pub(super) async fn sharing_candidates(store: &Store, id: &str) -> Result<Vec<String>> {
    let params = [id.into()];
    let work = move |tx: &mut Tx<'_>| tx.query(SHARING, &params);
    let rows = store.inner.db.read("find cases beside", work).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

pub(super) async fn waiting(store: &Store) -> Result<WaitingCounts> {
    let work = |tx: &mut Tx<'_>| {
        let row = tx.first(COUNTS, &[])?;
        let count = |at| row.as_ref().map_or(Ok(0), |row| row.get::<i64>(at));
        Ok(WaitingCounts { cases: count(0)? as u64, things: count(1)? as u64 })
    };
    store.inner.db.read("count what waits", work).await
}

/// A row of `case_id, at, sealed, waiting` as staff see it.
fn shown(store: &Store, row: &Row) -> Result<Case> {
    let id = row.get::<&str>(0)?;
    let kept = open_case(store, id, row.get::<&[u8]>(2)?)?;
    let moment = |at| Timestamp::from_microsecond(at).map_err(|_| altered(id));
    let candidate = |(key, words): (String, Vec<String>)| {
        let reasons = words.iter().filter_map(|word| Reason::of_word(word)).collect();
        Some((PatientKey::parse(&key)?, reasons))
    };
    let decided = kept.decided.map(|kept| {
        let same_as = kept.same_as.as_deref().and_then(PatientKey::parse);
        Ok(Decided { same_as, who: kept.who, at: moment(kept.at)?, why: kept.why })
    });
    Ok(Case {
        id: id.to_owned(),
        at: moment(row.get::<i64>(1)?)?,
        shown: kept.shown,
        file: kept.file,
        candidates: kept.candidates.into_iter().filter_map(candidate).collect(),
        waiting: row.get::<i64>(3)?.max(0) as usize,
        decided: decided.transpose()?,
    })
}

/// The candidates of a case, as they are sealed with it.
pub(crate) fn candidates_of(store: &Store, id: &str, sealed: &[u8]) -> Result<Vec<PatientKey>> {
    let kept = open_case(store, id, sealed)?;
    Ok(kept.candidates.iter().filter_map(|(key, _)| PatientKey::parse(key)).collect())
}

pub(super) fn open_case(store: &Store, id: &str, sealed: &[u8]) -> Result<CaseContent> {
    let plain = store.open_site(&context(id), sealed).map_err(|_| altered(id))?;
    serde_json::from_slice(&plain).map_err(|_| altered(id))
}

pub(super) fn seal_case(store: &Store, id: &str, kept: &CaseContent) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(kept)
        .map_err(|error| StoreError::Altered(format!("a case can't be written: {error}")))?;
    Ok(store.seal_site(&context(id), &plain))
}

fn altered(id: &str) -> StoreError {
    StoreError::Altered(format!("matching_case {id}: it does not open"))
}

/// What a case is sealed for.
pub(crate) fn context(id: &str) -> Vec<u8> {
    format!("matching_case|{id}").into_bytes()
}

/// What came again of somebody who waits keeps its place in the list.
const CASE_PUT: &str = "
    insert into matching_case (case_id, at, is_open, sealed)
    values ($1, $2, 1, $3)
    on conflict (case_id) do update
    set is_open = 1, sealed = excluded.sealed";

const TOKEN_ADD: &str = "
    insert into matching_token (token, case_id)
    values ($1, $2)
    on conflict (token, case_id) do nothing";

const CANDIDATE_ADD: &str = "
    insert into matching_candidate (patient_id, case_id)
    values ($1, $2)
    on conflict (patient_id, case_id) do nothing";

const REMOVE_EMPTY: &str = "
    delete from matching_case
    where case_id = $1 and is_open = 1
        and not exists (select 1 from quarantine where quarantine.case_id = $1)";

const REMOVE: &str = "
    delete from matching_case where case_id = $1";

const TOKENS_REMOVE: &str = "
    delete from matching_token where case_id = $1";

/// Over all records: a case is one of several patients.
const CANDIDATES_REMOVE: &str = "
    delete from matching_candidate where case_id = $1";

/// Over all cases that are decided: somebody of them may be erased.
const CLOSED_AFTER: &str = "
    select case_id, sealed
    from matching_case
    where case_id > $1 and is_open = 0
    order by case_id
    limit $2";

pub(super) const OPEN: &str = "
    select case_id, at, sealed, (
        select count(*) from quarantine where quarantine.case_id = matching_case.case_id
    )
    from matching_case
    where is_open = 1 and at >= $3 and at < $4
    order by at, case_id
    limit $1 offset $2";

pub(super) const CLOSED: &str = "
    select case_id, at, sealed, (
        select count(*) from quarantine where quarantine.case_id = matching_case.case_id
    )
    from matching_case
    where is_open = 0 and at >= $3 and at < $4
    order by at desc, case_id
    limit $1 offset $2";

const ONE: &str = "
    select case_id, at, sealed, (
        select count(*) from quarantine where quarantine.case_id = $1
    )
    from matching_case
    where case_id = $1";

const CARD: &str = "
    select sealed_key, sealed_card from patient where patient_id = $1";

/// Over all records: a case is one of several patients.
const SHARING: &str = "
    select distinct other.case_id
    from matching_candidate own
    join matching_candidate other on other.patient_id = own.patient_id
    join matching_case on matching_case.case_id = other.case_id
    where own.case_id = $1 and other.case_id <> $1 and matching_case.is_open = 1";

const COUNTS: &str = "
    select
        (select count(*) from matching_case where is_open = 1),
        (select count(*) from quarantine)";
