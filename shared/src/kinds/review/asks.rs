//! The things that a review asks for: answers to advice, and actions that are done. Its agenda goes along, for those who come.

use super::advice::{Advice, Ending};
use super::schema::*;
use super::view::{Action, Item, ReviewView};
use crate::asks::{Agenda, Ask, Asked, DAYS_BEFORE, Point, Sort, Waiting, Waits, Whose, named, writer};
use crate::sheet::Row;
use crate::text::words::{day_of_ms, days_later};

/// All of it.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let view = ReviewView::of(asked.shown);
    let advice = view.items.iter().flat_map(|item| item.advice.iter().filter_map(move |one| advice(asked, item, one)));
    let actions = view.actions.iter().filter_map(|action| an_action(asked, action));
    Waits { waiting: advice.chain(actions).collect(), agenda: Some(agenda(asked, &view)), ..Waits::default() }
}

/// An answer that the presenter owes; nothing where nobody presents the item, or it is answered and its day has not come.
fn advice(asked: &Asked<'_>, item: &Item, one: &Advice) -> Option<Waiting> {
    let whose = asked.people(ITEMS, &item.row.id, PRESENTER);
    let (sort, by) = match &one.ending {
        _ if whose.is_empty() => return None,
        Ending::Open => (Sort::Advice, ""),
        Ending::WillDo(day) if !day.is_empty() => (Sort::Promise, day.as_str()),
        Ending::WillDo(_) | Ending::NotNow(_) | Ending::Done => return None,
    };
    let said = match sort {
        Sort::Promise => format!("You said that you would: {}", one.words()),
        _ if one.by.is_empty() => format!("Advice: {}", one.words()),
        _ => format!("{} advised: {}", one.by, one.words()),
    };
    let since = one.row.value(ITEM).writes.first().map_or(0, |write| write.at_ms);
    let ask = Ask::at(sort, asked.doc, &one.row.id, &said).below(item.title());
    let ask = Ask { since: day_of_ms(since), due: by.to_owned(), ..ask };
    Some(Waiting { from: by.to_owned(), ..Waiting::of(Whose::People(whose), ask) })
}

/// An action that somebody took on, from a week before its day on.
fn an_action(asked: &Asked<'_>, action: &Action) -> Option<Waiting> {
    let (row, whose) = (&action.row, asked.people(ACTIONS, &action.row.id, OWNER));
    if action.is_done() || whose.is_empty() || row.text(ACTION).trim().is_empty() {
        return None;
    }
    let due = row.value(DUE).words();
    let ask = Ask::at(Sort::Action, asked.doc, &row.id, row.text(ACTION));
    let ask = match item_of(asked, row) {
        Some(item) => ask.below(item.text(TITLE)),
        None => ask,
    };
    let since = row.value(OWNER).writes.iter().map(|write| write.at_ms).min().unwrap_or(0);
    let ask = Ask { since: day_of_ms(since), due: due.to_owned(), ..ask };
    Some(Waiting { from: days_later(due, -DAYS_BEFORE), ..Waiting::of(Whose::People(whose), ask) })
}

fn item_of<'a>(asked: &Asked<'a>, row: &Row) -> Option<&'a Row> {
    let item = row.value(ITEM).words();
    asked.shown.all_rows(ITEMS).iter().find(|one| one.id.as_str() == item)
}

fn agenda(asked: &Asked<'_>, view: &ReviewView) -> Agenda {
    let point = |item: &Item| Point {
        row: item.row.id.clone(),
        presenters: asked.people(ITEMS, &item.row.id, PRESENTER),
        is_to_read: [CLAIM, BECAUSE, EVIDENCE].into_iter().any(|text| !item.row.text(text).trim().is_empty()),
        readers: asked
            .shown
            .rows(READS)
            .filter(|read| item.is(read.value(ITEM).words()))
            .map(|read| writer(read, ITEM).to_owned())
            .collect(),
    };
    let leads = asked.sheet.value(FACILITATOR).writes.iter().filter_map(|write| write.value.words());
    let of = |list: &'static str, field: &'static str| asked.sheet.rows(list).flat_map(move |row| named(row, field));
    let present = asked.shown.rows(PRESENT).map(|row| writer(row, HERE).to_owned());
    let people = leads.map(ToOwned::to_owned).chain(of(ITEMS, PRESENTER)).chain(of(ACTIONS, OWNER));
    let mut people: Vec<String> = people.chain(of(ATTENDED, NAME)).chain(present).collect();
    let mut teams: Vec<String> = of(ITEMS, TEAM).collect();
    for named in [&mut people, &mut teams] {
        crate::order::sort(named);
        named.dedup();
    }
    Agenda { points: view.open_items().map(point).collect(), people, teams }
}
