//! The documents that this device keeps, one by one with all that goes along: size, age, and the way to throw them away.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, root};
use muster_shared::order;

use super::ahead::{UseAhead, ahead};
use super::held::is_elsewhere;
use crate::boxed::{For, memo};
use crate::browser::{pause, storage};
use crate::form::plain::{acting, button, el, following, nothing, of_button, on, with, words};
use crate::form::unique_id;
use crate::live::open_kind;
use crate::pages::catalogue::Kept;
use crate::pages::open::origin;
use crate::pages::router::{find, focus_quietly};
use crate::pages::shell::Shell;
use crate::pages::time::{self, Ago, size};
use crate::pages::words::named;
use crate::store::Store;
use crate::visitor;
use crate::widgets::review::dates_kept_as;
use crate::words::counted;

/// A document with all that goes along with it.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    head: DocId,
    kind: Kind,
    docs: Vec<DocId>,
    bytes: usize,
    /// Edits that have not reached the server, or one where it does not know the document.
    unsent: usize,
    /// Whether the server gives it to this person no more.
    is_refused: bool,
    is_chosen: bool,
    name: String,
    /// When the device last had it from the server, as far as it knows; in milliseconds since 1970.
    at_ms: Option<u64>,
}

/// The list.
pub(super) fn rows(shell: Shell, ahead: UseAhead) -> AnyView {
    let groups = memo(move || groups(shell, ahead));
    let now = time::minute();
    let draw = move |group: Group| one(shell, group, now);
    let is_empty = memo(move || groups.with(Vec::is_empty));
    let list = following(move || match is_empty.get() {
        true => words("p", "empty", "Nothing is kept here yet. What you open is, from then on."),
        false => {
            let rows = view! { <For each=move || groups.get() key=Group::key children=draw/> }.into_any();
            el("ul", "kept-rows", vec![rows])
        }
    });
    part("Documents", vec![list])
}

/// A part of the page under a heading.
pub(super) fn part(name: &'static str, inside: Vec<AnyView>) -> AnyView {
    el("section", "part", vec![el("div", "side", vec![words("h2", "", name)]), el("div", "", inside)])
}

/// Those with work to send first, then the largest.
fn groups(shell: Shell, ahead: UseAhead) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for one in shell.catalogue.kept.get().iter().filter(|one| one.doc != DocId::org()) {
        let head = root(&one.doc, Some(one.kind));
        let at = groups.iter().position(|group| group.head == head);
        match at.and_then(|at| groups.get_mut(at)) {
            Some(group) => group.take(one),
            None => {
                let mut group = Group::of(shell, ahead, head);
                group.take(one);
                groups.push(group);
            }
        }
    }
    for group in &mut groups {
        let seen = |doc: &DocId| shell.catalogue.seen_ms(doc).max(ahead.fetched.with(|all| all.get(doc).copied()));
        group.at_ms = group.docs.iter().filter_map(seen).max();
    }
    order::sort_by(&mut groups, |a, b| b.unsent.cmp(&a.unsent).then_with(|| b.bytes.cmp(&a.bytes)));
    groups
}

impl Group {
    fn of(shell: Shell, ahead: UseAhead, head: DocId) -> Self {
        let charter = shell
            .catalogue
            .listed
            .with(|all| all.iter().find(|row| row.doc == head).map(|row| (row.kind, named(&row.summary.name))));
        let other = || {
            shell
                .catalogue
                .digests
                .shown
                .with(|all| all.iter().find(|one| one.id == head).map(|one| (one.kind, named(&one.digest.title))))
        };
        let kept = || {
            let kind = shell.catalogue.kept.with(|kept| kept.iter().find(|one| one.doc == head).map(|one| one.kind));
            let name = shell.catalogue.name_of(&head).map(|name| named(&name));
            kind.map(|kind| (kind, name.unwrap_or_else(|| format!("A {} that is in no list", kind.spec().noun.one))))
        };
        let unknown = || (muster_shared::kinds::charter::KIND, "A document that is in no list".to_owned());
        let (kind, name) = charter.or_else(other).or_else(kept).unwrap_or_else(unknown);
        let is_chosen = ahead.choices.with(|choices| choices.has(&head));
        let (docs, bytes, unsent) = (Vec::new(), 0, 0);
        Self { head, kind, docs, bytes, unsent, is_refused: false, is_chosen, name, at_ms: None }
    }

    /// All that its row shows.
    fn key(&self) -> (DocId, String, [usize; 3], [bool; 2], Option<u64>) {
        let (numbers, flags) = ([self.docs.len(), self.bytes, self.unsent], [self.is_refused, self.is_chosen]);
        (self.head.clone(), self.name.clone(), numbers, flags, self.at_ms)
    }

    fn take(&mut self, one: &Kept) {
        self.docs.push(one.doc.clone());
        self.bytes += one.bytes;
        self.unsent += if one.is_ahead() { one.unsent.max(1) } else { 0 };
        self.is_refused |= one.is_refused;
    }
}

fn one(shell: Shell, group: Group, now: RwSignal<u64>) -> AnyView {
    let address = vec![("href", format!("/d/{}", group.head)), ("dir", "auto".to_owned())];
    let name = with("a", "", address, vec![group.name.clone().into_any()]);
    let n = counted(group.docs.len(), "document", "documents");
    let about = format!("{}, {n}, {}", group.kind.spec().noun.one, size(group.bytes as f64));
    let age = group.at_ms.map(|at_ms| view! { ", "<Ago at_ms=Signal::stored(at_ms) now/> }.into_any());
    let chosen = group.is_chosen.then(|| ", chosen by you".into_any());
    let about = [about.into_any()].into_iter().chain(age).chain(chosen).collect();
    let end = match group.unsent {
        0 => discard(shell, group),
        n => words(
            "span",
            "small",
            format!("{} to be sent, and stays until then", counted(n, "edit waits", "edits wait")),
        ),
    };
    el("li", "", vec![el("div", "", vec![name, el("p", "small quiet", about)]), end])
}

/// Throws it away, once the person has said so twice.
fn discard(shell: Shell, group: Group) -> AnyView {
    let (asks, wrong) = (RwSignal::new(false), RwSignal::new(""));
    let name = format!("Throw away {}", group.name);
    let group = StoredValue::new(group);
    let id = unique_id();
    let place = StoredValue::new(format!("#{id} button:last-of-type"));
    // The button that was pressed is gone: the focus goes to those that stand in its place, of which the last is harmless.
    let ask = move |now: bool| {
        asks.set(now);
        spawn_local(async move {
            pause(0).await;
            place.try_get_value().and_then(|place| find(&place)).iter().for_each(focus_quietly);
        });
    };
    let throw = move || {
        let group = group.get_value();
        spawn_local(async move {
            match throw_away(shell, &group.head, &group.docs).await {
                Ok(()) => shell.say("It is thrown away."),
                Err(why) => {
                    wrong.try_set(why);
                    asks.try_set(false);
                }
            }
            shell.catalogue.look_again().await;
        });
    };
    let ways = following(move || match asks.get() {
        false => named_button("Throw away", name.clone(), move || ask(true)),
        true => {
            let says = match group.with_value(|group| group.is_refused) {
                true => "The server gives it to you no more: this copy may be the last one you have.",
                false => "It comes back when you open it with a connection.",
            };
            let says = with("span", "small", vec![("role", "alert".to_owned())], vec![says.into_any()]);
            let away = button("btn", "Throw it away", throw);
            el("span", "acts", vec![says, away, button("btn word", "Keep it", move || ask(false))])
        }
    });
    let error = following(move || match wrong.get() {
        "" => nothing(),
        why => with("p", "wrong", vec![("role", "alert".to_owned())], vec![why.into_any()]),
    });
    with("div", "kept-ways", vec![("id", id)], vec![ways, error])
}

/// Throws a document's copy away, with all that goes along. Nothing of it goes while something of it has not been sent, or
/// while somebody looks at it.
pub(super) async fn throw_away(shell: Shell, head: &DocId, docs: &[DocId]) -> Result<(), &'static str> {
    let visitor = visitor::own();
    let is_open = docs.iter().any(|doc| open_kind(&origin(), doc, &visitor).is_some());
    let mut is_held = is_open || is_elsewhere(head).await;
    // A frame of one document by itself holds that one.
    for doc in docs {
        is_held = is_held || is_elsewhere(doc).await;
    }
    if is_held {
        return Err("It is open just now, here or in another tab. Close it there, and try again.");
    }
    let refused = "This browser’s storage did not let go of it. Try again.";
    let store = Store::open(&visitor).await.map_err(|_| refused)?;
    for doc in docs {
        let edits = store.edits(doc).await.map_err(|_| refused)?;
        // Another tab may have made it, or taken it from a pack, since this list was drawn.
        let about = store.about(doc).await.map_err(|_| refused)?;
        let waits = about.is_some_and(|about| !about.registered || about.brought.is_some());
        if waits || edits.iter().any(|edit| edit.unsaved) {
            return Err("Words in it were written just now and wait to be sent. It stays until they are.");
        }
    }
    for doc in docs {
        store.throw_away(doc);
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&dates_kept_as(visitor.who(), doc));
        }
    }
    store.flush().await.map_err(|_| refused)?;
    let ahead = ahead();
    ahead.forget(shell, docs);
    let head = head.clone();
    ahead.choose(shell, move |choices| choices.throw_away(&head));
    Ok(())
}

/// A button with a longer name for those who do not see what it stands beside.
fn named_button(label: &'static str, name: String, press: impl Fn() + 'static) -> AnyView {
    let own = of_button().into_iter().chain([("aria-label", name)]).collect();
    acting("button", "btn word", own, vec![on("click", move |_| press())], vec![label.into_any()])
}
