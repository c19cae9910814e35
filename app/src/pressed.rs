//! A press counts for the button on which it began. Others write meanwhile, and a field that the press takes the focus from
//! may look otherwise then: between the moments at which a button is pressed and let go it can move or be drawn anew, and the
//! browser tells of no click.

use std::cell::RefCell;

use leptos::ev::MouseEvent;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::browser::on_window;

/// A pointer that went no further than so many pixels was held still: somebody who changes their mind goes away from the button.
const STILL: i32 = 4;

thread_local! {
    static PRESS: RefCell<Option<Press>> = const { RefCell::new(None) };
}

/// A button that is pressed, and where.
struct Press {
    button: HtmlElement,
    /// Its meaning as it was pressed.
    meant: Meant,
    at: (i32, i32),
}

/// The words of a button, and the row or draft that it stands in.
type Meant = (Option<String>, Option<String>, Option<String>);

/// Sees to all presses of a page of ours, for as long as it is there. A widget in another page sees to its own.
pub(crate) fn of_the_page() {
    let hears = |event: &'static str, act: fn(&MouseEvent)| {
        on_window(event, move |event| {
            if let Some(event) = event.dyn_ref::<MouseEvent>() {
                act(event);
            }
        })
    };
    std::mem::forget([hears("mousedown", began), hears("mouseup", ended)]);
}

/// Something is pressed.
pub(crate) fn began(event: &MouseEvent) {
    let button = button_of(event).filter(|_| event.button() == 0);
    let at = (event.client_x(), event.client_y());
    PRESS.set(button.map(|button| Press { meant: meant(&button), button, at }));
}

/// The press ends. The browser clicks a button that is still beneath the pointer; for another one, and for one that
/// was drawn anew in the same place, it is done here, if it still means the same.
pub(crate) fn ended(event: &MouseEvent) {
    let Some(Press { button, meant: pressed, at: (x, y) }) = PRESS.take() else { return };
    let is_still = (event.client_x() - x).abs() <= STILL && (event.client_y() - y).abs() <= STILL;
    let beneath = button_of(event);
    if !is_still || beneath.as_ref().is_some_and(|beneath| beneath.is_same_node(Some(&button))) {
        return;
    }
    let now = if button.is_connected() { Some(button) } else { beneath };
    if let Some(now) = now.filter(|now| meant(now) == pressed) {
        now.click();
    }
}

fn button_of(event: &MouseEvent) -> Option<HtmlElement> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest("button").ok().flatten()?.dyn_into().ok()
}

fn meant(button: &HtmlElement) -> Meant {
    let row = button.closest("[data-row], [data-draft]").ok().flatten();
    let row = row.and_then(|row| row.get_attribute("data-row").or_else(|| row.get_attribute("data-draft")));
    (button.get_attribute("aria-label"), button.text_content(), row)
}
