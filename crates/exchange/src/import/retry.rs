//! Quarantine: what waits there can be tried again.

use std::collections::BTreeSet;
use std::sync::Arc;

use bluebutton_record::json::Document;
use bluebutton_store::{StoreError, Who};

use super::storing::SOURCE_SYSTEM;
use super::{FileReport, Importer, Source};

impl Importer {
    /// Tries something in quarantine again. `None` if there is nothing under that id. What has been
    /// taken leaves quarantine; what could not be taken stays, or comes back with its new reason.
    pub async fn retry(&self, who: &Who, id: &str) -> Result<Option<FileReport>, StoreError> {
        let opened = self.store.imports().quarantined_bytes(who, id).await?;
        let Some((file, bytes)) = opened else {
            return Ok(None);
        };
        let again = Self {
            store: self.store.clone(),
            source: self.source.clone().or_else(|| source_of(&bytes)),
            parts_people: self.parts_people,
            events: Arc::new(|_| {}),
        };
        let before = self.newest_waiting(who, &file).await?;
        let summary = again.run(vec![Source::Bytes(file.clone(), bytes.into())]).await?;
        let came_back = self.newest_waiting(who, &file).await?.difference(&before).count() > 0;
        let first = summary.files.into_iter().next();
        let report = first.unwrap_or_else(|| FileReport { file, ..FileReport::default() });
        // What came back as it was is still there under the same id: it must not be released. What is
        // left of a part that came in has gone back under an id of its own.
        if came_back || report.resources() > 0 || report.is_whole() {
            self.store.imports().release(who, id, true).await?;
        }
        Ok(Some(report))
    }

    /// Ids of what came of that file lately.
    async fn newest_waiting(&self, who: &Who, file: &str) -> Result<BTreeSet<String>, StoreError> {
        let newest = self.store.imports().quarantine(who, 0, NEWEST).await?;
        Ok(newest.into_iter().filter(|one| one.file == file).map(|one| one.id).collect())
    }
}

/// A retry puts back a few things at most.
const NEWEST: usize = 300;

/// Where the resources of a Bundle that we made for quarantine came from.
fn source_of(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let document = Document::parse(text).ok()?;
    let identifier = document.root().get("identifier")?;
    let is_ours = identifier.text_at(&["system"]).as_deref() == Some(SOURCE_SYSTEM);
    let source = identifier.text_at(&["value"])?.into_owned();
    (is_ours && !source.is_empty()).then_some(source)
}
