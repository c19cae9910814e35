//! Lines that two people rewrote at once, one of them without a server: their words run together, as none is lost. They are
//! taken apart again, so that somebody takes one of them.

use super::look::{Look, Why};
use super::{Changed, Said};
use crate::kinds::Kind;
use crate::sheet::{Place, Sheet, Spot};
use crate::text::{Change, compare};

/// The lines that both sides changed: `mine` is what the document said when the server was back, and `after` what it says now.
/// Longer texts are left out: there people write in several places.
pub(super) fn rewritten(kind: Kind, own: &[Changed], others: &[Changed], mine: &Sheet, after: &Sheet) -> Vec<Look> {
    let said = |all: &[Changed], at: &Place| all.iter().flat_map(|changed| &changed.said).any(|said| said.at == *at);
    let mut look = Vec::new();
    for changed in own {
        for one in changed.said.iter().filter(|one| is_text(kind, &one.at) && said(others, &one.at)) {
            look.extend(taken_apart(changed, one, mine, after));
        }
    }
    look
}

fn is_text(kind: Kind, at: &Place) -> bool {
    match &at.spot {
        Spot::Sheet => kind.schema().texts.contains(&at.name.as_str()),
        Spot::Row { list, .. } => kind.schema().list(list).is_some_and(|list| list.texts.contains(&at.name.as_str())),
        Spot::Keyed { .. } => false,
    }
}

pub(super) fn text<'a>(sheet: &'a Sheet, at: &Place) -> &'a str {
    match &at.spot {
        Spot::Sheet => sheet.text(&at.name),
        Spot::Row { list, row } => {
            sheet.all_rows(list).iter().find(|one| one.id == *row).map(|row| row.text(&at.name)).unwrap_or_default()
        }
        Spot::Keyed { .. } => "",
    }
}

fn taken_apart(changed: &Changed, said: &Said, mine: &Sheet, after: &Sheet) -> Option<Look> {
    let (mine, now) = (text(mine, &said.at).trim(), text(after, &said.at).trim());
    let theirs = without(&said.before, mine, now);
    let is_line = [mine, now].iter().all(|text| !text.is_empty() && !text.contains('\n'));
    if !is_line || mine == now || theirs.is_empty() || theirs == now {
        return None;
    }
    let of = if said.label.is_empty() { changed.part.as_str() } else { said.label.as_str() };
    let row = changed.row.as_ref().map(|row| row.name.trim()).filter(|name| !name.is_empty() && *name != now);
    let name = row.map_or_else(|| of.to_owned(), |row| format!("{of} of {row}"));
    let why =
        Why::Rewritten { at: said.at.clone(), mine: mine.to_owned(), theirs, is_whole: false, now: now.to_owned() };
    Some(Look { section: changed.section.clone(), name, why })
}

/// The words of `now` without those that one side put into `before` to make `mine`.
fn without(before: &str, mine: &str, now: &str) -> String {
    let is_own = new_letters(before, mine);
    let (mut at, mut rest) = (0, String::new());
    for piece in compare(mine, now) {
        for letter in piece.words.chars() {
            let is_taken_out = piece.change == Change::Kept && is_own.get(at).copied().unwrap_or_default();
            if piece.change != Change::Gone && !is_taken_out {
                rest.push(letter);
            }
            at += usize::from(piece.change != Change::New);
        }
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which letters of a text are not those of another one.
pub(super) fn new_letters(before: &str, after: &str) -> Vec<bool> {
    let pieces = compare(before, after).into_iter().filter(|piece| piece.change != Change::Gone);
    pieces.flat_map(|piece| vec![piece.change == Change::New; piece.words.chars().count()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::{KIND, MISSION};
    use crate::past::Fate;

    fn changed(before: &str, after: &str) -> Changed {
        let said = Said {
            at: Place::on_sheet(MISSION),
            label: String::new(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let section = "Mission".to_owned();
        Changed { part: section.clone(), section, row: None, fate: Fate::Changed, said: vec![said] }
    }

    fn sheet(mission: &str) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.texts.insert(MISSION.to_owned(), mission.to_owned());
        sheet
    }

    #[test]
    fn a19_words_of_two_who_rewrote_one_line_at_once_are_taken_apart_again() {
        for (before, mine, now, theirs) in [
            ("Keys", "Doors open", "Doors open Rents are fair", Some("Rents are fair")),
            ("Keys", "Doors open", "Rents are fair Doors open", Some("Rents are fair")),
            ("Keys on time", "Keys on the day", "Keys on the day for all", Some("Keys on for all")),
            ("Keys", "Doors\nopen", "Doors\nopen Rents", None),
            ("Keys", "Doors open", "Doors open", None),
            ("Keys", "", "Rents are fair", None),
        ] {
            let (own, others) = (changed(before, mine), changed(mine, now));
            let look = rewritten(KIND, std::slice::from_ref(&own), &[others], &sheet(mine), &sheet(now));
            let told: Vec<_> = look
                .iter()
                .map(|look| match &look.why {
                    Why::Rewritten { theirs, .. } => (look.name.as_str(), theirs.as_str()),
                    _ => ("", ""),
                })
                .collect();
            assert_eq!(told, theirs.map(|theirs| ("Mission", theirs)).into_iter().collect::<Vec<_>>(), "{now}");
            assert!(rewritten(KIND, &[own], &[], &sheet(mine), &sheet(now)).is_empty(), "nobody else wrote there");
        }
    }
}
