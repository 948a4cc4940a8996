//! Somebody else who has the name in a court's order, on both engines.

use super::*;
use crate::access::orders::CourtOrder;
use crate::events::Event;

/// Omar, whom the order means, and an uncle of the same name whom Clara lets in.
struct TwoOfAName {
    stage: Stage,
    clara: AccountId,
    omar: AccountId,
    uncle: AccountId,
    /// How the uncle was let in.
    grant: String,
}

impl TwoOfAName {
    async fn of(site: Site) -> Self {
        let stage = Stage::of(site, &LEO).await;
        let omar = stage.comes(&LEO, "omar", parent("Omar Haddad")).await;
        let clara = stage.comes(&LEO, "clara", parent("Clara Reyes")).await;
        let accounts = stage.site.store.accounts();
        let uncle = accounts.create(person("uncle", "Omar Haddad")).await.unwrap();
        let new = LetIn::everything("Uncle Omar", VIEW_ONLY, None);
        let by_clara = Who::Account(clara.clone());
        let (code, _) = accounts.let_in(&by_clara, &stage.key, new).await.unwrap();
        let born: Date = LEO.birth_date.parse().unwrap();
        let came = accounts.accept(&uncle, &code, born, "here").await.unwrap();
        assert!(matches!(came, Redeemed::Done(_)));
        let grant = stage.people(&clara).await.remove(0).id;
        let order = NewOrder {
            name: "Omar Haddad".to_owned(),
            note: "County court, 7".to_owned(),
            until: None,
            paper: None,
        };
        let access = stage.site.store.access();
        assert_eq!(access.enter_order(&stage.office, &stage.key, order).await.unwrap(), 2);
        Self { stage, clara, omar, uncle, grant }
    }

    async fn order(&self) -> CourtOrder {
        let access = self.stage.site.store.access();
        access.orders(&self.stage.office, &self.stage.key).await.unwrap().remove(0)
    }

    async fn spare(&self, who: &Who, grant: &str, why: &str) -> Result<()> {
        let order = self.order().await;
        let one = order.maybe_meant.iter().find(|one| one.grant == grant).unwrap();
        self.stage.site.store.access().spare(who, &self.stage.key, (&order, one), why).await
    }

    async fn gives_back(&self) -> Result<()> {
        let (accounts, by_clara) =
            (self.stage.site.store.accounts(), Who::Account(self.clara.clone()));
        accounts.give_back(&by_clara, &self.stage.key, (&self.grant, "Omar Haddad")).await
    }
}

#[tokio::test]
async fn a_namesake_is_told_apart_by_the_office_and_nobody_comes_in_with_him() {
    for site in both_engines().await {
        let two = TwoOfAName::of(site).await;
        let (stage, key) = (&two.stage, &two.stage.key);
        let accounts = stage.site.store.accounts();
        assert_eq!(two.order().await.maybe_meant.len(), 2, "the office sees both");
        assert_eq!(refusal(two.gives_back().await), "barred-by-order");
        for (who, why, refused) in [
            (&stage.desk, "Born in 1950.", "not-your-office"),
            (&Who::Account(two.clara.clone()), "Born in 1950.", "not-in-your-rights"),
            (&stage.office, "  ", "order-spare-needs-words"),
        ] {
            assert_eq!(refusal(two.spare(who, &two.grant, why).await), refused);
        }

        two.spare(&stage.office, &two.grant, "Born in 1950, passport.").await.unwrap();

        assert!(is_over(&opens(&stage.site, &two.uncle, key, view()).await), "not by itself");
        two.gives_back().await.unwrap();
        opens(&stage.site, &two.uncle, key, view()).await.unwrap();
        let shown = two.order().await.maybe_meant;
        let spared = |one: &&crate::access::orders::MaybeMeant| one.spared.is_some();
        let known = shown.iter().find(spared).unwrap();
        let by = known.spared.clone().unwrap();
        assert_eq!(by, ("Born in 1950, passport.".to_owned(), Some(NORA.to_owned())));

        // Whom the court means stays out: by his grant, by a new code under the name, by a new account.
        let his = stage.one("Omar Haddad").await;
        let back = accounts.give_representative_back(&stage.office, key, &his).await;
        assert_eq!(refusal(back), "barred-by-order");
        let born: Date = LEO.birth_date.parse().unwrap();
        let again = LetIn::everything("Omar Haddad", VIEW_ONLY, None);
        let by_clara = Who::Account(two.clara.clone());
        let (code, _) = accounts.let_in(&by_clara, key, again).await.unwrap();
        let taken = accounts.accept(&two.omar, &code, born, "here").await.unwrap();
        assert!(matches!(taken, Redeemed::Wrong), "{taken:?}");
        let new = person("omar2", "Omar Haddad");
        let taken = accounts.redeem(&code, born, new, "here").await.unwrap();
        assert!(matches!(taken, Redeemed::Wrong), "a new account of his");
        opens(&stage.site, &two.omar, key, view()).await.unwrap_err();

        let child = Who::Account(stage.child("leo").await);
        let permit = stage.site.store.access().open(&child, key, view()).await.unwrap();
        let lines = stage.site.store.audit().lines(&permit, 0, 200).await.unwrap();
        let is_told = lines.iter().filter_map(|line| line.told.as_ref()).any(|(by, event)| {
            let step = crate::events::OrderStep::Spared;
            let told = Event::AccessOrder { step, name: "Omar Haddad".to_owned() };
            by.name.as_deref() == Some(NORA) && *event == told
        });
        assert!(is_told, "the patient reads who decided it");
        assert!(stage.is_whole().await);
    }
}

#[tokio::test]
async fn who_never_came_is_not_told_apart_and_an_order_that_ended_bars_nobody() {
    for site in both_engines().await {
        let two = TwoOfAName::of(site).await;
        let (access, stage) = (two.stage.site.store.access(), &two.stage);
        let order = two.order().await;
        access.end_order(&stage.office, &stage.key, &order).await.unwrap();
        assert_eq!(
            refusal(two.spare(&stage.office, &two.grant, "Born in 1950.").await),
            "not-found",
            "there is nothing to be spared from"
        );
        two.gives_back().await.unwrap();
        opens(&stage.site, &two.uncle, &stage.key, view()).await.unwrap();
        assert!(two.order().await.maybe_meant.iter().all(|one| one.has_account));
    }
}

#[tokio::test]
async fn a_namesake_who_never_came_is_let_in_with_the_code_of_the_front_desk_alone() {
    for site in both_engines().await {
        let two = TwoOfAName::of(site).await;
        let (stage, key) = (&two.stage, &two.stage.key);
        let (accounts, access) = (stage.site.store.accounts(), stage.site.store.access());
        let by_clara = Who::Account(two.clara.clone());
        let born: Date = LEO.birth_date.parse().unwrap();
        let cousin = || LetIn::everything("Omar Haddad", VIEW_ONLY, None);
        assert_eq!(refusal(accounts.let_in(&by_clara, key, cousin()).await), "barred-by-order");
        let at_office = accounts.let_in_at_office(&by_clara, key, cousin()).await;
        assert_eq!(refusal(at_office), "barred-by-order", "nobody is awaited yet");

        let known = |name: &'static str, why: &'static str| (name, why);
        for (who, one, refused) in [
            (&stage.desk, known("Omar Haddad", "Passport."), "not-your-office"),
            (&by_clara, known("Omar Haddad", "Passport."), "not-in-your-rights"),
            (&stage.office, known("Omar Haddad", " "), "order-await-needs-words"),
            (&stage.office, known("Rosa Lind", "Passport."), "order-other-name"),
        ] {
            let order = two.order().await;
            assert_eq!(refusal(access.await_namesake(who, key, &order, one).await), refused);
        }
        let order = two.order().await;
        let one = known("Omar Haddad", "Born in 1990, passport.");
        access.await_namesake(&stage.office, key, &order, one).await.unwrap();

        let refused = accounts.let_in(&by_clara, key, cousin()).await;
        assert_eq!(refusal(refused), "code-at-the-office", "no code goes from hand to hand");
        accounts.let_in_at_office(&by_clara, key, cousin()).await.unwrap();
        let expected = accounts.expected(&stage.desk, key).await.unwrap();
        assert_eq!(expected.len(), 1, "{}", stage.site.engine);
        assert_eq!(expected[0].authority, None);
        let (code, _) = accounts.representative_code(&stage.desk, key, &expected[0]).await.unwrap();

        // Whom the court means is kept out by his account, whosever code he has.
        let taken = accounts.accept(&two.omar, &code, born, "here").await.unwrap();
        assert!(matches!(taken, Redeemed::Wrong), "{taken:?}");
        let new = person("omar3", "Omar Haddad");
        let came = accounts.redeem(&code, born, new, "here").await.unwrap();
        let Redeemed::Done(id) = came else { panic!("{came:?}") };
        opens(&stage.site, &id, key, view()).await.unwrap();
        let shown = two.order().await.maybe_meant;
        let his = shown.iter().filter(|one| one.spared.is_some()).count();
        assert_eq!(his, 1, "the office reads how it knew him");

        // What was ended is given back to him as to anybody; to whom the court means it is not.
        let people = stage.people(&two.clara).await;
        let open = people.into_iter().find(|one| one.ended.is_none() && one.accepted.is_some());
        let grant = open.unwrap().id;
        accounts.end(&by_clara, key, &grant, "Omar Haddad").await.unwrap();
        accounts.give_back(&by_clara, key, (&grant, "Omar Haddad")).await.unwrap();
        opens(&stage.site, &id, key, view()).await.unwrap();
        assert!(stage.is_whole().await);
    }
}
