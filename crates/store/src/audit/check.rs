//! The part of `bluebutton verify` that checks chains, the log over them and its checkpoints.

mod tree;

use super::{Head, line_hash, plain_of};
use crate::Store;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::VERIFY_ROWS;

/// What was found in the chains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChainCheck {
    /// Lines checked.
    pub(crate) lines: u64,
    /// Checkpoints checked.
    pub(crate) checkpoints: u64,
    /// One sentence each.
    pub(crate) findings: Vec<String>,
}

impl ChainCheck {
    fn say(&mut self, what: String) {
        self.findings.push(what);
    }
}

/// Over all records: `verify` looks at every line.
const LINES_AFTER: &str = "
    select patient_id, seq, at, sealed, hash
    from audit_line
    where (patient_id, seq) > ($1, $2)
    order by patient_id, seq
    limit $3";

const LINES_OF: &str = "
    select patient_id, seq, at, sealed, hash
    from audit_line
    where patient_id = $1 and seq > $2
    order by seq
    limit $3";

/// Over all records: `verify` looks at every chain.
const HEADS_AFTER: &str = "
    select patient_id, seq, hash, logged_seq, counted_seq, guard
    from audit_head
    where patient_id > $1
    order by patient_id
    limit $2";

const ONE_HEAD: &str = "
    select patient_id, seq, hash, logged_seq, counted_seq, guard
    from audit_head
    where patient_id = $1";

const LEAVES_OF: &str = "
    select seq, hash
    from log_leaf
    where chain = $1
    order by seq";

const LINE_HASH: &str = "
    select hash
    from audit_line
    where patient_id = $1 and seq = $2";

/// Over all records: `verify` looks for chains that are gone.
const LEAVES_WITHOUT_LINES: &str = "
    select distinct chain
    from log_leaf
    where not exists (select 1 from audit_line where audit_line.patient_id = log_leaf.chain)
    order by chain";

/// Checks every line of every chain, and the whole log.
pub(crate) async fn verify_chains(store: &Store) -> Result<ChainCheck> {
    let site = store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let mut found = ChainCheck::default();
        lines(tx, &site, &mut found)?;
        heads_without_lines(tx, &site, &mut found)?;
        for row in tx.query(LEAVES_WITHOUT_LINES, &[])? {
            let chain = row.get::<&str>(0).unwrap_or_default();
            found.say(format!("audit_line {chain}: the log holds this chain, and it is gone"));
        }
        tree::the_log(tx, &site, &mut found)?;
        Ok(found)
    };
    store.inner.db.read("verify audit chains", work).await
}

/// Checks every line of one chain, its end, and where the log holds it.
pub(super) fn one_chain(tx: &mut Tx<'_>, store: &Store, chain: &str) -> Result<ChainCheck> {
    let mut found = ChainCheck::default();
    let mut place = (chain.to_owned(), 0_i64);
    let mut before: Vec<u8> = Vec::new();
    loop {
        let rows = tx.query(LINES_OF, &[chain.into(), place.1.into(), VERIFY_ROWS.into()])?;
        if rows.is_empty() {
            end_of_chain(tx, store, &place, &before, &mut found)?;
            return Ok(found);
        }
        for row in &rows {
            line(store, row, &place, &before, &mut found);
            place.1 = row.get(1)?;
            before = row.get(4)?;
            found.lines += 1;
        }
    }
}

/// Walks all lines; at the end of each chain compares its head and its leaves.
fn lines(tx: &mut Tx<'_>, store: &Store, found: &mut ChainCheck) -> Result<()> {
    let mut place = (String::new(), 0_i64);
    let mut before: Vec<u8> = Vec::new();
    loop {
        let values = [place.0.as_str().into(), place.1.into(), VERIFY_ROWS.into()];
        let rows = tx.query(LINES_AFTER, &values)?;
        if rows.is_empty() {
            return end_of_chain(tx, store, &place, &before, found);
        }
        for row in &rows {
            if row.get::<&str>(0).unwrap_or_default() != place.0 {
                end_of_chain(tx, store, &place, &before, found)?;
                place = (row.get::<&str>(0).unwrap_or_default().to_owned(), 0);
                before.clear();
            }
            line(store, row, &place, &before, found);
            place.1 = row.get::<i64>(1).unwrap_or_default();
            before = row.get::<&[u8]>(4).unwrap_or_default().to_vec();
            found.lines += 1;
        }
    }
}

/// Checks one line against the one before it.
fn line(store: &Store, row: &Row, place: &(String, i64), before: &[u8], found: &mut ChainCheck) {
    let (chain, seq) =
        (row.get::<&str>(0).unwrap_or_default(), row.get::<i64>(1).unwrap_or_default());
    let mut say = |what: &str| found.say(format!("audit_line {chain} {seq}: {what}"));
    if seq != place.1 + 1 {
        say(&format!("the lines from {} on are missing before it", place.1 + 1));
    }
    match plain_of(store, chain, seq, row.get::<&[u8]>(3).unwrap_or_default()) {
        None => say("its content was altered, moved or not written by this site"),
        Some(plain) => {
            if line_hash(before, chain, seq, row.get::<i64>(2).unwrap_or_default(), &plain)
                .as_slice()
                != row.get::<&[u8]>(4).unwrap_or_default()
            {
                say("was altered, or the line before it was altered or removed");
            }
        }
    }
}

/// Compares where a chain's lines end with its head, and its leaves in the log with its lines.
fn end_of_chain(
    tx: &mut Tx<'_>,
    store: &Store,
    (chain, seq): &(String, i64),
    hash: &[u8],
    found: &mut ChainCheck,
) -> Result<()> {
    if chain.is_empty() {
        return Ok(());
    }
    let mut logged = 0;
    for leaf in tx.query(LEAVES_OF, &[chain.as_str().into()])? {
        logged = leaf.get::<i64>(0).unwrap_or_default();
        let line = tx.first(LINE_HASH, &[chain.as_str().into(), logged.into()])?;
        if line.is_none_or(|line| {
            line.get::<&[u8]>(0).unwrap_or_default() != leaf.get::<&[u8]>(1).unwrap_or_default()
        }) {
            found.say(format!(
                "audit_line {chain} {logged}: the log holds it, and it is gone or was altered"
            ));
        }
    }
    match tx.first(ONE_HEAD, &[chain.as_str().into()])? {
        None => found.say(format!("audit_head {chain}: is gone; the chain ends at {seq}")),
        Some(row) => match Head::of(store, &row) {
            Err(StoreError::Altered(what)) => found.say(what),
            Err(error) => return Err(error),
            Ok(head) => {
                if head.seq != *seq || head.hash != hash {
                    found.say(format!(
                        "audit_head {chain} {}: the chain does not end where it should",
                        head.seq
                    ));
                }
                if head.logged_seq != logged {
                    found.say(format!(
                        "audit_head {chain}: the log should hold it up to {}, and does up to \
                         {logged}",
                        head.logged_seq
                    ));
                }
            }
        },
    }
    Ok(())
}

fn heads_without_lines(tx: &mut Tx<'_>, store: &Store, found: &mut ChainCheck) -> Result<()> {
    let mut last = String::new();
    loop {
        let rows = tx.query(HEADS_AFTER, &[last.as_str().into(), VERIFY_ROWS.into()])?;
        let Some(end) = rows.last() else { return Ok(()) };
        end.get::<&str>(0).unwrap_or_default().clone_into(&mut last);
        for row in &rows {
            let chain = row.get::<&str>(0).unwrap_or_default();
            if tx.first(LINE_HASH, &[chain.into(), 1.into()])?.is_none()
                && Head::of(store, row).is_ok()
            {
                found.say(format!(
                    "audit_head {chain} {}: the chain does not end where it should",
                    row.get::<i64>(1).unwrap_or_default()
                ));
            }
        }
    }
}
