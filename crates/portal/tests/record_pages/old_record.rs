//! A record of 2012, as vendors send them: a result of a later day than all that names its source, and who was there
//! among the results.

use super::site::{Site, plain_patient};

async fn of_2012() -> Site {
    let of = r#""subject":{"reference":"Patient/p1"}"#;
    let lab = r#""category":[{"coding":[{"code":"laboratory"}]}]"#;
    Site::with(vec![
        plain_patient("Ines", "Reyes"),
        format!(
            r#"{{"resourceType":"MedicationRequest","id":"m","status":"completed","intent":"order","authoredOn":"2012-08-06","medicationCodeableConcept":{{"text":"Amoxicillin"}},{of},"requester":{{"display":"Get Well Clinic"}}}}"#
        ),
        format!(
            r#"{{"resourceType":"Observation","id":"r","status":"final",{lab},"code":{{"text":"Hemoglobin"}},{of},"effectiveDateTime":"2012-08-10","valueQuantity":{{"value":14,"unit":"g/dL"}}}}"#
        ),
        format!(
            r#"{{"resourceType":"Observation","id":"n","status":"final",{lab},{of},"effectiveDateTime":"2012-08-06","valueString":"RN Nightingale, Nancy"}}"#
        ),
        r#"{"resourceType":"Immunization","id":"v","status":"completed","vaccineCode":{"text":"Tetanus"},"patient":{"reference":"Patient/p1"},"occurrenceDateTime":"2012-04-01"}"#
            .to_owned(),
    ])
    .await
}

#[tokio::test]
async fn the_newest_entry_is_that_of_the_whole_record() {
    let overview = of_2012().await.get("").await.body;
    assert!(overview.contains("The newest entry here is from August 10, 2012"), "{overview}");
}

#[tokio::test]
async fn a_table_has_no_column_that_stays_empty_and_no_staff_among_its_tests() {
    let site = of_2012().await;
    let results = site.get("/results").await.body;
    assert!(results.contains("Hemoglobin") && results.contains(">Value</th>"), "{results}");
    assert!(!results.contains(">Usual range</th>"), "{results}");
    assert!(!results.contains("Nightingale"), "{results}");
    assert!(site.get("/other").await.body.contains("Nightingale"));
}

#[tokio::test]
async fn a_proof_of_vaccines_has_no_column_that_stays_empty_either() {
    let proof = of_2012().await.get("/vaccines/proof").await.body;
    assert!(proof.contains("Tetanus") && proof.contains(">Vaccine</th>"), "{proof}");
    assert!(!proof.contains(">Lot and maker</th>"), "{proof}");
}
