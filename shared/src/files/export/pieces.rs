//! A document as a run of pieces, made of its kind's outline: what Markdown and HTML are written from.

use super::beside::Beside;
use crate::files::made::AT;
use crate::id::{DocId, RowId};
use crate::kinds::org::proposed;
use crate::kinds::outline::{
    Body, Column, Drawn, Entry, Fact, Form, Head as HeadOf, Log, Of, Outline, Part, Rows, Said, Section, Sources,
    Stream, newest_first,
};
use crate::kinds::{Slot, charter, log, okr, org};
use crate::sheet::{Register, Row, Sheet};

/// One piece of a page.
pub enum Piece<'a> {
    /// A heading of a level from 2, and the row it heads.
    Heading(usize, &'a str, Option<Mark<'a>>),
    /// A text in our little Markdown.
    Text(&'a str),
    /// A text in our little Markdown under a label.
    Labelled(&'static str, String),
    /// A way to another document.
    Link(String, &'a DocId),
    /// Labelled values. Where several stand side by side, each is there.
    Facts(Vec<(&'static str, String)>),
    /// Bullets.
    Bullets(Vec<Item<'a>>),
    /// A table: its columns, and the cells and row of each line.
    Table(Vec<Head>, Vec<Line<'a>>),
    /// Rows about the row before, of which the last says how it is now.
    Log(Vec<Head>, Vec<Line<'a>>),
}

/// The words for an import about a row that has a heading: a page does not show them.
pub struct Mark<'a> {
    /// The row.
    pub row: &'a RowId,
    /// The time at which a row was written, and the rows of other lists that it names, each under its word.
    pub says: Vec<(&'static str, String)>,
}

impl<'a> Mark<'a> {
    fn of(row: &'a RowId) -> Self {
        Self { row, says: Vec::new() }
    }
}

/// A bullet.
pub struct Item<'a> {
    /// Its beginning.
    pub first: First<'a>,
    /// A text in our little Markdown below that.
    pub below: String,
    /// Labelled values below both.
    pub facts: Vec<(&'static str, String)>,
    /// The row that it is of.
    pub row: Option<&'a RowId>,
}

impl Item<'_> {
    /// A bullet of what another document says.
    fn drawn(name: &str, below: &str) -> Self {
        Self { first: First::Name(name.to_owned()), below: below.to_owned(), facts: Vec::new(), row: None }
    }
}

/// The beginning of a bullet.
pub enum First<'a> {
    /// A text, whose line ends stay.
    Text(&'a str),
    /// Words that name something.
    Name(String),
}

/// A column's head.
pub struct Head {
    /// Its words.
    pub words: &'static str,
    /// Whether numbers stand below it.
    pub is_number: bool,
}

/// A line of a table: for each cell the values that stand side by side.
pub struct Line<'a> {
    /// The values of each cell.
    pub cells: Vec<Vec<String>>,
    /// The row that it is of.
    pub row: Option<&'a RowId>,
}

/// The title of a document; empty where nobody wrote one.
pub(super) fn title<'a>(outline: &Outline, from: &Sources<'a>) -> &'a str {
    outline.title.map_or("", |title| from.sheet.text(title))
}

/// Everything below the title. Sections that say nothing are left out, and rows that were removed.
pub fn pieces<'a>(outline: &'static Outline, from: &Sources<'a>, beside: &'a Beside) -> Vec<Piece<'a>> {
    let mut page = Page { from: *from, beside, pieces: Vec::new() };
    page.facts(outline.facts.iter().flat_map(|fact| values(fact, from.fact(fact))).collect());
    outline.sections.iter().for_each(|section| page.section(section, 2));
    page.pieces
}

struct Page<'a> {
    from: Sources<'a>,
    beside: &'a Beside,
    pieces: Vec<Piece<'a>>,
}

impl<'a> Page<'a> {
    fn section(&mut self, section: &'static Section, level: usize) {
        let heading = self.pieces.len();
        self.pieces.push(Piece::Heading(level, section.heading, None));
        self.body(&section.body, level);
        section.below.iter().for_each(|below| self.section(below, level + 1));
        if self.pieces.len() == heading + 1 {
            self.pieces.pop();
        }
    }

    fn body(&mut self, body: &'static Body, level: usize) {
        match body {
            Body::Nothing => {}
            Body::Text(name) => self.text(self.from.sheet.text(name)),
            Body::Rows(rows) => self.rows(rows, level),
            Body::Keyed(head, columns) => self.keyed(head, columns),
            Body::Drawn(drawn) => self.drawn(*drawn),
        }
    }

    fn text(&mut self, text: &'a str) {
        if !text.trim().is_empty() {
            self.pieces.push(Piece::Text(text));
        }
    }

    fn facts(&mut self, facts: Vec<(&'static str, String)>) {
        if !facts.is_empty() {
            self.pieces.push(Piece::Facts(facts));
        }
    }

    fn bullets(&mut self, items: Vec<Item<'a>>) {
        if !items.is_empty() {
            self.pieces.push(Piece::Bullets(items));
        }
    }

    fn drawn(&mut self, drawn: Drawn) {
        let Sources { sheet, org, doc } = self.from;
        let said: Vec<(&str, &str)> = match drawn {
            Drawn::Functions => org::required_functions(org, doc).map(|(_, name)| (name, "")).collect(),
            Drawn::Surfaces => charter::described_surfaces(sheet, org),
            Drawn::Decisions => return self.strip(),
            Drawn::Agreement => return self.agreement(),
            Drawn::Unlearned => self.unlearned().into_iter().map(|name| (name, "")).collect(),
        };
        let said = said.into_iter().filter(|(name, _)| !name.is_empty());
        self.bullets(said.map(|(name, below)| Item::drawn(name, below)).collect());
    }

    /// Results without learnings: each kind has them in lists of its own.
    fn unlearned(&self) -> Vec<&'a str> {
        let (sheet, beside) = (self.from.sheet, self.beside);
        // Of a charter that is read without its team's log, nobody can say.
        let of_metrics = beside.learned.as_ref().map(|learned| charter::unlearned(sheet, learned));
        okr::unlearned(sheet).into_iter().chain(log::unlearned(sheet)).chain(of_metrics.into_iter().flatten()).collect()
    }

    fn agreement(&mut self) {
        let beside = self.beside;
        let Some((whole, sections)) = beside.agreed.split_first() else { return };
        self.text(&whole.says);
        self.bullets(sections.iter().map(|section| Item::drawn(&section.says, "")).collect());
    }

    fn strip(&mut self) {
        let beside = self.beside;
        let Some(strip) = &beside.strip else { return };
        self.bullets(strip.latest.iter().map(|(choice, of)| Item::drawn(choice, of)).collect());
        if let Some(authority) = &strip.authority {
            self.pieces.push(Piece::Text(authority));
        }
        self.pieces.push(Piece::Link(strip.counted(), &strip.log));
    }

    fn rows(&mut self, rows: &'static Rows, level: usize) {
        let sheet = self.from.sheet;
        let of_here = rows.of(sheet);
        match &rows.form {
            Form::Line(text) => {
                let said = of_here.filter(|row| !row.text(text).trim().is_empty());
                self.bullets(said.map(|row| line(row, text)).collect());
            }
            Form::Bullet(first, below, facts) => {
                let item = |row: &'a Row| Item {
                    first: self.first(first, row),
                    below: below.map_or("", |below| row.text(below)).to_owned(),
                    facts: facts_of(facts, row, sheet),
                    row: Some(&row.id),
                };
                self.bullets(of_here.map(item).collect());
            }
            Form::Table(columns) => {
                let rows: Vec<&Row> = of_here.collect();
                let columns = said(columns, &rows);
                let lines: Vec<Line<'a>> = rows.into_iter().map(|row| table_line(&columns, row)).collect();
                if !lines.is_empty() {
                    self.pieces.push(Piece::Table(heads(&columns), lines));
                }
            }
            Form::Record(title, below, facts, log) => {
                for row in of_here {
                    self.pieces.push(Piece::Heading(level + 1, row.text(title), Some(Mark::of(&row.id))));
                    self.text(row.text(below));
                    self.facts(facts_of(facts, row, sheet));
                    log.iter().for_each(|log| self.log(log, row));
                }
            }
            Form::Entry(entry) => of_here.for_each(|row| self.spoken_of(entry, row, level + 1)),
            Form::Said(said) => {
                let (about, list) = said.about;
                let alone = of_here.filter(|row| !is_here(sheet, list, row.value(about)));
                self.bullets(alone.map(|row| self.said(said, row)).collect());
            }
            Form::Stream(stream) => {
                let named =
                    |row: &&Row| stream.about.is_none_or(|(about, list)| !is_here(sheet, list, row.value(about)));
                newest_first(of_here.filter(named).collect(), stream.on)
                    .into_iter()
                    .for_each(|row| self.entry(stream, row, level + 1, false));
            }
        }
    }

    /// A row that was written once, and those about it. `is_within` says whether it stands with the row that it is about.
    fn entry(&mut self, stream: &'static Stream, row: &'a Row, level: usize, is_within: bool) {
        let sheet = self.from.sheet;
        let head = match stream.head {
            HeadOf::Value(field) => row.value(field).words(),
            HeadOf::Words(words) => words,
        };
        let mark = Mark { says: said_by_comment(stream, row, is_within), ..Mark::of(&row.id) };
        self.pieces.push(Piece::Heading(level, head, Some(mark)));
        for (label, field) in stream.said.iter().copied() {
            let said = row.value(field).writes.iter().map(|write| write.value.to_string());
            let said = said.filter(|said| !said.trim().is_empty());
            self.pieces.extend(said.map(|said| Piece::Labelled(label, said)));
        }
        self.facts(facts_of(stream.facts, row, sheet));
        if let Some(followed) = stream.followed {
            let about = followed.stream.about.map_or("", |(about, _)| about);
            let rows = sheet.rows(followed.list).filter(|one| one.value(about).words() == row.id.as_str());
            newest_first(rows.collect(), followed.stream.on)
                .into_iter()
                .for_each(|one| self.entry(followed.stream, one, level + 1, true));
        }
    }

    /// A row that people speak about, and what they say.
    fn spoken_of(&mut self, entry: &'static Entry, row: &'a Row, level: usize) {
        self.pieces.push(Piece::Heading(level, row.text(entry.head), Some(Mark::of(&row.id))));
        self.facts(facts_of(entry.facts, row, self.from.sheet));
        let texts = entry.texts.iter().map(|(label, name)| (*label, row.text(name)));
        let texts = texts.filter(|(_, text)| !text.trim().is_empty());
        self.pieces.extend(texts.map(|(label, text)| Piece::Labelled(label, text.to_owned())));
        for (label, said) in entry.about {
            let about =
                self.from.sheet.rows(said.list).filter(|one| one.value(said.about.0).words() == row.id.as_str());
            let items: Vec<Item<'a>> = about.map(|one| self.said(said, one)).collect();
            if !items.is_empty() {
                self.pieces.push(Piece::Labelled(label, String::new()));
                self.bullets(items);
            }
        }
    }

    /// The words that somebody says about a row, and how they were answered.
    fn said(&self, said: &'static Said, row: &'a Row) -> Item<'a> {
        let sheet = self.from.sheet;
        let answers = said.answered.into_iter().flat_map(|answer| {
            let rows = sheet.rows(answer.list).filter(|one| one.value(answer.about.0).words() == row.id.as_str());
            rows.flat_map(|one| facts_of(answer.facts, one, sheet).into_iter().chain(reason(answer, one)))
        });
        Item {
            first: First::Text(words_of(said, row)),
            below: String::new(),
            facts: facts_of(said.facts, row, sheet).into_iter().chain(answers).collect(),
            row: Some(&row.id),
        }
    }

    fn first(&self, part: &Part, row: &'a Row) -> First<'a> {
        match part {
            Part::Text(text) => First::Name(row.text(text).to_owned()),
            Part::Value(field) => First::Name(row.value(field).words().to_owned()),
            Part::Named(field, list) => {
                let named = row.value(field).words();
                let row = self.from.org.all_rows(list).iter().find(|row| row.id.as_str() == named);
                let name = row.map_or_else(|| proposed(named).unwrap_or(""), |row| row.value("name").words());
                First::Name(name.to_owned())
            }
        }
    }

    fn log(&mut self, log: &'static Log, about: &Row) {
        let is_whole = |row: &&Row| log.columns.iter().all(|column| !row.value(column.field).is_vacant());
        let rows = self.from.sheet.rows(log.list).filter(|row| row.value(log.about).words() == about.id.as_str());
        let lines: Vec<Line<'a>> = rows.filter(is_whole).map(|row| table_line(log.columns, row)).collect();
        if !lines.is_empty() {
            self.pieces.push(Piece::Log(heads(log.columns), lines));
        }
    }

    fn keyed(&mut self, head: &'static str, columns: &'static [Column]) {
        let maps = columns.iter().filter_map(|column| self.from.sheet.keyed.get(column.field));
        let mut keys: Vec<&String> = maps.flat_map(|map| map.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let line = |key: &&String| {
            let cells = columns.iter().map(|column| cell(column, self.from.sheet.under_key(column.field, key)));
            let key = Slot::of_id(key).map_or_else(|| key.to_string(), |slot| slot.to_string());
            Line { cells: std::iter::once(vec![key]).chain(cells).collect(), row: None }
        };
        let lines: Vec<Line<'a>> = keys.iter().map(line).collect();
        if !lines.is_empty() {
            let key = Head { words: head, is_number: false };
            self.pieces.push(Piece::Table(std::iter::once(key).chain(heads(columns)).collect(), lines));
        }
    }
}

/// The time at which a row was written, and the rows that it names, as its comment says them. A row that stands with
/// another one names that by its place.
fn said_by_comment(stream: &'static Stream, row: &Row, is_within: bool) -> Vec<(&'static str, String)> {
    let at_ms = row.values.values().flat_map(|register| &register.writes).map(|write| write.at_ms).max();
    let at = at_ms.filter(|at_ms| *at_ms > 0).map(|at_ms| (AT, at_ms.to_string()));
    let names_a_row = |pointer: &&'static str| row.value(pointer).words().parse::<RowId>().is_ok();
    let named = stream.pointers(is_within).filter(names_a_row);
    at.into_iter().chain(named.map(|pointer| (pointer, row.value(pointer).words().to_owned()))).collect()
}

/// The text that a row says, or its value of words.
fn words_of<'a>(said: &Said, row: &'a Row) -> &'a str {
    let text = row.text(said.text).trim();
    if text.is_empty() { row.value(said.text).words().trim() } else { text }
}

fn reason(answer: &Said, row: &Row) -> Option<(&'static str, String)> {
    let words = words_of(answer, row);
    (!words.is_empty()).then(|| ("Because", words.to_owned()))
}

/// A line's first paragraph is the bullet, the rest stands below it.
fn line<'a>(row: &'a Row, text: &str) -> Item<'a> {
    let text = row.text(text).trim();
    let (first, below) = text.split_once("\n\n").unwrap_or((text, ""));
    Item { first: First::Text(first), below: below.to_owned(), facts: Vec::new(), row: Some(&row.id) }
}

/// The columns of a table without those that may be left out, as no row says anything in them.
fn said(columns: &[Column], rows: &[&Row]) -> Vec<Column> {
    let is_said = |column: &&Column| !column.is_optional || rows.iter().any(|row| !row.value(column.field).is_vacant());
    columns.iter().filter(is_said).copied().collect()
}

fn table_line<'a>(columns: &[Column], row: &'a Row) -> Line<'a> {
    let cells = columns.iter().map(|column| cell(column, row.value(column.field)));
    Line { cells: cells.collect(), row: Some(&row.id) }
}

fn heads(columns: &[Column]) -> Vec<Head> {
    columns.iter().map(|column| Head { words: column.head, is_number: column.is_number }).collect()
}

fn cell(column: &Column, register: &Register) -> Vec<String> {
    if column.is_share {
        return register.number().map(share).into_iter().collect();
    }
    register.writes.iter().map(|write| write.value.to_string()).collect()
}

/// Whether a list has the row that a value names.
fn is_here(sheet: &Sheet, list: &str, named: &Register) -> bool {
    sheet.rows(list).any(|row| row.id.as_str() == named.words())
}

fn facts_of(facts: &[Fact], row: &Row, sheet: &Sheet) -> Vec<(&'static str, String)> {
    let said = facts.iter().flat_map(|fact| match fact.of {
        Of::Text(name) => vec![(fact.label, row.text(name).to_owned())],
        Of::Named(pointer, list, name) => {
            let named = row.value(pointer).words();
            let named = sheet.all_rows(list).iter().find(|one| one.id.as_str() == named);
            let words = |named: &Row| [named.value(name).words(), named.text(name)].concat();
            named.map(|named| (fact.label, words(named))).into_iter().collect()
        }
        Of::Value(_) | Of::Writer(_) | Of::Org(_) => values(fact, fact.in_row(row)),
    });
    said.filter(|(_, value)| !value.is_empty()).collect()
}

/// A labelled value for each write.
fn values(fact: &Fact, register: &Register) -> Vec<(&'static str, String)> {
    let said = register.writes.iter().map(|write| match fact.of {
        Of::Writer(_) => write.by.clone(),
        Of::Value(_) | Of::Org(_) | Of::Text(_) | Of::Named(..) => write.value.to_string(),
    });
    said.filter(|value| !value.is_empty()).map(|value| (fact.label, value)).collect()
}

/// A share of a week in percent, where that reads back as the same number.
fn share(share: f64) -> String {
    let percent = share * 100.0;
    let round = (percent * 1e6).round() / 1e6;
    if round / 100.0 == share { format!("{round} %") } else { share.to_string() }
}
