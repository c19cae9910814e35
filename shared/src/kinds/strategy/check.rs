//! Advice on a strategy, computed and never stored.

use super::clock::Clock;
use super::schema::*;
use super::sight::Sight;
use super::view::StrategyView;
use crate::id::RowId;
use crate::names;
use crate::sheet::{Row, Sheet};
use crate::text::foreign;
use crate::text::words::{day_number, listed, long_day};

/// The most days in which ideas are pitched.
const WINDOW_DAYS: i64 = 14;
/// The months after which a strategy is looked at, and those within which a change is early.
const MONTHS_OLD: i64 = 12;
const MONTHS_YOUNG: i64 = 3;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The text, the value or the list it stands beside.
    pub beside: &'static str,
    /// The row it is about, if it is about one.
    pub row: Option<RowId>,
    /// The remark.
    pub remark: Remark,
}

/// A remark on a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Nobody answers for it.
    NoOwner,
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
            Self::Old => "A year unchanged",
            Self::ChangedSoon => "Changed again soon",
            Self::LookAgain(_) => "Time to look again",
            Self::LongWindow(_) => "Open for long",
            Self::NoAnswerDay => "No day for answers",
            Self::NoTeam => "A focus without a team",
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

/// A remark on a row, if there is one to make.
type Remarks = fn(&Row) -> Option<Remark>;

/// Everything noticed about a strategy on the day `today`. Without a line of sight nothing is said of teams.
pub fn checks(sheet: &Sheet, view: &StrategyView, sight: Option<&Sight>, today: &str) -> Vec<Check> {
    let whole = |beside, remark| Check { beside, row: None, remark };
    let mut found = Vec::new();
    if view.has_no_owner && !view.focuses.is_empty() {
        found.push(whole(OWNER, Remark::NoOwner));
    }
    found.extend(age(view, today).map(|remark| whole(SINCE, remark)));
    if !view.look_again.is_empty() && view.look_again.as_str() < today {
        found.push(whole(NARRATIVE, Remark::LookAgain(view.look_again.clone())));
    }
    found.extend(of_window(view).map(|remark| whole(PITCHES, remark)));
    let lacking = sight.into_iter().flat_map(|sight| sight.without_team(today));
    found.extend(lacking.map(|one| Check { beside: FOCUSES, row: Some(one.row.clone()), remark: Remark::NoTeam }));
    let of_rows: [(&'static str, Remarks); 3] = [(PROBLEMS, of_problem), (ROADMAP, of_item), (ALLOCATIONS, of_people)];
    for (list, remark) in of_rows {
        let noticed = sheet.rows(list).filter_map(|row| Some((row.id.clone(), remark(row)?)));
        found.extend(noticed.map(|(row, remark)| Check { beside: list, row: Some(row), remark }));
    }
    let astray = sight.into_iter().flat_map(|sight| {
        sheet.rows(ROADMAP).filter_map(move |row| Some((row.id.clone(), without_mission(row, sight)?)))
    });
    found.extend(astray.map(|(row, remark)| Check { beside: ROADMAP, row: Some(row), remark }));
    let touching = sight.into_iter().flat_map(|sight| {
        let touched = move |row| touched(row, sight).into_iter().map(|remark| (row.id.clone(), remark));
        sheet.rows(ROADMAP).flat_map(touched)
    });
    found.extend(touching.map(|(row, remark)| Check { beside: ROADMAP, row: Some(row), remark }));
    let due = Some(&view.window.answer_by).filter(|due| !due.is_empty() && due.as_str() < today);
    let late = due.into_iter().flat_map(|due| view.owed().map(move |pitch| (pitch.row.id.clone(), due.clone())));
    found.extend(late.map(|(row, due)| Check { beside: PITCHES, row: Some(row), remark: Remark::Unanswered(due) }));
    found
}

/// A strategy that is old, or one that changed again soon.
fn age(view: &StrategyView, today: &str) -> Option<Remark> {
    let clock = Clock::of(view, today)?;
    let before = StrategyView {
        changes: view.changes.iter().filter(|change| change.on < clock.since).cloned().collect(),
        since: Some(view.since.clone()).filter(|since| *since < clock.since).unwrap_or_default(),
        ..StrategyView::default()
    };
    let soon = Clock::of(&before, &clock.since).is_some_and(|before| before.months < MONTHS_YOUNG);
    match clock.months {
        months if months >= MONTHS_OLD => Some(Remark::Old),
        months if months < MONTHS_YOUNG && soon => Some(Remark::ChangedSoon),
        _ => None,
    }
}

fn of_window(view: &StrategyView) -> Option<Remark> {
    let window = &view.window;
    let days = day_number(&window.closes).zip(day_number(&window.opens)).map_or(0, |(last, first)| last - first);
    match (days > WINDOW_DAYS, window.opens.is_empty() || !window.answer_by.is_empty()) {
        (true, _) => Some(Remark::LongWindow(days)),
        (_, false) => Some(Remark::NoAnswerDay),
        _ => None,
    }
}

fn of_problem(row: &Row) -> Option<Remark> {
    let is_named = !row.text(PROBLEM).trim().is_empty();
    match row.value(CHOSEN).words() {
        "chosen" if is_named && row.value(EVIDENCE).words().is_empty() => Some(Remark::ChosenWithoutEvidence),
        "not chosen" if is_named && row.text(WHY).trim().is_empty() => Some(Remark::NotChosenWithoutWhy),
        _ => None,
    }
}

fn of_item(row: &Row) -> Option<Remark> {
    let lacks = !row.text(ITEM).trim().is_empty() && row.value(TEAM).words().is_empty();
    lacks.then_some(Remark::ItemWithoutTeam)
}

/// A line of the roadmap that belongs to no mission: of such lines a product becomes a monster of parts.
fn without_mission(row: &Row, sight: &Sight) -> Option<Remark> {
    let team = row.value(TEAM).words().trim();
    let is_meant = !team.is_empty() && !row.text(ITEM).trim().is_empty();
    let mut teams = sight.teams.iter().map(|(known, _)| known);
    let has_mission = teams.any(|known| names::same(&known.name, team) && !known.mission.trim().is_empty());
    (is_meant && !has_mission).then(|| Remark::ItemWithoutMission(team.to_owned()))
}

/// The surfaces that a line of the roadmap names, and that its team neither owns nor shares, as far as another one owns them.
fn touched(row: &Row, sight: &Sight) -> Vec<Remark> {
    let team = row.value(TEAM).words().trim();
    let (own, others): (Vec<_>, Vec<_>) =
        sight.teams.iter().map(|(known, _)| known).partition(|known| names::same(&known.name, team));
    if own.is_empty() {
        return Vec::new();
    }
    let held: Vec<String> = own.iter().flat_map(|team| team.owns.iter().chain(&team.shares)).cloned().collect();
    let named = foreign(row.text(ITEM), others.iter().flat_map(|team| &team.owns), &held);
    let remark = |surface: &str| {
        let owners = others.iter().filter(|team| team.owns.iter().any(|owned| owned == surface));
        Remark::ItemTouches(surface.to_owned(), owners.map(|team| team.name.clone()).collect())
    };
    named.into_iter().map(remark).collect()
}

fn of_people(row: &Row) -> Option<Remark> {
    (row.value(PEOPLE).number() == Some(0.0)).then_some(Remark::NobodyThere)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::kinds::strategy::Team;
    use crate::sheet::{Register, Value, Write};

    fn said(value: impl Into<Value>) -> Register {
        Register { writes: vec![Write { id: "w".to_owned(), value: value.into(), by: String::new(), at_ms: 0 }] }
    }

    fn row(id: &str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Row {
        let mut row = Row::new(id.parse().unwrap());
        row.texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        row.values = values.iter().map(|(name, value)| ((*name).to_owned(), said(value.clone()))).collect();
        row
    }

    fn heads(sheet: &Sheet) -> Vec<(&'static str, &'static str)> {
        let view = StrategyView::of(sheet);
        let team = |(doc, name, mission): (&str, &str, &str)| Team {
            doc: doc.parse().unwrap(),
            name: name.to_owned(),
            mission: mission.to_owned(),
            serves: Vec::new(),
            owns: if doc == "desk" { vec!["payouts".to_owned()] } else { vec!["key handover".to_owned()] },
            shares: Vec::new(),
        };
        let teams = [("keys", "First Keys", "Keys on the day"), ("desk", "Landlord Desk", " ")].map(team);
        let sight = Sight::of(&"ours".parse().unwrap(), &view.focuses, teams);
        let found = checks(sheet, &view, Some(&sight), "2026-11-30");
        assert!(found.iter().all(|check| check.remark.advice().ends_with('.')));
        found.iter().map(|check| (check.beside, check.remark.head())).collect()
    }

    fn with(list: &str, row: Row) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.values.insert(OWNER.to_owned(), said("Halima"));
        sheet.lists.insert(list.to_owned(), vec![row]);
        sheet
    }

    #[test]
    fn each_row_is_remarked_on_where_it_lacks_something_and_not_where_it_is_whole() {
        let chosen = |word: &str| (CHOSEN, Value::from(word));
        for (list, row, head) in [
            (FOCUSES, row("a", &[(NAME, "Days")], &[]), Some("A focus without a team")),
            (FOCUSES, row("a", &[(NAME, "Days")], &[(WAITS_UNTIL, "2027-01-01".into())]), None),
            (FOCUSES, row("a", &[(NAME, " ")], &[]), None),
            (PROBLEMS, row("a", &[(PROBLEM, "P")], &[chosen("chosen")]), Some("Chosen without evidence")),
            (PROBLEMS, row("a", &[(PROBLEM, "P")], &[chosen("chosen"), (EVIDENCE, "Ten calls".into())]), None),
            (PROBLEMS, row("a", &[(PROBLEM, "P")], &[chosen("not chosen")]), Some("No reason yet")),
            (PROBLEMS, row("a", &[(PROBLEM, "P"), (WHY, "Law")], &[chosen("not chosen")]), None),
            (PROBLEMS, row("a", &[], &[chosen("chosen")]), None),
            (ROADMAP, row("a", &[(ITEM, "I")], &[]), Some("No team yet")),
            (ROADMAP, row("a", &[(ITEM, "I")], &[(TEAM, "first keys".into())]), None),
            (ROADMAP, row("a", &[(ITEM, "I")], &[(TEAM, "Landlord Desk".into())]), Some("No mission behind it")),
            (ROADMAP, row("a", &[(ITEM, "I")], &[(TEAM, "Nobody's".into())]), Some("No mission behind it")),
            (ROADMAP, row("a", &[(ITEM, " ")], &[(TEAM, "Nobody's".into())]), None),
            (ROADMAP, row("a", &[(ITEM, "Key handover at night")], &[(TEAM, "First Keys".into())]), None),
            (
                ROADMAP,
                row("a", &[(ITEM, "Same-day Payouts")], &[(TEAM, "First Keys".into())]),
                Some("Another team’s surface"),
            ),
            (ALLOCATIONS, row("a", &[], &[(PEOPLE, 0.0.into())]), Some("Nobody there")),
            (ALLOCATIONS, row("a", &[], &[(PEOPLE, 0.5.into())]), None),
        ] {
            let told = format!("{row:?}");
            let found: Vec<_> = heads(&with(list, row)).into_iter().filter(|(beside, _)| *beside == list).collect();
            assert_eq!(found.first().map(|(_, head)| *head), head, "{told}");
        }
    }

    #[test]
    fn a_strategy_is_remarked_on_by_its_days() {
        for (days, head) in [
            (&[][..], None),
            (&[(SINCE, "2025-11-30")], Some((SINCE, "A year unchanged"))),
            (&[(SINCE, "2025-12-01")], None),
            (&[(LOOK_AGAIN, "2026-11-29")], Some((NARRATIVE, "Time to look again"))),
            (&[(LOOK_AGAIN, "2026-11-30")], None),
            (
                &[(OPENS, "2026-11-01"), (CLOSES, "2026-11-16"), (ANSWER_BY, "2026-12-24")],
                Some((PITCHES, "Open for long")),
            ),
            (&[(OPENS, "2026-11-01"), (CLOSES, "2026-11-15"), (ANSWER_BY, "2026-12-24")], None),
            (&[(OPENS, "2026-11-01"), (CLOSES, "2026-11-15")], Some((PITCHES, "No day for answers"))),
        ] {
            let values = days.iter().map(|(name, day)| ((*name).to_owned(), said(*day))).collect();
            let sheet = Sheet { values, ..Sheet::default() };
            assert_eq!(heads(&sheet).first().copied(), head, "{days:?}");
        }
    }

    #[test]
    fn a_second_change_within_three_months_is_early_and_a_first_one_is_not() {
        let change = |id: &str, on: &str| row(id, &[], &[(WHAT, "Listings".into()), (ON, on.into())]);
        for (since, changes, is_early) in [
            ("2026-10-01", &["2026-11-20"][..], true),
            ("2025-10-01", &["2026-11-20"], false),
            ("", &["2026-11-20"], false),
            ("2021-01-01", &["2026-10-20", "2026-11-20"], true),
            ("2021-01-01", &["2026-01-20", "2026-11-20"], false),
        ] {
            let mut sheet = Sheet::default();
            if !since.is_empty() {
                sheet.values.insert(SINCE.to_owned(), said(since));
            }
            let rows = changes.iter().enumerate().map(|(at, on)| change(&format!("row{at}"), on)).collect();
            sheet.lists.insert(CHANGES.to_owned(), rows);
            let found = heads(&sheet).contains(&(SINCE, "Changed again soon"));
            assert_eq!(found, is_early, "{since} {changes:?}");
        }
    }

    #[test]
    fn an_answer_is_owed_from_the_day_after_it_was_promised_until_it_is_there() {
        let pitch = row("p", &[], &[(TITLE, "A second key".into()), (ON, "2026-11-10".into())]);
        let answer = row("b", &[], &[(PITCH, "p".into()), (STATE, "no".into()), (ON, "2026-11-12".into())]);
        for (by, answers, is_owed) in
            [("2026-11-29", vec![], true), ("2026-11-30", vec![], false), ("2026-11-29", vec![answer], false)]
        {
            let mut sheet = with(PITCHES, pitch.clone());
            sheet.values.insert(ANSWER_BY.to_owned(), said(by));
            sheet.lists.insert(ANSWERS.to_owned(), answers);
            assert_eq!(heads(&sheet).contains(&(PITCHES, "An answer is owed")), is_owed, "{by}");
        }
    }
}
