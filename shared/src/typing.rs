//! Between a text box and a shared text: what was typed, where a caret goes, and what is held back while an input
//! method composes. Offsets and lengths count UTF-16 units.

use crate::copy::Delta;
use crate::sheet::Splice;

/// What turns `old` into `new`, given where the caret stands in `new` afterwards. `None` if they are equal.
///
/// The caret decides between equal characters: typing an `a` in front of an `a` inserts the first one. A splice never
/// parts a surrogate pair.
pub fn difference(old: &str, new: &str, caret: u32) -> Option<Splice> {
    if old == new {
        return None;
    }
    let (old, new): (Vec<u16>, Vec<u16>) = (old.encode_utf16().collect(), new.encode_utf16().collect());
    let caret = (caret as usize).min(new.len());
    let same_end =
        |limit: usize| old.iter().rev().zip(new.iter().rev()).take(limit).take_while(|(a, b)| a == b).count();
    let mut suffix = same_end(new.len() - caret).min(old.len());
    let room = old.len().min(new.len()) - suffix;
    let mut prefix = old.iter().zip(&new).take(room).take_while(|(a, b)| a == b).count();
    // What the caret kept from the suffix may still be equal: a delete leaves the caret in front of the same letters.
    let room = old.len().min(new.len()) - prefix;
    suffix = suffix.max(same_end(room.min(new.len() - prefix.max(caret.min(new.len())))));
    if prefix > 0 && is_high(old[prefix - 1]) {
        prefix -= 1;
    }
    if suffix > 0 && is_low(old[old.len() - suffix]) {
        suffix -= 1;
    }
    let insert = String::from_utf16_lossy(&new[prefix..new.len() - suffix]);
    Some(Splice { at: prefix as u32, remove: (old.len() - suffix - prefix) as u32, insert })
}

fn is_high(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

/// Where an offset goes when a text changes around it. Text that comes exactly at a caret comes behind it.
pub fn carried(offset: u32, deltas: &[Delta]) -> u32 {
    let (mut old, mut new) = (0, 0);
    for delta in deltas {
        match delta {
            Delta::Keep(len) => {
                if offset <= old + len {
                    return new + (offset - old);
                }
                old += len;
                new += len;
            }
            Delta::Insert(text) => {
                if offset == old {
                    return new;
                }
                new += text.encode_utf16().count() as u32;
            }
            Delta::Remove(len) => {
                if offset < old + len {
                    return new;
                }
                old += len;
            }
        }
    }
    new + offset.saturating_sub(old)
}

/// Where each unit stands while a text box lags behind its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// In both.
    Both,
    /// Only in the text: somebody else typed it.
    Text,
    /// Only in the box: somebody else took it out.
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
                    let len = text.encode_utf16().count();
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
        let mut splices = Vec::new();
        let (mut place, mut in_text, mut left) = (start, at, splice.remove);
        while left > 0 && place < self.units.len() {
            match self.units[place] {
                Unit::Text => {
                    in_text += 1;
                    place += 1;
                    continue;
                }
                Unit::Both => splices.push(Splice { at: in_text, remove: 1, insert: String::new() }),
                Unit::Box => {}
            }
            self.units.remove(place);
            left -= 1;
        }
        let len = splice.insert.encode_utf16().count();
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

    fn apply(text: &str, splice: &Splice) -> String {
        let mut units: Vec<u16> = text.encode_utf16().collect();
        let at = splice.at as usize;
        units.splice(at..at + splice.remove as usize, splice.insert.encode_utf16());
        String::from_utf16_lossy(&units)
    }

    #[test]
    fn what_was_typed_is_one_splice_at_the_caret() {
        for (old, new, caret, at, remove, insert) in [
            ("", "a", 1, 0, 0, "a"),
            ("aa", "aaa", 1, 0, 0, "a"),
            ("aa", "aaa", 3, 2, 0, "a"),
            ("abc", "ac", 1, 1, 1, ""),
            ("aaa", "aa", 1, 1, 1, ""),
            ("hello world", "hello brave world", 12, 6, 0, "brave "),
            ("abc", "xyz", 3, 0, 3, "xyz"),
            ("x😀y", "x😃y", 3, 1, 2, "😃"),
            ("x😀", "x😀😀", 5, 3, 0, "😀"),
        ] {
            let splice = difference(old, new, caret).expect("a difference");
            assert_eq!((splice.at, splice.remove, splice.insert.as_str()), (at, remove, insert), "{old} → {new}");
        }
        assert_eq!(difference("same", "same", 2), None);
    }

    #[test]
    fn a_difference_always_leads_from_the_old_text_to_the_new() {
        let mut rng = fastrand::Rng::with_seed(11);
        let pick = |rng: &mut fastrand::Rng| -> String {
            (0..rng.usize(0..8)).map(|_| *rng.choice(&['a', 'b', '😀', '😃', 'é']).unwrap_or(&'a')).collect()
        };
        for _ in 0..20_000 {
            let (old, new) = (pick(&mut rng), pick(&mut rng));
            let caret = rng.u32(0..=new.encode_utf16().count() as u32);
            let reached = difference(&old, &new, caret).map_or(old.clone(), |splice| apply(&old, &splice));
            assert_eq!(reached, new, "{old} → {new} at {caret}");
        }
    }

    #[test]
    fn a_caret_stays_at_its_letter() {
        let insert = |text: &str| Delta::Insert(text.to_owned());
        for (deltas, before, after) in [
            (vec![insert("xx")], 3, 5),
            (vec![Delta::Keep(3), insert("xx")], 3, 3),
            (vec![Delta::Keep(5), insert("xx")], 3, 3),
            (vec![Delta::Remove(2)], 3, 1),
            (vec![Delta::Keep(1), Delta::Remove(9)], 3, 1),
            (vec![Delta::Keep(1), Delta::Remove(1), insert("abc")], 3, 5),
            (vec![], 3, 3),
        ] {
            assert_eq!(carried(before, &deltas), after, "{deltas:?}");
        }
    }

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
}
