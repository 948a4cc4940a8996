//! The outlines of a whole record, read piece by piece.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;

use super::{Entry, Whole};
use crate::meaning::same::{self, Counted, Outline, OutlinedThing};
use crate::places::Places;
use crate::resource::ResourceId;
use crate::section::Section;
use crate::shelf::{Shelf, piece};
use crate::value::halves;

/// What is known of a record's entries without their texts.
pub struct Outlined {
    /// In the order of the record.
    pub outlines: Vec<(u32, Outline)>,
    /// Upper and lower number of each blood pressure that came as two.
    pub pairs: Vec<(u32, u32)>,
    /// What could not be read, in the order of the record.
    pub unreadable: Vec<u32>,
}

/// Is shown each entry once, as it is first seen (see [`Whole::first_seen`]), with its place.
pub type Each<'e> = dyn FnMut(u32, &Entry, &dyn Shelf) + 'e;

impl Outlined {
    /// Reads every entry of a record; `whole` learns which documents are replaced.
    ///
    /// # Errors
    ///
    /// Those of [`Shelf::read`].
    pub fn read(
        shelf: &mut dyn Shelf,
        whole: &mut Whole<'_>,
        today: Date,
        each: &mut Each<'_>,
    ) -> io::Result<Self> {
        let mut outlines = Vec::with_capacity(shelf.count());
        let (mut unreadable, mut found, mut named) = (Vec::new(), Vec::new(), Vec::new());
        let places = shelf.as_stored();
        let mut rest = &places[..];
        while let Some(piece) = piece(shelf, &mut rest) {
            let entries = whole.first_seen(shelf, piece)?;
            for (place, entry) in piece.iter().zip(entries) {
                let Some(entry) = entry else {
                    unreadable.push(*place);
                    continue;
                };
                whole.replaced.note(&entry);
                whole.statements.note(*place, &entry);
                each(*place, &entry, shelf);
                if let Some((is_upper, key)) = halves::half(&entry) {
                    found.push((*place, is_upper, same::digest(&key)));
                }
                if same::only_names(&entry) {
                    let members = entry.members.iter().filter_map(|id| shelf.find(id));
                    named.push((*place, members.collect::<Vec<u32>>()));
                }
                outlines.push((*place, Outline::of(&entry, today)));
            }
        }
        whole.replaced.finish();
        for (_, outline) in &mut outlines {
            let is = |[own, newer]: [&[Box<str>]; 2]| whole.replaced.holds(own, newer);
            outline.is_replaced |= outline.document().is_some_and(is);
        }
        unreadable.sort_unstable();
        outlines.sort_unstable_by_key(|(place, _)| *place);
        mark_headings(&mut outlines, &named);
        Ok(Self { outlines, pairs: halves::paired(found.into_iter()), unreadable })
    }
}

/// Marks the reports that are only headings over values of their section.
fn mark_headings(outlines: &mut [(u32, Outline)], named: &[(u32, Vec<u32>)]) {
    let at = |place: u32| outlines.binary_search_by_key(&place, |(place, _)| *place).ok();
    let is_result = |place: u32| {
        at(place).and_then(|at| outlines.get(at)).is_some_and(|it| it.1.section == Section::Results)
    };
    let headings = same::among(named, is_result);
    for (place, outline) in outlines {
        if headings.contains(place) {
            outline.counted = Counted::Heading;
        }
    }
}

/// The things that some outlines of a section tell of; the places in the groups are those in `own`.
pub fn groups_among(shelf: &dyn Shelf, own: &[&(u32, Outline)], today: Date) -> Vec<OutlinedThing> {
    let mut by_place: Vec<(u32, u32)> =
        (0..).zip(own).map(|(at, (place, _))| (*place, at)).collect();
    by_place.sort_unstable();
    let find = |id: &ResourceId| {
        let place = shelf.find(id)?;
        let at = by_place.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        by_place.get(at).map(|(_, at)| *at as usize)
    };
    let outlines: Vec<&Outline> = own.iter().map(|(_, outline)| outline).collect();
    same::groups(&outlines, &find, today)
}

/// How many things each section of a record holds of which nothing is taken: what a file leaves out, counted
/// as pages count.
///
/// # Errors
///
/// Those of [`Shelf::read`].
pub fn things_left_out(
    shelf: &mut dyn Shelf,
    whole: &mut Whole<'_>,
    today: Date,
    is_taken: &dyn Fn(&ResourceId) -> bool,
) -> io::Result<BTreeMap<Section, usize>> {
    let count = shelf.count();
    let Outlined { mut outlines, pairs, .. } =
        Outlined::read(shelf, whole, today, &mut |_, _, _| {})?;
    // The two numbers of a blood pressure are one thing.
    let mut lowers = Places::new(count);
    for (_, lower) in &pairs {
        lowers.add(*lower);
    }
    outlines.retain(|(place, _)| !lowers.has(*place));
    outlines.sort_unstable_by_key(|(place, outline)| {
        (outline.section, std::cmp::Reverse(outline.sort), *place)
    });
    let mut left_out = BTreeMap::new();
    for own in outlines.chunk_by(|(_, one), (_, other)| one.section == other.section) {
        let own: Vec<&(u32, Outline)> = own.iter().collect();
        let is_in = |at: &usize| {
            let id = own.get(*at).and_then(|(place, _)| shelf.id(*place));
            id.is_some_and(|id| is_taken(&id))
        };
        let groups = groups_among(shelf, &own, today);
        let groups = groups.iter().filter(|group| group.counted == Counted::Thing);
        let count = groups.filter(|it| !is_in(&it.entry) && !it.behind().iter().any(is_in)).count();
        if let Some((_, outline)) = own.first()
            && count > 0
        {
            left_out.insert(outline.section, count);
        }
    }
    Ok(left_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::NoNames;
    use crate::meaning::Lists;
    use crate::resource::Resource;
    use crate::shelf::InMemory;

    fn resource(kind: &str, local: &str, more: &str) -> Resource {
        let id = format!("aaaaaaaaaaaaa.{local}");
        Resource {
            kind: kind.into(),
            json: format!(r#"{{"resourceType":"{kind}","id":"{id}",{more}}}"#).into(),
            id: ResourceId::parse(&id).unwrap(),
            version: 1,
            updated: 0,
        }
    }

    #[test]
    fn a_medicine_that_two_tell_of_is_left_out_once_and_not_where_one_of_them_is_taken() {
        let medicine = |local: &str, name: &str| {
            let more = format!(
                r#""status":"active","authoredOn":"2026-01-02","medicationCodeableConcept":{{"text":"{name}"}}"#
            );
            resource("MedicationRequest", local, &more)
        };
        let resources = [
            medicine("a", "Metformin 500 mg"),
            medicine("b", "Metformin 500 mg"),
            medicine("c", "Lisinopril 10 mg"),
            resource("Condition", "d", r#""code":{"text":"Asthma"}"#),
        ];
        let today = jiff::civil::date(2026, 2, 1);
        let left_out = |taken: &[&str]| {
            let mut shelf = InMemory::new(&resources);
            let mut whole = Whole::of(&mut shelf, Lists::default(), &NoNames).unwrap();
            let is_taken = |id: &ResourceId| taken.contains(&id.local());
            things_left_out(&mut shelf, &mut whole, today, &is_taken).unwrap()
        };
        let both = [(Section::Medications, 2), (Section::Conditions, 1)];
        assert_eq!(left_out(&[]), BTreeMap::from(both));
        assert_eq!(left_out(&["b", "d"]), BTreeMap::from([(Section::Medications, 1)]));
        assert_eq!(left_out(&["a", "c", "d"]), BTreeMap::new());
    }
}
