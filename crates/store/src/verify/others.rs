//! Checks what belongs to no patient, and what belongs to patients who are not there.

use std::collections::BTreeSet;

use bluebutton_record::PatientKey;

use super::Verification;
use super::record::note;
use super::walk::{each_page, hashes, shown, words};
use super::{cases, tokens};
use crate::Store;
use crate::apps;
use crate::audit::{self, Chain};
use crate::db::{MIGRATIONS, Row, Tx};
use crate::directory::SourceSaid;
use crate::error::Result;
use crate::guard;
use crate::jobs::{self, Job};
use crate::keyring;
use crate::opening;
use crate::records::parts;

pub(super) async fn check(store: &Store, all: &mut Verification) -> Result<()> {
    let work = |tx: &mut Tx<'_>| tx.query(WITHOUT_PATIENT, &[]);
    for row in store.inner.db.read("verify what is left over", work).await? {
        let checked = check_left_over(store, &row, all).await;
        all.note(&shown("patient", &row), checked)?;
    }
    let work = |tx: &mut Tx<'_>| {
        let mut unlisted = Verification::default();
        for row in tx.query(PARTS, &[])? {
            let checked = must_be_listed(tx, &row, &mut unlisted);
            unlisted.note(&shown("patient", &row), checked)?;
        }
        Ok(unlisted.findings)
    };
    all.findings.extend(store.inner.db.read("verify parts", work).await?);
    let work = |tx: &mut Tx<'_>| tx.query(VERSIONS, &[]);
    let versions = store.inner.db.read("verify the versions of tables", work).await?;
    let versions = versions.iter().map(|row| Ok((row.get(0)?, row.get(1)?)));
    let own = MIGRATIONS.iter().map(|(number, name, _)| (*number, (*name).to_owned()));
    match versions.collect::<Result<Vec<(i64, String)>>>() {
        Ok(versions) => {
            let what = "schema_version: it names other versions than this program";
            all.findings.extend((!own.eq(versions)).then(|| what.to_owned()));
        }
        Err(error) => all.note("schema_version", Err(error))?,
    }
    let work = |tx: &mut Tx<'_>| tx.query(SITE_NAMES, &[]);
    for row in store.inner.db.read("verify the table of the site", work).await? {
        let is_ours = |name: &str| {
            [opening::MARK, apps::IDENTITY_ROW].contains(&name) || keyring::ROWS.contains(&name)
        };
        if !row.get::<&str>(0).is_ok_and(is_ours) {
            all.findings.push(format!("{}: this program makes no such row", shown("site", &row)));
        }
    }
    let own = store.clone();
    let work = move |tx: &mut Tx<'_>| apps::check_key(tx, &own);
    all.note("site", store.inner.db.read("verify the key of identities", work).await)?;
    each_page(store, ("directory_resource", DIRECTORY_AFTER), hashes(), all, |row| {
        SourceSaid::of(store, row).map(|_| ())
    })
    .await?;
    let mut named = Vec::new();
    each_page(store, ("import_report", REPORTS_AFTER), words(), all, |row| {
        let (import, at): (&str, i64) = (row.get(0)?, row.get(1)?);
        let of = crate::imports::of_whom(store, import, at, row.get(2)?)?;
        named.extend(of.map(|patient| (import.to_owned(), at, patient)));
        Ok(())
    })
    .await?;
    check_notes(store, named, all).await?;
    check_jobs(store, all).await?;
    cases::check(store, all).await?;
    tokens::check(store, all).await?;
    let mut waiting = Vec::new();
    each_page(store, ("quarantine", QUARANTINE_AFTER), words(), all, |row| {
        waiting.push(row.get::<String>(0)?);
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

async fn check_left_over(store: &Store, row: &Row, all: &mut Verification) -> Result<()> {
    let (patient, what): (&str, &str) = (row.get(0)?, row.get(1)?);
    if what != CHAIN || !was_erased(store, patient).await? {
        all.findings.push(format!("patient {patient}: is gone, and {what} is there"));
    }
    Ok(())
}

fn must_be_listed(tx: &mut Tx<'_>, row: &Row, all: &mut Verification) -> Result<()> {
    let (part, record): (&str, &str) = (row.get(0)?, row.get(1)?);
    if tx.first(parts::LISTED, &[record.into(), part.into()])?.is_none() {
        all.findings.push(format!("patient {part}: {record} does not list it"));
    }
    Ok(())
}

/// Whether the note that a report speaks of is there, where its patient is.
async fn check_notes(
    store: &Store,
    named: Vec<(String, i64, PatientKey)>,
    all: &mut Verification,
) -> Result<()> {
    let work = move |tx: &mut Tx<'_>| {
        let mut gone = Vec::new();
        for (import, at, patient) in named {
            let row = tx.first(NOTE_OF, &[patient.as_str().into(), import.as_str().into()])?;
            let Some(row) = row else { continue };
            // Whoever came after it was erased before, and came back.
            if row.get::<i64>(0)? == 0 && row.get::<i64>(1)? <= at {
                gone.push(format!("import_note {patient} {import}: it was taken away"));
            }
        }
        Ok(gone)
    };
    all.findings.extend(store.inner.db.read("verify notes of imports", work).await?);
    Ok(())
}

/// Whether each job is what its row says, and each record on its way has one.
async fn check_jobs(store: &Store, all: &mut Verification) -> Result<()> {
    let mut sending = BTreeSet::new();
    each_page(store, ("job", JOBS_AFTER), words(), all, |row| {
        if let Job::Transmission(job) = jobs::check(store, row)? {
            sending.insert((job.patient, job.id));
        }
        Ok(())
    })
    .await?;
    let work = |tx: &mut Tx<'_>| tx.query(ON_THEIR_WAY, &[]);
    for row in store.inner.db.read("verify what is being sent", work).await? {
        // A key of another type is none that a job names.
        let place: Result<(String, String)> =
            row.get(0).and_then(|patient| Ok((patient, row.get(1)?)));
        if !place.is_ok_and(|place| sending.contains(&place)) {
            let [patient, id] = [0, 1].map(|column| row.0.get(column).map(guard::shown));
            let (patient, id) = (patient.unwrap_or_default(), id.unwrap_or_default());
            all.findings
                .push(format!("transmission {patient} {id}: the job that sends it is gone"));
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
    select distinct patient_id, 'what an app holds'
    from api_access
    where not exists (select 1 from patient where patient.patient_id = api_access.patient_id)
    union
    select distinct patient_id, 'a restriction'
    from restriction
    where not exists (select 1 from patient where patient.patient_id = restriction.patient_id)
    union
    select distinct patient_id, 'an order of a court'
    from access_order
    where not exists (select 1 from patient where patient.patient_id = access_order.patient_id)
    union
    select distinct patient_id, 'a paper of the office'
    from access_paper
    where not exists (select 1 from patient where patient.patient_id = access_paper.patient_id)
    union
    select distinct patient_id, 'a request'
    from patient_request
    where not exists (select 1 from patient where patient.patient_id = patient_request.patient_id)
    union
    select distinct patient_id, 'an emergency'
    from emergency
    where not exists (select 1 from patient where patient.patient_id = emergency.patient_id)
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
    select distinct patient_id, 'what they are found by'
    from patient_token
    where not exists (select 1 from patient where patient.patient_id = patient_token.patient_id)
    union
    select distinct patient_id, 'a note of an import'
    from import_note
    where not exists (select 1 from patient where patient.patient_id = import_note.patient_id)
    union
    select distinct patient_id, 'a candidate'
    from matching_candidate
    where not exists (select 1 from patient where patient.patient_id = matching_candidate.patient_id)
    union
    select distinct patient_id, 'a decision'
    from matching_decision
    where not exists (select 1 from patient where patient.patient_id = matching_decision.patient_id)
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

const VERSIONS: &str = "
    select version, name
    from schema_version
    order by version";

const SITE_NAMES: &str = "
    select name from site order by name";

/// How many notes there are of an import that brought one patient, who is there.
const NOTE_OF: &str = "
    select (
        select count(*) from import_note where patient_id = $1 and import_id = $2
    ), created_at
    from patient
    where patient_id = $1";

const JOBS_AFTER: &str = "
    select job_id, kind, destination, sealed
    from job
    where job_id > $1
    order by job_id
    limit $2";

/// Over all records: few are being sent.
const ON_THEIR_WAY: &str = "
    select patient_id, transmission_id
    from transmission
    where state in ('waiting', 'handing-over', 'delayed')";

const DIRECTORY_AFTER: &str = "
    select content_hash, source, resource_id, kind, change, told_at, sealed
    from directory_resource
    where content_hash > $1
    order by content_hash
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
