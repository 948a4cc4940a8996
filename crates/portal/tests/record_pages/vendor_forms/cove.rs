//! A document of Cove Clinic, as its pages tell it.

use bluebutton_exchange::import::Source;
use bluebutton_record::Language;

use crate::site::{Site, link};

async fn cove() -> Site {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/rosa-cove-forms.xml");
    Site::of_family(Source::Path(file.into()), "Lind").await
}

#[tokio::test]
async fn an_order_is_not_said_to_be_done_and_a_day_is_no_name() {
    let mut site = cove().await;
    let list = site.get("/procedures").await.body;
    assert!(list.contains("This record lists 2 procedures and devices."), "{list}");
    let (planned, done) = list.split_once("Procedures and devices</h2>").unwrap();
    assert!(planned.contains(">Chest X-ray, two views</a>"), "{list}");
    assert!(done.contains(">EKG</a>") && done.contains(">Eye exam</a>"), "{list}");
    let page = site.get_path(link(&list, "Chest X-ray, two views")).await.body;
    assert!(!page.contains("Done: September 28, 2026") && !page.contains("Completed"), "{page}");
    let page = site.get_path(link(&list, "Eye exam")).await.body;
    assert!(page.contains("March 4, 2025") && !page.contains("2025/03/04"), "{page}");
    site.speak(Language::Spanish).await;
    let plans = site.get("/care-plans").await.body;
    assert!(plans.contains(">Indicación</a>") && !plans.contains(">instruction<"), "{plans}");
}

#[tokio::test]
async fn who_was_there_is_no_result_and_a_heading_counts_for_nothing() {
    let site = cove().await;
    for page in ["/results", "/results?by=date"] {
        let html = site.get(page).await.body;
        assert!(!html.contains("Nightingale"), "{page}: {html}");
        assert!(html.contains("The newest 3 results are from October 2, 2026."), "{page}: {html}");
    }
    assert!(site.get("/other").await.body.contains(">RN Nightingale, Nancy</a>"));
    let text = site.get("/download/file?what=everything&format=text").await.body;
    assert!(text.contains("Test results: 3"), "{text}");
}

#[tokio::test]
async fn a_condition_stands_once_in_the_timeline_and_nothing_was_prescribed_after_it_ended() {
    let site = cove().await;
    let timeline = site.get("/timeline").await.body;
    assert_eq!(timeline.matches(">Gout</a>").count(), 1, "{timeline}");
    let medicines = site.get("/medications").await.body;
    let page = site.get_path(link(&medicines, "Azithromycin 250 mg")).await.body;
    assert!(page.contains("Recorded: ") && !page.contains("Prescribed: "), "{page}");
    assert!(page.contains("September 30, 2026") && !page.contains("until September"), "{page}");
}
