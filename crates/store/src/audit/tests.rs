use bluebutton_record::PatientKey;

use super::{NewLine, append, verify_chains};
use crate::db::Value;
use crate::db::testing::{Site, both_engines};
use crate::testing::{ANA, import, permit};

fn ana() -> PatientKey {
    PatientKey::from_hash(b"ana reyes")
}

fn tom() -> PatientKey {
    PatientKey::from_hash(b"tom becke")
}

/// Writes so many lines into a patient's chain.
async fn lines_for(site: &Site, patient: &PatientKey, count: usize) {
    let (store, patient) = (site.store.clone(), patient.clone());
    let work = move |tx: &mut crate::db::Tx<'_>| {
        for _ in 0..count {
            let line = NewLine::program("view", "medications");
            append(tx, &store, &patient, store.now(), &line)?;
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
async fn a_flipped_bit_in_a_line_is_found_and_named() {
    const READ: &str = "select sealed from audit_line where patient_id = $1 and seq = 3";
    const WRITE: &str = "update audit_line set sealed = $2 where patient_id = $1 and seq = 3";
    for site in both_engines().await {
        signed_site(&site).await;
        let read = |tx: &mut crate::db::Tx<'_>| {
            Ok(tx.first(READ, &[ana().as_str().into()])?.unwrap().bytes(0).to_vec())
        };
        let mut sealed = site.store.inner.db.read("test", read).await.unwrap();
        let middle = sealed.len() / 2;
        sealed[middle] ^= 1;

        tamper(&site, WRITE, vec![ana().as_str().into(), sealed.into()]).await;

        let found = findings(&site).await;
        let named = format!("audit_line {} 3: ", ana());
        assert!(found.iter().all(|finding| finding.starts_with(&named)), "{found:?}");
        assert_eq!(found.len(), 2, "its hash and its seal: {found:?}");
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

        let told: Vec<_> = lines.iter().map(|line| (line.seq, &*line.outcome)).collect();
        assert_eq!(told, [(3, "ok"), (2, "altered"), (1, "ok")], "{}", site.engine);
        assert_eq!((&*lines[1].action, &*lines[0].action), ("", "view"));
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
async fn lines_cut_off_the_end_are_found_even_if_the_head_was_moved_back() {
    const CUT: &str = "delete from audit_line where patient_id = $1 and seq > 3";
    const BACK: &str = "
        update audit_head
        set seq = 3, signed_seq = 3, hash =
            (select hash from audit_line where patient_id = $1 and seq = 3)
        where patient_id = $1";
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, CUT, vec![ana().as_str().into()]).await;
        tamper(&site, BACK, vec![ana().as_str().into()]).await;
        let found = findings(&site).await;
        let expected = format!(
            "audit_line {} 5: was signed by a checkpoint and is gone or was altered",
            ana()
        );
        assert_eq!(found, [expected], "{}", site.engine);
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
    const FORGED: &str = "update audit_checkpoint set signature = $1 where seq = 1";
    const LATER: &str = "update audit_checkpoint set at = at + 1 where seq = 1";
    for site in both_engines().await {
        signed_site(&site).await;
        tamper(&site, FORGED, vec![vec![7_u8; 64].into()]).await;
        assert_eq!(findings(&site).await, ["audit_checkpoint 1: its signature is not this site's"]);
        tamper(&site, LATER, vec![]).await;
        assert!(
            findings(&site).await[0].starts_with("audit_checkpoint 1: its content was altered")
        );
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
                        let line = NewLine::program("view", "overview");
                        append(tx, &again, &ana(), again.now(), &line)
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
