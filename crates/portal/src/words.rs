//! The portal's catalogs: its own files behind the record's words and those of every page.

use bluebutton_record::{Language, Words};
use bluebutton_web::words::Catalogs;

/// The portal's words in each language.
pub static CATALOGS: Catalogs = Catalogs::new(
    &[
        include_str!("../locales/en/home.ftl"),
        include_str!("../locales/en/account.ftl"),
        include_str!("../locales/en/apps.ftl"),
        include_str!("../locales/en/people.ftl"),
        include_str!("../locales/en/activity.ftl"),
        include_str!("../locales/en/measures.ftl"),
        include_str!("../locales/en/staff.ftl"),
        include_str!("../locales/en/rules.ftl"),
        include_str!("../locales/en/inbox.ftl"),
        include_str!("../locales/en/record-pages.ftl"),
        include_str!("../locales/en/glance.ftl"),
        include_str!("../locales/en/download.ftl"),
        include_str!("../locales/en/send-pages.ftl"),
        include_str!("../locales/en/requests.ftl"),
        include_str!("../locales/en/written.ftl"),
        include_str!("../locales/en/representatives.ftl"),
    ],
    &[
        include_str!("../locales/es/home.ftl"),
        include_str!("../locales/es/account.ftl"),
        include_str!("../locales/es/apps.ftl"),
        include_str!("../locales/es/people.ftl"),
        include_str!("../locales/es/activity.ftl"),
        include_str!("../locales/es/measures.ftl"),
        include_str!("../locales/es/staff.ftl"),
        include_str!("../locales/es/rules.ftl"),
        include_str!("../locales/es/inbox.ftl"),
        include_str!("../locales/es/record-pages.ftl"),
        include_str!("../locales/es/glance.ftl"),
        include_str!("../locales/es/download.ftl"),
        include_str!("../locales/es/send-pages.ftl"),
        include_str!("../locales/es/requests.ftl"),
        include_str!("../locales/es/written.ftl"),
        include_str!("../locales/es/representatives.ftl"),
    ],
);

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    CATALOGS.words(language)
}
