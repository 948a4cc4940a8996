//! Makes facts anew that are of older rules. A record that is opened does this for itself; this is for
//! all others, in the background, while the program runs. It may stop at any moment and goes on with
//! what is left.

use bluebutton_record::PatientKey;
use bluebutton_record::facts::FACTS_VERSION;

use super::merged::RecordPart;
use super::segment::open_ledger;
use super::{Records, load};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::patients::{PATIENTS_AFTER, open_key};

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reindexed {
    /// Records looked at.
    pub records: u64,
    /// Segments whose facts were made anew.
    pub segments: u64,
    /// Segments that can't be read: `bluebutton verify` names them.
    pub unreadable: u64,
}

impl Records<'_> {
    /// Makes all facts anew that are of older rules. `progress` hears (done, total) in records.
    pub async fn reindex(&self, progress: impl Fn(u64, u64) + Send) -> Result<Reindexed> {
        let total = self.0.patients().count().await?;
        let mut done = Reindexed::default();
        let mut last = String::new();
        progress(0, total);
        loop {
            let params = [last.as_str().into(), RECORDS_AT_ONCE.into()];
            let work = move |tx: &mut Tx<'_>| tx.query(PATIENTS_AFTER, &params);
            let rows = self.0.inner.db.read("reindex", work).await?;
            let Some(row) = rows.last() else { return Ok(done) };
            row.get::<&str>(0)?.clone_into(&mut last);
            for row in rows {
                // One that was altered keeps nobody from the others; `verify` names it.
                if let Ok(patient) = row.get::<PatientKey>(0) {
                    self.reindex_one(patient, &mut done).await?;
                }
                done.records += 1;
                progress(done.records, total);
            }
        }
    }

    async fn reindex_one(&self, patient: PatientKey, done: &mut Reindexed) -> Result<()> {
        let key = patient.clone();
        let work = move |tx: &mut Tx<'_>| {
            let Some(head) = tx.first(KEY, &[key.as_str().into()])? else { return Ok(None) };
            let version = i64::from(FACTS_VERSION);
            let stale = tx.query(STALE, &[key.as_str().into(), version.into()])?;
            Ok(Some((head, stale)))
        };
        // A record that was erased since the list was made has nothing left to do.
        let found = self.0.inner.db.read("reindex", work).await?;
        let Some((head, stale)) = found.filter(|(_, stale)| !stale.is_empty()) else {
            return Ok(());
        };
        let key = match open_key(self.0, &patient, head.get::<&[u8]>(0)?) {
            Ok(key) => key,
            Err(StoreError::Altered(_)) => {
                done.unreadable += stale.len() as u64;
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let part = RecordPart { patient, key, since: 0 };
        for row in stale {
            match open_ledger(part.sealing(), row.get::<i64>(0)?, row.get::<&[u8]>(1)?) {
                Ok(ledger) => match load::made_anew(self.0, &part, &ledger).await? {
                    Some(_) => done.segments += 1,
                    None => done.unreadable += 1,
                },
                Err(StoreError::Altered(_)) => done.unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

const RECORDS_AT_ONCE: i64 = 500;

const KEY: &str = "
    select sealed_key
    from patient
    where patient_id = $1";

const STALE: &str = "
    select record_segment.seq, sealed_ledger
    from record_segment
    left join record_facts
        on record_facts.patient_id = record_segment.patient_id
        and record_facts.seq = record_segment.seq
    where record_segment.patient_id = $1 and coalesce(facts_version, 0) < $2
    order by record_segment.seq";
