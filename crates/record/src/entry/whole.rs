//! What has to be known of a whole record to read any entry of it: what its resources are called, which
//! of its lists told of what, which documents are replaced. Names and dates, no texts.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Entry, Names, entry};
use crate::meaning::bills::{self, Claims};
use crate::meaning::{Lists, Replaced};
use crate::names::{NAMED, name_of};
use crate::person::Person;
use crate::resource::{Resource, ResourceId};
use crate::shelf::{Shelf, piece};
use crate::statements::Statements;
use crate::whom::Whom;

/// What is known of a record as a whole.
pub struct Whole<'n> {
    /// What others refer to by name, by place.
    names: HashMap<u32, Option<Arc<str>>>,
    whom: Whom,
    person: Person,
    /// Names of everything else.
    behind: &'n dyn Names,
    lists: Lists,
    /// Which documents are replaced, once all were seen.
    pub(super) replaced: Replaced,
    /// What is said about which entry, once all were seen.
    pub(super) statements: Statements,
}

/// The names of a record at hand: what its resources are called, and behind them other names.
struct AtHand<'w> {
    whole: &'w Whole<'w>,
    shelf: &'w dyn Shelf,
}

impl Names for AtHand<'_> {
    fn name(&self, reference: &str) -> Option<String> {
        let (kind, id) = reference.split_once('/')?;
        let place = ResourceId::parse(id).and_then(|id| self.shelf.find(&id));
        match place.and_then(|place| self.whole.names.get(&place).map(|name| (place, name))) {
            Some((place, name)) if self.shelf.kind(place) == kind => {
                name.as_deref().map(str::to_owned)
            }
            _ => self.whole.behind.name(reference),
        }
    }

    fn whom(&self) -> Whom {
        self.whole.whom
    }

    fn zone(&self) -> TimeZone {
        self.whole.behind.zone()
    }
}

impl<'n> Whole<'n> {
    /// Reads what names others, and whom the record is about. `lists` are those of the whole record,
    /// `behind` names what is not in it.
    ///
    /// # Errors
    ///
    /// Those of [`Shelf::read`].
    pub fn of(shelf: &mut dyn Shelf, lists: Lists, behind: &'n dyn Names) -> io::Result<Self> {
        let mut whole = Self {
            names: HashMap::new(),
            whom: behind.whom(),
            person: Person::default(),
            behind,
            lists,
            replaced: Replaced::default(),
            statements: Statements::default(),
        };
        let mut known: HashSet<Arc<str>> = HashSet::new();
        let mut about = None;
        let all = shelf.as_stored();
        let is_wanted = |place: &u32| {
            let kind = shelf.kind(*place);
            kind == "Patient" || NAMED.contains(&kind)
        };
        let wanted: Vec<u32> = all.into_iter().filter(is_wanted).collect();
        let mut rest = &wanted[..];
        while let Some(places) = piece(shelf, &mut rest) {
            for (place, resource) in places.iter().zip(shelf.read(places)?) {
                let Some(resource) = resource else { continue };
                if &*resource.kind == "Patient" {
                    // The first one says whom the record is about.
                    if about.is_none_or(|first| *place < first) {
                        about = Some(*place);
                        whole.whom = Whom::of(&resource);
                        whole.person = Person::of(&resource);
                    }
                    continue;
                }
                let name = resource.document().ok().and_then(|json| name_of(json.root()));
                let name = name.map(|name| {
                    if let Some(name) = known.get(&*name) {
                        Arc::clone(name)
                    } else {
                        let name: Arc<str> = name.into();
                        known.insert(Arc::clone(&name));
                        name
                    }
                });
                whole.names.insert(*place, name);
            }
        }
        Ok(whole)
    }

    /// Whom the record is about.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Reads entries, in the order asked for, with what the record's lists tell of them; `None` for what
    /// can't be read.
    ///
    /// # Errors
    ///
    /// Those of [`Shelf::read`].
    pub fn first_seen(
        &self,
        shelf: &mut dyn Shelf,
        places: &[u32],
    ) -> io::Result<Vec<Option<Entry>>> {
        let resources = shelf.read(places)?;
        Ok(resources.iter().map(|one| Some(self.one(shelf, one.as_ref()?))).collect())
    }

    fn one(&self, shelf: &dyn Shelf, resource: &Resource) -> Entry {
        let mut entry = entry(resource, &AtHand { whole: self, shelf });
        self.lists.tell(std::slice::from_mut(&mut entry));
        entry
    }

    /// Resources with their entries, in the order asked for, with what only others know of them, once all
    /// were seen: whether a newer document replaces one, what a claim tells of its bill.
    ///
    /// # Errors
    ///
    /// Those of [`Shelf::read`]; one that can't be read any more is an error here.
    pub fn read(
        &self,
        shelf: &mut dyn Shelf,
        places: &[u32],
    ) -> io::Result<Vec<(Resource, Entry)>> {
        let resources: Option<Vec<Resource>> = shelf.read(places)?.into_iter().collect();
        let changed = || io::Error::other("a record changed while it was read");
        let resources = resources.ok_or_else(changed)?;
        let mut entries: Vec<Entry> =
            resources.iter().map(|resource| self.one(shelf, resource)).collect();
        for entry in &mut entries {
            self.replaced.mark(entry);
        }
        let answers = entries.iter().filter(|entry| bills::explains(entry));
        let claims = answers.flat_map(|entry| &entry.basis.behind).filter_map(|id| shelf.find(id));
        let claims: Vec<u32> = claims.filter(|place| shelf.kind(*place) == "Claim").collect();
        if !claims.is_empty() {
            let claims = self.first_seen(shelf, &claims)?;
            let claims: Claims = claims.iter().flatten().filter_map(bills::charged).collect();
            for entry in &mut entries {
                bills::explain(entry, &claims);
            }
        }
        for entry in &mut entries {
            self.statements.tell(entry);
        }
        Ok(resources.into_iter().zip(entries).collect())
    }
}
