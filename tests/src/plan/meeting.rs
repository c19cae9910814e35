//! Acts of people in a review: items that are raised and carried, words that are put in, reveals, advice and its answers.
//! Everything that somebody says has words of its own, so that it can be looked for in the end.
#![allow(clippy::expect_used, reason = "a simulation that goes wrong should stop")]

use std::collections::BTreeMap;

use fastrand::Rng;
use muster_shared::files::export::markdown;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::review::{
    ADVICE, ANSWERS, AT, CARRIED, ENDING, ENDINGS, ITEM, ITEMS, ORIGIN, PHASE, PHASES, Phase, QUESTIONS, READY, REASON,
    REMARKS, REVEALS, ReviewView, STANCE, STATE, STATES, TEXT, TITLE, TO, WRITTEN,
};
use muster_shared::sheet::{Edit, Place, Sheet, Value};

/// An act. Numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub enum Act {
    /// Puts an item on the agenda.
    Raise { words: usize },
    /// Carries one of few items of another review; several people may carry the same.
    Carry { origin: usize, words: usize },
    /// Reveals what was written in silence.
    Reveal { item: usize, at: u32 },
    /// Says something about an item: in a list, under words of its own.
    Say { list: usize, item: usize, words: usize },
    /// Answers a piece of advice.
    Answer { advice: usize, ending: usize, words: usize },
    /// Says what becomes of an item.
    End { item: usize, state: usize },
    /// Goes on to a phase.
    GoOn { item: usize, phase: usize },
    /// Is ready.
    Ready { item: usize },
}

/// Lists of things that people say about an item.
const SAID: [&str; 3] = [REMARKS, ADVICE, QUESTIONS];

impl Act {
    /// Any act. `words` is a number that no other act of the plan has.
    pub fn any(rng: &mut Rng, words: usize) -> Self {
        match rng.u8(0..20) {
            0..2 => Self::Raise { words },
            2..5 => Self::Carry { origin: rng.usize(0..3), words },
            5..7 => Self::Reveal { item: rng.usize(..), at: rng.u32(1..1_000_000) },
            7..13 => Self::Say { list: rng.usize(..), item: rng.usize(..), words },
            13..16 => Self::Answer { advice: rng.usize(..), ending: rng.usize(..), words },
            16 => Self::End { item: rng.usize(..), state: rng.usize(..) },
            17 | 18 => Self::GoOn { item: rng.usize(..), phase: rng.usize(..) },
            _ => Self::Ready { item: rng.usize(..) },
        }
    }

    /// The words that this act says, if it says any.
    pub fn words(&self) -> Option<String> {
        match self {
            Self::Raise { words }
            | Self::Carry { words, .. }
            | Self::Say { words, .. }
            | Self::Answer { words, .. } => Some(of(*words)),
            _ => None,
        }
    }

    /// The edit of the person whose key is `me`, where the review has a place for it.
    pub fn edit(&self, sheet: &Sheet, me: &str) -> Option<Edit> {
        let row_of = |list: &str, any: &usize| -> Option<String> {
            let rows = sheet.all_rows(list);
            rows.get(any % rows.len().max(1)).map(|row| row.id.to_string())
        };
        Some(match self {
            Self::Raise { words } => add(sheet, ITEMS, Some(of(*words)), Vec::new()),
            Self::Carry { origin, words } => {
                let values =
                    vec![(ORIGIN, format!("2026-11-10T10:00/a-{origin}").as_str().into()), (CARRIED, 1.0.into())];
                add(sheet, ITEMS, Some(of(*words)), values)
            }
            Self::Reveal { item, at } => {
                let item = row_of(ITEMS, item)?;
                add(sheet, REVEALS, None, vec![(ITEM, item.as_str().into()), (AT, f64::from(*at).into())])
            }
            Self::Say { list, item, words } => {
                let (list, item) = (SAID[list % SAID.len()], row_of(ITEMS, item)?);
                let mut values: Vec<(&str, Value)> =
                    vec![(ITEM, item.as_str().into()), (TEXT, of(*words).as_str().into())];
                if list == REMARKS {
                    values.extend([(STANCE, ((words % 21) as f64 - 10.0).into()), (WRITTEN, 1.0.into())]);
                }
                add(sheet, list, None, values)
            }
            Self::Answer { advice, ending, words } => {
                let (to, ending) = (row_of(ADVICE, advice)?, ENDINGS[ending % ENDINGS.len()]);
                let values =
                    vec![(TO, to.as_str().into()), (ENDING, ending.into()), (REASON, of(*words).as_str().into())];
                add(sheet, ANSWERS, None, values)
            }
            Self::End { item, state } => {
                let row = row_of(ITEMS, item)?.parse().ok()?;
                Edit::Set { at: Place::in_row(ITEMS, &row, STATE), to: STATES[state % STATES.len()].into() }
            }
            Self::GoOn { item, phase } => Edit::Set {
                at: Place::under_key(PHASE, &row_of(ITEMS, item)?),
                to: PHASES[phase % PHASES.len()].into(),
            },
            Self::Ready { item } => {
                let to = format!("{} write", row_of(ITEMS, item)?);
                Edit::Set { at: Place::under_key(READY, me), to: to.as_str().into() }
            }
        })
    }
}

fn of(words: usize) -> String {
    format!("words {words} of somebody.")
}

fn add(sheet: &Sheet, list: &str, title: Option<String>, values: Vec<(&str, Value)>) -> Edit {
    let after = sheet.all_rows(list).last().map(|row| row.id.clone());
    let texts = title.into_iter().map(|title| (TITLE.to_owned(), title)).collect();
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Edit::Add { list: list.to_owned(), after, texts, values }
}

/// Holds a review against everything that was said in it and not taken back: each stands in the summary, once; an item that
/// several people carried is one; what was revealed stays revealed.
///
/// # Panics
/// When words are missing or there twice, or an item is.
pub(super) fn assert_nothing_is_lost(sheet: &Sheet, said: &[String]) {
    let (org, doc) = (Sheet::default(), DocId::org());
    let page = markdown(Kind::Review, &Sources { sheet, org: &org, doc: &doc });
    let lists = [ITEMS, ANSWERS].into_iter().chain(SAID);
    let rows: Vec<_> = lists.flat_map(|list| sheet.all_rows(list)).collect();
    for words in said {
        let speaks = |row: &&&muster_shared::sheet::Row| {
            row.text(TITLE) == words || [TEXT, REASON].iter().any(|field| row.value(field).words() == words)
        };
        let mut there = rows.iter().filter(speaks);
        let row = there.next().unwrap_or_else(|| panic!("nobody's words are lost, and these are: {words}"));
        assert!(there.next().is_none(), "{words} are there twice");
        let is_taken_back = row.archived.is_some();
        assert!(is_taken_back || page.contains(words), "the summary misses {words}:\n{page}");
    }
    let view = ReviewView::of(sheet);
    let mut origins: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &view.items {
        *origins.entry(item.row.value(ORIGIN).words()).or_default() += usize::from(!item.row.value(ORIGIN).is_vacant());
        assert!(item.revealed_ms.is_none() || item.phase >= Phase::Debate, "nobody goes back to silence");
    }
    assert!(origins.values().all(|n| *n <= 1), "an item that several people carried is one: {origins:?}");
}
