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

/// Somebody who is to be let in, or comes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ComingIn<'a> {
    /// What they go by; of who has come, their own name.
    pub(crate) name: &'a str,
    /// Their account, once they have come.
    pub(crate) account: Option<&'a AccountId>,
    /// The grant by which they come, once there is one.
    pub(crate) grant: Option<&'a str>,
}

/// Somebody else of an order's name who has not come yet, as the office knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedNamesake {
    /// What they are called.
    pub name: String,
    /// How the office knows that they are somebody else.
    pub why: String,
    /// Who said so.
    pub by: Option<String>,
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
    /// Others of that name who have not come yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) awaited: Vec<Awaited>,
}

/// Somebody of that name who is not meant and has not come yet: they come with a code that the office hands
/// them, and with no other.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Awaited {
    pub(super) name: String,
    pub(super) why: String,
    pub(super) by: Option<String>,
    /// The grants of which the office made the code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) grants: Vec<String>,
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
    /// Whether somebody is kept out.
    pub(super) fn bars(&self, one: ComingIn<'_>) -> bool {
        let ComingIn { name, account, grant } = one;
        let own = account.map(|account| &account.0);
        if own.is_some_and(|own| self.accounts.contains(own)) {
            return true;
        }
        // A name that is typed for somebody who has not come yet may be that of who was told apart: whoever comes
        // is looked at then, by their account.
        let is_other =
            |one: &Spared| own.map_or(may_be_named(&one.name, name), |own| one.account == *own);
        let is_awaited = |one: &Awaited| match grant {
            Some(grant) => one.grants.iter().any(|own| own == grant),
            None => own.is_none() && may_be_named(&one.name, name),
        };
        may_be_named(&self.name, name)
            && !self.spared.iter().any(is_other)
            && !self.awaited.iter().any(is_awaited)
    }

    /// Whether somebody of that name, who has not come yet, comes with a code of the office's alone.
    pub(super) fn awaits(&self, name: &str) -> bool {
        may_be_named(&self.name, name)
            && self.awaited.iter().any(|one| may_be_named(&one.name, name))
            && !self.spared.iter().any(|one| may_be_named(&one.name, name))
    }

    /// Takes note that the office made the code of a grant; `false` where nobody of that name is awaited.
    pub(super) fn hand(&mut self, grant: &str, name: &str) -> bool {
        let is_it = |one: &&mut Awaited| may_be_named(&one.name, name);
        let Some(one) = self.awaited.iter_mut().find(is_it) else { return false };
        if !one.grants.iter().any(|own| own == grant) {
            one.grants.push(grant.to_owned());
        }
        true
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
        let spared = self.spared.iter().find(is_own).map(|one| (one.why.clone(), one.by.clone()));
        let handed = self.awaited.iter().find(|awaited| awaited.grants.contains(&one.grant));
        let spared = spared.or_else(|| handed.map(|one| (one.why.clone(), one.by.clone())));
        self.may_mean(one).then(|| MaybeMeant {
            grant: one.grant.clone(),
            name: one.shown_name(),
            has_account: one.account.is_some(),
            spared,
        })
    }

    fn may_mean(&self, one: &PersonLetIn) -> bool {
        let is_account = one.account.as_ref().is_some_and(|own| self.accounts.contains(own));
        is_account || one.names.iter().any(|name| may_be_named(&self.name, name))
    }
}

impl From<&Awaited> for AwaitedNamesake {
    fn from(one: &Awaited) -> Self {
        Self { name: one.name.clone(), why: one.why.clone(), by: one.by.clone() }
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
            awaited: Vec::new(),
        }
    }

    fn bars(order: &Named, name: &str, account: Option<&AccountId>) -> bool {
        order.bars(ComingIn { name, account, grant: None })
    }

    #[test]
    fn who_is_awaited_comes_with_the_code_of_the_office_and_no_other() {
        let mut order = order();
        let (new, his) = (account("new"), account("his"));
        let awaited = Awaited {
            name: "Omar Haddad".to_owned(),
            why: "Born in 1950, passport.".to_owned(),
            by: None,
            grants: Vec::new(),
        };
        order.awaited.push(awaited);
        assert!(!bars(&order, "Omar Haddad", None) && order.awaits("omar haddad"));
        let comes = |order: &Named, account, grant| {
            let account = Some(account);
            !order.bars(ComingIn { name: "Omar Haddad", account, grant: Some(grant) })
        };
        assert!(!comes(&order, &new, "a"), "with a code of somebody else's");

        assert!(order.hand("a", "Omar Haddad"));

        assert!(comes(&order, &new, "a"));
        assert!(!comes(&order, &new, "b"), "of another grant");
        assert!(!comes(&order, &his, "a"), "whom the court means, by his account");
        assert!(!order.hand("a", "Clara Reyes"));
        let shown =
            order.shown(&PersonLetIn { grant: "a".to_owned(), ..came("new", "Omar Haddad") });
        assert_eq!(shown.unwrap().spared.unwrap().0, "Born in 1950, passport.");
    }

    #[test]
    fn a_name_bars_whoever_has_it_until_the_office_tells_somebody_apart() {
        let mut order = order();
        let (his, uncles, other) = (account("his"), account("uncles"), account("other"));
        for barred in [Some(&his), Some(&uncles), Some(&other), None] {
            assert!(bars(&order, "omar haddad", barred), "{barred:?}");
        }
        assert!(bars(&order, "Somebody Else", Some(&his)), "another name hides nobody");
        assert!(!bars(&order, "Clara Reyes", Some(&other)));

        assert!(order.spare(&came("uncles", "Omar Haddad"), ("Born in 1950.", None)));

        assert!(!bars(&order, "Omar Haddad", Some(&uncles)));
        assert!(!bars(&order, "Omar Haddad", None), "a code may be made for him");
        for barred in [&his, &other] {
            assert!(bars(&order, "Omar Haddad", Some(barred)), "{barred:?} does not come with it");
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
