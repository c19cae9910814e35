//! The keys a provider signs with, and the claims of a token that one of them signed.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::Value;

use super::failed::Failed;
use super::said::{Odd, Said, claim};
use crate::config::Hidden;

/// A key the provider publishes.
struct Published {
    key: Jwk,
    /// The issuer whose tokens alone the key signs; only a provider of many says so.
    issuer: Option<String>,
}

/// The keys a provider signs with.
pub(super) struct Keys {
    published: Vec<Published>,
    /// Some providers sign with the client's own secret.
    secret: Option<Hidden>,
}

/// A token that a key of the provider's signed.
#[derive(Debug)]
pub(super) struct Signed {
    /// The token's claims.
    pub(super) said: Said,
    /// The algorithm it was signed with.
    pub(super) algorithm: Algorithm,
    /// The issuer whose tokens alone the key signs.
    pub(super) issuer: Option<String>,
}

impl Keys {
    /// Reads the keys a provider publishes. Those of a kind we do not know are passed over.
    ///
    /// # Errors
    /// [`Failed::Unfit`] when it is no list of keys.
    pub(super) fn read(said: &Said, secret: Option<Hidden>) -> Result<Self, Failed> {
        let list = claim(said, "keys").and_then(Value::as_array);
        let wrong = || Odd::new("keys", "a list of keys", said.get("keys"));
        let list = list.ok_or_else(wrong).map_err(Failed::unfit("the provider's keys"))?;
        let published = list.iter().filter_map(|listed| {
            let issuer = listed.get("issuer").and_then(Value::as_str).map(ToOwned::to_owned);
            Some(Published { key: serde_json::from_value(listed.clone()).ok()?, issuer })
        });
        Ok(Self { published: published.collect(), secret })
    }

    /// The claims of a token that one of these keys signed, and that is for `audience` and not past.
    ///
    /// # Errors
    /// [`Failed::Untrue`].
    pub(super) fn open(&self, token: &str, audience: &str) -> Result<Signed, Failed> {
        let header = header(token)?;
        let mut why = untrue("the id token is signed with a key that the provider does not publish");
        for (key, issuer) in self.fitting(&header) {
            match decode::<Said>(token, &key, &asked(header.alg, audience)) {
                Ok(read) => return Ok(Signed { said: read.claims, algorithm: header.alg, issuer }),
                Err(error) => why = refused(error.kind()),
            }
        }
        Err(why)
    }

    /// The keys that may have signed a token: by their kind, and by their name if both have one.
    fn fitting(&self, header: &Header) -> Vec<(DecodingKey, Option<String>)> {
        if header.alg.family() == AlgorithmFamily::Hmac {
            let secret = self.secret.iter().map(|secret| DecodingKey::from_secret(secret.reveal().as_bytes()));
            return secret.map(|key| (key, None)).collect();
        }
        let named = |key: &Jwk| key.common.key_id.is_none() || header.kid.is_none() || key.common.key_id == header.kid;
        let signs = |key: &Jwk| key.common.public_key_use != Some(PublicKeyUse::Encryption);
        let fitting = self.published.iter().filter(|published| named(&published.key) && signs(&published.key));
        let read =
            fitting.filter_map(|published| Some((DecodingKey::from_jwk(&published.key).ok()?, &published.issuer)));
        let read = read.filter(|(key, _)| key.family() == header.alg.family());
        read.map(|(key, issuer)| (key, issuer.clone())).collect()
    }
}

fn header(token: &str) -> Result<Header, Failed> {
    if token.split('.').count() == 5 {
        return Err(untrue("the id token is encrypted; it should be signed only"));
    }
    decode_header(token)
        .map_err(|_| untrue("the id token's header cannot be read, or says `alg` of a kind that is not taken"))
}

fn asked(algorithm: Algorithm, audience: &str) -> Validation {
    let mut asked = Validation::new(algorithm);
    asked.leeway = 0;
    asked.set_audience(&[audience]);
    asked.set_required_spec_claims(&["exp", "aud"]);
    asked
}

fn refused(kind: &ErrorKind) -> Failed {
    untrue(&match kind {
        ErrorKind::InvalidSignature => "the id token's signature does not fit".to_owned(),
        ErrorKind::ExpiredSignature => {
            "`exp` of the id token is past: the clocks of the provider and of this server may differ".to_owned()
        }
        ErrorKind::InvalidAudience => "`aud` of the id token is not the client id of this server".to_owned(),
        ErrorKind::MissingRequiredClaim(claim) | ErrorKind::InvalidClaimFormat(claim) => {
            format!("`{claim}` of the id token is missing, or is not of its form")
        }
        _ => "the id token cannot be read".to_owned(),
    })
}

fn untrue(why: &str) -> Failed {
    Failed::Untrue(why.to_owned())
}
