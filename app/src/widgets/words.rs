//! Days, times and numbers as people write them.

use js_sys::JsString;
use wasm_bindgen::JsValue;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    year: i64,
    month: usize,
    day: i64,
}

fn day_of(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month: usize = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    (1..=12).contains(&month).then_some(Day { year, month, day })
}

/// `2026-09-01` as `1 September 2026`; what is no day stays as it is.
pub(crate) fn long_day(text: &str) -> String {
    day_of(text).map_or_else(|| text.to_owned(), |d| format!("{} {} {}", d.day, MONTHS[d.month - 1], d.year))
}

/// `2027-03-31` as `31 Mar 2027`, without the year if it is the one of `today`.
pub(crate) fn short_day(text: &str, today: &str) -> String {
    let Some(day) = day_of(text) else { return text.to_owned() };
    let month: String = MONTHS[day.month - 1].chars().take(3).collect();
    match day_of(today) {
        Some(now) if now.year == day.year => format!("{} {month}", day.day),
        _ => format!("{} {month} {}", day.day, day.year),
    }
}

/// `2027-06-30` as `June 2027`.
pub(crate) fn month(text: &str) -> String {
    day_of(text).map_or_else(|| text.to_owned(), |day| format!("{} {}", MONTHS[day.month - 1], day.year))
}

/// Days since 1 March of year 0, to measure how far days lie apart.
pub(crate) fn day_number(text: &str) -> Option<i64> {
    let day = day_of(text)?;
    let months = day.month as i64;
    let (year, months) = if months > 2 { (day.year, months - 3) } else { (day.year - 1, months + 9) };
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * months + 2) / 5
            + day.day,
    )
}

/// How long ago something was written, by the writer's clock, which may be wrong.
pub(crate) fn ago(at_ms: u64, now_ms: u64) -> String {
    let counted =
        |n: u64, one: &str, many: &str| if n == 1 { format!("1 {one} ago") } else { format!("{n} {many} ago") };
    match now_ms.saturating_sub(at_ms) {
        _ if at_ms == 0 => "at an unknown time".to_owned(),
        passed if passed < MINUTE_MS => "just now".to_owned(),
        passed if passed < HOUR_MS => counted(passed / MINUTE_MS, "minute", "minutes"),
        passed if passed < DAY_MS => counted(passed / HOUR_MS, "hour", "hours"),
        passed => counted(passed / DAY_MS, "day", "days"),
    }
}

/// A number with its thousands apart.
pub(crate) fn number(number: f64) -> String {
    let plain = format!("{number}");
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain;
    }
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// A number with its unit: money stands before, `%` and words behind.
pub(crate) fn measured(value: f64, unit: &str) -> String {
    match unit {
        "" => number(value),
        "€" | "$" | "£" | "¥" => format!("{unit}{}", number(value)),
        _ => format!("{}\u{a0}{unit}", number(value)),
    }
}

/// The number a plain text is, read by the browser: Rust's own reader is 12 KB of tables.
pub(crate) fn plain_number(plain: &str) -> Option<f64> {
    let number = f64::try_from(JsValue::from_str(plain)).ok();
    number.filter(|number| number.is_finite() && !plain.is_empty())
}

/// The number somebody typed, with or without its unit, in either habit of commas.
pub(crate) fn typed_number(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || ",.-−".contains(*c)).collect();
    let digits = digits.replace('−', "-");
    let decimal_comma = match (digits.rfind(','), digits.rfind('.')) {
        (Some(comma), Some(point)) => comma > point,
        (Some(comma), None) => digits.matches(',').count() == 1 && digits.len() - comma != 4,
        _ => false,
    };
    let plain = if decimal_comma { digits.replace('.', "").replace(',', ".") } else { digits.replace(',', "") };
    plain_number(&plain)
}

/// The letters in a person's ring.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    let letters: String = first.into_iter().chain(last).collect();
    // The browser has the tables of all letters already.
    if letters.is_empty() { "?".to_owned() } else { JsString::from(letters).to_upper_case().into() }
}

/// Names as a sentence has them: `Mei, Bruno and Ada`.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A word in the number it is counted in.
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_number_is_read_in_either_habit() {
        for (text, number) in [
            ("92", Some(92.0)),
            ("92 %", Some(92.0)),
            ("92,5", Some(92.5)),
            ("1,250", Some(1250.0)),
            ("1.250,5", Some(1250.5)),
            ("€ 1,250.50", Some(1250.5)),
            ("-3", Some(-3.0)),
            ("soon", None),
        ] {
            assert_eq!(typed_number(text), number, "{text}");
        }
    }

    #[test]
    fn days_lie_as_far_apart_as_in_the_calendar() {
        let between = |a: &str, b: &str| day_number(b).zip(day_number(a)).map(|(b, a)| b - a);
        assert_eq!(between("2026-02-28", "2026-03-01"), Some(1));
        assert_eq!(between("2028-02-28", "2028-03-01"), Some(2));
        assert_eq!(between("2026-01-01", "2027-01-01"), Some(365));
        assert_eq!(between("soon", "2027-01-01"), None);
    }

    #[test]
    fn thousands_stand_apart_from_five_digits_on() {
        assert_eq!(
            ["1250", "12,500", "-1,234,567.5"],
            [number(1250.0), number(12500.0), number(-1_234_567.5)].map(|n| n)
        );
        assert_eq!(initials("Ines Okafor-Lund"), "IO");
        assert_eq!(initials("  "), "?");
        assert_eq!(listed(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
    }
}
