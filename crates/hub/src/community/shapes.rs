//! The forms in which the pictures of a campaign are given.

/// The form of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The word in its address, and the end of its message id.
    pub(crate) word: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// What is asked for most: a picture beside a link, a square post, an upright story, a banner on a page (the
/// "billboard" of the Interactive Advertising Bureau).
pub(crate) const SHAPES: [Shape; 4] = [
    Shape { word: "post", width: 1200, height: 630 },
    Shape { word: "square", width: 1080, height: 1080 },
    Shape { word: "story", width: 1080, height: 1920 },
    Shape { word: "banner", width: 970, height: 250 },
];
