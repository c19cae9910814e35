//! The things that are looked at in some sorts of meeting, each a sentence with its figures. None of them is about a person.

use super::preset::Watch;
use super::presets::preset;
use super::schema::{FACILITATOR, PRESET, STANDING, TARGET, TEAM, TEAM_NAME, TEAMS, TITLE};
use crate::kinds::Slot;
use crate::kinds::review::{self, Brought, ReviewView, booked_twice};
use crate::names;
use crate::sheet::{Named, Row, Sheet};
use crate::text::words::{counted, day_number, listed};

/// A question waits so many days for an answer before it is said.
const ANSWER_DAYS: i64 = 7;
/// Words with which somebody asks to be allowed something.
const APPROVAL: [&str; 7] = ["approve", "approval", "sign off", "sign-off", "permission", "go-ahead", "green light"];

/// All that is looked at: a series on its own page, or one of its reviews.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a> {
    /// The series, and the day of its next review, where one is planned.
    Series(Option<&'a str>),
    /// One of its reviews, and its slot.
    Review(&'a Sheet, &'a Slot),
}

/// The sentences about a series or one of its reviews on the day `today`.
pub fn watched(series: &Sheet, seen: Seen<'_>, today: &str) -> Vec<String> {
    let checks = preset(series.value(PRESET).words()).checks;
    checks.iter().filter_map(|watch| watch.finds(series, seen, today)).collect()
}

impl Watch {
    fn finds(self, series: &Sheet, seen: Seen<'_>, today: &str) -> Option<String> {
        match (self, seen) {
            (Self::Next(days), Seen::Series(next)) => no_next(days, next, today),
            (Self::Target, Seen::Series(_)) => series.value(TARGET).is_vacant().then(no_target),
            (Self::Target, Seen::Review(sheet, slot)) => came(series, sheet, slot, today),
            (Self::Answers, Seen::Review(sheet, slot)) => unanswered(&ReviewView::of(sheet), slot, today),
            (Self::NoApproval, Seen::Review(sheet, _)) => approvals(&ReviewView::of(sheet)),
            (Self::BookedTwice, Seen::Review(sheet, _)) => twice(sheet),
            (Self::EveryTeam, Seen::Review(sheet, _)) => silent_teams(series, &ReviewView::of(sheet)),
            (Self::Teacher, Seen::Review(sheet, _)) => no_teacher(&ReviewView::of(sheet)),
            (Self::Details, Seen::Review(sheet, slot)) => undone(&ReviewView::of(sheet), slot, today),
            (Self::CaptainsItems, Seen::Review(sheet, _)) => others_items(series, sheet),
            (Self::Next(_), Seen::Review(..)) | (_, Seen::Series(_)) => None,
            // These read several reviews, charters of teams or boxes, and have rules of their own.
            (
                Self::BothSides
                | Self::Feedback
                | Self::Skipped
                | Self::LeadersToo
                | Self::Explained
                | Self::Functions
                | Self::Answered
                | Self::Pulse
                | Self::PulseAround,
                Seen::Review(..),
            ) => None,
        }
    }
}

/// Whether an item of a title stands on every agenda of a series.
pub(super) fn stands_always(series: &Sheet, title: &str) -> bool {
    series.rows(STANDING).any(|row| names::same(row.text(TITLE), title))
}

/// The items that the other of two people brought, where they outnumber those of who leads.
fn others_items(series: &Sheet, sheet: &Sheet) -> Option<String> {
    let own = sheet.value(review::FACILITATOR).words();
    let leads = Named::read(if own.is_empty() { series.value(FACILITATOR).words() } else { own });
    if leads.id.is_none() && leads.name.is_empty() {
        return None;
    }
    let view = ReviewView::of(sheet);
    let items = view.items.iter().map(Brought::of);
    let items: Vec<Brought> = items.filter(|item| !item.by.is_empty() && !stands_always(series, &item.title)).collect();
    let n = items.iter().filter(|item| !leads.is(&Named::read(&item.by))).count();
    (n > items.len() - n).then(|| {
        let all = counted(items.len(), "item", "items");
        format!("{n} of {all} are not by the one who leads through it. The hour is theirs: hear first what they need.")
    })
}

fn no_next(days: i64, next: Option<&str>, today: &str) -> Option<String> {
    let Some(next) = next else { return Some("No date comes next. Name one, so that people can come.".to_owned()) };
    let away = day_number(next)? - day_number(today)?;
    (away > days).then(|| format!("The next one is {away} days away. It is meant to come within {days}."))
}

fn no_target() -> String {
    "Nobody has said how many people you hope for. Say it below, so that you can tell afterwards.".to_owned()
}

/// How many came of those who were hoped for, once the day is there.
fn came(series: &Sheet, sheet: &Sheet, slot: &Slot, today: &str) -> Option<String> {
    let hoped = series.value(TARGET).number().filter(|hoped| *hoped >= 1.0)?;
    let n = review::of_teams(sheet).n_there;
    (slot.day() <= today && n > 0)
        .then(|| format!("{n} of {hoped} people who were hoped for were there, as written below."))
}

fn unanswered(view: &ReviewView, slot: &Slot, today: &str) -> Option<String> {
    let days = day_number(today)? - day_number(slot.day())?;
    let all: Vec<_> = view.all_questions().collect();
    let (open, silent) = (
        all.iter().filter(|one| !one.is_answered()).count(),
        all.iter().filter(|one| one.is_answered() && one.answer().trim().is_empty()).count(),
    );
    let late = (days > ANSWER_DAYS && open > 0).then(|| {
        format!("{open} of {} wait for an answer since {days} days.", counted(all.len(), "question", "questions"))
    });
    let silent = (silent > 0).then(|| {
        format!("{silent} of {} are said to be answered, without words.", counted(all.len(), "question", "questions"))
    });
    let says: Vec<String> = late.into_iter().chain(silent).collect();
    (!says.is_empty()).then(|| says.join(" "))
}

fn approvals(view: &ReviewView) -> Option<String> {
    let asks = |words: &str| {
        let words = words.to_lowercase();
        APPROVAL.iter().any(|phrase| words.contains(phrase))
    };
    let n = view.items.iter().filter(|item| asks(item.title()) || asks(item.row.text(review::CLAIM))).count();
    (n > 0).then(|| {
        let items = counted(n, "item asks", "items ask");
        format!("{items} for approval. A check-in gives none: the captain decides, and says how it goes.")
    })
}

fn twice(sheet: &Sheet) -> Option<String> {
    let times = booked_twice(sheet);
    (!times.is_empty())
        .then(|| format!("More than one person booked {}. Both stand until the host picks one.", listed(&times)))
}

fn silent_teams(series: &Sheet, view: &ReviewView) -> Option<String> {
    let teams: Vec<&Row> = series.rows(TEAMS).collect();
    let has_item = |team: &&&Row| {
        let (id, name) = (team.value(TEAM).words(), team.value(TEAM_NAME).words());
        let of = |item: &&str| *item == id || !name.is_empty() && names::same(item, name);
        view.items.iter().map(|item| item.row.value(review::TEAM).words()).any(|item| of(&item))
    };
    let n = teams.iter().filter(has_item).count();
    let names: Vec<String> =
        teams.iter().filter(|team| !has_item(team)).map(|team| team.value(TEAM_NAME).words().to_owned()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "{n} of {} have something on the agenda. {} not yet.",
            counted(teams.len(), "team", "teams"),
            listed(&names)
        )
    })
}

fn no_teacher(view: &ReviewView) -> Option<String> {
    let teaches = |item: &review::Item| !item.row.value(review::PRESENTER).is_vacant();
    (!view.items.iter().any(teaches)).then(|| "Nobody teaches yet. Name who presents the topic.".to_owned())
}

fn undone(view: &ReviewView, slot: &Slot, today: &str) -> Option<String> {
    let (all, done) = (view.actions.len(), view.actions.iter().filter(|action| action.is_done()).count());
    match all {
        0 => Some("No detail is on the list yet. Add one as an action, with who polishes it.".to_owned()),
        _ if done < all && slot.day() <= today => {
            Some(format!("{done} of {} polished, and the day is here.", counted(all, "detail", "details")))
        }
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Value, Write};

    fn held(value: impl Into<Value>) -> Register {
        Register { writes: vec![Write { id: "w".to_owned(), value: value.into(), by: "Ada".to_owned(), at_ms: 1 }] }
    }

    fn row(id: &str, title: &str, values: &[(&str, Value)]) -> Row {
        let mut row = Row::new(id.parse().unwrap());
        row.texts.insert(review::TITLE.to_owned(), title.to_owned());
        for (name, value) in values {
            row.values.insert((*name).to_owned(), held(value.clone()));
        }
        row
    }

    fn series(sort: &str, values: &[(&str, Value)], teams: &[(&str, &str)]) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.values.insert(PRESET.to_owned(), held(sort));
        for (name, value) in values {
            sheet.values.insert((*name).to_owned(), held(value.clone()));
        }
        let team = |(nth, (id, name)): (usize, &(&str, &str))| {
            row(&format!("t-{nth}"), "", &[(TEAM, (*id).into()), (TEAM_NAME, (*name).into())])
        };
        sheet.lists.insert(TEAMS.to_owned(), teams.iter().enumerate().map(team).collect());
        sheet
    }

    fn says(series: &Sheet, lists: &[(&str, Vec<Row>)], today: &str) -> Vec<String> {
        let mut sheet = Sheet::default();
        sheet.lists.extend(lists.iter().map(|(name, rows)| ((*name).to_owned(), rows.clone())));
        watched(series, Seen::Review(&sheet, &"2026-11-24T10:00".parse().unwrap()), today)
    }

    #[test]
    fn a39_a_next_date_is_asked_for_where_none_comes_soon() {
        for (sort, next, n) in [
            ("office hours", None, 1),
            ("office hours", Some("2026-12-08"), 0),
            ("office hours", Some("2026-12-09"), 1),
            // A day that lies behind is no reason to say that it is far.
            ("office hours", Some("2026-11-01"), 0),
            ("office hours", Some("soon"), 0),
            ("product", None, 0),
        ] {
            assert_eq!(watched(&series(sort, &[], &[]), Seen::Series(next), "2026-11-24").len(), n, "{sort} {next:?}");
        }
    }

    #[test]
    fn a45_people_hoped_for_are_asked_for_and_counted_once_they_came() {
        let (vague, clear) = (series("failures", &[], &[]), series("failures", &[(TARGET, 3.0.into())], &[]));
        assert_eq!(watched(&vague, Seen::Series(None), "2026-11-24").len(), 1);
        assert!(watched(&clear, Seen::Series(None), "2026-11-24").is_empty());
        let there = [(review::ATTENDED, vec![row("a-1", "", &[(review::NAME, "Bruno".into())])])];
        assert_eq!(
            says(&clear, &there, "2026-11-24"),
            ["1 of 3 people who were hoped for were there, as written below."]
        );
        assert!(says(&clear, &there, "2026-11-23").is_empty() && says(&clear, &[], "2026-11-24").is_empty());
        assert!(says(&vague, &there, "2026-11-24").is_empty());
    }

    #[test]
    fn a38_a_question_is_answered_in_words_and_within_a_week() {
        let question = |answered: bool, answer: &str| {
            let values = [
                (review::ITEM, "i-1".into()),
                (review::TEXT, "When?".into()),
                (review::ANSWERED, answered.into()),
                (review::ANSWER, answer.into()),
            ];
            vec![
                (review::ITEMS, vec![row("i-1", "Questions", &[])]),
                (review::QUESTIONS, vec![row("q-1", "", &values)]),
            ]
        };
        for (answered, answer, today, n) in [
            (false, "", "2026-12-01", 0),
            (false, "", "2026-12-02", 1),
            (true, "In May.", "2026-12-02", 0),
            (true, "", "2026-11-24", 1),
        ] {
            assert_eq!(
                says(&series("ama", &[], &[]), &question(answered, answer), today).len(),
                n,
                "{answered} {today}"
            );
        }
    }

    #[test]
    fn a36_a_check_in_that_asks_for_approval_is_told_so() {
        for (title, n) in
            [("Please approve the crews", 1), ("Sign-off for Porto", 1), ("Two crews in Porto, 80 % sure", 0)]
        {
            assert_eq!(
                says(&series("check-in", &[], &[]), &[(review::ITEMS, vec![row("i-1", title, &[])])], "2026-11-24")
                    .len(),
                n,
                "{title}"
            );
        }
    }

    #[test]
    fn a41_teams_without_an_update_are_named_with_the_count() {
        let series = series("updates", &[], &[("keys", "First Keys"), ("ledger", "Ledger")]);
        let update = |team: &str| vec![(review::ITEMS, vec![row("i-1", "Shipped", &[(review::TEAM, team.into())])])];
        for team in ["keys", "first keys"] {
            let says = says(&series, &update(team), "2026-11-24");
            assert_eq!(says, ["1 of 2 teams have something on the agenda. Ledger not yet."], "{team}");
        }
        assert_eq!(
            says(&series, &[], "2026-11-24"),
            ["0 of 2 teams have something on the agenda. First Keys and Ledger not yet."]
        );
    }

    #[test]
    fn a35_a_leaders_items_that_outnumber_the_captains_are_noticed() {
        let of_two = |facilitator: &str| {
            let mut sheet = series("one to one", &[(FACILITATOR, facilitator.into())], &[]);
            sheet.lists.insert(STANDING.to_owned(), vec![row("s-1", "What helped", &[])]);
            sheet
        };
        for (leads, by, n) in [
            ("Ines", &["Halima", "Halima", "Ines"][..], 1),
            ("Ines", &["Halima", "Ines"], 0),
            ("Ines <@pI>", &["Halima <@pH>", "ines <@pI>"], 0),
            ("", &["Halima"], 0),
            ("Ines", &[], 0),
        ] {
            let item =
                |(nth, by): (usize, &&str)| row(&format!("i-{nth}"), "Porto", &[(review::PRESENTER, (*by).into())]);
            let standing = row("i-9", "What helped", &[(review::PRESENTER, "Halima".into())]);
            let items = by.iter().enumerate().map(item).chain([standing]).collect();
            let says = says(&of_two(leads), &[(review::ITEMS, items)], "2026-11-24");
            assert_eq!(says.len(), n, "{leads} {by:?} {says:?}");
        }
    }

    #[test]
    fn a43_a_lunch_has_a_teacher_and_a67_a_launch_its_details() {
        let taught = [(review::ITEMS, vec![row("i-1", "Knots", &[(review::PRESENTER, "Ada".into())])])];
        assert_eq!(says(&series("lunch", &[], &[]), &[], "2026-11-24").len(), 1);
        assert!(says(&series("lunch", &[], &[]), &taught, "2026-11-24").is_empty());
        let detail = |done: bool| [(review::ACTIONS, vec![row("a-1", "", &[(review::DONE, done.into())])])];
        let launch = series("last five", &[], &[]);
        assert_eq!(says(&launch, &[], "2026-11-01").len(), 1);
        assert!(says(&launch, &detail(false), "2026-11-23").is_empty());
        assert_eq!(says(&launch, &detail(false), "2026-11-24"), ["0 of 1 detail polished, and the day is here."]);
        assert!(says(&launch, &detail(true), "2026-11-25").is_empty());
    }
}
