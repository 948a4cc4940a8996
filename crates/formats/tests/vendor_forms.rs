//! Results, measurements, medicines, bills and what is none in the forms in which vendors send them.
//! Rosa Lind and her documents were written for the purpose.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod forms;

use bluebutton_formats::write::ccda;
use bluebutton_record::entry::{Mark, NoNames, Standing};
use bluebutton_record::meaning::lists::source_of;
use bluebutton_record::meaning::{Lists, Said, Stage, contacts, owed, same, things};
use bluebutton_record::value::{halves, pressure};
use bluebutton_record::words::{Language, Words};
use bluebutton_record::{Entry, Section};
use forms::{TODAY, fixture, names, of, read, read_bytes};

fn told() -> Vec<Entry> {
    halves::join(read("ccda/rosa-lab-results.xml").0)
}

#[test]
fn ranges_in_words_and_flags_that_contradict_them_are_judged_by_one_rule() {
    let all = told();
    let of = |code: &str| {
        let is_it = |entry: &&Entry| entry.codes.iter().any(|own| own.code == code);
        all.iter().find(is_it).unwrap().value.clone().unwrap()
    };
    let words = Words::of(Language::English);
    let cases = [
        ("2857-1", Standing::MarkedUsual, "less than 2.5"),
        ("4548-4", Standing::Above, "4 to 5.6"),
        ("2160-0", Standing::Within, "0.50 to 1.20"),
        ("2514-8", Standing::Within, "negative"),
        ("33914-3", Standing::Within, "60 or more"),
        ("2823-3", Standing::Above, "3.5 to 5.1"),
        // Hers, not his: by his range it would be low.
        ("718-7", Standing::Within, "12.0 to 15.5 (Women)"),
    ];
    for (code, standing, range) in cases {
        let value = of(code);
        assert_eq!(value.standing, Some(standing), "{code}");
        assert_eq!(words.range(&value), range, "{code}");
    }
}

#[test]
fn upper_and_lower_number_that_came_apart_are_one_pressure() {
    let all = told();
    let pressures: Vec<_> = all.iter().filter_map(pressure::of).collect();
    let [one] = pressures.as_slice() else { panic!("{} pressures", pressures.len()) };
    assert_eq!(one.text(Words::of(Language::English)), "150/78\u{a0}mmHg");
}

#[test]
fn what_was_handed_out_is_no_second_medicine() {
    let all = told();
    let medicines: Vec<&Entry> =
        all.iter().filter(|entry| entry.section == Section::Medications).collect();
    let things = things(&medicines, "2026-05-20".parse().unwrap());
    assert_eq!((things.len(), things[0].behind.len()), (1, 1), "{medicines:#?}");
}

#[test]
fn times_without_an_offset_are_of_the_site_and_stay_on_their_day() {
    let all = told();
    let days = all.iter().filter(|entry| entry.section == Section::Results);
    assert!(days.clone().count() >= 7);
    for entry in days {
        assert_eq!(entry.date.unwrap().iso(), "2026-05-14", "{:?}", entry.title);
    }
}

#[test]
fn every_form_of_none_known_is_none_and_what_is_had_counts() {
    let (all, _) = read("ccda/rosa-none-forms.xml");
    let allergies = of(&all, Section::Allergies);
    assert_eq!(names(&allergies, |one| one.stage == Stage::Now), ["Bee venom"]);
    // Its reaction and its severity came under each other's kind of relation.
    let bee = allergies.iter().find(|one| one.stage == Stage::Now).unwrap();
    let words = Words::of(Language::English);
    let said = |label: &str| {
        let facts = bee.entry.facts.iter().filter(|fact| fact.label == label);
        facts.map(|fact| words.fact(&fact.text).into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (said("reaction"), said("severity")),
        (vec!["Hives".to_owned()], vec!["Moderate".to_owned()])
    );
    let none = names(&allergies, |one| one.entry.basis.said == Said::NoneKnown);
    assert_eq!(none.len(), 4, "{none:?}");
    let not_so = allergies.iter().find(|one| one.entry.basis.said == Said::NotSo).unwrap();
    assert_eq!(not_so.entry.title.as_deref(), Some("Penicillin"));
    assert_eq!(allergies.iter().filter(|one| one.counts()).count(), 1);

    let problems = of(&all, Section::Conditions);
    assert_eq!(names(&problems, |one| one.stage == Stage::Now), ["Gout"]);
    assert_eq!(names(&problems, |one| one.entry.basis.said == Said::NoneKnown).len(), 2);
    let stroke = problems.iter().find(|one| one.entry.title.as_deref() == Some("Stroke")).unwrap();
    assert_eq!(stroke.entry.basis.said, Said::NotSo);
    assert_eq!(problems.iter().filter(|one| one.counts()).count(), 1);
}

#[test]
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method alone is not general enough"
)]
fn a_vaccine_refused_or_called_off_is_no_dose_and_plans_stand_by_their_day() {
    let (all, _) = read("ccda/rosa-none-forms.xml");
    let vaccines = of(&all, Section::Vaccines);
    assert_eq!(names(&vaccines, |one| one.counts()), ["Td (adult), preservative free"]);
    assert_eq!(names(&vaccines, |one| one.entry.basis.said == Said::NotDone).len(), 2);

    let plans = of(&all, Section::CarePlans);
    assert_eq!(names(&plans, |one| one.stage == Stage::Ahead), ["Visit to the heart doctor"]);
    assert_eq!(names(&plans, |one| one.stage == Stage::Past), ["Follow-up visit"]);
    assert_eq!(names(&plans, |one| one.stage == Stage::Now), ["Eye examination"]);
}

#[test]
fn a_claim_and_its_explanation_are_one_bill_with_what_was_paid_and_what_is_owed() {
    let (all, _) = read("fhir/rosa-bills.json");
    let bills = of(&all, Section::Claims);
    assert_eq!(bills.len(), 4, "{bills:#?}");
    let says = |entry: &Entry| {
        ["billed", "paid", "you-owe"].map(|label| owed::amount(entry, label).map(owed::dollars))
    };
    let of_day = |day: &str| {
        let bill = bills.iter().find(|bill| bill.entry.date.unwrap().iso() == day).unwrap();
        (bill.behind.len(), says(bill.entry))
    };
    let told = |billed: &str, paid: &str, owed: &str| {
        [billed, paid, owed].map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()))
    };
    assert_eq!(of_day("2026-05-14"), (1, told("$250.50", "$200.50", "$50.00")));
    assert_eq!(of_day("2026-06-20"), (1, told("$400.00", "$310.25", "$89.75")));
    assert_eq!(of_day("2026-08-01"), (0, told("$14.10", "$4.10", "$0.00")));
    assert_eq!(of_day("2026-11-18"), (0, told("$120.00", "", "")), "not answered yet");
    let sums = owed::sums(bills.iter().map(|bill| bill.entry));
    assert_eq!(sums.owed.map(owed::dollars).as_deref(), Some("$139.75"));
    assert_eq!((sums.untold, sums.count), (1, 4));
}

#[test]
fn what_a_system_writes_without_an_offset_is_of_the_sites_clocks_and_goes_out_as_it_came() {
    let (all, resources) = read("fhir/rosa-clocks.json");
    let results = all.iter().filter(|entry| entry.section == Section::Results);
    let values: Vec<String> = results.map(|entry| entry.value.clone().unwrap().text).collect();
    // Ten in the evening in New York is an hour after one in the morning UTC.
    assert_eq!(values, ["104", "99"]);
    let medicines = of(&all, Section::Medications);
    assert_eq!((medicines.len(), medicines[0].behind.len()), (1, 2), "both fills are behind it");

    let organization = bluebutton_record::Organization::default();
    let input = ccda::Input {
        lists: Lists::of(&resources, &NoNames),
        directory: &[],
        manifest: bluebutton_record::Manifest::default(),
        organization: &organization,
        language: Language::English,
    };
    let document = String::from_utf8(ccda::write(&resources, input).unwrap()).unwrap();
    assert!(document.contains("\"20260514220000\""), "{document}");
    assert!(document.contains("\"20260514210000-0400\""));
    assert!(!document.contains("20260514220000+0000"));
}

#[test]
fn header_and_body_tell_of_one_visit_and_what_says_that_there_is_none_is_no_visit() {
    let document = String::from_utf8(fixture("ccda/rosa-summit-visit.xml")).unwrap();
    let visits = |document: &str| {
        let (all, _) = read_bytes(document.as_bytes());
        let visits = all.into_iter().filter(|one| one.section == Section::Visits);
        visits.map(|visit| (visit.title, visit.basis.identifiers.len())).collect::<Vec<_>>()
    };
    let check_up = || Some("Check-up".to_owned());
    assert_eq!(visits(&document), [(check_up(), 2)], "one visit, both numbers");

    // Only the day is told in the body: still the one visit that it can be.
    let low_and_high = r#"<effectiveTime><low value="20260410120000"/><high value="20260410120000"/></effectiveTime></encounter>"#;
    let day = r#"<effectiveTime value="20260410"/></encounter>"#;
    assert!(document.contains(low_and_high));
    assert_eq!(visits(&document.replace(low_and_high, day)), [(check_up(), 2)]);

    // The header names the diagnosis, as the body does beside the kind of visit.
    let coded = |code: &str| {
        let header = r#"extension="83900"/>"#;
        assert!(document.contains(header));
        document.replace(
            header,
            &format!(r#"{header}<code code="{code}" codeSystem="2.16.840.1.113883.6.96"/>"#),
        )
    };
    let reason = r#"</effectiveTime><entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN"><value xsi:type="CD" code="233604007" codeSystem="2.16.840.1.113883.6.96" displayName="Pneumonia"/></observation></entryRelationship></encounter>"#;
    let diagnosed = coded("233604007").replacen("</effectiveTime></encounter>", reason, 1);
    assert_eq!(visits(&diagnosed), [(check_up(), 2)]);
    assert_eq!(visits(&coded("11429006")).len(), 2, "another kind of visit");

    // Another time of that day, or two of that day: nobody can say which one is meant.
    let later = low_and_high.replace("1200", "1530");
    assert_eq!(visits(&document.replace(low_and_high, &later)).len(), 2);
    let entry = document.split("<entry typeCode").nth(1).unwrap();
    let second = entry.replace("103583", "103584").replace(low_and_high, day);
    let twice =
        document.replacen("<entry typeCode", &format!("<entry typeCode{second}<entry typeCode"), 1);
    assert_eq!(visits(&twice).len(), 3);
}

#[test]
fn forms_of_harbor_clinic_say_once_and_where_it_belongs_what_they_say() {
    let (all, _) = read("ccda/rosa-harbor-forms.xml");
    let words = Words::of(Language::English);
    let of = |section: Section| all.iter().filter(move |entry| entry.section == section);
    let team = of(Section::CareTeam).next().unwrap();
    let people: Vec<_> = team.parts.iter().filter_map(|part| part.title.as_deref()).collect();
    assert_eq!(people, ["Dr. Paula Ortiz", "Kim Lee"], "one line for a doctor with two numbers");
    assert_eq!(team.basis.told.on.unwrap().iso(), "2026-05-08", "the document dates its team");
    assert_eq!(team.basis.told.by.as_deref(), Some("Harbor Clinic"));

    let mut told: Vec<_> = of(Section::CarePlans).map(|entry| words.title(entry)).collect();
    told.sort();
    let expected = ["Eye exam", "Walk half an hour every day"];
    assert_eq!(told, expected, "an instruction is called by what it says");
    let walk = of(Section::CarePlans).find(|entry| words.title(entry).starts_with("Walk"));
    assert!(walk.unwrap().narrative.is_empty(), "and says it once: {walk:#?}");

    let allergy = of(Section::Allergies).next().unwrap();
    assert!(allergy.narrative.is_empty(), "its status is no note: {:?}", allergy.narrative);

    let mut life: Vec<_> = of(Section::SocialHistory).map(|entry| words.title(entry)).collect();
    life.sort();
    assert_eq!(life, ["Never smoker", "Resuscitation"], "no test results");
    let results: Vec<_> = of(Section::Results).collect();

    let report = results.iter().find(|entry| words.title(entry) == "CO2 panel").unwrap();
    let status = words.status(report.status.as_ref().unwrap());
    assert_eq!(status, words.text("status-preliminary"), "there is a value already");

    let medicine = self::of(&all, Section::Medications).remove(0);
    assert_eq!(medicine.stage, Stage::Past, "it ended on the day on which it began");
    assert_eq!(medicine.entry.date.unwrap().iso(), "2026-04-15");

    let kidney = results.iter().find(|entry| entry.codes.iter().any(|one| one.code == "33914-3"));
    let kidney = kidney.unwrap().value.as_ref().unwrap();
    assert_eq!(kidney.standing, Some(Standing::Below));
    assert_eq!(words.range(kidney), "60 or more");
}

#[test]
fn forms_of_harbor_clinic_name_nobody_twice_and_nobody_who_has_no_name() {
    let (all, resources) = read("ccda/rosa-harbor-forms.xml");
    let words = Words::of(Language::English);
    let related: Vec<_> = all.iter().filter(|entry| &*entry.kind == "RelatedPerson").collect();
    assert_eq!(related.len(), 1, "{related:#?}");
    let calls = contacts(&all, words);
    let lines: Vec<String> =
        calls.iter().map(bluebutton_record::meaning::contacts::Contact::line).collect();
    assert_eq!(lines, ["Mona Lind, Daughter, Next of kin, Emergency contact, +1-951-555-0142"]);
    // As what she is named both times is kept.
    let mona = resources.iter().find(|one| &*one.kind == "RelatedPerson").unwrap();
    assert!(mona.json.contains("\"ECON\"") && mona.json.contains("\"NOK\""), "{}", mona.json);

    let team = all.iter().find(|entry| entry.section == Section::CareTeam).unwrap();
    let named: Vec<String> = team.parts.iter().map(|part| words.part(part)).collect();
    assert_eq!(named, ["Dr. Paula Ortiz", "Kim Lee", "Name not told"]);
    let spanish = Words::of(Language::Spanish);
    assert_eq!(spanish.part(&team.parts[2]), "Nombre no indicado");
}

#[test]
fn forms_of_harbor_clinic_say_who_says_so() {
    let (all, _) = read("ccda/rosa-harbor-forms.xml");
    let words = Words::of(Language::English);
    let called = |name: &str| all.iter().find(|entry| words.title(entry) == name).unwrap();
    let exam = called("Eye exam");
    let source = source_of(exam).map(String::as_str);
    assert_eq!(source, Some("Harbor Clinic"), "of a day after the document");
    let sodium = called("Sodium").value.clone().unwrap();
    assert_eq!(sodium.standing, Some(Standing::OnlyMarkedNoRange(Mark::Usual)));
}

#[test]
fn forms_of_bay_clinic_mark_values_without_a_range_and_code_one_condition_as_another() {
    let (all, _) = read("ccda/rosa-bay-forms.xml");
    let of_code = |code: &str| {
        let mut found = all.iter().filter(|entry| entry.codes.iter().any(|one| one.code == code));
        found.next().unwrap().clone()
    };
    for (code, mark) in [
        ("2823-3", Mark::High),
        ("17861-6", Mark::Low),
        ("2345-7", Mark::FarHigh),
        ("718-7", Mark::FarLow),
        ("20405-7", Mark::Unusual),
        ("2951-2", Mark::Usual),
    ] {
        let standing = of_code(code).value.unwrap().standing;
        assert_eq!(standing, Some(Standing::OnlyMarkedNoRange(mark)), "{code}");
    }
    let words = Words::of(Language::English);
    assert_eq!(words.title(&of_code("363746003")), "Essential hypertension");
    assert_eq!(words.title(&of_code("195967001")), "Type 2 diabetes mellitus");
    assert!(of_code("90560007").plain.is_some(), "where they agree, the plain name stands");
}

#[test]
fn forms_of_cove_clinic_call_an_order_done_a_day_a_name_and_a_nurse_a_result() {
    let (all, _) = read("ccda/rosa-cove-forms.xml");
    let words = Words::of(Language::English);
    let procedures = of(&all, Section::Procedures);
    assert_eq!(names(&procedures, |one| one.stage == Stage::Past), ["EKG", "Eye exam"]);
    let ordered = procedures.iter().find(|one| !one.counts()).unwrap();
    assert_eq!(words.title(ordered.entry), "Chest X-ray, two views");
    assert_eq!((ordered.entry.basis.said, ordered.entry.date_word), (Said::Planned, "date-of"));
    let days = |name: &str| {
        let entry = procedures.iter().find(|one| words.title(one.entry) == name).unwrap().entry;
        let facts = entry.facts.iter().filter(|fact| fact.label == "when");
        (entry.date.map(|date| date.iso()), facts.map(|fact| words.fact(&fact.text)).collect())
    };
    assert_eq!(days("EKG"), (Some("2026-10-02".to_owned()), vec![]), "it says so already");
    let said: Vec<std::borrow::Cow<'_, str>> = vec!["March 4, 2025".into()];
    assert_eq!(days("Eye exam"), (None, said));

    // Three values; the reports above them are their headings, and the nurse is none.
    let today = TODAY.parse().unwrap();
    assert_eq!(same::counts(&all, today)[&Section::Results], 3);
    let nurse = all.iter().filter(|entry| entry.section == Section::Other);
    let nurse: Vec<_> = nurse.map(|entry| words.title(entry)).collect();
    assert_eq!(nurse, ["RN Nightingale, Nancy"]);

    let course = all.iter().find(|entry| entry.section == Section::Medications).unwrap();
    assert_eq!((course.date_word, course.span_end()), ("date-recorded", None));
    let instruction = all.iter().find(|entry| entry.section == Section::CarePlans).unwrap();
    assert_eq!(words.title(instruction), "Instruction");
    assert_eq!(Words::of(Language::Spanish).title(instruction), "Indicación");
}
