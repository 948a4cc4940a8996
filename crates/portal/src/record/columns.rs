//! Which columns a table of tests has: none that no row of it fills.

use super::attention::TestView;

/// The columns beside name and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestColumns {
    /// The usual range.
    pub range: bool,
    /// The line over time.
    pub course: bool,
    /// What changed since the value before, in words.
    pub change: bool,
}

impl TestColumns {
    /// Those that one of them fills.
    pub fn of(tests: &[TestView]) -> Self {
        let has_range = |test: &TestView| {
            let measure = test.entry.measure.as_ref();
            measure.is_some_and(|one| one.bar.is_some() || one.range.is_some())
        };
        Self {
            range: tests.iter().any(has_range),
            course: tests.iter().any(|test| test.earlier.spark.is_some()),
            change: tests.iter().any(|test| test.earlier.change.is_some() || test.earlier.is_only),
        }
    }

    /// How many columns there are with name and value.
    pub fn count(self) -> usize {
        2 + [self.range, self.course, self.change].into_iter().filter(|shown| *shown).count()
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::Earlier;
    use super::*;

    #[test]
    fn a_column_that_no_row_fills_is_left_out() {
        let plain = TestView::default();
        let none = TestColumns { range: false, course: false, change: false };
        assert_eq!(TestColumns::of(&[]), none);
        assert_eq!(TestColumns::of(std::slice::from_ref(&plain)), none);
        assert_eq!(none.count(), 2);
        let earlier = Earlier { is_only: true, ..Earlier::default() };
        let once = TestView { earlier, ..TestView::default() };
        assert_eq!(TestColumns::of(&[plain, once]), TestColumns { change: true, ..none });
    }
}
