//! `/staff/accounts`: who has an account, when it was made, seen and ended; made, changed and ended here.
//! Nothing of a record is in it. Somebody is found as a caller says it: by how the words of their name, of
//! their sign-in name or of their e-mail address begin, and by how their name sounds.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_crypto::Hidden;
use bluebutton_record::{Language, Office, Offices, Task};
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{AccountFile, Listing, NewAccount, Role};

use super::account_line::{AccountLine, file_of, living, must_be_task, office_word};
use super::recover::code_page;
use crate::services::Services;
use bluebutton_web::duty::{ManageStaff, OnDuty, SeeAccounts};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::{Mistake, mistake};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

/// Accounts on one page.
const ACCOUNTS_PER_PAGE: usize = 50;

/// What is listed: the word in the address, the message, and which accounts.
const LISTINGS: [(&str, &str, Listing); 3] = [
    ("", "accounts-living", Listing::Living),
    ("staff", "accounts-staff", Listing::Staff),
    ("ended", "accounts-ended", Listing::Ended),
];

#[derive(Template)]
#[template(path = "staff/accounts.html")]
struct AccountsPage {
    frame: Frame,
    lines: Vec<AccountLine>,
    listing: &'static str,
    tabs: Vec<AccountsTab>,
    /// What was looked for.
    query: String,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "staff/account.html")]
struct AccountPage {
    frame: Frame,
    line: AccountLine,
    /// Message id of what was just done.
    done: Option<&'static str>,
    may_recover: bool,
    may_end: bool,
}

#[derive(Template)]
#[template(path = "staff/account-new.html")]
struct NewPage {
    frame: Frame,
    errors: Errors,
    login: String,
    name: String,
    choices: Vec<OfficeChoice>,
}

#[derive(Template)]
#[template(path = "staff/account-roles.html")]
struct RolesPage {
    frame: Frame,
    errors: Errors,
    line: AccountLine,
    choices: Vec<OfficeChoice>,
    why: String,
}

#[derive(Template)]
#[template(path = "staff/account-end.html")]
struct EndAccountPage {
    frame: Frame,
    errors: Errors,
    line: AccountLine,
    why: String,
}

/// One of the lists.
struct AccountsTab {
    url: String,
    word: &'static str,
    is_here: bool,
}

/// A role to choose.
struct OfficeChoice {
    word: &'static str,
    label: String,
    hint: String,
    is_on: bool,
}

/// `GET /staff/accounts?which=staff&page=2`, `?q=…` (sealed)
pub(crate) async fn list(
    State(services): State<Services>,
    clerk: OnDuty<SeeAccounts>,
    Asked(fields): Asked,
) -> Answer {
    let (who, accounts) = (clerk.who(), services.store.accounts());
    let frame = clerk.frame();
    let query = clerk.asked("/staff/accounts", fields.get("q"));
    let turned = Turned::read(&fields, ACCOUNTS_PER_PAGE);
    let which = LISTINGS.iter().find(|(word, ..)| *word == fields.get("which"));
    let (listing, _, kind) = *which.unwrap_or(&LISTINGS[0]);
    let mut files = if query.is_empty() {
        accounts.files(&who, kind, (turned.skip(), turned.take())).await?
    } else {
        // A sign-in name of two letters finds its account too, where all of it is typed.
        let own = accounts.file_of_login(&who, &query).await?;
        let others = accounts.found(&who, &query).await?;
        let is_other =
            |one: &AccountFile| own.as_ref().is_none_or(|own| own.account.id != one.account.id);
        let others = others.into_iter().filter(is_other).collect::<Vec<_>>();
        own.into_iter().chain(others).take(ACCOUNTS_PER_PAGE).collect()
    };
    let pager = turned.pager(&mut files);
    let lines = files.iter().map(|file| AccountLine::of(&frame, file)).collect();
    let tab = |(word, id, _): &(&str, &'static str, Listing)| AccountsTab {
        url: match *word {
            "" => "/staff/accounts".to_owned(),
            word => format!("/staff/accounts?which={word}"),
        },
        word: id,
        is_here: query.is_empty() && *word == listing,
    };
    let tabs = LISTINGS.iter().map(tab).collect();
    page(&AccountsPage { frame, lines, listing, tabs, query, pager })
}

/// `POST /staff/accounts`: the name goes on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(clerk, fields): SafeForm<OnDuty<SeeAccounts>>) -> Response {
    go_to(&clerk.asking("/staff/accounts", fields.get("q")))
}

/// `GET /staff/accounts/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<SeeAccounts>,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let file = file_of(&services, &clerk, &id).await?;
    let frame = clerk.frame();
    let done = match fields.get("done") {
        "roles" => Some("accounts-roles-done"),
        "ended" => Some("accounts-ended-done"),
        _ => None,
    };
    let is_own = file.account.id == clerk.session.account.id;
    let task = |of_people| if file.is_staff() { Task::ManageStaff } else { of_people };
    let is_living = file.ended.is_none();
    page(&AccountPage {
        may_recover: is_living && !is_own && frame.may(task(Task::RecoverPeople)),
        may_end: is_living && frame.may(task(Task::EndPeople)),
        line: AccountLine::of(&frame, &file),
        done,
        frame,
    })
}

/// `GET /staff/accounts/new`
pub(crate) async fn show_new(clerk: OnDuty<ManageStaff>) -> Answer {
    page(&NewPage {
        frame: clerk.frame(),
        errors: Errors::none(),
        login: String::new(),
        name: String::new(),
        choices: choices(&clerk.frame(), Offices::NONE),
    })
}

/// `POST /staff/accounts/new`: the account, and a code to hand over.
pub(crate) async fn make(
    State(services): State<Services>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ManageStaff>>,
) -> Answer {
    let frame = clerk.frame();
    let (login, name) = (fields.get("login").to_owned(), fields.get("name").to_owned());
    let mut errors = Errors::none();
    errors.need(&frame, "login", &login, "invitation-login-needed");
    errors.need(&frame, "name", &name, "invitation-name-needed");
    let offices = chosen(&fields);
    if errors.is_empty() {
        let new = NewAccount {
            login: login.clone(),
            name: name.clone(),
            password: Hidden::new(String::new()),
            role: Role::Staff,
            language: Language::English,
        };
        match services.store.accounts().invite_staff(&clerk.who(), new, offices).await {
            Ok((id, code, ends)) => {
                let file = file_of(&services, &clerk, &id.0).await?;
                return code_page(&services, frame, &file, (code, ends));
            }
            Err(error) => errors = mistake(&frame, error, &NEW_MISTAKES)?,
        }
    }
    page(&NewPage { choices: choices(&frame, offices), frame, errors, login, name })
}

/// `GET /staff/accounts/{id}/roles`
pub(crate) async fn show_roles(
    State(services): State<Services>,
    clerk: OnDuty<ManageStaff>,
    Path(id): Path<String>,
) -> Answer {
    let file = living(&services, &clerk, &id).await?;
    if !file.is_staff() {
        return Err(Problem::not_found());
    }
    let frame = clerk.frame();
    roles_page(frame, &file, (file.account.offices, Errors::none(), String::new()))
}

/// `POST /staff/accounts/{id}/roles`
pub(crate) async fn set_roles(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ManageStaff>>,
) -> Answer {
    let file = living(&services, &clerk, &id).await?;
    let (offices, why) = (chosen(&fields), fields.get("why").to_owned());
    let frame = clerk.frame();
    let accounts = services.store.accounts();
    let errors = match accounts.set_offices(&clerk.who(), &file.account.id, offices, &why).await {
        Ok(()) => return Ok(go_to(&format!("/staff/accounts/{id}?done=roles"))),
        Err(StoreError::NotAllowed("not-staff")) => return Err(Problem::not_found()),
        Err(error) => {
            let last = ("last-administrator", "office", "accounts-last-administrator");
            mistake(&frame, error, &[last, WHY_MISSING])?
        }
    };
    roles_page(frame, &file, (offices, errors, why))
}

fn roles_page(
    frame: Frame,
    file: &AccountFile,
    (offices, errors, why): (Offices, Errors, String),
) -> Answer {
    let (line, choices) = (AccountLine::of(&frame, file), choices(&frame, offices));
    page(&RolesPage { frame, errors, line, choices, why })
}

/// `GET /staff/accounts/{id}/end`
pub(crate) async fn show_end(
    State(services): State<Services>,
    clerk: OnDuty<SeeAccounts>,
    Path(id): Path<String>,
) -> Answer {
    let (file, frame) = (living(&services, &clerk, &id).await?, clerk.frame());
    must_be_task(&frame, &file, Task::EndPeople)?;
    let (errors, why) = (Errors::none(), String::new());
    page(&EndAccountPage { line: AccountLine::of(&frame, &file), frame, errors, why })
}

/// `POST /staff/accounts/{id}/end`
pub(crate) async fn end(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(clerk, fields): SafeForm<OnDuty<SeeAccounts>>,
) -> Answer {
    let (file, frame) = (living(&services, &clerk, &id).await?, clerk.frame());
    let why = fields.get("why").to_owned();
    let accounts = services.store.accounts();
    let errors = match accounts.end_account_for(&clerk.who(), &file.account.id, &why).await {
        Ok(()) => return Ok(go_to(&format!("/staff/accounts/{id}?done=ended"))),
        Err(error) => {
            let last = ("last-administrator", "why", "accounts-last-administrator");
            mistake(&frame, error, &[last, WHY_MISSING])?
        }
    };
    page(&EndAccountPage { line: AccountLine::of(&frame, &file), frame, errors, why })
}

fn choices(frame: &Frame, offices: Offices) -> Vec<OfficeChoice> {
    let choice = |office: Office| OfficeChoice {
        word: office.word(),
        label: frame.t(&office_word(office)).into_owned(),
        hint: frame.t(&format!("{}-hint", office_word(office))).into_owned(),
        is_on: offices.has(office),
    };
    Office::ALL.into_iter().map(choice).collect()
}

/// The offices that were ticked.
fn chosen(fields: &Fields) -> Offices {
    Offices::of(fields.all("office").filter_map(Office::parse))
}

/// What can be wrong with a new account.
const NEW_MISTAKES: [Mistake; 3] = [
    ("login-taken", "login", "invitation-login-taken"),
    ("login-not-usable", "login", "invitation-login-not-usable"),
    ("name-too-long", "name", "accounts-name-too-long"),
];

const WHY_MISSING: Mistake = ("a-reason-is-needed", "why", "accounts-why-missing");
