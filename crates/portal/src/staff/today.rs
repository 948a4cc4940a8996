//! What waits today, in numbers that lead to what is behind them.

use bluebutton_record::Task;
use bluebutton_store::access::Who;
use bluebutton_store::jobs::JobState;

use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;

/// Stopped work and emergencies are counted up to here: more is a matter for their own page.
const COUNTED_MAX: usize = 100;

/// How many of something wait, and where they are.
pub(super) struct WaitingLine {
    /// How many, up to [`COUNTED_MAX`] of what is not counted by the database.
    pub(super) count: u64,
    /// "people to match".
    pub(super) words: String,
    pub(super) href: &'static str,
}

/// What waits for somebody with these duties.
pub(super) async fn waiting(
    services: &Services,
    frame: &Frame,
    who: &Who,
) -> Result<Vec<WaitingLine>, Problem> {
    let store = &services.store;
    let line = |id: &str, count: u64, href: &'static str| WaitingLine {
        count,
        words: frame.tn(id, "count", count as usize),
        href,
    };
    let mut lines = Vec::new();
    if frame.may(Task::AnswerRequests) {
        let (open, overdue) = store.requests().counts(who).await?;
        if overdue > 0 {
            lines.push(line("staff-waiting-overdue", overdue, "/staff/requests"));
        }
        lines.push(line("staff-waiting-requests", open, "/staff/requests"));
    }
    if frame.may(Task::TellApart) {
        let waiting = store.matching().waiting().await?;
        lines.push(line("staff-waiting-cases", waiting.cases, "/staff/matching"));
        lines.push(line("staff-waiting-things", waiting.things, "/staff/quarantine"));
    }
    if frame.may(Task::ReviewEmergencies) {
        let all = store.access().emergencies(who, false, (0, COUNTED_MAX)).await?;
        lines.push(line("staff-waiting-emergencies", all.len() as u64, "/staff/emergencies"));
    }
    if frame.may(Task::HandleJobs) {
        let all = store.jobs().list(who, JobState::Parked, 0, COUNTED_MAX).await?;
        lines.push(line("staff-waiting-jobs", all.len() as u64, "/staff/jobs"));
    }
    Ok(lines)
}
