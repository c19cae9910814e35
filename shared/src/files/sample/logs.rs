//! The decision logs of the worked example, one of them long enough for a dial. One decision was reversed twice at once, two
//! are due, some became what was hoped for and one did not, and one request waits for longer than it should.

use super::bets;
use super::dates::Moved;
use crate::files::import::Draft;
use crate::files::made::one;
use crate::files::madr;
use crate::id::RowId;
use crate::kinds::log::*;
use crate::sheet::{Row, Sheet};

/// Each team's short name, and its decisions as records with a line of their own between them.
const LOGS: [(&str, &str); 3] = [
    ("first-keys", include_str!("first_keys.log.md")),
    ("homecare", include_str!("homecare.log.md")),
    ("landlord-desk", include_str!("landlord_desk.log.md")),
];

/// Rows that are neither decisions nor [`bets`]: team, list, id, values.
type Said = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const SAID: [Said; 15] = [
    (
        "first-keys",
        REQUESTS,
        "example_data",
        &[
            (FROM, "First Keys"),
            (TO, "Ledger"),
            (NEED, "Half a week of somebody who can count second nights"),
            (NEEDED_BY, "2026-11-20"),
            (ON, "2026-11-08"),
        ],
    ),
    (
        "first-keys",
        ANSWERS,
        "example_data_up",
        &[
            (REQUEST, "example_data"),
            (STATE, "escalated"),
            (WORDS, "Nobody is free before January. Halima looks for somebody else."),
            (ON, "2026-11-23"),
        ],
    ),
    (
        "first-keys",
        REQUESTS,
        "example_capacity",
        &[
            (FROM, "Front Door"),
            (TO, "First Keys"),
            (NEED, "Weekly capacity on Wednesday instead of Thursday"),
            (NEEDED_BY, "2026-11-25"),
            (ON, "2026-11-19"),
        ],
    ),
    (
        "homecare",
        REQUESTS,
        "example_day_eight",
        &[
            (FROM, "First Keys"),
            (TO, "Homecare"),
            (NEED, "Say in your charter whose a repair on day eight is"),
            (NEEDED_BY, "2026-11-27"),
            (ON, "2026-11-17"),
        ],
    ),
    (
        "homecare",
        ANSWERS,
        "example_day_eight_done",
        &[(REQUEST, "example_day_eight"), (STATE, "done"), (WORDS, "It is ours, and says so."), (ON, "2026-11-20")],
    ),
    (
        "first-keys",
        CAPTAIN_LEVELS,
        "example_hours_captain",
        &[(CLASS, "Handover hours"), (LEVEL, "delegate"), (ON, "2026-10-02")],
    ),
    (
        "first-keys",
        LEADER_LEVELS,
        "example_hours_leader",
        &[(CLASS, "Handover hours"), (LEVEL, "delegate"), (ON, "2026-10-05")],
    ),
    (
        "first-keys",
        LEADER_LEVELS,
        "example_ready_leader",
        &[(CLASS, "What counts as ready"), (LEVEL, "advise"), (ON, "2026-09-04")],
    ),
    (
        "first-keys",
        CAPTAIN_LEVELS,
        "example_ready_captain",
        &[(CLASS, "What counts as ready"), (LEVEL, "advise"), (ON, "2026-09-07")],
    ),
    (
        "first-keys",
        CAPTAIN_LEVELS,
        "example_goodwill_captain",
        &[(CLASS, "Goodwill"), (LEVEL, "agree"), (ON, "2026-09-03")],
    ),
    (
        "first-keys",
        LEADER_LEVELS,
        "example_goodwill_leader",
        &[(CLASS, "Goodwill"), (LEVEL, "agree"), (ON, "2026-09-03")],
    ),
    (
        "first-keys",
        CAPTAIN_LEVELS,
        "example_goodwill_raised",
        &[
            (CLASS, "Goodwill"),
            (LEVEL, "inquire"),
            (ON, "2026-11-20"),
            (WHY, "Eleven calls in October ended with the sum that the crew had named."),
        ],
    ),
    (
        "first-keys",
        CAPTAIN_VIEWS,
        "example_customer_captain",
        &[
            (STATEMENT, "customer"),
            (VIEW, "yes"),
            (EVIDENCE, "Sat in on eleven move-ins in October."),
            (ON, "2026-11-09"),
        ],
    ),
    (
        "first-keys",
        LEADER_VIEWS,
        "example_customer_leader",
        &[
            (STATEMENT, "customer"),
            (VIEW, "not yet"),
            (EVIDENCE, "Renters, yes. Landlords of one home are customers too."),
            (ON, "2026-11-12"),
        ],
    ),
    (
        "first-keys",
        ANNOTATIONS,
        "example_strike",
        &[(SIGNAL, "escalated"), (NOTE, "That one was the depot strike, not us."), (ON, "2026-11-24")],
    ),
];

/// The example's decision logs, as they are on the day `today`, as `2026-11-29`. They come after the charters that they
/// stand beside.
pub fn logs(today: &str) -> Vec<Draft> {
    LOGS.iter().filter_map(|(team, text)| log(team, text, Moved::to(today))).collect()
}

/// One log; a test proves that each record in it can be read.
fn log(team: &str, text: &str, moved: Moved) -> Option<Draft> {
    let mut sheet = Sheet::default();
    for record in text.split("\n%%%\n") {
        // The records stand newest first, as people read them, and rows the other way round.
        for (list, rows) in madr::record(team, record).ok()?.lists {
            sheet.lists.entry(list).or_default().splice(0..0, rows);
        }
    }
    let said = SAID.iter().map(|(of, list, id, values)| (*of, *list, *id, said_by(list), *values));
    for (_, list, id, by, values) in said.chain(bets::SAID).filter(|(of, ..)| *of == team) {
        let mut row = Row::new(id.parse::<RowId>().ok()?);
        row.values = values.iter().map(|(field, value)| ((*field).to_owned(), one(*value))).collect();
        row.values.values_mut().flat_map(|value| &mut value.writes).for_each(|write| write.by = by.to_owned());
        sheet.lists.entry(list.to_owned()).or_default().push(row);
    }
    moved.sheet(&SCHEMA, &mut sheet);
    Some(Draft::example(format!("sample:{team}"), KIND, sheet))
}

/// The person who says what stands in a list; nobody in particular, where the rows name people themselves.
fn said_by(list: &str) -> &'static str {
    match list {
        CAPTAIN_LEVELS | CAPTAIN_VIEWS => "Ines Okafor-Lund",
        LEADER_LEVELS | LEADER_VIEWS => "Halima Rahman",
        ANNOTATIONS => "Bruno Salgado",
        _ => "",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_log_of_the_example_has_enough_decisions_of_each_class_for_a_dial() {
        let keys = LogView::of(&logs("2026-11-29")[0].sheet);
        assert!(keys.decisions.len() >= 20 && keys.decisions.iter().all(|decision| !decision.role().is_empty()));
        for (class, of_eight_weeks, above) in
            [("Goodwill", 5, 1), ("Handover hours", 6, 1), ("What counts as ready", 5, 1)]
        {
            let of_class = |decision: &&Decision| decision.class() == class && decision.on() >= "2026-10-04";
            let latest: Vec<&Decision> = keys.decisions.iter().filter(of_class).collect();
            let n_above = latest.iter().filter(|decision| decision.is_above()).count();
            assert_eq!((latest.len(), n_above), (of_eight_weeks, above), "{class}");
        }
    }

    #[test]
    fn the_days_of_a_log_move_with_the_day_on_which_the_example_is_made() {
        let [then, later] = ["2026-11-29", "2027-02-03"].map(|today| LogView::of(&logs(today)[0].sheet));
        let pairs = || then.decisions.iter().zip(&later.decisions);
        assert!(pairs().all(|(then, later)| then.row.id == later.row.id));
        assert_eq!((then.decisions[0].on(), later.decisions[0].on()), ("2026-11-20", "2027-01-29"));
        assert_eq!((then.decisions[0].look_again(), later.decisions[0].look_again()), ("2027-01-20", "2027-03-31"));
    }

    #[test]
    fn the_logs_of_the_example_show_what_a_log_is_for() {
        let logs = logs("2026-11-29");
        assert_eq!(logs.len(), LOGS.len());
        let n_records = LOGS.iter().map(|(_, text)| text.split("\n%%%\n").count()).sum::<usize>();
        let views: Vec<LogView> = logs.iter().map(|draft| LogView::of(&draft.sheet)).collect();
        assert_eq!(views.iter().map(|view| view.decisions.len()).sum::<usize>(), n_records);
        let keys = &views[0];
        assert_eq!(keys.decisions[0].row.id.as_str(), "example_goodwill_150");
        assert_eq!(keys.decisions.iter().filter(|decision| decision.is_contested()).count(), 1);
        let due: Vec<&str> = keys.due("2026-11-29").map(|decision| decision.row.id.as_str()).collect();
        assert_eq!(due, ["example_heating"], "the crews were looked at");
        assert_eq!(views[1].due("2026-11-29").count(), 1);
        assert_eq!(keys.n_this_month("2026-11-29"), 10);
        assert_eq!(keys.decisions.iter().map(|decision| decision.outcomes.len()).sum::<usize>(), 5);
        assert_eq!(keys.requests.iter().map(Request::state).collect::<Vec<_>>(), ["open", "escalated"]);
        for decision in views.iter().flat_map(|view| &view.decisions) {
            assert!(!decision.choice().is_empty() && !decision.why().is_empty() && !decision.class().is_empty());
            assert!(decision.row.id.is_example() && !decision.decided_by().is_empty(), "{}", decision.question());
        }
    }
}
