//! The place where somebody writes, while something around it is drawn anew or moved. The browser takes the focus from a field
//! that leaves the page even for a moment, and letters typed after that would go nowhere.

use std::cell::Cell;

use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use crate::browser::{all, window};

/// The attribute that names the draft whose fields are in an element: drawn anew, it has the same.
pub(crate) const DRAFT: &str = "data-draft";
/// The attribute of fields that open and close, and of the button to them.
pub(crate) const FOLDED: &str = "data-folded";
/// The places around such fields in which somebody is left, if the button goes too.
const PLACES: &str = "[data-row], section, article";
/// The fields of a draft.
const FIELDS: &str = "textarea, input, select";

thread_local! {
    /// Whether the place is noted already, before the task of the browser that runs now is over.
    static IS_NOTED: Cell<bool> = const { Cell::new(false) };
}

/// Notes where somebody writes, before a view is drawn anew. They write on there before the browser hears another key: what
/// is asked for here runs right behind the drawing, in the same task of the browser.
pub(crate) fn keep_focus() {
    if IS_NOTED.replace(true) {
        return;
    }
    let place = Place::of_now();
    spawn_local(async move {
        IS_NOTED.set(false);
        if let Some(place) = place {
            place.take_back();
        }
    });
}

/// Whether somebody writes just now in the draft of this name.
pub(crate) fn is_in_draft(named: &str) -> bool {
    let draft = active().and_then(|active| active.closest(&format!("[{DRAFT}]")).ok().flatten());
    draft.and_then(|draft| draft.get_attribute(DRAFT)).is_some_and(|draft| draft == named)
}

/// The place where somebody is.
struct Place {
    element: HtmlElement,
    /// The outermost element around it, which stays.
    around: Element,
    field: Option<Field>,
    /// The places around fields that open and close, the innermost first; none for anything else.
    places: Vec<HtmlElement>,
}

/// A field of a draft, by which its successor is found.
struct Field {
    draft: String,
    /// Its place among the fields of the draft.
    at: usize,
    selected: (u32, u32),
}

impl Place {
    fn of_now() -> Option<Self> {
        let element = active().filter(|active| active.tag_name() != "BODY")?;
        let mut around = Element::from(element.clone());
        while let Some(parent) = around.parent_element() {
            around = parent;
        }
        let field = Field::of(&element);
        let places = places_around(&element);
        Some(Self { element, around, field, places })
    }

    /// Goes back there, unless somebody went somewhere else.
    fn take_back(self) {
        if !is_nowhere() {
            return;
        }
        if self.element.is_connected() {
            return focus(&self.element);
        }
        let successor = self.field.and_then(|field| Some((field.successor(&self.around)?, field.selected)));
        if let Some((successor, (start, end))) = successor {
            focus(&successor);
            return select(&successor, start, end);
        }
        let places = self.places;
        // A view that was drawn just now may ask for the focus itself, and does so before this.
        spawn_local(async move {
            if let Some(place) = places.iter().find(|place| place.is_connected()).filter(|_| is_nowhere()) {
                let _ = place.set_attribute("tabindex", "-1");
                focus(place);
            }
        });
    }
}

/// Whether nothing has the focus.
fn is_nowhere() -> bool {
    active().is_none_or(|active| active.tag_name() == "BODY")
}

fn places_around(element: &HtmlElement) -> Vec<HtmlElement> {
    let mut at = element.closest(&format!("[{FOLDED}]")).ok().flatten();
    let mut places = Vec::new();
    while let Some(place) = at.and_then(|at| at.parent_element()?.closest(PLACES).ok().flatten()) {
        places.extend(place.dyn_ref::<HtmlElement>().cloned());
        at = Some(place);
    }
    places
}

impl Field {
    fn of(element: &HtmlElement) -> Option<Self> {
        let draft = element.closest(&format!("[{DRAFT}]")).ok().flatten()?;
        let at = all(&draft, FIELDS).iter().position(|field| field.is_same_node(Some(element)))?;
        Some(Self { draft: draft.get_attribute(DRAFT)?, at, selected: selected(element) })
    }

    fn successor(&self, around: &Element) -> Option<HtmlElement> {
        let drafts = all(around, &format!("[{DRAFT}]"));
        let draft = drafts.iter().find(|draft| draft.get_attribute(DRAFT).as_ref() == Some(&self.draft))?;
        all(draft, FIELDS).into_iter().nth(self.at)?.dyn_into().ok()
    }
}

/// The focused element, also inside shadow roots.
fn active() -> Option<HtmlElement> {
    let mut active = window()?.document()?.active_element()?;
    while let Some(inner) = active.shadow_root().and_then(|root| root.active_element()) {
        active = inner;
    }
    active.dyn_into().ok()
}

fn focus(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

fn selected(element: &HtmlElement) -> (u32, u32) {
    let (start, end) = match (element.dyn_ref::<HtmlTextAreaElement>(), element.dyn_ref::<HtmlInputElement>()) {
        (Some(text), _) => (text.selection_start(), text.selection_end()),
        (_, Some(input)) => (input.selection_start(), input.selection_end()),
        _ => return (0, 0),
    };
    (start.ok().flatten().unwrap_or(0), end.ok().flatten().unwrap_or(0))
}

/// A field for a day has no caret, and says so with an error.
fn select(element: &HtmlElement, start: u32, end: u32) {
    if let Some(text) = element.dyn_ref::<HtmlTextAreaElement>() {
        let _ = text.set_selection_range(start, end);
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let _ = input.set_selection_range(start, end);
    }
}
