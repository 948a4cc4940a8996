//! What people type, and what they find.

use super::*;

fn line(name: &str, kind: &str, place: (&str, &str, &str), gives: i64) -> Line {
    let (city, region, zip) = place;
    Line {
        id: fold(name).replace(' ', "-"),
        name: name.to_owned(),
        kind: kind.to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        zip: zip.to_owned(),
        gives: Gives(gives),
        is_member: gives > 7,
        ..Line::default()
    }
}

fn index() -> Index {
    let riverside = ("Riverside", "CA", "92503");
    Index::new(vec![
        line("Lakeside Hospital", "hospital", riverside, 7),
        line("Lakeside Family Doctors", "provider", riverside, 15),
        line("Lakeside Children’s Hospital", "hospital", ("San Bernardino", "CA", "92401"), 15),
        line("Cedar Valley Health Plan", "payer", ("Portland", "OR", "97201"), 15),
        line("Clínica José Martí", "provider", ("New York", "NY", "10001"), 1),
        line("St. Mary Medical Center", "hospital", ("Grand Forks", "ND", "58201"), 3),
    ])
}

fn names(question: &Question) -> Vec<String> {
    let index = index();
    let found = index.find(question, 0, 10);
    found.lines.iter().map(|at| index.lines[*at].name.clone()).collect()
}

fn by(words: &str, place: &str) -> Vec<String> {
    let (words, place) = (words.to_owned(), place.to_owned());
    names(&Question { words, place, ..Question::default() })
}

#[test]
fn a_name_is_found_as_people_type_it() {
    for (typed, expected) in [
        ("lakeside hospital", "Lakeside Hospital"),
        ("hospital lakeside riverside", ""),
        ("lakesid family", "Lakeside Family Doctors"),
        ("lakseide family", "Lakeside Family Doctors"),
        ("childrens", "Lakeside Children’s Hospital"),
        ("childern's", "Lakeside Children’s Hospital"),
        ("clinica jose", "Clínica José Martí"),
        ("the cedar valey", "Cedar Valley Health Plan"),
        ("st mary", "St. Mary Medical Center"),
        ("xyzzy", ""),
    ] {
        assert_eq!(by(typed, "").first().map_or("", String::as_str), expected, "{typed}");
    }
}

#[test]
fn a_place_is_a_city_a_state_or_a_zip_code() {
    assert_eq!(by("lakeside", "Riverside, CA").len(), 2);
    assert_eq!(by("lakeside", "riversid").len(), 2);
    assert_eq!(by("lakeside", "california").len(), 3);
    assert_eq!(by("lakeside", "92503").len(), 2);
    assert_eq!(by("", "Grand Forks, North Dakota"), ["St. Mary Medical Center"]);
    assert_eq!(by("", "New York"), ["Clínica José Martí"]);
    assert_eq!(by("lakeside", "Portland"), Vec::<String>::new());
    // Another place with the same first digits is near, and stands behind.
    assert_eq!(by("lakeside", "92407"), ["Lakeside Children’s Hospital"]);
}

#[test]
fn what_was_looked_for_instead_is_told_and_can_be_taken_back() {
    let index = index();
    let mut question = Question { words: "lakesixe".to_owned(), ..Question::default() };
    let found = index.find(&question, 0, 10);
    assert_eq!((found.total, found.read_as.as_deref()), (3, Some("lakeside")));
    question.exactly = true;
    assert_eq!(index.find(&question, 0, 10).total, 0);
    // The beginning of a word is what one types, not an error.
    let words = "lakes".to_owned();
    let found = index.find(&Question { words, ..Question::default() }, 0, 10);
    assert_eq!((found.total, found.read_as), (3, None));
}

#[test]
fn filters_narrow_and_counts_by_kind_stay_those_of_all_kinds() {
    let index = index();
    let kinds = vec!["hospital".to_owned()];
    let question = Question { kinds, gives: Gives(4), ..Question::default() };
    let found = index.find(&question, 0, 1);
    assert_eq!((found.total, found.lines.len()), (2, 1));
    assert_eq!(found.by_kind, [("hospital", 2), ("provider", 1), ("payer", 1)]);
    let members = Question { members_only: true, ..Question::default() };
    assert_eq!(index.find(&members, 0, 10).total, 3);
    assert_eq!(index.find(&members, 2, 10).lines.len(), 1);
}
