//! Pairs of people with a name for what stands between them, in three lines each: the name, one, the
//! other. How a person is written: see [`super::person`].

use super::{Answer, hold};

#[test]
fn one_person_is_known_again_by_a_number() {
    hold(ONE_PERSON_IS_KNOWN_AGAIN_BY_A_NUMBER, Answer::Same);
}

#[test]
fn one_person_is_known_again_without_a_number() {
    hold(ONE_PERSON_IS_KNOWN_AGAIN_WITHOUT_A_NUMBER, Answer::Same);
}

#[test]
fn two_people_stay_two() {
    hold(TWO_PEOPLE_STAY_TWO, Answer::Another);
}

#[test]
fn what_can_not_be_told_is_for_staff() {
    hold(WHAT_CAN_NOT_BE_TOLD_IS_FOR_STAFF, Answer::Unsure);
}

const ONE_PERSON_IS_KNOWN_AGAIN_BY_A_NUMBER: &str = "
    family name left out
    Carrie Ann|Helberg|1970-05-01|f|mr=7 ssn=444112224 home=1_Elm_St
    Ann Carrie||1970-05-01||mr=7 ssn=444112224 home=1_Elm_St
    nothing differs
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes|1955-03-14|f|mr=7
    accents
    Lucía|Núñez|1955-03-14|f|mr=7
    LUCIA|NUNEZ|1955-03-14|f|mr=7
    married
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Becker|1955-03-14|f|mr=7
    married, number of no kind
    Ana|Reyes|1955-03-14||no=7
    Ana|Becker|1955-03-14||no=7
    divorced, maiden name told
    Ana|Becker|1955-03-14|f|mr=7 was=Reyes
    Ana|Reyes|1955-03-14|f|mr=7
    double name by marriage
    Ana|Reyes-Becker|1955-03-14|f|mr=7
    Ana|Becker|1955-03-14|f|mr=7
    both surnames, then one
    José|García López|1980-05-02|m|mr=7
    José|García|1980-05-02|m|mr=7
    surnames in another order
    José|García López|1980-05-02|m|mr=7
    José|López García|1980-05-02|m|mr=7
    a surname among the given names
    María García|López|1980-05-02|f|mr=7
    María|García López|1980-05-02|f|mr=7
    given and family name exchanged
    Reyes|Ana|1955-03-14|f|mr=7
    Ana|Reyes|1955-03-14|f|mr=7
    with and without de la
    Rosa|de la Cruz|1970-07-08|f|mr=7
    Rosa|Cruz|1970-07-08|f|mr=7
    apostrophe
    Sean|O'Brien|1970-07-08|m|mr=7
    Sean|OBrien|1970-07-08|m|mr=7
    name written in two words
    Mary Ann|Mac Donald|1970-07-08|f|mr=7
    Maryann|MacDonald|1970-07-08|f|mr=7
    nickname
    Robert|Smith|1950-02-03|m|mr=7
    Bob|Smith|1950-02-03|m|mr=7
    Spanish nickname
    Francisco|Vega|1950-02-03|m|mr=7
    Paco|Vega|1950-02-03|m|mr=7
    middle name missing
    John Paul|Smith|1950-02-03|m|mr=7
    John|Smith|1950-02-03|m|mr=7
    middle initial
    John Paul|Smith|1950-02-03|m|mr=7
    John P|Smith|1950-02-03|m|mr=7
    first initial
    J|Smith|1950-02-03|m|mr=7
    John|Smith|1950-02-03|m|mr=7
    second name used
    María Elena|Ruiz|1950-02-03|f|mr=7
    Elena|Ruiz|1950-02-03|f|mr=7
    family name mistyped
    John|Hernandez|1950-02-03|m|mr=7
    John|Hernadez|1950-02-03|m|mr=7
    given name mistyped
    Michael|Smith|1950-02-03|m|mr=7
    Mihcael|Smith|1950-02-03|m|mr=7
    day and month exchanged
    Ana|Reyes|1955-03-04|f|mr=7
    Ana|Reyes|1955-04-03|f|mr=7
    one digit of the date off
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes|1955-03-11|f|mr=7
    date told to the year
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes|1955|f|mr=7
    date not told
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes||f|mr=7
    filler for a date
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes|1900-01-01|f|mr=7
    names not told
    ||1955-03-14|f|mr=7
    Ana|Reyes|1955-03-14|f|mr=7
    named after birth
    Babygirl|Reyes|2026-03-14|f|mr=7
    Ana|Reyes|2026-03-14|f|mr=7
    other sex on file
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes|1955-03-14|m|mr=7
    by her address in the source
    Ana|Reyes|1955-03-14|f|src=Patient/1
    Ana|Reyes|1955-03-14|f|src=Patient/1
    maiden name as middle name
    Ana Luz|Reyes|1955-03-14|f|mr=7
    Ana Reyes|Becker|1955-03-14|f|mr=7 was=Reyes
";

const ONE_PERSON_IS_KNOWN_AGAIN_WITHOUT_A_NUMBER: &str = "
    same home
    Ana|Reyes|1955-03-14|f|mr=7 home=12_Mill_St
    Ana|Reyes|1955-03-14|f|mr2=9 home=12_Mill_Street
    same telephone
    Ana|Reyes|1955-03-14|f|mr=7 tel=951-555-0134
    Ana|Reyes|1955-03-14|f|mr2=9 tel=+19515550134
    same social security number
    Ana|Reyes|1955-03-14|f|mr=7 ssn=123-45-6780
    Ana|Reyes|1955-03-14|f|mr2=9 ssn=123456780
    same plan
    Ana|Reyes|1955-03-14|f|mr=7 plan=P1
    Ana|Reyes|1955-03-14|f|mr2=9 plan=P1
    same shared number
    Ana|Reyes|1955-03-14|f|lab=1
    Ana|Reyes|1955-03-14|f|lab=1
    nickname, social security number
    Robert|Smith|1950-02-03|m|ssn=123456780
    Bob|Smith|1950-02-03|m|ssn=123456780
    two social security numbers at one home with one telephone
    Ana|Reyes|1955-03-14|f|ssn=444222222 home=1_Elm_St tel=9515550134
    Ana|Reyes|1955-03-14|f|ssn=517309816 home=1_Elm_St tel=9515550134
    social security number mistyped
    Ana|Reyes|1955-03-14|f|ssn=444222222 home=1_Elm_St
    Ana|Reyes|1955-03-14|f|ssn=444222232 home=1_Elm_St
    family name mistyped, same home
    John|Hernandez|1950-02-03|m|home=3_Oak_St
    John|Hernadez|1950-02-03|m|home=3_Oak_St
";

const TWO_PEOPLE_STAY_TWO: &str = "
    father and daughter, one plan
    Luis|Reyes|1955-03-14|m|plan=P1 home=1_Elm_St
    Ana|Reyes|1985-06-01|f|plan=P1 home=1_Elm_St
    father and daughter, one number of no kind
    Luis|Reyes|1955-03-14|m|no=1
    Ana|Reyes|1985-06-01|f|no=1
    husband and wife, one plan
    Luis|Reyes|1955-03-14|m|plan=P1
    Eva|Reyes|1957-01-20|f|plan=P1
    father and son of one name
    John|Smith|1950-02-03|m|home=3_Oak_St tel=5550100
    John|Smith|1980-02-03|m|home=3_Oak_St tel=5550100
    father and son, one plan number
    John|Smith|1950-02-03|m|no=1
    John|Smith|1975-09-13|m|no=1
    senior and junior, a decade mistyped
    John|Smith|1950-02-03|m|no=1 sfx=Sr
    John|Smith|1980-02-03|m|no=1 sfx=Jr
    senior and junior, no number
    John|Smith|1950-02-03|m|sfx=Sr home=3_Oak_St
    John|Smith|1950-02-03|m|sfx=Jr home=3_Oak_St
    grandfather and grandson
    John|Smith|1920-02-03|m|mr=1
    John|Smith|1980-02-03|m|mr=1
    twins
    Maria|Vega|2010-05-06|f|home=3_Oak_St
    Marta|Vega|2010-05-06|f|home=3_Oak_St
    twins, one plan
    Jaden|Hill|2010-05-06|m|plan=P1 home=3_Oak_St
    Kaden|Hill|2010-05-06|m|plan=P1 home=3_Oak_St
    twins of two sexes under one number
    Luis|Vega|2010-05-06|m|mr=7
    Laura|Vega|2010-05-06|f|mr=7
    brothers under one number
    Luis|Vega|2010-05-06|m|mr=7
    Mateo|Vega|2012-08-01|m|mr=7
    sisters born a year apart to the day
    Ana|Vega|2010-05-06|f|mr=7
    Eva|Vega|2011-05-06|f|mr=7
    one number of a test laboratory
    Ana|Reyes|1955-03-14|f|no=1
    Tom|Becker|1948-11-02|m|no=1
    one name, other dates
    Maria|Garcia|1955-03-14|f|mr=1
    Maria|Garcia|1957-11-02|f|mr2=2
    one name, other date, same home
    Maria|Garcia|1955-03-14|f|home=3_Oak_St
    Maria|Garcia|1957-11-02|f|home=3_Oak_St
    one date, other names
    Ana|Reyes|1955-03-14|f|mr=1
    Eva|Becker|1955-03-14|f|mr2=1
    one family name and date
    Ana|Reyes|1955-03-14|f|mr=1
    Luis|Reyes|1955-03-14|m|mr2=1
    one given name and date
    Ana|Reyes|1955-03-14|f|mr=1
    Ana|Becker|1955-03-14|f|mr2=1
    one social security number, all else other
    Ana|Reyes|1955-03-14|f|ssn=123456780
    Tom|Becker|1948-11-02|m|ssn=123456780
    only a home in common
    Ana|Reyes|1955-03-14|f|home=3_Oak_St
    Tom|Becker|1948-11-02|m|home=3_Oak_St
    an address that another source uses too
    Ana|Reyes|1955-03-14|f|src=Patient/1
    Tom|Becker|1948-11-02|m|src=Patient/1
    nothing known of one
    Ana|Reyes|1955-03-14|f|mr=1
    ||||mr2=1
";

const WHAT_CAN_NOT_BE_TOLD_IS_FOR_STAFF: &str = "
    same number and date, other given name
    Ana|Reyes|1955-03-14|f|mr=7
    Eva|Reyes|1955-03-14|f|mr=7
    twins of one sex under one number
    Maria|Vega|2010-05-06|f|mr=7
    Marta|Vega|2010-05-06|f|mr=7
    same number and date, all names other
    Ana|Reyes|1955-03-14|f|mr=7
    Eva|Becker|1955-03-14|f|mr=7
    same number and names, another date
    Ana|Reyes|1955-03-14|f|mr=7
    Ana|Reyes|1957-11-02|f|mr=7
    only the number is told
    ||||mr=7
    Ana|Reyes|1955-03-14|f|mr=7
    number of no kind, date not told
    John|Smith||m|no=1
    John|Smith|1950-02-03|m|no=1
    same name, date and home, other sex
    Ana|Reyes|1955-03-14|f|home=1_Elm_St
    Ana|Reyes|1955-03-14|m|home=1_Elm_St
    nickname, home and telephone, which a household shares
    Robert|Smith|1950-02-03|m|home=3_Oak_St tel=5550100
    Bob|Smith|1950-02-03|m|home=3_Oak_St tel=5550100
    nickname and date, nothing else
    Robert|Smith|1950-02-03|m|mr=1
    Bob|Smith|1950-02-03|m|mr2=2
    given name mistyped, same home
    Michael|Smith|1950-02-03|m|home=3_Oak_St
    Mihcael|Smith|1950-02-03|m|home=3_Oak_St
    given name mistyped, born with others
    Jayden|Hill|2010-05-06|m|mr=7 twin
    Jaydon|Hill|2010-05-06|m|mr=7 twin
    other further name under one number
    María Elena|Ruiz|2010-05-06|f|mr=7
    María Isabel|Ruiz|2010-05-06|f|mr=7
    other family name, same home
    Ana|Reyes|1955-03-14|f|home=1_Elm_St
    Ana|Becker|1955-03-14|f|home=1_Elm_St
    digit of the date off, same home
    Ana|Reyes|1955-03-14|f|home=1_Elm_St
    Ana|Reyes|1955-03-15|f|home=1_Elm_St
    two numbers of one authority, all else the same
    Ana|Reyes|1955-03-14|f|mr=1 home=1_Elm_St tel=9515550134
    Ana|Reyes|1955-03-14|f|mr=2 home=1_Elm_St tel=9515550134
    the source says it is the same and tells another person
    Ana|Reyes|1955-03-14|f|mr=7 src=Patient/1
    Tom|Becker|1948-11-02|m|mr=7 src=Patient/1
    senior and junior under one number
    John|Smith|1950-02-03|m|mr=1 sfx=Sr
    John|Smith|1950-02-03|m|mr=1 sfx=Jr
    two social security numbers at one home
    Ana|Reyes|1955-03-14|f|ssn=444222222 home=1_Elm_St
    Ana|Reyes|1955-03-14|f|ssn=517309816 home=1_Elm_St
    no date, same name and home
    Ana|Reyes||f|home=1_Elm_St
    Ana|Reyes|1955-03-14|f|home=1_Elm_St
";
