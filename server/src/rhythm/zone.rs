//! A time zone, and the moments at which its clocks show a time.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use muster_shared::kinds::Slot;

use super::local;
use super::trouble::Trouble;

/// A time zone of the IANA database: the machine's, or else the one in this program.
#[derive(Debug, Clone)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// The time zone of this name.
    pub(crate) fn read(name: &str) -> Result<Self, Trouble> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Trouble::NoZone);
        }
        let zone = TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some());
        zone.map(Self).ok_or_else(|| Trouble::BadZone(name.to_owned()))
    }

    /// The zone of the world's common time.
    pub(crate) fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Its name in the database.
    pub(crate) fn name(&self) -> &str {
        self.0.iana_name().unwrap_or_default()
    }

    /// The zone, for whoever writes out its changes.
    pub(crate) fn rules(&self) -> &TimeZone {
        &self.0
    }

    /// The moment at which the clocks show a time, as RFC 5545 has it: the first, where they show it twice; where they skip
    /// it, the moment as far behind the change, so that 02:30 is held at 03:30. `None` beyond the year 9999.
    pub(crate) fn moment(&self, local: DateTime) -> Option<Timestamp> {
        self.0.to_ambiguous_timestamp(local).compatible().ok()
    }

    /// The moment of a slot, in milliseconds since 1970.
    pub(crate) fn ms(&self, slot: &Slot) -> Option<i64> {
        self.moment(local(slot)?).map(Timestamp::as_millisecond)
    }

    /// The day that the calendar shows at a moment, in milliseconds since 1970, as `2026-11-29`.
    pub(crate) fn day(&self, ms: u64) -> String {
        let moment = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or_default();
        self.0.to_datetime(moment).date().to_string()
    }

    /// The day and time that the clocks show at a moment, in milliseconds since 1970, in words.
    pub(crate) fn words(&self, ms: i64) -> Option<String> {
        let local = self.0.to_datetime(Timestamp::from_millisecond(ms).ok()?);
        Some(local.strftime("%A, %-d %B %Y, %H:%M").to_string())
    }
}
