//! The hub's catalogs: its own files behind the record's words and those of every page.

use std::borrow::Cow;
use std::fmt::Display;

use bluebutton_web::Frame;
use bluebutton_web::words::Catalogs;

/// The hub's words in each language.
pub static CATALOGS: Catalogs = Catalogs::new(
    &[
        include_str!("../locales/en/hub.ftl"),
        include_str!("../locales/en/signing.ftl"),
        include_str!("../locales/en/members.ftl"),
        include_str!("../locales/en/checks.ftl"),
        include_str!("../locales/en/find.ftl"),
        include_str!("../locales/en/community.ftl"),
        include_str!("../locales/en/plans.ftl"),
        include_str!("../locales/en/readers.ftl"),
        include_str!("../locales/en/talks.ftl"),
        include_str!("../locales/en/developers.ftl"),
    ],
    &[
        include_str!("../locales/es/hub.ftl"),
        include_str!("../locales/es/signing.ftl"),
        include_str!("../locales/es/members.ftl"),
        include_str!("../locales/es/checks.ftl"),
        include_str!("../locales/es/find.ftl"),
        include_str!("../locales/es/community.ftl"),
        include_str!("../locales/es/plans.ftl"),
        include_str!("../locales/es/readers.ftl"),
        include_str!("../locales/es/talks.ftl"),
        include_str!("../locales/es/developers.ftl"),
    ],
);

/// Whether two texts are the same: templates meet them behind several references.
pub(crate) fn is(one: impl AsRef<str>, other: impl AsRef<str>) -> bool {
    one.as_ref() == other.as_ref()
}

/// The day of a moment (microseconds since 1970).
pub(crate) fn day(frame: &Frame, at: impl std::borrow::Borrow<i64>) -> String {
    let at = jiff::Timestamp::from_microsecond(*at.borrow());
    frame.day_of(&at.unwrap_or(frame.now))
}

/// A message whose id is put together: `kind-` and `payer`.
pub(crate) fn of(frame: &Frame, start: &str, middle: impl Display, end: &str) -> Cow<'static, str> {
    frame.t(&format!("{start}{middle}{end}"))
}
