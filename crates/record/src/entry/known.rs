//! What sources write in a few words that we know: told in words of ours, in the reader's language.

use super::FactText;
use crate::fold::fold;
use crate::json::Value;
use crate::{title, view};

/// Names as sources write them (folded, with one space between words), codes, and the message id of our word.
pub(super) type KnownTerm = (&'static [&'static str], &'static [&'static str], &'static str);

/// A concept: a word of ours where all that it says is known, else the words of its source. What a source writes
/// says more than its code.
pub(super) fn told(concept: Value<'_>, table: &[KnownTerm]) -> Option<FactText> {
    let said = view::concept(concept);
    let known = match &said {
        Some(said) => {
            let said = words_of(said);
            table.iter().find(|(names, ..)| names.contains(&said.as_str()))
        }
        None => concept.each("coding").find_map(|coding| {
            let code = coding.text_at(&["code"])?;
            table.iter().find(|(_, codes, _)| codes.contains(&&*code))
        }),
    };
    let known = known.map(|(_, _, id)| FactText::Word(id));
    known.or_else(|| said.map(title::calm).map(FactText::Source))
}

/// How a medicine or vaccine is given.
pub(super) fn route(concept: Value<'_>) -> Option<FactText> {
    told(concept, ROUTES)
}

/// The words of a text, folded.
pub(super) fn words_of(said: &str) -> String {
    let folded = fold(said);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Codes of the NCI Thesaurus and of SNOMED CT (notices in `docs/licences.md`).
#[rustfmt::skip]
const ROUTES: &[KnownTerm] = &[
    (&["oral", "by mouth", "oral use", "oral route", "po"], &["C38288", "26643006"], "route-mouth"),
    (&["subcutaneous", "subcutaneous route", "subcutaneous use"], &["C38299", "34206005"], "route-under-skin"),
    (&["intramuscular", "intramuscular route", "injection intramuscular", "intramuscular injection"], &["C28161", "78421000"], "route-muscle"),
    (&["intravenous", "intravenous route", "intravenous use"], &["C38276", "47625008"], "route-vein"),
    (&["topical", "topical route", "cutaneous"], &["C38304", "6064005"], "route-on-skin"),
    (&["transdermal", "transdermal route"], &["C38305", "45890007"], "route-patch"),
    (&["inhalation", "inhaled", "respiratory inhalation", "respiratory tract", "by inhalation"], &["C38216"], "route-inhaled"),
    (&["nasal", "intranasal", "nasal route"], &["C38284", "46713006"], "route-nose"),
    (&["ophthalmic", "ophthalmic route"], &["C38287", "54485002"], "route-eye"),
    (&["otic", "otic route", "auricular otic"], &["C38192", "10547007"], "route-ear"),
    (&["sublingual", "sublingual route"], &["C38300", "37839007"], "route-under-tongue"),
    (&["rectal", "rectal route"], &["C38295", "37161004"], "route-rectal"),
    (&["vaginal", "vaginal route"], &["C38313", "16857009"], "route-vaginal"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::words::{Language, Words};

    #[test]
    fn how_a_medicine_is_given_is_told_in_words_that_people_know() {
        let said = |json: &str, language| {
            let document = Document::parse(json).unwrap();
            Words::of(language).fact(&route(document.root()).unwrap()).into_owned()
        };
        let coded = r#"{"coding":[{"code":"C38299","display":"SUBCUTANEOUS"}]}"#;
        assert_eq!(said(coded, Language::English), "Under the skin (subcutaneous)");
        assert_eq!(said(coded, Language::Spanish), "Debajo de la piel (subcutánea)");
        assert_eq!(said(r#"{"text":"By mouth"}"#, Language::Spanish), "Por la boca");
        assert_eq!(said(r#"{"coding":[{"code":"26643006"}]}"#, Language::Spanish), "Por la boca");
        assert_eq!(said(r#"{"text":"Oral, with food"}"#, Language::Spanish), "Oral, with food");
        for (_, _, id) in ROUTES {
            assert!(Language::ALL.iter().all(|one| Words::of(*one).has(id)), "{id}");
        }
    }
}
