//! What a patient asks of the office online, and what staff answer: as both see it.

use axum::http::StatusCode;

use crate::site::{Browser, Page, Site};

async fn entry_of(browser: &mut Browser, record: &str) -> String {
    let medicines = browser.get(&format!("{record}/medications")).await;
    let found = medicines.text_between(&format!("href=\"{record}/medications/"), "\"");
    found.to_owned()
}

async fn queue(browser: &mut Browser) -> Page {
    browser.get("/staff/requests").await
}

/// The address of the first request in the office's list.
fn first(page: &Page) -> String {
    format!("/staff/requests/{}", page.text_between("<a href=\"/staff/requests/", "\""))
}

#[tokio::test]
async fn a_correction_is_asked_denied_and_disagreed_with_and_all_of_it_stays_with_the_entry() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let (mut hers, mut office) = (site.signed_in(&ana).await, site.signed_in(&nora).await);
    let record = format!("/records/{key}");
    let local = entry_of(&mut hers, &record).await;
    let ask = format!("{record}/requests/new/amendment");
    let form = hers.get(&format!("{ask}?id={local}")).await;
    assert!(form.says("Metformin 500 mg"), "{}", form.html);
    let empty = hers.send(&ask, &[("id", &local), ("text", "")]).await;
    assert!(empty.says("Tell us what is wrong."));
    let asked = hers.send(&ask, &[("id", &local), ("text", "I never took <it>.")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let mine = asked.leads_to().split('?').next().unwrap().to_owned();

    let list = queue(&mut office).await;
    assert!(list.says("One request is waiting."), "{}", list.html);
    let place = first(&list);
    let opened = office.get(&place).await;
    assert!(opened.says("I never took &#60;it&#62;."), "{}", opened.html);
    let nothing = office.send(&format!("{place}/answer"), &[("answer", "no"), ("text", "")]).await;
    assert!(nothing.says("Give a reason in plain words."));
    let no = [("answer", "no"), ("text", "Your pharmacy filled it.")];
    assert_eq!(office.send(&format!("{place}/answer"), &no).await.status, StatusCode::SEE_OTHER);
    let again = office.send(&format!("{place}/answer"), &no).await;
    assert!(again.says("answered or taken back in the meantime"));

    let seen = hers.get(&mine).await;
    assert!(seen.says("Your pharmacy filled it.") && seen.says("Nora Quinn"), "{}", seen.html);
    let disagree = format!("{mine}/disagree");
    let none = hers.send(&disagree, &[("statement", "")]).await;
    assert!(none.says("Write your statement"));
    let done = hers.send(&disagree, &[("statement", "They mean my sister.")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let entry = hers.get(&format!("{record}/medications/{local}")).await;
    for said in ["I never took &#60;it&#62;.", "Your pharmacy filled it.", "They mean my sister."] {
        assert!(entry.says(said), "{said}: {}", entry.html);
    }
    for format in ["fhir", "ccda", "html", "text"] {
        let file = format!("{record}/download/file?what=part&section=medications&format={format}");
        let page = hers.get(&file).await;
        assert_eq!(page.status, StatusCode::OK, "{format}");
        assert!(page.says("They mean my sister."), "{format}: {}", page.html);
    }
    let activity = hers.get(&format!("{record}/activity")).await;
    assert!(activity.says("Did not agree: Correct something in my record"));

    let rebut = format!("{place}/rebut");
    assert!(office.get(&place).await.says("Answer the statement"));
    let nothing = office.send(&rebut, &[("text", " ")]).await;
    assert!(nothing.says("Give a reason in plain words."), "{}", nothing.html);
    let said = office.send(&rebut, &[("text", "The label has your name.")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.html);
    let twice = office.send(&rebut, &[("text", "Once more.")]).await;
    assert_ne!(twice.status, StatusCode::SEE_OTHER, "once");
    assert!(hers.get(&mine).await.says("The label has your name."));
    let entry = hers.get(&format!("{record}/medications/{local}")).await;
    assert!(entry.says("The label has your name."), "{}", entry.html);
    for format in ["fhir", "ccda", "html", "text"] {
        let file = format!("{record}/download/file?what=part&section=medications&format={format}");
        assert!(hers.get(&file).await.says("The label has your name."), "{format}");
    }
}

#[tokio::test]
async fn a_limit_is_agreed_to_with_the_plans_addresses_and_can_be_ended() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let (mut hers, mut office) = (site.signed_in(&ana).await, site.signed_in(&nora).await);
    let ask = format!("/records/{key}/requests/new/restriction");
    hers.get(&ask).await;
    let nobody = hers.send(&ask, &[("what", "everything")]).await;
    assert!(nobody.says("Choose from whom it should be kept."), "{}", nobody.html);
    let wrong = [("what", "everything"), ("recipients", "my plan")];
    assert!(hers.send(&ask, &wrong).await.says("is not an address"));
    let plan = [
        ("what", "sections"),
        ("section", "medications"),
        ("from", "plan"),
        ("from", "paid"),
        ("text", ""),
    ];
    let asked = hers.send(&ask, &plan).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.html);
    let mine = asked.leads_to().split('?').next().unwrap().to_owned();

    let place = first(&queue(&mut office).await);
    let opened = office.get(&place).await;
    assert!(opened.says("you must agree to keep it from the health plan"), "{}", opened.html);
    assert!(opened.says("The patient’s health plan (insurance)"), "{}", opened.html);
    assert!(!opened.says("My health plan") && !opened.says("Parts of my record"), "to staff");
    let yes = |to| {
        [
            ("answer", "yes"),
            ("what", "sections"),
            ("section", "medications"),
            ("from", "plan"),
            ("recipients", to),
        ]
    };
    let unclear = office.send(&format!("{place}/answer"), &yes("")).await;
    assert!(unclear.says("for which addresses of the health plan"), "{}", unclear.html);
    let done = office.send(&format!("{place}/answer"), &yes("@plan.example")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);

    let seen = hers.get(&mine).await;
    assert!(seen.says("From these addresses: plan.example"), "{}", seen.html);
    let ended = hers.send(&format!("{mine}/end"), &[]).await;
    assert_eq!(ended.leads_to(), format!("{mine}?ended=1"));
    assert!(hers.get(&mine).await.says("The limit was ended"));
}

#[tokio::test]
async fn who_got_it_is_answered_from_the_trail_as_a_page_and_as_a_table() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let record = format!("/records/{key}");
    let mut hers = site.signed_in(&ana).await;
    let code = crate::people::let_in(&mut hers, &record, "all", "").await;
    let mut other = site.signed_in(&lucia).await;
    crate::people::accept(&mut other, &code).await;
    let file = format!("{record}/download/file?what=everything&format=text");
    assert_eq!(hers.get(&file).await.status, StatusCode::OK);
    let none = hers.get(&format!("{record}/requests/disclosures")).await;
    assert!(none.says("Nothing was given to anybody else"), "her own file is none");
    assert_eq!(other.get(&file).await.status, StatusCode::OK);

    let page = hers.get(&format!("{record}/requests/disclosures")).await;
    assert!(page.says("Something was given to somebody else once."), "{}", page.html);
    assert!(page.says("Lucía Reyes"));
    let table = hers.get(&format!("{record}/requests/disclosures/file")).await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(table.html.lines().count(), 2, "{}", table.html);
    let paper = hers.get(&format!("{record}/requests/disclosures/file?format=pdf")).await;
    assert_eq!(paper.header("content-type"), "application/pdf");
    assert!(paper.bytes.starts_with(b"%PDF-"), "{}", paper.html);
    for place in ["requests/disclosures", "requests/disclosures/file", "requests"] {
        let answer = other.get(&format!("{record}/{place}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{place}");
    }
}

#[tokio::test]
async fn what_is_late_is_marked_and_taken_back_by_whoever_asked() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let mut hers = site.signed_in(&ana).await;
    let ask = format!("/records/{key}/requests/new/access");
    hers.get(&ask).await;
    let asked = hers.send(&ask, &[("text", "The X-ray of 2019.")]).await;
    let mine = asked.leads_to().split('?').next().unwrap().to_owned();
    site.after_seconds(31 * 24 * 60 * 60);

    let mut office = site.signed_in(&nora).await;
    let list = queue(&mut office).await;
    assert!(list.says("One is overdue.") && list.says("Overdue"), "{}", list.html);
    let mut hers = site.signed_in(&ana).await;
    assert!(hers.get(&mine).await.says("Our answer was due on"));
    let back = hers.send(&format!("{mine}/withdraw"), &[]).await;
    assert_eq!(back.leads_to(), format!("{mine}?withdrawn=1"));
    assert!(queue(&mut office).await.says("Nothing is waiting."));
}
