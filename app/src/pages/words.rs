//! Words as people look for them, case and accents aside; names of teams.

use muster_shared::names;

use crate::browser::apart;

/// A text as texts are compared when somebody looks for one: as names are, and accents aside.
pub(crate) fn fold(text: &str) -> String {
    let apart = apart(&names::key(text));
    apart.chars().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter)).collect()
}

/// Whether every word of `sought` stands in `text`; both are folded.
pub(crate) fn matches(text: &str, sought: &str) -> bool {
    sought.split_whitespace().all(|word| text.contains(word))
}

/// The first names of many, as a sentence has them.
pub(crate) fn first_of(names: &[String]) -> String {
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
