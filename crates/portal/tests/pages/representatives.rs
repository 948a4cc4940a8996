//! Two parents, of whom one may not know of the other; a court's order; all access stopped on a call: as
//! the office, the front desk and the parents meet it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use bluebutton_record::{Office, PatientKey, Section};

use crate::post::{DOCTOR, Letter, Post, is_told_everything, sends_everything, text};
use crate::site::{Browser, Page, Person, Site, noon};

const BORN: [(&str, &str); 3] = [("born-month", "6"), ("born-day", "1"), ("born-year", "2014")];

const ORDER: &[u8] = b"It is ordered that Omar Haddad shall have no contact.";

/// Leo's record, and the office.
struct Stage {
    site: Site,
    key: PatientKey,
    office: Browser,
    desk: Browser,
}

impl Stage {
    async fn set() -> Self {
        Self::on(Site::start().await).await
    }

    async fn on(site: Site) -> Self {
        let key = site.record("Leo Reyes", "2014-06-01").await;
        let olga = site.clerk("olga", Office::RecordsOffice).await;
        let frank = site.clerk("frank", Office::FrontDesk).await;
        let (office, desk) = (site.signed_in(&olga).await, site.signed_in(&frank).await);
        Self { site, key, office, desk }
    }

    fn card(&self) -> String {
        format!("/staff/patients/{}", self.key)
    }

    async fn enter(&mut self, name: &str, more: &[(&str, &str)], file: &[u8]) -> Page {
        let path = format!("{}/people/new", self.card());
        self.office.get(&path).await;
        let mut fields = vec![("name", name), ("identity", "Passport"), ("which", "all")];
        for deed in ["download", "transmit", "manage"] {
            fields.push(("may", deed));
        }
        fields.extend(more);
        let called = if file.is_empty() { "" } else { "order.txt" };
        self.office.upload(&path, (called, file), &fields).await
    }

    /// A parent is entered, gets a letter at the front desk, and comes with it.
    async fn parent(&mut self, login: &str, name: &str) -> (Person, Browser) {
        let entered = self.enter(name, &[("authority", "parent")], b"").await;
        assert_eq!(entered.leads_to(), format!("{}/people?done=entered", self.card()));
        let card = self.desk.get(&self.card()).await;
        assert!(card.says(name), "{}", card.html);
        let start = format!("action=\"{}/people/", self.card());
        let id = card.text_between(&start, "/code\"").to_owned();
        let letter = self.desk.send(&format!("{}/people/{id}/code", self.card()), &[]).await;
        let code = letter.text_between("<strong class=\"code entry-value\">", "<").to_owned();
        let person = self.site.person(login, name).await;
        let mut browser = self.site.signed_in(&person).await;
        browser.get("/records/add").await;
        let [month, day, year] = BORN;
        let added = browser.send("/records/add", &[("code", &code), month, day, year]).await;
        assert_eq!(added.leads_to(), "/records", "{}", added.html);
        (person, browser)
    }
}

/// Every page that somebody reaches by following links from the record, and every file, a PDF by its words.
async fn pages(browser: &mut Browser, record: &str) -> BTreeMap<String, String> {
    let mut waiting = vec![record.to_owned(), "/records".to_owned(), "/settings".to_owned()];
    waiting.extend(Section::ALL.map(|section| format!("{record}/{}", section.slug())));
    for page in ["people", "activity", "requests", "requests/disclosures", "written", "send"] {
        waiting.push(format!("{record}/{page}"));
    }
    for format in ["html", "text", "ccda", "fhir", "pdf"] {
        waiting.push(format!("{record}/download/file?what=everything&format={format}"));
    }
    let mut found = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        if found.contains_key(&path) {
            continue;
        }
        let page = browser.get(&path).await;
        let links = page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let ours = links.filter(|link| link.starts_with(record) && !link.contains('#'));
        waiting.extend(ours.map(|link| link.replace("&amp;", "&").replace("&#38;", "&")));
        found.insert(path, text(&page.bytes));
    }
    found
}

/// What Omar is written to about, by its parts.
fn to_him(letters: &[Letter]) -> Vec<(String, String)> {
    let his = letters.iter().filter(|letter| letter.to == ["omar@mail.example"]);
    let parts = his.flat_map(|letter| letter.parts.clone());
    parts.map(|(name, text)| (format!("told: {name}"), text)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_parents_neither_finds_a_trace_of_the_other() {
    let post = Post::start(noon()).await;
    let mut stage = Stage::on(Site::with_post(&post.mail).await).await;
    let record = format!("/records/{}", stage.key);
    let (clara, mut claras) = stage.parent("clara-zqoneqz", "Clara Zqtwoqz").await;
    let (omar, mut omars) = stage.parent("omar", "Omar Haddad").await;
    is_told_everything(&mut omars, &stage.site.store, "omar").await;
    is_told_everything(&mut claras, &stage.site.store, "clara-zqoneqz").await;
    omars.get(&record).await;
    stage.site.after_seconds(60);
    // Clara does everything that leaves something behind.
    for (kind, fields) in [
        ("note", vec![("title", "Cough"), ("text", "Since Monday.")]),
        ("weight", vec![("value", "80"), ("unit", "lb"), ("date", "2026-05-02")]),
        ("goal", vec![("title", "Swim"), ("date", "2026-12-01")]),
        ("medicine", vec![("title", "Honey"), ("is-on", "yes")]),
    ] {
        let path = format!("{record}/written/new/{kind}");
        claras.get(&path).await;
        let done = claras.send(&path, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{kind}: {}", done.html);
    }
    let file = format!("{record}/written/file");
    claras.get(&format!("{record}/written/new/document")).await;
    claras.upload(&file, ("letter.txt", b"A letter."), &[("title", "Letter")]).await;
    let path = format!("{record}/people/new");
    claras.get(&path).await;
    claras.send(&path, &[("name", "Rosa Zqthreeqz"), ("which", "all")]).await;
    let path = format!("{record}/requests/new/access");
    claras.get(&path).await;
    claras.send(&path, &[("text", "All X-rays.")]).await;
    sends_everything(&mut claras, &record, "From Zqtwoqz").await;
    stage.site.after_seconds(2 * 60 * 60);
    let told = to_him(&post.deliver(&stage.site.store).await);
    assert!(told.iter().any(|(_, text)| text.contains("a record you help with")), "{told:?}");
    // Nobody stays signed in for so long.
    let (mut omars, mut claras) =
        (stage.site.signed_in(&omar).await, stage.site.signed_in(&clara).await);

    let mut his = pages(&mut omars, &record).await;
    let pdf = &his[&format!("{record}/download/file?what=everything&format=pdf")];
    assert!(pdf.is_empty() || pdf.contains("Leo Reyes") && pdf.contains("Swim"), "{pdf}");
    sends_everything(&mut omars, &record, "For Thursday").await;
    let sent = post.deliver(&stage.site.store).await;
    let sent = sent.iter().find(|letter| letter.to == [DOCTOR]).unwrap();
    let files = sent.parts.iter().map(|(name, text)| (format!("sent: {name}"), text.clone()));
    his.extend(told);
    his.extend(files);

    let written = &his[&format!("{record}/written")];
    assert!(written.contains("Cough") && written.contains("Swim"), "{written}");
    let id = clara.id.0.to_lowercase();
    for (path, page) in &his {
        let page = page.to_lowercase();
        for trace in ["zqoneqz", "zqtwoqz", "zqthreeqz", "x-rays", id.as_str()] {
            assert!(!page.contains(trace), "{trace} on {path}\n{page}");
        }
    }
    let hers = pages(&mut claras, &record).await;
    for (path, page) in &hers {
        assert!(!page.contains("Haddad"), "{path}\n{page}");
    }
    let people = &hers[&format!("{record}/people")];
    assert!(people.contains("Rosa Zqthreeqz"), "whom she let in she sees");
}

#[tokio::test]
async fn what_is_missing_is_asked_for_and_a_paper_is_the_offices_alone() {
    let mut stage = Stage::set().await;
    let (card, record) = (stage.card(), format!("/records/{}", stage.key));
    let wrong = stage.enter("", &[], b"").await;
    assert!(
        wrong.says("Type their name") && wrong.says("what gives them the right to act"),
        "{}",
        wrong.html
    );
    let wrong = stage.enter("Clara Reyes", &[("authority", "guardian")], b"").await;
    assert!(wrong.says("Choose the document"), "{}", wrong.html);
    let wrong = stage.enter("Clara Reyes", &[("authority", "guardian")], b"<svg onload>").await;
    assert!(wrong.says("role=\"alert\""), "{}", wrong.html);

    let done = stage.enter("Clara Reyes", &[("authority", "guardian")], ORDER).await;
    assert_eq!(done.leads_to(), format!("{card}/people?done=entered"), "{}", done.html);
    let list = stage.office.get(&format!("{card}/people")).await;
    assert!(list.says("Guardian, appointed by a court") && list.says("Passport"), "{}", list.html);
    let paper = list.text_between(&format!("href=\"{card}/papers/"), "\"").to_owned();
    let paper = format!("{card}/papers/{paper}");
    assert_eq!(stage.office.get(&paper).await.bytes, ORDER);
    assert_eq!(stage.desk.get(&paper).await.status, StatusCode::FORBIDDEN);
    let leo = stage.site.person("leo", "Leo Reyes").await;
    stage.site.store.accounts().own(&leo.id, &stage.key).await.unwrap();
    let mut leos = stage.site.signed_in(&leo).await;
    assert_eq!(leos.get(&paper).await.status, StatusCode::NOT_FOUND);
    let activity = leos.get(&format!("{record}/activity")).await;
    assert!(activity.says("Opened a paper of the office"), "{}", activity.html);
    assert!(activity.says("Entered that Clara Reyes acts for the patient"), "{}", activity.html);
    let people = leos.get(&format!("{record}/people")).await;
    assert!(people.says("Our office entered them"), "{}", people.html);
    assert!(!people.says("Passport") && !people.says("/papers/"), "the office's notes stay there");
}

#[tokio::test]
async fn a_court_order_ends_access_at_once_and_stays_in_the_way() {
    let mut stage = Stage::set().await;
    let (card, record) = (stage.card(), format!("/records/{}", stage.key));
    let (_, mut omars) = stage.parent("omar", "Omar Haddad").await;
    let (_, mut claras) = stage.parent("clara", "Clara Reyes").await;
    let path = format!("{card}/orders/new");
    stage.office.get(&path).await;
    let fields = [("name", "Omar Haddad"), ("note", "County court, 7"), ("until", "")];
    let done = stage.office.upload(&path, ("order.txt", ORDER), &fields).await;
    assert_eq!(done.leads_to(), format!("{card}/people?done=order&count=1"), "{}", done.html);
    let list = stage.office.get(done.leads_to()).await;
    assert!(list.says("one person&#39;s access has ended") || list.says("one person's access"));

    let out = omars.get(&record).await;
    assert_eq!(out.status, StatusCode::FORBIDDEN, "{}", out.html);
    assert!(!out.says("court") && !out.says("Leo"), "he is told the day, and nothing else");
    assert_eq!(claras.get(&record).await.status, StatusCode::OK);
    let new = format!("{record}/people/new");
    claras.get(&new).await;
    let refused = claras.send(&new, &[("name", "omar haddad"), ("which", "all")]).await;
    assert!(refused.says("Please call us"), "{}", refused.html);
    assert!(!refused.says("court"), "{}", refused.html);
    // A name is not a person: the office says that it is somebody else, and how it knows.
    let list = stage.office.get(&format!("{card}/people")).await;
    assert!(list.says("Omar Haddad: is this the person?"), "{}", list.html);
    let spare = list.text_between("action=\"", "/spare\"").rsplit('"').next().unwrap().to_owned();
    let spare = format!("{spare}/spare");
    let grant = list.text_between("name=\"grant\" value=\"", "\"").to_owned();
    let asked = stage.office.send(&spare, &[("grant", &grant), ("why", " ")]).await;
    assert!(asked.says("Write down how you know"), "{}", asked.html);
    let other = stage.office.send(&spare, &[("grant", "somebody"), ("why", "Born in 1950")]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let again = stage.enter("Omar Haddad", &[("authority", "parent")], b"").await;
    assert!(again.says("A court order here keeps out someone with that name"), "{}", again.html);
}

#[tokio::test]
async fn a_namesake_who_waits_for_the_office_has_no_code_of_the_patients() {
    let mut stage = Stage::set().await;
    let (card, record) = (stage.card(), format!("/records/{}", stage.key));
    let (_, mut claras) = stage.parent("clara", "Clara Reyes").await;
    let path = format!("{card}/orders/new");
    stage.office.get(&path).await;
    let fields = [("name", "Omar Haddad"), ("note", "County court, 7"), ("until", "")];
    stage.office.upload(&path, ("order.txt", ORDER), &fields).await;
    let list = stage.office.get(&format!("{card}/people")).await;
    let before = list.text_between("action=\"", "/await\"");
    let path = format!("{}/await", before.rsplit('"').next().unwrap());
    let asked = stage.office.send(&path, &[("name", "Omar Haddad"), ("why", " ")]).await;
    assert!(asked.says("how you know"), "{}", asked.html);
    let fields = [("name", "Omar Haddad"), ("why", "Born in 1990, passport.")];
    let done = stage.office.send(&path, &fields).await;
    assert_eq!(done.leads_to(), format!("{card}/people?done=awaited"), "{}", done.html);

    let new = format!("{record}/people/new");
    claras.get(&new).await;
    let told = claras.send(&new, &[("name", "Omar Haddad"), ("which", "all")]).await;
    assert!(!told.says("<strong class=\"code\">"), "no code is shown: {}", told.html);
    claras.get(&new).await;
    claras.send(&new, &[("name", "Rosa Lind"), ("which", "all")]).await;

    let people = claras.get(&format!("{record}/people")).await;
    let part = people.html.split("Waiting for our office, no access yet").nth(1).unwrap();
    assert!(part.contains("Our office hands them their code") && part.contains("Omar Haddad"));
    let invited = people.html.split("Invited, no access yet").nth(1).unwrap();
    let invited = invited.split("Waiting for our office").next().unwrap();
    assert!(invited.contains("They have a code from you") && invited.contains("Rosa Lind"));
    assert!(!invited.contains("Omar Haddad"), "{}", people.html);
    assert!(!people.says("court"), "{}", people.html);
}

#[tokio::test]
async fn staff_stop_all_access_for_a_patient_who_calls() {
    let mut stage = Stage::set().await;
    let (card, record) = (stage.card(), format!("/records/{}", stage.key));
    let (_, mut claras) = stage.parent("clara", "Clara Reyes").await;
    let leo = stage.site.person("leo", "Leo Reyes").await;
    stage.site.store.accounts().own(&leo.id, &stage.key).await.unwrap();
    let path = format!("{card}/stop");
    let page = stage.desk.get(&path).await;
    assert!(page.says("Stop all access to the record of Leo Reyes?"), "{}", page.html);
    assert!(!page.says("Clara"), "who is in is not the front desk's to read");
    let asked = stage.desk.send(&path, &[("why", " ")]).await;
    assert!(asked.says("Say who called"), "{}", asked.html);
    assert_eq!(claras.get(&record).await.status, StatusCode::OK);

    let why = [("why", "Leo called, knew his last visit")];
    let done = stage.desk.send(&path, &why).await;
    assert_eq!(done.leads_to(), format!("{card}?done=stopped"), "{}", done.html);

    assert_eq!(claras.get(&record).await.status, StatusCode::FORBIDDEN);
    let mut leos = stage.site.signed_in(&leo).await;
    let activity = leos.get(&format!("{record}/activity")).await;
    assert!(activity.says("knew his last visit"), "{}", activity.html);
    let people = leos.get(&format!("{record}/people")).await;
    let start = format!("action=\"{record}/people/");
    let id = people.text_between(&start, "/give-back\"").to_owned();
    let back = leos.send(&format!("{record}/people/{id}/give-back"), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.html);
    assert_eq!(claras.get(&record).await.status, StatusCode::OK);
}
