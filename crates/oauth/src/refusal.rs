//! How an authorization server says no to an app, in the words of the standards.
//!
//! Standard: RFC 6749, 4.1.2.1 (where the answer is a redirect) and 5.2 (where it is JSON); RFC 8628, 3.5, for
//! the word of the token endpoint to whoever asks too often, and RFC 6585, 4, for its status.

/// The word of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// Something is missing, stands twice, or can't be read.
    InvalidRequest,
    /// The app did not prove who it is.
    InvalidClient,
    /// The code or refresh token does not hold.
    InvalidGrant,
    /// The app may not do this.
    UnauthorizedClient,
    /// No way of getting a token that is known here.
    UnsupportedGrantType,
    /// No answer of that kind is given.
    UnsupportedResponseType,
    /// Nothing of what is asked is given here, or more than was granted.
    InvalidScope,
    /// The person has to be asked, and the app wants nobody asked (OpenID Connect Core 3.1.2.6).
    InteractionRequired,
    /// The person said no.
    AccessDenied,
    /// We failed.
    ServerError,
    /// It passes by itself.
    TemporarilyUnavailable,
    /// The app asks too often.
    SlowDown,
}

/// No, and why: for whoever builds the app. Never anything about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The word.
    pub code: ErrorCode,
    /// A sentence in English, in the letters that RFC 6749 allows (no quotes).
    pub why: &'static str,
}

impl Refusal {
    /// No, for that reason.
    pub const fn new(code: ErrorCode, why: &'static str) -> Self {
        Self { code, why }
    }
}

impl ErrorCode {
    /// As it is sent.
    pub fn word(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InteractionRequired => "interaction_required",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::SlowDown => "slow_down",
        }
    }

    /// The status of an answer in JSON (RFC 6749, 5.2).
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            Self::SlowDown => 429,
            _ => 400,
        }
    }
}
