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

#[tokio::test]
async fn what_came_after_its_document_is_the_newest_of_its_source() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/rosa-dune-forms.xml");
    let document = std::fs::read_to_string(file).unwrap();
    let later = document
        .replace("<effectiveTime value=\"20190502\"/>", "<effectiveTime value=\"20210302\"/>");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("later.xml");
    std::fs::write(&path, later).unwrap();
    let site = Site::of_family(Source::Path(path), "Lind").await;
    for page in ["", "/summary"] {
        let html = site.get(page).await.body;
        assert!(html.contains("Dune Clinic: newest entry from March 2, 2021"), "{page}: {html}");
    }
}
