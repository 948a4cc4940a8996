//! The rule's examples.

mod alone;
mod cases;

use super::*;
use crate::json::Document;

/// `given|family|birth|sex|what else`, where what else is of `mr=` (record number of the clinic), `mr2=`
/// (of the hospital), `no=` (nobody said what it is), `plan=`, `ssn=`, `lab=` (shared), `home=`, `tel=`,
/// `twin`, `was=` (a former family name), `sfx=`, `src=` (address in its source).
fn person(text: &str) -> Portrait {
    let mut kinds = Kinds::default();
    kinds.set("urn:lab", NumberKind::Shared);
    let parts: Vec<&str> = text.split('|').map(str::trim).collect();
    let list = |text: &str| {
        let words: Vec<String> = text.split_whitespace().map(|word| format!("{word:?}")).collect();
        words.join(",")
    };
    let (mut identifiers, mut rest, mut suffix) = (Vec::new(), String::new(), String::new());
    let mut names = Vec::new();
    let mut source = None;
    for word in parts[4].split_whitespace() {
        let (what, value) = word.split_once('=').unwrap_or((word, ""));
        let number = |system: &str, code: &str| {
            format!(
                r#"{{"system":"{system}","value":"{value}","type":{{"coding":[{{"code":"{code}"}}]}}}}"#
            )
        };
        match what {
            "mr" => identifiers.push(number("urn:clinic", "MR")),
            "mr2" => identifiers.push(number("urn:hospital", "MR")),
            "no" => identifiers.push(number("urn:some", "")),
            "plan" => identifiers.push(number("urn:plan", "MB")),
            "lab" => identifiers.push(number("urn:lab", "")),
            "ssn" => identifiers.push(number("", "SS")),
            "home" => rest.push_str(&format!(
                r#","address":[{{"line":["{}"],"city":"Riverside","postalCode":"92501"}}]"#,
                value.replace('_', " ")
            )),
            "tel" => {
                rest.push_str(&format!(r#","telecom":[{{"system":"phone","value":"{value}"}}]"#));
            }
            "twin" => rest.push_str(r#","multipleBirthBoolean":true"#),
            "sfx" => suffix = format!(r#","suffix":["{value}"]"#),
            "was" => names.push(format!(
                r#"{{"use":"old","family":"{value}","given":[{}]}}"#,
                list(parts[0])
            )),
            "src" => source = Some(value.to_owned()),
            other => panic!("{other}"),
        }
    }
    let family =
        if parts[1].is_empty() { String::new() } else { format!(r#","family":"{}""#, parts[1]) };
    names.insert(0, format!(r#"{{"given":[{}]{family}{suffix}}}"#, list(parts[0])));
    let birth =
        if parts[2].is_empty() { String::new() } else { format!(r#","birthDate":"{}""#, parts[2]) };
    let sex = match parts[3] {
        "f" => r#","gender":"female""#,
        "m" => r#","gender":"male""#,
        _ => "",
    };
    let json = format!(
        r#"{{"resourceType":"Patient","identifier":[{}],"name":[{}]{birth}{sex}{rest}}}"#,
        identifiers.join(","),
        names.join(",")
    );
    let document = Document::parse(&json).unwrap();
    let mut portrait = Portrait::read(document.root(), &kinds);
    portrait.numbers.extend(source.map(|value| KnownNumber {
        system: "urn:source".to_owned(),
        value,
        kind: NumberKind::Address,
    }));
    portrait
}

/// Holds every case of a table against its answer, whatever a site says of name and birth date alone.
fn hold(table: &str, expected: Answer) {
    hold_at(NameAndBirthDate::Ask, table, expected);
    hold_at(NameAndBirthDate::Same, table, expected);
}

/// Holds every case of a table against its answer at such a site, both ways.
fn hold_at(alone: NameAndBirthDate, table: &str, expected: Answer) {
    let lines: Vec<&str> = table.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len() % 3, 0, "a case has three lines");
    let mut wrong = Vec::new();
    for case in lines.chunks(3) {
        let (one, other) = (person(case[1]), person(case[2]));
        let judged = compare(&one, &other, alone);
        let back = compare(&other, &one, alone);
        if judged.answer != expected || back.answer != expected {
            let (there, back) = (judged.answer, back.answer);
            wrong.push(format!("{}: {there:?}, back {back:?}: {:?}", case[0], judged.reasons));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_reasons_say_what_agrees_and_what_does_not() {
    let twin = person("Eva|Reyes|1955-03-14|f|mr=7");
    let judged = compare(&person("Ana|Reyes|1955-03-14|f|mr=7"), &twin, NameAndBirthDate::Ask);
    assert_eq!(
        judged.reasons,
        [
            Reason::RecordNumberSame,
            Reason::GivenOther,
            Reason::FamilySame,
            Reason::BirthSame,
            Reason::SexSame,
        ]
    );
    let differences: Vec<_> = judged.reasons.into_iter().filter(|r| r.is_difference()).collect();
    assert_eq!(differences, [Reason::GivenOther]);
}

#[test]
fn every_reason_has_a_word_of_its_own() {
    for reason in Reason::ALL {
        assert_eq!(Reason::of_word(reason.word()), Some(reason));
    }
}

#[test]
fn who_may_be_one_person_shares_a_key_and_who_may_not_does_not() {
    let shares = |one: &str, other: &str| {
        let keys = finding_keys(&person(one));
        finding_keys(&person(other)).iter().any(|key| keys.contains(key))
    };
    assert!(shares("Robert|Smith|1950-02-03|m|", "Bob|Smyth|1950-02-03|m|"));
    assert!(shares("Ana|Reyes|1955-03-14|f|", "Ana|Becker|1955-03-14|f|"));
    assert!(shares("Ana|Reyes|1955-03-14|f|home=1_Elm_St", "Ana|Reyes||f|home=1_Elm_St"));
    assert!(!shares("Ana|Reyes|1955-03-14|f|", "Ana|Reyes|1955-03-15|f|"));
    assert!(!shares("Ana|Reyes|1955-03-14|f|", "Tom|Becker|1955-03-14|m|"));
}

#[test]
fn what_is_learnt_of_somebody_is_known_afterwards_and_stays_bounded() {
    let mut ana = person("Ana|Reyes|1955-03-14|f|mr=7");
    ana.learn(&person("Ana|Becker|1955-03-14|f|mr=7 mr2=9 home=1_Elm_St"));
    let seen = compare(&ana, &person("Ana|Becker|1955-03-14|f|mr2=9"), NameAndBirthDate::Ask);
    assert_eq!(seen.answer, Answer::Same);
    for number in 0..1000 {
        let home = format!("Ana|Reyes|1955-03-14|f|mr2={number} home={number}_Elm_St");
        ana.learn(&person(&home));
    }
    assert!(ana.numbers.len() <= crate::limits::PORTRAIT_NUMBERS_MAX);
    assert!(ana.homes.len() <= crate::limits::PORTRAIT_LIST_MAX);
    assert!(ana.homes.contains(&"999 elm 92501".to_owned()));
}
