//! Narrative blocks as HTML: only the shapes that [`bluebutton_record::narrative`] knows ever
//! reach the page, so nothing active from a document can.

use askama::Template;
use askama::filters::HtmlSafe;
use bluebutton_record::narrative::Block;

use super::view::LinkView;

/// Blocks of a narrative, shown in reading order.
#[derive(Clone, Copy, Template)]
#[template(path = "record/narrative.html")]
pub struct NarrativeView<'b> {
    /// The blocks.
    pub blocks: &'b [Block],
    /// Whether it is the page's one text, the headings of which can be gone to.
    pub is_whole: bool,
}

impl HtmlSafe for NarrativeView<'_> {}

impl<'b> NarrativeView<'b> {
    /// The blocks inside a list item.
    fn inner(blocks: &'b [Block]) -> Self {
        Self { blocks, is_whole: false }
    }

    /// The headings of a long text, to jump to: none where they are few.
    pub fn headings(blocks: &[Block]) -> Vec<LinkView> {
        let heading = |(at, block): (usize, &Block)| match block {
            Block::Heading(text) => {
                Some(LinkView { href: format!("#text-{}", at + 1), text: text.clone() })
            }
            _ => None,
        };
        let headings: Vec<LinkView> = blocks.iter().enumerate().filter_map(heading).collect();
        if headings.len() < JUMPS_MIN { Vec::new() } else { headings }
    }

    /// The cells of a row, each with the words of its column: for tables that become cards on a
    /// phone.
    fn cells(head: &'b [String], row: &'b [String]) -> impl Iterator<Item = (&'b str, &'b str)> {
        // The page sets a colon behind it.
        let column = |place: usize| head.get(place).map_or("", |name| name.trim_end_matches(':'));
        row.iter().enumerate().map(move |(place, cell)| (column(place), cell.as_str()))
    }
}

/// Fewer headings than this are seen without a list of them.
const JUMPS_MIN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_heading_of_a_long_text_can_be_gone_to() {
        let mut blocks = Vec::new();
        for n in 1..=5 {
            blocks.push(Block::Heading(format!("Part {n}")));
            blocks.push(Block::Paragraph("words".into()));
        }
        let headings = NarrativeView::headings(&blocks);
        assert_eq!(headings[4], LinkView { href: "#text-9".into(), text: "Part 5".into() });
        let html = NarrativeView { blocks: &blocks, is_whole: true }.to_string();
        for heading in &headings {
            let id = heading.href.trim_start_matches('#');
            assert!(html.contains(&format!("id=\"{id}\">{}", heading.text)), "{html}");
        }
        assert!(NarrativeView::headings(&blocks[..4]).is_empty());
    }

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
        let html = NarrativeView { blocks: &blocks, is_whole: false }.to_string();
        assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
        assert!(html.contains("one &#38; two"), "{html}");
        assert!(html.contains("<ol>") && html.contains("<table"), "{html}");
    }
}
