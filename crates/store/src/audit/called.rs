//! What the ids in lines of the trail are called: accounts, rules, imports, and what stands at the pledge hub.
//! Lines hold ids, which stay when names change; whoever reads them reads names.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::site_rules::SiteRule;
use bluebutton_record::{Task, Tasks};

use super::AuditLine;
use crate::Store;
use crate::accounts::people;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::imports::{self, CalledImport};
use crate::site_rules;

/// What ids in lines are called, as far as anybody still knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    names: BTreeMap<String, String>,
    rules: BTreeMap<String, SiteRule>,
    imports: BTreeMap<String, CalledImport>,
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

    /// The file that an import brought.
    pub fn import(&self, id: &str) -> Option<&CalledImport> {
        self.imports.get(id)
    }
}

/// Looks up what the ids in those lines are called, for somebody who may do that much: names of files, which
/// may name people, are read by those who see imports.
pub(super) fn called(
    tx: &mut Tx<'_>,
    store: &Store,
    (lines, tasks): (&[AuditLine], Tasks),
) -> Result<Called> {
    let mut called = Called::default();
    let (mut rules, mut imports) = (BTreeSet::new(), BTreeSet::new());
    for (_, event) in lines.iter().filter_map(|line| line.told.as_ref()) {
        imports.extend(event.import());
        match event {
            Event::RulesChanged { deeds } => {
                rules.extend(deeds.iter().map(|deed| deed.rule.as_str()));
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
    called.rules = site_rules::say(tx, store, &rules)?;
    called.imports = imports::called(tx, store, (&imports, tasks.has(Task::SeeImports)))?;
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
    use bluebutton_record::normalize::Assigned;
    use bluebutton_record::reading::{Issue, Place, Severity};

    use super::super::trail::TrailFilter;
    use crate::access::Who;
    use crate::accounts::tests::{on_staff, person};
    use crate::db::testing::{Site, both_engines};
    use crate::hub::{HubStaff, HubTx};
    use crate::imports::{Arrival, ForQuarantine};
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

    #[tokio::test]
    async fn of_rules_a_page_opens_those_that_its_lines_are_about() {
        for site in both_engines().await {
            let priya = on_staff(&site, "priya", &[Office::PrivacyOfficer]).await;
            let who = Who::Account(priya);
            let rows = async |say: &[&str]| {
                for english in say {
                    let says = SiteRule::AddTopic {
                        english: (*english).to_owned(),
                        spanish: (*english).to_owned(),
                    };
                    let change = RuleChange { say: vec![says], ..RuleChange::default() };
                    site.store.privacy_rules().change(&who, change, "Asked for").await.unwrap();
                }
                let before = site.store.statements_and_rows().1;
                let filter = TrailFilter::default();
                let found = site.store.audit().trail(&who, &filter, (0, 1)).await.unwrap();
                assert_eq!(found.called.rules.len(), 1, "{}", site.engine);
                site.store.statements_and_rows().1 - before
            };
            let of_one = rows(&["Sleep"]).await;

            let of_many = rows(&["Work", "Pain", "Food", "Home", "Money", "School"]).await;

            // Lines of the chain are read many at once; what is behind the first is rows, too.
            assert!(of_many <= of_one + 6, "{}: {of_one}, then {of_many}", site.engine);
        }
    }

    #[tokio::test]
    async fn an_import_is_named_by_its_file_to_whoever_sees_imports_and_by_its_time_to_others() {
        for site in both_engines().await {
            let priya = on_staff(&site, "priya", &[Office::PrivacyOfficer]).await;
            let both = [Office::PrivacyOfficer, Office::Administrator];
            let alma = on_staff(&site, "alma", &both).await;
            let came = site.store.now();
            let id = waiting(&site, "ana-reyes.json").await;
            let imports = site.store.imports();
            let item = imports.quarantine(&Who::Operator, 0, 1).await.unwrap().remove(0).id;
            site.after_seconds(60);
            imports.quarantined_bytes(&Who::Operator, &item).await.unwrap().unwrap();
            imports.release(&Who::Operator, &item, false).await.unwrap();

            for (account, file) in [(priya, None), (alma, Some("ana-reyes.json"))] {
                let (who, filter) = (Who::Account(account), TrailFilter::default());
                let found = site.store.audit().trail(&who, &filter, (0, 9)).await.unwrap();
                let events = found.lines.iter().filter_map(|line| Some(&line.told.as_ref()?.1));
                let about: Vec<_> = events.filter_map(|event| event.import()).collect();
                assert_eq!(about, [&id; 3], "{}: removed, opened, came", site.engine);
                let called = found.called.import(&id).unwrap();
                assert_eq!((called.id.as_str(), called.at), (id.as_str(), came), "{}", site.engine);
                assert_eq!(called.file.as_deref(), file, "{}", site.engine);
            }
        }
    }

    /// The import of a file that can't be taken.
    async fn waiting(site: &Site, file: &str) -> String {
        let reason = Issue::new(Severity::Error, Place::default(), "This is no JSON.".to_owned());
        let arrival = Arrival {
            file,
            source: "test",
            found: &[],
            meetings: &[],
            assigned: Assigned::default(),
            issues: Vec::new(),
            quarantine: vec![ForQuarantine { bytes: b"{broken".to_vec(), reason, case: None }],
            cases: Vec::new(),
        };
        site.store.imports().commit(arrival).await.unwrap().id
    }
}
