//! A second chance: on two busy cores a server or a browser is now and then late for a reason that is not ours. A test that
//! failed runs once more by itself; one that passes only then is named, and more than a few are a failure at once.

use anyhow::{Result, bail};

use crate::steps::Outcome;

/// So many may run once more.
const AGAIN_MAX: usize = 3;

/// The verdict on what failed, each of which passes this time or not.
pub(crate) fn judge(failed: Vec<String>, passes: impl Fn(&str) -> bool) -> Result<Outcome> {
    if failed.len() > AGAIN_MAX {
        bail!("{} failed: {}", failed.len(), failed.join(", "));
    }
    let (late, wrong): (Vec<String>, Vec<String>) = failed.into_iter().partition(|name| passes(name));
    if !wrong.is_empty() {
        bail!("failed twice: {}", wrong.join(", "));
    }
    Ok(if late.is_empty() { Outcome::Passed } else { Outcome::PassedLate(late.join(", ")) })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// The verdict where these failed and those never pass; and the number of second runs.
    fn judged(failed: &[&str], wrong: &[&str]) -> (bool, usize) {
        let runs = Cell::new(0);
        let verdict = judge(failed.iter().map(|name| (*name).to_owned()).collect(), |name| {
            runs.set(runs.get() + 1);
            !wrong.contains(&name)
        });
        (verdict.is_ok(), runs.get())
    }

    #[test]
    fn what_failed_runs_once_more_and_no_more_than_that() {
        assert_eq!(judged(&[], &[]), (true, 0));
        assert_eq!(judged(&["late"], &[]), (true, 1));
        assert_eq!(judged(&["wrong"], &["wrong"]), (false, 1));
        assert_eq!(judged(&["late", "wrong"], &["wrong"]), (false, 2));
    }

    #[test]
    fn many_that_fail_do_not_run_again() {
        assert_eq!(judged(&["a", "b", "c", "d"], &[]), (false, 0));
        assert_eq!(judged(&["a", "b", "c"], &[]), (true, 3));
    }
}
