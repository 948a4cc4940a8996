//! What the ids in lines of the trail are called: accounts, rules, and what stands at the pledge hub. Lines
//! hold ids, which stay when names change; whoever reads them reads names.

use std::collections::BTreeMap;

use bluebutton_record::site_rules::SiteRule;

use super::AuditLine;
use crate::Store;
use crate::accounts::people;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::site_rules;

/// What ids in lines are called, as far as anybody still knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    names: BTreeMap<String, String>,
    rules: BTreeMap<String, SiteRule>,
}

impl Called {
    /// The name of an account, an organization, or something that stands at the hub.
    pub fn name(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(String::as_str)
    }

    /// What a rule of the site says.
    pub fn rule(&self, id: &str) -> Option<&SiteRule> {
        self.rules.get(id)
    }
}

/// Looks up what the ids in those lines are called.
pub(super) fn called(tx: &mut Tx<'_>, store: &Store, lines: &[AuditLine]) -> Result<Called> {
    let mut called = Called::default();
    for (_, event) in lines.iter().filter_map(|line| line.told.as_ref()) {
        match event {
            Event::RulesChanged { .. } if called.rules.is_empty() => {
                called.rules = site_rules::ever_said(tx, store)?;
            }
            Event::HubDecided { about, .. } | Event::HubDone { about, .. } => {
                for id in about.split(' ') {
                    called.look_up(id, || {
                        tx.first(AT_THE_HUB, &[id.into()])?.map(|row| row.get(0)).transpose()
                    })?;
                }
            }
            other => {
                if let Some(account) = other.account() {
                    called.look_up(&account.0, || people::name_of(tx, store, account))?;
                }
            }
        }
    }
    Ok(called)
}

impl Called {
    fn look_up(&mut self, id: &str, find: impl FnOnce() -> Result<Option<String>>) -> Result<()> {
        if !self.names.contains_key(id)
            && let Some(name) = find()?.filter(|name| !name.is_empty())
        {
            self.names.insert(id.to_owned(), name);
        }
        Ok(())
    }
}

/// Over the tables of the hub: an id of one is no id of another.
const AT_THE_HUB: &str = "
    select name from hub_org where org_id = $1
    union all
    select title from hub_post where post_id = $1
    union all
    select title_en from hub_event where event_id = $1
    union all
    select name from hub_app where app_id = $1";

#[cfg(test)]
mod tests {
    use bluebutton_record::Office;

    use super::super::trail::TrailFilter;
    use crate::access::Who;
    use crate::accounts::tests::{on_staff, person};
    use crate::db::testing::both_engines;
    use crate::hub::{HubStaff, HubTx};
    use crate::site_rules::RuleChange;
    use bluebutton_record::site_rules::SiteRule;

    const ACME: &str = "
        insert into hub_org (org_id, name, kind, street, city, region, zip, url, phone, about, gives,
            how_en, how_es, origin, since, updated_at)
        values ('acme', 'Acme Health', '', '', '', '', '', '', '', '', 0, '', '', 'member', '', 0)";

    #[tokio::test]
    async fn whoever_reads_the_trail_reads_whom_a_line_is_about() {
        for site in both_engines().await {
            let priya = on_staff(&site, "priya", &[Office::PrivacyOfficer]).await;
            let ana = site.store.accounts().create(person("ana", "Ana Reyes")).await.unwrap();
            let who = Who::Account(priya.clone());
            let staff = HubStaff { account: priya, name: "Priya".to_owned() };
            let work = move |tx: &mut HubTx<'_, '_>| {
                tx.execute(ACME, &[])?;
                tx.decided(&staff, "approved", "acme", "")?;
                tx.decided(&staff, "hidden", "nobody-knows", "")
            };
            site.store.hub().write("test", work).await.unwrap();
            let says = SiteRule::AddTopic { english: "Sleep".into(), spanish: "Sueño".into() };
            let change = RuleChange { say: vec![says.clone()], ..RuleChange::default() };
            site.store.privacy_rules().change(&who, change, "Asked for").await.unwrap();

            let found =
                site.store.audit().trail(&who, &TrailFilter::default(), (0, 20)).await.unwrap();

            let called = &found.called;
            assert_eq!(called.name("acme"), Some("Acme Health"), "{}", site.engine);
            assert_eq!(called.name(&ana.0), Some("Ana Reyes"), "{}", site.engine);
            assert_eq!(called.name("nobody-knows"), None, "{}", site.engine);
            assert_eq!(called.rules.values().collect::<Vec<_>>(), [&says], "{}", site.engine);
        }
    }
}
