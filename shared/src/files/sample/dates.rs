//! The days of the example. It is written as of one Tuesday, and moved by whole weeks to the day on which it is made: days
//! of the week stay, and what lies three days ahead lies three days ahead.

use crate::kinds::Slot;
use crate::sheet::{Is, Schema, Sheet, Value};
use crate::text::words::{day_number, day_of_number};

/// The day of the latest review that the example tells of, as it is written.
const WRITTEN_ON: &str = "2026-11-24";
/// How many weeks lie between the first review of the example and the latest.
const WEEKS: i64 = 5;

/// How far the example is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved {
    days: i64,
}

impl Moved {
    /// To the latest Tuesday that is `today` or before.
    pub(super) fn to(today: &str) -> Self {
        let [is, was] = [today, WRITTEN_ON].map(|day| day_number(day).unwrap_or_default());
        Self { days: if is == 0 { 0 } else { (is - was).div_euclid(7) * 7 } }
    }

    /// A day as it is told.
    pub(super) fn day(self, written: &str) -> String {
        day_number(written).map_or_else(|| written.to_owned(), |day| day_of_number(day + self.days))
    }

    /// A day and time as it is told, whatever stands behind it.
    pub(super) fn slot(self, written: &str) -> String {
        let (day, rest) = written.split_once('T').unwrap_or((written, ""));
        format!("{}T{rest}", self.day(day))
    }

    /// Moves every day that stands in one list of a sheet.
    pub(super) fn list(self, schema: &Schema, name: &str, sheet: &mut Sheet) {
        if let Some((name, rows)) = sheet.lists.remove_entry(name) {
            let mut alone = Sheet { lists: [(name, rows)].into(), ..Sheet::default() };
            self.sheet(schema, &mut alone);
            sheet.lists.append(&mut alone.lists);
        }
    }

    /// Moves every day that stands in a sheet.
    pub(super) fn sheet(self, schema: &Schema, sheet: &mut Sheet) {
        let lists = sheet.lists.iter_mut().filter_map(|(name, rows)| Some((schema.list(name)?, rows)));
        let values =
            lists.flat_map(|(list, rows)| rows.iter_mut().map(move |row| (list, row))).flat_map(|(list, row)| {
                row.values
                    .iter_mut()
                    .filter(|(name, _)| list.value(name).is_some_and(|field| matches!(field.is, Is::Day)))
            });
        let single = sheet.values.iter_mut();
        let single = single.filter(|(name, _)| schema.value(name).is_some_and(|field| matches!(field.is, Is::Day)));
        for write in values.chain(single).flat_map(|(_, register)| &mut register.writes) {
            if let Some(day) = write.value.words().map(|day| self.day(day)) {
                write.value = Value::from(day);
            }
        }
    }
}

/// The day for which an example was made whose first review was planned for this slot: made for that day again, it is the
/// same example.
pub fn day_made_for(first: &Slot) -> String {
    day_number(first.day()).map_or_else(|| first.day().to_owned(), |day| day_of_number(day + 7 * WEEKS))
}

/// A moment in milliseconds since 1970, by a clock that stands at 0 there.
pub(super) fn ms(day: &str, time: &str) -> u64 {
    let days = day_number(day).zip(day_number("1970-01-01")).map_or(0, |(day, first)| day - first);
    let (hour, minute) = time.split_once(':').unwrap_or((time, "0"));
    let minutes = 60 * hour.parse::<i64>().unwrap_or_default() + minute.parse::<i64>().unwrap_or_default();
    u64::try_from((days * 24 * 60 + minutes) * 60_000).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    #[test]
    fn the_example_moves_by_whole_weeks_and_made_for_its_own_day_it_is_the_same() {
        for (today, first) in [
            ("2026-11-23", "2026-10-13"),
            ("2026-11-24", "2026-10-20"),
            ("2026-11-30", "2026-10-20"),
            ("2026-12-01", "2026-10-27"),
            ("2028-02-29", "2028-01-25"),
            ("", "2026-10-20"),
        ] {
            let moved = Moved::to(today);
            assert_eq!(moved.day("2026-10-20"), first, "{today}");
            let slot: Slot = moved.slot("2026-10-20T10:00").parse().expect("a slot");
            assert_eq!(Moved::to(&day_made_for(&slot)), moved, "{today}");
        }
        assert_eq!(Moved::to("2026-12-03").slot("2026-11-10T10:00/example_slips"), "2026-11-17T10:00/example_slips");
        assert_eq!(Moved::to("2027-01-01").day("no day"), "no day");
        assert_eq!(ms("1970-01-02", "01:30"), (24 + 1) * 3_600_000 + 1_800_000);
    }
}
