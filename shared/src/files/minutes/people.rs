//! People who were there, and the parts they had.

use std::collections::BTreeSet;

use super::page::{Page, Part, Place, boxed, bullet};
use crate::files::lines::plain;
use crate::names;
use crate::sheet::{Is, Value};

/// Labels above the agenda that tell of people wherever they stand.
const PARTS: &[&str] = &[
    "attendance",
    "attendees",
    "attending",
    "in attendance",
    "present",
    "participants",
    "chair",
    "facilitator",
    "host",
    "moderator",
    "leader",
    "scribe",
    "action item scribe",
    "note taker",
    "notetaker",
    "notes by",
    "minutes by",
    "minute taker",
    "recorder",
    "secretary",
    "timekeeper",
];
/// Labels of those who were not there.
const ABSENT: &[&str] =
    &["absent", "absentees", "apologies", "regrets", "excused", "not present", "not attending", "missing", "declined"];
/// Labels that tell of no people.
const OTHER: &[&str] = &["meeting date", "date", "time", "where", "location", "place", "link", "recording", "quorum"];
/// Words for nobody.
const NOBODY: &[&str] = &["", "none", "n a", "na", "nobody", "no one", "tbd", "everyone", "everybody", "all"];
/// Words of a name at most: more of them are a sentence.
const NAME_WORDS_MAX: usize = 5;

/// Somebody who was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attended {
    /// The name of this person.
    pub(super) name: String,
    /// The part in the meeting, in the words of the minutes.
    pub(super) part: String,
}

/// Everybody who was there, once in each part.
pub(super) fn attended(page: &Page<'_>) -> Vec<Attended> {
    let mut all = Vec::new();
    let mut above = String::new();
    for part in &page.parts {
        match part.place {
            Place::Above => part.lines.iter().for_each(|line| {
                let label = labelled(line.text).filter(|(label, _)| PARTS.contains(&plain(label).as_str()));
                label.into_iter().for_each(|(label, said)| take(&mut all, said, label));
            }),
            Place::Attendance => section(part, &mut above, &mut all),
            Place::Item { .. } => {}
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|one| seen.insert((names::key(&one.name), names::key(&one.part))));
    all
}

/// Whether a page tells who was there.
pub(super) fn tells(page: &Page<'_>) -> bool {
    page.parts.iter().any(|part| part.place == Place::Attendance) || !attended(page).is_empty()
}

/// Reads a section of people. A label without names is that of the deeper bullets below it.
fn section(part: &Part<'_>, heading: &mut String, all: &mut Vec<Attended>) {
    part.words.clone_into(heading);
    let mut label: Option<(usize, &str)> = None;
    for line in part.lines.iter().filter(|line| !line.is_inside) {
        let (indent, words) = bullet(line.text).unwrap_or((0, line.text.trim()));
        label = label.filter(|(outer, _)| indent > *outer);
        match labelled(line.text) {
            Some((own, "")) => label = Some((indent, own)),
            Some((own, _)) if is_no_part(own) => {}
            Some((own, said)) => take(all, said, own),
            None if bullet(line.text).is_some() => {
                let own = label.map_or(heading.as_str(), |(_, label)| label);
                if !is_no_part(own) {
                    take(all, words, own);
                }
            }
            None => {}
        }
    }
}

fn is_no_part(label: &str) -> bool {
    let label = plain(label);
    ABSENT.contains(&label.as_str()) || OTHER.contains(&label.as_str())
}

/// The label of a line, and what it says: `Others` and `Mara` of `* **Others:** Mara`.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let words = bullet(line).map_or(line.trim(), |(_, words)| words);
    let (label, said) = words.split_once(':')?;
    let is_stress = |char: char| matches!(char, '*' | '_');
    let label = label.trim_matches(is_stress).trim();
    let is_label = !label.is_empty() && label.chars().count() <= 40 && !said.starts_with("//");
    is_label.then(|| (label, said.trim_start_matches(is_stress).trim()))
}

/// Adds the people of a line.
fn take(all: &mut Vec<Attended>, said: &str, part: &str) {
    let said = match boxed(said) {
        // Nobody ticked their name.
        Some((false, _)) => return,
        Some((true, said)) => said,
        None => said,
    };
    // An address is nobody's name.
    if said.contains("://") {
        return;
    }
    for one in apart(said) {
        let (name, more) = one.split_once('(').map_or((one, ""), |(name, _)| (name, &one[name.len()..]));
        let name = name.trim_matches(|char: char| char.is_whitespace() || "*_`[]".contains(char));
        let name = name.trim_start_matches('@').trim_end_matches('.');
        let part = format!("{part} {more}").trim().to_owned();
        let is_name = !NOBODY.contains(&plain(name).as_str()) && name.split_whitespace().count() <= NAME_WORDS_MAX;
        let fits = Is::Person.check(&Value::from(name)).is_ok() && Is::Words.check(&Value::from(part.as_str())).is_ok();
        if is_name && fits {
            all.push(Attended { name: name.to_owned(), part });
        }
    }
}

/// The names of a line. Words in brackets belong to the name before.
pub(super) fn apart(said: &str) -> Vec<&str> {
    let (mut names, mut from, mut depth, mut at) = (Vec::new(), 0, 0_usize, 0);
    while let Some(char) = said[at..].chars().next() {
        match char {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let gap = if depth == 0 { GAPS.iter().find(|gap| said[at..].starts_with(**gap)) } else { None };
        let step = gap.map_or(char.len_utf8(), |gap| gap.len());
        if gap.is_some() {
            names.push(&said[from..at]);
            from = at + step;
        }
        at += step;
    }
    names.push(&said[from..]);
    names.into_iter().map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Signs and words between names.
const GAPS: [&str; 5] = [",", ";", "/", " and ", " & "];
