//! Pledges, their categories and commitments: data, not code (`pledges/*.toml`).
//!
//! A pledge has a version; whoever signs, signs that version, and its text is kept as it was.

use bluebutton_record::Language;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubStore, HubTx};
use serde::Deserialize;

/// A text in each language.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Both {
    en: String,
    es: String,
}

/// A pledge.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// Its id, part of addresses: `blue-button`.
    pub id: String,
    /// The version of its text: `2026-11`.
    pub version: String,
    /// What it is called.
    pub name: Both,
    /// What it is about, in two sentences.
    pub about: Both,
    /// Who may sign it.
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
    /// What is promised.
    #[serde(rename = "commitment")]
    pub commitments: Vec<Commitment>,
}

/// A kind of organization that may sign.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its id: `payer`. The directory's kinds are the same words.
    pub id: String,
    /// The group of commitments it signs: `holder`, `helper`.
    pub group: String,
    /// What it is called.
    pub name: Both,
}

/// One promise.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Its id: `download-data`.
    pub id: String,
    /// Who makes it.
    pub group: String,
    /// Whether everybody of the group makes it; the others are chosen.
    #[serde(default)]
    pub always: bool,
    /// Checks that prove it: all must say yes. Without any it can't be checked from outside.
    #[serde(default)]
    pub checks: Vec<String>,
    /// The promise.
    pub name: Both,
    /// What that means.
    pub about: Both,
}

/// The pledges there are.
#[derive(Clone, Debug)]
pub struct Pledges(Vec<(Pledge, &'static str, Option<String>)>);

impl Both {
    /// In that language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Spanish => &self.es,
        }
    }
}

impl Pledge {
    /// A category.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// A commitment.
    pub fn commitment(&self, id: &str) -> Option<&Commitment> {
        self.commitments.iter().find(|commitment| commitment.id == id)
    }

    /// What a group promises.
    pub fn promises<'p>(&'p self, group: &'p str) -> impl Iterator<Item = &'p Commitment> {
        self.commitments.iter().filter(move |commitment| commitment.group == group)
    }

    /// What all of a group promise.
    pub fn always<'p>(&'p self, group: &'p str) -> Vec<&'p Commitment> {
        self.promises(group).filter(|one| one.always).collect()
    }

    /// What each of a group may promise besides.
    pub fn by_choice<'p>(&'p self, group: &'p str) -> Vec<&'p Commitment> {
        self.promises(group).filter(|one| !one.always).collect()
    }

    /// The groups of those who may sign, in order.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for category in &self.categories {
            if !groups.contains(&category.group.as_str()) {
                groups.push(&category.group);
            }
        }
        groups
    }

    /// Who is in a group.
    pub fn in_group<'p>(&'p self, group: &'p str) -> impl Iterator<Item = &'p Category> {
        self.categories.iter().filter(move |category| category.group == group)
    }

    /// Whether that category holds records.
    pub fn is_holder(&self, category: &str) -> bool {
        self.category(category).is_some_and(|found| found.group == HOLDER)
    }

    /// What is wrong with it as data; `None` when nothing is.
    fn fault(&self) -> Option<String> {
        let is_id =
            |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let ids = self.categories.iter().map(|category| &category.id);
        let ids = ids.chain(self.commitments.iter().map(|one| &one.id)).chain([&self.id]);
        if let Some(wrong) = ids.into_iter().find(|id| !is_id(id)) {
            return Some(format!("{wrong:?} is no id of small letters and hyphens"));
        }
        let groups: Vec<&str> = self.categories.iter().map(|one| one.group.as_str()).collect();
        if let Some(one) = self.commitments.iter().find(|one| !groups.contains(&&*one.group)) {
            return Some(format!("nobody is in the group {:?} of {:?}", one.group, one.id));
        }
        let checks = self.commitments.iter().flat_map(|one| &one.checks);
        let known = |check: &String| crate::probe::Check::parse(check).is_some();
        checks.into_iter().find(|check| !known(check)).map(|check| format!("no check {check:?}"))
    }
}

impl Pledges {
    /// Those that come with the program, and one of yours.
    pub fn read(own: Option<&str>) -> Result<Self, String> {
        let mut all = Vec::new();
        for text in SHIPPED {
            all.push((parse(text)?, *text, None));
        }
        if let Some(text) = own {
            let pledge = parse(text)?;
            all.retain(|(known, ..)| known.id != pledge.id);
            all.push((pledge, "", Some(text.to_owned())));
        }
        Ok(Self(all))
    }

    /// All, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &Pledge> {
        self.0.iter().map(|(pledge, ..)| pledge)
    }

    /// One of them.
    pub fn get(&self, id: &str) -> Option<&Pledge> {
        self.all().find(|pledge| pledge.id == id)
    }

    /// Keeps the text of each version there is: what was signed stays readable.
    pub async fn keep(&self, hub: &HubStore) -> Result<(), StoreError> {
        let now = hub.now().as_microsecond();
        let texts: Vec<(String, String, String)> = self
            .0
            .iter()
            .map(|(pledge, shipped, own)| {
                let text = own.clone().unwrap_or_else(|| (*shipped).to_owned());
                (pledge.id.clone(), pledge.version.clone(), text)
            })
            .collect();
        let work = move |tx: &mut HubTx<'_, '_>| {
            for (id, version, text) in &texts {
                let values =
                    [id.as_str().into(), version.as_str().into(), text.as_str().into(), now.into()];
                tx.execute(KEEP_TEXT, &values)?;
            }
            Ok(())
        };
        hub.write("keep the texts of pledges", work).await
    }
}

/// The text of a pledge as it was in that version.
pub(crate) async fn text_of(
    hub: &HubStore,
    id: &str,
    version: &str,
) -> Result<Option<Pledge>, StoreError> {
    let (id, version) = (id.to_owned(), version.to_owned());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let row = tx.first(TEXT, &[id.into(), version.into()])?;
        row.map(|row| row.get::<String>(0)).transpose()
    };
    let text = hub.read("read the text of a pledge", work).await?;
    Ok(text.and_then(|text| parse(&text).ok()))
}

/// The versions of a pledge's text that are kept, the newest first.
pub(crate) fn versions(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Vec<String>, StoreError> {
    tx.query(VERSIONS, &[id.into()])?.iter().map(|row| row.get(0)).collect()
}

fn parse(text: &str) -> Result<Pledge, String> {
    let pledge: Pledge = toml::from_str(text).map_err(|error| format!("a pledge: {error}"))?;
    match pledge.fault() {
        None => Ok(pledge),
        Some(fault) => Err(format!("the pledge {}: {fault}", pledge.id)),
    }
}

/// The group of those who hold records.
pub const HOLDER: &str = "holder";

const SHIPPED: &[&str] =
    &[include_str!("../pledges/blue-button.toml"), include_str!("../pledges/ecosystem.toml")];

const KEEP_TEXT: &str = "
    insert into hub_text (pledge, version, content, made_at)
    values ($1, $2, $3, $4)
    on conflict (pledge, version) do nothing";

const VERSIONS: &str = "
    select version
    from hub_text
    where pledge = $1
    order by version desc
    limit 50";

const TEXT: &str = "
    select content
    from hub_text
    where pledge = $1 and version = $2";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pledges_that_come_along_are_whole() {
        let pledges = Pledges::read(None).unwrap();
        assert_eq!(pledges.all().count(), SHIPPED.len());
        for pledge in pledges.all() {
            for both in pledge.commitments.iter().flat_map(|one| [&one.name, &one.about]) {
                assert!(!both.en.is_empty() && !both.es.is_empty() && both.en != both.es);
            }
            let always = |group: &str| pledge.promises(group).filter(|one| one.always).count();
            for category in &pledge.categories {
                assert!(always(&category.group) > 0, "{} promises nothing", category.id);
            }
        }
        let first = pledges.get("blue-button").unwrap();
        assert!(first.is_holder("payer") && !first.is_holder("employer"));
    }

    #[test]
    fn a_pledge_with_a_check_that_nobody_makes_is_refused() {
        let text = SHIPPED[0].replace("checks = [\"direct\"]", "checks = [\"magic\"]");
        assert!(Pledges::read(Some(&text)).unwrap_err().contains("magic"));
        let text =
            SHIPPED[0].replace("\"view\"\ngroup = \"holder\"", "\"view\"\ngroup = \"nobody\"");
        assert!(Pledges::read(Some(&text)).is_err());
    }
}
