//! The items of a review by the team that each is about: who had something on the agenda, and which advice to a team was
//! worded as an order.

use super::advice::Advice;
use super::schema::{TEAM, TEXT};
use super::view::{Item, ReviewView};
use super::wording::is_an_order;
use crate::id::RowId;
use crate::sheet::Sheet;

/// One item of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfATeam {
    /// The team: the id of its charter, or a name.
    pub team: String,
    /// The item.
    pub item: RowId,
    /// Advice on it that is worded as an order: the row, and the sentence.
    pub orders: Vec<(RowId, String)>,
}

/// The items of a review that are about a team.
pub fn of_teams(sheet: &Sheet) -> Vec<OfATeam> {
    let view = ReviewView::of(sheet);
    let of_team = |item: &Item| {
        let team = item.row.value(TEAM).words().trim();
        let order = |advice: &Advice| {
            let text = advice.row.value(TEXT).words();
            Some((advice.row.id.clone(), text[is_an_order(text)?].to_owned()))
        };
        let orders = item.advice.iter().filter_map(order).collect();
        (!team.is_empty()).then(|| OfATeam { team: team.to_owned(), item: item.row.id.clone(), orders })
    };
    view.items.iter().filter_map(of_team).collect()
}
