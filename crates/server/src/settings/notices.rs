//! What the site says of help, privacy and accessibility in its own words: a text file for each, and
//! for each language. Paragraphs have an empty line between them.

use std::path::PathBuf;

use anyhow::Context as _;
use bluebutton_record::Language;
use bluebutton_web::services::{Notice, Notices};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TypedNotices {
    help: Option<PathBuf>,
    help_es: Option<PathBuf>,
    privacy: Option<PathBuf>,
    privacy_es: Option<PathBuf>,
    accessibility: Option<PathBuf>,
    accessibility_es: Option<PathBuf>,
}

impl TypedNotices {
    pub(super) fn read(self) -> anyhow::Result<Notices> {
        let (english, spanish) = (Language::English, Language::Spanish);
        let files = [
            (Notice::Help, english, self.help),
            (Notice::Help, spanish, self.help_es),
            (Notice::Privacy, english, self.privacy),
            (Notice::Privacy, spanish, self.privacy_es),
            (Notice::Accessibility, english, self.accessibility),
            (Notice::Accessibility, spanish, self.accessibility_es),
        ];
        let mut notices = Notices::default();
        for (notice, language, file) in files {
            let Some(file) = file else { continue };
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("notices.{}: {}", notice.slug(), file.display()))?;
            notices.set(notice, language, text);
        }
        Ok(notices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_in_one_language_is_better_than_ours_in_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("privacy.txt");
        std::fs::write(&file, "We keep your record.").unwrap();
        let notices =
            TypedNotices { privacy: Some(file), ..TypedNotices::default() }.read().unwrap();
        let told = Some(("en", "We keep your record."));
        assert_eq!(notices.get(Notice::Privacy, Language::English), told);
        assert_eq!(notices.get(Notice::Privacy, Language::Spanish), told);
        assert_eq!(notices.get(Notice::Help, Language::English), None);
    }

    #[test]
    fn a_notice_that_is_not_there_stops_the_start() {
        let typed =
            TypedNotices { help: Some(PathBuf::from("/not/there")), ..TypedNotices::default() };
        assert!(typed.read().unwrap_err().to_string().contains("notices.help"));
    }
}
