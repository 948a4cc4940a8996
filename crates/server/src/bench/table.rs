//! Figures as a table for people and as JSON for programs.

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// So many a second.
    PerSecond,
    /// Milliseconds.
    Milliseconds,
    /// Bytes.
    Bytes,
    /// Megabytes (10^6 bytes).
    Megabytes,
    /// So many.
    Count,
}

/// One figure.
pub struct Figure {
    name: String,
    value: f64,
    unit: Unit,
    note: Option<String>,
    goal: Option<&'static str>,
    limit: Option<(f64, &'static str)>,
}

impl Figure {
    /// A figure without goal and limit.
    pub fn new(name: impl Into<String>, value: f64, unit: Unit) -> Self {
        Self { name: name.into(), value, unit, note: None, goal: None, limit: None }
    }

    /// The goal, in words.
    pub fn goal(mut self, goal: &'static str) -> Self {
        self.goal = Some(goal);
        self
    }

    /// The limit taken in the same run, and what it is.
    pub fn limit(mut self, value: f64, name: &'static str) -> Self {
        self.limit = Some((value, name));
        self
    }

    /// What else to know, such as the 99th percentile.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// For programs.
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "name": self.name,
            "value": self.value,
            "unit": self.unit.word(),
            "note": self.note,
            "goal": self.goal,
            "limit": self.limit.map(|(value, _)| value),
            "limit_name": self.limit.map(|(_, name)| name),
        })
    }
}

impl Unit {
    fn word(self) -> &'static str {
        match self {
            Self::PerSecond => "/s",
            Self::Milliseconds => "ms",
            Self::Bytes => "bytes",
            Self::Megabytes => "MB",
            Self::Count => "",
        }
    }

    fn show(self, value: f64) -> String {
        let digits = match value.abs() {
            small if small < 10.0 => 2,
            middle if middle < 100.0 => 1,
            _ => 0,
        };
        format!("{value:.digits$} {}", self.word())
    }
}

/// A Markdown table, as `docs/performance.md` keeps it.
pub fn table(figures: &[Figure]) -> String {
    let mut out = String::from(
        "| Work | Figure | Goal | Limit beside it | Of the limit |\n|---|---|---|---|---|\n",
    );
    for figure in figures {
        let value = figure.unit.show(figure.value);
        let note = figure.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
        let (limit, share) =
            figure.limit.map_or((String::new(), String::new()), |(limit, name)| {
                // A rate is compared from below, a time from above.
                let share = match figure.unit {
                    Unit::PerSecond => figure.value / limit,
                    _ => limit / figure.value,
                };
                (format!("{}: {name}", figure.unit.show(limit)), format!("{:.0} %", share * 100.0))
            });
        out.push_str(&format!(
            "| {} | {value}{note} | {} | {limit} | {share} |\n",
            figure.name,
            figure.goal.unwrap_or_default()
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_figure_goal_and_share_of_the_limit() {
        let figure =
            Figure::new("import", 500.0, Unit::PerSecond).goal("many").limit(1000.0, "alone");
        let text = table(&[figure]);
        assert!(text.ends_with("| import | 500 /s | many | 1000 /s: alone | 50 % |\n"), "{text}");
    }
}
