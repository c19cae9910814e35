//! The documents that belong into the pack of a review.

use crate::id::DocId;
use crate::kinds::log;
use crate::kinds::review::{ITEMS, KIND, PRESENTER, TEAM};
use crate::kinds::talk::{self, Talks};
use crate::names;
use crate::sheet::{Named, Sheet};

/// A charter, as far as it is known which items are about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Team {
    /// The name.
    pub name: String,
    /// The names of its captains.
    pub captains: Vec<String>,
}

/// The documents of a pack, those first that are missed most: the review, its series, the workspace's own document (which
/// says what teams and surfaces are called), the review before with its open advice, the charters of the items' teams with
/// their metrics, and then the decisions of those teams and all talk. A team is one that an item names, or whose captain
/// presents one.
pub fn wanted(review: &DocId, sheet: &Sheet, before: Option<DocId>, teams: &[(DocId, Team)]) -> Vec<DocId> {
    let of_items: Vec<&DocId> =
        teams.iter().filter(|(doc, team)| is_meant(sheet, doc, team)).map(|(doc, _)| doc).collect();
    let first = [Some(review.clone()), KIND.subject_of(review), Some(DocId::org()), before];
    let said = Talks::of(review).into_iter().flat_map(|talks| [Some(talks.own), talks.earlier]).flatten();
    let first = first.into_iter().flatten().chain(said);
    let logs: Vec<DocId> = of_items.iter().filter_map(|charter| log::about(charter)).collect();
    let talks = of_items.iter().copied().chain(&logs).filter_map(talk::about);
    let teams = of_items.iter().map(|doc| (*doc).clone());
    let mut wanted: Vec<DocId> = Vec::new();
    for doc in first.chain(teams).chain(logs.iter().cloned()).chain(talks) {
        if !wanted.contains(&doc) {
            wanted.push(doc);
        }
    }
    wanted
}

fn is_meant(review: &Sheet, charter: &DocId, team: &Team) -> bool {
    review.rows(ITEMS).any(|item| {
        let named = item.value(TEAM).words();
        let presenter = Named::read(item.value(PRESENTER).words()).name;
        named == charter.as_str()
            || (!named.is_empty() && names::same(named, &team.name))
            || (named.is_empty()
                && !presenter.is_empty()
                && team.captains.iter().any(|name| names::same(name, presenter)))
    })
}
