//! A browser's storage, and what its tabs say to each other: what was not stored when a tab is killed is gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use muster_shared::id::Lineage;
use muster_shared::sync::replica::{StoreKey, Stored};

/// One write to the device's storage.
#[derive(Debug, Clone)]
pub enum StoreOp {
    /// An update is put under its key, with its mark; a later one of the same key replaces it.
    Put(StoreKey, Arc<[u8]>, bool),
    /// Take these updates' marks off.
    MarkSaved(Vec<StoreKey>),
    /// Remember the document's history.
    Adopt(Lineage),
}

/// A message of one tab to the others.
#[derive(Debug, Clone)]
pub enum TabWord {
    /// It wrote this.
    Edit(StoreKey, Arc<[u8]>),
    /// The server has these.
    Saved(Vec<StoreKey>),
}

/// A browser: storage that outlives its tabs.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// The document's history, once a tab knew it.
    pub lineage: Option<Lineage>,
    rows: BTreeMap<StoreKey, (Arc<[u8]>, bool)>,
}

impl Device {
    /// Does one write.
    pub fn store(&mut self, op: StoreOp) {
        match op {
            StoreOp::Put(key, bytes, unsaved) => drop(self.rows.insert(key, (bytes, unsaved))),
            StoreOp::Adopt(lineage) => self.lineage = Some(lineage),
            StoreOp::MarkSaved(keys) => {
                for key in keys {
                    self.rows.entry(key).and_modify(|(_, unsaved)| *unsaved = false);
                }
            }
        }
    }

    /// The rows that a tab finds when it opens.
    pub fn rows(&self) -> Vec<Stored> {
        let rows = self.rows.iter();
        rows.map(|(key, (bytes, unsaved))| Stored { key: *key, bytes: Arc::clone(bytes), unsaved: *unsaved }).collect()
    }

    /// Whether a tab that opens finds this update.
    pub fn keeps(&self, update: &[u8]) -> bool {
        self.lineage.is_some() && self.rows.values().any(|(bytes, _)| **bytes == *update)
    }

    /// How many updates still bear the mark that no ack has covered them.
    pub fn n_unsaved(&self) -> usize {
        self.rows.values().filter(|(_, unsaved)| *unsaved).count()
    }
}
