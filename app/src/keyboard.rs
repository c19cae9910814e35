//! Keys as they are meant: of an input method, of a shortcut, or themselves.

use leptos::ev::KeyboardEvent;
use muster_shared::shortcut::letter;

/// The key code of a key that an input method has taken.
const TAKEN: u32 = 229;

/// Whether a key belongs to an input method that composes letters, and so means nothing to anybody else. WebKit says that
/// a composition is over before it tells of the key that ended it: then only the code is left to know it by.
pub(crate) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN
}

/// The letter of a shortcut, pressed with Ctrl or ⌘. With Alt too it is AltGr on some keyboards, which writes a sign.
pub(crate) fn shortcut(event: &KeyboardEvent) -> Option<char> {
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !composes(event);
    command.then(|| letter(&event.key(), &event.code())).flatten()
}

/// The letter of a shortcut that is pressed with Ctrl or ⌘ and with Alt, where that is not AltGr, which writes a sign.
pub(crate) fn far_shortcut(event: &KeyboardEvent) -> Option<char> {
    let command = (event.ctrl_key() || event.meta_key()) && event.alt_key() && !composes(event);
    let is_meant = command && !event.get_modifier_state("AltGraph");
    is_meant.then(|| letter(&event.key(), &event.code())).flatten()
}

/// A key's name, if it is itself and no input method has taken it.
pub(crate) fn key(event: &KeyboardEvent) -> Option<String> {
    (!composes(event)).then(|| event.key())
}
