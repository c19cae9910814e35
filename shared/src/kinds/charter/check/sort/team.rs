//! The sorts of checks on the people of a team, on what they hear, and on how the team decides and agrees.

use super::super::super::schema::{DECIDE, HEARD, MEMBERS, NON_NEGOTIABLES, RESEARCH};
use super::{CheckSort, Leads};

const REPRESENTED: &str = "A team with every function that it needs waits for nobody.";
const HOW_IS_FREE: &str = "Freedom in how a team works needs lines that everybody knows.";

/// Nobody is on the team.
pub(in crate::kinds::charter::check) static NO_PEOPLE: CheckSort = CheckSort {
    name: "no-people",
    head: "Nobody in it yet",
    why: REPRESENTED,
    next: "Name the people and what each of them stands for.",
    press: "Name somebody",
    leads: Leads::New(MEMBERS),
    beside: "",
    section: "people",
};

/// A required function has nobody in it.
pub(in crate::kinds::charter::check) static HOLE: CheckSort = CheckSort {
    name: "hole",
    head: "Not fully staffed",
    why: REPRESENTED,
    next: "{} is required and empty.",
    press: "Name somebody",
    leads: Leads::New(MEMBERS),
    beside: MEMBERS,
    section: "people",
};

/// The people of the team have more promised than a week holds.
pub(in crate::kinds::charter::check) static OVER_A_WEEK: CheckSort = CheckSort {
    name: "over-a-week",
    head: "More than a week",
    why: "A person who is promised to several teams is there for none of them.",
    next: "{} has more than 100 % of a week here. Change a share.",
    press: "Go to the person",
    leads: Leads::Row,
    beside: "",
    section: "people",
};

/// A person has more promised to all their teams together than a week holds.
pub(in crate::kinds::charter::check) static OVER_ALL_TEAMS: CheckSort = CheckSort {
    name: "over-all-teams",
    head: "More than a week in all",
    why: "A person who is promised to several teams is there for none of them.",
    next: "{}. Agree with the other captains where they are, and change a share.",
    press: "Go to the person",
    leads: Leads::Row,
    beside: "",
    section: "people",
};

/// Nothing that a customer said was noted for long.
pub(in crate::kinds::charter::check) static NO_EVIDENCE: CheckSort = CheckSort {
    name: "no-evidence",
    head: "Nothing heard from customers",
    why: "Working on the right problem of the customer is what matters most, and only customers say which that is.",
    next: "{}Hear one, and note what they said, or a link to it.",
    press: "Note it",
    leads: Leads::Field("What you heard"),
    beside: HEARD,
    section: "heard",
};

/// A person of a team that notes what it hears has heard no customer for a month.
pub(in crate::kinds::charter::check) static NO_CONTACT: CheckSort = CheckSort {
    name: "no-contact",
    head: "No customer met lately",
    why: "Everybody on a team understands the customer, not the captain alone.",
    next: "{} has noted nothing from a customer in the last 30 days. Take them along to the next talk.",
    press: "Go there",
    leads: Leads::Field("What you heard"),
    beside: HEARD,
    section: "heard",
};

/// A report of research waits for its readers.
pub(in crate::kinds::charter::check) static RESEARCH_UNREAD: CheckSort = CheckSort {
    name: "research-unread",
    head: "Research that waits to be read",
    why: "A team that reads what is found out about customers as it appears need not be told what they want.",
    next: "{} Read it, and say so.",
    press: "Go to the report",
    leads: Leads::Row,
    beside: RESEARCH,
    section: "research",
};

/// A report of research names no job of the customer.
pub(in crate::kinds::charter::check) static RESEARCH_NO_JOB: CheckSort = CheckSort {
    name: "research-no-job",
    head: "Research without a job",
    why: "What was found out counts for what customers try to get done.",
    next: "Say which job of the customer it tells of, or that it tells of none.",
    press: "Name the job",
    leads: Leads::Row,
    beside: RESEARCH,
    section: "research",
};

/// Nothing is said to be the team's own decision.
pub(in crate::kinds::charter::check) static NOTHING_DECIDED: CheckSort = CheckSort {
    name: "nothing-decided",
    head: "Decides nothing yet",
    why: HOW_IS_FREE,
    next: "It owns surfaces, and no line says what it decides by itself.",
    press: "Write a line",
    leads: Leads::New(DECIDE),
    beside: "",
    section: "decide",
};

/// A surface that the team owns stands in none of the lines of what it decides.
pub(in crate::kinds::charter::check) static NOT_DECIDED: CheckSort = CheckSort {
    name: "not-decided",
    head: "Owned, not decided",
    why: HOW_IS_FREE,
    next: "No line says what you decide about {}.",
    press: "Write a line",
    leads: Leads::New(DECIDE),
    beside: "",
    section: "decide",
};

/// A line of what the team decides names a surface that another team owns.
pub(in crate::kinds::charter::check) static TOUCHED: CheckSort = CheckSort {
    name: "touched",
    head: "Another team’s surface",
    why: "A product that everybody changes everywhere, by no common plan, becomes a monster of parts that do not fit.",
    next: "You decide about {}. Talk to its owner, and offer to share it, or take it out of the line.",
    press: "Look at it on the map",
    leads: Leads::Map,
    beside: DECIDE,
    section: "decide",
};

/// A decision in the team's log names a surface that another team owns, and no advice of that team.
pub(in crate::kinds::charter::check) static DECIDED: CheckSort = CheckSort {
    name: "decided",
    head: TOUCHED.head,
    why: TOUCHED.why,
    next: "It changes {}, and no advice of theirs is written down. Ask their captain, and log what they say.",
    press: TOUCHED.press,
    leads: Leads::Map,
    beside: "",
    section: "decisions",
};

/// A decision in the team's log says that it crosses a rule.
pub(in crate::kinds::charter::check) static RULE_CROSSED: CheckSort = CheckSort {
    name: "rule-crossed",
    head: "Crosses a rule",
    why: "A rule that nobody may bend holds for whoever decides, or it is none.",
    next: "It crosses {}. Ask whoever answers for the rule, and log what they say, or decide anew.",
    press: "See the rules",
    leads: Leads::Part("rules"),
    beside: "",
    section: "decisions",
};

/// A decision has the words of a rule, and does not say whether it crosses it.
pub(in crate::kinds::charter::check) static RULE_NEAR: CheckSort = CheckSort {
    name: "rule-near",
    head: "Near a rule",
    why: RULE_CROSSED.why,
    next: "It has words of the rule {}. Where it crosses that, decide anew and say so. Where it does not, say why.",
    press: RULE_CROSSED.press,
    leads: RULE_CROSSED.leads,
    beside: "",
    section: "decisions",
};

/// No rule that nobody may bend is written down.
pub(in crate::kinds::charter::check) static NO_RULES: CheckSort = CheckSort {
    name: "no-rules",
    head: "No non-negotiables",
    why: "Boundaries that are clearly said make everything within them free.",
    next: "Write down one rule that nobody may bend, and why.",
    press: "Write a rule",
    leads: Leads::New(NON_NEGOTIABLES),
    beside: "",
    section: "rules",
};

/// The standard is not written down.
pub(in crate::kinds::charter::check) static NO_STANDARD: CheckSort = CheckSort {
    name: "no-standard",
    head: "No standard yet",
    why: "High standards and clear expectations are said, so that a team can hold itself to them.",
    next: "Write what excellent looks like here, so that a new colleague knows it when they see it.",
    press: "Write it",
    leads: Leads::Field("What excellent looks like here"),
    beside: "",
    section: "excellent",
};

/// The captain agrees to other words than stand there, or has not agreed yet.
pub(in crate::kinds::charter::check) static UNCONFIRMED: CheckSort = CheckSort {
    name: "unconfirmed",
    head: "The captain has not confirmed",
    why: "The captain owns mission, mandate and metrics, and sees to it that everybody understands them.",
    next: "The captain does not agree yet to these words of {}. Read them together.",
    press: "Go to the agreement",
    leads: Leads::Part("agreement"),
    beside: "",
    section: "agreement",
};

/// Fewer than half of the people who are asked said the mission in their own words.
pub(in crate::kinds::charter::check) static FEW_OWN_WORDS: CheckSort = CheckSort {
    name: "few-own-words",
    head: "Few have said it themselves",
    why: "The captain sees to it that everybody understands the mission, and who says it anew has understood it.",
    next: "{} people have said the mission in their own words. Ask the others for theirs.",
    press: "Go to the agreement",
    leads: Leads::Part("agreement"),
    beside: "",
    section: "agreement",
};

/// The day of the next look at the charter has come.
pub(in crate::kinds::charter::check) static REVIEW_DUE: CheckSort = CheckSort {
    name: "review-due",
    head: "Time to look again",
    why: "A charter is not set and forgotten: what a team learns changes it.",
    next: "{}Read it with the team, and say so.",
    press: "Go there",
    leads: Leads::Field("Look again on"),
    beside: "",
    section: "checks",
};

/// Nobody has said when to look at the charter again.
pub(in crate::kinds::charter::check) static NO_REVIEW_DAY: CheckSort = CheckSort {
    name: "no-review-day",
    head: "No day to look again",
    why: "A charter is not set and forgotten: what a team learns changes it.",
    next: "Say on which day you look at it again, three months from now at most.",
    press: "Set the day",
    leads: Leads::Field("Look again on"),
    beside: "",
    section: "checks",
};

/// A team beside this one has other words than when somebody of this team read them.
pub(in crate::kinds::charter::check) static PEER_CHANGED: CheckSort = CheckSort {
    name: "peer-changed",
    head: "A team beside you has changed",
    why: "Teams that know what their peers focus on need nobody above them to fit together.",
    next: "{} has other words for its mission, mandate or metrics than those you read. Read them, and say so.",
    press: "Go to the teams",
    leads: Leads::Part("peers"),
    beside: "",
    section: "peers",
};
