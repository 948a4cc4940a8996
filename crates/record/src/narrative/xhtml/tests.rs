//! What becomes of the markup of documents, good and hostile.

use super::*;
use crate::narrative::plain_text;
use proptest::prelude::*;

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn cells(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn headings_paragraphs_and_breaks_are_read() {
    let blocks = from_xhtml(
        r#"<div xmlns="http://www.w3.org/1999/xhtml"><h2>Plan</h2><p>Rest &amp; <b>water</b>.<br/>Call us.</p>Bye</div>"#,
    );
    assert_eq!(
        blocks,
        [Block::Heading("Plan".into()), paragraph("Rest & water.\nCall us."), paragraph("Bye")]
    );
}

#[test]
fn a_table_keeps_its_head_and_rows_and_says_its_caption_first() {
    let blocks = from_xhtml(
        "<table><caption>Labs</caption><thead><tr><th>Test</th><th>Value</th></tr></thead>\
         <tbody><tr><td>A1c</td><td>7.2<br/>high</td></tr></tbody></table>",
    );
    let rows = vec![cells(&["A1c", "7.2\nhigh"])];
    let table = Block::Table { head: cells(&["Test", "Value"]), rows };
    assert_eq!(blocks, [Block::Heading("Labs".into()), table]);
}

#[test]
fn a_cell_over_several_rows_is_said_in_each_of_them() {
    let blocks = from_xhtml(
        "<table><tr><td rowspan='2'>Monday</td><td>a</td></tr><tr><td>b</td></tr><tr><td>Tue</td><td>c</td></tr></table>",
    );
    let rows = vec![cells(&["Monday", "a"]), cells(&["Monday", "b"]), cells(&["Tue", "c"])];
    assert_eq!(blocks, [Block::Table { head: vec![], rows }]);
}

#[test]
fn lists_nest() {
    let blocks = from_xhtml("<ul><li>a<ol><li>b</li></ol></li><li>c</ul>");
    let inner = Block::List { ordered: true, items: vec![vec![paragraph("b")]] };
    let items = vec![vec![paragraph("a"), inner], vec![paragraph("c")]];
    assert_eq!(blocks, [Block::List { ordered: false, items }]);
}

#[test]
fn nothing_active_is_left() {
    let text = plain_text(&from_xhtml(
        "<p onclick='x()'>Hello<script>alert(1)</script><style>p{}</style>\
         <a href='javascript:alert(2)'>link</a><iframe src='x'>frame</iframe> &lt;b&gt;</p>",
    ));
    assert_eq!(text, "Hellolink <b>\n");
}

#[test]
fn text_that_is_no_markup_stays_text() {
    assert_eq!(from_xhtml("pH < 7 & rising"), [paragraph("pH < 7 & rising")]);
    assert_eq!(from_xhtml("<p>cut off <b"), [paragraph("cut off")]);
}

#[test]
fn deep_nesting_is_flattened() {
    let deep = format!("{}end", "<ul><li>x".repeat(10_000));
    assert!(plain_text(&from_xhtml(&deep)).ends_with("end\n"));
    let tables = format!("{}end", "<table><tr><td>".repeat(10_000));
    assert!(plain_text(&from_xhtml(&tables)).contains("end"));
}

#[test]
fn hostile_markup_neither_grows_nor_takes_forever() {
    for piece in
        ["<svg>", "<a \">\"", "<td colspan=64>", "<tr><td rowspan=1000>x", "<!", "&#", "<ul><li>"]
    {
        let markup = format!("<table>{}", piece.repeat(30_000));
        let size = plain_text(&from_xhtml(&markup)).len();
        assert!(size < 20 * markup.len(), "{piece:?} grew to {size}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(<|>|/|&|;|\"|'|=|[a-z ]|<table>|<tr>|<td rowspan='9'>|<td colspan=3>|</table>|<ul>|<li>|</ul>|<p>|<pre>|</pre>|<script>|é){0,80}") {
        let _ = from_xhtml(&text);
    }

    #[test]
    fn no_word_is_lost(words in prop::collection::vec("[a-z]{1,8}", 1..20),
                       tags in prop::collection::vec(prop::sample::select(vec![
                           "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<th>",
                           "</td>", "</tr>", "</table>", "<br/>", "<b>", "</b>", "<caption>",
                           "</caption>", "<h2>", "</h2>", "<div>", "</li>", "<pre>", "</pre>"]), 20)) {
        let mut markup = String::new();
        for (word, tag) in words.iter().zip(&tags) {
            markup.push_str(tag);
            markup.push(' ');
            markup.push_str(word);
            markup.push(' ');
        }
        let text = plain_text(&from_xhtml(&markup));
        let mut left: Vec<&str> = text.split_whitespace().collect();
        for word in &words {
            let found = left.iter().position(|own| own == word);
            prop_assert!(found.is_some(), "{} is missing in {:?} made of {:?}", word, text, markup);
            left.swap_remove(found.unwrap());
        }
    }
}
