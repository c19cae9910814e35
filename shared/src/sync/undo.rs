//! Undo of one's own edits, and only of those.
//!
//! Typing is undone by yrs' undo manager, which knows whose characters are whose. Everything else is undone by its
//! opposite edit: adding a row by archiving it (never by a CRDT delete, so what somebody else wrote in it survives),
//! setting a value by putting back what it was, unless somebody else has set it since.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use yrs::undo::{Options, UndoManager};
use yrs::{Origin, Transact};

use crate::id::RowId;
use crate::order;
use crate::sheet::{self, Edit, EditError, Place, Register, Row, Rule, Stamp, Value};
use crate::sync::document::GatedDoc;
use crate::sync::gate::{Class, roots};
use crate::sync::own::Own;

/// The origin of transactions that type.
pub(crate) const TYPING: &str = "typing";
/// The origin of transactions that change anything else.
pub(crate) const CHANGING: &str = "changing";

/// How long typing counts as one step, in milliseconds.
const STEP_MS: u64 = 500;

/// Steps kept; older ones can no longer be undone.
const STEPS_MAX: usize = 500;

/// One thing to undo or redo.
#[derive(Debug, Clone)]
enum Step {
    /// The undo manager's latest item.
    Typing,
    /// An edit that is the opposite of what was done.
    Opposite(Opposite),
}

/// The opposite of an edit, and what must still be so for it to make sense.
#[derive(Debug, Clone)]
struct Opposite {
    edit: Edit,
    /// A value that must still be what the edit made it.
    only_if: Option<(Place, Register)>,
}

/// A step that was taken back or made again.
struct Ran {
    /// The step that leads back; none where nothing does.
    back: Option<Step>,
}

/// The edits of one person in one tab, to be taken back.
pub struct Undo {
    typing: UndoManager<()>,
    n_typed: usize,
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl Undo {
    /// Watches `copy` from now on. `clock` gives milliseconds.
    pub fn new(copy: &mut GatedDoc, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        let mut typing = UndoManager::with_options(Options {
            capture_timeout_millis: STEP_MS,
            tracked_origins: HashSet::from([Origin::from(TYPING)]),
            capture_transaction: None,
            timestamp: Arc::new(never_back(clock)),
            init_undo_stack: Vec::new(),
            init_redo_stack: Vec::new(),
        });
        let schema = copy.schema();
        let doc = copy.doc();
        for root in schema.into_iter().flat_map(roots) {
            match root.class {
                Class::Text => typing.expand_scope(doc, &doc.get_or_insert_text(root.name)),
                _ => typing.expand_scope(doc, &doc.get_or_insert_map(root.name)),
            }
        }
        Self { typing, n_typed: 0, done: Vec::new(), undone: Vec::new() }
    }

    /// Notes that a typing transaction ran.
    pub(crate) fn typed(&mut self) {
        let n_typed = self.typing.undo_stack().len();
        if n_typed > self.n_typed {
            self.push(Step::Typing);
        }
        self.n_typed = n_typed;
        self.undone.clear();
    }

    /// Notes that `edit` is about to run, and answers what would take it back.
    pub(crate) fn before(&self, copy: &mut GatedDoc, edit: &Edit) -> Option<Edit> {
        opposite(copy, edit)
    }

    /// Notes that `edit` ran; `added` is the row it made. A row that is never taken back is no step.
    pub(crate) fn changed(&mut self, copy: &mut GatedDoc, edit: &Edit, opposite: Option<Edit>, added: Option<&RowId>) {
        // Typing before and after is two steps, not one with this change lost between.
        self.typing.reset();
        self.undone.clear();
        let opposite = match (edit, added) {
            (Edit::Add { list, .. }, Some(row)) => archiving(copy, list, row),
            _ => opposite,
        };
        let Some(opposite) = opposite else { return };
        let only_if = place_of(edit).map(|place| (place.clone(), register(copy, place)));
        self.push(Step::Opposite(Opposite { edit: opposite, only_if }));
    }

    /// Runs an edit that is no step of its own. A step that the edit has just taken back is forgotten: a row that is begun,
    /// left empty and archived leaves nothing to undo.
    pub(crate) fn quietly(&mut self, copy: &mut GatedDoc, edit: &Edit, stamp: &Stamp) -> Result<(), EditError> {
        self.typing.reset();
        run_edit(copy, edit, stamp)?;
        self.done.retain(|step| !matches!(step, Step::Opposite(taken_back) if taken_back.edit == *edit));
        Ok(())
    }

    fn push(&mut self, step: Step) {
        if self.done.len() == STEPS_MAX {
            self.done.remove(0);
        }
        self.done.push(step);
    }

    /// Whether there is a step to take back.
    pub(crate) fn has_steps(&self) -> bool {
        !self.done.is_empty()
    }

    /// Takes back the latest own step that can still be taken back. The updates are in `copy.take_written()`.
    pub(crate) fn undo(&mut self, copy: &mut GatedDoc, own: &Own, stamp: &Stamp) -> bool {
        while let Some(step) = self.done.pop() {
            if let Some(Ran { back }) = self.run(copy, own, step, stamp, true) {
                self.undone.extend(back);
                return true;
            }
        }
        false
    }

    /// Does again what was last taken back.
    pub(crate) fn redo(&mut self, copy: &mut GatedDoc, own: &Own, stamp: &Stamp) -> bool {
        while let Some(step) = self.undone.pop() {
            if let Some(Ran { back }) = self.run(copy, own, step, stamp, false) {
                self.done.extend(back);
                return true;
            }
        }
        false
    }

    fn run(&mut self, copy: &mut GatedDoc, own: &Own, step: Step, stamp: &Stamp, undoing: bool) -> Option<Ran> {
        match step {
            Step::Typing => {
                copy.doc();
                let ran = if undoing { self.typing.undo_blocking() } else { self.typing.redo_blocking() };
                self.n_typed = self.typing.undo_stack().len();
                ran.then_some(Ran { back: Some(Step::Typing) })
            }
            Step::Opposite(Opposite { edit, only_if }) => {
                let still_so = only_if.is_none_or(|(place, was)| says_the_same(&register(copy, &place), &was));
                // The rows of others are skipped, and so is what is written once.
                if !still_so || own.may(copy, &edit).is_err() {
                    return None;
                }
                let back = opposite(copy, &edit);
                run_edit(copy, &edit, stamp).ok()?;
                let only_if = place_of(&edit).map(|place| (place.clone(), register(copy, place)));
                Some(Ran { back: back.map(|edit| Step::Opposite(Opposite { edit, only_if })) })
            }
        }
    }
}

/// A clock that stands where the given one goes back: the undo manager subtracts.
fn never_back(clock: impl Fn() -> u64 + Send + Sync + 'static) -> impl Fn() -> u64 + Send + Sync + 'static {
    let latest = AtomicU64::new(0);
    move || {
        let now = clock();
        latest.fetch_max(now, Ordering::Relaxed).max(now)
    }
}

/// A number and the same digits as words are two things.
fn sort_of(value: &Value) -> (bool, bool) {
    (value.number().is_some(), value.words().is_some())
}

/// Whether the same was written by the same people at the same times. Ids aside: putting a value back makes new ones.
fn says_the_same(one: &Register, other: &Register) -> bool {
    let said = |register: &Register| {
        let writes = register.writes.iter();
        let mut said: Vec<_> = writes
            .map(|write| (write.at_ms, write.by.clone(), sort_of(&write.value), write.value.to_string()))
            .collect();
        order::sort(&mut said);
        said
    };
    said(one) == said(other)
}

fn run_edit(copy: &mut GatedDoc, edit: &Edit, stamp: &Stamp) -> Result<(), EditError> {
    let Some(schema) = copy.schema() else { return Ok(()) };
    let mut txn = copy.doc().transact_mut_with(CHANGING);
    sheet::apply(schema, &mut txn, edit, stamp).map(drop)
}

/// The edit that takes back a row that was added, if the schema lets it be taken back.
fn archiving(copy: &GatedDoc, list: &str, row: &RowId) -> Option<Edit> {
    let rule = copy.schema()?.list(list)?.rule;
    (rule != Rule::Append { retracts: false }).then(|| Edit::Archive { list: list.to_owned(), row: row.clone() })
}

fn place_of(edit: &Edit) -> Option<&Place> {
    match edit {
        Edit::Set { at, .. } | Edit::Clear { at } | Edit::Keep { at, .. } | Edit::PutBack { at, .. } => Some(at),
        _ => None,
    }
}

/// The edit that would take `edit` back, as the document stands before it. `None` if none does.
fn opposite(copy: &mut GatedDoc, edit: &Edit) -> Option<Edit> {
    match edit {
        Edit::Write { .. } | Edit::Add { .. } => None,
        Edit::Set { at, .. } | Edit::Clear { at } | Edit::Keep { at, .. } | Edit::PutBack { at, .. } => {
            Some(Edit::PutBack { at: at.clone(), writes: register(copy, at).writes })
        }
        Edit::Move { list, row, .. } => {
            let rows = rows(copy, list);
            let place = rows.iter().position(|one| one.id == *row)?;
            let after = place.checked_sub(1).map(|before| rows[before].id.clone());
            Some(Edit::Move { list: list.clone(), row: row.clone(), after })
        }
        // A row that is written once is taken back for good.
        Edit::Archive { list, .. } if is_once(copy, list) => None,
        Edit::Archive { list, row } => Some(Edit::Restore { list: list.clone(), row: row.clone() }),
        Edit::Restore { list, row } => Some(Edit::Archive { list: list.clone(), row: row.clone() }),
    }
}

fn is_once(copy: &GatedDoc, list: &str) -> bool {
    let list = copy.schema().and_then(|schema| schema.list(list));
    list.is_some_and(|list| matches!(list.rule, Rule::Append { .. }))
}

fn rows(copy: &mut GatedDoc, list: &str) -> Vec<Row> {
    let Some(list) = copy.schema().and_then(|schema| schema.list(list)) else { return Vec::new() };
    sheet::read_rows(&copy.doc().transact(), list)
}

fn register(copy: &mut GatedDoc, place: &Place) -> Register {
    let Some(schema) = copy.schema() else { return Register::default() };
    sheet::read_value(schema, &copy.doc().transact(), place)
}
