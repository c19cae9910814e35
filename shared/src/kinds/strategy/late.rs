//! Pitches that were written in time and came late. The row has the day and the moment of the device that wrote it, which nobody
//! can prove; the log has the moment at which it came, which is the server's. Both are told, and people judge.

use super::view::Window;
use crate::text::words::long_day;

const HOUR_MS: u64 = 60 * 60 * 1000;
/// A pitch that was on its way for less than this came at once.
const AT_ONCE_MS: u64 = HOUR_MS;
/// One that was on its way for so long says so, also where it came in time.
const LONG_MS: u64 = 24 * HOUR_MS;

/// When a pitch was written and when it came.
#[derive(Debug, Clone, Copy)]
pub struct Came<'a> {
    /// The day on which it was written, by the clock of its device.
    pub written_on: &'a str,
    /// The moment of that, in milliseconds since 1970.
    pub written_ms: u64,
    /// The day on which the server took it.
    pub arrived_on: &'a str,
    /// The moment of that.
    pub arrived_ms: u64,
}

impl Came<'_> {
    /// The mark of a pitch that came late; none where it came at once.
    pub fn mark(&self, window: &Window) -> Option<String> {
        let on_its_way = self.arrived_ms.saturating_sub(self.written_ms);
        if self.written_ms == 0 || on_its_way < AT_ONCE_MS {
            return None;
        }
        let is_in_time = !window.closes.is_empty() && self.written_on <= window.closes.as_str();
        let [written, arrived] = [self.written_on, self.arrived_on].map(long_day);
        if is_in_time && window.closes.as_str() < self.arrived_on {
            let says = format!(
                "Came late: written on {written} by its device, before the window closed, and here on {arrived}."
            );
            return Some(says);
        }
        (on_its_way >= LONG_MS).then(|| format!("Written on {written} by its device, and here on {arrived}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n24_a_pitch_that_was_written_before_the_window_closed_and_came_after_it_bears_both_days() {
        let window = |closes: &str| Window { closes: closes.to_owned(), ..Window::default() };
        let day = |n: u64| n * 24 * HOUR_MS;
        let late = "Came late: written on 20 November 2026 by its device, before the window closed, and here on 23 November 2026.";
        let slow = "Written on 20 November 2026 by its device, and here on 23 November 2026.";
        let (written, arrived) = (("2026-11-20", day(20)), ("2026-11-23", day(23)));
        for (closes, written, arrived, mark) in [
            ("2026-11-22", written, arrived, Some(late)),
            ("2026-11-20", written, arrived, Some(late)),
            ("2026-11-23", written, arrived, Some(slow)),
            ("2026-11-19", written, arrived, Some(slow)),
            ("", written, arrived, Some(slow)),
            // Midnight lies between the clocks of two places, and nothing else.
            ("2026-11-20", ("2026-11-20", day(21)), ("2026-11-21", day(21) + 1), None),
            ("2026-11-20", ("2026-11-20", day(21) - 2 * HOUR_MS), ("2026-11-20", day(21)), None),
            // A device whose clock is ahead, and a row that does not say when it was written.
            ("2026-11-22", ("2026-11-25", day(25)), arrived, None),
            ("2026-11-22", ("2026-11-20", 0), arrived, None),
        ] {
            let came =
                Came { written_on: written.0, written_ms: written.1, arrived_on: arrived.0, arrived_ms: arrived.1 };
            assert_eq!(came.mark(&window(closes)).as_deref(), mark, "{closes} {came:?}");
        }
    }
}
