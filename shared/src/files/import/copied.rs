//! A document as the draft of another one: its words in a charter of their own. Talk about it, signatures and readings stay with
//! the first.

use super::{Draft, SurfaceDraft};
use crate::id::{DocId, Lineage, RowId};
use crate::kinds::charter::CLAIMS;
use crate::kinds::org::{self, SURFACES, required_functions, surface_called};
use crate::kinds::{Face, Kind};
use crate::order::gather;
use crate::sheet::{Register, Row, Sheet, Stamp};

/// The document to copy.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// Its id.
    pub doc: &'a DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its sheet.
    pub sheet: &'a Sheet,
    /// The `org` document as it stands.
    pub org: &'a Sheet,
    /// Whether the copier may write in the `org` document: only then new surfaces and functions go along.
    pub may_register: bool,
}

/// A copy, not yet a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// The draft, to be placed.
    pub draft: Draft,
    /// The number of claims that are left out: their surfaces belong to the worked example, and the copier may not register
    /// them for the company.
    pub n_left_out: usize,
}

impl Original<'_> {
    /// The draft of a copy with a history of its own, whose values are written by `stamp`; `None` for a kind that cannot be
    /// copied.
    pub fn copied(&self, lineage: Lineage, stamp: &Stamp) -> Option<Copied> {
        let outline = self.kind.outline();
        let title = outline.title.filter(|_| self.kind.spec().face.is_ok_and(Face::is_copied))?;
        let name = match self.sheet.text(title).trim() {
            "" => outline.untitled,
            name => name,
        };
        let mut sheet = words_of(self.kind, self.sheet, stamp);
        sheet.texts.insert(title.to_owned(), format!("Copy of {name}"));
        let mut draft = Draft::of(self.kind, format!("copy:{}", self.doc), sheet);
        draft.lineage = Some(lineage);
        if self.may_register {
            draft.org.functions = required_functions(self.org, self.doc).map(|(_, name)| name.to_owned()).collect();
        }
        let n_left_out = self.settle_claims(&mut draft);
        Some(Copied { draft, n_left_out })
    }

    /// A surface of the worked example is no surface of the company: the one of its name is, or becomes one. Answers how many
    /// claims are left out.
    fn settle_claims(&self, draft: &mut Draft) -> usize {
        let Some(rows) = draft.sheet.lists.get_mut(CLAIMS) else { return 0 };
        let n_before = rows.len();
        rows.retain_mut(|row| {
            let id = row.value("surface").words().to_owned();
            if !id.parse::<RowId>().is_ok_and(|id| id.is_example()) {
                return true;
            }
            let Some(surface) = self.surface(&id) else { return false };
            let is_kept = self.may_register || surface_called(self.org, &surface.name).is_some();
            if is_kept {
                let named = row.values.get_mut("surface").into_iter().flat_map(|register| &mut register.writes);
                named.for_each(|write| write.value = surface.name.as_str().into());
                draft.org.surfaces.push(surface);
            }
            is_kept
        });
        n_before - rows.len()
    }

    fn surface(&self, id: &str) -> Option<SurfaceDraft> {
        let name = org::surface_name(self.org, id).filter(|name| !name.trim().is_empty())?.to_owned();
        let row = self.org.all_rows(SURFACES).iter().find(|row| row.id.as_str() == id)?;
        Some(SurfaceDraft { name, about: row.text("about").to_owned() })
    }
}

/// The texts, values and rows that anybody may write: nothing that is keyed by people, is somebody's own, or was removed.
fn words_of(kind: Kind, sheet: &Sheet, stamp: &Stamp) -> Sheet {
    let lists = kind.schema().lists.iter().filter(|list| !list.rule.is_own());
    let rows = |list: &str| sheet.rows(list).map(|row| copied_row(row, stamp)).collect::<Vec<_>>();
    Sheet {
        texts: sheet.texts.clone(),
        values: gather(sheet.values.iter().map(|(name, value)| (name.clone(), written(value, stamp)))),
        lists: gather(lists.map(|list| (list.name.to_owned(), rows(list.name)))),
        ..Sheet::default()
    }
}

fn copied_row(row: &Row, stamp: &Stamp) -> Row {
    let values = row.values.iter().map(|(name, value)| (name.clone(), written(value, stamp)));
    Row { values: gather(values), ..row.clone() }
}

fn written(register: &Register, stamp: &Stamp) -> Register {
    let mut register = register.clone();
    for write in &mut register.writes {
        (write.by, write.at_ms) = (stamp.by.clone(), stamp.at_ms);
    }
    register
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::files::import::{Placed, place};
    use crate::files::sample::sample;
    use crate::kinds::charter::{self, METRICS, MISSION, NAME, READINGS};

    const NOW: u64 = 1_790_000_000_000;

    fn stamp() -> Stamp {
        Stamp { by: "Ada".to_owned(), at_ms: NOW }
    }

    /// The worked example's charter of a team, as it stands in a workspace: its id, sheet, and the `org` document.
    fn first_keys() -> (DocId, Sheet, Sheet) {
        let draft = sample().into_iter().find(|draft| draft.source == "sample:first-keys").unwrap();
        let doc: DocId = "first-keys".parse().unwrap();
        let Placed { sheet, org } = place(&draft, &doc, &Sheet::default());
        (doc, sheet, org)
    }

    fn copy(may_register: bool) -> (Sheet, Sheet, Copied) {
        let (doc, sheet, org) = first_keys();
        let original = Original { doc: &doc, kind: charter::KIND, sheet: &sheet, org: &org, may_register };
        let copied = original.copied(Lineage::from_random(7), &stamp()).unwrap();
        (sheet, org, copied)
    }

    #[test]
    fn a_copy_says_the_same_words_under_a_name_of_its_own() {
        let (sheet, _, Copied { draft, .. }) = copy(true);
        assert_eq!(draft.sheet.text(NAME), "Copy of First Keys");
        assert_eq!(draft.sheet.text(MISSION), sheet.text(MISSION));
        let names = |sheet: &Sheet| sheet.rows(METRICS).map(|row| row.text("name").to_owned()).collect::<Vec<_>>();
        assert!(!names(&sheet).is_empty());
        assert_eq!(names(&draft.sheet), names(&sheet));
    }

    #[test]
    fn readings_removed_rows_and_the_people_who_wrote_stay_with_the_first() {
        let (doc, mut sheet, org) = first_keys();
        let removed = sheet.lists.get_mut(METRICS).and_then(|rows| rows.first_mut()).unwrap();
        removed.archived = Some(stamp());
        let id = removed.id.clone();
        assert!(sheet.rows(READINGS).count() > 0);
        let original = Original { doc: &doc, kind: charter::KIND, sheet: &sheet, org: &org, may_register: true };
        let Draft { sheet, .. } = original.copied(Lineage::from_random(7), &stamp()).unwrap().draft;
        assert_eq!(sheet.all_rows(READINGS).len(), 0);
        assert!(sheet.all_rows(METRICS).iter().all(|row| row.id != id && row.archived.is_none()));
        let registers = sheet.lists.values().flatten().flat_map(|row| row.values.values()).chain(sheet.values.values());
        let writes: Vec<_> = registers.flat_map(|register| &register.writes).collect();
        assert!(!writes.is_empty() && writes.iter().all(|write| write.by == "Ada" && write.at_ms == NOW));
    }

    #[test]
    fn a_copy_has_no_captain_and_is_found_by_no_later_import() {
        let (_, org, Copied { draft, .. }) = copy(true);
        let placed = place(&draft, &"copy".parse().unwrap(), &org);
        assert!(placed.org.keyed.values().all(|map| map.is_empty()), "{:?}", placed.org.keyed);
        assert!(!draft.example);
    }

    #[test]
    fn the_examples_surfaces_become_the_companys_where_the_copier_may_register_them() {
        let (sheet, org, Copied { draft, n_left_out }) = copy(true);
        let placed = place(&draft, &"copy".parse().unwrap(), &org);
        assert_eq!(n_left_out, 0);
        assert_eq!(placed.sheet.rows(CLAIMS).count(), sheet.rows(CLAIMS).count());
        for row in placed.sheet.rows(CLAIMS) {
            let id = row.value("surface").words();
            assert!(!id.parse::<RowId>().unwrap().is_example());
            assert!(placed.org.rows(SURFACES).any(|row| row.id.as_str() == id), "{id}");
        }
    }

    #[test]
    fn a_copier_who_may_not_register_surfaces_is_told_how_many_claims_are_left_out() {
        let (sheet, org, Copied { draft, n_left_out }) = copy(false);
        assert_eq!(n_left_out, sheet.rows(CLAIMS).count());
        let placed = place(&draft, &"copy".parse().unwrap(), &org);
        assert!(placed.org.lists.values().all(Vec::is_empty), "{:?}", placed.org.lists);
    }

    #[test]
    fn a_charter_can_be_copied_and_no_other_document() {
        let (doc, sheet, org) = first_keys();
        let copied = Kind::ALL.into_iter().filter(|kind| {
            let original = Original { doc: &doc, kind: *kind, sheet: &sheet, org: &org, may_register: true };
            original.copied(Lineage::from_random(7), &stamp()).is_some()
        });
        assert_eq!(copied.collect::<Vec<_>>(), [charter::KIND]);
    }
}
