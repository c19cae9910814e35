//! A document of any kind in which every field says something of its own, to see where each of them comes to light.

use muster_shared::kinds::Kind;
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Edit, EditError, Field, Is, Place, Splice, Stamp, Value, apply};
use muster_shared::sync::document::GatedDoc;

/// The key in every keyed map: a charter's id.
pub const KEY: &str = "team-1";

/// A document with one row in each list and every field filled.
///
/// # Errors
/// [`EditError`] when a field does not take what it says it takes.
pub fn filled(kind: Kind, client: u64) -> Result<GatedDoc, EditError> {
    let mut copy = GatedDoc::new(Some(kind.schema()), client);
    let schema = kind.schema();
    for name in schema.texts {
        write(&mut copy, Place::on_sheet(name), name)?;
    }
    for field in schema.values {
        set(&mut copy, Place::on_sheet(field.name), *field, field.name)?;
    }
    for field in schema.keyed {
        set(&mut copy, Place::under_key(field.name, KEY), *field, field.name)?;
    }
    for list in schema.lists {
        let texts = list.texts.iter().map(|name| ((*name).to_owned(), token(list.name, name)));
        let values = list.values.iter().map(|field| (field.name.to_owned(), value_of(*field, list.name)));
        let (texts, values) = (texts.collect(), values.collect());
        run(&mut copy, &Edit::Add { list: list.name.to_owned(), after: None, texts, values })?;
    }
    Ok(copy)
}

/// The words that stand in a text or a value of words, and nowhere else.
pub fn token(place: &str, name: &str) -> String {
    format!("word {} {}", place.replace('_', " "), name.replace('_', " "))
}

/// A value for a field; `place` says where it stands.
pub fn value_of(field: Field, place: &str) -> Value {
    match field.is {
        Is::Words | Is::Paragraphs => Value::from(token(place, field.name)),
        Is::Person => Value::from(naming("p1eCf", &token(place, field.name))),
        Is::Number => Value::from(0.5),
        Is::Day => Value::from("2026-11-28"),
        Is::OneOf(words) => Value::from(words[0]),
        Is::Flag => Value::from(true),
    }
}

fn write(copy: &mut GatedDoc, at: Place, name: &str) -> Result<(), EditError> {
    let splice = Splice { at: 0, remove: 0, insert: token("sheet", name) };
    run(copy, &Edit::Write { at, splice })
}

fn set(copy: &mut GatedDoc, at: Place, field: Field, name: &str) -> Result<(), EditError> {
    run(copy, &Edit::Set { at, to: value_of(Field { name: field.name, ..field }, name) })
}

fn run(copy: &mut GatedDoc, edit: &Edit) -> Result<(), EditError> {
    let stamp = Stamp { by: "Ada".to_owned(), at_ms: 1_700_000_000_000 };
    let Some(schema) = copy.schema() else { return Err(EditError::ReadOnly) };
    copy.transact("a test", |txn| apply(schema, txn, edit, &stamp)).result.map(drop)
}
