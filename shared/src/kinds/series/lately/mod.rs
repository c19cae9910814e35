//! The things that are looked at over several reviews of a series, each a sentence with its figures, its day and what to do.
//! They read reviews in brief, where a page holds them: never at a keystroke. None of them is about a person.

#[cfg(test)]
mod tests;
mod thanks;

use super::preset::Watch;
use super::presets::preset;
use super::schema::{PRESET, RHYTHM, STANDING, TEAM, TEAM_NAME, TEAMS, TITLE};
use super::watch::stands_always;
use crate::kinds::Line;
use crate::kinds::review::{Brought, Record};
use crate::names;
use crate::sheet::{Named, Row, Sheet};
use crate::text::words::{counted, day_number, listed, long_day};

/// Days that count as a month, and as a quarter.
const MONTH: i64 = 31;
const QUARTER: i64 = 92;
/// Figures of fewer people or things than this are not shown: one of them could be known by it.
const LEAST: usize = 4;
/// Reviews in a row with good news alone, and with a slot that was skipped.
const GOOD_NEWS: usize = 4;
const SLOTS: usize = 3;

/// The leaders of a workspace, as far as the page knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaders(pub Vec<(String, String)>);

/// A series with its reviews of late.
#[derive(Debug, Clone, Copy)]
pub struct Lately<'a> {
    /// The series.
    pub series: &'a Sheet,
    /// Its reviews whose day has come, the newest first.
    pub reviews: &'a [Record],
    /// The leaders of the workspace.
    pub leaders: &'a Leaders,
    /// Decisions that are costly to undo, out of the logs of teams.
    pub large: &'a [Line],
    /// The day of today.
    pub today: &'a str,
}

impl Leaders {
    /// Whether somebody leads, whom words name as a person field does.
    pub fn has(&self, words: &str) -> bool {
        let who = Named::read(words);
        let is = |(id, name): &(String, String)| who.is(&Named { name, id: Some(id) });
        !words.is_empty() && self.0.iter().any(is)
    }
}

impl Lately<'_> {
    /// Everything that is noticed.
    pub fn watched(&self) -> Vec<String> {
        let sort = preset(self.series.value(PRESET).words());
        let of_sort = sort.checks.iter().filter_map(|watch| match watch {
            Watch::BothSides => self.good_news(),
            Watch::Feedback => self.no_feedback(),
            Watch::Skipped => self.skipped(),
            Watch::LeadersToo => self.no_leader(),
            Watch::Explained => self.unexplained(),
            _ => None,
        });
        // Two people thank each other by word of mouth.
        let of_all = [Self::no_thanks, Self::leaders_alone, Self::quiet_teams].into_iter();
        let of_all = of_all.filter(|_| !sort.is_for_two).filter_map(|rule| rule(self));
        of_sort.chain(of_all).collect()
    }

    /// Its reviews of so many days up to today.
    fn within(&self, days: i64) -> impl Iterator<Item = &Record> {
        let from = day_number(self.today).unwrap_or_default() - days;
        self.reviews.iter().filter(move |review| day_number(&review.day).is_some_and(|day| day > from))
    }

    /// Those of its latest reviews in which people met; `None` where they are fewer than `n`.
    fn latest(&self, n: usize) -> Option<Vec<&Record>> {
        let latest: Vec<&Record> = self.reviews.iter().filter(|review| review.is_held).take(n).collect();
        (latest.len() == n).then_some(latest)
    }

    fn teams(&self) -> impl Iterator<Item = &Row> {
        self.series.rows(TEAMS)
    }

    fn good_news(&self) -> Option<String> {
        let latest = self.latest(GOOD_NEWS)?;
        let is_rosy = |team: &&Row| {
            let team = team.value(TEAM).words();
            latest.iter().all(|review| {
                let mut said =
                    review.voices.iter().filter(|(of, _)| of == team).map(|(_, is_good)| *is_good).peekable();
                said.peek().is_some() && said.all(|is_good| is_good)
            })
        };
        let teams: Vec<String> =
            self.teams().filter(is_rosy).map(|team| team.value(TEAM_NAME).words().to_owned()).collect();
        let day = long_day(&latest.first()?.day);
        (!teams.is_empty()).then(|| {
            format!(
                "{} had good news alone in {GOOD_NEWS} reviews running, up to {day}. Ask what does not work: others can help only with what they hear.",
                listed(&teams)
            )
        })
    }

    fn no_feedback(&self) -> Option<String> {
        let is_meant = self.series.rows(STANDING).any(|row| names::same(row.text(TITLE), "Feedback"));
        let latest = self.latest(SLOTS).filter(|_| is_meant)?;
        let took_place =
            |item: &Brought| names::same(&item.title, "Feedback") && (item.state == "done" || item.has_notes);
        let is_skipped = latest.iter().all(|review| !review.items.iter().any(took_place));
        let day = long_day(&latest.first()?.day);
        is_skipped.then(|| {
            format!(
                "The time for feedback was skipped {SLOTS} times running, up to {day}. Begin with it the next time."
            )
        })
    }

    /// Two rounds have passed since people met.
    fn skipped(&self) -> Option<String> {
        let last = self.reviews.iter().find(|review| review.is_held || !review.items.is_empty())?;
        let round = days_between(self.series.value(RHYTHM).words())?;
        let days = day_number(self.today)? - day_number(&last.day)?;
        let n = days.saturating_sub(1) / round;
        (n >= 2).then(|| {
            let day = long_day(&last.day);
            format!("{n} were skipped: the last one was on {day}. Name a day for the next, or choose a rhythm that you can keep.")
        })
    }

    fn no_leader(&self) -> Option<String> {
        let forums: Vec<&Record> = self.within(QUARTER).filter(|review| review.is_held).collect();
        let day = long_day(&forums.first()?.day);
        let items: Vec<&Brought> = forums
            .iter()
            .flat_map(|review| &review.items)
            .filter(|item| !stands_always(self.series, &item.title))
            .collect();
        let is_known = !self.leaders.0.is_empty() && !items.is_empty();
        let has_led = items.iter().any(|item| self.leaders.has(&item.by));
        (is_known && !has_led).then(|| {
            let items = counted(items.len(), "item", "items");
            let forums = counted(forums.len(), "forum", "forums");
            format!("Of {items} in {forums} up to {day}, none was brought by a leader. One who tells of a failure first makes it easier for all.")
        })
    }

    /// Large decisions that were made before the last session, and that stand on no agenda of it or before.
    fn unexplained(&self) -> Option<String> {
        let last = self.reviews.iter().find(|review| review.is_held)?;
        let until = day_number(&last.day)?;
        let is_told = |line: &Line| {
            let words = line.words();
            let says = |item: &Brought| names::same(&item.title, &words) || names::same(&item.title, &line.question);
            self.reviews.iter().flat_map(|review| &review.items).any(says)
        };
        let is_of_late = |line: &&Line| {
            let day = day_number(&line.on);
            day.is_some_and(|day| day <= until && day > until - QUARTER) && !line.replaced && !is_told(line)
        };
        let left: Vec<String> =
            self.large.iter().filter(is_of_late).map(|line| format!("“{}”", line.words())).collect();
        (!left.is_empty()).then(|| {
            let n = counted(left.len(), "decision", "decisions");
            let day = long_day(&last.day);
            let some: Vec<String> = left.iter().take(SLOTS).cloned().collect();
            format!(
                "{n} that would be costly to undo, of the three months up to {day}, stood on no agenda here: {}. Put them on the next one, from what was decided of late.",
                listed(&some)
            )
        })
    }
}

/// About how many days lie between two of a rhythm; `None` where it takes place once, or more often than every week.
fn days_between(rhythm: &str) -> Option<i64> {
    let mut parts = rhythm.split(';').filter_map(|part| part.split_once('='));
    let days = match parts.clone().find(|(name, _)| *name == "FREQ")?.1 {
        "WEEKLY" => 7,
        "MONTHLY" => MONTH,
        _ => return None,
    };
    let every = parts.find(|(name, _)| *name == "INTERVAL").and_then(|(_, n)| n.parse().ok());
    Some(days * every.unwrap_or(1).max(1))
}
