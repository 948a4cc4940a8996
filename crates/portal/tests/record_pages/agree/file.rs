//! The parts of a page and of the HTML file, as a reader sees them.

use super::read::{Groups, Piece, number, pieces, plain};

/// A section of the HTML file.
#[derive(Default)]
pub struct Chapter {
    pub heading: String,
    pub summary: String,
    pub groups: Groups,
    /// Of each title: its date and what stands beside it.
    pub items: Vec<Item>,
}

#[derive(Clone, Default)]
pub struct Item {
    pub group: String,
    pub title: String,
    pub date: String,
    pub status: String,
    /// What others tell of it.
    pub also: String,
}

/// The blocks of a page without its menus.
pub fn main_of(html: &str) -> Vec<Piece> {
    let main = html.split_once("<main").map_or("", |(_, main)| main);
    pieces(main.split_once("</main>").map_or(main, |(main, _)| main))
}

pub fn sorted(groups: &Groups) -> Vec<(&String, Vec<&String>)> {
    let sorted = |titles: &'_ Vec<String>| titles.len();
    groups
        .iter()
        .filter(|(_, titles)| sorted(titles) > 0)
        .map(|(group, titles)| {
            let mut titles: Vec<&String> = titles.iter().collect();
            titles.sort();
            (group, titles)
        })
        .collect()
}

/// One section of the HTML file.
pub fn chapter(blocks: &[Piece], section: &str) -> Chapter {
    let Some(start) = blocks.iter().position(|one| one.tag == "h2" && one.id == section) else {
        return Chapter::default();
    };
    let end = blocks[start + 1..].iter().position(|one| one.tag == "h2");
    let end = end.map_or(blocks.len(), |end| start + 1 + end);
    let mut chapter = Chapter { heading: blocks[start].text.clone(), ..Chapter::default() };
    let (mut group, mut in_article, mut label) = (String::new(), false, String::new());
    for piece in &blocks[start + 1..end] {
        match piece.tag.as_str() {
            "p" if chapter.summary.is_empty() => chapter.summary.clone_from(&piece.text),
            "h3" if piece.class == "group" => group.clone_from(&piece.text),
            "article" => in_article = true,
            "h3" | "h4" if in_article => {
                in_article = false;
                chapter.groups.entry(group.clone()).or_default().push(piece.text.clone());
                let (group, title) = (group.clone(), piece.text.clone());
                chapter.items.push(Item { group, title, ..Item::default() });
            }
            "p" if piece.class == "date" => {
                if let Some(item) = chapter.items.last_mut() {
                    item.date.clone_from(&piece.text);
                }
            }
            "dt" => label.clone_from(&piece.text),
            "dd" if label == "Where it stands" => {
                if let Some(item) = chapter.items.last_mut().filter(|one| one.status.is_empty()) {
                    item.status.clone_from(&piece.text);
                }
            }
            "dd" if label == "Also told" => {
                if let Some(item) = chapter.items.last_mut() {
                    item.also.push_str(&piece.text);
                }
            }
            _ => {}
        }
    }
    chapter
}

/// What the file says is in it: sections and numbers.
pub fn manifest(blocks: &[Piece]) -> Vec<(String, usize)> {
    let start = blocks.iter().position(|one| one.id == "manifest").unwrap_or(blocks.len());
    let own = blocks[start..].iter().skip(1).take_while(|one| one.tag != "h2");
    let lines = own.filter(|one| one.tag == "li");
    lines
        .filter_map(|line| {
            let (name, count) = line.text.rsplit_once(": ")?;
            Some((plain(name), number(count)?))
        })
        .collect()
}
