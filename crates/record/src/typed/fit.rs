//! How well somebody fits what was typed.

use super::Piece;
use crate::matching::{Birth, Portrait, full_forms};
use crate::sound;

/// Somebody who may be meant.
pub struct Known<'k> {
    /// What is known of them.
    pub portrait: &'k Portrait,
    /// The words of their names as the record says them, folded.
    pub words: &'k [String],
    /// Their numbers as people type them.
    pub numbers: &'k [String],
}

/// How well: the less the better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit(u32);

impl Fit {
    /// Whether every name was written so, or begins so.
    pub fn is_as_typed(self) -> bool {
        self.0 < NEAR
    }
}

impl Known<'_> {
    /// How well they fit all pieces; `None` where one piece is not theirs.
    pub fn fit(&self, pieces: &[Piece]) -> Option<Fit> {
        let each = pieces.iter().map(|piece| self.fit_piece(piece));
        each.sum::<Option<u32>>().map(Fit)
    }

    fn fit_piece(&self, piece: &Piece) -> Option<u32> {
        let word = piece.word.as_deref();
        let number = piece.number.as_ref().filter(|number| self.numbers.contains(number));
        let contact = piece.contact.as_ref();
        let contact =
            contact.filter(|one| self.portrait.contacts.iter().any(|own| own.ends_with(*one)));
        let begins = |own: &String, home: &String| {
            own.strip_prefix(home.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let home = piece.home.as_ref();
        let home = home.filter(|home| self.portrait.homes.iter().any(|own| begins(own, home)));
        let is_certain = number.is_some() || contact.is_some() || home.is_some();
        let ways = [
            is_certain.then_some(0),
            self.fit_birth(&piece.births),
            word.and_then(|word| self.fit_word(word)),
            word.or(piece.number.as_deref())
                .and_then(|word| self.is_of_home(word).then_some(OF_HOME)),
        ];
        ways.into_iter().flatten().min()
    }

    /// The place in the list of what a date may mean.
    fn fit_birth(&self, births: &[Birth]) -> Option<u32> {
        let is = |typed: &Birth, own: &Birth| {
            typed.year == own.year
                && (typed.month == 0 || typed.month == own.month)
                && (typed.day == 0 || typed.day == own.day)
        };
        let fits = |typed: &Birth| self.portrait.births.iter().any(|own| is(typed, own));
        births.iter().position(fits).map(|at| u32::try_from(at).unwrap_or(u32::MAX).min(NEAR - 1))
    }

    fn fit_word(&self, typed: &str) -> Option<u32> {
        let names = &self.portrait.names;
        let own = names.iter().flat_map(|name| name.family.iter().chain(&name.given));
        own.chain(self.words).filter_map(|own| fit_words(typed, own)).min()
    }

    fn is_of_home(&self, word: &str) -> bool {
        self.portrait.homes.iter().any(|home| home.split(' ').any(|own| own == word))
    }
}

/// How a word that was typed stands to a word of a name.
fn fit_words(typed: &str, own: &str) -> Option<u32> {
    if typed == own {
        return Some(0);
    }
    if own.starts_with(typed) {
        return Some(1);
    }
    if full_forms(typed).iter().any(|form| full_forms(own).contains(form)) {
        return Some(2);
    }
    let letters = typed.chars().count().min(own.chars().count());
    let allowed = match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let distance = strsim::osa_distance(typed, own);
    if distance <= allowed {
        return Some(NEAR + u32::try_from(distance).unwrap_or(u32::MAX / 2));
    }
    let sounds = letters > 2 && sound::key(typed).is_some_and(|key| sound::key(own) == Some(key));
    sounds.then_some(NEAR + ALIKE)
}

/// A word of where somebody lives counts less than their name.
const OF_HOME: u32 = 3;
/// From here on it is not written as it was typed.
const NEAR: u32 = 10;
/// It sounds alike and is written otherwise.
const ALIKE: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::KnownName;
    use crate::typed::read;

    fn tom() -> Portrait {
        let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Portrait {
            names: vec![KnownName::new(&text(&["Becker"]), &text(&["Thomas"]), &[])],
            births: Birth::parse("1948-11-02").into_iter().collect(),
            homes: text(&["12 oak 97201", "12 oak portland"]),
            contacts: text(&["5550100100"]),
            ..Portrait::default()
        }
    }

    fn fit(query: &str) -> Option<u32> {
        let (portrait, numbers) = (tom(), ["mrn2002".to_owned()]);
        let known = Known { portrait: &portrait, words: &[], numbers: &numbers };
        known.fit(&read(query)).map(|fit| fit.0)
    }

    #[test]
    fn somebody_fits_what_a_clerk_types() {
        for query in [
            "becker",
            "tom becker 1948",
            "beker",
            "bekcer",
            "11/02/1948",
            "02/11/1948",
            "becker tom",
            "(555) 010-0100",
            "12 oak street",
            "becker portland",
            "MRN-2002",
            "thomas 97201 becker",
        ] {
            assert!(fit(query).is_some(), "{query}");
        }
        for query in ["berger", "becker 1949", "becker 11/03/1948", "tim becker", "14 oak street"] {
            assert_eq!(fit(query), None, "{query}");
        }
    }

    #[test]
    fn what_is_written_so_comes_before_what_only_sounds_so() {
        assert!(fit("becker") < fit("beck") && fit("beck") < fit("beker"));
        assert!(fit("beker") < fit("bacquer"));
        assert!(fit("11/02/1948") < fit("02/11/1948"), "the month first");
    }
}
