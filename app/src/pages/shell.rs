//! The shell, which every page of the app shares: the place one is at, the list of documents, and the messages.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, talk};

use super::act::Act;
use super::catalogue::{Catalogue, open_org, org_name};
use super::for_server::send_files;
use super::of_desk;
use super::router::Router;
use super::theme::Theme;
use super::upload::send_waiting;
use super::{keys, lead, open};
use crate::again::Again;
use crate::boxed::effect;
use crate::browser::{Listener, on_window, window};
use crate::chunk::{Chunk, Reached, THIS_PART, once};
use crate::live::LiveDoc;
use crate::talk::OpenBeside;

/// A layer over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Nothing lies over the page.
    None,
    /// Find anything.
    Find,
    /// Which keys there are.
    Keys,
}

/// The state that every page shares.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    /// Where one is.
    pub(crate) router: Router,
    /// The documents there are.
    pub(crate) catalogue: Catalogue,
    /// The pages and layers that no charter needs.
    pub(crate) parts: Chunk,
    /// The workspace's document.
    pub(crate) org: LiveDoc,
    /// The workspace's name.
    pub(crate) org_name: Memo<String>,
    /// The document the page shows; `None` where it shows none.
    pub(crate) shown: RwSignal<Option<LiveDoc>, LocalStorage>,
    /// How many sentences stand in the page instead of a document: one, or none.
    pub(crate) instead: RwSignal<usize>,
    /// The talks about the document that is shown, while they are open.
    pub(crate) beside: RwSignal<Vec<LiveDoc>>,
    /// The page's title.
    pub(crate) title: RwSignal<String>,
    /// The layer over the page.
    pub(crate) layer: RwSignal<Layer>,
    /// The command of the document that is being carried out, or the menu of them.
    pub(crate) act: RwSignal<Option<Act>>,
    /// A sentence for those who listen.
    pub(crate) said: RwSignal<String>,
    /// Whether a newer release waits to be loaded.
    pub(crate) update_ready: RwSignal<bool>,
    /// Light, dark, or as the system has it.
    pub(crate) theme: RwSignal<Theme>,
    _listeners: StoredValue<Vec<Listener>, LocalStorage>,
    _again: StoredValue<Option<Rc<Again>>, LocalStorage>,
}

/// The layer that the address asks for: pages which the server writes lead to Find by it.
fn layer_asked_for() -> Layer {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    if hash == "#find" { Layer::Find } else { Layer::None }
}

impl Shell {
    /// Sets everything up, once.
    pub(crate) fn start() -> Self {
        let org = open_org();
        let shell = Self {
            router: Router::start(),
            catalogue: Catalogue::empty(),
            parts: Chunk::come(THIS_PART, || once(Reached::Rest, of_desk::load)),
            org,
            org_name: org_name(org),
            shown: RwSignal::new_local(None),
            instead: RwSignal::new(0),
            beside: RwSignal::new(Vec::new()),
            title: RwSignal::new(String::new()),
            layer: RwSignal::new(layer_asked_for()),
            act: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            update_ready: RwSignal::new(update_waits()),
            theme: RwSignal::new(Theme::kept()),
            _listeners: StoredValue::new_local(Vec::new()),
            _again: StoredValue::new_local(None),
        };
        shell._listeners.set_value(vec![
            on_window("muster-update-ready", move |_| shell.update_ready.set(true)),
            on_window("keydown", move |event| keys::pressed(shell, &event)),
            open::ask_before_leaving(),
        ]);
        effect(move || set_title(&shell.title.get(), &shell.org_name.get()));
        shell
    }

    /// Fills the catalogue, keeps it fresh and sends what waits, for as long as the app runs.
    pub(crate) fn keep(self) {
        self.catalogue.begin();
        lead::lead(self.router);
        effect(move || {
            self.router.route.track();
            self.refresh();
        });
        effect(move || {
            self.catalogue.kept.track();
            self.send();
        });
        let again = Again::begin(Box::new(move || {
            Box::pin(async move {
                self.send();
                self.catalogue.refresh().await;
                self.send();
            })
        }));
        self._again.set_value(Some(again));
        // Edits go out as soon as there is a network again, also from a page that nobody looks at.
        self._listeners.update_value(|all| all.push(on_window("online", move |_| self.send())));
    }

    /// Asks for the list again.
    pub(crate) fn refresh(self) {
        spawn_local(self.catalogue.refresh());
    }

    /// Sends what waits, if there is somebody to send it to.
    pub(crate) fn send(self) {
        send_waiting(self);
        self.send_files();
    }

    /// Sends files that the server is to take in, once all edits have arrived.
    pub(crate) fn send_files(self) {
        send_files(self.catalogue, self.org, move |sentence| self.say(sentence));
    }

    /// Takes a layer off the page, unless another one lies there by now.
    pub(crate) fn close(self, layer: Layer) {
        if self.layer.get_untracked() == layer {
            self.layer.set(Layer::None);
        }
    }

    /// Says a sentence to those who listen.
    pub(crate) fn say(self, sentence: impl Into<String>) {
        self.said.set(sentence.into());
    }

    /// Names the page, for as long as the component that asks is shown.
    pub(crate) fn name_page(self, name: impl Fn() -> String + 'static) {
        effect(move || self.title.set(name()));
    }

    /// Shows a document in the bar, for as long as the component that asks is shown.
    pub(crate) fn show_in_bar(self, doc: LiveDoc) {
        self.shown.set(Some(doc));
        on_cleanup(move || {
            let _ = self.shown.try_set(None);
        });
    }
}

impl Shell {
    /// How documents that stand beside the shown one are opened here. The chip speaks for the talk too: it is written in.
    pub(crate) fn open_beside(self) -> OpenBeside {
        OpenBeside(Callback::new(move |(doc, kind): (DocId, Kind)| {
            let opened = open::hold(&doc, kind);
            if kind == talk::KIND {
                self.beside.update(|beside| beside.push(opened));
                on_cleanup(move || {
                    self.beside.try_update(|beside| beside.retain(|one| one.id().is_some_and(|id| id != doc)));
                });
            }
            opened
        }))
    }
}

/// The state that every page shares.
pub(crate) fn use_shell() -> Shell {
    expect_context()
}

fn update_waits() -> bool {
    let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-muster-update"))
}

fn set_title(page: &str, org: &str) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let whole = match (page, org) {
        ("", org) => org.to_owned(),
        (page, org) => format!("{page} · {org}"),
    };
    document.set_title(&whole);
}
