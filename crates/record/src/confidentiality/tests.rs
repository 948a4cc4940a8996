use proptest::prelude::*;

use super::*;

fn marks(labels: &[(&str, &str)]) -> Marks {
    let labels: Vec<Coding> =
        labels.iter().map(|(system, code)| Coding::new(system, code)).collect();
    Marks::of(&labels)
}

#[test]
fn what_says_nothing_is_as_confidential_as_any_health_information() {
    assert_eq!(Marks::default().level(), Level::Normal);
    assert!(Marks::default().are_usual() && Marks::default().notice().is_none());
    assert_eq!(marks(&[(CONFIDENTIALITY, "U")]).level(), Level::Normal);
    assert!(marks(&[("urn:elsewhere", "HIV")]).words().is_empty(), "another system's code");
}

#[test]
fn a_code_that_is_no_level_of_today_counts_as_restricted() {
    for code in ["HIV", "S", "T", "something"] {
        assert_eq!(marks(&[(CONFIDENTIALITY, code)]).level(), Level::Restricted, "{code}");
    }
}

#[test]
fn the_strictest_notice_goes_with_the_whole() {
    let restricted = marks(&[(CONFIDENTIALITY, "R")]);
    assert_eq!(restricted.notice(), Some("notice-restricted"));
    let further = marks(&[(ACT_CODE, "NORDSCLCD")]);
    assert_eq!(
        (further.notice(), further.level()),
        (Some("notice-not-further"), Level::Restricted)
    );
    let part_2 = marks(&[(ACT_CODE, "NORDSCLCD"), (ACT_CODE, PART_2_CODE)]);
    assert_eq!(part_2.notice(), Some("notice-part2"));
    assert!(speaks_of_part_2("rules (42 C.F.R. Part 2). The federal"));
    assert!(!speaks_of_part_2("45 CFR part 164"));
}

#[test]
fn labels_are_read_wherever_fhir_writes_them() {
    let read = |json: &str| {
        let mut marks = Marks::default();
        marks.add_resource(json);
        marks
    };
    let composition = r#"{"resourceType":"Composition","confidentiality":"V"}"#;
    assert_eq!(read(composition).level(), Level::VeryRestricted);
    let file = r#"{"resourceType":"DocumentReference","securityLabel":[{"coding":[{"system":
        "http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}]}"#;
    assert_eq!(read(file).level(), Level::Restricted);
    let words = r#"{"resourceType":"Observation","note":[{"text":"\"security\""}]}"#;
    assert_eq!(read(words), Marks::default());
}

#[test]
fn labels_are_put_in_wherever_meta_stands_and_stay_those_that_were_there() {
    let restricted = marks(&[(CONFIDENTIALITY, "R"), (ACT_CODE, "PSY")]);
    for json in [
        r#"{"resourceType":"Condition","id":"a","code":{}}"#,
        r#"{"resourceType":"Condition"}"#,
        r#"{"resourceType":"Condition","meta":{}}"#,
        r#"{"resourceType":"Condition","meta":null}"#,
        r#"{"resourceType":"Condition","meta":{"source":"x"},"id":"a"}"#,
        r#"{"resourceType":"Condition","meta":{"security":[]}}"#,
        r#"{"resourceType":"Condition","meta":{"security":null,"source":"x"}}"#,
        r#"{"resourceType":"Condition","meta":{"security":[{"system":"urn:x","code":"own"}]}}"#,
    ] {
        let text = labelled(json, &restricted).unwrap();
        let mut read = Marks::default();
        read.add_resource(&text);
        let others: Vec<&str> = read.others().map(|label| &*label.code).collect();
        assert_eq!(read.level(), Level::Restricted, "{text}");
        assert!(others.contains(&"PSY"), "{text}");
        assert_eq!(others.contains(&"own"), json.contains("own"), "{text}");
        assert_eq!(labelled(&text, &restricted), None, "once is enough");
    }
}

#[test]
fn every_word_stands_in_the_catalogs() {
    use crate::{Language, Words};
    let levels = Level::ALL.into_iter().filter_map(Level::word);
    let notices = ["notice-part2", "notice-not-further", "notice-restricted"];
    let all = levels.chain(WORDS.iter().map(|(_, word)| *word)).chain(notices);
    for word in all {
        for language in [Language::English, Language::Spanish] {
            assert!(Words::of(language).has(word), "{word}");
        }
    }
}

fn any_label() -> impl Strategy<Value = Coding> {
    let code = prop_oneof![
        proptest::sample::select(vec!["U", "L", "M", "N", "R", "V", "HIV", "NORDSCLCD", "TREAT"])
            .prop_map(str::to_owned),
        "[A-Z]{1,6}",
    ];
    let system = proptest::sample::select(vec![CONFIDENTIALITY, ACT_CODE, ACT_REASON, "urn:x"]);
    (system, code).prop_map(|(system, code)| Coding::new(system, &code))
}

proptest! {
    #[test]
    fn the_whole_is_never_less_than_a_part(
        parts in proptest::collection::vec(proptest::collection::vec(any_label(), 0..4), 0..6),
    ) {
        let mut whole = Marks::default();
        for part in &parts {
            whole.add(part);
        }
        for part in &parts {
            prop_assert!(whole.level() >= Marks::of(part).level(), "{part:?}");
            // What is written of the whole says it again.
            prop_assert!(Marks::of(&whole.labels()).level() >= Marks::of(part).level());
        }
    }
}
