//! The rules of OAuth 2, OpenID Connect and SMART App Launch. Pure functions.
//!
//! So far what an authorization server decides first: whether a proof key fits, and what a scope means.

pub mod pkce;
pub mod scope;
