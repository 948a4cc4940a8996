//! Reads what was served: the blocks of an HTML page, numbers and dates in words. None of it is the
//! product's code: what checks must not make the mistakes of what it checks.

use std::collections::BTreeMap;

/// A block of a page with its own words.
#[derive(Clone, Debug)]
pub struct Piece {
    pub tag: String,
    pub class: String,
    pub id: String,
    pub href: String,
    pub text: String,
}

/// Headings to titles, in order.
pub type Groups = BTreeMap<String, Vec<String>>;

const BLOCKS: [&str; 16] = [
    "h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "a", "td", "th", "caption", "summary",
    "section", "nav", "article",
];

/// The blocks of a page, in the order in which they begin.
pub fn pieces(html: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = html.split_once("<body").map_or(html, |(_, body)| body);
    while let Some(at) = rest.find('<') {
        if let Some(piece) = open.last().and_then(|place| out.get_mut(*place)) {
            piece.text.push_str(&decoded(&rest[..at]));
        }
        let Some(end) = rest[at..].find('>') else { break };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if matches!(name.as_str(), "br" | "p" | "div" | "td" | "li") {
            for place in &open {
                out[*place].text.push(' ');
            }
        }
        if !BLOCKS.contains(&name.as_str()) {
            continue;
        }
        if tag.starts_with('/') {
            if let Some(place) = open.iter().rposition(|place| out[*place].tag == name) {
                open.truncate(place);
            }
            continue;
        }
        open.push(out.len());
        let attribute = |name: &str| attribute(tag, name);
        out.push(Piece {
            class: attribute("class"),
            id: attribute("id"),
            href: attribute("href"),
            tag: name,
            text: String::new(),
        });
    }
    for piece in &mut out {
        piece.text = plain(&piece.text);
    }
    out
}

fn attribute(tag: &str, name: &str) -> String {
    let from = tag.split_once(&format!(" {name}=\"")).map_or("", |(_, rest)| rest);
    decoded(from.split('"').next().unwrap_or_default())
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find(';').filter(|end| *end < 10) else {
            out.push('&');
            rest = &rest[at + 1..];
            continue;
        };
        let name = &rest[at + 1..at + end];
        let number = name.strip_prefix('#').and_then(|number| {
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16).ok());
            hex.unwrap_or_else(|| number.parse().ok())
        });
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => ' ',
            _ => number.and_then(char::from_u32).unwrap_or('&'),
        });
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}

/// One space between words.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters and digits alone: how words survive line breaks and hyphens of a paper.
pub fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// The first whole number in a text.
pub fn number(text: &str) -> Option<usize> {
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(|letter| letter.is_ascii_digit() || *letter == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// "May 3, 2026" as (2026, 5, 3), wherever it stands last in a text.
pub fn last_date(text: &str) -> Option<(i32, u32, u32)> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(3).rev().find_map(|three| {
        let month = MONTHS.iter().position(|month| *month == three[0])?;
        let day = three[1].trim_end_matches(',').parse().ok()?;
        let year = three[2].trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
        Some((year, month as u32 + 1, day))
    })
}

/// Whether a span of days, "May 3, 2026 to May 9, 2026", ends no earlier than it begins.
pub fn goes_forward(text: &str) -> bool {
    let ends = text.split_once(" to ").map(|(from, until)| (last_date(from), last_date(until)));
    !matches!(ends, Some((Some(from), Some(until))) if until < from)
}

/// The number of a value or of an end of a range: "7.20 mg/dL" is 7.2; "Negative" is none.
pub fn decimal(text: &str) -> Option<f64> {
    let first = text.split_whitespace().next()?;
    first.replace(',', "").parse().ok()
}
