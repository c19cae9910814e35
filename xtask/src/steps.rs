//! Steps: what is being done, how long it took, and the sum at the end. A fresh clone takes minutes; nobody should guess.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How a step that did not fail ended.
pub(crate) enum Outcome {
    Passed,
    /// These passed only the second time.
    PassedLate(String),
    /// Nothing to do here, or not possible; the sentence says which.
    Skipped(String),
}

/// Says what is done, does it, and says how long it took.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▸ {what}");
    let start = Instant::now();
    let done = work();
    let word = if done.is_ok() { "done" } else { "FAILED" };
    println!("  {word}: {what} ({})", seconds(start.elapsed()));
    done
}

pub(crate) struct Steps {
    only: Option<String>,
    keep_going: bool,
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    took: Duration,
    end: Result<Outcome>,
}

impl Steps {
    pub(crate) fn new(only: Option<String>, keep_going: bool) -> Self {
        Self { only, keep_going, rows: Vec::new() }
    }

    /// Runs one step, unless another one was asked for or an earlier one failed.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<Outcome>) {
        let unwanted = self.only.as_ref().is_some_and(|only| only != name);
        if unwanted || (self.failed() > 0 && !self.keep_going) {
            return;
        }
        println!("\n== {name}");
        let start = Instant::now();
        let end = work();
        match &end {
            Ok(Outcome::Passed) => {}
            Ok(Outcome::PassedLate(names)) => println!("passed only the second time, and needs a look: {names}"),
            Ok(Outcome::Skipped(why)) => println!("skipped: {why}"),
            Err(error) => eprintln!("failed: {error:#}"),
        }
        self.rows.push(Row { name, took: start.elapsed(), end });
    }

    /// Prints the durations and the closing line; an error when a step failed.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\n== steps");
        for row in &self.rows {
            println!("{:<12} {:>8}  {}", row.name, seconds(row.took), row.verdict());
        }
        let (failed, skipped) = (self.failed(), self.count(|row| matches!(row.end, Ok(Outcome::Skipped(_)))));
        let passed = self.rows.len() - failed - skipped;
        let note = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
        println!("{passed} passed, {failed} failed{note}");
        if failed > 0 {
            bail!("{failed} of {} steps failed", self.rows.len());
        }
        Ok(())
    }

    fn failed(&self) -> usize {
        self.count(|row| row.end.is_err())
    }

    fn count(&self, is: impl Fn(&Row) -> bool) -> usize {
        self.rows.iter().filter(|row| is(row)).count()
    }
}

impl Row {
    fn verdict(&self) -> String {
        match &self.end {
            Ok(Outcome::Passed) => "passed".to_owned(),
            Ok(Outcome::PassedLate(names)) => format!("passed, only the second time: {names}"),
            Ok(Outcome::Skipped(why)) => format!("skipped: {why}"),
            Err(error) => format!("FAILED: {error}"),
        }
    }
}

fn seconds(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{}m {:02}s", took.as_secs() / 60, took.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_stops_what_follows_unless_told_to_go_on() {
        for (keep_going, ran) in [(false, 1), (true, 2)] {
            let mut steps = Steps::new(None, keep_going);
            steps.step("first", || bail!("no"));
            steps.step("second", || Ok(Outcome::Passed));
            assert_eq!(steps.rows.len(), ran);
            assert!(steps.finish().is_err());
        }
    }

    #[test]
    fn only_one_step_runs_when_one_is_asked_for() {
        let mut steps = Steps::new(Some("second".to_owned()), false);
        steps.step("first", || bail!("must not run"));
        steps.step("second", || Ok(Outcome::Skipped("nothing here".to_owned())));
        assert_eq!(steps.rows.len(), 1);
        assert!(steps.finish().is_ok());
    }

    #[test]
    fn durations_are_for_people() {
        assert_eq!(seconds(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2m 05s");
    }

    #[test]
    fn a_test_that_passed_only_the_second_time_is_named_at_the_end_and_is_no_failure() {
        let mut steps = Steps::new(None, false);
        steps.step("late", || Ok(Outcome::PassedLate("a::test".to_owned())));
        assert!(steps.rows.iter().all(|row| row.verdict().ends_with("a::test")));
        assert!(steps.finish().is_ok());
    }
}
