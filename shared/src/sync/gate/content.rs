//! Rule 2: the content of a block, walked and measured without keeping it.

use serde_json::Value;

use super::schema::Class;
use super::{CLIENT_END, DEPTH_MAX, JSON_BYTES_MAX, Refusal};
use crate::sync::lib0::Reader;

/// The content of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing, and no place either: collected with its parent.
    Gc,
    /// Nothing, but still in its place.
    Deleted,
    /// A buffer.
    Binary,
    /// Text.
    String,
    /// A JSON value within text.
    Embed,
    /// A mark within text.
    Format,
    /// Values.
    Any,
    /// A nested type.
    Type(TypeKind),
}

impl Content {
    /// A person's word for some of it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Gc | Self::Deleted => "deleted items",
            Self::Binary => "bytes",
            Self::String => "letters",
            Self::Embed => "embeds",
            Self::Format => "marks",
            Self::Any => "plain values",
            Self::Type(TypeKind::Array) => "lists",
            Self::Type(TypeKind::Map) => "maps",
            Self::Type(TypeKind::Text) => "texts",
            Self::Type(TypeKind::Xml) => "XML elements",
            Self::Type(TypeKind::XmlText) => "XML texts",
        }
    }
}

/// The types that may be nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeKind {
    Array,
    Map,
    Text,
    /// An element or a fragment.
    Xml,
    XmlText,
}

impl TypeKind {
    /// Its class.
    pub(super) fn class(self) -> Class {
        match self {
            Self::Array => Class::Array,
            Self::Map => Class::Map,
            Self::Text | Self::XmlText => Class::Text,
            Self::Xml => Class::Xml,
        }
    }
}

/// Reads content number `kind` to its end: what it is and how many clocks it takes.
pub(super) fn read(reader: &mut Reader, kind: u8) -> Result<(Content, u32), Refusal> {
    match kind {
        1 => Ok((Content::Deleted, reader.uint32()?)),
        3 => reader.buffer().map(|_| (Content::Binary, 1)).map_err(Refusal::from),
        4 => Ok((Content::String, utf16_len(reader.string()?)?)),
        5 => json(reader).map(|()| (Content::Embed, 1)),
        6 => {
            reader.string()?;
            json(reader).map(|()| (Content::Format, 1))
        }
        7 => Ok((Content::Type(type_kind(reader)?), 1)),
        8 => Ok((Content::Any, values(reader)?)),
        2 => Err(Refusal::Malformed("values in the encoding that Yjs wrote before version 13")),
        9 => Err(Refusal::Malformed("a subdocument: no document here holds another")),
        _ => Err(Refusal::Malformed("unknown content")),
    }
}

fn utf16_len(text: &str) -> Result<u32, Refusal> {
    u32::try_from(text.encode_utf16().count()).map_err(|_| Refusal::TooLarge("a string"))
}

fn type_kind(reader: &mut Reader) -> Result<TypeKind, Refusal> {
    match reader.u8()? {
        0 => Ok(TypeKind::Array),
        1 => Ok(TypeKind::Map),
        2 => Ok(TypeKind::Text),
        3 => {
            reader.string()?;
            Ok(TypeKind::Xml)
        }
        4 => Ok(TypeKind::Xml),
        6 => Ok(TypeKind::XmlText),
        // It has a name in Yjs and none in yrs: the bytes after it would be read differently.
        5 => Err(Refusal::Malformed("an XML hook: XML here is elements, fragments and texts")),
        _ => Err(Refusal::Malformed("unknown type")),
    }
}

/// JSON as yrs will read it: it fails on what does not fit, after it has applied the rest of the update.
fn json(reader: &mut Reader) -> Result<(), Refusal> {
    let text = reader.string()?;
    if text.len() > JSON_BYTES_MAX {
        return Err(Refusal::TooLarge("the JSON of an embed or mark"));
    }
    let value = serde_json::from_str(text).map_err(|_| Refusal::Malformed("an embed or mark is not JSON"))?;
    json_fits(&value, 0)
}

fn json_fits(value: &Value, depth: u32) -> Result<(), Refusal> {
    if depth > DEPTH_MAX {
        return Err(Refusal::TooLarge("a value is nested too deep"));
    }
    match value {
        Value::Array(values) => values.iter().try_for_each(|value| json_fits(value, depth + 1)),
        Value::Object(values) => values.values().try_for_each(|value| json_fits(value, depth + 1)),
        Value::Number(number) if number.as_u64().is_some_and(|whole| i64::try_from(whole).is_err()) => {
            Err(Refusal::Malformed("a whole number past 63 bits"))
        }
        _ => Ok(()),
    }
}

fn values(reader: &mut Reader) -> Result<u32, Refusal> {
    let n_values = count(reader)?;
    for _ in 0..n_values {
        any(reader, 0)?;
    }
    Ok(n_values)
}

/// A count of things that take a byte each at least.
pub(super) fn count(reader: &mut Reader) -> Result<u32, Refusal> {
    let count = reader.uint32()?;
    if count as usize > reader.left() { Err(Refusal::Malformed("a count past the end")) } else { Ok(count) }
}

fn any(reader: &mut Reader, depth: u32) -> Result<(), Refusal> {
    if depth > DEPTH_MAX {
        return Err(Refusal::TooLarge("a value is nested too deep"));
    }
    match reader.u8()? {
        120 | 121 | 126 | 127 => Ok(()),
        125 => signed(reader),
        124 => skip(reader, 4),
        122 | 123 => skip(reader, 8),
        119 => reader.string().map(|_| ()).map_err(Refusal::from),
        116 => reader.buffer().map(|_| ()).map_err(Refusal::from),
        118 => (0..count(reader)?).try_for_each(|_| {
            reader.string()?;
            any(reader, depth + 1)
        }),
        117 => (0..count(reader)?).try_for_each(|_| any(reader, depth + 1)),
        _ => Err(Refusal::Malformed("unknown value")),
    }
}

fn skip(reader: &mut Reader, len: usize) -> Result<(), Refusal> {
    reader.bytes(len).map(|_| ()).map_err(Refusal::from)
}

/// A signed number: six bits and the sign in the first byte, seven in the others. JavaScript throws past 53 bits.
fn signed(reader: &mut Reader) -> Result<(), Refusal> {
    let first = reader.u8()?;
    let mut value = u64::from(first & 0x3f);
    let mut more = first & 0x80 != 0;
    let mut shift = 6;
    while more {
        let byte = reader.u8()?;
        more = byte & 0x80 != 0;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if value >= CLIENT_END || shift > 60 || (byte == 0 && !more) {
            return Err(Refusal::Malformed("a number is not written canonically"));
        }
    }
    Ok(())
}
