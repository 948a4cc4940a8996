//! A paper that is no record: a letter, a certificate, a leaflet, a list of whom something was given to.

use serde_json::{Value, json};

use crate::PdfError;
use crate::press::{Plate, can_show};

/// What stands on it. All of it is data: none of it is read as markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// The language tag: `en`, `es`.
    pub language: String,
    /// Who gives it out, above everything; may be empty.
    pub head: String,
    /// What it is.
    pub title: String,
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
    /// The line at the foot of each page.
    pub foot: String,
    /// When it was made, microseconds since 1970.
    pub made_at: i64,
}

/// A piece of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading.
    Heading(String),
    /// Words; line ends stay.
    Text(String),
    /// Words that the eye goes to.
    Large(String),
    /// One line each.
    List(Vec<String>),
    /// What something is and what it says.
    Pairs(Vec<(String, String)>),
    /// Room to sign by hand, with what stands under the line.
    Signature(String),
}

/// Most have a page or two. The longest is an accounting of six years, with some 200 characters a line:
/// a thousand lines, on sixty pages.
const CHARS_MAX: usize = 250_000;

/// What [`crate::print()`] prints a notice from.
pub fn notice(notice: &Notice) -> Result<Plate, PdfError> {
    let pieces: Vec<Value> = notice.pieces.iter().map(piece).collect();
    let data = json!({
        "kind": "notice",
        "language": notice.language,
        "head": shown(&notice.head),
        "title": shown(&notice.title),
        "pieces": pieces,
        "foot": shown(&notice.foot),
    });
    let data = data.to_string();
    if data.chars().count() > CHARS_MAX {
        return Err(PdfError("a notice that is too long for paper".to_owned()));
    }
    Ok(Plate { data: data.into_bytes(), attachments: Vec::new(), made_at: notice.made_at })
}

fn piece(piece: &Piece) -> Value {
    match piece {
        Piece::Heading(text) => json!({ "is": "heading", "text": shown(text) }),
        Piece::Text(text) => json!({ "is": "text", "text": shown(text) }),
        Piece::Large(text) => json!({ "is": "large", "text": shown(text) }),
        Piece::List(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| shown(line)).collect();
            json!({ "is": "list", "lines": lines })
        }
        Piece::Pairs(pairs) => {
            let pairs: Vec<Value> = pairs
                .iter()
                .map(|(label, text)| json!({ "label": shown(label), "text": shown(text) }))
                .collect();
            json!({ "is": "pairs", "pairs": pairs })
        }
        Piece::Signature(text) => json!({ "is": "signature", "text": shown(text) }),
    }
}

/// Text as the fonts can show it.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(|sign| if can_show(sign) { sign } else { '□' }).collect()
}
