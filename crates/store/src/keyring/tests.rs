//! Changing the root key, on both engines, while everything goes on.

mod guards;

use bluebutton_crypto::totp;
use bluebutton_record::facts::Facts;
use bluebutton_record::normalize::{Assigned, Ready, Told};
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_record::{ResourceId, Selection};

use super::resealing::LINE_PUT;
use super::rotating::{REWRAP, context_of};
use super::*;
use crate::Who;
use crate::accounts::SignIn;
use crate::accounts::tests::{PASSWORD, person};
use crate::backup::{self, BackupPlace};
use crate::db::Tx;
use crate::db::testing::{Site, both_engines, new_place};
use crate::imports::{Arrival, ForQuarantine};
use crate::testing::{ANA, TOM, import, import_with, record, result};

async fn lived_in(site: &Site) {
    let ana = ANA.key(&site.store).await;
    let results = vec![result(&ana, "a", "2026-01-01", "72.50")];
    import_with(&site.store, &ANA, results, vec![("doc", b"<ClinicalDocument/>")]).await.unwrap();
}

async fn findings(store: &Store) -> Vec<String> {
    store.verify(|_, _| {}).await.unwrap().findings
}

fn root(site: &Site) -> String {
    std::fs::read_to_string(site.folder().join("keys/root")).unwrap()
}

#[tokio::test]
async fn a_changed_root_key_opens_everything_and_the_old_one_nothing() {
    for site in both_engines().await {
        lived_in(&site).await;
        let old = root(&site);
        assert!(findings(&site.store).await.is_empty());

        let rotation = site.store.rotate_keys(None, |_| {}).await.unwrap();

        assert_eq!((rotation.rewrapped, rotation.already, rotation.was_begun), (1, 0, false));
        assert_ne!(root(&site), old);
        assert_eq!(findings(&site.store).await, Vec::<String>::new(), "{}", site.engine);
        let again = site.opened_again().await;
        assert_eq!(findings(&again).await, Vec::<String>::new(), "{}", site.engine);
        assert_eq!(record(&again, &ANA).await.count(&Selection::default()), 2);
        let kept = std::fs::read_dir(site.folder().join("keys")).unwrap().flatten();
        let kept = kept.filter(|one| one.file_name().to_string_lossy().starts_with("root.old-"));
        assert_eq!(kept.count(), 1, "backups of before need the old key");

        std::fs::write(site.folder().join("keys/root"), &old).unwrap();
        let refused = site.open_again().await.err();
        assert!(
            matches!(refused, Some(StoreError::Settings(why)) if why.contains("changed since"))
        );
    }
}

#[tokio::test]
async fn a_process_that_was_there_before_goes_on_reading_and_taking_in() {
    for site in both_engines().await {
        lived_in(&site).await;
        let before = site.opened_again().await;
        site.store.rotate_keys(None, |_| {}).await.unwrap();

        // Nobody told it: it made a patient with the old key, and meets one of the new key.
        import(&before, &TOM, Vec::new()).await;
        assert_eq!(record(&before, &ANA).await.count(&Selection::default()), 2);
        let finished = site.store.rotate_keys(None, |_| {}).await.unwrap();
        assert_eq!((finished.rewrapped, finished.already, finished.was_begun), (1, 1, true));

        import(&before, &ANA, Vec::new()).await;
        assert_eq!(findings(&before).await, Vec::<String>::new(), "{}", site.engine);
        assert_eq!(findings(&site.opened_again().await).await, Vec::<String>::new());
        // And once more, a second time.
        let second = site.store.rotate_keys(None, |_| {}).await.unwrap();
        assert_eq!((second.rewrapped, second.was_begun), (2, false));
        assert_eq!(findings(&site.opened_again().await).await, Vec::<String>::new());
        assert_eq!(findings(&before).await, Vec::<String>::new());
    }
}

/// Where it may break off: the next key is made; its ring is kept, too; the key is in place; some are
/// wrapped anew. From each of them it opens, and is finished by running it again.
#[tokio::test]
async fn wherever_it_breaks_off_it_opens_and_is_finished_the_next_time() {
    for step in 0..4 {
        for site in both_engines().await {
            lived_in(&site).await;
            import(&site.store, &TOM, Vec::new()).await;
            let next = keyfile::next(site.folder(), site.store.random()).unwrap();
            if step >= 1 {
                site.store.put_ring(&next).await.unwrap();
            }
            if step >= 2 {
                keyfile::take_next(site.folder(), site.store.now()).unwrap();
            }
            if step >= 3 {
                site.store.inner.ring.look_again(site.folder());
                site.store.settle_ring().await.unwrap();
                let ana = ANA.key(&site.store).await;
                let work = move |tx: &mut Tx<'_>| tx.first(KEY_OF, &[ana.as_str().into()]);
                let row = site.store.inner.db.read("test", work).await.unwrap().unwrap();
                let (patient, sealed): (String, Vec<u8>) =
                    (row.get(0).unwrap(), row.get(1).unwrap());
                let (key, _) = site.store.unwrap_key(&patient, &sealed).unwrap();
                let ring = &site.store.inner.ring;
                let anew = ring.wrap(site.store.random(), &context_of(&patient), &key);
                let values = [patient.into(), anew.into(), sealed.into()];
                let work = move |tx: &mut Tx<'_>| tx.execute(REWRAP, &values);
                assert_eq!(site.store.inner.db.write("test", work).await.unwrap(), 1);
            }
            let store = site.opened_again().await;
            assert_eq!(findings(&store).await, Vec::<String>::new(), "{step} {}", site.engine);

            let rotation = store.rotate_keys(None, |_| {}).await.unwrap();

            let anew = if step == 3 { 1 } else { 2 };
            assert_eq!(rotation.rewrapped, anew, "{step} {}", site.engine);
            assert!(!store.has_older_keys().await.unwrap());
            let again = site.opened_again().await;
            assert_eq!(findings(&again).await, Vec::<String>::new(), "{step} {}", site.engine);
        }
    }
}

#[tokio::test]
async fn a_backup_opens_with_the_key_of_its_time_and_no_other() {
    for is_postgres in [false, true] {
        let site = both_engines().await.swap_remove(usize::from(is_postgres));
        lived_in(&site).await;
        let folder = tempfile::tempdir().unwrap();
        let place = BackupPlace::folder(folder.path()).unwrap();
        let first = site.store.backup(&place, |_| {}).await.unwrap().name;
        let old = root(&site);
        site.store.rotate_keys(None, |_| {}).await.unwrap();
        site.after_seconds(60);
        let before = chunks_in(folder.path());
        let second = site.store.backup(&place, |_| {}).await.unwrap().name;
        let new = root(&site);
        // The old key opens what it sealed then, and nothing of what was made since.
        let by_old =
            SealingKeys::derive(&keyfile::parse(&Hidden::new(old.clone())).unwrap()).backup;
        let opens = |name: &String| {
            let sealed = std::fs::read(folder.path().join(name)).unwrap();
            seal::open(&by_old, name.as_bytes(), &sealed).is_ok()
        };
        assert!(before.len() > 3 && before.iter().all(opens), "{before:?}");
        let since: Vec<String> =
            chunks_in(folder.path()).into_iter().filter(|name| !before.contains(name)).collect();
        assert!(since.len() >= before.len() && !since.iter().any(opens), "{since:?}");
        site.after_seconds(60);
        let third = site.store.backup(&place, |_| {}).await.unwrap();
        assert!(third.written < since.len() as u64, "what did not change is not written again");

        for (name, key, is_right) in
            [(&first, &old, true), (&second, &new, true), (&second, &old, false)]
        {
            let (data, options) = new_place(is_postgres, &site.clock).await;
            std::fs::create_dir_all(data.path().join("keys")).unwrap();
            std::fs::write(data.path().join("keys/root"), key).unwrap();
            let restored = backup::restore(&options, &place, Some(name), |_| {}).await;
            assert_eq!(restored.is_ok(), is_right, "{restored:?}");
            if is_right {
                let store = Store::open(options).await.unwrap();
                assert_eq!(findings(&store).await, Vec::<String>::new());
                assert_eq!(record(&store, &ANA).await.count(&Selection::default()), 2);
            }
        }
    }
}

#[tokio::test]
async fn a_key_that_is_given_by_a_setting_is_changed_in_two_steps() {
    for site in both_engines().await {
        lived_in(&site).await;
        let given = |text: String| crate::OpenOptions {
            root_key: Some(Hidden::new(text)),
            ..site.options()
        };
        let old = root(&site);
        std::fs::remove_file(site.folder().join("keys/root")).unwrap();
        let store = Store::open(given(old.clone())).await.unwrap();
        assert!(matches!(store.rotate_keys(None, |_| {}).await, Err(StoreError::Settings(_))));
        let to = site.folder().join("new.key");
        let rotation = store.rotate_keys(Some(&to), |_| {}).await.unwrap();
        assert_eq!(rotation.to_be_put_in_place.as_deref(), Some(to.as_path()));
        // Until it is in place everywhere, the old one opens everything.
        drop(Store::open(given(old)).await.unwrap());

        let new = std::fs::read_to_string(&to).unwrap();
        let store = Store::open(given(new)).await.unwrap();
        assert_eq!(store.rotate_keys(None, |_| {}).await.unwrap().rewrapped, 1);
        assert_eq!(findings(&store).await, Vec::<String>::new(), "{}", site.engine);
    }
}

/// The chunks of a folder of backups, by their names.
fn chunks_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for shelf in std::fs::read_dir(folder.join("chunks")).unwrap().flatten() {
        for file in std::fs::read_dir(shelf.path()).unwrap().flatten() {
            let path = file.path();
            let name = path.strip_prefix(folder).unwrap();
            found.push(name.to_string_lossy().into_owned());
        }
    }
    found
}

/// Something in every place that is sealed with keys of the site.
async fn with_much(site: &Site) -> crate::accounts::AccountId {
    lived_in(site).await;
    let accounts = site.store.accounts();
    let ana = accounts.create(person("ana", "Ana Reyes")).await.unwrap();
    let secret = totp::new_secret(site.store.random());
    accounts.set_totp(&ana, secret).await.unwrap();
    let id = ResourceId::in_directory("clinic").unwrap();
    let json = format!(r#"{{"resourceType":"Organization","id":"{id}","name":"Riverside"}}"#);
    let clinic = Ready {
        told: Told::There,
        kind: "Organization".into(),
        id,
        json,
        facts: Facts::default(),
        as_of: None,
    };
    let arrival = Arrival {
        file: "broken.ndjson",
        source: "test",
        found: &[],
        meetings: &[],
        assigned: Assigned { directory: vec![clinic], ..Assigned::default() },
        issues: Vec::new(),
        quarantine: vec![ForQuarantine {
            bytes: b"{broken".to_vec(),
            reason: Issue::new(Severity::Error, Place::default(), "This line is no JSON."),
            case: None,
        }],
        cases: Vec::new(),
    };
    site.store.imports().commit(arrival).await.unwrap();
    ana
}

/// How much is sealed with older keys.
async fn older(store: &Store) -> u64 {
    let mut again = Rotation::default();
    store.reseal(&mut again, &|_| {}).await.unwrap();
    again.resealed
}

#[tokio::test]
async fn lines_accounts_and_what_waits_are_sealed_with_the_new_key_and_stay_as_they_were() {
    for site in both_engines().await {
        let ana = with_much(&site).await;
        site.store.audit().checkpoint().await.unwrap();
        let old = SealingKeys::derive(&keyfile::read_root(site.folder()).unwrap().unwrap());
        let opens = async || {
            let rows = site.store.inner.db.read("test", |tx| tx.query(LINES, &[])).await.unwrap();
            let open = |row: &Row| {
                let (chain, seq): (&str, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
                let context = crate::audit::line_context(chain, seq);
                seal::open(&old.audit, &context, row.get(2).unwrap()).is_ok()
            };
            (rows.iter().filter(|row| open(row)).count(), rows.len())
        };
        let guessed_at = async || {
            let row = site.store.inner.db.read("test", |tx| tx.first(PASSWORDS, &[])).await;
            let row = row.unwrap().unwrap();
            let context = format!("account_password|{}", row.get::<&str>(0).unwrap());
            let phc = seal::open(&old.site, context.as_bytes(), row.get(1).unwrap()).ok()?;
            String::from_utf8(phc).ok()
        };
        assert!(guessed_at().await.unwrap().starts_with("$argon2id$"), "{}", site.engine);
        let signs = site.store.apps().identity_key().await.unwrap();
        let by_the_old = async || {
            let row = site.store.inner.db.read("test", |tx| tx.first(IDENTITY, &[])).await;
            let row = row.unwrap().unwrap();
            seal::open(&old.site, crate::apps::IDENTITY_CONTEXT, row.get(0).unwrap()).is_ok()
        };
        assert!(by_the_old().await, "{}", site.engine);
        let (by_old, all) = opens().await;
        assert!(by_old == all && all > 3, "{by_old} of {all}");

        let rotation = site.store.rotate_keys(None, |_| {}).await.unwrap();

        // Besides the lines: the account, a clinic, two reports, what waits and its bytes.
        assert!(rotation.resealed >= all as u64 + 6, "{rotation:?} {}", site.engine);
        assert_eq!(guessed_at().await, None, "nothing to try passwords at: {}", site.engine);
        assert!(!by_the_old().await, "what signs for apps is sealed anew: {}", site.engine);
        let again = site.opened_again().await.apps().identity_key().await.unwrap();
        assert_eq!(again.reveal(), signs.reveal(), "and is the same: {}", site.engine);
        // Two lines more tell of the ring and of the account.
        assert_eq!(opens().await, (0, all + 2), "{}", site.engine);
        assert_eq!(older(&site.store).await, 0, "{}", site.engine);
        assert_eq!(findings(&site.store).await, Vec::<String>::new(), "{}", site.engine);
        let again = site.opened_again().await;
        assert_eq!(findings(&again).await, Vec::<String>::new(), "{}", site.engine);
        let password = || Hidden::new(PASSWORD.to_owned());
        let signed_in = again.accounts().sign_in("ana", password(), "here").await.unwrap();
        assert!(matches!(signed_in, SignIn::NeedsCode(_)), "{}", ana.0);
        let waiting = again.imports().quarantine(&Who::Operator, 0, 10).await.unwrap();
        let bytes = again.imports().quarantined_bytes(&Who::Operator, &waiting[0].id).await;
        assert_eq!(bytes.unwrap().unwrap().1, b"{broken");
    }
}

/// Stopped when the keys of records are wrapped and nothing else is done; and after one line.
#[tokio::test]
async fn what_was_not_sealed_anew_is_in_the_next_run_and_no_further_key_is_made() {
    for is_one_done in [false, true] {
        for site in both_engines().await {
            with_much(&site).await;
            let next = keyfile::next(site.folder(), site.store.random()).unwrap();
            site.store.put_ring(&next).await.unwrap();
            keyfile::take_next(site.folder(), site.store.now()).unwrap();
            site.store.inner.ring.look_again(site.folder());
            site.store.settle_ring().await.unwrap();
            site.store.rewrap(&mut Rotation::default(), &|_| {}).await.unwrap();
            if is_one_done {
                let row =
                    site.store.inner.db.read("test", |tx| tx.first(LINES, &[])).await.unwrap();
                let row = row.unwrap();
                let (chain, seq): (String, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
                let (context, sealed) =
                    (crate::audit::line_context(&chain, seq), row.get(2).unwrap());
                let anew = site.store.sealed_anew(SealedBy::Audit, &context, sealed).unwrap();
                let values = [chain.into(), seq.into(), sealed.into(), anew.into()];
                let work = move |tx: &mut Tx<'_>| tx.execute(LINE_PUT, &values);
                assert_eq!(site.store.inner.db.write("test", work).await.unwrap(), 1);
            }
            let key = root(&site);
            let store = site.opened_again().await;
            assert_eq!(findings(&store).await, Vec::<String>::new(), "{}", site.engine);

            let rotation = store.rotate_keys(None, |_| {}).await.unwrap();

            assert!(rotation.was_begun && rotation.resealed > 5, "{rotation:?} {}", site.engine);
            assert_eq!(root(&site), key, "no further key: {}", site.engine);
            assert_eq!(older(&store).await, 0, "{}", site.engine);
            assert_eq!(findings(&store).await, Vec::<String>::new(), "{}", site.engine);
            let third = site.store.rotate_keys(None, |_| {}).await.unwrap();
            assert!(!third.was_begun, "that one is finished");
            assert_ne!(root(&site), key);
            assert_eq!(findings(&store).await, Vec::<String>::new(), "{}", site.engine);
        }
    }
}

const LINES: &str = "
    select patient_id, seq, sealed from audit_line order by patient_id, seq";

const IDENTITY: &str = "
    select value from site where name = 'identity'";

const PASSWORDS: &str = "
    select account_id, password from account";

const KEY_OF: &str = "
    select patient_id, sealed_key from patient where patient_id = $1";
