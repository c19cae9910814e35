//! A shared text as a string that counts as Yjs and yrs count: one UTF-16 unit a letter's unit, one for whatever else
//! stands in it, none for a mark.
//!
//! A stock Yjs client may put an embed or another shared type into a text. Each takes one place there, so the string has
//! one character for it, [`EMBEDDED`]: an offset in the string is then the offset in the text, in every copy.

use yrs::types::text::YChange;
use yrs::{Any, GetString, Out, ReadTxn, Text, TextRef};

/// Stands in a string for what stands in a text and is no letter.
pub const EMBEDDED: char = '\u{fffc}';

/// The words of a text. Their length in UTF-16 units is the text's.
pub(super) fn string_of(text: &TextRef, txn: &impl ReadTxn) -> String {
    let letters = text.get_string(txn);
    // Nearly every text holds letters only, and a text box asks with each keystroke.
    let all = if units(&letters) == text.len(txn) { letters } else { with_embedded(text, txn, &letters) };
    boxed(all)
}

/// The letters of a text with [`EMBEDDED`] where something else stands between them.
fn with_embedded(text: &TextRef, txn: &impl ReadTxn, letters: &str) -> String {
    let mut left = letters;
    let mut string = String::with_capacity(letters.len() + EMBEDDED.len_utf8());
    for piece in text.diff(txn, YChange::identity) {
        // A run of letters and an embedded string look alike here: only the first is among the letters.
        let run = if let Out::Any(Any::String(run)) = &piece.insert { left.strip_prefix(&**run) } else { None };
        if let Some(rest) = run {
            string.push_str(&left[..left.len() - rest.len()]);
            left = rest;
        } else {
            string.push(EMBEDDED);
        }
    }
    string
}

/// A string as a text box holds it. A text box makes one line break of a carriage return and a line feed, and would count
/// one unit less from there on: the carriage return reads as a space, wherever it is read.
pub(crate) fn boxed(text: String) -> String {
    if text.contains('\r') { text.replace('\r', " ") } else { text }
}

/// How many UTF-16 units a string has.
pub fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}
