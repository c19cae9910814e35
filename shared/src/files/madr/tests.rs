//! Records in and out: no word is lost, and every decision is read again as it was written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::files::made::one;
use crate::kinds::log::*;
use crate::sheet::{Is, Row, Sheet, Value};

/// Records of many shapes.
const RECORDS: [(&str, &str); 8] = [
    ("0001-plain", include_str!("../../../../tests/records/0001-plain.md")),
    ("0002-whole", include_str!("../../../../tests/records/0002-whole.md")),
    ("0003-fences", include_str!("../../../../tests/records/0003-fences.md")),
    ("0004-older-form", include_str!("../../../../tests/records/0004-older-form.md")),
    ("0005-other-headings", include_str!("../../../../tests/records/0005-other-headings.md")),
    ("0006-template-comments", include_str!("../../../../tests/records/0006-template-comments.md")),
    ("0007-front-matter", include_str!("../../../../tests/records/0007-front-matter.md")),
    ("0008-quotes", include_str!("../../../../tests/records/0008-quotes.md")),
];

fn words(text: &str) -> Vec<String> {
    let letters = |char: char| !char.is_alphanumeric();
    text.split(letters).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn decision(sheet: &Sheet) -> &Row {
    sheet.rows(DECISIONS).next().unwrap()
}

/// The record of the only decision of a log, read again.
fn again(sheet: &Sheet) -> Sheet {
    let written = records(sheet);
    assert_eq!(written.len(), 1);
    let stem = written[0].file.trim_end_matches(".md");
    record(stem, &written[0].text).unwrap_or_else(|error| panic!("{error}\n{}", written[0].text))
}

#[test]
fn no_word_of_a_record_is_lost_and_what_is_written_reads_as_the_same_row() {
    for (stem, text) in RECORDS {
        let sheet = record(stem, text).unwrap_or_else(|error| panic!("{stem}: {error}"));
        let row = decision(&sheet);
        let mut said: Vec<String> = row.values.values().flat_map(|value| words(value.words())).collect();
        // Words of the form itself stand in what is written again, and not in the row.
        said.extend(words(&records(&sheet)[0].text));
        // Older forms have another label for those who decided.
        for word in words(text).into_iter().filter(|word| word != "deciders") {
            assert!(said.contains(&word), "{stem}: “{word}” is lost");
        }
        assert_eq!(again(&sheet), sheet, "{stem}");
    }
}

#[test]
fn a_record_keeps_the_review_in_which_its_decision_was_taken() {
    let text = RECORDS[1].1.replacen("---\n", "---\nreview: weekly-1-x/a1-2\n", 1);
    let sheet = record(RECORDS[1].0, &text).unwrap();
    assert_eq!(decision(&sheet).value(REVIEW).words(), "weekly-1-x/a1-2");
    assert_eq!(again(&sheet), sheet);
}

#[test]
fn the_parts_of_a_record_are_the_values_of_a_decision() {
    let sheet = record(RECORDS[1].0, RECORDS[1].1).unwrap();
    let row = decision(&sheet);
    for (field, said) in [
        (QUESTION, "Ring the landlord before a viewing"),
        (CHOICE, "A call the evening before"),
        (ON, "2026-03-02"),
        (DECIDED_BY, "Ines Okafor-Lund, Bruno Salgado"),
        (ADVICE, "Oskar"),
        (INFORMED, "Front Door"),
        (STATUS, "accepted"),
        (RECORD, "0002-whole"),
        (CONFIRMATION, "The log of calls is read each Monday."),
    ] {
        assert_eq!(row.value(field).words(), said, "{field}");
    }
    assert!(row.value(WHY).words().starts_with("nobody has to be woken"), "{}", row.value(WHY).words());
    assert!(row.value(PROS_AND_CONS).words().contains("### A letter\n\n* Good, because"));
}

#[test]
fn headings_in_code_and_in_comments_end_nothing() {
    let sheet = record(RECORDS[2].0, RECORDS[2].1).unwrap();
    let row = decision(&sheet);
    assert!(row.value(PROS_AND_CONS).words().contains("## Decision Outcome\n\nChosen option: \"inside code\""));
    assert_eq!(row.value(CHOICE).words(), "Show the form in a fence");
    let sheet = record(RECORDS[5].0, RECORDS[5].1).unwrap();
    assert!(decision(&sheet).value(CONTEXT).words().contains("## a heading that is none"));
}

#[test]
fn every_field_of_a_decision_and_of_its_outcome_comes_back() {
    let mut sheet = Sheet::default();
    for (list, id) in [(DECISIONS, "i1"), (OUTCOMES, "i2")] {
        let mut row = Row::new(id.parse().unwrap());
        for field in SCHEMA.list(list).unwrap().values {
            let value = match field.is {
                Is::Day => "2026-11-28".to_owned(),
                Is::OneOf(words) => words[1].to_owned(),
                _ if field.name == DECISION => "i1".to_owned(),
                _ if field.name == FRONT => "parent: Decisions\nnav_order: 4".to_owned(),
                _ => format!("the {}", field.name.replace('_', " ")),
            };
            row.values.insert(field.name.to_owned(), one(value));
        }
        sheet.lists.insert(list.to_owned(), vec![row]);
    }
    assert_eq!(again(&sheet), sheet);
}

/// Lines that mean something to Markdown, to YAML or to a record.
const NASTY: &[&str] = &[
    "## Decision Outcome",
    "### Consequences",
    "\\## escaped",
    "\\\\# twice",
    "```",
    "~~~",
    "````md",
    "<!-- open",
    "-->",
    "---",
    "Because:",
    "\\Because:",
    "Chosen option: \"a\", because b",
    "* a point",
    "1) one",
    "",
    "",
    "    code",
    "# One",
    "he said \"yes\"",
    "it's",
    "“so”",
    "a: b",
    "#5",
    "[x](y)",
    "“a”, because 'b', because \"c\", because d",
    "- [ ] box",
    "<!-- muster: decision i9 -->",
    "words",
    "Ünïcode 😀",
    "\\```",
    "What Became of It",
    "### What We Learned",
];

#[test]
fn whatever_people_write_into_a_decision_is_read_again_as_it_was() {
    let mut seed = 7_u64;
    let mut any = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for round in 0..1000 {
        let mut row = Row::new("i1".parse().unwrap());
        row.values.insert(QUESTION.to_owned(), one("A question"));
        for field in SCHEMA.list(DECISIONS).unwrap().values {
            if !matches!(field.is, Is::Paragraphs) || field.name == FRONT || any(3) == 0 {
                continue;
            }
            let lines: Vec<&str> = (0..=any(5)).map(|_| NASTY[any(NASTY.len())]).collect();
            let text = crate::files::lines::trimmed(&lines.join("\n")).to_owned();
            if !text.is_empty() {
                row.values.insert(field.name.to_owned(), one(Value::from(text)));
            }
        }
        let sheet = Sheet {
            lists: [(DECISIONS.to_owned(), vec![row]), (OUTCOMES.to_owned(), Vec::new())].into(),
            ..Sheet::default()
        };
        let (back, text) = (again(&sheet), &records(&sheet)[0].text);
        assert_eq!(back, sheet, "round {round}:\n{text}");
    }
}

#[test]
fn a_page_without_the_headings_of_a_record_is_none() {
    for text in [
        "# A charter\n\n## Mission\n\nWe help.\n",
        "notes",
        "# A\n\n```\n## Decision Outcome\n```\n",
        "## Decision\n\nx",
    ] {
        assert!(!is_record(text), "{text}");
        assert!(record("a", text).unwrap_err().reason.contains("no decision record"));
    }
    assert!(is_record("# A\n\n## Status\n\nAccepted\n\n## Decision\n\nWe do.\n"));
}

#[test]
fn a_part_that_is_too_long_is_refused_with_the_line_it_begins_on() {
    let text = format!(
        "# A\n\n## Decision Outcome\n\nChosen option: \"a\"\n\n## More Information\n\n{}",
        "long ".repeat(5000)
    );
    let error = record("a", &text).unwrap_err();
    assert!(error.line == 7 && error.reason.contains("“More Information”"), "{error}");
    assert!(record("a", &format!("# {}\n\n## Decision Outcome\n\nyes", "t".repeat(401))).is_err());
}

#[test]
fn a_record_that_has_changed_becomes_a_correction_and_one_that_has_not_is_known_again() {
    let first = record("0009-a", "# Shall we?\n\n## Decision Outcome\n\nChosen option: \"Yes\"\n").unwrap();
    assert_eq!(settled(first.clone(), &first), first);
    let changed = record("0009-a", "# Shall we?\n\n## Decision Outcome\n\nChosen option: \"No\"\n").unwrap();
    let correction = settled(changed.clone(), &first);
    let row = decision(&correction);
    assert_eq!(row.value(INSTEAD_OF).words(), decision(&first).id.as_str());
    assert_eq!((row.value(HOW).words(), row.value(CHOICE).words()), ("corrects", "No"));
    // Both are here now: each is known again, whichever is read.
    let rows = vec![decision(&first).clone(), row.clone()];
    let log = Sheet { lists: [(DECISIONS.to_owned(), rows)].into(), ..Sheet::default() };
    assert_eq!(decision(&settled(changed, &log)).id, row.id);
    assert_eq!(decision(&settled(first.clone(), &log)).id, decision(&first).id);
    // A record of another question in a file of the same name is another decision.
    let other = record("0009-a", "# Something else\n\n## Decision Outcome\n\nChosen option: \"No\"\n").unwrap();
    assert_eq!(settled(other.clone(), &log), other);
}
