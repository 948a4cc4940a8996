//! Whatever is altered in the database or in the files is found and named.

mod tables;

use jiff::Timestamp;

use crate::db::testing::{Site, both_engines};
use crate::db::{Row, Value};
use crate::testing::{ANA, TOM, import, import_with, result};

async fn site_with_records(site: &Site) {
    let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
    let document: &[u8] = b"<ClinicalDocument/>";
    let resources = vec![result(&ana, "a", "2026-01-01", "1")];
    import_with(&site.store, &ANA, resources, vec![("doc", document)]).await.unwrap();
    import(&site.store, &ANA, vec![result(&ana, "b", "2026-01-02", "1")]).await;
    import(&site.store, &TOM, vec![result(&tom, "a", "2026-01-01", "1")]).await;
}

async fn findings(site: &Site) -> Vec<String> {
    site.store.verify(|_, _| {}).await.unwrap().findings
}

async fn run(site: &Site, sql: &'static str, params: Vec<Value>) -> u64 {
    site.store.inner.db.write("test", move |tx| tx.execute(sql, &params)).await.unwrap()
}

async fn rows(site: &Site, sql: &'static str) -> Vec<Row> {
    site.store.inner.db.read("test", move |tx| tx.query(sql, &[])).await.unwrap()
}

#[tokio::test]
async fn a_store_that_nobody_touched_has_no_findings() {
    for site in both_engines().await {
        site_with_records(&site).await;
        site.store.audit().checkpoint().await.unwrap();
        let found = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(found.findings, Vec::<String>::new(), "{}", site.engine);
        assert_eq!((found.records, found.segments, found.resources), (2, 3, 5));
        assert_eq!((found.audit_lines, found.originals, found.checkpoints), (3, 1, 1));
    }
}

/// Bits of the database file itself, in pages of every kind: seen by its checks, by what is in the rows,
/// or because nothing opens any more. Never passed over, and never a panic.
#[tokio::test]
async fn a_flipped_bit_anywhere_in_the_database_file_is_found() {
    let site = crate::db::testing::on_sqlite().await;
    site_with_records(&site).await;
    let Site { store, .. } = &site;
    store.audit().checkpoint().await.unwrap();
    store.inner.db.forget_deleted().await.unwrap();
    let options = || site.options();
    let file = site.folder().join("bluebutton.sqlite");
    let whole = std::fs::read(&file).unwrap();
    let page = 2048;
    let (mut unseen, mut tried) = (0, 0);
    for number in 0..whole.len() / page {
        for at in places(page) {
            let place = number * page + at;
            if whole[place] == 0 {
                continue;
            }
            let copy = tempfile::tempdir().unwrap();
            std::fs::create_dir(copy.path().join("keys")).unwrap();
            std::fs::copy(site.folder().join("keys/root"), copy.path().join("keys/root")).unwrap();
            copy_files(&site.folder().join("files"), &copy.path().join("files"));
            let mut flipped = whole.clone();
            flipped[place] ^= 4;
            std::fs::write(copy.path().join("bluebutton.sqlite"), &flipped).unwrap();
            let opened = crate::Store::open(crate::OpenOptions {
                data: copy.path().to_owned(),
                ..options()
            });
            let found = match opened.await {
                Ok(store) => store.verify(|_, _| {}).await.map(|found| found.findings),
                Err(error) => Err(error),
            };
            tried += 1;
            unseen += usize::from(found.is_ok_and(|findings| findings.is_empty()));
        }
    }
    assert!(tried > 30, "{tried}");
    // A bit that was left behind in a page where nothing is any more changes nothing.
    assert!(unseen * 10 < tried, "{unseen} of {tried}");
    println!("{tried} flipped bits in pages of the database: {unseen} where nothing is any more");
}

/// Where a bit is flipped in a page: in the middle of its header, and where its newest cell lies; all over it in the
/// longer form (`tests/faults/run`).
fn places(page: usize) -> Vec<usize> {
    let longer = longer().saturating_sub(1) * 2;
    let spread = (0..longer).map(|one| (one * 997 + 101) % page);
    [3, page - 60, page - 20].into_iter().chain(spread).collect()
}

/// How many times as long the tests with faults are: `BLUEBUTTON_TEST_TIMES`.
fn longer() -> usize {
    let times = std::env::var("BLUEBUTTON_TEST_TIMES").ok();
    times.and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

fn copy_files(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_files(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn one_flipped_bit_anywhere_in_a_segment_is_found() {
    for site in both_engines().await {
        site_with_records(&site).await;
        let key = ANA.key(&site.store).await;
        let parts = rows(&site, SEGMENT_PARTS).await;
        for (column, put) in [(2, PUT_INDEX), (3, PUT_DATA)] {
            let whole = parts[0].get::<&[u8]>(column).unwrap().to_vec();
            for at in [0, 11, 12, whole.len() / 2, whole.len() - 1] {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << (at % 8);
                let place = || {
                    vec![
                        parts[0].get::<&str>(0).unwrap().into(),
                        parts[0].get::<i64>(1).unwrap().into(),
                    ]
                };
                let with = |bytes: Vec<u8>| [place(), vec![bytes.into()]].concat();
                run(&site, put, with(flipped)).await;

                let found = findings(&site).await;

                let named = format!("record_segment {} 1", parts[0].get::<&str>(0).unwrap());
                assert!(found.iter().any(|f| f.contains(&named)), "{} {found:?}", site.engine);
                run(&site, put, with(whole.clone())).await;
            }
        }
        assert!(findings(&site).await.is_empty());
        assert!(parts.iter().any(|row| row.get::<&str>(0).unwrap() == key.as_str()));
    }
}

#[tokio::test]
async fn a_last_segment_that_was_taken_away_is_missed() {
    for site in both_engines().await {
        site_with_records(&site).await;
        let key = ANA.key(&site.store).await;
        assert_eq!(run(&site, TAKE_SEGMENT, vec![key.as_str().into()]).await, 1);
        let found = findings(&site).await;
        assert_eq!(found.len(), 1, "{} {found:?}", site.engine);
        assert!(found[0].contains(key.as_str()) && found[0].contains("segment 2"), "{found:?}");
    }
}

#[tokio::test]
async fn segments_of_two_people_that_changed_places_are_found() {
    for site in both_engines().await {
        site_with_records(&site).await;
        let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
        let params = vec![ana.as_str().into(), tom.as_str().into()];
        assert_eq!(run(&site, COPY_SEGMENT, params).await, 1);
        let found = findings(&site).await;
        assert!(found.iter().any(|f| f.contains(&format!("record_segment {ana} 1"))), "{found:?}");
    }
}

#[tokio::test]
async fn an_altered_card_key_or_row_that_belongs_to_nobody_is_found() {
    for site in both_engines().await {
        site_with_records(&site).await;
        let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
        run(&site, SPOIL_CARD, vec![ana.as_str().into()]).await;
        run(&site, TAKE_PATIENT, vec![tom.as_str().into()]).await;
        let found = findings(&site).await;
        assert!(found.iter().any(|f| f.contains(&format!("patient {ana}: the card"))), "{found:?}");
        assert!(found.iter().any(|f| f.contains(&format!("patient {tom}: is gone"))), "{found:?}");
    }
}

#[tokio::test]
async fn an_original_that_was_altered_or_taken_away_is_found() {
    for site in both_engines().await {
        site_with_records(&site).await;
        let key = ANA.key(&site.store).await;
        let folder = site.folder().join("files/originals").join(key.as_str());
        let file = std::fs::read_dir(folder).unwrap().flatten().next().unwrap().path();
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[20] ^= 4;
        std::fs::write(&file, &bytes).unwrap();
        let found = findings(&site).await;
        assert!(found.iter().any(|f| f.contains("its file does not open")), "{found:?}");

        std::fs::remove_file(&file).unwrap();
        let found = findings(&site).await;
        assert!(found.iter().any(|f| f.contains("its file is gone")), "{found:?}");

        run(&site, TAKE_ORIGINALS, Vec::new()).await;
        let found = findings(&site).await;
        assert!(found.iter().any(|f| f.contains("original doc")), "{} {found:?}", site.engine);
    }
}

#[tokio::test]
async fn what_an_interrupted_import_left_behind_is_counted_after_a_day() {
    for site in both_engines().await {
        site_with_records(&site).await;
        let folder =
            site.folder().join("files/originals").join(ANA.key(&site.store).await.as_str());
        let left = folder.join("doc.0000000000000000000000000");
        std::fs::write(&left, b"sealed").unwrap();
        let written = std::fs::metadata(&left).unwrap().modified().unwrap();
        let written = Timestamp::try_from(written).unwrap();
        site.after_seconds(written.as_second() - site.store.now().as_second());
        let young = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(young.leftovers, 0, "{}", site.engine);

        site.after_seconds(2 * 24 * 60 * 60);
        let old = site.store.verify(|_, _| {}).await.unwrap();

        assert_eq!((old.leftovers, left.exists()), (1, true));
        assert!(old.findings.is_empty(), "{:?}", old.findings);
    }
}

const SEGMENT_PARTS: &str = "
    select patient_id, seq, sealed_ledger, sealed
    from record_segment
    where seq = 1
    order by patient_id";

const PUT_INDEX: &str = "
    update record_segment set sealed_ledger = $3 where patient_id = $1 and seq = $2";

const PUT_DATA: &str = "
    update record_segment set sealed = $3 where patient_id = $1 and seq = $2";

const TAKE_SEGMENT: &str = "
    delete from record_segment where patient_id = $1 and seq = 2";

const COPY_SEGMENT: &str = "
    update record_segment
    set sealed = (select sealed from record_segment where patient_id = $2 and seq = 1),
        sealed_ledger = (select sealed_ledger from record_segment where patient_id = $2 and seq = 1)
    where patient_id = $1 and seq = 1";

const SPOIL_CARD: &str = "
    update patient set sealed_card = sealed_key where patient_id = $1";

const TAKE_PATIENT: &str = "
    delete from patient where patient_id = $1";

const TAKE_ORIGINALS: &str = "
    delete from original";
