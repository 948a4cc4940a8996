//! Limits on what comes from outside, each with its reason.

use std::num::NonZeroU32;

/// So many questions a minute of one grant: an app that reads a whole record asks some hundred times.
pub(crate) const READS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(600).unwrap();

/// So many questions a minute of one network address that bring no token that holds, or ask for tokens. A
/// clinic's apps share one address.
pub(crate) const STRANGERS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(120).unwrap();

/// An access token holds for an hour at most (SMART App Launch 2.2.0: "should not exceed one hour").
pub(crate) const ACCESS_SECONDS: i64 = 60 * 60;

/// An identity token holds as long: it says who signed in just now.
pub(crate) const IDENTITY_SECONDS: i64 = ACCESS_SECONDS;

/// A refresh token of an app that reads only while somebody is there (`online_access`): a working day.
pub(crate) const ONLINE_SECONDS: i64 = 12 * 60 * 60;

/// Entries on a page, unless the app says how many.
pub(crate) const COUNT_DEFAULT: usize = 50;

/// Entries on a page at most: of the largest resources of Synthea some 2 MB.
pub(crate) const COUNT_MAX: usize = 200;

/// So many resources are looked through for one page; then the page ends, with a way on.
pub(crate) const LOOKED_THROUGH_MAX: usize = 20_000;

/// So many are decoded at a time.
pub(crate) const DECODED_AT_ONCE: usize = 500;

/// Resources that come along with those of one page: of Synthea there is one Provenance a visit.
pub(crate) const BESIDE_MAX: usize = 1_000;

/// Parameters of a search; US Core asks for four.
pub(crate) const PARAMETERS_MAX: usize = 30;

/// Values of one parameter, with commas between.
pub(crate) const VALUES_MAX: usize = 50;

/// The longest query of a search: some fifty codes.
pub(crate) const QUERY_BYTES_MAX: usize = 8_000;

/// The longest authorization request. It goes through the sign-in as an address.
pub(crate) const REQUEST_BYTES_MAX: usize = 3_500;

/// Forms of apps: a token and a few words.
pub(crate) const FORM_BYTES_MAX: usize = 16 * 1024;
