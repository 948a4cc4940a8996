//! The sections of the document: which part of the record stands where, in which order.
//!
//! Standard: C-CDA R2.1, CCD (V3) and its section templates. Sections the template requires are there even when
//! the record has nothing for them, and say so.

use bluebutton_record::meaning::now;
use bluebutton_record::{Layout, Paper, Person, Section};

use super::codes::LOINC;
use super::xml::Xml;
use super::{
    Book, Item, equipment, family, header, medications, narrative, notes, payers, plan, problems,
    results, visits,
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
    entries: fn(&mut Xml, &Book<'_>, &[&Item<'_>]),
}

/// Writes all sections and the manifest.
pub(super) fn write_all(xml: &mut Xml, book: &Book<'_>) {
    let mut taken = vec![false; book.items.len()];
    for chapter in &CHAPTERS {
        let mut items = Vec::new();
        for (item, taken) in book.items.iter().zip(&mut taken) {
            let is_here = item.entry.section == chapter.section
                && chapter.only.is_none_or(|kind| item.is(kind));
            if is_here && !*taken {
                *taken = true;
                items.push(item);
            }
        }
        // Of now first, then newest first, as everywhere.
        items.sort_by_key(|item| {
            let stage = now::has_stages(chapter.section).then_some(item.stage);
            (stage, std::cmp::Reverse(item.entry.date.map(|date| date.sort_key())))
        });
        if chapter.is_required || !items.is_empty() {
            chapter.write(xml, book, &items);
        }
    }
    manifest(xml, book);
}

impl Chapter {
    fn write(&self, xml: &mut Xml, book: &Book<'_>, items: &[&Item<'_>]) {
        let mut entries = Xml::fragment();
        // Its words are all told; a coded entry is written of each thing once.
        let things: Vec<&Item<'_>> =
            items.iter().copied().filter(|item| item.behind.is_none()).collect();
        (self.entries)(&mut entries, book, &things);
        let empty: &[(&str, &str)] =
            if entries.is_empty() && self.is_required { &[("nullFlavor", "NI")] } else { &[] };
        let claims = !entries.is_empty() || !self.needs_entries;
        xml.new_line();
        xml.element("component", &[], |xml| {
            xml.element("section", empty, |xml| {
                for (root, extension) in self.templates.iter().filter(|_| claims) {
                    header::template(xml, root, extension);
                }
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
                    Some(id) => book.words.text(id),
                    None => book.words.section(self.section),
                };
                xml.leaf("title", &[], &title);
                narrative::write(xml, book, self.section, items);
                xml.append(&entries);
            });
        });
    }
}

/// What is in the document and what is not, in the words of the other files.
fn manifest(xml: &mut Xml, book: &Book<'_>) {
    let paper = Paper {
        person: Person::default(),
        entries: Vec::new(),
        manifest: book.input.manifest.clone(),
        organization: book.input.organization.clone(),
        language: book.input.language,
    };
    let layout = Layout::of(&paper);
    xml.new_line();
    xml.element("component", &[], |xml| {
        xml.element("section", &[], |xml| {
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
        });
    });
}

/// A section that is narrative only.
fn no_entries(_: &mut Xml, _: &Book<'_>, _: &[&Item<'_>]) {}

/// One coded entry.
pub(super) fn entry(xml: &mut Xml, inside: impl FnOnce(&mut Xml)) {
    xml.new_line();
    xml.element("entry", &[("typeCode", "DRIV")], inside);
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
        entries: no_entries,
    }
}

const CHAPTERS: [Chapter; 19] = [
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.6.1", "2015-08-01")],
        is_required: true,
        entries: problems::allergies,
        ..chapter(Section::Allergies, ("48765-2", "Allergies and adverse reactions"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.1.1", "2014-06-09")],
        is_required: true,
        entries: medications::medications,
        ..chapter(Section::Medications, ("10160-0", "History of medication use"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.5.1", "2015-08-01")],
        is_required: true,
        entries: problems::conditions,
        ..chapter(Section::Conditions, ("11450-4", "Problem list"))
    },
    Chapter {
        only: Some("Device"),
        title: Some("ccda-section-equipment"),
        templates: &[("2.16.840.1.113883.10.20.22.2.23", "2014-06-09")],
        entries: equipment::devices,
        ..chapter(Section::Procedures, ("46264-8", "Medical equipment"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.7.1", "2014-06-09")],
        is_required: true,
        entries: visits::procedures,
        ..chapter(Section::Procedures, ("47519-4", "History of procedures"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.3.1", "2015-08-01")],
        is_required: true,
        entries: results::results,
        ..chapter(Section::Results, ("30954-2", "Relevant diagnostic tests and laboratory data"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.4.1", "2015-08-01")],
        is_required: true,
        entries: results::vital_signs,
        ..chapter(Section::VitalSigns, ("8716-3", "Vital signs"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.2.1", "2015-08-01")],
        is_required: true,
        entries: medications::vaccines,
        ..chapter(Section::Vaccines, ("11369-6", "History of immunizations"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.22.1", "2015-08-01")],
        is_required: true,
        entries: visits::encounters,
        ..chapter(Section::Visits, ("46240-8", "History of encounters"))
    },
    Chapter {
        only: Some("FamilyMemberHistory"),
        title: Some("ccda-section-family"),
        templates: &[("2.16.840.1.113883.10.20.22.2.15", "2015-08-01")],
        entries: family::relatives,
        ..chapter(Section::SocialHistory, ("10157-6", "Family history"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.17", "2015-08-01")],
        is_required: true,
        entries: results::social_history,
        ..chapter(Section::SocialHistory, ("29762-2", "Social history"))
    },
    Chapter {
        only: Some("Goal"),
        title: Some("ccda-section-goals"),
        templates: &[("2.16.840.1.113883.10.20.22.2.60", "")],
        needs_entries: true,
        entries: plan::goals,
        ..chapter(Section::CarePlans, ("61146-7", "Goals"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.10", "2014-06-09")],
        entries: plan::plans,
        ..chapter(Section::CarePlans, ("18776-5", "Plan of treatment"))
    },
    chapter(Section::CareTeam, ("85847-2", "Patient care team information")),
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.18", "2015-08-01")],
        entries: payers::coverage,
        ..chapter(Section::Coverage, ("48768-6", "Payment sources"))
    },
    Chapter {
        templates: &[("2.16.840.1.113883.10.20.22.2.65", "2016-11-01")],
        needs_entries: true,
        entries: notes::notes,
        ..chapter(Section::Documents, ("34109-9", "Note"))
    },
    Chapter { code: None, ..chapter(Section::Claims, ("", "")) },
    Chapter { code: None, ..chapter(Section::Other, ("", "")) },
    Chapter { code: None, ..chapter(Section::About, ("", "")) },
];
