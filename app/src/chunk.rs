//! Parts of the app that come in a chunk of their own, when they are first shown. Each chunk has one door: a function
//! that makes a view of it. A chunk that cannot be loaded costs its own part of the page and nothing else. The group
//! `later` has several small doors, some to work instead of a view: all that the first words can do without.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
pub(crate) use leptos::wasm_split::SplitLoaderError;

use crate::boxed::for_the_page;
use crate::browser::{Listener, on_window, pause, window};
use crate::told::{to_say, told};

/// Declares the door of a chunk: `chunk!(group: fn name(arguments) { view })`. It becomes a module with `load` and `show`.
/// A door that leads to something else than a view names it: `fn name(arguments) -> made { .. }`. Where the app is built in one
/// piece, both are there at once.
macro_rules! chunk {
    ($group:ident: $(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $crate::chunk::chunk!($group: $(#[$doc])* fn $name($($arg: $type),*) -> AnyView $body);
    };
    ($group:ident: $(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $made:ty $body:block) => {
        $(#[$doc])*
        pub(crate) mod $name {
            use super::*;
            use $crate::chunk::SplitLoaderError;

            #[cfg(split)]
            #[::leptos::wasm_split::wasm_split($group, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
            pub(crate) fn show($($arg: $type),*) -> Result<$made, SplitLoaderError> {
                Ok($body)
            }

            #[cfg(not(split))]
            #[allow(dead_code, reason = "nobody waits in front of a door to work")]
            pub(crate) async fn load() -> Result<(), SplitLoaderError> {
                Ok(())
            }

            #[cfg(not(split))]
            pub(crate) async fn show($($arg: $type),*) -> Result<$made, SplitLoaderError> {
                Ok($body)
            }
        }
    };
}
pub(crate) use chunk;

/// A part of the page that needs no further words to be known where it is missing.
pub(crate) const THIS_PART: &str = "This part";

type Make = Box<dyn Fn() -> AnyView + Send>;
type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;
type Load = Box<dyn Fn() -> Loading>;

/// How far a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Coming,
    Here,
    /// It could not be loaded, so many times one after the other.
    Missing(u32),
}

/// A chunk that was asked for.
#[derive(Clone, Copy)]
pub(crate) struct Chunk {
    /// The part of the page that the chunk brings, in words that begin a sentence.
    brings: &'static str,
    state: RwSignal<State>,
    load: StoredValue<Load, LocalStorage>,
}

impl Chunk {
    /// Asks for the chunk behind a door. It `brings` a part of the page, which the sentence that it is missing begins with.
    pub(crate) fn come<L>(brings: &'static str, load: impl Fn() -> L + 'static) -> Self
    where
        L: Future<Output = Result<(), SplitLoaderError>> + 'static,
    {
        Self::asked(brings, Box::new(move || Box::pin(load())))
    }

    fn asked(brings: &'static str, load: Load) -> Self {
        let is_here = at_once(load()).is_some_and(|loaded| loaded.is_ok());
        let state = RwSignal::new(if is_here { State::Here } else { State::Coming });
        let chunk = Self { brings, state, load: StoredValue::new_local(load) };
        if !is_here {
            chunk.ask(0);
        }
        chunk
    }

    fn ask(self, failed: u32) {
        let Some(loading) = self.load.try_with_value(|load| load()) else { return };
        self.state.set(State::Coming);
        spawn_local(async move {
            let end = if loading.await.is_ok() { State::Here } else { State::Missing(failed + 1) };
            self.state.try_set(end);
        });
    }

    /// The sentence that it could not be loaded, while that is so.
    fn missing(self) -> Option<String> {
        matches!(self.state.get(), State::Missing(_)).then(|| format!("{} could not be loaded.", self.brings))
    }

    /// Shows a view of it: `waiting` until it is here, and a way to ask for it again when it could not be loaded.
    pub(crate) fn show<S>(
        self,
        waiting: impl Fn() -> AnyView + Send + 'static,
        show: impl Fn() -> S + Send + 'static,
    ) -> AnyView
    where
        S: Future<Output = Result<AnyView, SplitLoaderError>>,
    {
        self.shown(Box::new(waiting), Box::new(move || at_once(show())?.ok()), Box::new(move || self.missed()))
    }

    /// Shows nothing of it but that it is missing, and the way to ask for it again.
    pub(crate) fn notice(self) -> AnyView {
        self.shown(Box::new(nothing), Box::new(|| None), Box::new(move || self.missed()))
    }

    fn missed(self) -> AnyView {
        view! { <Missing chunk=self/> }.into_any()
    }

    /// Whether it is loaded.
    pub(crate) fn is_here(self) -> bool {
        self.state.get() == State::Here
    }

    /// Shows a view of it, and `plain` as long as it is not here.
    pub(crate) fn dress<S>(
        self,
        plain: impl Fn() -> AnyView + Clone + Send + 'static,
        show: impl Fn() -> S + Send + 'static,
    ) -> AnyView
    where
        S: Future<Output = Result<AnyView, SplitLoaderError>>,
    {
        self.shown(Box::new(plain.clone()), Box::new(move || at_once(show())?.ok()), Box::new(plain))
    }

    /// Shows a view of it once it is here, in a place among others of which one says when it is missing.
    pub(crate) fn join<S>(self, show: impl Fn() -> S + Send + 'static) -> AnyView
    where
        S: Future<Output = Result<AnyView, SplitLoaderError>>,
    {
        self.shown(Box::new(nothing), Box::new(move || at_once(show())?.ok()), Box::new(nothing))
    }

    fn shown(self, waiting: Make, show: Box<dyn Fn() -> Option<AnyView> + Send>, missing: Make) -> AnyView {
        let view = move || match self.state.get() {
            State::Coming => waiting(),
            State::Here => untrack(&show).unwrap_or_else(nothing),
            State::Missing(_) => missing(),
        };
        view.into_any()
    }
}

/// Says that a part of the page is missing. A page that was opened before Muster was renewed may ask for what no server
/// has any more; only loading the page again helps then.
#[component]
fn Missing(chunk: Chunk) -> impl IntoView {
    let times = match chunk.state.get_untracked() {
        State::Missing(times) => times,
        _ => 0,
    };
    let reload = |_| {
        if let Some(window) = window() {
            let _ = window.location().reload();
        }
    };
    let renewed = (times > 1).then(|| {
        view! {
            <span>"Muster may have been renewed since this page was opened. "</span>
            <button class="btn word" type="button" on:click=reload>"Reload the page"</button>
        }
    });
    view! {
        <div class="banner missing no-print" role="alert">
            <span use:told=to_say(move || chunk.missing().unwrap_or_default())></span>" "
            <button class="btn" type="button" on:click=move |_| chunk.ask(times)>"Try again"</button>
            {renewed}
        </div>
    }
}

/// The place of a page that is still opening.
pub(crate) fn opening() -> AnyView {
    view! {
        <div class="sheet" aria-busy="true">
            <div class="doc"><div class="part"><div class="thread" role="progressbar" aria-label="Opening"></div></div></div>
        </div>
    }
    .into_any()
}

/// Where nothing is missed until it is here.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}

/// How far a page is that a document opens in. Chunks that it needs not may wait, so that it is there sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    Nothing,
    /// The first words can be written in.
    Words,
    /// The rest of the document is there, or something else is wanted first.
    Rest,
}

/// The event by which the page's own script knows that all is there that somebody came for.
const THERE: &str = "muster-there";
/// A page that never gets there lets nobody wait longer, in milliseconds.
const PATIENCE_MS: i32 = 3000;

thread_local! {
    static REACHED: Cell<Reached> = const { Cell::new(Reached::Nothing) };
    static WAITING: RefCell<Vec<(Reached, Waker)>> = const { RefCell::new(Vec::new()) };
}

/// The page is so far: the chunks that waited for it come.
pub(crate) fn reached(now: Reached) {
    if REACHED.get() < now {
        REACHED.set(now);
        let waiting = WAITING.take();
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(until, _)| *until <= now);
        WAITING.with_borrow_mut(|all| all.extend(rest));
        ready.into_iter().for_each(|(_, waker)| waker.wake());
        if now == Reached::Rest {
            say_so();
        }
    }
}

/// Lets the page's own script begin what nobody waits for (`app/web/start.js`).
fn say_so() {
    if let (Some(window), Ok(event)) = (window(), web_sys::Event::new(THERE)) {
        let _ = window.dispatch_event(&event);
    }
}

/// Loads a chunk once the page is so far.
pub(crate) async fn once<L: Future>(until: Reached, load: impl Fn() -> L) -> L::Output {
    if REACHED.get() < until {
        spawn_local(async move {
            pause(PATIENCE_MS).await;
            reached(until);
        });
    }
    poll_fn(|context| {
        if REACHED.get() >= until {
            return Poll::Ready(());
        }
        WAITING.with_borrow_mut(|all| all.push((until, context.waker().clone())));
        Poll::Pending
    })
    .await;
    load().await
}

/// Does work of a chunk: at once where it is here, and else as soon as it has come. Where it does not come, the same work is
/// asked for again by whatever asked now.
pub(crate) fn work(work: impl Future<Output = Result<(), SplitLoaderError>> + 'static) {
    do_work(Box::pin(work));
}

fn do_work(mut work: Loading) {
    if at_once(work.as_mut()).is_none() {
        spawn_local(async move { drop(work.await) });
    }
}

/// Makes a step back or forth that somebody asked for. Where the chunk does not come the page says so, until it has come: it is
/// asked for again with the next press, and when the network is back. Only a press makes a step.
pub(crate) fn step<L>(
    step: impl Future<Output = Result<(), SplitLoaderError>> + 'static,
    load: impl Fn() -> L + 'static,
) where
    L: Future<Output = Result<(), SplitLoaderError>> + 'static,
{
    make_step(Box::pin(step), Box::new(move || Box::pin(load())));
}

fn make_step(mut step: Loading, load: Load) {
    match at_once(step.as_mut()) {
        Some(made) => lacks_steps(made.is_err(), load),
        None => spawn_local(async move { lacks_steps(step.await.is_err(), load) }),
    }
}

fn lacks_steps(is_so: bool, load: Load) {
    set_lacks_steps(is_so);
    let again = move |_| {
        let loading = load();
        spawn_local(async move { set_lacks_steps(loading.await.is_err()) });
    };
    BACK.set(is_so.then(|| on_window("online", again)));
}

fn set_lacks_steps(is_so: bool) {
    let known = LACKS_STEPS.with(|known| *known);
    if known.get_untracked() != is_so {
        known.set(is_so);
    }
}

thread_local! {
    static LACKS_STEPS: RwSignal<bool> = for_the_page(|| RwSignal::new(false));
    /// Hears that the network is back, while steps are not there.
    static BACK: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Whether somebody asked for a step back or forth that cannot be made yet.
pub(crate) fn is_without_steps() -> bool {
    LACKS_STEPS.with(|known| known.get())
}

/// The outcome of a future that is ready at once; nothing if it has to wait.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
