//! Sorts of meetings: what each is for, how long it takes, and what stands on its agenda from the start.

/// A sort of meeting.
#[derive(Debug)]
pub struct Preset {
    /// Its word in documents.
    pub word: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The purpose that a new series of the sort is begun with.
    pub purpose: &'static str,
    /// The minutes it is planned to take.
    pub minutes: u32,
    /// Items that stand on its agenda from the start: title, sort and minutes.
    pub standing: &'static [(&'static str, &'static str, u32)],
    /// Items that are added to its agenda: the words on the button, and the values each begins with.
    pub adds: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    /// Whether it is for two people, and for nobody else.
    pub is_for_two: bool,
    /// Whether the metrics of teams are read in it.
    pub reads_metrics: bool,
}

/// A product review, and what a sort of meeting has where nothing else is said.
const USUAL: Preset = Preset {
    word: "product",
    name: "Product review",
    purpose: "Here we debate plans, hold them against strategy, hear early concepts and share context. Captains decide, afterwards and in writing.",
    minutes: 50,
    standing: &[("Small wins", "topic", 2)],
    adds: &[("Add an item", &[("type", "debate")])],
    is_for_two: false,
    reads_metrics: false,
};

/// A topic that is added to an agenda.
const A_TOPIC: (&str, &[(&str, &str)]) = ("Add an item", &[("type", "topic")]);

/// All of them. A further sort of meeting is one entry more, and its word in the schema.
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
        ..USUAL
    },
    Preset {
        word: "insight",
        name: "Customer insight review",
        purpose: "Everybody reads the same interview and answers before they read the others.",
        minutes: 45,
        standing: &[("Interview of the week", "insight", 30)],
        adds: &[A_TOPIC],
        ..USUAL
    },
    Preset {
        word: "one to one",
        name: "One-to-one",
        purpose: "Two people speak about what helps and what blocks, and what each of them learns.",
        minutes: 30,
        standing: &[("What helped", "topic", 10), ("What you learned", "topic", 10)],
        adds: &[("Add a blocker", &[("type", "blocker")]), A_TOPIC],
        is_for_two: true,
        ..USUAL
    },
    Preset {
        word: "forum",
        name: "Open forum",
        purpose: "Anybody asks anything. Every question gets an answer, here or by a day that is named.",
        minutes: 45,
        standing: &[("Questions", "topic", 30)],
        adds: &[A_TOPIC],
        ..USUAL
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
}
