//! Who of an organization's staff may do what: least rights, as one table.
//!
//! Standard: 45 CFR 164.308(a)(4) and 164.514(d)(2) (access to what a task needs); NIST SP 800-53
//! AC-5 (separation of duties), AC-6 (least privilege).

/// What somebody on the staff is. One person may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Office {
    /// Meets people and hands over their codes.
    FrontDesk,
    /// Keeps records in order.
    RecordsOffice,
    /// Watches over who saw what.
    PrivacyOfficer,
    /// Says who is on the staff.
    Administrator,
}

/// Which offices somebody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Offices(u8);

/// Everything that somebody on the staff may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tasks(u32);

/// Whether an office may.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    No,
    Yes,
    /// Only where the site lets one person both see what redeems a code and make the code.
    Site,
}

use May::{No, Site, Yes};

/// The one list of what staff do: each task, what it is, and which office may. From it come the type, the
/// table, and [`each_task`](crate::each_task) for whoever needs something of each.
macro_rules! tasks {
    ($d:tt $($(#[$about:meta])+ $task:ident [$($may:ident),+])+) => {
        /// Something that staff do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Task {
            $($(#[$about])+ $task,)+
        }

        /// The table, in the order of the tasks.
        const TABLE: &[(Task, [May; 4])] = &[$((Task::$task, [$($may),+])),+];

        /// Hands the names of all tasks to a macro.
        #[macro_export]
        macro_rules! each_task {
            ($d with:ident) => {
                $d with!($($task),+);
            };
        }
    };
}

// Columns: front desk, records office, privacy officer, administrator.
tasks! { $
    /// Find a patient and see their card.
    FindPatients [Yes, Yes, Yes, No]
    /// See birth dates, with which a code is redeemed.
    SeeBirthDates [Site, Yes, Yes, No]
    /// Make codes for patients, and take them back.
    Invite [Yes, Site, No, No]
    /// Say who is who: decide cases, put records together and take them apart.
    TellApart [No, Yes, No, No]
    /// See what came in, and what could not be read of it.
    SeeImports [No, Yes, No, Yes]
    /// Try again what is in quarantine, or remove it.
    HandleQuarantine [No, Yes, No, No]
    /// See tasks that stopped, and put them back on the list.
    HandleJobs [No, Yes, No, Yes]
    /// Answer what patients ask for.
    AnswerRequests [No, Yes, Yes, No]
    /// Withhold something from the patient it is about, under a legal reason; review it and end it.
    Withhold [No, No, Yes, No]
    /// Enter who acts for a patient by law, and whom a court keeps out, with their papers.
    KeepRepresentatives [No, Yes, Yes, No]
    /// End the access of everybody at once, for a patient who calls.
    StopAccess [Yes, Yes, Yes, No]
    /// See the list of accounts.
    SeeAccounts [Yes, Yes, Yes, Yes]
    /// Help people who can't sign in any more, after a look at who they are.
    RecoverPeople [Yes, Site, No, Yes]
    /// End the account of a patient or caregiver.
    EndPeople [No, Yes, Yes, Yes]
    /// Make, change and end accounts of staff.
    ManageStaff [No, No, No, Yes]
    /// Open a record in an emergency.
    OpenInEmergency [No, Yes, No, No]
    /// Judge emergencies afterwards.
    ReviewEmergencies [No, No, Yes, No]
    /// Read and export the trail.
    ReadTrail [No, No, Yes, No]
    /// See release rules and sensitive categories.
    SeeRules [No, No, Yes, Yes]
    /// Change release rules and sensitive categories.
    ChangeRules [No, No, Yes, No]
    /// Read the measures.
    SeeMeasures [No, Yes, Yes, Yes]
    /// List the patients behind a measure.
    ListMeasured [No, Yes, Yes, No]
    /// Say which apps of others may read records, where people let them.
    ReviewApps [No, No, Yes, Yes]
}

/// What makes a code that a birth date redeems: nobody does it who sees birth dates, whichever of
/// their offices shows them, unless the site wants it so.
const KEPT_APART: [Task; 2] = [Task::Invite, Task::RecoverPeople];

impl Office {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] =
        [Self::FrontDesk, Self::RecordsOffice, Self::PrivacyOfficer, Self::Administrator];

    /// The word in commands, forms, message ids and rows: `front-desk`.
    pub fn word(self) -> &'static str {
        match self {
            Self::FrontDesk => "front-desk",
            Self::RecordsOffice => "records-office",
            Self::PrivacyOfficer => "privacy-officer",
            Self::Administrator => "administrator",
        }
    }

    /// The office of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|office| office.word() == word)
    }

    fn column(self) -> usize {
        match self {
            Self::FrontDesk => 0,
            Self::RecordsOffice => 1,
            Self::PrivacyOfficer => 2,
            Self::Administrator => 3,
        }
    }
}

impl Offices {
    /// None: somebody who may do nothing yet.
    pub const NONE: Self = Self(0);
    /// All of them: an office of one person.
    pub const ALL: Self = Self(0b1111);

    /// Those.
    pub fn of(offices: impl IntoIterator<Item = Office>) -> Self {
        Self(offices.into_iter().fold(0, |all, office| all | 1 << office.column()))
    }

    /// Whether that one is among them.
    pub fn has(self, office: Office) -> bool {
        self.0 & 1 << office.column() != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn each(self) -> impl Iterator<Item = Office> {
        Office::ALL.into_iter().filter(move |office| self.has(*office))
    }

    /// Their words with a space between: `front-desk administrator`.
    pub fn words(self) -> String {
        self.each().map(Office::word).collect::<Vec<_>>().join(" ")
    }

    /// Those of such words; `None` where one is none of them.
    pub fn parse(words: &str) -> Option<Self> {
        words.split_whitespace().map(Office::parse).collect::<Option<Vec<_>>>().map(Self::of)
    }
}

impl Tasks {
    /// What people with these offices may do. `separate`: whoever sees birth dates makes no codes that
    /// a birth date redeems (else they could open a record themselves).
    pub fn of(offices: Offices, separate: bool) -> Self {
        let may =
            |task| TABLE.iter().any(|(own, cells)| *own == task && any(offices, *cells, separate));
        let sees = may(Task::SeeBirthDates);
        let is_kept = |task| separate && sees && KEPT_APART.contains(&task);
        let all = TABLE.iter().map(|(task, _)| *task);
        Self(all.filter(|task| may(*task) && !is_kept(*task)).fold(0, |all, task| all | task.bit()))
    }

    /// Whether it may be done.
    pub fn has(self, task: Task) -> bool {
        self.0 & task.bit() != 0
    }
}

impl Task {
    fn bit(self) -> u32 {
        1 << self as u32
    }
}

fn any(offices: Offices, cells: [May; 4], separate: bool) -> bool {
    let open = |may: &May| *may == Yes || *may == Site && !separate;
    offices.each().any(|office| cells.get(office.column()).is_some_and(open))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks(offices: &[Office], separate: bool) -> Tasks {
        Tasks::of(Offices::of(offices.iter().copied()), separate)
    }

    #[test]
    fn each_task_is_somebodys() {
        for (task, cells) in TABLE {
            assert!(cells.contains(&Yes), "{task:?}");
        }
        assert!(TABLE.len() <= u32::BITS as usize, "a bit for each");
    }

    #[test]
    fn somebody_without_an_office_may_nothing() {
        for separate in [true, false] {
            assert_eq!(Tasks::of(Offices::NONE, separate), Tasks::default());
        }
    }

    #[test]
    fn nobody_sees_what_redeems_a_code_and_makes_the_code_whatever_their_offices() {
        for number in 0..16 {
            let all = Tasks::of(Offices(number), true);
            let makes = KEPT_APART.into_iter().any(|task| all.has(task));
            assert!(!(makes && all.has(Task::SeeBirthDates)), "{}", Offices(number).words());
        }
        assert!(tasks(&[Office::FrontDesk], true).has(Task::Invite));
        let small = tasks(&[Office::FrontDesk], false);
        assert!(small.has(Task::Invite) && small.has(Task::SeeBirthDates), "the site says so");
        assert!(tasks(&[Office::RecordsOffice], false).has(Task::Invite));
    }

    #[test]
    fn only_an_administrator_manages_staff_and_sees_no_patient_by_it() {
        for office in Office::ALL {
            let manages = tasks(&[office], false).has(Task::ManageStaff);
            assert_eq!(manages, office == Office::Administrator);
        }
        assert!(!tasks(&[Office::Administrator], false).has(Task::FindPatients));
    }

    #[test]
    fn whoever_opens_in_an_emergency_does_not_judge_it_by_the_same_office() {
        for office in Office::ALL {
            let all = tasks(&[office], false);
            assert!(!(all.has(Task::OpenInEmergency) && all.has(Task::ReviewEmergencies)));
        }
    }

    #[test]
    fn only_the_privacy_officer_withholds_from_patients() {
        for office in Office::ALL {
            let withholds = tasks(&[office], false).has(Task::Withhold);
            assert_eq!(withholds, office == Office::PrivacyOfficer);
        }
    }

    #[test]
    fn whoever_sees_the_rules_does_not_always_change_them() {
        for office in Office::ALL {
            let changes = tasks(&[office], false).has(Task::ChangeRules);
            assert_eq!(changes, office == Office::PrivacyOfficer);
            assert!(!changes || tasks(&[office], false).has(Task::SeeRules));
        }
    }

    #[test]
    fn whoever_enters_a_representative_does_not_hand_them_their_code() {
        for office in Office::ALL {
            let all = tasks(&[office], true);
            assert!(!(all.has(Task::KeepRepresentatives) && all.has(Task::Invite)), "{office:?}");
        }
    }

    #[test]
    fn offices_are_written_and_read() {
        for number in 0..16 {
            assert_eq!(Offices::parse(&Offices(number).words()), Some(Offices(number)));
        }
        assert_eq!(Offices::parse("front-desk janitor"), None);
    }
}
