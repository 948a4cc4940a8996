//! Finding patients without showing them: sealed cards, found through keyed hashes.

mod addresses;
mod asked;
mod card;
mod holders;
mod lookup;
mod meet;
mod numbers;
mod search;
mod settling;
mod shape;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeSet;
use std::sync::Arc;

use bluebutton_crypto::seal;
use bluebutton_record::normalize::{FoundPatient, Identifier};
use bluebutton_record::{PatientKey, Task, Tasks};

pub(crate) use addresses::with_addresses;
pub(crate) use asked::for_found;
pub use card::ShownPerson;
pub(crate) use card::{Card, merged_card};
pub(crate) use holders::{having, told_so};
pub(crate) use lookup::{PATIENTS_AFTER, TOKEN_IS_THERE, TOKENS_OF, token_rows_of};
pub(crate) use meet::Grounds;
pub use meet::{Doubt, Match, Meeting};
pub use numbers::{NumberSystem, NumbersHere, SharedNumber};
pub use search::Apart;
pub(crate) use settling::{came as tokens_came, lock as lock_tokens};
pub(crate) use shape::{
    add as add_tokens, listed as listed_tokens, read_list as read_tokens, row as token_row,
};
pub(crate) use tokens::{for_demographics, key_of_decided, of_person};

use crate::Store;
use crate::access::{RecordPermit, Who};
use crate::accounts::staff::{on_duty, staff};
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::{Event, Line};
use crate::limits::{PATIENTS_MET_AT_ONCE, QUESTIONS_AT_ONCE};
use crate::records::parts;

/// The door to patients.
pub struct Patients<'s>(pub(crate) &'s Store);

/// What staff see of a patient in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientCard {
    /// The key.
    pub patient: PatientKey,
    /// Name as the record says it.
    pub name: String,
    /// Birth date (FHIR date).
    pub birth_date: Option<String>,
    /// Whether the birth date is not for whoever asks: it redeems codes that they may make.
    pub hides_birth_date: bool,
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Whether somebody has an account for it already.
    pub has_account: bool,
    /// What tells them from another of the same name in a search.
    pub apart: Option<Apart>,
}

impl PatientCard {
    /// As somebody with these tasks sees it.
    fn for_tasks(mut self, tasks: Tasks) -> Self {
        if !tasks.has(Task::SeeBirthDates) {
            (self.birth_date, self.hides_birth_date) = (None, true);
        }
        self
    }
}

impl Patients<'_> {
    /// Whose record a patient's data belong into. `taken` are the keys of other patients of the same
    /// file: whoever stands beside them there is somebody else. One who is only referred to is looked
    /// up by number and address; one who came whole is told by the rule.
    pub async fn meet(
        &self,
        found: &FoundPatient,
        source: &str,
        taken: &Arc<BTreeSet<PatientKey>>,
    ) -> Result<Meeting> {
        let mut all = self.meet_some(std::slice::from_ref(found), source, taken).await?;
        all.pop().ok_or(StoreError::NotFound)
    }

    /// [`Patients::meet`] for all patients of a file: those who stand beside each other in one are
    /// different people. Takes time by how many there are.
    pub async fn meet_all(&self, found: &[FoundPatient], source: &str) -> Result<Vec<Meeting>> {
        let mut all: Vec<Meeting> = Vec::with_capacity(found.len());
        let mut taken: Arc<BTreeSet<PatientKey>> = Arc::default();
        for some in found.chunks(PATIENTS_MET_AT_ONCE) {
            let met = self.meet_some(some, source, &taken).await?;
            let whole = some.iter().zip(&met).filter(|(found, _)| found.item.is_some());
            let keys = whole.filter_map(|(_, meeting)| meeting.key().cloned());
            // Nobody else holds it now, so nothing is copied.
            Arc::make_mut(&mut taken).extend(keys);
            all.extend(met);
        }
        Ok(all)
    }

    async fn meet_some(
        &self,
        found: &[FoundPatient],
        source: &str,
        taken: &Arc<BTreeSet<PatientKey>>,
    ) -> Result<Vec<Meeting>> {
        let (store, db) = (self.0.clone(), &self.0.inner.db);
        let mut asked: Vec<asked::TokenQuestion> = Vec::with_capacity(found.len());
        for some in found.chunks(QUESTIONS_AT_ONCE) {
            asked.extend(some.iter().map(|one| asked::TokenQuestion::new(self.0, one, source)));
            tokio::task::yield_now().await;
        }
        let asked = Arc::new(asked);
        db.patiently(|| {
            let (store, asked, taken) = (store.clone(), asked.clone(), taken.clone());
            let work = move |tx: &mut Tx<'_>| meet::answers(tx, &store, &asked, &taken);
            db.read("meet patients", work)
        })
        .await
    }

    /// A key of their own for somebody who became unclear while their data were being stored: never
    /// two people in one record.
    pub(crate) async fn apart(
        &self,
        found: &FoundPatient,
        source: &str,
        taken: &Arc<BTreeSet<PatientKey>>,
    ) -> Result<Meeting> {
        let store = self.0.clone();
        let (found, source, taken) = (found.clone(), source.to_owned(), taken.clone());
        let work = move |tx: &mut Tx<'_>| {
            let asked = asked::AskedWhole::new(&store, &found, &source);
            meet::apart(tx, &store, asked, asked::TakenPatients::before(&taken))
        };
        self.0.inner.db.read("keep a patient apart", work).await
    }

    /// One card, for staff and the operator; the patient's trail says that it was opened.
    pub async fn card(&self, who: &Who, patient: &PatientKey) -> Result<Option<PatientCard>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let (by, tasks) = staff(tx, &store, &who, Task::FindPatients)?;
            let patient = parts::root(tx, &store, &patient)?;
            let card = load_card(tx, &store, &patient)?.map(|card| card.for_tasks(tasks));
            if card.is_some() {
                let line = Line::new(by, Event::CardOpened);
                audit::append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
            }
            Ok(card)
        };
        self.0.inner.db.write("open a patient's card", work).await
    }

    /// The card of a part of a record, by itself; its trail says that it was opened.
    pub async fn card_of_part(&self, who: &Who, part: &PatientKey) -> Result<Option<PatientCard>> {
        let (store, who, part) = (self.0.clone(), who.clone(), part.clone());
        let work = move |tx: &mut Tx<'_>| {
            let (by, tasks) = staff(tx, &store, &who, Task::FindPatients)?;
            let line = Line::new(by, Event::CardOpened);
            let card = load_card(tx, &store, &part)?.map(|card| card.for_tasks(tasks));
            if card.is_some() {
                audit::append(tx, &store, &Chain::of(&part), store.now(), &line)?;
            }
            Ok(card)
        };
        self.0.inner.db.write("open a part's card", work).await
    }

    /// Whether there is any.
    pub async fn are_there(&self) -> Result<bool> {
        let work = |tx: &mut Tx<'_>| Ok(tx.first(ANY_PATIENT, &[])?.is_some());
        self.0.inner.db.read("look for patients", work).await
    }

    /// Whether there are more records than so many. Looks at one more than that.
    pub async fn are_more_than(&self, most: u64) -> Result<bool> {
        let counted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(PATIENTS_UP_TO, &[counted.into()])?;
            row.map_or(Ok(0), |row| row.get::<i64>(0))
        };
        Ok(self.0.inner.db.read("see whether there are many patients", work).await? >= counted)
    }

    /// How many patients there are: looks at all of them, so never for a page.
    pub async fn count(&self) -> Result<u64> {
        let work =
            |tx: &mut Tx<'_>| tx.first(PATIENT_COUNT, &[])?.map_or(Ok(0), |row| row.get::<i64>(0));
        Ok(self.0.inner.db.read("count patients", work).await? as u64)
    }
}

/// Opens a patient's data key.
pub(crate) fn open_key(
    store: &Store,
    patient: &PatientKey,
    sealed_key: &[u8],
) -> Result<seal::DataKey> {
    let (ring, data) = (&store.inner.ring, &store.inner.data);
    let unwrapped = ring.unwrap(data, &key_context(patient), sealed_key);
    let altered = || StoreError::Altered(format!("patient {patient}: the key does not open"));
    unwrapped.map(|(key, _)| key).ok_or_else(altered)
}

/// A patient's data key, read in a transaction; [`StoreError::NotFound`] if they are not there.
pub(crate) fn data_key(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<seal::DataKey> {
    let row = tx.first(PATIENT_KEY, &[patient.as_str().into()])?.ok_or(StoreError::NotFound)?;
    open_key(store, patient, row.get(0)?)
}

/// What a patient's data key is sealed for.
pub(crate) fn key_context(patient: &PatientKey) -> Vec<u8> {
    format!("patient|{patient}|key").into_bytes()
}

pub(crate) fn load_card(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Option<PatientCard>> {
    let row = tx.first(PATIENT_CARD, &[patient.as_str().into()])?;
    row.map(|row| shown(store, patient, &row)).transpose()
}

/// The card of a record as somebody with these tasks sees it; `None` where there is none of that key.
pub(crate) fn card_for(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    tasks: Tasks,
) -> Result<Option<PatientCard>> {
    if parts::is_part(tx, store, patient)? {
        return Ok(None);
    }
    Ok(load_card(tx, store, patient)?.map(|card| card.for_tasks(tasks)))
}

fn shown(store: &Store, patient: &PatientKey, row: &Row) -> Result<PatientCard> {
    let key = open_key(store, patient, row.get(0)?)?;
    let card = Card::open(&key, patient, row.get(1)?)?;
    Ok(shown_card(patient, card, row.get::<i64>(2)? > 0))
}

/// A card as staff see it.
fn shown_card(patient: &PatientKey, card: Card, has_account: bool) -> PatientCard {
    PatientCard {
        patient: patient.clone(),
        identifiers: card.identifiers(),
        name: card.name,
        birth_date: card.birth_date,
        hides_birth_date: false,
        has_account,
        apart: None,
    }
}

impl Patients<'_> {
    /// Whether there is such a patient: for staff and the operator.
    pub async fn exists(&self, who: &Who, patient: &PatientKey) -> Result<bool> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::FindPatients)?;
            Ok(tx.first(PATIENT_KEY, &[patient.as_str().into()])?.is_some())
        };
        self.0.inner.db.read("look for a patient", work).await
    }

    /// The card of a record that was opened.
    pub async fn card_with(&self, permit: &RecordPermit) -> Result<Option<PatientCard>> {
        card_of(self.0, permit.patient()).await
    }
}

/// A card for whoever may open the record: told by the line of what they open it for.
pub(crate) async fn card_of(store: &Store, patient: &PatientKey) -> Result<Option<PatientCard>> {
    let (opener, patient) = (store.clone(), patient.clone());
    let work = move |tx: &mut Tx<'_>| {
        let patient = parts::root(tx, &opener, &patient)?;
        load_card(tx, &opener, &patient)
    };
    store.inner.db.read("read a patient's card", work).await
}

const PATIENT_CARD: &str = "
    select sealed_key, sealed_card, (
        select count(*) from account_record where patient_id = $1 and ended_at is null
    )
    from patient
    where patient_id = $1";

const PATIENT_KEY: &str = "
    select sealed_key
    from patient
    where patient_id = $1";

/// Over all records, and ends at the first.
const ANY_PATIENT: &str = "
    select patient_id
    from patient
    limit 1";

/// Over all records, and ends after so many.
const PATIENTS_UP_TO: &str = "
    select count(*)
    from (select patient_id from patient where within is null limit $1) as counted";

/// Over all records: for commands, never for a page. What was put under another is part of that one.
const PATIENT_COUNT: &str = "
    select count(*) from patient where within is null";

impl Store {
    /// Patients.
    pub fn patients(&self) -> Patients<'_> {
        Patients(self)
    }
}
