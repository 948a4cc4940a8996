//! Values as entries hold them.

use crate::value::beside::Beside;
use crate::value::unit::Unit;

/// A value with its unit and the range that is usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// As the source wrote it: `72.50`, `Negative`, `<5`.
    pub text: String,
    /// `mg/dL`
    pub unit: Option<Unit>,
    /// The unit in the source's own letters: `mm[Hg]`.
    pub written_unit: Option<String>,
    /// The number for charts, where it is one.
    pub number: Option<Number>,
    /// Lower end of the usual range.
    pub low: Option<Number>,
    /// Upper end of the usual range.
    pub high: Option<Number>,
    /// Whether the lower end itself is outside the range: `>60`.
    pub low_is_open: bool,
    /// Whether the upper end itself is outside the range: `<2.5`.
    pub high_is_open: bool,
    /// The usual range in the source's words, where it is no pair of numbers.
    pub range_text: Option<String>,
    /// Whom the usual range is for, in the source's words, where it is one of several.
    pub range_for: Option<String>,
    /// How the value stands to its range.
    pub standing: Option<Standing>,
    /// The same in the units that people think in.
    pub beside: Option<Beside>,
}

/// A number that keeps its digits and can be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The digits as they came.
    pub text: String,
    /// Its value for drawing and comparing only.
    pub value: f64,
}

// Compared as written: `72.50` and `72.5` are different texts of a record.
impl Eq for Number {}

/// How a value stands to its usual range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Within the usual range.
    Within,
    /// Above.
    Above,
    /// Below.
    Below,
    /// Far above.
    FarAbove,
    /// Far below.
    FarBelow,
    /// Not usual, without a direction (a positive test).
    Unusual,
    /// Marked normal by the sender, but outside the range printed with it: neither is believed.
    MarkedUsual,
    /// Marked as not normal by the sender, but inside the range printed with it.
    MarkedUnusual,
    /// Marked high by the sender and below the range printed with it, or the other way round.
    MarkedOtherwise,
    /// Marked normal by the sender; a range was given, and can't be compared with the value.
    OnlyMarked,
    /// Marked normal by the sender, who gave no range: nobody can check it.
    OnlyMarkedNoRange,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 11] = [
        Self::Within,
        Self::Above,
        Self::Below,
        Self::FarAbove,
        Self::FarBelow,
        Self::Unusual,
        Self::MarkedUsual,
        Self::MarkedUnusual,
        Self::MarkedOtherwise,
        Self::OnlyMarked,
        Self::OnlyMarkedNoRange,
    ];

    /// Whether the sender's mark and the range printed with it disagree: a matter to ask about.
    pub fn is_disputed(self) -> bool {
        matches!(self, Self::MarkedUsual | Self::MarkedUnusual | Self::MarkedOtherwise)
    }

    /// Whether nothing but the sender's mark says that it is normal.
    pub fn is_only_marked(self) -> bool {
        matches!(self, Self::OnlyMarked | Self::OnlyMarkedNoRange)
    }

    /// What asks for more attention weighs more.
    pub fn weight(self) -> u8 {
        match self {
            Self::Within => 0,
            Self::OnlyMarked | Self::OnlyMarkedNoRange => 1,
            Self::MarkedUnusual => 2,
            Self::MarkedUsual | Self::MarkedOtherwise => 3,
            Self::Unusual => 4,
            Self::Above | Self::Below => 5,
            Self::FarAbove | Self::FarBelow => 6,
        }
    }
}
