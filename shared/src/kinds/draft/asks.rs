//! The things that a draft asks its author for: words and dots that the review could have by now, and has not.

use super::{KIND, Silent, Spent};
use crate::asks::{Ask, Asked, Sort, Waiting, Waits, Whose};
use crate::id::DocId;
use crate::kinds::review::{Ballot, ReviewView};
use crate::sheet::people::naming;
use crate::text::words::{day_of_ms, long_day};

/// All of it, once the review has revealed the item or closed the vote: before that a draft asks nothing of anybody.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let (Some(person), Some(review)) = (KIND.person_of(asked.doc), KIND.subject_of(asked.doc)) else {
        return Waits::default();
    };
    let author = || Whose::People(vec![naming(person, "")]);
    let words = remarks(asked, &review);
    let dots = votes(asked, &review);
    let waiting = words.into_iter().chain(dots).map(|ask| Waiting::of(author(), ask)).collect();
    Waits { waiting, ..Waits::default() }
}

/// Words on items that were revealed without them.
fn remarks(asked: &Asked<'_>, review: &DocId) -> Vec<Ask> {
    let view = ReviewView::of(asked.subject);
    let out = Silent::all(asked.sheet).into_iter().filter(Silent::is_out);
    let ask = |silent: Silent| {
        let item = view.items.iter().find(|item| item.is(silent.item()))?;
        let since = day_of_ms(item.revealed_ms?);
        let of_it = if silent.put_in_ms.is_some() { "What you wrote since is not in the review." } else { NOT_SEEN };
        let says = format!("Your remark on {} is still out", titled(item.title()));
        let below = format!("Revealed on {}. {of_it}", long_day(&since));
        let ask = Ask::at(Sort::Draft, asked.doc, &silent.row.id, &says).below(&below);
        Some(Ask { href: format!("/d/{review}#{}", item.row.id), since, ..ask })
    };
    out.filter_map(ask).collect()
}

/// The sentence below words that nobody else has read.
const NOT_SEEN: &str = "Nobody has seen it.";

/// Dots in votes that were closed without them. The review counts them, so that they are put in there.
fn votes(asked: &Asked<'_>, review: &DocId) -> Vec<Ask> {
    let ask = |ballot: Ballot| {
        let closed_ms = ballot.closed_ms?;
        let spent = Spent::of(asked.sheet, ballot.row.id.as_str(), ballot.dots);
        spent.is_out().then(|| {
            let since = day_of_ms(closed_ms);
            let below = format!("The vote was closed on {} without them.", long_day(&since));
            let ask = Ask::at(Sort::Draft, asked.doc, &ballot.row.id, "Your dots are still out").below(&below);
            Ask { href: format!("/d/{review}#{}", ballot.row.id), row: None, since, ..ask }
        })
    };
    Ballot::all(asked.subject).into_iter().filter_map(ask).collect()
}

/// The name of an item in a sentence.
fn titled(title: &str) -> &str {
    if title.trim().is_empty() { "an item without a title" } else { title.trim() }
}
