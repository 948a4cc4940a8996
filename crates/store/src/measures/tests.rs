//! What is counted, held against a straightforward computation from the raw events; and what becomes
//! of it when records are put together, taken apart, erased, or told of late.

mod asked;
mod cost;
mod straight;
mod year;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use bluebutton_record::measures::{MeasureGroup, MeasurePeriod, MeasureScope};
use bluebutton_record::site_rules::{HoldBasis, SiteRule};
use bluebutton_record::terms::Release;
use bluebutton_record::{PatientKey, Section};

use super::Behind;
use crate::access::Who;
use crate::db::testing::{Site, both_engines, on_sqlite};
use crate::site_rules::RuleChange;
use crate::testing::{ANA, Somebody, TOM, import, other};

/// Sets the clock to a moment.
fn at(site: &Site, moment: &str) {
    let moment: jiff::Timestamp = moment.parse().unwrap();
    site.clock.store(moment.as_second(), Ordering::SeqCst);
}

/// An Encounter of that class that ended then.
fn visit(
    key: &PatientKey,
    local: &str,
    class: &str,
    end: &str,
) -> bluebutton_record::normalize::Ready {
    let rest = format!(
        r#""status":"finished","class":{{"code":"{class}"}},"period":{{"end":"{end}"}},"serviceProvider":{{"reference":"Organization/dir.clinic"}}"#
    );
    other(key, "Encounter", local, &rest)
}

/// Counts what is new.
async fn count(site: &Site) {
    site.store.audit().count_events().await.unwrap();
    site.store.measures().count().await.unwrap();
}

/// The sums of a period.
async fn sums(site: &Site, period: &str) -> BTreeMap<String, i64> {
    let period = MeasurePeriod::parse(period).unwrap();
    let measures = site.store.measures();
    measures.counted(&Who::Operator, &period, &MeasureScope::All).await.unwrap().numbers
}

fn number(sums: &BTreeMap<String, i64>, what: MeasureGroup) -> i64 {
    sums.get(what.word()).copied().unwrap_or(0)
}

async fn invited(site: &Site, who: &Somebody) -> PatientKey {
    let key = who.key(&site.store).await;
    site.store.accounts().invite_patient(Who::Operator, &key).await.unwrap();
    key
}

/// Ana, known and with a code.
async fn invited_after(site: &Site) -> PatientKey {
    import(&site.store, &ANA, Vec::new()).await;
    invited(site, &ANA).await
}

#[tokio::test]
async fn a_document_that_comes_twice_is_in_time_by_its_first_coming() {
    for site in both_engines().await {
        at(&site, "2026-05-04T12:00:00Z");
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![visit(&key, "v", "AMB", "2026-05-04T10:00:00Z")]).await;
        invited(&site, &ANA).await;
        count(&site).await;
        at(&site, "2026-05-20T12:00:00Z");
        import(&site.store, &ANA, vec![visit(&key, "v", "AMB", "2026-05-04T10:30:00Z")]).await;
        count(&site).await;
        count(&site).await;

        let sums = sums(&site, "2026-05").await;

        let counted = [MeasureGroup::Seen, MeasureGroup::Office, MeasureGroup::OfficeInTime];
        assert_eq!(counted.map(|one| number(&sums, one)), [1, 1, 1], "{}", site.engine);
        assert!(!site.store.measures().are_behind().await.unwrap());
        let found = site.store.verify(|_, _| {}).await.unwrap().findings;
        assert_eq!(found, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_release_rule_counts_for_the_time_for_which_it_was_in_force_and_no_other() {
    for site in both_engines().await {
        at(&site, "2026-05-04T12:00:00Z");
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![visit(&key, "may", "AMB", "2026-05-04T10:00:00Z")]).await;
        invited(&site, &ANA).await;
        at(&site, "2026-05-20T12:00:00Z");
        let release =
            Release { sections: [Section::Visits].into(), hours: 744, ..Release::default() };
        let say = vec![SiteRule::Hold { release, basis: HoldBasis::Law }];
        let rules = site.store.privacy_rules();
        let change = RuleChange { say, ..RuleChange::default() };
        rules.change(&Who::Operator, change, "State law").await.unwrap();
        at(&site, "2026-06-01T12:00:00Z");
        import(&site.store, &ANA, vec![visit(&key, "june", "AMB", "2026-06-01T10:00:00Z")]).await;
        invited(&site, &ANA).await;
        at(&site, "2026-06-20T12:00:00Z");
        let in_time = async |month: &str| {
            let sums = sums(&site, month).await;
            [MeasureGroup::Office, MeasureGroup::OfficeInTime].map(|one| number(&sums, one))
        };
        count(&site).await;
        assert_eq!((in_time("2026-05").await, in_time("2026-06").await), ([1, 1], [1, 0]));

        let end = vec![rules.now(&Who::Operator).await.unwrap().said.remove(0).id];
        let change = RuleChange { end, ..RuleChange::default() };
        rules.change(&Who::Operator, change, "Repealed").await.unwrap();
        count(&site).await;
        count(&site).await;

        assert_eq!((in_time("2026-05").await, in_time("2026-06").await), ([1, 1], [1, 0]));
    }
}

#[tokio::test]
async fn two_records_put_together_are_one_patient_and_two_again_when_taken_apart() {
    let site = on_sqlite().await;
    at(&site, "2026-05-04T12:00:00Z");
    for (who, end) in [(&ANA, "2026-05-04T10:00:00Z"), (&TOM, "2026-05-01T10:00:00Z")] {
        let key = who.key(&site.store).await;
        import(&site.store, who, vec![visit(&key, "v", "AMB", end)]).await;
        invited(&site, who).await;
    }
    let (ana, tom) = (ANA.key(&site.store).await, TOM.key(&site.store).await);
    count(&site).await;
    let apart = sums(&site, "2026-05").await;
    site.store.records().merge(&Who::Operator, &ana, &tom, "One person.").await.unwrap();
    count(&site).await;
    let together = sums(&site, "2026-05").await;
    site.store.records().split(&Who::Operator, &tom, "Two after all.").await.unwrap();
    count(&site).await;
    let again = sums(&site, "2026-05").await;

    assert_eq!(number(&apart, MeasureGroup::Seen), 2);
    assert_eq!(number(&together, MeasureGroup::Seen), 1);
    assert_eq!(number(&together, MeasureGroup::OfficeInTime), 1);
    assert_eq!(again, apart);
}

#[tokio::test]
async fn who_is_erased_stays_a_number_and_is_named_by_nothing() {
    for site in both_engines().await {
        at(&site, "2026-05-04T12:00:00Z");
        let key = ANA.key(&site.store).await;
        import(&site.store, &ANA, vec![visit(&key, "v", "AMB", "2026-05-04T10:00:00Z")]).await;
        count(&site).await;
        let before = sums(&site, "2026-05").await;
        site.store.records().erase(&Who::Operator, &key, "Asked for it.").await.unwrap();
        count(&site).await;

        assert_eq!(sums(&site, "2026-05").await, before, "{}", site.engine);
        let period = MeasurePeriod::parse("2026-05").unwrap();
        let behind = Behind::of(period, MeasureScope::All, MeasureGroup::Seen);
        let listed = site.store.measures().behind(&Who::Operator, &behind, None, 50).await.unwrap();
        assert_eq!(listed.patients, []);
        for table in ["measure_patient", "measure_month", "measure_due"] {
            let sql: &'static str =
                Box::leak(format!("select count(*) from {table}").into_boxed_str());
            let rows = site.store.inner.db.read("look", move |tx| tx.query(sql, &[])).await;
            assert_eq!(rows.unwrap()[0].get::<i64>(0).unwrap(), 0, "{table}");
        }
    }
}

#[tokio::test]
async fn everybody_who_is_listed_reads_it_and_is_listed_once() {
    let site = on_sqlite().await;
    at(&site, "2026-06-04T12:00:00Z");
    for who in [&ANA, &TOM] {
        let key = who.key(&site.store).await;
        let visits = vec![
            visit(&key, "may", "AMB", "2026-05-04T10:00:00Z"),
            visit(&key, "june", "AMB", "2026-06-01T10:00:00Z"),
        ];
        import(&site.store, who, visits).await;
    }
    count(&site).await;
    let period = MeasurePeriod::parse("2026").unwrap();
    let behind = Behind {
        without: Some(MeasureGroup::OfficeInTime),
        ..Behind::of(period, MeasureScope::All, MeasureGroup::Office)
    };
    let measures = site.store.measures();
    let (mut names, mut after) = (Vec::new(), None::<String>);
    loop {
        let some = measures.behind(&Who::Operator, &behind, after.as_deref(), 1).await.unwrap();
        names.extend(some.patients.iter().map(|card| card.name.clone()));
        after = some.next;
        if after.is_none() {
            break;
        }
    }
    names.sort();
    assert_eq!(names, ["Ana Reyes", "Tom Becker"]);
    let key = ANA.key(&site.store).await;
    let permit = crate::testing::permit(&site.store, &key).await;
    let lines = site.store.audit().lines(&permit, 0, 10).await.unwrap();
    let told = lines
        .iter()
        .filter(|line| matches!(&line.told, Some((_, crate::events::Event::MeasureListed { .. }))));
    assert_eq!(told.count(), 1);
}

#[tokio::test]
async fn chosen_days_are_counted_by_pieces_and_come_to_the_same() {
    for site in both_engines().await {
        at(&site, "2026-05-04T12:00:00Z");
        let rosa =
            Somebody { family: "Lind", given: "Rosa", birth_date: "1948-02-03", number: "3" };
        for who in [&ANA, &TOM, &rosa] {
            let key = who.key(&site.store).await;
            import(&site.store, who, vec![visit(&key, "v", "AMB", "2026-05-04T10:00:00Z")]).await;
        }
        count(&site).await;
        let period = MeasurePeriod::parse("2026-05-04..2026-05-10").unwrap();
        let (measures, all) = (site.store.measures(), MeasureScope::All);
        let whole = measures.counted_anew(&period, &all).await.unwrap().numbers;
        assert_eq!(number(&whole, MeasureGroup::Seen), 3, "{}: {whole:?}", site.engine);

        let first = measures.of_days(period, &all, 2).await.unwrap();
        assert_eq!((first.looked, first.is_done), (2, false));
        assert_eq!(number(&first.numbers, MeasureGroup::Seen), 2, "too low, and said to be");
        assert!(measures.count_days().await.unwrap(), "the worker goes on");
        assert!(!measures.count_days().await.unwrap(), "and is done");
        let last = measures.of_days(period, &all, 2).await.unwrap();
        assert_eq!((last.looked, last.is_done, &last.numbers), (3, true, &whole));

        site.clock.fetch_add(3_600, Ordering::SeqCst);
        let anew = measures.of_days(period, &all, 2).await.unwrap();
        assert_eq!((anew.looked, anew.is_done), (2, false), "after an hour it is begun again");
    }
}
