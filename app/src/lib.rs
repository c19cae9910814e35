//! The page: a charter as a custom element and as an installable app, over live documents.

#![allow(unreachable_pub, reason = "leptos' component macro writes `pub` for every component")]

mod again;
mod boxed;
mod browser;
mod chunk;
mod editor;
mod elements;
mod form;
mod keyboard;
mod link;
mod live;
mod pages;
mod pressed;
mod redrawn;
mod store;
mod tabs;
mod talk;
mod told;
mod visitor;
mod widgets;
mod words;

use muster_shared::names::{Tables, lend_tables};
use wasm_bindgen::prelude::*;

pub use elements::{WidgetHandle, mount_widget};

/// Runs once when the module is instantiated.
#[wasm_bindgen(start)]
pub fn main() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        // Nothing in here can be relied on from now on: the page says so (`rescue.js`).
        if let (Some(window), Ok(event)) = (browser::window(), web_sys::Event::new("muster-panic")) {
            let _ = window.dispatch_event(&event);
        }
    }));
    lend_tables(Tables { fold: browser::folded, apart: browser::apart });
}

/// Starts the app in its own page, for the person of this id, name and rank; without an id for anybody. `brief` is what the
/// server says in brief of the page's document, where the page asked for it while the app came.
#[wasm_bindgen]
pub fn start_app(id: &str, name: String, rank: &str, brief: Option<js_sys::Promise>) {
    visitor::be(id, name, rank);
    pages::hear(brief);
    pages::start();
}
