//! When somebody looked at a record before: "new since your last visit" belongs to each person and
//! each record. A daughter who opens her mother's record for the first time has seen nothing of it,
//! however often she looks at her own.

use bluebutton_record::PatientKey;
use jiff::Timestamp;

use super::Record;
use crate::Store;
use crate::accounts::AccountId;
use crate::db::{Foreseen, Tx, Value};
use crate::error::Result;
use crate::limits::{SESSION_IDLE_SECONDS, SESSION_TOUCH_SECONDS};

const SEEN: &str = "
    select before_at, seen_at
    from record_seen
    where patient_id = $1 and account_id = $2";

const SEE: &str = "
    insert into record_seen (patient_id, account_id, before_at, seen_at)
    values ($1, $2, $3, $4)
    on conflict (patient_id, account_id) do update
    set before_at = excluded.before_at, seen_at = excluded.seen_at
    where record_seen.seen_at < excluded.seen_at";

/// What is known of a person's visits to a record.
#[derive(Clone, Copy)]
struct Seen {
    /// The end of the visit before this one.
    before: Option<i64>,
    /// The last page of this one.
    last: i64,
}

impl Record {
    /// When that person last looked at this record before this visit of theirs; `None` if they never
    /// did. Notes that they look at it now, once a minute at most. Looking again later than a session
    /// lasts without a page is another visit, and so is looking after signing in anew.
    pub async fn looked_at_before(&self, account: &AccountId) -> Result<Option<Timestamp>> {
        if let Some((known, before)) = &self.shared.seen
            && known == account
        {
            return Ok(*before);
        }
        let store = self.store();
        let ids = ids(self.patient_key(), account);
        let asked = ids.clone();
        let read = move |tx: &mut Tx<'_>| {
            let Some(row) = tx.first(SEEN, &asked)? else { return Ok(None) };
            Ok(Some(Seen { before: row.get(0)?, last: row.get(1)? }))
        };
        let known = store.inner.db.read("when somebody looked at a record", read).await?;
        let now = store.now().as_microsecond();
        let (seen, is_worth_a_write) = next(known, now, None);
        if is_worth_a_write {
            let mut values = ids;
            values.extend([seen.before.into(), seen.last.into()]);
            let write = move |tx: &mut Tx<'_>| tx.execute(SEE, &values).map(|_| ());
            store.inner.db.write("somebody looks at a record", write).await?;
        }
        Ok(seen.before.and_then(|at| Timestamp::from_microsecond(at).ok()))
    }
}

/// [`Record::looked_at_before`] in the transaction in which a page is entered, in a session that began then.
pub(crate) fn look(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    (account, began): (&AccountId, Timestamp),
) -> Result<Option<Timestamp>> {
    let mut values = ids(patient, account);
    let row = tx.first(SEEN, &values)?;
    let known = row.map(|row| Ok(Seen { before: row.get(0)?, last: row.get(1)? })).transpose()?;
    let now = store.now().as_microsecond();
    let (seen, is_worth_a_write) = next(known, now, Some(began.as_microsecond()));
    if is_worth_a_write {
        values.extend([seen.before.into(), seen.last.into()]);
        tx.execute(SEE, &values)?;
    }
    Ok(seen.before.and_then(|at| Timestamp::from_microsecond(at).ok()))
}

/// What [`look`] asks, for who knows that it will be asked.
pub(crate) fn foreseen(patient: &PatientKey, account: &AccountId) -> Foreseen {
    Foreseen::query(SEEN, ids(patient, account))
}

/// What is known when somebody looks at `now`, in a session that `began` then, and whether it is worth a
/// write.
fn next(known: Option<Seen>, now: i64, began: Option<i64>) -> (Seen, bool) {
    let Some(known) = known else { return (Seen { before: None, last: now }, true) };
    let passed = now - known.last;
    let is_signed_in_anew = began.is_some_and(|began| began > known.last);
    if passed > SESSION_IDLE_SECONDS * 1_000_000 || is_signed_in_anew {
        return (Seen { before: Some(known.last), last: now }, true);
    }
    (Seen { last: now, ..known }, passed >= SESSION_TOUCH_SECONDS * 1_000_000)
}

fn ids(patient: &PatientKey, account: &AccountId) -> Vec<Value> {
    vec![patient.as_str().into(), account.0.as_str().into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_look_knows_no_visit_before() {
        let (seen, written) = next(None, 5_000_000, Some(0));
        assert_eq!((seen.before, seen.last, written), (None, 5_000_000, true));
    }

    #[test]
    fn pages_of_one_visit_keep_the_visit_before_and_a_later_visit_remembers_this_one() {
        let minute = 60 * 1_000_000;
        let first = Seen { before: None, last: 0 };
        let (seen, written) = next(Some(first), 1_000_000, Some(0));
        assert_eq!((seen.before, written), (None, false), "a second later is no write");
        let (seen, written) = next(Some(first), 2 * minute, None);
        assert_eq!((seen.before, written), (None, true));
        let later = SESSION_IDLE_SECONDS * 1_000_000 + 1;
        let (seen, _) = next(Some(first), later, None);
        assert_eq!((seen.before, seen.last), (Some(0), later), "another visit");
        let (again, _) = next(Some(seen), later + 2 * minute, None);
        assert_eq!(again.before, Some(0), "the same visit still");
    }

    #[test]
    fn who_signs_in_anew_has_looked_before() {
        let first = Seen { before: None, last: 1_000_000 };
        let (seen, written) = next(Some(first), 3_000_000, Some(2_000_000));
        assert_eq!((seen.before, seen.last, written), (Some(1_000_000), 3_000_000, true));
        let (again, _) = next(Some(seen), 4_000_000, Some(2_000_000));
        assert_eq!(again.before, Some(1_000_000), "the same visit still");
    }
}
