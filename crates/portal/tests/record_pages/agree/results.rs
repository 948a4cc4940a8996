//! The number of test results is that of the page which shows them by date: its values, and what has none. Of the
//! newest ones both views say the same.

use std::collections::BTreeSet;

use super::Walk;
use super::file::main_of;

/// What stands on the pages of results by date.
#[derive(Default)]
struct Shown {
    /// Values, and what has none and names none.
    things: BTreeSet<String>,
    /// Reports that name values and say something themselves.
    telling: BTreeSet<String>,
}

impl Walk<'_> {
    /// Every value is one, a report that only names values is none.
    pub(super) async fn results(&mut self, manifest: &[(String, usize)]) {
        let (mut shown, mut skip) = (Shown::default(), 0);
        let by_test = lead(&self.page("/results").await);
        loop {
            let html = self.page(&format!("/results?by=date&skip={skip}")).await;
            if skip == 0 {
                let by_date = lead(&html);
                let is_so = by_date == by_test;
                self.says(is_so, format!("results: by test “{by_test}”, by date “{by_date}”"));
            }
            shown.read(&html);
            let next = html.split("skip=").skip(1).filter_map(super::number);
            match next.filter(|next| *next > skip).min() {
                Some(next) => skip = next,
                None => break,
            }
        }
        let told = manifest.iter().find(|(name, _)| name == "Test results");
        let told = told.map_or(0, |(_, count)| *count);
        let least = shown.things.len();
        let most = least + shown.telling.len();
        let is_so = (least..=most).contains(&told);
        self.says(is_so, format!("results: the file counts {told}, the page shows {least}"));
    }
}

/// The sentences above the list.
fn lead(html: &str) -> String {
    let blocks = main_of(html);
    blocks.into_iter().find(|one| one.class == "lead").map(|one| one.text).unwrap_or_default()
}

impl Shown {
    fn read(&mut self, html: &str) {
        let blocks = main_of(html);
        for section in blocks.split(|one| one.tag == "section") {
            // A report may name what was measured as a vital sign, too.
            let is_result = |one: &&super::Piece| {
                one.tag == "a" && one.class == "t" && one.href.contains("/results/")
            };
            let tests = section.iter().filter(is_result);
            let tests: BTreeSet<String> = tests.map(|one| one.href.clone()).collect();
            let report = section.iter().find(|one| one.tag == "a" && one.class == "quiet");
            let says_more = |one: &super::Piece| one.tag == "p" && one.class != "soft small";
            match report.map(|report| report.href.clone()) {
                Some(report) if tests.is_empty() => self.things.insert(report),
                Some(report) if section.iter().any(says_more) => self.telling.insert(report),
                _ => false,
            };
            self.things.extend(tests);
        }
    }
}
