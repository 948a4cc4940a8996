//! Checks what staff find accounts by: that it is what each living account says, and of nobody else. Whoever
//! writes there by hand hides somebody from the office, or sends a caller to another's account.

use std::collections::BTreeSet;

use crate::Store;
use crate::accounts::clues::{self, Clue};
use crate::accounts::{AccountId, notices, people};
use crate::db::Tx;
use crate::error::{Result, StoreError};

/// So many accounts are read at once.
const AT_ONCE: i64 = 500;

/// Whoever has an account or is found as if they had.
const CLUED: &str = "
    select account_id
    from (
        select account_id from account
        union
        select account_id from account_token) as clued
    where account_id > $1
    order by account_id
    limit $2";

/// What staff find accounts by: as each account says, and of nobody else.
pub(super) fn compare(tx: &mut Tx<'_>, store: &Store) -> Result<Vec<String>> {
    let (mut wrong, mut last) = (Vec::new(), String::new());
    loop {
        let rows = tx.query(CLUED, &[last.as_str().into(), AT_ONCE.into()])?;
        let Some(row) = rows.last() else { break };
        last = row.get(0)?;
        for row in &rows {
            let id: &str = row.get(0)?;
            if clues::kept(tx, id)? != expected(tx, store, id)? {
                wrong.push(format!("{} {id}: not what its account says", clues::TABLE));
            }
        }
    }
    Ok(wrong)
}

/// What finds a living account. One that does not open is named with its own table.
fn expected(tx: &mut Tx<'_>, store: &Store, id: &str) -> Result<BTreeSet<(Vec<u8>, String)>> {
    let id = AccountId(id.to_owned());
    let account = match people::load(tx, store, &id) {
        Ok(Some(account)) => account,
        Ok(None) => return Ok(BTreeSet::new()),
        Err(StoreError::Altered(_)) => return clues::kept(tx, &id.0),
        Err(error) => return Err(error),
    };
    let mail = match notices::address_of(tx, store, &id) {
        Err(StoreError::Altered(_)) => return clues::kept(tx, &id.0),
        other => other?,
    };
    let texts = [(Clue::Name, Some(account.name)), (Clue::Login, Some(account.login))];
    let texts = texts.into_iter().chain([(Clue::Mail, mail)]);
    let all = texts.filter_map(|(clue, text)| Some(clues::of(store, clue, &text?)));
    Ok(all.flatten().map(|(token, kind)| (token, kind.to_owned())).collect())
}
