//! What waits in quarantine, and comes in later.

use super::*;

#[tokio::test]
async fn what_has_no_patient_yet_waits_in_quarantine_and_comes_in_on_retry() {
    let clinic = Clinic::open().await;
    clinic.put("early/c.json", condition("c1", "Patient/p1", "early"));
    let early = clinic.import().await;
    assert!(messages(of(&early, "c.json")).contains("Bring in that patient's own file"));
    let waiting = clinic.waiting().await;
    assert_eq!(waiting.len(), 1);

    let importer = Importer::new(clinic.store.clone()).from_system(Some("clinic".to_owned()));
    let still = importer.retry(&Who::Operator, &waiting[0].id).await.unwrap().unwrap();
    assert!(!still.is_whole());
    assert_eq!(clinic.waiting().await.len(), 1, "{:?}", clinic.waiting().await);

    let patient = vec![Source::Bytes("p.json".to_owned(), ana().into_bytes().into())];
    assert!(importer.run(patient).await.unwrap().is_whole());
    let id = clinic.waiting().await[0].id.clone();
    let done = importer.retry(&Who::Operator, &id).await.unwrap().unwrap();

    assert!(done.is_whole(), "{done:?}");
    assert!(clinic.waiting().await.is_empty());
    assert_eq!(clinic.texts("7").await.len(), 2);
    assert!(importer.retry(&Who::Operator, &id).await.unwrap().is_none());
}

#[tokio::test]
async fn many_resources_of_nobody_are_one_thing_in_quarantine() {
    let clinic = Clinic::open().await;
    let lines: String =
        (0..20_000).map(|at| format!("{{\"resourceType\":\"Basic\",\"id\":\"{at}\"}}\n")).collect();
    clinic.put("tiny.ndjson", lines);

    let summary = clinic.import().await;

    assert!(messages(&summary.files[0]).contains("(20000 resources)"), "{:?}", summary.files[0]);
    assert_eq!(clinic.waiting().await.len(), 1);
}
