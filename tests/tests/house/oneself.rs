//! Notes for oneself reach nobody by what they are: nothing that sends knows them, and nothing that knows them sends.

use anyhow::Result;

use crate::sources::{Source, nothing, product_uses};

/// The places that know notes for oneself.
const PLACES: [&str; 3] = ["app/src/pages/mine/", "app/src/store/private.rs", "shared/src/oneself/"];

/// Things that could take words away from a page, or leave them where others look.
const WAYS_OUT: [&str; 22] = [
    "fetch",
    "fetch_blob",
    "post",
    "call",
    "RequestInit",
    "Request",
    "WebSocket",
    "BroadcastChannel",
    "Navigator",
    "Cache",
    "CacheStorage",
    "storage",
    "Storage",
    "local_storage",
    "live",
    "LiveDoc",
    "link",
    "tabs",
    "sync",
    "Replica",
    "Draft",
    "DocId",
];

fn is_there(source: &Source) -> bool {
    PLACES.iter().any(|place| source.below(place))
}

#[test]
fn nothing_that_sends_knows_notes_for_oneself() -> Result<()> {
    let doors = ["shared/src/lib.rs", "app/src/store/mod.rs"];
    let others = |source: &Source| !is_there(source) && !doors.contains(&source.path.as_str());
    nothing("notes for oneself are known in their own places alone", product_uses(&["oneself", "Private"], others)?);
    Ok(())
}

#[test]
fn what_knows_notes_for_oneself_has_no_way_out() -> Result<()> {
    nothing("notes for oneself have no way to a server, a tab, a document or a file but a sealed one", {
        product_uses(&WAYS_OUT, is_there)?
    });
    Ok(())
}
