//! The trail as a file: a table for a spreadsheet (RFC 4180), or a line of JSON for each.

use serde_json::{Value, json};

use super::AuditLine;
use super::trail::{TrailFormat, TrailPage};

impl TrailPage {
    /// The lines as a file; where older lines are left out, its last line says so.
    pub fn file(&self, format: TrailFormat) -> String {
        match format {
            TrailFormat::Csv => csv(self),
            TrailFormat::Ndjson => ndjson(self),
        }
    }
}

fn csv(page: &TrailPage) -> String {
    let mut out = String::from("number,time,who,part,account,event,details,reason,asked_by\r\n");
    for line in &page.lines {
        let cells = cells(line);
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    if page.is_cut {
        out.push_str(&quoted(CUT));
        out.push_str("\r\n");
    }
    out
}

fn cells(line: &AuditLine) -> [String; 9] {
    let (number, time) = (line.seq.to_string(), line.at.to_string());
    let Some((by, event)) = &line.told else {
        let no = String::new;
        return [number, time, no(), no(), no(), "altered".to_owned(), no(), no(), no()];
    };
    let told = serde_json::to_value(event).unwrap_or_default();
    let part = serde_json::to_value(by.part).unwrap_or_default();
    let word = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let asked_by = by.asked_by.as_ref().and_then(|by| by.name.clone());
    [
        number,
        time,
        by.name.clone().unwrap_or_default(),
        word(Some(&part)),
        by.account.as_ref().map(|id| id.0.clone()).unwrap_or_default(),
        word(told.get("event")),
        told.to_string(),
        by.reason.clone().unwrap_or_default(),
        asked_by.unwrap_or_default(),
    ]
}

/// A cell. What a spreadsheet would take for a formula is told to be text.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

fn ndjson(page: &TrailPage) -> String {
    let mut out = String::new();
    for line in &page.lines {
        let (number, time) = (line.seq, line.at.to_string());
        let told = match &line.told {
            Some((by, event)) => json!({ "number": number, "time": time, "by": by, "told": event }),
            None => json!({ "number": number, "time": time, "altered": true }),
        };
        out.push_str(&told.to_string());
        out.push('\n');
    }
    if page.is_cut {
        out.push_str(&json!({ "cut": CUT }).to_string());
        out.push('\n');
    }
    out
}

/// In files for programs, which are not translated.
const CUT: &str = "There are older lines. Choose an earlier last day to get them.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        assert_eq!(quoted("=cmd|' /c calc'!A1"), "\"'=cmd|' /c calc'!A1\"");
        assert_eq!(quoted("O\"Brien"), "\"O\"\"Brien\"");
        assert_eq!(quoted("Ana"), "\"Ana\"");
    }
}
