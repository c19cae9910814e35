//! A charter in Markdown: our own export, which comes back whole, or anybody's page with headings we understand.

mod blocks;
mod claims;
mod facts;
mod front;
mod metrics;
mod own;
mod people;
mod reader;
mod rows;
mod said;
mod sections;
mod streams;
#[cfg(test)]
mod tests;
mod walk;

use super::origin::Origin;
use super::{Draft, ImportError, source_of};
use crate::kinds::charter::MISSION;
use crate::names;
use blocks::Page;
pub use own::says_all;
use walk::Walk;

/// Reads the Markdown file of this name, which may say its folder.
pub(super) fn file(file_name: &str, text: &str) -> Result<Draft, ImportError> {
    let page = Page::of(text)?;
    if page.blocks.is_empty() && page.front.lines.is_empty() {
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
    let stem = super::parted(file_name).0;
    let name = walk::name_of(&page).unwrap_or_else(|| stem.to_owned());
    let draft = Walk::over(&page, &format!("markdown:{}", names::key(&name)), stem)?;
    Ok(Draft { source: Origin::of(file_name, &name, draft.sheet.text(MISSION), text).source(stem), ..draft })
}

/// Reads a charter's Markdown for the team called `name`, under a source of the caller's.
///
/// # Errors
/// [`ImportError`] when the text holds more than is read.
pub(crate) fn charter(source: &str, name: &str, text: &str) -> Result<Draft, ImportError> {
    Walk::over(&Page::of(text)?, source, name)
}
