//! Whom a court keeps out, and the papers of the office.

use super::*;

#[tokio::test]
async fn whom_a_court_keeps_out_is_let_in_by_nobody() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let (accounts, key) = (stage.site.store.accounts(), &stage.key);
        let access = stage.site.store.access();
        let omar = stage.comes(&LEO, "omar", parent("Omar Haddad")).await;
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;
        let by_clara = Who::Account(clara.clone());
        let friend = LetIn::everything("A friend", VIEW_ONLY, None);
        let (code, _) = accounts.let_in(&by_clara, key, friend).await.unwrap();

        let order = NewOrder {
            name: "HADDAD, Omar".to_owned(),
            note: "County court, 7".to_owned(),
            until: None,
            paper: Some(paper()),
        };
        assert_eq!(
            refusal(access.enter_order(&stage.desk, key, order.clone()).await),
            "not-your-office"
        );
        assert_eq!(access.enter_order(&stage.office, key, order).await.unwrap(), 1);

        assert!(is_over(&opens(&stage.site, &omar, key, view()).await), "at once");
        opens(&stage.site, &clara, key, view()).await.unwrap();
        // Neither by name, nor by what he was, nor with a code under another name.
        let again = LetIn::everything("Omar Haddad", VIEW_ONLY, None);
        assert_eq!(refusal(accounts.let_in(&by_clara, key, again).await), "barred-by-order");
        let entered = accounts.enter_representative(&stage.office, key, parent("Omar Haddad"));
        assert_eq!(refusal(entered.await), "barred-by-order");
        let one = stage.one("Omar Haddad").await;
        let back = accounts.give_representative_back(&stage.office, key, &one).await;
        assert_eq!(refusal(back), "barred-by-order");
        let born: Date = LEO.birth_date.parse().unwrap();
        let taken = accounts.accept(&omar, &code, born, "here").await.unwrap();
        assert!(matches!(taken, Redeemed::Wrong), "{taken:?}");
        let taken = accounts.redeem(&code, born, person("omar2", "Omar B. Haddad"), "here").await;
        assert!(matches!(taken.unwrap(), Redeemed::Wrong), "a new account of his");
        opens(&stage.site, &omar, key, view()).await.unwrap_err();

        // Once the order has ended, the office may give it back.
        let held = access.orders(&stage.office, key).await.unwrap().remove(0);
        access.end_order(&stage.office, key, &held).await.unwrap();
        accounts.give_representative_back(&stage.office, key, &one).await.unwrap();
        opens(&stage.site, &omar, key, view()).await.unwrap();
        assert!(stage.is_whole().await);
    }
}

#[tokio::test]
async fn a_paper_is_the_offices_alone_and_each_look_is_told() {
    for site in both_engines().await {
        let stage = Stage::of(site, &LEO).await;
        let access = stage.site.store.access();
        let new = NewRepresentative {
            authority: Authority::Guardian,
            paper: Some(paper()),
            ..parent("Clara Reyes")
        };
        let clara = stage.comes(&LEO, "clara", new).await;
        let leo = stage.child("leo").await;
        let one = stage.one("Clara Reyes").await;
        assert_eq!(one.until, None, "a court's guardian is not only a child's");
        let id = one.paper.unwrap();
        for who in [&stage.desk, &Who::Account(clara), &Who::Account(leo)] {
            let opened = access.office_paper(who, &stage.key, &id).await;
            assert!(refusal(opened).starts_with("not-"), "{}", stage.site.engine);
        }
        let opened = access.office_paper(&stage.office, &stage.key, &id).await.unwrap();
        assert_eq!(opened, paper());
        assert!(matches!(newest_line(&stage.site, &stage.key).await.1, Event::OfficePaperOpened));
        assert_eq!(
            refusal(access.office_paper(&stage.office, &stage.key, "none").await),
            "not-found"
        );
    }
}
