//! Who calls: anybody, a member, staff of the hub.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use bluebutton_crypto::hash::sha256;
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{AccountId, Stage};
use bluebutton_store::hub::{HubMember, HubStaff, HubTx, Whose};
use bluebutton_web::Frame;
use bluebutton_web::cookies;
use bluebutton_web::frame::Guest;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Sender, Staff};

use crate::directory::data as directory;
use crate::services::Services;

/// Languages as a form offers them, each in its own words.
pub(crate) const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("es", "Español")];

/// The cookie of a member's browser.
pub(crate) const DOOR_COOKIE: &str = "member";

/// Somebody of a member: in a browser that a mailed link let in, or signed in at the portal's door with an
/// account that was bound to the member.
pub(crate) struct Member {
    caller: Anyone,
    /// Their organization.
    pub(crate) org_id: String,
    /// Their address.
    pub(crate) email: String,
    /// What proves this browser; `None` for an account.
    pub(crate) door: Option<Vec<u8>>,
}

/// Somebody who runs the hub: a staff account that the settings name. To others there is nothing here.
pub(crate) struct Team(pub(crate) Staff);

impl Team {
    pub(crate) fn frame(&self) -> Frame {
        self.0.0.frame()
    }

    /// Who this is, for the trail.
    pub(crate) fn staff(&self) -> HubStaff {
        let account = &self.0.0.session.account;
        HubStaff { account: account.id.clone(), name: account.name.clone() }
    }
}

impl Member {
    pub(crate) fn frame(&self) -> Frame {
        frame(&self.caller)
    }

    /// Who this is, for the trail.
    pub(crate) fn by(&self) -> HubMember {
        let account = self.account().filter(|_| self.door.is_none());
        let account = account.map(|(id, _)| AccountId(id));
        HubMember { org_id: self.org_id.clone(), email: self.email.clone(), account }
    }

    /// The account that is signed in here, whether or not it is bound to the member: its id and name.
    pub(crate) fn account(&self) -> Option<(String, String)> {
        account_of(&self.caller)
    }
}

/// The account of somebody whose sign-in is complete, second factor and all.
fn account_of(anyone: &Anyone) -> Option<(String, String)> {
    match anyone {
        Anyone::Known(one) if one.session.stage == Stage::Whole => {
            Some((one.session.account.id.0.clone(), one.session.account.name.clone()))
        }
        _ => None,
    }
}

impl Sender for Member {
    // Pages that anybody sees have forms of members, too: both are made with the same key.
    fn form_key(&self) -> [u8; 32] {
        self.caller.form_key()
    }
}

impl Sender for Team {
    fn form_key(&self) -> [u8; 32] {
        self.0.form_key()
    }
}

impl FromRequestParts<Services> for Team {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Services) -> Result<Self, Problem> {
        let staff = Staff::from_request_parts(parts, state).await?;
        let login = &staff.0.session.account.login;
        if state.settings.staff.contains(login) {
            Ok(Self(staff))
        } else {
            Err(Problem::not_found())
        }
    }
}

impl FromRequestParts<Services> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Services) -> Result<Self, Problem> {
        let caller = Anyone::from_request_parts(parts, state).await?;
        let door = match parts.extensions.get::<Door>().cloned() {
            Some(door) => door,
            // It could not be looked up before: now it can, or the page says what is wrong.
            None => Door::of(state, &parts.headers).await?,
        };
        if let Some((door, Whose { org_id, email })) = door.lets_in {
            return Ok(Self { caller, org_id, email, door: Some(door) });
        }
        let account = account_of(&caller).map(|(id, _)| id);
        let work = move |tx: &mut HubTx<'_, '_>| {
            account.map_or(Ok(None), |account| tx.whose_account(&account))
        };
        let found = state.hub.read("look who a member is", work).await?;
        let Whose { org_id, email } = found.ok_or_else(|| Problem::go_on("/members/enter"))?;
        Ok(Self { caller, org_id, email, door: None })
    }
}

/// What stands behind the door of this browser: asked once for all who answer a request.
#[derive(Clone, Default)]
struct Door {
    /// What proves the browser, and whom it lets in.
    lets_in: Option<(Vec<u8>, Whose)>,
    /// Who that is, in the frame of every page.
    guest: Option<Guest>,
}

impl Door {
    async fn of(services: &Services, headers: &HeaderMap) -> Result<Self, StoreError> {
        let name = cookies::cookie_name(&services.site, DOOR_COOKIE);
        let Some(door) = cookies::cookie(headers, &name).map(key_hash) else {
            return Ok(Self::default());
        };
        let work = move |tx: &mut HubTx<'_, '_>| {
            let Some(whose) = tx.browser(&door)? else { return Ok(Self::default()) };
            let org = directory::get(tx, &whose.org_id)?;
            let name = whose.email.clone();
            let guest = org.map(|org| Guest { name, organization: org.name });
            Ok(Self { lets_in: Some((door, whose)), guest })
        };
        services.hub.read("look who is let in", work).await
    }
}

/// Tells the frames of a request, and whoever answers it, whom the door of this browser lets in.
pub(crate) async fn introduce(
    State(services): State<Services>,
    mut request: Request,
    next: Next,
) -> Response {
    match Door::of(&services, request.headers()).await {
        Ok(door) => {
            let seen = request.extensions_mut();
            door.guest.clone().map(|guest| seen.insert(guest));
            seen.insert(door);
        }
        // The page asks the store itself, and says what is wrong.
        Err(error) => tracing::warn!(%error, "who is let in could not be looked up"),
    }
    next.run(request).await
}

/// The frame of a page for whoever it is.
pub(crate) fn frame(anyone: &Anyone) -> Frame {
    match anyone {
        Anyone::Known(signed_in) => signed_in.frame(),
        Anyone::Unknown(visitor) => visitor.frame(),
    }
}

/// A page for whoever it is, with the cookie that its forms need.
pub(crate) fn show(anyone: &Anyone, template: &impl askama::Template) -> Answer {
    Ok(remember(anyone, page(template)?))
}

/// The cookie that forms of a page need.
pub(crate) fn remember(anyone: &Anyone, response: Response) -> Response {
    match anyone {
        Anyone::Known(_) => response,
        Anyone::Unknown(visitor) => visitor.remember(response),
    }
}

/// A new secret of 32 hexadecimal digits.
pub(crate) fn secret(services: &Services) -> String {
    hex(&services.hub.random().bytes::<16>())
}

/// What is kept of a secret that was handed out: who reads the tables can't use it.
pub(crate) fn key_hash(secret: &str) -> Vec<u8> {
    sha256(secret.as_bytes()).to_vec()
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String can't fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
