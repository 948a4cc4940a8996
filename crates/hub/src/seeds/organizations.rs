//! Invented organizations, one a line of `organizations.txt`. A name that is also somebody's is chance.

/// An invented organization.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seed {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) street: &'static str,
    pub(super) city: &'static str,
    pub(super) region: &'static str,
    pub(super) zip: &'static str,
    /// What it gives, in bits.
    pub(super) gives: i64,
    /// The pledge that it took; empty where it took none.
    pub(super) pledge: &'static str,
    /// Which checks fail at present; `None` where nothing can be checked.
    pub(super) fails: Option<&'static str>,
    /// Checks that are not made: it named no address for them.
    pub(super) unseen: &'static str,
    pub(super) about: &'static str,
}

/// All of them.
pub(super) fn all() -> impl Iterator<Item = Seed> {
    include_str!("organizations.txt").lines().filter_map(seed)
}

/// How many days ago one of them was listed: members one after the other, the last of them some days ago; what
/// took no pledge came in with a list, long ago.
pub(super) fn listed_days_ago(seed: &Seed, number: i64) -> i64 {
    let is_member = |one: &Seed| !one.pledge.is_empty();
    let members = all().filter(is_member).count() as i64;
    if is_member(seed) { (members - 1 - number) * 6 + 2 } else { number * 6 + 2 }
}

/// What kind of organization it is; nothing where there is none of that name.
pub(super) fn kind_of(name: &str) -> &'static str {
    all().find(|seed| seed.name == name).map_or("", |seed| seed.kind)
}

fn seed(line: &'static str) -> Option<Seed> {
    let mut cells = line.split('|');
    let mut next = || cells.next();
    Some(Seed {
        name: next()?,
        kind: next()?,
        street: next()?,
        city: next()?,
        region: next()?,
        zip: next()?,
        gives: next()?.parse().ok()?,
        pledge: next()?,
        fails: next().filter(|word| *word != "-"),
        unseen: next()?,
        about: next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::directory::KINDS;

    #[test]
    fn every_line_is_an_organization() {
        let lines = include_str!("organizations.txt").lines().count();
        assert_eq!((all().count(), lines), (50, 50));
        assert!(all().all(|seed| KINDS.contains(&seed.kind)));
    }
}
