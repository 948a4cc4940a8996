//! From a token to a record: who asks, whether its scopes cover that, and the permit with the view that
//! they leave.
//!
//! Standard: RFC 6750; SMART App Launch 2.2.0, "Access FHIR API".

use std::collections::BTreeSet;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use bluebutton_oauth::granted::{self, Granted, Interaction, Opens};
use bluebutton_record::PatientKey;
use bluebutton_record::terms::ScopeRule;
use bluebutton_store::apps::AppAccess;
use bluebutton_store::records::Record;
use bluebutton_store::{Action, StoreError, Who};

use crate::fhir::outcome::Outcome;
use crate::served::{self, Kind, PERSON};
use crate::services::Services;

/// A record that was opened for an app.
pub(crate) struct Opened {
    /// As far as the app sees it.
    pub(crate) record: Record,
    /// Whose.
    pub(crate) patient: PatientKey,
    /// What the token stands for.
    pub(crate) access: AppAccess,
    /// What its scopes open for what is done.
    opens: Vec<Opens>,
}

impl Opened {
    /// Whether an id that was sent names the patient of this token.
    pub(crate) fn is_patient(&self, id: &str) -> bool {
        id == self.patient.as_str() || id == self.access.patient.as_str()
    }

    /// Whether the scopes cover a type, for what is done.
    pub(crate) fn covers(&self, kind: &Kind) -> bool {
        self.opens.iter().any(|one| covers(one, kind))
    }
}

/// Opens the record of a token, for an interaction with a type. `from` is the network address.
pub(crate) async fn open(
    services: &Services,
    headers: &HeaderMap,
    from: &str,
    (kind, interaction): (&'static Kind, Interaction),
) -> Result<Opened, Outcome> {
    let access = known(services, headers, from).await?;
    let opens = granted::opens(&scopes_of(&access), interaction);
    if !opens.iter().any(|one| covers(one, kind)) {
        return Err(Outcome::scope());
    }
    opened(services, access, (opens, kind.name)).await
}

/// Opens the record of a token that may be told of whoever let the app in, by that scope; nothing of the
/// record is told.
pub(crate) async fn open_person(
    services: &Services,
    headers: &HeaderMap,
    (from, scope): (&str, &Granted),
) -> Result<Opened, Outcome> {
    let access = known(services, headers, from).await?;
    let scopes = scopes_of(&access);
    if !scopes.contains(scope) {
        return Err(Outcome::scope());
    }
    let both = [Interaction::Read, Interaction::Search];
    let opens = both.into_iter().flat_map(|one| granted::opens(&scopes, one)).collect();
    opened(services, access, (opens, PERSON)).await
}

/// What the token of a question stands for.
async fn known(services: &Services, headers: &HeaderMap, from: &str) -> Result<AppAccess, Outcome> {
    let Some(token) = token_of(headers) else {
        return Err(stranger(services, from, Outcome::no_token()));
    };
    let found = services.store.apps().access(token).await.map_err(Outcome::of_store)?;
    let Some(access) = found else {
        return Err(stranger(services, from, Outcome::token()));
    };
    services.reads.attempt(&access.grant).map_err(|_| Outcome::too_many())?;
    Ok(access)
}

fn scopes_of(access: &AppAccess) -> Vec<Granted> {
    granted::granted(&access.scopes, served::is_served)
}

/// The record, as far as the grant and what the scopes open leave it; `what` is told in the activity.
async fn opened(
    services: &Services,
    access: AppAccess,
    (opens, what): (Vec<Opens>, &str),
) -> Result<Opened, Outcome> {
    let rule = |Opens { kind, category }: Opens| ScopeRule { kind, category };
    let rules: BTreeSet<ScopeRule> = opens.iter().cloned().map(rule).collect();
    let (app, person) = (access.app.clone(), access.person.clone());
    let who = Who::App { app: app.clone(), person, grant: access.grant.clone(), opens: rules };
    let action = Action::AppRead { app, what: what.to_owned() };
    let permit = match services.store.access().open_to_read(&who, &access.patient, action).await {
        Ok(permit) => permit,
        // The consent ended, or whoever gave it may do so no more: the token is worth nothing.
        Err(
            StoreError::NotFound
            | StoreError::NotAllowed(_)
            | StoreError::AccessOver(_)
            | StoreError::AccessLater(_),
        ) => return Err(Outcome::token()),
        Err(error) => return Err(Outcome::of_store(error)),
    };
    let record = services.store.records().open(&permit).await.map_err(Outcome::of_store)?;
    Ok(Opened { record, patient: permit.patient().clone(), access, opens })
}

/// Whether something that a scope opens covers a type. What has no categories is not covered by one.
pub(crate) fn covers(opens: &Opens, kind: &Kind) -> bool {
    let is_kind = opens.kind.as_deref().is_none_or(|own| own == kind.name);
    is_kind && (opens.category.is_none() || kind.has_categories())
}

/// Who comes without a token that holds may do so only so often.
fn stranger(services: &Services, from: &str, outcome: Outcome) -> Outcome {
    match services.strangers.attempt(from) {
        Ok(()) => outcome,
        Err(_) => Outcome::too_many(),
    }
}

/// The token of the header: never of the address, which proxies and histories keep.
fn token_of(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let value = all.next()?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer") && all.next().is_none();
    Some(token.trim()).filter(|token| is_bearer && !token.is_empty())
}
