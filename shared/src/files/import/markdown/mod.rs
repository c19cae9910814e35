//! A charter in Markdown: our own export, which comes back whole, or anybody's page with headings we understand.

mod blocks;
mod claims;
mod facts;
mod metrics;
mod own;
mod people;
mod rows;
mod said;
mod sections;
mod streams;
mod walk;

use super::{Draft, ImportError, source_of};
use crate::names;
use blocks::Page;
pub use own::says_all;
use walk::Walk;

/// Reads a Markdown file called `stem`.
pub(super) fn file(stem: &str, text: &str) -> Result<Draft, ImportError> {
    let page = Page::of(text)?;
    if page.blocks.is_empty() {
        return Err(ImportError::new(1, "nothing is written in this file"));
    }
    if let Some((kind, doc)) = &page.doc {
        if !says_all(*kind) {
            return Err(ImportError::new(
                1,
                "this Markdown does not say who wrote what; import the same as Muster’s JSON",
            ));
        }
        return own::read(*kind, &page, &source_of(doc));
    }
    let name = walk::name_of(&page).unwrap_or_else(|| stem.to_owned());
    Walk::over(&page, &format!("markdown:{}", names::key(&name)), stem)
}

/// Reads a charter's Markdown for the team called `name`, under a source of the caller's.
///
/// # Errors
/// [`ImportError`] when the text holds more than is read.
pub(crate) fn charter(source: &str, name: &str, text: &str) -> Result<Draft, ImportError> {
    Walk::over(&Page::of(text)?, source, name)
}
