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
        View::Advice => advice(Card::new(told, "open advice"), [sheet].into_iter()),
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

/// The advice in some reviews that nobody has answered, or that is to be done.
pub(super) fn advice<'a>(card: Card, sheets: impl Iterator<Item = &'a Sheet>) -> Card {
    let mut lines = Vec::new();
    for review in sheets.map(ReviewView::of) {
        for (on, one) in review.all_advice() {
            let end = match &one.ending {
                Ending::Open => "open".to_owned(),
                Ending::WillDo(day) if day.is_empty() => "will do".to_owned(),
                Ending::WillDo(day) => format!("will do by {}", long_day(day)),
                Ending::NotNow(_) | Ending::Done => continue,
            };
            let on = on.map(|item| format!("on “{}”", item.title().trim())).unwrap_or_default();
            let note = [Named::read(&one.by).name.to_owned(), on, end];
            let note: Vec<String> = note.into_iter().filter(|words| !words.is_empty()).collect();
            lines.push(Line::new(one.words(), note.join(", ")));
        }
    }
    let n_more = lines.len().saturating_sub(LINES_MAX);
    lines.truncate(LINES_MAX);
    let more = if n_more > 0 { format!("And {n_more} more.") } else { String::new() };
    card.lines(lines).foot(more).or_says("No advice waits for anything.")
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
