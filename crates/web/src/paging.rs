//! Lists that are turned page by page: `?page=2`.

use crate::fields::Fields;

/// Nobody turns further by hand; a larger number is a mistake or an attack.
const PAGES_MAX: usize = 100_000;

/// The page of a list that was asked for.
pub struct Turned {
    number: usize,
    size: usize,
}

/// The numbers of the pages before and behind this one.
pub struct Pager {
    /// The page with newer lines.
    pub newer: Option<usize>,
    /// The page with older lines.
    pub older: Option<usize>,
}

impl Turned {
    /// Reads the number of the page; `size` lines stand on each.
    pub fn read(fields: &Fields, size: usize) -> Self {
        let number = fields.get("page").parse().unwrap_or(1);
        Self { number: number.clamp(1, PAGES_MAX), size }
    }

    /// How many lines to pass over.
    pub fn skip(&self) -> usize {
        (self.number - 1) * self.size
    }

    /// How many lines to ask for: one more than is shown tells whether there are older ones.
    pub fn take(&self) -> usize {
        self.size + 1
    }

    /// Whether it is the page with the newest lines.
    pub fn is_first(&self) -> bool {
        self.number == 1
    }

    /// Takes the line too many off, and says which pages lie before and behind.
    pub fn pager<T>(&self, found: &mut Vec<T>) -> Pager {
        let older = (found.len() > self.size).then_some(self.number + 1);
        found.truncate(self.size);
        Pager { newer: (self.number > 1).then(|| self.number - 1), older }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(page: &str) -> Turned {
        Turned::read(&Fields::new(vec![("page".to_owned(), page.to_owned())]), 2)
    }

    #[test]
    fn a_page_shows_its_lines_and_knows_whether_there_are_older_ones() {
        let mut lines = vec!["c", "d", "e"];
        let pager = turned("2").pager(&mut lines);
        assert_eq!((lines, pager.newer, pager.older), (vec!["c", "d"], Some(1), Some(3)));

        let mut last = vec!["e", "f"];
        let pager = turned("3").pager(&mut last);
        assert_eq!((last.len(), pager.older), (2, None));
    }

    #[test]
    fn what_is_no_page_is_the_first() {
        for page in ["", "0", "-1", "two", "99999999999999999999"] {
            assert!(turned(page).is_first(), "{page}");
        }
    }
}
