//! What a patient writes into their own record: as theirs on every page and in every file.

use axum::http::StatusCode;

use crate::site::{Browser, Page, Site};

/// Ana with her record and a browser.
async fn ana() -> (Site, Browser, String) {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let browser = site.signed_in(&ana).await;
    (site, browser, format!("/records/{key}"))
}

async fn write(browser: &mut Browser, record: &str, kind: &str, fields: &[(&str, &str)]) -> Page {
    let path = format!("{record}/written/new/{kind}");
    assert_eq!(browser.get(&path).await.status, StatusCode::OK, "{kind}");
    browser.send(&path, fields).await
}

#[tokio::test]
async fn a_slip_is_asked_about_once_and_then_believed() {
    let (_site, mut hers, record) = ana().await;
    let slip = [("upper", "700"), ("lower", "80"), ("date", "2026-05-02")];
    let asked = write(&mut hers, &record, "pressure", &slip).await;
    assert!(asked.says("Please look again.") && asked.says("value=\"700\""), "{}", asked.html);
    let mut sure = slip.to_vec();
    sure.push(("sure", "1"));
    let done = hers.send(&format!("{record}/written/new/pressure"), &sure).await;
    assert_eq!(done.leads_to(), format!("{record}/written?done=1"));
    let wrong = write(&mut hers, &record, "pressure", &[("upper", "a"), ("lower", "80")]).await;
    assert!(wrong.says("Write a number"), "{}", wrong.html);
    let ahead = [("value", "150"), ("unit", "lb"), ("date", "2026-05-09")];
    assert!(write(&mut hers, &record, "weight", &ahead).await.says("still to come"));
}

#[tokio::test]
async fn every_kind_is_written_and_says_whose_it_is_on_its_page_and_in_each_file() {
    let (_site, mut hers, record) = ana().await;
    let day = ("date", "2026-05-02");
    type Fields = Vec<(&'static str, &'static str)>;
    let all: [(&str, Fields, &str); 7] = [
        ("pressure", vec![("upper", "128"), ("lower", "82"), ("pulse", "71"), day], "128"),
        ("weight", vec![("value", "72,50"), ("unit", "kg"), day], "72.5"),
        ("sugar", vec![("value", "104"), ("unit", "mg"), ("when", "before"), day], "104"),
        ("medicine", vec![("title", "Ibuprofen Zq1"), ("is-on", "yes")], "Ibuprofen Zq1"),
        ("note", vec![("title", "Zq2"), ("text", "Ask about Zq3.")], "Zq3"),
        ("family", vec![("relative", "mother"), ("title", "Zq4")], "Zq4"),
        ("goal", vec![("title", "Walk Zq5"), ("date", "2026-12-01")], "Walk Zq5"),
    ];
    for (kind, fields, _) in &all {
        let done = write(&mut hers, &record, kind, fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{kind}: {}", done.html);
    }
    let list = hers.get(&format!("{record}/written")).await;
    assert_eq!(list.html.matches("/change\"").count(), all.len(), "{}", list.html);
    for format in ["fhir", "ccda", "html", "text"] {
        let file = format!("{record}/download/file?what=everything&format={format}");
        let file = hers.get(&file).await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        // A text breaks its lines anywhere.
        let told = file.html.split_whitespace().collect::<Vec<_>>().join(" ");
        for (kind, _, said) in &all {
            // A note's text is base64 in FHIR.
            let is_packed = *kind == "note" && format == "fhir";
            assert!(is_packed || told.contains(said), "{kind} in {format}");
        }
        assert!(told.contains("Ana Reyes"), "{format}");
        if format != "fhir" && format != "ccda" {
            assert!(told.contains("Not checked by a clinic."), "{format}");
        }
    }
    let medicines = hers.get(&format!("{record}/medications")).await;
    assert!(medicines.says("Written by you") && medicines.says("Ibuprofen Zq1"));
    let overview = hers.get(&record).await;
    assert!(!overview.says("Ibuprofen Zq1</"), "it is no medicine of a clinic's list");
}

#[tokio::test]
async fn what_was_written_is_changed_and_taken_back_and_a_clinics_entry_is_not() {
    let (_site, mut hers, record) = ana().await;
    let medicines = hers.get(&format!("{record}/medications")).await;
    let of_clinic = medicines.text_between(&format!("href=\"{record}/medications/"), "\"");
    let of_clinic = of_clinic.to_owned();
    write(&mut hers, &record, "weight", &[("value", "165"), ("unit", "lb")]).await;
    let list = hers.get(&format!("{record}/written")).await;
    let local = list.text_between(&format!("href=\"{record}/written/own-"), "/change\"").to_owned();
    let change = format!("{record}/written/own-{local}/change");
    let form = hers.get(&change).await;
    assert!(form.says("value=\"165\""), "{}", form.html);
    let changed = hers.send(&change, &[("value", "156"), ("unit", "lb")]).await;
    assert_eq!(changed.leads_to(), format!("{record}/written?changed=1"));
    assert!(hers.get(&format!("{record}/vital-signs")).await.says("156"));
    hers.get(&change).await;
    let gone = hers.send(&format!("{record}/written/own-{local}/take-back"), &[]).await;
    assert_eq!(gone.leads_to(), format!("{record}/written?taken-back=1"));
    assert_eq!(hers.get(&change).await.status, StatusCode::NOT_FOUND);
    for deed in ["change", "take-back"] {
        let path = format!("{record}/written/{of_clinic}/{deed}");
        assert_eq!(hers.send(&path, &[]).await.status, StatusCode::NOT_FOUND, "{deed}");
    }
}

#[tokio::test]
async fn a_file_is_taken_by_its_content_and_given_back_as_it_was() {
    let (_site, mut hers, record) = ana().await;
    hers.get(&format!("{record}/written/new/document")).await;
    let path = format!("{record}/written/file");
    let html = hers.upload(&path, ("a.pdf", b"<html><script>alert(1)</script>"), &[]).await;
    assert!(html.says("This kind of file can&#39;t be added."), "{}", html.html);
    let none = hers.upload(&path, ("", b""), &[]).await;
    assert!(none.says("Choose a file."), "{}", none.html);
    let pdf = b"%PDF-1.7\nnot really one\n\xff\x00";
    let done = hers.upload(&path, ("Carta.pdf", pdf), &[("title", "Letter Zq6")]).await;
    assert_eq!(done.leads_to(), format!("{record}/written?done=1"), "{}", done.html);
    let list = hers.get(&format!("{record}/written")).await;
    assert!(list.says("Letter Zq6"));
    let entry = list.text_between(&format!("href=\"{record}/documents/"), "\"").to_owned();
    let file = hers.get(&format!("{record}/documents/{entry}/file/0")).await;
    assert_eq!(file.bytes, pdf);
    let large = vec![b'a'; 17 * 1024 * 1024];
    let page = hers.upload(&path, ("large.txt", &large), &[]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_withheld_from_a_patient_is_told_with_its_reason_and_reviewed_by_another() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let (mut hers, mut office) = (site.signed_in(&ana).await, site.signed_in(&nora).await);
    let path = format!("/staff/patients/{key}/withhold");
    office.get(&path).await;
    let empty = office.send(&path, &[]).await;
    assert!(empty.says("Choose the reason.") && empty.says("Choose what should not be shown."));
    let set = [
        ("what", "sections"),
        ("section", "medications"),
        ("ground", "danger"),
        ("note", "Dr. Lee decided so."),
        ("until", "2026-06-01"),
    ];
    assert_eq!(office.send(&path, &set).await.leads_to(), "/staff/withheld?done=set");

    let shut = hers.get(&format!("/records/{key}/medications")).await;
    assert_eq!(shut.status, StatusCode::FORBIDDEN);
    assert!(shut.says("This part is not shown") && !shut.says("Metformin"), "{}", shut.html);
    let told = hers.get(&format!("/records/{key}/requests")).await;
    assert!(told.says("Something in your record is not shown to you."), "{}", told.html);
    assert!(told.says("164.524(a)(3)(i)") && told.says("Ask for a review"));
    assert!(!told.says("Dr. Lee decided so."), "the office's note is not hers");
    let list = office.get("/staff/withheld").await;
    let place = list.text_between("action=\"/staff/withheld/", "/review\"").to_owned();
    let review = format!("/staff/withheld/{place}/review");
    let own = office.send(&review, &[("note", "It stays.")]).await;
    assert!(own.says("Somebody else has to review it"), "{}", own.html);
    let ended = office.send(&format!("/staff/withheld/{place}/end"), &[]).await;
    assert_eq!(ended.leads_to(), "/staff/withheld?done=ended");
    let again = hers.get(&format!("/records/{key}/medications")).await;
    assert!(again.says("Metformin"));

    // One entry alone, by its address.
    let local = again.text_between(&format!("href=\"/records/{key}/medications/"), "\"").to_owned();
    office.get(&path).await;
    let unknown = office.send(&path, &single("nothing-here")).await;
    assert!(unknown.says("One of these is not an entry of this record"), "{}", unknown.html);
    let address = format!("https://records.riverside.example/records/{key}/medications/{local}");
    assert_eq!(office.send(&path, &single(&address)).await.leads_to(), "/staff/withheld?done=set");
    let told = office.get("/staff/withheld").await;
    assert!(told.says("An entry of") && told.says("Medicines"), "{}", told.html);
    assert!(!told.says(&local) && !told.says("Metformin"), "no more of it than where it stands");
    let list = hers.get(&format!("/records/{key}/medications")).await;
    assert!(list.status == StatusCode::OK && !list.says("Metformin"), "{}", list.html);
}

/// What withholds the entries that are named.
fn single(entries: &str) -> [(&str, &str); 5] {
    [
        ("what", "entry"),
        ("entries", entries),
        ("ground", "danger"),
        ("note", "Dr. Lee decided so."),
        ("until", "2026-06-01"),
    ]
}
