//! Narrative text as blocks that can do no harm: no link, script, style or picture of a document
//! ever reaches a reader; only these shapes do.

mod markup;
mod table;
mod told;
mod xhtml;

pub use told::{tell, told};
pub use xhtml::from_xhtml;

use crate::fold::fold;

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

/// The narrative of a section under its title. Where it begins with the same words again, as a heading of
/// its own or the only column of a table, they stand once.
pub fn titled(title: Option<String>, mut blocks: Narrative) -> Narrative {
    let Some(title) = title else { return blocks };
    let is_title = |text: &str| fold(text).trim() == fold(&title).trim();
    match blocks.first_mut() {
        Some(Block::Heading(text)) if is_title(text) => {
            blocks.remove(0);
        }
        Some(Block::Table { head, .. })
            if head.len() == 1 && head.iter().all(|it| is_title(it)) =>
        {
            head.clear();
        }
        _ => {}
    }
    blocks.insert(0, Block::Heading(title));
    blocks
}

/// Each text of a narrative that is no heading: paragraphs, items, cells.
pub fn texts<'b>(blocks: &'b [Block], see: &mut impl FnMut(&'b str)) {
    for block in blocks {
        match block {
            Block::Heading(_) => {}
            Block::Paragraph(text) | Block::Preformatted(text) => see(text),
            Block::List { items, .. } => items.iter().for_each(|item| texts(item, see)),
            Block::Table { rows, .. } => rows.iter().flatten().for_each(|cell| see(cell)),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_the_text_says_again_stands_once() {
        let title = || Some("Assessment and Plan".to_owned());
        let paragraph = || Block::Paragraph("Lose weight".to_owned());
        let head = |text: &str| Block::Heading(text.to_owned());
        let table = |heads: &[&str]| Block::Table {
            head: heads.iter().map(|one| (*one).to_owned()).collect(),
            rows: vec![vec!["Lose weight".to_owned()]],
        };
        assert_eq!(
            titled(title(), vec![head("Assessment and plan"), paragraph()]),
            [head("Assessment and Plan"), paragraph()]
        );
        assert_eq!(
            titled(title(), vec![table(&["ASSESSMENT AND PLAN"])]),
            [head("Assessment and Plan"), table(&[])]
        );
        let two = vec![table(&["Assessment and Plan", "Date"])];
        assert_eq!(titled(title(), two.clone())[1], two[0], "a column is no title");
        assert_eq!(titled(None, vec![paragraph()]), [paragraph()]);
    }
}
