//! The tokens that a provider gives for a code, as far as they are used: the rest may be there in any form.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Serialize};

/// The tokens that a provider gives for a code.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tokens {
    access_token: AccessToken,
    id_token: Option<Secretive>,
}

/// A text that is never shown.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Secretive(String);

impl std::fmt::Debug for Secretive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

impl Tokens {
    /// With which more may be asked about the person.
    pub(super) fn access(&self) -> &AccessToken {
        &self.access_token
    }

    /// The provider's word for the person.
    pub(super) fn id(&self) -> Option<&str> {
        self.id_token.as_ref().map(|token| token.0.as_str())
    }
}

impl TokenResponse for Tokens {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_tokens_are_read() {
        for (answer, id) in [
            (r#"{"access_token":"a","id_token":"i","token_type":"bearer","expires_in":"3599"}"#, Some(Some("i"))),
            (
                r#"{"access_token":"a","id_token":"i","expires_in":null,"scope":["openid"],"refresh_token":7}"#,
                Some(Some("i")),
            ),
            (r#"{"access_token":"a","token_type":{"odd":true},"id_token":null}"#, Some(None)),
            (r#"{"id_token":"i"}"#, None),
            (r#"{"access_token":7,"id_token":"i"}"#, None),
        ] {
            let read = serde_json::from_str::<Tokens>(answer).ok();
            assert_eq!(read.as_ref().map(Tokens::id), id, "{answer}");
        }
    }

    #[test]
    fn tokens_do_not_show() {
        let read: Option<Tokens> = serde_json::from_str(r#"{"access_token":"horse","id_token":"horse"}"#).ok();
        assert!(read.is_some_and(|tokens| !format!("{tokens:?}").contains("horse")));
    }
}
