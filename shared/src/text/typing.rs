//! Between a text box and a shared text: what was typed, where a caret goes, and what is held back while an input
//! method composes. Offsets and lengths count UTF-16 units.

mod field;
mod lag;

use crate::sheet::{EMBEDDED, Splice, units};
use crate::sync::document::Delta;

pub use field::Field;
pub use lag::Lag;

/// The splice that turns `old` into `new`, given where the caret stands in `new` afterwards. `None` if they are equal.
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
    // Letters that the caret kept from the suffix may still be equal: a delete leaves the caret in front of the same
    // letters.
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

/// The same as splices to be made one after another. An embedded object of the old text that stands in the new one too
/// stays itself: one splice over it would put a letter in its place.
pub fn differences(old: &str, new: &str, caret: u32) -> Vec<Splice> {
    let Some(whole) = difference(old, new, caret) else { return Vec::new() };
    let gone = part(old, whole.at, whole.remove);
    let n_staying = gone.matches(EMBEDDED).count().min(whole.insert.matches(EMBEDDED).count());
    if n_staying == 0 {
        return vec![whole];
    }
    let mut at = whole.at;
    let between = gone.splitn(n_staying + 1, EMBEDDED).zip(whole.insert.splitn(n_staying + 1, EMBEDDED));
    let splices = between.filter_map(|(gone, come)| {
        let start = at;
        at += units(gone) + 1;
        difference(gone, come, units(come)).map(|splice| Splice { at: start + splice.at, ..splice })
    });
    let mut splices: Vec<Splice> = splices.collect();
    // From the end, so that none moves the others.
    splices.reverse();
    splices
}

/// A part of a text that parts no surrogate pair.
fn part(text: &str, at: u32, len: u32) -> String {
    let units: Vec<u16> = text.encode_utf16().skip(at as usize).take(len as usize).collect();
    String::from_utf16_lossy(&units)
}

/// How a text came from `old` to `new`, step by step: as was told if that leads there, else in one step.
pub fn steps(old: &str, new: &str, told: Vec<Vec<Delta>>) -> Vec<Vec<Delta>> {
    let reached = told.iter().try_fold(old.to_owned(), |text, deltas| walked(&text, deltas));
    if reached.as_deref() == Some(new) {
        return told;
    }
    let one = difference(old, new, 0);
    // Inserted letters stand before removed ones: a caret behind or within the removed ones is behind the inserted
    // ones.
    let step =
        |splice: Splice| vec![Delta::Keep(splice.at), Delta::Insert(splice.insert), Delta::Remove(splice.remove)];
    one.map(step).into_iter().collect()
}

/// The text after a walk through it; `None` if it is too short for that.
fn walked(text: &str, deltas: &[Delta]) -> Option<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut left = units.as_slice();
    let mut after: Vec<u16> = Vec::with_capacity(units.len());
    for delta in deltas {
        match delta {
            Delta::Insert(text) => after.extend(text.encode_utf16()),
            Delta::Keep(len) => after.extend_from_slice(left.split_off(..*len as usize)?),
            Delta::Remove(len) => drop(left.split_off(..*len as usize)?),
        }
    }
    after.extend_from_slice(left);
    String::from_utf16(&after).ok()
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
                new += units(text);
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

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn apply(text: &str, splice: &Splice) -> String {
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
    fn what_is_embedded_stays_where_text_around_it_changes() {
        let splice = |at, remove, insert: &str| Splice { at, remove, insert: insert.to_owned() };
        for (old, new, expected) in [
            ("a\u{fffc}b", "x\u{fffc}y", vec![splice(2, 1, "y"), splice(0, 1, "x")]),
            ("a\u{fffc}b\u{fffc}c", "x\u{fffc}b\u{fffc}z", vec![splice(4, 1, "z"), splice(0, 1, "x")]),
            ("😀\u{fffc}b", "é\u{fffc}", vec![splice(3, 1, ""), splice(0, 2, "é")]),
            ("a\u{fffc}b", "xy", vec![splice(0, 3, "xy")]),
            ("ab", "x\u{fffc}y", vec![splice(0, 2, "x\u{fffc}y")]),
            ("a\u{fffc}b\u{fffc}c", "x\u{fffc}y", vec![splice(2, 3, "y"), splice(0, 1, "x")]),
            ("\u{fffc}", "", vec![splice(0, 1, "")]),
            ("same", "same", vec![]),
        ] {
            let splices = differences(old, new, units(new));
            assert_eq!(splices, expected, "{old} → {new}");
            assert_eq!(splices.iter().fold(old.to_owned(), |text, splice| apply(&text, splice)), new);
        }
    }

    #[test]
    fn steps_that_do_not_lead_there_are_replaced_by_one_that_does() {
        let insert = |text: &str| Delta::Insert(text.to_owned());
        let told = vec![vec![insert("x")], vec![Delta::Keep(1), Delta::Remove(1)]];
        assert_eq!(steps("ab", "xb", told.clone()), told);
        for (old, new, told) in [
            ("ab", "axb", vec![vec![insert("x")]]),
            ("ab", "b", vec![vec![Delta::Keep(5), Delta::Remove(1)]]),
            ("ab\u{fffc}", "", vec![]),
            ("😀", "\u{fffd}\u{fffd}", vec![vec![Delta::Keep(1), insert("x")]]),
        ] {
            let steps = steps(old, new, told);
            let reached = steps.iter().try_fold(old.to_owned(), |text, deltas| walked(&text, deltas));
            assert_eq!(reached.as_deref(), Some(new), "{old} → {new}");
        }
        assert_eq!(steps("ab", "ab", vec![vec![insert("x")]]), Vec::<Vec<Delta>>::new());
        let caret = |old: &str, new, at| carried(at, &steps(old, new, Vec::new())[0]);
        assert_eq!((caret("Invoices", "Payouts", 8), caret("old", "new one", 3), caret("old", "new", 0)), (7, 7, 0));
    }
}
