//! The list of imports, however many there are.

use bluebutton_record::normalize::Assigned;
use bluebutton_record::reading::{Issue, Place, Severity};
use jiff::SignedDuration;

use crate::access::Who;
use crate::db::testing::{Site, both_engines};
use crate::db::{Tx, Value};
use crate::imports::report::{REPORT_ADD, seal};
use crate::imports::{Arrival, ImportFate, ImportFilter, ImportReport, ImportedFile};
use crate::limits::SIFTED_MAX;
use crate::testing::{ANA, import, result};

const PAGE: usize = 50;

/// So many imports of the weeks before, put there in one go.
async fn came(site: &Site, numbers: std::ops::Range<usize>) {
    let store = site.store.clone();
    let now = store.now();
    let rows: Vec<[Value; 4]> = numbers
        .map(|number| {
            let at = now - SignedDuration::from_mins(number as i64 + 1);
            let issue = Issue::new(Severity::Note, Place::default(), "Odd.".to_owned());
            let report = ImportReport {
                id: format!("{number:026}"),
                file: format!("week-{number}.json"),
                at,
                issues: vec![issue],
                ..ImportReport::default()
            };
            let sealed = seal(&store, &report, None).unwrap();
            [report.id.as_str().into(), at.as_microsecond().into(), sealed.into(), Value::Null]
        })
        .collect();
    for piece in rows.chunks(1_000) {
        let piece = piece.to_vec();
        let work = move |tx: &mut Tx<'_>| {
            piece.iter().try_for_each(|row| tx.execute(REPORT_ADD, row).map(|_| ()))
        };
        site.store.inner.db.write("many imports", work).await.unwrap();
    }
}

/// What a page asks of the database, and how many lines it has.
async fn costs(site: &Site, filter: &ImportFilter, skip: usize) -> ((u64, u64), usize) {
    let before = site.store.statements_and_rows();
    let found = site.store.imports().fitting(&Who::Operator, filter, (skip, PAGE)).await.unwrap();
    let after = site.store.statements_and_rows();
    ((after.0 - before.0, after.1 - before.1), found.lines.len())
}

#[tokio::test]
async fn ten_thousand_imports_make_no_page_of_the_list_ask_for_more() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        came(&site, 0..60).await;
        let all = ImportFilter::default();
        let (few, lines) = costs(&site, &all, 0).await;
        assert_eq!(lines, PAGE, "{}", site.engine);

        site.after_seconds(60 * 60 * 24 * 8);
        came(&site, 60..10_000).await;

        for skip in [0, 9_000] {
            let (cost, lines) = costs(&site, &all, skip).await;
            assert_eq!(lines, PAGE, "{}: page of {skip}", site.engine);
            assert!(cost.0 <= few.0 && cost.1 <= few.1, "{}: {few:?}, now {cost:?}", site.engine);
        }
        // What stands in the lines is looked through, so far and no further.
        let none = ImportFilter { fate: Some(ImportFate::Quarantined), ..ImportFilter::default() };
        let ((statements, rows), lines) = costs(&site, &none, 0).await;
        assert!(statements < 30 && rows <= SIFTED_MAX as u64 + 9, "{statements} {rows}");
        assert_eq!(lines, 0, "{}", site.engine);
    }
}

#[tokio::test]
async fn of_several_imports_each_has_the_name_of_its_own_file() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        for number in 0..3 {
            let value = number.to_string();
            import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", &value)]).await;
            site.after_seconds(60);
        }
        let all = ImportFilter::default();
        let found = site.store.imports().fitting(&Who::Operator, &all, (0, 9)).await.unwrap();
        let listed = site.store.imports().list(&Who::Operator, 0, 9).await.unwrap();
        let names = |all: &[ImportReport]| -> Vec<(String, String)> {
            all.iter().map(|one| (one.id.clone(), one.file.clone())).collect()
        };
        let shown: Vec<ImportReport> =
            found.lines.into_iter().flat_map(|file| file.pieces).collect();
        assert_eq!(names(&shown), names(&listed), "{}", site.engine);
        for one in &shown {
            let own = site.store.imports().file_of(&Who::Operator, &one.id).await.unwrap().unwrap();
            let own = own.pieces.iter().find(|piece| piece.id == one.id).unwrap();
            assert_eq!(one.file, own.file, "{}", site.engine);
            assert_ne!(one.file, one.id, "{}", site.engine);
        }
    }
}

/// So much of a file that names nobody, as its first piece or a further one.
async fn piece(site: &Site, file: &str, first: Option<&str>) -> String {
    let note = Issue::new(Severity::Note, Place::default(), "Odd.".to_owned());
    let arrival = Arrival {
        file,
        source: "test",
        found: &[],
        meetings: &[],
        assigned: Assigned::default(),
        issues: vec![note],
        quarantine: Vec::new(),
        cases: Vec::new(),
    };
    let imports = site.store.imports();
    let done = match first {
        Some(first) => imports.commit_piece(arrival, first).await,
        None => imports.commit(arrival).await,
    };
    site.after_seconds(1);
    done.unwrap().id
}

fn ids(file: &ImportedFile) -> Vec<&str> {
    file.pieces.iter().map(|piece| piece.id.as_str()).collect()
}

#[tokio::test]
async fn each_piece_of_a_file_leads_to_the_whole_file_and_to_no_other() {
    for site in both_engines().await {
        let first = piece(&site, "a.ndjson", None).await;
        let other = piece(&site, "b.ndjson", None).await;
        let second = piece(&site, "a.ndjson", Some(&first)).await;
        // The same file, brought again.
        let again = piece(&site, "a.ndjson", None).await;
        let third = piece(&site, "a.ndjson", Some(&first)).await;

        let whole = [first.as_str(), &second, &third];
        for id in whole {
            let found = site.store.imports().file_of(&Who::Operator, id).await.unwrap().unwrap();
            assert_eq!((ids(&found), found.is_cut), (whole.to_vec(), false), "{}", site.engine);
        }
        for id in [&other, &again] {
            let found = site.store.imports().file_of(&Who::Operator, id).await.unwrap().unwrap();
            assert_eq!(ids(&found), [id], "{}", site.engine);
        }
        let none = site.store.imports().file_of(&Who::Operator, "zz").await.unwrap();
        assert!(none.is_none(), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_file_whose_pieces_are_more_than_a_page_is_one_line_on_one_page() {
    for site in both_engines().await {
        let old = piece(&site, "old.json", None).await;
        let first = piece(&site, "big.ndjson", None).await;
        let mut big = vec![first.clone()];
        for _ in 0..PAGE {
            big.push(piece(&site, "big.ndjson", Some(&first)).await);
        }
        let new = piece(&site, "new.json", None).await;

        for filter in [
            ImportFilter::default(),
            ImportFilter { fate: Some(ImportFate::Issues), ..ImportFilter::default() },
        ] {
            let page = async |place: (usize, usize)| {
                site.store.imports().fitting(&Who::Operator, &filter, place).await.unwrap().lines
            };
            let all = page((0, PAGE)).await;
            let said: Vec<_> = all.iter().map(ids).collect();
            assert_eq!(
                said,
                [vec![new.as_str()], big.iter().map(String::as_str).collect(), vec![&old]]
            );
            assert!(all.iter().all(|file| !file.is_cut), "{}", site.engine);
            // Wherever a page ends, nothing stands on two.
            for (skip, own) in [&new, &first, &old].into_iter().enumerate() {
                let one = page((skip, 1)).await;
                assert_eq!(one.iter().map(|file| ids(file)[0]).collect::<Vec<_>>(), [own]);
            }
        }
        let names = ImportFilter { file: "BIG".to_owned(), ..ImportFilter::default() };
        let named = site.store.imports().fitting(&Who::Operator, &names, (0, PAGE)).await.unwrap();
        assert_eq!(
            named.lines.iter().map(|file| file.pieces.len()).collect::<Vec<_>>(),
            [PAGE + 1]
        );
        // Whose piece it is stands in a line: nobody hides an import under another unseen.
        let whole = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!(whole.findings, Vec::<String>::new(), "{}", site.engine);
        let hidden = [new.as_str().into(), first.as_str().into()];
        let work = move |tx: &mut Tx<'_>| tx.execute(HIDE, &hidden).map(|_| ());
        site.store.inner.db.write("hide an import", work).await.unwrap();
        let altered = site.store.verify(|_, _| {}).await.unwrap();
        assert!(altered.findings.iter().any(|one| one.contains(&new)), "{:?}", altered.findings);
    }
}

const HIDE: &str = "update import_report set part_of = $2 where import_id = $1";
