//! What sources say of practitioners and organizations, on both engines.

use bluebutton_record::entry::Names as _;
use bluebutton_record::facts::Facts;
use bluebutton_record::normalize::{Assigned, Ready, Told};
use bluebutton_record::{ResourceId, Selection};

use crate::db::testing::{Site, both_engines};
use crate::imports::{Arrival, ImportReport};
use crate::testing::{ANA, import, other, record};

/// What a source says of the clinic.
fn clinic(name: &str) -> Ready {
    Ready {
        told: Told::There,
        kind: "Organization".into(),
        id: ResourceId::in_directory("clinic").unwrap(),
        json: format!(r#"{{"resourceType":"Organization","id":"dir.clinic","name":"{name}"}}"#),
        facts: Facts::default(),
        as_of: None,
    }
}

async fn says(site: &Site, source: &str, name: &str) -> ImportReport {
    let assigned = Assigned { directory: vec![clinic(name)], ..Assigned::default() };
    let arrival = Arrival {
        file: "directory.json",
        source,
        found: &[],
        meetings: &[],
        assigned,
        issues: Vec::new(),
        quarantine: Vec::new(),
        cases: Vec::new(),
    };
    site.store.imports().commit(arrival).await.unwrap()
}

async fn shown(site: &Site) -> String {
    let names = site.store.directory().names().await.unwrap();
    names.name("Organization/dir.clinic").unwrap()
}

async fn version(site: &Site) -> u32 {
    let directory = site.store.directory();
    let names = directory.names().await.unwrap();
    let found = directory.get(&names, &[clinic("").id]).await.unwrap();
    assert_eq!(found.len(), 1);
    found[0].version
}

#[tokio::test]
async fn what_a_source_says_anew_is_shown_and_counted() {
    for site in both_engines().await {
        let mut counts = Vec::new();
        for name in ["Riverside", "Riverside", "Riverside Family Clinic"] {
            counts.push(says(&site, "ours", name).await.counts["Organization"]);
        }
        assert_eq!(counts, [[1, 0, 0], [0, 0, 1], [0, 1, 0]], "{}", site.engine);
        assert_eq!(version(&site).await, 2);

        let key = ANA.key(&site.store).await;
        let provider = r#""serviceProvider":{"reference":"Organization/dir.clinic"}"#;
        import(&site.store, &ANA, vec![other(&key, "Encounter", "v", provider)]).await;
        let record = record(&site.store, &ANA).await;
        let (_, manifest) = record.read(&Selection::default()).await.unwrap();
        assert_eq!(manifest.sources, ["Riverside Family Clinic"]);
        let name = record.names().name("Organization/dir.clinic/_history/1");
        assert_eq!(name.as_deref(), Some("Riverside Family Clinic"));
    }
}

#[tokio::test]
async fn a_file_from_outside_changes_no_name_in_anybodys_record() {
    for site in both_engines().await {
        says(&site, "ours", "Riverside Family Clinic").await;
        let key = ANA.key(&site.store).await;
        let provider = r#""serviceProvider":{"reference":"Organization/dir.clinic"}"#;
        import(&site.store, &ANA, vec![other(&key, "Encounter", "v", provider)]).await;

        let report = says(&site, "https://elsewhere.example", "Clinic for addictions").await;

        assert_eq!(report.counts["Organization"], [1, 0, 0], "it is kept beside the other");
        let record = record(&site.store, &ANA).await;
        let name = record.names().name("Organization/dir.clinic");
        assert_eq!(name.as_deref(), Some("Riverside Family Clinic"), "{}", site.engine);
        let (_, manifest) = record.read(&Selection::default()).await.unwrap();
        assert_eq!(manifest.sources, ["Riverside Family Clinic"]);
        let names = record.names().clone();
        let whole = site.store.directory().get(&names, &[clinic("").id]).await.unwrap();
        assert!(whole[0].json.contains("Riverside"), "{}", whole[0].json);
    }
}

#[tokio::test]
async fn a_sites_own_source_is_believed_even_if_it_comes_last() {
    for site in both_engines().await {
        site.store.set_own_sources(&["ours".to_owned()]);
        says(&site, "elsewhere", "A clinic").await;
        assert_eq!(shown(&site).await, "A clinic", "better than nothing");
        says(&site, "ours", "Riverside").await;
        assert_eq!(shown(&site).await, "Riverside", "{}", site.engine);
        says(&site, "elsewhere", "Another clinic").await;
        assert_eq!(shown(&site).await, "Riverside");
        let again = site.open_again().await.unwrap();
        again.set_own_sources(&["ours".to_owned()]);
        let names = again.directory().names().await.unwrap();
        assert_eq!(names.name("Organization/dir.clinic").as_deref(), Some("Riverside"));
    }
}

#[tokio::test]
async fn a_folder_in_which_two_files_disagree_adds_nothing_when_it_comes_again() {
    for site in both_engines().await {
        for name in ["Riverside", "Riverside Clinic"] {
            says(&site, "ours", name).await;
        }
        let (before, name) = (version(&site).await, shown(&site).await);
        for round in 0..3 {
            for name in ["Riverside", "Riverside Clinic"] {
                let report = says(&site, "ours", name).await;
                assert_eq!(report.counts["Organization"], [0, 0, 1], "round {round}");
            }
        }
        assert_eq!((version(&site).await, shown(&site).await), (before, name), "{}", site.engine);
        assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
    }
}

#[tokio::test]
async fn names_in_memory_follow_what_another_process_brings() {
    for site in both_engines().await {
        says(&site, "ours", "Riverside").await;
        assert_eq!(shown(&site).await, "Riverside");
        let other = site.open_again().await.unwrap();
        assert_eq!(
            other.directory().names().await.unwrap().name("Organization/dir.clinic").as_deref(),
            Some("Riverside")
        );
        says(&site, "ours", "Riverside Clinic").await;
        let names = other.directory().names().await.unwrap();
        let name = names.name("Organization/dir.clinic");
        assert_eq!(name.as_deref(), Some("Riverside Clinic"), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_role_is_called_as_who_plays_it() {
    for site in both_engines().await {
        let one = |kind: &str, local: &str, rest: &str| Ready {
            kind: kind.into(),
            id: ResourceId::in_directory(local).unwrap(),
            json: format!(r#"{{"resourceType":"{kind}","id":"dir.{local}",{rest}}}"#),
            ..clinic("")
        };
        let role = r#""practitioner":{"reference":"Practitioner/dir.p"}"#;
        let assigned = Assigned {
            directory: vec![
                one("PractitionerRole", "r", role),
                one("Practitioner", "p", r#""name":[{"text":"Dr. Lee"}]"#),
            ],
            ..Assigned::default()
        };
        let arrival = Arrival {
            file: "directory.json",
            source: "ours",
            found: &[],
            meetings: &[],
            assigned,
            issues: Vec::new(),
            quarantine: Vec::new(),
            cases: Vec::new(),
        };
        site.store.imports().commit(arrival).await.unwrap();
        let names = site.store.directory().names().await.unwrap();
        assert_eq!(names.name("PractitionerRole/dir.r").as_deref(), Some("Dr. Lee"));
        assert_eq!(names.name("Organization/dir.p"), None, "another type is another thing");
        assert_eq!(names.name("Practitioner/dir.q"), None);
    }
}
