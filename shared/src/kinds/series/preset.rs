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
}

/// All of them. A further sort of meeting is one entry more, and its word in the schema.
pub static PRESETS: &[Preset] = &[
    Preset {
        word: "product",
        name: "Product review",
        purpose: "Here we debate plans, hold them against strategy, hear early concepts and share context. Captains decide, afterwards and in writing.",
        minutes: 50,
        standing: &[("Small wins", "topic", 2)],
    },
    Preset {
        word: "metrics",
        name: "Metrics review",
        purpose: "Each captain says what works and what does not. Nobody is asked for a plan.",
        minutes: 30,
        standing: &[("Readings of the week", "metric", 20)],
    },
    Preset {
        word: "insight",
        name: "Customer insight review",
        purpose: "Everybody reads the same interview and answers before they read the others.",
        minutes: 45,
        standing: &[("Interview of the week", "insight", 30)],
    },
    Preset {
        word: "one to one",
        name: "One-to-one",
        purpose: "Two people speak about what helps and what blocks, and what each of them learns.",
        minutes: 30,
        standing: &[("What blocks you", "topic", 10), ("What you learned", "topic", 10)],
    },
    Preset {
        word: "forum",
        name: "Open forum",
        purpose: "Anybody asks anything. Every question gets an answer, here or by a day that is named.",
        minutes: 45,
        standing: &[("Questions", "topic", 30)],
    },
];

/// The preset of a word; the first where there is none.
pub fn preset(word: &str) -> &'static Preset {
    PRESETS.iter().find(|preset| preset.word == word).unwrap_or(&PRESETS[0])
}

#[cfg(test)]
mod tests {
    use super::super::schema::PRESET_WORDS;
    use super::*;
    use crate::kinds::review::TYPES;

    #[test]
    fn every_preset_has_a_word_of_the_schema_and_items_of_a_sort_that_reviews_know_and_time_for_them() {
        assert_eq!(PRESETS.iter().map(|preset| preset.word).collect::<Vec<_>>(), PRESET_WORDS);
        for preset in PRESETS {
            assert!(preset.standing.iter().all(|(_, of, _)| TYPES.contains(of)), "{}", preset.word);
            assert!(
                preset.standing.iter().map(|(.., minutes)| minutes).sum::<u32>() <= preset.minutes,
                "{}",
                preset.word
            );
        }
    }
}
