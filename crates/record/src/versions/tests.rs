//! Which telling is current, whatever came first.

use proptest::prelude::*;

use super::*;

/// What is kept of one thing: each telling, those that only confirm among them.
#[derive(Default)]
struct Kept(Vec<Telling>);

impl Kept {
    fn take(&mut self, mut new: Telling) -> Join {
        new.version = self.0.iter().map(|one| one.version).max().unwrap_or(0) + 1;
        let join = join(&self.0, &new);
        match join {
            Join::Known => {}
            Join::Confirms(version) => self.0.push(Telling { version, ..new }),
            Join::Version { .. } => self.0.push(new),
        }
        join
    }

    fn current(&self) -> Option<(bool, u64)> {
        self.0.iter().max().map(|one| (one.is_gone, one.hash))
    }
}

fn telling(moment: i64, hash: u64) -> Telling {
    Telling { as_of: AsOf::stated(moment, 0), is_gone: false, length: 10, hash, version: 0 }
}

fn gone(moment: i64) -> Telling {
    Telling { is_gone: true, length: 0, hash: 0, ..telling(moment, 0) }
}

#[test]
fn an_older_one_that_comes_late_joins_the_history() {
    let mut kept = Kept::default();
    kept.take(telling(5, 1));
    let late = Join::Version { is_current: false, is_tie: false };
    assert_eq!(kept.take(telling(3, 2)), late);
    assert_eq!(kept.current(), Some((false, 1)));
    assert_eq!(kept.take(telling(3, 2)), Join::Known, "told again");
    let newest = Join::Version { is_current: true, is_tie: false };
    assert_eq!(kept.take(telling(7, 2)), newest);
}

#[test]
fn an_older_end_ends_nothing_newer_and_a_newer_one_does() {
    let mut kept = Kept::default();
    kept.take(telling(5, 1));
    kept.take(gone(3));
    assert_eq!(kept.current(), Some((false, 1)));
    kept.take(gone(6));
    assert_eq!(kept.current(), Some((true, 0)));
    kept.take(telling(4, 2));
    assert_eq!(kept.current(), Some((true, 0)), "what is gone does not come back by an old file");
}

#[test]
fn what_was_told_once_more_holds_as_of_then() {
    let mut kept = Kept::default();
    kept.take(telling(1, 1));
    assert_eq!(kept.take(telling(5, 1)), Join::Confirms(1));
    kept.take(telling(3, 2));
    assert_eq!(kept.current(), Some((false, 1)));
}

#[test]
fn without_a_moment_the_last_that_came_is_current() {
    let mut kept = Kept::default();
    for hash in [3, 1, 3, 2] {
        kept.take(Telling { as_of: AsOf::arrived(9), ..telling(0, hash) });
        assert_eq!(kept.current(), Some((false, hash)));
    }
    kept.take(telling(9, 7));
    assert_eq!(kept.current(), Some((false, 2)), "an arrival is later than a statement");
}

#[test]
fn moments_are_read_as_sources_write_them() {
    let read = |text| AsOf::read(text, None).map(|it| it.moment);
    assert_eq!(read("1970-01-02T00:00:00.5Z"), Some(86_400_500_000));
    assert_eq!(read("1970-01-02T01:00:00+01:00"), Some(86_400_000_000));
    assert_eq!(read("1970-01-02"), Some(86_400_000_000));
    assert_eq!(read("soon"), None);
    assert_eq!(AsOf::read("1970-01-02", Some("7")).unwrap().revision, 7);
    assert_eq!(AsOf::read("1970-01-02", Some("a7")).unwrap().revision, 0);
}

#[test]
fn nobody_tells_as_of_tomorrow_or_of_the_beginning_of_time() {
    let now = 1_000_000;
    for unsound in [now + 1, 0, -5] {
        assert_eq!(AsOf::believed(Some(AsOf::stated(unsound, 1)), now), AsOf::arrived(now));
    }
    assert_eq!(AsOf::believed(Some(AsOf::stated(now, 1)), now), AsOf::stated(now, 1));
    assert_eq!(AsOf::believed(None, now), AsOf::arrived(now));
}

fn any_telling() -> impl Strategy<Value = Telling> {
    let content = prop_oneof![
        4 => (1..4_u64, Just(false)),
        1 => (1..3_u64, Just(true)),
        1 => Just((0, true)),
    ];
    (1..6_i64, 0..2_u32, content).prop_map(|(moment, revision, (hash, is_gone))| Telling {
        as_of: AsOf::stated(moment, revision),
        is_gone,
        length: hash as u32 * 3,
        hash,
        version: 0,
    })
}

fn any_arrival() -> impl Strategy<Value = Telling> {
    (any_telling(), any::<bool>()).prop_map(|(told, is_arrival)| {
        let as_of = if is_arrival { AsOf::arrived(told.as_of.moment) } else { told.as_of };
        Telling { as_of, ..told }
    })
}

proptest! {
    #[test]
    fn any_order_gives_the_same_current_one(
        (told, shuffled) in proptest::collection::vec(any_telling(), 1..8)
            .prop_flat_map(|told| (Just(told.clone()), Just(told).prop_shuffle())),
    ) {
        let (mut one, mut other) = (Kept::default(), Kept::default());
        for telling in told { one.take(telling); }
        for telling in shuffled { other.take(telling); }
        prop_assert_eq!(one.current(), other.current());
    }

    #[test]
    fn the_same_tellings_again_change_nothing(
        told in proptest::collection::vec(any_telling(), 1..8),
    ) {
        let mut kept = Kept::default();
        for telling in &told { kept.take(*telling); }
        for telling in told {
            prop_assert_eq!(kept.take(telling), Join::Known);
        }
    }

    #[test]
    fn it_is_an_order(
        a in any_arrival(), b in any_arrival(), c in any_arrival(),
        versions in (1..4_u32, 1..4_u32, 1..4_u32),
    ) {
        let a = Telling { version: versions.0, ..a };
        let b = Telling { version: versions.1, ..b };
        let c = Telling { version: versions.2, ..c };
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }
}
