//! The sections of the document: which part of the record stands where, in which order.
//!
//! Standard: C-CDA R2.1, CCD (V3) and its section templates. Sections the template requires are there even when
//! the record has nothing for them, and say so.

use std::collections::HashSet;
use std::io;

use bluebutton_record::confidentiality::Level;
use bluebutton_record::meaning::now;
use bluebutton_record::{Layout, Paper, Person, Section};

use super::codes::LOINC;
use super::desk::{Desk, PANELS, PIECE, Seat};
use super::frame::{component, template};
use super::xml::Xml;
use super::{
    Book, Common, Item, equipment, family, marks, medications, narrative, notes, payers, plan,
    problems, results, visits,
};

/// One section of the document.
struct Chapter {
    section: Section,
    /// The kind of resource, where a section of the record is two in the document.
    only: Option<&'static str>,
    /// Message id of the title, where it is not the section's own name.
    title: Option<&'static str>,
    /// LOINC code and its name.
    code: Option<(&'static str, &'static str)>,
    /// Template without and with required entries: root and extension.
    templates: &'static [(&'static str, &'static str)],
    is_required: bool,
    /// Whether the template may only be claimed with entries.
    needs_entries: bool,
    coded: HowCoded,
}

/// Writes the entries of some items.
type Write = fn(&mut Xml, &Book<'_>, &[&Item<'_>]);

/// How the entries of a section are coded.
#[derive(Clone, Copy)]
enum HowCoded {
    /// Narrative only.
    Not,
    /// Each item by itself.
    Each(Write),
    /// Each by itself, and something at the end.
    EachAndEnd(Write, fn(&mut Xml, &Book<'_>)),
    /// What is of one moment together.
    ByMoment(Write),
    /// Panels with their results, then what is in no panel.
    Panels,
}

/// Writes all sections and the manifest.
pub(super) fn write_all(
    xml: &mut Xml,
    desk: &mut Desk<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    marks::section(xml, &desk.common);
    let mut taken = vec![false; desk.seats().len()];
    for chapter in &CHAPTERS {
        let mut seats = Vec::new();
        for (seat, taken) in desk.seats().iter().zip(&mut taken) {
            let is_here = seat.section == chapter.section
                && chapter.only.is_none_or(|kind| desk.kind(seat) == kind);
            if is_here && !*taken {
                *taken = true;
                seats.push(*seat);
            }
        }
        // Of now first, then newest first, as everywhere.
        seats.sort_by_key(|seat| {
            let stage = now::has_stages(chapter.section).then_some(seat.stage);
            (stage, std::cmp::Reverse(seat.sort))
        });
        if chapter.is_required || !seats.is_empty() {
            chapter.write(xml, desk, out, &seats)?;
        }
    }
    manifest(xml, &desk.common);
    Ok(())
}

impl Chapter {
    fn write(
        &self,
        xml: &mut Xml,
        desk: &mut Desk<'_>,
        out: &mut dyn io::Write,
        seats: &[Seat],
    ) -> io::Result<()> {
        let own = desk.marks_of(seats);
        let annotates = !own.are_usual();
        // Its words are all told; a coded entry is written of each thing once.
        let things: Vec<Seat> = seats.iter().copied().filter(|seat| !seat.is_behind).collect();
        let mut has_entries = false;
        self.entries(desk, annotates, &things, &mut |fragment| {
            has_entries = !fragment.is_empty();
            Ok(!has_entries)
        })?;
        let empty: &[(&str, &str)] =
            if !has_entries && self.is_required { &[("nullFlavor", "NI")] } else { &[] };
        let claims = has_entries || !self.needs_entries;
        let mut done = Ok(());
        xml.new_line();
        xml.element("component", &[], |xml| {
            xml.element("section", empty, |xml| {
                for (root, extension) in self.templates.iter().filter(|_| claims) {
                    template(xml, root, extension);
                }
                self.head(xml, &desk.common);
                done = narrative::write(xml, desk, out, (self.section, seats));
                // A section that says nothing has the level of its document, which is that of its
                // most confidential part.
                if !desk.common.marks.are_usual() {
                    marks::level(xml, own.level());
                }
                if done.is_ok() && has_entries {
                    done = self.entries(desk, annotates, &things, &mut |fragment| {
                        xml.append(fragment);
                        xml.give(out)?;
                        Ok(true)
                    });
                }
            });
        });
        done
    }

    fn head(&self, xml: &mut Xml, common: &Common<'_>) {
        if let Some((code, name)) = self.code {
            let code = [
                ("code", code),
                ("codeSystem", LOINC),
                ("codeSystemName", "LOINC"),
                ("displayName", name),
            ];
            xml.empty("code", &code);
        }
        let title = match self.title {
            Some(id) => common.words.text(id),
            None => common.words.section(self.section),
        };
        xml.leaf("title", &[], &title);
    }

    /// What names results, and what may be one, where the section is of those.
    fn results(&self, desk: &Desk<'_>, things: &[Seat]) -> (Vec<Seat>, Vec<Seat>) {
        if !matches!(self.coded, HowCoded::Panels) {
            return (Vec::new(), Vec::new());
        }
        let panels = things.iter().copied().filter(|seat| desk.is_panel(seat));
        let results = things.iter().copied().filter(|seat| desk.kind(seat) == "Observation");
        (panels.collect(), results.collect())
    }

    /// Writes the entries piece by piece, until `take` has enough.
    fn entries(
        &self,
        desk: &mut Desk<'_>,
        annotates: bool,
        things: &[Seat],
        take: &mut Take<'_>,
    ) -> io::Result<()> {
        let (panels, mut singles) = self.results(desk, things);
        let is_by_moment = matches!(self.coded, HowCoded::ByMoment(_));
        let mut by_pieces =
            |things: &[Seat], most: usize, write: &mut Passes<'_>| -> io::Result<bool> {
                let mut rest = things;
                while !rest.is_empty() {
                    let (now, behind) = cut(desk, rest, most, is_by_moment);
                    rest = behind;
                    let places: Vec<u32> = now.iter().map(|seat| seat.place).collect();
                    let loaded = desk.read(&places, true)?;
                    let book = Book::of(&desk.common, &loaded)?;
                    let mut fragment = Xml::entries(annotates);
                    write(&mut fragment, &book, &book.at(&places));
                    if !take(&fragment)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            };
        match self.coded {
            HowCoded::Not => {}
            HowCoded::Each(write) | HowCoded::ByMoment(write) => {
                by_pieces(things, PIECE, &mut |xml, book, items| write(xml, book, items))?;
            }
            HowCoded::Panels => {
                let mut written = HashSet::new();
                let go_on = by_pieces(&panels, PANELS, &mut |xml, book, items| {
                    results::panels(xml, book, items, &mut written);
                })?;
                if go_on {
                    // What stands in a panel is not read once more to find that out.
                    singles.retain(|seat| !written.contains(&seat.place));
                    by_pieces(&singles, PIECE, &mut |xml, book, items| {
                        results::singles(xml, book, items, &mut written);
                    })?;
                }
            }
            HowCoded::EachAndEnd(write, end) => {
                if by_pieces(things, PIECE, &mut |xml, book, items| write(xml, book, items))? {
                    let loaded = desk.read(&[], false)?;
                    let book = Book::of(&desk.common, &loaded)?;
                    let mut fragment = Xml::entries(annotates);
                    end(&mut fragment, &book);
                    take(&fragment)?;
                }
            }
        }
        Ok(())
    }
}

/// Takes entries of a section; says whether it wants more.
type Take<'t> = dyn FnMut(&Xml) -> io::Result<bool> + 't;

/// Writes one piece, and remembers what it did with those before.
type Passes<'p> = dyn FnMut(&mut Xml, &Book<'_>, &[&Item<'_>]) + 'p;

/// Cuts off what is read together, at most so many; what is of one moment is not cut apart.
fn cut<'p>(
    desk: &Desk<'_>,
    rest: &'p [Seat],
    most: usize,
    is_by_moment: bool,
) -> (&'p [Seat], &'p [Seat]) {
    let places: Vec<u32> = rest.iter().take(most).map(|seat| seat.place).collect();
    let mut count = desk.piece(&mut &places[..]).map_or(1, <[u32]>::len);
    let sort = |at: usize| rest.get(at).map(|seat| seat.sort);
    while is_by_moment && count < rest.len() && sort(count) == sort(count - 1) {
        count += 1;
    }
    rest.split_at_checked(count).unwrap_or((rest, &[]))
}

/// What is in the document and what is not, in the words of the other files.
fn manifest(xml: &mut Xml, common: &Common<'_>) {
    let paper = Paper {
        person: Person::default(),
        entries: Vec::new(),
        manifest: common.input.manifest.clone(),
        organization: common.input.organization.clone(),
        language: common.input.language,
    };
    let layout = Layout::of(&paper);
    component(xml, |xml| {
        xml.leaf("title", &[], &layout.manifest_title);
        xml.element("text", &[], |xml| {
            for group in layout.manifest.iter().filter(|group| !group.sentences.is_empty()) {
                xml.element("list", &[], |xml| {
                    xml.leaf("caption", &[], &group.heading);
                    for sentence in &group.sentences {
                        xml.leaf("item", &[], sentence);
                    }
                });
            }
        });
        if !common.marks.are_usual() {
            marks::level(xml, Level::Normal);
        }
    });
}

const fn chapter(section: Section, code: (&'static str, &'static str)) -> Chapter {
    Chapter {
        section,
        only: None,
        title: None,
        code: Some(code),
        templates: &[],
        is_required: false,
        needs_entries: false,
        coded: HowCoded::Not,
    }
}

const CHAPTERS: [Chapter; 19] = [
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.6.1", "2015-08-01")],
        is_required: true,
        coded: HowCoded::Each(problems::allergies),
        ..chapter(Section::Allergies, ("48765-2", "Allergies and adverse reactions"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.1.1", "2014-06-09")],
        is_required: true,
        coded: HowCoded::Each(medications::medications),
        ..chapter(Section::Medications, ("10160-0", "History of medication use"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.5.1", "2015-08-01")],
        is_required: true,
        coded: HowCoded::Each(problems::conditions),
        ..chapter(Section::Conditions, ("11450-4", "Problem list"))
    },
    Chapter {
        only: Some("Device"),
        title: Some("ccda-section-equipment"),
        templates: &[("2.16.840.1.113883.10.20.22.2.23", "2014-06-09")],
        coded: HowCoded::Each(equipment::devices),
        ..chapter(Section::Procedures, ("46264-8", "Medical equipment"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.7.1", "2014-06-09")],
        is_required: true,
        coded: HowCoded::Each(visits::procedures),
        ..chapter(Section::Procedures, ("47519-4", "History of procedures"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.3.1", "2015-08-01")],
        is_required: true,
        coded: HowCoded::Panels,
        ..chapter(Section::Results, ("30954-2", "Relevant diagnostic tests and laboratory data"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.4.1", "2015-08-01")],
        is_required: true,
        coded: HowCoded::ByMoment(results::vital_signs),
        ..chapter(Section::VitalSigns, ("8716-3", "Vital signs"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.2.1", "2015-08-01")],
        is_required: true,
        coded: HowCoded::Each(medications::vaccines),
        ..chapter(Section::Vaccines, ("11369-6", "History of immunizations"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.22.1", "2015-08-01")],
        is_required: true,
        coded: HowCoded::Each(visits::encounters),
        ..chapter(Section::Visits, ("46240-8", "History of encounters"))
    },
    Chapter {
        only: Some("FamilyMemberHistory"),
        title: Some("ccda-section-family"),
        templates: &[("2.16.840.1.113883.10.20.22.2.15", "2015-08-01")],
        coded: HowCoded::Each(family::relatives),
        ..chapter(Section::SocialHistory, ("10157-6", "Family history"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.17", "2015-08-01")],
        is_required: true,
        coded: HowCoded::EachAndEnd(results::social_history, results::birth),
        ..chapter(Section::SocialHistory, ("29762-2", "Social history"))
    },
    Chapter {
        only: Some("Goal"),
        title: Some("ccda-section-goals"),
        templates: &[("2.16.840.1.113883.10.20.22.2.60", "")],
        needs_entries: true,
        coded: HowCoded::Each(plan::goals),
        ..chapter(Section::CarePlans, ("61146-7", "Goals"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.10", "2014-06-09")],
        coded: HowCoded::Each(plan::plans),
        ..chapter(Section::CarePlans, ("18776-5", "Plan of treatment"))
    },
    chapter(Section::CareTeam, ("85847-2", "Patient care team information")),
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.18", "2015-08-01")],
        coded: HowCoded::Each(payers::coverage),
        ..chapter(Section::Coverage, ("48768-6", "Payment sources"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.65", "2016-11-01")],
        needs_entries: true,
        coded: HowCoded::Each(notes::notes),
        ..chapter(Section::Documents, ("34109-9", "Note"))
    },
    Chapter { code: None, ..chapter(Section::Claims, ("", "")) },
    Chapter { code: None, ..chapter(Section::Other, ("", "")) },
    Chapter { code: None, ..chapter(Section::About, ("", "")) },
];
