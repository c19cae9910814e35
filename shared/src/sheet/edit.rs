//! The edits that a person can make in a document, and the only code that makes them.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use yrs::{Any, In, Map, MapPrelim, MapRef, Out, ReadTxn, Text, TextPrelim, TransactionMut, WriteTxn};

use super::fields;
use super::order;
use super::read::{archived, row_map, sorted_rows, text_ref};
use super::schema::{Is, List, Schema, VALUES};
use super::text::string_of;
use super::value::{BadValue, Value, Write};
use crate::id::RowId;

/// Where on a sheet a text or a value stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The sheet itself or a row of it.
    pub spot: Spot,
    /// The text's or the value's name.
    pub name: String,
}

/// The sheet itself or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Spot {
    /// The sheet itself.
    Sheet,
    /// A map of values keyed by a person or a document.
    Keyed {
        /// The map's name.
        map: String,
    },
    /// A row of a list.
    Row {
        /// The list's name.
        list: String,
        /// The row.
        row: RowId,
    },
}

impl Place {
    /// A text or value of the sheet itself.
    pub fn on_sheet(name: &str) -> Self {
        Self { spot: Spot::Sheet, name: name.to_owned() }
    }

    /// The value under `key` in a keyed map.
    pub fn under_key(map: &str, key: &str) -> Self {
        Self { spot: Spot::Keyed { map: map.to_owned() }, name: key.to_owned() }
    }

    /// A text or value of a row.
    pub fn in_row(list: &str, row: &RowId, name: &str) -> Self {
        Self { spot: Spot::Row { list: list.to_owned(), row: row.clone() }, name: name.to_owned() }
    }
}

/// Characters taken out of and put into a text. Offsets and lengths count UTF-16 units, as the DOM and Yjs do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Splice {
    /// Where.
    pub at: u32,
    /// How many units go.
    pub remove: u32,
    /// The letters that are put in.
    pub insert: String,
}

impl Splice {
    /// The same splice in pieces that insert at most `bytes_max` bytes each, to be made one after another.
    pub fn in_pieces(&self, bytes_max: usize) -> Vec<Self> {
        let mut pieces = vec![Self { insert: String::new(), ..self.clone() }];
        let mut at = self.at;
        let mut rest = self.insert.as_str();
        while !rest.is_empty() {
            let end = rest.floor_char_boundary(bytes_max.max(4));
            let (insert, left) = rest.split_at(end);
            pieces.push(Self { at, remove: 0, insert: insert.to_owned() });
            at += insert.encode_utf16().count() as u32;
            rest = left;
        }
        // The letters taken out and the first of those put in go together, so that nobody sees the one without the
        // other.
        if pieces.len() > 1 {
            pieces[1].remove = self.remove;
            pieces.remove(0);
        }
        pieces
    }
}

/// The doer of something, and the time by their own clock. It is shown, not trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The person's name as they gave it.
    #[serde(default)]
    pub by: String,
    /// Milliseconds since 1970.
    #[serde(default)]
    pub at_ms: u64,
}

/// One thing a person can do.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Type into a text.
    Write {
        /// The text.
        at: Place,
        /// The letters that change.
        splice: Splice,
    },
    /// Set a value, superseding every write this copy shows.
    Set {
        /// The value.
        at: Place,
        /// The value it becomes.
        to: Value,
    },
    /// Take a value back.
    Clear {
        /// The value.
        at: Place,
    },
    /// Of several concurrent writes, keep this one.
    Keep {
        /// The value.
        at: Place,
        /// The write's id.
        write: String,
    },
    /// Put back what a value was, as undo does.
    PutBack {
        /// The value.
        at: Place,
        /// Its writes then, under their own stamps.
        writes: Vec<Write>,
    },
    /// Add a row.
    Add {
        /// The list.
        list: String,
        /// The row it follows; `None` puts it first.
        after: Option<RowId>,
        /// Texts it starts with.
        texts: Vec<(String, String)>,
        /// Values it starts with.
        values: Vec<(String, Value)>,
    },
    /// Move a row.
    Move {
        /// The list.
        list: String,
        /// The row.
        row: RowId,
        /// The row it follows from now on; `None` puts it first.
        after: Option<RowId>,
    },
    /// Remove a row: it is marked archived, so an edit somebody makes under it meanwhile survives.
    Archive {
        /// The list.
        list: String,
        /// The row.
        row: RowId,
    },
    /// Bring an archived row back.
    Restore {
        /// The list.
        list: String,
        /// The row.
        row: RowId,
    },
}

/// Why an edit was not made: a sentence for the person, shown at the field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// The document's kind has no such text, value or list.
    #[error("this kind of document has no `{0}`")]
    Unknown(String),
    /// The row is not in this copy.
    #[error("this row is not here")]
    NoRow,
    /// The row has come from another program, without the text: of two made later at once, one would be lost.
    #[error("another program made this row without a place for this text: write it in a new row")]
    NoText,
    /// The splice lies outside the text.
    #[error("the text has changed under this edit")]
    OutOfText,
    /// This copy may not be edited now.
    #[error("this document can only be read just now")]
    ReadOnly,
    /// The row belongs to whoever made it.
    #[error("this row is its maker's, and nobody else changes it")]
    NotYours,
    /// The row is written once.
    #[error("this is written once: add another line in its place")]
    Once,
    /// The value may not stand there.
    #[error(transparent)]
    BadValue(#[from] BadValue),
}

impl EditError {
    /// The sentence for the person.
    pub fn sentence(&self) -> String {
        let error = self.to_string();
        let mut letters = error.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        format!("{}{}.", first.unwrap_or_default(), letters.as_str())
    }
}

/// Makes one edit. Returns the row it added, if it added one.
///
/// # Errors
/// [`EditError`], and then nothing has changed.
pub fn apply(
    schema: &Schema,
    txn: &mut TransactionMut<'_>,
    edit: &Edit,
    stamp: &Stamp,
) -> Result<Option<RowId>, EditError> {
    match edit {
        Edit::Write { at, splice } => write(schema, txn, at, splice)?,
        Edit::Set { at, to } => set(schema, txn, at, to, stamp)?,
        Edit::Clear { at } => put_back(schema, txn, at, &[])?,
        Edit::Keep { at, write } => keep(schema, txn, at, write)?,
        Edit::PutBack { at, writes } => put_back(schema, txn, at, writes)?,
        Edit::Add { list, after, texts, values } => {
            let list = list_of(schema, list)?;
            check_row(list, texts, values)?;
            let order = order_after(txn, list.name, after.as_ref());
            return Ok(Some(add_row(txn, list, &order, texts, values, stamp)));
        }
        Edit::Move { list, row, after } => move_row(schema, txn, list, row, after.as_ref())?,
        Edit::Archive { list, row } => archive(schema, txn, list, row, stamp)?,
        Edit::Restore { list, row } => drop(row_of(schema, txn, list, row)?.remove(txn, ARCHIVED)),
    }
    Ok(None)
}

/// The key in a row's map that holds the fractional key it is sorted by.
pub const ORDER: &str = "order";
/// The key in a row's map that holds who removed it and when.
pub const ARCHIVED: &str = "archived";

fn write(schema: &Schema, txn: &mut TransactionMut<'_>, at: &Place, splice: &Splice) -> Result<(), EditError> {
    if let Spot::Row { list, row } = &at.spot {
        row_of(schema, txn, list, row)?;
    }
    let text = text_ref(schema, txn, at).ok_or_else(|| why_no_text(schema, at))?;
    let end = splice.at.checked_add(splice.remove).filter(|end| *end <= text.len(txn)).ok_or(EditError::OutOfText)?;
    // yrs would put two replacement characters where a pair is parted.
    if !stands_between_characters(&string_of(&text, txn), &[splice.at, end]) {
        return Err(EditError::OutOfText);
    }
    if splice.remove > 0 {
        text.remove_range(txn, splice.at, splice.remove);
    }
    if !splice.insert.is_empty() {
        text.insert(txn, splice.at, &splice.insert);
    }
    Ok(())
}

fn why_no_text(schema: &Schema, at: &Place) -> EditError {
    let lists_it = |list: &str| schema.list(list).is_some_and(|list| list.texts.contains(&at.name.as_str()));
    match &at.spot {
        Spot::Row { list, .. } if lists_it(list) => EditError::NoText,
        _ => EditError::Unknown(at.name.clone()),
    }
}

/// Whether none of the rising `offsets`, in UTF-16 units, parts a surrogate pair.
fn stands_between_characters(text: &str, offsets: &[u32]) -> bool {
    let mut offsets = offsets.iter().copied().peekable();
    let mut at = 0;
    for letter in text.chars() {
        while offsets.next_if_eq(&at).is_some() {}
        let Some(next) = offsets.peek() else { return true };
        if *next < at {
            return false;
        }
        at += letter.len_utf16() as u32;
    }
    offsets.all(|offset| offset == at)
}

fn set(schema: &Schema, txn: &mut TransactionMut<'_>, at: &Place, to: &Value, stamp: &Stamp) -> Result<(), EditError> {
    let (map, is) = value_at(schema, txn, at)?;
    is.check(to)?;
    let register = fields::read_as(is, fields::get(txn, &map, &at.name));
    if register.is_open() || register.shown() != Some(to) {
        fields::set(txn, &map, &at.name, to, stamp);
    }
    Ok(())
}

fn keep(schema: &Schema, txn: &mut TransactionMut<'_>, at: &Place, write: &str) -> Result<(), EditError> {
    let (map, _) = value_at(schema, txn, at)?;
    if fields::get(txn, &map, &at.name).writes.iter().any(|one| one.id == write) {
        fields::clear_but(txn, &map, &at.name, Some(write));
    }
    Ok(())
}

fn put_back(schema: &Schema, txn: &mut TransactionMut<'_>, at: &Place, writes: &[Write]) -> Result<(), EditError> {
    // Writes that stood there may stand there again, also those of another program that no person could make.
    let (map, _) = value_at(schema, txn, at)?;
    fields::clear(txn, &map, &at.name);
    for write in writes {
        fields::put(txn, &map, &at.name, &write.value, &Stamp { by: write.by.clone(), at_ms: write.at_ms });
    }
    Ok(())
}

fn move_row(
    schema: &Schema,
    txn: &mut TransactionMut<'_>,
    list: &str,
    row: &RowId,
    after: Option<&RowId>,
) -> Result<(), EditError> {
    let map = row_of(schema, txn, list, row)?;
    if after != Some(row) {
        let order = order_after(txn, list, after);
        map.insert(txn, ORDER, order);
    }
    Ok(())
}

/// The first person to archive a row stays its archiver.
fn archive(
    schema: &Schema,
    txn: &mut TransactionMut<'_>,
    list: &str,
    row: &RowId,
    stamp: &Stamp,
) -> Result<(), EditError> {
    let map = row_of(schema, txn, list, row)?;
    if archived(txn, &map).is_none() {
        map.insert(txn, ARCHIVED, fields::stamp_any(stamp));
    }
    Ok(())
}

fn list_of(schema: &Schema, name: &str) -> Result<&'static List, EditError> {
    schema.list(name).ok_or_else(|| EditError::Unknown(name.to_owned()))
}

fn row_of(schema: &Schema, txn: &impl ReadTxn, list: &str, row: &RowId) -> Result<MapRef, EditError> {
    list_of(schema, list)?;
    row_map(txn, list, row).ok_or(EditError::NoRow)
}

/// The map a value stands in, and what the value may be.
fn value_at(schema: &Schema, txn: &mut TransactionMut<'_>, at: &Place) -> Result<(MapRef, Is), EditError> {
    let unknown = || EditError::Unknown(at.name.clone());
    match &at.spot {
        Spot::Sheet => {
            let field = schema.value(&at.name).ok_or_else(unknown)?;
            Ok((txn.get_or_insert_map(VALUES), field.is))
        }
        Spot::Keyed { map } => {
            let field = schema.keyed(map).filter(|_| is_key(&at.name)).ok_or_else(unknown)?;
            Ok((txn.get_or_insert_map(field.name), field.is))
        }
        Spot::Row { list, row } => {
            let field = list_of(schema, list)?.value(&at.name).ok_or_else(unknown)?;
            Ok((row_of(schema, txn, list, row)?, field.is))
        }
    }
}

/// Whether `key` may stand before the `:` of a write's key.
pub(super) fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= 64 && !key.contains(':')
}

fn check_row(list: &List, texts: &[(String, String)], values: &[(String, Value)]) -> Result<(), EditError> {
    for (name, _) in texts {
        if !list.texts.contains(&name.as_str()) {
            return Err(EditError::Unknown(name.clone()));
        }
    }
    for (name, value) in values {
        let field = list.value(name).ok_or_else(|| EditError::Unknown(name.clone()))?;
        field.is.check(value)?;
    }
    Ok(())
}

/// Adds a row under an id made of who adds it and when. Every text of the row is made with it, never later, so that
/// two people who type into an empty text type into the same one.
pub(super) fn add_row(
    txn: &mut TransactionMut<'_>,
    list: &List,
    order: &str,
    texts: &[(String, String)],
    values: &[(String, Value)],
    stamp: &Stamp,
) -> RowId {
    let root = txn.get_or_insert_map(list.name);
    let (client, clock) = fields::next_id(txn);
    let id = RowId::made_by(client, clock);
    let row = insert_row(txn, &root, list, &id, order, texts);
    for (name, value) in values {
        fields::put(txn, &row, name, value, stamp);
    }
    id
}

/// Puts a row with its texts into the list's map.
pub(super) fn insert_row(
    txn: &mut TransactionMut<'_>,
    root: &MapRef,
    list: &List,
    id: &RowId,
    order: &str,
    texts: &[(String, String)],
) -> MapRef {
    let start = |name: &str| texts.iter().find(|(text, _)| text == name).map_or("", |(_, start)| start.as_str());
    let mut entries: Vec<(String, In)> = vec![(ORDER.to_owned(), In::Any(Any::String(order.into())))];
    entries.extend(list.texts.iter().map(|name| ((*name).to_owned(), In::from(TextPrelim::new(start(name))))));
    root.insert(txn, id.as_str(), MapPrelim::from_iter(entries))
}

/// The key that puts a row behind `after`, or first. A row that is not there puts it last.
fn order_after(txn: &impl ReadTxn, list: &str, after: Option<&RowId>) -> String {
    let rows = sorted_rows(txn, list);
    let place = match after {
        None => 0,
        Some(after) => rows.iter().position(|(_, id)| id == after).map_or(rows.len(), |at| at + 1),
    };
    let low = place.checked_sub(1).map(|at| rows[at].0.as_str());
    // Two devices may have filled one gap with one key: the row then lands behind both, before whatever follows them.
    let mut higher = rows[place..].iter().map(|(order, _)| order.as_str());
    order::between(low, higher.find(|order| low.is_none_or(|low| *order > low)))
}

/// The order key in a row's map.
pub(super) fn order_of(txn: &impl ReadTxn, row: &MapRef) -> String {
    match row.get(txn, ORDER) {
        Some(Out::Any(Any::String(order))) => order.to_string(),
        _ => String::new(),
    }
}
