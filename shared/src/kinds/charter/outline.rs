//! How a charter reads.

use super::schema::*;
use super::{Claim, Metric, Mode, guide};
use crate::kinds::edition;
use crate::kinds::org::{CAPTAIN_SINCE, CAPTAINS, SURFACES};
use crate::kinds::outline::{
    Agreed, Body, Column, Drawn, Fact, Form, Guide, Log, Of, Only, Outline, Part, Rows, Section, Sources,
};

/// How a charter reads.
pub static OUTLINE: Outline = Outline {
    title: Some(NAME),
    untitled: "A team without a name",
    facts: &[
        Fact {
            also: &["informed captain", "team lead", "lead", "leader"],
            of: Of::Org(CAPTAINS),
            agreed: Some("captain"),
            ..Fact::new("Captain", "")
        },
        Fact { also: &["since"], of: Of::Org(CAPTAIN_SINCE), ..Fact::new("Captain since", "") },
        Fact { also: &["deputy captain", "vice captain"], ..Fact::new("Deputy", DEPUTY) },
        Fact { also: &["began", "started", "started on", "start date"], ..Fact::new("Began on", BEGAN) },
        Fact { also: &["ends", "until", "tenure", "end date"], ..Fact::new("Runs until", ENDS) },
        Fact { also: &["closed", "ended on"], ..Fact::new("Closed on", CLOSED) },
        Fact { also: &["review on", "next review"], ..Fact::new("Look again on", REVIEW_ON) },
    ],
    sections: &[
        MISSION_SECTION,
        text(&guide::GOAL, GOAL).also(&["goals", "our goal", "objective", "objectives"]),
        text(&guide::CUSTOMER, CUSTOMER)
            .also(&["customers", "whom we serve", "who we serve", "our customer", "audience"])
            .agreed("mission", Agreed::Plain),
        text(&guide::JOB, JOB)
            .also(&["the job", "job to be done", "jobs to be done", "customer job"])
            .agreed("mission", Agreed::Plain),
        SERVES_SECTION,
        MANDATE,
        METRICS_SECTION,
        Section::new("Learned: nothing written yet", Body::Drawn(Drawn::Unlearned)),
        PEOPLE,
        FUNCTIONS_WE_NEED,
        HEARD_SECTION,
        RESEARCH_SECTION,
        HOW_WE_DECIDE,
        RULES,
        EXCELLENT_SECTION,
        Section::new("Cadence", Body::Text(CADENCE)).also(&[
            "cadences",
            "meetings",
            "how we meet",
            "rituals",
            "meeting schedule",
        ]),
        AGREEMENT,
        edition::SECTION,
        SURFACES_SECTION,
        PEERS_SECTION,
        LOOKS_SECTION,
        MOVES_SECTION,
        DISMISSED_SECTION,
    ],
    rest: Some(MISSION_NOTE),
};

const MISSION_SECTION: Section = text(&guide::MISSION, MISSION)
    .also(&["our mission", "mission statement", "mission purpose", "purpose", "why we exist"])
    .agreed("mission", Agreed::Plain)
    .below(BELOW_MISSION);

const BELOW_MISSION: &[Section] =
    &[text(&guide::MISSION_NOTE, MISSION_NOTE).also(&["mission note", "background", "about", "context"])];

/// The areas of focus that the mission serves. People agree to the mission, whatever it serves by now.
const SERVES_SECTION: Section =
    Section::new("Serves", Body::Rows(Rows::all(SERVES, Form::Bullet(Part::Value(FOCUS_NAME), None, &[]))))
        .also(&["area of focus", "areas of focus"]);

/// The mandate: claims, and what is in and out of scope.
pub const MANDATE: Section = Section::guided(&guide::CLAIM, Body::Nothing)
    .also(&["our mandate", "surface area", "product surface", "subprojects"])
    .agreed("mandate", Agreed::By(claims))
    .below(BELOW_MANDATE);

const BELOW_MANDATE: &[Section] = &[
    claims_of("Own", "own", false).also(&["we own", "owns", "ownership", "owned"]),
    claims_of("Share", "share", false).also(&["we share", "shared", "shares"]),
    claims_of("Consult", "consult", true).also(&["consulted", "we are consulted", "consults"]),
    lines("In scope", IN_SCOPE, "In", "mandate").also(&["scope", "our scope", "responsibilities"]),
    lines("Out of scope", OUT_OF_SCOPE, "Out", "mandate").guide(&guide::OUT_OF_SCOPE).also(&[
        "not in scope",
        "non goals",
        "what we do not do",
        "anti goals",
    ]),
];

/// The metrics with their readings.
pub const METRICS_SECTION: Section = Section::new("Metrics", Body::Rows(Rows::all(METRICS, METRIC)))
    .guide(&guide::METRIC)
    .also(&["our metrics", "measures", "success metrics", "key results", "kpis", "how we measure"])
    .agreed("metrics", Agreed::By(metrics));

const METRIC: Form = Form::Record(
    "name",
    "definition",
    &[
        Fact::new("Unit", "unit"),
        Fact { also: &["better"], ..Fact::new("Direction", "direction") },
        Fact::new("Baseline", "baseline"),
        Fact::new("Baseline on", "baseline_on"),
        Fact::new("Target", "target"),
        Fact::new("Due", "due"),
        Fact::new("Source", "source"),
        Fact::new("Owner", "owner"),
    ],
    Some(Log {
        list: READINGS,
        about: "metric",
        columns: &[Column::new("Day", "on"), Column::number("Reading", "value")],
    }),
);

/// The people.
pub const PEOPLE: Section = Section::guided(
    &guide::MEMBER,
    Body::Rows(Rows::all(
        MEMBERS,
        Form::Table(&[
            Column::new("Name", "name"),
            Column::new("Function", "function"),
            Column::new("From", THERE_FROM).optional(),
            Column::new("Until", THERE_UNTIL).optional(),
            Column::share("Share", "allocation"),
        ]),
    )),
)
.also(&["members", "team members", "team", "the team", "roles", "who we are", "staffing"]);

const FUNCTIONS_WE_NEED: Section = Section::new("Functions we need", Body::Drawn(Drawn::Functions)).also(&[
    "required functions",
    "functions",
    "needed functions",
]);

/// The notes of what the team heard from customers.
pub const HEARD_SECTION: Section = Section::new(
    "Heard from customers",
    Body::Rows(Rows::all(
        HEARD,
        Form::Table(&[Column::new("Day", HEARD_ON), Column::new("By", HEARD_BY), Column::new("What", HEARD_WHAT)]),
    )),
);

/// The reports of research.
pub const RESEARCH_SECTION: Section = Section::new(
    "Research",
    Body::Rows(Rows::all(
        RESEARCH,
        Form::Table(&[
            Column::new("What", RESEARCH_WHAT),
            Column::new("Link", RESEARCH_LINK),
            Column::new("Job", RESEARCH_JOB),
            Column::new("By", RESEARCH_BY),
            Column::new("Day", RESEARCH_ON),
        ]),
    )),
)
.also(&["customer research", "user research", "research reports"]);

/// The decisions that the team takes, asks about and tells of.
pub const HOW_WE_DECIDE: Section = Section::new("How we decide", Body::Nothing)
    .also(&["decision rights", "decisions", "decision making"])
    .below(BELOW_HOW_WE_DECIDE);

const BELOW_HOW_WE_DECIDE: &[Section] = &[
    lines("We decide", DECIDE, "Decide", "decide").guide(&guide::DECIDE).also(&["what we decide", "decide"]),
    lines("We consult first", CONSULT, "Consult", "decide").guide(&guide::CONSULT).also(&[
        "we consult",
        "whom we consult",
        "stakeholders",
    ]),
    lines("We tell", INFORM, "Tell", "decide").guide(&guide::INFORM).also(&[
        "we inform",
        "whom we inform",
        "inform",
        "informed",
    ]),
    // Bullets right below the heading are what the team decides, so that comes first.
    Section::new("Latest decisions", Body::Drawn(Drawn::Decisions)),
];

/// The rules nobody may bend.
pub const RULES: Section = Section::guided(
    &guide::NON_NEGOTIABLES,
    Body::Rows(Rows::all(
        NON_NEGOTIABLES,
        Form::Bullet(Part::Text(RULE), Some("why"), &[Fact::new("Owner", RULE_OWNER)]),
    )),
)
.also(&["boundaries", "ground rules", "rules", "guardrails"])
.agreed("decide", Agreed::Labelled("Always"));

/// The standard. People agree to it with how the team decides; where none is written, it adds no words to that.
pub const EXCELLENT_SECTION: Section = Section::new("What excellent looks like here", Body::Text(EXCELLENT))
    .also(&["standards", "our standards", "what good looks like", "what great looks like"])
    .agreed("decide", Agreed::Plain);
/// How far it is agreed. The talk about the charter says it.
const AGREEMENT: Section = Section::new("Agreement", Body::Drawn(Drawn::Agreement));

const SURFACES_SECTION: Section = Section::new("Surfaces", Body::Drawn(Drawn::Surfaces));

/// The charters of teams beside that somebody of the team read.
const PEERS_SECTION: Section = Section::new(
    "Read of teams beside",
    Body::Rows(Rows::all(PEERS, Form::Table(&[Column::new("Day", PEER_ON), Column::new("Team", PEER_NAME)]))),
);

/// The days on which the team read the charter as a whole.
const LOOKS_SECTION: Section =
    Section::new("Read as a whole", Body::Rows(Rows::all(LOOKS, Form::Table(&[Column::new("Day", LOOKED_ON)]))));

/// Why targets moved.
const MOVES_SECTION: Section = Section::new(
    "Targets moved",
    Body::Rows(Rows::all(
        MOVES,
        Form::Table(&[
            Column::new("Day", MOVED_ON),
            Column::new("Metric", MOVED_CALLED),
            Column::new("From", MOVED_FROM),
            Column::new("To", MOVED_TO),
            Column::new("Due", MOVED_DUE),
            Column::new("Why", MOVED_WHY),
        ]),
    )),
);

/// The checks that somebody dismissed, each with the reason.
const DISMISSED_SECTION: Section = Section::new(
    "Dismissed checks",
    Body::Rows(Rows::all(DISMISSED, Form::Table(&[Column::new("Check", CHECK), Column::new("Reason", REASON)]))),
);

const fn text(guide: &'static Guide, name: &'static str) -> Section {
    Section::guided(guide, Body::Text(name))
}

const fn lines(heading: &'static str, list: &'static str, label: &'static str, part: &'static str) -> Section {
    Section::new(heading, Body::Rows(Rows::all(list, Form::Line(LINE)))).agreed(part, Agreed::Labelled(label))
}

const fn claims_of(heading: &'static str, mode: &'static str, or_vacant: bool) -> Section {
    let only = Some(Only { field: "mode", word: mode, or_vacant });
    let form = Form::Bullet(Part::Named("surface", SURFACES), Some("note"), &[]);
    Section::new(heading, Body::Rows(Rows { only, ..Rows::all(CLAIMS, form) }))
}

/// The claims in the order of their rows, whatever their mode.
fn claims(from: &Sources<'_>) -> Vec<String> {
    let line = |row| {
        let claim = Claim::of(row, from.org);
        let mode = match claim.mode {
            Mode::Own => "Own",
            Mode::Share => "Share",
            Mode::Consult => "Consult",
        };
        match row.text("note").trim() {
            "" => format!("{mode}: {}", claim.name),
            note => format!("{mode}: {}, {note}", claim.name),
        }
    };
    from.sheet.rows(CLAIMS).map(line).collect()
}

/// The metrics, each from where to where by when. Readings are no part of it.
fn metrics(from: &Sources<'_>) -> Vec<String> {
    let line = |row| {
        let metric = Metric::of(row, &[]);
        let number = |value: Option<f64>| value.map(|value| format!("{value} {}", metric.unit)).unwrap_or_default();
        let way = match metric.up_is_good {
            Some(true) => "up",
            Some(false) => "down",
            None => "",
        };
        let (start, end) = (number(metric.baseline), number(metric.target.number()));
        format!("{}: {} {way} {start} → {end} {}", metric.name, metric.definition, metric.due.words())
    };
    from.sheet.rows(METRICS).map(line).collect()
}
