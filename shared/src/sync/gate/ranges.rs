//! Sets of clocks, kept as ranges that neither touch nor overlap.

use std::collections::BTreeMap;

/// A set of clocks of one client: start → end, the end not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ranges(BTreeMap<u32, u32>);

impl Ranges {
    /// Whether `clock` is in the set.
    pub(super) fn contains(&self, clock: u32) -> bool {
        self.0.range(..=clock).next_back().is_some_and(|(_, end)| clock < *end)
    }

    /// Whether every clock from `start` up to `end` is in.
    pub(super) fn covers(&self, start: u32, end: u32) -> bool {
        self.0.range(..=start).next_back().is_some_and(|(_, covered)| *covered >= end)
    }

    /// The end of the range that `clock` is in, if it is in one.
    pub(super) fn end_from(&self, clock: u32) -> Option<u32> {
        self.0.range(..=clock).next_back().map(|(_, end)| *end).filter(|end| clock < *end)
    }

    /// Adds `start..end`. Says whether anything of it is new.
    pub(super) fn insert(&mut self, mut start: u32, mut end: u32) -> bool {
        if let Some((&left, &left_end)) = self.0.range(..=start).next_back()
            && left_end >= start
        {
            if left_end >= end {
                return false;
            }
            start = left;
        }
        while let Some((&right, &right_end)) = self.0.range(start..=end).next_back() {
            end = end.max(right_end);
            self.0.remove(&right);
        }
        self.0.insert(start, end);
        true
    }

    /// About how much memory it takes: a tree keeps its nodes half full at least.
    pub(super) fn bytes(&self) -> usize {
        self.0.len() * 2 * size_of::<(u32, u32)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_grow_together() {
        let mut ranges = Ranges::default();
        assert!(ranges.insert(5, 7));
        assert!(ranges.insert(10, 12));
        assert!(!ranges.insert(5, 6));
        assert!(ranges.insert(7, 8));
        assert!(ranges.insert(0, 11));
        assert_eq!(ranges.0, BTreeMap::from([(0, 12)]));
        assert!(ranges.contains(11) && !ranges.contains(12));
    }

    #[test]
    fn it_agrees_with_a_set_of_clocks() {
        for seed in 0..200 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let (mut ranges, mut clocks) = (Ranges::default(), std::collections::BTreeSet::new());
            for _ in 0..40 {
                let start = rng.u32(0..60);
                let end = start + rng.u32(1..8);
                let before = clocks.len();
                clocks.extend(start..end);
                assert_eq!(ranges.insert(start, end), clocks.len() > before, "seed {seed}");
            }
            assert!((0..70).all(|clock| ranges.contains(clock) == clocks.contains(&clock)), "seed {seed}");
        }
    }
}
