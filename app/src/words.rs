//! Words and numbers as people write them, where the browser helps.

use js_sys::JsString;
use muster_shared::text::numbers::{self, Plain};
use muster_shared::text::words::first_letters;
pub(crate) use muster_shared::text::words::{ago, counted, day_number, listed, long_day, measured, month, short_day};
use wasm_bindgen::JsValue;

/// The number a plain text is, read by the browser: Rust's own reader is 12 KB of tables.
pub(crate) fn plain_number(plain: &str) -> Option<f64> {
    let number = f64::try_from(JsValue::from_str(plain)).ok();
    number.filter(|number| number.is_finite() && !plain.is_empty())
}

/// The number somebody typed, with or without its unit, in either habit of commas; else a sentence on what to write.
pub(crate) fn typed_number(text: &str) -> Result<f64, String> {
    let none = || "Write a number here.".to_owned();
    match numbers::first(text) {
        Some((_, Plain::One(one))) => plain_number(&one).ok_or_else(none),
        Some((_, Plain::Either(thousands, decimals))) => Err(numbers::which(&thousands, &decimals)),
        None => Err(none()),
    }
}

/// The letters in a person's ring.
pub(crate) fn initials(name: &str) -> String {
    let letters = first_letters(name);
    // The browser has the tables of all letters already.
    if letters.is_empty() { "?".to_owned() } else { JsString::from(letters).to_upper_case().into() }
}
