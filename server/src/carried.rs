//! The app that the program carries. The program hands it over as it starts: the library is compiled beside the app, and not
//! once more when a page has changed.

use std::sync::OnceLock;

use rust_embed::EmbeddedFile;

/// The files of one release of the app.
#[derive(Debug, Clone, Copy)]
pub struct Carried {
    /// Version and content hash of the app.
    pub release: &'static str,
    /// Finds a file by its path in `dist/`.
    pub file: fn(&str) -> Option<EmbeddedFile>,
}

impl Carried {
    /// A program without an app: its server has everything else.
    pub const NOTHING: Self = Self { release: "development", file: |_| None };
}

static CARRIED: OnceLock<Carried> = OnceLock::new();

/// Says once, as the program starts, what it carries.
pub(crate) fn carry(app: Carried) {
    CARRIED.get_or_init(|| app);
}

fn carried() -> &'static Carried {
    CARRIED.get().unwrap_or(&Carried::NOTHING)
}

/// The release of the app inside.
pub(crate) fn release() -> &'static str {
    carried().release
}

pub(crate) fn file(path: &str) -> Option<EmbeddedFile> {
    (carried().file)(path)
}
