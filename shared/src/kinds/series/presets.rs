//! The table of all sorts of meetings. A further one is one entry more, and its word in the schema.

use super::preset::{Extra, Preset, Watch};

const WEEKLY: &str = "FREQ=WEEKLY";
const MONTHLY: &str = "FREQ=MONTHLY";

/// A product review, and what a sort of meeting has where nothing else is said.
const USUAL: Preset = Preset {
    word: "product",
    name: "Product review",
    purpose: "Here we debate plans, hold them against strategy, hear early concepts and share context. Captains decide, afterwards and in writing.",
    minutes: 50,
    rhythm: WEEKLY,
    standing: &[("Small wins", "topic", 2)],
    adds: &[("Add an item", &[("type", "debate")])],
    is_for_two: false,
    reads_metrics: false,
    parts: &[],
    checks: &[],
};

/// A topic that is added to an agenda.
const A_TOPIC: (&str, &[(&str, &str)]) = ("Add an item", &[("type", "topic")]);

/// A meeting of topics, every month.
const OF_TOPICS: Preset = Preset { rhythm: MONTHLY, adds: &[A_TOPIC], ..USUAL };

/// Time for feedback, which the seeds give a place in every rhythm.
const FEEDBACK: (&str, &str, u32) = ("Feedback", "topic", 5);

/// All of them; those that most teams have stand first.
pub static PRESETS: &[Preset] = &[
    USUAL,
    Preset {
        word: "metrics",
        name: "Metrics review",
        purpose: "Each captain says what works and what does not. Nobody is asked for a plan.",
        minutes: 30,
        standing: &[("Readings of the week", "metric", 20)],
        adds: &[A_TOPIC],
        reads_metrics: true,
        checks: &[Watch::BothSides],
        ..USUAL
    },
    Preset {
        word: "insight",
        name: "Customer insight review",
        purpose: "Everybody reads the same interview and answers before they read the others.",
        minutes: 45,
        standing: &[("Interview of the week", "insight", 30)],
        adds: &[A_TOPIC],
        checks: &[Watch::Answered],
        ..USUAL
    },
    Preset {
        word: "one to one",
        name: "One-to-one",
        purpose: "Two people speak about what helps and what blocks, and what each of them learns.",
        minutes: 30,
        standing: &[("What helped", "topic", 10), ("What you learned", "topic", 10), FEEDBACK],
        adds: &[("Add a blocker", &[("type", "blocker")]), A_TOPIC],
        is_for_two: true,
        checks: &[Watch::CaptainsItems, Watch::Skipped, Watch::Feedback],
        ..USUAL
    },
    Preset {
        word: "forum",
        name: "Open forum",
        purpose: "Anybody asks anything. Every question gets an answer, here or by a day that is named.",
        minutes: 45,
        standing: &[("Questions", "topic", 30)],
        adds: &[A_TOPIC],
        parts: &[Extra::Concerns],
        checks: &[Watch::Answers],
        ..USUAL
    },
    Preset {
        word: "check-in",
        name: "Check-in",
        purpose: "Captains say how far things are, and how sure they are of it. Nobody asks for approval here.",
        minutes: 20,
        standing: &[("How far, and how sure", "topic", 10), FEEDBACK],
        adds: &[A_TOPIC, ("Add a blocker", &[("type", "blocker")])],
        checks: &[Watch::NoApproval, Watch::Feedback],
        ..USUAL
    },
    Preset {
        word: "ama",
        name: "Ask-me-anything session",
        purpose: "Leaders answer whatever people ask. A question without an answer here gets a person and a day.",
        minutes: 45,
        standing: &[("Questions", "topic", 40)],
        checks: &[Watch::Answers],
        ..OF_TOPICS
    },
    Preset {
        word: "office hours",
        name: "Office hours",
        purpose: "A host has time for whoever books a quarter of an hour, about anything.",
        minutes: 60,
        rhythm: WEEKLY,
        standing: &[],
        parts: &[Extra::Bookings],
        checks: &[Watch::Next(14), Watch::BookedTwice],
        ..OF_TOPICS
    },
    Preset {
        word: "transparency",
        name: "Transparency session",
        purpose: "People hear how decisions of the month were made: what was open, what else was considered, and why it came out so.",
        minutes: 45,
        standing: &[("Was it clear?", "topic", 5)],
        parts: &[Extra::Decided],
        checks: &[Watch::Target, Watch::Explained, Watch::Pulse],
        ..OF_TOPICS
    },
    Preset {
        word: "updates",
        name: "Weekly updates",
        purpose: "Each team writes what it shipped, what comes next and where it is stuck. Who wants to meets about it.",
        minutes: 15,
        rhythm: WEEKLY,
        standing: &[("Shipped", "context", 3), ("Next", "context", 3), ("Stuck", "blocker", 3), FEEDBACK],
        adds: &[("Add an update", &[("type", "context")]), ("Add a blocker", &[("type", "blocker")])],
        checks: &[Watch::EveryTeam, Watch::Feedback],
        ..OF_TOPICS
    },
    Preset {
        word: "six weeks",
        name: "Six-week review",
        purpose: "Teams hold six weeks of updates against what they set out to do, and say what they learned.",
        minutes: 90,
        rhythm: "FREQ=WEEKLY;INTERVAL=6",
        standing: &[
            ("What came of it", "topic", 30),
            ("What we learned", "topic", 30),
            ("The next six weeks", "debate", 20),
        ],
        parts: &[Extra::Gathered],
        checks: &[Watch::EveryTeam],
        ..OF_TOPICS
    },
    Preset {
        word: "failures",
        name: "Failure forum",
        purpose: "People tell what did not work and what they know now. Only their own, and only who wants to.",
        minutes: 45,
        standing: &[("What we know now", "topic", 10)],
        parts: &[Extra::Offered],
        checks: &[Watch::Target, Watch::LeadersToo],
        ..OF_TOPICS
    },
    Preset {
        word: "lunch",
        name: "Lunch and learn",
        purpose: "One person teaches the others something, over lunch.",
        minutes: 45,
        standing: &[("Questions", "topic", 15)],
        adds: &[("Add a topic", &[("type", "topic")])],
        checks: &[Watch::Next(45), Watch::Teacher],
        ..OF_TOPICS
    },
    Preset {
        word: "cross-team",
        name: "Cross-team session",
        purpose: "Teams with surfaces beside each other bring a question that they cannot answer alone.",
        minutes: 60,
        standing: &[("Ideas", "topic", 20)],
        parts: &[Extra::Beside],
        checks: &[Watch::EveryTeam, Watch::Functions],
        ..OF_TOPICS
    },
    Preset {
        word: "workshop",
        name: "Workshop",
        purpose: "A few people take the hard path together, for a day or two, on one thing.",
        minutes: 480,
        rhythm: "",
        standing: &[("What will be different afterwards", "topic", 30)],
        checks: &[Watch::Next(365), Watch::Target, Watch::PulseAround],
        ..OF_TOPICS
    },
    Preset {
        word: "summit",
        name: "Summit",
        purpose: "Everybody meets in one place: where we stand, what we learned, and where we go next.",
        minutes: 480,
        rhythm: "FREQ=YEARLY",
        standing: &[("Where we stand", "context", 60), ("What we learned", "topic", 60)],
        checks: &[Watch::Next(365), Watch::Target, Watch::PulseAround],
        ..OF_TOPICS
    },
    Preset {
        word: "armageddon",
        name: "Meeting Armageddon",
        purpose: "We look at every series of meetings, with the hours it takes, and keep only those we would begin again.",
        minutes: 60,
        rhythm: "",
        standing: &[("Keep or end", "topic", 50)],
        parts: &[Extra::Inventory],
        ..OF_TOPICS
    },
    Preset {
        word: "last five",
        name: "Last-5 % list",
        purpose: "Before a launch we look for the details that somebody will notice, and polish them one by one.",
        minutes: 30,
        rhythm: "",
        standing: &[("Which one detail can we polish?", "topic", 20)],
        adds: &[("Add a detail", &[("type", "topic")])],
        checks: &[Watch::Next(365), Watch::Details],
        ..OF_TOPICS
    },
];

/// The preset of a word; the first where there is none.
pub fn preset(word: &str) -> &'static Preset {
    PRESETS.iter().find(|preset| preset.word == word).unwrap_or(&PRESETS[0])
}

#[cfg(test)]
mod tests {
    use super::super::schema::{PRESET_WORDS, TYPE};
    use super::*;
    use crate::kinds::review::TYPES;

    #[test]
    fn every_preset_has_a_word_of_the_schema_and_items_of_a_sort_that_reviews_know_and_time_for_them() {
        assert_eq!(PRESETS.iter().map(|preset| preset.word).collect::<Vec<_>>(), PRESET_WORDS);
        for preset in PRESETS {
            assert!(preset.standing.iter().all(|(_, of, _)| TYPES.contains(of)), "{}", preset.word);
            let begins = preset.adds.iter().flat_map(|(_, values)| *values);
            let is_sort = |(name, word): &(&str, &str)| *name == TYPE && TYPES.contains(word);
            assert!(!preset.adds.is_empty() && begins.clone().all(is_sort), "{}", preset.word);
            assert!(
                preset.standing.iter().map(|(.., minutes)| minutes).sum::<u32>() <= preset.minutes,
                "{}",
                preset.word
            );
        }
    }

    #[test]
    fn every_practice_of_the_product_has_its_preset() {
        for (practice, words) in [
            ("A31 weekly metrics review", &["metrics"][..]),
            ("A32 weekly customer insight review", &["insight"]),
            ("A34 weekly product review", &["product"]),
            ("A35 one-to-one", &["one to one"]),
            ("A36 check-ins without micromanaging", &["check-in"]),
            ("A37 open forums", &["forum"]),
            ("A38 ask me anything", &["ama"]),
            ("A39 office hours", &["office hours"]),
            ("A40 how decisions were made", &["transparency"]),
            ("A41 weekly updates and six-week reviews", &["updates", "six weeks"]),
            ("A42 failure forum", &["failures"]),
            ("A43 lunch and learn", &["lunch"]),
            ("A44 cross-team session", &["cross-team"]),
            ("A45 workshops and summit", &["workshop", "summit"]),
            ("A46 Meeting Armageddon", &["armageddon"]),
            ("A67 the last five percent", &["last five"]),
        ] {
            for word in words {
                let found = preset(word);
                assert_eq!(found.word, *word, "{practice}");
                assert!(found.purpose.ends_with('.') && !found.name.is_empty(), "{practice}");
            }
        }
        for (part, word) in [
            (Extra::Bookings, "office hours"),
            (Extra::Decided, "transparency"),
            (Extra::Offered, "failures"),
            (Extra::Inventory, "armageddon"),
            (Extra::Concerns, "forum"),
            (Extra::Gathered, "six weeks"),
            (Extra::Beside, "cross-team"),
        ] {
            let with: Vec<&str> = PRESETS.iter().filter(|preset| preset.has(part)).map(|preset| preset.word).collect();
            assert_eq!(with, [word]);
        }
    }

    #[test]
    fn time_for_feedback_stands_on_the_agendas_where_people_meet_often() {
        for word in ["one to one", "check-in", "updates"] {
            assert!(
                preset(word).standing.iter().any(|(title, _, minutes)| *title == "Feedback" && *minutes == 5),
                "{word}"
            );
        }
    }

    #[test]
    fn a_button_says_what_it_begins() {
        for (word, says) in [
            ("product", "Begin a product review"),
            ("forum", "Begin an open forum"),
            ("one to one", "Begin a one-to-one"),
            ("office hours", "Begin office hours"),
            ("ama", "Begin an ask-me-anything session"),
        ] {
            assert_eq!(preset(word).begins(), says);
        }
    }
}
