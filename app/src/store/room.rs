//! Whether the device takes what is written. Browsers do not tell any more how much room is left, lest pages know a visitor by it:
//! a write that is refused tells it.

use std::cell::Cell;

use idb::Error;

thread_local! {
    static REFUSES: Cell<bool> = const { Cell::new(false) };
}

/// Whether the device had no room for what was last written from this page.
pub(crate) fn is_refused() -> bool {
    REFUSES.get()
}

/// Notes the end of a write. One for which there is no room is given up at its very end; other errors tell nothing of room.
pub(super) fn note(written: &Result<(), Error>) {
    match written {
        Ok(()) => REFUSES.set(false),
        Err(Error::TransactionAbortError(_)) => REFUSES.set(true),
        Err(_) => {}
    }
}
