//! Whether every copy of a document counts its texts alike: pages as they run in a browser but for the browser, a room,
//! and the real Yjs, whose edits are whatever a Yjs program may write, rich text and all.
//!
//! Everything follows from one seed. After every edit each text is the same string in the room, in what each page shows
//! and has kept up to date by itself, in a copy that is made anew, and in Yjs.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests: what fails here fails the test")]

mod house;
pub mod page;
mod typist;

use std::collections::BTreeMap;

use fastrand::Rng;
use muster_shared::kinds::Kind;
use muster_shared::sheet::Sheet;

use crate::chaos::yjs::Yjs;
pub use house::{House, Refused};

/// The counts of a run, to be summed up.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Edits by the pages.
    pub by_pages: usize,
    /// Edits by Yjs.
    pub by_yjs: usize,
    /// Times all texts were compared, wherever they are.
    pub comparisons: usize,
    /// Characters that stood for something embedded, over all comparisons.
    pub embedded: usize,
}

/// Runs the scenario of `seed`.
///
/// # Panics
/// When two copies count differently, or an honest edit is refused.
pub fn run(seed: u64, yjs: &Yjs) -> Tally {
    let mut rng = Rng::with_seed(seed);
    let kind = if rng.u8(..) < 200 { Kind::Charter } else { Kind::Org };
    let (n_pages, n_yjs) = (rng.usize(1..=2), rng.usize(1..=2));
    let mut house = House::new(kind, yjs, n_pages, n_yjs);
    for _ in 0..rng.usize(6..18) {
        house.step(&mut rng);
        house.compare(false, &mut rng);
    }
    house.come_home();
    house.compare(true, &mut rng);
    house.tally
}

/// Every text of a sheet by where it stands, as the real Yjs lists them.
pub fn texts(sheet: &Sheet) -> BTreeMap<String, String> {
    let roots = sheet.texts.iter().map(|(name, text)| (name.clone(), text.clone()));
    let rows = sheet.lists.iter().flat_map(|(list, rows)| {
        rows.iter().flat_map(move |row| {
            let texts = row.texts.iter();
            texts.map(move |(name, text)| (format!("{list}/{}/{name}", row.id.as_str()), text.clone()))
        })
    });
    roots.chain(rows).collect()
}
