//! The picture of alignment and coupling: the place of each team, and the figures that it comes of. Teams are placed and nobody
//! else, and a team of which little is known has no place.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::part::{EVENTS_MIN, PEOPLE_MIN, Part};
use super::voices::Voice;
use crate::id::DocId;
use crate::text::words::counted;

/// The sentence of the model that the picture stands for.
pub const PITFALL: &str = "Teams set free before they are aligned ship quickly, until somebody looks at the whole and sees that it does not fit together. High alignment and loose coupling: “One cannot exist without the other.”";

/// How the places are counted, as pairs of a name and a sentence.
pub const HOW: &[(&str, &str)] = &[
    (
        "Up: aligned",
        "What is there, of all that is asked for: people who agree to every section of the charter as it reads now, people who said the mission in their own words, and links to the strategy, which are the mission’s to an area of focus and each objective’s of today to something above it.",
    ),
    (
        "To the right: loosely coupled",
        "Of the team’s last twenty decisions, or those of eight weeks, the ones that were taken in the team; and of the requests in its log of eight weeks, the ones that did not go up to a leader.",
    ),
    (
        "Beside it",
        "Decisions that a leader took in a class that was the team’s, hours in meetings and times with customers stand in the table. They move no point: hours are held against the team’s own weeks alone, never against another team’s.",
    ),
    (
        "Left out",
        "A team is placed from four people and from five decisions and requests on. The lines are at one half. Only reviews and charters for the whole workspace are read. Nobody is placed here, only teams, and their order is that of their names.",
    ),
];

/// The figures of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Its charter.
    pub charter: DocId,
    /// Its name.
    pub name: String,
    /// Part of the worked example.
    #[serde(default)]
    pub example: bool,
    /// People who agree to everything, of those who are asked.
    pub agreed: Part,
    /// People who said the mission in their own words, of the same.
    pub own_words: Part,
    /// Links of its mission and its objectives to the strategy, of those that there could be.
    pub sight: Part,
    /// Decisions that were taken in the team, of all.
    pub decided: Part,
    /// Requests that did not go up, of all.
    pub requests: Part,
    /// Decisions that were pulled up.
    pub pulled_up: usize,
    /// Decisions that went up and came back as the team had proposed them.
    #[serde(default)]
    pub avoidable: usize,
    /// The hours in meetings against the team's own weeks, in a sentence.
    pub hours: String,
    /// Times with customers.
    pub customers: usize,
    /// The advice that it takes, by function.
    #[serde(default)]
    pub voices: Vec<Voice>,
    /// How often people of each function spoke on its items.
    #[serde(default)]
    pub spoken: Vec<(String, usize)>,
    /// Words of the team beside its place: the day, and the words, the newest first.
    #[serde(default)]
    pub notes: Vec<(String, String)>,
}

/// The figures of all teams on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The day.
    pub on: String,
    /// The teams.
    pub teams: Vec<Figures>,
}

/// A corner of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    /// Aligned and loosely coupled.
    DreamTeam,
    /// Aligned, and others decide.
    Gated,
    /// Neither.
    Bureaucracy,
    /// Loosely coupled without alignment.
    Frankenstein,
}

impl Corner {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::DreamTeam, Self::Gated, Self::Bureaucracy, Self::Frankenstein];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DreamTeam => "Dream Team",
            Self::Gated => "Aligned, but gated",
            Self::Bureaucracy => "Bureaucracy",
            Self::Frankenstein => "Frankenstein risk",
        }
    }
}

impl Figures {
    /// How aligned it is.
    pub fn aligned(&self) -> Part {
        self.agreed.with(self.own_words).with(self.sight)
    }

    /// How loosely coupled it is.
    pub fn coupled(&self) -> Part {
        self.decided.with(self.requests)
    }

    /// Whether too few people are asked for a share of them to be shown.
    pub fn lacks_people(&self) -> bool {
        self.agreed.of < PEOPLE_MIN
    }

    /// Whether there are too few decisions and requests for a share of them to be shown.
    pub fn lacks_events(&self) -> bool {
        self.coupled().of < EVENTS_MIN
    }

    /// The figures as others are told them: of few people, or of few decisions and requests, nothing but how many there are.
    #[must_use]
    pub fn told(mut self) -> Self {
        if self.lacks_people() {
            (self.agreed, self.own_words) = (Part::new(0, self.agreed.of), Part::new(0, self.own_words.of));
        }
        if self.lacks_events() {
            (self.decided, self.requests) = (Part::new(0, self.decided.of), Part::new(0, self.requests.of));
            (self.pulled_up, self.avoidable) = (0, 0);
        }
        self
    }

    /// The reason why it has no place, where that is so.
    pub fn lacks(&self) -> Option<String> {
        let (people, events) = (counted(self.agreed.of, "person is", "people are"), self.coupled().of);
        let events = counted(events, "decision or request", "decisions and requests");
        let few = [
            self.lacks_people().then(|| format!("{people} asked to agree")),
            self.lacks_events().then(|| format!("{events} in eight weeks")),
        ];
        let few: Vec<String> = few.into_iter().flatten().collect();
        (!few.is_empty()).then(|| format!("not enough yet: {}", few.join(", ")))
    }

    /// The corner that it stands in; none where it has no place.
    pub fn corner(&self) -> Option<Corner> {
        if self.lacks().is_some() {
            return None;
        }
        Some(match (self.aligned().is_half(), self.coupled().is_half()) {
            (true, true) => Corner::DreamTeam,
            (true, false) => Corner::Gated,
            (false, false) => Corner::Bureaucracy,
            (false, true) => Corner::Frankenstein,
        })
    }
}

impl Picture {
    /// The teams of the company in the order of their names; those of the example where there are no others.
    #[must_use]
    pub fn shown(mut self) -> Self {
        let is_example = self.teams.iter().all(|team| team.example);
        self.teams.retain(|team| team.example == is_example);
        crate::order::sort_by(&mut self.teams, |one, other| match one.name.cmp(&other.name) {
            Ordering::Equal => one.charter.as_str().cmp(other.charter.as_str()),
            order => order,
        });
        self
    }

    /// The picture in a sentence.
    pub fn sentence(&self) -> String {
        let placed = self.teams.iter().filter_map(Figures::corner).count();
        if placed == 0 {
            return "Of no team is enough known yet to place it.".to_owned();
        }
        let n_in = |corner: Corner| self.teams.iter().filter(|team| team.corner() == Some(corner)).count();
        let corners = Corner::ALL.into_iter().filter(|corner| n_in(*corner) > 0);
        let corners: Vec<String> = corners.map(|corner| format!("{} {}", corner.name(), n_in(corner))).collect();
        format!("{placed} of {} placed. {}.", counted(self.teams.len(), "team is", "teams are"), corners.join(", "))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    fn team(name: &str, agreed: (usize, usize), decided: (usize, usize), requests: (usize, usize)) -> Figures {
        let part = |(n, of)| Part::new(n, of);
        Figures {
            charter: name.to_lowercase().parse().unwrap(),
            name: name.to_owned(),
            example: false,
            agreed: part(agreed),
            own_words: Part::default(),
            sight: Part::new(1, 1),
            decided: part(decided),
            requests: part(requests),
            pulled_up: 0,
            avoidable: 0,
            hours: String::new(),
            customers: 0,
            voices: Vec::new(),
            spoken: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn n13_a_team_stands_in_a_corner_by_both_shares_and_has_no_place_where_little_is_known() {
        for (agreed, decided, requests, corner, lacks) in [
            ((6, 7), (17, 20), (1, 2), Some(Corner::DreamTeam), None),
            ((6, 7), (7, 20), (0, 2), Some(Corner::Gated), None),
            ((1, 7), (1, 5), (0, 0), Some(Corner::Bureaucracy), None),
            ((1, 7), (3, 4), (1, 1), Some(Corner::Frankenstein), None),
            ((4, 4), (4, 4), (0, 0), None, Some("not enough yet: 4 decisions and requests in eight weeks")),
            ((3, 3), (9, 9), (0, 0), None, Some("not enough yet: 3 people are asked to agree")),
            (
                (1, 1),
                (1, 1),
                (0, 0),
                None,
                Some("not enough yet: 1 person is asked to agree, 1 decision or request in eight weeks"),
            ),
        ] {
            let team = team("Keys", agreed, decided, requests);
            assert_eq!(
                (team.corner(), team.lacks().as_deref()),
                (corner, lacks),
                "{agreed:?} {decided:?} {requests:?}"
            );
        }
    }

    #[test]
    fn n13_alignment_is_agreement_own_words_and_line_of_sight_together() {
        let team =
            Figures { own_words: Part::new(2, 6), sight: Part::new(1, 4), ..team("Keys", (5, 6), (4, 5), (1, 3)) };
        assert_eq!((team.aligned().says(), team.aligned().percent()), ("8 of 16".to_owned(), 50));
        assert_eq!((team.coupled().says(), team.coupled().percent()), ("5 of 8".to_owned(), 63));
        assert_eq!((Part::default().percent(), Part::default().is_half(), Part::new(9, 4).n), (0, false, 4));
    }

    #[test]
    fn n13_of_few_people_and_of_few_events_nothing_is_told_but_how_many_there_are() {
        for (agreed, decided, told) in
            [((3, 4), (4, 5), (3, 2, 4, 1, 1)), ((3, 3), (4, 5), (0, 0, 4, 1, 1)), ((3, 4), (4, 4), (3, 2, 0, 0, 0))]
        {
            let own_words = Part::new(2, agreed.1);
            let all = Figures { own_words, pulled_up: 1, avoidable: 1, ..team("Keys", agreed, decided, (0, 0)) };
            let lacks = all.lacks();
            let few = all.told();
            assert_eq!((few.agreed.n, few.own_words.n, few.decided.n, few.pulled_up, few.avoidable), told);
            assert_eq!((few.agreed.of, few.decided.of, few.lacks()), (agreed.1, decided.1, lacks));
        }
    }

    #[test]
    fn n13_the_sentence_counts_corners_and_the_example_stands_aside_once_there_are_other_teams() {
        let (free, gated) = (team("Zeta", (6, 7), (9, 9), (0, 0)), team("Alpha", (6, 7), (1, 9), (0, 0)));
        let (small, example) = (team("Mini", (1, 1), (1, 1), (0, 0)), team("Oriel", (6, 7), (9, 9), (0, 0)));
        let example = Figures { example: true, ..example };
        let picture = |teams: &[&Figures]| {
            let teams = teams.iter().map(|team| (*team).clone()).collect();
            Picture { on: "2026-11-29".to_owned(), teams }.shown()
        };
        for (teams, names, sentence) in [
            (vec![], vec![], "Of no team is enough known yet to place it."),
            (vec![&example], vec!["Oriel"], "1 of 1 team is placed. Dream Team 1."),
            (
                vec![&free, &example, &small, &gated],
                vec!["Alpha", "Mini", "Zeta"],
                "2 of 3 teams are placed. Dream Team 1, Aligned, but gated 1.",
            ),
        ] {
            let picture = picture(&teams);
            let is: Vec<&str> = picture.teams.iter().map(|team| team.name.as_str()).collect();
            assert_eq!((is, picture.sentence().as_str()), (names, sentence));
        }
    }
}
