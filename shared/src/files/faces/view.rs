//! The views of a document: the whole, or one thing of it.

use crate::kinds::{Face, Kind, Subject};

/// How much of a document is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    /// All of it.
    Full,
    /// Its name and what is most worth knowing.
    Card,
    /// Mission, mandate and metrics of a team.
    ThreeMs,
    /// How far a charter is agreed.
    Coverage,
    /// All metrics.
    Metrics,
    /// One metric.
    Metric,
    /// The owners of surfaces around a team, or in the company.
    Map,
    /// The agenda of a review.
    Agenda,
    /// Advice that waits for an answer.
    Advice,
    /// The outcome of a review.
    Summary,
    /// The next review of a series.
    Next,
    /// The review of a series that is on or was the last.
    Current,
    /// The latest decisions.
    Recent,
    /// The authority of a team.
    Dial,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Full,
        Self::Card,
        Self::ThreeMs,
        Self::Coverage,
        Self::Metrics,
        Self::Metric,
        Self::Map,
        Self::Agenda,
        Self::Advice,
        Self::Summary,
        Self::Next,
        Self::Current,
        Self::Recent,
        Self::Dial,
    ];

    /// Its word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Card => "card",
            Self::ThreeMs => "three-ms",
            Self::Coverage => "coverage",
            Self::Metrics => "metrics",
            Self::Metric => "metric",
            Self::Map => "map",
            Self::Agenda => "agenda",
            Self::Advice => "advice",
            Self::Summary => "summary",
            Self::Next => "next",
            Self::Current => "current",
            Self::Recent => "recent",
            Self::Dial => "dial",
        }
    }

    /// The views that documents of a kind have; the first after the whole is the one of a picture that nobody chose.
    pub fn all_of(kind: Kind) -> &'static [Self] {
        match (kind.spec().face, kind.spec().subject) {
            (Ok(Face::Charter), _) => {
                &[Self::Full, Self::ThreeMs, Self::Card, Self::Coverage, Self::Metrics, Self::Metric, Self::Map]
            }
            (Ok(Face::Review), _) => &[Self::Full, Self::Agenda, Self::Card, Self::Advice, Self::Summary],
            (Ok(Face::Series), _) => &[Self::Full, Self::Next, Self::Card, Self::Current, Self::Advice],
            (Ok(Face::Log), _) => &[Self::Full, Self::Recent, Self::Card, Self::Dial],
            (Ok(Face::Outline), Subject::Workspace) => &[Self::Full, Self::Map],
            (Ok(Face::Okr | Face::Strategy | Face::Outline), _) => &[Self::Full, Self::Card],
            (Err(_), _) => &[Self::Full],
        }
    }

    /// The view of a word, if documents of the kind have it; else the whole.
    pub fn of_word(kind: Kind, word: &str) -> Self {
        Self::known(kind, word).unwrap_or(Self::Full)
    }

    /// The view that is drawn for a word: one that fits in a picture; `None` where the kind has none.
    pub fn drawn(kind: Kind, word: &str) -> Option<Self> {
        Self::known(kind, word).filter(|view| *view != Self::Full).or_else(|| Self::all_of(kind).get(1).copied())
    }

    /// The height that fits it in a column, in pixels, where a host asks for one.
    pub fn height(self) -> u32 {
        match self {
            Self::Full | Self::Current => 640,
            Self::Summary | Self::Agenda | Self::Advice | Self::Metrics | Self::Map | Self::Recent => 360,
            Self::Card | Self::ThreeMs | Self::Coverage | Self::Metric | Self::Next | Self::Dial => 300,
        }
    }

    fn known(kind: Kind, word: &str) -> Option<Self> {
        Self::all_of(kind).iter().find(|view| view.word() == word).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{charter, log, org, review, series, talk};

    #[test]
    fn each_view_has_a_word_of_its_own() {
        for view in View::ALL {
            assert_eq!(View::ALL.iter().filter(|one| one.word() == view.word()).count(), 1, "{view:?}");
            assert!(Kind::ALL.into_iter().any(|kind| View::all_of(kind).contains(&view)), "{view:?}");
        }
    }

    #[test]
    fn a_view_that_a_kind_has_not_is_the_whole_and_its_picture_the_usual_one() {
        for (kind, word, text, picture) in [
            (charter::KIND, "three-ms", View::ThreeMs, Some(View::ThreeMs)),
            (charter::KIND, "metric", View::Metric, Some(View::Metric)),
            (charter::KIND, "dial", View::Full, Some(View::ThreeMs)),
            (charter::KIND, "", View::Full, Some(View::ThreeMs)),
            (charter::KIND, "full", View::Full, Some(View::ThreeMs)),
            (log::KIND, "dial", View::Dial, Some(View::Dial)),
            (log::KIND, "advice", View::Full, Some(View::Recent)),
            (series::KIND, "", View::Full, Some(View::Next)),
            (review::KIND, "summary", View::Summary, Some(View::Summary)),
            (org::KIND, "card", View::Full, Some(View::Map)),
            (talk::KIND, "card", View::Full, None),
        ] {
            assert_eq!((View::of_word(kind, word), View::drawn(kind, word)), (text, picture), "{kind} {word}");
        }
    }
}
