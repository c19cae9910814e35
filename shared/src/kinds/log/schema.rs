//! The lists of a decision log and the values of their rows. Every row is written once: a mistake is corrected by a new row.

use crate::access::{Role, Side};
use crate::sheet::{Field, Is, List, Schema};

/// Decisions.
pub const DECISIONS: &str = "decisions";
/// Outcomes of decisions.
pub const OUTCOMES: &str = "outcomes";
/// Requests of one team to another.
pub const REQUESTS: &str = "requests";
/// Answers to requests, the latest of which says how a request stands.
pub const ANSWERS: &str = "answers";
/// Learnings from bets, which need not be decisions.
pub const LEARNINGS: &str = "learnings";

/// Bets: what the team tries, how large it is, and when it stops.
pub const BETS: &str = "bets";
/// Ends of bets, and words that one goes on.
pub const BET_ENDS: &str = "bet_ends";

/// Levels of authority as the captain says them: see [`super::Levels`].
pub const CAPTAIN_LEVELS: &str = "captain_levels";
/// Levels of authority as a leader says them.
pub const LEADER_LEVELS: &str = "leader_levels";
/// Answers to the statements of readiness as the captain sees them: see [`super::Readiness`].
pub const CAPTAIN_VIEWS: &str = "captain_views";
/// The same as leaders see them.
pub const LEADER_VIEWS: &str = "leader_views";
/// Words of the team beside a signal: see [`super::Trend`].
pub const ANNOTATIONS: &str = "annotations";

/// The question that was decided, or the title of a record: one line.
pub const QUESTION: &str = "question";
/// The choice.
pub const CHOICE: &str = "choice";
/// The reasons for it.
pub const WHY: &str = "why";
/// The events and facts that led to the question.
pub const CONTEXT: &str = "context";
/// The concerns that weighed in the choice.
pub const DRIVERS: &str = "drivers";
/// The options there were to choose from.
pub const CONSIDERED: &str = "considered";
/// People whose advice was taken, and what they advised.
pub const ADVICE: &str = "advice";
/// The consequences of the choice.
pub const CONSEQUENCES: &str = "consequences";
/// How anybody sees that the choice is kept to.
pub const CONFIRMATION: &str = "confirmation";
/// The arguments for and against each option.
pub const PROS_AND_CONS: &str = "pros_and_cons";
/// Everything else that a record says.
pub const MORE: &str = "more";
/// People who were told.
pub const INFORMED: &str = "informed";
/// The class of decisions it belongs to, in the team's own words.
pub const CLASS: &str = "class";
/// How hard it is to undo: see [`UNDOING`].
pub const REVERSIBLE: &str = "reversible";
/// The person who decided.
pub const DECIDED_BY: &str = "decided_by";
/// The role in which they did: see [`ROLES`].
pub const ROLE: &str = "role";
/// The day of the decision, the outcome, the request, the answer or the learning.
pub const ON: &str = "on";
/// The day on which the decision is looked at again.
pub const LOOK_AGAIN: &str = "look_again";
/// The decision that this one stands in for.
pub const INSTEAD_OF: &str = "instead_of";
/// Whether it corrects or reverses that one: see [`TIES`].
pub const HOW: &str = "how";
/// The status that a record from elsewhere gives itself.
pub const STATUS: &str = "status";
/// The name of the file that the record came from, without its ending.
pub const RECORD: &str = "record";
/// The review in which it was taken, and the item: the review's id, and behind a slash the item's row.
pub const REVIEW: &str = "review";
/// Lines at the top of a record from elsewhere that no other value holds.
pub const FRONT: &str = "front";

/// The decision that an outcome is of.
pub const DECISION: &str = "decision";
/// The events since the decision or the bet.
pub const HAPPENED: &str = "happened";
/// The lesson.
pub const LEARNED: &str = "learned";
/// Whether the team would choose the same again: see [`AGAIN_WORDS`].
pub const AGAIN: &str = "again";
/// The changes that the team would make.
pub const AGAIN_HOW: &str = "again_how";

/// The team that asks: the id of its charter, or a name.
pub const FROM: &str = "from";
/// The team that is asked: the id of its charter, or a name.
pub const TO: &str = "to";
/// The need.
pub const NEED: &str = "need";
/// The day by which it is needed.
pub const NEEDED_BY: &str = "needed_by";

/// The request that an answer is to.
pub const REQUEST: &str = "request";
/// How the request stands from then on: see [`STATES`].
pub const STATE: &str = "state";
/// The words of an answer.
pub const WORDS: &str = "words";

/// The bet.
pub const BET: &str = "bet";
/// The expectation.
pub const EXPECTED: &str = "expected";
/// The job, metric or decision that a learning applies to.
pub const APPLIES_TO: &str = "applies_to";

/// The rule of the charter that a decision says it crosses; vacant where it crosses none.
pub const CROSSES: &str = "crosses";
/// How sure the team was that the choice turns out well, in percent: see [`SURE_WORDS`].
pub const SURE: &str = "sure";
/// Whether a leader decided as the team had proposed: see [`PROPOSED_WORDS`].
pub const PROPOSED: &str = "proposed";
/// Whether its author brings a learning to the failure forum: see [`FORUM_WORDS`].
pub const FORUM: &str = "forum";
/// How large a bet is: the time, the money or the people it takes.
pub const SIZE: &str = "size";
/// The thing that would be seen if the bet does not pay off.
pub const STOP_RULE: &str = "stop_rule";
/// The day on which a bet stops, unless somebody says that it goes on.
pub const STOP_ON: &str = "stop_on";
/// The bet that an end is of.
pub const OF_BET: &str = "of_bet";
/// The end that a bet came to: see [`BET_END_WORDS`].
pub const BET_END: &str = "end";

/// The level of authority in a class of decisions: see [`LEVEL_WORDS`].
pub const LEVEL: &str = "level";
/// The statement of readiness that is answered: see [`STATEMENT_WORDS`].
pub const STATEMENT: &str = "statement";
/// Whether somebody sees it so: see [`VIEW_WORDS`].
pub const VIEW: &str = "view";
/// The facts that somebody sees it by.
pub const EVIDENCE: &str = "evidence";
/// The signal that words stand beside: see [`SIGNAL_WORDS`].
pub const SIGNAL: &str = "signal";
/// The words beside it.
pub const NOTE: &str = "note";

/// Levels of authority, from the one at which a leader decides and tells to the one at which the team does.
pub const LEVEL_WORDS: &[&str] = &["tell", "sell", "consult", "agree", "advise", "inquire", "delegate"];
/// Statements of readiness.
pub const STATEMENT_WORDS: &[&str] = &["customer", "problem", "context", "confidence"];
/// Answers to a statement of readiness.
pub const VIEW_WORDS: &[&str] = &["yes", "not yet"];
/// The team's place in the picture of alignment and coupling, in the row of signals that words stand beside.
pub const PLACE: &str = "place";
/// Signals of alignment, and the place that they give a team.
pub const SIGNAL_WORDS: &[&str] =
    &["pulled up", "avoidable", "escalated", "orders", "meetings", "hours", "customers", PLACE];
/// How the decision of a leader stands to the proposal of the team; the first says that it came back unchanged.
pub const PROPOSED_WORDS: &[&str] = &["the same", "something else", "nothing"];
/// How hard a decision is to undo.
pub const UNDOING: &[&str] = &["easy", "costly", "impossible"];
/// Roles in which somebody decides. A leader decides above the team, the others in it.
pub const ROLES: &[&str] = &["captain", "deputy", "member", "leader"];
/// How a decision stands to the one that it names.
pub const TIES: &[&str] = &["corrects", "reverses"];
/// Answers to the question whether the same would be chosen again.
pub const AGAIN_WORDS: &[&str] = &["yes", "no", "unsure"];
/// How sure somebody is, in percent.
pub const SURE_WORDS: &[&str] = &["50", "60", "70", "80", "90"];
/// The word of an author who brings a learning to the failure forum.
pub const FORUM_WORDS: &[&str] = &["yes"];
/// The ends of a bet: the last of them is none.
pub const BET_END_WORDS: &[&str] = &["stopped", "paid off", "goes on"];
/// How a request stands.
pub const STATES: &[&str] = &["yes", "no", "done", "escalated", "withdrawn"];

const fn text(name: &'static str) -> Field {
    Field::new(name, Is::Paragraphs)
}

const fn words(name: &'static str) -> Field {
    Field::new(name, Is::Words)
}

const fn day(name: &'static str) -> Field {
    Field::new(name, Is::Day)
}

const fn one_of(name: &'static str, words: &'static [&'static str]) -> Field {
    Field::new(name, Is::OneOf(words))
}

/// The lists that a decision log may hold. Decisions and their outcomes are for those who may edit the charter; every member asks
/// other teams, writes down bets and learnings, and says something beside a signal. Authority has a list
/// for each side: the gate lets nobody add to the other one's.
pub static SCHEMA: Schema = Schema {
    kind: "log",
    version: 1,
    writer: Role::Commenter,
    common: Role::Editor,
    texts: &[],
    values: &[],
    keyed: &[],
    lists: &[
        List::new(DECISIONS, &[], OF_A_DECISION).append().added_by(Role::Editor),
        List::new(OUTCOMES, &[], OF_AN_OUTCOME).append().added_by(Role::Editor),
        List::new(REQUESTS, &[], &[words(FROM), words(TO), text(NEED), day(NEEDED_BY), day(ON)]).append(),
        List::new(ANSWERS, &[], &[words(REQUEST), one_of(STATE, STATES), text(WORDS), day(ON)]).append(),
        List::new(LEARNINGS, &[], OF_A_LEARNING).append(),
        List::new(CAPTAIN_LEVELS, &[], OF_A_LEVEL).append().added_by(Role::Editor).added_on(Side::Captain),
        List::new(LEADER_LEVELS, &[], OF_A_LEVEL).append().added_by(Role::Editor).added_on(Side::Leader),
        List::new(CAPTAIN_VIEWS, &[], OF_A_VIEW).own(&[]).added_by(Role::Editor).added_on(Side::Captain),
        List::new(LEADER_VIEWS, &[], OF_A_VIEW).own(&[]).added_by(Role::Editor).added_on(Side::Leader),
        List::new(ANNOTATIONS, &[], &[one_of(SIGNAL, SIGNAL_WORDS), text(NOTE), day(ON)]).own(&[]),
        List::new(BETS, &[], OF_A_BET).append(),
        List::new(BET_ENDS, &[], OF_A_BET_END).append(),
    ],
};

const OF_A_DECISION: &[Field] = &[
    words(QUESTION),
    text(CHOICE),
    text(WHY),
    text(CONTEXT),
    text(DRIVERS),
    text(CONSIDERED),
    text(ADVICE),
    text(CONSEQUENCES),
    text(CONFIRMATION),
    text(PROS_AND_CONS),
    text(MORE),
    text(INFORMED),
    words(CLASS),
    one_of(REVERSIBLE, UNDOING),
    Field::new(DECIDED_BY, Is::Person),
    one_of(ROLE, ROLES),
    day(ON),
    day(LOOK_AGAIN),
    words(INSTEAD_OF),
    one_of(HOW, TIES),
    words(STATUS),
    words(RECORD),
    words(REVIEW),
    text(FRONT),
    one_of(SURE, SURE_WORDS),
    words(CROSSES),
    one_of(PROPOSED, PROPOSED_WORDS),
];

const OF_AN_OUTCOME: &[Field] = &[
    words(DECISION),
    text(HAPPENED),
    text(LEARNED),
    one_of(AGAIN, AGAIN_WORDS),
    text(AGAIN_HOW),
    day(ON),
    day(LOOK_AGAIN),
];

const OF_A_LEARNING: &[Field] =
    &[text(BET), text(EXPECTED), text(HAPPENED), text(LEARNED), words(APPLIES_TO), day(ON), one_of(FORUM, FORUM_WORDS)];

const OF_A_BET: &[Field] =
    &[text(BET), words(SIZE), text(EXPECTED), text(STOP_RULE), day(STOP_ON), words(APPLIES_TO), day(ON)];

const OF_A_BET_END: &[Field] =
    &[words(OF_BET), one_of(BET_END, BET_END_WORDS), text(HAPPENED), text(LEARNED), day(STOP_ON), day(ON)];

const OF_A_LEVEL: &[Field] = &[words(CLASS), one_of(LEVEL, LEVEL_WORDS), text(WHY), day(ON)];

const OF_A_VIEW: &[Field] = &[one_of(STATEMENT, STATEMENT_WORDS), one_of(VIEW, VIEW_WORDS), text(EVIDENCE), day(ON)];

/// The list in which a side says levels.
pub const fn levels_of(side: Side) -> &'static str {
    match side {
        Side::Captain => CAPTAIN_LEVELS,
        Side::Leader => LEADER_LEVELS,
    }
}

/// The list in which a side answers the statements of readiness.
pub const fn views_of(side: Side) -> &'static str {
    match side {
        Side::Captain => CAPTAIN_VIEWS,
        Side::Leader => LEADER_VIEWS,
    }
}
