//! Bounds what one entry takes on paper. A document of a hundred thousand lines is nothing that
//! anybody prints, and setting it would keep everybody else's paper waiting: what goes on behind its
//! bound stands in the attached file, and the paper says so at the place.

use std::borrow::Cow;

use bluebutton_record::{Entry, Paper};
use serde_json::{Value, json};

/// A paper of more entries than this holds the newest only, and says so: 700 pages, 6 seconds of one
/// core and 650 MB. The file that is attached holds everything.
const ENTRIES_MAX: usize = 10_000;

/// Lines of one entry, some thirty pages of them.
const ENTRY_LINES_MAX: usize = 1_500;

/// Lines of all entries together: as many as the largest paper has without any long text.
const PAPER_LINES_MAX: usize = 120_000;

/// Lines of one cell of a table: a cell does not go on on the next page.
const CELL_LINES_MAX: usize = 30;

/// About so many letters fill a line.
const LINE_CHARS: usize = 90;

/// The paper with no more than [`ENTRIES_MAX`] entries, the newest ones and all without a date,
/// and how many older ones that leaves out.
pub(crate) fn newest(paper: &Paper) -> (Cow<'_, Paper>, usize) {
    if paper.entries.len() <= ENTRIES_MAX {
        return (Cow::Borrowed(paper), 0);
    }
    let date_of = |entry: &Entry| entry.date.map_or(i64::MAX, |date| date.sort_key());
    let mut dates: Vec<i64> = paper.entries.iter().map(date_of).collect();
    dates.sort_unstable_by(|a, b| b.cmp(a));
    let first = dates.get(ENTRIES_MAX - 1).copied().unwrap_or(i64::MIN);
    let mut entries: Vec<Entry> =
        paper.entries.iter().filter(|entry| date_of(entry) >= first).cloned().collect();
    // Many of one moment, or without a date: then the first ones of the paper.
    entries.truncate(ENTRIES_MAX);
    let older = paper.entries.len() - entries.len();
    (Cow::Owned(Paper { entries, ..paper.clone() }), older)
}

/// Shortens the entries of a paper's data; whether any was. `note` says at the place that there is more.
pub(crate) fn fit(data: &mut Value, note: &str) -> bool {
    let (mut left, mut is_any) = (PAPER_LINES_MAX, false);
    let sections = data.get_mut("sections").and_then(Value::as_array_mut);
    for section in sections.into_iter().flatten() {
        for kind in ["items", "singles"] {
            let entries = section.get_mut(kind).and_then(Value::as_array_mut);
            for entry in entries.into_iter().flatten() {
                is_any |= fit_entry(entry, &mut left, note);
            }
        }
    }
    is_any
}

fn fit_entry(entry: &mut Value, left: &mut usize, note: &str) -> bool {
    let may = ENTRY_LINES_MAX.min(*left);
    let mut budget = may;
    let is_cut = cut(entry, &mut budget);
    *left -= may - budget;
    if is_cut {
        // A paragraph of its own where there is room for one, or a line among the others.
        let told = [
            ("narrative", json!({ "kind": "paragraph", "text": note })),
            ("lines", json!({ "label": "…", "text": note })),
        ];
        for (place, line) in told {
            if let Some(list) = entry.get_mut(place).and_then(Value::as_array_mut) {
                list.push(line);
                break;
            }
        }
    }
    is_cut
}

/// Cuts what is behind the budget (in lines); whether anything was.
fn cut(value: &mut Value, budget: &mut usize) -> bool {
    match value {
        Value::String(text) => cut_text(text, budget),
        Value::Array(list) => {
            let (mut kept, mut is_cut) = (0, false);
            for one in list.iter_mut() {
                let Some(rest) = budget.checked_sub(1) else { break };
                *budget = rest;
                is_cut |= cut(one, budget);
                kept += 1;
            }
            let is_shorter = kept < list.len();
            list.truncate(kept);
            is_cut || is_shorter
        }
        Value::Object(fields) if fields.get("kind").is_some_and(|kind| kind == "table") => {
            let rows = fields.get_mut("rows").and_then(Value::as_array_mut);
            rows.is_some_and(|rows| cut_rows(rows, budget))
        }
        // Every field is looked at: none may be longer than what is left.
        Value::Object(fields) => {
            let mut is_cut = false;
            for field in fields.values_mut() {
                is_cut |= cut(field, budget);
            }
            is_cut
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The rows of a table: each keeps all its cells, or the columns would not fit any more.
fn cut_rows(rows: &mut Vec<Value>, budget: &mut usize) -> bool {
    let (mut kept, mut is_cut) = (0, false);
    for row in rows.iter_mut() {
        if *budget == 0 {
            break;
        }
        let mut height = 1;
        for cell in row.as_array_mut().into_iter().flatten() {
            let mut of_cell = CELL_LINES_MAX;
            is_cut |= cut(cell, &mut of_cell);
            height = height.max(CELL_LINES_MAX - of_cell);
        }
        *budget = budget.saturating_sub(height);
        kept += 1;
    }
    let is_shorter = kept < rows.len();
    rows.truncate(kept);
    is_cut || is_shorter
}

fn cut_text(text: &mut String, budget: &mut usize) -> bool {
    // Most texts are short: a look at the length is enough.
    if text.len() < LINE_CHARS && !text.contains('\n') {
        return false;
    }
    let (mut lines, mut column) = (0, 0);
    for (at, sign) in text.char_indices() {
        column += 1;
        if sign == '\n' || column > LINE_CHARS {
            (lines, column) = (lines + 1, 0);
            if lines > *budget {
                text.truncate(at);
                text.push('…');
                *budget = 0;
                return true;
            }
        }
    }
    *budget -= lines;
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(entry: Value) -> Value {
        json!({ "sections": [{ "items": [entry], "singles": [] }] })
    }

    fn narrative(data: &Value) -> &Vec<Value> {
        data["sections"][0]["items"][0]["narrative"].as_array().unwrap()
    }

    #[test]
    fn an_ordinary_entry_stays_as_it_is() {
        let text = "A line.\n".repeat(200);
        let entry = json!({
            "name": "Note", "lines": [{ "label": "Status", "text": "final" }],
            "narrative": [{ "kind": "paragraph", "text": text }],
        });
        let mut data = paper(entry);
        let before = data.clone();
        assert!(!fit(&mut data, "more"));
        assert_eq!(data, before);
    }

    #[test]
    fn a_text_of_many_lines_is_cut_and_the_paper_says_so_at_the_place() {
        for text in ["x\n".repeat(600_000), "word ".repeat(1_000_000)] {
            let block = json!({ "kind": "paragraph", "text": text });
            let mut data = paper(json!({ "narrative": [block] }));
            assert!(fit(&mut data, "more"));
            let [first, last] = &narrative(&data)[..] else { panic!("not two blocks") };
            assert!(
                first["text"].as_str().unwrap().len() <= (ENTRY_LINES_MAX + 1) * LINE_CHARS * 2
            );
            assert_eq!(last["text"], "more");
        }
    }

    #[test]
    fn a_table_of_many_rows_keeps_whole_rows() {
        let rows: Vec<Value> =
            (0..40_000).map(|row| json!([format!("{row}"), "x\n".repeat(500), "c"])).collect();
        let table = json!({ "kind": "table", "columns": 3, "head": ["a", "b", "c"], "rows": rows });
        let mut data = paper(json!({ "narrative": [table] }));
        assert!(fit(&mut data, "more"));
        let table = &narrative(&data)[0];
        let rows = table["rows"].as_array().unwrap();
        assert!(rows.len() <= ENTRY_LINES_MAX / CELL_LINES_MAX + 1, "{}", rows.len());
        assert!(rows.iter().all(|row| row.as_array().unwrap().len() == 3));
        assert_eq!(table["head"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn many_long_entries_share_the_bound_of_the_paper() {
        let text = "x\n".repeat(ENTRY_LINES_MAX * 2);
        let entry = json!({ "narrative": [{ "kind": "paragraph", "text": text }] });
        let mut data = json!({ "sections": [{ "items": vec![entry; 1_000], "singles": [] }] });
        assert!(fit(&mut data, "more"));
        let lines = data.to_string().matches("\\n").count();
        assert!(lines <= PAPER_LINES_MAX + 1_000, "{lines}");
    }
}
