//! The line that greets somebody who comes back to a document: how much others changed since, and who.

use crate::order::sort_by_key;
use crate::sheet::within_a_sentence;
use crate::text::words::{counted, day_number, day_of_ms, listed, long_day, weekday};

/// People who are named; of more, the rest is counted.
const NAMED_MAX: usize = 3;

/// A sitting in which somebody else wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The names of those who sat, of whom the first began.
    pub by: Vec<String>,
    /// The time of the last edit, in milliseconds since 1970.
    pub to_ms: u64,
    /// How many places say something else.
    pub n: usize,
}

impl Heard {
    /// The sitting as somebody reads of it who may have sat too: without their name. `None` where nobody else sat.
    pub fn of_others(mut self, reader: &str, reader_began: bool) -> Option<Self> {
        let among = || self.by.iter().skip(1).position(|name| name == reader).map(|at| at + 1);
        let at = if reader_began { Some(0) } else { among() };
        if let Some(at) = at.filter(|at| *at < self.by.len()) {
            self.by.remove(at);
        }
        (!self.by.is_empty()).then_some(self)
    }
}

/// The line about what others changed since a moment; `None` where that is nothing.
pub fn since(heard: &[Heard], since_ms: u64, now_ms: u64) -> Option<String> {
    let mut news: Vec<&Heard> = heard.iter().filter(|one| one.to_ms > since_ms && one.n > 0).collect();
    sort_by_key(&mut news, |one| std::cmp::Reverse(one.to_ms));
    let mut people: Vec<String> = Vec::new();
    for name in news.iter().flat_map(|one| &one.by).filter(|name| !name.is_empty()) {
        let name = within_a_sentence(name);
        if !people.contains(&name) {
            people.push(name);
        }
    }
    let n: usize = news.iter().map(|one| one.n).sum();
    let more = people.len().saturating_sub(NAMED_MAX);
    people.truncate(NAMED_MAX);
    people.extend((more > 0).then(|| counted(more, "other", "others")));
    let by = if people.is_empty() { String::new() } else { format!(" by {}", listed(&people)) };
    (n > 0).then(|| format!("{} since {}{by}", counted(n, "change", "changes"), moment(since_ms, now_ms)))
}

/// The day of a moment as people say it: its weekday within the week.
fn moment(since_ms: u64, now_ms: u64) -> String {
    let (day, today) = (day_of_ms(since_ms), day_of_ms(now_ms));
    let passed = day_number(&today).zip(day_number(&day)).map(|(today, day)| today - day);
    match (passed, weekday(&day)) {
        (Some(..=0), _) => "earlier today".to_owned(),
        (Some(1), _) => "yesterday".to_owned(),
        (Some(2..=6), Some(name)) => name.to_owned(),
        _ => long_day(&day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: u64 = 24 * 3600 * 1000;
    /// A Tuesday morning: 24 November 2026.
    const NOW_MS: u64 = 1_795_507_200_000;

    fn heard(by: &[&str], days_ago: u64, n: usize) -> Heard {
        Heard { by: by.iter().map(|name| (*name).to_owned()).collect(), to_ms: NOW_MS - days_ago * DAY_MS, n }
    }

    #[test]
    fn the_line_counts_what_came_since_and_names_who_it_was_the_latest_first() {
        for (all, days, line) in [
            (vec![], 3, None),
            (vec![heard(&["Mei"], 4, 2)], 3, None),
            (vec![heard(&["Mei"], 1, 0)], 3, None),
            (vec![heard(&["Mei"], 1, 1)], 2, Some("1 change since Sunday by Mei")),
            (vec![heard(&["Mei"], 2, 2), heard(&["Bruno"], 1, 1)], 4, Some("3 changes since Friday by Bruno and Mei")),
            (vec![heard(&["Mei", "Bruno"], 0, 4)], 1, Some("4 changes since yesterday by Mei and Bruno")),
            (
                vec![heard(&["Imported from a.md by Ada"], 1, 2), heard(&["Mei"], 2, 1)],
                4,
                Some("3 changes since Friday by an import from a.md by Ada and Mei"),
            ),
            (vec![heard(&[""], 1, 1)], 30, Some("1 change since 25 October 2026")),
            (
                vec![heard(&["a", "b", "c", "d", "e"], 1, 1)],
                9,
                Some("1 change since 15 November 2026 by a, b, c and 2 others"),
            ),
        ] {
            assert_eq!(since(&all, NOW_MS - days * DAY_MS, NOW_MS).as_deref(), line);
        }
        let just_now = Heard { to_ms: NOW_MS, ..heard(&["Mei"], 0, 1) };
        assert_eq!(since(&[just_now], NOW_MS - 1, NOW_MS + 1).as_deref(), Some("1 change since earlier today by Mei"));
    }

    #[test]
    fn a_sitting_of_several_is_told_without_its_reader_and_one_of_the_reader_alone_is_not_told() {
        for (by, reader_began, told) in [
            (&["Ada"][..], true, None),
            (&["Mei"], false, Some(vec!["Mei"])),
            (&["Ada", "Mei"], true, Some(vec!["Mei"])),
            (&["Mei", "Ada", "Bo"], false, Some(vec!["Mei", "Bo"])),
            // Somebody of the same name began.
            (&["Ada", "Mei"], false, Some(vec!["Ada", "Mei"])),
        ] {
            let others = heard(by, 1, 3).of_others("Ada", reader_began).map(|heard| heard.by);
            assert_eq!(others, told.map(|names| names.into_iter().map(str::to_owned).collect()), "{by:?}");
        }
    }
}
