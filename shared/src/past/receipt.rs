//! The receipt of a reconnect: which edits went in, what came from others meanwhile, and what is worth a look.

use serde::{Deserialize, Serialize};

use super::look::{Look, Why};
use super::parts::parts;
use super::rewritten::rewritten;
use super::{Changed, Fate, changes, joined, n_places};
use crate::id::RowId;
use crate::kinds::Kind;
use crate::kinds::outline::Sources;
use crate::sheet::{Place, Register, Row, Sheet, Spot};
use crate::text::words::counted;

/// The outcome of edits that were made without a server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// How many places the person changed who was away.
    pub n_own: usize,
    /// How many others changed meanwhile.
    pub n_others: usize,
    /// The changes of the person.
    pub own: Vec<Changed>,
    /// The changes of others.
    pub others: Vec<Changed>,
    /// Places that are worth a look.
    pub look: Vec<Look>,
}

impl Receipt {
    /// Whether there is nothing to tell: nothing of the person's own went in, or nobody else did anything meanwhile, so that
    /// all is said by its being saved.
    pub fn is_empty(&self) -> bool {
        self.n_own == 0 || (self.n_others == 0 && self.look.is_empty())
    }

    /// The receipt in a sentence.
    pub fn sentence(&self) -> String {
        let own = counted(self.n_own, "change", "changes");
        let look = match self.look.len() {
            0 => String::new(),
            n => format!(", {} to look at", counted(n, "place", "places")),
        };
        format!("Your {own} went in, {} came from others{look}.", self.n_others)
    }
}

/// The receipt of a reconnect. `steps` are states of the document on this device, the first of when the server was last
/// heard of: from there to the next the person wrote, from that to the one after it others did, and so on in turn. `mine` is
/// what the document said when the server was back, and `after` what it says now; from the last step to it the person wrote.
pub fn receipt(kind: Kind, steps: &[Sources<'_>], mine: &Sources<'_>, after: &Sources<'_>) -> Receipt {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    let mut is_own = true;
    for (before, now) in steps.iter().zip(steps.iter().skip(1).chain([after])) {
        let side = if is_own { &mut own } else { &mut others };
        *side = joined(std::mem::take(side), changes(kind, before, now));
        is_own = !is_own;
    }
    let several = several(kind, mine.sheet, after);
    let rows = own.iter().filter_map(|changed| row_to_look_at(changed, mine.sheet, after.sheet));
    let rewritten = rewritten(kind, &own, &others, mine.sheet, after.sheet);
    let look = rows.chain(rewritten).chain(several).collect();
    Receipt { n_own: n_places(&own), n_others: n_places(&others), own, others, look }
}

/// Notes in the steps of a receipt that others wrote, from one state to another. Words written in one go are one step.
pub fn others_wrote(steps: &mut Vec<Sheet>, before: &Sheet, after: Sheet) {
    match steps.len() {
        // Nobody waits for a receipt.
        0 => return,
        n if n > 1 && steps.last() == Some(before) => drop(steps.pop()),
        _ => steps.push(before.clone()),
    }
    steps.push(after);
}

/// The places where several values stand side by side that did not before.
fn several(kind: Kind, mine: &Sheet, after: &Sources<'_>) -> Vec<Look> {
    let mut look = Vec::new();
    for part in parts(kind, after) {
        for one in part.said {
            let open = register(after.sheet, &one.at).filter(|register| register.is_open());
            let Some(open) = open else { continue };
            if register(mine, &one.at).is_some_and(Register::is_open) {
                continue;
            }
            let of = if one.label.is_empty() { part.heading.part } else { one.label.as_str() };
            let name = if part.name.is_empty() { of.to_owned() } else { format!("{of} of {}", part.name) };
            let why = Why::Several(one.at.clone(), open.writes.clone());
            look.push(Look { section: part.heading.section.to_owned(), name, why });
        }
    }
    look
}

fn register<'a>(sheet: &'a Sheet, at: &Place) -> Option<&'a Register> {
    match &at.spot {
        Spot::Sheet => sheet.values.get(&at.name),
        Spot::Keyed { map } => sheet.keyed.get(map)?.get(&at.name),
        Spot::Row { list, row } => row_of(sheet, list, row)?.values.get(&at.name),
    }
}

fn row_of<'a>(sheet: &'a Sheet, list: &str, row: &RowId) -> Option<&'a Row> {
    sheet.all_rows(list).iter().find(|one| one.id == *row)
}

/// A row that one person edited and another one removed.
fn row_to_look_at(changed: &Changed, mine: &Sheet, after: &Sheet) -> Option<Look> {
    let of = changed.row.as_ref()?;
    let (was, is) = (row_of(mine, &of.list, &of.row)?, row_of(after, &of.list, &of.row)?);
    let removed = is.archived.as_ref()?;
    let why = match changed.fate {
        Fate::Gone if was.texts != is.texts || was.values != is.values => Why::Edited(of.clone()),
        Fate::Changed | Fate::Came | Fate::Back if was.archived.is_none() => {
            Why::Removed(of.clone(), removed.by.clone())
        }
        _ => return None,
    };
    Some(Look { section: changed.section.clone(), name: of.name.clone(), why })
}
