//! Targets that moved when they were nearly due. A target may move: the team then says why, in a note that stays with the metric.

use super::super::schema::{MOVED_METRIC, MOVED_ON, MOVES};
use super::super::view::{CharterView, Metric};
use super::found::Check;
use super::sort::TARGET_LATE;
use crate::sheet::Sheet;
use crate::text::words::{counted, day_number, day_of_ms};

/// A target that was written so few days before it is due is said.
const DAYS: i64 = 14;

/// The checks on all metrics: targets that were written late, and no note says why.
pub(super) fn of_moves(sheet: &Sheet, view: &CharterView) -> Vec<Check> {
    view.metrics.iter().filter_map(|metric| late(sheet, metric)).collect()
}

fn late(sheet: &Sheet, metric: &Metric) -> Option<Check> {
    let at_ms = metric.target.writes.first().map(|write| write.at_ms).filter(|at_ms| *at_ms > 0)?;
    let written = day_of_ms(at_ms);
    let days = day_number(metric.due.words())? - day_number(&written)?;
    let has_note = sheet.rows(MOVES).any(|row| {
        row.value(MOVED_METRIC).words() == metric.row.as_str() && row.value(MOVED_ON).words() >= written.as_str()
    });
    let ahead = usize::try_from(days).ok().filter(|_| days <= DAYS && !has_note)?;
    Some(Check::in_row(&TARGET_LATE, &metric.row, counted(ahead, "day", "days")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::super::schema::METRICS;
    use super::*;
    use crate::id::DocId;
    use crate::sheet::{Register, Row, Value, Write};

    /// The middle of 20 November 2026.
    const WRITTEN_MS: u64 = 1_795_176_000_000;

    fn held(value: impl Into<Value>, at_ms: u64) -> Register {
        Register { writes: vec![Write { id: "w".to_owned(), value: value.into(), by: "Ada".to_owned(), at_ms }] }
    }

    fn abouts(due: &str, at_ms: u64, notes: &[(&str, &str)]) -> Vec<String> {
        let mut metric = Row::new("m-1".parse().unwrap());
        metric.values.insert("target".to_owned(), held(60.0, at_ms));
        metric.values.insert("due".to_owned(), held(due, 1));
        let note = |(nth, (of, on)): (usize, &(&str, &str))| {
            let mut row = Row::new(format!("n-{nth}").parse().unwrap());
            row.values.insert(MOVED_METRIC.to_owned(), held(*of, 1));
            row.values.insert(MOVED_ON.to_owned(), held(*on, 1));
            row
        };
        let mut sheet = Sheet::default();
        sheet.lists.insert(METRICS.to_owned(), vec![metric]);
        sheet.lists.insert(MOVES.to_owned(), notes.iter().enumerate().map(note).collect());
        let view = CharterView::of(&sheet, &Sheet::default(), &DocId::org());
        of_moves(&sheet, &view).into_iter().map(|check| check.about).collect()
    }

    #[test]
    fn a56_a_target_that_is_written_within_fourteen_days_of_its_day_without_a_note_is_said() {
        assert_eq!(day_of_ms(WRITTEN_MS), "2026-11-20");
        for (due, at_ms, notes, said) in [
            ("2026-12-04", WRITTEN_MS, &[][..], vec!["14 days"]),
            ("2026-12-05", WRITTEN_MS, &[], vec![]),
            ("2026-11-21", WRITTEN_MS, &[], vec!["1 day"]),
            // A day that lies behind is none that it was nearly due on.
            ("2026-11-19", WRITTEN_MS, &[], vec![]),
            ("", WRITTEN_MS, &[], vec![]),
            ("2026-12-04", 0, &[], vec![]),
            ("2026-12-04", WRITTEN_MS, &[("m-1", "2026-11-20")], vec![]),
            ("2026-12-04", WRITTEN_MS, &[("m-1", "2026-11-19")], vec!["14 days"]),
            ("2026-12-04", WRITTEN_MS, &[("m-2", "2026-11-20")], vec!["14 days"]),
        ] {
            assert_eq!(abouts(due, at_ms, notes), said, "{due} {at_ms} {notes:?}");
        }
    }
}
