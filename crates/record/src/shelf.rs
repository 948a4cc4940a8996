//! The resources of a selection, read when they are asked for: however long a record is, what is in
//! memory is a piece of it and what is known of the whole.

use std::collections::HashMap;
use std::io;

use crate::resource::{Resource, ResourceId};

/// The resources of a selection at their places, `0..count`, in the order of the sections.
pub trait Shelf {
    /// How many there are, those that can't be read among them.
    fn count(&self) -> usize;

    /// The type of the one at a place; empty where there is none.
    fn kind(&self, place: u32) -> &str;

    /// About how many bytes it has.
    fn bytes(&self, place: u32) -> usize;

    /// The id of the one at a place.
    fn id(&self, place: u32) -> Option<ResourceId>;

    /// The place of an id, if it is in the selection.
    fn find(&self, id: &ResourceId) -> Option<u32>;

    /// All places, in the order in which they are read fastest.
    fn as_stored(&self) -> Vec<u32>;

    /// Reads several, in the order asked for; `None` for one that can't be read.
    ///
    /// # Errors
    ///
    /// Where nothing can be read any more: the store failed, or nobody waits for it.
    fn read(&mut self, places: &[u32]) -> io::Result<Vec<Option<Resource>>>;
}

/// Resources that are in memory.
pub struct InMemory<'r> {
    resources: &'r [Resource],
    places: HashMap<&'r ResourceId, u32>,
}

impl<'r> InMemory<'r> {
    /// The resources, in their order.
    pub fn new(resources: &'r [Resource]) -> Self {
        let places = (0..).zip(resources).map(|(place, resource)| (&resource.id, place));
        Self { resources, places: places.collect() }
    }

    fn at(&self, place: u32) -> Option<&'r Resource> {
        self.resources.get(place as usize)
    }
}

impl Shelf for InMemory<'_> {
    fn count(&self) -> usize {
        self.resources.len()
    }

    fn kind(&self, place: u32) -> &str {
        self.at(place).map_or("", |resource| &resource.kind)
    }

    fn bytes(&self, place: u32) -> usize {
        self.at(place).map_or(0, |resource| resource.json.len())
    }

    fn id(&self, place: u32) -> Option<ResourceId> {
        self.at(place).map(|resource| resource.id.clone())
    }

    fn find(&self, id: &ResourceId) -> Option<u32> {
        self.places.get(id).copied()
    }

    fn as_stored(&self) -> Vec<u32> {
        (0..).take(self.resources.len()).collect()
    }

    fn read(&mut self, places: &[u32]) -> io::Result<Vec<Option<Resource>>> {
        Ok(places.iter().map(|place| self.at(*place).cloned()).collect())
    }
}

/// Cuts off what is read together from the front of `rest`: at least one, bounded in number and bytes.
pub fn piece<'p>(shelf: &dyn Shelf, rest: &mut &'p [u32]) -> Option<&'p [u32]> {
    piece_of(shelf, rest, PIECE)
}

/// The same, of at most so many.
pub fn piece_of<'p>(shelf: &dyn Shelf, rest: &mut &'p [u32], most: usize) -> Option<&'p [u32]> {
    if rest.is_empty() {
        return None;
    }
    let mut bytes = 0;
    let fits = |place: &&u32| {
        bytes += shelf.bytes(**place);
        bytes <= PIECE_BYTES
    };
    let count = rest.iter().take(most).take_while(fits).count().max(1);
    let (piece, behind) = rest.split_at_checked(count)?;
    *rest = behind;
    Some(piece)
}

/// So many resources are read together at most.
pub const PIECE: usize = 1_024;

/// And so many bytes of them, unless one alone is larger.
pub const PIECE_BYTES: usize = 4 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(id: usize, bytes: usize) -> Resource {
        Resource {
            kind: "Basic".into(),
            id: ResourceId::parse(&format!("aaaaaaaaaaaaa.{id}")).unwrap(),
            version: 1,
            updated: 0,
            json: " ".repeat(bytes).into(),
        }
    }

    #[test]
    fn a_piece_is_bounded_in_number_and_in_bytes_and_never_empty() {
        let mut all: Vec<Resource> = (0..PIECE + 5).map(|id| resource(id, 10)).collect();
        all.extend([resource(10_000, PIECE_BYTES + 1), resource(10_001, 1)]);
        let shelf = InMemory::new(&all);
        let places = shelf.as_stored();
        let mut rest = &places[..];
        let mut sizes = Vec::new();
        while let Some(piece) = piece(&shelf, &mut rest) {
            sizes.push(piece.len());
        }
        assert_eq!(sizes, [PIECE, 5, 1, 1]);
        assert_eq!(shelf.find(&all[3].id), Some(3));
    }
}
