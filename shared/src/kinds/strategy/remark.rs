//! The remarks that are made on a strategy, each with its advice.

use crate::text::words::{listed, long_day};

/// A remark on a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Nobody answers for it.
    NoOwner,
    /// No narrative is written.
    NoNarrative,
    /// No link leads to a strategy map.
    NoMap,
    /// Words of the mission or the narrative leave open what is meant: these.
    Vague(String),
    /// Nobody added context for weeks: since this day.
    QuietContext(String),
    /// It has not changed for a year.
    Old,
    /// It changed again within three months.
    ChangedSoon,
    /// The day to look again has passed.
    LookAgain(String),
    /// Ideas are pitched for so many days.
    LongWindow(i64),
    /// Ideas are pitched, and nobody said by when they are answered.
    NoAnswerDay,
    /// No team serves the focus.
    NoTeam,
    /// No team heard of a job for long: the day on which one last did, empty where none ever noted it.
    JobUnheard(String),
    /// A problem is chosen without evidence.
    ChosenWithoutEvidence,
    /// A problem is not chosen, and nobody says why.
    NotChosenWithoutWhy,
    /// No team does what the roadmap says.
    ItemWithoutTeam,
    /// The roadmap names a team, and no team of this name has a mission.
    ItemWithoutMission(String),
    /// A line of the roadmap names a surface that another team owns: the surface, and the names of its owners.
    ItemTouches(String, Vec<String>),
    /// A line of the roadmap is launched, and there is no list of its last details: the line, and the last day of its quarter.
    NoLastDetails(String, String),
    /// A function has nobody.
    NobodyThere,
    /// A pitch was not answered by its day.
    Unanswered(String),
}

impl Remark {
    /// A few words for the note's head.
    pub fn head(&self) -> &'static str {
        match self {
            Self::NoOwner => "Nobody answers for it",
            Self::NoNarrative => "No narrative yet",
            Self::NoMap => "No strategy map",
            Self::Vague(_) => "Vague words",
            Self::QuietContext(_) => "No context for weeks",
            Self::Old => "A year unchanged",
            Self::ChangedSoon => "Changed again soon",
            Self::LookAgain(_) => "Time to look again",
            Self::LongWindow(_) => "Open for long",
            Self::NoAnswerDay => "No day for answers",
            Self::NoTeam => "A focus without a team",
            Self::JobUnheard(_) => "Nobody heard of it lately",
            Self::ChosenWithoutEvidence => "Chosen without evidence",
            Self::NotChosenWithoutWhy => "No reason yet",
            Self::ItemWithoutTeam => "No team yet",
            Self::ItemWithoutMission(_) => "No mission behind it",
            Self::ItemTouches(..) => "Another team’s surface",
            Self::NoLastDetails(..) => "No list of last details",
            Self::NobodyThere => "Nobody there",
            Self::Unanswered(_) => "An answer is owed",
        }
    }

    /// The advice: the facts, and the next thing to do.
    pub fn advice(&self) -> String {
        match self {
            Self::NoOwner => "Name the person who answers for the strategy, and to whom pitches go.".to_owned(),
            Self::NoNarrative => {
                "Write where customers are and what the company does about it, so that a team can decide by it."
                    .to_owned()
            }
            Self::NoMap => {
                "Put a link to the map of the strategy, so that people see how its parts hang together.".to_owned()
            }
            Self::Vague(words) => {
                format!("{words} can mean anything. Say what a customer or a colleague would see.")
            }
            Self::QuietContext(day) => format!(
                "None since {}. Teams decide by themselves when they know what leaders know: add what you learned.",
                long_day(day)
            ),
            Self::Old => "Look at it again. If it still holds, note that, with the reason.".to_owned(),
            Self::ChangedSoon => {
                "Teams plan by it for months. Say in the reason what they should stop doing.".to_owned()
            }
            Self::LookAgain(day) => format!("It was to be looked at again on {}.", long_day(day)),
            Self::LongWindow(days) => {
                format!("{days} days. Two weeks are enough to be heard, and short enough to be answered.")
            }
            Self::NoAnswerDay => "Say by which day every idea has its answer.".to_owned(),
            Self::NoTeam => "Ask a team to serve it, or say that it waits, and until when.".to_owned(),
            Self::JobUnheard(day) if day.is_empty() => {
                "No team with this job has noted what a customer said. Ask one to hear some, or to note it.".to_owned()
            }
            Self::JobUnheard(day) => {
                format!("A team last heard of it on {}. Ask one to hear a customer again.", long_day(day))
            }
            Self::ChosenWithoutEvidence => "Say who was asked or what was counted.".to_owned(),
            Self::NotChosenWithoutWhy => "The reason spares the next person the same question.".to_owned(),
            Self::ItemWithoutTeam => "Say which team does it, or take it off.".to_owned(),
            Self::ItemWithoutMission(team) => {
                format!(
                    "No charter of {team} has a mission, so nobody can say why it is built. Write that, or take it off."
                )
            }
            Self::ItemTouches(surface, owners) => {
                let owners = listed(owners);
                format!(
                    "“{surface}” is owned by {owners}. What many build by no common plan does not fit together: agree with \
                     them, or give them the line."
                )
            }
            Self::NoLastDetails(item, day) => {
                format!(
                    "Its quarter ends on {}. Begin a last-5 % list among the reviews, with “{item}” in its name, and \
                     polish one detail.",
                    long_day(day)
                )
            }
            Self::NobodyThere => {
                "The function is named and has nobody. Find somebody, or take the line out.".to_owned()
            }
            Self::Unanswered(day) => format!("It was promised by {}.", long_day(day)),
        }
    }
}
