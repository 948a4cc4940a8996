//! Two records of one person, put together and taken apart by the records office.

use axum::http::StatusCode;

use crate::site::Site;

#[tokio::test]
async fn staff_put_two_records_together_with_a_reason_and_take_them_apart_again() {
    let site = Site::start().await;
    let (ana, one) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let two = site.record("Anabel Rojas", "1962-07-08").await;
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;

    let card = browser.get(&format!("/staff/patients/{one}")).await;
    assert!(card.says("Is there a second record of the same person?"));
    let asked =
        browser.send(&format!("/staff/patients/{one}/merge"), &[("q", "anabel 1962-07-08")]).await;
    assert!(!asked.leads_to().contains("anabel"), "no name stands in an address");
    let found = browser.get(asked.leads_to()).await;
    let address = format!("/staff/patients/{one}/merge/{two}");
    assert!(found.says(&address), "{}", found.html);

    let preview = browser.get(&address).await;
    assert!(preview.says("Ana Reyes") && preview.says("Anabel Rojas"));
    assert!(preview.says("<strong>Differs</strong>"), "{}", preview.html);
    assert!(preview.says("These people can then open all of it"), "{}", preview.html);
    let unsaid = browser.send(&address, &[("why", " ")]).await;
    assert!(unsaid.says("Write in a few words why."), "{}", unsaid.html);
    let done = browser.send(&address, &[("why", "Registered twice.")]).await;
    let card = browser.get(done.leads_to()).await;
    assert!(card.says("They are one record now."), "{}", card.html);
    assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND, "one already");
    // The patient reads that it was done, and why.
    let mut anas = site.signed_in(&ana).await;
    let activity = anas.get(&format!("/records/{one}/activity")).await;
    assert!(activity.says("Registered twice."), "{}", activity.html);

    let apart = format!("/staff/patients/{one}/split/{two}");
    assert!(card.says(&apart), "{}", card.html);
    assert!(browser.get(&apart).await.says("Take two records apart"));
    let done = browser.send(&apart, &[("why", "Two people after all.")]).await;
    let card = browser.get(done.leads_to()).await;
    assert!(card.says("They are two records now."), "{}", card.html);
    assert!(!card.says(&apart), "nothing is left to take out");
    assert_eq!(browser.get(&apart).await.status, StatusCode::NOT_FOUND);
    assert_eq!(anas.get(&format!("/records/{two}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_but_staff_puts_records_together() {
    let site = Site::start().await;
    let (ana, one) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let (_, two) = site.patient("tom", "Tom Becker", "1948-11-02").await;
    let mut browser = site.signed_in(&ana).await;

    for address in [
        format!("/staff/patients/{one}/merge"),
        format!("/staff/patients/{one}/merge/{two}"),
        format!("/staff/patients/{one}/split/{two}"),
    ] {
        let answer = browser.get(&address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!answer.says("Becker"));
    }
    let asked = browser.send(&format!("/staff/patients/{one}/merge/{two}"), &[("why", "x")]).await;
    assert_ne!(asked.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(&format!("/records/{two}")).await.status, StatusCode::NOT_FOUND);
}
