//! Ideas for a challenge, letters between members, the search, and who does it already.

use axum::http::StatusCode;

use super::Site;
use crate::site::Browser;

const CHALLENGE: &str = "/community/post/how-could-our-people-use-their-records";

/// Staff show everything that waits.
async fn looked_at(nora: &mut Browser) {
    let queue = nora.get("/pledge/staff/posts").await.html;
    let ids: Vec<&str> = queue.split("name=\"post\" value=\"").skip(1).collect();
    for id in ids {
        let id = id.split('"').next().unwrap();
        nora.decides(("post", id), "show").await;
    }
}

#[tokio::test]
async fn an_idea_without_scripts_is_confirmed_by_mail_voted_for_and_answered() {
    let site = Site::lived_in().await;
    let mut nora = site.staff("nora").await;
    let mut ana = site.browser();
    ana.get(CHALLENGE).await;
    let page =
        ana.send(&format!("{CHALLENGE}/idea"), &[("body", "Print it at the register.")]).await;
    assert!(page.says("Type an e-mail address, or wait"), "{}", page.html);
    let idea = [("body", "Print it at the register."), ("email", "ana@home.example")];
    let answer = ana.send(&format!("{CHALLENGE}/idea"), &idea).await;
    assert_eq!(answer.leads_to(), format!("{CHALLENGE}?sent=1"));
    site.works().await;
    let link = site.post.link();
    looked_at(&mut nora).await;
    assert!(!site.browser().get(CHALLENGE).await.says("Print it at the register."), "unconfirmed");
    ana.get(&link).await;
    ana.send(&link, &[]).await;
    assert!(
        !site.browser().get(CHALLENGE).await.says("Print it at the register."),
        "nobody looked"
    );
    looked_at(&mut nora).await;
    let page = site.browser().get(CHALLENGE).await;
    assert!(page.says("Print it at the register.") && page.says("Someone"), "{}", page.html);
    assert!(!page.says("ana@home.example"));
    // One vote a visitor.
    let id = link.rsplit('/').next().unwrap().to_owned();
    for _ in 0..2 {
        let mut voter = site.browser();
        voter.get(CHALLENGE).await;
        voter.send(&format!("/community/post/{id}/mark"), &[]).await;
    }
    assert!(site.browser().get(CHALLENGE).await.says("I want this too (1)"));
    // Whoever asked tells what became of it; others can't.
    let challenge = CHALLENGE.rsplit('/').next().unwrap();
    let tell = format!("/members/mine/posts/{challenge}");
    let mut other = site.member("lakeside-hospital").await;
    assert_eq!(other.get(&tell).await.status, StatusCode::NOT_FOUND);
    let mut harvest = site.member("harvest-foods").await;
    assert!(harvest.get(&tell).await.says("Print it at the register."));
    let outcome = [
        (format!("outcome-{id}"), "chosen"),
        (format!("note-{id}"), "In twelve stores, from March."),
    ];
    let fields: Vec<(&str, &str)> = outcome.iter().map(|(name, v)| (name.as_str(), *v)).collect();
    harvest.send(&tell, &fields).await;
    let page = site.browser().get(CHALLENGE).await;
    assert!(page.says("Chosen") && page.says("In twelve stores, from March."));
}

#[tokio::test]
async fn whose_browser_did_its_work_gives_no_address_and_work_counts_once() {
    let site = Site::lived_in().await;
    let mut ana = site.browser();
    ana.get(CHALLENGE).await;
    let (task, answer) = ana.works().await;
    let send = format!("{CHALLENGE}/idea");
    let done =
        [("body", "A page at the pay slip."), ("work-task", &task), ("work-answer", &answer)];
    assert_eq!(ana.send(&send, &done).await.leads_to(), format!("{CHALLENGE}?looked=1"));
    let mails = site.post.count();
    site.works().await;
    assert_eq!(site.post.count(), mails, "no mail was needed");
    let again = ana.send(&send, &done).await;
    assert_ne!(again.leads_to(), format!("{CHALLENGE}?looked=1"), "used up");
    // A task that is not ours, a wrong number, an old task: an address is asked for.
    ana.get(CHALLENGE).await;
    let (task, answer) = ana.works().await;
    let forged = task.replacen('.', "9.", 1);
    for (task, answer) in [(forged.as_str(), answer.as_str()), (&task, "1"), (&task, "x"), ("", "")]
    {
        let wrong = [("body", "Spam"), ("work-task", task), ("work-answer", answer)];
        assert!(ana.send(&send, &wrong).await.says("Type an e-mail address"), "{task} {answer}");
    }
    site.after_seconds(5 * 60 * 60);
    let late = [("body", "Late"), ("work-task", task.as_str()), ("work-answer", &answer)];
    assert!(ana.send(&send, &late).await.says("Type an e-mail address"));
    looked_at(&mut site.staff("nora").await).await;
    let page = site.browser().get(CHALLENGE).await;
    assert!(page.says("A page at the pay slip.") && !page.says("Spam") && !page.says("Late"));
}

#[tokio::test]
async fn members_write_to_each_other_and_nobody_sees_an_address() {
    let site = Site::lived_in().await;
    let mut harbor = site.member("harbor-steps").await;
    let to = "/members/mine/talks/to/lakeside-hospital";
    harbor.get(to).await;
    let letter = [("about", "A hospital to try it"), ("body", "Would you?\r\n<script>")];
    let talk = harbor.send(to, &letter).await.leads_to().to_owned();
    site.works().await;
    let mail = site.post.last();
    assert_eq!(mail.to, "pledge@lakeside-hospital.example");
    assert!(mail.subject.contains("Harbor Steps") && !mail.body.contains("Would you?"));
    assert!(!mail.body.contains("pledge@harbor-steps.example"));
    let mut lakeside = site.member("lakeside-hospital").await;
    let page = lakeside.get(&talk).await;
    assert!(page.says("Would you?") && !page.says("<script>") && !page.says("@harbor-steps"));
    lakeside.send(&talk, &[("body", "Gladly.")]).await;
    site.works().await;
    assert_eq!(site.post.last().to, "pledge@harbor-steps.example");
    assert!(harbor.get(&talk).await.says("Gladly."));
    // Nobody else reads it.
    let mut other = site.member("harvest-foods").await;
    assert_eq!(other.get(&talk).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.send(&talk, &[("body", "Me, too")]).await.status, StatusCode::NOT_FOUND);
    // It is ended, and letters are not wanted any more.
    lakeside.get(&talk).await;
    lakeside.send(&talk, &[("end", "1")]).await;
    harbor.get(&talk).await;
    harbor.send(&talk, &[("body", "But …")]).await;
    assert!(!lakeside.get(&talk).await.says("But …"));
    lakeside.get("/members/mine/talks").await;
    lakeside.send("/members/mine/talks", &[("wants", "no")]).await;
    let page = harbor.get(to).await;
    assert!(page.says("They don’t want letters") && !page.says("name=\"body\""), "{}", page.html);
    let mails = site.post.count();
    assert_eq!(harbor.send(to, &letter).await.leads_to(), to);
    site.works().await;
    assert_eq!(site.post.count(), mails);
}

#[tokio::test]
async fn a_member_begins_five_letters_a_day() {
    let site = Site::lived_in().await;
    let mut harbor = site.member("harbor-steps").await;
    let others = ["lakeside-hospital", "harvest-foods", "record-reader", "granite-state-lab"];
    for to in others.into_iter().chain(["cascade-pharmacy", "tidewater-hospital"]) {
        let to = format!("/members/mine/talks/to/{to}");
        harbor.get(&to).await;
        harbor.send(&to, &[("about", "Buy"), ("body", "Now")]).await;
    }
    let page = harbor.get("/members/mine/talks").await.html;
    assert_eq!(page.matches(">Buy</a>").count(), 5);
    let own = harbor.get("/members/mine/talks/to/harbor-steps").await;
    assert_eq!(own.status, StatusCode::NOT_FOUND, "nobody writes to themselves");
}

#[tokio::test]
async fn what_was_written_is_found_by_its_words_without_accents() {
    let site = Site::lived_in().await;
    let mut anybody = site.browser();
    let found = anybody.get("/community/search?q=waiting+ROOM+tablet").await;
    assert!(found.says("A tablet in the waiting room") && found.says("1 result"), "{}", found.html);
    assert!(anybody.get("/community/search?q=espanol").await.says("Materiales en español"));
    assert!(anybody.get("/community/search?q=library").await.says("an evening at the library"));
    assert!(anybody.get("/community/search?q=%25").await.says("name=\"q\""), "no pattern");
    assert!(anybody.get("/community/search?q=xyzzy").await.says("Nothing was found."));
    assert!(!anybody.get("/community/search?q=%3Cb%3E").await.says("value=\"<b>"));
}

#[tokio::test]
async fn who_keeps_a_promise_already_is_found_by_kind() {
    let site = Site::lived_in().await;
    let page = site.browser().get("/members/alike?kind=hospital&does=view").await;
    assert!(page.says("/members/mine/talks/to/"), "{}", page.html);
    assert!(!page.says("Cedar Valley Health Plan"));
    // It says that it keeps this, and what was found says no: nobody is sent there to learn it.
    const SAY: &str = "
        update hub_promise set standing = 'kept'
        where org_id = 'lakeside-hospital' and commitment = 'apps'";
    let work = |tx: &mut bluebutton_store::hub::HubTx<'_, '_>| tx.execute(SAY, &[]);
    assert_eq!(site.services.hub.write("test", work).await.unwrap(), 1);
    let apps = "/members/alike?kind=hospital&does=apps";
    let page = site.browser().get(apps).await;
    assert!(!page.says("/find/lakeside-hospital\""), "{}", page.html);
    // What was found long ago is not said of it today.
    site.after_seconds(8 * 24 * 60 * 60);
    assert!(site.browser().get(apps).await.says("/find/lakeside-hospital\""));
    assert!(site.browser().get("/members/alike?does=nonsense").await.says("Who does it already?"));
}
