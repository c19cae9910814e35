//! A charter's part of the `org` document, to go along where the charter is taken away alone.

use crate::id::DocId;
use crate::kinds::charter::CLAIMS;
use crate::kinds::org::{FUNCTIONS, SURFACES, TEAM};
use crate::order::gather;
use crate::sheet::{Row, Sheet};

/// The captain of `doc`, the functions it needs and the surfaces that its claims name, and nothing of other teams.
pub fn part_of_org(org: &Sheet, doc: &DocId, sheet: &Sheet) -> Sheet {
    let is_claimed = |row: &&Row| sheet.rows(CLAIMS).any(|claim| claim.value("surface").words() == row.id.as_str());
    let is_needed = |row: &&Row| row.value(TEAM).words() == doc.as_str();
    let keyed = org.keyed.iter().filter_map(|(map, keys)| {
        let own = keys.get(doc.as_str())?.clone();
        Some((map.clone(), [(doc.to_string(), own)].into()))
    });
    let lists = [
        (FUNCTIONS.to_owned(), org.rows(FUNCTIONS).filter(is_needed).cloned().collect()),
        (SURFACES.to_owned(), org.all_rows(SURFACES).iter().filter(is_claimed).cloned().collect()),
    ];
    Sheet { keyed: gather(keyed), lists: lists.into(), ..Sheet::default() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::files::import::{Placed, place};
    use crate::files::sample::sample;
    use crate::kinds::charter::CharterView;

    #[test]
    fn a_charter_reads_alike_beside_its_part_and_beside_the_whole() {
        let mut org = Sheet::default();
        let mut teams = Vec::new();
        for draft in sample() {
            let doc: DocId = draft.source.replace("sample:", "").parse().unwrap();
            let Placed { sheet, org: part } = place(&draft, &doc, &org);
            for (map, keys) in part.keyed {
                org.keyed.entry(map).or_default().extend(keys);
            }
            for (list, rows) in part.lists {
                org.lists.entry(list).or_default().extend(rows);
            }
            teams.push((doc, sheet));
        }
        for (doc, sheet) in &teams {
            let part = part_of_org(&org, doc, sheet);
            assert_eq!(CharterView::of(sheet, &part, doc), CharterView::of(sheet, &org, doc), "{doc}");
            assert!(part.keyed.values().all(|keys| keys.keys().all(|key| key == doc.as_str())));
            assert!(part.rows(SURFACES).count() < org.rows(SURFACES).count());
        }
    }
}
