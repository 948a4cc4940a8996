//! The pages of a record, asked for as a browser does, over a real store.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod agree;
mod bay_forms;
mod comments;
mod grade;
mod kept;
mod made;
mod old_record;
mod site;
mod vendor_forms;

use bluebutton_record::Language;
use site::{KNOWN, LONG, NOT_TRUSTED, Site, plain_patient, usual_record};

/// Every page of a record, behind its address.
const PAGES: [&str; 23] = [
    "",
    "/about",
    "/medications",
    "/allergies",
    "/conditions",
    "/results",
    "/vital-signs",
    "/vaccines",
    "/procedures",
    "/visits",
    "/documents",
    "/care-plans",
    "/care-team",
    "/social-history",
    "/coverage",
    "/claims",
    "/other",
    "/timeline",
    "/search",
    "/download",
    "/summary",
    "/vaccines/proof",
    "/results/compare",
];

/// What holds for every page, whatever the record holds.
fn assert_is_a_good_page(path: &str, html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{path} has one heading");
    assert!(!html.contains(" style="), "{path}: the policy allows no style attribute");
    assert!(!html.contains("<script>"), "{path}: text of a source became markup");
    assert!(!html.contains("{$"), "{path}: a sentence misses a value");
    for bracket in html.split('[').skip(1) {
        let id = bracket.split(']').next().unwrap_or_default();
        let is_message_id =
            id.contains('-') && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        assert!(!is_message_id, "{path}: no sentence for [{id}]");
    }
    let ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| other == &id).count(), 1, "{path}: id {id} twice");
    }
}

#[tokio::test]
async fn every_page_opens_in_both_languages_with_a_usual_record() {
    let mut site = Site::with(usual_record()).await;
    for language in Language::ALL {
        site.speak(language).await;
        for page in PAGES {
            let answer = site.get(page).await;
            assert_eq!(answer.status, 200, "{page}");
            assert!(answer.body.contains(&format!("<html lang=\"{}\"", language.tag())));
            assert_is_a_good_page(page, &answer.body);
        }
    }
}

#[tokio::test]
async fn every_link_on_every_page_leads_somewhere() {
    let site = Site::with(usual_record()).await;
    let mut links = std::collections::BTreeSet::new();
    for page in PAGES {
        let answer = site.get(page).await;
        let found = answer.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links.extend(found.filter(|link| link.starts_with("/records/")).map(str::to_owned));
    }
    assert!(links.len() > PAGES.len() + 10);
    for link in links {
        let link = link.replace("&#38;", "&").replace("&amp;", "&");
        let answer = site.get_path(&link).await;
        assert_eq!(answer.status, 200, "{link}");
        if answer.is_html() {
            assert_is_a_good_page(&link, &answer.body);
        }
    }
}

#[tokio::test]
async fn a_record_with_nothing_in_it_says_so_and_what_to_do() {
    let mut site = Site::with(vec![plain_patient("Ana", "Reyes")]).await;
    for language in Language::ALL {
        site.speak(language).await;
        for page in PAGES {
            let answer = site.get(page).await;
            assert_eq!(answer.status, 200, "{page}");
            assert_is_a_good_page(page, &answer.body);
        }
        let medicines = site.get("/medications").await.body;
        assert!(medicines.contains("class=\"notice\""), "{medicines}");
    }
}

#[tokio::test]
async fn very_long_words_and_markup_of_a_source_stay_text() {
    let site = Site::with(site::unruly_record()).await;
    for page in PAGES {
        let answer = site.get(page).await;
        assert_eq!(answer.status, 200, "{page}");
        assert_is_a_good_page(page, &answer.body);
    }
    let medicines = site.get("/medications").await.body;
    assert!(medicines.contains(LONG), "nothing is cut short");
    assert!(medicines.contains("&#60;script&#62;") || medicines.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn somebody_elses_record_is_not_found() {
    let site = Site::with(usual_record()).await;
    for page in ["", "/medications", "/download", "/download/file?format=text", "/send"] {
        let answer = site.get_path(&format!("/records/aaaaaaaaaaaaa{page}")).await;
        assert_eq!(answer.status, 404, "{page}");
    }
    assert_eq!(site.get("/medications/no-such-entry").await.status, 404);
    assert_eq!(site.get("/no-such-section").await.status, 404);
}

#[tokio::test]
async fn a_list_can_be_limited_to_days_and_says_what_is_no_date() {
    let site = Site::with(usual_record()).await;
    let none = site.get("/results?from=1990-01-01&to=1990-12-31").await.body;
    assert!(none.contains("Nothing on this page is from these days"), "{none}");
    let wrong = site.get("/results?from=tomorrow").await.body;
    assert!(wrong.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn search_finds_words_without_their_accents() {
    let site = Site::with(usual_record()).await;
    let asked = site.post("/search", &[("q", "lisinopril")]).await.header("location");
    assert!(asked.contains("/search?q=") && !asked.contains("lisinopril"), "{asked}");
    let found = site.get_path(&asked).await.body;
    assert!(found.contains("We found 1 entry"), "{found}");
    let asked = site.post("/search", &[("q", "xylophone")]).await.header("location");
    let none = site.get_path(&asked).await.body;
    assert!(none.contains("Nothing in this record has these words"));
}

#[tokio::test]
async fn a_link_on_another_site_downloads_nothing() {
    let site = Site::with(usual_record()).await;
    let file = "/download/file?what=everything&format=fhir";

    let answer = site.get_by_link_elsewhere(file).await;

    assert!(answer.is_html(), "the page shows what would be downloaded");
    assert!(answer.body.contains("<h1"), "{}", answer.body);
    let original = site.get_by_link_elsewhere("/documents/d1/file/0").await;
    assert_eq!(original.status, 403);
    assert!(!site.get(file).await.is_html(), "a page of ours downloads it");
}

#[tokio::test]
async fn a_download_is_a_file_and_never_a_page() {
    let site = Site::with(usual_record()).await;
    for (format, begins) in
        [("html", "<!doctype html>"), ("text", ""), ("ccda", "<?xml"), ("fhir", "{")]
    {
        let answer = site.get(&format!("/download/file?what=everything&format={format}")).await;
        assert_eq!(answer.status, 200, "{format}");
        assert!(answer.header("content-disposition").starts_with("attachment"), "{format}");
        assert!(answer.header("content-security-policy").contains("sandbox"), "{format}");
        assert!(answer.body.to_lowercase().starts_with(begins), "{format}");
        assert!(answer.body.contains("isinopril"), "{format}");
    }
}

#[tokio::test]
async fn a_part_of_the_record_leaves_the_rest_out() {
    let site = Site::with(usual_record()).await;
    let file = "/download/file?what=part&section=results&format=text";
    let part = site.get(file).await.body;
    assert!(!part.contains("isinopril"), "{part}");
    let unclear = site.get("/download/file?what=part&format=text").await;
    assert!(unclear.is_html() && unclear.body.contains("choose at least one page"));
}

#[tokio::test]
async fn what_is_sent_is_looked_at_first_and_listed_afterwards() {
    let site = Site::with(usual_record()).await;
    let form = [("way", "direct"), ("to-address", KNOWN), ("what", "everything")];
    let review = site.post("/send/review", &form).await;
    assert_eq!(review.status, 200);
    assert_is_a_good_page("/send/review", &review.body);
    assert!(review.body.contains(&format!("value=\"{KNOWN}\"")));
    assert!(review.body.contains("dr.<wbr>lee@<wbr>direct.<wbr>riverside.<wbr>example"));
    assert!(site.get("/send").await.body.contains("Nothing has been sent"));

    let with_once = [&form[..], &[("once", once_of(&review.body))]].concat();
    let sent = site.post("/send/now", &with_once).await;
    assert_eq!(sent.status, 303);
    let list = site.get_path(&sent.header("location")).await.body;
    let words = list.replace("<wbr>", "");
    assert!(words.contains("It is on its way to dr.lee@direct.riverside.example"), "{list}");
    assert_is_a_good_page("/send", &list);
}

/// The value of a review that makes it count once.
fn once_of(review: &str) -> &str {
    review.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn ten_clicks_send_one_message() {
    let site = Site::with(usual_record()).await;
    let form = [("way", "direct"), ("to-address", KNOWN), ("what", "everything")];
    let review = site.post("/send/review", &form).await.body;
    let with_once = [&form[..], &[("once", once_of(&review))]].concat();

    let mut places = std::collections::BTreeSet::new();
    for _ in 0..10 {
        places.insert(site.post("/send/now", &with_once).await.header("location"));
    }

    assert_eq!(places.len(), 1, "each click leads to the same message: {places:?}");
    let list = site.get("/send").await.body;
    assert_eq!(count_sent(&list), 1, "{list}");
    let without = site.post("/send/now", &form).await;
    assert_eq!(without.status, 403, "a form that was not reviewed sends nothing");

    let another = site.post("/send/review", &form).await.body;
    let with_once = [&form[..], &[("once", once_of(&another))]].concat();
    assert!(!places.contains(&site.post("/send/now", &with_once).await.header("location")));
}

/// How often the doctor stands in the list of what was sent.
fn count_sent(list: &str) -> usize {
    list.replace("<wbr>", "").matches(&format!("entry-title\">{KNOWN}")).count()
}

#[tokio::test]
async fn an_address_that_nothing_can_be_locked_for_is_told_before_sending() {
    let site = Site::with(usual_record()).await;
    for (address, words) in [
        ("nobody@direct.riverside.example", "we do not know it as a Direct address"),
        (NOT_TRUSTED, "comes from nobody we trust"),
    ] {
        let form = [("way", "direct"), ("to-address", address), ("what", "everything")];
        for page in ["/send/review", "/send/now"] {
            let told = site.post(page, &form).await;
            assert_eq!(told.status, 200, "{page}");
            assert!(told.body.contains(words), "{page} {address}: {}", told.body);
            assert!(told.body.contains("href=\"#to-address\""), "it leads to the field");
            assert!(told.body.contains(&format!("value=\"{address}\"")), "what was typed is kept");
            assert_is_a_good_page(page, &told.body);
        }
        assert!(site.get("/send").await.body.contains("Nothing has been sent"), "{address}");
    }
    let known = [("way", "direct"), ("to-address", "Dr.Lee@Direct.Riverside.Example")];
    let review = site.post("/send/review", &known).await;
    assert!(review.body.contains("Is this right?"), "capital letters do not matter");
}

#[tokio::test]
async fn plain_mail_goes_only_after_the_risk_was_accepted() {
    let site = Site::with(usual_record()).await;
    let form = [("way", "email"), ("to-address", "lucia@mail.example"), ("what", "everything")];
    let asked = site.post("/send/now", &form).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("e-mail is not protected") && asked.body.contains("risk-problem"));
    assert!(site.get("/send").await.body.contains("Nothing has been sent"));

    let accepted = [form[0], form[1], form[2], ("risk", "yes"), ("once", once_of(&asked.body))];
    assert_eq!(site.post("/send/now", &accepted).await.status, 303);
    let list = site.get("/send").await.body.replace("<wbr>", "");
    assert!(list.contains("lucia@mail.example"), "{list}");
}

#[tokio::test]
async fn a_wrong_address_is_told_at_its_field_and_keeps_what_was_typed() {
    let site = Site::with(usual_record()).await;
    let form = [("way", "direct"), ("to-address", "dr.lee"), ("message", "for Thursday")];
    let answer = site.post("/send/review", &form).await;
    assert!(answer.body.contains("href=\"#to-address\""), "{}", answer.body);
    assert!(answer.body.contains("for Thursday") && answer.body.contains("value=\"dr.lee\""));
}
