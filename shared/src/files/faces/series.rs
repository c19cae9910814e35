//! The views of a series of reviews. The dates come from the server, which alone knows the time zones.

use super::Told;
use super::card::{Card, Line, Part};
use super::review::{advice, agenda};
use super::view::View;
use crate::kinds::Digest;
use crate::sheet::Sheet;

/// A review of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Its day and time in words.
    pub when: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Whether its time has come.
    pub is_on: bool,
    /// Whether somebody has begun it.
    pub is_begun: bool,
    /// Its words, once somebody has begun it, for those who may read it too.
    pub sheet: Option<Sheet>,
}

/// The card of a view; `None` where the whole is shown.
pub(super) fn card(view: View, told: &Told<'_>) -> Option<Card> {
    let next = told.meetings.iter().find(|meeting| !meeting.is_on);
    Some(match view {
        View::Next => planned(Card::new(told, "next review"), next),
        View::Current => planned(Card::new(told, "review"), told.meetings.iter().find(|one| one.is_on).or(next)),
        View::Card => brief(told, next),
        View::Advice => {
            let begun = told.meetings.iter().filter_map(|meeting| meeting.sheet.as_ref());
            advice(Card::new(told, "open advice"), begun, told.today)
        }
        _ => return None,
    })
}

fn planned(card: Card, meeting: Option<&Meeting>) -> Card {
    let Some(meeting) = meeting else { return card.lead("No review is planned.") };
    let card = card.with(Part::Big(meeting.when.clone(), format!("{} minutes", meeting.minutes)));
    match &meeting.sheet {
        Some(sheet) => agenda(card, sheet),
        None if meeting.is_begun => card,
        None => card.lines(vec![Line::new("Nothing is on the agenda yet.", "")]),
    }
}

fn brief(told: &Told<'_>, next: Option<&Meeting>) -> Card {
    let Digest { sentence, .. } = told.kind.digest(told.from.sheet).unwrap_or_default();
    let when = next.map(|next| vec![("Next", next.when.clone())]);
    Card::new(told, "reviews").lead(sentence).with(Part::Labelled(when.unwrap_or_default()))
}
