//! The records that somebody may open, now, later or no more: for lists and the banner.

use std::collections::BTreeSet;

use bluebutton_record::terms::View;
use bluebutton_record::{PatientKey, Section};
use jiff::civil::Date;

use super::Rights;
use super::asker::of_account;
use super::grants::{self, Holder};
use super::ways::last_day;
use crate::Store;
use crate::accounts::{AccountId, own, people};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::records::parts;

/// A record somebody may open, for the list of records and the banner.
#[derive(Clone, Debug)]
pub struct OpenRecord {
    /// Whose record.
    pub patient: PatientKey,
    /// The person's name as the record says it.
    pub name: String,
    /// Birth date as the record says it (FHIR date).
    pub birth_date: Option<String>,
    /// Whether it is the asker's own.
    pub is_own: bool,
    /// What they may do.
    pub rights: Rights,
    /// Until when (end of that day), for caregivers.
    pub until: Option<Date>,
    /// The sections that may be looked at, where those are not all.
    pub sections: Option<BTreeSet<Section>>,
}

/// A record somebody was let in to: open now, later, or no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaredFor {
    /// Whose record.
    pub patient: PatientKey,
    /// The person's name, as long as the record is open.
    pub name: Option<String>,
    /// Birth date as the record says it (FHIR date), likewise.
    pub birth_date: Option<String>,
    /// Whether it is the asker's own.
    pub is_own: bool,
    /// What they may do.
    pub rights: Rights,
    /// The sections that may be looked at, where those are not all.
    pub sections: Option<BTreeSet<Section>>,
    /// Whether it opens, from when and until when.
    pub standing: RecordAccess,
}

impl CaredFor {
    pub(super) fn of(patient: PatientKey, standing: RecordAccess) -> Self {
        let (name, birth_date, sections) = (None, None, None);
        let (is_own, rights) = (false, Rights::NONE);
        Self { patient, name, birth_date, is_own, rights, sections, standing }
    }
}

/// Whether a record opens to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordAccess {
    /// It does, until that day where there is one.
    Open(Option<Date>),
    /// From that day on.
    Later(Date),
    /// It did, until that day.
    Over(Date),
    /// The office must look at it first: the patient's birth date has changed.
    Waits,
}

/// A record that is open to an account.
pub(super) struct OpenToAccount {
    pub(super) patient: PatientKey,
    pub(super) rights: Rights,
    pub(super) until: Option<Date>,
    pub(super) is_own: bool,
}

/// The records that an account may open, its own first: what it may do, and until when.
pub(super) fn records_of(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
) -> Result<Vec<OpenToAccount>> {
    let mut all = Vec::new();
    for own in own::records_of(tx, store, account)? {
        let patient = parts::root(tx, store, &own)?;
        all.push(OpenToAccount { patient, rights: Rights::OWNER, until: None, is_own: true });
    }
    let holder = Holder::Account(account.clone());
    for patient in grants::patients_of(tx, &holder)? {
        let open = grants::open_for(tx, store, &patient, &holder)?;
        let patient = parts::root(tx, store, &patient)?;
        let rights = open.iter().map(|grant| grant.terms.rights).reduce(Rights::join);
        if let Some(rights) = rights.filter(|rights| rights.view) {
            all.push(OpenToAccount {
                patient,
                rights,
                until: last_day(open.iter()),
                is_own: false,
            });
        }
    }
    Ok(all)
}

/// The same with those that are open to it no more, or not yet.
pub(super) fn cared_for(tx: &mut Tx<'_>, store: &Store, id: &AccountId) -> Result<Vec<CaredFor>> {
    let Some(account) = people::load(tx, store, id)? else { return Ok(Vec::new()) };
    let mut all: Vec<CaredFor> = Vec::new();
    for own in own::records_of(tx, store, id)? {
        let patient = parts::root(tx, store, &own)?;
        let own = CaredFor::of(patient, RecordAccess::Open(None));
        all.push(CaredFor { is_own: true, rights: Rights::OWNER, ..own });
    }
    for part in grants::patients_ever_of(tx, &Holder::Account(id.clone()))? {
        let patient = parts::root(tx, store, &part)?;
        if all.iter().any(|one| one.patient == patient) {
            continue;
        }
        let parts = parts::all(tx, store, &patient)?;
        match of_account(tx, store, &account, &parts) {
            Ok(asker) => {
                let way = asker.ways.iter().find(|way| way.rights().view);
                let sections = way.and_then(View::sections);
                let open = CaredFor::of(patient, RecordAccess::Open(asker.until));
                all.push(CaredFor { rights: asker.rights(), sections, ..open });
            }
            Err(StoreError::AccessOver(day)) => {
                all.push(CaredFor::of(patient, RecordAccess::Over(day)));
            }
            Err(StoreError::AccessLater(day)) => {
                all.push(CaredFor::of(patient, RecordAccess::Later(day)));
            }
            Err(StoreError::NotAllowed("access-waits")) => {
                all.push(CaredFor::of(patient, RecordAccess::Waits));
            }
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}
