//! Emergency access: the records office opens a record that nobody let them in to, with a reason and
//! for a while, to look at and nothing else. The patient reads of each page, the privacy officer hears of
//! it at once and says afterwards whether it was justified.
//!
//! Standard: 45 CFR 164.312(a)(2)(ii) (emergency access procedure), 164.522(a)(1)(iii) (restricted
//! information for emergency treatment); 42 CFR 2.51 (medical emergencies).

use bluebutton_crypto::seal;
use bluebutton_record::{PatientKey, Task};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Access, Who};
use crate::Store;
use crate::accounts::staff::{needed, on_duty};
use crate::accounts::{AccountId, people};
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::limits::{EMERGENCY_SECONDS, LIST_MAX};
use crate::patients::{data_key, load_card};
use crate::records::parts;

/// An emergency, as the privacy officer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// Whose record was opened.
    pub patient: PatientKey,
    /// Its id.
    pub id: String,
    /// The patient's name.
    pub name: String,
    /// Who opened it.
    pub by: String,
    /// What they were on the staff: the words of their offices.
    pub offices: String,
    /// Why, in their words.
    pub reason: String,
    /// When.
    pub made: Timestamp,
    /// When it ends, or ended.
    pub ends: Timestamp,
    /// What was said of it afterwards.
    pub review: Option<Review>,
}

/// What the privacy officer said of an emergency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Who said it.
    pub by: String,
    /// Whether it was justified.
    pub is_justified: bool,
    /// Why, in their words.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

/// What is sealed of it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EmergencyContent {
    by: String,
    offices: String,
    reason: String,
    #[serde(default)]
    review: Option<KeptReview>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptReview {
    by: String,
    is_justified: bool,
    why: String,
}

/// A row of the table.
struct EmergencyRow {
    id: String,
    patient: PatientKey,
    account: AccountId,
    made_at: i64,
    ends_at: i64,
    reviewed_at: Option<i64>,
    sealed: Vec<u8>,
}

/// One that is open now.
pub(super) struct OpenEmergency {
    pub(super) reason: String,
    pub(super) ends: Timestamp,
}

pub(crate) const TABLE: &str = "emergency";

pub(crate) const OF_PATIENT: &str = "
    select emergency_id, patient_id, account_id, made_at, ends_at, reviewed_at, sealed, guard
    from emergency
    where patient_id = $1";

const OF_ACCOUNT: &str = "
    select emergency_id, patient_id, account_id, made_at, ends_at, reviewed_at, sealed, guard
    from emergency
    where patient_id = $1 and account_id = $2 and ends_at > $3";

const ONE: &str = "
    select emergency_id, patient_id, account_id, made_at, ends_at, reviewed_at, sealed, guard
    from emergency
    where patient_id = $1 and emergency_id = $2";

/// Over all records: the privacy officer reads those that nobody judged, the newest first.
const WAITING: &str = "
    select emergency_id, patient_id, account_id, made_at, ends_at, reviewed_at, sealed, guard
    from emergency
    where reviewed_at is null
    order by made_at desc, emergency_id
    limit $1 offset $2";

/// Over all records: the privacy officer reads those that were judged, the newest first.
const REVIEWED: &str = "
    select emergency_id, patient_id, account_id, made_at, ends_at, reviewed_at, sealed, guard
    from emergency
    where reviewed_at is not null
    order by reviewed_at desc, emergency_id
    limit $1 offset $2";

const PUT: &str = "
    insert into emergency
        (emergency_id, patient_id, account_id, made_at, ends_at, reviewed_at, sealed, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (patient_id, emergency_id) do update
    set account_id = excluded.account_id, made_at = excluded.made_at, ends_at = excluded.ends_at,
        reviewed_at = excluded.reviewed_at, sealed = excluded.sealed, guard = excluded.guard";

impl Access<'_> {
    /// Opens a record in an emergency; until when. Nobody prolongs one that is open
    /// (`NotAllowed("emergency-is-open")`): a further one has its own reason, line, notice and review.
    pub async fn open_in_emergency(
        &self,
        who: &Who,
        patient: &PatientKey,
        reason: &str,
    ) -> Result<Timestamp> {
        let reason = needed(reason)?;
        let (store, who, named) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let (parts, _) = parts::locked_whole(tx, &store, &named)?;
            let patient = parts.first().ok_or(StoreError::NotFound)?.clone();
            let by = on_duty(tx, &store, &who, Task::OpenInEmergency)?;
            let account = by.account.clone().ok_or(StoreError::NotAllowed("nobody-signed-in"))?;
            if living(tx, &store, &parts, &account)?.is_some() {
                return Err(StoreError::NotAllowed("emergency-is-open"));
            }
            let person = people::load(tx, &store, &account)?.ok_or(StoreError::NotFound)?;
            let offices = person.offices.words();
            let content = EmergencyContent {
                by: person.name,
                offices: offices.clone(),
                reason: reason.clone(),
                review: None,
            };
            let now = store.now();
            let ends = now.checked_add(SignedDuration::from_secs(EMERGENCY_SECONDS)).unwrap_or(now);
            let mut row = EmergencyRow {
                id: people::new_id(&store),
                patient: patient.clone(),
                account,
                made_at: now.as_microsecond(),
                ends_at: ends.as_microsecond(),
                reviewed_at: None,
                sealed: Vec::new(),
            };
            let left = row.put(tx, &store, &content)?;
            let by = By { reason: Some(reason.clone()), ..by };
            let event = Event::EmergencyOpened { until: ends.to_string(), offices };
            let line = Line::new(by, event).with_proof(vec![left]);
            audit::append(tx, &store, &Chain::of(&patient), now, &line)?;
            Ok(ends)
        };
        let name = patient.as_str();
        self.0.inner.db.write_to_record(name, "open a record in an emergency", work).await
    }

    /// Whoever opened a record in an emergency is done with it before its time.
    pub async fn end_emergency(&self, who: &Who, patient: &PatientKey) -> Result<()> {
        let (store, who, named) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let (parts, _) = parts::locked_whole(tx, &store, &named)?;
            let by = on_duty(tx, &store, &who, Task::OpenInEmergency)?;
            let account = by.account.clone().ok_or(StoreError::NotFound)?;
            let mut row = open_row(tx, &store, &parts, &account)?.ok_or(StoreError::NotFound)?;
            let content = row.content(tx, &store)?;
            row.ends_at = store.now().as_microsecond();
            let proof = vec![row.put(tx, &store, &content)?];
            let line = Line::new(by, Event::EmergencyEnded).with_proof(proof);
            audit::append(tx, &store, &Chain::of(&row.patient), store.now(), &line).map(|_| ())
        };
        let name = patient.as_str();
        self.0.inner.db.write_to_record(name, "end an emergency", work).await
    }

    /// Emergencies that wait for a review, or had one; the newest first. For the privacy officer.
    pub async fn emergencies(
        &self,
        who: &Who,
        is_reviewed: bool,
        (skip, take): (usize, usize),
    ) -> Result<Vec<Emergency>> {
        let (store, who) = (self.0.clone(), who.clone());
        let values = [(take.min(LIST_MAX) as i64).into(), (skip as i64).into()];
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::ReviewEmergencies)?;
            let rows = tx.query(if is_reviewed { REVIEWED } else { WAITING }, &values)?;
            rows.iter().map(|row| EmergencyRow::of(&store, row)?.shown(tx, &store)).collect()
        };
        self.0.inner.db.read("list emergencies", work).await
    }

    /// The privacy officer says whether an emergency was justified, and why. Nobody judges their own
    /// (`NotAllowed("not-for-oneself")`), and it is said once.
    pub async fn review_emergency(
        &self,
        who: &Who,
        (patient, id): (&PatientKey, &str),
        is_justified: bool,
        why: &str,
    ) -> Result<()> {
        let why = needed(why)?;
        let (store, who, named, id) = (self.0.clone(), who.clone(), patient.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            audit::lock(tx, &Chain::of(&named))?;
            let by = on_duty(tx, &store, &who, Task::ReviewEmergencies)?;
            let row = tx.first(ONE, &[named.as_str().into(), id.as_str().into()])?;
            let mut row = EmergencyRow::of(&store, &row.ok_or(StoreError::NotFound)?)?;
            if by.account.as_ref() == Some(&row.account) {
                return Err(StoreError::NotAllowed("not-for-oneself"));
            }
            if row.reviewed_at.is_some() {
                return Err(StoreError::NotAllowed("reviewed-before"));
            }
            let mut content = row.content(tx, &store)?;
            let name = by.name.clone().unwrap_or_default();
            content.review = Some(KeptReview { by: name, is_justified, why: why.clone() });
            row.reviewed_at = Some(store.now().as_microsecond());
            let proof = vec![row.put(tx, &store, &content)?];
            let by = By { reason: Some(why.clone()), ..by };
            let line = Line::new(by, Event::EmergencyReviewed { is_justified }).with_proof(proof);
            audit::append(tx, &store, &Chain::of(&named), store.now(), &line).map(|_| ())
        };
        let name = patient.as_str();
        self.0.inner.db.write_to_record(name, "review an emergency", work).await
    }
}

/// The emergency in which an account may look at the record with these parts now.
pub(super) fn living(
    tx: &mut Tx<'_>,
    store: &Store,
    parts: &[PatientKey],
    account: &AccountId,
) -> Result<Option<OpenEmergency>> {
    let Some(row) = open_row(tx, store, parts, account)? else { return Ok(None) };
    let content = row.content(tx, store)?;
    Ok(Some(OpenEmergency { reason: content.reason, ends: row.moment(row.ends_at)? }))
}

fn open_row(
    tx: &mut Tx<'_>,
    store: &Store,
    parts: &[PatientKey],
    account: &AccountId,
) -> Result<Option<EmergencyRow>> {
    let now = store.now().as_microsecond();
    for part in parts {
        let values = [part.as_str().into(), account.0.as_str().into(), now.into()];
        if let Some(row) = tx.first(OF_ACCOUNT, &values)? {
            return EmergencyRow::of(store, &row).map(Some);
        }
    }
    Ok(None)
}

impl EmergencyRow {
    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        Ok(Self {
            id: row.get(0)?,
            patient: row.get(1)?,
            account: AccountId(row.get(2)?),
            made_at: row.get(3)?,
            ends_at: row.get(4)?,
            reviewed_at: row.get(5)?,
            sealed: row.get(6)?,
        })
    }

    fn altered(&self) -> StoreError {
        StoreError::Altered(format!("{TABLE} {}: it does not open", self.id))
    }

    fn context(&self) -> Vec<u8> {
        format!("patient|{}|emergency|{}", self.patient, self.id).into_bytes()
    }

    fn moment(&self, at: i64) -> Result<Timestamp> {
        Timestamp::from_microsecond(at).map_err(|_| self.altered())
    }

    fn content(&self, tx: &mut Tx<'_>, store: &Store) -> Result<EmergencyContent> {
        let key = data_key(tx, store, &self.patient)?;
        let plain = seal::open(&key, &self.context(), &self.sealed).map_err(|_| self.altered())?;
        serde_json::from_slice(&plain).map_err(|_| self.altered())
    }

    /// Writes it; what the line says of it.
    fn put(
        &mut self,
        tx: &mut Tx<'_>,
        store: &Store,
        content: &EmergencyContent,
    ) -> Result<String> {
        let plain = serde_json::to_vec(content).map_err(|_| self.altered())?;
        let key = data_key(tx, store, &self.patient)?;
        self.sealed = seal::seal(&key, store.random(), &self.context(), &plain);
        let columns: [Value; 7] = [
            self.id.as_str().into(),
            self.patient.as_str().into(),
            self.account.0.as_str().into(),
            self.made_at.into(),
            self.ends_at.into(),
            self.reviewed_at.into(),
            self.sealed.clone().into(),
        ];
        let values = guard::guarded(store, TABLE, columns);
        tx.execute(PUT, &values)?;
        Ok(guard::left_whole(store, TABLE, &self.id, &values))
    }

    fn shown(self, tx: &mut Tx<'_>, store: &Store) -> Result<Emergency> {
        let content = self.content(tx, store)?;
        let name = load_card(tx, store, &self.patient)?.map(|card| card.name).unwrap_or_default();
        let at = self.reviewed_at.map(|at| self.moment(at)).transpose()?;
        let review = content.review.zip(at).map(|(review, at)| Review {
            by: review.by,
            is_justified: review.is_justified,
            why: review.why,
            at,
        });
        Ok(Emergency {
            made: self.moment(self.made_at)?,
            ends: self.moment(self.ends_at)?,
            by: content.by,
            offices: content.offices,
            reason: content.reason,
            patient: self.patient,
            id: self.id,
            name,
            review,
        })
    }
}
