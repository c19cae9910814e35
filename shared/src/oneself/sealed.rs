//! The file that carries notes to another device: what it says openly, which is how its key is made of a passphrase, and what it
//! seals. The sealing itself is the browser's; the open part goes into it, so that nobody can change it unnoticed.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The rounds by which a passphrase becomes a key.
const ROUNDS: u32 = 1_000_000;
/// The fewest rounds and the most that a file may ask for: fewer are guessed too fast, and more would hold the page up.
const ROUNDS_ALLOWED: std::ops::RangeInclusive<u32> = 600_000..=10_000_000;
/// The fewest characters of a passphrase.
const CHARS_MIN: usize = 12;
/// The bytes of a salt.
const SALT_BYTES: usize = 16;
/// The bytes of what no two sealings with a key share.
const IV_BYTES: usize = 12;
/// The bytes by which the browser sees that nothing was changed.
const TAG_BYTES: usize = 16;

/// The word by which such a file is known.
const OURS: &str = "notes for oneself";
const VERSION: u32 = 1;
const KEY_BY: &str = "PBKDF2-HMAC-SHA-256";
const SEALED_BY: &str = "AES-256-GCM";

/// How the key is made, and what no two sealings share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// The rounds.
    pub rounds: u32,
    /// The salt.
    pub salt: [u8; SALT_BYTES],
    /// The start value of the cipher.
    pub iv: [u8; IV_BYTES],
}

/// A sealed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The recipe.
    pub recipe: Recipe,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

/// The reason why a file cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Wrong {
    /// It is a file of another kind.
    #[error("This is no file of notes for yourself.")]
    Other,
    /// Its end is missing.
    #[error("This file is cut short. Copy it again from where it came from.")]
    CutShort,
    /// A later Muster made it.
    #[error("This file was made by a newer Muster. Renew this page, and try again.")]
    Newer,
    /// It asks for a weaker key than any that we make, or for more work than a page does.
    #[error("This file asks for another key than Muster makes, so it was changed by somebody.")]
    Recipe,
    /// The passphrase does not fit.
    #[error("The passphrase does not fit this file, or the file was changed. Nothing here has changed; try again.")]
    Passphrase,
}

#[derive(Serialize, Deserialize)]
struct File {
    muster: String,
    version: u32,
    key: Key,
    sealed: Bytes,
}

#[derive(Serialize, Deserialize)]
struct Key {
    by: String,
    rounds: u32,
    salt: String,
}

#[derive(Serialize, Deserialize)]
struct Bytes {
    by: String,
    iv: String,
    bytes: String,
}

/// The first look at a file: other members are for later versions.
#[derive(Deserialize)]
struct Named {
    muster: String,
    version: u32,
}

impl Recipe {
    /// A new one of random bytes that nobody has used before.
    pub fn new(salt: u128, iv: u128) -> Self {
        let mut start = [0; IV_BYTES];
        start.iter_mut().zip(iv.to_le_bytes()).for_each(|(to, byte)| *to = byte);
        Self { rounds: ROUNDS, salt: salt.to_le_bytes(), iv: start }
    }

    /// The words that are sealed along without being hidden.
    pub fn open_part(&self) -> String {
        format!("{OURS} {VERSION} {KEY_BY} {} {} {SEALED_BY} {}", self.rounds, hex(&self.salt), hex(&self.iv))
    }
}

impl Sealed {
    /// The file's text.
    pub fn write(&self) -> String {
        let Recipe { rounds, salt, iv } = &self.recipe;
        let file = File {
            muster: OURS.to_owned(),
            version: VERSION,
            key: Key { by: KEY_BY.to_owned(), rounds: *rounds, salt: hex(salt) },
            sealed: Bytes { by: SEALED_BY.to_owned(), iv: hex(iv), bytes: hex(&self.bytes) },
        };
        serde_json::to_string(&file).unwrap_or_default()
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// [`Wrong`], in a sentence for the person who chose the file.
    pub fn read(text: &str) -> Result<Self, Wrong> {
        let text = text.trim();
        let is_ours = text.starts_with(&format!("{{\"muster\":\"{OURS}\""));
        let wrong = |error: serde_json::Error| if error.is_eof() && is_ours { Wrong::CutShort } else { Wrong::Other };
        let named: Named = serde_json::from_str(text).map_err(wrong)?;
        match (named.muster == OURS, named.version) {
            (false, _) => return Err(Wrong::Other),
            (true, VERSION) => {}
            (true, _) => return Err(Wrong::Newer),
        }
        let File { key, sealed, .. } = serde_json::from_str(text).map_err(wrong)?;
        let bytes = unhex(&sealed.bytes).filter(|bytes| bytes.len() > TAG_BYTES).ok_or(Wrong::CutShort)?;
        let array = |text: &str| unhex(text).ok_or(Wrong::Recipe);
        let (salt, iv) = (array(&key.salt)?.try_into(), array(&sealed.iv)?.try_into());
        let is_known = key.by == KEY_BY && sealed.by == SEALED_BY && ROUNDS_ALLOWED.contains(&key.rounds);
        match (salt, iv) {
            (Ok(salt), Ok(iv)) if is_known => Ok(Self { recipe: Recipe { rounds: key.rounds, salt, iv }, bytes }),
            _ => Err(Wrong::Recipe),
        }
    }
}

/// The reason why a passphrase is not taken for a new file, if there is one.
pub fn why_not(passphrase: &str, again: &str) -> Option<&'static str> {
    if passphrase.trim().chars().count() < CHARS_MIN {
        return Some(
            "Take twelve characters or more. A few words that nobody would put together are easy to remember.",
        );
    }
    (passphrase != again).then_some("The two passphrases are not the same.")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = text.as_bytes().chunks_exact(2);
    let is_whole = pairs.remainder().is_empty();
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    };
    is_whole.then(|| pairs.map(byte).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Sealed {
        Sealed { recipe: Recipe::new(7, u128::MAX), bytes: (0..40).collect() }
    }

    #[test]
    fn a_file_is_read_again_and_says_openly_how_its_key_is_made_and_nothing_else() {
        let text = sealed().write();
        assert_eq!(Sealed::read(&text), Ok(sealed()));
        assert_eq!(Sealed::read(&format!("\n{text}\n")), Ok(sealed()));
        for word in ["PBKDF2-HMAC-SHA-256", "1000000", "AES-256-GCM"] {
            assert!(text.contains(word) && sealed().recipe.open_part().contains(word), "{word}");
        }
    }

    #[test]
    fn a_file_that_is_cut_short_at_any_place_says_so() {
        let text = sealed().write();
        let from = text.find(",\"version\"").unwrap_or_default();
        assert!(from > 0);
        for end in from..text.len() {
            assert_eq!(Sealed::read(&text[..end]), Err(Wrong::CutShort), "{end}");
        }
    }

    #[test]
    fn files_of_other_kinds_of_later_versions_and_with_other_keys_are_refused_in_a_sentence() {
        let text = sealed().write();
        for (file, wrong) in [
            (String::new(), Wrong::Other),
            ("# A charter".to_owned(), Wrong::Other),
            ("{\"muster\":\"1\",\"documents\":[]}".to_owned(), Wrong::Other),
            ("[]".to_owned(), Wrong::Other),
            (text.replace("\"version\":1", "\"version\":2"), Wrong::Newer),
            (text.replace("1000000", "1000"), Wrong::Recipe),
            (text.replace("1000000", "4000000000"), Wrong::Recipe),
            (text.replace("AES-256-GCM", "ROT13"), Wrong::Recipe),
            (text.replace("\"iv\":\"ff", "\"iv\":\""), Wrong::Recipe),
            (text.replace("\"iv\":\"ff", "\"iv\":\"xy"), Wrong::Recipe),
            (text.replace("0001020304", "000102030"), Wrong::CutShort),
        ] {
            assert_eq!(Sealed::read(&file), Err(wrong), "{file}");
            assert!(wrong.to_string().ends_with('.'), "{wrong}");
        }
    }

    #[test]
    fn a_passphrase_is_long_and_typed_twice() {
        for (one, again, is_taken) in [
            ("correct horse battery", "correct horse battery", true),
            ("correct horse battery", "correct horse batterie", false),
            ("short", "short", false),
            ("            ", "            ", false),
            ("zwölf Zeichen", "zwölf Zeichen", true),
        ] {
            assert_eq!(why_not(one, again).is_none(), is_taken, "{one}");
        }
    }
}
