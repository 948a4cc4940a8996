//! What sites write of made-up people, with the errors that people make: every document is one file.

use super::chance::Chance;
use super::names::CALLED;
use super::people::{Home, Human, SITES};

/// A document of somebody.
pub struct Document {
    pub name: String,
    pub text: String,
    /// Whose it is, by index.
    pub human: usize,
}

/// Writes so many documents in an order of chance.
pub fn documents(chance: &mut Chance, people: &[Human], count: usize) -> Vec<Document> {
    let mut all = Vec::with_capacity(count);
    let each = count / people.len().max(1);
    for (human, person) in people.iter().enumerate() {
        let sites: Vec<usize> = (0..chance.between(1, 2)).map(|_| chance.place(SITES)).collect();
        let share = if human + 1 == people.len() { count - all.len() } else { each };
        for round in 0..share {
            let site = sites[chance.place(sites.len())];
            let number = all.len();
            let patient = patient(chance, people, person, Where { site, round, share, number });
            all.push(Document {
                name: format!("{number:06}.json"),
                text: bundle(&patient, number),
                human,
            });
        }
    }
    chance.shuffle(&mut all);
    all
}

/// Where and when a document is written.
struct Where {
    site: usize,
    round: usize,
    share: usize,
    number: usize,
}

fn patient(chance: &mut Chance, people: &[Human], human: &Human, at: Where) -> String {
    let is_later = at.round * 2 >= at.share;
    let mut parts = vec![
        format!(r#""resourceType":"Patient","id":"d{}""#, at.number),
        format!(r#""identifier":[{}]"#, identifiers(chance, people, human, at.site).join(",")),
        name(chance, human, is_later),
    ];
    parts.extend(birth(chance, human));
    if !chance.once_in(300) {
        let is_female = human.is_female != chance.once_in(10);
        parts.push(format!(r#""gender":"{}""#, if is_female { "female" } else { "male" }));
    }
    if !chance.once_in(1_000) {
        let home = human.moved.as_ref().filter(|_| is_later).unwrap_or(&human.home);
        parts.push(address(home));
    }
    if !chance.once_in(2_000) {
        parts.push(format!(r#""telecom":[{{"system":"phone","value":"{}"}}]"#, human.phone));
    }
    if human.is_twin && chance.once_in(2_000) {
        parts.push(r#""multipleBirthBoolean":true"#.to_owned());
    }
    parts.join(",")
}

fn identifiers(chance: &mut Chance, people: &[Human], human: &Human, site: usize) -> Vec<String> {
    let mut all = Vec::new();
    let number = |system: &str, value: &str, code: &str| {
        let kind = format!(r#","type":{{"coding":[{{"code":"{code}"}}]}}"#);
        let kind = if code.is_empty() { String::new() } else { kind };
        format!(r#"{{"system":"{system}","value":"{value}"{kind}}}"#)
    };
    if !chance.once_in(150) {
        // Somebody else's card was on the desk: mostly one of the family's, rarely a stranger's.
        let wrong = match chance.place(1_000) {
            0..=3 => human.household.first().copied(),
            4 => Some(chance.place(people.len())),
            _ => None,
        };
        let owner = wrong.map_or(human, |wrong| &people[wrong]);
        // Some sites do not say what their numbers are.
        let code = if site == 0 { "" } else { "MR" };
        all.push(number(&format!("urn:oid:1.3.9.{site}"), &owner.numbers[site], code));
    }
    if chance.once_in(2_500) {
        all.push(number("urn:oid:1.3.9.50", &human.plan, "MB"));
    }
    if chance.once_in(4_500) {
        all.push(number("http://hl7.org/fhir/sid/us-ssn", &human.social, "SS"));
    }
    if chance.once_in(100) {
        // A laboratory's test system gives everybody one number.
        all.push(number("urn:oid:1.3.9.60", "4711", ""));
    }
    all
}

fn name(chance: &mut Chance, human: &Human, is_later: bool) -> String {
    let mut given = human.given.clone();
    let mut names = CALLED.split(',').filter_map(|pair| pair.trim().split_once(' '));
    let called = names.find(|(full, _)| *full == given).map(|(_, called)| called);
    if let Some(called) = called.filter(|_| chance.once_in(250)) {
        called.clone_into(&mut given);
    }
    if chance.once_in(60) {
        given = mistyped(chance, &given);
    }
    let mut all = vec![given];
    if let Some(middle) = &human.middle {
        match chance.place(10) {
            0..=4 => all.push(middle.clone()),
            5 | 6 => all.extend(middle.chars().next().map(|first| first.to_string())),
            _ => {}
        }
    }
    let mut family = human.married.clone().filter(|_| is_later).unwrap_or(human.family.clone());
    if let Some(second) = human.mother_family.as_ref().filter(|_| human.married.is_none()) {
        family = match chance.place(20) {
            0..=2 => family,
            3 => format!("{second} {family}"),
            4 => format!("{family}-{second}"),
            _ => format!("{family} {second}"),
        };
    }
    if chance.once_in(80) {
        family = mistyped(chance, &family);
    }
    if chance.once_in(20) && human.mother_family.is_none() {
        (family, all[0]) = (all[0].clone(), family);
    }
    let is_plain = chance.once_in(4_000);
    let written = |text: &str| if is_plain { plain(text) } else { text.to_owned() };
    let given: Vec<String> = all.iter().map(|word| format!("{:?}", written(word))).collect();
    let suffix = match human.generation {
        1 if chance.once_in(6_000) => r#","suffix":["Sr."]"#,
        2 if chance.once_in(8_000) => r#","suffix":["Jr."]"#,
        _ => "",
    };
    let family = written(&family);
    format!(r#""name":[{{"family":{family:?},"given":[{}]{suffix}}}]"#, given.join(","))
}

/// A word with a letter left out, doubled, changed or exchanged with its neighbour.
fn mistyped(chance: &mut Chance, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 {
        return word.to_owned();
    }
    let at = chance.between(1, letters.len() - 2);
    match chance.place(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = char::from(b'a' + chance.place(26) as u8),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn plain(text: &str) -> String {
    let letter = |letter: char| match letter {
        'á' | 'Á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        'ñ' => 'n',
        other => other,
    };
    text.chars().map(letter).collect::<String>().to_uppercase()
}

fn birth(chance: &mut Chance, human: &Human) -> Option<String> {
    let [mut year, mut month, mut day] = human.born;
    match chance.place(1_000) {
        0..=2 => return None,
        3 => return Some(format!(r#""birthDate":"{year}""#)),
        4 | 5 if day <= 12 => (month, day) = (day, month),
        6 | 7 => day = if day % 10 == 9 { day - 1 } else { day + 1 },
        8 => month = if month % 10 == 9 || month == 12 { month - 1 } else { month + 1 },
        9 => year = if year % 10 == 9 { year - 1 } else { year + 1 },
        _ => {}
    }
    Some(format!(r#""birthDate":"{year:04}-{month:02}-{day:02}""#))
}

fn address(home: &Home) -> String {
    let Home { line, town, postal } = home;
    format!(r#""address":[{{"line":["{line}"],"city":"{town}","postalCode":"{postal}"}}]"#)
}

fn bundle(patient: &str, number: usize) -> String {
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"fullUrl":"https://site.example/Patient/d{number}","resource":{{{patient}}}}},{{"resource":{{"resourceType":"Observation","id":"o{number}","status":"final","code":{{"text":"Weight"}},"subject":{{"reference":"Patient/d{number}"}},"valueQuantity":{{"value":{},"unit":"kg"}}}}}}]}}"#,
        40 + number % 80
    )
}
