//! The leak test of the API: over a record with an entry of every kind, each with a word that stands nowhere
//! else, random apps; no answer shows a trace of what scopes, choices, terms and restrictions hide.
//!
//! What should be visible is told here from how the record was made, by rules written anew: a fault in the
//! view can't hide in its own test.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use bluebutton_api::served::{KINDS, is_served};
use bluebutton_record::withholding::Ground;
use bluebutton_record::{PatientKey, Rights, Section, Selection, Terms};
use bluebutton_store::access::withholding::NewWithholding;
use bluebutton_store::accounts::{LetIn, Redeemed};
use bluebutton_store::{Action, Who};
use jiff::civil::date;

use crate::leak::asked::{Asked, Way};
use crate::leak::dice::Dice;
use crate::leak::made::{ENTRIES, Made, bundle, mark};
use crate::leak::round::{Round, all_topics};
use crate::leak::withheld::SetWithheld;
use crate::site::*;

mod asked;
#[path = "../../../../tests/support/dice.rs"]
mod dice;
#[path = "../../../../tests/support/everything.rs"]
mod made;
mod reached;
mod round;
mod withheld;

/// Random apps that are tried. Each asks some three hundred questions.
const ROUNDS: u64 = 14;

/// Types that are not served, and one that is of no record.
const NOT_SERVED: [&str; 8] = [
    "Composition",
    "Claim",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Consent",
    "List",
    "Binary",
    "Person",
];

struct Stage {
    site: Site,
    ana: Person,
    lucia: Person,
    app: bluebutton_store::apps::App,
    key: PatientKey,
    /// The id of each entry behind the patient key.
    locals: BTreeMap<usize, String>,
    /// What is withheld by law in this round.
    withheld: Option<String>,
    /// And what for single uses, by labels, and by a rule of the site.
    set: SetWithheld,
}

impl Stage {
    async fn set() -> Self {
        let site = Site::start().await;
        site.import(&bundle()).await;
        let found = site.store.patients().search(&Who::Operator, "Reyes 1955-03-14", 2).await;
        let key = found.unwrap()[0].patient.clone();
        let ana = site.person("ana", "Ana Reyes").await;
        site.store.accounts().own(&ana.id, &key).await.unwrap();
        let lucia = site.person("lucia", "Lucía Reyes").await;
        let app = site.app().await;
        let locals = locals(&site, &ana, &key).await;
        Self { site, ana, lucia, app, key, locals, withheld: None, set: SetWithheld::default() }
    }

    fn id(&self, place: usize) -> String {
        format!("{}.{}", self.key, self.locals[&place])
    }

    /// What is hidden of entries and visits, as terms say it.
    fn hiding(&self, round: &Round, rights: Rights) -> Terms {
        let of = |places: &BTreeSet<usize>| {
            places.iter().filter_map(|place| self.locals.get(place).cloned()).collect()
        };
        let (hidden, hidden_visits) = (of(&round.hidden), of(&round.hidden_visits));
        Terms { hidden, hidden_visits, ..Terms::everything(rights) }
    }

    /// The person of a round lets the app in; the token.
    async fn launch(&mut self, round: &mut Round) -> String {
        let ana = Who::Account(self.ana.id.clone());
        let (accounts, access) = (self.site.store.accounts(), self.site.store.access());
        accounts.end_all(&ana, &self.key).await.unwrap();
        if let Some(sees) = &round.caregiver {
            let rights = Rights { view: true, apps: true, ..Rights::NONE };
            let terms = Terms {
                sections: Some(sees.clone()),
                opened: all_topics(),
                ..self.hiding(round, rights)
            };
            let new = LetIn { terms, ..LetIn::everything("Lucía", rights, None) };
            let (code, _) = accounts.let_in(&ana, &self.key, new).await.unwrap();
            let born = date(1955, 3, 14);
            let done = accounts.accept(&self.lucia.id, &code, born, "here").await.unwrap();
            assert!(matches!(done, Redeemed::Done(_)));
        } else if !round.hidden.is_empty() || !round.hidden_visits.is_empty() {
            // Withheld by law holds for the patient, and so for an app of theirs.
            let new = NewWithholding {
                terms: self.hiding(round, Rights::OWNER),
                ground: Ground::Danger,
                note: "A threat was made.".to_owned(),
                until: date(2026, 5, 20),
            };
            let id = access.withhold(&Who::Operator, &self.key, new).await.unwrap();
            self.withheld = Some(id);
        }
        self.set = round.withheld.set(&self.site.store, &ana, &self.key).await;
        let is_caregivers = round.caregiver.is_some();
        let person = if is_caregivers { &mut self.lucia } else { &mut self.ana };
        self.site.sign_in(person).await;
        let mut dice = Dice(round.scopes.len() as u64 + 1_000);
        let scopes: Vec<String> = round.scopes.iter().map(Asked::text).collect();
        let is_whole = round.topics == all_topics();
        let topics = round.topics.clone();
        let change = |fields: &mut Vec<(String, String)>| {
            let part = |field: &(String, String)| field.0 == "part";
            let offered = fields.iter().filter(|one| part(one)).count();
            let before = fields.clone();
            fields.retain(|field| !part(field) || is_whole || dice.falls(75));
            if !fields.iter().any(part) {
                *fields = before;
            }
            let left = fields.iter().filter(|one| part(one));
            round.ticked = left.clone().filter_map(|one| Section::parse(&one.1)).collect();
            round.is_all_ticked = left.count() == offered;
            fields.extend(topics.into_iter().map(|slug| ("topic".to_owned(), slug)));
        };
        let back = self.site.consents(person, &self.app, &scopes.join(" "), change).await;
        let told = self.site.exchange(&self.app, &back.code()).await.json();
        told["access_token"].as_str().unwrap().to_owned()
    }

    /// Everything that can be asked without knowing an id, each question with its answer.
    async fn searches(&self, token: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let kinds = KINDS.iter().map(|kind| kind.name).chain(NOT_SERVED);
        let mut waiting: Vec<String> = kinds
            .flat_map(|kind| {
                let patient = format!("patient={}", self.key);
                [
                    format!("{kind}?_count=200"),
                    format!("{kind}?_count=3"),
                    format!("{kind}?{patient}&_revinclude=Provenance:target&_count=200"),
                    format!("{kind}?_include={kind}:medication"),
                    format!("{kind}?_include={kind}:participant&_count=200"),
                ]
            })
            .collect();
        for rest in ["_summary=count", "_elements=code", "_total=accurate", "_sort=-date", "_has=x"]
        {
            waiting.push(format!("Condition?{rest}"));
        }
        while let Some(path) = waiting.pop() {
            let answer = self.site.read(token, &path).await;
            if answer.status == StatusCode::OK {
                let bundle = answer.json();
                let links = bundle["link"].as_array().into_iter().flatten();
                let next = links.filter(|link| link["relation"] == "next");
                waiting.extend(next.map(|link| link["url"].as_str().unwrap().to_owned()));
            }
            found.insert(path, answer.text);
        }
        found
    }

    /// An answer to a question about an id, without that id: what it says of one that there is not.
    async fn about(&self, token: &str, question: &str, id: &str) -> (StatusCode, String, String) {
        let answer = self.site.read(token, &question.replace("$ID", id)).await;
        let etag = answer.header("etag").to_owned();
        (answer.status, answer.text.replace(id, "ID"), etag)
    }
}

/// Which id each entry was given, found by its word.
async fn locals(site: &Site, ana: &Person, key: &PatientKey) -> BTreeMap<usize, String> {
    let (who, page) = (Who::Account(ana.id.clone()), "overview");
    let action = Action::View { page, resource: None };
    let permit = site.store.access().open(&who, key, action).await.unwrap();
    let record = site.store.records().open(&permit).await.unwrap();
    let all = record.newest(&Selection::default(), 0, 1000).await.unwrap();
    let of_clinic = ENTRIES.iter().enumerate().filter(|(_, entry)| entry.own.is_none());
    let local = |(place, entry): (usize, &Made)| {
        let one = all.iter().find(|one| entry.is_it(place, &one.kind, &one.json));
        let one = one.unwrap_or_else(|| panic!("{} did not come in", entry.kind));
        (place, one.id.local().to_owned())
    };
    of_clinic.map(local).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_shows_an_app_a_trace_of_what_is_hidden_from_it() {
    let mut stage = Stage::set().await;
    let mut whole = Round::whole();
    let token = stage.launch(&mut whole).await;
    the_test_sees_what_is_there(&stage, &token).await;
    check(&stage, &whole, (&token, "all")).await;
    for seed in 0..ROUNDS {
        let mut round = Round::of(seed);
        let token = stage.launch(&mut round).await;
        check(&stage, &round, (&token, &format!("seed {seed}"))).await;
        stage.lift().await;
    }
}

impl Stage {
    /// What was withheld is so no more.
    async fn lift(&mut self) {
        let ana = Who::Account(self.ana.id.clone());
        std::mem::take(&mut self.set).lift(&self.site.store, &ana, &self.key).await;
        if let Some(id) = self.withheld.take() {
            let access = self.site.store.access();
            access.stop_withholding(&Who::Operator, &self.key, &id).await.unwrap();
        }
    }
}

async fn check(stage: &Stage, round: &Round, (token, name): (&str, &str)) {
    let (found, read) = (round.seen(Way::Search), round.seen(Way::Read));
    let answers = stage.searches(token).await;
    for (place, local) in &stage.locals {
        let (entry, id) = (&ENTRIES[*place], stage.id(*place));
        let what = format!("{name}: {place}, {}", entry.kind);
        let traces = [mark(*place), format!(".{local}\"")];
        let all = format!("{}?_count=200", entry.kind);
        if found.contains(place) {
            assert!(answers[&all].contains(&traces[1]), "{what}: not found\n{}", answers[&all]);
        } else {
            for (question, answer) in &answers {
                let answer = answer.to_lowercase();
                for trace in &traces {
                    assert!(!answer.contains(trace), "{what}: {trace} at {question}\n{answer}");
                }
            }
            ids_tell_nothing(stage, (token, Way::Search), (entry, &id), &what).await;
        }
        let own = stage.site.read(token, &format!("{}/{id}", entry.kind)).await;
        if read.contains(place) {
            assert_eq!(own.status, StatusCode::OK, "{what}: can't be read");
            let others = stage.locals.keys().filter(|other| !read.contains(other));
            let told = others.map(|other| mark(*other)).find(|mark| own.text.contains(mark));
            assert_eq!(told, None, "{what}: read");
        } else {
            ids_tell_nothing(stage, (token, Way::Read), (entry, &id), &what).await;
        }
    }
    let letter = letter();
    let shown = answers.values().any(|answer| answer.contains(&letter));
    assert!(!shown || round.is_whole(Way::Search), "{name}: a whole letter");
    counts_are_of_what_is_shown(&answers, &found, name);
    codes_tell_nothing(stage, token, &found).await;
}

#[test]
fn the_rounds_withhold_in_each_way() {
    let ways: BTreeSet<String> =
        (0..ROUNDS).flat_map(|seed| Round::of(seed).withheld.ways()).collect();
    let of = |word: &str| ways.iter().filter(|way| way.contains(word)).count();
    assert_eq!((of("use"), of("label"), of("held")), (3, 2, 2), "{ways:?}");
}

/// Asked for by its id, what is hidden is as what there is not.
async fn ids_tell_nothing(
    stage: &Stage,
    (token, way): (&str, Way),
    (entry, id): (&Made, &str),
    what: &str,
) {
    let kind = entry.kind;
    let questions = match way {
        Way::Read => vec![format!("{kind}/$ID"), "Observation/$ID".to_owned()],
        Way::Search => vec![
            format!("{kind}?_id=$ID"),
            format!("{kind}?_id=$ID&_revinclude=Provenance:target"),
            "Condition?encounter=Encounter/$ID".to_owned(),
            format!("Provenance?target={kind}/$ID"),
        ],
    };
    let nothing = format!("{}.{}", stage.key, "z".repeat(id.len() - stage.key.as_str().len() - 1));
    for question in questions {
        let asked = stage.about(token, &question, id).await;
        let none = stage.about(token, &question, &nothing).await;
        assert_eq!(asked, none, "{what}: {question}");
    }
}

/// A search by the code of what is hidden finds as much as one by a code that nobody has.
async fn codes_tell_nothing(stage: &Stage, token: &str, found: &BTreeSet<usize>) {
    let coded = [(3, "Condition?code=$ID", "F32.1"), (9, "Observation?code=$ID", "75622-1")];
    for (place, question, code) in coded {
        let asked = stage.about(token, question, code).await;
        let none = stage.about(token, question, "nobody-1").await;
        assert_eq!(asked == none, !found.contains(&place), "{question}");
    }
}

fn counts_are_of_what_is_shown(
    answers: &BTreeMap<String, String>,
    found: &BTreeSet<usize>,
    name: &str,
) {
    for kind in ENTRIES.iter().map(|entry| entry.kind) {
        let answer: serde_json::Value =
            serde_json::from_str(&answers[&format!("{kind}?_count=200")]).unwrap();
        let Some(total) = answer["total"].as_u64() else { continue };
        let own = found.iter().filter(|place| ENTRIES[**place].kind == kind).count();
        assert_eq!(total, own as u64, "{name}: how many of {kind}");
    }
}

/// How the text begins that documents hold of everything.
fn letter() -> String {
    let all = bundle();
    between(&all, r#""data":""#, "\"").unwrap().to_owned()
}

/// Where nothing is hidden, each entry of a type that is served is found, read and brought along: else a test
/// that looks for it proves nothing.
async fn the_test_sees_what_is_there(stage: &Stage, token: &str) {
    let answers = stage.searches(token).await;
    let served = stage.locals.keys().filter(|place| is_served(ENTRIES[**place].kind));
    let mut count = 0;
    for place in served {
        let entry = &ENTRIES[*place];
        assert!(answers[&format!("{}?_count=200", entry.kind)].contains(&mark(*place)), "{place}");
        let read = stage.site.read(token, &format!("{}/{}", entry.kind, stage.id(*place))).await;
        assert!(read.text.contains(&mark(*place)), "{place}: {}", read.text);
        count += 1;
    }
    assert!(count > 18, "hardly anything is served: {count}");
    let of_observation =
        format!("Observation?patient={}&_revinclude=Provenance:target&_count=200", stage.key);
    assert!(answers[&of_observation].contains(r#""mode":"include""#), "nothing comes along");
    assert!(answers["DocumentReference?_count=200"].contains(&letter()), "no letter to look for");
}
