//! Letters: one page each, such as an invitation in both languages. What is said comes from whoever
//! writes them; nothing of it is read as markup.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::notice::shown;
use crate::press::Plate;

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The same in each language.
    pub parts: Vec<LetterPart>,
    /// A picture to point a telephone at (SVG).
    pub picture: String,
}

/// What a letter says in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPart {
    /// The language tag: `en`, `es`.
    pub language: &'static str,
    /// The heading.
    pub heading: String,
    /// Sentences before what stands out.
    pub before: Vec<String>,
    /// What stands out: label and text.
    pub rows: Vec<(String, String)>,
    /// Sentences behind it.
    pub after: Vec<String>,
    /// What the picture is, for who can't see it.
    pub picture: String,
}

/// What letters are printed from: one page each, in their order. `from` is who writes them.
pub fn letters(title: &str, from: &str, all: &[Letter], at: Timestamp) -> Plate {
    let pages: Vec<Value> = all.iter().map(page).collect();
    let data = json!({ "kind": "letters", "title": title, "from": shown(from), "pages": pages });
    let data = data.to_string().into_bytes();
    Plate { data, attachments: Vec::new(), made_at: at.as_microsecond() }
}

fn page(letter: &Letter) -> Value {
    let parts = letter.parts.iter().map(|part| {
        let rows = part.rows.iter();
        let rows = rows.map(|(label, text)| json!({ "label": shown(label), "text": shown(text) }));
        let all = |lines: &[String]| lines.iter().map(|line| shown(line)).collect::<Vec<_>>();
        json!({
            "language": part.language,
            "heading": shown(&part.heading),
            "before": all(&part.before),
            "rows": rows.collect::<Vec<_>>(),
            "after": all(&part.after),
            "picture": part.picture,
        })
    });
    json!({ "picture": letter.picture, "parts": parts.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2" width="2" height="2"><rect width="1" height="1" fill="#000"/></svg>"##;

    fn letter(name: &str) -> Letter {
        let part = |language, dear: &str| LetterPart {
            language,
            heading: "Riverside".to_owned(),
            before: vec![format!("{dear} {name}")],
            rows: vec![("Code".to_owned(), "ABCD-EFGH-JKMN".to_owned())],
            after: Vec::new(),
            picture: "Where to go".to_owned(),
        };
        Letter { parts: vec![part("en", "Dear"), part("es", "Hola")], picture: SVG.to_owned() }
    }

    #[test]
    fn each_letter_is_a_page_of_its_own_and_no_name_is_markup() {
        let names = ["Ana Reyes", "#panic(\"*x*\") $y$ <b>", "Łucja Żółć"];
        let all: Vec<Letter> = names.iter().map(|name| letter(name)).collect();
        let at = Timestamp::from_second(1_777_800_000).unwrap();
        let bytes = crate::print(letters("Letters", "Riverside", &all, at)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("%PDF-"));
        assert!(text.contains("/Count 3"), "three pages");
    }
}
