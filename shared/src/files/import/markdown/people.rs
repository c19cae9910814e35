//! People: who is in the team, in which function, for which share of a week, and who captains it.

use super::blocks::{Block, BlockKind};
use super::said::{is_name, labelled, plain, plain_share_of, says_nothing, share_of};
use super::walk::Walk;
use crate::files::day::day_of;
use crate::files::import::ImportError;
use crate::files::import::filler::{one, several, words};
use crate::kinds::charter::{MEMBERS, THERE_FROM, THERE_UNTIL};
use crate::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use crate::sheet::{Register, Row, Value};

/// Names a captain, or several chairs who are members too. A sentence names nobody.
pub(super) fn captain(walk: &mut Walk, block: &Block, are_chairs: bool) -> Result<(), ImportError> {
    let whole = match &block.kind {
        BlockKind::Row(cells) => {
            walk.rest_of_row(block, cells, 1);
            cells.first().map(|(_, cell)| cell.clone()).unwrap_or_default()
        }
        _ => block.whole(),
    };
    let (names, since) = match whole.split_once(" since ") {
        Some((names, since)) => (names.trim_end_matches([',', ' ', '(']), day_of(since.trim_end_matches(['.', ')']))),
        None => (whole.as_str(), None),
    };
    let named = match block.kind {
        BlockKind::Item(_) if are_chairs => vec![person_of(walk, block, names)],
        _ if are_chairs => names.split([',', ';', '\n']).map(words).collect(),
        _ => vec![words(names)],
    };
    let named: Vec<String> = named.into_iter().filter(|name| !says_nothing(name)).collect();
    let is_prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::Lines);
    if is_prose && !named.iter().all(|name| is_name(name)) {
        walk.note(block);
        return Ok(());
    }
    if let Some(since) = since.filter(|_| !walk.org.values.contains_key(CAPTAIN_SINCE)) {
        walk.org.say(CAPTAIN_SINCE, since.into());
    }
    for name in named {
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
    let is_item = matches!(block.kind, BlockKind::Item(_));
    if !group.is_empty() && is_item {
        return of_group(walk, block, &whole, &group);
    }
    if let Some((function, names)) = labelled(&whole).filter(|_| group.is_empty()) {
        let (function, names) = (function.to_owned(), names.to_owned());
        return named(walk, block, &names, &function);
    }
    if !is_item {
        walk.note(block);
        return Ok(());
    }
    let (rest, share) = share_at_end(&whole);
    // A name may hold a comma, but no dash.
    let dash = [" — ", " – ", " - "].iter().filter_map(|mark| Some((rest.find(mark)?, mark.len()))).min();
    let mark = dash.or_else(|| [", ", " ("].iter().filter_map(|mark| Some((rest.find(mark)?, mark.len()))).min());
    let (name, function) = mark.map_or((rest, ""), |(at, len)| (&rest[..at], &rest[at + len..]));
    let function = function.trim_matches([' ', ')', '(', ',']);
    add(walk, block, one(words(name)), one(words(function)), share)
}

/// The one person that an item names; what else it says stands in the note.
fn person_of(walk: &mut Walk, block: &Block, item: &str) -> String {
    let marks = [" (", ", ", ";", " — ", " – ", " - ", "\n"];
    let Some(at) = marks.iter().filter_map(|mark| item.find(mark)).min() else { return words(item) };
    walk.write_note(block.line, &format!("- {}", block.whole().replace('\n', " ")), "\n");
    words(&item[..at])
}

/// An item of the group that a heading announces: one person.
fn of_group(walk: &mut Walk, block: &Block, whole: &str, function: &str) -> Result<(), ImportError> {
    if says_nothing(whole) {
        walk.org.functions.push(words(function));
        return Ok(());
    }
    let (item, share) = share_at_end(whole);
    let name = person_of(walk, block, item);
    add(walk, block, one(name), one(words(function)), share)
}

/// “Engineering: Ada, Bo” and “Data: nobody yet”.
fn named(walk: &mut Walk, block: &Block, names: &str, function: &str) -> Result<(), ImportError> {
    if says_nothing(names) {
        walk.org.functions.push(words(function));
        return Ok(());
    }
    let parts: Vec<(&str, Option<f64>)> =
        names.split([',', ';', '\n']).filter(|name| !name.trim().is_empty()).map(share_at_end).collect();
    if !parts.iter().all(|(name, _)| is_name(name)) {
        walk.note(block);
        return Ok(());
    }
    for (name, share) in parts {
        add(walk, block, one(words(name)), one(words(function)), share)?;
    }
    Ok(())
}

fn row(walk: &mut Walk, block: &Block, cells: &[(String, String)]) -> Result<(), ImportError> {
    let (mut name, mut function, mut share) = (Register::default(), Register::default(), None);
    let (mut days, mut rest) = (Vec::new(), Vec::new());
    for (at, (head, cell)) in cells.iter().enumerate() {
        let values = several(cell.lines().map(|line| Value::from(words(line))));
        match (plain(head).as_str(), at) {
            ("name" | "person" | "member" | "who", _) => name = values,
            ("function" | "role" | "discipline" | "title", _) => function = values,
            ("share" | "allocation" | "fte" | "time", _) if share_of(cell).is_some() => share = share_of(cell),
            ("from" | "since" | "starts", 1..) if day_of(cell).is_some() => days.push((THERE_FROM, day_of(cell))),
            ("until" | "to" | "ends", 1..) if day_of(cell).is_some() => days.push((THERE_UNTIL, day_of(cell))),
            ("from" | "until", 1..) if cell.trim().is_empty() => {}
            (_, 0) => name = values,
            ("", 1) => function = values,
            _ => rest.push((head.clone(), cell.clone())),
        }
    }
    let first = cells.first().cloned().unwrap_or_default();
    let rest: Vec<(String, String)> = [first].into_iter().chain(rest).collect();
    walk.rest_of_row(block, &rest, 1);
    if says_nothing(name.words()) {
        walk.org.functions.push(function.words().to_owned());
        return Ok(());
    }
    let row = added(walk, block, name, function, share)?;
    row.values.extend(days.into_iter().filter_map(|(field, day)| Some((field.to_owned(), one(day?)))));
    Ok(())
}

fn add(
    walk: &mut Walk,
    block: &Block,
    name: Register,
    function: Register,
    share: Option<f64>,
) -> Result<(), ImportError> {
    added(walk, block, name, function, share).map(drop)
}

/// The row of somebody who was added.
fn added<'a>(
    walk: &'a mut Walk,
    block: &Block,
    name: Register,
    function: Register,
    share: Option<f64>,
) -> Result<&'a mut Row, ImportError> {
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
    Ok(row)
}

/// A line's words and the share of a week that ends it, as “Mei Harada (50 %)”. A number alone is no share.
fn share_at_end(line: &str) -> (&str, Option<f64>) {
    let cut = line.trim().trim_end_matches(')').trim_end();
    let is_of_share = |char: &char| char.is_ascii_digit() || "%½¼¾., /fteFTE\u{A0}".contains(*char);
    let Some(at) = cut.char_indices().rev().take_while(|(_, char)| is_of_share(char)).last().map(|(at, _)| at) else {
        return (line.trim(), None);
    };
    // Letters at its start belong to a word.
    let at = cut[at..].find(|char: char| char.is_ascii_digit() || "½¼¾".contains(char)).map_or(cut.len(), |n| at + n);
    let is_apart = cut[..at].is_empty() || cut[..at].ends_with([' ', '(', ',', '\u{A0}']);
    match plain_share_of(&cut[at..]).filter(|_| is_apart) {
        Some(share) => (cut[..at].trim_end_matches([' ', '(', ',', '–', '—', '-', '\u{A0}']), Some(share)),
        None => (line.trim(), None),
    }
}
