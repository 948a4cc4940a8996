//! Invitations as they are stored: a keyed hash of the code, whose record it opens, and how far it
//! was used.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::totp;
use bluebutton_record::PatientKey;
use jiff::{SignedDuration, Timestamp};

use crate::Store;
use crate::accounts::AccountId;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::limits::{INVITATION_ATTEMPTS, INVITATION_SECONDS};

pub(crate) const TABLE: &str = "invitation";

const INSERT: &str = "
    insert into invitation
        (code_hash, patient_id, grant_id, made_by, made_at, ends_at, attempts, used_at, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const UPDATE: &str = "
    update invitation
    set patient_id = $2, grant_id = $3, made_by = $4, made_at = $5, ends_at = $6,
        attempts = $7, used_at = $8, guard = $9
    where code_hash = $1";

const OF_PATIENT: &str = "
    select code_hash, patient_id, grant_id, made_by, made_at, ends_at, attempts, used_at, guard
    from invitation
    where patient_id = $1";

const ONE: &str = "
    select code_hash, patient_id, grant_id, made_by, made_at, ends_at, attempts, used_at, guard
    from invitation
    where code_hash = $1";

const DROP: &str = "
    delete from invitation
    where code_hash = $1";

/// A row of the table.
#[derive(Clone)]
pub(super) struct Invitation {
    code_hash: Vec<u8>,
    pub(super) patient: PatientKey,
    /// The grant it opens; none for the patient's own account.
    pub(super) grant: Option<String>,
    made_by: Option<String>,
    made_at: i64,
    ends_at: i64,
    pub(super) attempts: i64,
    pub(super) used_at: Option<i64>,
}

/// A code that was made. Its text is in nobody's hands but the caller's: only a keyed hash is
/// stored.
pub(in crate::accounts) struct Made {
    pub(in crate::accounts) code: String,
    pub(in crate::accounts) ends: Timestamp,
    /// What the line says of it.
    pub(in crate::accounts) left: String,
}

impl Invitation {
    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        Ok(Self {
            code_hash: row.get(0)?,
            patient: row.get(1)?,
            grant: row.get(2)?,
            made_by: row.get(3)?,
            made_at: row.get(4)?,
            ends_at: row.get(5)?,
            attempts: row.get(6)?,
            used_at: row.get(7)?,
        })
    }

    /// One that holds; [`StoreError::NotFound`] if it was used or is too old.
    pub(super) fn load(tx: &mut Tx<'_>, store: &Store, code_hash: &[u8]) -> Result<Self> {
        Self::living(store, tx.first(ONE, &[code_hash.to_vec().into()])?)
    }

    /// The same, locked.
    pub(super) fn lock(tx: &mut Tx<'_>, store: &Store, code_hash: &[u8]) -> Result<Self> {
        Self::living(store, tx.lock(ONE, &[code_hash.to_vec().into()])?)
    }

    fn living(store: &Store, row: Option<Row>) -> Result<Self> {
        let row = row.ok_or(StoreError::NotFound)?;
        let invited = Self::of(store, &row)?;
        let holds = invited.used_at.is_none() && store.now().as_microsecond() < invited.ends_at;
        if holds { Ok(invited) } else { Err(StoreError::NotFound) }
    }

    pub(super) fn has_attempts_left(&self) -> bool {
        self.attempts < INVITATION_ATTEMPTS
    }

    fn values(&self, store: &Store) -> Vec<Value> {
        let columns = [
            self.code_hash.clone().into(),
            self.patient.as_str().into(),
            self.grant.as_deref().into(),
            self.made_by.as_deref().into(),
            self.made_at.into(),
            self.ends_at.into(),
            self.attempts.into(),
            self.used_at.into(),
        ];
        guard::guarded(store, TABLE, columns)
    }

    fn left(&self, store: &Store) -> String {
        let values = self.values(store);
        guard::left(store, TABLE, &self.key(), &settled(&values))
    }

    fn key(&self) -> String {
        guard::shown(&self.code_hash.clone().into())
    }

    /// Writes what has changed; what the line says of it.
    pub(super) fn save(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        match tx.execute(UPDATE, &self.values(store))? {
            0 => Err(StoreError::NotFound),
            _ => Ok(self.left(store)),
        }
    }
}

/// Of an invitation's columns those that change only with a line: not the attempts.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    [0, 1, 2, 3, 4, 5, 7].iter().filter_map(|at| columns.get(*at).cloned()).collect()
}

/// Makes a code.
pub(in crate::accounts) fn make(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grant: Option<&str>,
    by: Option<&AccountId>,
) -> Result<Made> {
    let code = totp::paper_code(store.random());
    let now = store.now();
    let ends = now.checked_add(SignedDuration::from_secs(INVITATION_SECONDS)).unwrap_or(now);
    let invited = Invitation {
        code_hash: code_hash(store, &code),
        patient: patient.clone(),
        grant: grant.map(str::to_owned),
        made_by: by.map(|by| by.0.clone()),
        made_at: now.as_microsecond(),
        ends_at: ends.as_microsecond(),
        attempts: 0,
        used_at: None,
    };
    tx.execute(INSERT, &invited.values(store))?;
    Ok(Made { code, ends, left: invited.left(store) })
}

/// Takes away the codes that were not used: of a grant, or of the patient's own account. What the
/// line says of them.
pub(crate) fn drop_unused(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grant: Option<&str>,
) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for row in tx.query(OF_PATIENT, &[patient.as_str().into()])? {
        let invited = Invitation::of(store, &row)?;
        if invited.used_at.is_none() && invited.grant.as_deref() == grant {
            tx.execute(DROP, &[invited.code_hash.clone().into()])?;
            gone.push(guard::gone(TABLE, &invited.key()));
        }
    }
    Ok(gone)
}

/// Whether a code for the patient's own account holds.
pub(super) fn holds_any(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<bool> {
    let now = store.now().as_microsecond();
    for row in tx.query(OF_PATIENT, &[patient.as_str().into()])? {
        let one = Invitation::of(store, &row)?;
        if one.grant.is_none() && one.used_at.is_none() && now < one.ends_at {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn code_hash(store: &Store, code: &str) -> Vec<u8> {
    let folded = totp::fold_paper_code(code);
    keyed_hash(store.inner.keys.index.reveal(), &[b"invitation", folded.as_bytes()]).to_vec()
}
