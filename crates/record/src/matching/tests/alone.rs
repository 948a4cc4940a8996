//! What a full name and a birth date prove alone, at a site that asks and at one that believes them.

use super::{Answer, NameAndBirthDate, compare, hold, hold_at, person};

#[test]
fn name_and_birth_date_alone_are_asked_of_unless_the_site_says_that_they_are_enough() {
    hold_at(NameAndBirthDate::Ask, ENOUGH_AT_A_SMALL_SITE, Answer::Unsure);
    hold_at(NameAndBirthDate::Same, ENOUGH_AT_A_SMALL_SITE, Answer::Same);
}

#[test]
fn what_does_not_agree_wholly_is_asked_of_everywhere() {
    hold(ASKED_OF_EVERYWHERE, Answer::Unsure);
}

#[test]
fn two_numbers_of_one_authority_are_never_put_together_by_name_and_birth_date() {
    hold_at(NameAndBirthDate::Ask, TWO_NUMBERS_OF_ONE_AUTHORITY, Answer::Another);
    hold_at(NameAndBirthDate::Same, TWO_NUMBERS_OF_ONE_AUTHORITY, Answer::Unsure);
}

#[test]
fn who_is_not_told_whole_stays_another_everywhere() {
    hold(ANOTHER_EVERYWHERE, Answer::Another);
}

#[test]
fn further_names_that_contradict_any_name_ever_told_are_asked_of_in_any_order() {
    // Juan came first, then Juan Carlos, both of one home; Juan Pablo is his twin.
    for rest in ["", "home=1_Elm_St"] {
        let told = |given: &str| person(&format!("{given}|Vega|2010-05-06|m|{rest}"));
        let mut known = told("Juan");
        known.learn(&told("Juan Carlos"));
        for alone in [NameAndBirthDate::Ask, NameAndBirthDate::Same] {
            let judged = compare(&known, &told("Juan Pablo"), alone);
            assert_eq!(judged.answer, Answer::Unsure, "{rest} {:?}", judged.reasons);
            assert!(judged.reasons.contains(&super::Reason::GivenOtherFurther));
        }
        let again = compare(&known, &told("Juan Carlos"), NameAndBirthDate::Same);
        assert_eq!(again.answer, Answer::Same, "{rest} {:?}", again.reasons);
    }
}

const ENOUGH_AT_A_SMALL_SITE: &str = "
    same name and date, nothing else
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes|1955-03-14|f|mr2=9
    two companies' test patient
    Adam|Everyman|1962-10-22|m|no=26604
    Adam|Everyman|1962-10-22|m|mr2=101646
    a further name missing
    Isabella|Jones|1947-05-01|f|mr=7
    Isabella Isa|Jones|1947-05-01|f|mr2=9
    sex not told by one
    Mary|Grant|1987-03-21|f|mr=7
    Mary|Grant|1987-03-21||mr2=9
    accents and de la
    Rosa|de la Cruz Núñez|1970-07-08|f|mr=7
    ROSA|CRUZ NUNEZ|1970-07-08|f|mr2=9
    a former name told beside the new one
    Ana|Becker|1955-03-14|f|mr=7 was=Reyes
    Ana|Reyes|1955-03-14|f|mr2=9
    moved, with another telephone
    Maria|Hernandez|1966-02-18|f|home=1_Elm_St tel=9515550134
    Maria|Hernandez|1966-02-18|f|home=9_Oak_St tel=9515550177
    mistyped social security number and nothing else
    Ana|Reyes|1955-03-14|f|ssn=444222222
    Ana|Reyes|1955-03-14|f|ssn=444222232
    both told as junior
    John|Smith|1950-02-03|m|mr=1 sfx=Jr
    John|Smith|1950-02-03|m|mr2=2 sfx=II
";

const ASKED_OF_EVERYWHERE: &str = "
    junior told by one only
    John|Smith|1950-02-03|m|mr=1 sfx=Jr
    John|Smith|1950-02-03|m|mr2=2
    one of two surnames, nothing else
    José|García López|1980-05-02|m|mr=1
    José|García|1980-05-02|m|mr2=2
    surnames in another order, nothing else
    José|García López|1980-05-02|m|mr=1
    José|López García|1980-05-02|m|mr2=2
    family name mistyped, nothing else
    Ana|Hernandez|1955-03-14|f|mr=7
    Ana|Hernandes|1955-03-14|f|mr2=9
    a nickname, nothing else
    Robert|Smith|1950-02-03|m|mr=1
    Bob|Smith|1950-02-03|m|mr2=2
    an initial, nothing else
    R|Smith|1950-02-03|m|mr=1
    Robert|Smith|1950-02-03|m|mr2=2
    born with others, a further name missing
    María|Vega|2010-05-06|f|mr=1 twin
    María Elena|Vega|2010-05-06|f|mr2=2
    two social security numbers
    Ana|Reyes|1955-03-14|f|ssn=444222222
    Ana|Reyes|1955-03-14|f|ssn=517309816
";

const TWO_NUMBERS_OF_ONE_AUTHORITY: &str = "
    two record numbers of one clinic
    Maria|Hernandez|1966-02-18|f|mr=1
    Maria|Hernandez|1966-02-18|f|mr=2
    two numbers of no kind in one system
    Adam TOC|Everyman|1962-10-22|m|no=26620
    Adam|Everyman|1962-10-22|m|no=26604
";

const ANOTHER_EVERYWHERE: &str = "
    other sex, nothing else
    Robin|Smith|1950-02-03|f|mr=1
    Robin|Smith|1950-02-03|m|mr2=2
    birth date told to the year
    Ana|Reyes|1955|f|mr=1
    Ana|Reyes|1955-03-14|f|mr2=2
    a digit of the date off, nothing else
    Ana|Reyes|1955-03-14|f|mr=1
    Ana|Reyes|1955-03-15|f|mr2=2
    other further names
    María Elena|Vega|2010-05-06|f|mr=1
    María Isabel|Vega|2010-05-06|f|mr2=2
    senior and junior
    John|Smith|1950-02-03|m|mr=1 sfx=Sr
    John|Smith|1950-02-03|m|mr2=2 sfx=Jr
    family name not told
    Ana||1955-03-14|f|mr=1
    Ana|Reyes|1955-03-14|f|mr2=2
";
