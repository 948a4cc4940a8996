//! A document of Ridge Clinic, whose tables write other numbers than its data, as its pages tell it.

use bluebutton_exchange::import::Source;
use bluebutton_record::Language;

use crate::site::{Site, link};

async fn ridge() -> Site {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/rosa-ridge-forms.xml");
    Site::of_family(Source::Path(file.into()), "Lind").await
}

const SAID: &str = "Its source writes 13.2 in its text and 10.2 in its data: ask which one holds";

#[tokio::test]
async fn a_value_with_two_numbers_is_asked_about_and_neither_usual_nor_unusual() {
    let mut site = ridge().await;
    let list = site.get("/results").await.body;
    let page = site.get_path(link(&list, "Hemoglobin")).await.body;
    for html in [&list, &page] {
        assert!(html.contains(SAID), "{html}");
        assert!(!html.contains("Marked normal by the sender, but"), "{html}");
    }
    assert!(page.contains("two different numbers for this result. Which one is right?"), "{page}");
    assert!(!page.contains("Within the usual range") && !page.contains("usual range:"), "{page}");
    assert!(list.contains("On 2 values, the source writes one number in its text"), "{list}");
    assert!(!list.contains("outside their usual range"), "sodium 114 is not led with: {list}");

    site.speak(Language::Spanish).await;
    let list = site.get("/results").await.body;
    assert!(list.contains("escribe 13.2 en su texto y 10.2 en sus datos"), "{list}");
}

#[tokio::test]
async fn such_a_value_is_not_what_a_page_leads_with() {
    let site = ridge().await;
    let signs = site.get("/vital-signs").await.body;
    assert!(signs.contains("Its source writes 84 in its text and 48 in its data"), "{signs}");
    assert!(!signs.contains("130/87"), "{signs}");
    for page in ["/summary", ""] {
        let html = site.get(page).await.body;
        assert!(!html.contains("130/87") && !html.contains("48\u{a0}kg"), "{page}: {html}");
    }
    let timeline = site.get("/timeline").await.body;
    assert!(timeline.contains("Weight (the number is in doubt)"), "{timeline}");
}

#[tokio::test]
async fn the_files_say_so_as_the_pages_do() {
    let site = ridge().await;
    for format in ["text", "html", "ccda"] {
        let path = format!("/download/file?what=everything&format={format}");
        let file = site.get(&path).await.body;
        let words = file.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(SAID), "{format}: {words}");
    }
    let path = site.path_of("/download/file?what=everything&format=pdf");
    if let Some(words) = site.words_of_pdf(&path).await {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(SAID), "{words}");
    }
}
