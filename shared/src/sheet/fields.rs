//! Registers as they stand in a yrs map: one key a write, `<field>:<write>`.

use std::collections::HashMap;
use std::sync::Arc;

use yrs::{Any, Map, MapRef, Out, ReadTxn, TransactionMut};

use super::edit::Stamp;
use super::schema::Is;
use super::value::{Register, Value, Write};
use crate::id::base_62;
use crate::order;

/// An id no other write of this document has: who writes, and at which clock.
pub(super) fn next_id(txn: &TransactionMut<'_>) -> (u64, u32) {
    (txn.doc().client_id().get(), ReadTxn::store(txn).get_local_state())
}

/// Writes `value`, superseding every write this copy has seen.
pub(super) fn set(txn: &mut TransactionMut<'_>, map: &MapRef, field: &str, value: &Value, stamp: &Stamp) {
    clear(txn, map, field);
    put(txn, map, field, value, stamp);
}

/// Writes `value` beside what is there.
pub(super) fn put(txn: &mut TransactionMut<'_>, map: &MapRef, field: &str, value: &Value, stamp: &Stamp) {
    let (client, clock) = next_id(txn);
    let key = format!("{field}:{}-{}", base_62(client.into()), base_62(clock.into()));
    map.insert(txn, key, to_any(value, stamp));
}

/// Takes back every write of `field` but the one called `keep`.
pub(super) fn clear_but(txn: &mut TransactionMut<'_>, map: &MapRef, field: &str, keep: Option<&str>) {
    for id in ids(txn, map, field) {
        if Some(id.as_str()) != keep {
            map.remove(txn, &format!("{field}:{id}"));
        }
    }
}

/// Takes back every write of `field`.
pub(super) fn clear(txn: &mut TransactionMut<'_>, map: &MapRef, field: &str) {
    clear_but(txn, map, field, None);
}

fn ids(txn: &impl ReadTxn, map: &MapRef, field: &str) -> Vec<String> {
    let keys = map.keys(txn).filter_map(|key| {
        let (name, id) = key.split_once(':')?;
        (name == field).then(|| id.to_owned())
    });
    let mut ids: Vec<String> = keys.collect();
    order::sort(&mut ids);
    ids
}

/// The register called `field`, as it stands in `map`.
pub(super) fn get(txn: &impl ReadTxn, map: &MapRef, field: &str) -> Register {
    let writes = ids(txn, map, field).into_iter().filter_map(|id| {
        let out = map.get(txn, &format!("{field}:{id}"))?;
        from_out(id, &out)
    });
    let mut register = Register { writes: writes.collect() };
    register.sort();
    register
}

/// A register as it reads in a field that may hold this: a field of words is one line high, and would take the line break
/// for something typed.
pub(super) fn read_as(is: Is, mut register: Register) -> Register {
    for write in register.writes.iter_mut().filter(|_| is != Is::Paragraphs) {
        if let Value::Words(words) = &mut write.value
            && words.contains(['\n', '\r'])
        {
            *words = words.replace(['\n', '\r'], " ");
        }
    }
    register
}

/// The write called `id`, if `out` is one.
pub(super) fn from_out(id: String, out: &Out) -> Option<Write> {
    let Out::Any(Any::Map(map)) = out else { return None };
    let value = match map.get("v")? {
        Any::Bool(flag) => Value::Flag(*flag),
        Any::String(words) => Value::Words(words.to_string()),
        other => Value::Number(number(other)?),
    };
    let stamp = stamp_of(map);
    Some(Write { id, value, by: stamp.by, at_ms: stamp.at_ms })
}

fn to_any(value: &Value, stamp: &Stamp) -> Any {
    let value = match value {
        Value::Flag(flag) => Any::Bool(*flag),
        Value::Number(number) => Any::from(*number),
        Value::Words(words) => Any::String(words.as_str().into()),
    };
    let Any::Map(stamped) = stamp_any(stamp) else { return value };
    let mut map = HashMap::clone(&stamped);
    map.insert("v".to_owned(), value);
    Any::Map(Arc::new(map))
}

/// A stamp as a plain map.
pub(super) fn stamp_any(stamp: &Stamp) -> Any {
    let mut map = HashMap::new();
    map.insert("by".to_owned(), Any::String(stamp.by.as_str().into()));
    map.insert("at".to_owned(), Any::from(stamp.at_ms as f64));
    Any::Map(Arc::new(map))
}

/// The stamp in a plain map; gaps are empty.
pub(super) fn stamp_of(map: &HashMap<String, Any>) -> Stamp {
    let by = if let Some(Any::String(by)) = map.get("by") { by.to_string() } else { String::new() };
    let at = map.get("at").and_then(number).unwrap_or(0.0);
    Stamp { by, at_ms: at.clamp(0.0, 9e15) as u64 }
}

/// A number as every copy and every file can say it: what is none, or has no end, is no number.
fn number(any: &Any) -> Option<f64> {
    if let Any::Number(number) = any { number.as_f64().filter(|number| number.is_finite()) } else { None }
}
