//! How the provider is asked: without following it elsewhere, not for ever, and not for more than it can have to say.

use std::pin::Pin;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use super::PATIENCE;
use super::provider::{Unreachable, silent};

/// Longest answer of the provider, in bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// What asks.
pub(super) struct Http(reqwest::Client);

impl Http {
    /// Nothing when this machine cannot speak TLS.
    pub(super) fn new() -> Option<Self> {
        // Another part of the program may have chosen already; both have chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Whoever sends us elsewhere is not the provider.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        client.build().ok().map(Self)
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let request = request.try_into().map_err(|error: reqwest::Error| silent(&error))?;
        let mut answer = self.0.execute(request).await.map_err(|error| silent(&error))?;
        let mut response = openidconnect::http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| silent(&error))? {
            if body.len() + piece.len() > ANSWER_BYTES_MAX {
                return Err(Unreachable::Silent("the provider's answer does not end".to_owned()));
            }
            body.extend_from_slice(&piece);
        }
        response.body(body).map_err(|error| silent(&error))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreachable>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
