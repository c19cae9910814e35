//! The field for words in silence and the dots of a vote in another company's page: a small frame of Muster, whose contents and
//! storage that page cannot read. It is told which item is meant, and tells how tall it is. Where it does not come, a link leads to Muster.

use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{Ballot, KIND, Phase};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, MessageEvent, Window};

use super::alone::ALONE;
use super::kept::KeptIn;
use super::silent::{elsewhere, head, reveal_part};
use super::use_review::UseReview;
use super::votes::{end, vote_name};
use crate::boxed::{effect, memo};
use crate::browser::{array, on_window, pause, storage, window};
use crate::form::plain::{Act, acting, each, el, following, follows, heading, nothing, while_so, with, words};
use crate::widgets::origin::{LetIn, origin};

/// How long a frame may be silent before a link stands in its place, in milliseconds: of one that is forbidden, silence is
/// the only sign.
const PATIENCE_MS: i32 = 3000;
/// Where this page remembers that a review had such a frame here: words may wait in it after the reveal.
const HAD: &str = "muster-own-frame";

/// The state of the frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Coming,
    /// It is silent, or says that it cannot be opened.
    Missing,
    Here,
}

#[derive(Clone, Copy)]
struct OwnFrame {
    cx: UseReview,
    /// The item that is shown.
    item: Memo<Option<RowId>>,
    element: StoredValue<Option<Element>, LocalStorage>,
    state: RwSignal<State>,
    /// Open votes that the frame has the dots of.
    votes: Memo<Vec<Ballot>>,
    /// The height of what is in it, in pixels.
    height: RwSignal<f64>,
    /// Whether the frame has said anything: before that, nobody may be there to be told something.
    is_heard: StoredValue<bool>,
    origin: StoredValue<String>,
}

/// The frame, once somebody writes or votes; nothing in a page of ours, which has the field itself.
pub(super) fn own_frame(cx: UseReview, item: Memo<Option<RowId>>) -> AnyView {
    if cx.drafts.kept != KeptIn::Nowhere {
        return nothing();
    }
    let frame = OwnFrame {
        cx,
        item,
        element: StoredValue::new_local(None),
        state: RwSignal::new(State::Coming),
        votes: memo(move || if cx.say.can_edit.get() { cx.open_votes(item.get()) } else { Vec::new() }),
        height: RwSignal::new(0.0),
        is_heard: StoredValue::new(false),
        origin: StoredValue::new(origin()),
    };
    frame.show()
}

/// Controls that belong together, with the name of what they act on.
fn group(name: &str, parts: Vec<AnyView>) -> AnyView {
    with("div", "", vec![("role", "group".to_owned()), ("aria-label", name.to_owned())], parts)
}

impl OwnFrame {
    fn show(self) -> AnyView {
        let (is_made, is_silence) = (self.is_made(), memo(move || self.is_silence()));
        let is_here = memo(move || self.state.get() == State::Here && self.height.get() > 0.0);
        let is_asked = memo(move || is_silence.get() || self.votes.with(|votes| !votes.is_empty()));
        let is_shown = move || if is_here.get() || is_asked.get() { "shown" } else { "away" }.to_owned();
        let frame = while_so(move || is_made.get(), move || self.frame());
        let instead = following(move || match self.state.get() {
            State::Coming if is_asked.get() => words("p", "quiet", "Your field is opening."),
            State::Missing => self.votes_elsewhere(),
            _ => nothing(),
        });
        let field_instead = following(move || match (is_silence.get(), self.state.get()) {
            (true, State::Missing) => {
                let way = elsewhere(self.cx, "What you write in silence is kept out of this page.", "Write in Muster");
                el("div", "", vec![head(self.cx), way])
            }
            _ => nothing(),
        });
        // A vote that stays open stays as it is drawn: somebody may press the way to its end while others give dots.
        let open = memo(move || {
            self.votes.with(|votes| votes.iter().map(|ballot| ballot.row.id.clone()).collect::<Vec<RowId>>())
        });
        let ends = each(
            move || open.get(),
            move |id| {
                let is_it = |ballot: &&Ballot| ballot.row.id == id;
                let name = self.votes.with_untracked(|votes| votes.iter().find(is_it).map_or("", vote_name));
                group(name, vec![end(self.cx, StoredValue::new(id))])
            },
        );
        let reveals = following(move || match self.item.get().filter(|_| is_silence.get()) {
            Some(item) => reveal_part(self.cx, StoredValue::new(item)),
            None => nothing(),
        });
        let parts = vec![instead, field_instead, frame, ends, reveals];
        acting("div", "silent own", Vec::new(), vec![follows("data-is", is_shown)], parts)
    }

    /// The ways to where one can vote, in place of the frame.
    fn votes_elsewhere(self) -> AnyView {
        let way = |ballot: &Ballot| {
            let says = "Your dots are kept out of this page until the vote is closed.";
            let head = heading(self.cx.form.level + 2, "h3", Vec::new(), vec![vote_name(ballot).into_any()]);
            el("div", "", vec![head, elsewhere(self.cx, says, "Vote in Muster")])
        };
        self.votes.with(|votes| votes.iter().map(way).collect_view().into_any())
    }

    /// Whether this person may write now about the item that is shown.
    fn is_silence(self) -> bool {
        let is_silent = |item: &RowId| {
            self.cx.of_item(item, |item| item.phase == Phase::Write && item.revealed_ms.is_none()).unwrap_or_default()
        };
        self.cx.say.can_edit.get() && self.item.get().as_ref().is_some_and(is_silent)
    }

    /// Whether the frame is there: from the first silence or vote on for as long as the page is, so that it puts words and dots in
    /// at the end whatever item is shown, and when the page is opened again.
    fn is_made(self) -> RwSignal<bool> {
        let name = format!("{HAD} {}", self.cx.id());
        let had = storage().and_then(|storage| storage.get_item(&name).ok().flatten()).is_some();
        let is_made = RwSignal::new(false);
        effect(move || {
            let is_asked = self.is_silence() || self.votes.with(|votes| !votes.is_empty());
            if is_asked && let Some(storage) = storage() {
                let _ = storage.set_item(&name, "1");
            }
            if is_asked || (had && self.cx.say.can_edit.get()) {
                is_made.set(true);
            }
        });
        is_made
    }

    fn frame(self) -> AnyView {
        let _heard = StoredValue::new_local(on_window("message", move |event| {
            if let Ok(event) = event.dyn_into() {
                self.hear(&event);
            }
        }));
        effect(move || self.send("item", self.item.get().as_ref().map_or("", RowId::as_str)));
        let let_in = use_context::<LetIn>().map(|LetIn(token)| token);
        if let Some(token) = let_in {
            effect(move || token.with(|token| self.send("token", token)));
        }
        spawn_local(async move {
            pause(PATIENCE_MS).await;
            if !self.state.is_disposed() && self.state.get_untracked() == State::Coming {
                self.state.set(State::Missing);
            }
        });
        let token = let_in.map(|token| token.get_untracked()).unwrap_or_default();
        let keep: Act = Box::new(move |element| {
            let _ = element.set_attribute("src", &self.address(&token));
            self.element.set_value(Some(element.clone()));
        });
        let title =
            follows("title", move || if self.is_silence() { "Write in silence" } else { "Your dots" }.to_owned());
        let height = follows("height", move || self.height.get().to_string());
        let is = follows("data-is", move || if self.state.get() == State::Here { "shown" } else { "away" }.to_owned());
        acting("iframe", "own-frame", Vec::new(), vec![title, height, is, keep], Vec::new())
    }

    fn address(self, token: &str) -> String {
        let theme = self.theme().map(|theme| format!("&theme={theme}")).unwrap_or_default();
        let (origin, review) = (self.origin.get_value(), self.cx.id());
        // The part behind # is sent to nobody.
        format!("{origin}/embed/{review}?view={ALONE}&kind={KIND}{theme}#{token}")
    }

    /// The looks that the page around has, where it has but one of the two: a frame cannot see that.
    fn theme(self) -> Option<&'static str> {
        let root = self.cx.form.root.get_untracked()?;
        let window = window()?;
        let computed: Function = Reflect::get(&window, &"getComputedStyle".into()).ok()?.dyn_into().ok()?;
        let root: &JsValue = &root;
        let style = computed.call1(&window, root).ok()?;
        let scheme = Reflect::get(&style, &"colorScheme".into()).ok()?.as_string()?;
        match (scheme.contains("light"), scheme.contains("dark")) {
            (true, true) => None,
            (false, true) => Some("dark"),
            _ => Some("light"),
        }
    }

    fn window(self) -> Option<Window> {
        let element = self.element.try_with_value(Clone::clone)??;
        let window = Reflect::get(&element, &"contentWindow".into()).ok()?;
        // A window of another origin is no instance of this page's own class.
        window.is_object().then(|| window.unchecked_into())
    }

    /// Tells the frame that something has another value now.
    fn send(self, name: &str, to: &str) {
        let Some(window) = self.window().filter(|_| self.is_heard.get_value()) else { return };
        let change = Object::new();
        let _ = Reflect::set(&change, &"change".into(), &array([name.into(), to.into()]));
        let _ = window.post_message(&change, &self.origin.get_value());
    }

    fn hear(self, event: &MessageEvent) {
        let is_its = self.window().is_some_and(|window| event.source().is_some_and(|from| Object::is(&from, &window)));
        if !is_its || event.origin() != self.origin.get_value() {
            return;
        }
        self.is_heard.set_value(true);
        let data = event.data();
        let said = |name: &str| Reflect::get(&data, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if let Some(height) = said("height").as_f64() {
            self.height.set(height.ceil());
        }
        match said("type").as_string().as_deref() {
            Some("muster-ready") => self.state.set(State::Here),
            // A frame that was open keeps what was typed last, to be copied out of it.
            Some("muster-error") if self.state.get_untracked() == State::Coming => self.state.set(State::Missing),
            _ => {}
        }
        // A browser that does not tell a frame who shows it takes it from the answer.
        let item = self.item.get_untracked();
        self.send("item", item.as_ref().map_or("", RowId::as_str));
    }
}
