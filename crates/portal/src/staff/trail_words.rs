//! Lines of the trail with the names of what their ids stand for: whose account, which organization, which
//! rule. What nobody knows any more keeps the words without a name.

use bluebutton_record::{Offices, Task, Topics};
use bluebutton_store::audit::{AuditLine, TrailPage};
use bluebutton_store::events::{By, Event, MemberDeed, Part, RuleDeed, RuleStep};
use bluebutton_web::frame::Frame;

use super::account_line::offices_in_words;
use super::file_name;
use super::rules::says;
use crate::activity::{TrailLine, trail_line};

/// A line of the trail in words, with what its ids are called.
pub(super) struct NamedLine {
    pub(super) words: TrailLine,
    /// The import that it is about.
    pub(super) import: Option<NamedImport>,
}

/// An import, as its own page names it.
pub(super) struct NamedImport {
    /// The id of its page, for whoever may open that.
    pub(super) page: Option<String>,
    /// What stands over that page.
    pub(super) title: String,
    /// The name of the file, for whoever may read it.
    pub(super) file: Option<String>,
}

/// A line as the privacy officer reads it, of a record's trail or of the site's.
pub(super) fn line(
    frame: &Frame,
    topics: &Topics,
    found: &TrailPage,
    line: &AuditLine,
) -> NamedLine {
    let mut words = trail_line(frame, line);
    let Some((by, event)) = &line.told else { return NamedLine { words, import: None } };
    // Outside a record nobody is patient or caregiver of one: they have an account of their own.
    if found.name.is_none() && by.part == Part::Patient {
        words.role = frame.t("trail-role-person").into_owned();
    }
    match event {
        Event::RulesChanged { deeds } => {
            let said = deeds.iter().map(|deed| rule(frame, topics, found, deed));
            words.did = said.collect::<Vec<_>>().join("; ");
        }
        Event::HubDecided { what, about } => words.did = decided(frame, found, what, about),
        Event::HubDone { deed, about } => words.did = done(frame, found, *deed, about),
        _ => words.more.extend(whose(frame, found, by, event)),
    }
    if let Event::OfficesChanged { offices, .. } = event
        && let Some(offices) = Offices::parse(offices)
    {
        let now = offices_in_words(frame, offices);
        words.more.push(frame.t1("trail-offices-now", "offices", now));
    }
    NamedLine { words, import: import(frame, found, event) }
}

/// The import that it is about: by its day and hour to everybody, by the name of its file and with a link to
/// those who see imports.
fn import(frame: &Frame, found: &TrailPage, event: &Event) -> Option<NamedImport> {
    let import = found.called.import(event.import()?)?;
    Some(NamedImport {
        page: frame.may(Task::SeeImports).then(|| import.id.clone()),
        title: frame.t1("import-title", "time", frame.moment(&import.at)),
        file: import.file.as_deref().map(|file| file_name(file).to_owned()),
    })
}

/// Whose account it was done to, where that is not the account of whoever did it.
fn whose(frame: &Frame, found: &TrailPage, by: &By, event: &Event) -> Option<String> {
    let account = event.account().filter(|account| by.account.as_ref() != Some(*account))?;
    let name = found.called.name(&account.0)?;
    Some(frame.t1("trail-account-of", "name", name))
}

fn rule(frame: &Frame, topics: &Topics, found: &TrailPage, deed: &RuleDeed) -> String {
    let id = match deed.step {
        RuleStep::Said => "trail-rule-said",
        RuleStep::Ended => "trail-rule-ended",
        RuleStep::BroughtBack => "trail-rule-brought-back",
    };
    let known = found.called.rule(&deed.rule);
    let what = known.map_or_else(|| deed.what.clone(), |rule| says(frame, topics, rule));
    frame.t1(id, "to", what)
}

/// What those who run the pledge hub decided, or what came about by itself there.
fn decided(frame: &Frame, found: &TrailPage, what: &str, about: &str) -> String {
    let id = format!("trail-hub-{what}");
    let name = match what {
        // Behind the organization's id stands its pledge. Whoever was refused has no id: it is their name.
        "approved" | "lapsed" => {
            let org = about.split(' ').next().unwrap_or(about);
            found.called.name(org).unwrap_or(org).to_owned()
        }
        "refused" => about.to_owned(),
        "news" | "shown" | "hidden" => match found.called.name(about) {
            Some(title) => title.to_owned(),
            None => frame.t("trail-hub-untitled").into_owned(),
        },
        _ => return frame.t("trail-hub-decided").into_owned(),
    };
    frame.t1(&id, "to", name)
}

/// What somebody of a member did for it: "For Lakeside Hospital: took up a campaign".
fn done(frame: &Frame, found: &TrailPage, deed: MemberDeed, about: &str) -> String {
    let (org, thing) = about.split_once(' ').unwrap_or((about, ""));
    let name = found.called.name(org).unwrap_or(org);
    let deed = frame.t(&format!("trail-deed-{}", deed.word()));
    let what = match found.called.name(thing) {
        Some(title) => format!("{deed}: {title}"),
        None => deed.into_owned(),
    };
    frame.t2("trail-hub-done", "to", name, "what", what)
}
