//! Of the generated year: who asks for something under the law, and who lets somebody in. As it happens, and
//! as it is counted straight from that: nothing here is shared with the rules that are tested.

use std::collections::BTreeMap;

use bluebutton_record::requests::RequestKind;
use bluebutton_record::{Office, PatientKey, Rights};
use jiff::civil::Date;

use super::super::straight::RawHelper;
use super::{BEHIND_UTC, Dice, PATIENTS, WITH_ACCOUNT, somebody};
use crate::access::Who;
use crate::accounts::tests::{on_staff, person};
use crate::accounts::{LetIn, Redeemed};
use crate::db::testing::Site;
use crate::requests::{NewRequest, Reply};

/// A request. Days since 1970, at the site.
pub(super) struct RawAsked {
    patient: usize,
    is_of_60_days: bool,
    asked: i64,
    extended: Option<i64>,
    answered: Option<i64>,
    withdrawn: Option<i64>,
}

/// One step of that, of which request or of which helper.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Asks(usize),
    Extends(usize),
    Answers(usize),
    Withdraws(usize),
    LetsIn(usize),
    Ends(usize),
}

/// What is asked, and who is let in.
#[derive(Default)]
pub(super) struct RawAsking {
    pub(super) asked: Vec<RawAsked>,
    pub(super) helpers: Vec<RawHelper>,
}

/// What there is of it in the store so far.
pub(super) struct Asking {
    clerk: Who,
    requests: BTreeMap<usize, String>,
}

/// Noon of a day at the site.
pub(super) fn noon(day: i64) -> i64 {
    day * 86_400 + BEHIND_UTC + 12 * 3600
}

impl RawAsking {
    /// Requests that are answered in time, late, after more time, never, or taken back; people who are let in
    /// for weeks, for good, more than once.
    pub(super) fn generate(dice: &mut Dice, first: i64) -> (Self, Vec<(i64, Step)>) {
        let (mut all, mut steps) = (Self::default(), Vec::new());
        for patient in 0..WITH_ACCOUNT {
            for _ in 0..6 {
                let place = all.asked.len();
                let asked = first + dice.roll(330);
                let is_extended = dice.roll(3) == 0;
                let mut one = RawAsked {
                    patient,
                    is_of_60_days: dice.roll(2) == 0,
                    asked,
                    extended: is_extended.then(|| asked + 1 + dice.roll(20)),
                    answered: None,
                    withdrawn: None,
                };
                steps.push((noon(asked), Step::Asks(place)));
                steps.extend(one.extended.map(|day| (noon(day), Step::Extends(place))));
                match dice.roll(6) {
                    0 => {}
                    1 => one.withdrawn = Some(asked + 21 + dice.roll(30)),
                    _ => one.answered = Some(asked + 21 + dice.roll(80)),
                }
                steps.extend(one.withdrawn.map(|day| (noon(day), Step::Withdraws(place))));
                steps.extend(one.answered.map(|day| (noon(day), Step::Answers(place))));
                all.asked.push(one);
            }
        }
        for patient in (0..PATIENTS).step_by(2) {
            let mut from = first + dice.roll(120);
            for _ in 0..=dice.roll(2) {
                let place = all.helpers.len();
                let to = (dice.roll(4) != 0).then(|| from + dice.roll(60));
                steps.push((noon(from), Step::LetsIn(place)));
                steps.extend(to.map(|day| (noon(day) + 3600, Step::Ends(place))));
                all.helpers.push(RawHelper { patient, from, to, is_whole: dice.roll(2) == 0 });
                from += 70 + dice.roll(60);
            }
        }
        (all, steps)
    }

    /// What was asked in those days and what became of it; who was let in then.
    pub(super) fn numbers(&self, (first, last): (i64, i64)) -> BTreeMap<String, i64> {
        let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
        let mut add = |what: String| *numbers.entry(what).or_default() += 1;
        for one in self.within((first, last)) {
            add("asked".to_owned());
            match (one.answered, one.withdrawn) {
                (Some(answered), _) => {
                    let is_late = answered > one.last_day();
                    add(format!("answered-{}", if is_late { "late" } else { "in-time" }));
                    add(format!("answered-after-{}", answered - one.asked));
                }
                (None, Some(_)) => add("withdrawn".to_owned()),
                (None, None) => {}
            }
        }
        for helper in &self.helpers {
            if (first..=last).contains(&helper.from) {
                add("joined".to_owned());
            }
        }
        numbers
    }

    /// Of what was asked in those days, on that day: how many were in time, how many of how many counted, and
    /// how many were left out; and after how many days half of the answers came.
    pub(super) fn answered(&self, days: (i64, i64), today: i64) -> ([i64; 3], Option<i64>) {
        let [mut in_time, mut counted, mut left_out] = [0; 3];
        let mut took = Vec::new();
        for one in self.within(days) {
            match (one.answered, one.withdrawn) {
                (Some(answered), _) => {
                    took.push(answered - one.asked);
                    counted += 1;
                    in_time += i64::from(answered <= one.last_day());
                }
                (None, None) if today > one.last_day() => counted += 1,
                (None, _) => left_out += 1,
            }
        }
        took.sort_unstable();
        // Of an even number the earlier of the two in the middle; none where nothing was answered.
        ([in_time, counted, left_out], took.get(took.len().saturating_sub(1) / 2).copied())
    }

    fn within(&self, (first, last): (i64, i64)) -> impl Iterator<Item = &RawAsked> {
        self.asked.iter().filter(move |one| (first..=last).contains(&one.asked))
    }
}

impl RawAsked {
    fn last_day(&self) -> i64 {
        let days = if self.is_of_60_days { 60 } else { 30 };
        self.asked + days + if self.extended.is_some() { 30 } else { 0 }
    }
}

impl Asking {
    pub(super) async fn begin(site: &Site) -> Self {
        let clerk = Who::Account(on_staff(site, "nora", &[Office::RecordsOffice]).await);
        Self { clerk, requests: BTreeMap::new() }
    }

    /// Lets one step happen.
    pub(super) async fn happen(
        &mut self,
        (site, raw): (&Site, &RawAsking),
        (keys, accounts): (&[PatientKey], &[Who]),
        step: Step,
    ) {
        match step {
            Step::LetsIn(place) | Step::Ends(place) => {
                let helper = &raw.helpers[place];
                let is_end = matches!(step, Step::Ends(_));
                helped(site, (place, helper, &keys[helper.patient]), is_end).await;
            }
            Step::Asks(place)
            | Step::Extends(place)
            | Step::Answers(place)
            | Step::Withdraws(place) => {
                let one = &raw.asked[place];
                let own = (&keys[one.patient], &accounts[one.patient]);
                self.asked(site, (place, one), own, step).await;
            }
        }
    }

    async fn asked(
        &mut self,
        site: &Site,
        (place, one): (usize, &RawAsked),
        (key, patient): (&PatientKey, &Who),
        step: Step,
    ) {
        let requests = site.store.requests();
        if matches!(step, Step::Asks(_)) {
            let kind =
                if one.is_of_60_days { RequestKind::Accounting } else { RequestKind::Access };
            let new = NewRequest::of(kind, &format!("Number {place}."));
            self.requests.insert(place, requests.ask(patient, key, new).await.unwrap());
            return;
        }
        let id = &self.requests[&place];
        match step {
            Step::Extends(_) => {
                requests.extend(&self.clerk, key, id, "It is in the archive.").await.unwrap();
            }
            Step::Withdraws(_) => {
                let request = requests.open(&self.clerk, key, id).await.unwrap().request;
                requests.withdraw(patient, key, &request).await.unwrap();
            }
            _ => {
                let yes = Reply::Accept { text: "Here it is.".to_owned(), agreed: None };
                requests.answer(&self.clerk, key, id, yes).await.unwrap();
            }
        }
    }
}

/// Somebody comes with a code, or their access ends.
async fn helped(site: &Site, (place, helper, key): (usize, &RawHelper, &PatientKey), is_end: bool) {
    let (accounts, name) = (site.store.accounts(), format!("Helper {place}"));
    if is_end {
        let permit = crate::testing::permit(&site.store, key).await;
        let all = accounts.caregivers(&permit).await.unwrap();
        let one = all.iter().find(|one| one.name == name).unwrap();
        accounts.end(&Who::Operator, key, &one.id, &one.name).await.unwrap();
        return;
    }
    let rights = Rights { view: true, ..Rights::NONE };
    let rights = if helper.is_whole { Rights::OWNER } else { rights };
    let terms = LetIn::everything(&name, rights, None);
    let (code, _) = accounts.let_in(&Who::Operator, key, terms).await.unwrap();
    let born: Date = somebody(helper.patient).birth_date.parse().unwrap();
    let own = accounts.create(person(&format!("helper{place}"), &name)).await.unwrap();
    let came = accounts.accept(&own, &code, born, "here").await.unwrap();
    assert!(matches!(came, Redeemed::Done(_)));
}
