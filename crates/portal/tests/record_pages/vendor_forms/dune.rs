//! A document of Dune Clinic, as its pages tell it.

use bluebutton_exchange::import::Source;
use bluebutton_record::Language;

use crate::site::{Site, link};

async fn dune() -> Site {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/rosa-dune-forms.xml");
    Site::of_family(Source::Path(file.into()), "Lind").await
}

#[tokio::test]
async fn the_directions_of_a_medicine_are_told_and_no_number_of_inhalers() {
    let site = dune().await;
    let list = site.get("/medications").await.body;
    let page = site.get_path(link(&list, "Albuterol inhaler 90 mcg")).await.body;
    for html in [&list, &page] {
        assert!(html.contains("inhale 2 puffs every 6 hours as needed"), "{html}");
        assert!(!html.contains("inhalers"), "nobody takes two inhalers at once: {html}");
    }
}

#[tokio::test]
async fn a_list_that_is_older_than_what_it_names_is_said_to_be() {
    let mut site = dune().await;
    let list = site.get("/medications").await.body;
    let said =
        "The list from Dune Clinic that names it is dated May 7, 2019, before the date shown here.";
    assert!(list.contains(said), "{list}");
    assert_eq!(list.matches("Was on the list of").count(), 1, "the other is older: {list}");
    site.speak(Language::Spanish).await;
    let list = site.get("/medications").await.body;
    assert!(list.contains("tiene fecha del 7 de mayo de 2019, anterior a la que"), "{list}");
}

#[tokio::test]
async fn a_day_that_can_be_read_two_ways_stays_in_the_name() {
    let site = dune().await;
    let list = site.get("/procedures").await.body;
    assert!(list.contains(">Angioplasty (10/05/2002)</a>"), "{list}");
    assert!(!list.contains("October 5, 2002"), "{list}");
}

#[tokio::test]
async fn a_value_without_a_day_is_not_among_the_newest() {
    let site = dune().await;
    for page in ["/results", "/results?by=date"] {
        let html = site.get(page).await.body;
        assert!(html.contains("The newest result is from May 2, 2019."), "{page}: {html}");
    }
}

/// The same document with something else in one place.
async fn dune_with(words: &str, others: &str) -> Site {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/rosa-dune-forms.xml");
    let document = std::fs::read_to_string(file).unwrap();
    assert!(document.contains(words), "{words}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.xml");
    std::fs::write(&path, document.replace(words, others)).unwrap();
    Site::of_family(Source::Path(path), "Lind").await
}

#[tokio::test]
async fn what_came_after_its_document_is_the_newest_of_its_source() {
    let day = "<effectiveTime value=\"20190502\"/>";
    let site = dune_with(day, "<effectiveTime value=\"20210302\"/>").await;
    for page in ["", "/summary"] {
        let html = site.get(page).await.body;
        assert!(html.contains("Dune Clinic: newest entry from March 2, 2021"), "{page}: {html}");
    }
}

#[tokio::test]
async fn a_medicine_that_words_call_no_longer_active_is_not_on_hold_by_its_code() {
    for (words, is_on_hold) in [("No Longer Active", false), ("On hold", true)] {
        let dose = "<doseQuantity value=\"2\" unit=\"Inhaler\"/>";
        let status = format!(
            "{dose}<entryRelationship typeCode=\"REFR\"><observation classCode=\"OBS\" moodCode=\"EVN\">\
             <code code=\"33999-4\" codeSystem=\"2.16.840.1.113883.6.1\"/><value xsi:type=\"CD\" code=\"421139008\" \
             codeSystem=\"2.16.840.1.113883.6.96\" displayName=\"{words}\"/></observation></entryRelationship>"
        );
        let site = dune_with(dose, &status).await;
        let list = site.get("/medications").await.body;
        let page = site.get_path(link(&list, "Albuterol inhaler 90 mcg")).await.body;
        assert_eq!(page.contains("On hold"), is_on_hold, "{words}: {page}");
    }
}
