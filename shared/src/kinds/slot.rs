//! The slot of an occurrence: the day and time that its series planned it for, in the series' own time zone. Moving the
//! meeting changes no slot, so devices that never spoke to each other name one occurrence alike.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::sheet::{Is, Value};

/// A text that is no slot.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no day and time: write it as 2026-11-24T10:00")]
pub struct BadSlot(pub String);

/// The day and time that an occurrence was planned for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    day: String,
    hour: u8,
    minute: u8,
}

impl Slot {
    /// The slot of a day, as `2026-11-24`, and a time of it, as `10:00`.
    ///
    /// # Errors
    /// [`BadSlot`] where the two are no day and time.
    pub fn new(day: &str, time: &str) -> Result<Self, BadSlot> {
        let bad = || BadSlot(format!("{day}T{time}"));
        let is_day = Is::Day.check(&Value::from(day)).is_ok();
        let two = |digits: &str| {
            (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| digits.parse::<u8>().ok())
                .flatten()
        };
        let (hour, minute) =
            time.split_once(':').and_then(|(hour, minute)| two(hour).zip(two(minute))).ok_or_else(bad)?;
        if !is_day || hour > 23 || minute > 59 {
            return Err(bad());
        }
        Ok(Self { day: day.to_owned(), hour, minute })
    }

    /// The day, as `2026-11-24`.
    pub fn day(&self) -> &str {
        &self.day
    }

    /// The time, as `10:00`.
    pub fn time(&self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// The slot as it ends an id: `20261124T1000`.
    pub fn in_id(&self) -> String {
        format!("{}T{:02}{:02}", self.day.replace('-', ""), self.hour, self.minute)
    }

    /// Reads the end of an id.
    pub fn of_id(text: &str) -> Option<Self> {
        let plain = text.len() == 13
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 => byte == b'T',
                _ => byte.is_ascii_digit(),
            });
        let day = || format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..8]);
        plain.then(|| Self::new(&day(), &format!("{}:{}", &text[9..11], &text[11..])).ok()).flatten()
    }
}

impl FromStr for Slot {
    type Err = BadSlot;

    fn from_str(text: &str) -> Result<Self, BadSlot> {
        let (day, time) = text.split_once('T').ok_or_else(|| BadSlot(text.to_owned()))?;
        Self::new(day, time)
    }
}

/// As `2026-11-24T10:00`.
impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.day, self.time())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_reads_back_from_an_id_and_from_words_and_what_is_no_day_and_time_is_refused() {
        for (text, in_id) in [("2026-11-24T10:00", "20261124T1000"), ("2028-02-29T23:59", "20280229T2359")] {
            let slot: Slot = text.parse().unwrap();
            assert_eq!((slot.in_id().as_str(), slot.to_string().as_str()), (in_id, text));
            assert_eq!(Slot::of_id(in_id), Some(slot));
        }
        for text in ["", "2026-11-24", "2026-02-29T10:00", "2026-11-24T24:00", "2026-11-24T10:60", "2026-11-24T+1:00"] {
            assert!(text.parse::<Slot>().is_err(), "{text}");
        }
        for text in ["20261124T100", "20261124 1000", "20261324T1000", "2026112éT100"] {
            assert_eq!(Slot::of_id(text), None, "{text}");
        }
    }
}
