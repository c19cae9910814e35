//! The things that a decision log asks for: decisions that are looked at again on their day, and requests between teams that wait.

use super::KIND;
use super::schema::*;
use super::view::{Decision, LogView, Request};
use crate::asks::{Ask, Asked, DAYS_BEFORE, Sort, Waiting, Waits, Whose};
use crate::text::words::{days_later, long_day};

/// A day behind all others.
const AFTER_ALL: &str = "9999-12-31";

/// All of it.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let view = LogView::of(asked.shown);
    let team = KIND.subject_of(asked.doc).map(String::from).unwrap_or_default();
    let decisions = view.decisions.iter().filter_map(|one| look_again(asked, &team, one));
    let requests = view.requests.iter().flat_map(|one| request(asked, one));
    Waits { waiting: decisions.chain(requests).collect(), ..Waits::default() }
}

/// A decision that is looked at again, asked of the person who took it.
fn look_again(asked: &Asked<'_>, team: &str, one: &Decision) -> Option<Waiting> {
    let day = one.due(AFTER_ALL)?.to_owned();
    let says = if one.question().is_empty() { one.choice() } else { one.question() };
    let chosen = match one.on() {
        "" => format!("Chosen: {}", one.choice()),
        on => format!("Chosen on {}: {}", long_day(on), one.choice()),
    };
    let ask = Ask::at(Sort::LookAgain, asked.doc, &one.row.id, &format!("Look again: {says}")).below(&chosen);
    let whose = Whose::or_captain(asked.people(DECISIONS, &one.row.id, DECIDED_BY), team);
    Some(Waiting { from: day.clone(), ..Waiting::of(whose, Ask { since: one.on().to_owned(), due: day, ..ask }) })
}

/// The things that a request asks of the team that is to answer, and of the person who waits for the answer.
fn request(asked: &Asked<'_>, one: &Request) -> Vec<Waiting> {
    let (from, to, due) = (one.from(), one.to(), one.needed_by());
    let need = one.row.value(NEED).words();
    let says = |sort, words: String| {
        let ask = Ask::at(sort, asked.doc, &one.row.id, &words);
        Ask { since: one.on().to_owned(), due: due.to_owned(), ..ask }
    };
    let of_team = |ask| Waiting::of(Whose::Captain(to.to_owned()), ask);
    match one.state() {
        "yes" => {
            let ask = says(Sort::Owed, format!("Promised to {from}: {need}"));
            vec![Waiting { from: days_later(due, -DAYS_BEFORE), ..of_team(ask) }]
        }
        "open" | "escalated" => {
            let waits = of_team(says(Sort::Request, format!("{from} asks: {need}")));
            let late = says(Sort::Unanswered, format!("No answer from {to}: {need}"));
            let late = late.below("Ask again, take it up to a leader, or say that it is no longer needed.");
            let whose = Whose::People(vec![asked.made_by(REQUESTS, &one.row, NEED)]);
            let late = Waiting { from: days_later(due, 1), ..Waiting::of(whose, late) };
            [Some(waits), Some(late).filter(|_| !due.is_empty() && one.state() == "open")]
                .into_iter()
                .flatten()
                .collect()
        }
        _ => Vec::new(),
    }
}
