//! How fresh a record is said to be: no source has told of a later day than that of its newest entry.

use super::Walk;
use super::file::main_of;
use super::read::last_date;

impl Walk<'_> {
    /// The overview's heading over the days of the sources, on it and on the page to hand over.
    pub(super) async fn freshness(&mut self) {
        let overview = main_of(&self.page("").await);
        let heading = overview.iter().find(|one| one.tag == "h1");
        let heading = heading.filter(|one| one.text.starts_with("The newest entry here"));
        let Some(newest) = heading.and_then(|one| last_date(&one.text)) else { return };
        let summary = main_of(&self.page("/summary").await);
        for block in overview.iter().chain(&summary) {
            let sources = block.text.split(';').filter(|one| one.contains("newest entry from "));
            for source in sources {
                let is_so = last_date(source).is_none_or(|day| day <= newest);
                self.says(is_so, format!("“{source}” in a record whose newest is {newest:?}"));
            }
        }
    }
}
