//! The list of imports, however many there are.

use bluebutton_record::reading::{Issue, Place, Severity};
use jiff::SignedDuration;

use crate::access::Who;
use crate::db::testing::{Site, both_engines};
use crate::db::{Tx, Value};
use crate::imports::report::{REPORT_ADD, seal};
use crate::imports::{ImportFate, ImportFilter, ImportReport};
use crate::limits::SIFTED_MAX;
use crate::testing::{ANA, import, result};

const PAGE: usize = 50;

/// So many imports of the weeks before, put there in one go.
async fn came(site: &Site, numbers: std::ops::Range<usize>) {
    let store = site.store.clone();
    let now = store.now();
    let rows: Vec<[Value; 3]> = numbers
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
            [report.id.as_str().into(), at.as_microsecond().into(), sealed.into()]
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
        assert!(statements < 20 && rows <= SIFTED_MAX as u64 + 9, "{statements} {rows}");
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
        assert_eq!(names(&found.lines), names(&listed), "{}", site.engine);
        for one in &found.lines {
            let own = site.store.imports().file_of(&Who::Operator, &one.id).await.unwrap().unwrap();
            let own = own.pieces.iter().find(|piece| piece.id == one.id).unwrap();
            assert_eq!(one.file, own.file, "{}", site.engine);
            assert_ne!(one.file, one.id, "{}", site.engine);
        }
    }
}

#[tokio::test]
async fn each_piece_of_a_file_leads_to_the_whole_file_and_to_no_other() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let mut ids = Vec::new();
        // Three pieces, a minute apart; the same file again after a longer pause.
        for (number, seconds) in [("0", 60), ("1", 60), ("2", 300), ("3", 0)] {
            let results = vec![result(&key, "a", "2026-01-01", number)];
            ids.push(import(&site.store, &ANA, results).await.id);
            site.after_seconds(seconds);
        }
        let pieces_of = async |id: &str| {
            let found = site.store.imports().file_of(&Who::Operator, id).await.unwrap().unwrap();
            assert!(!found.is_cut, "{}", site.engine);
            found.pieces.into_iter().map(|piece| piece.id).collect::<Vec<_>>()
        };
        let whole = [ids[2].clone(), ids[1].clone(), ids[0].clone()];
        for id in &ids[..3] {
            assert_eq!(pieces_of(id).await, whole, "{}", site.engine);
        }
        assert_eq!(pieces_of(&ids[3]).await, ids[3..], "{}", site.engine);
        let none = site.store.imports().file_of(&Who::Operator, "zz").await.unwrap();
        assert!(none.is_none(), "{}", site.engine);
    }
}
