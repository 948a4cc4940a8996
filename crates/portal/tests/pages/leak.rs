//! The leak test: over a record with an entry of every kind, each with a word that stands nowhere
//! else, random grants; no page, file, original or message shows a trace of what is hidden.
//!
//! What should be visible is told here from how the record was made, by rules written anew: a fault
//! in the view can't hide in its own test.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};

use axum::http::StatusCode;
use bluebutton_record::requests::RequestKind;
use bluebutton_record::{PatientKey, Rights, Section, Selection, Terms, Topics};
use bluebutton_store::accounts::{Hiding, NewTerms};
use bluebutton_store::requests::{AboutEntry, NewRequest, Reply};
use bluebutton_store::{Action, Who};

use crate::leak::made::{ENTRIES, Made, bundle, mark};
use crate::people::{accept, let_in};
use crate::site::{Browser, Person, Site};

mod made;

/// Random grants that are tried. Each takes about 150 pages and files.
const ROUNDS: u64 = 14;

/// What is not hidden in a round, by the places of the entries.
struct Round {
    terms: Terms,
    hidden: BTreeSet<usize>,
    hidden_visits: BTreeSet<usize>,
    visible: BTreeSet<usize>,
}

struct Stage {
    site: Site,
    ana: Person,
    key: PatientKey,
    /// The id of each entry behind the patient key.
    locals: BTreeMap<usize, String>,
    grant: String,
    lucias: Browser,
}

/// A generator of numbers that is the same everywhere: SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// True in so many cases of a hundred.
    fn falls(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

impl Round {
    fn of(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let chooses = dice.falls(60);
        let all = Section::ALL.into_iter().filter(|section| *section != Section::About);
        let sections: BTreeSet<Section> = all.filter(|_| dice.falls(55)).collect();
        let sections = (chooses && !sections.is_empty()).then_some(sections);
        let (mut hidden, mut hidden_visits) = (BTreeSet::new(), BTreeSet::new());
        for (place, entry) in ENTRIES.iter().enumerate() {
            if entry.is_visit() && dice.falls(30) {
                hidden_visits.insert(place);
            } else if !entry.is_visit() && dice.falls(15) {
                hidden.insert(place);
            }
        }
        let topics = Topics::built_in();
        let slugs = topics.all().iter().map(|topic| topic.slug.clone());
        let opened: BTreeSet<String> = slugs.filter(|_| dice.falls(30)).collect();
        let rights = Rights { manage: false, ..Rights::OWNER };
        let terms = Terms { sections, opened, ..Terms::everything(rights) };
        let mut round = Self { terms, hidden, hidden_visits, visible: BTreeSet::new() };
        round.visible = round.seen();
        round
    }

    fn seen(&self) -> BTreeSet<usize> {
        let is_seen = |(place, entry): &(usize, &Made)| {
            let in_sections =
                self.terms.sections.as_ref().is_none_or(|chosen| chosen.contains(&entry.section));
            let is_opened = entry.topic.is_none_or(|topic| self.terms.opened.contains(topic));
            let visit = entry.visit.unwrap_or(usize::MAX);
            let of_hidden = [*place, visit].iter().any(|one| self.hidden_visits.contains(one));
            in_sections && is_opened && !of_hidden && !self.hidden.contains(place)
        };
        let seen: BTreeSet<usize> =
            ENTRIES.iter().enumerate().filter(is_seen).map(|(place, _)| place).collect();
        // A whole document is nobody's who may not see all of the record.
        let is_whole = seen.len() == ENTRIES.len() && self.terms.sections.is_none();
        let stays = |place: &usize| is_whole || !ENTRIES[*place].is_whole_document();
        seen.into_iter().filter(stays).collect()
    }
}

impl Stage {
    async fn set() -> Self {
        let site = Site::start().await;
        site.store.set_topics(Topics::built_in());
        let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
        site.import("everything.json", bundle().as_bytes()).await;
        let lucia = site.person("lucia", "Lucía Reyes").await;
        let mut hers = site.signed_in(&ana).await;
        let record = format!("/records/{key}");
        let code = let_in(&mut hers, &record, "all", "").await;
        let mut lucias = site.signed_in(&lucia).await;
        accept(&mut lucias, &code).await;
        let people = hers.get(&format!("{record}/people")).await;
        let path = people.text_between(&format!("href=\"{record}/people/"), "/change\"");
        let grant = path.rsplit('/').next().unwrap().to_owned();
        let locals = locals(&site, &ana, &key).await;
        state_about(&site, &ana, &key, &locals).await;
        Self { site, ana, key, locals, grant, lucias }
    }

    /// Ana gives Lucía the terms of a round.
    async fn give(&self, round: &Round, before: Option<&Round>) {
        let (accounts, who) = (self.site.store.accounts(), Who::Account(self.ana.id.clone()));
        let grant = (self.grant.as_str(), "Lucía");
        let new = NewTerms { terms: round.terms.clone(), from: None, until: None };
        accounts.change_terms(&who, &self.key, grant, new).await.unwrap();
        let none = BTreeSet::new();
        for is_visit in [false, true] {
            let of = |round: &Round| {
                if is_visit { round.hidden_visits.clone() } else { round.hidden.clone() }
            };
            let (now, was) = (of(round), before.map_or(none.clone(), of));
            for place in now.symmetric_difference(&was) {
                let (local, is_hidden) = (self.locals[place].clone(), now.contains(place));
                let what = Hiding { local, is_visit, is_hidden };
                accounts.hide(&who, &self.key, grant, what).await.unwrap();
            }
        }
    }

    /// Every page that Lucía can reach by following links, and every page of an entry, visible or not.
    async fn pages(&mut self) -> BTreeMap<String, String> {
        let record = format!("/records/{}", self.key);
        let mut waiting: Vec<String> = vec![record.clone(), "/records".to_owned()];
        for (place, local) in &self.locals {
            let section = ENTRIES[*place].section.slug();
            waiting.push(format!("{record}/{section}/{local}"));
            waiting.push(format!("{record}/{section}/{local}/file/0"));
            waiting.push(format!("{record}/download?what=visit&visit={local}"));
            waiting.push(format!("{record}/people/hide?id={local}"));
        }
        for section in Section::ALL {
            waiting.push(format!("{record}/{}", section.slug()));
            waiting.push(format!("{record}/{}?from=2026-01-01", section.slug()));
        }
        for format in ["html", "text", "ccda", "fhir", "pdf"] {
            waiting.push(format!("{record}/download/file?what=everything&format={format}"));
        }
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        while let Some(path) = waiting.pop() {
            if found.contains_key(&path) {
                continue;
            }
            let page = self.lucias.get(&path).await;
            let links =
                page.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let ours = links.filter(|link| link.starts_with(&record) && !link.contains('#'));
            waiting.extend(ours.map(|link| link.replace("&amp;", "&").replace("&#38;", "&")));
            let is_pdf = path.ends_with("format=pdf");
            let text = if is_pdf { pdf_text(&page.bytes) } else { page.html };
            found.insert(path, text);
        }
        found
    }

    /// What a search answers, with the word itself taken out.
    async fn search(&mut self, word: &str) -> String {
        let path = format!("/records/{}/search", self.key);
        self.lucias.get(&path).await;
        let asked = self.lucias.send(&path, &[("q", word)]).await;
        let to = asked.leads_to().to_owned();
        let answer = self.lucias.get(&to).await.html;
        let query = to.split_once("?q=").unwrap().1;
        answer.replace(query, "QUERY").replace(word, "WORD")
    }

    /// The page of a message that is about to be sent, with all that it says of the record.
    async fn review(&mut self) -> String {
        let record = format!("/records/{}", self.key);
        self.lucias.get("/settings").await;
        let to =
            [("way", "direct"), ("to-address", "dr.lee@clinic.example"), ("what", "everything")];
        self.lucias.send(&format!("{record}/send/review"), &to).await.html
    }
}

/// What was said about entries tells of them: every second is called wrong and denied, and Ana says what
/// she thinks of it, with the entry's word.
async fn state_about(
    site: &Site,
    ana: &Person,
    key: &PatientKey,
    locals: &BTreeMap<usize, String>,
) {
    let (hers, nora) = (Who::Account(ana.id.clone()), Who::Account(site.staff().await.id));
    let requests = site.store.requests();
    for (place, local) in locals.iter().step_by(2) {
        let entry = &ENTRIES[*place];
        let about = AboutEntry {
            reference: format!("{}/{key}.{local}", entry.kind),
            title: format!("What is called {}", mark(*place)),
            section: entry.section.slug().to_owned(),
        };
        let text = format!("It was not so: {}", mark(*place));
        let new =
            NewRequest { about: Some(about), ..NewRequest::of(RequestKind::Amendment, &text) };
        let id = requests.ask(&hers, key, new).await.unwrap();
        let reason = format!("It was: {}", mark(*place));
        requests.answer(&nora, key, &id, Reply::Deny { reason }).await.unwrap();
        let action = Action::View { page: "requests", resource: None };
        let permit = site.store.access().open(&hers, key, action).await.unwrap();
        let all = requests.list(&permit).await.unwrap();
        let asked = all.iter().find(|one| one.id == id).unwrap();
        requests.disagree(&hers, key, asked, &mark(*place)).await.unwrap();
    }
}

/// Which id each entry was given, found by its word.
async fn locals(site: &Site, ana: &Person, key: &PatientKey) -> BTreeMap<usize, String> {
    let (who, page) = (Who::Account(ana.id.clone()), "overview");
    let action = Action::View { page, resource: None };
    let permit = site.store.access().open(&who, key, action).await.unwrap();
    let record = site.store.records().open(&permit).await.unwrap();
    let all = record.newest(&Selection::default(), 0, 1000).await.unwrap();
    let mut locals = BTreeMap::new();
    for (place, entry) in ENTRIES.iter().enumerate() {
        let own = format!("\"own-{}\"", mark(place));
        let one = all.iter().find(|one| one.json.contains(&own));
        let one = one.unwrap_or_else(|| panic!("{} did not come in", entry.kind));
        let facts = record.facts(&one.id).unwrap();
        assert_eq!(facts.section(), entry.section, "{}", entry.kind);
        locals.insert(place, one.id.local().to_owned());
    }
    locals
}

/// The words of a PDF; where there is no `pdftotext` it is not looked into, and that is said.
fn pdf_text(bytes: &[u8]) -> String {
    use std::io::Write as _;
    let asked = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut asked) = asked else {
        eprintln!("not run: pdftotext is not here, PDFs were not looked into");
        return String::new();
    };
    asked.stdin.take().unwrap().write_all(bytes).unwrap();
    String::from_utf8_lossy(&asked.wait_with_output().unwrap().stdout).into_owned()
}

/// The traces of an entry: its word, in whatever case, and its id.
fn traces(place: usize, local: &str) -> [String; 2] {
    [mark(place), format!(".{local}\"")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_shows_a_trace_of_what_is_hidden() {
    let mut stage = Stage::set().await;
    let whole = Round {
        terms: Terms {
            opened: Topics::built_in().all().iter().map(|topic| topic.slug.clone()).collect(),
            ..Terms::everything(Rights { manage: false, ..Rights::OWNER })
        },
        hidden: BTreeSet::new(),
        hidden_visits: BTreeSet::new(),
        visible: (0..ENTRIES.len()).collect(),
    };
    stage.give(&whole, None).await;
    the_test_sees_what_is_there(&mut stage).await;
    check(&mut stage, &whole, "all").await;
    let mut before = whole;
    for seed in 0..ROUNDS {
        let round = Round::of(seed);
        stage.give(&round, Some(&before)).await;
        check(&mut stage, &round, &format!("seed {seed}")).await;
        before = round;
    }
}

async fn check(stage: &mut Stage, round: &Round, name: &str) {
    let mut pages = stage.pages().await;
    pages.insert("send/review".to_owned(), stage.review().await);
    for (place, local) in &stage.locals {
        let is_visible = round.visible.contains(place);
        let what = format!("{name}: {place}, {}", ENTRIES[*place].kind);
        for (path, page) in pages.iter().filter(|_| !is_visible) {
            let page = page.to_lowercase();
            for trace in traces(*place, local) {
                assert!(!page.contains(&trace), "{what}: {trace} on {path}\n{page}");
            }
        }
        let own = format!("/records/{}/{}/{local}", stage.key, ENTRIES[*place].section.slug());
        let status = stage.lucias.get(&own).await.status;
        let expected = if is_visible { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(status, expected, "{what}: its own page");
    }
    searches_tell_nothing(stage, round, name).await;
    counts_are_of_what_is_shown(stage, round, &pages, name);
}

/// Where nothing is hidden, each entry's word stands on its own page and in every file: else a test
/// that looks for it proves nothing.
async fn the_test_sees_what_is_there(stage: &mut Stage) {
    let pages = stage.pages().await;
    let record = format!("/records/{}", stage.key);
    for (place, local) in &stage.locals {
        let entry = &ENTRIES[*place];
        let own = &pages[&format!("{record}/{}/{local}", entry.section.slug())];
        assert!(own.contains(&mark(*place)), "{}: its own page", entry.kind);
        for format in ["html", "text", "fhir", "pdf"] {
            let file = &pages[&format!("{record}/download/file?what=everything&format={format}")];
            let was_looked_into = !file.is_empty() && !entry.is_whole_document();
            assert!(!was_looked_into || file.contains(&mark(*place)), "{}: {format}", entry.kind);
        }
    }
    let found = stage.search(&mark(8)).await;
    assert!(found.contains(&format!("/{}\"", stage.locals[&8])), "{found}");
    let letter = &pages[&format!("{record}/documents/{}/file/0", stage.locals[&15])];
    assert!(letter.contains(&mark(3)), "the letter tells of everything");
}

/// A search for the word of a hidden entry answers as one for a word that is nowhere.
async fn searches_tell_nothing(stage: &mut Stage, round: &Round, name: &str) {
    for place in (0..ENTRIES.len()).filter(|place| !round.visible.contains(place)) {
        let hidden = stage.search(&mark(place)).await;
        let nowhere = stage.search("zzqnowhereqzz").await;
        let (hidden, nowhere) = (without_tokens(&hidden), without_tokens(&nowhere));
        let differs = hidden.lines().zip(nowhere.lines()).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{name}: {} is found", ENTRIES[place].kind);
        assert_eq!(hidden.lines().count(), nowhere.lines().count(), "{name}");
    }
}

/// What a file counts is what it holds: its manifest says nothing of the rest.
fn counts_are_of_what_is_shown(
    stage: &Stage,
    round: &Round,
    pages: &BTreeMap<String, String>,
    name: &str,
) {
    let path = format!("/records/{}/download/file?what=everything&format=fhir", stage.key);
    let file = pages[&path].to_lowercase();
    for place in &round.visible {
        let is_in = file.contains(&format!("own-{}", mark(*place)));
        assert!(is_in, "{name}: {} is missing in the file", ENTRIES[*place].kind);
    }
    let withheld = ["withheld", "redacted", "hidden", "restricted"];
    for word in withheld {
        assert!(!file.contains(word), "{name}: the file says {word}");
    }
}

/// A page without what differs each time.
fn without_tokens(html: &str) -> String {
    let mut out = String::new();
    for (place, piece) in html.split("value=\"").enumerate() {
        let rest = if place == 0 { piece } else { piece.split_once('"').map_or("", |two| two.1) };
        out.push_str(rest);
    }
    out
}
