//! Context notes as a list carries them, so that the charter of a team shows those that touch it.

use super::view::StrategyView;
use crate::id::DocId;
use crate::kinds::digest::{Digest, Line};
use crate::names;

/// The notes that hold, the latest first, once for each thing that they touch: in the place of the question stands that thing, a
/// document or a row of one, or its name where nobody chose it from the list.
pub(super) fn lines(view: &StrategyView) -> Vec<Line> {
    let notes = view.notes.iter().filter(|note| note.replaced_by.is_none());
    let lines = notes.flat_map(|note| {
        note.touches.iter().map(|touch| {
            let (thing, row) = touch.thing();
            let thing = match (thing, row) {
                ("", _) => touch.name().to_owned(),
                (doc, "") => doc.to_owned(),
                (doc, row) => format!("{doc}/{row}"),
            };
            Line::new(&note.row.id, &thing, note.words(), note.row.value(super::schema::ON).words())
        })
    });
    lines.take(Digest::LINES_MAX).collect()
}

/// The notes of a strategy that touch a team, or a decision in its log, each once.
pub fn touching<'a>(digest: &'a Digest, team: &DocId, log: Option<&DocId>, name: &str) -> Vec<&'a Line> {
    let mut found: Vec<&Line> = Vec::new();
    for line in &digest.touching {
        let doc = line.question.split('/').next().unwrap_or_default();
        let is_of_team = doc == team.as_str() || log.is_some_and(|log| doc == log.as_str());
        let is_named = !name.trim().is_empty() && names::same(&line.question, name);
        if (is_of_team || is_named) && !found.iter().any(|known| known.row == line.row) {
            found.push(line);
        }
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::schema::{NAME, NOTE, NOTES, ON, REPLACES, THING, TOUCHES};
    use super::*;
    use crate::sheet::Sheet;
    use crate::sheet::made::row;

    #[test]
    fn a9_a_charter_is_told_of_the_notes_that_touch_its_team_or_a_decision_of_it_while_they_hold() {
        let mut sheet = Sheet::default();
        let notes = vec![
            row("n1", &[(NOTE, "The bank settles in one day."), (ON, "2026-11-20")]),
            row("n2", &[(NOTE, "Old"), (ON, "2026-11-01")]),
            row("n3", &[(NOTE, "New"), (ON, "2026-11-10"), (REPLACES, "n2")]),
        ];
        let touch = |id, note, thing, name| row(id, &[(NOTE, note), (THING, thing), (NAME, name)]);
        let touches = vec![
            touch("t1", "n1", "keys", "First Keys"),
            touch("t2", "n1", "keys-log/d1", "First Keys: fees"),
            touch("t3", "n2", "keys", "First Keys"),
            touch("t4", "n3", "", "first KEYS"),
            touch("t5", "n3", "desk", "Landlord Desk"),
        ];
        sheet.lists.insert(NOTES.to_owned(), notes);
        sheet.lists.insert(TOUCHES.to_owned(), touches);
        let digest = Digest { touching: lines(&StrategyView::of(&sheet)), ..Digest::default() };
        let log: DocId = "keys-log".parse().unwrap();
        for (team, log, name, found) in [
            ("keys", Some(&log), "First Keys", &["n1", "n3"][..]),
            ("other", Some(&log), "", &["n1"]),
            ("desk", None, "", &["n3"]),
            ("other", None, "Other", &[]),
        ] {
            let told = touching(&digest, &team.parse().unwrap(), log, name);
            assert_eq!(told.iter().map(|line| line.row.as_str()).collect::<Vec<_>>(), found, "{team}");
        }
    }
}
