//! The difference of two states of a document, part by part.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{Heading, One, Part, parts};
use super::{Changed, Fate, OfRow, Said};
use crate::id::RowId;
use crate::kinds::Kind;
use crate::kinds::outline::Sources;
use crate::order::{gather, sort_by_key};
use crate::sheet::Place;

/// The mark that tells a part from all others: the row, or the first place of a field of the document itself.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Row(&'static str, &'a RowId),
    Own(&'static str, &'static str),
}

impl<'a> Key<'a> {
    fn of(part: &'a Part) -> Self {
        match &part.row {
            Some((list, row)) => Self::Row(list, row),
            None => Self::Own(part.heading.section, part.heading.part),
        }
    }
}

/// The parts that say something else in `after` than in `before`, in the order of the outline.
pub fn changes(kind: Kind, before: &Sources<'_>, after: &Sources<'_>) -> Vec<Changed> {
    let (old, new) = (parts(kind, before), parts(kind, after));
    let by_key: BTreeMap<Key<'_>, &Part> = gather(old.iter().map(|part| (Key::of(part), part)));
    let known: BTreeMap<Key<'_>, &Part> = gather(new.iter().map(|part| (Key::of(part), part)));
    let had = |list: &str, row: &RowId| before.sheet.all_rows(list).iter().any(|one| one.id == *row);
    let mut all: Vec<(Heading, Changed)> = Vec::new();
    for part in &new {
        let changed = match by_key.get(&Key::of(part)) {
            Some(old) => differing(part, fields(&old.said, &part.said)),
            None => {
                let was_there = part.row.as_ref().is_some_and(|(list, row)| had(list, row));
                says_so(whole(part, if was_there { Fate::Back } else { Fate::Came }))
            }
        };
        all.extend(changed.map(|changed| (part.heading, changed)));
    }
    let gone = old.iter().filter(|part| part.row.is_some() && !known.contains_key(&Key::of(part)));
    all.extend(gone.filter_map(|part| Some((part.heading, says_so(whole(part, Fate::Gone))?))));
    all.extend(moved(&old, &new));
    let mut sections: Vec<&'static str> = Vec::new();
    for part in new.iter().chain(&old) {
        if !sections.contains(&part.heading.section) {
            sections.push(part.heading.section);
        }
    }
    // Equal things keep their order, so that what is gone stands behind what is there of the same section.
    sort_by_key(&mut all, |(heading, _)| sections.iter().position(|section| *section == heading.section));
    all.into_iter().map(|(_, changed)| changed).collect()
}

/// How many places say something else: each counts for one, and so does a row that says nothing more than it did.
pub fn n_places(changes: &[Changed]) -> usize {
    changes.iter().map(|changed| if changed.fate == Fate::Changed { changed.said.len() } else { 1 }).sum()
}

fn differing(part: &Part, said: Vec<Said>) -> Option<Changed> {
    (!said.is_empty()).then(|| Changed { said, ..empty(part, Fate::Changed) })
}

/// The places that differ, in the order of now, and behind them those that are not there any more.
fn fields(old: &[One], new: &[One]) -> Vec<Said> {
    let words = |said: &[One], at: &Place| {
        said.iter().find(|one| one.at == *at).map(|one| one.words.clone()).unwrap_or_default()
    };
    let now = new.iter().map(|one| said(one, words(old, &one.at), one.words.clone()));
    let gone = old.iter().filter(|one| new.iter().all(|other| other.at != one.at));
    let gone = gone.map(|one| said(one, one.words.clone(), String::new()));
    now.chain(gone).filter(|said| said.before.trim() != said.after.trim()).collect()
}

/// A part that came or went, with all of its words.
fn whole(part: &Part, fate: Fate) -> Changed {
    let words = |one: &&One| !one.words.trim().is_empty();
    let one = |one: &One| match fate {
        Fate::Gone => said(one, one.words.clone(), String::new()),
        _ => said(one, String::new(), one.words.clone()),
    };
    Changed { said: part.said.iter().filter(words).map(one).collect(), ..empty(part, fate) }
}

/// A row that says something; one that says nothing is no news.
fn says_so(changed: Changed) -> Option<Changed> {
    (!changed.said.is_empty()).then_some(changed)
}

fn said(one: &One, before: String, after: String) -> Said {
    Said { at: one.at.clone(), label: one.label.clone(), before, after }
}

fn empty(part: &Part, fate: Fate) -> Changed {
    let of_row = |(list, row): &(&'static str, RowId)| OfRow {
        list: (*list).to_owned(),
        row: row.clone(),
        name: part.name.clone(),
    };
    let (section, part_of) = (part.heading.section.to_owned(), part.heading.part.to_owned());
    Changed { section, part: part_of, row: part.row.as_ref().map(of_row), fate, said: Vec::new() }
}

/// Rows under a heading, each with the list that it stands in.
type Rows<'a> = BTreeSet<&'a (&'static str, RowId)>;

/// The headings under which the rows that stand there before and after do so in another order.
fn moved(old: &[Part], new: &[Part]) -> Vec<(Heading, Changed)> {
    let mut headings: Vec<Heading> = Vec::new();
    for part in new.iter().filter(|part| part.row.is_some()) {
        if !headings.contains(&part.heading) {
            headings.push(part.heading);
        }
    }
    let under = |parts: &[Part], heading: Heading| -> Vec<(&'static str, RowId)> {
        parts.iter().filter(|part| part.heading == heading).filter_map(|part| part.row.clone()).collect()
    };
    let in_another_order = |heading: &Heading| {
        let (was, is) = (under(old, *heading), under(new, *heading));
        let (before, now): (Rows<'_>, Rows<'_>) = (gather(&was), gather(&is));
        let stayed = was.iter().filter(|row| now.contains(row));
        !stayed.eq(is.iter().filter(|row| before.contains(row)))
    };
    let moved = |heading: Heading| {
        let (section, part) = (heading.section.to_owned(), heading.part.to_owned());
        (heading, Changed { section, part, row: None, fate: Fate::Moved, said: Vec::new() })
    };
    headings.into_iter().filter(in_another_order).map(moved).collect()
}
