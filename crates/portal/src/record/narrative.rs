//! Narrative blocks as HTML: only the shapes that [`bluebutton_record::narrative`] knows ever
//! reach the page, so nothing active from a document can.

use askama::Template;
use askama::filters::HtmlSafe;
use bluebutton_record::narrative::Block;

/// Blocks of a narrative, shown in reading order.
#[derive(Clone, Copy, Template)]
#[template(path = "record/narrative.html")]
pub struct NarrativeView<'b> {
    /// The blocks.
    pub blocks: &'b [Block],
}

impl HtmlSafe for NarrativeView<'_> {}

impl<'b> NarrativeView<'b> {
    /// The blocks inside a list item.
    fn inner(blocks: &'b [Block]) -> Self {
        Self { blocks }
    }

    /// The cells of a row, each with the words of its column: for tables that become cards on a
    /// phone.
    fn cells(head: &'b [String], row: &'b [String]) -> impl Iterator<Item = (&'b str, &'b str)> {
        let column = |place: usize| head.get(place).map_or("", String::as_str);
        row.iter().enumerate().map(move |(place, cell)| (column(place), cell.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_shown_as_text() {
        let blocks = vec![
            Block::Heading("<b>".into()),
            Block::Paragraph("<script>alert(1)</script>".into()),
            Block::List { ordered: true, items: vec![vec![Block::Paragraph("one & two".into())]] },
            Block::Table {
                head: vec!["<th>".into()],
                rows: vec![vec!["\"x\"".into(), "y".into()]],
            },
            Block::Preformatted("<img src=x onerror=y>".into()),
        ];
        let html = NarrativeView { blocks: &blocks }.to_string();
        assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
        assert!(html.contains("one &#38; two"), "{html}");
        assert!(html.contains("<ol>") && html.contains("<table"), "{html}");
    }
}
