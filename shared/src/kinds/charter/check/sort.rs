//! The sorts of checks on a charter: each with its name, the reason that the model gives for it, what to do, and where that
//! is done. Names stand in documents and in lists.

mod team;

pub(super) use team::{
    DECIDED, FEW_OWN_WORDS, HOLE, NO_CONTACT, NO_EVIDENCE, NO_PEOPLE, NO_REVIEW_DAY, NO_RULES, NO_STANDARD,
    NOT_DECIDED, NOTHING_DECIDED, OVER_A_WEEK, OVER_ALL_TEAMS, PEER_CHANGED, RESEARCH_NO_JOB, RESEARCH_UNREAD,
    REVIEW_DUE, RULE_CROSSED, RULE_NEAR, TOUCHED, UNCONFIRMED,
};

use super::super::schema::{CLAIMS, JOB, METRICS, MISSION, OUT_OF_SCOPE};

/// One sort of check.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckSort {
    /// Its name in documents and lists.
    pub name: &'static str,
    /// Two or three words for its head.
    pub head: &'static str,
    /// The reason why it matters.
    pub why: &'static str,
    /// The state of things in words, and the next step; `{}` stands for what differs from check to check.
    pub next: &'static str,
    /// The word on what leads there.
    pub press: &'static str,
    /// The place that leads to.
    pub leads: Leads,
    /// The field or list in whose margin it stands; empty where it stands in the list of checks alone.
    pub beside: &'static str,
    /// The section of the page that it belongs to.
    pub section: &'static str,
}

/// The place where something is done about a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// The field of this label.
    Field(&'static str),
    /// The row that it is about.
    Row,
    /// A new row of this list.
    New(&'static str),
    /// The surface on the company map.
    Map,
    /// A section of the page.
    Part(&'static str),
}

const SINCE_A_GOAL: &str = "A team is bound by a goal, for as long as it takes to reach it.";
const ONE_CAPTAIN: &str = "One informed captain answers for the team: somebody who knows the matter and is trusted.";
const MISSION_SAYS: &str = "A mission says concisely why the team exists: the problem of a customer that it solves.";
const MANDATE_SAYS: &str = "A mandate is the part of the product that a team answers for, with little if any overlap.";
const MEASURABLE: &str = "A metric is specific and measurable: it can be missed.";

/// The team was to end before today.
pub(super) static PAST_END: CheckSort = CheckSort {
    name: "past-end",
    head: "Past its end",
    why: SINCE_A_GOAL,
    next: "It was to run until {}. Say until when it goes on, or close it.",
    press: "Change the day",
    leads: Leads::Field("Runs until"),
    beside: "",
    section: "title",
};

/// No goal is written down.
pub(super) static NO_GOAL: CheckSort = CheckSort {
    name: "no-goal",
    head: "No goal yet",
    why: SINCE_A_GOAL,
    next: "Write down what will be so once the team is done.",
    press: "Write the goal",
    leads: Leads::Field("Goal"),
    beside: "",
    section: "title",
};

/// Nobody is named captain.
pub(super) static NO_CAPTAIN: CheckSort = CheckSort {
    name: "no-captain",
    head: "No captain",
    why: ONE_CAPTAIN,
    next: "Nobody is named. A leader names one.",
    press: "Name a captain",
    leads: Leads::Field("Captain"),
    beside: "",
    section: "title",
};

/// Several people are named captain.
pub(super) static SEVERAL_CAPTAINS: CheckSort = CheckSort {
    name: "several-captains",
    head: "Several captains",
    why: ONE_CAPTAIN,
    next: "{} people are named. A leader chooses one of them.",
    press: "Choose one",
    leads: Leads::Part("title"),
    beside: "",
    section: "title",
};

/// The captain leads more teams than one person can.
pub(super) static CAPTAIN_OF_MANY: CheckSort = CheckSort {
    name: "captain-of-many",
    head: "Captain of many teams",
    why: "A captain decides quickly and well where they know the matter and have time for it.",
    next: "{}. Hand one of them over.",
    press: "Look at the captain",
    leads: Leads::Part("title"),
    beside: "",
    section: "title",
};

/// No mission is written down.
pub(super) static NO_MISSION: CheckSort = CheckSort {
    name: "no-mission",
    head: "No mission yet",
    why: MISSION_SAYS,
    next: "Write one sentence: whose problem, and what will be different for them.",
    press: "Write the mission",
    leads: Leads::Field("Mission"),
    beside: "",
    section: "mission",
};

/// The mission is long.
pub(super) static LONG_MISSION: CheckSort = CheckSort {
    name: "long-mission",
    head: "Long for a mission",
    why: MISSION_SAYS,
    next: "{} words. What would you say to a new colleague in one breath?",
    press: "Shorten it",
    leads: Leads::Field("Mission"),
    beside: MISSION,
    section: "mission",
};

/// Words of the mission leave open what is meant.
pub(super) static VAGUE_MISSION: CheckSort = CheckSort {
    name: "vague-mission",
    head: "Vague words",
    why: "What is written down and shared leaves little to no gray area, so that nobody has to ask what was meant.",
    next: "{} can mean anything. Say what a customer would see.",
    press: "Go to the mission",
    leads: Leads::Field("Mission"),
    beside: MISSION,
    section: "mission",
};

/// Another team has the same mission.
pub(super) static SAME_MISSION: CheckSort = CheckSort {
    name: "same-mission",
    head: "Same mission twice",
    why: "Two teams with one mission solve one problem twice, or wait for each other.",
    next: "{} says nearly the same. Which part of the problem is yours?",
    press: "Go to the mission",
    leads: Leads::Field("Mission"),
    beside: MISSION,
    section: "mission",
};

/// No customer is named.
pub(super) static NO_CUSTOMER: CheckSort = CheckSort {
    name: "no-customer",
    head: "No customer named",
    why: "Working on the right problem of the customer is what matters most.",
    next: "Name the people whom the mission serves.",
    press: "Name the customer",
    leads: Leads::Field("Customer"),
    beside: "",
    section: "mission",
};

/// No job of the customer is written down.
pub(super) static NO_JOB: CheckSort = CheckSort {
    name: "no-job",
    head: "No job of the customer",
    why: "Customer first: a team knows which job people want done before it thinks of how.",
    next: "Write down what the customer tries to get done, and when.",
    press: "Write the job",
    leads: Leads::Field("Job"),
    beside: "",
    section: "mission",
};

/// Another team has the same job of the customer.
pub(super) static SAME_JOB: CheckSort = CheckSort {
    name: "same-job",
    head: "Same job twice",
    why: "Two teams that work on one job of the customer get in each other’s way, or leave it to each other.",
    next: "{} has nearly the same job. Agree which part of it is yours.",
    press: "Go to the job",
    leads: Leads::Field("Job"),
    beside: JOB,
    section: "mission",
};

/// The mandate is empty.
pub(super) static NO_MANDATE: CheckSort = CheckSort {
    name: "no-mandate",
    head: "No mandate yet",
    why: MANDATE_SAYS,
    next: "Name the surfaces that the team owns, shares or is consulted on.",
    press: "Name one",
    leads: Leads::New(CLAIMS),
    beside: "",
    section: "mandate",
};

/// Another team owns the surface too.
pub(super) static CONTESTED: CheckSort = CheckSort {
    name: "contested",
    head: "Two owners",
    why: "Two owners of one surface means two plans for it.",
    next: "Also owned by {}. Talk to them, or offer to share it.",
    press: "Look at it on the map",
    leads: Leads::Map,
    beside: CLAIMS,
    section: "mandate",
};

/// The registry does not know the surface.
pub(super) static UNREGISTERED: CheckSort = CheckSort {
    name: "unregistered",
    head: "Not in the registry",
    why: MANDATE_SAYS,
    next: "No surface of this name is known here. Choose one, or add it.",
    press: "Go to the row",
    leads: Leads::Row,
    beside: CLAIMS,
    section: "mandate",
};

/// Nothing is said to be out of scope.
pub(super) static NO_OUT_OF_SCOPE: CheckSort = CheckSort {
    name: "no-out-of-scope",
    head: "Nothing out of scope yet",
    why: "A mandate that leaves nothing to others overlaps with theirs.",
    next: "Write down one thing that people may expect of you and that is not yours.",
    press: "Write a line",
    leads: Leads::New(OUT_OF_SCOPE),
    beside: OUT_OF_SCOPE,
    section: "mandate",
};

/// There is no metric.
pub(super) static NO_METRICS: CheckSort = CheckSort {
    name: "no-metrics",
    head: "No metrics yet",
    why: MEASURABLE,
    next: "Which number moves if you succeed, from where to where, and by when?",
    press: "Begin one",
    leads: Leads::New(METRICS),
    beside: "",
    section: "metrics",
};

/// A metric lacks something.
pub(super) static INCOMPLETE: CheckSort = CheckSort {
    name: "incomplete",
    head: "Not measurable yet",
    why: MEASURABLE,
    next: "It has no {} yet.",
    press: "Fill it in",
    leads: Leads::Row,
    beside: METRICS,
    section: "metrics",
};

/// A metric's name reads like a piece of work.
pub(super) static OUTPUT: CheckSort = CheckSort {
    name: "output",
    head: "Output, not outcome?",
    why: "A metric tells whether customers are better off. Work that is done does not.",
    next: "What would customers do more of, or less of, once it is there? Write that, with a number.",
    press: "Go to the metric",
    leads: Leads::Row,
    beside: METRICS,
    section: "metrics",
};

/// The target is where the metric started.
pub(super) static TARGET_IS_BASELINE: CheckSort = CheckSort {
    name: "target-is-baseline",
    head: "Target is the baseline",
    why: MEASURABLE,
    next: "Reaching it would change nothing. Where should it get?",
    press: "Go to the metric",
    leads: Leads::Row,
    beside: METRICS,
    section: "metrics",
};

/// The target lies on the wrong side of the baseline.
pub(super) static WRONG_DIRECTION: CheckSort = CheckSort {
    name: "wrong-direction",
    head: "Wrong direction?",
    why: MEASURABLE,
    next: "The target moves away from better. Turn the direction or the number.",
    press: "Go to the metric",
    leads: Leads::Row,
    beside: METRICS,
    section: "metrics",
};

/// A metric was not read for two of its periods.
pub(super) static NO_READING: CheckSort = CheckSort {
    name: "no-reading",
    head: "No reading for long",
    why: "Metrics are read again and again, so that a team sees in time what works and what does not.",
    next: "The latest number is of {}, and two more were due since. Put one in.",
    press: "Put a reading in",
    leads: Leads::Row,
    beside: METRICS,
    section: "metrics",
};

/// A target was written when it was nearly due, and no note says why.
pub(super) static TARGET_LATE: CheckSort = CheckSort {
    name: "target-late",
    head: "Target set late",
    why: "A target may move when a team knows more. A note says what it knows, so that nobody takes it for a miss.",
    next: "It was written {} before it is due, and no note says why.",
    press: "Go to the metric",
    leads: Leads::Row,
    beside: METRICS,
    section: "metrics",
};

impl CheckSort {
    /// All of them, in the order of the page.
    pub const ALL: [&'static Self; 41] = [
        &PAST_END,
        &NO_GOAL,
        &NO_CAPTAIN,
        &SEVERAL_CAPTAINS,
        &CAPTAIN_OF_MANY,
        &NO_MISSION,
        &LONG_MISSION,
        &VAGUE_MISSION,
        &SAME_MISSION,
        &NO_CUSTOMER,
        &NO_JOB,
        &SAME_JOB,
        &NO_MANDATE,
        &CONTESTED,
        &UNREGISTERED,
        &NO_OUT_OF_SCOPE,
        &NO_METRICS,
        &INCOMPLETE,
        &OUTPUT,
        &TARGET_IS_BASELINE,
        &WRONG_DIRECTION,
        &NO_READING,
        &TARGET_LATE,
        &NO_PEOPLE,
        &HOLE,
        &OVER_A_WEEK,
        &OVER_ALL_TEAMS,
        &NO_EVIDENCE,
        &NO_CONTACT,
        &RESEARCH_UNREAD,
        &RESEARCH_NO_JOB,
        &PEER_CHANGED,
        &NOTHING_DECIDED,
        &NOT_DECIDED,
        &TOUCHED,
        &NO_RULES,
        &NO_STANDARD,
        &UNCONFIRMED,
        &FEW_OWN_WORDS,
        &REVIEW_DUE,
        &NO_REVIEW_DAY,
    ];

    /// The sort of this name.
    pub fn called(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|sort| sort.name == name)
    }
}
