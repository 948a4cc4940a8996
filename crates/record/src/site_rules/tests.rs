//! What is said of the rules, laid over the settings file.

use super::*;

fn file() -> RulesInForce {
    let release = Release { sections: [Section::Results].into(), hours: 72, ..Release::default() };
    RulesInForce { releases: vec![release], topics: Topics::built_in() }
}

fn hold(section: Section, hours: u32) -> SiteRule {
    let release = Release { sections: [section].into(), hours, ..Release::default() };
    SiteRule::Hold { release, basis: HoldBasis::Law }
}

fn code(code: &str) -> TopicCode {
    TopicCode::typed("mental-health", "icd10", code, "x").unwrap()
}

#[test]
fn what_is_said_later_is_laid_over_what_the_file_says() {
    let file = file();
    let set_aside = SiteRule::SetAside { release: file.releases[0].clone() };
    let all = [set_aside, hold(Section::VitalSigns, 24)];
    let now = RulesInForce::of(&file, &all);
    assert_eq!(now.releases.len(), 1);
    assert!(now.releases[0].sections.contains(&Section::VitalSigns));
    assert_eq!(RulesInForce::of(&file, []), file, "what is ended leaves nothing behind");
}

#[test]
fn what_was_in_force_at_a_moment_is_told_by_when_it_was_said_and_ended() {
    let file = file();
    let timed = |says: SiteRule, from, until| TimedRule { says, from, until };
    let set_aside = || SiteRule::SetAside { release: file.releases[0].clone() };
    let said = [
        timed(set_aside(), 10, Some(20)),
        timed(hold(Section::VitalSigns, 24), 15, Some(30)),
        timed(set_aside(), 40, None),
    ];
    let all = file.held_over_time(&said);
    let of = |section: Section| {
        let own = all.iter().filter(|one| one.sections.contains(&section));
        own.map(|one| one.in_force.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(of(Section::Results), [(None, Some(10)), (Some(20), Some(40))]);
    assert_eq!(of(Section::VitalSigns), [(Some(15), Some(30))]);
    let never = RulesInForce::default().held_over_time(&said);
    assert_eq!(never.len(), 1, "the file never said it");
}

#[test]
fn what_the_file_knows_no_more_says_nothing() {
    let code = TopicCode::typed("golf", "icd10", "Y93.53", "Golf").unwrap();
    let set_aside = SiteRule::SetAside { release: Release::default() };
    let all = [SiteRule::AddCode { code }, set_aside];
    assert_eq!(RulesInForce::of(&file(), &all), file());
}

#[test]
fn nothing_is_held_without_an_end_and_never_who_somebody_is() {
    let file = file();
    assert_eq!(file.may_say(&hold(Section::Results, 48)), Ok(()));
    assert_eq!(file.may_say(&hold(Section::Results, 72)), Err(CantSay::SoAlready));
    assert_eq!(file.may_say(&hold(Section::Results, 0)), Err(CantSay::Hours));
    let too_long = hold(Section::Results, HOLD_HOURS_MAX + 1);
    assert_eq!(file.may_say(&too_long), Err(CantSay::Hours));
    assert_eq!(file.may_say(&hold(Section::About, 1)), Err(CantSay::NoSections));
}

#[test]
fn a_code_is_added_where_it_tells_nothing_yet_and_taken_out_where_it_does() {
    let add = |one: &str| SiteRule::AddCode { code: code(one) };
    let drop = |one: &str| SiteRule::DropCode { code: code(one) };
    let file = file();
    assert_eq!(file.may_say(&add("F32.1")), Err(CantSay::SoAlready), "F32 is listed");
    assert_eq!(file.may_say(&drop("F32.1")), Ok(()), "as an exception");
    assert_eq!(file.may_say(&add("R45.1")), Ok(()));
    assert_eq!(file.may_say(&drop("R45.1")), Err(CantSay::SoAlready));
    let without = RulesInForce::of(&file, &[drop("F32.1")]);
    assert_eq!(without.may_say(&add("F32.1")), Ok(()));
    let again = RulesInForce::of(&without, &[add("F32.1")]);
    assert_eq!(again.may_say(&add("F32.1")), Err(CantSay::SoAlready));
}

#[test]
fn a_topic_of_the_sites_own_comes_with_its_codes_and_goes_for_those_who_did_not_name_it() {
    let (english, spanish) = ("Grief".to_owned(), "Duelo".to_owned());
    let topic = SiteRule::AddTopic { english, spanish };
    let of_grief = TopicCode::typed("grief", "icd10", "Z63.4", "").unwrap();
    let code = SiteRule::AddCode { code: of_grief.clone() };
    let file = file();
    assert_eq!(file.may_say(&code), Err(CantSay::Unknown), "there is no such topic");
    assert_eq!(file.may_say(&topic), Ok(()));
    let now = RulesInForce::of(&file, [&code, &topic]);
    assert_eq!(now.topics.of(&[of_grief.label().as_str()]), ["grief"], "in whichever order");
    assert_eq!(now.may_say(&topic), Err(CantSay::SoAlready));
    let nameless = SiteRule::AddTopic { english: " ".to_owned(), spanish: "x".to_owned() };
    assert_eq!(now.may_say(&nameless), Err(CantSay::NoName));

    let later = RulesInForce::beside(&file, [&code], [&topic]);
    assert_eq!(later.topics.all().len(), file.topics.all().len());
    assert_eq!(later.topics.of(&[of_grief.label().as_str()]), ["grief"], "for who named it");
    let none = SiteRule::OfferTopic { topic: "grief".to_owned() };
    assert_eq!(later.may_say(&none), Err(CantSay::Unknown));
    let again = RulesInForce::beside(&file, [&code, &topic], [&topic]);
    assert_eq!(again.topics.all().len(), file.topics.all().len() + 1, "brought back");
}

#[test]
fn rules_are_written_and_read() {
    let all = [
        SiteRule::AddTopic { english: "Grief".to_owned(), spanish: "Duelo".to_owned() },
        hold(Section::Results, 1),
        SiteRule::SetAside { release: Release::default() },
        SiteRule::AddCode { code: code("F99") },
        SiteRule::OfferTopic { topic: "genetics".to_owned() },
    ];
    for rule in all {
        let text = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<SiteRule>(&text).unwrap(), rule, "{text}");
    }
}
