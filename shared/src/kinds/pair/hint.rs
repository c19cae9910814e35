//! Hints for the person who writes feedback, while they write: an instance is named, nothing judges, and a day is one that
//! comes. They are advice about words and never about the person; nothing of them is stored.

use super::schema::*;
use crate::text::words::{day_number, long_day};

/// A day further away than this is hardly kept.
const FAR_DAYS: i64 = 60;

/// A hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// These words judge, and say nothing that was seen.
    Judges(&'static str),
    /// No single thing that happened is named.
    NoInstance,
    /// It only praises or only intends, in a word or two.
    Short,
    /// The day lies before today.
    Past(String),
    /// The day is so far away that it hardly comes.
    Far(String),
}

/// Words that judge a person or generalise, as they are spelt, the longer ones first where one holds the other.
const JUDGING: [&str; 26] = [
    "not a team player",
    "don't care",
    "bad attitude",
    "all the time",
    "every time",
    "unprofessional",
    "incompetent",
    "thoughtless",
    "difficult",
    "aggressive",
    "emotional",
    "arrogant",
    "careless",
    "obviously",
    "constantly",
    "terrible",
    "perfect",
    "always",
    "stupid",
    "clearly",
    "useless",
    "never",
    "nobody",
    "should",
    "lazy",
    "rude",
];

/// Words that point at one thing which happened.
const INSTANCE: [&str; 30] = [
    "yesterday",
    "today",
    "morning",
    "afternoon",
    "evening",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "last",
    "when",
    "during",
    "after",
    "before",
    "while",
    "meeting",
];

/// A field that is written in fewer words says little.
const FEW_WORDS: usize = 4;

impl Hint {
    /// The sentence.
    pub fn says(&self) -> String {
        match self {
            Self::Judges(word) => format!("“{word}” judges. Say what happened, and what it did."),
            Self::NoInstance => "Name one time that this happened: a day, a meeting, a page.".to_owned(),
            Self::Short => "In so few words the other cannot see what you mean.".to_owned(),
            Self::Past(day) => format!("{} is over. Choose a day that comes.", long_day(day)),
            Self::Far(day) => format!("{} is far away. A nearer day is kept more often.", long_day(day)),
        }
    }
}

/// The hints at what stands in a field on the day `today`; none where it is empty.
pub fn hints(field: &str, words: &str, today: &str) -> Vec<Hint> {
    let words = words.trim();
    if words.is_empty() {
        return Vec::new();
    }
    match field {
        SEEN => judged(words).chain((!names_an_instance(words)).then_some(Hint::NoInstance)).collect(),
        WELL | PLAN => is_short(words).then_some(Hint::Short).into_iter().collect(),
        NEXT_TIME | ASKED => judged(words).collect(),
        FOLLOW_UP | ASK_ON => at_day(words, today).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The sentence with which a field is not taken on the day `today`, where it is not: a day that has passed asks nobody.
pub fn refused(field: &str, words: &str, today: &str) -> Option<String> {
    hints(field, words, today).into_iter().find(|hint| matches!(hint, Hint::Past(_))).map(|hint| hint.says())
}

/// Whether words name one thing that happened: by a number, a day, a time or a place in time.
pub fn names_an_instance(words: &str) -> bool {
    let plain = plainly(words);
    words.chars().any(|sign| sign.is_ascii_digit()) || INSTANCE.iter().any(|word| has(&plain, word))
}

/// The first of the words that judge.
fn judged(words: &str) -> impl Iterator<Item = Hint> {
    let plain = plainly(words);
    JUDGING.iter().find(|word| has(&plain, word)).map(|word| Hint::Judges(word)).into_iter()
}

fn is_short(words: &str) -> bool {
    words.split_whitespace().count() < FEW_WORDS
}

fn at_day(day: &str, today: &str) -> Option<Hint> {
    let away = day_number(day)? - day_number(today)?;
    match away {
        ..0 => Some(Hint::Past(day.to_owned())),
        FAR_DAYS.. => Some(Hint::Far(day.to_owned())),
        _ => None,
    }
}

/// Words in small letters with one space between them and around them, and no other signs.
fn plainly(words: &str) -> String {
    let letters = words.to_lowercase().replace('’', "'");
    let split = letters.split(|sign: char| !(sign.is_alphanumeric() || sign == '\'')).filter(|word| !word.is_empty());
    format!(" {} ", split.collect::<Vec<_>>().join(" "))
}

fn has(plain: &str, word: &str) -> bool {
    plain.contains(&format!(" {word} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-30";

    #[test]
    fn an_instance_is_a_day_a_number_or_a_moment_and_praise_or_blame_is_none() {
        for (words, names) in [
            ("On Tuesday you showed the late towns first.", true),
            ("You answered Halima's question in the metrics review of 24 November.", true),
            ("When the depot called, you let Bo speak.", true),
            ("The meeting began without you.", true),
            ("You are well prepared.", false),
            ("Good work", false),
            ("A whenever thing", false),
            ("Lasting work", false),
        ] {
            assert_eq!(names_an_instance(words), names, "{words}");
        }
    }

    #[test]
    fn each_step_has_its_hints_and_an_empty_one_has_none() {
        let judges = |word| vec![Hint::Judges(word)];
        for (field, words, hints_are) in [
            (SEEN, "On Tuesday you asked Bo first.", vec![]),
            (SEEN, "You ask good questions.", vec![Hint::NoInstance]),
            (SEEN, "You were ALWAYS late.", vec![Hint::Judges("always"), Hint::NoInstance]),
            (SEEN, "On Tuesday you were rude, and lazy.", judges("lazy")),
            (SEEN, "In May it was clearly late", vec![Hint::Judges("clearly"), Hint::NoInstance]),
            (SEEN, "", vec![]),
            (WELL, "Good job!", vec![Hint::Short]),
            (WELL, "The late towns came first.", vec![]),
            (NEXT_TIME, "You don’t care about pages.", judges("don't care")),
            (NEXT_TIME, "Send the page a day before.", vec![]),
            (NEXT_TIME, "Nevertheless send it.", vec![]),
            (ASKED, "When was it so?", vec![]),
            (PLAN, "Try harder", vec![Hint::Short]),
            (HEARD, "always", vec![]),
            (FOLLOW_UP, "2026-11-29", vec![Hint::Past("2026-11-29".to_owned())]),
            (FOLLOW_UP, TODAY, vec![]),
            (FOLLOW_UP, "2026-12-14", vec![]),
            (FOLLOW_UP, "2027-03-01", vec![Hint::Far("2027-03-01".to_owned())]),
            (ASK_ON, "2025-12-01", vec![Hint::Past("2025-12-01".to_owned())]),
            (ASK_ON, "soon", vec![]),
        ] {
            assert_eq!(hints(field, words, TODAY), hints_are, "{field}: {words}");
        }
    }

    #[test]
    fn only_a_day_that_has_passed_keeps_feedback_from_being_given() {
        assert_eq!(
            refused(FOLLOW_UP, "2026-11-01", TODAY).as_deref(),
            Some("1 November 2026 is over. Choose a day that comes.")
        );
        for (field, words) in
            [(FOLLOW_UP, "2027-11-01"), (SEEN, "You are always late"), (WELL, "Fine"), (FOLLOW_UP, "")]
        {
            assert_eq!(refused(field, words, TODAY), None, "{field}: {words}");
        }
    }

    #[test]
    fn every_hint_is_a_sentence_and_every_judging_word_is_found_as_it_is_spelt() {
        for word in JUDGING {
            let found = judged(&format!("You are {word}, I think")).next();
            assert!(found.is_some_and(|hint| hint.says().ends_with('.')), "{word}");
        }
        for hint in [Hint::NoInstance, Hint::Short, Hint::Past(TODAY.to_owned()), Hint::Far(TODAY.to_owned())] {
            assert!(hint.says().ends_with('.'), "{hint:?}");
        }
    }
}
