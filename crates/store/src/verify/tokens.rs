//! Checks what patients are found by: that all of it stands as the last line that tells of it left it, that each
//! token of a person's list stands in the tree, and nothing else does.

use std::collections::BTreeSet;

use super::Verification;
use super::left::Left;
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::guard;
use crate::imports::{TOKEN_TABLE, proof_of_tokens};
use crate::limits::VERIFY_ROWS;
use crate::patients::{TOKEN_IS_THERE, read_tokens, token_row};

/// Compares what a patient is found by, all of it together, and when they came, with what was said of it.
pub(super) fn compare(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &str,
    left: &mut Left,
) -> Result<Option<String>> {
    let Some(row) = tx.first(FOUND_BY, &[patient.into()])? else { return Ok(None) };
    let (since, list): (i64, &[u8]) = (row.get(0)?, row.get(1)?);
    let said = left.take(TOKEN_TABLE, "all");
    let Some(tokens) = read_tokens(list) else {
        return Ok(Some("the list of tokens was altered".to_owned()));
    };
    let is_as_said = said == Some(proof_of_tokens(store, since, &tokens));
    let each: Vec<Vec<Value>> = tokens.iter().map(|token| token_row(patient, token)).collect();
    let are_there = tx.query_each(TOKEN_IS_THERE, &each)?.iter().all(|rows| !rows.is_empty());
    let is_whole = is_as_said && are_there;
    Ok((!is_whole).then(|| {
        "patient_token: some were added, altered or taken away, or patient.created_at was altered"
            .to_owned()
    }))
}

/// Whether each token stands for somebody whose row lists it. (That each of those that are listed stands
/// there is seen with the patient.)
pub(super) async fn check(store: &Store, all: &mut Verification) -> Result<()> {
    let mut strange = BTreeSet::new();
    let mut after = [Value::Bytes(Vec::new()), Value::Text(String::new())];
    loop {
        let [token, patient] = after.clone();
        let params = [token, patient, VERIFY_ROWS.into()];
        let work = move |tx: &mut Tx<'_>| tx.query(TOKENS_AFTER, &params);
        let rows = store.inner.db.read("verify tokens", work).await?;
        let Some(last) = rows.last() else { break };
        after = [0, 1].map(|column| last.0.get(column).cloned().unwrap_or(Value::Null));
        for row in &rows {
            let seen = look(row, &mut strange);
            let patient = row.0.get(1).map(guard::shown).unwrap_or_default();
            all.note(&format!("{patient}: patient_token"), seen)?;
        }
    }
    let say = |patient| format!("{patient}: patient_token: some were added");
    all.findings.extend(strange.into_iter().map(say));
    Ok(())
}

fn look(row: &Row, strange: &mut BTreeSet<String>) -> Result<()> {
    let (token, patient): (&[u8], &str) = (row.get(0)?, row.get(1)?);
    // A list that can't be read is named with its patient.
    let own = row.get::<Option<&[u8]>>(2)?.map_or_else(|| Some(BTreeSet::new()), read_tokens);
    if own.is_some_and(|own| !own.contains(token)) {
        strange.insert(patient.to_owned());
    }
    Ok(())
}

const FOUND_BY: &str = "
    select created_at, tokens from patient where patient_id = $1";

/// Over all records: `verify` looks for tokens that nobody's row lists, in the small tree and in the large one.
const TOKENS_AFTER: &str = "
    select found.token, found.patient_id, tokens
    from (
        select token, patient_id
        from patient_token
        where (token, patient_id) > ($1, $2)
        union all
        select token, patient_id
        from patient_token_settled
        where (token, patient_id) > ($1, $2)
        order by token, patient_id
        limit $3
    ) as found
    left join patient on patient.patient_id = found.patient_id
    order by found.token, found.patient_id";
