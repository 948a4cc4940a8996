//! Where a patient is reached who asked to be reached another way: no app is told, whoever let it in.

use bluebutton_record::Section;
use bluebutton_record::requests::RequestKind;
use bluebutton_store::Who;
use bluebutton_store::requests::{NewRequest, Reply};

use super::Stage;
use super::made::REACHED;
use super::round::Round;

/// Everything that an app of hers, or of Lucía's, is told: of questions without an id, and of the Patient.
async fn told(stage: &mut Stage, is_lucias: bool) -> String {
    let caregiver = is_lucias.then(|| Section::ALL.into_iter().collect());
    let token = stage.launch(&mut Round { caregiver, ..Round::whole() }).await;
    let mut all: Vec<String> = stage.searches(&token).await.into_values().collect();
    all.push(stage.site.read(&token, &format!("Patient/{}", stage.key)).await.text);
    assert!(all.iter().any(|text| text.contains("Reyes")), "the app reads who it is");
    all.concat().to_lowercase()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_tells_an_app_where_somebody_lives_who_is_reached_another_way() {
    let mut stage = Stage::set().await;
    for is_lucias in [false, true] {
        let before = told(&mut stage, is_lucias).await;
        for trace in REACHED {
            assert!(before.contains(trace), "a test that looks for {trace} proves nothing");
        }
    }
    let (ana, requests) = (Who::Account(stage.ana.id.clone()), stage.site.store.requests());
    let new = NewRequest::of(RequestKind::Confidential, "Only to PO Box 7.");
    let id = requests.ask(&ana, &stage.key, new).await.unwrap();
    let reply = Reply::Accept { text: "From today on.".to_owned(), agreed: None };
    requests.answer(&Who::Operator, &stage.key, &id, reply).await.unwrap();

    for is_lucias in [false, true] {
        let after = told(&mut stage, is_lucias).await;
        for trace in REACHED {
            assert!(!after.contains(trace), "{trace} is told, to Lucía's app: {is_lucias}");
        }
    }
}
