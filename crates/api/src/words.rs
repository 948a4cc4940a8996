//! The catalogs of this room: its own file behind the record's words and those of every page.

use bluebutton_web::words::Catalogs;

/// The words of the page that asks a person.
pub static CATALOGS: Catalogs = Catalogs::new(
    &[include_str!("../locales/en/api.ftl")],
    &[include_str!("../locales/es/api.ftl")],
);
