//! Terms over any entries: what is hidden stays hidden, and widening one term never hides anything.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use super::*;

const NOW: i64 = 1_800_000_000_000_000;

/// An entry, owned.
#[derive(Clone, Debug)]
struct Owned {
    kind: String,
    local: String,
    section: Section,
    visits: Vec<String>,
    labels: Option<Vec<String>>,
    arrived: i64,
}

impl Owned {
    fn with<T>(&self, see: impl FnOnce(&Candidate<'_>) -> T) -> T {
        let visits: Vec<&str> = self.visits.iter().map(String::as_str).collect();
        let labels: Option<Vec<&str>> =
            self.labels.as_ref().map(|labels| labels.iter().map(String::as_str).collect());
        see(&Candidate {
            kind: &self.kind,
            local: &self.local,
            section: self.section,
            visits: &visits,
            labels: labels.as_deref(),
            topics: &[],
            status: None,
            arrived: self.arrived,
        })
    }
}

fn a_section() -> impl Strategy<Value = Section> {
    (0..16_u8).prop_map(|number| Section::from_number(number).unwrap())
}

fn an_entry() -> impl Strategy<Value = Owned> {
    let labels = option::weighted(0.8, vec("[p-r]", 0..3));
    ("[A-C]", "[a-f]?", a_section(), vec("[a-f]", 0..3), labels, 0..100_i64).prop_map(
        |(kind, local, section, visits, labels, hours)| Owned {
            kind,
            local,
            section,
            visits,
            labels,
            arrived: NOW - hours * HOUR,
        },
    )
}

fn a_scope() -> impl Strategy<Value = ScopeRule> {
    (option::of("[A-C]"), option::of("[p-r]"))
        .prop_map(|(kind, category)| ScopeRule { kind, category })
}

fn a_release() -> impl Strategy<Value = Release> {
    (btree_set(a_section(), 0..5), 0..90_u32).prop_map(|(sections, hours)| Release {
        sections,
        hours,
        ..Release::default()
    })
}

pub(super) fn any_terms() -> impl Strategy<Value = Terms> {
    let rights = any::<[bool; 5]>().prop_map(|[view, download, transmit, manage, apps]| Rights {
        view,
        download,
        transmit,
        manage,
        apps,
    });
    let limits = (
        option::of(btree_set(a_section(), 0..12)),
        option::of(btree_set("[A-C]", 0..3)),
        option::of(btree_set(a_scope(), 0..3)),
    );
    let hidden = (btree_set("[a-f]", 0..2), btree_set("[a-f]", 0..2), btree_set("[p-r]", 0..2));
    (rights, limits, hidden, vec(a_release(), 0..2), any::<bool>()).prop_map(
        |(rights, (sections, kinds, scopes), (hidden, hidden_visits, labels), releases, tells)| {
            let limited = Terms { sections, kinds, scopes, ..Terms::everything(rights) };
            Terms { hidden, hidden_visits, labels, releases, tells, ..limited }
        },
    )
}

/// The same terms with one of them wider, in every way there is.
fn wider(terms: &Terms) -> Vec<Terms> {
    let mut all = Vec::new();
    let mut add = |change: &dyn Fn(&mut Terms)| {
        let mut wide = terms.clone();
        change(&mut wide);
        all.push(wide);
    };
    add(&|terms| terms.sections = None);
    add(&|terms| terms.kinds = None);
    add(&|terms| terms.scopes = None);
    add(&|terms| terms.hidden.clear());
    add(&|terms| terms.hidden_visits.clear());
    add(&|terms| terms.labels.clear());
    add(&|terms| terms.releases.clear());
    add(&|terms| terms.releases.iter_mut().for_each(|release| release.hours /= 2));
    for section in Section::ALL {
        add(&|terms| {
            terms.sections.as_mut().map(|sections| sections.insert(section));
        });
    }
    for kind in ["A", "B", "C"] {
        add(&|terms| {
            terms.kinds.as_mut().map(|kinds| kinds.insert(kind.to_owned()));
            let scope = ScopeRule { kind: Some(kind.to_owned()), category: None };
            terms.scopes.as_mut().map(|scopes| scopes.insert(scope));
        });
    }
    all
}

fn admits(terms: &Terms, entry: &Owned) -> bool {
    entry.with(|entry| terms.admit(entry, NOW))
}

proptest! {
    #[test]
    fn widening_one_term_never_hides_what_was_visible(
        terms in any_terms(),
        entries in vec(an_entry(), 0..30),
    ) {
        for wide in wider(&terms) {
            for entry in &entries {
                prop_assert!(!admits(&terms, entry) || admits(&wide, entry), "{entry:?} {wide:?}");
            }
        }
    }

    #[test]
    fn visible_in_a_view_is_what_every_layer_leaves_visible(
        layers in vec(any_terms(), 0..4),
        entry in an_entry(),
    ) {
        let view = View {
            layers: layers
                .iter()
                .map(|terms| Layer { rule: Rule::Grant, terms: terms.clone() })
                .collect(),
        };
        let is_withheld = entry.with(|entry| view.withheld_by(entry, NOW).is_some());
        prop_assert_eq!(!is_withheld, layers.iter().all(|terms| admits(terms, &entry)));
        prop_assert!(!(view.shows_everything() && is_withheld));
        let allowed = view.rights();
        for terms in &layers {
            prop_assert_eq!(allowed.meet(terms.rights), allowed);
        }
    }

    #[test]
    fn each_kind_of_term_hides_what_it_names(entry in an_entry()) {
        let all = Terms::everything(Rights::OWNER);
        prop_assert!(admits(&all, &entry));
        prop_assume!(!entry.local.is_empty());
        let hidden = Terms { hidden: [entry.local.clone()].into(), ..all.clone() };
        prop_assert!(!admits(&hidden, &entry));
        for visit in entry.visits.iter().chain([&entry.local]) {
            let terms = Terms { hidden_visits: [visit.clone()].into(), ..all.clone() };
            prop_assert!(!admits(&terms, &entry));
        }
        let unknown = || vec!["p".to_owned()];
        for label in entry.labels.clone().unwrap_or_else(unknown) {
            let terms = Terms { labels: [label].into(), ..all.clone() };
            prop_assert!(!admits(&terms, &entry));
        }
        let sections = Section::ALL.into_iter().filter(|section| *section != entry.section);
        let terms = Terms { sections: Some(sections.collect()), ..all.clone() };
        prop_assert_eq!(admits(&terms, &entry), entry.section == Section::About);
        let terms = Terms { kinds: Some(BTreeSet::new()), ..all.clone() };
        prop_assert!(!admits(&terms, &entry));
        let terms = Terms { scopes: Some(BTreeSet::new()), ..all };
        prop_assert!(!admits(&terms, &entry));
    }

    #[test]
    fn what_is_held_is_let_go_at_the_moment_that_is_told(
        releases in vec(a_release(), 0..3),
        entry in an_entry(),
    ) {
        let terms = Terms { releases, ..Terms::everything(Rights::OWNER) };
        let view = View { layers: vec![Layer { rule: Rule::Site, terms }] };
        let visible_at = |now: i64| entry.with(|entry| view.withheld_by(entry, now).is_none());
        match entry.with(|entry| view.next_release(entry, NOW)) {
            Some(until) => prop_assert!(!visible_at(until - 1) && visible_at(until)),
            None => prop_assert!(visible_at(NOW)),
        }
    }
}

#[test]
fn without_terms_nothing_may_be_done() {
    assert_eq!(View::default().rights(), Rights::NONE);
}

#[test]
fn whose_record_it_is_is_told_to_whoever_may_open_it() {
    let nothing = Terms {
        sections: Some(BTreeSet::new()),
        kinds: Some(BTreeSet::new()),
        labels: ["http://x|R".to_owned()].into(),
        ..Terms::everything(Rights::OWNER)
    };
    let patient = Candidate {
        kind: "Patient",
        local: "",
        section: Section::About,
        visits: &[],
        labels: Some(&["http://x|R"]),
        topics: &["hiv"],
        status: None,
        arrived: NOW,
    };
    assert!(nothing.admit(&patient, NOW));
    assert!(!nothing.admit(&Candidate { kind: "RelatedPerson", local: "r", ..patient }, NOW));
}

/// A result that came in an hour ago.
fn result(status: Option<&'static str>) -> Candidate<'static> {
    Candidate {
        kind: "Observation",
        local: "o",
        section: Section::Results,
        visits: &[],
        labels: Some(&[]),
        topics: &["hiv"],
        status,
        arrived: NOW - HOUR,
    }
}

#[test]
fn a_topic_is_withheld_by_its_name_and_where_nothing_is_known() {
    let terms = |topic: &str| Terms {
        topics: [topic.to_owned()].into(),
        ..Terms::everything(Rights::OWNER)
    };
    assert!(!terms("hiv").admit(&result(None), NOW));
    assert!(terms("genetics").admit(&result(None), NOW));
    assert!(!terms("genetics").admit(&Candidate { labels: None, ..result(None) }, NOW));
    assert!(!terms("hiv").shows_everything());
}

#[test]
fn what_is_held_until_reviewed_is_let_go_once_it_was_and_no_later_than_its_hours() {
    let rule = |kinds: &[&str], until_reviewed| Terms {
        releases: vec![Release {
            sections: [Section::Results].into(),
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            codes: [].into(),
            hours: 2,
            until_reviewed,
            in_force: None,
        }],
        ..Terms::everything(Rights::OWNER)
    };
    let until = rule(&[], true);
    for waiting in [None, Some("preliminary"), Some("registered")] {
        assert!(!until.admit(&result(waiting), NOW), "{waiting:?}");
        assert!(until.admit(&result(waiting), NOW + HOUR), "{waiting:?}");
    }
    assert!(until.admit(&result(Some("final")), NOW));
    assert!(!rule(&[], false).admit(&result(Some("final")), NOW));
    assert!(rule(&["DiagnosticReport"], false).admit(&result(None), NOW));
}

#[test]
fn the_sections_of_a_view_are_those_that_every_layer_shows() {
    let layer = |sections: Option<&[Section]>| Layer {
        rule: Rule::Grant,
        terms: Terms {
            sections: sections.map(|all| all.iter().copied().collect()),
            ..Terms::everything(Rights::OWNER)
        },
    };
    let view = |layers| View { layers };
    assert_eq!(view(vec![layer(None)]).sections(), None);
    let (visits, results) = (Section::Visits, Section::Results);
    let both = view(vec![layer(Some(&[visits, results])), layer(None), layer(Some(&[visits]))]);
    assert_eq!(both.sections(), Some([visits].into()));
}
