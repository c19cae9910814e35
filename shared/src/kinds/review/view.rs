//! A review as people read it: items in their order, each with its phase, what was written before anybody spoke, questions
//! and advice, and what became of the advice.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::advice::{Advice, Ledger};
use super::said::{MakerOf, nobodys_word, of_all, writer};
use super::schema::*;
use super::stance::Stance;
use crate::id::RowId;
use crate::order::sort_by_key;
use crate::sheet::people::ByPerson;
use crate::sheet::{Named, Row, Sheet, Value};

/// A review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewView {
    /// The agenda, in its order.
    pub items: Vec<Item>,
    /// Advice that is about no item that is here.
    pub advice: Vec<Advice>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Small wins: row and words.
    pub wins: Vec<Row>,
    /// Thanks of one person to another.
    pub thanks: Vec<Row>,
}

/// An item of the agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its row.
    pub row: Row,
    /// Rows of the same item, where two people carried it at once.
    pub twins: Vec<Row>,
    /// Its phase.
    pub phase: Phase,
    /// The time of the reveal, by the server's clock, once somebody revealed what was written in silence.
    pub revealed_ms: Option<u64>,
    /// Words that were written in silence and are out by now, in the order in which they came.
    pub remarks: Vec<Remark>,
    /// Questions.
    pub questions: Vec<Question>,
    /// Advice.
    pub advice: Vec<Advice>,
    /// How many people have read it before the meeting.
    pub n_reads: usize,
}

/// The phase of an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Everybody reads.
    #[default]
    Read,
    /// Everybody writes in silence.
    Write,
    /// People speak.
    Debate,
    /// It is settled what becomes of the item.
    Close,
}

/// Words that somebody wrote in silence.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// Its row.
    pub row: Row,
    /// Rows of the same words, where two of the writer's devices put them in.
    pub twins: Vec<RowId>,
    /// The name of the person who wrote it.
    pub by: String,
    /// The person, as a person field would name them.
    who: String,
    /// When it came, against the reveal.
    pub came: Came,
}

/// When words came that were written in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// With the reveal.
    InTime,
    /// Later, and written before: the time at which it came.
    LateButWrittenBefore(u64),
    /// Written after the reveal.
    After,
}

/// A question about an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its row.
    pub row: Row,
    /// The name of the person who asks; empty where it is told without one.
    pub by: String,
}

/// Something that somebody takes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its row.
    pub row: Row,
}

/// The item and phase that a meeting is at, as one text: a person is ready to leave it or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment(pub String);

/// The timer of a meeting, in milliseconds of the server's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timer {
    /// Its end.
    pub ends_ms: u64,
    /// How long it was set for, in minutes.
    pub minutes: f64,
}

/// Words that come within this time of a reveal were on their way when it was made, in milliseconds.
const IN_TIME_MS: u64 = 60_000;

impl ReviewView {
    /// The view of a sheet, in which everybody is whoever they say.
    pub fn of(sheet: &Sheet) -> Self {
        Self::said_by(sheet, &nobodys_word)
    }

    /// The view of a sheet, with the server's word on who said what: somebody who is called otherwise by now is the same person.
    pub fn said_by(sheet: &Sheet, maker: MakerOf<'_>) -> Self {
        let answers = by_pointer(sheet, ANSWERS, TO);
        let advice = by_pointer(sheet, ADVICE, ITEM);
        let [remarks, questions, reads] = [REMARKS, QUESTIONS, READS].map(|list| by_pointer(sheet, list, ITEM));
        let items: Vec<Item> = groups(sheet)
            .into_iter()
            .map(|(row, twins)| {
                let ids: Vec<&str> =
                    std::iter::once(row).chain(twins.iter().copied()).map(|row| row.id.as_str()).collect();
                let presenter = Named::read(row.value(PRESENTER).words());
                let revealed_ms = revealed(sheet, &ids);
                let about = |by: &BTreeMap<&str, Vec<&Row>>| -> Vec<Row> { of_all(by, &ids) };
                let advice = about(&advice).into_iter();
                Item {
                    phase: Phase::of(sheet, &ids, revealed_ms.is_some()),
                    remarks: Remark::once_each(
                        about(&remarks).into_iter().map(|row| Remark::of(row, revealed_ms, maker)),
                    ),
                    questions: about(&questions).into_iter().map(|row| Question::of(row, maker)).collect(),
                    advice: advice.map(|row| Advice::of(row, &answers, &presenter, maker)).collect(),
                    n_reads: readers(&about(&reads), maker),
                    revealed_ms,
                    twins: twins.into_iter().cloned().collect(),
                    row: row.clone(),
                }
            })
            .collect();
        let is_here = |row: &&Row| items.iter().any(|item| item.is(row.value(ITEM).words()));
        let elsewhere = sheet.rows(ADVICE).filter(|row| !is_here(row)).cloned();
        Self {
            advice: elsewhere.map(|row| Advice::of(row, &answers, &Named::read(""), maker)).collect(),
            actions: sheet.rows(ACTIONS).map(|row| Action { row: row.clone() }).collect(),
            wins: sheet.rows(WINS).cloned().collect(),
            thanks: sheet.rows(KUDOS).cloned().collect(),
            items,
        }
    }

    /// The item of a row, or of one of its twins.
    pub fn item(&self, row: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.is(row))
    }

    /// The item that a row is of: the item itself, something that was said about it, or an action.
    pub fn item_with(&self, row: &str) -> Option<&Item> {
        let is_of = |item: &&Item| {
            let said = item.advice.iter().map(|one| &one.row).chain(item.questions.iter().map(|one| &one.row));
            let mut rows = said.chain(item.remarks.iter().map(|one| &one.row));
            item.is(row) || rows.any(|one| one.id.as_str() == row)
        };
        let action = || self.actions.iter().find(|action| action.row.id.as_str() == row);
        self.items.iter().find(is_of).or_else(|| self.item(action()?.row.value(ITEM).words()))
    }

    /// Every piece of advice, with the item that it is on.
    pub fn all_advice(&self) -> impl Iterator<Item = (Option<&Item>, &Advice)> {
        let on_items = self.items.iter().flat_map(|item| item.advice.iter().map(move |advice| (Some(item), advice)));
        on_items.chain(self.advice.iter().map(|advice| (None, advice)))
    }

    /// How the advice ended.
    pub fn ledger(&self) -> Ledger {
        Ledger::of(self.all_advice().map(|(_, advice)| advice))
    }

    /// Items that nobody has settled.
    pub fn open_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.state().is_empty())
    }

    /// The minutes that the agenda is planned to take.
    pub fn planned_minutes(&self) -> f64 {
        self.items.iter().filter_map(|item| item.row.value(MINUTES).number()).sum()
    }
}

impl Item {
    /// Whether this is the item of a row.
    pub fn is(&self, row: &str) -> bool {
        std::iter::once(&self.row).chain(&self.twins).any(|one| one.id.as_str() == row)
    }

    /// Its title.
    pub fn title(&self) -> &str {
        self.row.text(TITLE)
    }

    /// The end it came to; empty while nobody said so.
    pub fn state(&self) -> &str {
        let mut states = std::iter::once(&self.row).chain(&self.twins).map(|row| row.value(STATE).words());
        states.rfind(|state| !state.is_empty()).unwrap_or_default()
    }

    /// How often it was carried.
    pub fn n_carried(&self) -> usize {
        self.row.value(CARRIED).number().map_or(0, |n| n.max(0.0) as usize)
    }

    /// Words of its twins in one text that its own row does not say.
    pub fn also(&self, text: &str) -> Vec<&str> {
        let mut said = vec![self.row.text(text)];
        for twin in &self.twins {
            let words = twin.text(text);
            if !words.trim().is_empty() && !said.contains(&words) {
                said.push(words);
            }
        }
        said.split_off(1)
    }

    /// How people stand to it, by what is out.
    pub fn stances(&self) -> Vec<Stance> {
        let stance = |remark: &Remark| {
            Some(Stance { by: remark.by.clone(), at: remark.row.value(STANCE).number()?.clamp(-10.0, 10.0) })
        };
        self.remarks.iter().filter_map(stance).collect()
    }
}

impl Phase {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Debate, Self::Close];

    /// Its word in a document.
    pub fn word(self) -> &'static str {
        PHASES[self as usize]
    }

    /// The phase of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.word() == word)
    }

    fn of(sheet: &Sheet, ids: &[&str], is_revealed: bool) -> Self {
        let said = ids.iter().find_map(|id| Self::of_word(sheet.under_key(PHASE, id).words())).unwrap_or_default();
        // A reveal cannot be taken back, so nobody writes in silence after it.
        if is_revealed { said.max(Self::Debate) } else { said }
    }
}

impl Remark {
    fn of(row: Row, revealed_ms: Option<u64>, maker: MakerOf<'_>) -> Self {
        let came_ms = row.value(ITEM).writes.first().map_or(0, |write| write.at_ms);
        let written_ms = row.value(WRITTEN).number().map_or(came_ms, |ms| ms.max(0.0) as u64);
        let came = match revealed_ms {
            Some(revealed_ms) if written_ms > revealed_ms + IN_TIME_MS => Came::After,
            Some(revealed_ms) if came_ms > revealed_ms + IN_TIME_MS => Came::LateButWrittenBefore(came_ms),
            _ => Came::InTime,
        };
        let who = maker(REMARKS, &row.id).words(writer(row.value(ITEM)));
        Self { by: Named::read(&who).name.to_owned(), who, came, row, twins: Vec::new() }
    }

    /// Each remark once, whichever of its writer's devices put it in: of one writer's rows that came from one row of a draft,
    /// the one that was written last.
    fn once_each(remarks: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut once: Vec<Self> = Vec::new();
        for remark in remarks {
            match once.iter_mut().find(|one| one.is_same_as(&remark)) {
                Some(one) => one.take_in(remark),
                None => once.push(remark),
            }
        }
        once
    }

    fn is_same_as(&self, other: &Self) -> bool {
        let [one, other_one] = [self, other].map(|remark| remark.row.value(FROM).words());
        !one.is_empty() && one == other_one && Named::read(&self.who).is(&Named::read(&other.who))
    }

    fn take_in(&mut self, mut other: Self) {
        let written = |remark: &Self| remark.row.value(WRITTEN).number().unwrap_or_default();
        let is_later = match written(&other).total_cmp(&written(self)) {
            Ordering::Equal => other.row.id < self.row.id,
            order => order.is_gt(),
        };
        if is_later {
            std::mem::swap(&mut self.row, &mut other.row);
            std::mem::swap(&mut self.came, &mut other.came);
        }
        self.twins.push(other.row.id);
    }

    /// Its words.
    pub fn words(&self) -> &str {
        self.row.value(TEXT).words()
    }
}

impl Action {
    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        self.row.value(DONE).shown() == Some(&Value::Flag(true))
    }
}

impl Moment {
    /// An item in a phase.
    pub fn of(item: &RowId, phase: Phase) -> Self {
        Self(format!("{item} {}", phase.word()))
    }

    /// The people who are ready to leave it, by their keys.
    pub fn ready<'a>(&'a self, sheet: &'a Sheet) -> impl Iterator<Item = &'a str> {
        let said = sheet.keyed.get(READY).into_iter().flatten();
        said.filter(|(_, register)| register.words() == self.0).map(|(person, _)| person.as_str())
    }
}

impl Timer {
    /// The timer of a review; nothing where none was started, or somebody stopped it.
    pub fn of(sheet: &Sheet) -> Option<Self> {
        let ends_ms = sheet.value(ENDS).number().filter(|ends| *ends > 0.0)? as u64;
        Some(Self { ends_ms, minutes: sheet.value(TIMED).number().unwrap_or_default() })
    }

    /// The seconds that are left at a time of the server's clock.
    pub fn seconds_left(self, now_ms: u64) -> u64 {
        self.ends_ms.saturating_sub(now_ms).div_ceil(1000)
    }
}

/// Rows of items that are one item stand together: the first by their order, and its twins.
fn groups(sheet: &Sheet) -> Vec<(&Row, Vec<&Row>)> {
    let mut groups: Vec<(&Row, Vec<&Row>)> = Vec::new();
    for row in sheet.rows(ITEMS) {
        match groups.iter_mut().find(|(first, _)| is_one_item(first, row)) {
            Some((_, twins)) => twins.push(row),
            None => groups.push((row, Vec::new())),
        }
    }
    groups
}

/// Whether two rows are one item: they name the same one as the one that was raised first, or one of them names the other.
fn is_one_item(one: &Row, other: &Row) -> bool {
    let [origin, others] = [one, other].map(|row| row.value(ORIGIN).words());
    let names = |origin: &str, row: &Row| origin.rsplit_once('/').is_some_and(|(_, named)| named == row.id.as_str());
    (!origin.is_empty() && origin == others) || names(origin, other) || names(others, one)
}

/// The rows of a list by the row that each names, in the order in which they were written.
fn by_pointer<'a>(sheet: &'a Sheet, list: &str, pointer: &str) -> BTreeMap<&'a str, Vec<&'a Row>> {
    let mut rows: Vec<&Row> = sheet.rows(list).collect();
    sort_by_key(&mut rows, |row| (row.value(pointer).writes.first().map(|write| write.at_ms), row.id.clone()));
    let mut by: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by.entry(row.value(pointer).words()).or_default().push(row);
    }
    by
}

/// The earliest reveal of an item.
fn revealed(sheet: &Sheet, ids: &[&str]) -> Option<u64> {
    let of_item = sheet.all_rows(REVEALS).iter().filter(|row| ids.contains(&row.value(ITEM).words()));
    of_item.filter_map(|row| row.value(AT).number()).map(|at| at.max(0.0) as u64).min()
}

/// How many different people marked something as read.
fn readers(rows: &[Row], maker: MakerOf<'_>) -> usize {
    let who: Vec<String> = rows.iter().map(|row| maker(READS, &row.id).words(writer(row.value(ITEM)))).collect();
    ByPerson::count(who.iter().map(String::as_str))
}
