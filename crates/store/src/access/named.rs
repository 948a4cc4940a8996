//! Whom a court's order names, and who else has that name. A name is not a person: of somebody else the office
//! says so, by their account.

use bluebutton_record::representative::may_be_named;
use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;

/// Somebody whom an order may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaybeMeant {
    /// The id of how they were let in.
    pub grant: String,
    /// What they are called.
    pub name: String,
    /// Whether they came with an account, so that the office can tell them apart.
    pub has_account: bool,
    /// Where the office said that they are somebody else: how it knows, and who said so.
    pub spared: Option<(String, Option<String>)>,
}

/// Somebody who is or was let in.
pub(super) struct PersonLetIn {
    pub(super) grant: String,
    /// What they go by, their own name first.
    pub(super) names: Vec<String>,
    pub(super) account: Option<String>,
}

/// What is sealed of an order.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) note: String,
    pub(super) by: Option<String>,
    /// Accounts of theirs that were let in when it was entered.
    pub(super) accounts: Vec<String>,
    pub(super) paper: Option<String>,
    /// Others of that name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) spared: Vec<Spared>,
}

/// Somebody of that name who is not meant.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spared {
    account: String,
    name: String,
    why: String,
    by: Option<String>,
}

impl Named {
    /// Whether somebody is kept out who goes by that name, and has that account once they have come.
    pub(super) fn bars(&self, name: &str, account: Option<&AccountId>) -> bool {
        let own = account.map(|account| &account.0);
        if own.is_some_and(|own| self.accounts.contains(own)) {
            return true;
        }
        // A name that is typed for somebody who has not come yet may be that of who was told apart: whoever comes
        // is looked at then, by their account.
        let is_other =
            |one: &Spared| own.map_or(may_be_named(&one.name, name), |own| one.account == *own);
        may_be_named(&self.name, name) && !self.spared.iter().any(is_other)
    }

    /// Takes somebody out of it; `false` where it does not mean them, or they have no account.
    pub(super) fn spare(&mut self, one: &PersonLetIn, (why, by): (&str, Option<&String>)) -> bool {
        let Some(account) = one.account.as_ref().filter(|_| self.may_mean(one)) else {
            return false;
        };
        self.accounts.retain(|own| own != account);
        self.spared.retain(|one| one.account != *account);
        let (account, name) = (account.clone(), one.shown_name());
        self.spared.push(Spared { account, name, why: why.to_owned(), by: by.cloned() });
        true
    }

    /// Somebody as the office sees them beside the order; `None` where it does not mean them.
    pub(super) fn shown(&self, one: &PersonLetIn) -> Option<MaybeMeant> {
        let is_own = |spared: &&Spared| one.account.as_ref() == Some(&spared.account);
        let spared = self.spared.iter().find(is_own);
        self.may_mean(one).then(|| MaybeMeant {
            grant: one.grant.clone(),
            name: one.shown_name(),
            has_account: one.account.is_some(),
            spared: spared.map(|one| (one.why.clone(), one.by.clone())),
        })
    }

    fn may_mean(&self, one: &PersonLetIn) -> bool {
        let is_account = one.account.as_ref().is_some_and(|own| self.accounts.contains(own));
        is_account || one.names.iter().any(|name| may_be_named(&self.name, name))
    }
}

impl PersonLetIn {
    fn shown_name(&self) -> String {
        self.names.first().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> AccountId {
        AccountId(id.to_owned())
    }

    fn came(id: &str, name: &str) -> PersonLetIn {
        let (grant, account) = (format!("grant of {id}"), Some(id.to_owned()));
        PersonLetIn { grant, names: vec![name.to_owned()], account }
    }

    fn order() -> Named {
        Named {
            name: "Omar Haddad".to_owned(),
            note: "County court, 7".to_owned(),
            by: None,
            accounts: vec!["his".to_owned(), "uncles".to_owned()],
            paper: None,
            spared: Vec::new(),
        }
    }

    #[test]
    fn a_name_bars_whoever_has_it_until_the_office_tells_somebody_apart() {
        let mut order = order();
        let (his, uncles, other) = (account("his"), account("uncles"), account("other"));
        for barred in [Some(&his), Some(&uncles), Some(&other), None] {
            assert!(order.bars("omar haddad", barred), "{barred:?}");
        }
        assert!(order.bars("Somebody Else", Some(&his)), "another name hides nobody");
        assert!(!order.bars("Clara Reyes", Some(&other)));

        assert!(order.spare(&came("uncles", "Omar Haddad"), ("Born in 1950.", None)));

        assert!(!order.bars("Omar Haddad", Some(&uncles)));
        assert!(!order.bars("Omar Haddad", None), "a code may be made for him");
        for barred in [&his, &other] {
            assert!(order.bars("Omar Haddad", Some(barred)), "{barred:?} does not come with it");
        }
        let shown = order.shown(&came("uncles", "Omar Haddad")).unwrap();
        assert_eq!(shown.spared, Some(("Born in 1950.".to_owned(), None)));
    }

    #[test]
    fn only_somebody_whom_it_means_and_who_came_is_told_apart() {
        let mut order = order();
        let not_come = PersonLetIn { account: None, ..came("x", "Omar Haddad") };
        assert!(!order.spare(&not_come, ("Born in 1950.", None)));
        assert!(!order.spare(&came("claras", "Clara Reyes"), ("Another name.", None)));
        assert!(order.spared.is_empty());
        assert!(order.shown(&came("claras", "Clara Reyes")).is_none());
    }
}
