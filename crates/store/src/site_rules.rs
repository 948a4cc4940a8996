//! The site's rules of privacy: release rules and sensitive topics. What the settings file says is the
//! start; what the privacy officer says on the page is kept in the table `site_rule` and laid over it
//! (`record/site_rules`).
//!
//! Every process looks at the number of the last change in the transaction that opens a record, so a change
//! holds from the moment it is kept, in all of them. A row that was not written by us opens no record: it
//! stands for a rule that is not known.

mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::Task;
use bluebutton_record::site_rules::{RulesInForce, SiteRule, TimedRule};
use jiff::Timestamp;

pub(crate) use self::table::{RULE_ROWS, TABLE};
use self::table::{RuleContent, RuleEnd, StoredRule};
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::{needed, on_duty};
use crate::accounts::{AccountId, people};
use crate::audit::{self, Chain};
use crate::db::{Foreseen, Tx};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, RuleDeed, RuleStep};
use crate::limits::{SITE_RULES_ENDED_SHOWN, SITE_RULES_KEPT_MAX, SITE_RULES_MAX};

/// The door to the rules.
pub struct PrivacyRules<'s>(&'s Store);

/// The rules as they are at this moment.
#[derive(Clone, Debug)]
pub struct RulesNow {
    /// What the settings file says.
    pub file: RulesInForce,
    /// What is in force.
    pub now: RulesInForce,
    /// What was said on the page and holds, oldest first.
    pub said: Vec<SaidRule>,
    /// What was ended lately, the last first.
    pub ended: Vec<SaidRule>,
}

/// Something that was said on the page.
#[derive(Clone, Debug)]
pub struct SaidRule {
    /// Its id.
    pub id: String,
    /// What was said.
    pub says: SiteRule,
    /// When.
    pub at: Timestamp,
    /// By whom; none where they are not there any more, or it was said at the server.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// When, by whom and why it was ended.
    pub ended: Option<(Timestamp, Option<String>, String)>,
}

/// What is changed in one go.
#[derive(Clone, Debug, Default)]
pub struct RuleChange {
    /// Ids of what is ended.
    pub end: Vec<String>,
    /// Ids of what was ended and is said again, under a new id.
    pub bring_back: Vec<String>,
    /// What is said anew.
    pub say: Vec<SiteRule>,
}

impl PrivacyRules<'_> {
    /// The rules, for staff whose task it is to see them.
    pub async fn now(&self, who: &Who) -> Result<RulesNow> {
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::SeeRules)?;
            refresh(tx, &store)?;
            let (living, mut ended): (Vec<_>, Vec<_>) =
                table::all(tx, &store)?.into_iter().partition(StoredRule::holds);
            let file = store.rules().file.clone();
            let says = |rules: &[StoredRule]| {
                rules.iter().map(|rule| rule.content.says.clone()).collect::<Vec<_>>()
            };
            let now = RulesInForce::beside(&file, &says(&living), &says(&ended));
            // What was said again is not over.
            ended.retain(|one| living.iter().all(|own| own.content.says != one.content.says));
            ended.reverse();
            ended.truncate(SITE_RULES_ENDED_SHOWN);
            let said = told(tx, &store, living)?;
            Ok(RulesNow { file, now, said, ended: told(tx, &store, ended)? })
        };
        self.0.inner.db.read("read the rules", work).await
    }

    /// Changes the rules, by the privacy officer, with a reason; all of it or nothing, in one line. It
    /// holds in every process from the moment this returns. `NotAllowed` with the words of
    /// [`bluebutton_record::site_rules::CantSay`], `"a-reason-is-needed"`, `"too-many-rules"`;
    /// `NotFound` for what was ended (or brought back) meanwhile.
    pub async fn change(&self, who: &Who, change: RuleChange, reason: &str) -> Result<()> {
        let reason = needed(reason)?;
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by = on_duty(tx, &store, &who, Task::ChangeRules)?;
            let by = By { reason: Some(reason.clone()), ..by };
            tx.lock_names([TABLE.as_bytes().to_vec()])?;
            let number = next_number(tx, &store)?;
            let (deeds, proof) = make(tx, &store, &by, (&change, number))?;
            let line = Line::new(by, Event::RulesChanged { deeds }).with_proof(proof);
            audit::append(tx, &store, &Chain::Site, store.now(), &line)?;
            let said = timed(&table::all(tx, &store)?);
            let store = store.clone();
            tx.after_commit(move || store.take_rules(number, said));
            Ok(())
        };
        self.0.inner.db.write("change the rules", work).await
    }
}

/// Writes a change; what the line says was done, and of its rows.
fn make(
    tx: &mut Tx<'_>,
    store: &Store,
    by: &By,
    (change, number): (&RuleChange, i64),
) -> Result<(Vec<RuleDeed>, Vec<String>)> {
    let (mut deeds, mut proof) = (Vec::new(), Vec::new());
    let reason = || by.reason.clone().unwrap_or_default();
    let account = || by.account.as_ref().map(|account| account.0.clone());
    let mut put = |tx: &mut Tx<'_>, rule: &StoredRule, step: RuleStep| -> Result<()> {
        proof.push(rule.put(tx, store, step != RuleStep::Ended)?);
        let (rule, what) = (rule.id.clone(), rule.content.says.written());
        deeds.push(RuleDeed { step, rule, what });
        Ok(())
    };
    for id in &change.end {
        let mut rule = StoredRule::locked(tx, store, id)?.filter(StoredRule::holds);
        let rule = rule.as_mut().ok_or(StoreError::NotFound)?;
        rule.ended_at = Some(store.now());
        rule.content.end = Some(RuleEnd { reason: reason(), by: account() });
        rule.change = number;
        put(tx, rule, RuleStep::Ended)?;
    }
    // What was ended is said again, as something new: the time between stays one in which it did not hold.
    let mut say: Vec<(SiteRule, RuleStep)> = Vec::new();
    for id in &change.bring_back {
        let rule = StoredRule::locked(tx, store, id)?.filter(|rule| !rule.holds());
        say.push((rule.ok_or(StoreError::NotFound)?.content.says, RuleStep::BroughtBack));
    }
    say.extend(change.say.iter().map(|says| (says.clone(), RuleStep::Said)));
    for (says, step) in say {
        must_be_sayable(tx, store, &says)?;
        let content = RuleContent { says, reason: reason(), by: account(), end: None };
        let rule = StoredRule {
            id: people::new_id(store),
            change: number,
            content,
            made_at: store.now(),
            ended_at: None,
        };
        put(tx, &rule, step)?;
    }
    if deeds.is_empty() {
        return Err(StoreError::NotFound);
    }
    Ok((deeds, proof))
}

/// Whether something may be said on top of what holds at this moment.
fn must_be_sayable(tx: &mut Tx<'_>, store: &Store, rule: &SiteRule) -> Result<()> {
    let all = table::all(tx, store)?;
    let holding: Vec<&SiteRule> =
        all.iter().filter(|one| one.holds()).map(|one| &one.content.says).collect();
    if holding.len() >= SITE_RULES_MAX || all.len() as i64 >= SITE_RULES_KEPT_MAX {
        return Err(StoreError::NotAllowed("too-many-rules"));
    }
    let now = RulesInForce::of(&store.rules().file, holding);
    now.may_say(rule).map_err(|why| StoreError::NotAllowed(why.word()))
}

/// What is told of rules, with the names of those who said them.
fn told(tx: &mut Tx<'_>, store: &Store, rules: Vec<StoredRule>) -> Result<Vec<SaidRule>> {
    let mut all = Vec::with_capacity(rules.len());
    for rule in rules {
        let mut name = |id: Option<String>| match id {
            Some(id) => people::name_of(tx, store, &AccountId(id)),
            None => Ok(None),
        };
        let RuleContent { says, reason, by, end } = rule.content;
        let by = name(by)?;
        let ended = match (rule.ended_at, end) {
            (Some(at), Some(end)) => Some((at, name(end.by)?, end.reason)),
            _ => None,
        };
        all.push(SaidRule { id: rule.id, says, at: rule.made_at, by, reason, ended });
    }
    Ok(all)
}

/// What rules say, by their ids, whether they hold or not; those that are not here are left out.
pub(crate) fn say(
    tx: &mut Tx<'_>,
    store: &Store,
    ids: &BTreeSet<&str>,
) -> Result<BTreeMap<String, SiteRule>> {
    let found = table::each(tx, store, ids)?.into_iter();
    Ok(found.map(|rule| (rule.id, rule.content.says)).collect())
}

/// Takes note of what another process changed since, in the transaction that builds on it.
pub(crate) fn refresh(tx: &mut Tx<'_>, store: &Store) -> Result<()> {
    let number = table::last_change(tx)?;
    // A read that began before a change is no news. That a row was taken away is found by `verify`.
    if number > store.rules().change {
        let said = timed(&table::all(tx, store)?);
        store.take_rules(number, said);
    }
    Ok(())
}

/// What [`refresh`] asks, for who knows that it will be asked.
pub(crate) fn foreseen() -> Foreseen {
    Foreseen::query(table::LAST_CHANGE, Vec::new())
}

fn timed(all: &[StoredRule]) -> Vec<TimedRule> {
    let timed = |rule: &StoredRule| TimedRule {
        says: rule.content.says.clone(),
        from: rule.made_at.as_microsecond(),
        until: rule.ended_at.map(Timestamp::as_microsecond),
    };
    all.iter().map(timed).collect()
}

/// The number of a new change: higher than any before, and never one that was tried and not kept.
fn next_number(tx: &mut Tx<'_>, store: &Store) -> Result<i64> {
    let last = table::last_change(tx)?.max(store.rules().change);
    Ok((last + 1).max(store.now().as_microsecond()))
}

impl Store {
    /// The site's rules of privacy.
    pub fn privacy_rules(&self) -> PrivacyRules<'_> {
        PrivacyRules(self)
    }

    /// What was said beside the settings file, as of a change.
    fn take_rules(&self, number: i64, said: Vec<TimedRule>) {
        self.change_rules(|rules| {
            if number > rules.change {
                rules.change = number;
                rules.said = said;
                rules.put_in_force();
            }
        });
    }
}
