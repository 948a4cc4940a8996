//! Who is signed in elsewhere and unknown here: a code on paper and a birth date make an account that
//! is opened from there. Whoever has an account here signs in as always first, and connects it then.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_crypto::Hidden;
use bluebutton_exchange::provider::Provider;
use bluebutton_store::accounts::{Identity, Joined, NewAccount, Role};

use super::{Button, provider};
use crate::invitation::{TypedInvitation, check_code_and_birth_date, refusal};
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, Sender, Visitor};

#[derive(Template)]
#[template(path = "account/provider_join.html")]
struct JoinPage {
    frame: Frame,
    errors: Errors,
    provider: Button,
    /// How they are called there.
    shown: String,
    /// Who they are there, sealed for this browser.
    waiting: String,
    typed: TypedInvitation,
}

impl JoinPage {
    fn of(
        services: &Services,
        visitor: &Visitor,
        provider: &Provider,
        identity: &Identity,
    ) -> Self {
        let waiting = services.store.accounts().seal_identity(identity, &visitor.form_key());
        let mut frame = visitor.frame();
        // Whoever chooses another language here comes from the provider once more.
        frame.path = format!("/sign-in/with/{}", provider.settings.id);
        Self {
            frame,
            errors: Errors::none(),
            provider: Button::of(provider),
            shown: identity.shown.clone(),
            waiting,
            typed: TypedInvitation::named(&identity.name),
        }
    }
}

/// The page for somebody who is unknown here.
pub(super) fn ask(
    services: &Services,
    visitor: &Visitor,
    provider: &Provider,
    identity: &Identity,
) -> Answer {
    let response: Response = page(&JoinPage::of(services, visitor, provider, identity))?;
    Ok(visitor.remember(response))
}

/// `POST /sign-in/with/{id}/join`
pub(crate) async fn submit(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    Path(id): Path<String>,
    SafeForm(visitor, fields): SafeForm<Visitor>,
) -> Answer {
    let (provider, accounts) = (provider(&services, &id)?, services.store.accounts());
    services.throttle.attempt(&from.address)?;
    let identity = accounts.open_identity(fields.get("waiting"), &visitor.form_key());
    // It was sealed too long ago, or for another browser: they come from there once more.
    let Some(identity) = identity.filter(|identity| identity.provider == id) else {
        return Ok(go_to(&format!("/sign-in/with/{id}")));
    };
    let (frame, typed) = (visitor.frame(), TypedInvitation::of(&fields));
    let mut errors = Errors::none();
    let born = check_code_and_birth_date(&frame, &typed, &mut errors);
    errors.need(&frame, "name", &typed.name, "invitation-name-needed");
    errors.need(&frame, "login", &typed.login, "invitation-login-needed");
    let again = |typed, errors| {
        page(&JoinPage { errors, typed, ..JoinPage::of(&services, &visitor, provider, &identity) })
    };
    let Some(born) = born.filter(|_| errors.is_empty()) else { return again(typed, errors) };
    let new = NewAccount {
        login: typed.login.clone(),
        name: typed.name.clone(),
        password: Hidden::new(String::new()),
        role: Role::Person,
        language: frame.language(),
    };
    let code = (typed.code.as_str(), born);
    let refused = match accounts.join_with_identity(code, new, identity.clone(), from.clone()).await
    {
        Ok(Joined::In(token)) => {
            let account = accounts.session(&token, true).await?.map(|session| session.account.id);
            let account = account.ok_or_else(Problem::unclear)?;
            let marks = accounts.marks_after(&account, &from);
            let answer = cookies::keep_mark(&services, go_to("/records"), &marks);
            let answer = cookies::forget_next(&services, answer);
            return Ok(cookies::begin(&services, answer, &token));
        }
        Ok(Joined::Not(redeemed)) => refusal(Ok(redeemed), &frame)?,
        Ok(Joined::NoPasskey) => None,
        Err(error) => refusal(Err(error), &frame)?,
    };
    let (field, message) = refused.ok_or_else(Problem::unclear)?;
    again(typed, Errors::one(field, message))
}
