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
    /// The number in the source's own table, where that is another one than the value.
    pub in_table: Option<String>,
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
    /// Nobody living has such a value: a number that a system had to write. See [`crate::value::doubt`].
    Impossible,
    /// Its source writes another number in its text. See [`crate::value::doubt`].
    Contradicted,
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
    /// All that is known is the sender's mark; a range was given, and can't be compared with the value.
    OnlyMarked(Mark),
    /// All that is known is the mark of a sender who gave no range: nobody can check it.
    OnlyMarkedNoRange(Mark),
}

/// What a sender marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// As usual.
    Usual,
    /// High.
    High,
    /// Low.
    Low,
    /// Dangerously high.
    FarHigh,
    /// Dangerously low.
    FarLow,
    /// Not usual, without a direction.
    Unusual,
}

/// The shape that stands beside the words of a standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It is as usual.
    Fine,
    /// Nobody can say.
    Plain,
    /// It is high.
    Up,
    /// It is low.
    Down,
    /// It is not usual.
    Odd,
    /// What is said of it disagrees.
    Doubt,
}

impl Mark {
    /// Every mark.
    pub const ALL: [Mark; 6] =
        [Self::Usual, Self::High, Self::Low, Self::FarHigh, Self::FarLow, Self::Unusual];

    /// What asks for more attention, and what says more, weighs more.
    pub fn weight(self) -> u8 {
        match self {
            Self::Usual => 1,
            Self::Unusual => 4,
            Self::High | Self::Low => 5,
            Self::FarHigh | Self::FarLow => 6,
        }
    }
}

impl Standing {
    /// Whether the sender's mark and the range printed with it disagree: a matter to ask about.
    pub fn is_disputed(self) -> bool {
        matches!(self, Self::MarkedUsual | Self::MarkedUnusual | Self::MarkedOtherwise)
    }

    /// Whether the value asks to be looked at: it is not within its range, or that is not sure.
    pub fn asks(self) -> bool {
        !matches!(self, Self::Within | Self::Impossible) && !self.is_only_marked_usual()
    }

    /// Whether nothing but the sender's mark says that it is normal.
    pub fn is_only_marked_usual(self) -> bool {
        self.only_mark() == Some(Mark::Usual)
    }

    /// The sender's mark, where it is all that is known.
    pub fn only_mark(self) -> Option<Mark> {
        match self {
            Self::OnlyMarked(mark) | Self::OnlyMarkedNoRange(mark) => Some(mark),
            _ => None,
        }
    }

    /// What asks for more attention weighs more.
    pub fn weight(self) -> u8 {
        match self {
            Self::Within => 0,
            Self::MarkedUnusual => 2,
            Self::MarkedUsual | Self::MarkedOtherwise => 3,
            Self::Unusual => 4,
            Self::Above | Self::Below => 5,
            Self::FarAbove | Self::FarBelow => 6,
            // Whatever stands beside it is in doubt too.
            Self::Impossible | Self::Contradicted => 7,
            Self::OnlyMarked(mark) | Self::OnlyMarkedNoRange(mark) => mark.weight(),
        }
    }

    /// The shape beside its words.
    pub fn shape(self) -> Shape {
        match self {
            Self::Within => Shape::Fine,
            Self::Above | Self::FarAbove => Shape::Up,
            Self::Below | Self::FarBelow => Shape::Down,
            Self::Unusual => Shape::Odd,
            Self::Impossible
            | Self::Contradicted
            | Self::MarkedUsual
            | Self::MarkedUnusual
            | Self::MarkedOtherwise => Shape::Doubt,
            Self::OnlyMarked(mark) | Self::OnlyMarkedNoRange(mark) => match mark {
                Mark::Usual => Shape::Plain,
                Mark::High | Mark::FarHigh => Shape::Up,
                Mark::Low | Mark::FarLow => Shape::Down,
                Mark::Unusual => Shape::Odd,
            },
        }
    }
}
