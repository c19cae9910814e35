//! Lines that two people rewrote at once, as others had made them right before the words of who was away came: the history knows
//! that, where it can be asked.

use super::Changed;
use super::look::Why;
use super::receipt::Receipt;
use super::rewritten::{new_letters, text};
use crate::sheet::{Place, Sheet};
use crate::text::{Change, compare};

/// Takes the words of others as the document had them right before the person's own came, in place of what is left of them.
/// A line that did not have their words there, or had words that are in it no more, says nothing of theirs.
pub fn as_they_stood(receipt: &mut Receipt, then: &Sheet) {
    let was = |own: &[Changed], at: &Place| {
        let said = own.iter().flat_map(|changed| &changed.said).find(|said| said.at == *at);
        said.map(|said| said.before.trim().to_owned())
    };
    for look in &mut receipt.look {
        let Why::Rewritten { at, mine, theirs, is_whole, now } = &mut look.why else { continue };
        let stood = text(then, at).trim();
        let before = was(&receipt.own, at).unwrap_or_default();
        if stood != now && stood != mine && is_of_others(&before, stood, mine, now) {
            (*theirs, *is_whole) = (stood.to_owned(), true);
        }
    }
}

/// Whether a line as it stood has words that `before` had not, all of which are still in it `now`. Words of both that run
/// together are told apart where nothing but the one's own is left without the others'.
fn is_of_others(before: &str, stood: &str, mine: &str, now: &str) -> bool {
    let theirs = new_letters(before, stood);
    let is_the_rest_own = || now.replacen(stood, "", 1).trim() == mine;
    let is_any_lost = || theirs.iter().zip(new_letters(now, stood)).any(|(is_theirs, is_lost)| *is_theirs && is_lost);
    theirs.contains(&true) && !has_own(before, stood, mine) && (is_the_rest_own() || !is_any_lost())
}

/// Whether a line as it stood has some of the words that one put in oneself.
fn has_own(before: &str, stood: &str, mine: &str) -> bool {
    let is_own = new_letters(before, mine);
    let mut at = 0;
    compare(mine, stood).iter().any(|piece| {
        let from = at;
        at += if piece.change == Change::New { 0 } else { piece.words.chars().count() };
        let own = is_own.get(from..at).unwrap_or_default();
        let letters = piece.words.chars().zip(own);
        piece.change == Change::Kept && letters.into_iter().any(|(letter, is_own)| *is_own && !letter.is_whitespace())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::MISSION;
    use crate::past::{Fate, Look, Said};

    /// A receipt of who made "Keys on the day" of "Keys on time", and the mission as it stood before that.
    fn told(stood: &str) -> (Receipt, Sheet) {
        let (at, section) = (Place::on_sheet(MISSION), "Mission".to_owned());
        let [before, mine, theirs, now] =
            ["Keys on time", "Keys on the day", "Keys on for all", "Keys on the day for all"].map(str::to_owned);
        let said = Said { at: at.clone(), label: String::new(), before, after: mine.clone() };
        let own = Changed {
            section: section.clone(),
            part: section.clone(),
            row: None,
            fate: Fate::Changed,
            said: vec![said],
        };
        let why = Why::Rewritten { at, mine, theirs, is_whole: false, now };
        let look = Look { section: section.clone(), name: section, why };
        let mut then = Sheet::default();
        then.texts.insert(MISSION.to_owned(), stood.to_owned());
        (Receipt { own: vec![own], look: vec![look], ..Receipt::default() }, then)
    }

    #[test]
    fn a19_the_words_of_others_are_those_that_the_history_has_where_it_says_some() {
        for (stood, theirs) in [
            ("Keys on time for all", ("Keys on time for all", true)),
            ("Keys on time", ("Keys on for all", false)),
            ("", ("Keys on for all", false)),
            ("Key", ("Keys on for all", false)),
            ("Locks on time", ("Keys on for all", false)),
            ("Keys on the day for all", ("Keys on for all", false)),
            ("Keys on the time for all", ("Keys on for all", false)),
        ] {
            let (mut receipt, then) = told(stood);
            as_they_stood(&mut receipt, &then);
            let told = receipt.look.iter().map(|look| match &look.why {
                Why::Rewritten { theirs, is_whole, .. } => (theirs.as_str(), *is_whole),
                _ => ("", false),
            });
            assert_eq!(told.collect::<Vec<_>>(), [theirs], "{stood}");
        }
    }
    #[test]
    fn a19_words_of_others_that_run_together_with_ones_own_are_theirs_all_the_same() {
        let (mine, now) = ("Every invoice is right", "Every invoice is rightNobody waits for money");
        assert!(is_of_others("Money is counted once", "Nobody waits for money", mine, now));
        assert!(!is_of_others("Money is counted once", "Nobody waits", mine, now));
    }
}
