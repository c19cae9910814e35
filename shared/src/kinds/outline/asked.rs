//! The words with which a page asks for the fields of a row: labels, hints, the words of a choice. A page that only reads
//! has no need of them, nor has a file.

use super::{Column, Fact, Form, Guide, Head, Part};

/// A field that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// The field's name in the row or in the document.
    pub field: &'static str,
    /// The field's label.
    pub label: &'static str,
    /// A hint at the text that belongs in it.
    pub hint: &'static str,
    /// The sentence when it is left empty; none where it may be.
    pub must: &'static str,
    /// The words of a choice, as they are kept and as they read.
    pub choices: &'static [(&'static str, &'static str)],
    /// Whether no two rows of the list may say the same in it.
    pub is_unique: bool,
    /// Whether it is what the row is there for, and is written larger.
    pub is_large: bool,
}

/// The words of a list where it is written.
#[derive(Debug)]
pub struct Asked {
    /// A row, without an article, and several of them.
    pub row: (&'static str, &'static str),
    /// The way to a new one.
    pub add: &'static str,
    /// The button that sends a row which is written once.
    pub act: &'static str,
    /// A sentence where there is none.
    pub none: &'static str,
    /// The values that a new one begins with.
    pub start: &'static [(&'static str, &'static str)],
    /// The fields that are asked for.
    pub fields: &'static [Ask],
}

impl Ask {
    /// A field that may be left empty.
    pub const fn new(field: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self { field, label, hint, must: "", choices: &[], is_unique: false, is_large: false }
    }

    /// A field as its guide asks for it.
    pub const fn guided(field: &'static str, guide: &'static Guide) -> Self {
        Self::new(field, guide.label, guide.hint)
    }

    /// The same, and the sentence that asks for it.
    pub const fn must(self, must: &'static str) -> Self {
        Self { must, ..self }
    }

    /// The same as a choice of a few words.
    pub const fn of(self, choices: &'static [(&'static str, &'static str)]) -> Self {
        Self { choices, ..self }
    }

    /// The same where no two rows may say the same.
    pub const fn unique(self) -> Self {
        Self { is_unique: true, ..self }
    }

    /// The same, written larger.
    pub const fn large(self) -> Self {
        Self { is_large: true, ..self }
    }
}

impl Asked {
    /// Rows of which nobody said more than that they are rows.
    pub const PLAIN: Self =
        Self { row: ("row", "rows"), add: "Add a row", act: "Send", none: "", start: &[], fields: &[] };

    /// The words with which a field is asked for; its label in the outline stands in where there are none.
    pub fn ask(&self, field: &'static str, label: &'static str) -> Ask {
        let known = self.fields.iter().find(|ask| ask.field == field);
        known.copied().unwrap_or_else(|| Ask::new(field, label, ""))
    }
}

/// The fields of a row in the order in which they are read.
#[derive(Debug, Clone)]
pub struct Fields {
    /// The text or value that names it.
    pub lead: Option<&'static str>,
    /// Labels, and the texts or values of lines and paragraphs under them. The text right below the name has none.
    pub said: Vec<(&'static str, &'static str)>,
    /// Labelled values of a few words.
    pub facts: Vec<Fact>,
}

impl Form {
    /// The fields of a row of this form.
    pub fn fields(&self) -> Fields {
        let column = |column: &Column| Fact::new(column.head, column.field);
        let of = |lead: &'static str, said: &[(&'static str, &'static str)], facts: &[Fact]| Fields {
            lead: Some(lead).filter(|lead| !lead.is_empty()),
            said: said.to_vec(),
            facts: facts.to_vec(),
        };
        match self {
            Self::Line(text) => of(text, &[], &[]),
            Self::Bullet(part, below, facts) => {
                let (Part::Text(lead) | Part::Value(lead) | Part::Named(lead, _)) = part;
                of(lead, below.map(|below| ("", below)).as_slice(), facts)
            }
            Self::Table(columns) => {
                // A table is read by the value that people wrote last: `Charter | Function` is about functions.
                let (lead, facts) = columns.split_last().map_or(("", &columns[..]), |(last, rest)| (last.field, rest));
                of(lead, &[], &facts.iter().map(column).collect::<Vec<_>>())
            }
            Self::Record(lead, below, facts, _) => of(lead, &[("", below)], facts),
            Self::Stream(stream) => {
                let lead = match stream.head {
                    Head::Value(lead) => lead,
                    Head::Words(_) => "",
                };
                of(lead, stream.said, stream.facts)
            }
            Self::Entry(entry) => of(entry.head, entry.texts, entry.facts),
            Self::Said(said) => of(said.text, &[], said.facts),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::kinds::Kind;
    use crate::kinds::outline::{Body, Of};

    #[test]
    fn every_field_that_a_row_of_any_kind_is_read_by_is_a_field_of_its_list() {
        for kind in Kind::ALL {
            for section in kind.outline().all_sections() {
                let Body::Rows(rows) = section.body else { continue };
                let list = kind.schema().list(rows.list);
                let is_there =
                    |field: &str| list.is_some_and(|list| list.texts.contains(&field) || list.value(field).is_some());
                let fields = rows.form.fields();
                let of_facts = fields.facts.iter().filter_map(|fact| match fact.of {
                    Of::Value(field) | Of::Text(field) | Of::Writer(field) | Of::Named(field, ..) => Some(field),
                    Of::Org(_) => None,
                });
                let asked = rows.asked.fields.iter().map(|ask| ask.field);
                let said = fields.said.iter().map(|(_, field)| *field);
                for field in fields.lead.into_iter().chain(said).chain(of_facts).chain(asked) {
                    assert!(is_there(field), "{kind}: {}: {field}", rows.list);
                }
            }
        }
    }
}
