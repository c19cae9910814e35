//! The guides to a charter's fields: what belongs into each. Mission and mandate are kept apart throughout: the mission is the
//! customer's problem, the mandate the part of the product the team answers for.

use crate::kinds::outline::Guide;

/// The team's name.
pub static NAME: Guide = Guide {
    label: "Name",
    hint: "The name people call the team by when it is not in the room.",
    good: "Second Opinion",
    weak: "Platform Team 3",
    why_weak: "It says where the team sits, not what it is for.",
};

/// The one person who answers for the team.
pub static CAPTAIN: Guide = Guide {
    label: "Captain",
    hint: "The one person who makes the judgment calls and answers for them: skilled, trusted by leaders and by the team.",
    good: "Samira Holt, who ran returns for four years",
    weak: "Samira and Ben together",
    why_weak: "With two, the hard calls wait until both agree, or go to somebody above them.",
};

/// The goal it exists to reach.
pub static GOAL: Guide = Guide {
    label: "Goal",
    hint: "The state that is reached when this team has done its work. It may take half a year or have no end.",
    good: "Patients in rural towns get a test result as fast as those in the city.",
    weak: "Drive the digital transformation of diagnostics.",
    why_weak: "Nobody could say on which day it is reached.",
};

/// The customer problem, in one line.
pub static MISSION: Guide = Guide {
    label: "Mission",
    hint: "The reason this team exists: which customer, which problem, in one sentence.",
    good: "Parents find a free swimming lesson within a week, ten minutes from home.",
    weak: "Be the leading platform for swimming.",
    why_weak: "No customer problem, so nothing to miss.",
};

/// The meaning of the mission's words.
pub static MISSION_NOTE: Guide = Guide {
    label: "What the mission means",
    hint: "The words of the mission that people read in two ways, and which way you mean.",
    good: "Within a week counts from the first search, not from signing up.",
    weak: "We are passionate about this mission.",
    why_weak: "It takes no reading away, so both remain.",
};

/// The people whom the mission serves.
pub static CUSTOMER: Guide = Guide {
    label: "Customer",
    hint: "The people whose problem you solve, narrow enough that you could call three of them tomorrow.",
    good: "Bakers with one shop who order flour at four in the morning.",
    weak: "Small and medium businesses.",
    why_weak: "Too many kinds of people to want the same thing.",
};

/// The job the customer wants done.
pub static JOB: Guide = Guide {
    label: "Job",
    hint: "When this happens, what does the customer want to get done, and what for?",
    good: "When the oven is full, I want flour ordered in one minute, so that nothing burns.",
    weak: "Use our ordering app.",
    why_weak: "That is your product, not what they came for.",
};

/// A claim on a surface.
pub static CLAIM: Guide = Guide {
    label: "Mandate",
    hint: "The part of the product this team answers for. Each surface has one owner; share or be consulted on the rest.",
    good: "Own: refunds page. Share: order history, with Checkout.",
    weak: "Own: everything after payment.",
    why_weak: "Other teams cannot tell where yours ends.",
};

/// The meaning of a claim.
pub static CLAIM_NOTE: Guide = Guide {
    label: "What you mean by it",
    hint: "Where the surface starts and where it ends, or what the team you share it with does.",
    good: "From the tap on “send it back” to the money on the card.",
    weak: "All refund topics.",
    why_weak: "It repeats the name and draws no line.",
};

/// Matters that the mandate leaves to others.
pub static OUT_OF_SCOPE: Guide = Guide {
    label: "Out of scope",
    hint: "Something people may expect of you that is not yours, and whose it is.",
    good: "Lost parcels, which are Carriers’.",
    weak: "Anything not listed above.",
    why_weak: "It answers no question that anybody has.",
};

/// A metric's name.
pub static METRIC: Guide = Guide {
    label: "Metric",
    hint: "A change for customers when you succeed, as a number: where it was, where it should get, and by when.",
    good: "Refunds on the card within two days, from 40 % to 90 % by 30 June",
    weak: "Launch refunds 2.0",
    why_weak: "It is work you plan. You can finish it and nothing gets better.",
};

/// How a metric is counted.
pub static DEFINITION: Guide = Guide {
    label: "Definition",
    hint: "The things that are counted, out of which, so that two people get the same number.",
    good: "Refunds paid out within 48 hours of the request, of all requests in the week.",
    weak: "Refund speed.",
    why_weak: "Median or slowest? From request or from approval? Each reader picks another.",
};

/// A person of the team.
pub static MEMBER: Guide = Guide {
    label: "People",
    hint: "The people in the team, each with their function and how much of their week. A function that is needed and empty shows.",
    good: "Dana Reyes, Operations, 50 %",
    weak: "Operations, as needed",
    why_weak: "Help that is asked for each time is not part of the team.",
};

/// Decisions that the team takes by itself.
pub static DECIDE: Guide = Guide {
    label: "We decide",
    hint: "A call the team makes alone, without asking anybody first.",
    good: "Refunds up to €200, without a receipt",
    weak: "Operational matters",
    why_weak: "At the first hard case somebody will ask whether this is one.",
};

/// Decisions before which the team asks others.
pub static CONSULT: Guide = Guide {
    label: "We consult first",
    hint: "A call you hear others on before you decide, and whom. You still decide.",
    good: "New return reasons: Warehouse",
    weak: "Get approval from stakeholders",
    why_weak: "Asking for a yes hands the decision over, and names nobody.",
};

/// Decisions of which the team tells others afterwards.
pub static INFORM: Guide = Guide {
    label: "We tell",
    hint: "A call others learn of after you decided: who, and how soon.",
    good: "Refund rules that changed, to Support, before they take effect",
    weak: "Keep everyone in the loop",
    why_weak: "No one knows whether they are in it.",
};

/// A rule nobody may bend.
pub static NON_NEGOTIABLES: Guide = Guide {
    label: "Non-negotiables",
    hint: "A rule nobody in the team may bend, and the reason for it. Inside these lines, people are free.",
    good: "No refund waits for a manager on holiday, because the customer has paid already.",
    weak: "Quality first",
    why_weak: "Nobody would break it on purpose, so it decides nothing.",
};
