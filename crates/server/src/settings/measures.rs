//! `[measures]`: the days on which nobody is at work.

use std::collections::BTreeSet;

use anyhow::Context as _;
use jiff::civil::Date;
use serde::Deserialize;

/// As they are typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TypedMeasures {
    holidays: Vec<String>,
}

impl TypedMeasures {
    /// The days.
    pub(super) fn read(self) -> anyhow::Result<BTreeSet<Date>> {
        let day = |text: &String| {
            let day = text.parse::<Date>();
            day.with_context(|| format!("[measures] holidays: {text:?} is no day like 2026-12-25"))
        };
        self.holidays.iter().map(day).collect()
    }
}
