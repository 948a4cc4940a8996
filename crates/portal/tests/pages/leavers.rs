//! Whoever leaves the staff is out in the same moment, with all that was open; and it is seen who was there when.

use axum::http::StatusCode;
use bluebutton_record::Office;

use crate::site::Site;

#[tokio::test]
async fn a_leaver_is_out_at_once_and_so_is_the_emergency_that_was_open() {
    let site = Site::start().await;
    let (_, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let alma = site.clerk("alma", Office::Administrator).await;
    let (mut noras, mut almas) = (site.signed_in(&nora).await, site.signed_in(&alma).await);
    let address = format!("/staff/patients/{key}/emergency");
    noras.get(&address).await;
    let open = noras.send(&address, &[("why", "Unconscious")]).await;
    assert_eq!(open.leads_to(), format!("/records/{key}"));
    assert_eq!(noras.get(&format!("/records/{key}")).await.status, StatusCode::OK);
    let account = format!("/staff/accounts/{}", nora.id.0);
    let seen = almas.get(&account).await;
    assert!(seen.says("Last seen") && seen.says("May 3, 2026"), "{}", seen.html);

    almas.get(&format!("{account}/end")).await;
    let done = almas.send(&format!("{account}/end"), &[("why", "She left")]).await;

    assert_eq!(done.leads_to(), format!("{account}?done=ended"), "{}", done.html);
    for page in ["/staff", "/staff/imports", &format!("/records/{key}"), "/settings"] {
        let out = noras.get(page).await;
        assert!(out.leads_to().starts_with("/sign-in"), "{page}: {}", out.html);
    }
    let refused = noras.send("/sign-in", &[("login", "nora"), ("password", crate::site::PASSWORD)]);
    assert!(!refused.await.leads_to().starts_with("/sign-in/code"), "nor does she come back");
    let ended = almas.get("/staff/accounts?which=ended").await;
    assert!(ended.says("nora"), "{}", ended.html);
}
