//! Measures: how soon patients can see what was done with them, how many of them use it, and how soon
//! their requests are answered. Whoever counts asks these rules; what each number means, with its
//! sources, stands in `docs/measures.md`.
//!
//! Standard: Medicare Promoting Interoperability Program, "Provide Patients Electronic Access to Their
//! Health Information" (42 CFR 495.24(f), MIPS PI_PEA_1); 45 CFR 170.315(g)(2); for the use of it,
//! 42 CFR 495.24(d)(6). Requests: 45 CFR 164.524(b), 164.526(b), 164.528(c).

mod calendar;
mod indicator;
mod period;
mod tally;
mod visited;

pub use calendar::BusinessCalendar;
pub use indicator::{
    CountedNumbers, Indicator, IndicatorLine, MeasureSheet, OpenRequests, lines, median_days,
};
pub use period::MeasurePeriod;
pub use tally::{
    AskedRequest, CountedVisit, DayUses, MeasureCell, MeasureGroup, MeasureScope, MeasuredPatient,
    Timeliness,
};
pub use visited::{AccessSpan, VisitEnd, timeliness};

/// The version of these rules: whoever changes what is counted raises it, and everything is counted
/// anew.
pub const MEASURES_VERSION: i64 = 1;

#[cfg(test)]
mod tests;
