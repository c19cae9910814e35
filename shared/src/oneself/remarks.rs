//! Remarks on notes for oneself, computed where they are read and never kept: days that run backwards, what is overdue, what was
//! learned and never applied, and how advice and directives weigh.

use super::forms::*;
use super::note::{Note, Notes};
use crate::text::words::{counted, day_number, long_day};

/// A reflection is for a quarter.
const QUARTER_DAYS: i64 = 92;
/// The mirror shows four weeks.
const MIRROR_DAYS: i64 = 28;
/// So many hours a week a leader helps teams to remove what blocks them.
const HOURS_A_WEEK: f64 = 4.0;
const WEEK_DAYS: i64 = 7;

/// The remarks on a note on the day `today`.
pub fn of_note(note: &Note, today: &str) -> Vec<String> {
    let remarks = match note.form() {
        KEEPER => vec![ahead(note, ON, today), no_step(note)],
        LEARNING => vec![backwards(note), late(note, today), not_applied(note)],
        ROUTINE => vec![ahead(note, LAST, today), overdue(note, today)],
        MIRROR => vec![ahead(note, ON, today), no_number(note)],
        _ => Vec::new(),
    };
    remarks.into_iter().flatten().collect()
}

/// The remarks on all notes of a form.
pub fn of_all(form: &str, notes: &Notes, today: &str) -> Vec<String> {
    match form {
        KEEPER => a_quarter_ago(notes, today).into_iter().collect(),
        MIRROR => {
            let all = [weighed, twice_directed, hours, met];
            all.into_iter().filter_map(|remark| remark(notes, today)).collect()
        }
        _ => Vec::new(),
    }
}

/// How many days ago a day was; nothing of what is no day.
fn days_ago(day: &str, today: &str) -> Option<i64> {
    Some(day_number(today)? - day_number(day)?)
}

fn ahead(note: &Note, field: &str, today: &str) -> Option<String> {
    let day = note.answer(field);
    let is_ahead = days_ago(day, today)? < 0;
    is_ahead.then(|| format!("{} has not come yet.", long_day(day)))
}

fn no_step(note: &Note) -> Option<String> {
    let is_open = !note.answer("fight").is_empty() && note.answer(STEP).trim().is_empty();
    is_open.then(|| {
        "Nothing comes of it yet. Which feedback do you give, or which step of growth do you offer?".to_owned()
    })
}

fn backwards(note: &Note) -> Option<String> {
    let (from, by) = (note.answer(BEGUN), note.answer(BY));
    let is_backwards = days_ago(by, from)? > 0;
    is_backwards.then(|| format!("It ends on {}, before it begins on {}.", long_day(by), long_day(from)))
}

fn late(note: &Note, today: &str) -> Option<String> {
    let is_late = days_ago(note.answer(BY), today)? > 0 && note.answer(DONE) != YES;
    is_late.then(|| "Its day is over. Finish it, or give it another day.".to_owned())
}

fn not_applied(note: &Note) -> Option<String> {
    let is_so = note.answer(DONE) == YES && note.answer(APPLIED).trim().is_empty();
    is_so.then(|| "Finished, and not applied yet. Where could you use it this week?".to_owned())
}

fn overdue(note: &Note, today: &str) -> Option<String> {
    let days = match note.answer(CADENCE) {
        "daily" => 1,
        "weekly" => WEEK_DAYS,
        "monthly" => 31,
        _ => return None,
    };
    let ago = days_ago(note.answer(LAST), today)?;
    (ago > days).then(|| format!("It was last done {} ago.", counted(ago.unsigned_abs() as usize, "day", "days")))
}

fn number(note: &Note) -> Option<f64> {
    note.answer(HOURS).trim().replace(',', ".").parse().ok().filter(|hours: &f64| hours.is_finite() && *hours >= 0.0)
}

fn no_number(note: &Note) -> Option<String> {
    let is_wrong = !note.answer(HOURS).trim().is_empty() && number(note).is_none();
    is_wrong.then(|| "Hours are a number, such as 2 or 1.5.".to_owned())
}

fn a_quarter_ago(notes: &Notes, today: &str) -> Option<String> {
    let ago =
        notes.of_form(KEEPER).filter_map(|note| days_ago(note.answer(ON), today)).filter(|ago| *ago >= 0).min()?;
    (ago > QUARTER_DAYS).then(|| "The last reflection is more than a quarter ago.".to_owned())
}

/// The lines of the mirror of so many days, today's among them.
fn mirrored<'a>(notes: &'a Notes, days: i64, today: &'a str) -> impl Iterator<Item = &'a Note> {
    let is_of = move |note: &&Note| days_ago(note.answer(ON), today).is_some_and(|ago| (0..days).contains(&ago));
    notes.of_form(MIRROR).filter(is_of)
}

fn is_directed(note: &Note) -> bool {
    [DIRECTIVE, DECIDED].contains(&note.answer(SORT))
}

fn weighed(notes: &Notes, today: &str) -> Option<String> {
    let advised = mirrored(notes, MIRROR_DAYS, today).filter(|note| note.answer(SORT) == ADVICE).count();
    let directed = mirrored(notes, MIRROR_DAYS, today).filter(|note| is_directed(note)).count();
    (advised + directed > 0).then(|| {
        let advised = counted(advised, "piece of advice", "pieces of advice");
        let directed = counted(directed, "directive or decision of yours", "directives or decisions of yours");
        format!("In four weeks: {advised}, {directed}.")
    })
}

/// Two directives in one class of decisions within a week: the class is somebody else's.
fn twice_directed(notes: &Notes, today: &str) -> Option<String> {
    let lines: Vec<&Note> = mirrored(notes, MIRROR_DAYS, today).filter(|note| is_directed(note)).collect();
    let class = |note: &Note| note.answer(CLASS).trim().to_lowercase();
    let is_near = |one: &Note, other: &Note| {
        let apart = days_ago(one.answer(ON), other.answer(ON)).map(i64::abs);
        one.id() != other.id() && class(one) == class(other) && apart.is_some_and(|days| days < WEEK_DAYS)
    };
    let is_twice = |one: &Note| !class(one).is_empty() && lines.iter().any(|other| is_near(one, other));
    let one = lines.iter().find(|one| is_twice(one))?;
    Some(format!("Two directives in “{}” within a week. To whom is it delegated?", one.answer(CLASS).trim()))
}

fn hours(notes: &Notes, today: &str) -> Option<String> {
    let paired: Vec<&Note> = mirrored(notes, WEEK_DAYS, today).filter(|note| note.answer(SORT) == PAIRED).collect();
    let hours: f64 = paired.iter().filter_map(|note| number(note)).sum();
    (!paired.is_empty()).then(|| format!("{hours} of {HOURS_A_WEEK} hours with teams in seven days."))
}

/// The hours in meetings of teams.
fn met(notes: &Notes, today: &str) -> Option<String> {
    let met: Vec<&Note> = mirrored(notes, MIRROR_DAYS, today).filter(|note| note.answer(SORT) == MET).collect();
    let hours: f64 = met.iter().filter_map(|note| number(note)).sum();
    let hours = (hours * 10.0).round() / 10.0;
    (!met.is_empty())
        .then(|| format!("{hours} hours in {} of teams in four weeks.", counted(met.len(), "meeting", "meetings")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-30";

    fn note(id: usize, form: &str, said: &[(&str, &str)]) -> Note {
        let mut note = Note::new(format!("n{id}"), form);
        said.iter().for_each(|(field, words)| note.write(field, words, 1));
        note
    }

    #[test]
    fn each_note_is_told_what_is_wrong_with_its_days_and_what_comes_of_it() {
        for (form, said, remarks) in [
            (KEEPER, &[][..], &[][..]),
            (
                KEEPER,
                &[("fight", "no"), (ON, TODAY)],
                &["Nothing comes of it yet. Which feedback do you give, or which step of growth do you offer?"],
            ),
            (KEEPER, &[("fight", "no"), (STEP, "Say it"), (ON, "2026-12-01")], &["1 December 2026 has not come yet."]),
            (
                LEARNING,
                &[(BEGUN, "2026-12-10"), (BY, "2026-12-01")],
                &["It ends on 1 December 2026, before it begins on 10 December 2026."],
            ),
            (LEARNING, &[(BEGUN, "2026-12-01"), (BY, "2026-12-01")], &[]),
            (LEARNING, &[(BY, "2026-11-29")], &["Its day is over. Finish it, or give it another day."]),
            (
                LEARNING,
                &[(BY, "2026-11-29"), (DONE, YES)],
                &["Finished, and not applied yet. Where could you use it this week?"],
            ),
            (LEARNING, &[(DONE, YES), (APPLIED, "In the page of Monday")], &[]),
            (ROUTINE, &[(CADENCE, "weekly"), (LAST, "2026-11-23")], &[]),
            (ROUTINE, &[(CADENCE, "weekly"), (LAST, "2026-11-22")], &["It was last done 8 days ago."]),
            (ROUTINE, &[(CADENCE, "daily"), (LAST, "2026-11-29")], &[]),
            (ROUTINE, &[(LAST, "2027-01-01")], &["1 January 2027 has not come yet."]),
            (ROUTINE, &[(CADENCE, "weekly"), (LAST, "soon")], &[]),
            (MIRROR, &[(HOURS, "two")], &["Hours are a number, such as 2 or 1.5."]),
            (MIRROR, &[(HOURS, "-1")], &["Hours are a number, such as 2 or 1.5."]),
            (MIRROR, &[(HOURS, "1,5")], &[]),
            ("later", &[(ON, "2027-01-01")], &[]),
        ] {
            assert_eq!(of_note(&note(1, form, said), TODAY), remarks, "{form} {said:?}");
        }
    }

    #[test]
    fn the_mirror_weighs_advice_and_directives_and_sees_two_in_one_class_within_a_week() {
        let line = |id, on, sort, class| note(id, MIRROR, &[(ON, on), (SORT, sort), (CLASS, class), (HOURS, "1.5")]);
        for (lines, remarks) in [
            (vec![], vec![]),
            (
                vec![line(1, TODAY, ADVICE, "Prices"), line(2, "2026-10-30", DIRECTIVE, "Prices")],
                vec!["In four weeks: 1 piece of advice, 0 directives or decisions of yours."],
            ),
            (
                vec![line(1, TODAY, DIRECTIVE, "Prices"), line(2, "2026-11-24", DECIDED, " prices ")],
                vec![
                    "In four weeks: 0 pieces of advice, 2 directives or decisions of yours.",
                    "Two directives in “Prices” within a week. To whom is it delegated?",
                ],
            ),
            (
                vec![
                    line(1, TODAY, DIRECTIVE, "Prices"),
                    line(2, "2026-11-23", DIRECTIVE, "Prices"),
                    line(3, TODAY, DIRECTIVE, ""),
                ],
                vec!["In four weeks: 0 pieces of advice, 3 directives or decisions of yours."],
            ),
            (
                vec![
                    line(1, TODAY, PAIRED, "Homecare"),
                    line(2, "2026-11-24", PAIRED, "Ledger"),
                    line(3, "2026-11-23", PAIRED, ""),
                ],
                vec!["3 of 4 hours with teams in seven days."],
            ),
        ] {
            assert_eq!(of_all(MIRROR, &Notes::of(lines), TODAY), remarks);
        }
    }

    #[test]
    fn a_reflection_is_for_a_quarter() {
        for (days, says) in [
            (vec!["2026-08-30"], false),
            (vec!["2026-08-29"], true),
            (vec!["2026-08-01", "2026-11-01"], false),
            (vec![], false),
        ] {
            let notes = days.iter().enumerate().map(|(at, day)| note(at, KEEPER, &[(ON, day)]));
            assert_eq!(!of_all(KEEPER, &Notes::of(notes), TODAY).is_empty(), says, "{days:?}");
        }
    }
}
