//! Made-up people as they are: households with twins, fathers and sons of one name, double surnames,
//! marriages and moves. Nothing of the rule is used here: this is the truth it is measured against.

use super::chance::Chance;
use super::names::{FAMILIES, FEMALE, MALE, SPANISH_FAMILIES, STREETS, TOWNS, TWINS};

/// Somebody.
#[derive(Clone, Debug)]
pub struct Human {
    pub given: String,
    pub middle: Option<String>,
    pub family: String,
    /// A second surname, Spanish.
    pub mother_family: Option<String>,
    /// The family name after a marriage.
    pub married: Option<String>,
    /// 1 senior, 2 junior.
    pub generation: u8,
    pub is_female: bool,
    pub is_twin: bool,
    pub born: [usize; 3],
    pub home: Home,
    /// Where they live after a move.
    pub moved: Option<Home>,
    pub phone: String,
    pub social: String,
    /// The household's plan number.
    pub plan: String,
    /// Their number at each site.
    pub numbers: Vec<String>,
    /// Others of the household, by index.
    pub household: Vec<usize>,
}

/// Where somebody lives.
#[derive(Clone, Debug)]
pub struct Home {
    pub line: String,
    pub town: &'static str,
    pub postal: String,
}

/// Sites that keep records.
pub const SITES: usize = 5;

/// Makes so many people.
pub fn people(chance: &mut Chance, count: usize) -> Vec<Human> {
    let mut all: Vec<Human> = Vec::with_capacity(count + 8);
    while all.len() < count {
        let from = all.len();
        household(chance, &mut all);
        let members: Vec<usize> = (from..all.len()).collect();
        for (at, human) in all.iter_mut().enumerate().skip(from) {
            human.household = members.iter().copied().filter(|other| *other != at).collect();
        }
    }
    all.truncate(count);
    for human in &mut all {
        human.household.retain(|other| *other < count);
    }
    all
}

fn household(chance: &mut Chance, all: &mut Vec<Human>) {
    let is_spanish = chance.once_in(3_500);
    let families = if is_spanish { SPANISH_FAMILIES } else { FAMILIES };
    let (family, other) = (chance.name(families).to_owned(), chance.name(families).to_owned());
    let home = home(chance);
    let plan = format!("H{:08}", chance.place(100_000_000));
    let year = chance.between(1935, 2000);
    let base = Human {
        given: String::new(),
        middle: None,
        family: family.clone(),
        mother_family: is_spanish.then(|| other.clone()),
        married: None,
        generation: 0,
        is_female: false,
        is_twin: false,
        born: [year, 1, 1],
        moved: None,
        phone: phone(chance),
        social: String::new(),
        plan,
        numbers: Vec::new(),
        household: Vec::new(),
        home,
    };
    let mut parent = grown(chance, &base, year);
    if chance.once_in(6_000) {
        let partner_year = year + chance.place(6);
        let mut partner = grown(chance, &base, partner_year);
        partner.is_female = !parent.is_female;
        partner.given = given(chance, partner.is_female);
        partner.family = if is_spanish || chance.once_in(2_000) { other } else { family };
        all.push(partner);
    }
    for _ in 0..chance.place(4) {
        let born = year + chance.between(20, 38);
        if born > 2024 {
            continue;
        }
        let mut child = grown(chance, &base, born);
        if chance.once_in(500) && !parent.is_female {
            // The son is called as his father is.
            (child.is_female, child.given) = (false, parent.given.clone());
            child.middle.clone_from(&parent.middle);
            if chance.once_in(5_000) {
                (parent.generation, child.generation) = (1, 2);
            }
        }
        if chance.once_in(400) {
            all.push(twin_of(chance, &mut child));
        }
        all.push(child);
    }
    all.push(parent);
}

/// Somebody of the household, with a name and a birthday of their own.
fn grown(chance: &mut Chance, base: &Human, year: usize) -> Human {
    let is_female = chance.once_in(5_000);
    let given_name = given(chance, is_female);
    let middle = chance.once_in(6_000).then(|| given(chance, is_female));
    let own_phone = chance.once_in(5_000).then(|| phone(chance));
    let marries = is_female && year < 2000 && chance.once_in(1_200);
    Human {
        given: given_name,
        middle,
        is_female,
        married: marries.then(|| chance.name(FAMILIES).to_owned()),
        born: [year, chance.between(1, 12), chance.between(1, 28)],
        moved: chance.once_in(1_200).then(|| home(chance)),
        phone: own_phone.unwrap_or_else(|| base.phone.clone()),
        social: format!(
            "{:03}{:02}{:04}",
            chance.between(100, 665),
            chance.between(10, 99),
            chance.between(1_000, 9_999)
        ),
        numbers: (0..SITES).map(|_| format!("{:07}", chance.place(10_000_000))).collect(),
        ..base.clone()
    }
}

/// A twin, often with a name much like the other's.
fn twin_of(chance: &mut Chance, child: &mut Human) -> Human {
    let mut twin = child.clone();
    let wanted = if child.is_female { " f" } else { " m" };
    if chance.once_in(5_000) {
        let pair = loop {
            let pair = chance.one(TWINS);
            if pair.ends_with(wanted) {
                break pair;
            }
        };
        let mut names = pair.split(' ').map(str::to_owned);
        child.given = names.next().unwrap_or_default();
        twin.given = names.next().unwrap_or_default();
    } else {
        twin.is_female = chance.once_in(5_000);
        while twin.given == child.given {
            twin.given = given(chance, twin.is_female);
        }
    }
    (child.generation, child.is_twin, twin.is_twin) = (0, true, true);
    twin.middle = chance.once_in(6_000).then(|| given(chance, twin.is_female));
    twin.social = format!("{}{:04}", &child.social[..5], chance.between(1_000, 9_999));
    twin.numbers = (0..SITES).map(|_| format!("{:07}", chance.place(10_000_000))).collect();
    twin
}

fn given(chance: &mut Chance, is_female: bool) -> String {
    chance.name(if is_female { FEMALE } else { MALE }).to_owned()
}

fn home(chance: &mut Chance) -> Home {
    Home {
        line: format!("{} {}", chance.between(1, 9_999), chance.one(STREETS)),
        town: chance.one(TOWNS),
        postal: format!("{:05}", chance.between(10_000, 99_999)),
    }
}

fn phone(chance: &mut Chance) -> String {
    format!("{}-555-{:04}", chance.between(201, 989), chance.place(10_000))
}
