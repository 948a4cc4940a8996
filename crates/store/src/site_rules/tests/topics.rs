//! Topics of the site's own.

use super::*;
use crate::access::NewRestriction;

#[tokio::test]
async fn a_topic_of_the_sites_own_holds_in_every_process_and_goes_with_nothing_that_was_restricted()
{
    for site in both_engines().await {
        let house = House::of(&site).await;
        let elsewhere = site.opened_again().await;
        elsewhere.set_topics(Topics::built_in());
        let (english, spanish) = ("Unrest".to_owned(), String::new());
        let topic = SiteRule::AddTopic { english, spanish };
        let of_topic = TopicCode::typed("unrest", "icd10", "R45*", "").unwrap();
        let say = vec![topic, SiteRule::AddCode { code: of_topic }];
        let change = RuleChange { say, ..RuleChange::default() };
        site.store.privacy_rules().change(&house.priya, change, "Asked for").await.unwrap();
        for store in [&site.store, &elsewhere] {
            assert!(!house.sees(store, &house.lucia).await.contains("restless"), "{}", site.engine);
        }
        let made = |one: &&SaidRule| one.says.topic().is_some();
        let id = house.now(&site).await.said.iter().find(made).unwrap().id.clone();

        house.ends(&site, &id).await.unwrap();

        for store in [&site.store, &elsewhere] {
            assert!(house.sees(store, &house.lucia).await.contains("restless"), "{}", site.engine);
        }
        let topics = ["unrest".to_owned()].into();
        let terms = Terms { topics, ..Terms::everything(Rights::OWNER) };
        let new = NewRestriction { terms, legal_reason: None, until: None };
        site.store.access().restrict(&house.ana, &house.key, new).await.unwrap();
        for store in [&site.store, &elsewhere] {
            assert!(!house.sees(store, &house.lucia).await.contains("restless"), "{}", site.engine);
            assert!(house.sees(store, &house.ana).await.contains("restless"));
        }
        assert_eq!(findings(&site).await, Vec::<String>::new(), "{}", site.engine);
    }
}
