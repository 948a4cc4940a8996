//! Limits on what comes from outside, each with its reason.

use std::num::NonZeroU32;

/// So many forms and mailed links a minute of one network address. Everybody of a hospital comes from one:
/// forty of them who sign up for the same webinar send a form, open their link and confirm. Passwords are
/// not tried here; what mails or shows something costs work besides (`work.rs`).
pub(crate) const ATTEMPTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(120).unwrap();

/// An organization's name on an envelope is never longer.
pub(crate) const NAME_CHARS_MAX: usize = 120;

/// A web address that somebody can still read.
pub(crate) const ADDRESS_CHARS_MAX: usize = 300;

/// An answer of a few sentences.
pub(crate) const ANSWER_CHARS_MAX: usize = 600;

/// A post of three printed pages.
pub(crate) const POST_CHARS_MAX: usize = 8_000;

/// A link in a mail that asks somebody to confirm: two days, over a weekend day.
pub(crate) const CONFIRM_SECONDS: i64 = 48 * 60 * 60;

/// A link that lets a member in: nobody waits longer for a mail.
pub(crate) const LINK_SECONDS: i64 = 30 * 60;

/// How long a member's browser stays signed in.
pub(crate) const DOOR_SECONDS: i64 = 8 * 60 * 60;

/// A draft that nobody touched for so long is dropped.
pub(crate) const DRAFT_DAYS: i64 = 60;

/// A pledge is renewed yearly.
pub(crate) const PLEDGE_DAYS: i64 = 365;

/// So long after its year a pledge that was not renewed stops counting.
pub(crate) const LAPSE_DAYS: i64 = 30;

/// A badge goes grey when the newest check is older.
pub(crate) const STALE_DAYS: i64 = 7;

/// What a list shows on one page.
pub(crate) const LIST_SIZE: usize = 25;

/// What fits into one page of results.
pub(crate) const FOUND_SIZE: usize = 20;

/// The largest answer that a check reads: CapabilityStatements of large vendors have 3 MB, brand
/// bundles of all their customers 20 MB; more says nothing more about one organization.
pub(crate) const PROBE_BYTES_MAX: usize = 24 * 1024 * 1024;

/// The head of an answer: browsers allow some 256 kB, no server of ours sends 2.
pub(crate) const PROBE_HEAD_BYTES_MAX: usize = 32 * 1024;

/// Redirects that a check follows: http to https, to www, to a sign-in page, and one more.
pub(crate) const PROBE_HOPS_MAX: usize = 5;

/// A robots.txt is cut here (RFC 9309, 2.5: at least 500 kB are read).
pub(crate) const ROBOTS_BYTES_MAX: usize = 512 * 1024;

/// Organizations that are looked at side by side.
pub(crate) const PROBES_AT_ONCE: usize = 4;

/// The largest list that is imported: a vendor's bundle of all its customers.
pub(crate) const IMPORT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Lines of one import.
pub(crate) const IMPORT_LINES_MAX: usize = 100_000;

/// Tries before a mail is given up, an hour apart at the end.
pub(crate) const MAIL_TRIES_MAX: i64 = 12;

/// Mails a day to one address that anybody may have typed: somebody who signs up for three webinars, asks four
/// providers and takes the news gets theirs; nobody is buried in mail through our forms.
pub(crate) const ASKED_MAILS: MailLimit = MailLimit { name: "asked", most: 10, seconds: 86_400 };

/// Links an hour that let a member in. A limit of its own and a short one: whoever uses it up by typing the address
/// of another shuts them out for an hour at most.
pub(crate) const DOOR_MAILS: MailLimit = MailLimit { name: "door", most: 10, seconds: 3_600 };

/// Letters a day to one organization that are counted of one network address: a library that helps its readers, and
/// nobody who has a hundred mail addresses.
pub(crate) const COUNTED_LETTERS: (i64, i64) = (20, 86_400);

/// Seats a day of one event that go to one network address: a hospital that comes together. Whoever comes after
/// them has their seat a day later, if there is one left.
pub(crate) const SEATS_OF_ADDRESS: (i64, i64) = (50, 86_400);

/// Visits a day through a campaign's link that are counted of one network address.
pub(crate) const VISITS_OF_ADDRESS: (i64, i64) = (1, 86_400);

/// How many mails somebody gets whom anybody may have had written to.
pub(crate) struct MailLimit {
    /// What keeps the counts apart.
    pub(crate) name: &'static str,
    pub(crate) most: i64,
    pub(crate) seconds: i64,
}
