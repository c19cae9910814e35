//! Widgets in a page, our own or somebody else's. The loader (`embed.js`) defines the elements and owns their shadow
//! roots; here a widget is mounted into one, kept up to date with its attributes, and taken out again whole.

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::{Face, Kind, NoSuchKind, Subject, charter, companion, org, series};
use muster_shared::sync::replica::{Reason, Status};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use crate::boxed::effect;
use crate::chunk::nothing;
use crate::live::{LiveDoc, Opened, Phase, Which, call_me, open, stay_unseen};
use crate::talk::OpenBeside;
use crate::told::Guard;
use crate::visitor::Visitor;
use crate::widgets::charter::Charter;
use crate::widgets::led_to::LedTo;
use crate::widgets::listing;
use crate::widgets::log::{LogDocs, ShownLog};
use crate::widgets::okr::ShownOkr;
use crate::widgets::origin::{LetIn, Origin, is_page_of};
use crate::widgets::review::{ALONE, ShownReview};
use crate::widgets::series::ShownSeries;

/// A mounted widget, held by its element.
#[wasm_bindgen]
pub struct WidgetHandle {
    mounted: Box<dyn std::any::Any>,
    view: RwSignal<String>,
    mode: RwSignal<String>,
    /// The row that the widget leads to.
    item: RwSignal<String>,
    visitor: Visitor,
    token: RwSignal<String>,
    live: Vec<LiveDoc>,
    /// The documents that are shown beside it just now.
    beside: RwSignal<Vec<LiveDoc>>,
    owner: Owner,
}

#[wasm_bindgen]
impl WidgetHandle {
    /// An attribute changed.
    pub fn update(&self, name: &str, value: String) {
        match name {
            "view" => self.view.set(value),
            "mode" => self.mode.set(value),
            "item" => self.item.set(value),
            "token" => {
                self.visitor.renew(value.clone());
                self.token.set(value);
                self.live.iter().chain(&self.beside.get_untracked()).for_each(LiveDoc::renewed);
            }
            _ => {}
        }
    }

    /// The words of whoever writes here that the server does not have, in plain lines, and nobody else's.
    pub fn unsent(&self) -> String {
        let beside = self.beside.get_untracked();
        // A document may be shown twice.
        let mut words: Vec<String> = self.live.iter().chain(&beside).map(LiveDoc::unsent).collect();
        words.dedup();
        words.retain(|words| !words.is_empty());
        words.join("\n\n")
    }

    /// Frees everything the widget holds: its views, and its socket and copy unless another widget shows them too. It
    /// may be asked for by somebody who hears of the widget's own event, so what runs in it just now runs to its end.
    pub fn unmount(self) {
        let Self { mounted, owner, .. } = self;
        spawn_local(async move {
            drop(mounted);
            owner.cleanup();
        });
    }
}

/// Nobody is told from now on that somebody has this page open: the page around is Muster's own, and says it already.
#[wasm_bindgen]
pub fn be_unseen() {
    stay_unseen();
}

/// Mounts a widget of `kind` into `container` and dispatches its events on `host`; an empty kind is told from the id. `who`
/// is the author somebody writes as here, and `name` what they are called; both are empty for anybody.
///
/// # Errors
/// A sentence, when the kind or the document's id is not one, or documents of the kind are shown in no other page.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "one argument an attribute: the loader hands them over as they are")]
pub fn mount_widget(
    host: HtmlElement,
    container: HtmlElement,
    kind: &str,
    doc: &str,
    view: String,
    mode: String,
    _theme: &str,
    token: String,
    origin: String,
    who: &str,
    name: &str,
) -> Result<WidgetHandle, JsError> {
    let doc: DocId = doc.parse()?;
    let kind = meant(kind, &doc)?;
    let (face, about) = shown_as(kind, &doc)?;
    // Of nobody else, whoever asks for it.
    let owner = Owner::default();
    let (view, mode, beside) = owner.with(|| (RwSignal::new(view), RwSignal::new(mode), RwSignal::new(Vec::new())));
    let (item, token) = owner.with(|| (RwSignal::new(String::new()), RwSignal::new(token)));
    if !name.is_empty() {
        call_me(name);
    }
    // The field for words in silence belongs to a widget that tells already who is here.
    if view.with_untracked(|view| view == ALONE) && is_page_of(&origin) {
        stay_unseen();
    }
    let visitor = Visitor::new(who, token.get_untracked());
    let which = |doc, kind| Which { origin: origin.clone(), doc, kind, visitor: visitor.clone(), begin: None };
    let all = [(doc, kind), (about, subject_kind(face, kind)), (DocId::org(), org::KIND)];
    let opened: Vec<Opened> = all.into_iter().map(|(doc, kind)| open(which(doc, kind))).collect();
    let live: Vec<LiveDoc> = opened.iter().map(Opened::live).collect();
    let (docs, reads) = ((live[0], live[1], live[2]), visitor.clone());
    let guard = Guard::over(&container);
    let mounted = owner.with(|| {
        mount_to(container, move || {
            announce_all(host, docs, beside, reads.is_by_link());
            provide_context(open_beside(&origin, reads.clone(), beside));
            provide_context(Origin(origin.clone()));
            provide_context(LetIn(token));
            provide_context(LedTo(item.into()));
            let (log, charter, org) = docs;
            let (view, mode): (Signal<String>, Signal<String>) = (view.into(), mode.into());
            match face {
                Face::Log => {
                    let docs = LogDocs { log, charter, org };
                    // A decision is held against the other teams, as far as somebody may read of them here.
                    provide_context(listing::follow(&origin, reads));
                    ShownLog { docs, view, mode, in_host_page: true, at: Signal::stored(String::new()) }.show()
                }
                Face::Series => ShownSeries { series: log, view, mode, in_host_page: true }.show(),
                Face::Review => ShownReview { review: log, series: charter, view, mode, in_host_page: true }.show(),
                Face::Charter => {
                    let listing = listing::follow(&origin, reads);
                    view! { <Charter charter org view mode listing in_host_page=true/> }.into_any()
                }
                Face::Okr => {
                    let listing = listing::follow(&origin, reads);
                    ShownOkr { goals: log, listing, view, mode, in_host_page: true }.show()
                }
                // Refused above.
                Face::Strategy | Face::Outline => nothing(),
            }
        })
    });
    let mounted: Box<dyn std::any::Any> = Box::new(Mounted { _handle: mounted, _guard: guard, _opened: opened });
    Ok(WidgetHandle { mounted, view, mode, item, visitor, token, live, beside, owner })
}

/// The kind of the document that one with this face is about.
fn subject_kind(face: Face, own: Kind) -> Kind {
    match face {
        Face::Series | Face::Review => series::KIND,
        // Goals stand for themselves: they open their team’s charter once they know it.
        Face::Okr => own,
        Face::Charter | Face::Log | Face::Strategy | Face::Outline => charter::KIND,
    }
}

/// The face that documents of a kind have in other people's pages, and the charter that this one is or is about.
fn shown_as(kind: Kind, doc: &DocId) -> Result<(Face, DocId), JsError> {
    let about = match kind.spec().subject {
        Subject::Of(ending) => kind.subject_of(doc).ok_or_else(|| {
            JsError::new(&format!("the id of a {} is its charter’s with {ending}", kind.spec().noun.one))
        })?,
        Subject::Each(_) => kind.subject_of(doc).ok_or_else(|| {
            JsError::new(&format!("the id of a {} is its series’ with its day", kind.spec().noun.one))
        })?,
        Subject::Itself | Subject::Workspace | Subject::Personal(_) => doc.clone(),
    };
    match kind.spec().face {
        Ok(face) if face.is_element() => Ok((face, about)),
        Ok(_) => Err(JsError::new(&format!("a {} is shown in no other page", kind.spec().noun.one))),
        Err(why) => Err(JsError::new(why)),
    }
}

/// The kind that a page names. A page that names none has it from the id where the document is about another, and else
/// means a charter; the server refuses a kind that is not the document's.
fn meant(kind: &str, doc: &DocId) -> Result<Kind, NoSuchKind> {
    match kind {
        "" => Ok(companion(doc).map_or(charter::KIND, |(kind, _)| kind)),
        named => named.parse(),
    }
}

/// How documents that stand beside the shown one are opened here.
fn open_beside(origin: &str, visitor: Visitor, shown: RwSignal<Vec<LiveDoc>>) -> OpenBeside {
    let opener = StoredValue::new_local((origin.to_owned(), visitor));
    OpenBeside(Callback::new(move |(doc, kind): (DocId, Kind)| {
        let (origin, visitor) = opener.get_value();
        let opened = open_for_now(Which { origin, doc, kind, visitor, begin: None });
        shown.update(|shown| shown.push(opened));
        opened
    }))
}

/// Opens a document for as long as the component that asks is shown.
fn open_for_now(which: Which) -> LiveDoc {
    let opened = open(which);
    let live = opened.live();
    let opened = StoredValue::new_local(Some(opened));
    // Views go before the documents they show.
    on_cleanup(move || {
        let opened = opened.try_update_value(Option::take);
        spawn_local(async move { drop(opened) });
    });
    live
}

/// Views go before the documents they show.
struct Mounted<M: leptos::tachys::view::Mountable> {
    _handle: UnmountHandle<M>,
    _guard: Option<Guard>,
    _opened: Vec<Opened>,
}

/// Says on the element what the widget is about: `muster-ready`, `muster-status`, `muster-error`.
fn announce(host: HtmlElement, doc: LiveDoc) {
    let host = StoredValue::new_local(host);
    effect(move || match doc.phase.get() {
        Phase::Opening => {}
        Phase::Ready => host.with_value(|host| dispatch(host, "muster-ready", &[])),
        Phase::Closed(reason) => {
            host.with_value(|host| dispatch(host, "muster-error", &[("reason", reason.sentence().into())]));
        }
    });
    effect(move || {
        let (word, pending) = match doc.status.get() {
            Status::Saved => ("saved", 0),
            Status::Saving { n } => ("saving", n),
            Status::OnThisDevice { n } => ("on-this-device", n),
            Status::NotSaved(_) => ("not-saved", 0),
        };
        // The loader then asks whether they want to sign in.
        let word = match doc.refusal.get() {
            Some(Reason::SignedOut) => "signed-out",
            // The loader then takes the document away, and offers what was not sent.
            Some(Reason::LinkEnded) => "link-ended",
            _ => word,
        };
        let detail = [("status", word.into()), ("pending", JsValue::from_f64(pending as f64))];
        host.with_value(|host| dispatch(host, "muster-status", &detail));
    });
}

/// Tells the page around the widget how things stand; of a link's holder, also which words were not sent.
fn announce_all(
    host: HtmlElement,
    docs: (LiveDoc, LiveDoc, LiveDoc),
    beside: RwSignal<Vec<LiveDoc>>,
    is_by_link: bool,
) {
    if is_by_link {
        announce_unsent(host.clone(), vec![docs.0, docs.1, docs.2], beside);
    }
    announce(host, docs.0);
}

/// Says on the element, as `muster-unsent`, that a document of the widget may have been sent, or have words to send, those beside
/// it too. The loader notes what the holder of a link has not sent.
fn announce_unsent(host: HtmlElement, docs: Vec<LiveDoc>, beside: RwSignal<Vec<LiveDoc>>) {
    let host = StoredValue::new_local(host);
    effect(move || {
        beside.with(|beside| docs.iter().chain(beside).for_each(|doc| doc.status.track()));
        host.with_value(|host| dispatch(host, "muster-unsent", &[]));
    });
}

fn dispatch(host: &HtmlElement, name: &str, detail: &[(&str, JsValue)]) {
    let object = js_sys::Object::new();
    for (key, value) in detail {
        let _ = js_sys::Reflect::set(&object, &(*key).into(), value);
    }
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&object);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        let _ = host.dispatch_event(&event);
    }
}
