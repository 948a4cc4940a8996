//! What was noticed in what came in, in the language of whoever looks at it.
//!
//! Readers write plain English sentences, and reports keep them as they are: on the command line, in a
//! log, in what was stored years ago. A page in another language knows each again by its English words.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::FluentValue;

use super::{Language, Words};

impl Words {
    /// A sentence of a report. What is not known stays as its reader wrote it.
    pub fn issue<'m>(&self, message: &'m str) -> Cow<'m, str> {
        if self.language() == Language::English {
            return Cow::Borrowed(message);
        }
        self.retold(message, DEPTH_MAX).map_or(Cow::Borrowed(message), Cow::Owned)
    }

    /// The sentence, and what stands in its holes, in this language.
    fn retold(&self, message: &str, depth: usize) -> Option<String> {
        let (sentence, holes) = known(message)?;
        let told = holes.into_iter().map(|hole| {
            let inner = (depth > 0).then(|| self.retold(hole, depth - 1)).flatten();
            FluentValue::from(inner.unwrap_or_else(|| hole.to_owned()))
        });
        let arguments: Vec<(&str, FluentValue<'_>)> = ["a", "b"].into_iter().zip(told).collect();
        Some(self.with(sentence.id, &arguments))
    }
}

/// Whether a page in another language can tell a sentence.
pub fn is_known_issue(message: &str) -> bool {
    known(message).is_some()
}

/// An English sentence of the catalog: what stands around its holes.
struct Sentence {
    id: &'static str,
    pieces: Vec<String>,
}

impl Sentence {
    /// What stands in the holes of a message that is this sentence, the first hole first.
    fn holes<'m>(&self, message: &'m str) -> Option<Vec<&'m str>> {
        let (first, rest) = self.pieces.split_first()?;
        let mut left = message.strip_prefix(first.as_str())?;
        let Some((last, between)) = rest.split_last() else {
            return left.is_empty().then(Vec::new);
        };
        left = left.strip_suffix(last.as_str())?;
        let mut holes = Vec::with_capacity(rest.len());
        for piece in between.iter().rev() {
            let (before, hole) = left.rsplit_once(piece.as_str())?;
            holes.push(hole);
            left = before;
        }
        holes.push(left);
        holes.reverse();
        holes.iter().all(|hole| !hole.is_empty()).then_some(holes)
    }

    fn letters(&self) -> usize {
        self.pieces.iter().map(String::len).sum()
    }
}

/// The sentence that a message is: of several the one with most words of its own.
fn known(message: &str) -> Option<(&'static Sentence, Vec<&str>)> {
    let found = SENTENCES.iter().filter_map(|one| Some((one, one.holes(message)?)));
    found.max_by_key(|(one, _)| one.letters())
}

static SENTENCES: LazyLock<Vec<Sentence>> = LazyLock::new(|| {
    let english = Words::of(Language::English);
    let ids = CATALOG.lines().filter_map(|line| line.split_once(" = "));
    let ids = ids.map(|(id, _)| id).filter(|id| id.starts_with("issue-"));
    let sentence = |id| {
        let text = english.with(id, &[("a", HOLE.into()), ("b", HOLE.into())]);
        Sentence { id, pieces: text.split(HOLE).map(str::to_owned).collect() }
    };
    ids.map(sentence).collect()
});

const CATALOG: &str = include_str!("../../locales/en/issues.ftl");

/// What stands for a hole: in no sentence.
const HOLE: &str = "\u{1}";

/// A sentence in a hole of a sentence in a hole: deeper none is.
const DEPTH_MAX: usize = 3;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn spanish(message: &str) -> Cow<'_, str> {
        Words::of(Language::Spanish).issue(message)
    }

    #[test]
    fn a_sentence_is_known_by_its_words_with_what_stands_in_it() {
        assert_eq!(
            spanish("It is encrypted with a password. Unpack it first."),
            "Está cifrado con una contraseña. Descomprímalo primero."
        );
        let json = "The file is no JSON: a comma or } is missing (column 7). Ask the sender for a \
                    correct one.";
        assert_eq!(
            spanish(json),
            "El archivo no es JSON: falta una coma o } (columna 7). Pida uno correcto a quien lo envió."
        );
        assert_eq!(
            spanish("No id could be made for it. (12 resources)"),
            "No se le pudo dar un identificador. (12 recursos)"
        );
        let twice = "There is no resourceType, so it is no FHIR resource. Give FHIR R4 JSON. Others like \
                     it: 3.";
        assert!(spanish(twice).ends_with("Dé FHIR R4 en JSON. Otros como este: 3."));
        assert_eq!(spanish("Of an older version."), "Of an older version.");
        assert_eq!(Words::of(Language::English).issue(json), json);
    }

    /// What the readers write, as one text: a sentence may go over several lines.
    fn sources(folder: &Path, text: &mut String) {
        for item in std::fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                sources(&path, text);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let mut lines = source.lines();
                while let Some(line) = lines.next() {
                    let mut line = line.to_owned();
                    while let Some(begun) = line.strip_suffix('\\') {
                        line = format!("{begun}{}", lines.next().unwrap().trim_start());
                    }
                    text.push_str(&line);
                    text.push('\n');
                }
            }
        }
    }

    #[test]
    fn every_sentence_of_the_catalog_is_one_that_some_reader_writes() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut text = String::new();
        for folder in ["record/src", "formats/src", "exchange/src", "store/src/imports"] {
            sources(&crates.join(folder), &mut text);
        }
        let text = text.replace("\\\"", "\"").replace("\\\\", "\\").replace("}}", "}");
        for sentence in SENTENCES.iter() {
            for piece in sentence.pieces.iter().filter(|piece| piece.len() > 3) {
                let piece = piece.trim_matches([' ', ':']);
                assert!(text.contains(piece), "{}: {piece:?}", sentence.id);
            }
        }
    }
}
