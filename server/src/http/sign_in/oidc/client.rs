//! How the provider is asked: without following it elsewhere, not for ever, and not for more than it can have to say.

use std::pin::Pin;

use axum::http::{StatusCode, header};
use oauth2::url::Url;
use oauth2::{AccessToken, AsyncHttpClient, HttpRequest, HttpResponse};

use super::PATIENCE;
use super::failed::{Failed, silent};
use super::said::Said;

/// Longest answer of the provider, in bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// The client that asks the provider.
pub(super) struct Http(reqwest::Client);

impl Http {
    /// Nothing when this machine cannot speak TLS.
    pub(super) fn new() -> Option<Self> {
        // Another part of the program may have chosen already; both have chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // An answer that sends us elsewhere is not the provider's.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        client.build().ok().map(Self)
    }

    /// The object at an address of the provider's, asked for with an access token or without one. `place` is what the
    /// address is called where something is wrong with it.
    ///
    /// # Errors
    /// [`Failed::Silent`] or [`Failed::Unfit`].
    pub(super) async fn object(&self, url: &Url, token: Option<&AccessToken>, place: &str) -> Result<Said, Failed> {
        let mut request = self.0.get(url.as_str()).header(header::ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token.secret());
        }
        let request = request.build().map_err(|error| silent(&error))?;
        let answer = self.ask(request).await?;
        let status = answer.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Failed::Silent(format!("{url} answers {status}")));
        }
        if status != StatusCode::OK {
            return Err(Failed::Unfit(format!("{place} ({url}) answers {status}")));
        }
        let wrong = |_| Failed::Unfit(format!("{place} ({url}) does not answer with a JSON object"));
        serde_json::from_slice(answer.body()).map_err(wrong)
    }

    async fn ask(&self, request: reqwest::Request) -> Result<HttpResponse, Failed> {
        let mut answer = self.0.execute(request).await.map_err(|error| silent(&error))?;
        let mut response = axum::http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| silent(&error))? {
            if body.len() + piece.len() > ANSWER_BYTES_MAX {
                return Err(Failed::Silent("the provider's answer does not end".to_owned()));
            }
            body.extend_from_slice(&piece);
        }
        response.body(body).map_err(|error| silent(&error))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.ask(request.try_into().map_err(|error: reqwest::Error| silent(&error))?).await })
    }
}
