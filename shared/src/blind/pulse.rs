//! The pulses of a series: whether nearly all find it clear how decisions were made, and whether trust is asked before and after
//! people come together. Fewer than four answers have no outcome.

use super::outcome::{Outcome, compared};
use crate::kinds::series::{PRESET, Watch, preset};
use crate::sheet::Sheet;
use crate::text::words::{day_number, long_day};

/// The share of those who find it clear that is hoped for, in a hundred.
const HOPED: usize = 90;
/// Days before and after people meet in which a pulse is asked.
const AROUND: i64 = 14;
/// The forms of the two pulses.
const CLEAR: &str = "decisions";
const TOGETHER: &str = "together";
/// The form of concerns for the next meeting, and the days in which they are for it.
const CONCERNS: &str = "concerns";
const CONCERNS_DAYS: i64 = 35;

/// A box of questions without names, as far as a pulse needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulse {
    /// The word for its form.
    pub form: String,
    /// The day on which it was closed; `None` while it is open.
    pub closed_on: Option<String>,
    /// Its outcome, where enough people answered.
    pub outcome: Option<Outcome>,
}

/// The day of the meeting before and that of the next, where there are some.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The latest one whose day has come.
    pub last: Option<&'a str>,
    /// The next one.
    pub next: Option<&'a str>,
}

/// The concerns that were closed in the weeks before a day, each with its day, the newest first.
pub fn concerns<'a>(pulses: &'a [Pulse], until: &str) -> Vec<(&'a str, &'a str)> {
    let until = day_number(until);
    let of_late =
        |day: &str| until.zip(day_number(day)).is_some_and(|(until, day)| (0..=CONCERNS_DAYS).contains(&(until - day)));
    let closed = pulses.iter().filter(|pulse| pulse.form == CONCERNS).filter_map(|pulse| {
        let day = pulse.closed_on.as_deref().filter(|day| of_late(day))?;
        Some((day, pulse.outcome.as_ref()?))
    });
    let words = |(day, outcome): (&'a str, &'a Outcome)| {
        outcome.questions.iter().flat_map(|one| &one.words).map(move |words| (words.trim(), day))
    };
    closed.flat_map(words).filter(|(words, _)| !words.is_empty()).collect()
}

/// The sentences about the pulses of a series, the newest first, on the day `today`.
pub fn watched_pulses(series: &Sheet, pulses: &[Pulse], around: Around<'_>, today: &str) -> Vec<String> {
    let checks = preset(series.value(PRESET).words()).checks;
    let says = |watch: &Watch| match watch {
        Watch::Pulse => below(pulses),
        Watch::PulseAround => unasked(pulses, around, today).or_else(|| before_and_after(pulses, around)),
        _ => None,
    };
    checks.iter().filter_map(says).collect()
}

/// The latest pulse, where fewer than are hoped for find it clear.
fn below(pulses: &[Pulse]) -> Option<String> {
    let (pulse, day) = pulses
        .iter()
        .filter(|pulse| pulse.form == CLEAR)
        .find_map(|pulse| Some((pulse.outcome.as_ref()?, pulse.closed_on.as_deref()?)))?;
    let first = pulse.questions.first()?;
    let n: usize = first.steps.iter().map(|step| step.n).sum();
    let agree: usize = first.steps.iter().rev().take(2).map(|step| step.n).sum();
    (n > 0 && agree * 100 < HOPED * n).then(|| {
        format!(
            "{} % of {n} people find it clear how decisions were made, as of {}; {HOPED} % are hoped for. Explain first what was left unexplained.",
            agree * 100 / n,
            long_day(day)
        )
    })
}

/// A pulse that is due before people meet, or after they met, and that nobody asks.
fn unasked(pulses: &[Pulse], around: Around<'_>, today: &str) -> Option<String> {
    let today = day_number(today)?;
    let asked = |pulse: &&Pulse| pulse.form == TOGETHER;
    let is_open = pulses.iter().filter(asked).any(|pulse| pulse.closed_on.is_none());
    let closed = |from: i64| {
        let mut days = pulses.iter().filter(asked).filter_map(|pulse| day_number(pulse.closed_on.as_deref()?));
        days.any(|day| day >= from)
    };
    let last = around.last.and_then(day_number).filter(|day| (0..=AROUND).contains(&(today - day)));
    if let Some(last) = last {
        return (!is_open && !closed(last)).then(|| {
            let day = long_day(around.last.unwrap_or_default());
            format!("People met on {day}. Ask again how full trust is, in the same words as before: Ask without names.")
        });
    }
    let next = around.next.and_then(day_number).filter(|day| (1..=AROUND).contains(&(day - today)))?;
    (!is_open && !closed(next - 2 * AROUND)).then(|| {
        let day = long_day(around.next.unwrap_or_default());
        format!("People meet on {day}. Ask before how full trust is, so that you can tell afterwards what it brought: Ask without names.")
    })
}

/// How far trust reached after people met, and before, with how many answered.
fn before_and_after(pulses: &[Pulse], around: Around<'_>) -> Option<String> {
    let mut closed = pulses
        .iter()
        .filter(|pulse| pulse.form == TOGETHER)
        .filter_map(|pulse| Some((pulse.closed_on.as_deref()?, pulse.outcome.as_ref()?)));
    let ((day, now), (day_before, before)) = (closed.next()?, closed.next()?);
    let met = around.last.filter(|met| *met <= day && day_before <= *met)?;
    let (reach, reach_before) = compared(now, before).into_iter().flatten().next()?;
    Some(format!(
        "Trust reached {reach} of 100 on {} ({} answers), after people met on {}; before, on {}, it was {reach_before} ({} answers).",
        long_day(day),
        now.n,
        long_day(met),
        long_day(day_before),
        before.n
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blind::{Counted, Tally, form_of};
    use crate::sheet::{Register, Write};

    fn series(sort: &str) -> Sheet {
        let write = Write { id: "w".to_owned(), value: sort.into(), by: String::new(), at_ms: 1 };
        let mut sheet = Sheet::default();
        sheet.values.insert(PRESET.to_owned(), Register { writes: vec![write] });
        sheet
    }

    fn pulse(form: &str, closed_on: Option<&str>, steps: &[usize]) -> Pulse {
        let steps: Vec<Tally> = steps.iter().enumerate().map(|(at, n)| Tally { step: at.to_string(), n: *n }).collect();
        let n = steps.iter().map(|step| step.n).sum();
        let questions = vec![Counted { asks: "Clear?".to_owned(), steps, too_alike: false, words: Vec::new() }];
        let outcome = (n > 0).then_some(Outcome { n, questions });
        Pulse { form: form.to_owned(), closed_on: closed_on.map(ToOwned::to_owned), outcome }
    }

    #[test]
    fn a40_a_pulse_below_its_target_is_said_with_n_and_day() {
        for (form, steps, says) in [
            (
                CLEAR,
                &[0, 1, 1, 4, 4][..],
                Some("80 % of 10 people find it clear how decisions were made, as of 24 November 2026"),
            ),
            (CLEAR, &[0, 0, 1, 4, 5], None),
            ("concerns", &[4, 0, 0, 0, 0], None),
            (CLEAR, &[], None),
        ] {
            let pulses = [pulse(form, None, &[]), pulse(form, Some("2026-11-24"), steps)];
            let found = watched_pulses(&series("transparency"), &pulses, Around::default(), "2026-11-25");
            assert_eq!(found.len(), usize::from(says.is_some()), "{steps:?} {found:?}");
            assert!(found.iter().all(|one| says.is_some_and(|says| one.starts_with(says))), "{found:?}");
        }
    }

    #[test]
    fn a37_concerns_without_a_name_are_for_the_meeting_after_they_were_closed() {
        for (form, closed_on, found) in [
            ("concerns", Some("2026-11-20"), true),
            ("concerns", Some("2026-11-24"), true),
            ("concerns", Some("2026-11-25"), false),
            ("concerns", Some("2026-10-01"), false),
            ("concerns", None, false),
            (CLEAR, Some("2026-11-20"), false),
        ] {
            let mut one = pulse(form, closed_on, &[4]);
            for question in one.outcome.iter_mut().flat_map(|outcome| &mut outcome.questions) {
                question.words = vec!["Nobody says why.".to_owned(), " ".to_owned()];
            }
            let pulses = [one];
            let words: Vec<&str> = concerns(&pulses, "2026-11-24").into_iter().map(|(words, _)| words).collect();
            assert_eq!(words == ["Nobody says why."], found, "{form} {closed_on:?} {words:?}");
        }
    }

    #[test]
    fn a45_a_pulse_is_asked_for_before_and_after_people_meet() {
        assert!(form_of(TOGETHER).is_some() && form_of(CLEAR).is_some());
        for (last, next, pulses, found) in [
            (None, Some("2026-12-01"), vec![], Some("People meet on 1 December 2026.")),
            (None, Some("2026-12-01"), vec![pulse(TOGETHER, None, &[])], None),
            (None, Some("2026-12-01"), vec![pulse(TOGETHER, Some("2026-11-20"), &[4])], None),
            (None, Some("2026-12-01"), vec![pulse(CLEAR, None, &[])], Some("People meet on 1 December 2026.")),
            (None, Some("2027-03-01"), vec![], None),
            (
                Some("2026-11-20"),
                None,
                vec![pulse(TOGETHER, Some("2026-11-18"), &[4])],
                Some("People met on 20 November 2026."),
            ),
            (Some("2026-11-20"), None, vec![pulse(TOGETHER, Some("2026-11-22"), &[4])], None),
            (
                Some("2026-11-20"),
                None,
                vec![pulse(TOGETHER, Some("2026-11-22"), &[0, 4]), pulse(TOGETHER, Some("2026-11-18"), &[2, 2])],
                Some("Trust reached 100 of 100 on 22 November 2026 (4 answers)"),
            ),
            (Some("2026-10-01"), None, vec![], None),
        ] {
            let around = Around { last, next };
            let says = watched_pulses(&series("summit"), &pulses, around, "2026-11-25");
            assert_eq!(says.len(), usize::from(found.is_some()), "{last:?} {next:?} {says:?}");
            assert!(says.iter().all(|one| found.is_some_and(|found| one.starts_with(found))), "{says:?}");
        }
    }
}
