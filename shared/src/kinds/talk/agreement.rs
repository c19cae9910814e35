//! Agreement: who agrees with which section of a charter, as they read it.
//!
//! A signature keeps the words it was given for, so it needs no clock and no connection to be true: it is stale when the
//! section says something else now. Whether it does, `matter` tells, and where it cannot, an answer of an editor.

use super::count::Whole;
use super::judged::{Judged, judged, stands};
use super::matter::{Matter, plain};
use super::section::Section;
use super::{AGREEMENTS, ON, SEEN, STAND, TEXT};
use crate::access::Author;
use crate::id::RowId;
use crate::kinds::charter::CharterView;
use crate::kinds::org::Captain;
use crate::kinds::outline::Sources;
use crate::names;
use crate::sheet::people::is_person;
use crate::sheet::{Labels, Maker, Named, Row, Sheet};

/// How somebody stands to a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stand {
    /// They agree.
    Agrees,
    /// They agree, and have said what they doubt.
    Reserves,
    /// They do not agree.
    Objects,
}

impl Stand {
    /// Its name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agree",
            Self::Reserves => "reserve",
            Self::Objects => "object",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Agrees, Self::Reserves, Self::Objects].into_iter().find(|stand| stand.name() == name)
    }
}

/// A person's last word on a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Signature {
    /// Its row.
    pub row: RowId,
    /// When, in milliseconds since 1970 by the signer's clock.
    pub at_ms: u64,
    /// How they stand to it.
    pub stand: Stand,
    /// The words it was given for.
    pub seen: String,
    /// The reservation.
    pub note: String,
    /// Whether the section says something else now, or may do so.
    pub is_stale: bool,
    /// Whether an editor has yet to say if it does.
    pub is_open: bool,
}

/// One person and a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Agreed {
    /// The person's id, where one is known: two people of one name are two.
    pub id: Option<String>,
    /// The person's name of now.
    pub name: String,
    /// Whether they are asked: the captain, one of the team, or for the mandate a captain of a team beside it.
    pub is_asked: bool,
    /// Their last word; `None` while they have said nothing.
    pub signature: Option<Signature>,
}

impl Agreed {
    /// Words that are the same for one person in every section, and others for each person.
    pub fn identity(&self) -> String {
        self.id.as_ref().map_or_else(|| names::key(&self.name), |id| format!("@{id}"))
    }

    /// Whether this is a person: by ids where both are known, else by name. An id that is no person's of the workspace
    /// says nothing against one that is: to guests everybody else has a number.
    fn is(&self, id: Option<&str>, name: &str) -> bool {
        match (self.id.as_deref(), id) {
            (Some(own), Some(other)) if is_person(own) == is_person(other) => own == other,
            _ => names::same(&self.name, name),
        }
    }

    /// Whether they agree with what it says now, with a reservation or without.
    pub fn is_current(&self) -> bool {
        self.signature.as_ref().is_some_and(|given| !given.is_stale && given.stand != Stand::Objects)
    }
}

/// A section and everybody who is asked or has signed: the captain, the team, captains of teams beside it, then others.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The section.
    pub section: Section,
    /// Its words now.
    pub words: String,
    /// The people.
    pub people: Vec<Agreed>,
    /// The people who are asked too and whom the reader does not see: captains of teams beside it. The server counts them.
    pub unseen: Whole,
    /// The names in signatures that nobody here is known to have given, each with what is known of it. They count as
    /// nobody's.
    pub unproven: Vec<(Maker, String)>,
    /// The answers of editors to whether other words change what was agreed.
    pub judged: Vec<Judged>,
}

impl Coverage {
    /// The people who count, as far as the reader sees them: those who are asked. Where nobody is, everybody who signed.
    pub fn counted(&self) -> impl Iterator<Item = &Agreed> {
        let is_team = self.people.iter().any(|one| one.is_asked);
        self.people.iter().filter(move |one| one.is_asked || !is_team)
    }

    /// How many of them agree with what it says now.
    pub fn n_agreed(&self) -> usize {
        self.counted().filter(|one| one.is_current()).count() + self.unseen.agreed
    }

    /// How many of them agreed with what it said before.
    pub fn n_stale(&self) -> usize {
        self.counted().filter(|one| one.signature.as_ref().is_some_and(|given| given.is_stale)).count()
            + self.unseen.stale
    }

    /// How many people count.
    pub fn n_asked(&self) -> usize {
        self.counted().count() + self.unseen.of
    }

    /// The count in words.
    pub fn says(&self) -> String {
        let stale = if self.n_stale() > 0 { format!(", {} stale", self.n_stale()) } else { String::new() };
        format!("{} of {} agree{stale}", self.n_agreed(), self.n_asked())
    }

    /// The latest signature of which an editor has to say whether its words were other ones.
    pub fn question(&self) -> Option<&Signature> {
        let given = self.people.iter().filter_map(|one| one.signature.as_ref());
        given.filter(|given| given.is_open).max_by_key(|given| given.at_ms)
    }

    /// The answer that the words of now stand by.
    pub fn answer(&self) -> Option<&Judged> {
        let words = plain(&self.words);
        self.judged.iter().rev().find(|one| plain(&one.now) == words)
    }
}

/// The agreement with each section that says something. `maker` knows who made a row. `labels` are the names of now.
/// `neighbours` are the captains of teams beside this one, as person fields name them: they are asked for the mandate, once
/// the team has people. A row that nobody here is known to have made is named beside them and counts nothing.
pub fn coverage(
    charter: &Sources<'_>,
    view: &CharterView,
    talk: &Sheet,
    labels: &Labels,
    maker: &dyn Fn(&Row) -> Maker,
    neighbours: &[String],
) -> Vec<Coverage> {
    let asked = asked(view, labels);
    let covered = Section::ALL.into_iter().filter_map(|section| {
        let words = section.words(charter);
        let mut people = asked.clone();
        if section == Section::Mandate && !people.is_empty() {
            ask(&mut people, neighbours.iter(), labels);
        }
        let mut unproven = Vec::new();
        for row in talk.rows(AGREEMENTS).filter(|row| row.value(ON).words() == section.name()) {
            match maker_of(row, maker) {
                maker @ (Maker::OfAFile(_) | Maker::Nobody) => {
                    unproven.extend(row.value(ON).writes.first().map(|on| (maker, on.by.clone())));
                }
                maker => sign(&mut people, row, maker),
            }
        }
        let judged = judged(talk, section.name());
        for given in people.iter_mut().filter_map(|one| one.signature.as_mut()) {
            given.compare(section, &words, &judged);
        }
        (!words.is_empty()).then_some(Coverage { section, words, people, unseen: Whole::default(), unproven, judged })
    });
    covered.collect()
}

impl Signature {
    /// Compares the words that were signed with those of now.
    fn compare(&mut self, section: Section, words: &str, judged: &[Judged]) {
        let stands = match section {
            _ if plain(&self.seen) == plain(words) => Matter::Wording,
            // The section says nothing but whom it names.
            Section::Captain if are_same_people(&self.seen, words) => Matter::Wording,
            Section::Captain => Matter::Material,
            _ => stands(&self.seen, words, judged),
        };
        (self.is_stale, self.is_open) = (stands != Matter::Wording, stands == Matter::Open);
    }
}

/// The maker of a signature. One whose id the server made of a file came with that, whoever says what.
fn maker_of(row: &Row, maker: &dyn Fn(&Row) -> Maker) -> Maker {
    match maker(row) {
        Maker::Known { id: Some(id), .. } if id == Author::server().as_str() => Maker::OfAFile(None),
        // The example's people are made up, and its own page may say so: `maker` decides.
        Maker::Unsaid if row.id.is_example() => Maker::Unsaid,
        Maker::Known { .. } | Maker::Unsaid | Maker::Nobody if row.id.is_of_a_file() => Maker::OfAFile(None),
        maker => maker,
    }
}

/// The people whose agreement counts: the captain and the team, each once.
pub(super) fn asked(view: &CharterView, labels: &Labels) -> Vec<Agreed> {
    let captain = match &view.captain {
        Captain::One { name, .. } => Some(name),
        Captain::Vacant | Captain::Several(_) => None,
    };
    let mut people: Vec<Agreed> = Vec::new();
    ask(&mut people, captain.into_iter().chain(view.members.iter().map(|member| &member.name)), labels);
    people
}

/// Puts people among those who are asked, each once, as person fields name them.
fn ask<'a>(people: &mut Vec<Agreed>, named: impl Iterator<Item = &'a String>, labels: &Labels) {
    for words in named {
        let (id, name) = (Named::read(words).id, labels.shown(words).trim());
        let is_known = people.iter().any(|known| known.is(id, name));
        if !is_known && (!name.is_empty() || id.is_some()) {
            people.push(Agreed { id: id.map(str::to_owned), name: name.to_owned(), is_asked: true, signature: None });
        }
    }
}

/// Puts a signature under its maker's name, unless they have a later one.
fn sign(people: &mut Vec<Agreed>, row: &Row, maker: Maker) {
    let (on, stand) = (row.value(ON).writes.first(), Stand::of(row.value(STAND).words()));
    let (Some(on), Some(stand)) = (on, stand) else { return };
    let (seen, note) = (row.text(SEEN).to_owned(), row.text(TEXT).to_owned());
    // Whether it is stale is seen once all have signed.
    let given = Signature { row: row.id.clone(), at_ms: on.at_ms, stand, seen, note, is_stale: false, is_open: false };
    let (id, name) = match maker {
        Maker::Known { id, name } => (id, name),
        Maker::OfAFile(_) | Maker::Unsaid | Maker::Nobody => (None, on.by.clone()),
    };
    // The one of this id comes before one who is only called the same.
    let by_id = people.iter().position(|one| id.is_some() && one.id == id);
    match by_id.or_else(|| people.iter().position(|one| one.is(id.as_deref(), &name))).map(|at| &mut people[at]) {
        Some(one) if one.signature.as_ref().is_some_and(|last| last.at_ms > given.at_ms) => {}
        Some(one) => one.signature = Some(given),
        None => people.push(Agreed { id, name, is_asked: false, signature: Some(given) }),
    }
}

/// Whether words that were agreed to name the people whom the section names now, each in the same part, be it under other
/// names.
fn are_same_people(seen: &str, words: &str) -> bool {
    let (seen, now): (Vec<&str>, Vec<&str>) = (seen.lines().collect(), words.lines().collect());
    let mut lines = seen.iter().zip(&now);
    seen.len() == now.len() && lines.all(|(seen, now)| plain(seen) == plain(now) || is_same_person(seen, now))
}

/// Whether two lines name one and the same person in the same part. Where values stand side by side, a line holds several
/// names; their letters alone say that they are the same.
fn is_same_person(seen: &str, now: &str) -> bool {
    let ((part, seen), (part_now, now)) = (named_in(seen), named_in(now));
    let is_one = [seen, now].iter().all(|named| !named.name.contains(", "));
    part == part_now && is_one && (seen.id.is_some() || now.id.is_some()) && seen.is(&now)
}

/// The label before a person, where there is one, and the person.
pub(super) fn named_in(line: &str) -> (&str, Named<'_>) {
    let (label, words) = line.split_once(": ").unwrap_or(("", line));
    (label, Named::read(words))
}

#[cfg(test)]
mod tests;
