//! Days, times and numbers as people write them.

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
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

/// The months as people write them in a text whose letters were made small.
pub const SMALL_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
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
    let is_day = (0..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_day.then_some(Day { year, month, day })
}

/// `2026-09-01` as `1 September 2026`; what is no day stays as it is.
pub fn long_day(text: &str) -> String {
    day_of(text).map_or_else(|| text.to_owned(), |d| format!("{} {} {}", d.day, MONTHS[d.month - 1], d.year))
}

/// `2027-03-31` as `31 Mar 2027`, without the year if it is the one of `today`.
pub fn short_day(text: &str, today: &str) -> String {
    let Some(day) = day_of(text) else { return text.to_owned() };
    let month: String = MONTHS[day.month - 1].chars().take(3).collect();
    match day_of(today) {
        Some(now) if now.year == day.year => format!("{} {month}", day.day),
        _ => format!("{} {month} {}", day.day, day.year),
    }
}

/// `2027-06-30` as `June 2027`.
pub fn month(text: &str) -> String {
    day_of(text).map_or_else(|| text.to_owned(), |day| format!("{} {}", MONTHS[day.month - 1], day.year))
}

/// The name of the day of the week; nothing of what is no day.
pub fn weekday(text: &str) -> Option<&'static str> {
    // 1 March of year 0, which has the number 1, was a Wednesday.
    day_number(text).and_then(|number| WEEKDAYS.get((number + 2).rem_euclid(7) as usize).copied())
}

/// Days since 1 March of year 0, to measure how far days lie apart.
pub fn day_number(text: &str) -> Option<i64> {
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

/// The day of a number that [`day_number`] gives, as `2026-11-29`.
pub fn day_of_number(number: i64) -> String {
    let (era, of_era) = ((number - 1).div_euclid(146_097), (number - 1).rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, is_early) = (of_year - (153 * month + 2) / 5 + 1, month >= 10);
    let (year, month) = (year + 400 * era + i64::from(is_early), if is_early { month - 9 } else { month + 3 });
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day that so many days lie before the first one of 1970 in [`day_number`]'s count.
const FIRST_OF_1970: i64 = 719_469;

/// The day that is so many days later; what is no day stays as it is.
pub fn days_later(text: &str, days: i64) -> String {
    day_number(text).map_or_else(|| text.to_owned(), |number| day_of_number(number.saturating_add(days)))
}

/// The day of a moment, in UTC; empty for one that nobody noted.
pub fn day_of_ms(at_ms: u64) -> String {
    match at_ms {
        0 => String::new(),
        at_ms => day_of_number(FIRST_OF_1970 + (at_ms / DAY_MS) as i64),
    }
}

/// A text on one line of so many characters at most.
pub fn one_line(text: &str, chars: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = text.char_indices().nth(chars).map(|(at, _)| format!("{}…", text[..at].trim_end()));
    cut.unwrap_or(text)
}

/// How long ago something was written, by the writer's clock, which may be wrong.
pub fn ago(at_ms: u64, now_ms: u64) -> String {
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
pub fn number(number: f64) -> String {
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
pub fn measured(value: f64, unit: &str) -> String {
    match unit {
        "" => number(value),
        "€" | "$" | "£" | "¥" => format!("{unit}{}", number(value)),
        _ => format!("{}\u{a0}{unit}", number(value)),
    }
}

/// Names as a sentence has them: `Mei, Bruno and Ada`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A word in the number it is counted in.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// The first letters of a name's first and last word, as they are written; none for a name without letters.
pub fn first_letters(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_a_day_is_that_days() {
        for number in day_number("1899-12-31").unwrap_or_default()..day_number("2105-03-02").unwrap_or_default() {
            assert_eq!(day_number(&day_of_number(number)), Some(number));
        }
        assert_eq!(day_number("2028-02-29").map(day_of_number).as_deref(), Some("2028-02-29"));
    }

    #[test]
    fn days_lie_as_far_apart_as_in_the_calendar() {
        let between = |a: &str, b: &str| day_number(b).zip(day_number(a)).map(|(b, a)| b - a);
        for (a, b, days) in [
            ("2026-02-28", "2026-03-01", Some(1)),
            ("2028-02-28", "2028-03-01", Some(2)),
            ("2026-01-01", "2027-01-01", Some(365)),
            ("soon", "2027-01-01", None),
            ("2026-13-01", "2027-01-01", None),
            ("9000000000000000000-01-01", "2027-01-01", None),
        ] {
            assert_eq!(between(a, b), days, "{a} to {b}");
        }
    }

    #[test]
    fn a_day_that_is_so_many_days_later_is_the_calendars() {
        for (from, days, later) in [
            ("2026-02-27", 2, "2026-03-01"),
            ("2028-02-28", 1, "2028-02-29"),
            ("2026-12-31", 1, "2027-01-01"),
            ("2026-03-01", -1, "2026-02-28"),
            ("2026-11-29", 0, "2026-11-29"),
            ("2000-02-29", 146_097, "2400-02-29"),
            ("soon", 3, "soon"),
        ] {
            assert_eq!(days_later(from, days), later, "{from} and {days}");
        }
        assert_eq!([day_of_ms(0), day_of_ms(1), day_of_ms(1_795_507_200_000)], ["", "1970-01-01", "2026-11-24"]);
    }

    #[test]
    fn a_day_has_the_name_that_the_calendar_gives_it() {
        for (day, name) in [
            ("1970-01-01", Some("Thursday")),
            ("2024-02-29", Some("Thursday")),
            ("2026-11-29", Some("Sunday")),
            ("2026-11-30", Some("Monday")),
            ("soon", None),
        ] {
            assert_eq!(weekday(day), name, "{day}");
        }
    }

    #[test]
    fn days_are_written_out_and_what_is_no_day_stays() {
        assert_eq!([long_day("2026-09-01"), long_day("soon")], ["1 September 2026", "soon"]);
        assert_eq!([month("2027-06-30"), month("2027-00-30")], ["June 2027", "2027-00-30"]);
        let today = "2027-01-15";
        assert_eq!([short_day("2027-03-31", today), short_day("2026-12-31", today)], ["31 Mar", "31 Dec 2026"]);
    }

    #[test]
    fn a_time_is_as_long_ago_as_the_clocks_differ_and_never_in_the_future() {
        for (at_ms, now_ms, said) in [
            (0, 5, "at an unknown time"),
            (9_000_000, 1, "just now"),
            (1, MINUTE_MS, "just now"),
            (1, MINUTE_MS + 1, "1 minute ago"),
            (1, 2 * HOUR_MS + 1, "2 hours ago"),
            (1, 3 * DAY_MS + 1, "3 days ago"),
        ] {
            assert_eq!(ago(at_ms, now_ms), said);
        }
    }

    #[test]
    fn thousands_stand_apart_from_five_digits_on() {
        assert_eq!([1250.0, 12500.0, -1_234_567.5].map(number), ["1250", "12,500", "-1,234,567.5"]);
        assert_eq!(measured(12500.0, "€"), "€12,500");
        assert_eq!([measured(5.0, ""), measured(5.0, "days")], ["5", "5\u{a0}days"]);
    }

    #[test]
    fn names_and_counts_read_as_a_sentence_has_them() {
        assert_eq!(["Ines Okafor-Lund", "ada", "  "].map(first_letters), ["IO", "a", ""]);
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!([listed(&names[..0]), listed(&names[..1]), listed(&names)], ["", "a", "a, b and c"]);
        assert_eq!([counted(1, "row", "rows"), counted(0, "row", "rows")], ["1 row", "0 rows"]);
    }
}
