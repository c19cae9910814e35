//! Times of an hour with a host: quarters of an hour from its start on, and who booked which. Two people who book the same
//! time at once are both shown, and the host picks one.

use super::schema::{BOOKINGS, PICKED, TIME, TOPIC};
use crate::kinds::Slot;
use crate::order;
use crate::sheet::{Row, Sheet, Value};

/// The minutes that one booking is for.
const MINUTES: u32 = 15;
/// The most times that are offered: a working day of them.
const TIMES_MAX: u32 = 40;
/// The minutes of a day.
const DAY: u32 = 24 * 60;

/// A time, and those who booked it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hour {
    /// The time, as `10:15`.
    pub time: String,
    /// The bookings, in the order in which they came.
    pub booked: Vec<Booking>,
}

/// A booking.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// Its row.
    pub row: Row,
    /// The name of the person who booked, as they gave it.
    pub by: String,
}

impl Hour {
    /// The bookings that stand: the one that the host picked, or all of them where none is picked.
    pub fn standing(&self) -> Vec<&Booking> {
        let picked: Vec<&Booking> = self.booked.iter().filter(|booking| booking.is_picked()).collect();
        if picked.is_empty() { self.booked.iter().collect() } else { picked }
    }

    /// Whether the host has to pick one of several.
    pub fn is_contested(&self) -> bool {
        self.standing().len() > 1
    }
}

impl Booking {
    /// The matter.
    pub fn topic(&self) -> &str {
        self.row.value(TOPIC).words()
    }

    /// Whether the host picked it.
    pub fn is_picked(&self) -> bool {
        self.row.value(PICKED).shown() == Some(&Value::Flag(true))
    }
}

/// The times of a review of so many minutes, with their bookings. A booking of a time that is not offered any more, because
/// the review was made shorter or begins later, stands with its own time at the end.
pub fn hours(sheet: &Sheet, slot: &Slot, minutes: u32) -> Vec<Hour> {
    let offered = times(slot, minutes);
    let mut others: Vec<String> = sheet
        .rows(BOOKINGS)
        .map(|row| row.value(TIME).words().to_owned())
        .filter(|time| !offered.contains(time))
        .collect();
    order::sort(&mut others);
    others.dedup();
    let hour = |time: String| Hour { booked: of_time(sheet, &time), time };
    offered.into_iter().chain(others).map(hour).collect()
}

/// The times that more than one standing booking is for.
pub fn booked_twice(sheet: &Sheet) -> Vec<String> {
    let mut times: Vec<String> = sheet.rows(BOOKINGS).map(|row| row.value(TIME).words().to_owned()).collect();
    order::sort(&mut times);
    times.dedup();
    times.retain(|time| Hour { time: time.clone(), booked: of_time(sheet, time) }.is_contested());
    times
}

fn of_time(sheet: &Sheet, time: &str) -> Vec<Booking> {
    let booking = |row: &Row| {
        let by = row.value(TIME).writes.first().map(|write| write.by.clone()).unwrap_or_default();
        Booking { row: row.clone(), by }
    };
    sheet.rows(BOOKINGS).filter(|row| row.value(TIME).words() == time).map(booking).collect()
}

fn times(slot: &Slot, minutes: u32) -> Vec<String> {
    let time = slot.time();
    let read = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok());
    let mut parts = time.split(':');
    let Some((hour, minute)) = read(parts.next()).zip(read(parts.next())) else { return Vec::new() };
    let first = hour * 60 + minute;
    let time = |nth: u32| {
        let at = (first + nth * MINUTES) % DAY;
        format!("{:02}:{:02}", at / 60, at % 60)
    };
    (0..(minutes / MINUTES).min(TIMES_MAX)).map(time).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Write};

    fn booked(bookings: &[(&str, &str, bool)]) -> Sheet {
        let mut sheet = Sheet::default();
        let row = |(nth, (time, by, picked)): (usize, &(&str, &str, bool))| {
            let mut row = Row::new(format!("b-{nth}").parse().unwrap());
            for (name, value) in [(TIME, Value::from(*time)), (PICKED, (*picked).into())] {
                let write = Write { id: "w".to_owned(), value, by: (*by).to_owned(), at_ms: 1 };
                row.values.insert(name.to_owned(), Register { writes: vec![write] });
            }
            row
        };
        sheet.lists.insert(BOOKINGS.to_owned(), bookings.iter().enumerate().map(row).collect());
        sheet
    }

    fn said(sheet: &Sheet, slot: &str, minutes: u32) -> Vec<String> {
        let says = |hour: &Hour| {
            let by: Vec<&str> = hour.standing().iter().map(|booking| booking.by.as_str()).collect();
            format!("{} {}", hour.time, by.join("+"))
        };
        hours(sheet, &slot.parse().unwrap(), minutes).iter().map(says).collect()
    }

    #[test]
    fn a39_quarters_of_an_hour_are_offered_from_the_start_on() {
        let none = booked(&[]);
        for (slot, minutes, times) in [
            ("2026-11-24T10:00", 60, vec!["10:00 ", "10:15 ", "10:30 ", "10:45 "]),
            ("2026-11-24T10:05", 50, vec!["10:05 ", "10:20 ", "10:35 "]),
            ("2026-11-24T23:50", 30, vec!["23:50 ", "00:05 "]),
            ("2026-11-24T10:00", 10, vec![]),
        ] {
            assert_eq!(said(&none, slot, minutes), times, "{slot}");
        }
        assert_eq!(said(&none, "2026-11-24T00:00", 1_440).len(), 40);
    }

    #[test]
    fn a39_two_bookings_of_one_time_are_both_shown_until_the_host_picks_one() {
        let both = booked(&[("10:15", "Ada", false), ("10:15", "Bo", false), ("10:00", "Cy", false)]);
        assert_eq!(said(&both, "2026-11-24T10:00", 30), ["10:00 Cy", "10:15 Ada+Bo"]);
        assert_eq!(booked_twice(&both), ["10:15"]);
        let picked = booked(&[("10:15", "Ada", false), ("10:15", "Bo", true)]);
        assert_eq!(said(&picked, "2026-11-24T10:00", 30), ["10:00 ", "10:15 Bo"]);
        assert!(booked_twice(&picked).is_empty());
    }

    #[test]
    fn a39_a_booking_outside_of_the_hour_is_lost_to_nobody() {
        let late = booked(&[("12:00", "Ada", false), ("soon", "Bo", false)]);
        assert_eq!(said(&late, "2026-11-24T10:00", 15), ["10:00 ", "12:00 Ada", "soon Bo"]);
    }
}
