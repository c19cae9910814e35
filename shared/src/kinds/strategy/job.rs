//! A job of a customer, as a team knows it.

use serde::{Deserialize, Serialize};

use crate::names;
use crate::text::{Bag, foreign};

/// A job of fewer words is found in a longer one by chance.
const WORDS_MIN: usize = 3;

/// A job of a customer, as a team knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The job, in a line.
    pub words: String,
    /// The day on which somebody of the team last heard of it; empty where nobody noted it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heard_on: String,
    /// Whether it is the team's own; others stand in its research.
    #[serde(default)]
    pub is_own: bool,
}

/// The words of a job as they are compared, made once where many are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobWords {
    key: String,
    bag: Bag,
    is_phrase: bool,
}

impl JobWords {
    /// The words of a job.
    pub fn of(words: &str) -> Self {
        let is_phrase = words.split_whitespace().count() >= WORDS_MIN;
        Self { key: names::key(words.trim()), bag: Bag::of(words), is_phrase }
    }

    /// Whether other words name the same job: they say nearly the same, or stand in it as they are.
    pub fn is(&self, other: &Self) -> bool {
        let is_in = || {
            other.is_phrase
                && self.key.contains(&other.key)
                && !foreign(&self.key, std::iter::once(&other.key), &[]).is_empty()
        };
        !other.key.is_empty() && (self.key == other.key || self.bag.is_like(&other.bag) || is_in())
    }
}

impl Job {
    /// Whether other words name the same job: see [`JobWords::is`].
    pub fn is(&self, words: &str) -> bool {
        JobWords::of(&self.words).is(&JobWords::of(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a4_words_name_a_job_where_they_say_nearly_the_same_or_stand_in_it() {
        let own = "When the lease ends, I want to open my own door tonight, so that I sleep there";
        let job = Job { words: own.to_owned(), heard_on: String::new(), is_own: true };
        for (words, is_it) in [
            ("Open my own door tonight", true),
            ("my own", false),
            ("", false),
            ("When the lease ends I want to open my own door tonight so that I can sleep there", true),
            ("Open my own window tonight", false),
        ] {
            assert_eq!(job.is(words), is_it, "{words}");
        }
    }
}
