//! The rows that the device has kept, taken over as far as they fit.

use super::{Output, Replica, Stored};
use crate::id::Lineage;
use crate::sync::gate::Refusal;

impl Replica {
    /// Takes over what the device has kept. Rows the gate refuses are passed over and counted; an unsaved one that only
    /// lacks a dependency is kept until that comes.
    pub fn hydrate(&mut self, lineage: Option<Lineage>, rows: Vec<Stored>) -> usize {
        self.lineage = lineage;
        self.hydrated = self.lineage.is_some();
        if !self.hydrated {
            // The tab was killed between its first rows and their lineage: nobody knows whose history they are. They
            // came from the server, as nothing is edited before the lineage is known.
            return rows.len();
        }
        self.stranded = rows;
        let mut n_refused = 0;
        self.retry_stranded(&mut n_refused);
        let n_stranded = self.stranded.len();
        self.stranded.retain(|row| row.unsaved);
        n_refused + n_stranded
    }

    /// C14: takes over what the device has kept, at any time: when it answers at last, or when the page comes back to
    /// what other tabs wrote. `None` if that is of another history, and cannot stand beside what is here.
    pub fn join(&mut self, lineage: Option<Lineage>, rows: Vec<Stored>) -> Option<Vec<Output>> {
        if !self.hydrated {
            self.hydrate(lineage, rows);
            return Some(Vec::new());
        }
        match lineage {
            None => Some(Vec::new()),
            _ if self.aside.is_some() => Some(Vec::new()),
            Some(_) if lineage != self.lineage => None,
            Some(_) => {
                self.stranded.extend(rows.into_iter().filter(|row| !self.outbox.has(row.key)));
                let outputs = self.retry_stranded(&mut 0);
                self.stranded.retain(|row| row.unsaved);
                Some(outputs)
            }
        }
    }

    /// Takes in what fits. Rows of several tabs may have been stored out of order: what lacked a dependency fits once
    /// the rest is in.
    pub(super) fn retry_stranded(&mut self, n_refused: &mut usize) -> Vec<Output> {
        let mut outputs = Vec::new();
        let mut left = std::mem::take(&mut self.stranded);
        loop {
            let before = left.len();
            left.retain(|row| match self.copy.admit(&row.bytes) {
                Ok(_) if row.unsaved => {
                    self.note_own(row.key, &row.bytes);
                    self.outbox.stored(row.key);
                    outputs.extend(self.send_one(row.key, &row.bytes));
                    false
                }
                Ok(_) => false,
                Err(Refusal::MissingDependency) => true,
                Err(_) => {
                    *n_refused += 1;
                    false
                }
            });
            if left.len() == before {
                self.stranded = left;
                return outputs;
            }
        }
    }
}
