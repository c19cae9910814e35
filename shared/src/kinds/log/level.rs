//! Levels of authority, as on a delegation board: from the leader who decides and tells to the team that decides alone.

use super::schema::LEVEL_WORDS;

/// A level of authority in a class of decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The leader decides, and says what was decided.
    Tell,
    /// The leader decides, and explains it until it is understood.
    Sell,
    /// The leader decides after the team was asked.
    Consult,
    /// Both decide together.
    Agree,
    /// The team decides after the leader was asked.
    Advise,
    /// The team decides, and tells the leader afterwards.
    Inquire,
    /// The team decides, and nobody has to be told.
    Delegate,
}

impl Level {
    /// All of them, in their order.
    pub const ALL: [Self; 7] =
        [Self::Tell, Self::Sell, Self::Consult, Self::Agree, Self::Advise, Self::Inquire, Self::Delegate];

    /// The level that a document means by a word.
    pub fn of_word(word: &str) -> Option<Self> {
        let at = LEVEL_WORDS.iter().position(|known| *known == word)?;
        Self::ALL.get(at).copied()
    }

    /// The word for it in a document.
    pub const fn word(self) -> &'static str {
        LEVEL_WORDS[self as usize]
    }

    /// Its number, from 1 to 7.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// Its number and name: `5 Advise`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tell => "1 Tell",
            Self::Sell => "2 Sell",
            Self::Consult => "3 Consult",
            Self::Agree => "4 Agree",
            Self::Advise => "5 Advise",
            Self::Inquire => "6 Inquire",
            Self::Delegate => "7 Delegate",
        }
    }

    /// Its meaning in plain words.
    pub fn means(self) -> &'static str {
        match self {
            Self::Tell => "The leader decides and tells the team.",
            Self::Sell => "The leader decides and explains why.",
            Self::Consult => "The leader decides after asking the team.",
            Self::Agree => "Captain and leader decide together.",
            Self::Advise => "The captain decides after asking the leader.",
            Self::Inquire => "The captain decides and tells the leader.",
            Self::Delegate => "The captain decides. Nobody has to be told.",
        }
    }

    /// Whether decisions of this level are the team's to take.
    pub fn is_the_teams(self) -> bool {
        self >= Self::Advise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_has_its_word_in_documents_and_its_number_for_people() {
        for (at, level) in Level::ALL.into_iter().enumerate() {
            assert_eq!((level as usize, Level::of_word(level.word())), (at, Some(level)));
            assert!(level.name().starts_with(&format!("{} ", level.number())), "{}", level.name());
            assert_eq!(level.name()[2..].to_lowercase(), level.word());
            assert_eq!(level.is_the_teams(), level.number() >= 5);
        }
        assert_eq!((Level::ALL.len(), Level::of_word("5"), Level::of_word("")), (LEVEL_WORDS.len(), None, None));
    }
}
