//! Each way in which a record is open to somebody, as a view: the grant's terms, those of whoever gave it,
//! the patient's restrictions and the site's rules.

use bluebutton_record::Terms;
use bluebutton_record::privacy::Topic;
use bluebutton_record::terms::{Layer, Rule, View};
use jiff::civil::Date;

use super::deciding::Deciding;
use super::grants::{Grant, Holder};
use super::restrictions::{self, ForUses};
use crate::Store;

/// Each way in which a record is open to a holder of grants: the grant's terms, those of whoever
/// gave it, the patient's restrictions and the site's rules (`given`).
pub(super) fn ways_of(
    store: &Store,
    all: &[Grant],
    holder: &Holder,
    given: &View,
    givers_max: usize,
) -> Vec<View> {
    let today = store.today();
    let open = all.iter().filter(|grant| grant.holder == *holder && grant.is_open(today));
    open.flat_map(|grant| way_of(store, all, grant, given, givers_max)).collect()
}

/// [`ways_of`] by one grant.
pub(super) fn way_of(
    store: &Store,
    all: &[Grant],
    grant: &Grant,
    given: &View,
    givers_max: usize,
) -> Vec<View> {
    let own = Layer { rule: Rule::Grant, terms: held_today(store, grant) };
    let given = match &grant.given_by {
        None => vec![given.clone()],
        // Somebody who was let in let somebody in: nobody gives more than they have.
        Some(giver) if givers_max > 0 => {
            let giver = Holder::Account(giver.clone());
            ways_of(store, all, &giver, given, givers_max - 1)
        }
        Some(_) => Vec::new(),
    };
    let mut ways = Vec::new();
    for mut way in given.into_iter().filter(may_give) {
        let of_giver = way.layers.iter_mut().filter(|layer| layer.rule == Rule::Grant);
        for layer in of_giver {
            layer.rule = Rule::Giver;
            // To let somebody in is the giver's own right; it is not handed on by it.
            layer.terms.rights.manage &= own.terms.rights.manage;
        }
        way.layers.insert(0, own.clone());
        ways.push(way);
    }
    ways
}

/// Terms as they are held today: the sensitive topics that the site knows are withheld, less those
/// that were opened; and of a teen, from their parents, those of the site's rule.
pub(super) fn held_today(store: &Store, grant: &Grant) -> Terms {
    let mut terms = grant.terms.clone();
    let (known, minors) = (store.topics(), store.minors());
    let slugs = |topics: &[Topic]| -> Vec<String> {
        topics.iter().map(|topic| topic.slug.clone()).collect()
    };
    let is_teens = |slug: &String| grant.age.is_some_and(|age| minors.hides(age, slug));
    let closed = |slug: &String| !grant.terms.opened.contains(slug);
    terms.topics.extend(slugs(known.all()).into_iter().filter(closed));
    // A topic that the site gave up stays closed to a teen's parents: nothing is opened to them by that.
    terms.topics.extend(slugs(known.ever()).into_iter().filter(is_teens));
    terms
}

/// What is restricted of a record, in whichever of its parts that was set: for the patient, or for
/// whoever holds a grant of theirs, before the grant's own terms.
pub(super) fn restricted(store: &Store, deciding: &[Deciding], for_patient: bool) -> View {
    let of_part = |part: &Deciding| restrictions::layers(store, &part.restrictions, for_patient);
    View { layers: deciding.iter().flat_map(of_part).collect() }
}

/// What is restricted for some uses only, likewise.
pub(super) fn restricted_uses(
    store: &Store,
    deciding: &[Deciding],
    for_patient: bool,
) -> Vec<ForUses> {
    let of_part = |part: &Deciding| restrictions::of_uses(store, &part.restrictions, for_patient);
    deciding.iter().flat_map(of_part).collect()
}

fn may_give(way: &View) -> bool {
    let mut of_giver = way.layers.iter().filter(|layer| layer.rule == Rule::Grant);
    of_giver.all(|layer| layer.terms.rights.manage)
}

/// The last day on which one of several grants opens a record; none where one has no end.
pub(super) fn last_day<'g>(mut open: impl Iterator<Item = &'g Grant> + Clone) -> Option<Date> {
    let until = open.clone().filter_map(|grant| grant.until).max();
    until.filter(|_| open.all(|grant| grant.until.is_some()))
}
