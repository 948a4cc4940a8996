//! Who has which token, looked up for many people at once in the order of the tree: what lies side by side in it is
//! read from disk once, where one person after the other would jump all over it.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::PatientKey;

use super::asked::AskedWhole;
use super::lookup::{PATIENTS_BETWEEN, TOKENS_AT_ONCE, between, eight};
use super::tokens;
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::limits::MATCH_CANDIDATES_MAX;
use crate::matching::decisions;

/// What one state of the database says of some people who came.
#[derive(Default)]
pub(super) struct Holders {
    /// Who has a token, at most [`MATCH_CANDIDATES_MAX`] of each; nobody's stand not here.
    having: BTreeMap<Vec<u8>, Vec<PatientKey>>,
    /// Who was told of exactly so, by what their tokens begin with.
    told: BTreeMap<Vec<u8>, Vec<PatientKey>>,
    /// Numbers that are nobody's.
    shared: BTreeSet<Vec<u8>>,
    /// Whose key of somebody new is taken already.
    here: BTreeSet<PatientKey>,
    /// Whether staff have ever said who somebody is.
    is_anything_said: bool,
}

impl Holders {
    /// Looks all up that is asked of these people.
    pub(super) fn look<'a>(
        tx: &mut Tx<'_>,
        store: &Store,
        asked: impl Iterator<Item = &'a AskedWhole> + Clone,
    ) -> Result<Self> {
        let numbers: BTreeSet<&[u8]> =
            asked.clone().flat_map(|one| &one.numbers).map(Vec::as_slice).collect();
        let mut all = numbers.clone();
        all.extend(asked.clone().flat_map(|one| &one.keys).map(Vec::as_slice));
        let told: BTreeSet<&[u8]> = asked.clone().map(|one| one.told.as_slice()).collect();
        let new = asked.map(|one| tokens::key_of_new(store, (&one.fingerprint, one.came), 0));
        Ok(Self {
            having: having(tx, &all)?,
            told: told_so(tx, told)?,
            shared: shared_among(tx, &numbers)?,
            here: here(tx, new.collect())?,
            is_anything_said: decisions::is_any(tx)?,
        })
    }

    /// Who has it.
    pub(super) fn of(&self, token: &[u8]) -> &[PatientKey] {
        self.having.get(token).map_or(&[], Vec::as_slice)
    }

    /// Who was told of so.
    pub(super) fn told_of(&self, asked: &AskedWhole) -> &[PatientKey] {
        self.told.get(&asked.told).map_or(&[], Vec::as_slice)
    }

    /// Whether three people or more have that number.
    pub(super) fn is_shared(&self, token: &[u8]) -> bool {
        self.shared.contains(token)
    }

    /// Whether somebody has that key, which is the first that somebody new would get.
    pub(super) fn has_key(&self, key: &PatientKey) -> bool {
        self.here.contains(key)
    }

    /// Whether it is worth asking what staff said of somebody.
    pub(super) fn is_anything_said(&self) -> bool {
        self.is_anything_said
    }
}

/// Who has each of some tokens.
pub(crate) fn having(
    tx: &mut Tx<'_>,
    all: &BTreeSet<&[u8]>,
) -> Result<BTreeMap<Vec<u8>, Vec<PatientKey>>> {
    let all: Vec<Vec<u8>> = all.iter().map(|token| token.to_vec()).collect();
    let most = MATCH_CANDIDATES_MAX * TOKENS_AT_ONCE as i64;
    let asked = |some: &[Vec<u8>], most: i64| -> Vec<Value> {
        eight(some).into_iter().chain([most.into()]).collect()
    };
    let each: Vec<Vec<Value>> = all.chunks(TOKENS_AT_ONCE).map(|some| asked(some, most)).collect();
    let mut found = BTreeMap::new();
    for (some, rows) in all.chunks(TOKENS_AT_ONCE).zip(tx.query_each(HOLDERS, &each)?) {
        if (rows.len() as i64) < most {
            add(&mut found, &rows)?;
            continue;
        }
        // One of them is many people's: the others get their turn.
        for token in some {
            let rows =
                tx.query(HOLDERS, &asked(std::slice::from_ref(token), MATCH_CANDIDATES_MAX))?;
            add(&mut found, &rows)?;
        }
    }
    Ok(found)
}

/// Who has a token.
pub(super) fn having_it(tx: &mut Tx<'_>, token: &[u8]) -> Result<Vec<PatientKey>> {
    Ok(having(tx, &BTreeSet::from([token]))?.remove(token).unwrap_or_default())
}

fn add(found: &mut BTreeMap<Vec<u8>, Vec<PatientKey>>, rows: &[Row]) -> Result<()> {
    for row in rows {
        let Some(patient) = row.get::<Option<PatientKey>>(1)? else { continue };
        let token = row.get::<&[u8]>(0)?;
        match found.get_mut(token) {
            Some(people) if people.len() < MATCH_CANDIDATES_MAX as usize => people.push(patient),
            Some(_) => {}
            None => {
                found.insert(token.to_vec(), vec![patient]);
            }
        }
    }
    Ok(())
}

/// Who was told of so, by what their tokens begin with.
pub(crate) fn told_so(
    tx: &mut Tx<'_>,
    told: BTreeSet<&[u8]>,
) -> Result<BTreeMap<Vec<u8>, Vec<PatientKey>>> {
    let each: Vec<Vec<Value>> =
        told.iter().map(|beginning| between(beginning, MATCH_CANDIDATES_MAX)).collect();
    let mut found = BTreeMap::new();
    for (beginning, rows) in told.into_iter().zip(tx.query_each(PATIENTS_BETWEEN, &each)?) {
        let people = rows.iter().map(|row| row.get::<Option<PatientKey>>(0));
        let people: Vec<Option<PatientKey>> = people.collect::<Result<_>>()?;
        if !people.is_empty() {
            found.insert(beginning.to_vec(), people.into_iter().flatten().collect());
        }
    }
    Ok(found)
}

fn shared_among(tx: &mut Tx<'_>, numbers: &BTreeSet<&[u8]>) -> Result<BTreeSet<Vec<u8>>> {
    let mut shared = BTreeSet::new();
    if numbers.is_empty() || tx.first(ANY_SHARED, &[])?.is_none() {
        return Ok(shared);
    }
    let numbers: Vec<Vec<u8>> = numbers.iter().map(|token| token.to_vec()).collect();
    let each: Vec<Vec<Value>> = numbers.chunks(TOKENS_AT_ONCE).map(eight).collect();
    for row in tx.query_each(SHARED_AMONG, &each)?.iter().flatten() {
        shared.insert(row.get::<&[u8]>(0)?.to_vec());
    }
    Ok(shared)
}

fn here(tx: &mut Tx<'_>, keys: BTreeSet<PatientKey>) -> Result<BTreeSet<PatientKey>> {
    let each: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.as_str().into()]).collect();
    let rows = tx.query_each(HAS_PATIENT, &each)?;
    Ok(keys
        .into_iter()
        .zip(rows)
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(key, _)| key)
        .collect())
}

/// Over all records: finds who has a number or a key, a few.
const HOLDERS: &str = "
    select token, patient_id
    from patient_token
    where token in ($1, $2, $3, $4, $5, $6, $7, $8)
    union
    select token, patient_id
    from patient_token_settled
    where token in ($1, $2, $3, $4, $5, $6, $7, $8)
    order by token, patient_id
    limit $9";

const ANY_SHARED: &str = "
    select 1 from shared_number limit 1";

const SHARED_AMONG: &str = "
    select token
    from shared_number
    where token in ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Whether there is such a patient.
pub(super) const HAS_PATIENT: &str = "
    select patient_id from patient where patient_id = $1";
