//! Leave to do one thing with one record.

use std::sync::Arc;

use bluebutton_record::PatientKey;
use bluebutton_record::terms::{Layer, View};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Action, Rights};
use crate::accounts::AccountId;
use crate::events::{By, Part};
use crate::records::Opening;

/// Proof that the one who asks may do what they asked with this one record. Only [`super::Access::open`]
/// and `Store::act` make one.
#[derive(Clone, Debug)]
pub struct RecordPermit {
    pub(super) patient: PatientKey,
    pub(super) by: By,
    pub(super) rights: Rights,
    pub(super) view: Arc<View>,
    pub(super) seen_as: Option<SeenAs>,
    pub(super) action: Action,
    /// How the record stood when it was made, where that was asked.
    pub(super) found: Option<Arc<Opening>>,
    pub(super) emergency_ends: Option<Timestamp>,
}

/// Through whose eyes a record is looked at, where it is not the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAs {
    /// The grant.
    pub grant: String,
    /// The name of who was let in.
    pub name: String,
    /// Their account, once they came.
    pub account: Option<AccountId>,
    /// Their last day.
    pub until: Option<Date>,
}

impl RecordPermit {
    /// Whose record.
    pub fn patient(&self) -> &PatientKey {
        &self.patient
    }

    /// What the one who asked may do with this record: for showing or hiding buttons.
    pub fn rights(&self) -> Rights {
        self.rights
    }

    /// Who asked, and in which part.
    pub fn by(&self) -> &By {
        &self.by
    }

    /// What is visible.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Through whose eyes the record is looked at, where that is a preview of what they see.
    pub fn seen_as(&self) -> Option<&SeenAs> {
        self.seen_as.as_ref()
    }

    /// When the emergency ends in which somebody of the staff looks.
    pub fn emergency_ends(&self) -> Option<Timestamp> {
        self.emergency_ends
    }

    /// Whether the reader may see what everybody did with the record: not a caregiver, whatever they
    /// may do, for it tells of what is hidden from them and of others who were let in.
    pub fn sees_all_deeds(&self) -> bool {
        let is_caregiver = self.by.origin().part == Part::Caregiver;
        self.rights.manage && self.seen_as.is_none() && !is_caregiver
    }

    /// Whether a rule of the site may hold something back that the reader is told of.
    pub fn may_hold_back(&self) -> bool {
        let holds = |layer: &Layer| layer.terms.tells && !layer.terms.releases.is_empty();
        self.view.layers.iter().any(holds)
    }

    /// Whose deeds the reader may see, where they don't see everybody's: their own; in a preview,
    /// those of whoever would look.
    pub(crate) fn own_account(&self) -> Option<&AccountId> {
        match &self.seen_as {
            Some(seen) => seen.account.as_ref(),
            None => self.by.origin().account.as_ref(),
        }
    }

    /// What the permit was made for.
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// How the record stood when the permit was made, where that was asked.
    pub(crate) fn found(&self) -> Option<&Opening> {
        self.found.as_deref()
    }

    /// Whether the record's content may be read with it: a permit to manage opens no content.
    pub fn shows_content(&self) -> bool {
        !matches!(self.action, Action::Manage(_))
    }
}

#[cfg(test)]
impl RecordPermit {
    /// Leave to look at a record through any view.
    pub(crate) fn with_view(patient: &PatientKey, view: View) -> Self {
        Self {
            patient: patient.clone(),
            by: By::operator(),
            rights: Rights::OWNER,
            view: Arc::new(view),
            seen_as: None,
            action: Action::View { page: "overview", resource: None },
            found: None,
            emergency_ends: None,
        }
    }
}
