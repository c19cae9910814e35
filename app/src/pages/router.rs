//! Which page is shown: the address and the history, without a framework.

use leptos::prelude::*;
use muster_shared::id::DocId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, Location, ScrollRestoration};

use crate::browser::{Listener, on_window, pause, window};

/// A page that came back is given so many steps of 30 ms to become as long as it was.
const SCROLL_STEPS: u32 = 40;

/// A page of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// All teams.
    Home,
    /// One document.
    Document(DocId),
    /// The worksheet, for a charter that is not begun or for one that is.
    Worksheet(Option<DocId>),
    /// All series of reviews.
    Reviews,
    /// The pressure tests of the captain of a team, by its charter.
    Pressure(DocId),
    /// The blind boxes about a document.
    Boxes(DocId),
    /// The company map.
    Map,
    /// The picture of alignment and coupling.
    Picture,
    /// Charters from files.
    Import,
    /// Documents that this device keeps.
    Kept,
    /// Notes for oneself.
    Mine,
    /// Words that another app shares.
    ShareIn,
    /// Nothing of ours.
    Unknown,
}

impl Route {
    fn of(path: &str) -> Self {
        let path = path.trim_matches('/');
        let doc = |id: &str| id.parse::<DocId>().ok();
        match path.split_once('/') {
            None if path.is_empty() => Self::Home,
            None if path == "new" => Self::Worksheet(None),
            None if path == "reviews" => Self::Reviews,
            None if path == "map" => Self::Map,
            None if path == "picture" => Self::Picture,
            None if path == "import" => Self::Import,
            None if path == "kept" => Self::Kept,
            None if path == "mine" => Self::Mine,
            None if path == "share-in" => Self::ShareIn,
            Some(("d", id)) => doc(id).map_or(Self::Unknown, Self::Document),
            Some(("pressure", id)) => doc(id).map_or(Self::Unknown, Self::Pressure),
            Some(("boxes", id)) => doc(id).map_or(Self::Unknown, Self::Boxes),
            Some(("new", id)) => doc(id).map_or(Self::Unknown, |doc| Self::Worksheet(Some(doc))),
            _ => Self::Unknown,
        }
    }

    /// The page's address.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home | Self::Unknown => "/".to_owned(),
            Self::Document(doc) => format!("/d/{doc}"),
            Self::Worksheet(None) => "/new".to_owned(),
            Self::Worksheet(Some(doc)) => format!("/new/{doc}"),
            Self::Reviews => "/reviews".to_owned(),
            Self::Pressure(charter) => format!("/pressure/{charter}"),
            Self::Boxes(doc) => format!("/boxes/{doc}"),
            Self::Map => "/map".to_owned(),
            Self::Picture => "/picture".to_owned(),
            Self::Import => "/import".to_owned(),
            Self::Kept => "/kept".to_owned(),
            Self::Mine => "/mine".to_owned(),
            Self::ShareIn => "/share-in".to_owned(),
        }
    }
}

/// Where the person is, and how to go elsewhere.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    /// The page that is shown.
    pub(crate) route: RwSignal<Route>,
    /// The part of the page that somebody was led to, as the address has it behind `#`; empty where they were led to none.
    pub(crate) at: RwSignal<String>,
    _listeners: StoredValue<[Listener; 2], LocalStorage>,
}

impl Router {
    /// Reads the address, and follows links and the browser's own way back.
    pub(crate) fn start() -> Self {
        if let Some(history) = history() {
            let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
        }
        let (route, at) = (RwSignal::new(here()), RwSignal::new(part_of_address()));
        let document = window().and_then(|window| window.document()).map(Into::into);
        let clicks = Listener::new(document, "click", move |event| {
            if let Some((to, part)) = event.dyn_ref().and_then(followed) {
                event.prevent_default();
                go(route, at, to, part);
            }
        });
        let back = on_window("popstate", move |event| {
            let left = route.get_untracked();
            at.set(String::new());
            let scrolled = event.dyn_ref::<web_sys::PopStateEvent>().and_then(|event| event.state().as_f64());
            show(route, here(), scrolled.unwrap_or(0.0), Some(left));
        });
        Self { route, at, _listeners: StoredValue::new_local([clicks, back]) }
    }

    /// Goes to a page, as a link does.
    pub(crate) fn go(&self, to: Route) {
        self.go_to(to, String::new());
    }

    /// Goes to a part of a page.
    pub(crate) fn go_to(&self, to: Route, part: String) {
        go(self.route, self.at, to, part);
    }

    /// Gives the page that is shown another address, without going anywhere.
    pub(crate) fn rename(&self, to: Route) {
        if let Some(history) = history() {
            let _ = history.replace_state_with_url(&JsValue::from_f64(0.0), "", Some(&to.path()));
        }
        // The page stays as it is: whoever watches the route is not told.
        self.route.update_untracked(|route| *route = to);
    }
}

fn go(route: RwSignal<Route>, at: RwSignal<String>, to: Route, part: String) {
    if let (Some(history), Some(window)) = (history(), window()) {
        let left_at = window.scroll_y().unwrap_or(0.0);
        let _ = history.replace_state(&JsValue::from_f64(left_at), "");
        let sign = if part.is_empty() { "" } else { "#" };
        let _ = history.push_state_with_url(&JsValue::from_f64(0.0), "", Some(&format!("{}{sign}{part}", to.path())));
    }
    let is_whole = part.is_empty();
    at.set(part);
    if is_whole {
        show(route, to, 0.0, None);
    } else if route.with_untracked(|shown| *shown != to) {
        // The page sees to where reading goes on.
        route.set(to);
    }
}

/// Shows a page and puts the focus where reading goes on: on the link one came back over, else on the page.
fn show(route: RwSignal<Route>, to: Route, scrolled: f64, came_from: Option<Route>) {
    if route.with_untracked(|shown| *shown != to) {
        route.set(to);
    }
    leptos::task::spawn_local(async move {
        pause(0).await;
        scroll_to(scrolled).await;
        let back = came_from.and_then(|page| find(&format!("main a[href='{}']", page.path())));
        if let Some(element) = back.or_else(|| find("main")) {
            focus_quietly(&element);
        }
    });
}

/// Scrolls there, once the page has grown as long.
async fn scroll_to(top: f64) {
    for _ in 0..SCROLL_STEPS {
        let Some(window) = window() else { return };
        window.scroll_to_with_x_and_y(0.0, top);
        if window.scroll_y().is_ok_and(|reached| reached + 1.0 >= top) {
            return;
        }
        pause(30).await;
    }
}

/// Focuses without scrolling.
pub(crate) fn focus_quietly(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// The first element of the page that fits.
pub(crate) fn find(selector: &str) -> Option<HtmlElement> {
    window()?.document()?.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// The page a click leads to and the part of it, if it is a plain click on a link of ours to another page.
fn followed(event: &web_sys::MouseEvent) -> Option<(Route, String)> {
    let plain = !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
    if event.default_prevented() || event.button() != 0 || !plain {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok().flatten()?.dyn_into().ok()?;
    let ours = link.origin() == location()?.origin().ok()?;
    let is_here = !link.hash().is_empty() && location()?.pathname().ok()? == link.pathname();
    if !ours || !link.target().is_empty() || link.has_attribute("download") || is_here {
        return None;
    }
    let route = Some(Route::of(&link.pathname())).filter(|route| *route != Route::Unknown)?;
    Some((route, link.hash().trim_start_matches('#').to_owned()))
}

fn part_of_address() -> String {
    let hash = location().and_then(|location| location.hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

fn here() -> Route {
    Route::of(&location().and_then(|location| location.pathname().ok()).unwrap_or_default())
}

fn location() -> Option<Location> {
    window().map(|window| window.location())
}

fn history() -> Option<web_sys::History> {
    window()?.history().ok()
}
