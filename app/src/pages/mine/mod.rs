//! Notes for oneself: four sorts of them, kept on this device alone, and a sealed file that carries them to another one. The page
//! comes in a chunk of its own; what stands here is its door. Nothing below here speaks to a server, to another tab or to a
//! document: a house test holds it to that. Lines out of logs come in, and nothing goes back.

mod carry;
mod keys;
mod notes;
mod offered;
mod page;
mod part;
mod share;
mod use_mine;

use leptos::prelude::*;

use super::mirrored::{Offered, offered};
use super::shell::use_shell;
use crate::chunk::{Chunk, chunk, opening};

chunk!(me:
/// The door of the chunk.
fn door(offered: Offered) {
    page::page(offered)
});

/// Asks for the chunk and shows the page once it is here.
pub(super) fn mine() -> AnyView {
    use_shell().name_page(|| "Notes for yourself".to_owned());
    let offered = offered();
    Chunk::come("The page of your notes", door::load).show(opening, move || door::show(offered))
}
