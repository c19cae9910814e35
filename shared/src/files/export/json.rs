//! Muster's own JSON: everything a document says, in one order, so that equal documents give equal files.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::files::import::FORM;
use crate::id::{DocId, Lineage};
use crate::kinds::Kind;
use crate::order::{gather, sort_by_key};
use crate::sheet::{Register, Row, Sheet, Stamp, Value, Write};

/// A document to write out.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// Its id.
    pub id: DocId,
    /// Its kind.
    pub kind: Kind,
    /// The history it belongs to.
    pub lineage: Option<Lineage>,
    /// Part of the worked example.
    pub example: bool,
    /// The document's sheet.
    pub sheet: Sheet,
}

/// Writes documents out. Give the `org` document along with charters: their surfaces' names and captains stand there.
///
/// Ids of writes are left out, since whoever fills a value makes a new one; who wrote it and when is kept.
pub fn json(documents: &[Exported]) -> String {
    let documents = documents.iter().map(DocumentOut::of).collect();
    let file = FileOut { muster: FORM, documents };
    // Nothing in a file can fail to be written: its keys are strings and its numbers finite or null.
    serde_json::to_string_pretty(&file).map(|text| text + "\n").unwrap_or_default()
}

#[derive(Serialize)]
struct FileOut<'a> {
    muster: u32,
    documents: Vec<DocumentOut<'a>>,
}

#[derive(Serialize)]
struct DocumentOut<'a> {
    id: &'a DocId,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    lineage: Option<&'a Lineage>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    example: bool,
    sheet: SheetOut<'a>,
}

type Registers<'a> = BTreeMap<&'a str, RegisterOut<'a>>;

#[derive(Serialize)]
struct SheetOut<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    texts: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: Registers<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    keyed: BTreeMap<&'a str, Registers<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    lists: BTreeMap<&'a str, Vec<RowOut<'a>>>,
}

#[derive(Serialize)]
struct RowOut<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    order: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived: Option<&'a Stamp>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    texts: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: Registers<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum RegisterOut<'a> {
    Bare(ValueOut<'a>),
    Signed(Vec<Signed<'a>>),
}

#[derive(Serialize)]
struct Signed<'a> {
    value: ValueOut<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    by: &'a str,
    #[serde(skip_serializing_if = "is_zero")]
    at_ms: u64,
}

/// A value as it can be read back exactly.
struct ValueOut<'a>(&'a Value);

impl Serialize for ValueOut<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            // JSON readers may round a number's last digit; where ours does, the number goes as a string.
            Value::Number(number) if !reads_back(*number) => to.serialize_str(&number.to_string()),
            value => value.serialize(to),
        }
    }
}

fn reads_back(number: f64) -> bool {
    let written = serde_json::to_string(&number).ok();
    written.and_then(|text| serde_json::from_str::<f64>(&text).ok()) == Some(number)
}

fn is_zero(at_ms: &u64) -> bool {
    *at_ms == 0
}

impl<'a> DocumentOut<'a> {
    fn of(document: &'a Exported) -> Self {
        let Exported { id, kind, lineage, example, sheet } = document;
        Self { id, kind: *kind, lineage: lineage.as_ref(), example: *example, sheet: SheetOut::of(sheet) }
    }
}

impl<'a> SheetOut<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        let keyed = sheet.keyed.iter().map(|(map, keys)| (map.as_str(), registers(keys)));
        let lists = sheet.lists.iter().filter(|(_, rows)| !rows.is_empty());
        Self {
            texts: texts(&sheet.texts),
            values: registers(&sheet.values),
            keyed: gather(keyed.filter(|(_, keys)| !keys.is_empty())),
            lists: gather(lists.map(|(name, rows)| (name.as_str(), rows.iter().map(RowOut::of).collect()))),
        }
    }
}

impl<'a> RowOut<'a> {
    fn of(row: &'a Row) -> Self {
        Self {
            id: row.id.as_str(),
            order: &row.order,
            archived: row.archived.as_ref(),
            texts: texts(&row.texts),
            values: registers(&row.values),
        }
    }
}

fn texts(texts: &BTreeMap<String, String>) -> BTreeMap<&str, &str> {
    let written = texts.iter().filter(|(_, content)| !content.is_empty());
    gather(written.map(|(name, content)| (name.as_str(), content.as_str())))
}

fn registers(registers: &BTreeMap<String, Register>) -> Registers<'_> {
    let written = registers.iter().filter(|(_, register)| !register.is_vacant());
    gather(written.map(|(name, register)| (name.as_str(), RegisterOut::of(register))))
}

impl<'a> RegisterOut<'a> {
    fn of(register: &'a Register) -> Self {
        if let [Write { value, by, at_ms: 0, .. }] = register.writes.as_slice()
            && by.is_empty()
        {
            return Self::Bare(ValueOut(value));
        }
        let signed = |write: &'a Write| Signed { value: ValueOut(&write.value), by: &write.by, at_ms: write.at_ms };
        let mut writes: Vec<Signed<'a>> = register.writes.iter().map(signed).collect();
        // Writes of one moment have no order but that of their ids, which are not kept: what they say decides.
        sort_by_key(&mut writes, |write| (u64::MAX - write.at_ms, write.value.0.to_string(), write.by));
        Self::Signed(writes)
    }
}
