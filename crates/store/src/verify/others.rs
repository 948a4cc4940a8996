//! Checks what belongs to no patient, and what belongs to patients who are not there.

use bluebutton_record::{PatientKey, ResourceId};

use super::Verification;
use super::record::note;
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::directory;
use crate::error::Result;
use crate::records::parts;

pub(super) async fn check(store: &Store, all: &mut Verification) -> Result<()> {
    let work = |tx: &mut Tx<'_>| tx.query(WITHOUT_PATIENT, &[]);
    for row in store.inner.db.read("verify what is left over", work).await? {
        if row.text(1) == CHAIN && was_erased(store, row.text(0)).await? {
            continue;
        }
        all.findings.push(format!(
            "patient {}: is gone, and {} is there",
            row.get::<&str>(0).unwrap_or_default(),
            row.get::<&str>(1).unwrap_or_default()
        ));
    }
    let work = |tx: &mut Tx<'_>| {
        let mut unlisted = Vec::new();
        for row in tx.query(PARTS, &[])? {
            let (part, record) = (row.text(0), row.text(1));
            if tx.first(parts::LISTED, &[record.into(), part.into()])?.is_none() {
                unlisted.push(format!("patient {part}: {record} does not list it"));
            }
        }
        Ok(unlisted)
    };
    all.findings.extend(store.inner.db.read("verify parts", work).await?);
    each_page(store, DIRECTORY_AFTER, |row| {
        let Some(id) = ResourceId::parse(row.get::<&str>(0).unwrap_or_default()) else {
            all.findings.push(format!(
                "directory_resource {}: no such id",
                row.get::<&str>(0).unwrap_or_default()
            ));
            return Ok(());
        };
        // As `directory::opened` takes it: kind, version, time, content.
        let opened =
            directory::opened(store, id, &Row(row.0.get(1..).unwrap_or_default().to_vec()));
        match opened {
            Ok(one) if directory::hash_of(store, &one.json) != row.bytes(5) => {
                all.findings.push(format!("directory_resource {}: another hash", row.text(0)));
                Ok(())
            }
            opened => opened.map(|_| ()).or_else(|error| note(all, error)),
        }
    })
    .await?;
    each_page(store, REPORTS_AFTER, |row| {
        let opened = crate::imports::open_report(
            store,
            row.get::<&str>(0).unwrap_or_default(),
            row.get::<i64>(1).unwrap_or_default(),
            row.get::<&[u8]>(2).unwrap_or_default(),
        );
        opened.map(|_| ()).or_else(|error| note(all, error))
    })
    .await?;
    let mut waiting = Vec::new();
    each_page(store, QUARANTINE_AFTER, |row| {
        waiting.push(row.get::<&str>(0).unwrap_or_default().to_owned());
        Ok(())
    })
    .await?;
    for id in waiting {
        if let Err(error) = crate::imports::quarantined_bytes(store, &id).await {
            note(all, error)?;
        }
    }
    Ok(())
}

/// Whether the chain of somebody who is not there says last that they were erased.
async fn was_erased(store: &Store, patient: &str) -> Result<bool> {
    let Some(patient) = PatientKey::parse(patient) else { return Ok(false) };
    let reader = store.clone();
    let work = move |tx: &mut Tx<'_>| audit::ends_with_erasure(tx, &reader, &Chain::of(&patient));
    store.inner.db.read("verify an erasure", work).await
}

/// What stands in [`WITHOUT_PATIENT`] for a chain.
const CHAIN: &str = "its audit trail";

/// Walks a table by its text key, some rows at a time.
async fn each_page(
    store: &Store,
    sql: &'static str,
    mut see: impl FnMut(&Row) -> Result<()>,
) -> Result<()> {
    let mut last = String::new();
    loop {
        let params = [last.as_str().into(), ROWS_AT_ONCE.into()];
        let rows = store.inner.db.read("verify", move |tx| tx.query(sql, &params)).await?;
        let Some(row) = rows.last() else { return Ok(()) };
        row.get::<&str>(0).unwrap_or_default().clone_into(&mut last);
        rows.iter().try_for_each(&mut see)?;
    }
}

const ROWS_AT_ONCE: i64 = 200;

/// Over all records: `verify` looks for rows whose patient is gone.
const WITHOUT_PATIENT: &str = "
    select distinct patient_id, 'a segment'
    from record_segment
    where not exists (select 1 from patient where patient.patient_id = record_segment.patient_id)
    union
    select distinct patient_id, 'facts of a segment'
    from record_facts
    where not exists (select 1 from patient where patient.patient_id = record_facts.patient_id)
    union
    select distinct patient_id, 'a part'
    from record_part
    where not exists (select 1 from patient where patient.patient_id = record_part.patient_id)
    union
    select distinct patient_id, 'an original'
    from original
    where not exists (select 1 from patient where patient.patient_id = original.patient_id)
    union
    select distinct patient_id, 'a grant'
    from record_grant
    where not exists (select 1 from patient where patient.patient_id = record_grant.patient_id)
    union
    select distinct patient_id, 'a restriction'
    from restriction
    where not exists (select 1 from patient where patient.patient_id = restriction.patient_id)
    union
    select distinct patient_id, 'an invitation'
    from invitation
    where not exists (select 1 from patient where patient.patient_id = invitation.patient_id)
    union
    select distinct patient_id, 'an own account'
    from account_record
    where not exists (select 1 from patient where patient.patient_id = account_record.patient_id)
    union
    select distinct patient_id, 'a transmission'
    from transmission
    where not exists (select 1 from patient where patient.patient_id = transmission.patient_id)
    union
    select distinct patient_id, 'its audit trail'
    from audit_head
    where audit_head.patient_id <> 'site'
        and not exists (select 1 from patient where patient.patient_id = audit_head.patient_id)";

/// Over all records: few were put under another one.
const PARTS: &str = "
    select patient_id, within
    from patient
    where within is not null";

const DIRECTORY_AFTER: &str = "
    select resource_id, kind, version, updated_at, sealed, content_hash
    from directory_resource
    where resource_id > $1
    order by resource_id
    limit $2";

const REPORTS_AFTER: &str = "
    select import_id, at, sealed
    from import_report
    where import_id > $1
    order by import_id
    limit $2";

const QUARANTINE_AFTER: &str = "
    select quarantine_id
    from quarantine
    where quarantine_id > $1
    order by quarantine_id
    limit $2";
