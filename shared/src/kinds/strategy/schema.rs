//! The schema of a strategy. The names are part of the document format.

use crate::access::Role;
use crate::kinds::edition;
use crate::sheet::{Field, Is, List, Schema};

/// The strategy's name, or the name of an area of focus.
pub const NAME: &str = "name";
/// The mission of the company, in one line.
pub const MISSION: &str = "mission";
/// The narrative.
pub const NARRATIVE: &str = "narrative";

/// The link to the strategy map.
pub const MAP: &str = "map";

/// The person who answers for it, and who owes the answers to pitches.
pub const OWNER: &str = "owner";
/// The day from which on it holds.
pub const SINCE: &str = "since";
/// The day on which it is looked at again.
pub const LOOK_AGAIN: &str = "look_again";
/// The first day on which anybody pitches ideas.
pub const OPENS: &str = "opens";
/// The last one.
pub const CLOSES: &str = "closes";
/// The day by which every pitch is answered.
pub const ANSWER_BY: &str = "answer_by";

/// Areas of focus.
pub const FOCUSES: &str = "focuses";
/// Jobs that customers want done.
pub const JOBS: &str = "jobs";
/// Problems that were chosen, and those that were not.
pub const PROBLEMS: &str = "problems";
/// The roadmap.
pub const ROADMAP: &str = "roadmap";
/// The people of teams, by function.
pub const ALLOCATIONS: &str = "allocations";
/// Material changes, each with its reason.
pub const CHANGES: &str = "changes";
/// Context notes.
pub const NOTES: &str = "notes";
/// The teams, decisions and other things that a note touches.
pub const TOUCHES: &str = "touches";
/// Ideas.
pub const PITCHES: &str = "pitches";
/// Answers to ideas.
pub const ANSWERS: &str = "answers";

/// The reason: of a focus, of a problem that was or was not chosen, of a change.
pub const WHY: &str = "why";
/// The horizon of a focus, as `2028`.
pub const UNTIL: &str = "until";
/// The day until which a focus waits for a team.
pub const WAITS_UNTIL: &str = "waits_until";

/// The job.
pub const JOB: &str = "job";
/// The situation in which it comes up.
pub const SITUATION: &str = "situation";
/// The customer who has it.
pub const CUSTOMER: &str = "customer";
/// The outcome that the customer hopes for.
pub const OUTCOME: &str = "outcome";
/// The evidence of a job or a problem.
pub const EVIDENCE: &str = "evidence";

/// The problem.
pub const PROBLEM: &str = "problem";
/// How many it reaches.
pub const REACH: &str = "reach";
/// How much it weighs for them.
pub const IMPACT: &str = "impact";
/// Whether it was chosen: see [`CHOSEN_WORDS`].
pub const CHOSEN: &str = "chosen";

/// A line of the roadmap.
pub const ITEM: &str = "item";
/// Its quarter, as `2027 Q1`.
pub const QUARTER: &str = "quarter";
/// The team, by its name.
pub const TEAM: &str = "team";
/// The area of focus that a line of the roadmap or people of a team serve: its row.
pub const FOCUS: &str = "focus";
/// The function of people in a team.
pub const FUNCTION: &str = "function";
/// So many people of it, where one is a whole week.
pub const PEOPLE: &str = "people";

/// The change.
pub const WHAT: &str = "what";
/// The day of a change, a note, a pitch or an answer.
pub const ON: &str = "on";
/// The words of a note, or the note that a touch belongs to.
pub const NOTE: &str = "note";
/// The note that this one replaces.
pub const REPLACES: &str = "replaces";
/// The touched thing: a document's id, or that and a row of it with a `/` between; empty where it is only named.
pub const THING: &str = "thing";
/// The title of an idea.
pub const TITLE: &str = "title";
/// The problem that an idea solves, and for whom.
pub const SOLVES: &str = "solves";
/// The pitch that an answer is to.
pub const PITCH: &str = "pitch";
/// How a pitch was answered: see [`STATES`].
pub const STATE: &str = "state";
/// The words of an answer.
pub const WORDS: &str = "words";

/// Whether a problem was chosen.
pub const CHOSEN_WORDS: &[&str] = &["chosen", "not chosen"];
/// How a pitch is answered.
pub const STATES: &[&str] = &["yes", "not now", "no"];

const fn text(name: &'static str) -> Field {
    Field::new(name, Is::Paragraphs)
}

const fn words(name: &'static str) -> Field {
    Field::new(name, Is::Words)
}

const fn day(name: &'static str) -> Field {
    Field::new(name, Is::Day)
}

/// The schema of a strategy. Leaders write it, and say what changed and answer; everybody who reads it adds context and pitches
/// ideas.
pub static SCHEMA: Schema = Schema {
    kind: "strategy",
    version: 1,
    writer: Role::Commenter,
    common: Role::Editor,
    texts: &[NAME, MISSION, NARRATIVE],
    values: &[
        Field::new(OWNER, Is::Person),
        day(SINCE),
        day(LOOK_AGAIN),
        day(OPENS),
        day(CLOSES),
        day(ANSWER_BY),
        words(MAP),
    ],
    keyed: &[],
    lists: &[
        List::new(FOCUSES, &[NAME, WHY], &[words(UNTIL), day(WAITS_UNTIL)]).written_by(Role::Editor),
        List::new(JOBS, &[JOB, SITUATION], &[words(CUSTOMER), words(OUTCOME), words(EVIDENCE)])
            .written_by(Role::Editor),
        List::new(PROBLEMS, &[PROBLEM, WHY], OF_A_PROBLEM).written_by(Role::Editor),
        List::new(ROADMAP, &[ITEM], &[words(QUARTER), words(TEAM), words(FOCUS)]).written_by(Role::Editor),
        List::new(ALLOCATIONS, &[], OF_PEOPLE).written_by(Role::Editor),
        List::new(CHANGES, &[], &[words(WHAT), text(WHY), day(ON)]).append().added_by(Role::Editor),
        List::new(NOTES, &[], &[text(NOTE), words(REPLACES), day(ON)]).append(),
        List::new(TOUCHES, &[], &[words(NOTE), words(NAME), words(THING), day(ON)]).append(),
        List::new(PITCHES, &[], &[words(TITLE), text(SOLVES), day(ON)]).append(),
        List::new(ANSWERS, &[], OF_AN_ANSWER).append().added_by(Role::Editor),
        edition::list().added_by(Role::Editor),
    ],
};

const OF_A_PROBLEM: &[Field] =
    &[Field::new(CHOSEN, Is::OneOf(CHOSEN_WORDS)), words(REACH), words(IMPACT), words(EVIDENCE)];

const OF_PEOPLE: &[Field] = &[words(TEAM), words(FUNCTION), Field::new(PEOPLE, Is::Number), words(FOCUS)];

const OF_AN_ANSWER: &[Field] = &[words(PITCH), Field::new(STATE, Is::OneOf(STATES)), text(WORDS), day(ON)];
