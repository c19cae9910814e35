//! Sentences: a comment names the thing it is about, so that a stranger understands it at once. The comments that do not
//! are counted, so that they can only get fewer.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::sources::{nothing, sources};

/// The words with which a sentence hides the thing it is about.
const HIDING: [&str; 6] = ["Who", "What", "Whoever", "Whatever", "Whose", "Whom"];

/// The most comments that may hide it still, by folder: the numbers may only get smaller.
const LEFT: [(&str, usize); 9] = [
    ("app/src/live", 2),
    ("app/src/pages", 8),
    ("app/src/pages/home", 1),
    ("app/src/widgets", 1),
    ("server/src/rooms", 1),
    ("shared/src/kinds/talk", 3),
    ("shared/src/sync/gate", 3),
    ("tests/e2e", 2),
    ("tests/tests/people", 1),
];

/// The words of a line of comment; a heading begins with its `#`.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let marks = ["///", "//!", "//", "/**", "/*", "* "];
    marks.iter().find_map(|mark| line.strip_prefix(mark)).map(str::trim_start)
}

/// Whether a sentence that begins in these words hides the thing it is about; questions may.
fn hides(words: &str) -> bool {
    let first = |sentence: &str| sentence.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
    let sentences = words.split_inclusive(['.', '?', '!']).map(str::trim_start);
    sentences.filter(|sentence| !sentence.ends_with('?')).any(|sentence| HIDING.contains(&first(sentence).as_str()))
}

#[test]
fn no_comment_begins_with_who_or_what() -> Result<()> {
    assert!(hides("What a person may spend.") && hides("A room is full. Who joins it waits."));
    assert!(!hides("Who joins?") && !hides("# What a room does") && !hides("The room says what it has."));
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources()?.iter().filter(|source| source.is(&["rs", "js", "mjs", "css"])) {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let lines = source.text.lines().zip(1..).filter(|(line, _)| comment(line).is_some_and(hides));
        let places = lines.map(|(line, number)| format!("{}:{number}: {}", source.path, line.trim()));
        found.entry(folder.to_owned()).or_default().extend(places);
    }
    let left: BTreeMap<&str, usize> = LEFT.into();
    let wrong =
        found.into_iter().filter(|(folder, places)| places.len() > left.get(folder.as_str()).copied().unwrap_or(0));
    nothing(
        "a sentence names the thing it is about; begin with that",
        wrong.flat_map(|(folder, places)| [format!("{} in {folder}", places.len())].into_iter().chain(places)),
    );
    Ok(())
}
