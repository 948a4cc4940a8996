//! Whoever has an older root key, and may write SQL, makes no row that is believed: rows are guarded anew, and a
//! minute later an older key guards nothing.

use super::*;
use crate::db::Value;
use crate::guard::{self, GuardAge};
use crate::verify::guarded::{of_each_patient, of_the_site};

/// Rows that an older key guards, by their tables.
async fn by_older(site: &Site) -> Vec<&'static str> {
    let store = site.store.clone();
    let work = move |tx: &mut Tx<'_>| {
        let chains: Vec<Vec<Value>> = tx.query(CHAINS, &[])?.into_iter().map(|row| row.0).collect();
        let mut found = Vec::new();
        let mut look = |table: &'static str, rows: &[Row]| {
            let age = |row: &Row| guard::age(&store, table, row).unwrap();
            found.extend(rows.iter().filter(|row| age(row) == GuardAge::Older).map(|_| table));
        };
        for table in of_each_patient() {
            for rows in tx.query_each(table.rows, &chains)? {
                look(table.table, &rows);
            }
        }
        for table in of_the_site() {
            let params = table.start.map_or_else(Vec::new, |start| vec![start(), 1_000.into()]);
            look(table.table, &tx.query(table.rows, &params)?);
        }
        Ok(found)
    };
    site.store.inner.db.read("test", work).await.unwrap()
}

/// Makes the account an administrator's, with a guard made by hand.
async fn forge(site: &Site, account: &str, rows_key: &Hidden<[u8; 32]>) {
    let params = [account.into()];
    let read = move |tx: &mut Tx<'_>| tx.first(ACCOUNT, &params);
    let row = site.store.inner.db.read("test", read).await.unwrap().unwrap();
    let mut columns = row.0;
    columns.pop();
    columns[2] = "staff administrator".into();
    let parts = guard::parts("guard", "account", &columns);
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    let own = bluebutton_crypto::hash::keyed_hash(rows_key.reveal(), &parts);
    let values = [account.into(), columns[2].clone(), own.to_vec().into()];
    let work = move |tx: &mut Tx<'_>| tx.execute(FORGE, &values);
    assert_eq!(site.store.inner.db.write("attack", work).await.unwrap(), 1);
}

/// How the account's row stands: its role and guard.
async fn standing(site: &Site, account: &str) -> [Value; 3] {
    let params = [account.into()];
    let read = move |tx: &mut Tx<'_>| tx.first(ACCOUNT, &params);
    let row = site.store.inner.db.read("test", read).await.unwrap().unwrap().0;
    [row[0].clone(), row[2].clone(), row.last().unwrap().clone()]
}

async fn put(site: &Site, values: [Value; 3]) {
    let work = move |tx: &mut Tx<'_>| tx.execute(FORGE, &values);
    assert_eq!(site.store.inner.db.write("test", work).await.unwrap(), 1);
}

#[tokio::test]
async fn an_older_key_guards_nothing_a_minute_after_the_change() {
    for site in both_engines().await {
        let ana = with_much(&site).await;
        let old = SealingKeys::derive(&keyfile::read_root(site.folder()).unwrap().unwrap());
        assert!(by_older(&site).await.is_empty(), "{}", site.engine);

        let rotation = site.store.rotate_keys(None, |_| {}).await.unwrap();

        assert!(rotation.reguarded > 0, "{rotation:?} {}", site.engine);
        assert_eq!(by_older(&site).await, Vec::<&str>::new(), "{}", site.engine);
        assert_eq!(findings(&site.store).await, Vec::<String>::new(), "{}", site.engine);
        // Not yet: another process may not have heard of it.
        assert!(!site.store.retire_guards().await.unwrap());
        let whole = standing(&site, &ana.0).await;
        forge(&site, &ana.0, &old.rows).await;
        assert_eq!(by_older(&site).await, ["account"], "{}", site.engine);
        let found = findings(&site.store).await;
        assert!(found.iter().any(|what| what.contains("account")), "the chain tells: {found:?}");
        put(&site, whole.clone()).await;

        site.after_seconds(61);
        assert!(site.store.retire_guards().await.unwrap(), "{}", site.engine);
        assert!(!site.store.retire_guards().await.unwrap(), "once");
        assert_eq!(findings(&site.store).await, Vec::<String>::new(), "{}", site.engine);
        forge(&site, &ana.0, &old.rows).await;

        let again = site.opened_again().await;
        for store in [&site.store, &again] {
            let refused = store.accounts().by_login("ana").await;
            assert!(matches!(refused, Err(StoreError::Altered(_))), "{}", site.engine);
        }
        put(&site, whole).await;
        assert!(again.accounts().by_login("ana").await.unwrap().is_some());
        assert_eq!(findings(&again).await, Vec::<String>::new(), "{}", site.engine);
    }
}

/// A worker of another process asks now and then.
#[tokio::test]
async fn another_process_hears_that_an_older_key_guards_nothing() {
    for site in both_engines().await {
        let ana = with_much(&site).await;
        let old = SealingKeys::derive(&keyfile::read_root(site.folder()).unwrap().unwrap());
        let before = site.opened_again().await;
        site.store.rotate_keys(None, |_| {}).await.unwrap();
        // It reads what the new key guards, and so hears of it.
        assert!(before.accounts().by_login("ana").await.unwrap().is_some());
        site.after_seconds(61);
        assert!(site.store.retire_guards().await.unwrap(), "{}", site.engine);
        forge(&site, &ana.0, &old.rows).await;

        before.refresh_keys().await.unwrap();

        let refused = before.accounts().by_login("ana").await;
        assert!(matches!(refused, Err(StoreError::Altered(_))), "{}", site.engine);
    }
}

#[tokio::test]
async fn what_was_written_with_an_older_key_meanwhile_is_guarded_anew_and_not_lost() {
    for site in both_engines().await {
        let ana = with_much(&site).await;
        let old = standing(&site, &ana.0).await;
        let role = old[1].clone();
        let key = SealingKeys::derive(&keyfile::read_root(site.folder()).unwrap().unwrap());
        site.store.rotate_keys(None, |_| {}).await.unwrap();
        site.after_seconds(61);
        // A process that did not know yet wrote the same row, with the key that it knew.
        forge(&site, &ana.0, &key.rows).await;
        let [id, _, _] = standing(&site, &ana.0).await;
        let params = [id.clone()];
        let read = move |tx: &mut Tx<'_>| tx.first(ACCOUNT, &params);
        let mut columns = site.store.inner.db.read("test", read).await.unwrap().unwrap().0;
        columns.pop();
        columns[2] = role.clone();
        let parts = guard::parts("guard", "account", &columns);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let own = bluebutton_crypto::hash::keyed_hash(key.rows.reveal(), &parts);
        put(&site, [id, role, own.to_vec().into()]).await;
        assert_eq!(by_older(&site).await, ["account"], "{}", site.engine);

        assert!(!site.store.retire_guards().await.unwrap(), "it waits once more");

        assert_eq!(by_older(&site).await, Vec::<&str>::new(), "{}", site.engine);
        site.after_seconds(61);
        assert!(site.store.retire_guards().await.unwrap(), "{}", site.engine);
        assert!(site.store.accounts().by_login("ana").await.unwrap().is_some());
        assert_eq!(findings(&site.store).await, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_change_that_stops_before_rows_are_guarded_anew_is_finished_by_the_next() {
    for site in both_engines().await {
        with_much(&site).await;
        let next = keyfile::next(site.folder(), site.store.random()).unwrap();
        site.store.put_ring(&next).await.unwrap();
        keyfile::take_next(site.folder(), site.store.now()).unwrap();
        site.store.inner.ring.look_again(site.folder());
        site.store.settle_ring().await.unwrap();
        let (mut rotation, tell) = (Rotation::default(), |_: &Rotation| {});
        site.store.rewrap(&mut rotation, &tell).await.unwrap();
        site.store.reseal(&mut rotation, &tell).await.unwrap();
        assert!(!by_older(&site).await.is_empty(), "{}", site.engine);
        site.after_seconds(61);
        assert!(!site.store.retire_guards().await.unwrap(), "nothing says that all are done");
        let store = site.opened_again().await;
        assert_eq!(findings(&store).await, Vec::<String>::new(), "{}", site.engine);

        let rotation = store.rotate_keys(None, |_| {}).await.unwrap();

        assert!(rotation.was_begun && rotation.reguarded > 0, "{rotation:?} {}", site.engine);
        assert_eq!(by_older(&site).await, Vec::<&str>::new(), "{}", site.engine);
        site.after_seconds(61);
        assert!(store.retire_guards().await.unwrap(), "{}", site.engine);
        assert_eq!(findings(&store).await, Vec::<String>::new(), "{}", site.engine);
        // And once more, with two older keys.
        store.rotate_keys(None, |_| {}).await.unwrap();
        site.after_seconds(61);
        assert!(store.retire_guards().await.unwrap(), "{}", site.engine);
        assert_eq!(findings(&site.opened_again().await).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_ring_that_is_put_back_to_let_an_older_key_guard_again_is_named() {
    for site in both_engines().await {
        with_much(&site).await;
        site.store.rotate_keys(None, |_| {}).await.unwrap();
        let before = sealed_ring(&site.store.inner.db).await.unwrap().unwrap();
        site.after_seconds(61);
        assert!(site.store.retire_guards().await.unwrap());
        assert_eq!(findings(&site.store).await, Vec::<String>::new(), "{}", site.engine);
        let values = [before.into()];
        let work = move |tx: &mut Tx<'_>| tx.execute(PUT_BACK, &values);
        assert_eq!(site.store.inner.db.write("attack", work).await.unwrap(), 1);
        let found = findings(&site.opened_again().await).await;
        assert!(
            found.iter().any(|what| what.starts_with("site ring: it was put back")),
            "{found:?}"
        );
    }
}

/// Over all records: whose rows there are.
const CHAINS: &str = "
    select patient_id from audit_head";

const ACCOUNT: &str = "
    select account_id, login_hash, role, profile, password, totp, totp_step,
        made_at, seen_at, ended_at, guard
    from account
    where account_id = $1";

const FORGE: &str = "
    update account set role = $2, guard = $3 where account_id = $1";

const PUT_BACK: &str = "
    update site set value = $1 where name = 'ring'";
