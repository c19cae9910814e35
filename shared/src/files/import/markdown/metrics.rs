//! Metrics, as headings with bullets, as a table, or as one bullet each, and tables of their readings.

use super::blocks::{Block, BlockKind};
use super::said::{either, labelled, number, plain, says_nothing};
use super::walk::{Walk, under_heads};
use crate::files::day::day_of;
use crate::files::import::filler::{append, beside, clean, one, words};
use crate::files::import::{ImportError, Told};
use crate::kinds::charter::{METRICS, READINGS};
use crate::sheet::{Row, Value};

/// Starts a metric.
pub(super) fn start(walk: &mut Walk, block: &Block, name: &str, definition: &str) -> Result<(), ImportError> {
    let row = walk.filler.row(block.line, METRICS, block.id.clone(), name)?;
    row.texts.insert("name".to_owned(), clean(name));
    row.texts.insert("definition".to_owned(), clean(definition));
    Ok(())
}

/// Takes a block of the metrics' section.
pub(super) fn take(walk: &mut Walk, block: &Block) -> Result<(), ImportError> {
    let whole = block.whole();
    match &block.kind {
        BlockKind::Row(cells) => match cells.first().map(|(head, _)| plain(head)).as_deref() {
            Some("day" | "date" | "on" | "week") => reading(walk, block, cells),
            _ => row(walk, block, cells),
        },
        BlockKind::Item(depth) => {
            let has_metric = current(walk).is_some();
            if let Some((label, value)) = labelled(&whole) {
                if current(walk).is_some_and(|metric| set(metric, label, value)) {
                    return Ok(());
                }
                tell_if_either(walk, block, label, value);
            }
            if has_metric && *depth > 0 {
                define(walk, &whole);
                return Ok(());
            }
            if says_nothing(&whole) { Ok(()) } else { bullet(walk, block) }
        }
        _ if current(walk).is_some() => {
            define(walk, &whole);
            Ok(())
        }
        _ => {
            walk.note(block);
            Ok(())
        }
    }
}

fn current(walk: &mut Walk) -> Option<&mut Row> {
    walk.filler.sheet.lists.get_mut(METRICS)?.last_mut()
}

/// A number that may be read in two ways is told of, where one belongs.
fn tell_if_either(walk: &mut Walk, block: &Block, label: &str, value: &str) {
    if let Some(told) = either(value).filter(|_| is_number(label)) {
        walk.told.push(Told::new(block.line, told));
    }
}

fn define(walk: &mut Walk, text: &str) {
    if let Some(metric) = current(walk) {
        append(metric.texts.entry("definition".to_owned()).or_default(), text, "\n\n");
    }
}

/// “Keys on the promised day: from 71 % to 92 % by 31 March 2027”, all of it in one bullet.
fn bullet(walk: &mut Walk, block: &Block) -> Result<(), ImportError> {
    let split = [" — ", " – ", ": "].iter().find_map(|mark| block.text.split_once(mark));
    let (name, said) = split.unwrap_or((block.text.as_str(), ""));
    start(walk, block, name, &format!("{said}\n\n{}", block.more))?;
    let said = block.text.clone();
    let tokens: Vec<&str> = said.split_whitespace().collect();
    let Some(metric) = current(walk) else { return Ok(()) };
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens[at + 1..].iter().take(3).copied().collect::<Vec<_>>();
        let field = token.trim_matches([',', '(', ':']);
        if ["from", "to"].contains(&field) && next.first().is_some_and(|next| number(next).is_some()) {
            set(metric, if field == "to" { "target" } else { "baseline" }, &next[..n_of_number(&next)].join(" "));
        } else if field == "by" {
            let days = (1..=next.len()).rev().map(|n| next[..n].join(" "));
            days.into_iter().any(|day| day_of(&day).is_some() && set(metric, "due", &day));
        }
    }
    Ok(())
}

/// How many of these words a number with its unit is made of.
fn n_of_number(next: &[&str]) -> usize {
    let is_group =
        next.get(1).is_some_and(|second| second.len() == 3 && second.bytes().all(|byte| byte.is_ascii_digit()));
    next.len().min(if is_group { 3 } else { 2 })
}

fn row(walk: &mut Walk, block: &Block, cells: &[(String, String)]) -> Result<(), ImportError> {
    let is_name = |head: &str| ["metric", "name", "measure", "key result", "kpi"].contains(&plain(head).as_str());
    let name = cells.iter().find(|(head, _)| is_name(head)).or(cells.first()).map(|(_, cell)| cell.clone());
    start(walk, block, &name.clone().unwrap_or_default(), "")?;
    for (head, cell) in cells.iter().filter(|(_, cell)| !cell.is_empty() && Some(cell) != name.as_ref()) {
        if !current(walk).is_some_and(|metric| set(metric, head, cell)) {
            tell_if_either(walk, block, head, cell);
            define(walk, &format!("{head}: {cell}"));
        }
    }
    Ok(())
}

fn reading(walk: &mut Walk, block: &Block, cells: &[(String, String)]) -> Result<(), ImportError> {
    let Some(metric) = current(walk).map(|metric| metric.id.to_string()) else {
        walk.note(block);
        return Ok(());
    };
    let day = cells.first().and_then(|(_, cell)| day_of(cell));
    let value = cells.get(1).and_then(|(_, cell)| number(cell));
    let (Some(day), Some((value, _))) = (day, value) else {
        cells.get(1).into_iter().for_each(|(_, cell)| tell_if_either(walk, block, "to", cell));
        define(walk, &block.whole());
        return Ok(());
    };
    if let Some(rest) = cells.get(2..).filter(|rest| rest.iter().any(|(_, cell)| !cell.is_empty())) {
        define(walk, &format!("{day}: {}", under_heads(rest).replace('\n', " · ")));
    }
    let row = walk.filler.row(block.line, READINGS, block.id.clone(), &format!("{metric}\n{day}"))?;
    row.values.insert("metric".to_owned(), one(metric));
    row.values.insert("on".to_owned(), one(day));
    row.values.insert("value".to_owned(), one(value));
    Ok(())
}

/// Whether a label names a number of a metric.
fn is_number(label: &str) -> bool {
    ["baseline", "start", "from", "current", "target", "goal", "to"].contains(&plain(label).as_str())
}

/// Sets what `label` names, beside what is there. `false` when it names nothing or the value does not fit.
fn set(metric: &mut Row, label: &str, value: &str) -> bool {
    let as_day = || day_of(value).map(Value::from);
    let as_words = || Some(Value::from(words(value))).filter(|value| value.words() != Some(""));
    let as_number = || number(value).map(|(number, _)| Value::from(number));
    let (field, value, unit) = match plain(label).as_str() {
        "definition" | "defined as" | "what" => {
            metric.texts.insert("definition".to_owned(), clean(value));
            return true;
        }
        "unit" => ("unit", as_words(), None),
        "better" | "direction" => ("direction", direction(value), None),
        "baseline" | "start" | "from" | "current" => ("baseline", as_number(), number(value)),
        "baseline on" | "baseline date" => ("baseline_on", as_day(), None),
        "target" | "goal" | "to" => ("target", as_number(), number(value)),
        "due" | "by" | "deadline" | "until" | "target date" => ("due", as_day(), None),
        "source" | "measured by" => ("source", as_words(), None),
        "owner" | "who" => ("owner", as_words(), None),
        _ => return false,
    };
    let Some(value) = value else { return false };
    if let Some((_, unit)) = unit
        && !unit.is_empty()
        && metric.value("unit").is_vacant()
    {
        metric.values.insert("unit".to_owned(), one(words(&unit)));
    }
    beside(metric.values.entry(field.to_owned()).or_default(), value);
    true
}

fn direction(value: &str) -> Option<Value> {
    match plain(value).as_str() {
        "up" | "higher" | "more" | "increase" | "higher is better" | "more is better" => Some(Value::from("up")),
        "down" | "lower" | "less" | "fewer" | "decrease" | "lower is better" | "less is better" => {
            Some(Value::from("down"))
        }
        _ => None,
    }
}
