//! Links between documents of the example. It is written before any document has an id, so each link names its document by the source
//! that it is made from, and is settled once that one has a place.

use super::rows::put_all;
use crate::files::import::Draft;
use crate::id::DocId;
use crate::kinds::okr::{KIND, OBJECTIVES, TEAM, TOWARDS};

/// A draft of the example whose links lead to documents that are there: `find` tells the id of the one that was made from a source. A
/// link to nothing is left out; the name beside it stays.
pub fn linked(mut draft: Draft, find: impl Fn(&str) -> Option<DocId>) -> Draft {
    if draft.kind != KIND {
        return draft;
    }
    let sheet = &mut draft.sheet;
    let team = sheet.values.remove(TEAM).and_then(|source| find(source.words()));
    put_all(&mut sheet.values, &[(TEAM, team.map(String::from).unwrap_or_default().into())]);
    for row in sheet.lists.get_mut(OBJECTIVES).into_iter().flatten() {
        let above = row.values.remove(TOWARDS).and_then(|link| {
            let (source, row) = link.words().rsplit_once('/')?;
            Some(format!("{}/{row}", find(source)?))
        });
        put_all(&mut row.values, &[(TOWARDS, above.unwrap_or_default().into())]);
    }
    draft
}
