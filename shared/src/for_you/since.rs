//! The changes that others made in somebody's documents since they were last here: by person, in few words.

use serde::{Deserialize, Serialize};

use crate::id::DocId;
use crate::order::sort_by;
use crate::text::words::{day_of_ms, one_line};

/// Somebody who comes back after so long has been away: two hours. Until then it is the same visit.
const AWAY_MS: u64 = 2 * 3600 * 1000;
/// Somebody of whom no visit is known is told of so much: a week.
const AT_FIRST_MS: u64 = 7 * 24 * 3600 * 1000;
/// The most changes that are told; the rest is counted.
const CHANGES_MAX: usize = 12;
/// The most letters of a line that is told in its words.
const LETTERS_MAX: usize = 160;

/// A visit of somebody, and the time at which the one before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The end of the visit before, in milliseconds since 1970.
    pub since_ms: u64,
    /// The latest moment of this one.
    pub seen_ms: u64,
}

/// Some edits of one person in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The document.
    pub doc: DocId,
    /// The name of the document, or of the team or review that it is of.
    pub place: String,
    /// The person's name; empty where nobody knows it.
    pub by: String,
    /// The time of the last of them, in milliseconds since 1970.
    pub at_ms: u64,
    /// Lines that came.
    pub come: Vec<String>,
    /// Lines that went.
    pub gone: Vec<String>,
}

/// The changes that somebody missed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// The time after which they were made, in milliseconds since 1970.
    pub from_ms: u64,
    /// The changes, the latest first.
    pub changes: Vec<Change>,
    /// How many there are, those among them that are not told.
    pub n: usize,
}

/// The change that one person made in one document on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The document.
    pub doc: DocId,
    /// Its name, or that of the team or review it is of.
    pub place: String,
    /// The person's name; empty where nobody knows it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The time of the last edit.
    pub at_ms: u64,
    /// How many lines are other ones now.
    pub n_lines: usize,
    /// The words, where it is one short line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
}

/// One line that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The words before the change.
    pub before: String,
    /// Words that have gone.
    pub gone: String,
    /// Words that have come.
    pub come: String,
    /// The words behind the change.
    pub after: String,
}

impl Visit {
    /// The first visit that is known of.
    pub fn first(now_ms: u64) -> Self {
        Self { since_ms: now_ms.saturating_sub(AT_FIRST_MS), seen_ms: now_ms }
    }

    /// The same, or the next one, as somebody is here now.
    pub fn at(self, now_ms: u64) -> Self {
        let is_next = now_ms.saturating_sub(self.seen_ms) > AWAY_MS;
        Self { since_ms: if is_next { self.seen_ms } else { self.since_ms }, seen_ms: now_ms.max(self.seen_ms) }
    }
}

impl Since {
    /// The changes in edits, which come in any order.
    pub fn of(from_ms: u64, mut edits: Vec<Edited>) -> Self {
        sort_by(&mut edits, |a, b| b.at_ms.cmp(&a.at_ms).then_with(|| a.doc.cmp(&b.doc)));
        let mut days: Vec<Edited> = Vec::new();
        for edited in edits {
            let is_of = |day: &&mut Edited| {
                (&day.doc, &day.by, day_of_ms(day.at_ms)) == (&edited.doc, &edited.by, day_of_ms(edited.at_ms))
            };
            match days.iter_mut().find(is_of) {
                // The later edits stand there already.
                Some(day) => {
                    day.come.extend(edited.come);
                    day.gone.extend(edited.gone);
                }
                None => days.push(edited),
            }
        }
        let mut changes: Vec<Change> = days.into_iter().filter_map(Change::of).collect();
        let n = changes.len();
        changes.truncate(CHANGES_MAX);
        Self { from_ms, changes, n }
    }
}

impl Change {
    /// The change that edits made; nothing where all is as it was.
    fn of(edited: Edited) -> Option<Self> {
        let [mut come, mut gone] = [edited.come, edited.gone].map(|lines| {
            let lines = lines.iter().map(|line| bare(line).to_owned());
            lines.filter(|line| line.contains(char::is_alphanumeric)).collect::<Vec<String>>()
        });
        // A line that came and went again, or only moved, is no news.
        come.retain(|line| {
            let at = gone.iter().position(|one| one == line);
            at.map(|at| gone.remove(at)).is_none()
        });
        let n_lines = come.len().max(gone.len());
        let words = match (gone.as_slice(), come.as_slice()) {
            ([gone], [come]) => Some(Words::between(gone, come)),
            ([], [come]) => Some(Words { come: come.clone(), ..Words::default() }),
            ([gone], []) => Some(Words { gone: gone.clone(), ..Words::default() }),
            _ => None,
        };
        let words = words.filter(|words| words.n_letters() <= LETTERS_MAX);
        let Edited { doc, place, by, at_ms, .. } = edited;
        (n_lines > 0).then_some(Self { doc, place: one_line(&place, LETTERS_MAX), by, at_ms, n_lines, words })
    }
}

impl Words {
    /// The change from one line to another, word by word.
    fn between(was: &str, is: &str) -> Self {
        let (was, is): (Vec<&str>, Vec<&str>) = (was.split_whitespace().collect(), is.split_whitespace().collect());
        let n_before = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
        let rest = was.iter().skip(n_before).rev().zip(is.iter().skip(n_before).rev());
        let n_after = rest.take_while(|(a, b)| a == b).count();
        let middle = |words: &[&str]| words[n_before..words.len() - n_after].join(" ");
        Self {
            before: is[..n_before].join(" "),
            gone: middle(&was),
            come: middle(&is),
            after: is[is.len() - n_after..].join(" "),
        }
    }

    fn n_letters(&self) -> usize {
        [&self.before, &self.gone, &self.come, &self.after].iter().map(|words| words.chars().count()).sum()
    }
}

/// A line of Markdown without the marks before its words.
fn bare(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['#', '>', '|', ' ']).trim_end_matches(['|', ' ']);
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line).trim()
}

#[cfg(test)]
mod tests;
