//! Lines that are offered to the leader's mirror, as notes: each is offered once, on whatever device it was taken or left.

use super::forms::{ADVICE, CLASS, DECIDED, DIRECTIVE, HOURS, MET, MIRROR, ON, SORT};
use super::note::{Note, Notes};
use crate::mirror::{Did, Line};
use crate::text::words::day_number;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Note {
    /// A line as a note that is not answered yet. Its id is that of the line, and begins with its day as others begin with
    /// their time.
    pub fn of_line(line: &Line) -> Self {
        let ms = day_number(&line.on).unwrap_or_default().max(0) * DAY_MS;
        Self::new(format!("{ms:013}-{}", line.from), MIRROR)
    }

    /// A line as a note with all that it says.
    pub fn taken(line: &Line, now_ms: u64) -> Self {
        let sort = match line.did {
            Did::Advised => ADVICE,
            Did::Directed => DIRECTIVE,
            Did::Decided => DECIDED,
            Did::Met => MET,
        };
        let hours = line.minutes.map(|minutes| format!("{}", (f64::from(minutes) / 6.0).round() / 10.0));
        let mut note = Self::of_line(line);
        for (field, words) in [("what", line.what.as_str()), (ON, &line.on), (SORT, sort), (CLASS, &line.about)] {
            note.take(field, words, now_ms);
        }
        if let Some(hours) = hours {
            note.take(HOURS, &hours, now_ms);
        }
        note
    }
}

impl Notes {
    /// Whether a line was taken or left.
    pub fn knows(&self, line: &Line) -> bool {
        self.get(Note::of_line(line).id()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MIRROR, of_all};
    use super::*;

    fn line(from: &str, did: Did, minutes: Option<u32>) -> Line {
        let (what, on, about) = ("Prices".to_owned(), "2026-11-29".to_owned(), "Keys".to_owned());
        Line { from: from.to_owned(), what, on, did, about, minutes }
    }

    #[test]
    fn a53_a_line_that_was_taken_or_left_is_known_and_one_that_was_taken_says_what_the_log_says() {
        let (taken, left, new) =
            (line("a/1", Did::Met, Some(50)), line("a/2", Did::Decided, None), line("a/3", Did::Met, None));
        let mut gone = Note::of_line(&left);
        gone.remove(2);
        let mut notes = Notes::of([Note::taken(&taken, 1), gone]);
        assert_eq!([&taken, &left, &new].map(|line| notes.knows(line)), [true, true, false]);
        let of_form: Vec<&Note> = notes.of_form(MIRROR).collect();
        assert_eq!(of_form.len(), 1);
        let said = ["what", ON, SORT, CLASS, HOURS].map(|field| of_form.first().map_or("", |note| note.answer(field)));
        assert_eq!(said, ["Prices", "2026-11-29", MET, "Keys", "0.8"]);
        // A note that was removed on one device is not brought back by the other one.
        notes.merge(&Notes::of([Note::taken(&left, 3)]));
        assert_eq!(notes.of_form(MIRROR).count(), 1);
    }

    #[test]
    fn a53_words_beside_a_line_that_another_device_left_before_stand_in_a_line_of_their_own_with_what_the_log_says() {
        let left = line("a/2", Did::Decided, None);
        let mut gone = Note::of_line(&left);
        gone.remove(2);
        let mut taken = Note::taken(&left, 1);
        taken.write(CLASS, "Prices of keys", 3);
        let mut notes = Notes::of([gone]);
        notes.merge(&Notes::of([taken]));
        assert_eq!(
            notes.of_form(MIRROR).map(|note| (note.answer("what"), note.answer(CLASS))).collect::<Vec<_>>(),
            [("Prices", "Prices of keys")]
        );
        assert!(notes.knows(&left), "it is not offered once more");
    }

    #[test]
    fn a53_hours_in_meetings_of_teams_are_added_over_four_weeks() {
        let notes = [line("a/1", Did::Met, Some(90)), line("a/2", Did::Met, Some(30)), line("a/3", Did::Met, None)];
        let notes = Notes::of(notes.iter().map(|line| Note::taken(line, 1)));
        assert_eq!(of_all(MIRROR, &notes, "2026-11-30"), ["2 hours in 3 meetings of teams in four weeks."]);
        assert_eq!(of_all(MIRROR, &notes, "2027-01-30"), Vec::<String>::new());
    }
}
