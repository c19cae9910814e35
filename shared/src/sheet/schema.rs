//! The schema of a kind of document: all that one may hold.

use super::value::{BadValue, Value};
use crate::access::{Role, Side};

/// The root map of single values.
pub const VALUES: &str = "values";
/// The root map that says what the document is: kind, schema version, whether it is an example.
pub const ABOUT: &str = "about";

/// The longest value of lines and paragraphs, in characters.
pub const PARAGRAPHS_MAX: usize = 20_000;

/// The texts, values and lists of one kind.
#[derive(Debug)]
pub struct Schema {
    /// The kind's short lower-case name.
    pub kind: &'static str,
    /// Raised when old readers would misread a document.
    pub version: u32,
    /// The least role that may write into a document of this kind at all.
    pub writer: Role,
    /// The least role that may write what is nobody's own: texts, single values, values keyed by anything but a person.
    pub common: Role,
    /// Root texts.
    pub texts: &'static [&'static str],
    /// Single values in the root map `values`.
    pub values: &'static [Field],
    /// Maps of values keyed by a person or a document, each a root map.
    pub keyed: &'static [Field],
    /// Lists, each a root map.
    pub lists: &'static [List],
}

/// A list of rows that look alike.
#[derive(Debug)]
pub struct List {
    /// Its root map's name.
    pub name: &'static str,
    /// Shared texts of a row.
    pub texts: &'static [&'static str],
    /// Single values of a row.
    pub values: &'static [Field],
    /// The people who may write into a row that is there.
    pub rule: Rule,
    /// Values of a row of [`Rule::Own`] or [`Rule::Append`] that every editor may set too, as whether it is dealt with.
    pub shared: &'static [&'static str],
    /// The least role that may add a row, where that is more than the schema asks of every writer.
    pub adder: Role,
    /// The least role that may change a row which is nobody's own, where that is more than the schema asks of every writer.
    pub changer: Role,
    /// A text of a row that may name people by id.
    pub quote: Option<Quote>,
    /// Texts and values of a row that hold words of another document as they stood, and are not its writer's.
    pub copied: &'static [&'static str],
    /// The side of a team's authority that alone adds rows; none where both do, and people on neither.
    pub side: Option<Side>,
}

/// A text of a row that holds words of another document as they stood. They name people by id, where a value of the row
/// says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// The text.
    pub text: &'static str,
    /// The value that tells, and the word that says so.
    pub of: (&'static str, &'static str),
}

/// The people who may write into a row that is there, whatever their rank or role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Everybody who may write into the document.
    Anyone,
    /// The maker of the row, and nobody else: a captain, a leader and an owner neither.
    Own,
    /// The maker of the row, who writes each value once and never again. A mistake is corrected by a new row.
    Append {
        /// Whether the maker may take the row back, which archives it.
        retracts: bool,
    },
}

/// A single value: its name and what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in the document.
    pub name: &'static str,
    /// The values it may have.
    pub is: Is,
    /// Of a keyed map: whether its keys are people, each of whom writes under their own key alone.
    pub of_person: bool,
}

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// A few words on one line, at most 400 characters.
    Words,
    /// A person of the workspace by their id, or a plain name: see [`super::people`].
    Person,
    /// Lines and paragraphs that are written once, as in a decision: at most [`PARAGRAPHS_MAX`] characters.
    Paragraphs,
    /// A finite number.
    Number,
    /// A day as `YYYY-MM-DD`.
    Day,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Yes or no.
    Flag,
}

impl Field {
    /// A value called `name`.
    pub const fn new(name: &'static str, is: Is) -> Self {
        Self { name, is, of_person: false }
    }

    /// The same as a keyed map of which everybody writes the value under their own key alone.
    pub const fn of_person(self) -> Self {
        Self { of_person: true, ..self }
    }
}

/// Whether a role may write into a document: of this schema, or of none.
pub fn may_write(schema: Option<&Schema>, role: Role) -> bool {
    schema.map_or(role >= Role::Editor, |schema| schema.may_write(role))
}

impl Schema {
    /// Whether a role may write into a document of this schema.
    pub fn may_write(&self, role: Role) -> bool {
        role >= self.writer
    }

    /// Whether a role may change what is nobody's own in it.
    pub fn may_change(&self, role: Role) -> bool {
        role >= self.common
    }

    /// Whether it has lists that only one side of a team's authority adds to.
    pub fn has_sides(&self) -> bool {
        self.lists.iter().any(|list| list.side.is_some())
    }

    /// The list called `name`.
    pub fn list(&self, name: &str) -> Option<&'static List> {
        self.lists.iter().find(|list| list.name == name)
    }

    /// The single value called `name`.
    pub fn value(&self, name: &str) -> Option<Field> {
        self.values.iter().find(|field| field.name == name).copied()
    }
}

impl Schema {
    /// The keyed map called `name`.
    pub fn keyed(&self, name: &str) -> Option<Field> {
        self.keyed.iter().find(|field| field.name == name).copied()
    }
}

impl Rule {
    /// Whether a row belongs to its maker alone.
    pub fn is_own(self) -> bool {
        self != Self::Anyone
    }
}

impl List {
    /// A list into whose rows everybody writes who may write into the document.
    pub const fn new(name: &'static str, texts: &'static [&'static str], values: &'static [Field]) -> Self {
        Self {
            name,
            texts,
            values,
            rule: Rule::Anyone,
            shared: &[],
            adder: Role::Reader,
            changer: Role::Reader,
            quote: None,
            copied: &[],
            side: None,
        }
    }

    /// The same with rows that belong to their makers. Editors may set the values called `shared` as well.
    pub const fn own(self, shared: &'static [&'static str]) -> Self {
        Self { rule: Rule::Own, shared, ..self }
    }

    /// The same with rows whose values their makers write once. A row may be taken back by its maker.
    pub const fn append(self) -> Self {
        Self { rule: Rule::Append { retracts: true }, ..self }
    }

    /// The same with rows whose values their makers write once, and never take back.
    pub const fn append_for_good(self) -> Self {
        Self { rule: Rule::Append { retracts: false }, ..self }
    }

    /// The same with a text that names people by id in the rows whose value `of.0` is the word `of.1`.
    pub const fn quoting(self, text: &'static str, of: (&'static str, &'static str)) -> Self {
        Self { quote: Some(Quote { text, of }), ..self }
    }

    /// The same with texts and values that hold words of another document as they stood.
    pub const fn copying(self, copied: &'static [&'static str]) -> Self {
        Self { copied, ..self }
    }

    /// The same with rows that only this role and those above it may add.
    pub const fn added_by(self, adder: Role) -> Self {
        Self { adder, ..self }
    }

    /// The same with rows that only this role and those above it may add and change.
    pub const fn written_by(self, writer: Role) -> Self {
        Self { adder: writer, changer: writer, ..self }
    }

    /// The same with rows that only people on this side of a team's authority add.
    pub const fn added_on(self, side: Side) -> Self {
        Self { side: Some(side), ..self }
    }
}

impl List {
    /// Whether a text or a value called `name` is its row's maker's alone, in words of their own.
    pub fn is_makers(&self, name: &str) -> bool {
        !self.shared.contains(&name) && !self.copied.contains(&name)
    }

    /// The value of a row called `name`.
    pub fn value(&self, name: &str) -> Option<Field> {
        self.values.iter().find(|field| field.name == name).copied()
    }
}

impl Is {
    /// Whether `value` may stand here.
    ///
    /// # Errors
    /// A sentence for the person who wrote it.
    pub fn check(self, value: &Value) -> Result<(), BadValue> {
        match (self, value) {
            (Self::Words | Self::Person, Value::Words(words)) => check_words(words),
            (Self::Paragraphs, Value::Words(text)) if text.chars().count() > PARAGRAPHS_MAX => {
                Err(BadValue::FarTooLong)
            }
            (Self::Paragraphs, Value::Words(_)) => Ok(()),
            (Self::Number, Value::Number(number)) if number.is_finite() => Ok(()),
            (Self::Number, _) => Err(BadValue::NotANumber),
            (Self::Day, Value::Words(day)) if is_day(day) => Ok(()),
            (Self::Day, _) => Err(BadValue::NotADay),
            (Self::OneOf(words), Value::Words(word)) if words.contains(&word.as_str()) => Ok(()),
            (Self::OneOf(words), _) => Err(BadValue::NotOneOf(words.join(", "))),
            (Self::Flag, Value::Flag(_)) => Ok(()),
            _ => Err(BadValue::WrongKind),
        }
    }
}

fn check_words(words: &str) -> Result<(), BadValue> {
    match words {
        _ if words.chars().count() > 400 => Err(BadValue::TooLong),
        _ if words.contains('\n') => Err(BadValue::ManyLines),
        _ => Ok(()),
    }
}

/// Whether `text` is a day of the calendar as `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let mut parts = text.splitn(3, '-').map(|part| (part.len(), part.parse::<u32>()));
    let (Some((4, Ok(year))), Some((2, Ok(month))), Some((2, Ok(day)))) = (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=longest).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days_of_the_calendar() {
        for (text, fits) in [
            ("2026-11-22", true),
            ("2028-02-29", true),
            ("2026-02-29", false),
            ("2026-13-01", false),
            ("2026-1-1", false),
            ("tomorrow", false),
            ("", false),
        ] {
            assert_eq!(is_day(text), fits, "{text}");
        }
    }

    #[test]
    fn a_value_must_be_what_its_field_is() {
        let words = |text: &str| Value::Words(text.to_owned());
        for (is, value, fits) in [
            (Is::Words, words("a"), true),
            (Is::Words, words("a\nb"), false),
            (Is::Words, words(&"a".repeat(401)), false),
            (Is::Words, Value::Number(1.0), false),
            (Is::Paragraphs, words("a\n\nb"), true),
            (Is::Paragraphs, words(&"ä".repeat(PARAGRAPHS_MAX)), true),
            (Is::Paragraphs, words(&"a".repeat(PARAGRAPHS_MAX + 1)), false),
            (Is::Paragraphs, Value::Flag(true), false),
            (Is::Person, words("Mara Lindt <@p1eCf>"), true),
            (Is::Person, words("Mara Lindt"), true),
            (Is::Person, words("a\nb"), false),
            (Is::Person, Value::Flag(true), false),
            (Is::Number, Value::Number(1.5), true),
            (Is::Number, Value::Number(f64::NAN), false),
            (Is::OneOf(&["own", "share"]), words("own"), true),
            (Is::OneOf(&["own", "share"]), words("have"), false),
            (Is::Flag, Value::Flag(true), true),
            (Is::Day, words("2026-11-22"), true),
        ] {
            assert_eq!(is.check(&value).is_ok(), fits, "{is:?} {value:?}");
        }
    }
}
