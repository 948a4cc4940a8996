//! Which observations of one moment are the two numbers of a blood pressure.

use super::values::decimal;
use super::xml::{Node, child_attr, is, is_negated};

/// The systolic and the diastolic pressure, where there is exactly one of each, both are numbers,
/// and they were not measured at different times.
pub fn pressure_pair<'d>(observations: &[Node<'d>]) -> Option<(Node<'d>, Node<'d>)> {
    let only = |code: &str| {
        let mut found = observations.iter().copied().filter(|one| {
            is(*one, "observation") && child_attr(*one, "code", "code") == Some(code)
        });
        found.next().filter(|one| found.next().is_none() && is_measured(*one))
    };
    let (upper, lower) = (only("8480-6")?, only("8462-4")?);
    let time = |node| child_attr(node, "effectiveTime", "value");
    (time(upper) == time(lower)).then_some((upper, lower))
}

fn is_measured(node: Node<'_>) -> bool {
    !is_negated(node) && child_attr(node, "value", "value").and_then(decimal).is_some()
}
