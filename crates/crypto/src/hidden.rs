//! Secrets that can't be printed and are wiped when dropped.

use zeroize::Zeroize;

/// A secret: no `Display`, a `Debug` that shows nothing, wiped on drop.
#[derive(Clone)]
pub struct Hidden<T: Zeroize>(T);

impl<T: Zeroize> Hidden<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Hidden<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden")
    }
}
