//! Advice on a review itself, computed and never stored.

use super::schema::*;
use super::view::{Item, ReviewView};
use crate::id::RowId;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The list of the row.
    pub list: &'static str,
    /// The row.
    pub row: RowId,
    /// The remark.
    pub remark: Remark,
}

/// A remark on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// Nobody presents the item.
    NoPresenter,
    /// An item that is debated has no claim, no reasons or no evidence.
    NothingToRead,
    /// Nobody has taken an action on.
    NoOwner,
    /// An action has no day.
    NoDay,
    /// The day of an action has passed.
    Late,
}

impl Remark {
    /// A few words for the note's head.
    pub fn head(self) -> &'static str {
        match self {
            Self::NoPresenter => "Nobody presents it",
            Self::NothingToRead => "Nothing to read yet",
            Self::NoOwner => "Nobody has taken it on",
            Self::NoDay => "No day",
            Self::Late => "Its day has passed",
        }
    }

    /// The advice: the facts, and the next thing to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NoPresenter => "An item is presented by one person, who answers the advice on it.",
            Self::NothingToRead => "A debate needs a claim, the reasons for it and the evidence, before people meet.",
            Self::NoOwner => "An action is one person’s. Name who takes it on, or drop it.",
            Self::NoDay => "Without a day nobody will be asked for it.",
            Self::Late => "Say that it is done, or name another day.",
        }
    }
}

/// Everything noticed about a review on the day `today`, as `2026-11-29`.
pub fn checks(view: &ReviewView, today: &str) -> Vec<Check> {
    let of_items = view.items.iter().filter(|item| item.state().is_empty()).flat_map(|item| {
        let remarks = of_item(item).into_iter().flatten();
        remarks.map(|remark| Check { list: ITEMS, row: item.row.id.clone(), remark })
    });
    let open = view.actions.iter().filter(|action| !action.is_done());
    let of_actions = open.flat_map(|action| {
        let due = action.row.value(DUE).words();
        let nobody = action.row.value(OWNER).is_vacant().then_some(Remark::NoOwner);
        let day = match due {
            "" => Some(Remark::NoDay),
            day => (day < today).then_some(Remark::Late),
        };
        [nobody, day].into_iter().flatten().map(|remark| Check { list: ACTIONS, row: action.row.id.clone(), remark })
    });
    of_items.chain(of_actions).collect()
}

fn of_item(item: &Item) -> [Option<Remark>; 2] {
    let is_debate = item.row.value(TYPE).words() == "debate";
    let is_empty = |text: &str| item.row.text(text).trim().is_empty();
    [
        item.row.value(PRESENTER).is_vacant().then_some(Remark::NoPresenter),
        (is_debate && [CLAIM, BECAUSE, EVIDENCE].into_iter().any(is_empty)).then_some(Remark::NothingToRead),
    ]
}
