//! Somebody asks to be reached another way: the office agrees, sees it where it writes or calls, and nobody who
//! was let in reads an address or telephone number of the record any more, not in a page and not in a file.

use axum::http::StatusCode;
use bluebutton_record::Office;

use crate::people::{accept, let_in};
use crate::site::{Browser, Site};

/// Ana's address and telephone, and of a neighbor of hers, as the clinic has them; a letter that tells them.
const KNOWN: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
    {"fullUrl":"https://ehr.example/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1",
      "birthDate":"1955-03-14","identifier":[{"system":"urn:oid:1.2.3.4","value":"Reyes-1955-03-14"}],
      "name":[{"given":["Ana"],"family":"Reyes"}],"text":{"status":"generated",
      "div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Ana, 12 Elmwood</div>"},
      "address":[{"line":["12 Elmwood Road"],"city":"Springfield"}],
      "telecom":[{"system":"phone","value":"555-0147"}],
      "contact":[{"name":{"text":"Otto Hill"},"telecom":[{"system":"phone","value":"555-0147"}]}]}},
    {"fullUrl":"https://ehr.example/fhir/DocumentReference/9","resource":{"resourceType":"DocumentReference",
      "id":"9","status":"current","subject":{"reference":"Patient/1"},"date":"2026-01-10T09:00:00Z",
      "description":"A letter","content":[{"attachment":{"contentType":"text/plain","title":"A letter",
      "data":"QW5hLCAxMiBFbG13b29kIFJvYWQsIDU1NS0wMTQ3"}}]}}]}"#;

const WHERE: [&str; 3] = ["Elmwood", "555-0147", "QW5hLCAxMiBFbG13b29k"];

/// All that a reader of the record gets to see of its pages and files.
async fn all_of(browser: &mut Browser, record: &str) -> String {
    let mut all = String::new();
    for page in ["", "/about", "/documents", "/timeline", "/summary", "/search?q=elmwood"] {
        let shown = browser.get(&format!("{record}{page}")).await;
        all.push_str(&shown.html.replace("elmwood", ""));
    }
    for format in ["fhir", "ndjson", "ccda", "html", "text"] {
        let file = format!("{record}/download/file?what=everything&format={format}");
        let file = browser.get(&file).await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        all.push_str(&file.html);
    }
    all
}

#[tokio::test]
async fn who_is_reached_another_way_is_reached_so_and_whoever_was_let_in_reads_no_address() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    site.import("known.json", KNOWN.as_bytes()).await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let record = format!("/records/{key}");
    let mut hers = site.signed_in(&ana).await;
    let code = let_in(&mut hers, &record, "all", "").await;
    let mut lucias = site.signed_in(&lucia).await;
    accept(&mut lucias, &code).await;
    let before = all_of(&mut lucias, &record).await;
    assert!(before.contains("Elmwood") && before.contains("555-0147"), "{before}");

    let ask = format!("{record}/requests/new/confidential");
    let form = hers.get(&ask).await;
    assert!(form.says("href=\"/settings\""), "where e-mail goes she says herself: {}", form.html);
    let asked = hers.send(&ask, &[("text", "Letters only to PO Box 7, Shelbyville.")]).await;
    let mine = asked.leads_to().split('?').next().unwrap().to_owned();
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let mut office = site.signed_in(&nora).await;
    let list = office.get("/staff/requests").await;
    let place = list.text_between("<a href=\"/staff/requests/", "\"").to_owned();
    let card = format!("/staff/patients/{key}");
    assert!(!office.get(&card).await.says("PO Box 7"), "asked, and not yet agreed to");
    let yes = [("answer", "yes"), ("text", "From today on.")];
    office.get(&format!("/staff/requests/{place}")).await;
    let done = office.send(&format!("/staff/requests/{place}/answer"), &yes).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);

    let shown = all_of(&mut lucias, &record).await;
    for gone in WHERE.into_iter().chain(["PO Box 7", "Otto Hill"]) {
        assert!(!shown.contains(gone), "{gone} is told to Lucía");
    }
    assert!(shown.contains("Ana") && shown.contains("Metformin 500 mg"), "all else is as it was");
    let own = all_of(&mut hers, &record).await;
    assert!(own.contains("Elmwood") && own.contains("555-0147"), "it is Ana's own");
    // What comes in later may be the new address.
    let moved = KNOWN.replace("12 Elmwood Road", "PO Box 7").replace("Ana, 12 Elmwood", "Ana");
    site.import("moved.json", moved.as_bytes()).await;
    assert!(all_of(&mut hers, &record).await.contains("PO Box 7"));
    assert!(!all_of(&mut lucias, &record).await.contains("PO Box 7"));

    let frank = site.clerk("frank", Office::FrontDesk).await;
    let mut desk = site.signed_in(&frank).await;
    let told = desk.get(&card).await;
    assert!(told.says("Letters only to PO Box 7, Shelbyville.") && told.says("From today on."));
    let letter = desk.send(&format!("{card}/invitation"), &[]).await;
    assert!(letter.says("Letters only to PO Box 7, Shelbyville."), "{}", letter.html);

    assert!(hers.get(&mine).await.says("Be reached as before"));
    let ended = hers.send(&format!("{mine}/end"), &[]).await;
    assert_eq!(ended.leads_to(), format!("{mine}?ended=1"), "{}", ended.html);
    assert!(!desk.get(&card).await.says("PO Box 7, Shelbyville"));
    assert!(all_of(&mut lucias, &record).await.contains("PO Box 7"), "as she was let in to");
}
