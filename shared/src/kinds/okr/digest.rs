//! The digest of goals for a list of documents. Other goals choose from it what they work towards.

use super::schema::*;
use super::view::{Objective, OkrView};
use crate::kinds::aims::{Aim, Aims};
use crate::kinds::digest::{Digest, Line};
use crate::sheet::Sheet;
use crate::text::words::{counted, long_day, one_line};

/// The name, how many there are, and the objectives in their order.
pub(in crate::kinds) fn digest(sheet: &Sheet) -> Digest {
    let view = OkrView::of(sheet, None);
    let shown = view.objectives.iter().filter(|one| !one.words.is_empty()).take(Digest::LINES_MAX);
    let lines = shown.map(|one| Line::new(&one.row, "", &one.words, "")).collect();
    let title = sheet.text(NAME).trim().to_owned();
    Digest { title, sentence: sentence(&view), lines, aims: Some(aims(&view)), ..Digest::default() }
}

/// The team and the days of goals, and what each objective works towards.
pub fn aims(view: &OkrView) -> Aims {
    let aim = |one: &Objective| Aim {
        row: one.row.clone(),
        words: one_line(&one.words, Digest::CHARS_MAX),
        towards: one.towards.as_ref().map(|(at, _)| at.clone()).unwrap_or_default(),
        alone: !one.alone.is_empty(),
    };
    let shown = view.objectives.iter().filter(|one| !one.words.is_empty()).take(Digest::LINES_MAX);
    Aims {
        team: view.team.as_ref().map(ToString::to_string).unwrap_or_default(),
        starts: view.starts.clone(),
        ends: view.ends.clone(),
        objectives: shown.map(aim).collect(),
    }
}

/// The numbers of objectives and key results, and until when the cycle goes.
fn sentence(view: &OkrView) -> String {
    let (objectives, results) = (view.objectives.len(), view.results().count());
    let all = format!(
        "{}, {}",
        counted(objectives, "objective", "objectives"),
        counted(results, "key result", "key results")
    );
    match (&view.closed, view.ends.as_str()) {
        (Some(close), _) => format!("{all}, closed on {}.", long_day(close.value(ON).words())),
        (None, "") => format!("{all}."),
        (None, ends) => format!("{all}, until {}.", long_day(ends)),
    }
}
