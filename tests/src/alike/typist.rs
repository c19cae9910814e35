//! A person's doings on a page, at random.

use fastrand::Rng;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, EditError, Is, Place, Value};
use muster_shared::sync::replica::Output;

use super::page::Page;

const WORDS: &[&str] = &["x", "yz", "word ", "é", "😀", "\n", "👩‍👩‍👧", "\u{fffc}", "  "];

/// Does one thing. Gives what is to be sent, and whether it was typing.
///
/// # Panics
/// When what was typed is not what the page shows afterwards.
pub(super) fn act(page: &mut Page, kind: Kind, rng: &mut Rng) -> Vec<Output> {
    match rng.u8(0..20) {
        0..13 => type_somewhere(page, rng),
        13..15 => page.undo(false),
        15 => page.undo(true),
        16 => {
            let place = any_text(page, rng);
            page.compose(&place);
            Vec::new()
        }
        _ => {
            let edit = change(page, kind, rng);
            page.edit(&edit).unwrap_or_else(|refused| {
                assert!(!matches!(refused, EditError::OutOfText), "{refused}");
                Vec::new()
            })
        }
    }
}

fn any_text(page: &Page, rng: &mut Rng) -> Place {
    let n_texts = page.places().count();
    // The first few are written into most, so that people meet there.
    let at = if rng.bool() { rng.usize(0..n_texts.min(4)) } else { rng.usize(0..n_texts) };
    page.places().nth(at).expect("a text").clone()
}

/// A few letters go, a few come, at a place between two characters, as a person may select them.
fn type_somewhere(page: &mut Page, rng: &mut Rng) -> Vec<Output> {
    let place = any_text(page, rng);
    let value = page.text_box(&place).value.clone();
    let starts: Vec<usize> = value.char_indices().map(|(at, _)| at).chain([value.len()]).collect();
    let first = rng.usize(0..starts.len());
    let last = (first + [0, 0, 0, 1, 3, 9][rng.usize(0..6)]).min(starts.len() - 1);
    let insert = if first == last || rng.bool() { *rng.choice(WORDS).unwrap_or(&"x") } else { "" };
    let typed = format!("{}{insert}{}", &value[..starts[first]], &value[starts[last]..]);
    let caret = typed[..starts[first] + insert.len()].encode_utf16().count() as u32;
    let was_open = page.replica.can_edit();
    let (outputs, written) = page.type_into(&place, &typed, caret);
    match written {
        Ok(()) => {
            assert_eq!(page.text_box(&place).value, typed, "typed into {place:?}, which then shows something else")
        }
        // Another program has put something else than a text there, or taken the row away.
        Err(EditError::NoText | EditError::NoRow) => {}
        Err(EditError::ReadOnly) => assert!(!was_open),
        Err(other) => panic!("typing {typed:?} into {place:?} was refused: {other}"),
    }
    outputs
}

fn change(page: &mut Page, kind: Kind, rng: &mut Rng) -> Edit {
    let schema = kind.schema();
    let list = &schema.lists[rng.usize(0..schema.lists.len())];
    let rows = page.sheet();
    let rows: Vec<_> = rows.all_rows(list.name).iter().map(|row| row.id.clone()).collect();
    let Some(row) = rng.choice(&rows).cloned() else {
        let texts = list.texts.iter().map(|text| ((*text).to_owned(), "new".to_owned())).collect();
        return Edit::Add { list: list.name.to_owned(), after: None, texts, values: Vec::new() };
    };
    let list_name = list.name.to_owned();
    match (rng.u8(0..6), rng.choice(list.values)) {
        (0, _) => Edit::Archive { list: list_name, row },
        (1, _) => Edit::Restore { list: list_name, row },
        (2, _) => Edit::Move { list: list_name, row, after: rng.choice(&rows).cloned() },
        (3 | 4, Some(field)) => Edit::Set { at: Place::in_row(list.name, &row, field.name), to: fitting(field.is) },
        (5, Some(field)) => Edit::Clear { at: Place::in_row(list.name, &row, field.name) },
        _ => Edit::Add { list: list_name, after: Some(row), texts: Vec::new(), values: Vec::new() },
    }
}

fn fitting(is: Is) -> Value {
    match is {
        Is::Words | Is::Person => "some words".into(),
        Is::Paragraphs => "some words\n\nand more".into(),
        Is::Number => 5.5.into(),
        Is::Day => "2026-11-28".into(),
        Is::OneOf(words) => words[0].into(),
        Is::Flag => true.into(),
    }
}
