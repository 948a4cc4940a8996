//! The guarded rows that decide who may open a record, read in one statement. A row that was checked
//! and opened lately is compared with what it was then, and neither hashed nor opened again.

use bluebutton_record::PatientKey;

use super::grants::{self, Grant};
use super::restrictions::{self, Living};
use crate::Store;
use crate::accounts::{AccountId, own};
use crate::db::{Foreseen, Row, Tx, Value};
use crate::error::Result;

/// What decides who may open one part of a record.
#[derive(Default)]
pub(super) struct Deciding {
    /// Whether it is the asker's own.
    pub(super) is_own: bool,
    /// What was not ended, to whomever it was given; newest first.
    pub(super) grants: Vec<Grant>,
    /// What was not lifted; oldest first.
    pub(super) restrictions: Vec<Living>,
}

/// All of it for somebody with an account.
pub(super) fn of_part(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    account: &AccountId,
) -> Result<Deciding> {
    let rows = tx.query(DECIDING, &keys(patient, account))?;
    let mut deciding = Deciding::default();
    let (mut of_grants, mut of_restrictions) = (Vec::new(), Vec::new());
    for row in rows {
        match row.get::<&str>(0)? {
            "tie" => deciding.is_own |= own::is_open(store, &picked(row, &TIE))?,
            "grant" => of_grants.push(picked(row, &GRANT)),
            _ => of_restrictions.push(picked(row, &RESTRICTION)),
        }
    }
    deciding.grants = grants::opened_all(tx, store, patient, &of_grants)?;
    deciding.grants.sort_by(|a, b| b.made_at.cmp(&a.made_at).then_with(|| a.id.cmp(&b.id)));
    deciding.restrictions = restrictions::opened_all(tx, store, patient, &of_restrictions)?;
    Ok(deciding)
}

/// What [`of_part`] asks, for who knows that it will be asked.
pub(super) fn foreseen(patient: &PatientKey, account: &AccountId) -> Foreseen {
    Foreseen::query(DECIDING, keys(patient, account).into())
}

fn keys(patient: &PatientKey, account: &AccountId) -> [Value; 2] {
    [patient.as_str().into(), account.0.as_str().into()]
}

/// The row of a table, from that of [`DECIDING`].
fn picked(mut row: Row, columns: &[usize]) -> Row {
    let take = |column: &usize| {
        row.0.get_mut(*column).map_or(Value::Null, |value| std::mem::replace(value, Value::Null))
    };
    Row(columns.iter().map(take).collect())
}

const TIE: [usize; 6] = [1, 2, 8, 9, 10, 12];
const GRANT: [usize; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const RESTRICTION: [usize; 7] = [1, 2, 8, 7, 10, 11, 12];

const DECIDING: &str = "
    select 'tie', account_id, patient_id, null, null, null, null, null,
        since, confirmed_at, ended_at, null, guard
    from account_record
    where patient_id = $1 and account_id = $2 and ended_at is null
    union all
    select 'grant', grant_id, patient_id, holder_kind, holder, given_by, starts, until,
        made_at, accepted_at, ended_at, sealed, guard
    from record_grant
    where patient_id = $1 and holder is not null and ended_at is null
    union all
    select 'restriction', restriction_id, patient_id, null, null, null, null, until,
        made_at, null, ended_at, sealed, guard
    from restriction
    where patient_id = $1 and ended_at is null";
