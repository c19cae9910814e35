//! A sheet in JSON, read against its kind's schema, so that a mistake is named with the line it stands on.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::super::ROWS_MAX;
use super::super::filler::one;
use crate::id::RowId;
use crate::sheet::{Field, Is, List, Register, Row, Schema, Sheet, Stamp, Value, Write};

/// Longest order key that is read: a list of thousands of rows needs a few hundred characters.
const ORDER_BYTES_MAX: usize = 2000;

/// A whole sheet of one kind.
pub(super) struct SheetOf(pub(super) &'static Schema);

/// A map whose keys are known beforehand, each with its own kind of value.
struct MapOf<K>(K);

/// The names of keys, and the kind of value under each.
trait Keys<'de>: Copy {
    type Value;
    type Seed: DeserializeSeed<'de, Value = Self::Value>;
    fn seed(self, key: &str) -> Option<Self::Seed>;
}

#[derive(Clone, Copy)]
struct Texts(&'static [&'static str]);
#[derive(Clone, Copy)]
struct Values(&'static [Field]);
#[derive(Clone, Copy)]
struct KeyedMaps(&'static [Field]);
#[derive(Clone, Copy)]
struct Keyed(Is);
#[derive(Clone, Copy)]
struct Lists(&'static [List]);

impl<'de> Keys<'de> for Texts {
    type Value = String;
    type Seed = PhantomData<String>;
    fn seed(self, key: &str) -> Option<Self::Seed> {
        self.0.contains(&key).then_some(PhantomData)
    }
}

impl<'de> Keys<'de> for Values {
    type Value = Register;
    type Seed = RegisterOf;
    fn seed(self, key: &str) -> Option<RegisterOf> {
        self.0.iter().find(|field| field.name == key).map(|field| RegisterOf(field.is))
    }
}

impl<'de> Keys<'de> for KeyedMaps {
    type Value = BTreeMap<String, Register>;
    type Seed = MapOf<Keyed>;
    fn seed(self, key: &str) -> Option<Self::Seed> {
        self.0.iter().find(|field| field.name == key).map(|field| MapOf(Keyed(field.is)))
    }
}

impl<'de> Keys<'de> for Keyed {
    type Value = Register;
    type Seed = RegisterOf;
    fn seed(self, key: &str) -> Option<RegisterOf> {
        let fits = !key.is_empty() && key.len() <= 64 && !key.contains(':');
        fits.then_some(RegisterOf(self.0))
    }
}

impl<'de> Keys<'de> for Lists {
    type Value = Vec<Row>;
    type Seed = RowsOf;
    fn seed(self, key: &str) -> Option<RowsOf> {
        self.0.iter().find(|list| list.name == key).map(RowsOf)
    }
}

impl<'de, K: Keys<'de>> DeserializeSeed<'de> for MapOf<K> {
    type Value = BTreeMap<String, K::Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, K: Keys<'de>> Visitor<'de> for MapOf<K> {
    type Value = BTreeMap<String, K::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            let seed = self.0.seed(&key).ok_or_else(|| unknown(&key))?;
            entries.insert(key, map.next_value_seed(seed)?);
        }
        Ok(entries)
    }
}

fn unknown<E: Error>(name: &str) -> E {
    let name: String = name.chars().filter(|char| !char.is_control()).take(80).collect();
    E::custom(format!("this kind of document has no `{name}`"))
}

impl<'de> DeserializeSeed<'de> for SheetOf {
    type Value = Sheet;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Sheet, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for SheetOf {
    type Value = Sheet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sheet with `texts`, `values`, `keyed` and `lists`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sheet, A::Error> {
        let mut sheet = Sheet::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "texts" => sheet.texts = map.next_value_seed(MapOf(Texts(self.0.texts)))?,
                "values" => sheet.values = map.next_value_seed(MapOf(Values(self.0.values)))?,
                "keyed" => sheet.keyed = map.next_value_seed(MapOf(KeyedMaps(self.0.keyed)))?,
                "lists" => sheet.lists = map.next_value_seed(MapOf(Lists(self.0.lists)))?,
                other => return Err(A::Error::unknown_field(other, &["texts", "values", "keyed", "lists"])),
            }
        }
        Ok(sheet)
    }
}

struct RowsOf(&'static List);

impl<'de> DeserializeSeed<'de> for RowsOf {
    type Value = Vec<Row>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Vec<Row>, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowsOf {
    type Value = Vec<Row>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Row>, A::Error> {
        let mut rows: Vec<Row> = Vec::new();
        let mut n_unordered = 0;
        while let Some(row) = seq.next_element_seed(RowOf(self.0))? {
            n_unordered += usize::from(row.order.is_empty());
            // Each row without an order gets a key behind the last one, and those keys grow with their number.
            if n_unordered > ROWS_MAX {
                return Err(A::Error::custom(format!("more than {ROWS_MAX} rows without an `order` in one list")));
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

struct RowOf(&'static List);

impl<'de> DeserializeSeed<'de> for RowOf {
    type Value = Row;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Row, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowOf {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row with an `id`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
        const KEYS: &[&str] = &["id", "order", "archived", "texts", "values"];
        let mut id: Option<RowId> = None;
        let (mut order, mut archived) = (String::new(), None);
        let (mut texts, mut values) = (BTreeMap::new(), BTreeMap::new());
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => id = Some(map.next_value()?),
                "order" => order = checked_order(map.next_value()?)?,
                "archived" => archived = map.next_value::<Option<Stamp>>()?,
                "texts" => texts = map.next_value_seed(MapOf(Texts(self.0.texts)))?,
                "values" => values = map.next_value_seed(MapOf(Values(self.0.values)))?,
                other => return Err(A::Error::unknown_field(other, KEYS)),
            }
        }
        let id = id.ok_or_else(|| A::Error::missing_field("id"))?;
        Ok(Row { id, order, archived, texts, values, maker: None })
    }
}

fn checked_order<E: Error>(order: String) -> Result<String, E> {
    let fits = order.len() <= ORDER_BYTES_MAX && order.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if fits { Ok(order) } else { Err(E::custom("an `order` is letters and digits, at most 2000")) }
}

/// A value: bare where nobody signed it, else the writes that stand side by side.
#[derive(Clone, Copy)]
struct RegisterOf(Is);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    #[serde(default)]
    id: String,
    value: Value,
    #[serde(default)]
    by: String,
    #[serde(default)]
    at_ms: u64,
}

impl RegisterOf {
    fn bare<E: Error>(self, value: Value) -> Result<Register, E> {
        self.checked(value).map(one)
    }

    /// A number may come as a string: that is how the few are written that JSON readers round.
    fn checked<E: Error>(self, value: Value) -> Result<Value, E> {
        let number = value.words().filter(|_| self.0 == Is::Number).and_then(|words| words.parse::<f64>().ok());
        let value = number.map_or(value, Value::from);
        self.0.check(&value).map_err(E::custom)?;
        Ok(value)
    }
}

impl<'de> DeserializeSeed<'de> for RegisterOf {
    type Value = Register;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Register, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RegisterOf {
    type Value = Register;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or an array of writes")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Register, E> {
        self.bare(Value::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Register, E> {
        self.bare(Value::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Register, E> {
        self.bare(Value::Number(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Register, E> {
        self.bare(Value::Number(number))
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<Register, E> {
        self.bare(Value::from(words))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Register, A::Error> {
        let mut writes = Vec::new();
        while let Some(Signed { id, value, by, at_ms }) = seq.next_element()? {
            let value = self.checked(value)?;
            writes.push(Write { id, value, by, at_ms });
        }
        Ok(Register { writes })
    }
}
