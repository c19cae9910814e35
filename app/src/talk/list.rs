//! All that is said about a document in one list, with the ways to the next remark and the one before, also by keys. The
//! remarks that are dealt with are folded away.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::talk::{PROPOSED, Remark, SUGGESTIONS, TEXT, Thread, counted_plainly, in_order, step};
use muster_shared::text::words::one_line;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, EventTarget, KeyboardEvent};

use super::UseTalk;
use super::lead::{Going, to_thread};
use crate::boxed::{effect, memo};
use crate::browser::{Listener, all, window};
use crate::form::focus::active_in;
use crate::form::plain::{acting, each, el, icon, of_button, on, says, while_so};
use crate::form::section;
use crate::keyboard;
use crate::words::counted;

/// The most letters of a remark in the list.
const CHARS_MAX: usize = 90;

/// The list.
#[derive(Clone, Copy)]
struct List {
    talk: UseTalk,
    /// The threads that the page shows, from its beginning to its end.
    shown: RwSignal<Vec<RowId>>,
    /// All threads, in that order.
    threads: Memo<Vec<Thread>>,
    /// The thread that somebody went to last.
    at: StoredValue<Option<RowId>>,
}

/// The list of everything that is said about a document, with its keys, for as long as it is shown; nothing to see while
/// nothing is said.
pub(crate) fn all_said(talk: UseTalk) -> AnyView {
    let shown = RwSignal::new(Vec::new());
    let threads = memo(move || shown.with(|shown| in_order(talk.all(), shown)));
    let list = List { talk, shown, threads, at: StoredValue::new(None) };
    effect(move || {
        talk.all();
        // The page shows them by then.
        request_animation_frame(move || list.look());
    });
    list.hear_keys();
    let said = while_so(move || threads.with(|threads| !threads.is_empty()), move || list.drawn());
    (said, plain_words(talk)).into_any()
}

/// How often plain words were asked for and written in the document; nothing while nobody asked.
fn plain_words(talk: UseTalk) -> AnyView {
    let counted = memo(move || talk.plain.get().and_then(|plain| plain.with(counted_plainly)));
    let shown = move || {
        let says = acting("p", "small", Vec::new(), vec![says(move || counted.get().unwrap_or_default())], Vec::new());
        section(talk.about, "Plain words", "plainly", String::new, vec![says])
    };
    while_so(move || counted.with(Option::is_some), shown)
}

impl UseTalk {
    /// Every thread about the document.
    fn all(self) -> Vec<Thread> {
        let threads = self.threads.get().map(|threads| threads.get()).unwrap_or_default();
        threads.into_values().flatten().collect()
    }

    fn root(self) -> Option<Element> {
        self.about.root.try_get_untracked().flatten().map(Into::into)
    }
}

impl List {
    /// Takes the order in which the page shows threads.
    fn look(self) {
        let Some(root) = self.talk.root() else { return };
        let all = all(&root, "[data-thread]").into_iter();
        let shown: Vec<RowId> = all.filter_map(|one| one.get_attribute("data-thread")?.parse().ok()).collect();
        if self.shown.try_with_untracked(|known| *known != shown) == Some(true) {
            self.shown.set(shown);
        }
    }

    fn ids(self, is_resolved: bool) -> Vec<RowId> {
        self.threads.with(|threads| {
            let those = threads.iter().filter(|thread| thread.is_resolved == is_resolved);
            those.map(|thread| thread.head.row.clone()).collect()
        })
    }

    fn drawn(self) -> AnyView {
        let n = move |is_resolved: bool| self.ids(is_resolved).len();
        let items = move |is_resolved: bool| {
            el("ul", "", vec![each(move || self.ids(is_resolved), move |row| self.item(&row))])
        };
        let resolved = move || {
            let says = says(move || format!("Resolved ({})", n(true)));
            el("details", "", vec![acting("summary", "", Vec::new(), vec![says], Vec::new()), items(true)])
        };
        let ways = [("Previous comment", "i i-up", -1), ("Next comment", "i i-down", 1)];
        let ways = ways.map(|(label, picture, by)| {
            let own = [("aria-label", label.to_owned()), ("title", label.to_owned())];
            let attributes = of_button().into_iter().chain(own).collect();
            acting("button", "round", attributes, vec![on("click", move |_| self.go(by))], vec![icon(picture)])
        });
        let ways = el("div", "acts", ways.into_iter().collect());
        let all = el("div", "said-list", vec![ways, items(false), while_so(move || n(true) > 0, resolved)]);
        section(self.talk.about, "Comments", "said", move || format!("{} open", n(false)), vec![all])
    }

    fn item(self, row: &RowId) -> AnyView {
        let (id, way) = (row.clone(), row.clone());
        let thread = memo(move || self.threads.with(|all| all.iter().find(|thread| thread.head.row == id).cloned()));
        let said = move || thread.get().map(|thread| self.said(&thread.head)).unwrap_or_default();
        let by = move || thread.get().map(|thread| self.by(&thread)).unwrap_or_default();
        let acts = vec![says(said), on("click", move |_| self.show(&way))];
        let way = acting("button", "btn word", of_button(), acts, Vec::new());
        el("li", "", vec![way, acting("span", "small quiet", Vec::new(), vec![says(by)], Vec::new())])
    }

    /// The person who began a thread, and how many answers there are.
    fn by(self, thread: &Thread) -> String {
        let by = self.talk.author(&thread.head);
        match thread.answers.len() {
            0 => by,
            n => format!("{by} · {}", counted(n, "answer", "answers")),
        }
    }

    /// The words of a remark, on one line.
    fn said(self, remark: &Remark) -> String {
        let Some(talk) = self.talk.talk_of(remark) else { return String::new() };
        talk.row(remark.list, &remark.row).with(|row| {
            let is_proposal = remark.list == SUGGESTIONS && row.text(TEXT).trim().is_empty();
            one_line(row.text(if is_proposal { PROPOSED } else { TEXT }), CHARS_MAX)
        })
    }

    /// Goes to the next open thread, or to the one before, from where the focus is or somebody went last.
    fn go(self, by: isize) {
        self.look();
        let here = self.talk.root().and_then(|root| active_in(&root)).and_then(|active| thread_around(&active));
        let from = here.or_else(|| self.at.get_value());
        let ids = untrack(|| self.ids(false));
        if let Some(row) = step(&ids, from.as_ref(), by) {
            self.show(&row);
        }
    }

    /// Shows a thread and goes there; where the page does not show it now, its line's address leads there.
    fn show(self, row: &RowId) {
        self.at.set_value(Some(row.clone()));
        let is_shown = self.talk.root().is_some_and(|root| to_thread(&root, row, Going::There));
        if !is_shown {
            self.lead(row);
        }
    }

    fn lead(self, row: &RowId) {
        let on = self.talk.threads.get_untracked().and_then(|threads| {
            threads.with_untracked(|all| {
                let of = |threads: &Vec<Thread>| threads.iter().any(|thread| thread.head.row == *row);
                all.iter().find(|(_, threads)| of(threads)).and_then(|(on, _)| on.row.clone())
            })
        });
        if let (Some(window), Some(on)) = (window(), on) {
            let _ = window.location().set_hash(on.as_str());
        }
    }

    /// The keys work wherever the document has the focus, and where nothing has it on a page of ours.
    fn hear_keys(self) {
        effect(move || {
            let Some(root) = self.talk.about.root.get() else { return };
            let root: Element = root.into();
            let page = root.get_root_node().dyn_into::<Document>().ok();
            let target: EventTarget = page.map_or_else(|| root.clone().into(), Into::into);
            StoredValue::new_local(Listener::new(Some(target), "keydown", move |event| self.key(&root, &event)));
        });
    }

    fn key(self, root: &Element, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let Some(letter) = keyboard::far_shortcut(event) else { return };
        let at = event.target().and_then(|at| at.dyn_into::<Element>().ok());
        if !at.is_some_and(|at| at.tag_name() == "BODY" || root.contains(Some(&at))) {
            return;
        }
        match letter {
            'm' => self.talk.comment_here(),
            'j' => self.go(1),
            'k' => self.go(-1),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

fn thread_around(element: &Element) -> Option<RowId> {
    element.closest("[data-thread]").ok().flatten()?.get_attribute("data-thread")?.parse().ok()
}
