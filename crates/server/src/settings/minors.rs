//! The ages of a site: when a child has a say, and when a parent's access ends.

use std::collections::BTreeSet;

use anyhow::bail;
use bluebutton_record::Topics;
use bluebutton_record::representative::{Minors, TeenHides};
use serde::Deserialize;

/// No law that we know of gives a say later, or ends a parent's access later.
const YEARS_MAX: u8 = 21;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TypedMinors {
    teen_from: u8,
    adult_at: u8,
    teen_hides: Option<BTreeSet<String>>,
}

impl Default for TypedMinors {
    fn default() -> Self {
        let Minors { teen_from, adult_at, .. } = Minors::default();
        Self { teen_from, adult_at, teen_hides: None }
    }
}

impl TypedMinors {
    /// The ages; the topics must be among those that the site knows.
    pub(super) fn read(self, topics: &Topics) -> anyhow::Result<Minors> {
        let Self { teen_from, adult_at, teen_hides } = self;
        if teen_from > adult_at || adult_at > YEARS_MAX || adult_at == 0 {
            bail!("minors: teen_from is at most adult_at, and that is 1 to {YEARS_MAX}");
        }
        let Some(named) = teen_hides else {
            return Ok(Minors { teen_from, adult_at, teen_hides: TeenHides::EveryTopic });
        };
        let is_known = |slug: &&String| topics.all().iter().any(|topic| topic.slug == **slug);
        if let Some(other) = named.iter().find(|slug| !is_known(slug)) {
            bail!("minors.teen_hides: there is no sensitive topic {other:?}");
        }
        Ok(Minors { teen_from, adult_at, teen_hides: TeenHides::Topics(named) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> anyhow::Result<Minors> {
        use figment::providers::Format as _;
        let typed = figment::Figment::new().merge(figment::providers::Toml::string(toml));
        typed.extract::<TypedMinors>()?.read(&Topics::built_in())
    }

    #[test]
    fn unless_told_otherwise_teens_are_13_and_hide_every_topic_until_18() {
        assert_eq!(read("").unwrap(), Minors::default());
    }

    #[test]
    fn a_site_sets_its_ages_and_what_is_hidden() {
        let minors =
            read("teen_from = 12\nadult_at = 19\nteen_hides = [\"mental-health\"]").unwrap();
        assert_eq!((minors.teen_from, minors.adult_at), (12, 19));
        let hidden = BTreeSet::from(["mental-health".to_owned()]);
        assert_eq!(minors.teen_hides, TeenHides::Topics(hidden));
        let nothing = read("teen_hides = []").unwrap();
        assert_eq!(nothing.teen_hides, TeenHides::Topics(BTreeSet::new()));
    }

    #[test]
    fn ages_that_make_no_sense_and_topics_that_nobody_knows_stop_the_start() {
        for wrong in [
            "teen_from = 19",
            "adult_at = 0\nteen_from = 0",
            "adult_at = 40",
            "teen_hides = [\"mental-helth\"]",
            "teens = 13",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
