//! What was written about a test, shown with it: the comment on the value, and what the reports that
//! name it conclude.

use bluebutton_record::meaning::comment::{self, Comment};
use bluebutton_record::narrative::{Block, tell};
use bluebutton_record::{Entry, Resource};
use bluebutton_store::records::Record;

use super::view::{LinkView, Reader};
use bluebutton_web::problem::Problem;

/// A value is named by its report, and by a second one that was corrected or put together of others.
const REPORTS_MAX: usize = 4;

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentView {
    /// The words of whoever wrote it.
    pub text: String,
    /// Their language, where it is not the page's.
    pub lang: Option<&'static str>,
    /// "Dr. Grace Lee, November 10, 2026".
    pub by: Option<String>,
    /// The report in which it stands, where it is not of the value itself.
    pub report: Option<LinkView>,
}

/// The comments on an entry and those of the reports that name it; each once.
pub async fn comments(
    record: &Record,
    reader: &Reader<'_>,
    (resource, entry): (&Resource, &Entry),
) -> Result<Vec<CommentView>, Problem> {
    if entry.is_own() {
        // What the patient wrote is no comment on it.
        return Ok(Vec::new());
    }
    let mut found: Vec<CommentView> = Vec::new();
    let own = comment::of(resource, record.names());
    found.extend(own.into_iter().map(|one| view(one, None, reader)));
    let reports = record.naming(&entry.id, ("DiagnosticReport", "result"), REPORTS_MAX);
    let reports = record.resources(&reports).await?;
    let entries = super::reading::entries(record, &reports).await?;
    for (report, told) in reports.iter().zip(&entries).filter(|(_, told)| !told.is_error) {
        let link = LinkView { href: reader.href(told.section, &told.id), text: reader.title(told) };
        let said = comment::of(report, record.names()).into_iter();
        found.extend(said.map(|one| view(one, Some(link.clone()), reader)));
    }
    let mut once: Vec<CommentView> = Vec::new();
    for comment in found {
        if !once.iter().any(|known| known.text == comment.text) {
            once.push(comment);
        }
    }
    Ok(once)
}

fn view(comment: Comment, report: Option<LinkView>, reader: &Reader<'_>) -> CommentView {
    let on = comment.on.map(|on| reader.words.date(&on));
    let by: Vec<String> = comment.by.into_iter().chain(on).collect();
    let lang = reader.lang(&comment.text);
    CommentView { text: comment.text, lang, by: (!by.is_empty()).then(|| by.join(", ")), report }
}

/// The same in the reader's words: dates as dates, of a social security number the last four digits.
pub fn told(comments: Vec<CommentView>, reader: &Reader<'_>) -> Vec<CommentView> {
    let told = |one: CommentView| CommentView { text: tell(&one.text, None, reader.words), ..one };
    comments.into_iter().map(told).collect()
}

/// Text of an entry without what is shown as comments already.
pub fn without(blocks: &[Block], comments: &[CommentView]) -> Vec<Block> {
    let is_comment = |block: &Block| match block {
        Block::Paragraph(text) => comments.iter().any(|comment| comment.text == *text),
        _ => false,
    };
    blocks.iter().filter(|block| !is_comment(block)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::reader;
    use super::*;

    #[test]
    fn a_comment_says_who_wrote_it_and_when_and_stands_once() {
        let comment = Comment {
            text: "Better than last time.".into(),
            by: Some("Dr. Grace Lee".into()),
            on: bluebutton_record::FhirDate::parse("2026-11-10"),
        };
        let shown = view(comment, None, &reader());
        assert_eq!(shown.by.as_deref(), Some("Dr. Grace Lee, November 10, 2026"));
        let blocks = vec![
            Block::Paragraph("Better than last time.".into()),
            Block::Paragraph("Sample arrived late.".into()),
        ];
        let rest = without(&blocks, &[shown]);
        assert_eq!(rest, [Block::Paragraph("Sample arrived late.".into())]);
    }
}
