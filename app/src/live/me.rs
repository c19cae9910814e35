//! This person's name here. Where nobody signs in, a device is one person: its name is drawn once, kept, and the same
//! in every tab and after each reload, until somebody gives it another one.

use std::cell::Cell;

use leptos::prelude::*;
use muster_shared::id::base_62;

use crate::boxed::for_the_page;
use crate::browser::{Listener, on_window, random_bits, storage};
use crate::visitor;

/// Where the device keeps the name.
const NAME: &str = "muster-name";
/// Where it keeps the names it had before, a line each, the latest first.
const FORMER: &str = "muster-former-names";
/// So many of them are remembered.
const FORMER_MAX: usize = 20;
/// The longest name, in letters.
const LETTERS_MAX: usize = 80;
/// The word that a drawn name begins with.
const GUEST: &str = "Guest ";
/// A guest's four letters, so that two devices hardly ever draw the same: 62^3 and how many numbers lie up to 62^4.
const GUESTS: (u128, u128) = (238_328, 14_538_008);

struct Me {
    name: RwSignal<String>,
    former: RwSignal<Vec<String>>,
    is_kept: RwSignal<bool>,
    /// Whether the server or a token said the name.
    is_called: Cell<bool>,
    _other_tabs: Listener,
}

thread_local! {
    static ME: Me = Me::start();
    static IS_UNSEEN: Cell<bool> = const { Cell::new(false) };
}

/// Says nowhere that somebody is here: this page is part of another one, which says it already.
pub(crate) fn stay_unseen() {
    IS_UNSEEN.set(true);
}

/// Whether nobody is told who has this page open.
pub(super) fn is_unseen() -> bool {
    IS_UNSEEN.get()
}

impl Me {
    fn start() -> Self {
        let called = visitor::own_name();
        let is_called = Cell::new(called.is_some());
        let name = called.or_else(|| kept(NAME)).unwrap_or_else(draw);
        // Written again where it stands already: only so it is known whether this browser keeps anything.
        let is_kept = is_called.get() || keep(NAME, &name);
        let (name, former, is_kept) =
            for_the_page(|| (RwSignal::new(name), RwSignal::new(former()), RwSignal::new(is_kept)));
        let other_tabs = on_window("storage", |_| hear_other_tabs());
        Self { name, former, is_kept, is_called, _other_tabs: other_tabs }
    }
}

fn draw() -> String {
    format!("{GUEST}{}", base_62(GUESTS.0 + random_bits() % GUESTS.1))
}

/// The device has one name: what another tab was told holds here too.
fn hear_other_tabs() {
    ME.with(|me| {
        if let Some(name) = kept(NAME).filter(|name| !me.is_called.get() && *name != me.name.get_untracked()) {
            me.former.set(former());
            me.name.set(name);
        }
    });
}

/// This person's name.
pub(crate) fn my_name() -> String {
    ME.with(|me| me.name.get_untracked())
}

/// This person's name, to follow.
pub(crate) fn my_name_signal() -> RwSignal<String> {
    ME.with(|me| me.name)
}

/// Whether this person's name outlives the page, to follow.
pub(crate) fn is_my_name_kept() -> RwSignal<bool> {
    ME.with(|me| me.is_kept)
}

/// Whether this person is or was called so here: what they signed under an earlier name is theirs.
pub(crate) fn is_my_name(name: &str) -> bool {
    ME.with(|me| {
        let was = me.former.with(|former| former.iter().any(|was| was == name));
        me.name.with(|mine| mine == name) || (was && !me.is_called.get())
    })
}

/// Whether this device drew a name before its person gave one: nobody else was ever called so.
pub(crate) fn was_my_drawn_name(name: &str) -> bool {
    ME.with(|me| {
        let was = me.former.with(|former| former.iter().any(|was| was == name));
        was && !me.is_called.get() && name.starts_with(GUEST) && me.name.with(|mine| mine != name)
    })
}

/// This person is called what the server, or their token, says.
pub(crate) fn call_me(name: &str) {
    ME.with(|me| {
        me.is_called.set(true);
        me.name.set(name.to_owned());
    });
}

/// The names of this person before they began to type another one.
pub(crate) struct Names {
    name: String,
    former: Vec<String>,
}

/// This person's names as they are now.
pub(crate) fn my_names() -> Names {
    ME.with(|me| Names { name: me.name.get_untracked(), former: me.former.get_untracked() })
}

/// Gives this person a name, kept on this device if the browser keeps anything. It is taken while it is typed: what stood in
/// the field on the way there was nobody's name, and without a letter it is the one from before.
pub(crate) fn name_me(name: &str, before: &Names) {
    let name: String = name.trim().chars().take(LETTERS_MAX).collect();
    let name = if name.is_empty() { before.name.clone() } else { name };
    if name == my_name() {
        return;
    }
    let mut former = before.former.clone();
    if name != before.name {
        former.retain(|one| *one != name && *one != before.name);
        former.insert(0, before.name.clone());
        former.truncate(FORMER_MAX);
    }
    ME.with(|me| {
        keep(FORMER, &former.join("\n"));
        me.former.set(former);
        me.is_kept.set(keep(NAME, &name));
        me.name.set(name);
    });
}

fn former() -> Vec<String> {
    kept(FORMER).map(|names| names.lines().map(str::to_owned).collect()).unwrap_or_default()
}

fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten().filter(|kept| !kept.trim().is_empty())
}

/// Answers whether it is kept.
fn keep(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}
