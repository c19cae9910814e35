//! Thanks and small wins of a month: who is thanked by whom is looked at as a whole, and never for one person.

use super::{LEAST, Lately, MONTH};
use crate::kinds::review::Record;
use crate::kinds::series::{TEAM, TEAM_NAME};
use crate::names;
use crate::sheet::{Named, Row};
use crate::text::words::{counted, listed, long_day};

/// Reviews in a month from which on a series is one in which people meet often.
const OFTEN: usize = 3;
/// The share of leaders that is hoped for, in a hundred.
const HOPED: usize = 90;

impl Lately<'_> {
    /// The share of leaders who thanked somebody for the hard path, with how many they are. `None` where they are few.
    pub fn hard_path(&self) -> Option<String> {
        let n = self.leaders.0.len();
        let thanks = self.reviews.iter().flat_map(|review| &review.thanks).filter(|thanks| thanks.is_for_effort);
        let said: Vec<&str> = thanks.map(|thanks| thanks.by.as_str()).collect();
        let has_said = |(id, name): &&(String, String)| {
            let one = Named { name, id: Some(id) };
            said.iter().any(|by| one.is(&Named::read(by)))
        };
        let k = self.leaders.0.iter().filter(has_said).count();
        let more = if k * 100 < HOPED * n { " Thank for the effort too, whatever came of it." } else { "" };
        let day = long_day(&self.reviews.first()?.day);
        let reviews = counted(self.reviews.len(), "review", "reviews");
        (n >= LEAST).then(|| {
            format!("{k} of {n} leaders thanked somebody for the hard path in {reviews} here up to {day}; {HOPED} % are hoped for.{more}")
        })
    }

    pub(super) fn no_thanks(&self) -> Option<String> {
        let met: Vec<&Record> = self.within(MONTH).filter(|review| review.is_held).collect();
        let is_quiet = met.len() >= OFTEN && self.within(MONTH).all(|review| review.thanks.is_empty());
        let day = long_day(&met.first()?.day);
        is_quiet.then(|| {
            let n = met.len();
            format!("Nobody was thanked in {n} reviews of the month up to {day}. Begin the next one with thanks: for what, and what it was good for.")
        })
    }

    pub(super) fn leaders_alone(&self) -> Option<String> {
        let thanks: Vec<_> = self.within(MONTH).flat_map(|review| &review.thanks).collect();
        let all = thanks.len() >= LEAST && thanks.iter().all(|thanks| self.leaders.has(&thanks.by));
        let day = long_day(self.today);
        all.then(|| {
            let n = thanks.len();
            format!("All {n} thanks of the month up to {day} are by leaders. Ask in the round who helped whom: peers see most of it.")
        })
    }

    pub(super) fn quiet_teams(&self) -> Option<String> {
        let met: Vec<&Record> = self.within(MONTH).filter(|review| review.is_held).collect();
        let day = long_day(&met.first().filter(|_| met.len() >= OFTEN)?.day);
        // Of a win that names no team nobody can tell whose it is.
        if self.within(MONTH).flat_map(|review| &review.wins).any(String::is_empty) {
            return None;
        }
        let has_win = |team: &&Row| {
            let (id, name) = (team.value(TEAM).words(), team.value(TEAM_NAME).words());
            self.within(MONTH).flat_map(|review| &review.wins).any(|win| win == id || names::same(win, name))
        };
        let quiet: Vec<String> = self
            .teams()
            .filter(|team| !has_win(team))
            .map(|team| team.value(TEAM_NAME).words().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        (!quiet.is_empty()).then(|| {
            format!(
                "No small win of {} was told in {} reviews of the month up to {day}. Ask what went a little better.",
                listed(&quiet),
                met.len()
            )
        })
    }
}
