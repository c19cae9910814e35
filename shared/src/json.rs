//! JSON that a page is answered with or has kept, read into types: compiled small.
//!
//! Each type that is read straight from text carries the parser's spaces, commas and places of errors along, 2 to 3 KB of
//! Wasm. Here the text is parsed once for all into a value, and a type takes its fields out of that. Text that does not
//! fit is nothing: a page has no use for the column of an error. Files that people write are read with their places instead.

use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Number, Value, map};

/// The thing that a text says; nothing where it says something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(Said(parsed(text)?)).ok()
}

fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// An error without words: the value is another one than its type.
#[derive(Debug)]
struct Otherwise;

impl fmt::Display for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something else was said")
    }
}

impl std::error::Error for Otherwise {}

impl de::Error for Otherwise {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Read<T> = Result<T, Otherwise>;

/// A value that a type is read from.
struct Said(Value);

impl Said {
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Number(number) => visited(&number, visitor),
            _ => Err(Otherwise),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(Otherwise),
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Array(all) => visitor.visit_seq(Each(all.into_iter())),
            _ => Err(Otherwise),
        }
    }

    fn fields<'de, V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Object(all) => visitor.visit_map(Fields { rest: all.into_iter(), value: Value::Null }),
            _ => Err(Otherwise),
        }
    }
}

fn visited<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Read<V::Value> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(number), ..) => visitor.visit_u64(number),
        (_, Some(number), _) => visitor.visit_i64(number),
        (.., Some(number)) => visitor.visit_f64(number),
        _ => Err(Otherwise),
    }
}

macro_rules! read_as {
    ($as:ident: $($asked:ident)*) => {
        $(fn $asked<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.$as(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Said {
    type Error = Otherwise;

    read_as!(number: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64);
    read_as!(number: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64);
    read_as!(text: deserialize_char deserialize_str deserialize_string deserialize_identifier);
    read_as!(list: deserialize_seq deserialize_bytes deserialize_byte_buf);
    read_as!(fields: deserialize_map);
    read_as!(deserialize_any: deserialize_bool deserialize_unit);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is_so) => visitor.visit_bool(is_so),
            Value::Number(_) => self.number(visitor),
            Value::String(_) => self.text(visitor),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.fields(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Read<V::Value> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.fields(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, held: None }),
            Value::Object(all) if all.len() == 1 => match all.into_iter().next() {
                Some((name, held)) => visitor.visit_enum(Variant { name, held: Some(held) }),
                None => Err(Otherwise),
            },
            _ => Err(Otherwise),
        }
    }
}

/// The values of a list.
struct Each(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Each {
    type Error = Otherwise;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        self.0.next().map(|one| seed.deserialize(Said(one))).transpose()
    }
}

/// The fields of an object, and the value of the one whose name was read last.
struct Fields {
    rest: map::IntoIter,
    value: Value,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Otherwise;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(Said(Value::String(name))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(Said(self.value.take()))
    }
}

/// One of several forms, with what it holds.
struct Variant {
    name: String,
    held: Option<Value>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Otherwise;
    type Variant = Held;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Held)> {
        Ok((seed.deserialize(Said(Value::String(self.name)))?, Held(self.held)))
    }
}

struct Held(Option<Value>);

impl Held {
    fn said(self) -> Read<Said> {
        self.0.map(Said).ok_or(Otherwise)
    }
}

impl<'de> VariantAccess<'de> for Held {
    type Error = Otherwise;

    fn unit_variant(self) -> Read<()> {
        if self.0.is_none_or(|held| held.is_null()) { Ok(()) } else { Err(Otherwise) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self.said()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.said()?.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.said()?.fields(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Team {
        name: String,
        #[serde(default)]
        n: u32,
        seen_ms: Option<u64>,
        share: f64,
        #[serde(default)]
        words: Vec<(String, bool)>,
        #[serde(default)]
        marks: BTreeMap<String, Mark>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mark {
        Open,
        Held(i8),
        Both(u8, u8),
        Named { who: String },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Tagged {
        One { n: u8 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        n: u8,
    }

    #[test]
    fn a_text_is_read_as_the_parser_reads_it() {
        let texts = [
            r#"{"name": "Keys", "share": 1}"#,
            r#"{"name": "Keys", "n": 7, "seen_ms": 1767225600123, "share": 0.25, "more": [{"a": null}]}"#,
            r#"{"name": "“K”", "seen_ms": null, "share": -2, "words": [["a", true], ["b", false]], "marks":
                {"a": "open", "b": {"held": -3}, "c": {"both": [1, 2]}, "d": {"named": {"who": "Ada"}}}}"#,
        ];
        for text in texts {
            assert_eq!(read::<Team>(text), serde_json::from_str(text).ok(), "{text}");
            assert!(read::<Team>(text).is_some(), "{text}");
        }
        assert_eq!(read(r#"{"kind": "one", "n": 3}"#), Some(Tagged::One { n: 3 }));
        assert_eq!(read("[1, 2]"), Some(vec![1_u8, 2]));
    }

    #[test]
    fn whatever_does_not_fit_is_nothing() {
        let texts = [
            "",
            "{",
            "[]",
            "null",
            r#"{"name": 1, "share": 1}"#,
            r#"{"name": "Keys"}"#,
            r#"{"name": "Keys", "share": "1"}"#,
            r#"{"name": "Keys", "share": 1, "n": -1}"#,
            r#"{"name": "Keys", "share": 1, "n": 4294967296}"#,
            r#"{"name": "Keys", "share": 1, "marks": {"a": "closed"}}"#,
            r#"{"name": "Keys", "share": 1, "marks": {"a": "held"}}"#,
        ];
        for text in texts {
            assert_eq!(read::<Team>(text), None, "{text}");
        }
        assert_eq!(read::<Strict>(r#"{"n": 1}"#), Some(Strict { n: 1 }));
        assert_eq!(read::<Strict>(r#"{"n": 1, "m": 2}"#), None);
    }
}
