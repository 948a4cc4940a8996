//! In which of our languages a source wrote something: pages say so, that it is read aloud as it was meant.
//!
//! Standard: WCAG 2.2, 3.1.2 (language of parts)

use crate::fold::fold;
use crate::words::Language;

/// The language of a text: Spanish where it has more of Spanish than of English, else English, the
/// language of most records here. A name of a medicine alone has nothing of either.
pub fn of(text: &str) -> Language {
    let letters = text.chars().filter(|letter| "áéíóúüñÁÉÍÓÚÑ¿¡".contains(*letter)).count();
    let folded = fold(text);
    let has = |known: &[&str]| {
        let words = folded.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| known.contains(word)).count()
    };
    if letters + has(&SPANISH) > has(&ENGLISH) { Language::Spanish } else { Language::English }
}

const SPANISH: [&str; 19] = [
    "de", "del", "la", "el", "los", "las", "con", "para", "por", "una", "cada", "y", "en", "su",
    "dia", "veces", "tome", "tableta", "presion",
];

const ENGLISH: [&str; 19] = [
    "the", "of", "and", "with", "for", "in", "to", "by", "on", "or", "every", "daily", "day",
    "take", "tablet", "oral", "not", "mouth", "due",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_wrote_in_spanish_is_told_from_what_it_wrote_in_english() {
        for text in ["Tome una tableta cada día", "Presión arterial alta", "Dolor de la rodilla"]
        {
            assert_eq!(of(text), Language::Spanish, "{text}");
        }
        for text in [
            "Take 1 tablet by mouth every day",
            "Essential hypertension",
            "lisinopril 10 MG Oral Tablet",
            "Seen with Dr. Muñoz for the knee",
            "",
        ] {
            assert_eq!(of(text), Language::English, "{text}");
        }
    }
}
