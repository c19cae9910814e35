//! The decision logs of the worked example. One decision was reversed twice at once, two are due, one became what was
//! hoped for, and one request waits for longer than it should.

use crate::files::import::{Draft, OrgPart};
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

/// Rows that are no decisions: team, list, id, values.
type Said = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const SAID: [Said; 6] = [
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
        "first-keys",
        LEARNINGS,
        "example_letter",
        &[
            (BET, "A letter a week before the day halves the calls."),
            (EXPECTED, "40 calls fewer a week"),
            (HAPPENED, "6 fewer. People read it when they pack, and then they ring."),
            (LEARNED, "What is sent before the boxes are out is not read."),
            (APPLIES_TO, "Calls before a move-in"),
            (ON, "2026-11-10"),
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
];

/// The example's decision logs. They come after the charters that they stand beside.
pub fn logs() -> Vec<Draft> {
    LOGS.iter().filter_map(|(team, text)| log(team, text)).collect()
}

/// One log; a test proves that each record in it can be read.
fn log(team: &str, text: &str) -> Option<Draft> {
    let mut sheet = Sheet::default();
    for record in text.split("\n%%%\n") {
        // The records stand newest first, as people read them, and rows the other way round.
        for (list, rows) in madr::record(team, record).ok()?.lists {
            sheet.lists.entry(list).or_default().splice(0..0, rows);
        }
    }
    for (_, list, id, values) in SAID.iter().filter(|(of, ..)| *of == team) {
        let mut row = Row::new(id.parse::<RowId>().ok()?);
        row.values = values.iter().map(|(field, value)| ((*field).to_owned(), one(*value))).collect();
        sheet.lists.entry((*list).to_owned()).or_default().push(row);
    }
    let (source, org) = (format!("sample:{team}"), OrgPart::default());
    Some(Draft { source, kind: KIND, doc: None, lineage: None, slot: None, example: true, sheet, org })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    #[test]
    fn the_logs_of_the_example_show_what_a_log_is_for() {
        let logs = logs();
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
        assert_eq!(keys.n_this_month("2026-11-29"), 5);
        assert_eq!(keys.decisions.iter().map(|decision| decision.outcomes.len()).sum::<usize>(), 1);
        assert_eq!(keys.requests.iter().map(Request::state).collect::<Vec<_>>(), ["open", "escalated"]);
        for decision in views.iter().flat_map(|view| &view.decisions) {
            assert!(!decision.choice().is_empty() && !decision.why().is_empty() && !decision.class().is_empty());
            assert!(decision.row.id.is_example() && !decision.decided_by().is_empty(), "{}", decision.question());
        }
    }
}
