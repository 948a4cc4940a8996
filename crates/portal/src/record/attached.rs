//! The files that hang on an entry.

use bluebutton_record::Entry;
use bluebutton_record::entry::AttachmentPlace;

use super::view::Reader;

/// A file that hangs on an entry.
pub struct FileView {
    /// Its title.
    pub title: String,
    /// Its kind, as the source says it.
    pub kind: Option<String>,
    /// Where it can be downloaded; `None` where it is not ours to give.
    pub href: Option<String>,
    /// Why it can't be downloaded, or where the source says it is.
    pub note: Option<String>,
}

/// The entry's files.
pub fn files(reader: &Reader<'_>, entry: &Entry, href: &str, may_download: bool) -> Vec<FileView> {
    let view = |(number, file): (usize, &bluebutton_record::entry::Attachment)| {
        let is_ours = matches!(file.place, AttachmentPlace::Stored(_) | AttachmentPlace::Inline(_));
        let note = match &file.place {
            AttachmentPlace::Elsewhere(address) => {
                let values = [("address", address.as_str().into())];
                Some(reader.words.with("file-elsewhere", &values))
            }
            AttachmentPlace::Missing => Some(reader.text("file-missing")),
            _ if !may_download => Some(reader.text("file-not-allowed")),
            _ => None,
        };
        FileView {
            title: file.title.clone().unwrap_or_else(|| reader.text("file-original")),
            kind: file.media_type.clone(),
            href: (is_ours && may_download).then(|| format!("{href}/file/{number}")),
            note,
        }
    };
    entry.attachments.iter().enumerate().map(view).collect()
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;
    use bluebutton_record::entry::Attachment;

    use super::super::view::tests::{entry, reader};
    use super::*;

    #[test]
    fn a_file_elsewhere_is_named_and_never_linked() {
        let mut document = entry("d", Section::Documents, "Letter", "2026");
        document.attachments = vec![Attachment {
            title: None,
            media_type: None,
            place: AttachmentPlace::Elsewhere("https://example.org/x".into()),
        }];
        let files = files(&reader(), &document, "/x", true);
        assert_eq!(files[0].href, None);
        assert!(files[0].note.as_ref().unwrap().contains("https://example.org/x"));
    }
}
