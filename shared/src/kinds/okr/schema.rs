//! The schema of goals for a cycle. The names are part of the document format.

use crate::access::Role;
use crate::kinds::edition;
use crate::sheet::{Field, Is, List, Schema};

/// The name of the cycle, as `Goals, October to December`, or the words of a key result.
pub const NAME: &str = "name";
/// Anything else that people should know of this cycle.
pub const NOTE: &str = "note";

/// The charter of the team whose goals these are, by its id; vacant where they are the company's.
pub const TEAM: &str = "team";
/// The name of that team, as it was when the cycle was begun.
pub const TEAM_NAME: &str = "team_name";
/// The person who answers for the cycle, or reads a key result.
pub const OWNER: &str = "owner";
/// The first day of the cycle.
pub const STARTS: &str = "starts";
/// Its last day.
pub const ENDS: &str = "ends";

/// Objectives.
pub const OBJECTIVES: &str = "objectives";
/// Key results, each of one objective.
pub const KEY_RESULTS: &str = "key_results";
/// Readings of key results over time: a log that only grows.
pub const READINGS: &str = "readings";
/// Confidence in key results, and what works and what does not: a log that only grows.
pub const CHECK_INS: &str = "check_ins";
/// Targets that were moved, each with its reason: a log that only grows.
pub const MOVES: &str = "moves";
/// Words on what was learned from a key result: a log that only grows.
pub const LEARNINGS: &str = "learnings";
/// The close of the cycle; one that was taken back opens it again.
pub const CLOSES: &str = "closes";
/// Remarks that somebody dismissed: a log that only grows. Of one remark the last row counts.
pub const DISMISSED: &str = "dismissed";

/// The words of an objective, or the objective that a key result belongs to: its row.
pub const OBJECTIVE: &str = "objective";
/// The reason for an objective, or for a target that moved.
pub const WHY: &str = "why";
/// The objective or the focus above an objective: its document and its row with a `/` between; vacant where it is only named.
pub const TOWARDS: &str = "towards";
/// The words of that one, as they were when it was chosen.
pub const TOWARDS_NAME: &str = "towards_name";
/// The reason why an objective stands alone.
pub const ALONE: &str = "alone";

/// The way in which a key result is counted.
pub const DEFINITION: &str = "definition";
/// Whether it is promised or hoped for: see [`SORTS`].
pub const SORT: &str = "sort";
/// Its unit.
pub const UNIT: &str = "unit";
/// Whether more or less is better.
pub const DIRECTION: &str = "direction";
/// The number at the start.
pub const BASELINE: &str = "baseline";
/// The day of that number.
pub const BASELINE_ON: &str = "baseline_on";
/// The number that is aimed at.
pub const TARGET: &str = "target";
/// The day by which it is.
pub const DUE: &str = "due";
/// The place where the number is read.
pub const SOURCE: &str = "source";
/// The metric of the team's charter that this key result is: its row. Its numbers stand there and nowhere else.
pub const METRIC: &str = "metric";

/// The key result that a row of a log is about.
pub const KEY_RESULT: &str = "key_result";
/// The day of a row of a log.
pub const ON: &str = "on";
/// The number that was read.
pub const VALUE: &str = "value";
/// How sure people are to reach the target, from 1 to 10.
pub const CONFIDENCE: &str = "confidence";
/// Things that work.
pub const WORKING: &str = "working";
/// Things that do not.
pub const NOT_WORKING: &str = "not_working";
/// The target before a move.
pub const WAS: &str = "was";
/// Its day before a move.
pub const WAS_DUE: &str = "was_due";
/// The target after a move.
pub const TO: &str = "to";
/// Its day after a move.
pub const TO_DUE: &str = "to_due";
/// The words on what was learned, of a key result or of the cycle.
pub const LEARNED: &str = "learned";
/// Where it is used from now on.
pub const APPLIES_TO: &str = "applies_to";
/// The key of a remark.
pub const CHECK: &str = "check";
/// The reason why it was dismissed; a row without one says that the remark is shown again.
pub const REASON: &str = "reason";

/// The sorts of key results.
pub const SORTS: &[&str] = &["committed", "stretch"];
/// Which numbers are better.
pub const DIRECTIONS: &[&str] = &["up", "down"];

const fn text(name: &'static str) -> Field {
    Field::new(name, Is::Paragraphs)
}

const fn words(name: &'static str) -> Field {
    Field::new(name, Is::Words)
}

const fn day(name: &'static str) -> Field {
    Field::new(name, Is::Day)
}

const fn number(name: &'static str) -> Field {
    Field::new(name, Is::Number)
}

/// The schema of goals. Those who edit the team's documents set them; everybody who may add what is their own reads numbers, says
/// how sure they are, and writes what was learned.
pub static SCHEMA: Schema = Schema {
    kind: "okr",
    version: 1,
    writer: Role::Commenter,
    common: Role::Editor,
    texts: &[NAME, NOTE],
    values: &[words(TEAM), words(TEAM_NAME), Field::new(OWNER, Is::Person), day(STARTS), day(ENDS)],
    keyed: &[],
    lists: &[
        List::new(OBJECTIVES, &[OBJECTIVE, WHY], &[words(TOWARDS), words(TOWARDS_NAME), words(ALONE)])
            .written_by(Role::Editor),
        List::new(KEY_RESULTS, &[NAME, DEFINITION], OF_A_RESULT).written_by(Role::Editor),
        List::new(READINGS, &[], &[words(KEY_RESULT), day(ON), number(VALUE)]).append(),
        List::new(CHECK_INS, &[], OF_A_CHECK_IN).append(),
        List::new(MOVES, &[], OF_A_MOVE).append().added_by(Role::Editor),
        List::new(LEARNINGS, &[], &[words(KEY_RESULT), text(LEARNED), words(APPLIES_TO), day(ON)]).append(),
        List::new(CLOSES, &[], &[text(LEARNED), day(ON)]).append().added_by(Role::Editor),
        List::new(DISMISSED, &[], &[words(KEY_RESULT), words(CHECK), words(REASON), day(ON)])
            .append()
            .added_by(Role::Editor),
        edition::list().added_by(Role::Editor),
    ],
};

const OF_A_RESULT: &[Field] = &[
    words(OBJECTIVE),
    Field::new(SORT, Is::OneOf(SORTS)),
    words(UNIT),
    Field::new(DIRECTION, Is::OneOf(DIRECTIONS)),
    number(BASELINE),
    day(BASELINE_ON),
    number(TARGET),
    day(DUE),
    words(SOURCE),
    Field::new(OWNER, Is::Person),
    words(METRIC),
];

const OF_A_CHECK_IN: &[Field] = &[words(KEY_RESULT), day(ON), number(CONFIDENCE), text(WORKING), text(NOT_WORKING)];

const OF_A_MOVE: &[Field] =
    &[words(KEY_RESULT), number(WAS), day(WAS_DUE), number(TO), day(TO_DUE), text(WHY), day(ON)];
