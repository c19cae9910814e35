//! Edits of a plan: numbers that mean something in whatever document they meet.

use super::meeting::Act;
use crate::network::Network;
use fastrand::Rng;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Field, Is, List, Place, Row, Splice, Value};
use muster_shared::sync::replica::Replica;

/// An edit that somebody sets out to make. Numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub enum Draft {
    /// Type into a text of the sheet or of a row.
    Type { text: usize, row: usize, at: u32, remove: u32, insert: String },
    /// Type a letter nobody else types.
    Letter { at: u32, letter: String },
    /// Set, clear or pick a value of the sheet, of a keyed map or of a row.
    Value { value: usize, row: usize, what: u8, number: u32 },
    /// Add a row.
    Add { list: usize, after: usize },
    /// Something that somebody does in a review.
    Act(Act),
    /// Move, archive or restore a row.
    Row { list: usize, row: usize, what: u8, after: usize },
}

impl Draft {
    pub fn any(rng: &mut Rng, kind: Kind) -> Self {
        let has_values = kind == Kind::Org || !kind.schema().values.is_empty();
        match rng.u8(0..20) {
            0..8 => Self::Type {
                text: rng.usize(..),
                row: rng.usize(..),
                at: rng.u32(..),
                remove: if rng.bool() { 0 } else { rng.u32(0..6) },
                insert: words(rng),
            },
            8..13 if has_values => {
                Self::Value { value: rng.usize(..), row: rng.usize(..), what: rng.u8(..), number: rng.u32(0..40) }
            }
            13..17 => Self::Add { list: rng.usize(..), after: rng.usize(..) },
            _ => Self::Row { list: rng.usize(..), row: rng.usize(..), what: rng.u8(..), after: rng.usize(..) },
        }
    }

    /// Does it, where the document has a place for it.
    pub fn make(&self, network: &mut Network, peer: usize) {
        let me = network.key_of(peer);
        let replica = network.replica(peer);
        if !replica.can_edit() {
            return;
        }
        let Some(edit) = self.edit(replica, &me) else { return };
        network.edit(peer, &edit).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        if let Self::Act(act) = self {
            network.said.extend(act.words());
        }
    }

    fn edit(&self, replica: &mut Replica, me: &str) -> Option<Edit> {
        match self {
            Self::Type { text, row, at, remove, insert } => {
                let (place, content) = a_text(replica, *text, *row)?;
                let splice = a_splice(&content, *at, *remove, insert);
                Some(Edit::Write { at: place, splice })
            }
            Self::Letter { at, letter } => {
                let content = replica.sheet().text("mission").to_owned();
                Some(Edit::Write { at: Place::on_sheet("mission"), splice: a_splice(&content, *at, 0, letter) })
            }
            Self::Value { value, row, what, number } => a_value(replica, *value, *row, *what, *number),
            Self::Add { list, after } => {
                let list = a_list(replica, *list)?;
                let rows = replica.sheet().all_rows(list.name).to_vec();
                let after = rows.get(after % (rows.len() + 1)).map(|row| row.id.clone());
                Some(Edit::Add { list: list.name.to_owned(), after, texts: Vec::new(), values: Vec::new() })
            }
            Self::Act(act) => act.edit(&replica.sheet(), me),
            Self::Row { list, row, what, after } => {
                let list = a_list(replica, *list)?;
                let rows = replica.sheet().all_rows(list.name).to_vec();
                let row = a_row(&rows, *row)?.id.clone();
                let after = rows.get(after % (rows.len() + 1)).map(|row| row.id.clone());
                let list = list.name.to_owned();
                Some(match what % 3 {
                    0 => Edit::Move { list, row, after },
                    1 => Edit::Archive { list, row },
                    _ => Edit::Restore { list, row },
                })
            }
        }
    }
}

fn words(rng: &mut Rng) -> String {
    let long = rng.u8(0..30) == 0;
    if long {
        return "a pasted page ".repeat(rng.usize(1..12_000));
    }
    (0..rng.usize(1..6)).map(|_| *rng.choice(&['a', 'b', ' ', 'é', '😀', '\n']).unwrap_or(&'x')).collect()
}

/// A splice that parts no character.
fn a_splice(content: &str, at: u32, remove: u32, insert: &str) -> Splice {
    let letters: Vec<char> = content.chars().collect();
    let start = at as usize % (letters.len() + 1);
    let end = (start + remove as usize).min(letters.len());
    let units = |letters: &[char]| letters.iter().map(|letter| letter.len_utf16() as u32).sum();
    Splice { at: units(&letters[..start]), remove: units(&letters[start..end]), insert: insert.to_owned() }
}

fn a_list(replica: &Replica, any: usize) -> Option<&'static List> {
    let lists = replica.schema()?.lists;
    // Few lists, so that people meet in them.
    lists.get(any % lists.len().min(4))
}

fn a_row(rows: &[Row], any: usize) -> Option<&Row> {
    rows.get(any % rows.len().max(1))
}

fn a_text(replica: &mut Replica, text: usize, row: usize) -> Option<(Place, String)> {
    let schema = replica.schema()?;
    let sheet = replica.sheet();
    if text.is_multiple_of(2) {
        let name = schema.texts[text / 2 % schema.texts.len().min(3)];
        return Some((Place::on_sheet(name), sheet.text(name).to_owned()));
    }
    let lists: Vec<&List> = schema.lists.iter().take(4).filter(|list| !list.texts.is_empty()).collect();
    let list = lists.get(text / 2 % lists.len())?;
    let row = a_row(sheet.all_rows(list.name), row)?;
    let name = list.texts[text / 3 % list.texts.len()];
    Some((Place::in_row(list.name, &row.id, name), row.text(name).to_owned()))
}

fn a_value(replica: &mut Replica, value: usize, row: usize, what: u8, number: u32) -> Option<Edit> {
    let schema = replica.schema()?;
    let sheet = replica.sheet();
    let mut places: Vec<(Place, Field)> = Vec::new();
    places.extend(schema.values.iter().map(|field| (Place::on_sheet(field.name), *field)));
    for field in schema.keyed {
        places.extend(["t1", "t2"].map(|key| (Place::under_key(field.name, key), *field)));
    }
    for list in schema.lists.iter().take(5) {
        let Some(row) = a_row(sheet.all_rows(list.name), row) else { continue };
        places.extend(list.values.iter().map(|field| (Place::in_row(list.name, &row.id, field.name), *field)));
    }
    let (at, field) = places.get(value % places.len().max(1))?.clone();
    let writes = match &at.spot {
        muster_shared::sheet::Spot::Sheet => sheet.value(&at.name).writes.clone(),
        muster_shared::sheet::Spot::Keyed { map } => sheet.under_key(map, &at.name).writes.clone(),
        muster_shared::sheet::Spot::Row { list, row } => {
            let row = sheet.all_rows(list).iter().find(|one| one.id == *row)?;
            row.value(&at.name).writes.clone()
        }
    };
    Some(match what % 8 {
        0 => Edit::Clear { at },
        1 | 2 if writes.len() > 1 => Edit::Keep { at, write: writes[number as usize % writes.len()].id.clone() },
        _ => Edit::Set { at, to: a_value_of(field.is, number) },
    })
}

fn a_value_of(is: Is, number: u32) -> Value {
    match is {
        Is::Words | Is::Person => Value::from(format!("word {number}")),
        Is::Paragraphs => Value::from(format!("word {number}\nand a line")),
        Is::Number => Value::from(f64::from(number)),
        Is::Day => Value::from(format!("2026-11-{:02}", number % 30 + 1)),
        Is::OneOf(words) => Value::from(words[number as usize % words.len()]),
        Is::Flag => Value::from(number.is_multiple_of(2)),
    }
}
