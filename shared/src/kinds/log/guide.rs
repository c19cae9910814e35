//! The guides to what is written into a decision log.

use crate::kinds::outline::Guide;

/// The question that was decided.
pub static QUESTION: Guide = Guide {
    label: "Question",
    hint: "The question as somebody from another team would ask it, in one line.",
    good: "How much may a crew give when a home is late?",
    weak: "Goodwill process",
    why_weak: "It names a topic. Nobody can tell what was open.",
};

/// The choice.
pub static CHOICE: Guide = Guide {
    label: "Choice",
    hint: "The change from now on, so plainly that a new colleague could act on it.",
    good: "Up to €150 a move-in, without asking anybody.",
    weak: "Align on a higher amount.",
    why_weak: "Two people would do two different things.",
};

/// The reasons for the choice.
pub static WHY: Guide = Guide {
    label: "Why",
    hint: "The facts and the judgment that made the difference. Somebody will weigh them again when they change.",
    good: "A night in a hotel costs €130 in winter, and crews rang eleven times in October.",
    weak: "It is best practice.",
    why_weak: "No fact in it can turn out to be wrong.",
};

/// Other options.
pub static CONSIDERED: Guide = Guide {
    label: "Instead of",
    hint: "The other ways that were considered, one line each.",
    good: "Asking Ledger each time. A flat €100 and a voucher.",
    weak: "Doing nothing.",
    why_weak: "If that was the only other way, there was nothing to decide.",
};

/// Advice that was taken.
pub static ADVICE: Guide = Guide {
    label: "Advice taken",
    hint: "The people whose advice made the decision better, and what they said.",
    good: "Pauline: count the second nights too. Marta: keep it under the insurance line.",
    weak: "The whole team was consulted.",
    why_weak: "Nobody can be asked what they meant.",
};

/// The class of decisions.
pub static CLASS: Guide = Guide {
    label: "Class",
    hint: "The kind of decision it is, in the words of your charter, so that like is counted with like.",
    good: "Goodwill",
    weak: "Important",
    why_weak: "It says how it felt, not what it was about.",
};

/// The day of looking again.
pub static LOOK_AGAIN: Guide = Guide {
    label: "Look again",
    hint: "The day on which facts will show whether it was a good choice. You are asked for the outcome then.",
    good: "20 January, when the winter invoices are in",
    weak: "Later",
    why_weak: "Later never comes by itself.",
};

/// The events since a decision.
pub static HAPPENED: Guide = Guide {
    label: "What happened",
    hint: "A thing that can be seen now and could not be seen then, with a number if there is one.",
    good: "Renters wait 31 minutes at the door, not 52. Two shifts a week stand idle.",
    weak: "It went well.",
    why_weak: "The next team cannot learn anything from it.",
};

/// The lesson of a decision.
pub static LEARNED: Guide = Guide {
    label: "What we learned",
    hint: "A thing you know now and would tell a team that stands before the same choice.",
    good: "The wait was the drive, not the crew. An idle shift is the price of being near.",
    weak: "Communication is important.",
    why_weak: "Everybody knew that before.",
};

/// The need that another team is asked to meet.
pub static NEED: Guide = Guide {
    label: "Need",
    hint: "The one thing you need from the other team, so that they can say yes or no to it.",
    good: "Half a week of somebody who can count second nights",
    weak: "Better collaboration",
    why_weak: "No answer would settle it.",
};

/// The level of authority in a class of decisions.
pub static LEVEL: Guide = Guide {
    label: "Level",
    hint: "The level that fits now, for one class of decisions. It is agreed once captain and leader have both said it.",
    good: "5 Advise on pricing: the captain decides after asking the leader.",
    weak: "More ownership",
    why_weak: "Nobody can tell from it who decides on Monday.",
};

/// Readiness for more authority.
pub static READINESS: Guide = Guide {
    label: "Evidence",
    hint: "The thing by which you see it: a visit, a call, a decision and what became of it.",
    good: "Sat in on eleven move-ins in October, and named the two that slipped for a part before anybody else did.",
    weak: "Doing great",
    why_weak: "The other side can neither check it nor add to it.",
};

/// A bet.
pub static BET: Guide = Guide {
    label: "Bet",
    hint: "The thing you try, and the reason why it could work.",
    good: "If renters choose their own hour, fewer will wait at the door.",
    weak: "Improve move-in",
    why_weak: "Nothing could show that it was wrong.",
};

/// The rule by which a bet stops.
pub static STOP_RULE: Guide = Guide {
    label: "Stop rule",
    hint: "The thing that would make you stop, so that nobody has to argue about it on that day.",
    good: "Fewer than 30 of 100 renters choose an hour by 15 January.",
    weak: "If it does not work",
    why_weak: "It says nothing that anybody could see.",
};
