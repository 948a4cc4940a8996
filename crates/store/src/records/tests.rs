//! What reading a record promises, on both engines.

mod as_of;
mod compact;
mod erase;
mod facts;
mod flow;
mod history;
mod parts;
mod views;

use std::collections::BTreeSet;

use bluebutton_record::search::Query;
use bluebutton_record::{DateRange, ResourceId, Section, Selection};

use crate::Who;
use crate::access::{Action, RecordPermit};
use crate::db::testing::{Site, both_engines};
use crate::error::StoreError;
use crate::records::{Found, Until};
use crate::testing::{ANA, TOM, import, other, permit, record, result};

fn only(section: Section) -> Selection {
    Selection { sections: Some(BTreeSet::from([section])), ..Selection::default() }
}

fn locals(resources: &[bluebutton_record::Resource]) -> Vec<&str> {
    resources.iter().map(|resource| resource.id.local()).collect()
}

/// The version of a resource that a record had with its import of that number.
async fn history_of(site: &Site, permit: &RecordPermit, id: &ResourceId, seq: i64) -> Option<u32> {
    let record = site.store.records().open_at(permit, Until::Segment(seq)).await.unwrap();
    record.resource(id).await.unwrap().map(|resource| resource.version)
}

#[tokio::test]
async fn lists_are_newest_first_over_all_imports() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let results = |days: &[&str]| -> Vec<_> {
            days.iter().map(|day| result(&key, &format!("d{day}"), day, "1")).collect()
        };
        import(&site.store, &ANA, results(&["2024-01-01", "2026-01-01"])).await;
        import(&site.store, &ANA, results(&["2025-01-01", "2023"])).await;
        let record = record(&site.store, &ANA).await;

        let page = record.newest(&only(Section::Results), 1, 2).await.unwrap();

        assert_eq!(locals(&page), ["d2025-01-01", "d2024-01-01"], "{}", site.engine);
        assert_eq!(record.count(&only(Section::Results)), 4);
        assert_eq!(record.counts()[&Section::Results], 4);
        assert_eq!(record.patient().await.unwrap().unwrap().id.as_str(), key.as_str());
    }
}

#[tokio::test]
async fn a_date_range_takes_what_touches_it_and_the_manifest_says_the_rest() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let undated =
            other(&key, "AllergyIntolerance", "undated", r#""code":{"text":"Penicillin"}"#);
        let resources = vec![
            result(&key, "in", "2026-03-05", "1"),
            result(&key, "whole-year", "2026", "1"),
            result(&key, "out", "2025-03-05", "1"),
            undated,
        ];
        import(&site.store, &ANA, resources).await;
        let day = |text: &str| Some(text.parse().unwrap());
        let dates = DateRange { from: day("2026-03-01"), to: day("2026-03-31") };

        let record = record(&site.store, &ANA).await;
        let (read, manifest) =
            record.read(&Selection { dates, ..Selection::default() }).await.unwrap();

        let found: BTreeSet<&str> = locals(&read).into_iter().collect();
        assert_eq!(found, BTreeSet::from(["", "in", "whole-year", "undated"]), "{}", site.engine);
        assert_eq!(manifest.included[&Section::Results], 2);
        assert_eq!(manifest.left_out[&Section::Results], 1);
        assert_eq!(manifest.undated, 1);
        assert_eq!(manifest.total(), 4);
        assert!(manifest.withheld.is_empty() && manifest.unreadable.is_empty());
    }
}

#[tokio::test]
async fn a_choice_of_days_takes_the_days_that_pages_of_the_site_say() {
    for site in both_engines().await {
        site.store.set_time_zone(jiff::tz::TimeZone::get("America/New_York").unwrap());
        let key = ANA.key(&site.store).await;
        let resources = vec![
            result(&key, "evening-before", "2026-05-04T01:30:00Z", "1"),
            result(&key, "there", "2026-05-04T23:30:00Z", "1"),
            result(&key, "clock", "2026-05-04T22:30:00", "1"),
            result(&key, "offset", "2026-05-04T23:45:00-07:00", "1"),
            result(&key, "next-evening", "2026-05-05T02:00:00Z", "1"),
            result(&key, "next-day", "2026-05-05T05:00:00Z", "1"),
        ];
        import(&site.store, &ANA, resources).await;
        let day = Some("2026-05-04".parse().unwrap());
        let dates = DateRange { from: day, to: day };
        let selection = Selection { dates, ..only(Section::Results) };

        let record = record(&site.store, &ANA).await;
        let listed = record.newest(&selection, 0, 10).await.unwrap();

        // Half past ten by the site's clocks is half past two of UTC's; a quarter to midnight elsewhere is later.
        let wanted = ["offset", "clock", "next-evening", "there"];
        assert_eq!(locals(&listed), wanted, "{}", site.engine);
        assert_eq!(record.count(&selection), 4);
        let (_, manifest) = record.read(&selection).await.unwrap();
        assert_eq!(manifest.left_out[&Section::Results], 2);
    }
}

#[tokio::test]
async fn a_visit_is_the_encounter_and_all_that_refers_to_it() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let at = |local: &str, visit: &str| {
            let rest = format!(r#""encounter":{{"reference":"Encounter/{key}.{visit}"}}"#);
            other(&key, "Condition", local, &rest)
        };
        let visit = |local: &str| other(&key, "Encounter", local, r#""status":"finished""#);
        let resources = vec![visit("v1"), visit("v2"), at("c1", "v1"), at("c2", "v2")];
        import(&site.store, &ANA, resources).await;

        let visit = ResourceId::in_record(&key, "v1");
        let selection = Selection { visit, ..Selection::default() };
        let record = record(&site.store, &ANA).await;
        let listed = record.newest(&selection, 0, 10).await.unwrap();
        let (read, _) = record.read(&selection).await.unwrap();

        let found = |list| locals(list).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(found(&listed), ["c1", "v1"].map(str::to_owned).into(), "{}", site.engine);
        assert_eq!(found(&read), ["", "c1", "v1"].map(str::to_owned).into());
    }
}

#[tokio::test]
async fn a_record_that_is_open_stays_as_it_was() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        let before = record(&site.store, &ANA).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "2")]).await;

        let id = ResourceId::in_record(&key, "a").unwrap();
        assert_eq!(before.resource(&id).await.unwrap().unwrap().version, 1, "{}", site.engine);
        let after = record(&site.store, &ANA).await;
        assert_eq!(after.resource(&id).await.unwrap().unwrap().version, 2);
        assert_eq!(after.changed_since(0, 10).len(), 2);
        assert!(after.changed_since(i64::MAX, 10).is_empty());
    }
}

#[tokio::test]
async fn another_persons_resources_are_not_there() {
    for site in both_engines().await {
        let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
        import(&site.store, &ANA, vec![result(&ana, "a", "2026-01-01", "1")]).await;
        import(&site.store, &TOM, vec![result(&tom, "a", "2026-01-01", "1")]).await;
        let of_ana = ResourceId::in_record(&ana, "a").unwrap();
        let record = record(&site.store, &TOM).await;
        assert!(record.resource(&of_ana).await.unwrap().is_none(), "{}", site.engine);
        assert!(record.resources(&[of_ana]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nobody_is_there_before_their_data_is() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let view = Action::View { page: "overview", resource: None };
        let opened = site.store.access().open(&Who::Operator, &key, view).await;
        assert!(matches!(opened, Err(StoreError::NotFound)), "{}", site.engine);
    }
}

#[tokio::test]
async fn a_large_record_is_cut_into_segments_and_read_whole() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let count = crate::limits::SEGMENT_RESOURCES_MAX * 2;
        let day = |n: usize| format!("20{:02}-{:02}-{:02}", n % 26, n % 12 + 1, n % 28 + 1);
        let resources: Vec<_> =
            (0..count).map(|n| result(&key, &format!("r{n}"), &day(n), &n.to_string())).collect();
        import(&site.store, &ANA, resources.clone()).await;

        let record = record(&site.store, &ANA).await;
        let (read, manifest) = record.read(&Selection::default()).await.unwrap();

        assert_eq!(manifest.total(), count + 1, "{}", site.engine);
        let came: BTreeSet<&str> = resources.iter().map(|ready| ready.json.as_str()).collect();
        let left: BTreeSet<&str> = read.iter().map(|resource| &*resource.json).collect();
        assert!(came.is_subset(&left));
        let verified = site.store.verify(|_, _| {}).await.unwrap();
        assert_eq!((verified.segments, verified.findings.len()), (3, 0));
    }
}

#[tokio::test]
async fn a_search_finds_titles_first_and_sees_what_came_in_later() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let condition = |local: &str, day: &str, text: &str, note: &str| {
            let rest = format!(
                r#""code":{{"text":"{text}"}},"note":[{{"text":"{note}"}}],"onsetDateTime":"{day}""#
            );
            other(&key, "Condition", local, &rest)
        };
        let old = vec![
            condition("in-note", "2026-02-02", "Fractura", "¿asma crónica?"),
            condition("in-title", "2024-01-01", "Asma crónica", "leve"),
            condition("other", "2026-01-01", "Asma", "leve"),
        ];
        import(&site.store, &ANA, old).await;
        let found = async |query: &str, take: usize| {
            let record = record(&site.store, &ANA).await;
            record.search(&Query::parse(query), 0, take).await.unwrap()
        };
        let locals =
            |found: &Found| found.best.iter().map(|id| id.local().to_owned()).collect::<Vec<_>>();

        let first = found("cronica ASMA", 9).await;
        assert_eq!(
            (locals(&first), first.count),
            (["in-title", "in-note"].map(String::from).to_vec(), 2)
        );
        assert_eq!(
            found("cronica asma", 1).await,
            Found { best: first.best[..1].to_vec(), ..first }
        );
        assert_eq!(found("reyes", 9).await.count, 0, "who the record is about is no entry of it");
        assert_eq!(found(" ", 9).await, Found::default());

        import(&site.store, &ANA, vec![condition("new", "2026-05-05", "Asma crónica", "")]).await;
        assert_eq!(locals(&found("crónica", 9).await), ["new", "in-title", "in-note"]);
    }
}

#[tokio::test]
async fn a_search_goes_on_where_the_last_one_ended() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let block = crate::limits::WORDS_BLOCK;
        let day = |n: usize| format!("{:04}-01-01", 9000 - n);
        let resources: Vec<_> =
            (0..=block).map(|n| result(&key, &format!("r{n}"), &day(n), "1")).collect();
        import(&site.store, &ANA, resources).await;
        let record = record(&site.store, &ANA).await;
        let word = Query::parse("glucose");

        let all = record.search(&word, 0, 1).await.unwrap();
        let older = record.search(&word, block, 9).await.unwrap();

        assert_eq!((all.count, all.next), (block + 1, None), "{}", site.engine);
        assert_eq!(older.best.first().map(ResourceId::local), Some(&*format!("r{block}")));
        assert_eq!(record.search(&word, 3 * block, 9).await.unwrap(), Found::default());
        assert_eq!(record.search(&word, usize::MAX, 9).await.unwrap(), Found::default());
    }
}

#[tokio::test]
async fn a_damaged_segment_is_said_and_the_rest_is_read() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![result(&key, "a", "2026-01-01", "1")]).await;
        import(&site.store, &ANA, vec![result(&key, "b", "2026-01-02", "1")]).await;
        site.store.inner.db.write("test", |tx| tx.execute(DAMAGE, &[])).await.unwrap();

        let record = record(&site.store, &ANA).await;
        let (read, manifest) = record.read(&Selection::default()).await.unwrap();

        assert_eq!(locals(&read), ["", "a"], "{}", site.engine);
        assert_eq!(manifest.unreadable, [format!("{key}.b")]);
        assert_eq!(manifest.total(), 2);
        let broken = ResourceId::in_record(&key, "b").unwrap();
        assert!(matches!(record.resource(&broken).await, Err(StoreError::Altered(_))));
        let _ = permit(&site.store, &key).await;
    }
}

const DAMAGE: &str = "
    update record_segment set sealed = sealed_ledger where seq = 2";

#[tokio::test]
async fn the_reports_that_name_a_value_are_found_from_it() {
    for site in both_engines().await {
        let key = ANA.key(&site.store).await;
        let report = |local: &str, member: &str, of: &str| {
            let rest = format!(
                r#""status":"final","code":{{"text":"Panel"}},"subject":{{"reference":"Patient/{key}"}},"effectiveDateTime":"2026-01-01","{member}":[{{"reference":"Observation/{key}.{of}"}}]"#
            );
            other(&key, "DiagnosticReport", local, &rest)
        };
        let values = [result(&key, "a", "2026-01-01", "1"), result(&key, "b", "2026-01-01", "2")];
        let reports = [report("r", "result", "a"), report("s", "basedOn", "a")];
        import(&site.store, &ANA, values.into_iter().chain(reports).collect()).await;
        let record = record(&site.store, &ANA).await;

        let of = |local: &str, take: usize| {
            let id = ResourceId::in_record(&key, local).unwrap();
            let found = record.naming(&id, ("DiagnosticReport", "result"), take);
            found.iter().map(|id| id.local().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of("a", 4), ["r"], "{}: and none that names it otherwise", site.engine);
        assert_eq!((of("b", 4), of("a", 0)), (vec![], vec![]), "{}", site.engine);
    }
}
