//! What somebody did, among many lines of others, on both engines.

use super::lines_for;
use crate::access::{Action, Rights, Who};
use crate::accounts::LetIn;
use crate::accounts::tests::person;
use crate::db::testing::both_engines;
use crate::limits::OWN_LINES_LOOKED_MAX;
use crate::testing::{ANA, import};

#[tokio::test]
async fn what_somebody_did_is_read_by_pieces_and_all_of_it_among_many_lines_of_others() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, Vec::new()).await;
        let accounts = site.store.accounts();
        let ana = accounts.create(person("ana", "Ana Reyes")).await.unwrap();
        let lucia = accounts.create(person("lucia", "Lucía Reyes")).await.unwrap();
        accounts.own(&ana, &key).await.unwrap();
        let new = LetIn::everything("Lucía", Rights { view: true, ..Rights::NONE }, None);
        let (code, _) = accounts.let_in(&Who::Account(ana.clone()), &key, new).await.unwrap();
        accounts.accept(&lucia, &code, jiff::civil::date(1955, 3, 14), "here").await.unwrap();
        let looks = || Action::View { page: "medications", resource: None };
        let (store, who) = (&site.store, Who::Account(lucia.clone()));
        store.access().open(&who, &key, looks()).await.unwrap();
        // In pieces: a transaction that waits too long is ended.
        for _ in 0..10 {
            lines_for(&site, &key, OWN_LINES_LOOKED_MAX / 5 + 1).await;
        }
        for _ in 0..3 {
            store.access().open(&who, &key, looks()).await.unwrap();
        }
        let permit = store.access().open(&who, &key, looks()).await.unwrap();

        let (mut from, mut pieces) = (String::new(), Vec::new());
        loop {
            let piece = store.audit().own_lines(&permit, &from, 2).await.unwrap();
            let mut told = piece.lines.iter().filter_map(|line| line.told.as_ref());
            assert!(told.all(|(by, _)| by.account.as_ref() == Some(&lucia)), "{}", site.engine);
            pieces.push(piece.lines.len());
            let Some(older) = piece.older else { break };
            from = older;
        }
        // Four looks now, a piece in which nothing of hers is found, her first look and her coming.
        assert_eq!(pieces, [2, 2, 0, 2], "{}", site.engine);

        let anas = store.access().open(&Who::Account(ana), &key, looks()).await.unwrap();
        let there = store.audit().own_lines(&anas, &from, 9).await.unwrap();
        let newest = store.audit().own_lines(&anas, "", 9).await.unwrap();
        assert_eq!(there.lines, newest.lines, "another's place is none");
    }
}
