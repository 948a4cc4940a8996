//! Quarantine: what could not be tied to a patient, was broken or too large, with its reason. The
//! bytes wait in sealed files until somebody retries or removes them; the same bytes wait once.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::Task;
use bluebutton_record::normalize::fold;
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_record::resource::base32;
use bluebutton_record::words::{Language, Words};
use serde::{Deserialize, Serialize};

use super::Quarantined;
use super::batch::{Batch, Before};
use super::planned::Plan;
use super::report::KeptIssue;
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::on_duty;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::{Event, Line};
use crate::guard;
use crate::keyring::SealedBy;
use crate::limits::{FILE_UNPACKED_MAX, LIST_MAX, QUARANTINE_LOOKED_MAX};
use crate::records::{compress, decompress};

/// What the row holds, sealed.
#[derive(Serialize, Deserialize)]
struct QuarantineContent {
    file: String,
    reason: KeptIssue,
    /// Where the bytes are.
    place: String,
    /// When it came, microseconds since 1970, and how many bytes there are.
    at: i64,
    bytes: i64,
}

impl QuarantineContent {
    /// The import that brought it.
    fn import(&self) -> Option<String> {
        self.place.rsplit_once('.').map(|(_, import)| import.to_owned())
    }
}

/// What waits, as it came.
pub(crate) struct WaitingBytes {
    pub(super) file: String,
    pub(super) bytes: Vec<u8>,
    /// The import that brought it.
    pub(super) import: Option<String>,
}

/// Something on its way into quarantine.
pub(super) struct SealedThing {
    pub(super) id: String,
    pub(super) bytes: usize,
    pub(super) place: String,
    pub(super) content: Vec<u8>,
    pub(super) row: Vec<u8>,
}

/// The id of those bytes: the same for the same bytes, telling nothing of them.
pub(super) fn id_of(store: &Store, bytes: &[u8]) -> String {
    let hash = keyed_hash(store.inner.keys.index.reveal(), &[b"quarantine", bytes]);
    let mut id = base32(&hash);
    id.truncate(ID_CHARS);
    id
}

pub(super) fn seal(
    store: &Store,
    batch: &Batch,
    bytes: &[u8],
    reason: &Issue,
) -> Result<SealedThing> {
    let Batch { import, file, .. } = batch;
    let id = id_of(store, bytes);
    let place = format!("quarantine/{id}.{import}");
    let kept = QuarantineContent {
        file: file.clone(),
        reason: reason.into(),
        place: place.clone(),
        at: batch.now.as_microsecond(),
        bytes: bytes.len() as i64,
    };
    let row = serde_json::to_vec(&kept)
        .map_err(|error| StoreError::File(format!("a quarantine row: {error}")))?;
    let packed = compress(bytes, CONTENT_LEVEL)?;
    Ok(SealedThing {
        bytes: bytes.len(),
        content: store.seal_site(place.as_bytes(), &packed),
        row: store.seal_site(&context(&id), &row),
        place,
        id,
    })
}

/// What of an import can't be in a record, and is not waiting already.
pub(super) fn plan(store: &Store, batch: &Batch, before: &Before, plan: &mut Plan) -> Result<()> {
    let unknown = Issue::new(Severity::Error, Place::default(), HOMELESS_ORIGINAL);
    let given = batch.quarantine.iter();
    let given = given.map(|one| (one.bytes.as_slice(), &one.reason, one.case.as_deref()));
    let homeless = batch.assigned.homeless.iter();
    let homeless = homeless.map(|one| (one.item.json.as_bytes(), &one.issue, None));
    let originals = batch.assigned.homeless_originals.iter();
    let originals = originals.map(|original| (original.bytes.as_slice(), &unknown, None));
    for (bytes, reason, case) in given.chain(homeless).chain(originals) {
        plan.report.quarantined += 1;
        let own_id = id_of(store, bytes);
        plan.report.waiting.push(own_id.clone());
        if let Some(waits_for) = before.quarantine.get(&own_id) {
            if let Some(case) = case.filter(|case| case != waits_for) {
                plan.rows.push((CASE_SET, vec![own_id.into(), case.into()]));
            }
            continue;
        }
        let sealed = seal(store, batch, bytes, reason)?;
        let at = batch.now.as_microsecond();
        let row = vec![
            sealed.id.into(),
            at.into(),
            (sealed.bytes as i64).into(),
            case.into(),
            sealed.row.into(),
        ];
        plan.rows.push((QUARANTINE_ADD, row));
        plan.files.push((sealed.place, sealed.content));
    }
    Ok(())
}

pub(super) async fn list(store: &Store, skip: usize, take: usize) -> Result<Vec<Quarantined>> {
    let params = [(take.min(LIST_MAX) as i64).into(), (skip as i64).into()];
    let rows = store.inner.db.read("list quarantine", move |tx| tx.query(LIST, &params)).await?;
    rows.iter().map(|row| shown(store, row)).collect()
}

/// Those of which file name or reason hold a text; older ones than so many are not looked at.
pub(super) async fn named(
    store: &Store,
    text: &str,
    (skip, take): (usize, usize),
) -> Result<Vec<Quarantined>> {
    let text = fold(text);
    let spanish = Words::of(Language::Spanish);
    let fits = |one: &Quarantined| {
        let message = &one.reason.message;
        [one.file.as_str(), message, &spanish.issue(message)]
            .iter()
            .any(|own| fold(own).contains(&text))
    };
    let (mut found, mut looked) = (Vec::new(), 0);
    while found.len() < skip + take && looked < QUARANTINE_LOOKED_MAX {
        let some = list(store, looked, LIST_MAX).await?;
        if some.is_empty() {
            break;
        }
        looked += some.len();
        found.extend(some.into_iter().filter(&fits));
    }
    Ok(found.into_iter().skip(skip).take(take).collect())
}

pub(super) async fn of_case(store: &Store, case: &str) -> Result<Vec<Quarantined>> {
    let params = [case.into()];
    let rows = store.inner.db.read("list a case", move |tx| tx.query(OF_CASE, &params)).await?;
    rows.iter().map(|row| shown(store, row)).collect()
}

pub(super) async fn get(store: &Store, id: &str) -> Result<Option<Quarantined>> {
    row_of(store, id).await?.map(|row| shown(store, &row)).transpose()
}

pub(crate) async fn bytes(store: &Store, id: &str) -> Result<Option<WaitingBytes>> {
    let Some(kept) = find(store, id).await? else { return Ok(None) };
    let content = store.inner.files.get(&kept.place).await?.ok_or_else(|| altered(id))?;
    let packed = store.open_site(kept.place.as_bytes(), &content).map_err(|_| altered(id))?;
    let bytes = decompress(&packed, FILE_UNPACKED_MAX)?;
    Ok(Some(WaitingBytes { import: kept.import(), file: kept.file, bytes }))
}

pub(super) async fn release(store: &Store, who: &Who, id: &str, is_taken: bool) -> Result<()> {
    let kept = find(store, id).await?.ok_or(StoreError::NotFound)?;
    let (site, who, item) = (store.clone(), who.clone(), id.to_owned());
    let import = kept.import();
    let work = move |tx: &mut Tx<'_>| {
        let by = on_duty(tx, &site, &who, Task::HandleQuarantine)?;
        let row = tx.first(CASE_OF, &[item.as_str().into()])?;
        if tx.execute(REMOVE, &[item.as_str().into()])? == 0 {
            return Err(StoreError::NotFound);
        }
        // Where nothing waits any more there is nothing to decide.
        let case = row.as_ref().map(|row| row.get::<&str>(0)).transpose()?;
        if let Some(case) = case.filter(|case| !case.is_empty()) {
            crate::matching::close_if_empty(tx, case)?;
        }
        let proof = vec![guard::gone(TABLE, &item)];
        let event =
            Event::QuarantineReleased { item: item.clone(), is_taken, import: import.clone() };
        let line = Line::new(by, event).with_proof(proof);
        audit::append(tx, &site, &Chain::Site, site.now(), &line).map(|_| ())
    };
    store.inner.db.write("release from quarantine", work).await?;
    tracing::info!(id, is_taken, "released from quarantine");
    // The row is gone; a file that stays behind is sealed and found by nobody.
    store.inner.files.delete(&kept.place).await
}

/// Where the bytes of something in quarantine are.
pub(crate) async fn place_of(store: &Store, id: &str) -> Result<Option<String>> {
    Ok(find(store, id).await?.map(|kept| kept.place))
}

async fn find(store: &Store, id: &str) -> Result<Option<QuarantineContent>> {
    let found = row_of(store, id).await?;
    let open = |row: Row| {
        let kept = opened(store, id, row.get(3)?)?;
        let told: (i64, i64) = (row.get(1)?, row.get(2)?);
        if told == (kept.at, kept.bytes) { Ok(kept) } else { Err(altered(id)) }
    };
    found.map(open).transpose()
}

/// Seals the bytes of everything that waits anew where an older key sealed them; how many.
pub(crate) async fn reseal(store: &Store) -> Result<u64> {
    let (mut last, mut count) = (String::new(), 0);
    loop {
        let params = [last.as_str().into(), (LIST_MAX as i64).into()];
        let work = move |tx: &mut Tx<'_>| tx.query(AFTER, &params);
        let rows = store.inner.db.read("read what waits, to seal it anew", work).await?;
        let Some(row) = rows.last() else { return Ok(count) };
        row.get::<&str>(0)?.clone_into(&mut last);
        for row in &rows {
            // What does not open is named by `verify`.
            let Ok(QuarantineContent { place, .. }) = opened(store, row.get(0)?, row.get(1)?)
            else {
                continue;
            };
            let Some(content) = store.inner.files.get(&place).await? else { continue };
            let anew = store.sealed_anew(SealedBy::Site, place.as_bytes(), &content);
            if let Some(anew) = anew {
                store.inner.files.put(&place, anew).await?;
                count += 1;
            }
        }
    }
}

async fn row_of(store: &Store, id: &str) -> Result<Option<Row>> {
    let params = [id.into()];
    store.inner.db.read("find in quarantine", move |tx| tx.first(ONE, &params)).await
}

/// A row of `quarantine_id, at, bytes, sealed, case_id` as staff see it.
fn shown(store: &Store, row: &Row) -> Result<Quarantined> {
    let id: &str = row.get(0)?;
    let kept = opened(store, id, row.get(3)?)?;
    Ok(Quarantined {
        id: id.to_owned(),
        file: kept.file,
        at: row.get(1)?,
        reason: kept.reason.into(),
        bytes: row.get(2)?,
        case: Some(row.get::<String>(4)?).filter(|case| !case.is_empty()),
    })
}

fn opened(store: &Store, id: &str, sealed: &[u8]) -> Result<QuarantineContent> {
    let plain = store.open_site(&context(id), sealed).map_err(|_| altered(id))?;
    serde_json::from_slice(&plain).map_err(|_| altered(id))
}

fn altered(id: &str) -> StoreError {
    StoreError::Altered(format!("quarantine {id}: it does not open"))
}

/// What a row is sealed for.
pub(crate) fn context(id: &str) -> Vec<u8> {
    format!("quarantine|{id}").into_bytes()
}

pub(crate) const TABLE: &str = "quarantine";

const HOMELESS_ORIGINAL: &str =
    "The document names no patient that could be told; it was not put into any record.";

const ID_CHARS: usize = 26;

const CONTENT_LEVEL: i32 = 3;

const LIST: &str = "
    select quarantine_id, at, bytes, sealed, coalesce(case_id, '')
    from quarantine
    order by at desc, quarantine_id
    limit $1 offset $2";

const OF_CASE: &str = "
    select quarantine_id, at, bytes, sealed, coalesce(case_id, '')
    from quarantine
    where case_id = $1
    order by at, quarantine_id";

const CASE_OF: &str = "
    select coalesce(case_id, '')
    from quarantine
    where quarantine_id = $1";

const AFTER: &str = "
    select quarantine_id, sealed
    from quarantine
    where quarantine_id > $1
    order by quarantine_id
    limit $2";

const ONE: &str = "
    select quarantine_id, at, bytes, sealed, coalesce(case_id, '')
    from quarantine
    where quarantine_id = $1";

const REMOVE: &str = "
    delete from quarantine where quarantine_id = $1";

pub(super) const QUARANTINE_ADD: &str = "
    insert into quarantine (quarantine_id, at, bytes, case_id, sealed)
    values ($1, $2, $3, $4, $5)
    on conflict (quarantine_id) do nothing";

/// What waits already, and now for this case.
const CASE_SET: &str = "
    update quarantine set case_id = $2 where quarantine_id = $1";
