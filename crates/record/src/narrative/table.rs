//! A table being read from markup: rows and cells, with those that reach over others.

use crate::limits::NARRATIVE_COLUMNS_MAX;

#[derive(Default)]
pub(super) struct Table {
    /// What stands in the head above all columns.
    pub(super) name: Option<String>,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) row: Option<TableRow>,
    pub(super) is_in_head: bool,
    /// Tables inside a cell of this one: their text becomes the cell's.
    pub(super) nested: usize,
    /// For each column, the cell of an earlier row that reaches into the next ones: how many more
    /// rows (none is none), and its text.
    pub(super) reaching: Vec<(usize, String)>,
}

#[derive(Default)]
pub(super) struct TableRow {
    pub(super) cells: Vec<String>,
    pub(super) is_all_header: bool,
    pub(super) cell: Option<Cell>,
}

/// What a cell says about itself.
pub(super) struct Span {
    pub(super) is_header: bool,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

#[derive(Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Table {
    pub(super) fn open_row(&mut self, budget: &mut usize) {
        self.close_row(budget);
        self.row = Some(TableRow { is_all_header: true, ..TableRow::default() });
    }

    pub(super) fn close_row(&mut self, budget: &mut usize) {
        self.close_cell(budget);
        let Some(mut row) = self.row.take() else { return };
        self.fill_from_above(&mut row.cells, budget);
        for (rows, _) in &mut self.reaching {
            *rows = rows.saturating_sub(1);
        }
        if row.cells.iter().all(String::is_empty) {
            return;
        }
        let is_head = self.is_in_head || row.is_all_header;
        match (self.head.is_empty(), self.rows.is_empty()) {
            (true, true) if is_head => self.head = row.cells,
            // A second row of the head, not a heading within the table.
            (false, true) if is_head && told(&row.cells) > 1 => self.add_to_head(row.cells),
            _ => self.rows.push(row.cells),
        }
    }

    /// A second row of the head: what stood alone above all columns names the table, what stood above some of
    /// them goes before their names.
    fn add_to_head(&mut self, second: Vec<String>) {
        let first = std::mem::take(&mut self.head);
        if told(&first) == 1 {
            let name = first.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default();
            self.name = Some(name);
            self.head = second;
            return;
        }
        let mut group = String::new();
        let mut above = first.into_iter();
        let both = second.into_iter().map(|cell| {
            group = above.next().filter(|cell| !cell.is_empty()).unwrap_or_else(|| group.clone());
            match cell {
                cell if cell.is_empty() || cell == group => group.clone(),
                cell if group.is_empty() => cell,
                cell => format!("{group}: {cell}"),
            }
        });
        self.head = both.collect();
    }

    pub(super) fn open_cell(&mut self, span: Span, budget: &mut usize) {
        if self.row.is_none() {
            self.open_row(budget);
        }
        self.close_cell(budget);
        let Some(mut row) = self.row.take() else { return };
        self.fill_from_above(&mut row.cells, budget);
        row.is_all_header &= span.is_header;
        let columns = span.columns.clamp(1, NARRATIVE_COLUMNS_MAX);
        let rows = span.rows.clamp(1, ROWS_REACHED_MAX);
        row.cell = Some(Cell { text: String::new(), columns, rows });
        self.row = Some(row);
    }

    pub(super) fn close_cell(&mut self, budget: &mut usize) {
        let Some(row) = self.row.as_mut() else { return };
        let Some(cell) = row.cell.take() else { return };
        let text = tidy(&cell.text);
        if row.cells.len() >= NARRATIVE_COLUMNS_MAX {
            if let Some(last) = row.cells.last_mut() {
                last.push(' ');
                last.push_str(&text);
            }
            return;
        }
        let column = row.cells.len();
        if cell.rows > 1 && text.len() <= REPEATED_TEXT_BYTES_MAX {
            let width = self.reaching.len().max(column + 1);
            self.reaching.resize(width, (0, String::new()));
            if let Some(reaching) = self.reaching.get_mut(column) {
                *reaching = (cell.rows, text.clone());
            }
        }
        row.cells.push(text);
        let end = (column + cell.columns).min(NARRATIVE_COLUMNS_MAX);
        while row.cells.len() < end && spend(budget, CELL_BYTES) {
            row.cells.push(String::new());
        }
    }

    /// A cell that reaches down over several rows is said in each of them: a table read aloud or
    /// shown as cards has no "above".
    fn fill_from_above(&self, cells: &mut Vec<String>, budget: &mut usize) {
        while let Some((rows, text)) = self.reaching.get(cells.len()) {
            if *rows == 0 || !spend(budget, CELL_BYTES + text.len()) {
                return;
            }
            cells.push(text.clone());
        }
    }

    pub(super) fn add_space(&mut self) {
        if let Some(cell) = self.row.as_mut().and_then(|row| row.cell.as_mut()) {
            append(&mut cell.text, " ", false);
        }
    }
}

/// How many cells say something.
fn told(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// Adds text; outside `pre`, white space runs together.
pub(super) fn append(out: &mut String, text: &str, is_pre: bool) {
    if is_pre {
        out.push_str(text);
        return;
    }
    for character in text.chars() {
        if character.is_ascii_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else if !character.is_control() {
            out.push(character);
        }
    }
}

/// Lines trimmed, no empty line at either end, never more than one between.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines().map(|line| line.trim_matches([' ', '\u{a0}', '\t'])) {
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        empty_lines = 0;
        out.push_str(line);
    }
    out
}

/// A cell reaching over more rows than this is taken for a mistake.
const ROWS_REACHED_MAX: usize = 1000;

/// Longer texts are not repeated in each row their cell reaches.
const REPEATED_TEXT_BYTES_MAX: usize = 200;

/// What even an empty cell costs.
const CELL_BYTES: usize = 24;

fn spend(budget: &mut usize, bytes: usize) -> bool {
    let left = budget.checked_sub(bytes);
    *budget = left.unwrap_or(*budget);
    left.is_some()
}
