//! The claims that an id token must bear beside a signature, an audience and a time that hold: its maker, its party,
//! its time, the sign-in it answers, and the access token it came with.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::failed::Failed;
use super::keys::Signed;
use super::metadata::Issuer;
use super::said::{Odd, Said, moment, needed, text, texts};

/// How far ahead of ours the provider's clock may be, in seconds.
const SKEW_S: f64 = 60.0;
/// Longest id of somebody at a provider, in bytes; the standard's own bound.
const SUBJECT_BYTES_MAX: usize = 255;

/// The facts that an id token is held against.
pub(super) struct Expected<'a> {
    /// The provider.
    pub(super) issuer: &'a Issuer,
    /// The id under which the provider knows Muster.
    pub(super) client_id: &'a str,
    /// The number that was sent along for this sign-in.
    pub(super) nonce: &'a str,
    /// The access token that came with it.
    pub(super) access_token: &'a str,
    /// Now, in seconds since 1970.
    pub(super) now_s: f64,
}

/// The person a provider vouches for: its name for itself, and the person's id there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) issuer: String,
    pub(super) id: String,
}

impl Expected<'_> {
    /// The person the token speaks of, if all of it holds.
    ///
    /// # Errors
    /// [`Failed::Untrue`], which names the claim.
    pub(super) fn check(&self, signed: &Signed) -> Result<Subject, Failed> {
        let said = &signed.said;
        let issuer = self.issuer(signed)?;
        self.party(said)?;
        self.times(said)?;
        must(needed(said, "nonce").map_err(odd)? == self.nonce, "`nonce` belongs to another sign-in")?;
        if let Some(hash) = text(said, "at_hash").map_err(odd)? {
            let expected = half_hash(signed.algorithm, self.access_token);
            must(hash == expected, "`at_hash` says that it belongs to another access token")?;
        }
        let id = needed(said, "sub").map_err(odd)?.to_owned();
        must(id.len() <= SUBJECT_BYTES_MAX, "`sub` is longer than 255 bytes")?;
        Ok(Subject { issuer, id })
    }

    /// The provider that made the token. Google's older tokens leave the scheme out.
    fn issuer(&self, signed: &Signed) -> Result<String, Failed> {
        let expected = self.issuer.of_token(&signed.said).map_err(odd)?;
        let iss = needed(&signed.said, "iss").map_err(odd)?;
        must(iss == expected || expected.strip_prefix("https://") == Some(iss), "`iss` is not the provider's name")?;
        if let Some(of_key) = &signed.issuer {
            let tenant = text(&signed.said, "tid").map_err(odd)?.unwrap_or_default();
            must(of_key.replace("{tenantid}", tenant) == expected, "its key is for tokens of another `iss`")?;
        }
        Ok(expected)
    }

    /// The party the token is for: one for several must say that it was made for us.
    fn party(&self, said: &Said) -> Result<(), Failed> {
        let audiences = texts(said, "aud").map_err(odd)?.unwrap_or_default();
        must(audiences.iter().any(|audience| audience == self.client_id), "`aud` is not the client id of this server")?;
        match text(said, "azp").map_err(odd)? {
            Some(party) => must(party == self.client_id, "`azp` is not the client id of this server"),
            None => must(audiences.len() == 1, "`aud` names several, and `azp` none of them"),
        }
    }

    fn times(&self, said: &Said) -> Result<(), Failed> {
        let made = moment(said, "iat").map_err(odd)?;
        let made = made.ok_or_else(|| odd(Odd::new("iat", "a number of seconds since 1970", said.get("iat"))))?;
        let from = moment(said, "nbf").map_err(odd)?.unwrap_or(made);
        let sentence = "`iat` or `nbf` is ahead: the clocks of the provider and of this server may differ";
        must(made.max(from) <= self.now_s + SKEW_S, sentence)
    }
}

fn odd(odd: Odd) -> Failed {
    Failed::Untrue(format!("in the id token, {odd}"))
}

fn must(holds: bool, why: &str) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(Failed::Untrue(format!("in the id token, {why}"))) }
}

/// The left half of a hash, as the standard ties an access token to an id token.
fn half_hash(algorithm: Algorithm, token: &str) -> String {
    let hash = match algorithm {
        Algorithm::HS384 | Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Sha384::digest(token).to_vec(),
        Algorithm::HS512 | Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => Sha512::digest(token).to_vec(),
        _ => Sha256::digest(token).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

#[cfg(test)]
#[path = "checked_tests.rs"]
mod tests;
