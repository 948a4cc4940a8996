//! Looking patients up by their tokens, several in one statement.

use super::shape;
use crate::db::{Tx, Value};
use crate::error::Result;

/// The values of [`PATIENTS_BETWEEN`] for all tokens that begin so.
pub(super) fn between(beginning: &[u8], at_most: i64) -> Vec<Value> {
    vec![beginning.into(), shape::behind(beginning).into(), at_most.into()]
}

/// What stands of a patient's own tokens in their row, and the rows of it, for whoever takes all away.
pub(crate) fn token_rows_of(tx: &mut Tx<'_>, patient: &str) -> Result<Option<Vec<Vec<Value>>>> {
    let Some(row) = tx.first(TOKENS_OF, &[patient.into()])? else { return Ok(Some(Vec::new())) };
    let all = shape::read_list(row.get(0)?);
    Ok(all.map(|all| all.iter().map(|token| shape::row(patient, token)).collect()))
}

/// So many tokens as one statement takes; places that are over repeat the first.
pub(super) fn eight(some: &[Vec<u8>]) -> Vec<Value> {
    let mut params: Vec<Value> = some.iter().map(|token| token.clone().into()).collect();
    params.resize(TOKENS_AT_ONCE, some.first().cloned().unwrap_or_default().into());
    params
}

/// Whether three people or more have that number.
pub(super) fn is_shared(tx: &mut Tx<'_>, token: &[u8]) -> Result<bool> {
    Ok(tx.first(IS_SHARED, &[token.into()])?.is_some())
}

/// Tokens in one statement.
pub(super) const TOKENS_AT_ONCE: usize = 8;

/// Over all records, some at a time: for what looks at every one.
pub(crate) const PATIENTS_AFTER: &str = "
    select patient_id
    from patient
    where patient_id > $1
    order by patient_id
    limit $2";

/// Over all records: finds those who may be meant.
pub(super) const PATIENTS_BETWEEN: &str = "
    select patient_id
    from patient_token
    where token >= $1 and token < $2
    union
    select patient_id
    from patient_token_settled
    where token >= $1 and token < $2
    order by patient_id
    limit $3";

/// The list of a patient's own tokens.
pub(crate) const TOKENS_OF: &str = "
    select tokens from patient where patient_id = $1";

/// Whether a token of a patient's stands in the tree, small or large.
pub(crate) const TOKEN_IS_THERE: &str = "
    select token from patient_token where patient_id = $1 and token = $2
    union
    select token from patient_token_settled where patient_id = $1 and token = $2";

const IS_SHARED: &str = "
    select token from shared_number where token = $1";
