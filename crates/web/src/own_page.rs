//! Requests that only a page of ours may start: a file that is downloaded, an end of something.
//!
//! A link on another site brings the visitor's cookie along (`SameSite=Lax` allows it), so a click
//! there could put a record onto a shared computer. Browsers say where a request comes from.
//!
//! Standard: Fetch Metadata (`Sec-Fetch-Site`), W3C.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Whether a page of ours, or the visitor by hand, asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsFromHere(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for IsFromHere {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(is_from_here(&parts.headers)))
    }
}

/// A browser of before 2023 does not say; it is not shut out. Neither is a program, which has no
/// cookie that somebody else could use.
pub(crate) fn is_from_here(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .is_none_or(|site| [&b"same-origin"[..], b"none"].contains(&site.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_site_is_told_from_a_page_of_ours_and_from_the_visitors_own_hand() {
        let from = |site: &str| {
            let headers = HeaderMap::from_iter([(
                axum::http::HeaderName::from_static("sec-fetch-site"),
                site.parse().unwrap(),
            )]);
            is_from_here(&headers)
        };
        assert!(from("same-origin") && from("none") && is_from_here(&HeaderMap::new()));
        assert!(!from("cross-site") && !from("same-site") && !from("anything"));
    }
}
