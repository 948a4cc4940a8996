//! Quarantine: what waits there can be tried again.

use std::sync::Arc;

use bluebutton_record::json::Document;
use bluebutton_store::{StoreError, Who};

use super::waiting::SOURCE_SYSTEM;
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
            events: Arc::new(|_| {}),
            whole_bundle_bytes: self.whole_bundle_bytes,
        };
        let summary = again.run(vec![Source::Bytes(file.clone(), bytes.into())]).await?;
        let mut report = FileReport { file, ..FileReport::default() };
        for part in summary.files {
            super::report::add(&mut report, part);
        }
        // What this run itself put back as it was still waits there under the same id. Whatever others
        // quarantine meanwhile, under the same name or not, says nothing of this.
        let is_back = report.waiting.iter().any(|own| own == id);
        let is_dealt_with =
            report.resources() > 0 || report.is_whole() || !report.waiting.is_empty();
        if !is_back && is_dealt_with {
            match self.store.imports().release(who, id, true).await {
                // Somebody else retried the same thing at the same time.
                Ok(()) | Err(StoreError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(report))
    }

    /// Tries everything again that waited for a decided case, and what waits for others about the same
    /// patients: a decision may tell those as well.
    pub async fn retry_case(&self, who: &Who, case: &str) -> Result<Vec<FileReport>, StoreError> {
        let mut cases = vec![case.to_owned()];
        cases.extend(self.store.matching().beside_case(case).await?);
        let mut reports = Vec::new();
        loop {
            let mut has_moved = false;
            for case in &cases {
                for waiting in self.store.imports().waiting_for(who, case).await? {
                    let Some(report) = self.retry(who, &waiting.id).await? else { continue };
                    if report.waiting.iter().all(|id| *id != waiting.id) {
                        has_moved = true;
                        reports.push(report);
                    }
                }
            }
            // What refers to somebody finds them only when they themselves are in.
            if !has_moved {
                return Ok(reports);
            }
        }
    }
}

/// Where the resources of a Bundle that we made for quarantine came from.
fn source_of(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let document = Document::parse(text).ok()?;
    let identifier = document.root().get("identifier")?;
    let is_ours = identifier.text_at(&["system"]).as_deref() == Some(SOURCE_SYSTEM);
    let source = identifier.text_at(&["value"])?.into_owned();
    (is_ours && !source.is_empty()).then_some(source)
}
