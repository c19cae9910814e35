//! The example's strategy: three areas of focus, one of which no team serves, and one team that serves none; a note that was
//! replaced while a decision rests on it; ideas that were answered, and one that waits for its answer.

use super::dates::Moved;
use crate::files::import::Draft;
use crate::files::made::one;
use crate::id::RowId;
use crate::kinds::strategy::*;
use crate::sheet::{Row, Sheet, Value};

/// Texts or values by the names of their fields.
type Said = &'static [(&'static str, &'static str)];

const OWNED_BY: &str = "Halima Rahman";

const TEXTS: Said = &[
    (NAME, "Oriel, homes to let"),
    (MISSION, "A home to let should be as easy to trust as a home you own."),
    (
        NARRATIVE,
        "People who rent move every three years, and every time they start from nothing: a stranger’s photos, a deposit, a key \
         that may or may not be there. They do not ask us for more homes. They ask us to keep our word about this one.\n\n\
         So we compete on what we promise and keep, not on how much we list. We say less, earlier, and we hold ourselves to \
         the day. Where we cannot keep a promise, in a city without a depot, with a landlord who has no keys, we do not make \
         it.\n\n\
         We will know it works when a renter who moves a second time does not look anywhere else: 38 in 100 today, 55 by the \
         end of 2028.",
    ),
];

const VALUES: Said = &[
    (SINCE, "2021-03-02"),
    (LOOK_AGAIN, "2027-05-11"),
    (OPENS, "2026-11-09"),
    (CLOSES, "2026-11-22"),
    (ANSWER_BY, "2026-12-04"),
    (MAP, "https://example.com/oriel/strategy-map"),
];

/// Rows that everybody writes who may: list, id, texts, values.
const ROWS: [(&str, &str, Said, Said); 15] = [
    (
        FOCUSES,
        "focus_day",
        &[(NAME, "The promised day"), (WHY, "Keys, parts and people at the door on the day in the contract.")],
        &[(UNTIL, "2028")],
    ),
    (
        FOCUSES,
        "focus_listings",
        &[(NAME, "Listings you can believe"), (WHY, "What a renter reads is what a renter finds.")],
        &[(UNTIL, "2028")],
    ),
    (
        FOCUSES,
        "focus_again",
        &[(NAME, "Landlords who let again"), (WHY, "A landlord who lets twice costs us a third of one who lets once.")],
        &[(UNTIL, "2029")],
    ),
    (
        JOBS,
        "job_move",
        &[
            (JOB, "Open my own door at the hour we agreed"),
            (SITUATION, "The van is loaded, and the old lease ends today."),
        ],
        &[(CUSTOMER, "Renters who move"), (OUTCOME, "No night in a hotel"), (EVIDENCE, "41 calls in October")],
    ),
    (
        JOBS,
        "job_let",
        &[(JOB, "Let to somebody decent without learning the law first"), (SITUATION, "A tenant has given notice.")],
        &[(CUSTOMER, "Landlords of one home"), (OUTCOME, "No empty month")],
    ),
    (
        PROBLEMS,
        "problem_photos",
        &[
            (PROBLEM, "One renter in five meets a home they do not recognise"),
            (WHY, "Nothing we do later makes up for it."),
        ],
        &[(CHOSEN, "chosen"), (REACH, "1,900 renters a year"), (EVIDENCE, "212 answers after move-ins")],
    ),
    (
        PROBLEMS,
        "problem_late",
        &[(PROBLEM, "A tenth of all move-ins is late"), (WHY, "It is what we promise.")],
        &[(CHOSEN, "chosen"), (REACH, "960 renters a year")],
    ),
    (
        PROBLEMS,
        "problem_price",
        &[(PROBLEM, "Deposits of three months keep people out"), (WHY, "The law is to cap them next year.")],
        &[(CHOSEN, "not chosen"), (REACH, "Nobody has counted")],
    ),
    (
        ROADMAP,
        "item_depot",
        &[(ITEM, "The depot in Braga opens")],
        &[(QUARTER, "2027 Q1"), (TEAM, "Homecare"), (FOCUS, "example_focus_day")],
    ),
    (
        ROADMAP,
        "item_walk",
        &[(ITEM, "Every home is walked through before it is listed")],
        &[(QUARTER, "2027 Q1"), (TEAM, "True Listings"), (FOCUS, "example_focus_listings")],
    ),
    (
        ROADMAP,
        "item_again",
        &[(ITEM, "A second letting in one press")],
        &[(QUARTER, "2027 Q3"), (FOCUS, "example_focus_again")],
    ),
    (ALLOCATIONS, "people_keys", &[], &[(TEAM, "First Keys"), (FUNCTION, "Operations"), (FOCUS, "example_focus_day")]),
    (ALLOCATIONS, "people_care", &[], &[(TEAM, "Homecare"), (FUNCTION, "Repairs"), (FOCUS, "example_focus_day")]),
    (
        ALLOCATIONS,
        "people_listings",
        &[],
        &[(TEAM, "True Listings"), (FUNCTION, "Photography"), (FOCUS, "example_focus_listings")],
    ),
    (
        ALLOCATIONS,
        "people_door",
        &[],
        &[(TEAM, "Front Door"), (FUNCTION, "Engineering"), (FOCUS, "example_focus_listings")],
    ),
];

/// So many people stand in the rows of people, in their order.
const PEOPLE_OF: [(&str, f64); 4] =
    [("people_keys", 7.0), ("people_care", 6.0), ("people_listings", 4.0), ("people_door", 5.5)];

/// Rows that somebody says: list, id, name, values.
const SAID: [(&str, &str, &str, Said); 18] = [
    (
        CHANGES,
        "change_braga",
        OWNED_BY,
        &[
            (WHAT, "Lisbon and Porto before Spain"),
            (WHY, "Depots first: without one we keep no day."),
            (ON, "2025-05-02"),
        ],
    ),
    (
        CHANGES,
        "change_listings",
        OWNED_BY,
        &[
            (WHAT, "Listings became an area of focus"),
            (WHY, "One renter in five met a home they did not recognise."),
            (ON, "2026-04-28"),
        ],
    ),
    (
        NOTES,
        "note_landlords",
        "Oskar Lindqvist",
        &[
            (NOTE, "Six landlords in ten let us in two days before a move-in. The other four want it in writing."),
            (ON, "2026-10-02"),
        ],
    ),
    (
        NOTES,
        "note_peak",
        OWNED_BY,
        &[
            (NOTE, "Porto’s winter peak starts three weeks early this year. Plan for 240 move-ins a week, not 180."),
            (ON, "2026-11-12"),
        ],
    ),
    (
        NOTES,
        "note_bank",
        "Marta Kowalczyk",
        &[
            (NOTE, "The bank settles deposits in one day instead of three, from the first of next month."),
            (ON, "2026-11-18"),
        ],
    ),
    (
        NOTES,
        "note_peak_now",
        OWNED_BY,
        &[
            (NOTE, "The peak came to 262 move-ins a week. Plan for 260 until March."),
            (REPLACES, "example_note_peak"),
            (ON, "2026-11-23"),
        ],
    ),
    (
        TOUCHES,
        "touch_landlords",
        "Oskar Lindqvist",
        &[(NOTE, "example_note_landlords"), (NAME, "Landlord Desk"), (ON, "2026-10-02")],
    ),
    (TOUCHES, "touch_peak_keys", OWNED_BY, &[(NOTE, "example_note_peak"), (NAME, "First Keys"), (ON, "2026-11-12")]),
    (TOUCHES, "touch_peak_care", OWNED_BY, &[(NOTE, "example_note_peak"), (NAME, "Homecare"), (ON, "2026-11-12")]),
    (
        TOUCHES,
        "touch_peak_crews",
        "Ines Okafor-Lund",
        &[
            (NOTE, "example_note_peak"),
            (NAME, "Do the two Porto crews stay after the eight weeks?"),
            (THING, "/example_two_crews_stay"),
            (ON, "2026-11-19"),
        ],
    ),
    (TOUCHES, "touch_bank", "Marta Kowalczyk", &[(NOTE, "example_note_bank"), (NAME, "Ledger"), (ON, "2026-11-18")]),
    (TOUCHES, "touch_now_keys", OWNED_BY, &[(NOTE, "example_note_peak_now"), (NAME, "First Keys"), (ON, "2026-11-23")]),
    (
        PITCHES,
        "pitch_price",
        "Sanjay Pillai",
        &[
            (TITLE, "One price, with the deposit in it."),
            (SOLVES, "Renters who cannot lay out three months."),
            (ON, "2026-11-10"),
        ],
    ),
    (
        PITCHES,
        "pitch_line",
        "Mei Harada",
        &[
            (TITLE, "Let the last renter write one line to the next."),
            (SOLVES, "Nobody knows a home as whoever lived in it."),
            (ON, "2026-11-13"),
        ],
    ),
    (
        PITCHES,
        "pitch_depot",
        "Pauline Achterberg",
        &[
            (TITLE, "Show the renter which depot the missing part is in."),
            (SOLVES, "Renters call to ask where it is, eleven times a day."),
            (ON, "2026-11-20"),
        ],
    ),
    (
        PITCHES,
        "pitch_key",
        "Bruno Salgado",
        &[
            (TITLE, "A second key, kept by a neighbour the renter picks."),
            (SOLVES, "Crews stand at the door."),
            (ON, "2026-11-21"),
        ],
    ),
    (
        ANSWERS,
        "answer_line",
        OWNED_BY,
        &[
            (PITCH, "example_pitch_line"),
            (STATE, "yes"),
            (WORDS, "True Listings tries it from March."),
            (ON, "2026-11-20"),
        ],
    ),
    (
        ANSWERS,
        "answer_price",
        OWNED_BY,
        &[
            (PITCH, "example_pitch_price"),
            (STATE, "not now"),
            (WORDS, "The law caps it from July. We wait for its text."),
            (ON, "2026-11-17"),
        ],
    ),
];

/// The example's strategy as it is on the day `today`, as `2026-11-29`.
pub fn strategy(today: &str) -> Option<Draft> {
    let mut sheet = Sheet::default();
    sheet.texts.extend(TEXTS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let values = VALUES.iter().chain(&[(OWNER, OWNED_BY)]);
    sheet.values.extend(values.map(|(name, value)| ((*name).to_owned(), one(*value))));
    for (list, id, texts, values) in ROWS {
        let mut row = row(id, values)?;
        row.texts.extend(texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        let people = PEOPLE_OF.iter().find(|(of, _)| *of == id);
        row.values.extend(people.map(|(_, n)| (PEOPLE.to_owned(), one(Value::Number(*n)))));
        sheet.lists.entry(list.to_owned()).or_default().push(row);
    }
    for (list, id, by, values) in SAID {
        let mut row = row(id, values)?;
        row.values.values_mut().flat_map(|value| &mut value.writes).for_each(|write| write.by = by.to_owned());
        sheet.lists.entry(list.to_owned()).or_default().push(row);
    }
    Moved::to(today).sheet(&SCHEMA, &mut sheet);
    Some(Draft::example("sample:strategy", KIND, sheet))
}

fn row(id: &str, values: Said) -> Option<Row> {
    let mut row = Row::new(format!("example_{id}").parse::<RowId>().ok()?);
    row.values = values.iter().map(|(name, value)| ((*name).to_owned(), one(*value))).collect();
    Some(row)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::kinds::charter;

    /// The teams of the example, as the list tells of them.
    fn teams() -> Vec<Team> {
        let served = |row: &Row| Served {
            focus: row.value(charter::FOCUS).words().to_owned(),
            name: row.value(charter::FOCUS_NAME).words().to_owned(),
        };
        let team = |draft: &Draft| Team {
            doc: draft.source.replace("sample:", "").parse().unwrap(),
            name: draft.sheet.text(charter::NAME).to_owned(),
            mission: String::new(),
            serves: draft.sheet.rows(charter::SERVES).map(served).collect(),
            owns: Vec::new(),
            shares: Vec::new(),
            jobs: Vec::new(),
        };
        sample().iter().map(team).collect()
    }

    #[test]
    fn the_example_has_a_gap_on_both_sides_of_its_line_of_sight() {
        let view = StrategyView::of(&strategy("2026-11-29").unwrap().sheet);
        let sight = Sight::of(&"oriel".parse().unwrap(), &view.focuses, teams());
        assert_eq!(sight.focuses.iter().map(|(_, teams)| teams.len()).collect::<Vec<_>>(), [3, 2, 0]);
        let lacking: Vec<&str> = sight.without_team("2026-11-29").map(|focus| focus.name.as_str()).collect();
        let astray: Vec<&str> = sight.astray().map(|team| team.name.as_str()).collect();
        assert_eq!((lacking, astray), (vec!["Landlords who let again"], vec!["Ledger"]));
    }

    #[test]
    fn the_example_has_an_old_note_that_a_decision_rests_on_and_ideas_that_wait_for_an_answer() {
        let strategy = strategy("2026-11-29").unwrap();
        let view = StrategyView::of(&strategy.sheet);
        let replaced: Vec<usize> =
            view.notes.iter().filter(|note| note.replaced_by.is_some()).map(|note| note.resting().count()).collect();
        assert_eq!(replaced, [1]);
        assert_eq!((view.pitches.len(), view.owed().count()), (4, 2));
        assert!(Clock::of(&view, "2026-11-29").is_some_and(|clock| clock.months == 7));
        let found = checks(&strategy.sheet, &view, None, "2026-11-29");
        let heads: Vec<&str> = found.iter().map(|check| check.remark.head()).collect();
        assert_eq!(heads, ["Chosen without evidence", "No team yet"]);
    }

    #[test]
    fn the_days_of_the_strategy_move_with_the_day_on_which_the_example_is_made() {
        let [then, later] = ["2026-11-29", "2027-02-03"].map(|today| StrategyView::of(&strategy(today).unwrap().sheet));
        assert_eq!((then.window.closes.as_str(), later.window.closes.as_str()), ("2026-11-22", "2027-01-31"));
        assert_eq!(
            (then.notes[0].row.value(ON).words(), later.notes[0].row.value(ON).words()),
            ("2026-11-23", "2027-02-01")
        );
    }
}
