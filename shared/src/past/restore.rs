//! Putting back what a document said before, as new edits: nothing that was written since is taken out of its past.

use std::collections::BTreeSet;

use super::parts::parts;
use crate::id::RowId;
use crate::kinds::Kind;
use crate::kinds::outline::Sources;
use crate::order::gather;
use crate::sheet::{EMBEDDED, Edit, List, Place, Register, Row, Sheet, Splice, units};
use crate::text::typing::{difference, differences};
use crate::text::{Change, compare};

/// The part of a document that is put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Document,
    /// Everything under one heading.
    Section(String),
    /// One row.
    Row {
        /// The list.
        list: String,
        /// The row.
        row: RowId,
    },
}

/// The edits that put something back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Restored {
    /// The edits, to be made one after another.
    pub edits: Vec<Edit>,
    /// How many rows stay as they are, as only their makers change them.
    pub n_left: usize,
}

/// The edits that make a part of a document say again what it said `then`.
pub fn restored(kind: Kind, now: &Sources<'_>, then: &Sources<'_>, scope: &Scope) -> Restored {
    let mut work = Work { now: now.sheet, then: then.sheet, restored: Restored::default() };
    let schema = kind.schema();
    let wanted = Wanted::of(kind, now, then, scope);
    for name in schema.texts.iter().filter(|name| wanted.has(&Place::on_sheet(name))) {
        work.text(Place::on_sheet(name), now.sheet.text(name), then.sheet.text(name));
    }
    for field in schema.values.iter().filter(|field| wanted.has(&Place::on_sheet(field.name))) {
        work.value(Place::on_sheet(field.name), now.sheet.value(field.name), then.sheet.value(field.name));
    }
    // A value under a person's key is that person's to write.
    for map in schema.keyed.iter().filter(|map| !map.of_person) {
        let maps = [now.sheet, then.sheet].into_iter().filter_map(|sheet| sheet.keyed.get(map.name));
        let keys: BTreeSet<&String> = gather(maps.flat_map(|map| map.keys()));
        for key in keys.into_iter().filter(|key| wanted.has(&Place::under_key(map.name, key))) {
            let (is, was) = (now.sheet.under_key(map.name, key), then.sheet.under_key(map.name, key));
            work.value(Place::under_key(map.name, key), is, was);
        }
    }
    schema.lists.iter().for_each(|list| work.list(list, &wanted));
    work.restored
}

/// The places and rows that are put back.
enum Wanted {
    All,
    Some { places: BTreeSet<Place>, rows: BTreeSet<(String, RowId)> },
}

impl Wanted {
    fn of(kind: Kind, now: &Sources<'_>, then: &Sources<'_>, scope: &Scope) -> Self {
        let (mut places, mut rows) = (BTreeSet::new(), BTreeSet::new());
        match scope {
            Scope::Document => return Self::All,
            Scope::Row { list, row } => {
                rows.insert((list.clone(), row.clone()));
            }
            Scope::Section(section) => {
                let all = parts(kind, now).into_iter().chain(parts(kind, then));
                for part in all.filter(|part| part.heading.section == section) {
                    match part.row {
                        Some((list, row)) => {
                            rows.insert((list.to_owned(), row));
                        }
                        None => places.extend(part.said.into_iter().map(|one| one.at)),
                    }
                }
            }
        }
        Self::Some { places, rows }
    }

    fn has(&self, place: &Place) -> bool {
        match self {
            Self::All => true,
            Self::Some { places, .. } => places.contains(place),
        }
    }

    fn has_row(&self, list: &str, row: &RowId) -> bool {
        match self {
            Self::All => true,
            Self::Some { rows, .. } => rows.contains(&(list.to_owned(), row.clone())),
        }
    }
}

struct Work<'a> {
    now: &'a Sheet,
    then: &'a Sheet,
    restored: Restored,
}

impl Work<'_> {
    fn text(&mut self, at: Place, is: &str, was: &str) {
        let splices = splices(is, was).into_iter();
        self.restored.edits.extend(splices.map(|splice| Edit::Write { at: at.clone(), splice }));
    }

    fn value(&mut self, at: Place, is: &Register, was: &Register) {
        let values = |register: &Register| register.writes.iter().map(|write| write.value.clone()).collect::<Vec<_>>();
        if values(is) == values(was) {
            return;
        }
        self.restored.edits.push(match was.shown() {
            Some(value) => Edit::Set { at, to: value.clone() },
            None => Edit::Clear { at },
        });
    }

    fn list(&mut self, list: &'static List, wanted: &Wanted) {
        let (now, then) = (self.now.all_rows(list.name), self.then.all_rows(list.name));
        let mut n_rows = 0;
        for is in now.iter().filter(|row| wanted.has_row(list.name, &row.id)) {
            n_rows += 1;
            let was = then.iter().find(|row| row.id == is.id);
            if list.rule.is_own() {
                self.restored.n_left += usize::from(was.is_none_or(|was| is_other(is, was)));
            } else {
                self.row(list, is, was);
            }
        }
        // Of a single row nobody says where it stands among those that came since.
        if !list.rule.is_own() && n_rows > 1 {
            self.order(list, wanted);
        }
    }

    fn row(&mut self, list: &'static List, is: &Row, was: Option<&Row>) {
        let id = || (list.name.to_owned(), is.id.clone());
        let Some(was) = was.filter(|was| was.archived.is_none()) else {
            if is.archived.is_none() {
                let (list, row) = id();
                self.restored.edits.push(Edit::Archive { list, row });
            }
            return;
        };
        if is.archived.is_some() {
            let (list, row) = id();
            self.restored.edits.push(Edit::Restore { list, row });
        }
        for name in list.texts {
            self.text(Place::in_row(list.name, &is.id, name), is.text(name), was.text(name));
        }
        for field in list.values {
            let at = Place::in_row(list.name, &is.id, field.name);
            self.value(at, is.value(field.name), was.value(field.name));
        }
    }

    /// The moves that put the rows that stood there into their order of then.
    fn order(&mut self, list: &'static List, wanted: &Wanted) {
        let (now, then) = (self.now, self.then);
        let is_here = |row: &RowId| now.all_rows(list.name).iter().any(|one| one.id == *row);
        let stood = then.rows(list.name).map(|row| &row.id);
        let stood: Vec<&RowId> = stood.filter(|row| wanted.has_row(list.name, row) && is_here(row)).collect();
        let stands = now.all_rows(list.name).iter().map(|row| &row.id);
        let mut stands: Vec<&RowId> = stands.filter(|row| stood.contains(row)).collect();
        let mut before: Option<&RowId> = None;
        for (at, row) in stood.iter().copied().enumerate() {
            if stands.get(at) != Some(&row) {
                stands.retain(|one| *one != row);
                stands.insert(at.min(stands.len()), row);
                let (list, after) = (list.name.to_owned(), before.cloned());
                self.restored.edits.push(Edit::Move { list, row: row.clone(), after });
            }
            before = Some(row);
        }
    }
}

/// The splices that make a text say what it said, one for each piece that differs, so that what somebody writes meanwhile
/// between two of them stands where it was written. The last comes first, so that none moves the others.
fn splices(is: &str, was: &str) -> Vec<Splice> {
    // An embedded thing stays itself where the text is looked at as a whole.
    if is.contains(EMBEDDED) || was.contains(EMBEDDED) {
        return differences(is, was, 0);
    }
    let (mut at, mut splices) = (0, Vec::new());
    let pieces = compare(is, was);
    for pieces in pieces.chunk_by(|one, next| (one.change == Change::Kept) == (next.change == Change::Kept)) {
        let words = |change: Change| -> String {
            pieces.iter().filter(|one| one.change == change).map(|one| one.words.as_str()).collect()
        };
        let [kept, gone, new] = [Change::Kept, Change::Gone, Change::New].map(words);
        splices.extend(difference(&gone, &new, 0).map(|splice| Splice { at: at + splice.at, ..splice }));
        at += units(&kept) + units(&gone);
    }
    splices.reverse();
    splices
}

/// Whether a row says or is something else than it was.
fn is_other(is: &Row, was: &Row) -> bool {
    is.archived.is_some() != was.archived.is_some() || is.texts != was.texts || is.values != was.values
}
