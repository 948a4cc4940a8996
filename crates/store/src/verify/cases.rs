//! Checks the cases of people who may be one.

use super::Verification;
use super::walk::{each_page, shown, words};
use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::matching;

/// Whether each case is whole, and nothing stands for one that is not there.
pub(super) async fn check(store: &Store, all: &mut Verification) -> Result<()> {
    let mut cases = Vec::new();
    each_page(store, ("matching_case", CASES_AFTER), words(), all, |row| {
        let case: String = row.get(0)?;
        let candidates = matching::candidates_of(store, &case, row.get(1)?)?;
        cases.push((case, candidates));
        Ok(())
    })
    .await?;
    let work = move |tx: &mut Tx<'_>| {
        let mut findings = Vec::new();
        for (case, candidates) in cases {
            for patient in candidates {
                let row = tx.first(CANDIDATE, &[patient.as_str().into(), case.as_str().into()])?;
                if row.is_some_and(|row| row.get::<i64>(0).is_ok_and(|rows| rows == 0)) {
                    findings.push(format!("matching_case {case}: {patient} is no candidate now"));
                }
            }
        }
        for row in tx.query(WITHOUT_CASE, &[])? {
            let what: &str = row.get(1)?;
            findings
                .push(format!("{}: is gone, and {what} is there", shown("matching_case", &row)));
        }
        Ok(findings)
    };
    all.findings.extend(store.inner.db.read("verify cases", work).await?);
    Ok(())
}

const CASES_AFTER: &str = "
    select case_id, sealed
    from matching_case
    where case_id > $1
    order by case_id
    limit $2";

/// Whether a candidate of a case stands there; they do until they are erased.
const CANDIDATE: &str = "
    select (select count(*) from matching_candidate where patient_id = $1 and case_id = $2)
    from patient
    where patient_id = $1";

/// Over all records: `verify` looks for what stands for a case that is gone.
const WITHOUT_CASE: &str = "
    select distinct case_id, 'what they are found by'
    from matching_token
    where not exists (
        select 1 from matching_case where matching_case.case_id = matching_token.case_id
    )
    union
    select distinct case_id, 'a candidate'
    from matching_candidate
    where not exists (
        select 1 from matching_case where matching_case.case_id = matching_candidate.case_id
    )
    union
    select distinct case_id, 'something in quarantine'
    from quarantine
    where case_id is not null and not exists (
        select 1 from matching_case where matching_case.case_id = quarantine.case_id
    )";
