//! Employers ask their health plans; the plans answer, or want to be left alone.

use axum::http::StatusCode;

use super::Site;
use crate::site::{Browser, between};

const PLANS: &str = "/members/mine/plans";

/// Adds a plan; the path of its line.
async fn adds(employer: &mut Browser, name: &str, email: &str) -> String {
    employer.get(PLANS).await;
    let plan = [("plan", name), ("email", email), ("choice", "new"), ("language", "en")];
    let answer = employer.send(PLANS, &plan).await;
    assert_eq!(answer.leads_to(), "/members/mine/plans?added=1", "{}", answer.html);
    let page = employer.get(PLANS).await.html;
    let (_, rest) = page.split_once(&format!(">{name}</h2>")).unwrap();
    format!("{PLANS}/{}", between(rest, "action=\"/members/mine/plans/", "\"").unwrap())
}

#[tokio::test]
async fn an_employer_asks_a_plan_and_its_answer_is_shown_to_everybody() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    let plan = adds(&mut harvest, "Sunflower Mutual", "account@sunflower.example").await;
    let asked = harvest.send(&plan, &[("deed", "ask")]).await;
    assert_eq!(asked.leads_to(), "/members/mine/plans?asked=1");
    site.works().await;
    let mail = site.post.last();
    assert_eq!(mail.to, "account@sunflower.example");
    assert!(mail.subject.contains("Harvest Foods") && mail.body.contains("not an endorsement"));
    let page = site.browser().get("/find/harvest-foods").await;
    assert!(page.says("Sunflower Mutual") && page.says("Asked, no answer yet"), "{}", page.html);
    assert!(!page.says("account@sunflower.example"), "addresses are nobody's business");
    // Opening the link changes nothing; the button does.
    let link = site.post.link();
    let mut sunflower = site.browser();
    assert!(sunflower.get(&link).await.says("Harvest Foods asks you to take the pledge"));
    assert!(site.browser().get("/find/harvest-foods").await.says("Asked, no answer yet"));
    sunflower.send(&link, &[("answer", "thinks"), ("note", "After our board meets.")]).await;
    let page = site.browser().get("/find/harvest-foods").await;
    assert!(page.says("Is thinking about it") && page.says("After our board meets."));
    // What the plan said itself, the employer can't change.
    harvest.get(PLANS).await;
    harvest.send(&plan, &[("deed", "tell"), ("answer", "pledges")]).await;
    assert!(site.browser().get("/find/harvest-foods").await.says("Is thinking about it"));
}

#[tokio::test]
async fn a_plan_is_asked_once_a_month_and_never_when_it_wants_none() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    let plan = adds(&mut harvest, "Sunflower Mutual", "account@sunflower.example").await;
    harvest.send(&plan, &[("deed", "ask")]).await;
    site.works().await;
    let (mails, link) = (site.post.count(), site.post.link());
    harvest.get(PLANS).await;
    harvest.send(&plan, &[("deed", "ask")]).await;
    site.works().await;
    assert_eq!(site.post.count(), mails, "again on the same day");
    let mut sunflower = site.browser();
    sunflower.get(&link).await;
    sunflower.send(&link, &[("quiet", "1")]).await;
    // Whoever else asks that address is told so, and nothing is sent.
    let mut copper = site.member("copper-state-employers").await;
    let other = adds(&mut copper, "Sunflower Mutual", "Account@Sunflower.example").await;
    let before = site.post.count();
    let answer = copper.send(&other, &[("deed", "ask")]).await;
    assert_eq!(answer.leads_to(), "/members/mine/plans?quiet=1");
    site.works().await;
    assert_eq!(site.post.count(), before);
}

#[tokio::test]
async fn a_plan_of_the_directory_is_tied_to_its_page_and_a_member_is_not_asked() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    harvest.get(PLANS).await;
    let typed = [("plan", "Cedar Valley"), ("email", "pledge@cedar.example")];
    let page = harvest.send(PLANS, &typed).await;
    assert!(page.says("Is it one of these?") && page.says("Cedar Valley Health Plan"));
    let chosen = [("plan", "Cedar Valley"), ("choice", "cedar-valley-health-plan")];
    harvest.send(PLANS, &chosen).await;
    let page = harvest.get(PLANS).await;
    assert!(page.says("Has pledged") && page.says("There is nothing to ask."), "{}", page.html);
    let twice = harvest.send(PLANS, &[("plan", "Cedar-Valley Health Plan")]).await;
    assert!(twice.says("This plan is on your list already."));
    // Its paper is in the employer's name.
    let plan = between(&page.html, "action=\"/members/mine/plans/", "\"").unwrap();
    let letter = harvest.get(&format!("{PLANS}/{plan}/letter")).await;
    assert_eq!(letter.header("content-type"), "application/pdf");
    assert_eq!(site.post.paper().head, "Harvest Foods");
}

#[tokio::test]
async fn what_an_employer_types_is_a_name_and_no_letter() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    harvest.get(PLANS).await;
    let typed = [("plan", "You won, see https://evil.example"), ("choice", "new")];
    let page = harvest.send(PLANS, &typed).await;
    assert!(page.says("Write only the name of the plan"), "{}", page.html);
}

#[tokio::test]
async fn only_an_employer_has_a_list_and_only_its_own() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    let plan = adds(&mut harvest, "Sunflower Mutual", "account@sunflower.example").await;
    let mut hospital = site.member("lakeside-hospital").await;
    assert_eq!(hospital.get(PLANS).await.status, StatusCode::NOT_FOUND);
    let mut copper = site.member("copper-state-employers").await;
    copper.get(PLANS).await;
    let answer = copper.send(&plan, &[("deed", "remove")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(harvest.get(PLANS).await.says("Sunflower Mutual"));
    assert!(site.browser().get("/pledge/asked/0123").await.says("This link no longer works"));
}
