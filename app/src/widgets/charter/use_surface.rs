//! A claim's surface: chosen from the registry, added to it, or proposed for it, by its name.

use crate::boxed::memo;
use crate::form::Typed;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::CLAIMS;
use muster_shared::kinds::org::{SURFACES, own_rows, proposal, proposed, surface_called, surface_name};
use muster_shared::order;
use muster_shared::sheet::Edit;

use super::use_charter::UseCharter;

impl UseCharter {
    /// The surface a claim is about, by its name.
    pub(crate) fn surface(self, row: &RowId) -> Typed {
        let pointer = self.charter.in_row(CLAIMS, row, "surface");
        let text = memo(move || pointer.register.with(|pointer| self.surface_called(pointer.words())));
        let commit = move |name: String| {
            let name = name.trim();
            if name.is_empty() {
                return pointer.write.run(None);
            }
            let known = self.org.doc.sheet.with_untracked(|org| surface_called(org, name));
            let known = known.or_else(|| self.register_surface(name));
            pointer.write.run(Some(known.map_or_else(|| proposal(name), String::from).into()))
        };
        Typed { text: text.into(), commit: Callback::new(commit), can_edit: self.charter.can_edit }
    }

    /// A surface's name by its id; at once also for one that was registered just now.
    pub(crate) fn surface_called(&self, id: &str) -> String {
        if let Some(name) = proposed(id) {
            return name.to_owned();
        }
        let Ok(row) = id.parse::<RowId>() else { return String::new() };
        let live = self.org.doc.row(SURFACES, &row).with(|row| row.value("name").words().to_owned());
        if !live.is_empty() {
            return live;
        }
        self.org.doc.sheet.with(|org| surface_name(org, id).unwrap_or_default().to_owned())
    }

    /// The names in the registry, to choose from; the worked example's are none of them.
    pub(crate) fn surfaces(self) -> Signal<Vec<String>> {
        let names = move || {
            let mut names: Vec<String> = self
                .org
                .doc
                .sheet
                .with(|org| own_rows(org, SURFACES).map(|row| row.value("name").words().to_owned()).collect());
            order::sort(&mut names);
            names.dedup();
            names
        };
        memo(names).into()
    }

    /// Puts a surface into the registry, where this person may. Others propose it by their claim.
    fn register_surface(&self, name: &str) -> Option<RowId> {
        let after = self.org.doc.rows(SURFACES).with_untracked(|ids| ids.last().cloned());
        let values = vec![("name".to_owned(), name.into())];
        let edit = Edit::Add { list: SURFACES.to_owned(), after, texts: Vec::new(), values };
        self.org.edit(&edit).ok().flatten()
    }
}
