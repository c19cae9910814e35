//! Errors as people and programs read them: RFC 9457 problem details. Faults inside the server are logged, never sent.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tracing::error;

use crate::log::LogError;
use crate::rooms::RoomError;

/// The sentence about bytes on the disk that are not those that were written.
const DAMAGED: &str = "what the server keeps of this is damaged on its disk; whoever runs it can restore a backup";
/// When something that was asked for too often may be asked for again, in seconds.
const RETRY_AFTER_S: &str = "60";

/// An answer that is an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// A sentence for a person.
    pub detail: String,
}

impl Problem {
    /// A problem with a sentence for a person.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into() }
    }

    /// There is nothing here.
    pub(crate) fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// The request makes no sense.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// Nobody is signed in, and somebody must be.
    pub(crate) fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign in first")
    }

    /// No id can be drawn.
    pub(crate) fn no_randomness() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server has no randomness just now")
    }

    /// Something was asked for too often.
    pub(crate) fn too_many(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, detail)
    }

    /// The same method works elsewhere, or another one here.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this address takes other methods")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let body =
            json!({ "type": "about:blank", "title": title, "status": self.status.as_u16(), "detail": self.detail });
        let mut response = (self.status, Json(body)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
        }
        response
    }
}

impl From<LogError> for Problem {
    fn from(failed: LogError) -> Self {
        let (status, sentence) = match failed {
            LogError::Refused(sentence) => return Self::new(StatusCode::CONFLICT, sentence),
            LogError::Quarantined(_) => {
                return Self::new(StatusCode::SERVICE_UNAVAILABLE, "this document cannot be opened just now");
            }
            LogError::NewerKind(_) => return Self::new(StatusCode::SERVICE_UNAVAILABLE, failed.to_string()),
            LogError::Stopped => {
                return Self::new(StatusCode::SERVICE_UNAVAILABLE, "nobody waited for this any more; ask again");
            }
            LogError::Damaged(_) => (StatusCode::INTERNAL_SERVER_ERROR, DAMAGED),
            LogError::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the server failed at this; nothing was changed"),
            LogError::Write(_)
            | LogError::Read(_)
            | LogError::Lost(_)
            | LogError::Unfit(_)
            | LogError::TooNew(..)
            | LogError::Closed => {
                (StatusCode::SERVICE_UNAVAILABLE, "the server cannot read or write its data just now")
            }
        };
        error!(error = %failed, "a request failed");
        Self::new(status, sentence)
    }
}

impl From<RoomError> for Problem {
    fn from(refused: RoomError) -> Self {
        match refused {
            RoomError::Full => Self::new(StatusCode::INSUFFICIENT_STORAGE, refused.to_string()),
            RoomError::NoDocument => Self::not_found("there is no such document"),
            RoomError::Edit(error) => Self::bad_request(error.to_string()),
            RoomError::Log(failed) => failed.into(),
            RoomError::Closing | RoomError::Unsteady => Self::new(StatusCode::SERVICE_UNAVAILABLE, refused.to_string()),
        }
    }
}
