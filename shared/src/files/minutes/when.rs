//! The day and time of a meeting, as its minutes say them.

use super::page::{Page, bullet};
use crate::files::day::day_in;
use crate::files::lines::plain;
use crate::kinds::Slot;

/// Labels of the day.
const DAYS: &[&str] = &["meeting date", "date of meeting", "date", "day", "when"];
/// Labels of the time.
const TIMES: &[&str] = &["meeting time", "time"];

/// The day and time of a meeting: by the name of its file, which people keep in order, else by what stands above the agenda. Midnight
/// stands for a time that is not said.
pub(super) fn slot(stem: &str, page: &Page<'_>) -> Option<Slot> {
    let labelled: Vec<(String, String)> = labelled(page).collect();
    let of = |labels: &[&str]| -> Vec<&str> {
        let said = labelled.iter().filter(|(label, _)| labels.contains(&label.as_str()));
        said.map(|(_, value)| value.as_str()).collect()
    };
    let mut texts = vec![stem];
    texts.extend(of(DAYS));
    texts.extend(of(&["title"]));
    texts.push(page.title());
    let days: Vec<(String, &str)> = texts.into_iter().filter_map(day_in).collect();
    let (day, _) = days.first()?;
    let beside = days.iter().filter(|(other, _)| other == day).map(|(_, rest)| *rest);
    let time = beside.chain(of(TIMES)).find_map(time_in).unwrap_or_else(|| "00:00".to_owned());
    Slot::new(day, &time).ok()
}

/// Labelled values above the agenda.
fn labelled(page: &Page<'_>) -> impl Iterator<Item = (String, String)> {
    let front = page.front.iter().filter_map(|entry| Some((entry.key.clone(), entry.value()?)));
    let lines = page.above().flat_map(|part| &part.lines).filter_map(|line| {
        let words = bullet(line.text).map_or(line.text, |(_, words)| words);
        let (label, value) = words.split_once(':')?;
        Some((plain(label), value.to_owned()))
    });
    front.chain(lines)
}

/// The first time of a text, as `10:00`.
fn time_in(text: &str) -> Option<String> {
    text.match_indices(':').find_map(|(at, _)| {
        let before = &text[..at];
        let n = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (hour, behind) = (&before[before.len() - n..], &text[at + 1..]);
        let minute = behind.get(..2).filter(|minute| minute.bytes().all(|byte| byte.is_ascii_digit()))?;
        let hour: u8 = hour.parse().ok().filter(|_| n <= 2)?;
        let rest = behind[2..].trim_start().to_lowercase();
        let hour = match hour {
            12 if rest.starts_with("am") => 0,
            1..=11 if rest.starts_with("pm") => hour + 12,
            hour => hour,
        };
        let is_time = hour < 24 && minute < "60" && !rest.starts_with(|char: char| char.is_ascii_digit());
        is_time.then(|| format!("{hour:02}:{minute}"))
    })
}
