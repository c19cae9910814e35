//! Secrets that are handed out once and kept hashed: sessions, invites, API keys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::log::LogError;

/// 256 bits nobody can guess. It is never logged: it has no `Debug` and no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Draws one.
    ///
    /// # Errors
    /// [`LogError::Write`] when the operating system has no randomness to give.
    pub fn draw() -> Result<Self, LogError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| LogError::Write(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// Reads what [`Secret::reveal`] wrote; `None` if it did not write this.
    pub fn read(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As whoever it is for is given it: 43 letters, digits, `-` or `_`.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The hash that is kept of it. 256 random bits need no slow hash: there is nothing to guess.
    pub fn hash(&self) -> Vec<u8> {
        Self::hash_of(&self.0)
    }

    pub(super) fn hash_of(bytes: &[u8]) -> Vec<u8> {
        Sha256::digest(bytes).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_nothing_else_does() {
        let Ok(secret) = Secret::draw() else { panic!("no randomness") };
        let text = secret.reveal();
        assert_eq!(text.len(), 43);
        assert!(Secret::read(&text).is_some_and(|read| read == secret));
        for wrong in ["", "x", &text[1..], &format!("{text}A"), &text.replace(|c: char| c.is_ascii(), "!")] {
            assert!(Secret::read(wrong).is_none(), "{wrong}");
        }
    }
}
