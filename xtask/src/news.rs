//! The news of a release: the first sentences of the changelog's newest lines, for people whose app was just renewed.

use std::fs;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// So many lines are told.
const LINES: usize = 2;
/// A sentence longer than this is cut at a word, in letters.
const LETTERS_MAX: usize = 180;

/// The news, a line each.
pub(crate) fn read(workspace: &Workspace) -> Result<String> {
    let file = workspace.root.join("CHANGELOG.md");
    let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", workspace.shown(&file)))?;
    Ok(newest(&text))
}

fn newest(changelog: &str) -> String {
    let newest = changelog.split("\n## ").nth(1).unwrap_or_default();
    let lines = newest.split("\n- ").skip(1).take(LINES);
    lines
        .map(|line| first_sentence(&line.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The first sentence of a line, without the marks of Markdown.
fn first_sentence(line: &str) -> String {
    let plain = line.replace(['*', '`'], "");
    let sentence = plain.split_once(". ").map_or(plain.as_str(), |(first, _)| first).trim_end_matches('.');
    if sentence.chars().count() <= LETTERS_MAX {
        return format!("{sentence}.");
    }
    let cut: String = sentence.chars().take(LETTERS_MAX).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words).trim_end_matches([',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_of_the_changelog_are_told_in_a_sentence_each() {
        let changelog = "# Changelog\n\nWords.\n\n## 0.2.0\n\n- *Keep* a team\n  here. It opens.\n- `b` is new.\n- c\n\n## 0.1.0\n\n- old\n";
        assert_eq!(newest(changelog), "Keep a team here.\nb is new.");
        assert_eq!(newest("# Changelog\n"), "");
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_word() {
        let line = format!("{}, and more", "word ".repeat(40).trim_end());
        let cut = first_sentence(&line);
        assert!(cut.chars().count() <= LETTERS_MAX + 1 && cut.ends_with("word…"), "{cut}");
    }

    #[test]
    fn the_changelog_has_news() {
        assert_eq!(newest(include_str!("../../CHANGELOG.md")).lines().count(), LINES);
    }
}
