//! Topics and codes: what tells of what.

use super::*;

#[test]
fn a_code_a_beginning_and_a_label_tell_of_a_topic_and_nothing_else_does() {
    let topics = Topics::built_in();
    let of = |label: &str| topics.of(&[label]);
    assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|F11.20"), ["substance-use"]);
    assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|F32.1"), ["mental-health"]);
    assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|B20"), ["hiv-and-sexual-health"]);
    assert_eq!(of("http://terminology.hl7.org/CodeSystem/v3-ActCode|GDIS"), ["genetics"]);
    assert_eq!(of("http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"), ["marked"]);
    for usual in [
        "http://hl7.org/fhir/sid/icd-10-cm|I10",
        "http://hl7.org/fhir/sid/icd-10-cm|E11.9",
        "http://loinc.org|4548-4",
        "http://snomed.info/sct|F11.20",
        "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|N",
    ] {
        assert!(of(usual).is_empty(), "{usual}");
    }
}

#[test]
fn the_list_that_comes_with_the_program_is_whole() {
    let topics = Topics::parse(include_str!("sensitive.tsv")).unwrap();
    for topic in topics.all() {
        let place = topics.place(&topic.slug);
        let has_codes = topics.codes.values().flatten().any(|own| Some(*own) == place);
        assert!(has_codes, "{} has no codes", topic.slug);
        assert_ne!(topic.name(Language::English), topic.name(Language::Spanish));
    }
}

#[test]
fn a_list_that_is_wrong_names_its_line() {
    for wrong in [
        "hiv\ticd10\tB20\tHIV disease",
        "topic\thiv\tHIV\tVIH\ntopic\thiv\tHIV\tVIH",
        "topic\thiv\tHIV\tVIH\nhiv\tcid10\tB20\tHIV disease",
        "topic\thiv\tHIV\tVIH\nhiv\ticd10\t*\teverything",
        "topic\tHIV!\tHIV\tVIH",
    ] {
        assert!(Topics::parse(wrong).unwrap_err().starts_with("line "), "{wrong}");
    }
    let typed = |code: &str| TopicCode::typed("hiv", "icd10", code, "x");
    for wrong in ["", "*", "F*", "F11 .2", "F11|2", "F11**"] {
        assert_eq!(typed(wrong), None, "{wrong}");
    }
    assert_eq!(typed(" f11* ").unwrap().code, "F11*");
    let own = "# ours\n\ntopic\tx\tX rays\tRayos X\nx\thttp://own.example/codes\t7\tX ray\n";
    assert_eq!(Topics::parse(own).unwrap().of(&["http://own.example/codes|7"]), ["x"]);
}

#[test]
fn a_topic_of_the_sites_own_is_known_by_its_english_name() {
    let topic = Topic::typed(" Fertility & family planning ", "").unwrap();
    assert_eq!(topic.slug, "fertility-family-planning");
    assert_eq!(topic.name(Language::Spanish), "Fertility & family planning");
    let topic = Topic::typed("Duelo", "Pérdida").unwrap();
    assert_eq!((topic.slug.as_str(), topic.name(Language::Spanish)), ("duelo", "Pérdida"));
    for wrong in ["", "  ", "&", "a\tb\u{7}", &"x".repeat(61), "妊娠"] {
        assert_eq!(Topic::typed(wrong, ""), None, "{wrong}");
    }
}

#[test]
fn a_topic_that_is_no_more_is_offered_to_nobody_and_still_told_of() {
    let mut topics = Topics::built_in();
    let listed = topics.all().len();
    topics.remember(Topic::typed("Grief", "Duelo").unwrap());
    topics.add_code(TopicCode::typed("grief", "icd10", "Z63.4", "").unwrap()).unwrap();
    assert_eq!(topics.all().len(), listed);
    assert_eq!(topics.of(&["http://hl7.org/fhir/sid/icd-10-cm|Z63.4"]), ["grief"]);
    let said = |terms: &Terms| topics.known_to(terms).any(|one| one.slug == "grief");
    let mut terms = Terms::everything(crate::terms::Rights::OWNER);
    assert!(!said(&terms));
    terms.topics.insert("grief".to_owned());
    assert!(said(&terms));
}

#[test]
fn a_code_that_is_taken_out_tells_of_nothing_and_one_that_is_added_does() {
    let mut topics = Topics::built_in();
    let code = |code: &str| TopicCode::typed("substance-use", "icd10", code, "").unwrap();
    let tells = |topics: &Topics, code: &str| {
        !topics.of(&[format!("http://hl7.org/fhir/sid/icd-10-cm|{code}").as_str()]).is_empty()
    };
    topics.drop_code(&code("F11.21"));
    assert!(!tells(&topics, "F11.21") && tells(&topics, "F11.20"), "an exception");
    topics.add_code(code("F11.21")).unwrap();
    assert!(tells(&topics, "F11.21"), "it is none any more");
    topics.drop_code(&code("F11.21"));
    topics.drop_code(&code("F11*"));
    assert!(!tells(&topics, "F11.20") && tells(&topics, "F10.20"));
    assert!(!tells(&topics, "Z72.0"));
    topics.add_code(code("Z72*")).unwrap();
    assert!(tells(&topics, "Z72.0"));
    assert_eq!(topics.listed_for(&code("Z72.0")).count(), 1);
    assert_eq!(topics.add_code(TopicCode { topic: "golf".to_owned(), ..code("Z72.0") }), None);
}
