//! Muster's own JSON: documents as they stand, with their ids, orders, writers and removed rows.

mod sheet;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use self::sheet::SheetOf;
use super::{Draft, ImportError, OrgPart, source_of};
use crate::id::{DocId, Lineage};
use crate::kinds::charter::{self, CLAIMS};
use crate::kinds::org::{FUNCTIONS, SURFACES};
use crate::kinds::{Kind, Subject};
use crate::order::gather;
use crate::sheet::{Row, Sheet};

/// The form this reads and [`crate::files::export::json`] writes.
pub(crate) const FORM: u32 = 1;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "muster")]
    _form: Form,
    documents: Vec<Document>,
}

#[derive(serde::Deserialize)]
#[serde(try_from = "u32")]
struct Form;

impl TryFrom<u32> for Form {
    type Error = String;

    fn try_from(form: u32) -> Result<Self, String> {
        if form == FORM {
            Ok(Self)
        } else {
            Err(format!("this is form {form} of Muster’s export; form {FORM} is read"))
        }
    }
}

/// A document with its id, its kind and its history.
pub(crate) struct Document {
    pub(crate) id: DocId,
    pub(crate) kind: Kind,
    pub(crate) lineage: Option<Lineage>,
    pub(crate) example: bool,
    pub(crate) sheet: Sheet,
}

/// The keys of the object at the file's top; proves that the whole file is JSON.
pub(super) fn keys(text: &str) -> Result<Vec<String>, ImportError> {
    struct Keys(Vec<String>);
    struct Top;
    impl<'de> Deserialize<'de> for Keys {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            from.deserialize_any(Top).map(Self)
        }
    }
    impl<'de> Visitor<'de> for Top {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with `muster` and `documents`, or with `teams`")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, _)) = map.next_entry::<String, IgnoredAny>()? {
                keys.push(key);
            }
            Ok(keys)
        }
    }
    serde_json::from_str::<Keys>(text).map(|keys| keys.0).map_err(Into::into)
}

/// Reads every document.
pub(super) fn documents(text: &str) -> Result<Vec<Draft>, ImportError> {
    let file: File = serde_json::from_str(text)?;
    let mut ids = BTreeSet::new();
    if let Some(twice) = file.documents.iter().find(|document| !ids.insert(&document.id)) {
        return Err(ImportError::new(1, format!("the document `{}` is there twice", twice.id)));
    }
    Ok(drafts_of(file.documents))
}

/// Documents as drafts, each with its part of the `org` document that is among them.
pub(crate) fn drafts_of(documents: Vec<Document>) -> Vec<Draft> {
    let org = documents.iter().find(|document| document.kind.spec().subject == Subject::Workspace);
    let org = org.map(|document| document.sheet.clone()).unwrap_or_default();
    let index = Index::of(&org);
    documents.into_iter().map(|document| draft(document, &index)).collect()
}

fn draft(document: Document, index: &Index<'_>) -> Draft {
    let Document { id, kind, lineage, example, sheet } = document;
    let source = source_of(&id);
    let (sheet, org) = match kind.spec().subject {
        Subject::Itself if kind == charter::KIND => {
            let part = index.part_of(&id, &sheet);
            (sheet, part)
        }
        Subject::Itself | Subject::Of(_) | Subject::Each(_) | Subject::Personal(_) => (sheet, Sheet::default()),
        Subject::Workspace => (Sheet::default(), sheet),
    };
    Draft {
        source,
        kind,
        doc: Some(id),
        lineage,
        slot: None,
        example,
        sheet,
        org: OrgPart { sheet: org, ..OrgPart::default() },
        told: Vec::new(),
    }
}

/// The file's `org` document by what charters need of it: a file may hold thousands of both.
struct Index<'a> {
    org: &'a Sheet,
    functions: BTreeMap<&'a str, Vec<&'a Row>>,
    surfaces: BTreeMap<&'a str, &'a Row>,
}

impl<'a> Index<'a> {
    fn of(org: &'a Sheet) -> Self {
        let mut functions: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in org.all_rows(FUNCTIONS) {
            functions.entry(row.value("team").words()).or_default().push(row);
        }
        let surfaces = org.all_rows(SURFACES).iter().map(|row| (row.id.as_str(), row));
        Self { org, functions, surfaces: gather(surfaces) }
    }

    /// The entries for one charter: its captain, its functions, and the surfaces it claims.
    fn part_of(&self, doc: &DocId, charter: &Sheet) -> Sheet {
        let mut part = Sheet::default();
        for (map, registers) in &self.org.keyed {
            if let Some(register) = registers.get(doc.as_str()) {
                part.keyed.entry(map.clone()).or_default().insert(doc.to_string(), register.clone());
            }
        }
        let claims = charter.all_rows(CLAIMS).iter().flat_map(|row| &row.value("surface").writes);
        let claimed: BTreeSet<&str> = gather(claims.filter_map(|write| write.value.words()));
        let functions = self.functions.get(doc.as_str()).into_iter().flatten();
        let surfaces = claimed.iter().filter_map(|id| self.surfaces.get(id));
        part.lists.insert(FUNCTIONS.to_owned(), functions.map(|row| Row::clone(row)).collect());
        part.lists.insert(SURFACES.to_owned(), surfaces.map(|row| Row::clone(row)).collect());
        part
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document with `id`, `kind` and `sheet`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let (mut id, mut kind, mut lineage, mut example, mut sheet) = (None, None, None, false, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => id = Some(map.next_value()?),
                "kind" => kind = Some(map.next_value::<Kind>()?),
                "lineage" => lineage = map.next_value()?,
                "example" => example = map.next_value()?,
                "sheet" => {
                    let kind = kind.ok_or_else(|| A::Error::custom("`kind` must stand before `sheet`"))?;
                    sheet = Some(map.next_value_seed(SheetOf(kind.schema()))?);
                }
                other => return Err(A::Error::unknown_field(other, &["id", "kind", "lineage", "example", "sheet"])),
            }
        }
        Ok(Document {
            id: id.ok_or_else(|| A::Error::missing_field("id"))?,
            kind: kind.ok_or_else(|| A::Error::missing_field("kind"))?,
            lineage,
            example,
            sheet: sheet.ok_or_else(|| A::Error::missing_field("sheet"))?,
        })
    }
}
