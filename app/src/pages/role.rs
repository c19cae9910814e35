//! Role canvases: what their page adds to the outline, and the way to begin one.

use muster_shared::access::Audience;
use muster_shared::id::RowId;
use muster_shared::kinds::role::*;
use muster_shared::sheet::{Edit, Place, Splice};

use super::open;
use crate::live::{Begin, LiveDoc, Opened};
use crate::store::ForWhom;
use crate::visitor;
use crate::widgets::outline::{Own, Titled};

/// The parts that a role canvas adds to its outline.
pub(super) struct OfRole(pub(super) LiveDoc);

impl Own for OfRole {
    fn titled(&self) -> Titled {
        Titled {
            page: None,
            label: "Name of the canvas",
            hint: "Name the role",
            says: "A function is missing: say what whoever fills it changes, what they add, and who talks with them. No candidate is named \
                or rated here.",
            editors: "its people",
        }
    }

    fn ways(&self) -> Vec<(&'static str, String)> {
        let doc = self.0.id().into_iter();
        doc.map(|doc| ("Who may read this", format!("/d/{doc}/people"))).collect()
    }

    /// The remark on the panel stands beside its first row.
    fn noticed(&self, list: &'static str, row: &RowId) -> Vec<(String, String)> {
        let is_first = list == PANEL && self.0.rows(PANEL).with(|rows| rows.first() == Some(row));
        let lack = is_first.then(|| self.0.sheet.with(lacks)).flatten();
        lack.into_iter().map(|lack| (lack.head().to_owned(), lack.advice().to_owned())).collect()
    }
}

/// Makes a canvas for a function that a team misses, here and now: for the person who begins it, who lets others in.
pub(super) fn begin(function: &str, team: &str) -> Result<Opened, String> {
    let (doc, lineage) = open::new_ids();
    let audience = if visitor::own().who().is_empty() { Audience::Workspace } else { Audience::Roster };
    let for_whom = ForWhom { audience, people: Vec::new() };
    let opened = open::take(&doc, KIND, Some(Begin { lineage, for_whom, captains: false }));
    let insert = format!("{function}, {team}");
    let name = Edit::Write { at: Place::on_sheet(NAME), splice: Splice { at: 0, remove: 0, insert } };
    let words = |field: &str, words: &str| Edit::Set { at: Place::on_sheet(field), to: words.into() };
    for edit in [name, words(FUNCTION, function), words(FOR_TEAM, team)] {
        opened.live().edit(&edit).map_err(|error| error.to_string())?;
    }
    Ok(opened)
}
