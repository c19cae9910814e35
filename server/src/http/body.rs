//! Request bodies, mostly as JSON, with a sentence where they are not what is expected.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use serde::Deserialize;

use super::problem::Problem;

/// A body, or why it did not come.
pub(super) type Read = Result<Bytes, BytesRejection>;

/// The body as JSON.
///
/// # Errors
/// 400 or 413, with a sentence.
pub(super) fn json<T: for<'de> Deserialize<'de>>(body: Read) -> Result<T, Problem> {
    serde_json::from_slice(&bytes(body)?)
        .map_err(|error| Problem::bad_request(format!("this is not what is expected: {error}")))
}

/// The body as it came.
///
/// # Errors
/// 413, or 400 where it broke off, with a sentence.
pub(super) fn bytes(body: Read) -> Result<Bytes, Problem> {
    body.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "a request holds at most 1 MiB"),
        status => Problem::new(status, "the request could not be read"),
    })
}
