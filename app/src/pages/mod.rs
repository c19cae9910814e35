//! The app around the charter: its pages, the bar above them, and what this device keeps.

mod bar;
mod desk;
mod document;
mod find;
mod hold;
mod home;
mod import;
mod keep;
mod keys;
mod me;
mod org;
mod router;
mod said;
mod send;
mod shelf;
mod theme;
mod time;
mod words;
mod worksheet;

use leptos::mount::mount_to;
use leptos::prelude::*;
use muster_shared::kinds::charter;

use bar::Bar;
use desk::Desk;
use document::Document;
use find::Find;
use home::Home;
use import::Import;
use keys::Keys;
use org::Org;
use router::Route;
use said::Nowhere;
use worksheet::Worksheet;

use crate::told::Guard;
use crate::visitor::rank;

/// Starts the app in its own page.
pub(crate) fn start() {
    theme::Theme::kept().show();
    if let Some(app) = router::find("#app") {
        // It watches for as long as the page is there.
        std::mem::forget(Guard::over(&app));
        mount_to(app, App).forget();
    }
}

/// The whole app.
#[component]
fn App() -> impl IntoView {
    let desk = Desk::start();
    provide_context(desk);
    let page = move || match desk.router.route.get() {
        Route::Home => view! { <Home/> }.into_any(),
        Route::Document(doc) if doc == muster_shared::id::DocId::org() => view! { <Org/> }.into_any(),
        Route::Document(doc) => view! { <Document doc/> }.into_any(),
        // Nobody is led there whose rank it is not; a charter begun there would never be taken.
        Route::Worksheet(None) if !charter::KIND.may_be_begun_by(rank()) => view! { <Nowhere/> }.into_any(),
        Route::Worksheet(doc) => view! { <Worksheet doc/> }.into_any(),
        Route::Import => view! { <Import/> }.into_any(),
        Route::Unknown => view! { <Nowhere/> }.into_any(),
    };
    view! {
        <a class="skip btn" href="#main">"Skip to the page"</a>
        <Bar/>
        <main id="main" tabindex="-1" aria-label=move || desk.title.get()>{page}</main>
        <p class="vh" role="status">{move || desk.said.get()}</p>
        <Find/>
        <Keys/>
    }
}
