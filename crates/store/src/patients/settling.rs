//! What people who came lately are found by stands in a tree of its own, which stays small: their tokens are
//! keyed hashes, and in one tree with those of a million people each would be alone on its page. When there are many
//! they move to the large tree together, in its order, so that several go to one page.

use super::Patients;
use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::limits::{NEW_TOKENS_MAX, TOKENS_MOVED_AT_ONCE, TOKENS_OF_LARGE_PIECE};

/// Notes that one piece of a file brought so many. A large file moves what it brings on its way; nobody who brings a
/// document waits for that. What was not moved because the database is busy or the program ended is moved by
/// whoever comes next: it is found where it is.
pub(crate) async fn came(store: &Store, tokens: usize) {
    if let Err(error) = came_beside(store, tokens, NEW_TOKENS_MAX).await {
        tracing::warn!(%error, "what people are found by was not put in order, and will be later");
    }
}

async fn came_beside(store: &Store, tokens: usize, most: i64) -> Result<()> {
    if tokens < TOKENS_OF_LARGE_PIECE { Ok(()) } else { settle(store, most).await }
}

impl Patients<'_> {
    /// Moves what people who came lately are found by to the tree of all others, if it has become much: some seconds
    /// then. For the end of an import and for the timetable.
    pub async fn settle_tokens(&self) -> Result<()> {
        settle(self.0, NEW_TOKENS_MAX).await
    }
}

/// Moves all tokens if there are so many.
async fn settle(store: &Store, most: i64) -> Result<()> {
    let count = move |tx: &mut Tx<'_>| tx.first(COUNT, &[most.into()]);
    let row = store.inner.db.read("count new tokens", count).await?;
    let there: i64 = row.map_or(Ok(0), |row| row.get(0))?;
    if there < most { Ok(()) } else { move_all(store).await }
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
    async fn a_large_piece_moves_too_many_and_a_document_does_not() {
        for site in both_engines().await {
            let some = TOKENS_MOVED_AT_ONCE * 2 + 5;
            // However many are of one name.
            let row = |number: i64| {
                let token: &[u8] = if number % 2 == 0 { b"nname" } else { b"nother" };
                (ADD, vec![format!("p{number}").into(), token.into()])
            };
            let rows: Vec<_> = (0..some).map(row).collect();
            let work = move |tx: &mut Tx<'_>| tx.execute_all(&rows);
            site.store.inner.db.write("test", work).await.unwrap();

            let large = TOKENS_OF_LARGE_PIECE;
            for (tokens, most) in [(large - 1, some), (large, some + 1)] {
                came_beside(&site.store, tokens, most).await.unwrap();
                assert_eq!((count(&site, NEW).await, count(&site, SETTLED).await), (some, 0));
            }
            came_beside(&site.store, large, some).await.unwrap();
            assert_eq!((count(&site, NEW).await, count(&site, SETTLED).await), (0, some));
        }
    }
}
