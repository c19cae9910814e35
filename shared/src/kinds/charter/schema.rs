//! The schema of a charter. The names are part of the document format.

use crate::access::Role;
use crate::kinds::edition;
use crate::sheet::{Field, Is, List, Schema};

/// The team's name.
pub const NAME: &str = "name";
/// The goal the team exists to reach.
pub const GOAL: &str = "goal";
/// Why the team exists: the customer problem, in one line.
pub const MISSION: &str = "mission";
/// The meaning of the mission, at more length.
pub const MISSION_NOTE: &str = "mission_note";
/// The people whom the mission serves.
pub const CUSTOMER: &str = "customer";
/// The job the customer wants done.
pub const JOB: &str = "job";
/// When and how the team meets.
pub const CADENCE: &str = "cadence";

/// The standard that the team holds itself to: what excellent looks like here.
pub const EXCELLENT: &str = "excellent";

/// The last day of the team's tenure; vacant is open-ended.
pub const ENDS: &str = "ends";

/// The first day of the team.
pub const BEGAN: &str = "began";
/// The day on which the team was closed; vacant while it works.
pub const CLOSED: &str = "closed";

/// The person who stands in for the captain. No right goes with it.
pub const DEPUTY: &str = "deputy";
/// The day on which the charter is to be read again as a whole.
pub const REVIEW_ON: &str = "review_on";

/// People of the team.
pub const MEMBERS: &str = "members";
/// The first day on which a person is there; vacant where they were from the start.
pub const THERE_FROM: &str = "from";
/// The last one; vacant where they stay.
pub const THERE_UNTIL: &str = "until";
/// Claims on surfaces: the mandate.
pub const CLAIMS: &str = "claims";
/// Areas of focus that the mission serves.
pub const SERVES: &str = "serves";
/// The focus: the id of its strategy and that of its row, with a `/` between; vacant where a file named it.
pub const FOCUS: &str = "focus";
/// The name of the focus, as it was when it was chosen.
pub const FOCUS_NAME: &str = "name";
/// Lines that the mandate takes in, in words.
pub const IN_SCOPE: &str = "in_scope";
/// Lines that the mandate leaves to others.
pub const OUT_OF_SCOPE: &str = "out_of_scope";
/// Measurable accomplishments.
pub const METRICS: &str = "metrics";
/// Readings of the metrics over time: a log that only grows.
pub const READINGS: &str = "readings";
/// Notes on why a target moved: a log that only grows.
pub const MOVES: &str = "moves";
/// The metric: the id of its row.
pub const MOVED_METRIC: &str = "metric";
/// The metric's name, as it was then.
pub const MOVED_CALLED: &str = "called";
/// The target as it was, in words.
pub const MOVED_FROM: &str = "from";
/// The target as it is from then on, in words.
pub const MOVED_TO: &str = "to";
/// The day on which it was due then.
pub const MOVED_DUE: &str = "due";
/// The day on which it moved.
pub const MOVED_ON: &str = "on";
/// Why it moved, and what was learned.
pub const MOVED_WHY: &str = "why";
/// Rules nobody may bend.
pub const NON_NEGOTIABLES: &str = "non_negotiables";
/// The rule.
pub const RULE: &str = "rule";
/// The person who answers for it.
pub const RULE_OWNER: &str = "owner";
/// Matters that the team decides by itself.
pub const DECIDE: &str = "decide";
/// Matters that the team hears others on before it decides.
pub const CONSULT: &str = "consult";
/// Matters that the team tells others afterwards.
pub const INFORM: &str = "inform";

/// The times when somebody of the team heard a customer: a log that only grows.
pub const HEARD: &str = "heard";
/// The person who did.
pub const HEARD_BY: &str = "by";
/// The day.
pub const HEARD_ON: &str = "on";
/// The words that they heard, or a link to them.
pub const HEARD_WHAT: &str = "what";

/// Reports of research that the team reads as they appear.
pub const RESEARCH: &str = "research";
/// The finding of a report, in a line.
pub const RESEARCH_WHAT: &str = "what";
/// The link to it.
pub const RESEARCH_LINK: &str = "link";
/// The job of the customer that it tells of.
pub const RESEARCH_JOB: &str = "job";
/// The person who brought it in.
pub const RESEARCH_BY: &str = "by";
/// The day on which they did.
pub const RESEARCH_ON: &str = "on";
/// The times when somebody of the team read the charter of a team beside it: a log that only grows.
pub const PEERS: &str = "peers";
/// That charter, by its id.
pub const PEER: &str = "team";
/// The name of that team, as it was then.
pub const PEER_NAME: &str = "name";
/// A fingerprint of its mission, mandate and metrics, as they were then.
pub const PEER_AS: &str = "read_as";
/// The day.
pub const PEER_ON: &str = "on";

/// The times when the team read the charter as a whole: a log that only grows.
pub const LOOKS: &str = "looks";
/// The day of one.
pub const LOOKED_ON: &str = "on";
/// A fingerprint of the words that people agree to, as they were then.
pub const READ_AS: &str = "read_as";

/// Checks that somebody dismissed: a log that only grows. Of one check the last row counts.
pub const DISMISSED: &str = "dismissed";
/// The key of the check: see [`super::key_of`].
pub const CHECK: &str = "check";
/// The reason; a row without one says that the check is shown again.
pub const REASON: &str = "reason";

/// The text of a one-line row.
pub const LINE: &str = "line";

const fn lines(name: &'static str) -> List {
    List::new(name, &[LINE], &[])
}

/// The schema of a charter.
pub static SCHEMA: Schema = Schema {
    kind: "charter",
    version: 1,
    writer: Role::Editor,
    common: Role::Editor,
    texts: &[NAME, GOAL, MISSION, MISSION_NOTE, CUSTOMER, JOB, CADENCE, EXCELLENT],
    values: &[
        Field::new(ENDS, Is::Day),
        Field::new(DEPUTY, Is::Person),
        Field::new(REVIEW_ON, Is::Day),
        Field::new(BEGAN, Is::Day),
        Field::new(CLOSED, Is::Day),
    ],
    keyed: &[],
    lists: &[
        List::new(SERVES, &[], &[Field::new(FOCUS, Is::Words), Field::new(FOCUS_NAME, Is::Words)]),
        List::new(
            MEMBERS,
            &[],
            &[
                Field::new("name", Is::Person),
                Field::new("function", Is::Words),
                Field::new("allocation", Is::Number),
                Field::new(THERE_FROM, Is::Day),
                Field::new(THERE_UNTIL, Is::Day),
            ],
        ),
        List::new(
            CLAIMS,
            &["note"],
            &[Field::new("surface", Is::Words), Field::new("mode", Is::OneOf(&["own", "share", "consult"]))],
        ),
        lines(IN_SCOPE),
        lines(OUT_OF_SCOPE),
        List::new(
            METRICS,
            &["name", "definition"],
            &[
                Field::new("unit", Is::Words),
                Field::new("direction", Is::OneOf(&["up", "down"])),
                Field::new("baseline", Is::Number),
                Field::new("baseline_on", Is::Day),
                Field::new("target", Is::Number),
                Field::new("due", Is::Day),
                Field::new("source", Is::Words),
                Field::new("owner", Is::Person),
            ],
        ),
        List::new(
            READINGS,
            &[],
            &[Field::new("metric", Is::Words), Field::new("on", Is::Day), Field::new("value", Is::Number)],
        )
        .append(),
        List::new(NON_NEGOTIABLES, &[RULE, "why"], &[Field::new(RULE_OWNER, Is::Person)]),
        lines(DECIDE),
        lines(CONSULT),
        lines(INFORM),
        List::new(
            HEARD,
            &[],
            &[Field::new(HEARD_BY, Is::Person), Field::new(HEARD_ON, Is::Day), Field::new(HEARD_WHAT, Is::Words)],
        )
        .append(),
        List::new(
            PEERS,
            &[],
            &[
                Field::new(PEER, Is::Words),
                Field::new(PEER_NAME, Is::Words),
                Field::new(PEER_AS, Is::Words),
                Field::new(PEER_ON, Is::Day),
            ],
        )
        .append(),
        List::new(LOOKS, &[], &[Field::new(LOOKED_ON, Is::Day), Field::new(READ_AS, Is::Words)]).append(),
        List::new(DISMISSED, &[], &[Field::new(CHECK, Is::Words), Field::new(REASON, Is::Words)]).append(),
        edition::list(),
        List::new(MOVES, &[], OF_A_MOVE).append(),
        List::new(RESEARCH, &[], OF_A_REPORT),
    ],
};

const OF_A_REPORT: &[Field] = &[
    Field::new(RESEARCH_WHAT, Is::Words),
    Field::new(RESEARCH_LINK, Is::Words),
    Field::new(RESEARCH_JOB, Is::Words),
    Field::new(RESEARCH_BY, Is::Person),
    Field::new(RESEARCH_ON, Is::Day),
];

const OF_A_MOVE: &[Field] = &[
    Field::new(MOVED_METRIC, Is::Words),
    Field::new(MOVED_CALLED, Is::Words),
    Field::new(MOVED_FROM, Is::Words),
    Field::new(MOVED_TO, Is::Words),
    Field::new(MOVED_DUE, Is::Day),
    Field::new(MOVED_ON, Is::Day),
    Field::new(MOVED_WHY, Is::Words),
];
