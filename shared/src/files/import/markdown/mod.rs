//! A charter in Markdown: our own export, which comes back whole, or anybody's page with headings we understand.

mod blocks;
mod claims;
mod metrics;
mod people;
mod sections;
mod walk;

use super::{Draft, ImportError};
use crate::names;
use blocks::Outline;
use walk::Walk;

/// Reads a Markdown file called `stem`.
pub(super) fn file(stem: &str, text: &str) -> Result<Draft, ImportError> {
    let outline = Outline::of(text)?;
    if outline.blocks.is_empty() {
        return Err(ImportError::new(1, "nothing is written in this file"));
    }
    let source = outline.doc.as_ref().map(|doc| format!("muster:{doc}"));
    let name = walk::name_of(&outline).unwrap_or_else(|| stem.to_owned());
    let source = source.unwrap_or_else(|| format!("markdown:{}", names::key(&name)));
    Walk::over(&outline, &source, stem)
}

/// Reads a charter's Markdown for the team called `name`, under a source of the caller's.
///
/// # Errors
/// [`ImportError`] when the text holds more than is read.
pub(crate) fn charter(source: &str, name: &str, text: &str) -> Result<Draft, ImportError> {
    Walk::over(&Outline::of(text)?, source, name)
}
