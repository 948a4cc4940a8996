//! What went wrong, as a page: what happened, what is safe, what to do now. Never internal text.

use std::fmt::Display;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use bluebutton_store::StoreError;
use jiff::civil::Date;

use crate::frame::Frame;
use crate::services::Services;
use crate::session;

/// What went wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    kind: Kind,
    /// For the log: what failed, without names, codes or health facts.
    because: Option<String>,
}

/// The kinds a visitor can tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Not there, or not theirs: one answer for both.
    NotFound,
    /// It is there, and they may see it, but not do this.
    NotAllowed,
    /// It was open to them until that day.
    AccessOver { day: Date },
    /// It will be open to them from that day on.
    AccessLater { day: Date },
    /// It is theirs, but the office must look at it first.
    AccessWaits,
    /// A whole part of their record is withheld from them, under a reason that the law knows.
    SectionWithheld,
    /// They look at a record as somebody else sees it, and looking is all that is done so.
    OnlyPreview,
    /// They are of the staff, and it is another office's task.
    OtherOffice,
    /// The form came from another place, or from a session that is over.
    FormExpired,
    /// What came can't be understood.
    Unclear,
    /// What came is too large.
    TooLarge,
    /// Too many attempts.
    TooMany { wait_seconds: i64 },
    /// It took too long.
    TooSlow,
    /// Another large file of theirs is still under way.
    FileUnderWay,
    /// The database is busy or away.
    Busy { wait_seconds: u64 },
    /// We failed.
    Failed,
    /// They are not signed in (any more).
    SignIn { next: String, is_timed_out: bool },
    /// The sign-in is not complete.
    GoOn { to: &'static str },
    /// They must show once more that it is them.
    Confirm { next: String },
}

impl Problem {
    fn of(kind: Kind) -> Self {
        Self { kind, because: None }
    }

    /// Not there, or not theirs.
    pub fn not_found() -> Self {
        Self::of(Kind::NotFound)
    }

    /// They may see it but not do this.
    pub fn not_allowed() -> Self {
        Self::of(Kind::NotAllowed)
    }

    /// It is the task of another office.
    pub fn other_office() -> Self {
        Self::of(Kind::OtherOffice)
    }

    /// The form's token is not this session's.
    pub fn form_expired() -> Self {
        Self::of(Kind::FormExpired)
    }

    /// What came is too large.
    pub fn too_large() -> Self {
        Self::of(Kind::TooLarge)
    }

    /// What came can't be understood.
    pub fn unclear() -> Self {
        Self::of(Kind::Unclear)
    }

    /// Too many attempts.
    pub fn too_many(wait_seconds: i64) -> Self {
        Self::of(Kind::TooMany { wait_seconds })
    }

    /// Another large file of theirs is still under way.
    pub fn file_under_way() -> Self {
        Self::of(Kind::FileUnderWay)
    }

    /// We failed at something; the error goes to the log only.
    pub fn failed(at: &str, error: &dyn Display) -> Self {
        Self { kind: Kind::Failed, because: Some(format!("{at}: {error}")) }
    }

    /// They must sign in first and then come back to `next`.
    pub fn sign_in(next: &str, is_timed_out: bool) -> Self {
        Self::of(Kind::SignIn { next: session::safe_next(next).to_owned(), is_timed_out })
    }

    /// The sign-in goes on there.
    pub fn go_on(to: &'static str) -> Self {
        Self::of(Kind::GoOn { to })
    }

    /// They must show once more that it is them, and then come back to `next`.
    pub fn confirm(next: &str) -> Self {
        Self::of(Kind::Confirm { next: session::safe_next(next).to_owned() })
    }

    fn status(&self) -> StatusCode {
        match self.kind {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::NotAllowed
            | Kind::OtherOffice
            | Kind::FormExpired
            | Kind::AccessOver { .. }
            | Kind::AccessLater { .. }
            | Kind::AccessWaits
            | Kind::SectionWithheld
            | Kind::OnlyPreview => StatusCode::FORBIDDEN,
            Kind::Unclear => StatusCode::BAD_REQUEST,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::TooMany { .. } | Kind::FileUnderWay => StatusCode::TOO_MANY_REQUESTS,
            Kind::TooSlow | Kind::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Kind::SignIn { .. } | Kind::GoOn { .. } | Kind::Confirm { .. } => StatusCode::SEE_OTHER,
        }
    }

    /// The word in the message ids of its page: `problem-not-found-title` …
    fn word(&self) -> &'static str {
        match self.kind {
            Kind::NotFound => "not-found",
            Kind::NotAllowed => "not-allowed",
            Kind::OtherOffice => "other-office",
            Kind::AccessOver { .. } => "access-over",
            Kind::AccessLater { .. } => "access-later",
            Kind::AccessWaits => "access-waits",
            Kind::SectionWithheld => "section-withheld",
            Kind::OnlyPreview => "only-preview",
            Kind::FormExpired => "form-expired",
            Kind::Unclear => "unclear",
            Kind::TooLarge => "too-large",
            Kind::TooMany { .. } => "too-many",
            Kind::TooSlow => "too-slow",
            Kind::FileUnderWay => "file-under-way",
            Kind::Busy { .. } => "busy",
            Kind::Failed | Kind::SignIn { .. } | Kind::GoOn { .. } | Kind::Confirm { .. } => {
                "failed"
            }
        }
    }

    /// The problem behind an answer that a layer made without a page.
    fn of_status(status: StatusCode) -> Self {
        Self::of(match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Kind::NotFound,
            StatusCode::FORBIDDEN => Kind::FormExpired,
            StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
            StatusCode::REQUEST_TIMEOUT => Kind::TooSlow,
            status if status.is_client_error() => Kind::Unclear,
            _ => Kind::Failed,
        })
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found(),
            StoreError::AccessOver(day) => Self::of(Kind::AccessOver { day }),
            StoreError::AccessLater(day) => Self::of(Kind::AccessLater { day }),
            StoreError::NotAllowed("access-waits") => Self::of(Kind::AccessWaits),
            StoreError::NotAllowed("section-withheld") => Self::of(Kind::SectionWithheld),
            StoreError::NotAllowed("only-a-preview") => Self::of(Kind::OnlyPreview),
            StoreError::NotAllowed("not-your-office") => Self::other_office(),
            StoreError::NotAllowed(_) => Self::not_allowed(),
            error => match error.retry_after_seconds() {
                Some(wait_seconds) => {
                    let because = Some(format!("the store: {error}"));
                    Self { kind: Kind::Busy { wait_seconds }, because }
                }
                None => Self::failed("the store", &error),
            },
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match &self.kind {
            Kind::SignIn { next, is_timed_out } => {
                let mut to = format!("/sign-in?next={}", crate::frame::escape_for_query(next));
                if *is_timed_out {
                    to.push_str("&timed-out=1");
                }
                Redirect::to(&to).into_response()
            }
            Kind::GoOn { to } => Redirect::to(to).into_response(),
            Kind::Confirm { next } => {
                let next = crate::frame::escape_for_query(next);
                Redirect::to(&format!("/confirm?next={next}")).into_response()
            }
            // The page is made by [`pages`], which knows the reader's language.
            _ => {
                let mut response = self.status().into_response();
                response.extensions_mut().insert(self);
                response
            }
        }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    title: String,
    happened: String,
    safe: String,
    now: String,
}

/// Makes pages of problems, and of whatever error a layer answered without one.
pub(crate) async fn pages(
    State(services): State<Services>,
    request: Request,
    next: Next,
) -> Response {
    let (path, method) = (request.uri().path().to_owned(), request.method().clone());
    let (parts, body) = request.into_parts();
    let asker = session::Asker::of(&parts, &services);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let known = response.extensions_mut().remove::<Problem>();
    if known.is_none() && response.extensions().get::<AsItIs>().is_some() {
        return response;
    }
    let problem = known.unwrap_or_else(|| Problem::of_status(status));
    if problem.status().is_server_error() {
        let because = problem.because.as_deref().unwrap_or("a layer answered");
        tracing::error!(%method, path, because, "a request failed");
    }
    let frame = match problem.kind {
        // Asking it who this is would take another five seconds.
        Kind::Busy { .. } => asker.frame_of_anybody(),
        _ => asker.frame().await,
    };
    asker.remember(render(&problem, frame))
}

/// Marks an error answer that says itself what it has to say: to programs, or on a page of its own.
#[derive(Clone)]
pub(crate) struct AsItIs;

/// Gives a page of its own the status of an error: it says more than the page of a problem could.
pub fn with_own_page(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response.extensions_mut().insert(AsItIs);
    response
}

fn render(problem: &Problem, frame: Frame) -> Response {
    let word = problem.word();
    let minutes = match problem.kind {
        Kind::TooMany { wait_seconds } => (wait_seconds.max(1) + 59) / 60,
        _ => 0,
    };
    let happened = format!("problem-{word}-happened");
    let page = ProblemPage {
        title: frame.t(&format!("problem-{word}-title")).into_owned(),
        happened: match &problem.kind {
            Kind::AccessOver { day } | Kind::AccessLater { day } => {
                frame.t1(&happened, "date", frame.day(day))
            }
            _ => frame.tn(&happened, "minutes", minutes),
        },
        safe: frame.t(&format!("problem-{word}-safe")).into_owned(),
        now: frame.words().with(
            &format!("problem-{word}-now"),
            &[("minutes", minutes.into()), ("reach", frame.reach().into())],
        ),
        frame,
    };
    let mut response = match crate::page::page(&page) {
        Ok(response) => response,
        Err(problem) => problem.status().into_response(),
    };
    *response.status_mut() = problem.status();
    let wait_seconds = match problem.kind {
        Kind::TooMany { wait_seconds } => Some(wait_seconds.max(1).unsigned_abs()),
        Kind::Busy { wait_seconds } => Some(wait_seconds),
        _ => None,
    };
    if let Some(wait_seconds) = wait_seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait_seconds));
    }
    response
}
