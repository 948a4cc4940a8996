//! `/members/mine/sign-in`: somebody of a member comes in with an account (password and second factor, or
//! passkey) instead of a mailed link. Only a browser that a mailed link let in can make or bind one: whoever
//! does it has shown that the address is theirs. The account is one of the site's door like any other: its second
//! factor, passkeys and sessions are set up where everybody's are.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use bluebutton_crypto::Hidden;
use bluebutton_crypto::password::Known;
use bluebutton_store::accounts::{NewAccount, Origin, Role, SignIn};
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::cookies;
use bluebutton_web::fields::Errors;
use bluebutton_web::mistakes::{Mistake, mistake};
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::passwords::check_password;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

use crate::callers::Member;
use crate::limits::NAME_CHARS_MAX;
use crate::services::Services;

#[derive(Template)]
#[template(path = "members/sign-in.html")]
struct BindPage {
    frame: Frame,
    errors: Errors,
    /// The name of the account that is signed in at the portal's door.
    account: Option<String>,
    /// Whether it is bound to this member already.
    is_bound: bool,
    /// Whether this browser came in by a mailed link.
    by_link: bool,
    /// Whether the address of this browser has an account.
    has_own: bool,
    /// What was typed to make one: name and sign-in name.
    typed: (String, String),
    /// Addresses whose owners bound an account.
    bound: Vec<String>,
    was_saved: bool,
}

/// `GET /members/mine/sign-in`
pub(crate) async fn show(
    State(services): State<Services>,
    member: Member,
    Asked(fields): Asked,
) -> Answer {
    let typed = (String::new(), member.email.clone());
    page_of(&services, &member, (Errors::none(), typed), fields.is_ticked("saved")).await
}

async fn page_of(
    services: &Services,
    member: &Member,
    (errors, typed): (Errors, (String, String)),
    was_saved: bool,
) -> Answer {
    let account = member.account();
    let (org, id) = (member.org_id.clone(), account.as_ref().map(|(id, _)| id.clone()));
    let work = move |tx: &mut HubTx<'_, '_>| {
        let found = tx.bound_accounts(&org)?;
        let is_bound = found.iter().any(|one| Some(&one.account) == id.as_ref());
        Ok((found.into_iter().map(|one| one.email).collect::<Vec<String>>(), is_bound))
    };
    let (bound, is_bound) = services.hub.read("read accounts of a member", work).await?;
    let page_of = BindPage {
        frame: member.frame(),
        errors,
        account: account.map(|(_, name)| name),
        is_bound,
        by_link: member.door.is_some(),
        has_own: bound.contains(&member.email.to_lowercase()),
        typed,
        bound,
        was_saved,
    };
    page(&page_of)
}

/// `POST /members/mine/sign-in`: binds the account that is signed in, or lets it go.
pub(crate) async fn bind(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let (by, by_link) = (member.by(), member.door.is_some());
    let account = member.account().map(|(id, _)| id);
    let deed = fields.get("deed").to_owned();
    let work = move |tx: &mut HubTx<'_, '_>| match (deed.as_str(), &account) {
        // Whoever lost an account comes in by mail, and makes a new one.
        ("forget", _) if by_link => tx.let_account_go(&by),
        ("unbind", Some(account)) => tx.unbind_account(&by, account),
        ("bind", Some(account)) if by_link => tx.bind_account(&by, account),
        _ => Ok(()),
    };
    services.hub.write("an account is bound to a member", work).await?;
    Ok(go_to("/members/mine/sign-in?saved=1"))
}

/// `POST /members/mine/account`: makes an account for whoever a mailed link let in, and goes on to the second
/// factor. One an address.
pub(crate) async fn make(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(member, mut fields): SafeForm<Member>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let Some(door) = member.door.clone() else { return Ok(go_to("/members/mine/sign-in")) };
    let (chosen, again) = (fields.take_secret("password"), fields.take_secret("password-again"));
    let name: String = fields.get("name").chars().take(NAME_CHARS_MAX).collect();
    let login = fields.get("login").to_owned();
    let frame = member.frame();
    let mut errors = Errors::none();
    errors.need(&frame, "name", &name, "account-name-needed");
    errors.need(&frame, "login", &login, "invitation-login-needed");
    let site = &services.site.organization.name;
    let known = Known { login: &login, person: &name, site };
    check_password(&frame, &mut errors, (&chosen, &again), &known);
    if !errors.is_empty() {
        return page_of(&services, &member, (errors, (name, login)), false).await;
    }
    let new = NewAccount {
        login: login.clone(),
        name: name.clone(),
        password: chosen.clone(),
        role: Role::Person,
        language: frame.language(),
    };
    let errors = match services.hub.make_account(door, new).await {
        Ok(_) => return go_on(&services, &login, chosen, from).await,
        Err(error) => mistake(&frame, error, &MISTAKES)?,
    };
    page_of(&services, &member, (errors, (name, login)), false).await
}

/// The password was chosen a moment ago: nobody is asked for it again before the second factor is set up.
async fn go_on(
    services: &Services,
    login: &str,
    chosen: Hidden<String>,
    from: Origin,
) -> Result<Response, Problem> {
    const ONWARD: &str = "/sign-in/second-factor?next=/members/mine/sign-in";
    match services.accounts().sign_in(login, chosen, from).await? {
        SignIn::NeedsSetup(token) | SignIn::NeedsCode(token) => {
            Ok(cookies::begin(services, go_to(ONWARD), &token))
        }
        SignIn::Whole(_) | SignIn::Wrong | SignIn::TooMany { .. } => {
            Ok(go_to("/sign-in?next=/members/mine/sign-in"))
        }
    }
}

/// What can be wrong with a new account.
const MISTAKES: [Mistake; 3] = [
    ("login-taken", "login", "invitation-login-taken"),
    ("login-not-usable", "login", "invitation-login-not-usable"),
    ("account-there", "login", "account-there"),
];
