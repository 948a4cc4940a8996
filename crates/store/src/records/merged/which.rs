//! Which lines of a record's segments an index is made of.

use bluebutton_record::ResourceId;

/// Up to where a record is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Until {
    /// As it is now.
    #[default]
    Now,
    /// With what was stored up to and including the import that wrote this segment of its own part.
    Segment(i64),
    /// As it was at that moment, microseconds since 1970.
    Moment(i64),
}

/// Which lines of a record's segments an index is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) until: Until,
    /// Every version of this one resource, instead of the newest of each.
    pub(crate) history_of: Option<ResourceId>,
}

impl Until {
    /// Whether a run is in.
    pub(super) fn takes(self, seq: i64, at: i64) -> bool {
        match self {
            Self::Now => true,
            Self::Segment(last) => seq <= last,
            Self::Moment(last) => at <= last,
        }
    }
}
