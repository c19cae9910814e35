//! Why nobody could be signed in by the provider's word, and how it is said: to the person in one sentence, to whoever
//! runs the server with all there is.

use thiserror::Error;

use super::said::Odd;

/// Longest piece of the provider's own words that is repeated, in characters.
const WORDS_MAX: usize = 120;

/// Why the provider's word could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Failed {
    /// It does not answer, or says itself that it is not well. The text is for the log.
    #[error("{0}")]
    Silent(String),
    /// It answers, but not as a provider with these settings does.
    #[error("{0}")]
    Unfit(String),
    /// It answers, and what it says of somebody does not hold.
    #[error("{0}")]
    Untrue(String),
}

impl Failed {
    /// A claim of a document of the provider's that is not of its form.
    pub(super) fn unfit(place: &str) -> impl Fn(Odd) -> Self {
        move |odd| Self::Unfit(format!("in {place}, {odd}"))
    }
}

/// Errors of clients often hide their cause a level or two below.
pub(super) fn silent(error: &dyn std::error::Error) -> Failed {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    Failed::Silent(text)
}

/// Some of the provider's own words, as they may be repeated: one line, not long.
pub(super) fn quoted(words: &str) -> String {
    words.chars().filter(|char| !char.is_control()).take(WORDS_MAX).collect()
}
