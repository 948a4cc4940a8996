//! Tables of a narrative: columns as wide as their words want, so that no word is broken that would fit.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::Setter;

/// Narrative tables with more columns than this are set as lists: a column would hold no word.
const COLUMNS_MAX: usize = 8;

/// About so many letters of the size of notes fit a line of the page.
const LINE_CHARS: f64 = 84.0;

/// What stands between two columns, in letters.
const GAP_CHARS: f64 = 2.5;

/// A column is never narrower, in letters.
const COLUMN_CHARS_MIN: f64 = 3.0;

impl Setter {
    /// A table of a narrative. Columns in which nothing stands at all are left out.
    pub(super) fn table(&mut self, head: &[String], rows: &[Vec<String>]) -> Option<Value> {
        let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
        let all = || rows.iter().map(Vec::as_slice).chain([head]);
        let says = |at: &usize| all().any(|row| !cell(row, *at).trim().is_empty());
        let told: Vec<usize> = (0..columns).filter(says).collect();
        if told.is_empty() {
            return None;
        }
        if told.len() > COLUMNS_MAX {
            return Some(self.wide_table(head, rows));
        }
        let columns: Vec<Column> =
            told.iter().map(|at| Column::of(all().map(|row| cell(row, *at)))).collect();
        let widths = widths(&columns);
        let mut fitted = |row: &[String]| -> Vec<String> {
            let cells = told.iter().zip(&widths);
            cells.map(|(at, (_, letters))| self.fitted(cell(row, *at), *letters)).collect()
        };
        let set_head = if head.is_empty() { Vec::new() } else { fitted(head) };
        let rows: Vec<_> = rows.iter().map(|row| fitted(row)).collect();
        let widths: Vec<f64> = widths.iter().map(|(width, _)| *width).collect();
        Some(json!({ "kind": "table", "columns": widths, "head": set_head, "rows": rows }))
    }

    /// A table too wide for the page: each row a line of "head: cell".
    fn wide_table(&mut self, head: &[String], rows: &[Vec<String>]) -> Value {
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let cells = row.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
            let told = cells.map(|(at, cell)| match head.get(at).map(|head| head.trim()) {
                Some(head) if !head.is_empty() => format!("{head}: {cell}"),
                _ => cell.clone(),
            });
            let text = told.collect::<Vec<_>>().join("; ");
            items.push(vec![self.text("paragraph", &text)]);
        }
        json!({ "kind": "list", "ordered": false, "items": items })
    }
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

/// What a column wants, in letters.
struct Column {
    /// Its longest word.
    word: f64,
    /// How many letters the longest word has.
    letters: usize,
    /// Its longest cell.
    cell: f64,
}

impl Column {
    fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let start = Self { word: COLUMN_CHARS_MIN, letters: 1, cell: COLUMN_CHARS_MIN };
        cells.fold(start, |all, cell| {
            let words = || cell.split(|letter: char| letter.is_whitespace() && letter != '\u{a0}');
            let letters = words().map(|word| word.chars().count()).max().unwrap_or_default();
            Self {
                word: words().map(width).fold(all.word, f64::max),
                letters: all.letters.max(letters),
                cell: all.cell.max(width(cell)),
            }
        })
    }
}

/// How wide columns are, in letters: each its longest word, and of what is left as much as its cells want. Where
/// not even the words fit, the longest ones are broken: behind each width stands how many letters go unbroken.
fn widths(columns: &[Column]) -> Vec<(f64, usize)> {
    let room = LINE_CHARS - GAP_CHARS * columns.len() as f64;
    let mut words: Vec<f64> = columns.iter().map(|column| column.word).collect();
    let cap = cap(&words, room);
    for word in &mut words {
        *word = word.min(cap);
    }
    let left = (room - words.iter().sum::<f64>()).max(0.0);
    let wants = columns.iter().zip(&words).map(|(column, word)| (column.cell - word).max(0.0));
    // A cell of pages takes not all of it.
    let wants: Vec<f64> = wants.map(|want| want.min(LINE_CHARS)).collect();
    let all: f64 = wants.iter().sum();
    let share = if all > left { left / all } else { 1.0 };
    let each = columns.iter().zip(words).zip(wants);
    each.map(|((column, word), want)| {
        // Where every word fits, none is given a place to break at: see `Setter::fitted`.
        let fits = column.word <= cap;
        let letters = if fits { column.letters * 2 } else { cap.floor() as usize };
        (word + want * share + GAP_CHARS, letters)
    })
    .collect()
}

/// The length at which words are cut so that all columns fit together.
fn cap(words: &[f64], room: f64) -> f64 {
    let mut sorted = words.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut left = room;
    for (at, word) in sorted.iter().enumerate() {
        let fair = left / (sorted.len() - at) as f64;
        if *word > fair {
            return fair;
        }
        left -= word;
    }
    f64::INFINITY
}

/// The width of a text in letters of usual width.
fn width(text: &str) -> f64 {
    let letter = |letter: char| match letter {
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.5,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '!' | '|' | '(' | ')' => 0.7,
        capital if capital.is_uppercase() => 1.25,
        _ => 1.0,
    };
    text.chars().map(letter).sum()
}

/// A text whose no-break spaces break after all where what they join is longer than its column.
pub(super) fn bound(text: &str, word_chars: usize) -> Cow<'_, str> {
    if !text.contains('\u{a0}') {
        return Cow::Borrowed(text);
    }
    let is_end = |letter: char| letter.is_whitespace() && letter != '\u{a0}';
    let words = text.split_inclusive(is_end).map(|word| {
        let is_longer = word.trim_end().chars().count() > word_chars;
        if is_longer { Cow::Owned(word.replace('\u{a0}', " ")) } else { Cow::Borrowed(word) }
    });
    Cow::Owned(words.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;
    use bluebutton_record::Language;

    fn table(head: &[&str], rows: &[&[&str]]) -> Value {
        let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows: Vec<_> = rows.iter().map(|row| own(row)).collect();
        Setter::new(words::of(Language::English)).table(&own(head), &rows).unwrap()
    }

    #[test]
    fn a_word_that_fits_the_page_is_not_broken() {
        let head = ["Drug", "Generic", "Strength", "Dose", "Route", "Form", "From", "Comments"];
        let row = [
            "Synthroid",
            "(levothyroxine)",
            "75 mcg",
            "1",
            "Oral",
            "Tablet",
            "2012-08-06",
            "take it every morning before breakfast, with a glass of water",
        ];
        let set = table(&head, &[&row]);
        assert_eq!(set["rows"][0][1], "(levothyroxine)");
        assert_eq!(set["rows"][0][6], "2012-08-06");
        let widths: f64 = set["columns"].as_array().unwrap().iter().filter_map(Value::as_f64).sum();
        assert!(widths <= LINE_CHARS + 0.01, "{widths}");
    }

    #[test]
    fn words_that_can_not_fit_are_broken_where_they_are_longest() {
        let long = "a".repeat(60);
        let set = table(&["A", "B"], &[&[&long, &long], &["short", "b"]]);
        assert!(set["rows"][0][0].as_str().unwrap().contains('\u{200b}'));
        assert_eq!(set["rows"][1][0], "short");
    }

    #[test]
    fn a_column_in_which_nothing_stands_is_left_out() {
        let set = table(&["A", "", "C"], &[&["1", " ", "3"]]);
        assert_eq!(set["head"], json!(["A", "C"]));
        assert_eq!(set["columns"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn what_is_joined_breaks_only_where_it_would_not_fit() {
        assert_eq!(bound("170\u{a0}cm", 12), "170\u{a0}cm");
        assert_eq!(bound("72\u{a0}mL/min/1.73\u{a0}m²", 12), "72 mL/min/1.73 m²");
    }
}
