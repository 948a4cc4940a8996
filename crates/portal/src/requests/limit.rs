//! The form of a restriction: what is to be withheld, and from whom. The patient fills it in to ask, the
//! office to agree.

use std::collections::BTreeSet;

use bluebutton_record::privacy::Topic;
use bluebutton_record::uses::{self, Uses};
use bluebutton_record::{Section, Topics};
use bluebutton_store::requests::{Limit, LimitOf};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;

use crate::tick::Tick;

/// What the form shows.
pub(crate) struct LimitForm {
    /// `everything`, `sections`, `topics` or `entry`.
    pub(crate) what: String,
    /// What the entry is called, where it may be about one.
    pub(crate) entry: Option<String>,
    pub(crate) sections: Vec<Tick>,
    pub(crate) topics: Vec<Tick>,
    pub(crate) people: bool,
    pub(crate) plan: bool,
    pub(crate) paid: bool,
    pub(crate) sends: bool,
    pub(crate) files: bool,
    pub(crate) recipients: String,
}

/// An entry that a restriction may be about: what it is called, and which entries tell of it.
pub(crate) struct OfEntry {
    pub(crate) title: String,
    pub(crate) locals: BTreeSet<String>,
    pub(crate) is_visit: bool,
}

impl LimitForm {
    /// The form as it was sent; empty where nothing was.
    pub(crate) fn sent(
        frame: &Frame,
        topics: &Topics,
        fields: &Fields,
        entry: Option<&OfEntry>,
    ) -> Self {
        let is_on = |name: &str, value: &str| fields.all(name).any(|one| one == value);
        let what = match (fields.get("what"), entry) {
            ("", Some(_)) => "entry",
            (what, _) => what,
        };
        let mut form = Self::with(frame, topics, is_on);
        what.clone_into(&mut form.what);
        fields.get("recipients").clone_into(&mut form.recipients);
        form.entry = entry.map(|entry| entry.title.clone());
        form
    }

    /// The form of what was asked, for the office to agree to.
    pub(crate) fn held(
        frame: &Frame,
        topics: &Topics,
        limit: &Limit,
        entry: Option<String>,
    ) -> Self {
        let is_on = |name: &str, value: &str| match (name, &limit.of) {
            ("section", LimitOf::Sections(sections)) => {
                Section::parse(value).is_some_and(|section| sections.contains(&section))
            }
            ("topic", LimitOf::Topics(topics)) => topics.contains(value),
            ("from", _) => match value {
                "people" => limit.people,
                "plan" => limit.plan,
                "paid" => limit.is_paid_by_patient,
                "sends" => limit.uses.sends,
                _ => limit.uses.files,
            },
            _ => false,
        };
        let mut form = Self::with(frame, topics, is_on);
        let what = match &limit.of {
            LimitOf::Everything => "everything",
            LimitOf::Sections(_) => "sections",
            LimitOf::Topics(_) => "topics",
            LimitOf::Entries(_) | LimitOf::Visit(_) => "entry",
        };
        what.clone_into(&mut form.what);
        form.recipients = limit.uses.recipients.iter().cloned().collect::<Vec<_>>().join(", ");
        form.entry = entry;
        form
    }

    fn with(frame: &Frame, topics: &Topics, is_on: impl Fn(&str, &str) -> bool) -> Self {
        let sections = Section::ALL.into_iter().filter(|one| *one != Section::About);
        // What was asked while the site knew a topic is answered though it gave the topic up.
        let is_offered = |one: &&Topic| topics.all().contains(one) || is_on("topic", &one.slug);
        let offered = topics.ever().iter().filter(is_offered);
        Self {
            what: String::new(),
            entry: None,
            sections: sections.map(|one| Tick::of_section(frame, one, &is_on)).collect(),
            topics: offered.map(|one| Tick::of_topic(frame, one, &is_on)).collect(),
            people: is_on("from", "people"),
            plan: is_on("from", "plan"),
            paid: is_on("from", "paid"),
            sends: is_on("from", "sends"),
            files: is_on("from", "files"),
            recipients: String::new(),
        }
    }
}

/// Reads the form; `None` where something is wrong with it. What of one entry is meant is not in the
/// form: it stays what it is.
pub(crate) fn read(
    frame: &Frame,
    topics: &Topics,
    fields: &Fields,
    entry: Option<LimitOf>,
    errors: &mut Errors,
) -> Option<Limit> {
    let from = |value: &str| fields.all("from").any(|one| one == value);
    let of = what(frame, topics, fields, entry, (errors, "limit-what-needed"));
    let recipients = recipients(frame, fields.get("recipients"), errors);
    let uses = Uses { recipients, sends: from("sends"), files: from("files") };
    let limit = Limit {
        of: of?,
        people: from("people"),
        plan: from("plan"),
        is_paid_by_patient: from("plan") && from("paid"),
        uses,
    };
    if !limit.people && !limit.plan && !limit.uses.are_any() && errors.is_empty() {
        errors.add("from-people", frame.t("limit-from-needed"));
    }
    errors.is_empty().then_some(limit)
}

/// What of a record is meant. `missing`: what is said where nothing was chosen.
pub(crate) fn what(
    frame: &Frame,
    topics: &Topics,
    fields: &Fields,
    entry: Option<LimitOf>,
    (errors, missing): (&mut Errors, &str),
) -> Option<LimitOf> {
    let known = |slug: &&str| topics.named(slug).is_some();
    let of = match fields.get("what") {
        "everything" => Some(LimitOf::Everything),
        "sections" => {
            let chosen: BTreeSet<_> = fields.all("section").filter_map(Section::parse).collect();
            (!chosen.is_empty()).then_some(LimitOf::Sections(chosen))
        }
        "topics" => {
            let chosen: BTreeSet<_> =
                fields.all("topic").filter(known).map(str::to_owned).collect();
            (!chosen.is_empty()).then_some(LimitOf::Topics(chosen))
        }
        "entry" => entry,
        _ => None,
    };
    if of.is_none() {
        errors.add("what-everything", frame.t(missing));
    }
    of
}

/// Addresses and domains, with commas, spaces or lines between them.
fn recipients(frame: &Frame, typed: &str, errors: &mut Errors) -> BTreeSet<String> {
    let each = typed.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';'));
    let mut all = BTreeSet::new();
    for one in each.filter(|one| !one.is_empty()) {
        if let Some(known) = uses::recipient(one) {
            all.insert(known);
        } else {
            errors.add("recipients", frame.t1("limit-recipient-wrong", "what", one));
            break;
        }
    }
    all
}
