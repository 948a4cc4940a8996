//! Points and stretches of time (`TS`, `IVL_TS`) of a document.

use jiff::tz::TimeZone;

use super::context::Context;
use super::json::Object;
use super::moment::{Time, in_order, parse};
use super::xml::{Node, attr, child};

/// The point in time of a node.
pub fn date_time(context: &Context<'_>, node: Node<'_>) -> Option<Time> {
    parse(attr(node, "value")?, &context.zone)
}

/// A day (or month, or year) as FHIR text.
pub fn date(node: Node<'_>) -> Option<String> {
    parse(attr(node, "value")?, &TimeZone::UTC).map(|time| time.day().to_string())
}

/// The point in time of the child of that name: its value, else its low, centre or high end.
pub fn child_time(context: &Context<'_>, node: Node<'_>, name: &str) -> Option<Time> {
    let time = child(node, name)?;
    date_time(context, time).or_else(|| {
        ["low", "center", "high"].into_iter().find_map(|end| date_time(context, child(time, end)?))
    })
}

/// A stretch of time, or a point in it.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// A point in time.
    pub at: Option<Time>,
    /// Where the stretch begins.
    pub low: Option<Time>,
    /// Where it ends.
    pub high: Option<Time>,
}

impl When {
    /// Reads an `effectiveTime` or `time`. One that ends where it begins is a point.
    pub fn of(context: &Context<'_>, node: Node<'_>) -> Self {
        let Self { at, low, high } = Self::stretch(context, node);
        if at.is_none() && low.is_some() && low == high {
            return Self { at: low, low: None, high: None };
        }
        Self { at, low, high }
    }

    /// The same for what lasts: a course of one day begins and ends on it.
    pub fn stretch(context: &Context<'_>, node: Node<'_>) -> Self {
        let end = |name| child(node, name).and_then(|end| date_time(context, end));
        let at = date_time(context, node).or_else(|| end("center"));
        Self { at, low: end("low"), high: end("high") }
    }

    /// Reads the child of that name.
    pub fn child(context: &Context<'_>, node: Node<'_>, name: &str) -> Self {
        child(node, name).map(|time| Self::of(context, time)).unwrap_or_default()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.at.is_none() && self.low.is_none() && self.high.is_none()
    }

    /// Where it begins, or the point.
    pub fn start(&self) -> Option<Time> {
        self.at.clone().or_else(|| self.low.clone())
    }

    /// As a FHIR Period.
    pub fn period<'d>(&self) -> Object<'d> {
        let start = self.start();
        // A period that ends before it begins is not valid FHIR (per-1); the beginning is kept.
        let high = self.high.clone().or_else(|| self.at.clone());
        let end = high.filter(|end| start.as_deref().is_none_or(|start| in_order(start, end)));
        Object::new().with("start", start).with("end", end)
    }

    /// Puts `<name>DateTime` or `<name>Period`, whichever fits.
    pub fn put(&self, object: &mut Object<'_>, date_name: &'static str, period: &'static str) {
        if self.at.is_some() || (self.high.is_none() && self.low.is_some()) {
            object.put(date_name, self.start());
        } else if !self.is_empty() {
            object.put(period, self.period());
        }
    }
}
