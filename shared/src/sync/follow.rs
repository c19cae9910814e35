//! The places that a page must show anew, by the changes of its copy. Cost follows the change, not the document.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::RowId;
use crate::sheet::{ARCHIVED, List, ORDER, Place, Schema, VALUES};
use crate::sync::document::{Change, Delta, What};

/// The places that may read otherwise than before, each once.
#[derive(Debug, Default, PartialEq)]
pub struct Touched {
    /// Texts, and how they changed, step by step; no steps where the text is another one than before.
    pub texts: BTreeMap<Place, Vec<Vec<Delta>>>,
    /// Values of the sheet and of keyed maps.
    pub values: BTreeSet<Place>,
    /// Rows: their values and texts.
    pub rows: BTreeSet<(&'static str, RowId)>,
    /// Lists whose rows came, went or moved.
    pub orders: BTreeSet<&'static str>,
}

/// The places touched by changes of a document of `schema`.
///
/// Only the kind's own places are. An object that another program embeds in a text, or nests deeper, changes nothing
/// that is shown: it counts the same whatever is in it.
pub fn touched(schema: &Schema, changes: Vec<Change>) -> Touched {
    let mut touched = Touched::default();
    for change in changes {
        match schema.list(change.root) {
            Some(list) => touched.in_list(list, change),
            None => touched.on_sheet(schema, change),
        }
    }
    touched
}

impl Touched {
    fn on_sheet(&mut self, schema: &Schema, Change { root, path, what }: Change) {
        match what {
            _ if !path.is_empty() => {}
            What::Text(deltas) if schema.texts.contains(&root) => self.typed(Place::on_sheet(root), deltas),
            What::Text(_) => {}
            What::Keys(keys) => {
                let names = keys.iter().filter_map(|key| key.split_once(':')).map(|(name, _)| name);
                let place = |name| if root == VALUES { Place::on_sheet(name) } else { Place::under_key(root, name) };
                self.values.extend(names.map(place));
            }
        }
    }

    fn in_list(&mut self, list: &'static List, Change { path, what, .. }: Change) {
        let row = |key: &String| key.parse::<RowId>().ok();
        match (path.as_slice(), what) {
            ([], What::Keys(keys)) => {
                self.orders.insert(list.name);
                keys.iter().filter_map(row).for_each(|row| self.row(list, &row, list.texts));
            }
            ([key], What::Keys(keys)) => {
                let Some(row) = row(key) else { return };
                if keys.iter().any(|key| key == ORDER || key == ARCHIVED) {
                    self.orders.insert(list.name);
                }
                let texts: Vec<&str> =
                    list.texts.iter().copied().filter(|text| keys.iter().any(|key| key == text)).collect();
                self.row(list, &row, &texts);
            }
            ([key, name], What::Text(deltas)) if list.texts.contains(&name.as_str()) => {
                let Some(row) = row(key) else { return };
                self.typed(Place::in_row(list.name, &row, name), deltas);
                self.row(list, &row, &[]);
            }
            _ => {}
        }
    }

    /// A row reads otherwise, and these of its texts may be others than before: somebody put new ones under their keys.
    fn row(&mut self, list: &'static List, row: &RowId, texts: &[&str]) {
        self.texts.extend(texts.iter().map(|text| (Place::in_row(list.name, row, text), Vec::new())));
        self.rows.insert((list.name, row.clone()));
    }

    fn typed(&mut self, place: Place, deltas: Vec<Delta>) {
        self.texts.entry(place).or_default().push(deltas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::SCHEMA;

    fn change(root: &'static str, path: &[&str], what: What) -> Change {
        Change { root, path: path.iter().map(|key| (*key).to_owned()).collect(), what }
    }

    fn keys(keys: &[&str]) -> What {
        What::Keys(keys.iter().map(|key| (*key).to_owned()).collect())
    }

    fn typing() -> What {
        What::Text(vec![Delta::Insert("x".to_owned())])
    }

    /// The touched places, in short: `=` is a text, `!` a value, `#` a row, `@` an order.
    fn short(changes: Vec<Change>) -> String {
        let touched = touched(&SCHEMA, changes);
        let texts = touched.texts.iter().map(|(place, steps)| format!("={} {}", place.name, steps.len()));
        let values = touched.values.iter().map(|place| format!("!{}", place.name));
        let rows = touched.rows.iter().map(|(list, row)| format!("#{list} {row}"));
        let orders = touched.orders.iter().map(|list| format!("@{list}"));
        texts.chain(values).chain(rows).chain(orders).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_change_touches_what_it_is_read_in_and_nothing_else() {
        for (root, path, what, expected) in [
            ("mission", &[][..], typing(), "=mission 1"),
            ("mission", &["3"], typing(), ""),
            ("mission", &["k"], typing(), ""),
            ("mission", &["3"], keys(&["a:b"]), ""),
            ("values", &[], keys(&["ends:a-1", "odd"]), "!ends"),
            ("values", &["ends:a-1"], keys(&["ends:b-2"]), ""),
            ("claims", &["r1", "note"], typing(), "=note 1, #claims r1"),
            ("claims", &["r1", "note", "0"], typing(), ""),
            ("claims", &["r1", "odd"], typing(), ""),
            ("claims", &["r1"], keys(&["note"]), "=note 0, #claims r1"),
            ("claims", &["r1"], keys(&["order"]), "#claims r1, @claims"),
            ("claims", &["r1"], keys(&["archived"]), "#claims r1, @claims"),
            ("claims", &["r1"], keys(&["mode:a-1"]), "#claims r1"),
            ("claims", &[], keys(&["r1"]), "=note 0, #claims r1, @claims"),
            ("claims", &[], typing(), ""),
        ] {
            assert_eq!(short(vec![change(root, path, what)]), expected, "{root} {path:?}");
        }
        assert_eq!(short(vec![change("mission", &[], typing()), change("mission", &[], typing())]), "=mission 2");
    }
}
