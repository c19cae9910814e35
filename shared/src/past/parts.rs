//! All that a document says, part by part, under the headings and labels of its outline.

use std::collections::BTreeSet;

use crate::id::RowId;
use crate::kinds::org::proposed;
use crate::kinds::outline::{
    Body, Column, Entry, Fact, Form, Head, Log, Of, Part as FirstWords, Rows, Said as SaidOf, Section, Sources, Stream,
};
use crate::kinds::{Kind, Slot};
use crate::sheet::{Is, Named, Place, Register, Row, Schema};

/// The label of the place that says under which heading a row stands.
const UNDER: &str = "Under";

/// A heading, and the one of the section that it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) section: &'static str,
    pub(super) part: &'static str,
}

/// A field of the document or a row of a list, with every place in it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) heading: Heading,
    /// The row, where it is one.
    pub(super) row: Option<(&'static str, RowId)>,
    /// The words by which people know it.
    pub(super) name: String,
    pub(super) said: Vec<One>,
}

/// One place and its words.
#[derive(Debug)]
pub(super) struct One {
    pub(super) at: Place,
    pub(super) label: String,
    pub(super) words: String,
}

impl Part {
    /// Whether it says nothing but where it stands.
    pub(super) fn is_bare(&self) -> bool {
        self.said.iter().all(|one| one.words.is_empty() || one.label == UNDER)
    }
}

/// Every part of a document in the order of its outline. Rows that were removed are left out, and those that say nothing.
pub(super) fn parts(kind: Kind, from: &Sources<'_>) -> Vec<Part> {
    let outline = kind.outline();
    let mut page = Page { schema: kind.schema(), from: *from, parts: Vec::new(), seen: BTreeSet::new() };
    let name = Heading { section: "Name", part: "Name" };
    if let Some(title) = outline.title {
        page.own(name, vec![page.text(title)]);
    }
    for fact in outline.facts {
        let said = page.fact(fact);
        page.own(Heading { section: fact.label, part: fact.label }, said.into_iter().collect());
    }
    outline.sections.iter().for_each(|section| page.section(section.heading, section));
    page.parts
}

struct Page<'a> {
    schema: &'static Schema,
    from: Sources<'a>,
    parts: Vec<Part>,
    /// Rows that stand with the rows they are about stand nowhere else.
    seen: BTreeSet<(&'static str, RowId)>,
}

impl<'a> Page<'a> {
    fn own(&mut self, heading: Heading, said: Vec<One>) {
        if !said.is_empty() {
            self.parts.push(Part { heading, row: None, name: String::new(), said });
        }
    }

    fn section(&mut self, top: &'static str, section: &'static Section) {
        let heading = Heading { section: top, part: section.heading };
        match &section.body {
            Body::Nothing | Body::Drawn(_) => {}
            Body::Text(name) => self.own(heading, vec![self.text(name)]),
            Body::Rows(rows) => rows.of(self.from.sheet).for_each(|row| self.row(heading, rows, row)),
            Body::Keyed(_, columns) => {
                let said = self.keyed(columns);
                self.own(heading, said);
            }
        }
        section.below.iter().for_each(|below| self.section(top, below));
    }

    fn text(&self, name: &str) -> One {
        let words = self.from.sheet.text(name).to_owned();
        One { at: Place::on_sheet(name), label: String::new(), words }
    }

    /// A labelled value of the document itself. One that stands in another document is no part of this one's past.
    fn fact(&self, fact: &Fact) -> Option<One> {
        let Of::Value(name) = fact.of else { return None };
        let is = self.schema.value(name).map(|field| field.is);
        let words = words_of(self.from.sheet.value(name), is);
        Some(One { at: Place::on_sheet(name), label: String::new(), words })
    }

    fn keyed(&self, columns: &'static [Column]) -> Vec<One> {
        let of_column = |column: &'static Column| {
            let is = self.schema.keyed(column.field).map(|field| field.is);
            let keys = self.from.sheet.keyed.get(column.field).into_iter().flatten();
            keys.map(move |(key, register)| {
                let shown = Slot::of_id(key).map_or_else(|| key.clone(), |slot| slot.to_string());
                let label = format!("{shown}, {}", column.head);
                One { at: Place::under_key(column.field, key), label, words: words_of(register, is) }
            })
        };
        columns.iter().flat_map(of_column).collect()
    }

    fn row(&mut self, heading: Heading, rows: &'static Rows, row: &'a Row) {
        let list = rows.list;
        let mut said = match &rows.form {
            Form::Line(text) => vec![line(list, row, "", text)],
            Form::Bullet(first, below, facts) => {
                let below = below.map(|below| line(list, row, "", below));
                let first = self.first(list, row, first);
                std::iter::once(first).chain(below).chain(self.facts(list, row, facts)).collect()
            }
            Form::Table(columns) => self.columns(list, row, columns),
            Form::Record(title, below, facts, log) => {
                let texts = [line(list, row, "", title), line(list, row, "", below)];
                let said = texts.into_iter().chain(self.facts(list, row, facts)).collect();
                self.part(heading, list, row, said);
                return log.iter().for_each(|log| self.log(heading, log, row, row.text(title)));
            }
            Form::Stream(stream) => return self.stream(heading, list, stream, row),
            Form::Entry(entry) => return self.entry(heading, list, entry, row),
            Form::Said(said) => return self.speech(heading, said, row),
        };
        let only = rows.only.map(|only| One {
            at: Place::in_row(list, &row.id, only.field),
            label: UNDER.to_owned(),
            words: heading.part.to_owned(),
        });
        said.extend(only);
        self.part(heading, list, row, said);
    }

    /// Adds a row, whose name is what it says first.
    fn part(&mut self, heading: Heading, list: &'static str, row: &Row, said: Vec<One>) {
        let name = said.iter().map(|one| one.words.trim()).find(|words| !words.is_empty()).unwrap_or_default();
        let name = name.to_owned();
        self.named(heading, list, row, name, said);
    }

    fn named(&mut self, heading: Heading, list: &'static str, row: &Row, name: String, said: Vec<One>) {
        let part = Part { heading, row: Some((list, row.id.clone())), name, said };
        if !part.is_bare() && self.seen.insert((list, row.id.clone())) {
            self.parts.push(part);
        }
    }

    fn first(&self, list: &'static str, row: &Row, first: &FirstWords) -> One {
        match first {
            FirstWords::Text(text) => line(list, row, "", text),
            FirstWords::Value(field) => self.value(list, row, "", field),
            FirstWords::Named(field, of) => {
                let named = row.value(field).words();
                let named_row = self.from.org.all_rows(of).iter().find(|row| row.id.as_str() == named);
                let name = named_row.map_or_else(|| proposed(named).unwrap_or(""), |row| row.value("name").words());
                One { words: name.to_owned(), ..self.value(list, row, "", field) }
            }
        }
    }

    fn value(&self, list: &str, row: &Row, label: &str, field: &str) -> One {
        let is = self.schema.list(list).and_then(|list| list.value(field)).map(|field| field.is);
        let words = words_of(row.value(field), is);
        One { at: Place::in_row(list, &row.id, field), label: label.to_owned(), words }
    }

    fn facts(&self, list: &str, row: &Row, facts: &[Fact]) -> Vec<One> {
        let fact = |fact: &Fact| match fact.of {
            Of::Value(field) => Some(self.value(list, row, fact.label, field)),
            Of::Text(text) => Some(line(list, row, fact.label, text)),
            Of::Named(pointer, of, name) => {
                let named = row.value(pointer).words();
                let named = self.from.sheet.all_rows(of).iter().find(|one| one.id.as_str() == named);
                let words = named.map(|named| [named.value(name).words(), named.text(name)].concat());
                let words = words.unwrap_or_default();
                Some(One { at: Place::in_row(list, &row.id, pointer), label: fact.label.to_owned(), words })
            }
            // The history says by itself who wrote something.
            Of::Writer(_) | Of::Org(_) => None,
        };
        facts.iter().filter_map(fact).collect()
    }

    fn columns(&self, list: &str, row: &Row, columns: &[Column]) -> Vec<One> {
        let cell = |column: &Column| {
            let one = self.value(list, row, column.head, column.field);
            let share = row.value(column.field).number().filter(|_| column.is_share);
            One { words: share.map_or(one.words, |share| format!("{} %", (share * 1e4).round() / 100.0)), ..one }
        };
        columns.iter().map(cell).collect()
    }

    /// The rows of another list that each name this one.
    fn log(&mut self, heading: Heading, log: &'static Log, about: &Row, name: &str) {
        let sheet = self.from.sheet;
        for row in sheet.rows(log.list).filter(|row| row.value(log.about).words() == about.id.as_str()) {
            let said = self.columns(log.list, row, log.columns);
            self.named(heading, log.list, row, name.to_owned(), said);
        }
    }

    fn stream(&mut self, heading: Heading, list: &'static str, stream: &'static Stream, row: &'a Row) {
        let head = match stream.head {
            Head::Value(field) => Some(self.value(list, row, "", field)),
            Head::Words(_) => None,
        };
        let said = stream.said.iter().map(|(label, field)| self.value(list, row, label, field));
        let said: Vec<One> = head.into_iter().chain(said).chain(self.facts(list, row, stream.facts)).collect();
        self.part(heading, list, row, said);
        let Some(followed) = stream.followed else { return };
        let about = followed.stream.about.map_or("", |(about, _)| about);
        let sheet = self.from.sheet;
        for one in sheet.rows(followed.list).filter(|one| one.value(about).words() == row.id.as_str()) {
            self.stream(heading, followed.list, followed.stream, one);
        }
    }

    fn entry(&mut self, heading: Heading, list: &'static str, entry: &'static Entry, row: &'a Row) {
        let texts = entry.texts.iter().map(|(label, name)| line(list, row, label, name));
        let head = std::iter::once(line(list, row, "", entry.head));
        let said = head.chain(texts).chain(self.facts(list, row, entry.facts)).collect();
        self.part(heading, list, row, said);
        let sheet = self.from.sheet;
        for (label, said) in entry.about {
            let heading = Heading { part: label, ..heading };
            for one in sheet.rows(said.list).filter(|one| one.value(said.about.0).words() == row.id.as_str()) {
                self.speech(heading, said, one);
            }
        }
    }

    fn speech(&mut self, heading: Heading, said: &'static SaidOf, row: &'a Row) {
        let text = line(said.list, row, "", said.text);
        let words = if text.words.is_empty() { self.value(said.list, row, "", said.text) } else { text };
        let all = std::iter::once(words).chain(self.facts(said.list, row, said.facts)).collect();
        self.part(heading, said.list, row, all);
        let Some(answer) = said.answered else { return };
        let sheet = self.from.sheet;
        for one in sheet.rows(answer.list).filter(|one| one.value(answer.about.0).words() == row.id.as_str()) {
            self.speech(heading, answer, one);
        }
    }
}

fn line(list: &str, row: &Row, label: &str, text: &str) -> One {
    One { at: Place::in_row(list, &row.id, text), label: label.to_owned(), words: row.text(text).to_owned() }
}

/// A value in words. Values that stand side by side are all there, and people go by their names.
pub(super) fn words_of(register: &Register, is: Option<Is>) -> String {
    let words = register.writes.iter().map(|write| match write.value.words() {
        Some(words) if is == Some(Is::Person) => Named::read(words).name.to_owned(),
        _ => write.value.to_string(),
    });
    words.collect::<Vec<_>>().join(" / ")
}
