//! Rule 6: which roots a document has, and what the class of a type lets it hold.

use super::content::{Content, TypeKind};
use crate::sheet;

/// Which roots a document may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// Any root: documents of stock Yjs clients. The class of a root follows from what is put in.
    Any,
    /// These roots and no others.
    Roots(Vec<Root>),
}

/// A root of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root {
    /// Its name.
    pub name: &'static str,
    /// The class of its content.
    pub class: Class,
}

/// The class of a type, as far as its content goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Text with marks and embeds, of Yjs' `YText` and `YXmlText`.
    Text,
    /// Keys and values.
    Map,
    /// A list of values.
    Array,
    /// An XML fragment or element.
    Xml,
}

/// The classes a type may still have: one for a nested type, several for a root nobody has declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Classes(u8);

impl Classes {
    const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(0b1111);

    pub(super) const fn of(class: Class) -> Self {
        Self(1 << class as u8)
    }

    pub(super) const fn or(self, class: Class) -> Self {
        Self(self.0 | Self::of(class).0)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn has(self, class: Class) -> bool {
        !self.and(Self::of(class)).is_empty()
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The class, once only one is left.
    pub(super) fn only(self) -> Option<Class> {
        [Class::Text, Class::Map, Class::Array, Class::Xml].into_iter().find(|class| self == Self::of(*class))
    }

    /// The classes that can hold `content` in their list, or with `keyed` under a key.
    ///
    /// yrs reads a string in an array for ever, and breaks on a child of an XML element that is no XML.
    pub(super) fn holding(content: Content, keyed: bool) -> Self {
        const KEYED: Classes = Classes::of(Class::Map).or(Class::Xml).or(Class::Text);
        const LISTS: Classes = Classes::of(Class::Array).or(Class::Text);
        match (content, keyed) {
            (Content::Any | Content::Binary | Content::Type(_) | Content::Deleted, true) => KEYED,
            (Content::String | Content::Embed | Content::Format, true) => Self::NONE,
            (Content::String | Content::Embed | Content::Format, false) => Self::of(Class::Text),
            (Content::Any | Content::Binary, false) => Self::of(Class::Array),
            (Content::Type(TypeKind::Xml | TypeKind::XmlText) | Content::Deleted, false) => LISTS.or(Class::Xml),
            (Content::Type(_), false) => LISTS,
            (Content::Gc, _) => Self::ALL,
        }
    }
}

impl Class {
    /// A person's word for it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Map => "a map",
            Self::Array => "a list",
            Self::Xml => "XML",
        }
    }
}

/// The roots of documents of `schema`: a text for each of its texts, a map for everything else.
pub fn roots(schema: &'static sheet::Schema) -> impl Iterator<Item = Root> {
    let texts = schema.texts.iter().map(|name| Root { name, class: Class::Text });
    let maps = [sheet::ABOUT, sheet::VALUES].into_iter();
    let maps = maps.chain(schema.keyed.iter().map(|map| map.name)).chain(schema.lists.iter().map(|list| list.name));
    texts.chain(maps.map(|name| Root { name, class: Class::Map }))
}

impl Schema {
    /// The roots that a document of `schema` may have; of none, any.
    pub fn of(schema: Option<&'static sheet::Schema>) -> Self {
        schema.map_or(Self::Any, |schema| Self::Roots(roots(schema).collect()))
    }

    /// The classes the root `name` may have, or none if there is no such root.
    pub(super) fn root(&self, name: &str) -> Option<Classes> {
        match self {
            Self::Any => Some(Classes::ALL),
            Self::Roots(roots) => roots.iter().find(|root| root.name == name).map(|root| Classes::of(root.class)),
        }
    }
}
