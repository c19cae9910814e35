//! Words that leave open what is meant: two readers of a sentence that rests on them do different things and both are right.
//! The list is closed, so that a remark is never a surprise: it holds words that say that something is good, and not what.

use super::foreign;

/// The words, in small letters.
pub const VAGUE: [&str; 40] = [
    "agile",
    "align",
    "alignment",
    "as appropriate",
    "as needed",
    "as soon as possible",
    "best in class",
    "best practice",
    "best practices",
    "best-in-class",
    "cutting edge",
    "cutting-edge",
    "delight",
    "drive value",
    "empower",
    "enable",
    "excellence",
    "facilitate",
    "frictionless",
    "holistic",
    "impactful",
    "innovative",
    "leading",
    "leverage",
    "next level",
    "operational excellence",
    "optimise",
    "optimize",
    "robust",
    "scalable",
    "seamless",
    "seamlessly",
    "state of the art",
    "strategic",
    "streamline",
    "strive",
    "synergies",
    "synergy",
    "world class",
    "world-class",
];

/// The vague words of a text, each once, in the order of the list, within “ and ”.
pub fn vague(text: &str) -> Vec<String> {
    let all: Vec<String> = VAGUE.iter().map(|word| (*word).to_owned()).collect();
    let found = foreign(text, all.iter(), &[]);
    VAGUE.iter().filter(|word| found.contains(word)).map(|word| format!("“{word}”")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a8_vague_words_are_found_as_whole_words_each_once_and_clear_ones_are_not() {
        for (text, found) in [
            ("", &[][..]),
            ("Renters have their keys on the day they move in.", &[]),
            ("Be the leading platform.", &["“leading”"]),
            ("We Strive for Operational Excellence, and strive again.", &["“operational excellence”", "“strive”"]),
            ("World-class and seamless", &["“seamless”", "“world-class”"]),
            // Parts of other words say something of their own.
            ("The misleading photo is enabled by hand", &[]),
        ] {
            assert_eq!(vague(text), found, "{text}");
        }
        assert!(VAGUE.is_sorted() && VAGUE.iter().all(|word| *word == word.to_lowercase()));
    }
}
