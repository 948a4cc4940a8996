//! What people who came lately are found by stands in a tree of its own, which stays small: their tokens are
//! keyed hashes, and in one tree with those of a million people each would be alone on its page. When there are many
//! they move to the large tree together, in its order, so that several go to one page.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::limits::{NEW_TOKENS_MAX, TOKENS_MOVED_AT_ONCE};

/// How many tokens stand in the small tree, as far as this process knows: others may have moved them.
pub(crate) struct NewTokens(AtomicI64);

impl NewTokens {
    pub(crate) fn new() -> Self {
        Self(AtomicI64::new(NOT_COUNTED))
    }
}

/// Notes that so many tokens came in, and moves all when there are too many. What was not moved because the
/// database is busy or the program ended is moved by whoever adds some next: it is found where it is.
pub(crate) async fn came(store: &Store, tokens: usize) {
    if let Err(error) = noted(store, tokens).await {
        store.inner.new_tokens.0.store(NOT_COUNTED, Ordering::Relaxed);
        tracing::warn!(%error, "what people are found by was not put in order, and will be later");
    }
}

async fn noted(store: &Store, tokens: usize) -> Result<()> {
    let kept = &store.inner.new_tokens.0;
    if kept.load(Ordering::Relaxed) == NOT_COUNTED {
        let count = |tx: &mut Tx<'_>| tx.first(COUNT, &[NEW_TOKENS_MAX.into()]);
        let row = store.inner.db.read("count new tokens", count).await?;
        let there: i64 = row.map_or(Ok(0), |row| row.get(0))?;
        // Those that came in now are among them.
        kept.store(there, Ordering::Relaxed);
    } else {
        kept.fetch_add(i64::try_from(tokens).unwrap_or(i64::MAX), Ordering::Relaxed);
    }
    if kept.load(Ordering::Relaxed) < NEW_TOKENS_MAX {
        return Ok(());
    }
    kept.store(0, Ordering::Relaxed);
    move_all(store).await
}

/// Moves all tokens, some in a transaction.
pub(super) async fn move_all(store: &Store) -> Result<()> {
    let mut after = Vec::new();
    loop {
        let work = move |tx: &mut Tx<'_>| move_some(tx, &after);
        match store.inner.db.write("move tokens", work).await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Moves the next tokens behind one; the last of them, `None` once there are no more.
fn move_some(tx: &mut Tx<'_>, after: &[u8]) -> Result<Option<Vec<u8>>> {
    // Whoever erases a person locks it, too: a row on its way from one tree to the other would stay.
    lock(tx)?;
    let each = [after.into(), TOKENS_MOVED_AT_ONCE.into()];
    let row = tx.first(LAST_OF_NEXT, &each)?;
    let Some(row) = row else { return Ok(None) };
    let last: Vec<u8> = row.get(0)?;
    let range = [after.into(), last.as_slice().into()];
    tx.execute(MOVE, &range)?;
    tx.execute(MOVED, &range)?;
    Ok(Some(last))
}

/// Keeps tokens from moving until the transaction ends.
pub(crate) fn lock(tx: &mut Tx<'_>) -> Result<()> {
    tx.lock_names([b"patient_token".to_vec()])
}

const NOT_COUNTED: i64 = -1;

/// Over all records: how many there are, and no more than is asked for.
const COUNT: &str = "
    select count(*) from (select token from patient_token limit $1) as new";

/// Over all records: they are moved as they stand in the tree.
const LAST_OF_NEXT: &str = "
    select token
    from (select token from patient_token where token > $1 order by token limit $2) as next
    order by token desc
    limit 1";

/// Over all records: they are moved as they stand in the tree.
const MOVE: &str = "
    insert into patient_token_settled (patient_id, token)
    select patient_id, token
    from patient_token
    where token > $1 and token <= $2
    order by token, patient_id
    on conflict (token, patient_id) do nothing";

/// Over all records. What came in since they were moved is not taken away.
const MOVED: &str = "
    delete from patient_token
    where token > $1 and token <= $2 and exists (
        select 1
        from patient_token_settled
        where patient_token_settled.token = patient_token.token
            and patient_token_settled.patient_id = patient_token.patient_id
    )";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::{Site, both_engines};

    const ADD: &str = "
        insert into patient_token (patient_id, token) values ($1, $2)";

    const NEW: &str = "
        select count(*) from patient_token";

    const SETTLED: &str = "
        select count(*) from patient_token_settled";

    async fn count(site: &Site, sql: &'static str) -> i64 {
        let work = move |tx: &mut Tx<'_>| tx.first(sql, &[]);
        site.store.inner.db.read("test", work).await.unwrap().unwrap().get(0).unwrap()
    }

    #[tokio::test]
    async fn tokens_move_when_there_are_many_however_many_are_of_one_name() {
        for site in both_engines().await {
            let more = TOKENS_MOVED_AT_ONCE * 2 + 5;
            let row = |number: i64| {
                let token: &[u8] = if number % 2 == 0 { b"nname" } else { b"nother" };
                (ADD, vec![format!("p{number}").into(), token.into()])
            };
            let rows: Vec<_> = (0..more).map(row).collect();
            let work = move |tx: &mut Tx<'_>| tx.execute_all(&rows);
            site.store.inner.db.write("test", work).await.unwrap();

            came(&site.store, 5).await;
            assert_eq!((count(&site, NEW).await, count(&site, SETTLED).await), (more, 0));
            let known = &site.store.inner.new_tokens.0;
            assert_eq!(
                known.load(Ordering::Relaxed),
                more,
                "they are counted where nobody has yet"
            );
            known.store(NEW_TOKENS_MAX - 1, Ordering::Relaxed);
            came(&site.store, 1).await;
            assert_eq!((count(&site, NEW).await, count(&site, SETTLED).await), (0, more));
        }
    }
}
