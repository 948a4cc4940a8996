//! Scopes at random, and what each opens: told here anew.

use bluebutton_api::served::KINDS;

use crate::leak::dice::Dice;
use crate::site::{LAB, VITAL};

const SOCIAL: &str = "http://terminology.hl7.org/CodeSystem/observation-category|social-history";
const REPORT: &str = "http://terminology.hl7.org/CodeSystem/v2-0074|LAB";

/// What an app does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Read,
    Search,
}

/// A scope.
pub struct Asked {
    kind: Option<&'static str>,
    reads: bool,
    searches: bool,
    category: Option<&'static str>,
}

fn one_of<T: Copy>(dice: &mut Dice, all: &[T]) -> T {
    all[(dice.number() % all.len() as u64) as usize]
}

impl Asked {
    pub fn everything() -> Self {
        Self { kind: None, reads: true, searches: true, category: None }
    }

    /// Scopes of one app, never none.
    pub fn some(dice: &mut Dice) -> Vec<Self> {
        const LETTERS: [(bool, bool); 5] =
            [(true, true), (true, true), (true, true), (true, false), (false, true)];
        let (reads, searches) = one_of(dice, &LETTERS);
        if dice.falls(30) {
            return vec![Self { kind: None, reads, searches, category: None }];
        }
        let mut all = vec![Self { kind: Some("Condition"), reads, searches, category: None }];
        for kind in KINDS.iter().filter(|kind| kind.name != "Condition") {
            if !dice.falls(45) {
                continue;
            }
            let (reads, searches) = one_of(dice, &LETTERS);
            let category = match kind.name {
                "Observation" if dice.falls(60) => Some(one_of(dice, &[LAB, VITAL, SOCIAL])),
                "DiagnosticReport" if dice.falls(50) => Some(one_of(dice, &[REPORT, LAB])),
                _ => None,
            };
            all.push(Self { kind: Some(kind.name), reads, searches, category });
        }
        all
    }

    /// As the app writes it.
    pub fn text(&self) -> String {
        let kind = self.kind.unwrap_or("*");
        let letters = match (self.reads, self.searches) {
            (true, true) => "rs",
            (true, false) => "r",
            _ => "s",
        };
        let category = self.category.map(|one| format!("?category={one}")).unwrap_or_default();
        format!("patient/{kind}.{letters}{category}")
    }

    fn is_for(&self, way: Way) -> bool {
        match way {
            Way::Read => self.reads,
            Way::Search => self.searches,
        }
    }

    pub fn is_everything(&self, way: Way) -> bool {
        self.is_for(way) && self.kind.is_none() && self.category.is_none()
    }

    /// Whether it opens an entry of that type and category.
    pub fn opens(&self, way: Way, kind: &str, category: Option<&str>) -> bool {
        let is_kind = self.kind.is_none_or(|own| own == kind);
        let is_category = self.category.is_none_or(|own| category == Some(own));
        self.is_for(way) && is_kind && is_category
    }
}
