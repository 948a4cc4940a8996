//! Search inside a record. The words of its newest 2,048 resources are one block, those of the next
//! 2,048 another: made from the decoded segments when first looked for, and kept in memory.

use std::sync::Arc;

use bluebutton_record::entry::entry;
use bluebutton_record::search::{Query, SearchText};
use bluebutton_record::{ResourceId, Section};

use super::Record;
use super::cache::Stamp;
use super::merged::Entry;
use crate::db::on_blocking_thread;
use crate::error::Result;
use crate::limits::{SEARCHED_AT_ONCE, WORDS_BLOCK};

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best matches: those with all words in the title first, newest first in each.
    pub best: Vec<ResourceId>,
    /// How many match in what was looked through.
    pub count: usize,
    /// Where to look on, if older resources were not looked through.
    pub next: Option<usize>,
}

impl Record {
    /// Resources in which every word of `query` occurs, at most `take`. Looks through about
    /// 20,000 resources, newest first, from the one that `skip` others precede ([`Found::next`]).
    /// The patient's own resource is not among them.
    pub async fn search(&self, query: &Query, skip: usize, take: usize) -> Result<Found> {
        if query.is_empty() {
            return Ok(Found::default());
        }
        let total = self.visible().len();
        let until = skip.saturating_add(SEARCHED_AT_ONCE).min(total).div_ceil(WORDS_BLOCK);
        let (mut in_title, mut in_rest) = (Vec::new(), Vec::new());
        for block in skip / WORDS_BLOCK..until {
            let words = self.words(block).await?;
            let matches = words.find(query);
            let mut entries = self.block(block).enumerate();
            for found in matches {
                let entry = entries.find(|(place, _)| *place == found.place);
                let Some((_, entry)) = entry.filter(|(_, entry)| is_searched(entry)) else {
                    continue;
                };
                if found.is_in_title { &mut in_title } else { &mut in_rest }.push(*entry);
            }
        }
        let count = in_title.len() + in_rest.len();
        let best = in_title.iter().chain(&in_rest).take(take);
        let best = best.filter_map(|entry| self.merged().id(entry)).collect();
        let next = until * WORDS_BLOCK;
        Ok(Found { best, count, next: (next < total).then_some(next) })
    }

    /// What was typed with its misspelled words corrected by those of the newest resources; `None`
    /// where there is nothing to correct.
    pub async fn corrected(&self, text: &str) -> Result<Option<String>> {
        if self.visible().len() == 0 {
            return Ok(None);
        }
        let (words, text) = (self.words(0).await?, text.to_owned());
        on_blocking_thread(move || Ok(words.corrected(&text))).await
    }

    fn block(&self, block: usize) -> impl Iterator<Item = &Entry> {
        self.visible().newest_first().skip(block * WORDS_BLOCK).take(WORDS_BLOCK)
    }

    /// The words of one block of what this permit shows, in the form in which it is handed out.
    async fn words(&self, block: usize) -> Result<Arc<SearchText>> {
        let store = self.store();
        let place = (Stamp::of_index(self.merged()), self.visible().sight(), block);
        if let Some(words) = store.inner.caches.words.get(&place) {
            return Ok(words);
        }
        let wanted: Vec<Entry> = self.block(block).copied().collect();
        let resources = self.fetch(&wanted).await?;
        let names = self.names().clone();
        let words = on_blocking_thread(move || {
            let entries: Vec<_> = resources.iter().map(|one| entry(one, &names)).collect();
            Ok(Arc::new(SearchText::of(&entries)))
        })
        .await?;
        store.inner.caches.words.insert(place, Arc::clone(&words));
        Ok(words)
    }
}

/// Who the record is about is not looked for.
fn is_searched(entry: &Entry) -> bool {
    entry.section != Section::About
}
