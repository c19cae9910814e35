//! The provider itself: found out about when somebody first wants to sign in, and again when it signs with other keys.

use std::sync::Arc;
use std::time::Instant;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::url::Url;
use openidconnect::{
    AccessTokenHash, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
    SubjectIdentifier, TokenResponse, UserInfoClaims,
};
use thiserror::Error;
use tokio::sync::Mutex;

use super::client::Http;
use super::vouching::{Groups, Vouched};
use crate::config;

/// What is known of the provider is asked for again after this long.
const KNOWN_FOR: std::time::Duration = std::time::Duration::from_secs(3600);

type Fields = IdTokenFields<
    Groups,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Known = Client<
    Groups,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why the provider's word could not be had.
#[derive(Debug, Error)]
pub(super) enum Unreachable {
    /// It does not answer, or not what a provider would.
    #[error("{0}")]
    Silent(String),
    /// It answers, and what it says does not hold.
    #[error("{0}")]
    Untrue(String),
}

/// What a browser takes to the provider, and what is kept to check what comes back.
pub(super) type WayThere = (Url, CsrfToken, Nonce, PkceCodeVerifier);

struct Discovered {
    client: Known,
    knows_groups: bool,
    since: Instant,
}

/// The provider that is configured.
pub(in crate::http) struct Oidc {
    /// What it is called on the button.
    pub(in crate::http) name: String,
    pub(super) config: config::Oidc,
    issuer: IssuerUrl,
    client_id: ClientId,
    back: RedirectUrl,
    http: Http,
    known: Mutex<Option<Arc<Discovered>>>,
}

impl Oidc {
    /// Nothing when none is configured. `origin` is where browsers reach this server.
    pub(in crate::http) fn of(config: &config::Oidc, origin: &str) -> Option<Self> {
        let issuer = IssuerUrl::new(config.issuer.clone()?).ok()?;
        let host = issuer.url().host_str().unwrap_or_default().to_owned();
        Some(Self {
            name: config.name.clone().unwrap_or(host),
            client_id: ClientId::new(config.client_id.clone()?),
            back: RedirectUrl::new(format!("{}/oidc/callback", origin.trim_end_matches('/'))).ok()?,
            http: Http::new()?,
            config: config.clone(),
            issuer,
            known: Mutex::default(),
        })
    }

    /// Whether somebody who says so is this provider.
    pub(super) fn is(&self, issuer: &str) -> bool {
        self.issuer.as_str() == issuer
    }

    /// The provider's name for itself.
    pub(super) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Where a browser goes to sign in, and what it must bring back.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub(super) async fn way_there(&self) -> Result<WayThere, Unreachable> {
        let known = self.discover(false).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let scopes = ["email", "profile"].into_iter().chain(known.knows_groups.then_some("groups"));
        let asked = known.client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        let asked = asked.set_pkce_challenge(challenge).add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())));
        let (url, state, nonce) = asked.url();
        Ok((url, state, nonce, verifier))
    }

    /// Whom the provider vouches for with a code.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub(super) async fn redeem(
        &self,
        code: String,
        verifier: PkceCodeVerifier,
        nonce: &Nonce,
    ) -> Result<Vouched, Unreachable> {
        let known = self.discover(false).await?;
        let request = known.client.exchange_code(AuthorizationCode::new(code)).map_err(|error| silent(&error))?;
        let tokens = request.set_pkce_verifier(verifier).request_async(&self.http).await;
        let tokens = tokens.map_err(|error| match error {
            openidconnect::RequestTokenError::ServerResponse(said) => Unreachable::Untrue(said.to_string()),
            error => silent(&error),
        })?;
        let vouched = match check(&known.client, &tokens, nonce) {
            // It may sign with a key that is newer than what we know.
            Err(_) => check(&self.discover(true).await?.client, &tokens, nonce)?,
            Ok(vouched) => vouched,
        };
        self.more_about(&known.client, &tokens, vouched).await
    }

    /// Many providers put what they know of somebody where it must be asked for once more.
    async fn more_about(&self, client: &Known, tokens: &Tokens, mut vouched: Vouched) -> Result<Vouched, Unreachable> {
        let subject = SubjectIdentifier::new(vouched.subject.clone());
        let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject)) else { return Ok(vouched) };
        let said: Result<UserInfoClaims<Groups, CoreGenderClaim>, _> = request.request_async(&self.http).await;
        let said = said.map_err(|error| match error {
            openidconnect::UserInfoError::ClaimsVerification(error) => Unreachable::Untrue(error.to_string()),
            error => silent(&error),
        })?;
        vouched.also(said.standard_claims(), said.additional_claims());
        Ok(vouched)
    }

    async fn discover(&self, again: bool) -> Result<Arc<Discovered>, Unreachable> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| !again && known.since.elapsed() < KNOWN_FOR) {
            return Ok(Arc::clone(known));
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| silent(&error))?;
        let knows_groups =
            found.scopes_supported().is_some_and(|scopes| scopes.iter().any(|scope| scope.as_str() == "groups"));
        let secret = self.config.client_secret.as_ref().map(|secret| ClientSecret::new(secret.reveal().to_owned()));
        let client = Known::from_provider_metadata(found, self.client_id.clone(), secret);
        let client = client.set_redirect_uri(self.back.clone());
        Ok(Arc::clone(known.insert(Arc::new(Discovered { client, knows_groups, since: Instant::now() }))))
    }
}

/// Errors of clients often hide their cause a level or two below.
pub(super) fn silent(error: &dyn std::error::Error) -> Unreachable {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    Unreachable::Silent(text)
}

/// Whom an id token speaks of: signature, issuer, audience, times and nonce are right, and it belongs to the access token.
fn check(client: &Known, tokens: &Tokens, nonce: &Nonce) -> Result<Vouched, Unreachable> {
    let untrue = |error: &dyn std::error::Error| Unreachable::Untrue(error.to_string());
    let token = tokens.id_token().ok_or_else(|| Unreachable::Untrue("there is no id token".to_owned()))?;
    let verifier = client.id_token_verifier();
    let claims = token.claims(&verifier, nonce).map_err(|error| untrue(&error))?;
    if let Some(expected) = claims.access_token_hash() {
        let key = token.signing_key(&verifier).map_err(|error| untrue(&error))?;
        let algorithm = token.signing_alg().map_err(|error| untrue(&error))?;
        let hash =
            AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(|error| untrue(&error))?;
        if hash != *expected {
            return Err(Unreachable::Untrue("the id token belongs to another access token".to_owned()));
        }
    }
    Ok(Vouched::of(claims))
}
