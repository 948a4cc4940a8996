//! The ways around: the menu of a record, of an account, of the staff.

use std::borrow::Cow;

use bluebutton_record::Task;

use super::Frame;

/// A line of the navigation.
pub struct NavLine {
    /// The address.
    pub url: String,
    /// The word.
    pub word: Cow<'static, str>,
    /// Whether it is this page.
    pub is_here: bool,
    /// Whether this page lies behind it: one entry of a section's list.
    pub is_above: bool,
    /// The picture beside the word, where the menu has pictures.
    pub icon: &'static str,
}

/// A part of a record's menu.
pub struct MenuGroup {
    /// Its heading; the overview stands alone above them.
    pub title: Option<Cow<'static, str>>,
    /// Its pages.
    pub lines: Vec<NavLine>,
}

/// A page of the menu: the last part of its address, the message id of its word, its picture.
type MenuLine = (&'static str, &'static str, &'static str);

/// The menu of a record in its order: the heading's message id and the pages below it.
const RECORD_MENU: [(&str, &[MenuLine]); 4] = [
    ("", &[("", "nav-overview", "home")]),
    (
        "nav-group-health",
        &[
            ("medications", "nav-medications", "pill"),
            ("results", "nav-results", "tube"),
            ("conditions", "nav-conditions", "board"),
            ("allergies", "nav-allergies", "alert"),
            ("vaccines", "nav-vaccines", "shot"),
            ("vital-signs", "nav-vital-signs", "pulse"),
            ("procedures", "nav-procedures", "tool"),
            ("social-history", "nav-social-history", "tree"),
        ],
    ),
    (
        "nav-group-care",
        &[
            ("visits", "nav-visits", "day"),
            ("documents", "nav-documents", "file"),
            ("care-plans", "nav-care-plans", "goal"),
            ("care-team", "nav-care-team", "heart"),
            ("claims", "nav-claims", "bill"),
            ("coverage", "nav-coverage", "card"),
            ("other", "nav-other", "more"),
        ],
    ),
    (
        "nav-group-record",
        &[
            ("timeline", "nav-timeline", "clock"),
            ("summary", "nav-summary", "hand"),
            ("send", "nav-send", "send"),
            ("people", "nav-people", "people"),
            ("apps", "nav-apps", "card"),
            ("written", "nav-written", "file"),
            ("requests", "nav-requests", "board"),
            ("activity", "nav-activity", "eye"),
        ],
    ),
];

/// Pages of the staff, and whose task they are.
const STAFF_MENU: [(&str, &str, Task); 13] = [
    ("/staff/requests", "nav-staff-requests", Task::AnswerRequests),
    ("/staff/withheld", "nav-staff-withheld", Task::Withhold),
    ("/staff/matching", "nav-staff-matching", Task::TellApart),
    ("/staff/quarantine", "nav-staff-quarantine", Task::HandleQuarantine),
    ("/staff/letters", "nav-staff-letters", Task::Invite),
    ("/staff/accounts", "nav-staff-accounts", Task::SeeAccounts),
    ("/staff/emergencies", "nav-staff-emergencies", Task::ReviewEmergencies),
    ("/staff/trail", "nav-staff-trail", Task::ReadTrail),
    ("/staff/apps", "nav-staff-apps", Task::ReviewApps),
    ("/staff/rules", "nav-staff-rules", Task::SeeRules),
    ("/staff/measures", "nav-staff-measures", Task::SeeMeasures),
    ("/staff/imports", "nav-staff-imports", Task::SeeImports),
    ("/staff/jobs", "nav-staff-jobs", Task::HandleJobs),
];

/// Where whoever runs the hub finds what waits for them.
const HUB_STAFF: &str = "/pledge/staff";

impl Frame {
    /// The menu of the open record: its pages, and what this person may do with it.
    pub fn record_menu(&self) -> Vec<MenuGroup> {
        let rights = self.rights();
        let may_use = |page: &str| match page {
            "send" => rights.transmit,
            // In a preview nothing is ended.
            "apps" => rights.apps && self.preview.is_none(),
            "people" => rights.manage,
            // In a preview nothing is asked.
            "requests" | "written" => rights.manage && self.preview.is_none(),
            page => self.shows(page),
        };
        RECORD_MENU
            .iter()
            .map(|(title, lines)| MenuGroup {
                title: (!title.is_empty()).then(|| self.t(title)),
                lines: lines
                    .iter()
                    .filter(|(page, ..)| may_use(page))
                    .map(|(page, id, icon)| NavLine {
                        icon,
                        ..self.nav_line(self.record_url(page), id)
                    })
                    .collect(),
            })
            // A heading with nothing below it asks what is kept from them.
            .filter(|group| !group.lines.is_empty())
            .collect()
    }

    /// The pages of who is signed in, where no record is open.
    pub fn account_pages(&self) -> Vec<NavLine> {
        if self.is_staff() {
            return self.staff_pages();
        }
        [("/records", "nav-records"), ("/settings", "nav-settings")]
            .iter()
            .map(|(url, id)| self.nav_line((*url).to_owned(), id))
            .collect()
    }

    /// The staff pages that are this person's task.
    pub fn staff_pages(&self) -> Vec<NavLine> {
        let first = if self.may(Task::FindPatients) { "nav-staff-find" } else { "nav-staff-start" };
        let start = self.nav_line("/staff".to_owned(), first);
        let others = STAFF_MENU.iter().filter(|(.., task)| self.may(*task));
        let others = others.map(|(url, id, _)| self.nav_line((*url).to_owned(), id));
        let hub = self.runs_hub().then(|| self.nav_line(HUB_STAFF.to_owned(), "nav-staff-hub"));
        std::iter::once(start).chain(others).chain(hub).collect()
    }

    /// Whether this person runs the pledge hub.
    pub fn runs_hub(&self) -> bool {
        self.account.as_ref().is_some_and(|one| one.is_whole && one.runs_hub)
    }

    fn nav_line(&self, url: String, id: &str) -> NavLine {
        let here = self.path.split('?').next().unwrap_or_default();
        let is_here = here == url;
        // The overview and the first page of staff lie above everything.
        let is_root = matches!(id, "nav-overview" | "nav-staff-find" | "nav-staff-start");
        let is_above =
            !is_root && here.strip_prefix(&url).is_some_and(|rest| rest.starts_with('/'));
        NavLine { url, word: self.t(id), is_here, is_above, icon: "" }
    }
}
