//! A document of Bay Clinic, as page and paper tell it: values that are marked and have no range, and conditions
//! whose code is that of another.

use bluebutton_exchange::import::Source;
use bluebutton_record::Language;

use super::site::{Site, link};

/// What the HTML and text files and the PDF of the record say, as one line each.
async fn papers(site: &Site) -> Vec<(&'static str, String)> {
    let mut papers = Vec::new();
    for format in ["text", "html"] {
        let path = format!("/download/file?what=everything&format={format}");
        papers.push((format, site.get(&path).await.body));
    }
    papers.extend(
        site.words_of_pdf(&site.path_of("/download/file?what=everything&format=pdf"))
            .await
            .map(|words| ("pdf", words)),
    );
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    papers.into_iter().map(|(name, text)| (name, one_line(text))).collect()
}

/// The document of Bay Clinic, as it came.
async fn bay() -> Site {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/rosa-bay-forms.xml");
    Site::of_family(Source::Path(file.into()), "Lind").await
}

#[tokio::test]
async fn what_only_the_sender_calls_high_or_low_is_not_said_to_be_outside_a_range() {
    let mut site = bay().await;
    let range_words = ["Above", "Below", "Far ", "Not the usual result", "usual range."];
    let said = [
        "Marked high by the sender; no range given",
        "Marked low by the sender; no range given",
        "Marked very high by the sender; no range given",
        "Marked very low by the sender; no range given",
        "Marked as not normal by the sender; no range given",
        "Marked normal by the sender; no range given",
    ];
    let list = site.get("/results").await.body;
    let by_date = site.get("/results?by=date").await.body;
    for (name, html) in [("list", &list), ("by date", &by_date)] {
        for words in said {
            assert!(html.contains(words), "{name}: {words}: {html}");
        }
        assert!(html.contains("5 of them were marked as not normal by their sender."), "{html}");
        assert!(range_words.iter().all(|words| !html.contains(words)), "{name}: {html}");
    }
    let asking = site.get("/results?show=attention").await.body;
    assert!(asking.contains("Potassium") && !asking.contains("Sodium"), "{asking}");
    let overview = site.get("").await.body;
    let title = "5 of the 6 newest test results were marked as not normal by their sender";
    assert!(overview.contains(title) && overview.contains("One thing needs attention"));
    assert!(range_words.iter().all(|words| !overview.contains(words)), "{overview}");
    let page = site.get_path(link(&list, "Potassium")).await.body;
    assert!(page.contains(said[0]) && page.contains("Why was this value marked as not normal"));
    assert!(range_words.iter().all(|words| !page.contains(words)), "{page}");
    for (name, paper) in papers(&site).await {
        for words in said {
            assert!(paper.contains(words), "{name}: {words}: {paper}");
        }
        assert!(!paper.contains("Above the usual") && !paper.contains("Below the usual"));
    }
    site.speak(Language::Spanish).await;
    let page = site.get_path(link(&list, "Potassium")).await.body;
    assert!(page.contains("Marcado como alto por quien lo envió; sin rango"), "{page}");
    let overview = site.get("").await.body;
    assert!(overview.contains("Marcado por quien lo envió"), "{overview}");
}

#[tokio::test]
async fn the_words_for_a_condition_hold_on_page_and_paper_where_its_code_is_of_another() {
    let mut site = bay().await;
    let list = site.get("/conditions").await.body;
    let overview = site.get("").await.body;
    for (name, html) in [("list", &list), ("overview", &overview)] {
        assert!(html.contains("Essential hypertension"), "{name}: {html}");
        assert!(html.contains("Type 2 diabetes mellitus"), "{name}: {html}");
        assert!(!html.contains("Sore throat") && !html.contains("Asthma"), "{name}: {html}");
    }
    let page = site.get_path(link(&list, "Essential hypertension")).await.body;
    assert!(!page.contains("Sore throat"), "{page}");
    for (name, paper) in papers(&site).await {
        assert!(paper.contains("Essential hypertension"), "{name}: {paper}");
        assert!(!paper.contains("Sore throat") && !paper.contains("Asthma"), "{name}: {paper}");
    }
    site.speak(Language::Spanish).await;
    let list = site.get("/conditions").await.body;
    assert!(list.contains("Essential hypertension") && !list.contains("garganta"), "{list}");
}
