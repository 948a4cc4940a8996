//! The page that somebody keeps on their device: the sheet and nothing that could act.

use super::site::{Site, usual_record};

#[tokio::test]
async fn the_kept_page_holds_the_sheet_and_nothing_that_could_be_used_to_act() {
    let site = Site::with(usual_record()).await;
    let sheet = site.get("/summary").await.body;
    assert!(sheet.contains("data-kept-offer hidden"), "offered by the script only: {sheet}");

    let kept = site.get("/summary/keep").await;

    assert_eq!(kept.status, 200);
    assert!(kept.body.contains("isinopril") && kept.body.contains("Saved on this device on "));
    for acting in ["form-token", "<form", "/sign-out", "/records/"] {
        assert!(!kept.body.contains(acting), "{acting}: {}", kept.body);
    }
    assert!(kept.header("cache-control").contains("no-store"), "only who asks keeps it");
    assert!(kept.header("content-security-policy").contains("script-src 'self'"));
    let activity = site.get("/activity").await.body;
    assert!(activity.contains("a summary kept on a device"), "{activity}");
}

#[tokio::test]
async fn a_link_elsewhere_keeps_nothing_on_a_device() {
    let site = Site::with(usual_record()).await;
    assert_eq!(site.get_by_link_elsewhere("/summary/keep").await.status, 403);
    let activity = site.get("/activity").await.body;
    assert!(!activity.contains("a summary kept on a device"), "{activity}");
}
