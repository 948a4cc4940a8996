//! Rules of measured values: units, digits, printed ranges, how a value stands to its range.
//! Page, paper, file and text all ask here, so that they say the same.

pub mod beside;
pub mod digits;
pub mod distance;
pub mod doubt;
pub mod halves;
pub mod judge;
pub mod pressure;
pub mod printed;
pub mod unit;
