//! A recurrence rule of RFC 5545 as far as reviews need one: rules of days. The rest is refused by name.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday, time};

use super::trouble::Trouble;
use super::zone::Zone;

/// The most bytes of a rule.
const BYTES_MAX: usize = 400;
/// The most reviews that a rule may count.
const COUNT_MAX: i32 = 1_000;
/// The most days, weeks, months or years from one review to the next.
const INTERVAL_MAX: i32 = 1_000;

/// Days of the week as rules write them, from Monday on.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

/// The length of the periods that a rule goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Every {
    Day,
    Week,
    Month,
    Year,
}

impl Every {
    const WORDS: [(&'static str, Self); 4] =
        [("DAILY", Self::Day), ("WEEKLY", Self::Week), ("MONTHLY", Self::Month), ("YEARLY", Self::Year)];

    fn read(word: &str) -> Result<Self, Trouble> {
        let found = Self::WORDS.into_iter().find(|(name, _)| *name == word);
        found.map(|(_, every)| every).ok_or_else(|| Trouble::Frequency(word.to_owned()))
    }

    fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(_, every)| *every == self).map_or("", |(name, _)| name)
    }
}

/// Where a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// With this day, in the series' time zone.
    Day(Date),
    /// At this time, in the series' time zone.
    Local(DateTime),
    /// At this moment.
    Moment(Timestamp),
}

/// A rule of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) every: Every,
    /// So many periods from one to the next.
    pub(super) interval: i64,
    pub(super) count: Option<usize>,
    until: Option<Until>,
    pub(super) months: Vec<i16>,
    /// Days of the month; below 0 from its end.
    pub(super) month_days: Vec<i16>,
    /// Days of the week, each the nth of its month or year; below 0 from the end, and 0 for all.
    pub(super) weekdays: Vec<(i16, Weekday)>,
    /// Of the days of a period, the nth; below 0 from the end.
    pub(super) positions: Vec<i16>,
    pub(super) week_start: Weekday,
}

impl Rule {
    /// Reads a rule, with or without `RRULE:` before it; nothing where there is none.
    ///
    /// # Errors
    /// [`Trouble`] where it cannot be followed.
    pub(super) fn read(text: &str) -> Result<Option<Self>, Trouble> {
        if text.len() > BYTES_MAX {
            return Err(Trouble::Long(BYTES_MAX));
        }
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        if text.is_empty() {
            return Ok(None);
        }
        let mut parts = Parts::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| Trouble::NoPart(part.to_owned()))?;
            if parts.0.insert(name.trim().to_owned(), value.trim().to_owned()).is_some() {
                return Err(Trouble::Twice(name.trim().to_owned()));
            }
        }
        Self::of(parts).map(Some)
    }

    fn of(mut parts: Parts) -> Result<Self, Trouble> {
        let every = Every::read(&parts.take("FREQ").ok_or(Trouble::NoFrequency)?)?;
        let rule = Self {
            every,
            interval: parts.number("INTERVAL", INTERVAL_MAX)?.unwrap_or(1).into(),
            count: parts.number("COUNT", COUNT_MAX)?.and_then(|count| count.try_into().ok()),
            until: parts.until()?,
            months: parts.numbers("BYMONTH", 1..=12)?,
            month_days: parts.numbers("BYMONTHDAY", -31..=31)?,
            weekdays: parts.weekdays()?,
            positions: parts.numbers("BYSETPOS", -366..=366)?,
            week_start: parts.week_start()?,
        };
        parts.all_read()?;
        rule.check()?;
        Ok(rule)
    }

    fn check(&self) -> Result<(), Trouble> {
        let has_days = !self.months.is_empty() || !self.month_days.is_empty() || !self.weekdays.is_empty();
        if self.count.is_some() && self.until.is_some() {
            Err(Trouble::TwoEnds)
        } else if self.every == Every::Week && !self.month_days.is_empty() {
            Err(Trouble::MonthDayOfWeek)
        } else if self.weekdays.iter().any(|(nth, _)| *nth != 0) && matches!(self.every, Every::Day | Every::Week) {
            Err(Trouble::NthOfNothing)
        } else if !self.positions.is_empty() && !has_days {
            Err(Trouble::PositionOfNothing)
        } else {
            Ok(())
        }
    }

    /// The last moment at which a review may begin, in milliseconds since 1970.
    pub(super) fn end_ms(&self, zone: &Zone) -> Option<i64> {
        let moment = match self.until? {
            Until::Day(day) => zone.moment(day.to_datetime(time(23, 59, 59, 0))),
            Until::Local(local) => zone.moment(local),
            Until::Moment(moment) => Some(moment),
        };
        moment.map(Timestamp::as_millisecond)
    }

    /// The rule for a calendar. Its end is a moment, as it has to be beside a beginning with a time zone.
    pub(super) fn written(&self, zone: &Zone) -> String {
        let weekday = |(nth, day): &(i16, Weekday)| match nth {
            0 => code(*day).to_owned(),
            nth => format!("{nth}{}", code(*day)),
        };
        let until = self.end_ms(zone).and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let parts = [
            ("FREQ", Some(self.every.word().to_owned())),
            ("INTERVAL", Some(self.interval).filter(|n| *n > 1).map(|n| n.to_string())),
            ("COUNT", self.count.map(|n| n.to_string())),
            ("UNTIL", until.map(|until| until.strftime("%Y%m%dT%H%M%SZ").to_string())),
            ("BYMONTH", list(&self.months, i16::to_string)),
            ("BYMONTHDAY", list(&self.month_days, i16::to_string)),
            ("BYDAY", list(&self.weekdays, weekday)),
            ("BYSETPOS", list(&self.positions, i16::to_string)),
            ("WKST", Some(code(self.week_start).to_owned()).filter(|_| self.week_start != Weekday::Monday)),
        ];
        let parts = parts.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={value}")));
        parts.collect::<Vec<_>>().join(";")
    }
}

fn code(day: Weekday) -> &'static str {
    WEEKDAYS.into_iter().find(|(_, known)| *known == day).map_or("", |(code, _)| code)
}

fn list<T>(values: &[T], text: impl Fn(&T) -> String) -> Option<String> {
    let texts: Vec<String> = values.iter().map(text).collect();
    Some(texts.join(",")).filter(|list| !list.is_empty())
}

/// The parts of a rule that are not read yet, by their names.
#[derive(Default)]
struct Parts(BTreeMap<String, String>);

impl Parts {
    fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    fn number(&mut self, name: &'static str, most: i32) -> Result<Option<i32>, Trouble> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let number = value.parse().ok().filter(|number| (1..=most).contains(number));
        number.map(Some).ok_or_else(|| unread(name, &value, format!("write a number from 1 to {most}")))
    }

    fn numbers(&mut self, name: &'static str, range: RangeInclusive<i16>) -> Result<Vec<i16>, Trouble> {
        let wanted = format!("write numbers from {} to {}, and not 0", range.start(), range.end());
        self.list(name, &wanted, |one| one.parse().ok().filter(|number| *number != 0 && range.contains(number)))
    }

    fn weekdays(&mut self) -> Result<Vec<(i16, Weekday)>, Trouble> {
        let wanted = "write MO, TU, WE, TH, FR, SA or SU, or the nth of a month, as 1TU or -1FR";
        self.list("BYDAY", wanted, |one| {
            let (nth, day) = one.split_at_checked(one.len().checked_sub(2)?)?;
            let nth = if nth.is_empty() { Some(0) } else { nth.parse().ok().filter(|nth| is_nth(*nth)) };
            Some((nth?, weekday(day)?))
        })
    }

    fn list<T>(
        &mut self,
        name: &'static str,
        wanted: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Trouble> {
        let Some(value) = self.take(name) else { return Ok(Vec::new()) };
        let read: Option<Vec<T>> = value.split(',').map(|one| read(one.trim())).collect();
        read.ok_or_else(|| unread(name, &value, wanted.to_owned()))
    }

    fn week_start(&mut self) -> Result<Weekday, Trouble> {
        let Some(value) = self.take("WKST") else { return Ok(Weekday::Monday) };
        weekday(&value).ok_or_else(|| unread("WKST", &value, "write MO for weeks that begin on Monday".to_owned()))
    }

    fn until(&mut self) -> Result<Option<Until>, Trouble> {
        let Some(value) = self.take("UNTIL") else { return Ok(None) };
        let wanted = || unread("UNTIL", &value, "write a day, as 20271231".to_owned());
        until(&value).map(Some).ok_or_else(wanted)
    }

    /// Nothing is left, or it is named.
    fn all_read(self) -> Result<(), Trouble> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(name) if ["BYHOUR", "BYMINUTE", "BYSECOND"].contains(&name.as_str()) => Err(Trouble::TimeOfDay(name)),
            Some(name) if ["BYWEEKNO", "BYYEARDAY"].contains(&name.as_str()) => Err(Trouble::NotFollowed(name)),
            Some(name) => Err(Trouble::NoPart(name)),
        }
    }
}

fn unread(name: &'static str, value: &str, wanted: String) -> Trouble {
    Trouble::Value { name, value: value.to_owned(), wanted }
}

fn is_nth(nth: i16) -> bool {
    nth != 0 && (-53..=53).contains(&nth)
}

fn weekday(code: &str) -> Option<Weekday> {
    WEEKDAYS.into_iter().find(|(known, _)| *known == code).map(|(_, day)| day)
}

/// The end of a rule: `20271231`, `20271231T100000`, or `20271231T100000Z`.
fn until(text: &str) -> Option<Until> {
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let date = Some(day).filter(|day| digits(day, 8)).and_then(|day| Date::from_str(day).ok())?;
    let Some(time) = time else { return Some(Until::Day(date)) };
    let plain = time.strip_suffix('Z').unwrap_or(time);
    let local =
        Some(plain).filter(|time| digits(time, 6)).and_then(|_| DateTime::from_str(&format!("{day}T{plain}")).ok())?;
    if plain == time {
        return Some(Until::Local(local));
    }
    local.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok().map(|moment| Until::Moment(moment.timestamp()))
}
