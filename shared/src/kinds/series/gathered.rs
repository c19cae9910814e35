//! Weekly updates as a six-week review gathers them: by team, the newest first, each with what it said.

use crate::kinds::Slot;
use crate::kinds::review::{ITEM_NOTES, Item, ReviewView, TEAM};
use crate::names;
use crate::order::sort_by_key;
use crate::sheet::Sheet;
use crate::text::words::day_number;

/// The weeks that are gathered.
const WEEKS: i64 = 6;

/// Something that a team wrote in a weekly update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The team, as its item names it: the id of its charter, or a name; empty where it names none.
    pub team: String,
    /// The day of the update.
    pub day: String,
    /// The item's title.
    pub title: String,
    /// The notes on it.
    pub notes: String,
}

/// Whether the updates of a day belong to a six-week review of another.
pub fn is_gathered(update: &Slot, review: &Slot) -> bool {
    let days = day_number(review.day()).zip(day_number(update.day())).map(|(until, day)| until - day);
    days.is_some_and(|days| (0..WEEKS * 7).contains(&days))
}

impl Update {
    /// The updates of one review that say something: an item of a team, or one with notes.
    pub fn all_of(slot: &Slot, sheet: &Sheet) -> Vec<Self> {
        let update = |item: &Item| Self {
            team: item.row.value(TEAM).words().trim().to_owned(),
            day: slot.day().to_owned(),
            title: item.title().trim().to_owned(),
            notes: item.row.text(ITEM_NOTES).trim().to_owned(),
        };
        let all = ReviewView::of(sheet).items.iter().map(update).collect::<Vec<_>>();
        let says_nothing = |one: &Self| one.title.is_empty() || one.team.is_empty() && one.notes.is_empty();
        all.into_iter().filter(|one| !says_nothing(one)).collect()
    }

    /// Updates by their teams, in the order of the teams' names, those without a team last; of each team the newest first.
    pub fn by_team(all: &[Self], name_of: impl Fn(&str) -> String) -> Vec<(String, Vec<Self>)> {
        let mut teams: Vec<(String, Vec<Self>)> = Vec::new();
        for update in all {
            let name = name_of(&update.team);
            match teams.iter_mut().find(|(team, _)| names::same(team, &name)) {
                Some((_, updates)) => updates.push(update.clone()),
                None => teams.push((name, vec![update.clone()])),
            }
        }
        for (_, updates) in &mut teams {
            sort_by_key(updates, |update| update.day.clone());
            updates.reverse();
        }
        sort_by_key(&mut teams, |(team, _)| (team.is_empty(), names::key(team)));
        teams
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RowId;
    use crate::kinds::review::{ITEMS, TITLE};
    use crate::sheet::{Register, Row, Write};

    fn slot(day: &str) -> Slot {
        Slot::new(day, "10:00").unwrap_or_else(|bad| panic!("{bad}"))
    }

    #[test]
    fn a41_updates_of_the_six_weeks_before_a_review_are_gathered() {
        for (day, is_so) in [("2026-11-24", true), ("2026-10-14", true), ("2026-10-13", false), ("2026-11-25", false)] {
            assert_eq!(is_gathered(&slot(day), &slot("2026-11-24")), is_so, "{day}");
        }
    }

    #[test]
    fn a41_updates_stand_by_team_the_newest_first_and_an_empty_standing_item_is_left_out() {
        let item = |nth: u32, team: &str, title: &str, notes: &str| {
            let mut row = Row::new(RowId::made_by(1, nth));
            let texts = [(TITLE, title), (ITEM_NOTES, notes)].map(|(name, text)| (name.to_owned(), text.to_owned()));
            row.texts.extend(texts);
            let write = Write { id: "w".to_owned(), value: team.into(), by: String::new(), at_ms: 1 };
            row.values.insert(TEAM.to_owned(), Register { writes: vec![write] });
            row
        };
        let review = |items: Vec<Row>| {
            let mut sheet = Sheet::default();
            sheet.lists.insert(ITEMS.to_owned(), items);
            sheet
        };
        let first =
            review(vec![item(1, "", "Stuck", ""), item(2, "keys", "Crews in Porto", ""), item(3, "", "Next", "Braga")]);
        let second =
            review(vec![item(1, "First Keys", "Crews in Braga", ""), item(2, "Desk", "Payouts", "On Fridays")]);
        let all: Vec<Update> = [("2026-11-10", first), ("2026-11-17", second)]
            .iter()
            .flat_map(|(day, sheet)| Update::all_of(&slot(day), sheet))
            .collect();
        let name = |team: &str| if team == "keys" { "First Keys".to_owned() } else { team.to_owned() };
        let teams = Update::by_team(&all, name);
        let said: Vec<(&str, Vec<&str>)> = teams
            .iter()
            .map(|(team, updates)| (team.as_str(), updates.iter().map(|one| one.title.as_str()).collect()))
            .collect();
        let keys = ("First Keys", vec!["Crews in Braga", "Crews in Porto"]);
        assert_eq!(said, [("Desk", vec!["Payouts"]), keys, ("", vec!["Next"])]);
    }
}
