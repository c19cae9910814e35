//! Lines for a leader's mirror, taken out of logs and reviews that a device keeps: what this person decided in a team's stead,
//! directed, advised, and sat in. They are drafts; nothing here knows who takes one.

use crate::asks::Me;
use crate::id::DocId;
use crate::kinds::log::{Decision, How, LogView};
use crate::kinds::review::wording::is_an_order;
use crate::kinds::review::{HERE, PRESENT, ReviewView, TEAM, TEXT};
use crate::order;
use crate::sheet::{Row, Sheet, Value};
use crate::text::words::one_line;

/// The most characters of what happened.
const CHARS_MAX: usize = 160;

/// The sort of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// Advice that leaves the choice to others.
    Advised,
    /// Advice that was worded as an order.
    Directed,
    /// A decision in a team's stead: one that was the team's, or one that reversed somebody else's.
    Decided,
    /// Time in a meeting with a team's item.
    Met,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The document and the row that it comes from, with a `/` between: it is offered once.
    pub from: String,
    /// The thing that happened, on one line.
    pub what: String,
    /// The day.
    pub on: String,
    /// The sort.
    pub did: Did,
    /// The class of decisions, or the team.
    pub about: String,
    /// The minutes that it took, where that is known.
    pub minutes: Option<u32>,
}

/// The lines of a person in the log of a team.
pub fn of_log(doc: &DocId, team: &str, log: &LogView, me: &Me) -> Vec<Line> {
    let is_pulled_up = |one: &Decision| log.pulled_up().any(|other| other.row.id == one.row.id);
    let is_corrected = |one: &Decision| one.followed_by.iter().any(|tie| tie.how == How::Corrects);
    let own = log.decisions.iter().filter(|one| me.is(one.decided_by()) && !is_corrected(one));
    let line = |one: &Decision| {
        let is_reversal = reverses_another(log, one, me);
        (is_reversal || is_pulled_up(one)).then(|| Line {
            from: format!("{doc}/{}", one.row.id),
            what: one_line(&format!("{}{}", if is_reversal { "Reversed: " } else { "" }, one.question()), CHARS_MAX),
            on: one.on().to_owned(),
            did: Did::Decided,
            about: if one.class().is_empty() { team } else { one.class() }.to_owned(),
            minutes: None,
        })
    };
    own.filter_map(line).collect()
}

/// Whether a decision reverses one that somebody else took.
fn reverses_another(log: &LogView, one: &Decision, me: &Me) -> bool {
    let earlier = one.instead_of.as_ref().filter(|tie| tie.how == How::Reverses);
    earlier.and_then(|tie| log.decision(&tie.row)).is_some_and(|earlier| !me.is(earlier.decided_by()))
}

/// The lines of a person in a review that took place on a day, and takes so many minutes as far as that is known. `team` names
/// the team of an item.
pub fn of_review(
    (doc, on, minutes): (&DocId, &str, Option<u32>),
    review: &Sheet,
    team: &dyn Fn(&str) -> String,
    me: &Me,
) -> Vec<Line> {
    let view = ReviewView::of(review);
    let mut lines = Vec::new();
    let mut teams: Vec<String> = Vec::new();
    for item in &view.items {
        let about = team(item.row.value(TEAM).words().trim());
        for advice in item.advice.iter().filter(|advice| written_by(&advice.row, TEXT, me)) {
            let did = if is_an_order(advice.words()).is_some() { Did::Directed } else { Did::Advised };
            let (from, what) = (format!("{doc}/{}", advice.row.id), one_line(advice.words(), CHARS_MAX));
            lines.push(Line { from, what, on: on.to_owned(), did, about: about.clone(), minutes: None });
        }
        teams.extend(Some(about).filter(|about| !about.is_empty()));
    }
    order::sort(&mut teams);
    teams.dedup();
    let was_there = review
        .rows(PRESENT)
        .any(|row| row.value(HERE).writes.iter().any(|write| write.value == Value::Flag(true) && me.is(&write.by)));
    if was_there && !teams.is_empty() {
        let (from, what) = (format!("{doc}/there"), "In a meeting with items of the team".to_owned());
        lines.push(Line { from, what, on: on.to_owned(), did: Did::Met, about: teams.join(", "), minutes });
    }
    lines
}

fn written_by(row: &Row, field: &str, me: &Me) -> bool {
    row.value(field).writes.first().is_some_and(|write| me.is(&write.by))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::kinds::log::{
        CAPTAIN_LEVELS, CLASS, DECIDED_BY, DECISIONS, HOW, INSTEAD_OF, LEADER_LEVELS, LEVEL, ON, QUESTION, ROLE,
    };
    use crate::kinds::review::{ADVICE, ITEM, ITEMS, TITLE};
    use crate::sheet::{Register, Write};

    fn row(id: &str, by: &str, values: &[(&str, Value)]) -> Row {
        let mut row = Row::new(id.parse().unwrap());
        for (field, value) in values {
            let write = Write { id: format!("{id}-{field}"), value: value.clone(), by: by.to_owned(), at_ms: 1 };
            row.values.insert((*field).to_owned(), Register { writes: vec![write] });
        }
        row
    }

    fn me() -> Me {
        Me { id: None, name: "Halima".to_owned() }
    }

    #[test]
    fn n19_ones_own_reversals_and_decisions_that_were_the_teams_are_lines_and_nobody_elses_are() {
        let decision = |id: &str, by: &str, role: &str, class: &str, instead: &str| {
            let tie = if instead.is_empty() { "" } else { "reverses" };
            let values = [
                (QUESTION, format!("Question {id}")),
                (DECIDED_BY, by.to_owned()),
                (ROLE, role.to_owned()),
                (CLASS, class.to_owned()),
                (ON, "2026-11-20".to_owned()),
                (INSTEAD_OF, instead.to_owned()),
                (HOW, tie.to_owned()),
            ];
            let values = values.map(|(field, words)| (field, Value::from(words.as_str())));
            row(id, by, &values.into_iter().filter(|(_, value)| *value != Value::from("")).collect::<Vec<_>>())
        };
        let mut sheet = Sheet::default();
        let decisions = vec![
            decision("d1", "Ines", "captain", "Pricing", ""),
            decision("d2", "Halima", "leader", "Pricing", ""),
            decision("d3", "Halima", "leader", "Hiring", ""),
            decision("d4", "Halima", "leader", "", "d1"),
            decision("d5", "Sanjay", "leader", "Pricing", ""),
            decision("d6", "Halima", "leader", "", "d3"),
        ];
        sheet.lists.insert(DECISIONS.to_owned(), decisions);
        for (list, by) in [(CAPTAIN_LEVELS, "Ines"), (LEADER_LEVELS, "Halima")] {
            let values = [(CLASS, "pricing"), (LEVEL, "delegate"), (ON, "2026-11-01")];
            let values = values.map(|(field, words)| (field, Value::from(words)));
            sheet.lists.insert(list.to_owned(), vec![row(by, by, &values)]);
        }
        let lines = of_log(&"keys-log".parse().unwrap(), "Keys", &LogView::of(&sheet), &me());
        let mut said: Vec<String> =
            lines.iter().map(|line| format!("{} | {} | {}", line.from, line.what, line.about)).collect();
        order::sort(&mut said);
        assert_eq!(said, ["keys-log/d2 | Question d2 | Pricing", "keys-log/d4 | Reversed: Question d4 | Keys"]);
        assert!(lines.iter().all(|line| line.did == Did::Decided));
    }

    #[test]
    fn a53_advice_is_told_from_directives_and_a_meeting_of_a_team_counts_its_minutes_once() {
        let mut item = row("i1", "Ines", &[(TEAM, Value::from("keys"))]);
        item.texts.insert(TITLE.to_owned(), "The hours".to_owned());
        let advice =
            |id: &str, by: &str, text: &str| row(id, by, &[(ITEM, Value::from("i1")), (TEXT, Value::from(text))]);
        let mut sheet = Sheet::default();
        sheet.lists.insert(ITEMS.to_owned(), vec![item]);
        let all = [
            advice("a1", "Halima", "You must ask Ledger first."),
            advice("a2", "Halima", "Try it in one street."),
            advice("a3", "Rui", "You must wait."),
        ];
        sheet.lists.insert(ADVICE.to_owned(), all.into());
        let doc = "weekly-r20261124T1000".parse().unwrap();
        let team = |words: &str| if words == "keys" { "Keys".to_owned() } else { words.to_owned() };
        for (present, lines) in [(false, 2), (true, 3)] {
            sheet.lists.insert(PRESENT.to_owned(), vec![row("p1", "Halima", &[(HERE, Value::Flag(present))])]);
            let found = of_review((&doc, "2026-11-24", Some(45)), &sheet, &team, &me());
            assert_eq!(found.len(), lines);
            let did: Vec<Did> = found.iter().map(|line| line.did).collect();
            assert!(did.contains(&Did::Directed) && did.contains(&Did::Advised), "{did:?}");
            let met: Vec<_> =
                found.iter().filter(|line| line.did == Did::Met).map(|line| (&*line.about, line.minutes)).collect();
            assert_eq!(met, if present { vec![("Keys", Some(45))] } else { vec![] });
        }
    }
}
