//! What is withheld in a round beside the app's own terms: restrictions for single uses that the office agreed
//! to, labels that the patient restricts for others, and what the site holds for a while.

use std::collections::BTreeSet;

use bluebutton_record::requests::RequestKind;
use bluebutton_record::site_rules::{HoldBasis, SiteRule};
use bluebutton_record::terms::Release;
use bluebutton_record::uses::Uses;
use bluebutton_record::{PatientKey, Rights, Section, Terms};
use bluebutton_store::access::NewRestriction;
use bluebutton_store::requests::{Limit, LimitOf, NewRequest, Reply};
use bluebutton_store::site_rules::RuleChange;
use bluebutton_store::{Action, Store, Who};

use crate::leak::dice::Dice;
use crate::leak::made::Made;
use crate::leak::round::category_of;
use crate::site::{LAB, VITAL};

/// What a round withholds.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    /// Restricted for one use: files, sending, or one recipient. An app may do any of it.
    limited: BTreeSet<Section>,
    for_use: u64,
    /// A category that the patient restricts for others.
    label: Option<&'static str>,
    /// What the site holds, and of it only these types; none is every type.
    held: BTreeSet<Section>,
    held_kinds: BTreeSet<String>,
}

/// What was set of it.
#[derive(Default)]
pub struct SetWithheld {
    request: Option<String>,
    restriction: Option<String>,
    rule: Option<String>,
}

impl Withheld {
    /// Whether is chance; which turns from round to round, so that few rounds try all of it.
    pub fn of(dice: &mut Dice, round: u64) -> Self {
        let sections = |dice: &mut Dice, percent| {
            let all = Section::ALL.into_iter().filter(|one| *one != Section::About);
            all.filter(|_| dice.falls(percent)).collect()
        };
        let is_on = [45, 60, 45].map(|percent| dice.falls(percent));
        let mut withheld = Self::default();
        if is_on[0] {
            withheld.limited = sections(dice, 20);
            withheld.for_use = round % 3;
        }
        if is_on[1] {
            withheld.label = Some(if round.is_multiple_of(2) { LAB } else { VITAL });
        }
        if is_on[2] {
            withheld.held = sections(dice, 20);
            let kinds = ["Observation", "Condition", "DiagnosticReport"];
            let some = kinds.into_iter().filter(|_| dice.falls(30));
            withheld.held_kinds = some.map(str::to_owned).collect();
        }
        withheld
    }

    pub fn is_nothing(&self) -> bool {
        self.limited.is_empty() && self.label.is_none() && self.held.is_empty()
    }

    /// In which ways it withholds anything.
    pub fn ways(&self) -> Vec<String> {
        let limited = (!self.limited.is_empty()).then(|| format!("use {}", self.for_use));
        let label = self.label.map(|label| format!("label {label}"));
        let some = if self.held_kinds.is_empty() { "all" } else { "some" };
        let held = (!self.held.is_empty()).then(|| format!("{some} held"));
        limited.into_iter().chain(label).chain(held).collect()
    }

    /// Whether it hides an entry: told here anew.
    pub fn hides(&self, entry: &Made) -> bool {
        let is_held = self.held.contains(&entry.section)
            && (self.held_kinds.is_empty() || self.held_kinds.contains(entry.kind));
        let is_labelled = self.label.is_some() && category_of(entry).as_deref() == self.label;
        is_held || is_labelled || self.limited.contains(&entry.section)
    }

    /// Puts it in force.
    pub async fn set(&self, store: &Store, ana: &Who, key: &PatientKey) -> SetWithheld {
        let mut set = SetWithheld::default();
        if !self.limited.is_empty() {
            let recipients = BTreeSet::from(["plan.example".to_owned()]);
            let uses = match self.for_use {
                0 => Uses { files: true, ..Uses::default() },
                1 => Uses { sends: true, ..Uses::default() },
                _ => Uses { recipients, ..Uses::default() },
            };
            let of = LimitOf::Sections(self.limited.clone());
            let (people, plan, is_paid_by_patient) = (false, false, false);
            let limit = Limit { of, people, uses, plan, is_paid_by_patient };
            let (kind, text) = (RequestKind::Restriction, String::new());
            let new = NewRequest { kind, text, about: None, limit: Some(limit.clone()) };
            let id = store.requests().ask(ana, key, new).await.unwrap();
            let reply = Reply::Accept { text: String::new(), agreed: Some(limit) };
            store.requests().answer(&Who::Operator, key, &id, reply).await.unwrap();
            set.request = Some(id);
        }
        if let Some(label) = self.label {
            let labels = BTreeSet::from([label.to_owned()]);
            let terms = Terms { labels, ..Terms::everything(Rights::OWNER) };
            let new = NewRestriction { terms, legal_reason: None, until: None };
            set.restriction = Some(store.access().restrict(ana, key, new).await.unwrap());
        }
        if !self.held.is_empty() {
            let (sections, kinds) = (self.held.clone(), self.held_kinds.clone());
            let release = Release { sections, kinds, hours: 700, ..Release::default() };
            let rule = SiteRule::Hold { release, basis: HoldBasis::Law };
            let change = RuleChange { say: vec![rule], ..RuleChange::default() };
            let rules = store.privacy_rules();
            rules.change(&Who::Operator, change, "State law").await.unwrap();
            let now = rules.now(&Who::Operator).await.unwrap();
            set.rule = now.said.first().map(|said| said.id.clone());
        }
        set
    }
}

impl SetWithheld {
    /// It holds no more.
    pub async fn lift(self, store: &Store, ana: &Who, key: &PatientKey) {
        if let Some(id) = self.request {
            let page = Action::View { page: "requests", resource: None };
            let permit = store.access().open(ana, key, page).await.unwrap();
            let all = store.requests().list(&permit).await.unwrap();
            let request = all.into_iter().find(|one| one.id == id).unwrap();
            store.requests().end(ana, key, &request).await.unwrap();
        }
        if let Some(id) = self.restriction {
            store.access().lift(ana, key, &id).await.unwrap();
        }
        if let Some(id) = self.rule {
            let change = RuleChange { end: vec![id], ..RuleChange::default() };
            store.privacy_rules().change(&Who::Operator, change, "Repealed").await.unwrap();
        }
    }
}
