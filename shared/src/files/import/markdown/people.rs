//! People: who is in the team, in which function, for which share of a week, and who captains it.

use super::blocks::{Block, BlockKind};
use super::said::{labelled, plain, says_nothing, share_of};
use super::walk::Walk;
use crate::files::day::day_of;
use crate::files::import::ImportError;
use crate::files::import::filler::{one, several, words};
use crate::kinds::charter::MEMBERS;
use crate::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use crate::sheet::{Register, Value};

/// Names a captain, or several chairs who are members too.
pub(super) fn captain(walk: &mut Walk, block: &Block, are_chairs: bool) -> Result<(), ImportError> {
    let whole = block.whole();
    let (names, since) = match whole.split_once(" since ") {
        Some((names, since)) => (names.trim_end_matches([',', ' ', '(']), day_of(since.trim_end_matches(['.', ')']))),
        None => (whole.as_str(), None),
    };
    if let Some(since) = since.filter(|_| !walk.org.values.contains_key(CAPTAIN_SINCE)) {
        walk.org.say(CAPTAIN_SINCE, since.into());
    }
    let names: Vec<&str> = if are_chairs { names.split([',', ';', '\n']).collect() } else { vec![names] };
    for name in names.into_iter().map(words).filter(|name| !says_nothing(name)) {
        if are_chairs {
            add(walk, block, one(name.as_str()), one("Chair"), None)?;
        }
        walk.org.say(CAPTAINS, name.into());
    }
    Ok(())
}

/// Adds the people a block names.
pub(super) fn member(walk: &mut Walk, block: &Block) -> Result<(), ImportError> {
    if let BlockKind::Row(cells) = &block.kind {
        return row(walk, block, cells);
    }
    let whole = block.whole();
    let group = walk.group.clone();
    if !group.is_empty() {
        return named(walk, block, &whole, &group);
    }
    if let Some((function, names)) = labelled(&whole) {
        let (function, names) = (function.to_owned(), names.to_owned());
        return named(walk, block, &names, &function);
    }
    if matches!(block.kind, BlockKind::Paragraph) {
        walk.note(block);
        return Ok(());
    }
    let (rest, share) = share_at_end(&whole);
    let mark = [" — ", " – ", " - ", ", ", " ("].iter().filter_map(|mark| Some((rest.find(mark)?, mark.len()))).min();
    let (name, function) = mark.map_or((rest, ""), |(at, len)| (&rest[..at], &rest[at + len..]));
    let function = function.trim_matches([' ', ')', '(', ',']);
    add(walk, block, one(words(name)), one(words(function)), share)
}

/// “Engineering: Ada, Bo” and “Data: nobody yet”.
fn named(walk: &mut Walk, block: &Block, names: &str, function: &str) -> Result<(), ImportError> {
    if says_nothing(names) {
        walk.org.functions.push(words(function));
        return Ok(());
    }
    for name in names.split([',', ';', '\n']).filter(|name| !name.trim().is_empty()) {
        let (name, share) = share_at_end(name);
        add(walk, block, one(words(name)), one(words(function)), share)?;
    }
    Ok(())
}

fn row(walk: &mut Walk, block: &Block, cells: &[(String, String)]) -> Result<(), ImportError> {
    let (mut name, mut function, mut share) = (Register::default(), Register::default(), None);
    for (at, (head, cell)) in cells.iter().enumerate() {
        let values = several(cell.lines().map(|line| Value::from(words(line))));
        match (plain(head).as_str(), at) {
            ("name" | "person" | "member" | "who", _) => name = values,
            ("function" | "role" | "discipline" | "title", _) => function = values,
            ("share" | "allocation" | "fte" | "time", _) => share = share_of(cell),
            (_, 0) => name = values,
            (_, 1) => function = values,
            _ => {}
        }
    }
    if says_nothing(name.words()) {
        walk.org.functions.push(function.words().to_owned());
        return Ok(());
    }
    add(walk, block, name, function, share)
}

fn add(
    walk: &mut Walk,
    block: &Block,
    name: Register,
    function: Register,
    share: Option<f64>,
) -> Result<(), ImportError> {
    let said = format!("{}\n{}", name.words(), function.words());
    let row = walk.filler.row(block.line, MEMBERS, block.id.clone(), &said)?;
    for (field, register) in [("name", name), ("function", function)] {
        if !register.words().is_empty() {
            row.values.insert(field.to_owned(), register);
        }
    }
    if let Some(share) = share {
        row.values.insert("allocation".to_owned(), one(share));
    }
    Ok(())
}

/// A line's words and the share of a week that ends it, as “Mei Harada (50 %)”.
fn share_at_end(line: &str) -> (&str, Option<f64>) {
    let cut = line.trim().trim_end_matches(')').trim_end();
    let starts = cut.char_indices().rev().take_while(|(_, char)| char.is_ascii_digit() || "%½¼¾. /".contains(*char));
    let Some((at, _)) = starts.last() else { return (line.trim(), None) };
    match share_of(&cut[at..]) {
        Some(share) => (cut[..at].trim_end_matches([' ', '(', ',', '–', '—', '-']), Some(share)),
        None => (line.trim(), None),
    }
}
