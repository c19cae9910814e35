//! The time and the dice, asked for in one place: what has a meaning takes both as arguments.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The day of a moment as `2026-11-29`, in UTC; nothing for a moment further off than calendars go.
pub fn day(ms: u64) -> String {
    let moment = i64::try_from(ms).ok().and_then(chrono::DateTime::from_timestamp_millis);
    moment.map(|moment| moment.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// Whether a text is a day of the calendar as `2026-11-29`.
pub fn is_day(text: &str) -> bool {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
    day.is_ok_and(|day| day.format("%Y-%m-%d").to_string() == text)
}

/// The end of a day as `2026-11-29`, in UTC and in milliseconds since 1970; what is no day has ended.
pub fn end_of_day_ms(day: &str) -> u64 {
    let next = chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().and_then(|day| day.succ_opt());
    let midnight = next.and_then(|next| next.and_hms_opt(0, 0, 0));
    midnight.map_or(0, |midnight| u64::try_from(midnight.and_utc().timestamp_millis()).unwrap_or_default())
}

/// 128 bits nobody can guess.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn random_bits() -> Result<u128, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(u128::from_le_bytes(bytes))
}

/// A CRDT client id that nobody else draws: 53 bits, never 0.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn random_client() -> Result<u64, getrandom::Error> {
    let bits = random_bits()? as u64;
    Ok((bits >> 11).max(1))
}
