//! The part of `bluebutton verify` that checks chains, the log over them and its checkpoints.

mod tree;

use super::{Head, line_hash, plain_of};
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
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

    /// What was read of a row; one that holds something else than it should is a finding, which says so.
    fn read<T>(&mut self, table: &str, row: &Row, read: Result<T>) -> Result<Option<T>> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(StoreError::Altered(what)) => {
                let key = row.0.first().map(guard::shown).unwrap_or_default();
                self.say(format!("{table} {key}: {what}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// A line as its row has it: `patient_id, seq, at, sealed, hash`.
struct LineRow<'r> {
    chain: &'r str,
    seq: i64,
    at: i64,
    sealed: &'r [u8],
    hash: &'r [u8],
}

impl<'r> LineRow<'r> {
    fn of(row: &'r Row) -> Result<Self> {
        Ok(Self {
            chain: row.get(0)?,
            seq: row.get(1)?,
            at: row.get(2)?,
            sealed: row.get(3)?,
            hash: row.get(4)?,
        })
    }
}

/// What stands in a column, whatever it is: pages of rows go on behind the last one, also where somebody put
/// something else there than its type.
fn raw(row: &Row, column: usize) -> Value {
    row.0.get(column).cloned().unwrap_or(Value::Null)
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
            let chain: Result<&str> = row.get(0);
            let Some(chain) = found.read("log_leaf", &row, chain)? else { continue };
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
    let mut walk = ChainWalk { chain: chain.to_owned(), ..ChainWalk::default() };
    let mut after = Value::Int(0);
    loop {
        let rows = tx.query(LINES_OF, &[chain.into(), after, VERIFY_ROWS.into()])?;
        let Some(last) = rows.last() else {
            end_of_chain(tx, store, &walk, &mut found)?;
            return Ok(found);
        };
        after = raw(last, 1);
        for row in &rows {
            found.lines += 1;
            if let Some(one) = found.read("audit_line", row, LineRow::of(row))? {
                walk.line(store, &one, &mut found);
            }
        }
    }
}

/// Walks all lines; at the end of each chain compares its head and its leaves.
fn lines(tx: &mut Tx<'_>, store: &Store, found: &mut ChainCheck) -> Result<()> {
    let mut walk = ChainWalk::default();
    let (mut chain, mut seq) = (Value::Text(String::new()), Value::Int(0));
    loop {
        let rows = tx.query(LINES_AFTER, &[chain, seq, VERIFY_ROWS.into()])?;
        let Some(last) = rows.last() else { return end_of_chain(tx, store, &walk, found) };
        (chain, seq) = (raw(last, 0), raw(last, 1));
        for row in &rows {
            found.lines += 1;
            let Some(one) = found.read("audit_line", row, LineRow::of(row))? else { continue };
            if one.chain != walk.chain {
                end_of_chain(tx, store, &walk, found)?;
                walk = ChainWalk { chain: one.chain.to_owned(), ..ChainWalk::default() };
            }
            walk.line(store, &one, found);
        }
    }
}

/// How far a chain was walked.
#[derive(Default)]
struct ChainWalk {
    chain: String,
    /// The number of the last line, and its hash.
    seq: i64,
    hash: Vec<u8>,
}

impl ChainWalk {
    /// Checks a line against the one before it.
    fn line(&mut self, store: &Store, line: &LineRow<'_>, found: &mut ChainCheck) {
        let LineRow { chain, seq, at, sealed, hash } = *line;
        let mut say = |what: &str| found.say(format!("audit_line {chain} {seq}: {what}"));
        if seq != self.seq + 1 {
            say(&format!("the lines from {} on are missing before it", self.seq + 1));
        }
        match plain_of(store, chain, seq, sealed) {
            None => say("its content was altered, moved or not written by this site"),
            Some(plain) => {
                if line_hash(&self.hash, chain, seq, at, &plain).as_slice() != hash {
                    say("was altered, or the line before it was altered or removed");
                }
            }
        }
        (self.seq, self.hash) = (seq, hash.to_vec());
    }
}

/// Compares where a chain's lines end with its head, and its leaves in the log with its lines.
fn end_of_chain(
    tx: &mut Tx<'_>,
    store: &Store,
    ChainWalk { chain, seq, hash }: &ChainWalk,
    found: &mut ChainCheck,
) -> Result<()> {
    if chain.is_empty() {
        return Ok(());
    }
    let mut logged = 0_i64;
    for leaf in tx.query(LEAVES_OF, &[chain.as_str().into()])? {
        let read = leaf.get::<i64>(0).and_then(|seq| Ok((seq, leaf.get::<&[u8]>(1)?)));
        let Some((held, leaf)) = found.read("log_leaf", &leaf, read)? else { continue };
        logged = held;
        let line = tx.first(LINE_HASH, &[chain.as_str().into(), logged.into()])?;
        // What holds something else than a hash was named with its line.
        let is_there = |line: Row| line.get::<&[u8]>(0).is_ok_and(|hash| hash == leaf);
        if !line.is_some_and(is_there) {
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
                if head.seq != *seq || head.hash != *hash {
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
    let mut after = Value::Text(String::new());
    loop {
        let rows = tx.query(HEADS_AFTER, &[after, VERIFY_ROWS.into()])?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = raw(last, 0);
        for row in &rows {
            let read = row.get::<&str>(0).and_then(|chain| Ok((chain, row.get::<i64>(1)?)));
            let Some((chain, seq)) = found.read("audit_head", row, read)? else { continue };
            if tx.first(LINE_HASH, &[chain.into(), 1.into()])?.is_none()
                && Head::of(store, row).is_ok()
            {
                found.say(format!(
                    "audit_head {chain} {seq}: the chain does not end where it should"
                ));
            }
        }
    }
}
