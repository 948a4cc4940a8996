//! `/staff/accounts/{id}/recover`: a code for whoever can't sign in any more, to hand over after a look at
//! who it is. The code is on this one page only; it is not kept, and never sent.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::{Language, Task};
use bluebutton_store::accounts::{AccountFile, IdentityCheck};
use jiff::Timestamp;

use super::account_line::{AccountLine, living, must_be_task};
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, SeeAccounts};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::session::SafeForm;

#[derive(Template)]
#[template(path = "staff/account-recover.html")]
struct NewCodePage {
    frame: Frame,
    errors: Errors,
    line: AccountLine,
    check: String,
    why: String,
}

#[derive(Template)]
#[template(path = "staff/account-code.html")]
struct AccountCodePage {
    frame: Frame,
    /// In English and in Spanish: who hands it over may not know which one is read.
    letters: [Frame; 2],
    line: AccountLine,
    code: String,
    ends: Timestamp,
    address: String,
}

/// `GET /staff/accounts/{id}/recover`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<SeeAccounts>,
    Path(id): Path<String>,
) -> Answer {
    let (file, frame) = (living(&services, &clerk, &id).await?, clerk.frame());
    must_be_task(&frame, &file, Task::RecoverPeople)?;
    let (check, why) = (String::new(), String::new());
    page(&NewCodePage {
        line: AccountLine::of(&frame, &file),
        frame,
        errors: Errors::none(),
        check,
        why,
    })
}

/// `POST /staff/accounts/{id}/recover`
pub(crate) async fn make(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(clerk, fields): SafeForm<OnDuty<SeeAccounts>>,
) -> Answer {
    let (file, frame) = (living(&services, &clerk, &id).await?, clerk.frame());
    must_be_task(&frame, &file, Task::RecoverPeople)?;
    let (check, why) = (fields.get("check").to_owned(), fields.get("why").to_owned());
    let mut errors = Errors::none();
    let Some(checked) = IdentityCheck::parse(&check) else {
        errors.add("check", frame.t("recover-check-missing"));
        errors.need(&frame, "why", &why, "recover-why-missing");
        return page(&NewCodePage {
            line: AccountLine::of(&frame, &file),
            frame,
            errors,
            check,
            why,
        });
    };
    let accounts = services.store.accounts();
    let made = accounts.begin_recovery(&clerk.who(), &file.account.id, (checked, &why)).await;
    match made {
        Ok(made) => code_page(&services, frame, &file, made),
        Err(error) => {
            let needed = ("a-reason-is-needed", "why", "recover-why-missing");
            let errors = mistake(&frame, error, &[needed])?;
            page(&NewCodePage { line: AccountLine::of(&frame, &file), frame, errors, check, why })
        }
    }
}

/// The page with the code, to print or copy out.
pub(super) fn code_page(
    services: &Services,
    frame: Frame,
    file: &AccountFile,
    (code, ends): (String, Timestamp),
) -> Answer {
    page(&AccountCodePage {
        letters: Language::ALL.map(|language| frame.in_language(language)),
        line: AccountLine::of(&frame, file),
        address: format!("{}/recover", services.site.address.trim_end_matches('/')),
        code,
        ends,
        frame,
    })
}
