//! Words as people look for them: case and accents aside. And initials, counts.

use js_sys::JsString;

/// A text as texts are compared when somebody looks for one.
pub(crate) fn fold(text: &str) -> String {
    let apart = String::from(JsString::from(text).normalize("NFKD"));
    let bare = apart.chars().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter));
    bare.flat_map(char::to_lowercase).collect()
}

/// Whether every word of `sought` stands in `text`; both are folded.
pub(crate) fn matches(text: &str, sought: &str) -> bool {
    sought.split_whitespace().all(|word| text.contains(word))
}

/// First letters of a name's first and last word.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    let letters: String = first.into_iter().chain(last).flat_map(char::to_uppercase).collect();
    if letters.is_empty() { "?".to_owned() } else { letters }
}

/// `1 charter`, `3 charters`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Names joined as in a sentence.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

/// A team's name, or what stands in its place.
pub(crate) fn named(name: &str) -> String {
    let name = name.trim();
    if name.is_empty() { "Unnamed team".to_owned() } else { name.to_owned() }
}
