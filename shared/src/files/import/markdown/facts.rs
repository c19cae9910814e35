//! Labelled values below a title, as the outline names them: in our own Markdown by the letter, and in other people's by
//! their own labels and in their own words.

use super::said::{number, plain, says_nothing};
use crate::files::day::day_of;
use crate::files::import::OrgPart;
use crate::files::import::filler::{Filler, beside, clean, words};
use crate::kinds::org;
use crate::kinds::outline::{Fact, Of};
use crate::sheet::{Field, Is, Schema, Value};

/// The fact that a label announces.
pub(super) fn fact_of<'f>(facts: &'f [Fact], label: &str) -> Option<&'f Fact> {
    let wanted = plain(label);
    facts.iter().find(|fact| plain(fact.label) == wanted || fact.also.contains(&wanted.as_str()))
}

/// How the words of a value are read for a field; nothing where they may not stand in it.
pub(super) type Read = fn(Field, &str) -> Option<Value>;

/// Sets the value of a fact beside what is there, in a document of this schema or in its part of `org`. `false` when there
/// is no such field, or the words may not stand in it.
pub(super) fn set(
    schema: &Schema,
    (filler, org): (&mut Filler, &mut OrgPart),
    of: Of,
    written: &str,
    read: Read,
) -> bool {
    let (field, values) = match of {
        Of::Value(name) => (schema.value(name), &mut filler.sheet.values),
        Of::Org(map) => (org::SCHEMA.keyed(map), &mut org.values),
        Of::Writer(_) | Of::Text(_) | Of::Named(..) => return false,
    };
    let Some((field, value)) = field.and_then(|field| Some((field, read(field, written)?))) else { return false };
    let register = values.entry(field.name.to_owned()).or_default();
    if register.writes.iter().all(|write| write.value != value) {
        beside(register, value);
    }
    true
}

/// A value as our own Markdown has it.
pub(super) fn ours(field: Field, written: &str) -> Option<Value> {
    let value = match field.is {
        Is::Number => Value::Number(written.parse().ok()?),
        Is::Flag => Value::Flag(written == "yes"),
        Is::Words | Is::Person if field.is.check(&Value::from(written)).is_err() => Value::from(words(written)),
        Is::Words | Is::Person | Is::Paragraphs | Is::Day | Is::OneOf(_) => Value::from(written),
    };
    field.is.check(&value).is_ok().then_some(value)
}

/// A value as other people write it.
pub(super) fn theirs(field: Field, written: &str) -> Option<Value> {
    let said = plain(written);
    let value = match field.is {
        Is::Day => Value::from(day_of(written)?),
        Is::Number => Value::Number(number(written)?.0),
        Is::Flag if ["yes", "true"].contains(&said.as_str()) => Value::Flag(true),
        Is::Flag if ["no", "false"].contains(&said.as_str()) => Value::Flag(false),
        Is::Flag => return None,
        Is::OneOf(known) => Value::from(*known.iter().find(|word| plain(word) == said)?),
        Is::Person if says_nothing(written) => return None,
        Is::Words | Is::Person => Value::from(words(written)),
        Is::Paragraphs => Value::from(clean(written)),
    };
    field.is.check(&value).is_ok().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::sheet::Register;

    static SCHEMA: Schema = Schema {
        kind: "team",
        version: 1,
        writer: Role::Editor,
        common: Role::Editor,
        texts: &[],
        values: &[
            Field::new("sponsor", Is::Person),
            Field::new("from", Is::Day),
            Field::new("seats", Is::Number),
            Field::new("stage", Is::OneOf(&["idea", "under way"])),
            Field::new("remote", Is::Flag),
            Field::new("town", Is::Words),
        ],
        keyed: &[],
        lists: &[],
    };

    /// The values of a field after these lines.
    fn said(of: Of, lines: &[&str], read: Read) -> Vec<String> {
        let (mut filler, mut org) = (Filler::new("team"), OrgPart::default());
        let taken = lines.iter().filter(|line| set(&SCHEMA, (&mut filler, &mut org), of, line, read)).count();
        let registers = filler.sheet.values.values().chain(org.values.values());
        let writes = registers.flat_map(|register: &Register| &register.writes);
        let values: Vec<String> = writes.map(|write| write.value.to_string()).collect();
        assert!(taken >= values.len(), "{lines:?}");
        values
    }

    #[test]
    fn a_field_of_every_sort_is_read_in_the_words_of_other_people() {
        for (field, lines, values) in [
            ("sponsor", vec!["Ada Lindt"], vec!["Ada Lindt"]),
            ("sponsor", vec!["TBD", "nobody yet"], vec![]),
            ("sponsor", vec!["Ada Lindt", "Bo Ek", "Ada Lindt"], vec!["Ada Lindt", "Bo Ek"]),
            ("from", vec!["1 September 2026"], vec!["2026-09-01"]),
            ("from", vec!["soon"], vec![]),
            ("seats", vec!["about 12 people", "12 people"], vec!["12"]),
            ("stage", vec!["Under way!", "over"], vec!["under way"]),
            ("remote", vec!["Yes"], vec!["yes"]),
            ("remote", vec!["mostly"], vec![]),
            ("town", vec!["  Porto, \t Portugal "], vec!["Porto, Portugal"]),
            ("country", vec!["Portugal"], vec![]),
        ] {
            assert_eq!(said(Of::Value(field), &lines, theirs), values, "{field}: {lines:?}");
        }
        assert_eq!(said(Of::Org(org::CAPTAIN_SINCE), &["May 2, 2026"], theirs), ["2026-05-02"]);
    }

    #[test]
    fn our_own_words_are_read_by_the_letter() {
        assert_eq!(said(Of::Value("from"), &["2026-09-01", "1 September 2026"], ours), ["2026-09-01"]);
        assert_eq!(said(Of::Value("stage"), &["under way", "Under way"], ours), ["under way"]);
        assert_eq!(said(Of::Value("sponsor"), &["Ada", "nobody"], ours), ["Ada", "nobody"]);
    }
}
