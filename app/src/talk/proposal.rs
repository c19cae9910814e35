//! Other words for a text, shown word by word against those that they are to replace.

use leptos::prelude::*;
use muster_shared::text::{Change, Piece, compare};

use crate::boxed::memo;
use crate::form::plain::{acting, following, says, with};

/// The words that stay, those struck out and those that are new.
pub(super) fn proposal(
    before: impl Fn() -> String + Send + Sync + 'static,
    after: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let pieces = memo(move || compare(&before(), &after()));
    let shown = following(move || pieces.get().into_iter().map(piece).collect_view().into_any());
    with("p", "proposal", vec![("dir", "auto".to_owned())], vec![shown])
}

fn piece(piece: Piece) -> AnyView {
    let tag = match piece.change {
        Change::Kept => "span",
        Change::Gone => "del",
        Change::New => "ins",
    };
    acting(tag, "", Vec::new(), vec![says(move || piece.words.clone())], Vec::new())
}
