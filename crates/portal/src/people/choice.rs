//! The form in which somebody chooses what another may do with a record and see of it.

use std::collections::BTreeSet;

use bluebutton_record::terms::{Rights, Terms};
use bluebutton_record::{Section, Topics};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use jiff::civil::Date;

use crate::tick::Tick;

/// What the form shows.
pub(crate) struct TermsForm {
    pub(crate) may: Vec<Tick>,
    /// `all`, `medicines`, `some`, or nothing chosen yet.
    pub(crate) which: String,
    pub(crate) sections: Vec<Tick>,
    pub(crate) topics: Vec<Tick>,
    pub(crate) from: String,
    pub(crate) until: String,
}

/// What was chosen.
pub(crate) struct Chosen {
    pub(crate) terms: Terms,
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
}

/// What may be done besides looking: the value, and the message ids behind it.
const DEEDS: [&str; 4] = ["download", "transmit", "apps", "manage"];

impl TermsForm {
    /// The form as it was sent.
    pub(crate) fn sent(frame: &Frame, topics: &Topics, fields: &Fields, before: &Terms) -> Self {
        let is_on = |name: &str, value: &str| fields.all(name).any(|one| one == value);
        Self::with(frame, (topics, before), is_on, fields.get("which"))
            .with_days(fields.get("from").to_owned(), fields.get("until").to_owned())
    }

    /// The form before anything was chosen: ticked is what the site offers.
    pub(crate) fn fresh(frame: &Frame, topics: &Topics) -> Self {
        let offers = |slug: &str| topics.all().iter().any(|one| one.slug == slug && one.is_offered);
        let is_on = |name: &str, value: &str| name == "topic" && offers(value);
        Self::with(frame, (topics, &Terms::everything(Rights::NONE)), is_on, "")
    }

    /// The form of what is held.
    pub(crate) fn held(
        frame: &Frame,
        topics: &Topics,
        terms: &Terms,
        (from, until): (Option<Date>, Option<Date>),
    ) -> Self {
        let rights = terms.rights;
        let is_on = |name: &str, value: &str| match (name, value) {
            ("may", "download") => rights.download,
            ("may", "transmit") => rights.transmit,
            ("may", "apps") => rights.apps,
            ("may", "manage") => rights.manage,
            ("topic", slug) => terms.opened.contains(slug),
            (_, slug) => terms
                .sections
                .as_ref()
                .zip(Section::parse(slug))
                .is_some_and(|(chosen, section)| chosen.contains(&section)),
        };
        let which = match &terms.sections {
            None => "all",
            Some(sections) if *sections == medicines() => "medicines",
            Some(_) => "some",
        };
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self::with(frame, (topics, terms), is_on, which).with_days(day(from), day(until))
    }

    fn with(
        frame: &Frame,
        (topics, terms): (&Topics, &Terms),
        is_on: impl Fn(&str, &str) -> bool,
        which: &str,
    ) -> Self {
        let deed = |deed: &&str| Tick {
            value: (*deed).to_owned(),
            text: frame.t(&format!("let-in-{deed}")).into_owned(),
            hint: frame.t(&format!("let-in-{deed}-hint")).into_owned(),
            is_on: is_on("may", deed),
        };
        Self {
            may: DEEDS.iter().map(deed).collect(),
            which: which.to_owned(),
            sections: choosable().map(|one| Tick::of_section(frame, one, &is_on)).collect(),
            topics: topics.known_to(terms).map(|one| Tick::of_topic(frame, one, &is_on)).collect(),
            from: String::new(),
            until: String::new(),
        }
    }

    /// Whether a topic is opened: then the box of topics is.
    pub(crate) fn opens_topics(&self) -> bool {
        self.topics.iter().any(|topic| topic.is_on)
    }

    /// Whether a first or last day is set.
    pub(crate) fn has_days(&self) -> bool {
        !self.from.is_empty() || !self.until.is_empty()
    }

    fn with_days(self, from: String, until: String) -> Self {
        Self { from, until, ..self }
    }
}

/// Reads the form. What it does not ask about stays as it was `before`; `None` where something is
/// wrong with it.
pub(crate) fn read(
    frame: &Frame,
    topics: &Topics,
    fields: &Fields,
    before: Terms,
    errors: &mut Errors,
) -> Option<Chosen> {
    let may = |deed: &str| fields.all("may").any(|one| one == deed);
    let rights = Rights {
        view: true,
        download: may("download"),
        transmit: may("transmit"),
        apps: may("apps"),
        manage: may("manage"),
    };
    let named: BTreeSet<Section> = fields.all("section").filter_map(Section::parse).collect();
    let sections = match fields.get("which") {
        "all" => None,
        "medicines" => Some(medicines()),
        "some" if named.is_empty() => {
            errors.add("section-medications", frame.t("let-in-parts-needed"));
            None
        }
        "some" => Some(named),
        _ => {
            errors.add("which-all", frame.t("let-in-which-needed"));
            None
        }
    };
    // What is left closed is named: it stays so, though the site may give the topic up.
    let known = topics.known_to(&before).map(|topic| topic.slug.clone());
    let (opened, closed): (BTreeSet<String>, BTreeSet<String>) =
        known.partition(|slug| fields.all("topic").any(|one| one == slug));
    let (from, until) = days(frame, fields, errors);
    let terms = Terms { rights, sections, opened, topics: closed, ..before };
    errors.is_empty().then_some(Chosen { terms, from, until })
}

/// First and last day. One that has begun already begins at once.
fn days(frame: &Frame, fields: &Fields, errors: &mut Errors) -> (Option<Date>, Option<Date>) {
    let day = |name: &str| fields.get(name).parse::<Date>().ok();
    let is_wrong = |name: &str, day: Option<Date>| !fields.get(name).is_empty() && day.is_none();
    let (from, until) = (day("from"), day("until"));
    if is_wrong("from", from) {
        errors.add("from", frame.t("let-in-from-wrong"));
    }
    if is_wrong("until", until) || until.is_some_and(|until| until < frame.today()) {
        errors.add("until", frame.t("let-in-until-wrong"));
    } else if from.zip(until).is_some_and(|(from, until)| from > until) {
        errors.add("until", frame.t("let-in-until-before"));
    }
    (from.filter(|from| *from > frame.today()), until)
}

/// The part that is asked for most, and so has a choice of its own.
fn medicines() -> BTreeSet<Section> {
    BTreeSet::from([Section::Medications])
}

/// The parts that can be chosen: whose record it is, is told to all.
fn choosable() -> impl Iterator<Item = Section> {
    Section::ALL.into_iter().filter(|section| *section != Section::About)
}
