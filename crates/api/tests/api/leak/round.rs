//! What one app of the test was given, and what it may see by that: told here anew.

use std::collections::BTreeSet;

use bluebutton_api::served::is_served;
use bluebutton_record::{Section, Topics};

use crate::leak::asked::{Asked, Way};
use crate::leak::dice::Dice;
use crate::leak::made::{ENTRIES, Made};
use crate::leak::withheld::Withheld;
use crate::site::between;

/// What an app was given, and what is withheld besides.
#[derive(Default)]
pub struct Round {
    pub scopes: Vec<Asked>,
    /// The parts that were left ticked of those that were offered.
    pub ticked: BTreeSet<Section>,
    pub is_all_ticked: bool,
    pub topics: BTreeSet<String>,
    /// What a caregiver sees whose app it is; `None`: it is the patient's own.
    pub caregiver: Option<BTreeSet<Section>>,
    pub hidden: BTreeSet<usize>,
    pub hidden_visits: BTreeSet<usize>,
    /// What is withheld besides, whoever asks.
    pub withheld: Withheld,
}

pub fn all_topics() -> BTreeSet<String> {
    Topics::built_in().all().iter().map(|topic| topic.slug.clone()).collect()
}

/// The category of an entry: `system|code`.
pub fn category_of(entry: &Made) -> Option<String> {
    let coding = between(entry.body, r#""category":[{"coding":[{"system":""#, r#""}]"#)?;
    Some(coding.replace(r#"","code":""#, "|"))
}

impl Round {
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let scopes = Asked::some(&mut dice);
        let topics = all_topics().into_iter().filter(|_| dice.falls(40)).collect();
        let sections = || Section::ALL.into_iter();
        let is_caregivers = dice.falls(50);
        let sees: BTreeSet<Section> = sections().filter(|_| dice.falls(75)).collect();
        let mut round = Self {
            scopes,
            topics,
            caregiver: (is_caregivers && !sees.is_empty()).then_some(sees),
            ..Self::default()
        };
        for (place, entry) in ENTRIES.iter().enumerate() {
            if entry.is_visit() && dice.falls(25) {
                round.hidden_visits.insert(place);
            } else if !entry.is_visit() && dice.falls(12) {
                round.hidden.insert(place);
            }
        }
        round.withheld = Withheld::of(&mut dice, seed);
        round
    }

    /// Everything, as far as an app can be given it.
    pub fn whole() -> Self {
        Self { scopes: vec![Asked::everything()], topics: all_topics(), ..Self::default() }
    }

    /// Whether nothing at all is hidden from the app: then documents are shown with what is in them.
    pub fn is_whole(&self, way: Way) -> bool {
        let is_narrow = !self.is_all_ticked || self.topics != all_topics();
        let hides = self.caregiver.is_some() || !self.hidden.is_empty();
        let is_everything = self.scopes.iter().any(|scope| scope.is_everything(way));
        let withholds = !self.hidden_visits.is_empty() || !self.withheld.is_nothing();
        is_everything && !is_narrow && !hides && !withholds
    }

    /// What the app may see where it asks so.
    pub fn seen(&self, way: Way) -> BTreeSet<usize> {
        let is_seen = |(place, entry): &(usize, &Made)| {
            let category = category_of(entry);
            let is_open = is_served(entry.kind)
                && !entry.is_whole_document()
                && self.scopes.iter().any(|one| one.opens(way, entry.kind, category.as_deref()));
            let in_sections = self.ticked.contains(&entry.section)
                && self.caregiver.as_ref().is_none_or(|sees| sees.contains(&entry.section));
            let is_told = entry.topic.is_none_or(|topic| self.topics.contains(topic));
            let visit = entry.visit.unwrap_or(usize::MAX);
            let of_hidden = [*place, visit].iter().any(|one| self.hidden_visits.contains(one));
            let is_hidden = self.hidden.contains(place) || self.withheld.hides(entry);
            is_open && in_sections && is_told && !of_hidden && !is_hidden
        };
        let all = ENTRIES.iter().enumerate().filter(|(_, entry)| entry.own.is_none());
        all.filter(is_seen).map(|(place, _)| place).collect()
    }
}
