//! Numbers as messages take them.

/// A number for a message: any of those that lists are counted in.
pub trait Amount {
    /// The number.
    fn amount(&self) -> i64;
}

impl Amount for i64 {
    fn amount(&self) -> i64 {
        *self
    }
}

impl Amount for usize {
    fn amount(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }
}

impl Amount for u32 {
    fn amount(&self) -> i64 {
        i64::from(*self)
    }
}

impl Amount for u64 {
    fn amount(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }
}

impl<T: Amount> Amount for &T {
    fn amount(&self) -> i64 {
        (*self).amount()
    }
}
