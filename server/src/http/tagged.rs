//! Answers under the checksum of their words: one that the browser has already is not sent again.

use axum::body::Body;
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
    let tag = tag_of([body.as_slice()]);
    Ok(under(request, &tag, Kept::ByTheirBrowser, ([(CONTENT_TYPE, "application/json")], body).into_response()))
}

/// Those who may keep an answer, asking each time whether it still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// The browser of whoever asked: another one may not read it.
    ByTheirBrowser,
    /// All who pass it on: anybody may read it.
    ByAnybody,
}

/// The tag of some bytes: their checksum. Two runs of parts have one tag only if they are the same part by part.
pub(super) fn tag_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut sum = Sha256::new();
    for part in parts {
        sum.update((part.len() as u64).to_be_bytes());
        sum.update(part);
    }
    let hex: String = sum.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// An answer under its tag, or that it is the one which was sent before.
pub(super) fn under(request: &HeaderMap, tag: &str, kept: Kept, mut answer: Response) -> Response {
    let known = request.get_all(IF_NONE_MATCH).iter().filter_map(|known| known.to_str().ok());
    if known.flat_map(|known| known.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        *answer.body_mut() = Body::empty();
        answer.headers_mut().remove(CONTENT_TYPE);
    }
    let headers = answer.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
    let for_whom = match kept {
        Kept::ByTheirBrowser => "private, no-cache",
        Kept::ByAnybody => "no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(for_whom));
    headers.append(VARY, HeaderValue::from_static("cookie, authorization"));
    answer
}
