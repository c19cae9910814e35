//! The keys of the matrix: it is one stop of the Tab key, and arrow keys move in it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node, NodeList};

use crate::keyboard;
use crate::pages::router;

/// Rows that a page key passes.
const PAGE_ROWS: i32 = 10;

/// The key of the surface in whose row something was pressed with a pointer.
pub(super) fn key_at(event: &Event) -> Option<String> {
    row_of(&event.target()?.dyn_into::<Element>().ok()?)?.get_attribute("data-key")
}

/// Moves the focus as a key says. Answers the key of the surface that Enter opens.
pub(super) fn pressed(event: &Event) -> Option<String> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    let at = event.target()?.dyn_into::<Element>().ok()?;
    let key = keyboard::key(event)?;
    if matches!(key.as_str(), "Enter" | " ") {
        // A button and a link do by themselves what they are for.
        let surface = row_of(&at)?.get_attribute("data-key").filter(|_| at.matches("td").unwrap_or_default())?;
        event.prevent_default();
        return Some(surface);
    }
    let whole = event.ctrl_key() || event.meta_key();
    if event.alt_key() {
        return None;
    }
    let (down, right) = match key.as_str() {
        "ArrowDown" => (1, 0),
        "ArrowUp" => (-1, 0),
        "PageDown" => (PAGE_ROWS, 0),
        "PageUp" => (-PAGE_ROWS, 0),
        "ArrowRight" => (0, 1),
        "ArrowLeft" => (0, -1),
        "Home" if whole => (i32::MIN / 2, i32::MIN / 2),
        "End" if whole => (i32::MAX / 2, i32::MAX / 2),
        "Home" => (0, i32::MIN / 2),
        "End" => (0, i32::MAX / 2),
        _ => return None,
    };
    event.prevent_default();
    if let Some(to) = moved(&at, down, right) {
        let _ = to.focus();
    }
    None
}

/// The cell or its one control that a step leads to.
fn moved(at: &Element, down: i32, right: i32) -> Option<HtmlElement> {
    let table = at.closest("table").ok()??;
    let row = row_of(at)?;
    let cell = at.closest("th, td").ok()??;
    let rows = table.query_selector_all("tr:not([hidden])").ok()?;
    let to_row: Element = rows.get(stepped(place(&rows, &row)?, down, rows.length()))?.dyn_into().ok()?;
    let column = place(&row.query_selector_all("th, td").ok()?, &cell)?;
    let cells = to_row.query_selector_all("th, td").ok()?;
    seen(&cells, stepped(column, right, cells.length()), right)
}

/// The cell of a place, or the next one on that is seen: a list on a small screen shows no empty ones. Without one, the name.
fn seen(cells: &NodeList, place: u32, right: i32) -> Option<HtmlElement> {
    let step = if right < 0 { -1 } else { 1 };
    let mut at = i64::from(place);
    while let Some(cell) = u32::try_from(at).ok().and_then(|at| cells.get(at)) {
        let cell: HtmlElement = cell.dyn_into().ok()?;
        if cell.offset_width() > 0 {
            return control(&cell);
        }
        at += step;
    }
    control(&cells.get(0)?.dyn_into().ok()?)
}

/// The part of a cell that takes the focus.
fn control(cell: &HtmlElement) -> Option<HtmlElement> {
    let inside = cell.query_selector("button, a").ok()?.and_then(|inside| inside.dyn_into().ok());
    let control: HtmlElement = inside.unwrap_or_else(|| cell.clone());
    if !control.has_attribute("tabindex") {
        control.set_attribute("tabindex", "-1").ok()?;
    }
    Some(control)
}

/// Makes the part of the matrix that has the focus its one stop.
pub(super) fn stop_at(event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let Some(target) = target.filter(|target| target.has_attribute("tabindex")) {
        stop(&target);
    }
}

fn stop(at: &HtmlElement) {
    let Some(table) = at.closest("table").ok().flatten() else { return };
    if let Some(was) = table.query_selector("[tabindex='0']").ok().flatten() {
        let _ = was.set_attribute("tabindex", "-1");
    }
    let _ = at.set_attribute("tabindex", "0");
}

/// Puts the one stop on the first row that is shown, where it stands in none.
pub(super) fn stop_at_what_is_shown() {
    if router::find("[role=grid] tr:not([hidden]) [tabindex='0']").is_none()
        && let Some(first) = router::find("[role=grid] tbody tr:not([hidden]) button")
    {
        stop(&first);
    }
}

fn row_of(at: &Element) -> Option<Element> {
    at.closest("tr").ok().flatten()
}

fn place(among: &NodeList, of: &Node) -> Option<u32> {
    (0..among.length()).find(|at| among.get(*at).is_some_and(|node| node.is_same_node(Some(of))))
}

fn stepped(from: u32, by: i32, n: u32) -> u32 {
    let last = i64::from(n.saturating_sub(1));
    u32::try_from((i64::from(from) + i64::from(by)).clamp(0, last)).unwrap_or_default()
}
