//! Pages go compressed where that tells nobody anything.
//!
//! Whoever can make a browser ask for a page with words of theirs in it, and see how long the answer
//! is, can guess what else is in it (BREACH). Only a page of ours can do the first here: another
//! site's request, and one whose browser does not say where it comes from, is answered as it is.

use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_DISPOSITION};
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::predicate::DefaultPredicate;
use tower_http::compression::{CompressionLayer, CompressionLevel, Predicate};

use crate::own_page::is_from_here;

/// Compresses pages and the files they refer to.
pub(crate) fn layer() -> CompressionLayer<impl Predicate> {
    // A file that is downloaded may have hundreds of megabytes: its work would slow down everybody.
    let is_no_file = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        !headers.contains_key(CONTENT_DISPOSITION)
    };
    let predicate = DefaultPredicate::new().and(is_no_file);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(predicate)
}

/// Takes the offer to compress out of requests that another site may have started.
pub(crate) async fn only_for_our_own_pages(mut request: Request, next: Next) -> Response {
    let says_where_from = request.headers().contains_key("sec-fetch-site");
    let is_public = request.uri().path().starts_with("/assets/");
    let may_be_measured = !says_where_from || !is_from_here(request.headers());
    if may_be_measured && !is_public {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}
