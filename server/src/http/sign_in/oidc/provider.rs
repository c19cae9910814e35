//! The provider itself: found out about when somebody first wants to sign in, and again when it signs with other keys.

use std::sync::Arc;
use std::time::{Duration, Instant};

use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::url::Url;
use oauth2::{
    AccessToken, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
};
use tokio::sync::Mutex;
use tracing::warn;

use super::checked::{Expected, Subject};
use super::client::Http;
use super::failed::{Failed, quoted, silent};
use super::keys::Keys;
use super::metadata::{self, Issuer, Metadata};
use super::said::{Said, needed};
use super::tokens::Tokens;
use super::vouched::Vouched;
use crate::clock;
use crate::config;

/// The provider is asked about itself again after this long.
const KNOWN_FOR: Duration = Duration::from_secs(3600);

type Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The address that a browser takes to the provider, and the facts that are kept to check the answer.
pub(super) struct WayThere {
    pub(super) url: Url,
    pub(super) kept: Kept,
}

/// The facts that check the answer to one sign-in.
pub(super) struct Kept {
    pub(super) state: CsrfToken,
    pub(super) issuer: Issuer,
    nonce: String,
    verifier: PkceCodeVerifier,
}

struct Known {
    client: Client,
    metadata: Metadata,
    keys: Keys,
    since: Instant,
}

/// The provider that is configured.
pub(in crate::http) struct Oidc {
    /// The provider's name on the button.
    pub(in crate::http) name: String,
    pub(super) config: config::Oidc,
    issuer: String,
    client_id: String,
    back: RedirectUrl,
    http: Http,
    known: Mutex<Option<Arc<Known>>>,
}

impl Oidc {
    /// Nothing when none is configured. `origin` is where browsers reach this server.
    pub(in crate::http) fn of(config: &config::Oidc, origin: &str) -> Option<Self> {
        let issuer = config.issuer.clone()?;
        let host = issuer.parse::<Url>().ok()?.host_str().unwrap_or_default().to_owned();
        Some(Self {
            name: config.name.clone().unwrap_or(host),
            client_id: config.client_id.clone()?,
            back: RedirectUrl::new(format!("{}/oidc/callback", origin.trim_end_matches('/'))).ok()?,
            http: Http::new()?,
            config: config.clone(),
            issuer,
            known: Mutex::default(),
        })
    }

    /// Where a browser goes to sign in, and what it must bring back.
    ///
    /// # Errors
    /// [`Failed`].
    pub(super) async fn way_there(&self) -> Result<WayThere, Failed> {
        let known = self.discover(false).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random().into_secret();
        let groups = known.metadata.knows_groups.then_some("groups");
        let scopes = ["openid", "email", "profile"].into_iter().chain(groups);
        let asked = known.client.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge);
        let asked = asked.add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())));
        let (url, state) = asked.add_extra_param("nonce", nonce.clone()).url();
        Ok(WayThere { url, kept: Kept { state, issuer: known.metadata.issuer.clone(), nonce, verifier } })
    }

    /// The person the provider vouches for with a code.
    ///
    /// # Errors
    /// [`Failed`].
    pub(super) async fn redeem(&self, code: String, kept: Kept) -> Result<Vouched, Failed> {
        let mut known = self.discover(false).await?;
        let request = known.client.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(kept.verifier);
        let tokens = request.request_async(&self.http).await.map_err(not_exchanged)?;
        let checked = match self.check(&known, &tokens, &kept.nonce) {
            // It may sign with a key that is newer than what we know.
            Err(Failed::Untrue(_)) => {
                known = self.discover(true).await?;
                self.check(&known, &tokens, &kept.nonce)
            }
            checked => checked,
        };
        let (subject, said) = checked?;
        let vouched = Vouched::new(subject).with(&said, &self.config);
        self.more_about(&known, tokens.access(), vouched).await
    }

    fn check(&self, known: &Known, tokens: &Tokens, nonce: &str) -> Result<(Subject, Said), Failed> {
        let token = tokens.id().ok_or_else(|| Failed::Unfit("the provider sends no `id_token`".to_owned()))?;
        let signed = known.keys.open(token, &self.client_id)?;
        let expected = Expected {
            issuer: &known.metadata.issuer,
            client_id: &self.client_id,
            nonce,
            access_token: tokens.access().secret(),
            now_s: clock::now_ms() as f64 / 1000.0,
        };
        Ok((expected.check(&signed)?, signed.said))
    }

    /// Many providers put what they know of somebody where it must be asked for once more. It is asked for only if
    /// something is missing, and that it cannot be had keeps nobody out whose place here does not depend on it.
    async fn more_about(&self, known: &Known, token: &AccessToken, vouched: Vouched) -> Result<Vouched, Failed> {
        let Some(url) = known.metadata.userinfo.as_ref().filter(|_| vouched.lacks_anything(&self.config)) else {
            return Ok(vouched);
        };
        let place = "what the provider says of somebody";
        let said = self.http.object(url, Some(token), place).await.and_then(|said| {
            let of = needed(&said, "sub").map_err(Failed::unfit(place))?;
            let same = of == vouched.subject.id;
            same.then_some(said).ok_or_else(|| Failed::Untrue(format!("in {place}, `sub` is somebody else")))
        });
        match said {
            Ok(said) => Ok(vouched.with(&said, &self.config)),
            Err(Failed::Untrue(why)) => Err(Failed::Untrue(why)),
            Err(failed) if vouched.lacks_their_place(&self.config) => Err(failed),
            Err(failed) => {
                warn!(%failed, "the identity provider was asked for more about somebody, in vain");
                Ok(vouched)
            }
        }
    }

    async fn discover(&self, again: bool) -> Result<Arc<Known>, Failed> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| !again && known.since.elapsed() < KNOWN_FOR) {
            return Ok(Arc::clone(known));
        }
        let address = metadata::address(&self.issuer);
        let address = address.ok_or_else(|| Failed::Unfit("`--oidc-issuer` is no address".to_owned()))?;
        let said = self.http.object(&address, None, "the provider's configuration").await?;
        let metadata = Metadata::read(&said, &self.issuer)?;
        let said = self.http.object(&metadata.keys, None, "the list of the provider's keys").await?;
        let keys = Keys::read(&said, self.config.client_secret.clone())?;
        let client = self.client(&metadata);
        Ok(Arc::clone(known.insert(Arc::new(Known { client, metadata, keys, since: Instant::now() }))))
    }

    fn client(&self, metadata: &Metadata) -> Client {
        let way = if metadata.secret_in_form { AuthType::RequestBody } else { AuthType::BasicAuth };
        let client = oauth2::Client::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(metadata.authorization.clone()))
            .set_token_uri(TokenUrl::from_url(metadata.token.clone()))
            .set_redirect_uri(self.back.clone())
            .set_auth_type(way);
        match &self.config.client_secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.reveal().to_owned())),
            None => client,
        }
    }
}

/// Why a code was worth no token.
fn not_exchanged(error: RequestTokenError<Failed, BasicErrorResponse>) -> Failed {
    match error {
        RequestTokenError::Request(failed) => failed,
        RequestTokenError::ServerResponse(said) => {
            warn!(%said, "the identity provider takes no code");
            let code = quoted(said.error().as_ref());
            match said.error() {
                BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
                    Failed::Unfit(format!("the provider does not take this server's client id and secret ({code})"))
                }
                _ => Failed::Untrue(format!("the provider does not take the code it gave ({code})")),
            }
        }
        RequestTokenError::Parse(error, _) => {
            let path = error.path().to_string();
            Failed::Unfit(format!("the provider's answer to a code cannot be read, at `{}`", quoted(&path)))
        }
        error => silent(&error),
    }
}
