//! A record leaves in pieces, whole, and no piece is larger than another.

use bluebutton_record::{ResourceId, Section, Selection};

use super::only;
use crate::db::testing::{both_engines, on_sqlite};
use crate::limits::{FLOW_IN_ORDER_MAX, FLOW_PIECE};
use crate::testing::{ANA, import, other, record, result};

#[tokio::test]
async fn what_flows_is_what_is_read_and_says_the_same_of_itself() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let refers = r#""performer":[{"reference":"Practitioner/dir.p"}]"#;
        let mut resources = vec![other(&key, "Procedure", "p", refers)];
        let day = |n: usize| format!("20{:02}-01-01", n % 26);
        resources.extend((0..FLOW_PIECE + 7).map(|n| result(&key, &format!("r{n}"), &day(n), "1")));
        import(&site.store, &ANA, resources).await;
        import(&site.store, &ANA, vec![result(&key, "r1", "2026-01-01", "2")]).await;
        let record = record(&site.store, &ANA).await;
        for selection in [Selection::default(), only(Section::Results)] {
            let (read, manifest) = record.read(&selection).await.unwrap();

            let mut flow = record.flow(&selection);
            let mut flowed = Vec::new();
            while let Some(piece) = flow.next().await.unwrap() {
                assert!(piece.len() <= FLOW_PIECE);
                flowed.extend(piece);
            }

            let told = |all: &[bluebutton_record::Resource]| -> Vec<_> {
                all.iter().map(|it| (it.id.clone(), it.version, it.json.clone())).collect()
            };
            assert_eq!(told(&flowed), told(&read), "{}", site.engine);
            let made_at = manifest.made_at;
            let same = bluebutton_record::Manifest { made_at, ..flow.manifest().clone() };
            assert_eq!(same, manifest);
            let is_whole = selection.is_everything();
            let practitioner = ResourceId::parse("dir.p").unwrap();
            assert_eq!(flow.directory(), if is_whole { vec![practitioner] } else { vec![] });
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_at_the_end_and_the_rest_flows() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        import(&site.store, &ANA, vec![result(&key, "b", "2026-01-02", "1")]).await;
        site.store.inner.db.write("test", |tx| tx.execute(super::DAMAGE, &[])).await.unwrap();
        let mut flow = record(&site.store, &ANA).await.flow(&Selection::default());
        let mut count = 0;
        while let Some(piece) = flow.next().await.unwrap() {
            count += piece.len();
        }
        assert_eq!((count, flow.manifest().total()), (2, 2), "{}", site.engine);
        assert_eq!(flow.manifest().unreadable, [format!("{key}.b")]);
    }
}

/// Of a record that is longer than what the cache holds, one piece and the segments it touches are in
/// memory: each segment is asked for in one stretch, never again.
#[tokio::test]
async fn a_very_long_record_leaves_segment_by_segment() {
    let site = on_sqlite().await;
    let key = ANA.key(&site.store).await;
    let half = FLOW_IN_ORDER_MAX / 2 + 9;
    for start in [0, half] {
        let day = |n: usize| format!("20{:02}-01-01", n % 26);
        let part = (start..start + half).map(|n| result(&key, &format!("r{n}"), &day(n), "1"));
        import(&site.store, &ANA, part.collect()).await;
    }
    let record = record(&site.store, &ANA).await;
    let kept = &site.store.inner.caches.data;
    kept.invalidate_all();
    let mut flow = record.flow(&Selection::default());
    let (mut count, mut segments) = (0, Vec::new());
    while let Some(piece) = flow.next().await.unwrap() {
        assert!(piece.len() <= FLOW_PIECE);
        if count == 0 {
            assert_eq!(&*piece[0].kind, "Patient", "who it is about comes first");
        }
        count += piece.len();
        let mut touched: Vec<u32> = piece
            .iter()
            .filter(|it| &*it.kind != "Patient")
            .filter_map(|it| record.merged().find(&it.id).map(|it| record.merged().segment(it)))
            .collect();
        touched.dedup();
        assert!(touched.len() <= 2, "a piece touches {} segments", touched.len());
        segments.extend(touched);
    }
    segments.dedup();
    assert_eq!(count, 2 * half + 1);
    assert_eq!(kept.count(), 0, "nothing of it takes the place of what others look at");
    assert!(segments.is_sorted(), "a segment is decoded in one stretch: {segments:?}");
    // Nor what is read of it in any order, to be laid out.
    let (chosen, _) = record.choose(&Selection::default());
    for piece in chosen.as_stored().rchunks(FLOW_PIECE) {
        assert!(chosen.read(piece).await.unwrap().iter().all(Option::is_some));
    }
    assert_eq!(kept.count(), 0, "nothing of it takes the place of what others look at");
}
