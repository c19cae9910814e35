//! People in documents. A person field holds a plain name, or a person of the workspace by their id: `Mara Lindt <@p1eCf>`,
//! as letters have a name and an address. The id says which person it is; the name before it is what they were called when
//! it was written, and is shown wherever nobody knows the id.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::schema::{Field, Is, Quote, Schema};
use super::value::{Register, Value};
use super::{Row, Sheet};
use crate::{names, order};

/// The words of a person field, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// The name as it was written.
    pub name: &'a str,
    /// The person of the workspace, where one was picked.
    pub id: Option<&'a str>,
}

impl<'a> Named<'a> {
    /// Reads the words of a person field. Words that hold no id are a plain name.
    pub fn read(words: &'a str) -> Self {
        let picked = words.strip_suffix('>').and_then(|words| words.rsplit_once("<@"));
        match picked.filter(|(_, id)| is_person(id)) {
            Some((name, id)) => Self { name: name.trim(), id: Some(id) },
            None => Self { name: words, id: None },
        }
    }

    /// Whether two fields name one person. Two persons of the workspace are one by their ids alone; a plain name is
    /// compared as names are.
    pub fn is(&self, other: &Named<'_>) -> bool {
        match (self.id, other.id) {
            (Some(one), Some(other)) => one == other,
            _ => names::same(self.name, other.name),
        }
    }
}

/// Something of each of several people, whom words name as those of a person field do: a person is known again by their id, else
/// by their name.
#[derive(Debug, Clone)]
pub struct ByPerson<T>(Vec<(String, T)>);

impl<T> Default for ByPerson<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByPerson<T> {
    /// The part of the person whom words name; `new` where there is none yet.
    pub fn of(&mut self, words: &str, new: impl FnOnce() -> T) -> &mut T {
        let named = Named::read(words);
        let at = self.0.iter().position(|(known, _)| Named::read(known).is(&named)).unwrap_or_else(|| {
            self.0.push((words.to_owned(), new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// How many people there are.
    pub fn n_people(&self) -> usize {
        self.0.len()
    }
}

impl ByPerson<()> {
    /// How many different people words name.
    pub fn count<'a>(words: impl Iterator<Item = &'a str>) -> usize {
        let mut people = Self::default();
        for words in words {
            people.of(words, || ());
        }
        people.n_people()
    }
}

/// Whether a text has the form of a person's id, as the server draws them.
pub fn is_person(id: &str) -> bool {
    let letters = id.strip_prefix('p').unwrap_or_default();
    (1..=40).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The words that name a person of the workspace in a person field.
pub fn naming(id: &str, name: &str) -> String {
    let name: String = name.chars().filter(|sign| !matches!(sign, '<' | '>') && !sign.is_control()).collect();
    format!("{} <@{id}>", name.trim())
}

/// The names of now of a workspace's people, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(BTreeMap<String, String>);

impl FromIterator<(String, String)> for Labels {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(people: T) -> Self {
        Self(people.into_iter().collect())
    }
}

impl Extend<(String, String)> for Labels {
    fn extend<T: IntoIterator<Item = (String, String)>>(&mut self, people: T) {
        self.0.extend(people);
    }
}

impl Labels {
    /// The name of now of a person, where it is known.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// The name to show for the words of a person field.
    pub fn shown<'a>(&'a self, words: &'a str) -> &'a str {
        let named = Named::read(words);
        named.id.and_then(|id| self.of(id)).unwrap_or(named.name)
    }

    /// Words that name people, one after the other, with their names of now. Other words stay as they are.
    pub fn in_words(&self, words: &str) -> String {
        naming_parts(words).map(|(named, between)| format!("{}{between}", self.shown(named))).collect()
    }

    /// The same sheet with names of now where it names people by id, for people to read.
    pub fn label(&self, schema: &Schema, sheet: &mut Sheet) {
        for words in quotes_mut(schema, sheet) {
            *words = self.in_words(words);
        }
        for (field, register) in registers_mut(schema, sheet) {
            if field.is == Is::Person {
                register.writes.iter_mut().for_each(|write| self.label_value(&mut write.value));
            }
        }
    }

    fn label_value(&self, value: &mut Value) {
        if let Value::Words(words) = value
            && Named::read(words).id.is_some()
        {
            *words = self.shown(words).to_owned();
        }
    }

    /// About how long they are, in bytes.
    pub fn n_bytes(&self) -> usize {
        self.0.iter().map(|(id, name)| id.len() + name.len() + 48).sum()
    }
}

/// The sheet with names of now, where a person is named in it; else as it is.
pub fn labelled<'a>(labels: &Labels, schema: &Schema, sheet: &'a Sheet) -> Cow<'a, Sheet> {
    if persons_in(schema, sheet).is_empty() {
        return Cow::Borrowed(sheet);
    }
    let mut sheet = sheet.clone();
    labels.label(schema, &mut sheet);
    Cow::Owned(sheet)
}

/// The persons of the workspace whom a sheet names, by id.
pub fn persons_in<'a>(schema: &Schema, sheet: &'a Sheet) -> BTreeSet<&'a str> {
    let mut persons = BTreeSet::new();
    let of_sheet = fields_of(schema.values, &sheet.values);
    let keyed = schema.keyed.iter().filter(|field| field.is == Is::Person);
    let keyed = keyed.filter_map(|field| sheet.keyed.get(field.name)).flat_map(BTreeMap::values);
    let lists = schema.lists.iter();
    let rows = lists.flat_map(|list| sheet.all_rows(list.name).iter().map(move |row| (list.values, row)));
    let of_rows = rows.flat_map(|(fields, row)| fields_of(fields, &row.values));
    for register in of_sheet.chain(keyed).chain(of_rows) {
        persons.extend(persons_of(register));
    }
    let quotes = schema.lists.iter().filter_map(|list| Some((list, list.quote?)));
    for (list, quote) in quotes {
        let texts = sheet.all_rows(list.name).iter().filter(|row| quote.is_in(row)).map(|row| row.text(quote.text));
        persons.extend(texts.flat_map(naming_parts).filter_map(|(named, _)| Named::read(named).id));
    }
    persons
}

/// The words of the person fields that are read of a sheet, each once and in order: of keyed maps those under `key`, of
/// lists those of rows that were not removed.
pub fn words_in(schema: &Schema, sheet: &Sheet, key: &str) -> Vec<String> {
    let keyed = schema.keyed.iter().filter(|field| field.is == Is::Person);
    let keyed = keyed.map(|field| sheet.under_key(field.name, key));
    let of_rows = schema.lists.iter().flat_map(|list| sheet.rows(list.name).map(move |row| (list.values, row)));
    let of_rows = of_rows.flat_map(|(fields, row)| fields_of(fields, &row.values));
    let registers = fields_of(schema.values, &sheet.values).chain(keyed).chain(of_rows);
    let words = registers.flat_map(|register| &register.writes).filter_map(|write| write.value.words());
    let mut words: Vec<String> = words.filter(|words| !words.is_empty()).map(ToOwned::to_owned).collect();
    order::sort(&mut words);
    words.dedup();
    words
}

/// The parts of words that name people one after the other: each with the words between it and the next. A part that
/// names nobody by id is read as it is.
fn naming_parts(words: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = words;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // A line of its own is named by nobody else's id.
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        let bare = line.trim_end_matches('\n');
        let ends = bare.match_indices('>').map(|(at, _)| at + 1);
        let named = ends.filter(|end| Named::read(&bare[..*end]).id.is_some());
        let end =
            named.filter(|end| bare[*end..].is_empty() || bare[*end..].starts_with(", ")).min().unwrap_or(bare.len());
        let between = if bare[end..].starts_with(", ") { 2 } else { line.len() - end };
        let part = (&line[..end], &line[end..end + between]);
        rest = &rest[end + between..];
        Some(part)
    })
}

/// Every text of a sheet that names people by id.
fn quotes_mut<'a>(schema: &Schema, sheet: &'a mut Sheet) -> impl Iterator<Item = &'a mut String> {
    let lists = schema.lists;
    sheet.lists.iter_mut().flat_map(move |(name, rows)| {
        let quote = lists.iter().find(|list| list.name == name).and_then(|list| list.quote);
        rows.iter_mut().filter_map(move |row| {
            let quote = quote.filter(|quote| quote.is_in(row))?;
            row.texts.get_mut(quote.text)
        })
    })
}

impl Quote {
    fn is_in(&self, row: &Row) -> bool {
        row.value(self.of.0).words() == self.of.1
    }
}

/// The persons of the workspace whom the writes of a person field name, by id.
pub fn persons_of(register: &Register) -> impl Iterator<Item = &str> {
    register.writes.iter().filter_map(|write| Named::read(write.value.words()?).id)
}

fn fields_of<'a>(
    fields: &'static [Field],
    values: &'a BTreeMap<String, Register>,
) -> impl Iterator<Item = &'a Register> {
    fields.iter().filter(|field| field.is == Is::Person).filter_map(|field| values.get(field.name))
}

/// Every register of a sheet with its field.
fn registers_mut<'a>(schema: &Schema, sheet: &'a mut Sheet) -> impl Iterator<Item = (Field, &'a mut Register)> {
    let (values, keyed, lists) = (schema.values, schema.keyed, schema.lists);
    let of_sheet = with_fields(values, &mut sheet.values);
    let keyed = sheet.keyed.iter_mut().filter_map(|(map, registers)| {
        let field = keyed.iter().find(|field| field.name == map).copied()?;
        Some(registers.values_mut().map(move |register| (field, register)))
    });
    let of_rows = sheet.lists.iter_mut().filter_map(|(name, rows)| {
        let fields = lists.iter().find(|list| list.name == name)?.values;
        Some(rows.iter_mut().flat_map(move |row: &mut Row| with_fields(fields, &mut row.values)))
    });
    of_sheet.chain(keyed.flatten()).chain(of_rows.flatten())
}

fn with_fields<'a>(
    fields: &'static [Field],
    values: &'a mut BTreeMap<String, Register>,
) -> impl Iterator<Item = (Field, &'a mut Register)> {
    let field = |name: &str| fields.iter().find(|field| field.name == name).copied();
    values.iter_mut().filter_map(move |(name, register)| Some((field(name)?, register)))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::kinds::charter::{MEMBERS, SCHEMA};
    use crate::sheet::{List, Stamp, Write};

    #[test]
    fn words_name_a_person_only_in_the_one_form_and_everything_else_is_a_plain_name() {
        for (words, name, id) in [
            ("Mara Lindt <@p1eCf>", "Mara Lindt", Some("p1eCf")),
            ("<@p1eCf>", "", Some("p1eCf")),
            ("Mara <@p1> <@p2>", "Mara <@p1>", Some("p2")),
            ("Mara Lindt", "Mara Lindt", None),
            ("Mara <mara@company.example>", "Mara <mara@company.example>", None),
            ("Mara (@p1eCf)", "Mara (@p1eCf)", None),
            ("Mara <@p>", "Mara <@p>", None),
            ("Mara <@q1eCf>", "Mara <@q1eCf>", None),
            ("Mara <@p1 eCf>", "Mara <@p1 eCf>", None),
            ("Mara <@p1eCf> ", "Mara <@p1eCf> ", None),
            ("", "", None),
        ] {
            assert_eq!(Named::read(words), Named { name, id }, "{words}");
        }
        let longest = format!("p{}", "a".repeat(41));
        assert!(!is_person(&longest) && is_person(&longest[..41]));
    }

    #[test]
    fn what_names_a_person_reads_as_that_person_whatever_they_are_called() {
        for name in ["Mara Lindt", "<b>Mara</b>", "Mara <@p9>", "Mara\nLindt", ""] {
            let words = naming("p1eCf", name);
            assert_eq!(Named::read(&words).id, Some("p1eCf"), "{words}");
            assert!(Is::Person.check(&words.as_str().into()).is_ok(), "{words}");
        }
    }

    #[test]
    fn persons_are_the_same_by_id_and_plain_names_as_names_are_compared() {
        for (one, other, same) in [
            ("Mara <@p1>", "Mara Meyer <@p1>", true),
            ("Mara <@p1>", "Mara <@p2>", false),
            ("Mara <@p1>", " mara ", true),
            ("Mara", "MARA", true),
            ("Mara <@p1>", "Bo", false),
        ] {
            assert_eq!(Named::read(one).is(&Named::read(other)), same, "{one}, {other}");
        }
    }

    #[test]
    fn words_that_name_people_one_after_the_other_show_their_names_of_now_and_all_else_stays() {
        let labels: Labels =
            [("p1", "Mara Meyer"), ("p2", "Bo")].map(|(id, name)| (id.into(), name.into())).into_iter().collect();
        for (words, shown) in [
            ("Mara Lindt <@p1>", "Mara Meyer"),
            ("Mara Lindt <@p1>, Bo B <@p2>", "Mara Meyer, Bo"),
            ("Lindt, Mara <@p1>", "Mara Meyer"),
            ("Mara Lindt <@p1>, Cy", "Mara Meyer, Cy"),
            ("Cy <@p9>", "Cy"),
            ("Own: the till\nMara Lindt <@p1>", "Own: the till\nMara Meyer"),
            ("Mara <@p1> <@p2>", "Bo"),
            ("Mara <@p1> counts", "Mara <@p1> counts"),
            ("a > b, c", "a > b, c"),
            ("plain\n", "plain\n"),
            ("", ""),
        ] {
            assert_eq!(labels.in_words(words), shown, "{words:?}");
        }
    }

    fn member(id: &str, names: &[&str]) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        let write = |name: &&str| Write { id: "w".to_owned(), value: (*name).into(), by: String::new(), at_ms: 0 };
        row.values.insert("name".to_owned(), Register { writes: names.iter().map(write).collect() });
        row.values.insert("function".to_owned(), Register { writes: vec![write(&"Sales <@p1>")] });
        row
    }

    #[test]
    fn the_words_of_every_person_field_are_found_and_of_maps_those_of_one_key() {
        const PERSON: Is = Is::Person;
        static SCHEMA: Schema = Schema {
            kind: "team",
            version: 1,
            writer: Role::Editor,
            common: Role::Editor,
            texts: &[],
            values: &[Field::new("sponsor", PERSON), Field::new("town", Is::Words)],
            keyed: &[Field::new("captains", PERSON), Field::new("since", Is::Words)],
            lists: &[List::new("members", &[], &[Field::new("name", PERSON), Field::new("function", Is::Words)])],
        };
        let set = |words: &[&str]| Register {
            writes: words
                .iter()
                .map(|words| Write { id: "w".to_owned(), value: (*words).into(), by: String::new(), at_ms: 0 })
                .collect(),
        };
        let mut sheet = Sheet::default();
        sheet.values.extend([("sponsor".to_owned(), set(&["Bo", ""])), ("town".to_owned(), set(&["Porto"]))]);
        for map in ["captains", "since"] {
            let keys = [("a", "Cy <@p1>"), ("b", "Di")].map(|(key, words)| (key.to_owned(), set(&[words])));
            sheet.keyed.insert(map.to_owned(), keys.into());
        }
        let (mut gone, both) = (member("n", &["Ed"]), member("m", &["Ada", "Bo"]));
        gone.archived = Some(Stamp { by: "Ada".to_owned(), at_ms: 1 });
        sheet.lists.insert("members".to_owned(), vec![both, gone]);
        assert_eq!(words_in(&SCHEMA, &sheet, "a"), ["Ada", "Bo", "Cy <@p1>"]);
        assert_eq!(words_in(&SCHEMA, &sheet, "c"), ["Ada", "Bo"]);
    }

    #[test]
    fn person_fields_show_names_of_now_and_no_other_field_does() {
        let labels: Labels = [("p1".to_owned(), "Mara Meyer".to_owned())].into_iter().collect();
        let mut sheet = Sheet::default();
        let rows = vec![member("a", &["Mara Lindt <@p1>", "Bo <@p2>"]), member("b", &["Mara Lindt"])];
        sheet.lists.insert(MEMBERS.to_owned(), rows);
        assert_eq!(persons_in(&SCHEMA, &sheet), BTreeSet::from(["p1", "p2"]));
        labels.label(&SCHEMA, &mut sheet);
        let shown: Vec<&str> =
            sheet.rows(MEMBERS).flat_map(|row| &row.value("name").writes).filter_map(|one| one.value.words()).collect();
        assert_eq!(shown, ["Mara Meyer", "Bo", "Mara Lindt"]);
        assert!(sheet.rows(MEMBERS).all(|row| row.value("function").words() == "Sales <@p1>"));
        assert!(persons_in(&SCHEMA, &sheet).is_empty());
    }
}
