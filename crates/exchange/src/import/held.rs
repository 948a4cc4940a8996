//! What waits for the end of a run, and how much of it may.

use std::path::PathBuf;
use std::sync::Arc;

use bluebutton_record::normalize::Elsewhere;
use bluebutton_record::reading::RawResource;

use super::pieces::Piece;
use crate::limits::IMPORT_HELD_BYTES_MAX;

/// What waits.
#[derive(Default)]
pub(super) struct Held {
    groups: Vec<HeldGroup>,
    bytes: usize,
}

/// What waits of one piece.
pub(super) struct HeldGroup {
    pub(super) report: usize,
    pub(super) file: Arc<str>,
    pub(super) folder: PathBuf,
    pub(super) source: String,
    pub(super) is_loose: bool,
    pub(super) is_part: bool,
    pub(super) elsewhere: Elsewhere,
    pub(super) what: What,
}

/// What waits, in the form it is read again from.
pub(super) enum What {
    /// Resources.
    Items(Vec<RawResource>),
    /// A document as it came.
    Document(Vec<u8>),
}

impl What {
    fn bytes(&self) -> usize {
        match self {
            Self::Items(items) => items.iter().map(|item| item.json.len() + ITEM_BYTES).sum(),
            Self::Document(bytes) => bytes.len(),
        }
    }
}

impl Held {
    /// All of it, in the order in which it came.
    pub(super) fn into_groups(self) -> Vec<HeldGroup> {
        self.groups
    }

    /// Takes something; not where there is nothing, or no room.
    pub(super) fn take(&mut self, what: What, piece: &Piece) -> bool {
        let size = what.bytes();
        if size == 0 || self.bytes + size > IMPORT_HELD_BYTES_MAX {
            return false;
        }
        self.bytes += size;
        self.groups.push(HeldGroup {
            report: piece.report,
            file: piece.file.clone(),
            folder: piece.folder.clone(),
            source: piece.source.clone(),
            is_loose: piece.is_loose,
            is_part: piece.is_part,
            elsewhere: piece.survey.elsewhere.clone(),
            what,
        });
        true
    }
}

/// What a resource takes in memory besides its text.
const ITEM_BYTES: usize = 192;
