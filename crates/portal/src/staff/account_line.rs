//! An account as the pages of accounts show it, and whose task it is.

use bluebutton_record::{Office, Offices, Task};
use bluebutton_store::accounts::{AccountFile, AccountId};

use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;

/// An account in words.
pub(super) struct AccountLine {
    pub(super) id: String,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) role: String,
    pub(super) made: String,
    pub(super) seen: String,
    pub(super) ended: Option<String>,
    pub(super) factor: String,
    pub(super) is_staff: bool,
}

impl AccountLine {
    pub(super) fn of(frame: &Frame, file: &AccountFile) -> Self {
        let account = &file.account;
        let seen = account.last_seen.map(|at| frame.moment(&at));
        let factor = match (account.has_totp, file.has_passkey) {
            (_, true) => "accounts-passkey",
            (true, false) => "accounts-app",
            (false, false) => "accounts-no-factor",
        };
        Self {
            id: account.id.0.clone(),
            login: account.login.clone(),
            name: account.name.clone(),
            role: roles_in_words(frame, file),
            made: frame.day_of(&file.made),
            seen: seen.unwrap_or_else(|| frame.t("accounts-never-seen").into_owned()),
            ended: file.ended.map(|at| frame.moment(&at)),
            factor: frame.t(factor).into_owned(),
            is_staff: file.is_staff(),
        }
    }
}

fn roles_in_words(frame: &Frame, file: &AccountFile) -> String {
    if !file.is_staff() {
        return frame.t("accounts-person").into_owned();
    }
    offices_in_words(frame, file.account.offices)
}

/// "Front desk, Records office"
pub(super) fn offices_in_words(frame: &Frame, offices: Offices) -> String {
    let words: Vec<_> = offices.each().map(|office| frame.t(&office_word(office))).collect();
    if words.is_empty() { frame.t("office-none").into_owned() } else { words.join(", ") }
}

/// The message id of an office.
pub(super) fn office_word(office: Office) -> String {
    format!("office-{}", office.word())
}

/// An account that was not ended.
pub(super) async fn living(
    services: &Services,
    clerk: &SignedIn,
    id: &str,
) -> Result<AccountFile, Problem> {
    let file = file_of(services, clerk, id).await?;
    if file.ended.is_none() { Ok(file) } else { Err(Problem::not_found()) }
}

/// An account, living or ended.
pub(super) async fn file_of(
    services: &Services,
    clerk: &SignedIn,
    id: &str,
) -> Result<AccountFile, Problem> {
    let id = AccountId(id.to_owned());
    let file = services.store.accounts().file(&clerk.who(), &id).await?;
    file.ok_or_else(Problem::not_found)
}

/// It is their task with an account of that kind.
pub(super) fn must_be_task(
    frame: &Frame,
    file: &AccountFile,
    of_people: Task,
) -> Result<(), Problem> {
    let task = if file.is_staff() { Task::ManageStaff } else { of_people };
    if frame.may(task) { Ok(()) } else { Err(Problem::other_office()) }
}
