//! The things that are looked at in a review beside the charters of the teams that its series names: whether those who were there
//! are of one function alone, and how many of a team answered an interview. No person is named by them.

use std::collections::BTreeSet;

use super::preset::Watch;
use super::presets::preset;
use super::schema::PRESET;
use crate::kinds::Slot;
use crate::kinds::review::{self, Item, ReviewView};
use crate::names;
use crate::sheet::{Named, Row, Sheet, Value};
use crate::text::words::{counted, long_day};

/// Fewer people than this are not counted: one of them could be known by it.
const LEAST: usize = 4;

/// A team with the people in its charter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamPeople {
    /// Its name.
    pub name: String,
    /// Each person, as a person field names them, and their function; empty where nobody said.
    pub people: Vec<(String, String)>,
}

/// The sentences about a review of a series, beside its teams.
pub fn watched_with_people(
    series: &Sheet,
    (sheet, view): (&Sheet, &ReviewView),
    slot: &Slot,
    teams: &[TeamPeople],
) -> Vec<String> {
    let checks = preset(series.value(PRESET).words()).checks;
    let says = |watch: &Watch| match watch {
        Watch::Functions => one_function(sheet, teams).into_iter().collect(),
        Watch::Answered => few_answered(view, slot, teams),
        _ => Vec::new(),
    };
    checks.iter().flat_map(says).collect()
}

/// Those who were there, where all whose function is known have the same.
fn one_function(sheet: &Sheet, teams: &[TeamPeople]) -> Option<String> {
    let marks = sheet.rows(review::PRESENT).flat_map(|row| &row.value(review::HERE).writes);
    let marked = marks.filter(|write| write.value == Value::Flag(true)).map(|write| write.by.as_str());
    let written = sheet.rows(review::ATTENDED).map(|row| Named::read(row.value(review::NAME).words()).name);
    let there: BTreeSet<String> = marked.chain(written).map(names::key).filter(|name| !name.is_empty()).collect();
    let function = |who: &String| {
        let people = teams.iter().flat_map(|team| &team.people);
        let of = people.filter(|(person, _)| names::key(Named::read(person).name) == *who);
        of.map(|(_, function)| function.trim()).find(|function| !function.is_empty())
    };
    let known: Vec<&str> = there.iter().filter_map(function).collect();
    let first = known.first()?;
    (known.len() >= LEAST && known.iter().all(|one| names::same(one, first))).then(|| {
        let n = known.len();
        format!("All {n} who were there and whose function is known are of {first}. Invite somebody who sees it from another side.")
    })
}

/// Teams of which fewer than half answered an interview that is revealed.
fn few_answered(view: &ReviewView, slot: &Slot, teams: &[TeamPeople]) -> Vec<String> {
    let is_out = |item: &&Item| item.row.value(review::TYPE).words() == "insight" && item.revealed_ms.is_some();
    let Some(item) = view.items.iter().find(is_out) else { return Vec::new() };
    let has_answered =
        |(person, _): &&(String, String)| item.remarks.iter().any(|one| names::same(&one.by, Named::read(person).name));
    let of_team = |team: &TeamPeople| {
        let (n, all) = (team.people.iter().filter(has_answered).count(), team.people.len());
        (all >= LEAST && n * 2 < all).then(|| {
            let people = counted(all, "person", "people");
            let (name, day) = (&team.name, long_day(slot.day()));
            format!("{n} of {people} of {name} answered the interview of {day}. Let the others read it too: they meet other customers.")
        })
    };
    teams.iter().filter_map(of_team).collect()
}

impl TeamPeople {
    /// A team of a name with the rows of its people.
    pub fn of<'a>(name: &str, members: impl Iterator<Item = &'a Row>) -> Self {
        let value = |row: &Row, field: &str| row.value(field).words().trim().to_owned();
        let people = members.map(|row| (value(row, "name"), value(row, "function")));
        Self { name: name.to_owned(), people: people.filter(|(person, _)| !person.is_empty()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RowId;
    use crate::sheet::{Register, Write};

    fn row(nth: u32, values: &[(&str, Value)], by: &str) -> Row {
        let mut row = Row::new(RowId::made_by(1, nth));
        for (name, value) in values {
            let write = Write { id: "w".to_owned(), value: value.clone(), by: by.to_owned(), at_ms: 1 };
            row.values.insert((*name).to_owned(), Register { writes: vec![write] });
        }
        row
    }

    fn team(people: &[(&str, &str)]) -> TeamPeople {
        let member = |(nth, (name, function)): (usize, &(&str, &str))| {
            row(nth as u32, &[("name", (*name).into()), ("function", (*function).into())], "")
        };
        let rows: Vec<Row> = people.iter().enumerate().map(member).collect();
        TeamPeople::of("First Keys", rows.iter())
    }

    fn says(sort: &str, lists: Vec<(&str, Vec<Row>)>, team: TeamPeople) -> Vec<String> {
        let (mut series, mut review) = (Sheet::default(), Sheet::default());
        series.values = row(1, &[(PRESET, sort.into())], "").values;
        review.lists = lists.into_iter().map(|(list, rows)| (list.to_owned(), rows)).collect();
        let slot = Slot::new("2026-11-24", "10:00").unwrap_or_else(|bad| panic!("{bad}"));
        watched_with_people(&series, (&review, &ReviewView::of(&review)), &slot, &[team])
    }

    #[test]
    fn a44_people_of_one_function_alone_are_noticed_and_few_are_not_counted() {
        let all =
            &[("Ada", "Design"), ("Bo <@pB>", "design "), ("Cleo", "Design"), ("Dan", "Design"), ("Eve", "Sales")];
        for (there, found) in [
            (&["ada", "Bo", "Cleo", "Dan"][..], true),
            (&["ada", "Bo", "Cleo", "Dan", "Nobody's"], true),
            (&["ada", "Bo", "Cleo", "Dan", "Eve"], false),
            (&["ada", "Bo", "Cleo"], false),
        ] {
            let mark = |(nth, by): (usize, &&str)| row(nth as u32, &[(review::HERE, true.into())], by);
            let present = there.iter().enumerate().map(mark).collect();
            let says = says("cross-team", vec![(review::PRESENT, present)], team(all));
            assert_eq!(says.len(), usize::from(found), "{there:?} {says:?}");
        }
    }

    #[test]
    fn a32_few_answers_of_a_team_are_noticed_once_they_are_out() {
        let all = &[("Ada", ""), ("Bo <@pB>", ""), ("Cleo", ""), ("Dan", "")];
        for (answers, n_people, is_out, found) in [
            (&["ada"][..], 4, true, Some("1 of 4 people of First Keys answered the interview of 24 November 2026.")),
            (&["ada", "Bo"], 4, true, None),
            (&["ada"], 4, false, None),
            (&["ada"], 3, true, None),
        ] {
            let item = row(90, &[(review::TYPE, "insight".into())], "");
            let about = Value::from(item.id.as_str());
            let answer = |(nth, by): (usize, &&str)| row(nth as u32, &[(review::ITEM, about.clone())], by);
            let reveals = is_out.then(|| row(91, &[(review::ITEM, about.clone()), (review::AT, 5.0.into())], ""));
            let lists = vec![
                (review::REMARKS, answers.iter().enumerate().map(answer).collect()),
                (review::REVEALS, reveals.into_iter().collect()),
                (review::ITEMS, vec![item]),
            ];
            let says = says("insight", lists, team(&all[..n_people]));
            assert_eq!(says.len(), usize::from(found.is_some()), "{answers:?} {says:?}");
            assert!(says.iter().all(|one| found.is_some_and(|found| one.starts_with(found))), "{says:?}");
        }
    }
}
