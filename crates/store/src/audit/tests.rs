mod own;

use bluebutton_record::PatientKey;

use super::{Chain, append, verify_chains};
use crate::db::Value;
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::events::{By, Event, Line};
use crate::testing::{ANA, import, permit};

fn ana() -> PatientKey {
    PatientKey::from_hash(b"ana reyes")
}

fn tom() -> PatientKey {
    PatientKey::from_hash(b"tom becke")
}

fn looked_at(page: &str) -> Line {
    let (page, resource) = (page.to_owned(), None);
    Line::new(By::program(), Event::Viewed { page, resource })
}

/// Writes so many lines into a patient's chain.
async fn lines_for(site: &Site, patient: &PatientKey, count: usize) {
    let (store, patient) = (site.store.clone(), patient.clone());
    let work = move |tx: &mut crate::db::Tx<'_>| {
        for _ in 0..count {
            let line = looked_at("medications");
            append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
        }
        Ok(())
    };
    site.store.inner.db.write("test", work).await.unwrap();
}

async fn tamper(site: &Site, sql: &'static str, values: Vec<Value>) {
    let work = move |tx: &mut crate::db::Tx<'_>| tx.execute(sql, &values);
    let changed = site.store.inner.db.write("tamper", work).await.unwrap();
    assert!(changed > 0, "{}: nothing was altered", site.engine);
}

async fn findings(site: &Site) -> Vec<String> {
    verify_chains(&site.store).await.unwrap().findings
}

/// The row of a chain's head.
async fn head(site: &Site, patient: &PatientKey) -> Vec<Value> {
    let key = [patient.as_str().into()];
    let work = move |tx: &mut crate::db::Tx<'_>| tx.first(super::HEAD, &key);
    site.store.inner.db.read("test", work).await.unwrap().unwrap().0
}

async fn number(site: &Site, sql: &'static str) -> i64 {
    let work =
        move |tx: &mut crate::db::Tx<'_>| Ok(tx.first(sql, &[])?.unwrap().get::<i64>(0).unwrap());
    site.store.inner.db.read("test", work).await.unwrap()
}

/// Two chains, signed.
async fn signed_site(site: &Site) {
    lines_for(site, &ana(), 5).await;
    lines_for(site, &tom(), 3).await;
    site.store.audit().checkpoint().await.unwrap();
}

#[tokio::test]
async fn chains_that_nobody_touched_are_whole() {
    for site in both_engines().await {
        signed_site(&site).await;
        lines_for(&site, &ana(), 2).await;
        site.store.audit().checkpoint().await.unwrap();
        site.store.audit().checkpoint().await.unwrap();

        let check = verify_chains(&site.store).await.unwrap();

        assert_eq!(check.findings, Vec::<String>::new(), "{}", site.engine);
        assert_eq!((check.lines, check.checkpoints), (10, 2), "{}", site.engine);
        assert_eq!(site.store.audit().length(&ana()).await.unwrap(), 7);
    }
}

#[tokio::test]
async fn a_line_has_a_size_whatever_was_typed_and_may_prove_much() {
    for site in both_engines().await {
        let write = async |line: Line| {
            let store = site.store.clone();
            let work = move |tx: &mut crate::db::Tx<'_>| {
                append(tx, &store, &Chain::of(&ana()), store.now(), &line).map(|_| ())
            };
            site.store.inner.db.write("test", work).await
        };
        let refused = write(looked_at(&"x".repeat(20_000))).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))), "{refused:?}");
        let proofs = (0..2_000).map(|number| format!("segment {number}")).collect();
        write(looked_at("overview").with_proof(proofs)).await.unwrap();
        assert!(findings(&site).await.is_empty(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_flipped_bit_in_a_line_is_found_and_named() {
    const READ: &str = "select sealed from audit_line where patient_id = $1 and seq = 3";
    const WRITE: &str = "update audit_line set sealed = $2 where patient_id = $1 and seq = 3";
    for site in both_engines().await {
        signed_site(&site).await;
        let read = |tx: &mut crate::db::Tx<'_>| {
            Ok(tx.first(READ, &[ana().as_str().into()])?.unwrap().get::<&[u8]>(0).unwrap().to_vec())
        };
        let mut sealed = site.store.inner.db.read("test", read).await.unwrap();
        let middle = sealed.len() / 2;
        sealed[middle] ^= 1;

        tamper(&site, WRITE, vec![ana().as_str().into(), sealed.into()]).await;

        let found = findings(&site).await;
        let named = format!("audit_line {} 3: ", ana());
        assert!(found.iter().all(|finding| finding.starts_with(&named)), "{found:?}");
        assert_eq!(found.len(), 1, "its seal: {found:?}");
    }
}

#[tokio::test]
async fn a_patient_reads_the_lines_around_an_altered_one() {
    const WRITE: &str = "update audit_line set sealed = hash where patient_id = $1 and seq = 2";
    for site in both_engines().await {
        import(&site.store, &ANA, Vec::new()).await;
        let key = ANA.key(&site.store).await;
        permit(&site.store, &key).await;
        tamper(&site, WRITE, vec![key.as_str().into()]).await;

        let permit = permit(&site.store, &key).await;
        let lines = site.store.audit().lines(&permit, 0, 9).await.unwrap();

        let told: Vec<_> = lines.iter().map(|line| (line.seq, line.told.is_some())).collect();
        assert_eq!(told, [(3, true), (2, false), (1, true)], "{}", site.engine);
    }
}

#[tokio::test]
async fn a_line_with_another_time_is_found() {
    const LATER: &str = "update audit_line set at = at + 1 where patient_id = $1 and seq = 2";
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, LATER, vec![tom().as_str().into()]).await;
        let found = findings(&site).await;
        assert!(found[0].starts_with(&format!("audit_line {} 2: was altered", tom())), "{found:?}");
    }
}

#[tokio::test]
async fn lines_cut_off_the_end_are_found_even_if_the_head_was_put_back() {
    const CUT: &str = "delete from audit_line where patient_id = $1 and seq > 5";
    const BACK: &str = "
        update audit_head
        set seq = $2, hash = $3, logged_seq = $4, counted_seq = $5, guard = $6
        where patient_id = $1";
    for site in both_engines().await {
        signed_site(&site).await;
        let before = head(&site, &ana()).await;
        lines_for(&site, &ana(), 2).await;
        site.store.audit().checkpoint().await.unwrap();
        tamper(&site, CUT, vec![ana().as_str().into()]).await;
        tamper(&site, BACK, before).await;

        let found = findings(&site).await;

        let expected =
            format!("audit_line {} 7: the log holds it, and it is gone or was altered", ana());
        assert!(found.contains(&expected), "{}: {found:?}", site.engine);
    }
}

/// What somebody did who could write SQL: the newest checkpoints, their leaves and tiles taken
/// away, the heads put back as they were, and a chain cut.
#[tokio::test]
async fn a_line_that_nobody_could_list_is_refused_with_all_that_it_would_tell() {
    for site in both_engines().await {
        lines_for(&site, &ana(), 1).await;
        let store = site.store.clone();
        let work = move |tx: &mut crate::db::Tx<'_>| {
            append(tx, &store, &Chain::of(&ana()), store.now(), &looked_at("medications"))?;
            let reason = Some("because ".repeat(3_000));
            let line = Line { by: By { reason, ..By::program() }, ..looked_at("results") };
            append(tx, &store, &Chain::of(&ana()), store.now(), &line)
        };
        let refused = site.store.inner.db.write("test", work).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed("too-long-for-the-trail"))));
        let left = number(&site, "select count(*) from audit_line").await;
        assert_eq!(left, 1, "{}: and nothing of that deed is told", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_trail_set_back_as_a_whole_is_found_by_what_is_remembered_outside() {
    const BACK: [&str; 4] = [
        "delete from audit_line where patient_id = $1 and seq > 5",
        "delete from log_leaf where chain = $1 and seq > 5",
        "delete from log_checkpoint where size > 2 or note = $1",
        "update log_tile set hashes = substr(hashes, 1, 64) where level = 0 or $1 = ''",
    ];
    const HEAD_BACK: &str = "
        update audit_head
        set seq = $2, hash = $3, logged_seq = $4, counted_seq = $5, guard = $6
        where patient_id = $1";
    for site in both_engines().await {
        signed_site(&site).await;
        let before = head(&site, &ana()).await;
        lines_for(&site, &ana(), 2).await;
        site.store.audit().checkpoint().await.unwrap();
        for sql in BACK {
            tamper(&site, sql, vec![ana().as_str().into()]).await;
        }
        tamper(&site, HEAD_BACK, before).await;

        let found = findings(&site).await;

        assert_eq!(found.len(), 1, "{}: {found:?}", site.engine);
        assert!(found[0].contains("remembers checkpoint 3, and the database ends at 2"));
        let refused = site.open_again().await.map(|_| ());
        let Err(StoreError::Settings(sentence)) = refused else { panic!("{refused:?}") };
        assert!(sentence.starts_with("the database is older than it was"), "{sentence}");
    }
}

#[tokio::test]
async fn another_history_of_the_same_length_is_refused_too() {
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, "update log_tile set hashes = $1", vec![vec![7_u8; 64].into()]).await;
        assert!(matches!(site.open_again().await.map(|_| ()), Err(StoreError::Settings(_))));
        let found = findings(&site).await;
        assert_eq!(found, ["log_tile 0 0: is gone, or is not what its leaves make"]);
    }
}

#[tokio::test]
async fn a_checkpoint_costs_by_what_changed_and_many_tiles_stay_whole() {
    for site in both_engines().await {
        signed_site(&site).await;
        let store = site.store.clone();
        let many = move |tx: &mut crate::db::Tx<'_>| {
            for number in 0..600_u32 {
                let mut bytes = [0; 9];
                bytes[..4].copy_from_slice(&number.to_be_bytes());
                let patient = PatientKey::from_hash(&bytes);
                let line = looked_at("overview");
                append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
            }
            Ok(())
        };
        site.store.inner.db.write("test", many).await.unwrap();
        site.store.audit().checkpoint().await.unwrap();
        lines_for(&site, &tom(), 1).await;
        site.store.audit().checkpoint().await.unwrap();

        let leaves = number(&site, "select count(*) from log_leaf").await;
        assert_eq!(leaves, 2 + 600 + 1, "{}", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new());
        site.open_again().await.unwrap();
    }
}

#[tokio::test]
async fn each_event_is_counted_once() {
    for site in both_engines().await {
        lines_for(&site, &ana(), 5).await;
        site.store.audit().count_events().await.unwrap();
        site.store.audit().count_events().await.unwrap();
        lines_for(&site, &ana(), 1).await;
        lines_for(&site, &tom(), 2).await;
        site.store.audit().count_events().await.unwrap();
        let counted = site.store.audit().measures("2026-05-03").await.unwrap();
        let counted: Vec<_> =
            counted.iter().map(|day| (&*day.day, &*day.what, day.number)).collect();
        assert_eq!(counted, [("2026-05-03", "viewed", 8)], "{}", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn lines_cut_off_before_any_checkpoint_are_found_by_the_head() {
    const CUT: &str = "delete from audit_line where patient_id = $1 and seq = 4";
    for site in both_engines().await {
        lines_for(&site, &ana(), 4).await;
        tamper(&site, CUT, vec![ana().as_str().into()]).await;
        let found = findings(&site).await;
        let expected = format!("audit_head {} 4: the chain does not end where it should", ana());
        assert_eq!(found, [expected], "{}", site.engine);
    }
}

#[tokio::test]
async fn a_line_taken_out_of_the_middle_is_found() {
    const OUT: &str = "delete from audit_line where patient_id = $1 and seq = 2";
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, OUT, vec![ana().as_str().into()]).await;
        let found = findings(&site).await;
        let expected = format!("audit_line {} 3: the lines from 2 on are missing before it", ana());
        assert!(found.contains(&expected), "{found:?}");
    }
}

#[tokio::test]
async fn two_lines_that_changed_places_are_found() {
    const SWAP: &str = "
        update audit_line
        set seq = case when seq = 1002 then 3 else 2 end
        where patient_id = $1 and seq in (1002, 1003)";
    const AWAY: &str = "
        update audit_line
        set seq = seq + 1000
        where patient_id = $1 and seq in (2, 3)";
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, AWAY, vec![ana().as_str().into()]).await;
        tamper(&site, SWAP, vec![ana().as_str().into()]).await;
        let found = findings(&site).await;
        for seq in [2, 3] {
            let named = format!("audit_line {} {seq}: its content was altered, moved", ana());
            assert!(found.iter().any(|finding| finding.starts_with(&named)), "{found:?}");
        }
    }
}

#[tokio::test]
async fn a_whole_chain_that_was_removed_is_found() {
    const LINES: &str = "delete from audit_line where patient_id = $1";
    const HEAD: &str = "delete from audit_head where patient_id = $1";
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, LINES, vec![tom().as_str().into()]).await;
        tamper(&site, HEAD, vec![tom().as_str().into()]).await;
        assert_eq!(findings(&site).await.len(), 1, "{}", site.engine);
    }
}

#[tokio::test]
async fn a_checkpoint_that_was_altered_or_is_not_ours_is_found() {
    const FORGED: &str = "update log_checkpoint set note = $1";
    const GONE: &str = "delete from log_checkpoint where size = 2";
    for site in both_engines().await {
        signed_site(&site).await;
        let other = bluebutton_crypto::sign::SigningKey::from_seed(&[7; 32]);
        let forged = bluebutton_crypto::note::Signer::of_log(&other).sign(2, [0; 32]);
        tamper(&site, FORGED, vec![forged.into()]).await;
        assert_eq!(findings(&site).await, ["log_checkpoint 2: it is not as this site signed it"]);
        tamper(&site, GONE, vec![]).await;
        assert_eq!(findings(&site).await, ["log_checkpoint 2: is missing; the newest is 0"]);
    }
}

#[tokio::test]
async fn a_leaf_that_was_altered_is_found() {
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, "update log_leaf set seq = seq - 1 where leaf = 0", vec![]).await;
        let found = findings(&site).await;
        assert!(found.iter().any(|f| f.starts_with("log_tile 0 0")), "{found:?}");
        assert!(found.iter().any(|f| f.starts_with("log_checkpoint 2")), "{found:?}");
    }
}

#[tokio::test]
async fn many_writers_at_once_lose_no_line() {
    for site in both_engines().await {
        let other = site.opened_again().await;
        let stores = [&site.store, &other].into_iter().cycle();
        let writers: Vec<_> = (0..8)
            .zip(stores)
            .map(|(_, store)| {
                let store = store.clone();
                tokio::spawn(async move {
                    let again = store.clone();
                    let work = move |tx: &mut crate::db::Tx<'_>| {
                        let line = looked_at("overview");
                        append(tx, &again, &Chain::of(&ana()), again.now(), &line)
                    };
                    let key = ana();
                    store.inner.db.write_to_record(key.as_str(), "test", work).await.unwrap()
                })
            })
            .collect();
        let mut places = Vec::new();
        for writer in writers {
            places.push(writer.await.unwrap());
        }
        places.sort_unstable();
        assert_eq!(places, [1, 2, 3, 4, 5, 6, 7, 8], "{}", site.engine);
        assert_eq!(findings(&site).await, Vec::<String>::new());
    }
}
