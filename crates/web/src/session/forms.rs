//! What comes with a request: fields of a form, whose token was checked, and of an address line.

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use bluebutton_crypto::hash::{keyed_hash, sha256};

use super::{Anyone, HalfSignedIn, SignedIn, Staff, Visitor};
use crate::cookies::hex;
use crate::fields::Fields;
use crate::problem::Problem;

/// The field that carries a form's token.
const TOKEN_FIELD: &str = "form-token";

/// A form sent by somebody of whom `C` says who: its token was checked.
pub struct SafeForm<C>(pub C, pub Fields);

/// What an address line brought behind `?`.
pub struct Asked(pub Fields);

/// Who can send a form: knows the token that the form must carry.
pub trait Sender: Send {
    /// The secret from which the token is made.
    fn form_key(&self) -> [u8; 32];
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(pairs) =
            Query::from_request_parts(parts, state).await.map_err(|_| Problem::unclear())?;
        Ok(Self(Fields::new(pairs)))
    }
}

impl Sender for SignedIn {
    fn form_key(&self) -> [u8; 32] {
        self.session.form_key
    }
}

impl Sender for HalfSignedIn {
    fn form_key(&self) -> [u8; 32] {
        self.0.session.form_key
    }
}

impl Sender for Staff {
    fn form_key(&self) -> [u8; 32] {
        self.0.session.form_key
    }
}

impl Sender for Anyone {
    fn form_key(&self) -> [u8; 32] {
        match self {
            Self::Known(signed_in) => signed_in.form_key(),
            Self::Unknown(visitor) => visitor.form_key(),
        }
    }
}

impl Sender for Visitor {
    fn form_key(&self) -> [u8; 32] {
        sha256(self.key.as_bytes())
    }
}

impl<S, C> FromRequest<S> for SafeForm<C>
where
    C: Sender + FromRequestParts<S, Rejection = Problem>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let sender = C::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let axum::Form(pairs) = axum::Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|_| Problem::unclear())?;
        let fields = Fields::new(pairs);
        if token_is_right(&sender.form_key(), &fields) {
            Ok(Self(sender, fields))
        } else {
            Err(Problem::form_expired())
        }
    }
}

/// Whether a form carries the token of its sender. Compared as keyed hashes, so that the time it takes
/// tells nothing.
pub(crate) fn token_is_right(key: &[u8; 32], fields: &Fields) -> bool {
    let given = keyed_hash(key, &[fields.get(TOKEN_FIELD).as_bytes()]);
    given == keyed_hash(key, &[token_of(key).as_bytes()])
}

pub(super) fn token_of(key: &[u8; 32]) -> String {
    hex(&keyed_hash(key, &[b"form"]))
}
