//! Where a patient is reached who asked to be reached another way: no page, file, original, search or message
//! tells it to somebody who was let in, whatever they may do.

use bluebutton_record::requests::RequestKind;
use bluebutton_store::Who;
use bluebutton_store::requests::{NewRequest, Reply};

use super::made::REACHED;
use super::{Round, Stage, without_tokens};

/// Ana asks to be reached another way, and the office agrees.
async fn is_reached_another_way(stage: &Stage) {
    let requests = stage.site.store.requests();
    let hers = Who::Account(stage.ana.id.clone());
    let new = NewRequest::of(RequestKind::Confidential, "Only to PO Box 7, zqshelbyqz.");
    let id = requests.ask(&hers, &stage.key, new).await.unwrap();
    let reply = Reply::Accept { text: "From today on.".to_owned(), agreed: None };
    requests.answer(&Who::Operator, &stage.key, &id, reply).await.unwrap();
}

/// All that Lucía reads and sends, by its address.
async fn all_of(stage: &mut Stage) -> Vec<(String, String)> {
    let mut all: Vec<_> = stage.pages().await.into_iter().collect();
    all.extend(stage.message().await);
    all.into_iter().map(|(path, text)| (path, text.to_lowercase())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_tells_who_was_let_in_where_somebody_lives_who_is_reached_another_way() {
    let mut stage = Stage::set().await;
    let mut round = Round::whole();
    stage.give(&round, None).await;
    let before = all_of(&mut stage).await;
    let tells = |trace: &str| before.iter().filter(|(_, text)| text.contains(trace)).count();
    for trace in REACHED {
        assert!(tells(trace) > 2, "a test that looks for {trace} proves nothing");
    }
    is_reached_another_way(&stage).await;
    for may_manage in [false, true] {
        round.terms.rights.manage = may_manage;
        stage.give(&round, None).await;
        for (path, text) in all_of(&mut stage).await {
            for trace in REACHED.into_iter().chain(["zqshelbyqz"]) {
                assert!(!text.contains(trace), "{trace} at {path}, manages: {may_manage}\n{text}");
            }
        }
        let nowhere = without_tokens(&stage.search("zzqnowhereqzz").await);
        for trace in ["zqelmwoodqz", "555-0147", "zqottoqz"] {
            let found = without_tokens(&stage.search(trace).await);
            assert_eq!(found, nowhere, "a search for {trace}");
        }
    }
}
