//! Lists that a page asks for at each visit: an answer that the browser has already is not sent again.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::Problem;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Has the browser of somebody who leaves forget the lists that it keeps: whoever uses it next does not find them on its disk.
pub(super) fn forget_lists(answer: &mut HeaderMap) {
    answer.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
}

/// The answer as JSON under the checksum of its words, or that it is the one which was sent before. The browser asks each
/// time, and nobody else keeps it.
///
/// # Errors
/// [`Problem`] when it cannot be written down.
pub(super) fn tagged(request: &HeaderMap, answer: &impl Serialize) -> Result<Response, Problem> {
    let unwritten = |_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written");
    let body = serde_json::to_vec(answer).map_err(unwritten)?;
    let sum = Sha256::digest(&body);
    let tag = format!("\"{}\"", sum.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>());
    let head = [
        (ETAG, tag.clone()),
        (CACHE_CONTROL, "private, no-cache".to_owned()),
        (VARY, "cookie, authorization".to_owned()),
    ];
    let known = request.get_all(IF_NONE_MATCH).iter().filter_map(|known| known.to_str().ok());
    if known.flat_map(|known| known.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, [(CONTENT_TYPE, "application/json")], body).into_response())
}
