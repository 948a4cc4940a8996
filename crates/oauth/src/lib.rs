//! The rules of OAuth 2, OpenID Connect and SMART App Launch. Pure functions.
//!
//! So far what an authorization server decides first (whether a proof key fits, what a scope means),
//! and all that is decided where people sign in with an account elsewhere ([`connect`]).

pub mod connect;
pub mod pkce;
pub mod scope;
