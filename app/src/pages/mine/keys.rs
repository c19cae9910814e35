//! Sealing by the browser's own cryptography: a key from a passphrase by PBKDF2, and AES-GCM with that key. How strong the key is,
//! and what is in the file, `muster_shared::oneself` says.

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use muster_shared::oneself::{Notes, Recipe, Sealed, Wrong};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::browser::{random_bits, window};

/// The sentence where the browser seals nothing.
pub(super) const NO_CRYPTO: &str =
    "This browser seals files only on pages that come over https, and this one does not.";

/// The browser's cryptography. Away from https and localhost there is none.
fn subtle() -> Option<SubtleCrypto> {
    let crypto = window()?.crypto().ok()?;
    Reflect::get(&crypto, &"subtle".into()).ok()?.dyn_into().ok()
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// The key that a recipe makes of a passphrase, for one use. Keyboards that compose letters otherwise make the same key.
async fn key(subtle: &SubtleCrypto, passphrase: &str, recipe: &Recipe, to: &str) -> Result<CryptoKey, JsValue> {
    let passphrase = String::from(JsString::from(passphrase).normalize("NFKC"));
    let words = Uint8Array::from(passphrase.as_bytes());
    let raw = subtle.import_key_with_str("raw", &words, "PBKDF2", false, &Array::of1(&"deriveKey".into()))?;
    let raw: CryptoKey = JsFuture::from(raw).await?.dyn_into()?;
    let by = object([
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", bytes(&recipe.salt)),
        ("iterations", recipe.rounds.into()),
    ]);
    let into = object([("name", "AES-GCM".into()), ("length", 256.into())]);
    let derived = subtle.derive_key_with_object_and_object(&by, &raw, &into, false, &Array::of1(&to.into()))?;
    JsFuture::from(derived).await?.dyn_into()
}

/// The cipher of a recipe. The open part of the file goes into it.
fn cipher(recipe: &Recipe) -> Object {
    let open = recipe.open_part();
    object([("name", "AES-GCM".into()), ("iv", bytes(&recipe.iv)), ("additionalData", bytes(open.as_bytes()))])
}

/// The text of a file that seals notes by a passphrase.
///
/// # Errors
/// A sentence, when the browser seals nothing.
pub(super) async fn seal(notes: &Notes, passphrase: &str) -> Result<String, String> {
    let subtle = subtle().ok_or(NO_CRYPTO)?;
    let recipe = Recipe::new(random_bits(), random_bits());
    let sealing = async {
        let key = key(&subtle, passphrase, &recipe, "encrypt").await?;
        let words = notes.for_sealing();
        JsFuture::from(subtle.encrypt_with_object_and_u8_array(&cipher(&recipe), &key, words.as_bytes())?).await
    };
    let sealed = sealing.await.map_err(|_| "The browser could not seal the file. Try again.")?;
    Ok(Sealed { recipe, bytes: Uint8Array::new(&sealed).to_vec() }.write())
}

/// The notes in a file's text, by the passphrase.
///
/// # Errors
/// A sentence on what is wrong with the file or the passphrase.
pub(super) async fn open(text: &str, passphrase: &str) -> Result<Notes, String> {
    let Sealed { recipe, bytes } = Sealed::read(text).map_err(|wrong| wrong.to_string())?;
    let subtle = subtle().ok_or(NO_CRYPTO)?;
    let opening = async {
        let key = key(&subtle, passphrase, &recipe, "decrypt").await?;
        JsFuture::from(subtle.decrypt_with_object_and_u8_array(&cipher(&recipe), &key, &bytes)?).await
    };
    let opened = opening.await.map_err(|_| Wrong::Passphrase.to_string())?;
    let words = String::from_utf8(Uint8Array::new(&opened).to_vec()).ok();
    words.and_then(|words| Notes::of_a_seal(&words)).ok_or_else(|| Wrong::Other.to_string())
}
