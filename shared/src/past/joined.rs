//! The changes of one sitting, which somebody else's may lie between, taken together.

use super::{Changed, Fate, Said};
use crate::order::sort_by_key;

/// Changes and those that the same person made later, each part once. Where somebody else wrote at a place in between, both
/// steps stand there: nobody is shown another one's words as theirs.
pub fn joined(mut earlier: Vec<Changed>, later: Vec<Changed>) -> Vec<Changed> {
    for change in later {
        match earlier.iter_mut().rev().find(|known| known.is_of(&change)) {
            Some(known) => known.take(change),
            None => earlier.push(change),
        }
    }
    earlier.retain(|change| !change.is_nothing());
    let mut sections: Vec<String> = Vec::new();
    for change in &earlier {
        if !sections.contains(&change.section) {
            sections.push(change.section.clone());
        }
    }
    sort_by_key(&mut earlier, |change| sections.iter().position(|section| *section == change.section));
    earlier
}

impl Changed {
    fn take(&mut self, later: Self) {
        self.fate = match (self.fate, later.fate) {
            (Fate::Came | Fate::Back, Fate::Changed) => self.fate,
            (Fate::Gone, Fate::Came | Fate::Back) => Fate::Changed,
            (_, fate) => fate,
        };
        for said in later.said {
            match self.said.iter_mut().rev().find(|known| known.at == said.at) {
                Some(known) if known.after == said.before => known.after = said.after,
                _ => self.said.push(said),
            }
        }
        if let (Some(row), Some(later)) = (&mut self.row, later.row) {
            row.name = later.name;
        }
        self.said.retain(|said: &Said| said.before.trim() != said.after.trim());
        (self.section, self.part) = (later.section, later.part);
    }

    /// Whether all is as it was: what came and went again, or was put back.
    fn is_nothing(&self) -> bool {
        self.said.is_empty() && matches!(self.fate, Fate::Changed | Fate::Gone)
    }
}
