//! Passes of frames. A frame of ours has our own origin, or none in a sandbox, whoever's page shows it; so a token for
//! pages of some origins is worth nothing there by itself. A frame that such a page shows is given a pass: a mark of the
//! server's over just that token, written behind it after one more dot. It ends with the token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::People;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Tables};

/// The name of the secret's use here. Another number would be another kind of pass.
const PASS: &[u8] = b"muster frame pass 1\0";

impl People {
    /// The token with a pass behind it, for a frame that pages the token is for show. The secret it is made with is there
    /// since the server's first start.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn pass(&self, token: &str) -> Result<String, LogError> {
        let (token, _) = parted(token);
        self.read(move |db| {
            let pass = pass_for(db, &token)?;
            Ok(pass.map_or_else(|| token.clone(), |pass| format!("{token}.{pass}")))
        })
        .await
    }
}

/// The pass for a token, or for the key of a read link: a token has dots in it, so that no key is one.
pub(super) fn pass_for(db: &dyn Tables, token: &str) -> sql::Result<Option<String>> {
    Ok(mac(db, token)?.map(|mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())))
}

/// A token, and the pass behind it. A token has three parts.
pub(super) fn parted(token: &str) -> (String, Option<String>) {
    match token.match_indices('.').nth(2) {
        Some((dot, _)) => (token[..dot].to_owned(), Some(token[dot + 1..].to_owned())),
        None => (token.to_owned(), None),
    }
}

/// Whether a pass is this token's.
pub(super) fn holds(db: &dyn Tables, token: &str, pass: Option<&str>) -> sql::Result<bool> {
    let Some(pass) = pass.and_then(|pass| URL_SAFE_NO_PAD.decode(pass).ok()) else { return Ok(false) };
    Ok(mac(db, token)?.is_some_and(|mac| mac.verify_slice(&pass).is_ok()))
}

fn mac(db: &dyn Tables, token: &str) -> sql::Result<Option<Hmac<Sha256>>> {
    let secret: Option<[u8; 32]> = db.query_row("SELECT secret FROM marking", [], |row| row.get(0)).optional()?;
    Ok(secret.map(|secret| {
        // A key shorter than a block is filled up with zeros by definition.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&secret);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(PASS);
        mac.update(token.as_bytes());
        mac
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_stands_behind_the_third_part_of_a_token() {
        for (text, token, pass) in [
            ("a.b.c", "a.b.c", None),
            ("a.b.c.d", "a.b.c", Some("d")),
            ("a.b.c.", "a.b.c", Some("")),
            ("a.b.c.d.e", "a.b.c", Some("d.e")),
            ("", "", None),
        ] {
            assert_eq!(parted(text), (token.to_owned(), pass.map(ToOwned::to_owned)), "{text}");
        }
    }
}
