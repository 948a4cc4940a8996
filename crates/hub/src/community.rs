//! Community: events with a calendar, news and what worked, read by everybody; written by members and staff.

pub(crate) mod agreed;
pub(crate) mod board;
pub(crate) mod calendar;
pub(crate) mod campaigns;
pub(crate) mod events;
pub(crate) mod guests;
pub(crate) mod hosting;
pub(crate) mod ideas;
pub(crate) mod pictures;
pub(crate) mod posts;
pub(crate) mod readers;
pub(crate) mod reports;
pub(crate) mod schedule;
pub(crate) mod search;
mod shapes;
pub(crate) mod toolkits;
pub(crate) mod writing;
