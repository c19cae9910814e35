//! How far a text box lags behind its text while an input method composes: nothing may be put into the box then, or the
//! composition would end.

use crate::sheet::{Splice, units};
use crate::sync::document::Delta;

/// Where each unit stands while a text box lags behind its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// In both.
    Both,
    /// A letter only in the text: somebody else typed it.
    Text,
    /// A letter only in the box: somebody else took it out.
    Box,
}

/// How far a text box lags behind its text while an input method composes and nothing may be put into the box.
#[derive(Debug, Clone)]
pub struct Lag {
    units: Vec<Unit>,
}

impl Lag {
    /// No lag yet, in a box of `len` units.
    pub fn new(len: usize) -> Self {
        Self { units: vec![Unit::Both; len] }
    }

    /// Somebody else typed.
    pub fn typed_elsewhere(&mut self, deltas: &[Delta]) {
        let mut at = 0;
        for delta in deltas {
            match delta {
                Delta::Keep(len) => at = self.skip(at, *len, |unit| unit != Unit::Box),
                Delta::Insert(text) => {
                    let len = units(text) as usize;
                    self.units.splice(at..at, std::iter::repeat_n(Unit::Text, len));
                    at += len;
                }
                Delta::Remove(len) => at = self.remove_from_text(at, *len),
            }
        }
    }

    fn remove_from_text(&mut self, mut at: usize, len: u32) -> usize {
        let mut left = len;
        while left > 0 && at < self.units.len() {
            match self.units[at] {
                Unit::Box => at += 1,
                Unit::Both => {
                    self.units[at] = Unit::Box;
                    at += 1;
                    left -= 1;
                }
                Unit::Text => {
                    self.units.remove(at);
                    left -= 1;
                }
            }
        }
        at
    }

    /// The splice made in the box, as splices of the text, to be made in this order.
    pub fn typed_here(&mut self, splice: &Splice) -> Vec<Splice> {
        let start = self.skip(0, splice.at, |unit| unit != Unit::Text);
        let at = self.units[..start].iter().filter(|unit| **unit != Unit::Box).count() as u32;
        let mut splices: Vec<Splice> = Vec::new();
        let (mut place, mut in_text, mut left) = (start, at, splice.remove);
        while left > 0 && place < self.units.len() {
            match self.units[place] {
                Unit::Text => {
                    in_text += 1;
                    place += 1;
                    continue;
                }
                // Both halves of a pair go at once.
                Unit::Both => match splices.last_mut() {
                    Some(splice) if splice.at == in_text => splice.remove += 1,
                    _ => splices.push(Splice { at: in_text, remove: 1, insert: String::new() }),
                },
                Unit::Box => {}
            }
            self.units.remove(place);
            left -= 1;
        }
        let len = units(&splice.insert) as usize;
        self.units.splice(start..start, std::iter::repeat_n(Unit::Both, len));
        if len > 0 {
            splices.push(Splice { at, remove: 0, insert: splice.insert.clone() });
        }
        splices
    }

    /// Where an offset in the box stands in the text.
    pub fn in_text(&self, offset: u32) -> u32 {
        let end = self.skip(0, offset, |unit| unit != Unit::Text);
        self.units[..end].iter().filter(|unit| **unit != Unit::Box).count() as u32
    }

    /// The place behind the next `len` units that `counts`.
    fn skip(&self, from: usize, len: u32, counts: impl Fn(Unit) -> bool) -> usize {
        let mut left = len;
        let mut at = from;
        while left > 0 && at < self.units.len() {
            left -= u32::from(counts(self.units[at]));
            at += 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::typing::tests::apply;

    #[test]
    fn composing_while_others_type_loses_nothing_on_either_side() {
        let mut rng = fastrand::Rng::with_seed(5);
        for _ in 0..3000 {
            let (mut text, mut shown) = ("hello world".to_owned(), "hello world".to_owned());
            let mut lag = Lag::new(11);
            for step in 0..8 {
                let source = if step % 2 == 0 { &text } else { &shown };
                let len = source.len() as u32;
                let at = rng.u32(0..=len);
                let remove = rng.u32(0..=(len - at).min(3));
                let splice = Splice { at, remove, insert: "xy"[..rng.usize(0..=2)].to_uppercase() };
                if step % 2 == 0 {
                    text = apply(&text, &splice);
                    let insert = Delta::Insert(splice.insert.clone());
                    lag.typed_elsewhere(&[Delta::Keep(at), Delta::Remove(remove), insert]);
                } else {
                    shown = apply(&shown, &splice);
                    lag.typed_here(&splice).iter().for_each(|splice| text = apply(&text, splice));
                }
                let count = |unit| lag.units.iter().filter(|one| **one == unit).count();
                assert_eq!(count(Unit::Both) + count(Unit::Text), text.len());
                assert_eq!(count(Unit::Both) + count(Unit::Box), shown.len());
            }
        }
    }

    #[test]
    fn a_letter_of_two_units_goes_at_once() {
        let mut lag = Lag::new(4);
        lag.typed_elsewhere(&[Delta::Insert("in ".to_owned())]);
        let splices = lag.typed_here(&Splice { at: 1, remove: 2, insert: String::new() });
        assert_eq!(splices, [Splice { at: 4, remove: 2, insert: String::new() }]);
    }
}
