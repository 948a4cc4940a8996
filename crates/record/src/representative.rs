//! Who acts for somebody else by law (a parent, a guardian, an agent, an executor), for how long, and
//! what of the record they see when a child grows up; and whether a name is that of somebody whom a
//! court keeps out. The office enters such people; no patient lets them in.
//!
//! Law: 45 CFR 164.502(g)(1) to (5) (personal representatives).

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::date::FhirDate;
use crate::fold::fold;

/// By what right somebody acts for the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// A parent of a minor, or who stands in a parent's place.
    Parent,
    /// A guardian, whom a court appointed.
    Guardian,
    /// An agent, whom the patient named in a health care power of attorney.
    Agent,
    /// An executor or administrator, after the patient died.
    Executor,
}

/// The ages of a site: from when on a child has a say, and when a parent's access ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minors {
    /// Years: from this birthday on a parent does not see what [`Minors::teen_hides`] names.
    pub teen_from: u8,
    /// Years: on this birthday a parent's access is over.
    pub adult_at: u8,
    /// What is hidden from the parents of teens.
    pub teen_hides: TeenHides,
}

/// What is hidden from the parents of teens, whatever else they may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeenHides {
    /// Every sensitive topic that the site knows.
    EveryTopic,
    /// These of them, by name.
    Topics(BTreeSet<String>),
}

/// How old somebody is in the sense of a site's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Younger than a teen.
    Child,
    /// A minor with a say.
    Teen,
    /// Of age.
    Adult,
}

impl Authority {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Parent, Self::Guardian, Self::Agent, Self::Executor];

    /// The word in forms and message ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Guardian => "guardian",
            Self::Agent => "agent",
            Self::Executor => "executor",
        }
    }

    /// The one of that word.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.slug() == slug)
    }

    /// The paragraph of the law.
    pub fn paragraph(self) -> &'static str {
        match self {
            Self::Parent => "45 CFR 164.502(g)(3)",
            Self::Guardian | Self::Agent => "45 CFR 164.502(g)(2)",
            Self::Executor => "45 CFR 164.502(g)(4)",
        }
    }

    /// Whether it is a paper that gives it: a court's or the patient's own. A parent shows who they
    /// are; a birth certificate is welcome.
    pub fn needs_paper(self) -> bool {
        !matches!(self, Self::Parent)
    }

    /// Whether the law lets them do all that the patient may with the record. An executor has what is
    /// relevant to the estate, as the office enters it.
    pub fn gives_the_whole(self) -> bool {
        !matches!(self, Self::Executor)
    }

    /// Whether it ends by itself when the patient comes of age.
    pub fn ends_with_childhood(self) -> bool {
        matches!(self, Self::Parent)
    }

    /// Whether the patient may end it alone. What they gave themselves they take back; what a court or
    /// the law gave, the office ends. (To end all access at once is always theirs.)
    pub fn can_be_ended_by_patient(self) -> bool {
        matches!(self, Self::Agent)
    }
}

impl Default for Minors {
    /// 13 and 18 years; every sensitive topic is hidden from the parents of teens.
    fn default() -> Self {
        Self { teen_from: 13, adult_at: 18, teen_hides: TeenHides::EveryTopic }
    }
}

impl Minors {
    /// How old somebody is on that day. `None` where the birth date is not known to the day, or has not
    /// come: then nobody's parent is let in by it, and people look at it.
    pub fn age(&self, birth: Option<&FhirDate>, day: Date) -> Option<Age> {
        let born = born(birth?)?;
        let reached = |years: u8| birthday(born, years).is_none_or(|birthday| birthday <= day);
        if born > day {
            None
        } else if reached(self.adult_at) {
            Some(Age::Adult)
        } else if reached(self.teen_from) {
            Some(Age::Teen)
        } else {
            Some(Age::Child)
        }
    }

    /// Whether somebody may have an account of their own on that day: a child's is their parents' affair, whom the
    /// office enters. Where the birth date is not known to the day they are as young as they can be.
    pub fn may_have_account(&self, birth: &FhirDate, day: Date) -> bool {
        birthday(birth.last_day(), self.teen_from).is_none_or(|birthday| birthday <= day)
    }

    /// The last day on which a parent's access holds: the day before the patient comes of age. `None`
    /// where the birth date is not known to the day.
    pub fn last_day(&self, birth: Option<&FhirDate>) -> Option<Date> {
        birthday(born(birth?)?, self.adult_at)?.yesterday().ok()
    }

    /// Whether a sensitive topic is hidden from the parents of somebody so old, whatever they were
    /// given.
    pub fn hides(&self, age: Age, topic: &str) -> bool {
        age == Age::Teen
            && match &self.teen_hides {
                TeenHides::EveryTopic => true,
                TeenHides::Topics(topics) => topics.contains(topic),
            }
    }
}

/// Whether somebody's name may be that of somebody else as it is written elsewhere: every word of the
/// shorter one, and two at least, stands in the other ("Luis Reyes", "REYES, Luis Alberto"). Who has a
/// name of one word is compared by it alone.
pub fn may_be_named(one: &str, other: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        let folded = fold(name);
        let words = folded.split(|sign: char| !sign.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let is_enough = short.len() >= 2 || short.len() == 1 && long.len() == 1;
    is_enough && short.is_subset(long)
}

/// A birth date that is known to the day.
fn born(birth: &FhirDate) -> Option<Date> {
    (birth.first_day() == birth.last_day()).then(|| birth.first_day())
}

/// The birthday on which somebody is so many years old. Who was born on February 29 has it on the 28th
/// in other years: a day early rather than a day late for what is private.
fn birthday(born: Date, years: u8) -> Option<Date> {
    born.checked_add(i64::from(years).years()).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn age(born: &str, day: Date) -> Option<Age> {
        Minors::default().age(FhirDate::parse(born).as_ref(), day)
    }

    #[test]
    fn a_birthday_is_the_first_day_of_an_age() {
        let born = "2010-05-03";
        assert_eq!(age(born, date(2010, 5, 3)), Some(Age::Child));
        assert_eq!(age(born, date(2023, 5, 2)), Some(Age::Child));
        assert_eq!(age(born, date(2023, 5, 3)), Some(Age::Teen));
        assert_eq!(age(born, date(2028, 5, 2)), Some(Age::Teen));
        assert_eq!(age(born, date(2028, 5, 3)), Some(Age::Adult));
        let last = Minors::default().last_day(FhirDate::parse(born).as_ref());
        assert_eq!(last, Some(date(2028, 5, 2)));
    }

    #[test]
    fn who_was_born_on_the_29th_of_february_is_of_age_no_later_than_others() {
        assert_eq!(age("2008-02-29", date(2026, 2, 27)), Some(Age::Teen));
        assert_eq!(age("2008-02-29", date(2026, 2, 28)), Some(Age::Adult));
    }

    #[test]
    fn of_a_birth_date_that_is_not_known_to_the_day_nothing_follows() {
        for born in ["2010", "2010-05", "2030-01-01"] {
            assert_eq!(age(born, date(2026, 5, 3)), None, "{born}");
        }
        let rules = Minors::default();
        assert_eq!(rules.age(None, date(2026, 5, 3)), None);
        assert_eq!(rules.last_day(FhirDate::parse("2010-05").as_ref()), None);
        assert_eq!(rules.last_day(None), None);
    }

    #[test]
    fn topics_are_hidden_from_the_parents_of_teens_alone() {
        let all = Minors::default();
        let some = TeenHides::Topics(BTreeSet::from(["hiv".to_owned()]));
        let some = Minors { teen_hides: some, ..Minors::default() };
        for (rules, age, topic, is_hidden) in [
            (&all, Age::Child, "hiv", false),
            (&all, Age::Teen, "hiv", true),
            (&all, Age::Teen, "genetics", true),
            (&some, Age::Teen, "hiv", true),
            (&some, Age::Teen, "genetics", false),
        ] {
            assert_eq!(rules.hides(age, topic), is_hidden, "{age:?} {topic}");
        }
    }

    #[test]
    fn a_site_sets_its_own_ages() {
        let rules = Minors { teen_from: 12, adult_at: 19, ..Minors::default() };
        let born = FhirDate::parse("2008-05-03");
        let age = |day| rules.age(born.as_ref(), day);
        assert_eq!(age(date(2020, 5, 3)), Some(Age::Teen));
        assert_eq!(age(date(2026, 5, 3)), Some(Age::Teen));
        assert_eq!(age(date(2027, 5, 3)), Some(Age::Adult));
    }

    #[test]
    fn a_name_is_known_again_however_it_is_written() {
        for (one, other) in [
            ("Luis Reyes", "luis reyes"),
            ("Luis Reyes", "REYES, Luis Alberto"),
            ("José Muñoz-Díaz", "Jose Munoz Diaz"),
            ("Luis", "LUIS"),
        ] {
            assert!(may_be_named(one, other) && may_be_named(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("Luis Reyes", "Lucía Reyes"),
            ("Luis", "Luis Reyes"),
            ("", ""),
            ("", "Luis Reyes"),
            ("Luis Reyes", "Luis Romero"),
        ] {
            assert!(!may_be_named(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_a_court_or_the_law_gave_is_not_the_patients_alone_to_end() {
        for one in Authority::ALL {
            assert_eq!(Authority::parse(one.slug()), Some(one));
            assert_eq!(one.can_be_ended_by_patient(), one == Authority::Agent);
            assert!(one.needs_paper() || one.ends_with_childhood());
        }
        assert_eq!(Authority::parse("friend"), None);
    }
}
