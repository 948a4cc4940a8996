//! The items of a paper one after the other: a writer need not know whether they are in memory.

use std::io;

use super::{Item, Layout};

/// The items of a paper, whether they are in memory or read on the way.
pub trait Items {
    /// Hands out the items of a chapter in their order, each with the number of the thing it tells of.
    ///
    /// # Errors
    ///
    /// Those of `take`, and of reading.
    fn each(&mut self, chapter: usize, take: &mut Take<'_>) -> io::Result<()>;
}

/// Takes an item of a chapter, with the number of its thing.
pub type Take<'t> = dyn FnMut(usize, &Item<'_>) -> io::Result<()> + 't;

impl Items for &Layout<'_> {
    fn each(&mut self, chapter: usize, take: &mut Take<'_>) -> io::Result<()> {
        let items = self.chapters.get(chapter).into_iter().flat_map(|chapter| &chapter.items);
        items.enumerate().try_for_each(|(at, item)| take(at, item))
    }
}
