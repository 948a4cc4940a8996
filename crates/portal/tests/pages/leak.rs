//! The leak test: over a record with an entry of every kind, each with a word that stands nowhere
//! else, random grants; no page, file, original or message shows a trace of what is hidden.
//!
//! What should be visible is told here from how the record was made, by rules written anew: a fault
//! in the view can't hide in its own test.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use bluebutton_record::{PatientKey, Rights, Section, Selection, Terms, Topics};
use bluebutton_store::accounts::{Hiding, NewTerms};
use bluebutton_store::{Action, Who};

use crate::leak::dice::Dice;
use crate::leak::made::{ENTRIES, Made, bundle, mark};
use crate::leak::said::{state_about, write_down};
use crate::matrix::routes;
use crate::people::{accept, let_in};
use crate::post::{DOCTOR, Post, sends_everything, text};
use crate::site::{Browser, Person, Site, noon};

#[path = "../../../../tests/support/dice.rs"]
mod dice;
#[path = "../../../../tests/support/everything.rs"]
mod made;
mod reached;
mod said;
mod told;

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
    post: Post,
    ana: Person,
    key: PatientKey,
    /// The id of each entry behind the patient key.
    locals: BTreeMap<usize, String>,
    grant: String,
    lucias: Browser,
}

impl Round {
    /// Everything is shown.
    fn whole() -> Self {
        let opened = Topics::built_in().all().iter().map(|topic| topic.slug.clone()).collect();
        let rights = Rights { manage: false, ..Rights::OWNER };
        Self {
            terms: Terms { opened, ..Terms::everything(rights) },
            hidden: BTreeSet::new(),
            hidden_visits: BTreeSet::new(),
            visible: (0..ENTRIES.len()).collect(),
        }
    }

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
        let post = Post::start(noon()).await;
        let site = Site::with_post(&post.mail).await;
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
        write_down(&mut hers, &record).await;
        let locals = locals(&site, &ana, &key).await;
        state_about(&site, &ana, &key, &locals).await;
        Self { site, post, ana, key, locals, grant, lucias }
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
            waiting.push(format!("{record}/written/{local}/change"));
        }
        for section in Section::ALL {
            waiting.push(format!("{record}/{}", section.slug()));
            waiting.push(format!("{record}/{}?from=2026-01-01", section.slug()));
        }
        waiting.extend(self.every_route());
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
            found.insert(path, text(&page.bytes));
        }
        found
    }

    /// Every route of a record that answers to an address, read from `routes.rs`: a new one is asked here
    /// whether or not a link leads to it. Where one takes the id of something, each entry is tried.
    fn every_route(&self) -> BTreeSet<String> {
        let record = format!("/records/{}", self.key);
        let own = routes().into_iter().filter(|route| route.has_get);
        let own =
            own.filter_map(|route| Some(route.path.strip_prefix("/records/{key}")?.to_owned()));
        // These have each entry at its own place.
        let own = own.filter(|path| !path.starts_with("/{section}"));
        let filled = own.flat_map(|path| {
            let locals = self.locals.values().map(move |local| {
                let path = path.replace("{id}", local).replace("{right}", "amendment");
                path.replace("{kind}", "note").replace("{grant}", local).replace("{account}", local)
            });
            locals.map(|path| format!("{record}{path}")).collect::<Vec<_>>()
        });
        let filled: BTreeSet<String> = filled.collect();
        assert!(filled.iter().all(|path| !path.contains('{')), "{filled:?}");
        filled
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

    /// What Lucía sends of all that she sees: the page on which she looks at it, the one that says how it
    /// stands, and all that arrives at the doctor's.
    async fn message(&mut self) -> Vec<(String, String)> {
        let record = format!("/records/{}", self.key);
        let (review, asked) = sends_everything(&mut self.lucias, &record, "For Thursday").await;
        let letters = self.post.deliver(&self.site.store).await;
        let letter = letters.into_iter().find(|letter| letter.to == [DOCTOR]).unwrap();
        let pages = [("send/review".to_owned(), review), ("send".to_owned(), asked)];
        pages.into_iter().chain(letter.parts).collect()
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
        let one = all.iter().find(|one| entry.is_it(place, &one.kind, &one.json));
        let one = one.unwrap_or_else(|| panic!("{} did not come in", entry.kind));
        let facts = record.facts(&one.id).unwrap();
        assert_eq!(facts.section(), entry.section, "{}", entry.kind);
        locals.insert(place, one.id.local().to_owned());
    }
    locals
}

/// The traces of an entry: its word, in whatever case, and its id.
fn traces(place: usize, local: &str) -> [String; 2] {
    [mark(place), format!(".{local}\"")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_shows_a_trace_of_what_is_hidden() {
    let mut stage = Stage::set().await;
    let whole = Round::whole();
    stage.give(&whole, None).await;
    the_test_sees_what_is_there(&mut stage).await;
    check(&mut stage, &whole, "all", true).await;
    let mut before = whole;
    for seed in 0..ROUNDS {
        let round = Round::of(seed);
        stage.give(&round, Some(&before)).await;
        // A message is typeset, signed and opened again: not in every round.
        check(&mut stage, &round, &format!("seed {seed}"), seed % 3 == 0).await;
        before = round;
    }
}

async fn check(stage: &mut Stage, round: &Round, name: &str, sends: bool) {
    let mut pages = stage.pages().await;
    if sends {
        let message = stage.message().await;
        pages.extend(message.into_iter().map(|(name, text)| (format!("sent: {name}"), text)));
    }
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
        // A word that begins a line is written large.
        assert!(own.to_lowercase().contains(&mark(*place)), "{}: its own page", entry.kind);
        for format in ["html", "text", "fhir", "pdf"] {
            let file = &pages[&format!("{record}/download/file?what=everything&format={format}")];
            let was_looked_into = !file.is_empty() && !entry.is_whole_document();
            let is_there = file.to_lowercase().contains(&mark(*place));
            assert!(!was_looked_into || is_there, "{}: {format}", entry.kind);
        }
    }
    the_message_says_what_is_there(&stage.message().await);
    let found = stage.search(&mark(8)).await;
    assert!(found.contains(&format!("/{}\"", stage.locals[&8])), "{found}");
    let letter = &pages[&format!("{record}/documents/{}/file/0", stage.locals[&15])];
    assert!(letter.contains(&mark(3)), "the letter tells of everything");
}

/// The doctor gets words, who asked, and each entry in one of two files.
fn the_message_says_what_is_there(parts: &[(String, String)]) {
    let names: Vec<&String> = parts.iter().map(|(name, _)| name).collect();
    let part = |sign: &str| {
        let found = parts.iter().find(|(name, _)| name.contains(sign));
        found.map_or_else(|| panic!("no {sign} in {names:?}"), |(_, text)| text)
    };
    assert!(part("send/review").contains("name=\"once\""));
    assert!(parts.iter().any(|(name, text)| name == "message" && text.contains("For Thursday")));
    assert!(part("request.txt").contains("Requested-by: Lucía Reyes"));
    let files = [part("application/xml"), part("application/pdf")];
    let (can_look, words) = (files.iter().all(|file| !file.is_empty()), files.map(String::as_str));
    for (place, entry) in ENTRIES.iter().enumerate().filter(|(_, one)| !one.is_whole_document()) {
        let is_told = words.iter().any(|file| file.to_lowercase().contains(&mark(place)));
        assert!(is_told || !can_look, "{}: not in the message", entry.kind);
    }
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
        let sign = if ENTRIES[*place].own.is_some() { "" } else { "own-" };
        let is_in = file.contains(&format!("{sign}{}", mark(*place)));
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
