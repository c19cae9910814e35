//! Weekly updates since the six-week review of before, by team: they are gathered out of the series of updates by themselves.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::series::{Update, is_gathered, preset};
use muster_shared::kinds::{Slot, review, series};

use super::super::use_review::UseReview;
use crate::boxed::memo;
use crate::form::plain::{el, following, heading, nothing, words, written};
use crate::form::section;
use crate::live::Phase;
use crate::talk::OpenBeside;
use crate::widgets::digests::Digested;
use crate::widgets::listing::Listing;
use crate::words::{counted, long_day};

const NONE: &str = "No update of the last six weeks is in a series of weekly updates that you may read.";
/// The most reviews that are read.
const MOST: usize = 12;

/// The section; nothing where the page knows of no other documents.
pub(super) fn gathered(cx: UseReview) -> AnyView {
    let (Some(open), Some(listing)) = (use_context::<OpenBeside>(), use_context::<Listing>()) else { return nothing() };
    let found = memo(move || {
        let Some(slot) = cx.slot() else { return Vec::new() };
        listing.digests.with(|all| of_updates(all, &slot))
    });
    let n = RwSignal::new(0);
    let list = following(move || {
        let opened: Vec<_> =
            found.get().into_iter().map(|(slot, doc)| (slot, open.0.run((doc, review::KIND)))).collect();
        let read = opened.into_iter().map(|(slot, review)| {
            memo(move || match review.phase.get() {
                Phase::Ready => review.sheet.with(|sheet| Update::all_of(&slot, sheet)),
                _ => Vec::new(),
            })
        });
        let read: Vec<Memo<Vec<Update>>> = read.collect();
        let all = memo(move || read.iter().flat_map(|one| one.get()).collect::<Vec<_>>());
        Effect::new(move || n.set(all.with(Vec::len)));
        following(move || all.with(|all| by_team(cx, listing, all)))
    });
    let aside = move || match n.get() {
        0 => String::new(),
        n => format!("{} in six weeks", counted(n, "update", "updates")),
    };
    section(cx.form, "Updates of six weeks", "gathered", aside, vec![list])
}

/// The reviews of series of weekly updates that are gathered into the review of a slot.
fn of_updates(all: &[Digested], slot: &Slot) -> Vec<(Slot, DocId)> {
    let sort = preset("updates").name;
    let is_one =
        |one: &&Digested| one.kind == series::KIND && !one.digest.example && one.digest.sentence.starts_with(sort);
    let updates: Vec<&DocId> = all.iter().filter(is_one).map(|one| &one.id).collect();
    let found = |one: &Digested| {
        let (day, of) = (review::KIND.slot_of(&one.id)?, review::KIND.subject_of(&one.id)?);
        (updates.contains(&&of) && is_gathered(&day, slot)).then(|| (day, one.id.clone()))
    };
    all.iter().filter(|one| one.kind == review::KIND).filter_map(found).take(MOST).collect()
}

fn by_team(cx: UseReview, listing: Listing, all: &[Update]) -> AnyView {
    if all.is_empty() {
        return words("p", "empty", NONE);
    }
    let name = |team: &str| {
        let listed = |charters: &[crate::widgets::listing::Listed]| {
            let found = charters.iter().find(|one| one.doc.as_str() == team);
            found.map_or_else(|| team.to_owned(), |one| one.summary.name.clone())
        };
        listing.charters.with(listed)
    };
    let one = |update: &Update| {
        let mut says = vec![written("p", "", &update.title)];
        says.extend((!update.notes.is_empty()).then(|| written("p", "small", &update.notes)));
        says.push(words("p", "by", long_day(&update.day)));
        el("li", "", vec![el("div", "", says)])
    };
    let team = |(name, updates): &(String, Vec<Update>)| {
        let says = if name.is_empty() { "Without a team" } else { name };
        let head = heading(cx.form.level + 2, "h3", Vec::new(), vec![written("bdi", "", says)]);
        el("div", "", vec![head, el("ul", "ledger", updates.iter().map(one).collect())])
    };
    el("div", "", Update::by_team(all, name).iter().map(team).collect())
}
