//! The views of a review.

use super::Told;
use super::card::{Card, LINES_MAX, Line, Part};
use super::view::View;
use crate::kinds::review::{Ending, Item, MINUTES, Names, PRESENTER, ReviewView, summary};
use crate::sheet::{Named, Row, Sheet};
use crate::text::words::{counted, long_day, number};

/// The card of a view; `None` where the whole is shown.
pub(super) fn card(view: View, told: &Told<'_>) -> Option<Card> {
    let sheet = told.from.sheet;
    Some(match view {
        View::Agenda => agenda(Card::new(told, "agenda"), sheet),
        View::Card => agenda(Card::new(told, "review"), sheet),
        View::Advice => advice(Card::new(told, "open advice"), [sheet].into_iter(), told.today),
        View::Summary => said(told),
        _ => return None,
    })
}

/// The agenda of a review.
pub(super) fn agenda(card: Card, sheet: &Sheet) -> Card {
    let review = ReviewView::of(sheet);
    let minutes = review.planned_minutes();
    let planned = if minutes > 0.0 { format!(", {} minutes", number(minutes)) } else { String::new() };
    let n = review.items.len();
    let foot = if n == 0 { String::new() } else { format!("{}{planned}", counted(n, "item", "items")) };
    card.lines(review.items.iter().take(LINES_MAX).map(item).collect())
        .foot(foot)
        .or_says("Nothing is on the agenda yet.")
}

fn item(item: &Item) -> Line {
    let state = match (item.state(), item.n_carried()) {
        ("", 0) => String::new(),
        ("", n) => format!("carried {n}×"),
        (state, _) => state.to_owned(),
    };
    let minutes = item.row.value(MINUTES).number().map(|minutes| format!("{} min", number(minutes)));
    let presenter = Named::read(item.row.value(PRESENTER).words()).name.to_owned();
    let note = [presenter, minutes.unwrap_or_default(), state];
    Line::new(item.title(), note.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", "))
}

/// The advice in some reviews that nobody has answered, or that is to be done: first what should be done by now, then what is
/// open, then what is to be done, the nearest day first.
pub(super) fn advice<'a>(card: Card, sheets: impl Iterator<Item = &'a Sheet>, today: &str) -> Card {
    let mut waiting = Vec::new();
    for review in sheets.map(ReviewView::of) {
        for (on, one) in review.all_advice() {
            let Some((place, end)) = waits(&one.ending, today) else { continue };
            let on = on.map(|item| format!("on “{}”", item.title().trim())).unwrap_or_default();
            let note = [Named::read(&one.by).name.to_owned(), on, end];
            let note: Vec<String> = note.into_iter().filter(|words| !words.is_empty()).collect();
            waiting.push((place, Line::new(one.words(), note.join(", "))));
        }
    }
    waiting.sort_by(|(one, _), (other, _)| one.cmp(other));
    let n_more = waiting.len().saturating_sub(LINES_MAX);
    let lines = waiting.into_iter().take(LINES_MAX).map(|(_, line)| line).collect();
    let more = if n_more > 0 { format!("And {n_more} more.") } else { String::new() };
    card.lines(lines).foot(more).or_says("No advice waits for anything.")
}

/// The place of advice among others that wait, and its words; `None` where it waits for nothing.
fn waits(ending: &Ending, today: &str) -> Option<((u8, String), String)> {
    match ending {
        Ending::WillDo(day) if !day.is_empty() && day.as_str() < today => {
            Some(((0, day.clone()), format!("was to be done by {}", long_day(day))))
        }
        Ending::Open => Some(((1, String::new()), "open".to_owned())),
        Ending::WillDo(day) if day.is_empty() => Some(((3, String::new()), "will do".to_owned())),
        Ending::WillDo(day) => Some(((2, day.clone()), format!("will do by {}", long_day(day)))),
        Ending::NotNow(_) | Ending::Done => None,
    }
}

/// The outcome of a review, a line for each thing that was said, advised, taken on or won.
fn said(told: &Told<'_>) -> Card {
    let person = |words: &str| Named::read(words).name.to_owned();
    let maker = |_: &'static str, _: &Row, by: &str| Named::read(by).name.to_owned();
    let names = Names { person: &person, maker: &maker };
    let page = summary(told.name, &ReviewView::of(told.from.sheet), &names, &[]);
    let mut card = Card::new(told, "summary");
    for part in page.parts {
        let lines = part.lines.into_iter().map(|line| Line { words: line.words, note: line.facts });
        card = card.with(Part::Heading(part.heading)).lines(lines.collect());
    }
    card.or_says("Nothing was said yet.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_that_is_late_comes_first_and_what_has_an_answer_waits_no_more() {
        let will_do = |day: &str| Ending::WillDo(day.to_owned());
        let mut endings = vec![
            will_do(""),
            will_do("2026-12-24"),
            Ending::Done,
            Ending::Open,
            will_do("2026-11-29"),
            Ending::NotNow("Not this year".to_owned()),
            will_do("2026-11-28"),
        ];
        endings.retain(|ending| waits(ending, "2026-11-29").is_some());
        endings.sort_by_key(|ending| waits(ending, "2026-11-29").map(|(place, _)| place));
        let says = |ending: &Ending| waits(ending, "2026-11-29").map(|(_, words)| words).unwrap_or_default();
        let said: Vec<String> = endings.iter().map(says).collect();
        let will_do_by = |day: &str| format!("will do by {}", long_day(day));
        let late = format!("was to be done by {}", long_day("2026-11-28"));
        assert_eq!(
            said,
            [late, "open".to_owned(), will_do_by("2026-11-29"), will_do_by("2026-12-24"), "will do".to_owned()]
        );
    }
}
