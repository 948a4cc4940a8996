//! Which documents a newer one of the record replaces.

use std::collections::{HashMap, HashSet};

use crate::entry::Entry;
use crate::section::Section;

/// The documents of which a newer one says that it replaces them: by name, or as a higher version of
/// the same set. Nothing else replaces a document: some systems give all the same id.
#[derive(Clone, Debug, Default)]
pub struct Replaced {
    /// Identifiers that a newer document names.
    named: HashSet<Box<str>>,
    /// The highest version of each set.
    newest: HashMap<Box<str>, u32>,
    /// Of what has a version: the set, the version, its own identifiers.
    versions: Vec<(Box<str>, u32, Vec<Box<str>>)>,
    /// Identifiers of the older versions of a set.
    old: HashSet<Box<str>>,
}

impl Replaced {
    /// What the entries of a record tell.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut replaced = Self::default();
        entries.into_iter().for_each(|entry| replaced.note(entry));
        replaced.finish();
        replaced
    }

    /// Notes what one entry tells. [`Replaced::finish`] when all did.
    pub fn note(&mut self, entry: &Entry) {
        let basis = &entry.basis;
        self.named.extend(basis.replaces.iter().map(|name| name.as_str().into()));
        if let Some((set, version)) = &basis.version {
            let newest = self.newest.entry(set.as_str().into()).or_default();
            *newest = (*newest).max(*version);
            // Of a set, the file knows its version and the document to read only its own identifier.
            let own = basis.identifiers.iter().filter(|own| *own != set);
            let own = own.map(|own| own.as_str().into()).collect();
            self.versions.push((set.as_str().into(), *version, own));
        }
    }

    /// Finds the older versions, when every entry was noted.
    pub fn finish(&mut self) {
        for (set, version, own) in std::mem::take(&mut self.versions) {
            if self.newest.get(&set).is_some_and(|newest| *newest > version) {
                self.old.extend(own);
            }
        }
    }

    /// Whether a newer document replaces the one with these identifiers, which itself replaces `newer`.
    pub fn holds<T: AsRef<str>>(&self, identifiers: &[T], newer: &[T]) -> bool {
        identifiers.iter().map(AsRef::as_ref).any(|own| {
            self.old.contains(own)
                || self.named.contains(own) && !newer.iter().any(|name| name.as_ref() == own)
        })
    }

    /// Marks an entry that is a replaced document.
    pub fn mark(&self, entry: &mut Entry) {
        if entry.section == Section::Documents {
            let (own, newer) = (&entry.basis.identifiers, &entry.basis.replaces);
            entry.basis.is_replaced |= self.holds(own, newer);
        }
    }
}
