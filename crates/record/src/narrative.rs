//! Narrative text as blocks that can do no harm: no link, script, style or picture of a document
//! ever reaches a reader; only these shapes do.

mod markup;
mod table;
mod told;
mod xhtml;

pub use told::{tell, told};
pub use xhtml::from_xhtml;

/// One block of narrative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading inside the narrative (table caption, list caption, `h1` …).
    Heading(String),
    /// A paragraph; line breaks inside are `\n`.
    Paragraph(String),
    /// A list.
    List {
        /// Whether it is numbered.
        ordered: bool,
        /// Each item is blocks again.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table {
        /// Header cells; may be empty.
        head: Vec<String>,
        /// Rows of cells.
        rows: Vec<Vec<String>>,
    },
    /// Text whose spaces and line breaks matter (`pre`, plain-text notes).
    Preformatted(String),
}

/// A narrative: blocks in reading order.
pub type Narrative = Vec<Block>;

/// All text of a narrative, a line a block, a space between cells: for search and plain checks.
pub fn plain_text(blocks: &[Block]) -> String {
    let mut out = String::new();
    append_text(blocks, &mut out);
    out
}

fn append_text(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(text) | Block::Paragraph(text) | Block::Preformatted(text) => {
                out.push_str(text);
                out.push('\n');
            }
            Block::List { items, .. } => items.iter().for_each(|item| append_text(item, out)),
            Block::Table { head, rows } => {
                for row in std::iter::once(head).chain(rows) {
                    out.push_str(&row.join(" "));
                    out.push('\n');
                }
            }
        }
    }
}
