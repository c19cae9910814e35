//! The front matter of a file: labelled values at its top.

use serde_json::Value as Json;

/// A labelled value, and the lines that it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its label; empty for lines before the first.
    pub(super) key: String,
    /// The lines, as they stand in the file.
    pub(super) lines: String,
}

/// Parts a file into its front matter and the rest, with the number of the rest's first line from 0.
pub(super) fn parted(text: &str) -> (Vec<Entry>, &str, usize) {
    let mut lines = text.split_inclusive('\n');
    if lines.next().is_none_or(|first| first.trim_end() != "---") {
        return (Vec::new(), text, 0);
    }
    let (mut entries, mut at, mut n_lines) = (Vec::new(), text.find('\n').map_or(text.len(), |at| at + 1), 1);
    for line in lines {
        at += line.len();
        n_lines += 1;
        let line = line.trim_end_matches('\n');
        if matches!(line.trim_end(), "---" | "...") {
            return (entries, &text[at..], n_lines);
        }
        take(&mut entries, line);
    }
    // It never ends, so it is none.
    (Vec::new(), text, 0)
}

fn take(entries: &mut Vec<Entry>, line: &str) {
    match (key_of(line), entries.last_mut()) {
        // A remark belongs to no value.
        (None, Some(last)) if !line.starts_with('#') => {
            last.lines.push('\n');
            last.lines.push_str(line);
        }
        (key, _) => entries.push(Entry { key: key.unwrap_or_default(), lines: line.to_owned() }),
    }
}

fn key_of(line: &str) -> Option<String> {
    let (key, value) = line.split_once(':')?;
    let is_key = key.starts_with(|char: char| char.is_ascii_alphabetic())
        && key.chars().all(|char| char.is_ascii_alphanumeric() || "-_ ".contains(char))
        && (value.is_empty() || value.starts_with([' ', '\t']));
    is_key.then(|| key.trim().to_lowercase())
}

impl Entry {
    /// The value, if it is a word, a line of words, or a list of them; those of a list with commas between them.
    pub(super) fn value(&self) -> Option<String> {
        let (_, value) = self.lines.split_once(':')?;
        let (first, below) = value.split_once('\n').unwrap_or((value, ""));
        let (first, below) = (first.trim(), below.trim_end());
        let value = match (first, below) {
            ("", items) => listed(items)?,
            (first, "") => scalar(first)?,
            _ => return None,
        };
        Some(value).filter(|value| !value.trim().is_empty())
    }
}

/// The items of a list that stands below its label.
fn listed(lines: &str) -> Option<String> {
    let items = lines.lines().filter(|line| !line.trim().is_empty());
    let items: Option<Vec<String>> = items.map(|line| scalar(line.trim().strip_prefix("- ")?.trim())).collect();
    items.map(|items| items.join(", "))
}

fn scalar(text: &str) -> Option<String> {
    if text.starts_with('"') {
        return serde_json::from_str::<String>(text).ok();
    }
    if let Some(quoted) = text.strip_prefix('\'') {
        return quoted.strip_suffix('\'').map(|quoted| quoted.replace("''", "'"));
    }
    if let Some(items) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let items: Option<Vec<String>> = items.split(',').map(|item| scalar(item.trim())).collect();
        return items.map(|items| items.join(", "));
    }
    (!text.starts_with(['|', '>', '&', '*', '{', '['])).then(|| text.to_owned())
}

/// A labelled value on one line, to be read again as it is.
pub(super) fn line(key: &str, value: &str) -> String {
    let is_plain = scalar(value).as_deref() == Some(value)
        && value.trim() == value
        && !value.contains(['\n', '#', '"', '\'', '\\'])
        && !value.contains(": ")
        && !value.ends_with(':')
        && !value.starts_with(['-', '?', ':', ',', '@', '`', '%', '!', ']', '}']);
    if is_plain { format!("{key}: {value}") } else { format!("{key}: {}", Json::from(value)) }
}
