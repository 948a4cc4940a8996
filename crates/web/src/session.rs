//! Who is calling: cookies, sessions, form tokens.

mod forms;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;
use bluebutton_record::{Language, PatientKey, Tasks};
use bluebutton_store::Who;
use bluebutton_store::accounts::{Role, Session, SessionToken, Stage};

use crate::cookies::{self, add_cookie, cookie, cookie_name, hex, language_of};
use crate::frame::{AccountLine, Frame, Guest};
use crate::problem::Problem;
use crate::services::Services;

pub(crate) use forms::token_is_right;
use forms::token_of;
pub use forms::{Asked, SafeForm, Sender};

/// Somebody who is signed in: password and second factor given, session alive.
pub struct SignedIn {
    /// The living session.
    pub session: Session,
    /// The secret of its cookie.
    pub token: SessionToken,
    /// The record that is looked at as somebody else sees it, and through which grant.
    preview: Option<(PatientKey, String)>,
    services: Services,
    path: String,
    guest: Option<Guest>,
}

/// Somebody who comes with a session's cookie, of whom nobody knows yet whether it lives.
pub struct Caller {
    token: SessionToken,
    preview: Option<(PatientKey, String)>,
    services: Services,
    path: String,
    guest: Option<Guest>,
}

/// Somebody whose password was right and whose sign-in is not complete.
pub struct HalfSignedIn(pub SignedIn);

/// Somebody of the staff, whatever their office: for what is nobody's task in particular. Everyone
/// else is told that there is nothing here.
pub struct Staff(pub SignedIn);

/// Somebody of whom nothing is known: for pages before the sign-in.
pub struct Visitor {
    services: Services,
    language: Language,
    path: String,
    guest: Option<Guest>,
    /// A random value in a cookie that ties forms to this browser.
    key: String,
    is_new: bool,
}

/// Whoever it is: for what everybody may do, such as choosing a language.
pub enum Anyone {
    /// Somebody with a living session, complete or not.
    Known(Box<SignedIn>),
    /// Anybody else.
    Unknown(Visitor),
}

impl Caller {
    /// Of a request; who has no cookie is asked to sign in.
    pub fn of(parts: &Parts, services: &Services) -> Result<Self, Problem> {
        let (path, guest) = (path_of(parts), guest_of(parts));
        let name = cookie_name(&services.site, "session");
        match cookie(&parts.headers, &name) {
            Some(value) => {
                let token = SessionToken(value.to_owned());
                let preview = cookies::preview(&services.site, &parts.headers);
                Ok(Self { token, preview, services: services.clone(), path, guest })
            }
            None => Err(Problem::sign_in(&path, false)),
        }
    }

    /// The secret of the cookie.
    pub fn token(&self) -> &SessionToken {
        &self.token
    }

    /// The same, with the record that is looked at as somebody else sees it, and the grant.
    pub fn looks(&self) -> (&SessionToken, Option<&(PatientKey, String)>) {
        (&self.token, self.preview.as_ref())
    }

    /// Somebody with that session; who has none any more is asked to sign in.
    fn with(self, session: Option<Session>) -> Result<SignedIn, Problem> {
        let Self { token, preview, services, path, guest } = self;
        match session {
            Some(session) => Ok(SignedIn { session, token, preview, services, path, guest }),
            None => Err(Problem::sign_in(&path, true)),
        }
    }

    /// Somebody who is signed in, with a session that was found.
    pub fn signed_in(self, session: Option<Session>) -> Result<SignedIn, Problem> {
        let signed_in = self.with(session)?;
        match signed_in.session.stage {
            Stage::Whole => Ok(signed_in),
            Stage::NeedsCode => Err(Problem::go_on("/sign-in/code")),
            Stage::NeedsSetup => Err(Problem::go_on("/sign-in/second-factor")),
        }
    }
}

impl SignedIn {
    /// What is their task, where they are of the staff.
    pub fn tasks(&self) -> Tasks {
        self.services.accounts().tasks_of(&self.session.account)
    }

    /// The same person before it was known that their session lives: to be asked anew.
    pub fn again(&self) -> Caller {
        let (token, services) = (self.token.clone(), self.services.clone());
        let (preview, guest) = (self.preview.clone(), self.guest.clone());
        Caller { token, preview, services, path: self.path.clone(), guest }
    }

    /// The frame of a page for this person.
    pub fn frame(&self) -> Frame {
        let account = &self.session.account;
        let mut frame = Frame::new(&self.services, account.language, self.path.clone());
        frame.account = Some(AccountLine {
            id: account.id.clone(),
            name: account.name.clone(),
            is_staff: account.role == Role::Staff,
            tasks: self.tasks(),
            is_whole: self.session.stage == Stage::Whole,
            runs_hub: account.role == Role::Staff
                && self.services.site.hub_staff.contains(&account.login),
        });
        frame.guest.clone_from(&self.guest);
        frame.form_token = token_of(&self.session.form_key);
        let end = self.session.idle_ends.min(self.session.ends);
        frame.session_seconds = Some((end.as_second() - frame.now.as_second()).max(0));
        frame
    }

    /// The frame of a page that is shown with a new token of the session: its forms are the new one's.
    pub async fn frame_with(&self, token: &SessionToken) -> Result<Frame, Problem> {
        let session = self.services.accounts().session(token, true).await?;
        let session = session.ok_or_else(|| Problem::sign_in("/", false))?;
        let (token, services) = (token.clone(), self.services.clone());
        let (preview, path, guest) = (None, "/".to_owned(), None);
        Ok(Self { session, token, preview, services, path, guest }.frame())
    }

    /// Who this is, for the store: whoever looks at a record as somebody else sees it, looks.
    pub fn who(&self) -> Who {
        match self.preview.clone() {
            None => self.themselves(),
            Some((patient, grant)) => {
                Who::Preview { account: self.session.account.id.clone(), patient, grant }
            }
        }
    }

    /// Who this is, whatever they look at.
    pub fn themselves(&self) -> Who {
        Who::Account(self.session.account.id.clone())
    }

    pub(crate) fn random(&self) -> &dyn bluebutton_crypto::Random {
        self.services.random()
    }

    /// Where this person starts.
    pub fn start(&self) -> &'static str {
        if self.session.account.role == Role::Staff { "/staff" } else { "/records" }
    }
}

impl Visitor {
    fn of(parts: &Parts, services: &Services) -> Self {
        let name = cookie_name(&services.site, "visitor");
        let known = cookie(&parts.headers, &name).filter(|value| is_key(value)).map(str::to_owned);
        let is_new = known.is_none();
        let key = known.unwrap_or_else(|| hex(&services.random().bytes::<16>()));
        Self {
            services: services.clone(),
            language: language_of(&parts.headers),
            path: path_of(parts),
            guest: guest_of(parts),
            key,
            is_new,
        }
    }

    /// The frame of a page for this visitor.
    pub fn frame(&self) -> Frame {
        let mut frame = Frame::new(&self.services, self.language, self.path.clone());
        frame.guest.clone_from(&self.guest);
        frame.form_token = token_of(&self.form_key());
        frame
    }

    /// Adds the visitor's cookie to a page with a form, where the browser has none yet.
    pub fn remember(&self, mut response: Response) -> Response {
        if self.is_new {
            let name = cookie_name(&self.services.site, "visitor");
            add_cookie(&mut response, &self.services.site, &name, &self.key, None);
        }
        response
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let services = Services::from_ref(state);
        let caller = Caller::of(parts, &services)?;
        let session = services.accounts().session(caller.token(), false).await?;
        caller.signed_in(session)
    }
}

impl<S> FromRequestParts<S> for HalfSignedIn
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let signed_in = living(parts, &Services::from_ref(state), false).await?;
        match signed_in.session.stage {
            Stage::Whole => Err(Problem::go_on(signed_in.start())),
            Stage::NeedsCode | Stage::NeedsSetup => Ok(Self(signed_in)),
        }
    }
}

impl<S> FromRequestParts<S> for Staff
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        if signed_in.session.account.role == Role::Staff {
            Ok(Self(signed_in))
        } else {
            Err(Problem::not_found())
        }
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Ok(Self::of(parts, &Services::from_ref(state)))
    }
}

impl<S> FromRequestParts<S> for Anyone
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match living(parts, &Services::from_ref(state), false).await {
            Ok(signed_in) => Ok(Self::Known(Box::new(signed_in))),
            Err(_) => Visitor::from_request_parts(parts, state).await.map(Self::Unknown),
        }
    }
}

pub(crate) async fn living(
    parts: &Parts,
    services: &Services,
    quietly: bool,
) -> Result<SignedIn, Problem> {
    let caller = Caller::of(parts, services)?;
    let session = services.accounts().session(caller.token(), quietly).await?;
    caller.with(session)
}

/// The session of a request without moving its end: for asking how long it still lives.
pub struct Quiet(pub SignedIn);

impl<S> FromRequestParts<S> for Quiet
where
    Services: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        living(parts, &Services::from_ref(state), true).await.map(Self)
    }
}

/// Who a problem's page is for, found out before the request is used up.
pub(crate) struct Asker {
    visitor: Visitor,
    session: Option<SessionToken>,
}

impl Asker {
    pub(crate) fn of(parts: &Parts, services: &Services) -> Self {
        let name = cookie_name(&services.site, "session");
        let session = cookie(&parts.headers, &name).map(|value| SessionToken(value.to_owned()));
        Self { visitor: Visitor::of(parts, services), session }
    }

    /// The frame of the page: as far as can be told without failing again.
    pub(crate) async fn frame(&self) -> Frame {
        let services = self.visitor.services.clone();
        if let Some(token) = self.session.clone()
            && let Ok(Some(session)) = services.accounts().session(&token, true).await
        {
            let (preview, path) = (None, "/".to_owned());
            let guest = self.visitor.guest.clone();
            return SignedIn { session, token, preview, services, path, guest }.frame();
        }
        self.frame_of_anybody()
    }

    /// The frame of a page that asks the store nothing: it is what failed.
    pub(crate) fn frame_of_anybody(&self) -> Frame {
        let mut frame = self.visitor.frame();
        "/".clone_into(&mut frame.path);
        frame
    }

    /// See [`Visitor::remember`].
    pub(crate) fn remember(&self, response: Response) -> Response {
        self.visitor.remember(response)
    }
}

/// What an app asks for may be long: each part of a record by name.
const NEXT_BYTES_MAX: usize = 4_000;

/// An address of our own to go to next; anything else leads home.
pub fn safe_next(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours && next.len() <= NEXT_BYTES_MAX { next } else { "/" }
}

fn guest_of(parts: &Parts) -> Option<Guest> {
    parts.extensions.get::<Guest>().cloned()
}

pub(crate) fn path_of(parts: &Parts) -> String {
    if parts.method == axum::http::Method::GET {
        parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned()
    } else {
        parts.uri.path().to_owned()
    }
}

fn is_key(value: &str) -> bool {
    value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}
