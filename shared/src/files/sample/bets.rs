//! The bets of the example's teams and the learnings that came of them: one is past its stop date and alive, one was stopped by whoever
//! made it, one goes on. Some learnings their authors bring to the failure forum.

use crate::kinds::log::*;

/// A row of a log: team, list, id, the person who says it, values.
pub(super) type Said =
    (&'static str, &'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

pub(super) const SAID: [Said; 8] = [
    (
        "first-keys",
        BETS,
        "example_bet_boxes",
        "Bruno Salgado",
        &[
            (BET, "With a lockbox at every home without a porter hardly a handover is missed."),
            (SIZE, "€9,000, and two people for six weeks"),
            (EXPECTED, "Missed handovers from 20 in a hundred to 8"),
            (STOP_RULE, "Fewer than half of the boxes hang on the day, or one code is read over a shoulder."),
            (STOP_ON, "2026-11-20"),
            (APPLIES_TO, "Handovers at which nobody is there"),
            (ON, "2026-10-05"),
        ],
    ),
    (
        "first-keys",
        BETS,
        "example_bet_kits",
        "Mei Harada",
        &[
            (BET, "A renter with a lamp, a towel and bread on the first evening does not ring us."),
            (SIZE, "€14 a kit, packed beside other work"),
            (EXPECTED, "60 renters in a hundred have one, and ring half as often"),
            (STOP_RULE, "Fewer than 40 in a hundred have one at the end of September."),
            (STOP_ON, "2026-11-02"),
            (APPLIES_TO, "Calls before a move-in"),
            (ON, "2026-09-02"),
        ],
    ),
    (
        "first-keys",
        BET_ENDS,
        "example_bet_kits_stopped",
        "Mei Harada",
        &[
            (OF_BET, "example_bet_kits"),
            (BET_END, "stopped"),
            (HAPPENED, "33 in a hundred had one. Those who did rang as often as the others, about other things."),
            (
                LEARNED,
                "A kit that is packed by whoever has time is packed on quiet days, when nobody needs one. The lamp alone fits \
                 into every van.",
            ),
            (ON, "2026-10-01"),
        ],
    ),
    (
        "first-keys",
        BETS,
        "example_bet_ahead",
        "Ines Okafor-Lund",
        &[
            (BET, "Where we look at a home two days ahead, one more in eight is ready."),
            (SIZE, "Matosinhos alone, two people for two weeks"),
            (EXPECTED, "79 homes in a hundred ready at handover there"),
            (STOP_RULE, "Owners refuse every third visit."),
            (STOP_ON, "2026-12-11"),
            (APPLIES_TO, "Homes ready at handover"),
            (ON, "2026-11-24"),
        ],
    ),
    (
        "first-keys",
        LEARNINGS,
        "example_letter",
        "Pauline Achterberg",
        &[
            (BET, "A letter a week before the day halves the calls."),
            (EXPECTED, "40 calls fewer a week"),
            (HAPPENED, "6 fewer. People read it when they pack, and then they ring."),
            (LEARNED, "What is sent before the boxes are out is not read."),
            (APPLIES_TO, "Calls before a move-in"),
            (ON, "2026-11-10"),
            (FORUM, "yes"),
        ],
    ),
    (
        "first-keys",
        LEARNINGS,
        "example_kits",
        "Mei Harada",
        &[
            (BET, "A renter with a kit on the first evening does not ring us."),
            (EXPECTED, "60 renters in a hundred have one"),
            (HAPPENED, "33 in a hundred had one, and rang as often."),
            (LEARNED, "A kit that is packed by whoever has time is packed on quiet days, when nobody needs one."),
            (APPLIES_TO, "What is in a van"),
            (ON, "2026-10-20"),
            (FORUM, "yes"),
        ],
    ),
    (
        "homecare",
        LEARNINGS,
        "example_messages",
        "Leila Farahani",
        &[
            (BET, "A renter who hears of every step does not ask where the crew is."),
            (EXPECTED, "Half as many calls"),
            (HAPPENED, "Nine messages a repair, and more calls than before."),
            (LEARNED, "A renter who is told every step waits for the next message, and not for the crew."),
            (APPLIES_TO, "Calls that ask where the crew is"),
            (ON, "2026-10-29"),
            (FORUM, "yes"),
        ],
    ),
    (
        "homecare",
        LEARNINGS,
        "example_firms",
        "Leila Farahani",
        &[
            (BET, "Four firms with two days each come sooner than nine that are called when they are needed."),
            (EXPECTED, "First visits on the named day from 74 in a hundred to 80"),
            (HAPPENED, "82 in a hundred by the middle of November."),
            (
                LEARNED,
                "A firm that has a day for us keeps it. One that has a contract with us looks whether it has a day.",
            ),
            (APPLIES_TO, "Crew network"),
            (ON, "2026-11-17"),
        ],
    ),
];
