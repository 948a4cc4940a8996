//! The rules of OAuth 2, OpenID Connect and SMART App Launch. Pure functions.
//!
//! What an authorization server decides ([`registration`], [`authorize`], [`assertion`], [`exchange`],
//! [`granted`]) and tells of people ([`identity`]), and all that is decided where people sign in with an account elsewhere ([`connect`]).

pub mod assertion;
pub mod authorize;
pub mod connect;
pub mod exchange;
pub mod granted;
pub mod identity;
pub mod pkce;
pub mod refusal;
pub mod registration;
pub mod scope;
