//! Why a password is not taken.
//!
//! Standard: NIST SP 800-63B 5.1.1.2 (common, repetitive, sequential and context-specific values).

use super::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::hash::sha256;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than [`PASSWORD_CHARS_MIN`] characters.
    TooShort,
    /// More than [`PASSWORD_BYTES_MAX`] bytes.
    TooLong,
    /// The name to sign in with.
    IsLogin,
    /// Hardly more than the name of the person or of the organization.
    IsName,
    /// Among the 100,000 most common ones, or as easy to guess.
    TooCommon,
}

/// What a guesser knows of whom a password is for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'k> {
    /// The name to sign in with.
    pub login: &'k str,
    /// The person's name.
    pub person: &'k str,
    /// What the organization is called.
    pub site: &'k str,
}

/// The 100,000 most common passwords as a Bloom filter (`make-common.py`): of other passwords it
/// takes about one in 20,000 for a common one.
const COMMON: &[u8] = include_bytes!("common.bin");

/// Bits of the filter that a password sets.
const COMMON_BITS_EACH: usize = 7;

/// A password that says fewer letters and digits besides names is the name.
const OWN_LETTERS_MIN: usize = 6;

/// A shorter part of a name ("de", "St.") is in many words.
const NAME_LETTERS_MIN: usize = 3;

impl Weakness {
    /// The id of the message that says it.
    pub fn message(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::IsLogin => "password-is-login",
            Self::IsName => "password-is-name",
            Self::TooCommon => "password-too-common",
        }
    }
}

/// What is wrong with a password that somebody chose; `None` if it may be taken.
pub fn weakness(password: &str, known: &Known<'_>) -> Option<Weakness> {
    let letters = folded(password);
    if password.chars().count() < PASSWORD_CHARS_MIN {
        Some(Weakness::TooShort)
    } else if password.len() > PASSWORD_BYTES_MAX {
        Some(Weakness::TooLong)
    } else if !letters.is_empty() && letters == folded(known.login) {
        Some(Weakness::IsLogin)
    } else if is_common(&letters) {
        Some(Weakness::TooCommon)
    } else if is_name(&letters, known) {
        Some(Weakness::IsName)
    } else {
        None
    }
}

/// Lower case, letters and digits only: what is left of `Pass-Word 1!` is `password1`.
fn folded(text: &str) -> String {
    text.to_lowercase().chars().filter(|character| character.is_alphanumeric()).collect()
}

/// María types "maria" as often as "maría".
fn without_accents(text: &str) -> String {
    let plain = |letter| match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// Whether names are most of it: little is left when they are taken out.
fn is_name(letters: &str, known: &Known<'_>) -> bool {
    let texts = [known.login, known.person, known.site];
    let mut names: Vec<String> = texts
        .iter()
        .flat_map(|text| text.split(|character: char| !character.is_alphanumeric()))
        .map(|name| without_accents(&folded(name)))
        .filter(|name| name.chars().count() >= NAME_LETTERS_MIN)
        .collect();
    // "Anabel" before "Ana": the longer one leaves less.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let letters = without_accents(letters);
    let rest = names.iter().fold(letters.clone(), |rest, name| rest.replace(name, ""));
    rest.len() < letters.len() && rest.chars().count() < OWN_LETTERS_MIN
}

/// One of the most common ones, one character or one short run repeated, a walk along keyboard or
/// alphabet, or a well-known word with digits behind it.
fn is_common(letters: &str) -> bool {
    const WALKS: [&str; 6] = [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789",
        "98765432109876543210",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertyuiop1234567890",
        "1q2w3e4r5t6y7u8i9o0p",
    ];
    const WORDS: [&str; 16] = [
        "password",
        "passwort",
        "contrasena",
        "contraseña",
        "bluebutton",
        "letmein",
        "welcome",
        "iloveyou",
        "teamo",
        "qwerty",
        "admin",
        "patient",
        "paciente",
        "health",
        "salud",
        "clinic",
    ];
    let characters: Vec<char> = letters.chars().collect();
    let repeats = (1..=4).any(|run| {
        characters.len() > run && characters.iter().zip(&characters[run..]).all(|(a, b)| a == b)
    });
    let stem = letters.trim_end_matches(|character: char| character.is_ascii_digit());
    letters.is_empty()
        || repeats
        || is_in_filter(letters)
        || WALKS.iter().any(|walk| walk.contains(letters))
        || WORDS.iter().any(|word| stem == *word || stem == word.repeat(2))
}

fn is_in_filter(letters: &str) -> bool {
    let hash = sha256(letters.as_bytes());
    hash.chunks_exact(4).take(COMMON_BITS_EACH).all(|four| {
        let number = four.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        let bit = number % (COMMON.len() * 8);
        COMMON.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Random, SeededRandom};

    const ANA: Known<'_> =
        Known { login: "ana.reyes@mail", person: "Ana María Reyes", site: "Riverside Clinic" };

    fn of(password: &str) -> Option<Weakness> {
        weakness(password, &ANA)
    }

    #[test]
    fn weak_passwords_are_named() {
        assert_eq!(of("short"), Some(Weakness::TooShort));
        assert_eq!(of(&"long ".repeat(300)), Some(Weakness::TooLong));
        assert_eq!(of("ana.reyes@mail"), Some(Weakness::IsLogin));
        assert_eq!(of("aaaaaaaaaaaa"), Some(Weakness::TooCommon));
        assert_eq!(of("abcabcabcabc"), Some(Weakness::TooCommon));
        assert_eq!(of("Password123456"), Some(Weakness::TooCommon));
        assert_eq!(of("qwertyuiopas"), Some(Weakness::TooCommon));
        assert_eq!(of("three calm rivers"), None);
    }

    #[test]
    fn the_most_common_passwords_are_refused_however_they_are_dressed() {
        // From the beginning, the middle and the end of the list, of those that are long enough.
        for common in ["1qaz2wsx3edc", "finalfantasy", "unbelievable", "scandinavian"] {
            assert_eq!(of(common), Some(Weakness::TooCommon), "{common}");
        }
        assert_eq!(of("Unbeliev-Able!"), Some(Weakness::TooCommon));
        assert_eq!(of("...dragon......"), Some(Weakness::TooCommon));
    }

    #[test]
    fn hardly_anybody_is_refused_by_mistake() {
        let random: &dyn Random = &SeededRandom::new(5);
        let is_refused = || {
            let letters = random.bytes::<12>().map(|byte| char::from(b'a' + byte % 26));
            is_in_filter(&letters.iter().collect::<String>())
        };
        let refused = (0..20_000).filter(|_| is_refused()).count();
        assert!(refused < 10, "{refused} of 20,000");
    }

    #[test]
    fn names_that_a_guesser_knows_are_no_password() {
        for named in ["Riverside2024!", "AnaReyes1955", "maria-reyes-ana", "ReyesRiverside"] {
            assert_eq!(of(named), Some(Weakness::IsName), "{named}");
        }
        for own in ["reyes and the violet tractor", "bananas are yellow"] {
            assert_eq!(of(own), None, "{own}");
        }
    }
}
