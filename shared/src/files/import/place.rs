//! Which document a draft belongs to, and its names as rows of that document and of `org`.

use crate::names;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::filler::{made_id, one, words};
use super::origin::likeness;
use super::{Draft, SurfaceDraft};
use crate::id::{DocId, RowId};
use crate::kinds::Subject;
use crate::kinds::charter::{self, CLAIMS};
use crate::kinds::org::{FUNCTIONS, SOURCES, SURFACES, required_functions};
use crate::order::gather;
use crate::sheet::{Register, Row, Sheet, Value};

/// The sheets to fill, each in its document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// For the draft's own document; empty when the draft is an `org` document.
    pub sheet: Sheet,
    /// For the `org` document.
    pub org: Sheet,
}

impl Placed {
    /// Says of every value that nobody is said to have written what brought it, and when.
    pub fn stamp(&mut self, by: &str, at_ms: u64) {
        for sheet in [&mut self.sheet, &mut self.org] {
            let of_rows = sheet.lists.values_mut().flatten().flat_map(|row| row.values.values_mut());
            let keyed = sheet.keyed.values_mut().flat_map(BTreeMap::values_mut);
            let registers = sheet.values.values_mut().chain(keyed).chain(of_rows);
            for write in registers.flat_map(|register| &mut register.writes).filter(|write| write.by.is_empty()) {
                by.clone_into(&mut write.by);
                write.at_ms = at_ms;
            }
        }
    }
}

/// The document that was once imported from `source` and is here: one that was deleted may have been made anew since. When
/// in doubt there is none.
pub fn already(org: &Sheet, source: &str, is_here: &dyn Fn(&DocId) -> bool) -> Option<DocId> {
    let wanted = words(source);
    let alike = |register: &Register| {
        let sources = register.writes.iter().filter_map(|write| write.value.words());
        sources.filter_map(|source| likeness(source, &wanted)).max()
    };
    let docs = org.keyed.get(SOURCES)?.iter().filter_map(|(doc, register)| Some((alike(register)?, doc)));
    let here = docs.filter_map(|(likeness, doc)| Some((likeness, doc.parse().ok()?))).filter(|(_, doc)| is_here(doc));
    // Of several the first counts.
    here.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, doc)| doc)
}

/// The document a draft belongs to, or `None` when a new one is to be made. `is_here` says whether a document exists.
///
/// Muster's own JSON keeps its ids, unless the document was brought here under another one before. A document of that id
/// that lives elsewhere must be fetched before it is filled: two copies filled apart would say everything twice once they
/// meet.
pub fn home(draft: &Draft, org: &Sheet, is_here: &dyn Fn(&DocId) -> bool) -> Option<DocId> {
    let here = draft.doc.clone().filter(is_here);
    let known = here.or_else(|| already(org, &draft.source, is_here));
    known.or_else(|| draft.doc.clone().filter(|_| draft.lineage.is_some()))
}

/// Turns a draft's names into rows for the document `doc`. `org` is the `org` document as it stands: a registered
/// surface of the same name is used, as names are compared; else one is filled. The worked example and the company keep
/// surfaces of their own, also where the names are the same.
///
/// Placed twice, a draft gives the same ids, so filling it twice changes nothing.
pub fn place(draft: &Draft, doc: &DocId, org: &Sheet) -> Placed {
    match draft.kind.spec().subject {
        Subject::Workspace => {
            return Placed { sheet: Sheet::default(), org: unknown_surfaces(&draft.org.sheet, org) };
        }
        Subject::Itself if draft.kind == charter::KIND => {}
        // Of others the workspace's document says no more than where they came from.
        Subject::Itself => {
            let mut org = Sheet::default();
            note_source(&mut org, draft, doc);
            return Placed { sheet: draft.sheet.clone(), org };
        }
        Subject::Of(_) | Subject::Each(_) | Subject::Personal(_) => {
            return Placed { sheet: draft.sheet.clone(), org: Sheet::default() };
        }
    }
    let mut placed = Placed { sheet: draft.sheet.clone(), org: rekeyed(draft, doc) };
    let surfaces = settle_surfaces(draft, org);
    for row in placed.sheet.lists.get_mut(CLAIMS).into_iter().flatten() {
        for write in row.values.get_mut("surface").into_iter().flat_map(|register| &mut register.writes) {
            if let Some(id) = write.value.words().and_then(|named| surfaces.id_of(named)) {
                write.value = Value::from(id.as_str());
            }
        }
    }
    let org_lists = &mut placed.org.lists;
    org_lists.insert(SURFACES.to_owned(), surfaces.new);
    org_lists.entry(FUNCTIONS.to_owned()).or_default().extend(new_functions(draft, doc, org));
    note_source(&mut placed.org, draft, doc);
    for (map, register) in &draft.org.values {
        put(&mut placed.org, map, doc, register.clone());
    }
    placed
}

/// Says where a document came from, by which it is found again: one with a lineage is found by its id.
fn note_source(org: &mut Sheet, draft: &Draft, doc: &DocId) {
    if draft.lineage.is_none() {
        put(org, SOURCES, doc, one(words(&draft.source)));
    }
}

/// Adds one draft's part to the workspace's document. Parts that stand there already stay.
pub fn join(org: &mut Sheet, part: Sheet) {
    for (list, rows) in part.lists {
        let there = org.lists.entry(list).or_default();
        for row in rows {
            if there.iter().all(|known| known.id != row.id) {
                there.push(row);
            }
        }
    }
    for (map, values) in part.keyed {
        let there = org.keyed.entry(map).or_default();
        values.into_iter().for_each(|(key, value)| _ = there.entry(key).or_insert(value));
    }
}

fn put(org: &mut Sheet, map: &str, doc: &DocId, register: Register) {
    org.keyed.entry(map.to_owned()).or_default().insert(doc.to_string(), register);
}

/// A file's own `org` document without the surfaces that `org` knows under another id.
fn unknown_surfaces(file: &Sheet, org: &Sheet) -> Sheet {
    let (mut sheet, own, examples) = (file.clone(), Registry::of(org, false), Registry::of(org, true));
    if let Some(rows) = sheet.lists.get_mut(SURFACES) {
        rows.retain(|row| {
            let registry = if row.id.is_example() { &examples } else { &own };
            row.archived.is_some() || registry.known_as(row).is_none()
        });
    }
    sheet
}

/// The registered surfaces by id and, those not removed, by name.
struct Registry<'a> {
    ids: BTreeSet<&'a RowId>,
    names: BTreeMap<String, &'a RowId>,
}

impl<'a> Registry<'a> {
    /// The worked example's, or the company's own.
    fn of(org: &'a Sheet, example: bool) -> Self {
        let rows = org.rows(SURFACES).filter(|row| row.id.is_example() == example);
        let named = rows.map(|row| (names::key(row.value("name").words()), &row.id));
        // Of several rows of one name the first counts, so the last to be collected.
        let names = gather(named.collect::<Vec<_>>().into_iter().rev());
        Self { ids: gather(org.all_rows(SURFACES).iter().map(|row| &row.id)), names }
    }

    /// The id under which this row of another registry is known here, if that is another one.
    fn known_as(&self, row: &Row) -> Option<RowId> {
        let by_name = self.names.get(&names::key(row.value("name").words()));
        by_name.filter(|_| !self.ids.contains(&row.id)).map(|id| (*id).clone())
    }
}

/// The charter's entries in the file's `org` document, under the id `doc`.
fn rekeyed(draft: &Draft, doc: &DocId) -> Sheet {
    let mut sheet = draft.org.sheet.clone();
    let Some(was) = draft.doc.as_ref().filter(|was| *was != doc) else { return sheet };
    for map in sheet.keyed.values_mut() {
        if let Some(register) = map.remove(was.as_str()) {
            map.insert(doc.to_string(), register);
        }
    }
    for row in sheet.lists.get_mut(FUNCTIONS).into_iter().flatten() {
        row.values.insert("team".to_owned(), one(doc.as_str()));
    }
    sheet
}

/// The surfaces that claims name, as ids of the registry.
#[derive(Default)]
struct Settled {
    /// Where the file's own row has another id here.
    by_id: BTreeMap<String, RowId>,
    by_name: BTreeMap<String, RowId>,
    new: Vec<Row>,
}

impl Settled {
    fn id_of(&self, named: &str) -> Option<&RowId> {
        self.by_id.get(named).or_else(|| self.by_name.get(&names::key(named)))
    }
}

fn settle_surfaces(draft: &Draft, org: &Sheet) -> Settled {
    let (part, registry) = (&draft.org, Registry::of(org, draft.example));
    let mut settled = Settled::default();
    for row in part.sheet.all_rows(SURFACES) {
        match registry.known_as(row) {
            Some(known) => drop(settled.by_id.insert(row.id.to_string(), known)),
            None => settled.new.push(row.clone()),
        }
    }
    for surface in part.surfaces.iter().filter(|surface| !surface.name.is_empty()) {
        let name = names::key(&surface.name);
        if let Some(known) = registry.names.get(&name) {
            settled.by_name.insert(name, (*known).clone());
        } else if let Entry::Vacant(vacant) = settled.by_name.entry(name) {
            let row = surface_row(surface, draft.example);
            vacant.insert(row.id.clone());
            settled.new.push(row);
        }
    }
    settled
}

/// A new row of the registry. Its id depends on its name alone, so that two teams who bring the same surface at once
/// bring the same row.
fn surface_row(surface: &SurfaceDraft, example: bool) -> Row {
    let mut row = Row::new(marked(made_id(&[SURFACES, &names::key(&surface.name)]), example));
    row.values.insert("name".to_owned(), one(surface.name.as_str()));
    if !surface.about.is_empty() {
        row.texts.insert("about".to_owned(), surface.about.clone());
    }
    row
}

fn marked(id: RowId, example: bool) -> RowId {
    if example { id.of_example() } else { id }
}

fn new_functions(draft: &Draft, doc: &DocId, org: &Sheet) -> Vec<Row> {
    let mut known: BTreeSet<String> = gather(required_functions(org, doc).map(|(_, name)| names::key(name)));
    let mut rows = Vec::new();
    for name in draft.org.functions.iter().map(|name| words(name)) {
        let plain = names::key(&name);
        if name.is_empty() || !known.insert(plain.clone()) {
            continue;
        }
        let mut row = Row::new(marked(made_id(&[FUNCTIONS, doc.as_str(), &plain]), draft.example));
        row.values.insert("team".to_owned(), one(doc.as_str()));
        row.values.insert("name".to_owned(), one(name));
        rows.push(row);
    }
    rows
}
