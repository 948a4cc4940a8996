//! What holds of a grant: whether it can be given so, whose business it is, and whether it can be given
//! back or renewed.

use bluebutton_record::Terms;
use bluebutton_record::representative::Age;
use jiff::civil::Date;

use crate::Store;
use crate::access::grants::{Grant, Holder, has_ended};
use crate::events::{By, Part};
use crate::limits::GIVE_BACK_DAYS;

/// Whether somebody can be let in so: to look at least, and not only in the past.
pub(super) fn are_usable(
    store: &Store,
    terms: &Terms,
    from: Option<Date>,
    until: Option<Date>,
) -> bool {
    let is_past = has_ended(until, store.today());
    let is_backwards = from.zip(until).is_some_and(|(from, until)| from > until);
    terms.rights.view && !is_past && !is_backwards
}

/// Whether a grant is the business of whoever may manage the record: a patient's are all, of whoever
/// was let in themselves only those that they gave. (One parent need not know of the other.)
pub(crate) fn is_theirs(grant: &Grant, by: &By) -> bool {
    by.part != Part::Caregiver || (grant.given_by.is_some() && grant.given_by == by.account)
}

/// Whether access that was ended can be given back.
pub(super) fn can_be_given_back(store: &Store, grant: &Grant) -> bool {
    let since = |ended: jiff::Timestamp| store.now().as_second() - ended.as_second();
    let is_fresh = grant.ended_at.is_some_and(|ended| since(ended) <= GIVE_BACK_DAYS * DAY_SECONDS);
    let has_come = matches!(grant.holder, Holder::Account(_));
    let is_withdrawn = grant.acting.as_ref().is_some_and(|acting| acting.is_withdrawn);
    is_fresh && has_come && !is_withdrawn && !grant.is_over(store.today())
}

/// Whether the patient may let them in anew.
pub(super) fn can_be_renewed(store: &Store, grant: &Grant) -> bool {
    let is_grown = grant.age == Some(Age::Adult) && !grant.is_on_hold;
    let is_over = grant.ended_at.is_none() && grant.is_over(store.today());
    is_grown && is_over && matches!(grant.holder, Holder::Account(_))
}

const DAY_SECONDS: i64 = 86_400;
