//! Which letter a shortcut means, whatever the keyboard is lettered.

/// The Latin letter in lower case that a pressed key stands for in a shortcut: the one it is lettered with, and where that
/// is no Latin letter the one at the same place of a keyboard that has them. `key` and `code` are what browsers call them.
/// Caps Lock and Shift make no difference; keys that are no letters have none.
pub fn letter(key: &str, code: &str) -> Option<char> {
    let mut letters = key.chars();
    let (Some(lettered), None) = (letters.next(), letters.next()) else { return None };
    match lettered {
        'a'..='z' | 'A'..='Z' => Some(lettered.to_ascii_lowercase()),
        // A sign stands where another layout has a letter; it is not meant as one.
        _ if lettered.is_ascii() || !lettered.is_alphabetic() => None,
        _ => code.strip_prefix("Key").and_then(|at| at.parse::<char>().ok()).map(|at| at.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortcut_is_the_letter_on_the_key_or_else_its_place_on_a_latin_keyboard() {
        for (keyboard, key, code, means) in [
            ("English", "z", "KeyZ", Some('z')),
            ("English with Caps Lock", "Z", "KeyZ", Some('z')),
            ("German", "z", "KeyY", Some('z')),
            ("French", "z", "KeyW", Some('z')),
            ("Dvorak", ";", "KeyZ", None),
            ("Dvorak", "z", "Slash", Some('z')),
            ("Russian", "я", "KeyZ", Some('z')),
            ("Russian with Caps Lock", "Я", "KeyZ", Some('z')),
            ("Russian", "л", "KeyK", Some('k')),
            ("Russian, a letter where Latin has a sign", "ж", "Semicolon", None),
            ("Ukrainian", "н", "KeyY", Some('y')),
            ("Hebrew", "ז", "KeyZ", Some('z')),
            ("Hebrew, a sign where Latin has a letter", "/", "KeyQ", None),
            ("Greek", "ζ", "KeyZ", Some('z')),
            ("Greek", "κ", "KeyK", Some('k')),
            ("Arabic", "ئ", "KeyZ", Some('z')),
            ("Georgian", "ზ", "KeyZ", Some('z')),
            ("Hindi", "क", "KeyK", Some('k')),
            ("Japanese kana", "ツ", "KeyZ", Some('z')),
            ("Turkish", "ı", "KeyI", Some('i')),
            ("a digit", "1", "Digit1", None),
            ("an input method", "Process", "KeyZ", None),
            ("a dead key", "Dead", "KeyZ", None),
            ("a named key", "Enter", "Enter", None),
            ("nothing", "", "", None),
            ("no place", "я", "", None),
        ] {
            assert_eq!(letter(key, code), means, "{keyboard}: {key} at {code}");
        }
    }
}
