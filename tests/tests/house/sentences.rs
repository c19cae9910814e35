//! Sentences: a comment names the thing it is about, so that a stranger understands it at once.

use anyhow::Result;

use crate::sources::{Source, nothing, sources};

/// The words with which a sentence hides the thing it is about.
const HIDING: [&str; 6] = ["Who", "What", "Whoever", "Whatever", "Whose", "Whom"];

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

fn hiding(source: &Source) -> impl Iterator<Item = String> {
    let lines = source.text.lines().zip(1..).filter(|(line, _)| comment(line).is_some_and(hides));
    lines.map(|(line, number)| format!("{}:{number}: {}", source.path, line.trim()))
}

#[test]
fn no_comment_begins_with_who_or_what() -> Result<()> {
    assert!(hides("What a person may spend.") && hides("A room is full. Who joins it waits."));
    assert!(!hides("Who joins?") && !hides("# What a room does") && !hides("The room says what it has."));
    let sources = sources()?;
    let read = sources.iter().filter(|source| source.is(&["rs", "js", "mjs", "css"]));
    nothing("a sentence names the thing it is about; begin with that", read.flat_map(hiding));
    Ok(())
}
