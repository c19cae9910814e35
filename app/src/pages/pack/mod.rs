//! Packs: a review that somebody takes along as a file, and one that comes back (`shared/src/files/pack`).

mod open;
mod take;
mod told;

pub(crate) use open::{PackOpened, is_pack, open_pack};
pub(crate) use take::{take_along, teams};
pub(crate) use told::{brought, pack_told};

use muster_shared::id::DocId;

use crate::browser::storage;
use crate::visitor;

/// The name under which the browser keeps the dates of a series (`widgets/review/occurrences`).
fn dates_name(series: &DocId) -> String {
    crate::widgets::review::dates_kept_as(visitor::own().who(), series)
}
