//! Forms that anybody may send: a flood of them is held off, and nobody who has no scripts is shut out.

use axum::http::StatusCode;

use super::Site;

const BY_MAIL: &str = "/community/by-mail";

#[tokio::test]
async fn of_forms_without_work_some_an_hour_are_taken_and_with_work_more() {
    let site = Site::lived_in().await;
    let mut ana = site.browser();
    for number in 0..20 {
        ana.get(BY_MAIL).await;
        let email = format!("ana{number}@home.example");
        let sent = ana.send(BY_MAIL, &[("email", &email)]).await;
        assert_eq!(sent.leads_to(), "/community/by-mail?sent=1", "{number}");
        site.after_seconds(5);
    }
    let one_more = [("email", "ana@home.example")];
    ana.get(BY_MAIL).await;
    assert_eq!(ana.send(BY_MAIL, &one_more).await.status, StatusCode::TOO_MANY_REQUESTS);
    // Other forms of the same visitor count with it.
    let ask = "/find/lakeside-hospital/ask";
    ana.get(ask).await;
    let letter = [("name", "Ana Reyes"), ("email", "ana@home.example")];
    assert_eq!(ana.send(ask, &letter).await.status, StatusCode::TOO_MANY_REQUESTS);
    // A letter that writes to nobody is made all the same.
    ana.get(ask).await;
    assert!(ana.send(ask, &[("name", "Ana Reyes")]).await.says("45 CFR 164.524"));
    // Whose browser does some work goes on; the work counts once.
    ana.get(BY_MAIL).await;
    let (task, answer) = ana.works().await;
    let worked = [("email", "ana@home.example"), ("work-task", &task), ("work-answer", &answer)];
    assert_eq!(ana.send(BY_MAIL, &worked).await.leads_to(), "/community/by-mail?sent=1");
    ana.get(BY_MAIL).await;
    assert_eq!(ana.send(BY_MAIL, &worked).await.status, StatusCode::TOO_MANY_REQUESTS);
    // After an hour the counting begins anew.
    site.after_seconds(60 * 60);
    ana.get(BY_MAIL).await;
    assert_eq!(ana.send(BY_MAIL, &one_more).await.leads_to(), "/community/by-mail?sent=1");
}

#[tokio::test]
async fn what_fills_in_the_field_that_people_do_not_see_is_answered_and_nothing_is_done() {
    let site = Site::lived_in().await;
    let mails = site.post.count();
    let event = "/community/events/how-we-give-teens-their-record";
    let fields = [
        ("email", "pledge@lakeside-hospital.example"),
        ("name", "A program"),
        ("company", "Cheap pills"),
    ];
    for form in [BY_MAIL, "/members/enter", "/find/lakeside-hospital/ask", event] {
        let mut program = site.browser();
        program.get(form).await;
        let answer = program.send(form, &fields).await;
        let is_answered = answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER;
        assert!(is_answered, "{form}: {}", answer.status);
        site.works().await;
        assert_eq!(site.post.count(), mails, "{form}");
    }
}

#[tokio::test]
async fn a_whole_hospital_behind_one_address_opens_its_links_and_who_asks_without_end_waits() {
    let site = Site::lived_in().await;
    let mut visitor = site.browser();
    for number in 0..120 {
        let page = visitor.get("/pledge/confirm/of-a-mail").await;
        assert_eq!(page.status, StatusCode::OK, "{number}");
    }
    let page = visitor.get("/pledge/confirm/of-a-mail").await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    site.after_seconds(1);
    let page = visitor.get("/pledge/confirm/of-a-mail").await;
    assert_eq!(page.status, StatusCode::OK, "two more come in each second");
}

#[test]
fn every_form_that_anybody_may_send_is_held_against_floods() {
    // Those that a secret of a mail opens, or that send and show nothing.
    const FREE: [&str; 8] = [
        "signing/steps.rs forget",
        "signing/confirm.rs confirm",
        "signing/domain.rs check_domain",
        "members/asked.rs answer",
        "members/door.rs enter",
        "directory/letter.rs confirm",
        "community/guests.rs answer",
        "community/readers.rs confirm",
    ];
    let mut found = Vec::new();
    let mut looked_at = 0;
    for (file, function, text) in handlers("SafeForm<Anyone>") {
        looked_at += 1;
        let name = format!("{file} {function}");
        // Or a limit for each network, where nothing is mailed or shown to others.
        let is_held = ["work::pass(", "work::without(", "reports::take(", "throttle.attempt("]
            .iter()
            .any(|one| text.contains(one));
        if !is_held && !FREE.contains(&name.as_str()) && name != "community/ideas.rs confirm" {
            found.push(name);
        }
    }
    assert!(looked_at > 12, "the search for forms finds nothing any more");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_form_of_a_member_leaves_a_line_in_the_trail() {
    // What keeps something hands it to a function of the same file.
    let mut found = Vec::new();
    let mut looked_at = 0;
    for (file, function, text) in handlers("SafeForm<Member>") {
        looked_at += 1;
        let passes_on = ["member.by()", "keep(&services, &member", "make_account(door"];
        if !passes_on.iter().any(|one| text.contains(one)) {
            found.push(format!("{file} {function}"));
        }
    }
    assert!(looked_at > 15, "the search for forms finds nothing any more");
    assert_eq!(found, Vec::<String>::new());
}

/// Functions of the crate whose signature has that text: file, name, and all of it.
fn handlers(signature: &str) -> Vec<(String, String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            for function in code.split("\npub(crate) async fn ").skip(1) {
                let (name, rest) = function.split_once('(').unwrap();
                let (head, body) = rest.split_once(") -> ").unwrap_or((rest, ""));
                let body = body.split("\n}\n").next().unwrap_or_default();
                if head.contains(signature) {
                    let file = path.strip_prefix(&root).unwrap().display().to_string();
                    found.push((file, name.to_owned(), body.to_owned()));
                }
            }
        }
    }
    found
}
