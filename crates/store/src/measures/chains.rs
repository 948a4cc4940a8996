//! What a patient's chain tells that measures count: who could come in, and what was done.

use bluebutton_record::facts::day_number;
use bluebutton_record::measures::{AccessSpan, DayUses, MEASURES_VERSION};

use super::sealed::{AccessStep, ToldByChain};
use crate::Store;
use crate::audit::AuditLine;
use crate::events::{AppStep, By, Event, Part, SendingStep};
use crate::limits::INVITATION_SECONDS;

/// Whether a line changes what is counted of its patient.
pub(super) fn matters(by: &By, event: &Event) -> bool {
    use_of(by, event).is_some()
        || step_of(event).is_some()
        || matches!(
            event,
            Event::Imported { .. }
                | Event::CaregiverAccepted
                | Event::CaregiverEnded { .. }
                | Event::CaregiverChanged { .. }
                | Event::AllAccessEnded
                | Event::Request { .. }
                | Event::RestrictionSet
                | Event::RestrictionEnded
                | Event::RecordMerged { .. }
                | Event::RecordSplit { .. }
                | Event::RecordErased
        )
}

impl ToldByChain {
    /// Nothing yet, by the rules of now.
    pub(super) fn nothing() -> Self {
        Self { version: MEASURES_VERSION, ..Self::default() }
    }

    /// The same where the rules are those of now; else nothing.
    pub(super) fn of_now(self) -> Self {
        if self.version == MEASURES_VERSION { self } else { Self::nothing() }
    }

    /// Hears the next line.
    pub(super) fn hear(&mut self, store: &Store, line: &AuditLine) {
        self.seq = line.seq;
        let Some((by, event)) = &line.told else { return };
        if *event == Event::RecordErased {
            // What comes behind it is of somebody who came back.
            (self.uses, self.steps) = Default::default();
        }
        if let Some(uses) = use_of(by, event) {
            let day = self.uses.entry(day_number(store.day_of(line.at))).or_default();
            *day = day.and(uses);
        }
        self.steps.extend(step_of(event).map(|step| (line.at.as_second(), step)));
    }

    /// When somebody could come into the record as the patient: with a code that was given and holds,
    /// or an account.
    pub(super) fn spans(&self) -> Vec<AccessSpan> {
        let mut spans: Vec<AccessSpan> = Vec::new();
        let mut codes: Vec<i64> = Vec::new();
        let (mut ties, mut tied_at) = (0_u32, 0);
        let end_codes = |codes: &mut Vec<i64>, spans: &mut Vec<AccessSpan>, at: i64| {
            let ends = |since: i64| at.min(since.saturating_add(INVITATION_SECONDS));
            spans.extend(codes.drain(..).map(|since| (since, Some(ends(since)))));
        };
        for (at, step) in &self.steps {
            match step {
                AccessStep::Coded => codes.push(*at),
                AccessStep::Uncoded => end_codes(&mut codes, &mut spans, *at),
                AccessStep::Tied => {
                    end_codes(&mut codes, &mut spans, *at);
                    tied_at = if ties == 0 { *at } else { tied_at };
                    ties += 1;
                }
                AccessStep::Untied => {
                    ties = ties.saturating_sub(1);
                    if ties == 0 {
                        spans.push((tied_at, Some(*at)));
                    }
                }
            }
        }
        end_codes(&mut codes, &mut spans, i64::MAX);
        spans.extend((ties > 0).then_some((tied_at, None)));
        spans
    }
}

/// What the patient, or somebody for them, did with the record.
fn use_of(by: &By, event: &Event) -> Option<DayUses> {
    let done = match event {
        // What an app reads for somebody is their own use of it.
        Event::App { step: AppStep::Read, .. } => return Some(DayUses::APP),
        Event::Viewed { .. } => DayUses::VIEWED,
        Event::Downloaded { .. } => DayUses::DOWNLOADED,
        Event::Sending { step: SendingStep::Sent, .. } => DayUses::SENT,
        _ => return None,
    };
    match by.origin().part {
        Part::Patient | Part::Caregiver => Some(done),
        Part::App => Some(done.and(DayUses::APP)),
        Part::Staff | Part::Member | Part::Operator | Part::Program => None,
    }
}

fn step_of(event: &Event) -> Option<AccessStep> {
    match event {
        Event::InvitationMade => Some(AccessStep::Coded),
        Event::InvitationRevoked => Some(AccessStep::Uncoded),
        Event::InvitationUsed | Event::AccountTied { .. } => Some(AccessStep::Tied),
        Event::AccountUntied { .. } => Some(AccessStep::Untied),
        _ => None,
    }
}
