//! Names of teams, one and several.

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
