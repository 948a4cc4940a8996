//! What comes along with what is found: where it is from, and which medication it refers to.

use crate::site::*;

const MORE: [(&str, &str); 6] = [
    ("Medication", r#""code":{"text":"yak drops"}"#),
    (
        "MedicationRequest",
        r#""status":"active","intent":"order","subject":$P,"medicationReference":$1,"authoredOn":"2026-02-03""#,
    ),
    (
        "Observation",
        r#""status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
        "code":{"text":"walrus sugar"},"subject":$P,"effectiveDateTime":"2026-02-01""#,
    ),
    (
        "Provenance",
        r#""recorded":"2026-02-03T10:00:00Z","target":[$2],"agent":[{"who":{"display":"ibex agent"}}]"#,
    ),
    (
        "Provenance",
        r#""recorded":"2026-02-01T10:00:00Z","target":[$3],"agent":[{"who":{"display":"gecko agent"}}]"#,
    ),
    ("Immunization", r#""status":"completed","patient":$P,"vaccineCode":{"text":"heron shot"}"#),
];

/// Each resource of an answer with how it came there.
async fn told(site: &Site, token: &str, path: &str) -> Vec<String> {
    let bundle = site.read(token, path).await.json();
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let one = |entry: &serde_json::Value| {
        let words = ["yak", "walrus", "ibex", "gecko", "heron"];
        let text = entry["resource"].to_string();
        let word = words.into_iter().find(|word| text.contains(word)).unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let (kind, mode) =
            (text(&entry["resource"]["resourceType"]), text(&entry["search"]["mode"]));
        format!("{mode} {kind} {word}").trim_end().to_owned()
    };
    entries.iter().map(one).collect()
}

const MEDICINES: &str = "MedicationRequest?_include=MedicationRequest:medication";
const LABS: &str = "Observation?_revinclude=Provenance:target";

#[tokio::test]
async fn the_medication_and_where_it_is_from_come_along_and_are_not_counted() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &MORE).await;
    let app = site.app().await;
    let launched = site.launch(&mut ana, &app, "patient/*.rs").await;
    let token = launched["access_token"].as_str().unwrap();
    assert_eq!(
        told(&site, token, MEDICINES).await,
        ["match MedicationRequest", "include Medication yak"]
    );
    assert_eq!(
        told(&site, token, LABS).await,
        ["match Observation walrus", "include Provenance gecko"]
    );
    let both = format!("{MEDICINES}&_revinclude=Provenance:target&patient={key}");
    let both = site.read(token, &both).await.json();
    assert_eq!((both["total"].as_u64(), both["entry"].as_array().unwrap().len()), (Some(1), 3));
    let without = told(&site, token, "Immunization?_revinclude=Provenance:target").await;
    assert_eq!(without, ["match Immunization heron"]);
    let none = told(&site, token, &format!("{LABS}&status=preliminary")).await;
    assert_eq!(none, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_comes_along_that_the_app_may_not_see() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &MORE).await;
    let app = site.app().await;
    let scope = "patient/MedicationRequest.rs patient/Observation.rs patient/Provenance.r";
    let launched = site.launch(&mut ana, &app, scope).await;
    let token = launched["access_token"].as_str().unwrap();
    assert_eq!(told(&site, token, MEDICINES).await, ["match MedicationRequest"]);
    assert_eq!(
        told(&site, token, LABS).await,
        ["match Observation walrus"],
        "it may not search them"
    );
}

#[tokio::test]
async fn who_is_in_a_care_team_comes_along_by_the_type_that_is_asked() {
    let site = Site::start().await;
    let more = [
        ("Practitioner", r#""name":[{"family":"Okapi"}]"#),
        ("RelatedPerson", r#""patient":$P,"name":[{"family":"Tapir"}]"#),
        (
            "CareTeam",
            r#""status":"active","subject":$P,"participant":[{"member":$1},{"member":$2},{"member":$P}]"#,
        ),
    ];
    let (mut ana, _) = site.patient("ana", ANA, &more).await;
    let app = site.app().await;
    let launched = site.launch(&mut ana, &app, "patient/*.rs").await;
    let token = launched["access_token"].as_str().unwrap();
    let kinds = async |token: &str, goal: &str| {
        let path = format!("CareTeam?_include=CareTeam:participant{goal}");
        let bundle = site.read(token, &path).await.json();
        let entries = bundle["entry"].as_array().unwrap().clone();
        let kind =
            |one: &serde_json::Value| one["resource"]["resourceType"].as_str().unwrap().to_owned();
        let mut kinds: Vec<String> = entries.iter().map(kind).collect();
        kinds.sort();
        kinds.join(" ")
    };
    assert_eq!(kinds(token, ":Practitioner").await, "CareTeam Practitioner");
    assert_eq!(kinds(token, ":RelatedPerson").await, "CareTeam RelatedPerson");
    assert_eq!(kinds(token, ":PractitionerRole").await, "CareTeam");
    assert_eq!(kinds(token, "").await, "CareTeam Patient Practitioner RelatedPerson");
    let both = ":Practitioner&_include=CareTeam:participant";
    assert_eq!(
        kinds(token, both).await,
        "CareTeam Patient Practitioner RelatedPerson",
        "each once"
    );
    // A scope that does not cover them brings none of them.
    let launched =
        site.launch(&mut ana, &app, "patient/CareTeam.rs patient/RelatedPerson.rs").await;
    let token = launched["access_token"].as_str().unwrap();
    assert_eq!(kinds(token, "").await, "CareTeam RelatedPerson");
    let statement = site.read("", "metadata").await.json();
    let resources = statement["rest"][0]["resource"].as_array().unwrap();
    let own = resources.iter().find(|one| one["type"] == "CareTeam").unwrap();
    assert_eq!(own["searchInclude"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn what_is_said_to_come_along_is_what_comes_along() {
    let site = Site::start().await;
    let statement = site.read("", "metadata").await.json();
    let resources = statement["rest"][0]["resource"].as_array().unwrap().clone();
    let of = |kind: &str| resources.iter().find(|one| one["type"] == kind).unwrap().clone();
    let medication = serde_json::json!(["MedicationRequest:medication"]);
    assert_eq!(of("MedicationRequest")["searchInclude"], medication);
    let provenance = serde_json::json!(["Provenance:target"]);
    assert_eq!(of("Patient")["searchRevInclude"], provenance);
    for without in ["Provenance", "Practitioner", "Organization", "Specimen", "RelatedPerson"] {
        assert!(of(without).get("searchRevInclude").is_none(), "{without}");
    }
    assert_eq!(of("Person")["interaction"], serde_json::json!([{ "code": "read" }]));
}
