//! Finding patients without showing them: sealed cards, found through keyed hashes.

mod card;
mod lookup;
mod meet;
mod tokens;

use std::collections::BTreeSet;

use bluebutton_crypto::seal;
use bluebutton_record::PatientKey;
use bluebutton_record::normalize::{FoundPatient, Identifier};

pub use card::Shown;
pub(crate) use card::{Card, merged_card};
pub(crate) use lookup::having_any;
pub use meet::{Doubt, Match, Meeting};
pub(crate) use meet::{Grounds, with_addresses};
pub(crate) use tokens::{for_demographics, for_found, of_person};

use crate::Store;
use crate::access::{RecordPermit, Who};
use crate::accounts::{Role, people};
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part};
use crate::limits::{LIST_MAX, SEARCH_CANDIDATES_MAX, SEARCH_WORDS_MAX};
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
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Whether somebody has an account for it already.
    pub has_account: bool,
}

impl Patients<'_> {
    /// Whose record a patient's data belong into. `taken` are the keys of other patients of the same
    /// file: whoever stands beside them there is somebody else. One who is only referred to is looked
    /// up by number and address; one who came whole is told by the rule.
    pub async fn meet(
        &self,
        found: &FoundPatient,
        source: &str,
        taken: &BTreeSet<PatientKey>,
    ) -> Result<Meeting> {
        let (store, db) = (self.0.clone(), &self.0.inner.db);
        if found.item.is_none() {
            let (by_number, by_address) = tokens::of_reference(self.0, found, source);
            let answer = db
                .patiently(|| {
                    let (by_number, by_address) = (by_number.clone(), by_address.clone());
                    let store = store.clone();
                    let work =
                        move |tx: &mut Tx<'_>| meet::referred(tx, &store, &by_number, &by_address);
                    db.read("find a patient", work)
                })
                .await?;
            return Ok(Meeting::plain(answer));
        }
        let asked = meet::Asked::new(self.0, found, source, taken);
        db.patiently(|| {
            let (store, asked) = (store.clone(), asked.clone());
            let work = move |tx: &mut Tx<'_>| meet::answer(tx, &store, asked.clone());
            db.read("meet a patient", work)
        })
        .await
    }

    /// A key of their own for somebody who became unclear while their data were being stored: never
    /// two people in one record.
    pub(crate) async fn apart(
        &self,
        found: &FoundPatient,
        source: &str,
        taken: &BTreeSet<PatientKey>,
    ) -> Result<Meeting> {
        let store = self.0.clone();
        let (found, source, taken) = (found.clone(), source.to_owned(), taken.clone());
        let work = move |tx: &mut Tx<'_>| {
            meet::apart(tx, &store, meet::Asked::new(&store, &found, &source, &taken))
        };
        self.0.inner.db.read("keep a patient apart", work).await
    }

    /// Staff look for patients: words of the name (prefixes), a birth date (`1949-08-02`), an
    /// identifier's value, or several of them. At most `take`. Those who are shown have it in
    /// their audit trail.
    pub async fn search(&self, who: &Who, query: &str, take: usize) -> Result<Vec<PatientCard>> {
        let words = tokens::of_query(self.0, query);
        if words.is_empty() || words.len() > SEARCH_WORDS_MAX {
            return Ok(Vec::new());
        }
        let (store, who, take) = (self.0.clone(), who.clone(), take.min(LIST_MAX));
        let work = move |tx: &mut Tx<'_>| {
            let by = clerk(tx, &store, &who)?;
            let line = Line::new(by, Event::FoundInSearch);
            let mut found = Vec::new();
            for patient in having_all(tx, &words)? {
                if found.len() == take {
                    break;
                }
                let patient = parts::root(tx, &store, &patient)?;
                if found.iter().any(|card: &PatientCard| card.patient == patient) {
                    continue;
                }
                if let Some(card) = load_card(tx, &store, &patient)? {
                    audit::append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
                    found.push(card);
                }
            }
            Ok(found)
        };
        self.0.inner.db.write("search patients", work).await
    }

    /// One card, for staff and the operator; the patient's trail says that it was opened.
    pub async fn card(&self, who: &Who, patient: &PatientKey) -> Result<Option<PatientCard>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by = clerk(tx, &store, &who)?;
            let patient = parts::root(tx, &store, &patient)?;
            let card = load_card(tx, &store, &patient)?;
            if card.is_some() {
                let line = Line::new(by, Event::CardOpened);
                audit::append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
            }
            Ok(card)
        };
        self.0.inner.db.write("open a patient's card", work).await
    }

    /// Whether there is any.
    pub async fn are_there(&self) -> Result<bool> {
        let work = |tx: &mut Tx<'_>| Ok(tx.first(ANY_PATIENT, &[])?.is_some());
        self.0.inner.db.read("look for patients", work).await
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
    let altered = || StoreError::Altered(format!("patient {patient}: the key does not open"));
    let context = key_context(patient);
    let key =
        seal::open(&store.inner.keys.wrapping, &context, sealed_key).map_err(|_| altered())?;
    let key = bluebutton_crypto::Hidden::new(key);
    let bytes: [u8; 32] = key.reveal().as_slice().try_into().map_err(|_| altered())?;
    Ok(bluebutton_crypto::Hidden::new(bytes))
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

/// The patients that have every one of the words; a word is a few tokens, one of which must fit.
fn having_all(tx: &mut Tx<'_>, words: &[[Vec<u8>; 3]]) -> Result<Vec<PatientKey>> {
    let params = |word: &[Vec<u8>; 3]| word.clone().map(Into::into).to_vec();
    let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
    let mut of_first = params(first);
    of_first.push(SEARCH_CANDIDATES_MAX.into());
    let mut found = Vec::new();
    'candidates: for row in tx.query(PATIENTS_BY_TOKENS, &of_first)? {
        for word in others {
            let mut of_word = params(word);
            of_word.push(row.get::<&str>(0)?.into());
            if tx.first(PATIENT_HAS_TOKEN, &of_word)?.is_none() {
                continue 'candidates;
            }
        }
        found.push(row.get(0)?);
    }
    Ok(found)
}

pub(crate) fn load_card(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Option<PatientCard>> {
    let row = tx.first(PATIENT_CARD, &[patient.as_str().into()])?;
    row.map(|row| shown(store, patient, &row)).transpose()
}

fn shown(store: &Store, patient: &PatientKey, row: &Row) -> Result<PatientCard> {
    let key = open_key(store, patient, row.get(0)?)?;
    let card = Card::open(&key, patient, row.get(1)?)?;
    Ok(PatientCard {
        patient: patient.clone(),
        identifiers: card.identifiers(),
        name: card.name,
        birth_date: card.birth_date,
        has_account: row.get::<i64>(2)? > 0,
    })
}

impl Patients<'_> {
    /// Whether there is such a patient: for staff and the operator.
    pub async fn exists(&self, who: &Who, patient: &PatientKey) -> Result<bool> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            clerk(tx, &store, &who)?;
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

/// Staff and the operator may search, open cards and look after imports; nobody else.
pub(crate) fn clerk(tx: &mut Tx<'_>, store: &Store, who: &Who) -> Result<By> {
    let (Who::Account(id) | Who::Staff { account: id, .. }) = who else {
        return match who {
            Who::Operator => Ok(By::operator()),
            _ => Err(StoreError::NotAllowed("not-in-your-rights")),
        };
    };
    let account = people::load(tx, store, id)?.ok_or(StoreError::NotFound)?;
    if account.role != Role::Staff {
        return Err(StoreError::NotAllowed("not-in-your-rights"));
    }
    let reason = match who {
        Who::Staff { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    Ok(By { reason, ..By::person(Part::Staff, id, &account.name) })
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

/// Over all records: for commands, never for a page.
const PATIENT_COUNT: &str = "
    select count(*) from patient";

/// Over all records: staff look for somebody.
const PATIENTS_BY_TOKENS: &str = "
    select distinct patient_id
    from patient_token
    where token in ($1, $2, $3)
    order by patient_id
    limit $4";

const PATIENT_HAS_TOKEN: &str = "
    select patient_id
    from patient_token
    where patient_id = $4 and token in ($1, $2, $3)
    limit 1";

impl Store {
    /// Patients.
    pub fn patients(&self) -> Patients<'_> {
        Patients(self)
    }
}
