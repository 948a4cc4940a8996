//! Counts for measures: each event is counted once, by the day on which it happened. The chains
//! themselves are the list of what is still to be counted: each head knows how far it was.

use std::collections::BTreeMap;

use super::{Audit, Head, LINES_FROM, MOVE_HEAD, free_heads, opened};
use crate::Store;
use crate::db::{Tx, Value};
use crate::error::Result;
use crate::guard;
use crate::limits::{COUNTED_CHAINS, VERIFY_ROWS};
use crate::measures;

pub(crate) const TABLE: &str = "measure_day";

/// Over all records: finds the chains that grew; each is then locked by its key.
const UNCOUNTED: &str = "
    select patient_id
    from audit_head
    where seq > counted_seq
    order by case when patient_id = 'site' then 1 else 0 end, patient_id
    limit $1";

const COUNT: &str = "
    select day, what, number, guard
    from measure_day
    where day = $1 and what = $2";

const PUT: &str = "
    insert into measure_day (day, what, number, guard)
    values ($1, $2, $3, $4)
    on conflict (day, what) do update set number = excluded.number, guard = excluded.guard";

const SINCE: &str = "
    select day, what, number, guard
    from measure_day
    where day >= $1
    order by day, what";

/// How often something happened on a day at the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureDay {
    /// The day, ISO.
    pub day: String,
    /// What, see [`crate::events::Event::measure`].
    pub what: String,
    /// How often.
    pub number: i64,
}

impl Audit<'_> {
    /// Counts what was not counted yet; called at intervals.
    pub async fn count_events(&self) -> Result<()> {
        loop {
            let store = self.0.clone();
            let work = move |tx: &mut Tx<'_>| count(tx, &store);
            if self.0.inner.db.write("count events", work).await? < COUNTED_CHAINS {
                return Ok(());
            }
        }
    }

    /// The counts of each day from that one on (ISO).
    pub async fn measures(&self, since: &str) -> Result<Vec<MeasureDay>> {
        let (store, since) = (self.0.clone(), since.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let rows = tx.query(SINCE, &[since.as_str().into()])?;
            rows.iter()
                .map(|row| {
                    guard::check(&store, TABLE, row)?;
                    Ok(MeasureDay { day: row.get(0)?, what: row.get(1)?, number: row.get(2)? })
                })
                .collect()
        };
        self.0.inner.db.read("read measures", work).await
    }
}

/// Counts the new lines of some chains; how many chains.
fn count(tx: &mut Tx<'_>, store: &Store) -> Result<i64> {
    let rows = free_heads(tx, UNCOUNTED, COUNTED_CHAINS)?;
    let mut days: BTreeMap<(String, &'static str), i64> = BTreeMap::new();
    for row in &rows {
        let chain: &str = row.get(0)?;
        let Ok(mut head) = Head::of(store, row) else { continue };
        while head.counted_seq < head.seq {
            let from = [chain.into(), head.counted_seq.into(), VERIFY_ROWS.into()];
            let lines = tx.query(LINES_FROM, &from)?;
            let Some(last) = lines.last() else { break };
            head.counted_seq = last.get(0)?;
            let lines = lines.iter().map(|line| opened(store, chain, line));
            let lines = lines.collect::<Result<Vec<_>>>()?;
            for line in &lines {
                let what = line.told.as_ref().and_then(|(_, event)| event.measure());
                if let Some(what) = what {
                    let day = store.day_of(line.at).to_string();
                    *days.entry((day, what)).or_default() += 1;
                }
            }
            measures::note_due(tx, chain, &lines)?;
        }
        tx.execute(MOVE_HEAD, &head.values(store, chain))?;
    }
    // No row stands for a day before its first event: two nodes must not both make it.
    let names = days.keys().map(|(day, what)| format!("{TABLE}|{day}|{what}").into_bytes());
    tx.lock_names(names)?;
    for ((day, what), more) in days {
        let key: [Value; 2] = [day.as_str().into(), what.into()];
        let before = match tx.first(COUNT, &key)? {
            Some(row) => {
                guard::check(store, TABLE, &row)?;
                row.get(2)?
            }
            None => 0,
        };
        let columns = [day.as_str().into(), what.into(), (before + more).into()];
        tx.execute(PUT, &guard::guarded(store, TABLE, columns))?;
    }
    Ok(rows.len() as i64)
}
