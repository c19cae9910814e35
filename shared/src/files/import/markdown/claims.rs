//! Claims on surfaces, as bullets, table rows or headings.

use super::blocks::{Block, BlockKind};
use super::said::says_nothing;
use super::walk::{Walk, under_heads};
use crate::files::import::ImportError;
use crate::files::import::filler::{append, clean, one, words};
use crate::kinds::charter::CLAIMS;

/// Adds a claim of `mode`.
pub(super) fn claim(walk: &mut Walk, block: &Block, mode: &'static str) -> Result<(), ImportError> {
    if is_remark(walk, block) {
        return Ok(());
    }
    let (name, note) = match &block.kind {
        BlockKind::Row(cells) => {
            let about = cells.get(1).map(|(_, cell)| cell.clone()).unwrap_or_default();
            let rest = under_heads(cells.get(2..).unwrap_or_default());
            (cells.first().map(|(_, cell)| cell.clone()).unwrap_or_default(), clean(&format!("{about}\n{rest}")))
        }
        _ => split(block),
    };
    if says_nothing(&name) {
        return Ok(());
    }
    let note = if name.chars().count() > 400 { format!("{name}\n\n{note}") } else { note };
    let name = words(&name);
    walk.in_claim = true;
    let row = walk.filler.row(block.line, CLAIMS, block.id.clone(), &name)?;
    row.values.insert("mode".to_owned(), one(mode));
    row.texts.insert("note".to_owned(), clean(&note));
    if !name.is_empty() {
        row.values.insert("surface".to_owned(), one(name.as_str()));
        walk.filler.surface(&name);
    }
    Ok(())
}

/// A paragraph under a claim says more about it, and one that leads up to a list is no claim.
fn is_remark(walk: &mut Walk, block: &Block) -> bool {
    if block.kind != BlockKind::Paragraph {
        return false;
    }
    let claim = walk.filler.sheet.lists.get_mut(CLAIMS).and_then(|rows| rows.last_mut()).filter(|_| walk.in_claim);
    if let Some(claim) = claim {
        append(claim.texts.entry("note".to_owned()).or_default(), &block.whole(), "\n\n");
        return true;
    }
    let leads_up = block.text.ends_with(':');
    if leads_up {
        walk.note(block);
    }
    leads_up
}

/// A bullet's name and what is remarked about it.
fn split(block: &Block) -> (String, String) {
    let text = &block.text;
    let marks = [" — ", " – ", " - ", ": ", "\n"];
    let first = marks.iter().filter_map(|mark| Some((text.find(mark)?, mark.len()))).min();
    let (name, remark) = match (text.find(" (http"), first) {
        (Some(link), None) => (&text[..link], &text[link..]),
        (Some(link), Some((at, _))) if link < at => (&text[..link], &text[link..]),
        (_, Some((at, len))) => (&text[..at], &text[at + len..]),
        (None, None) => (text.as_str(), ""),
    };
    (name.trim().to_owned(), clean(&format!("{}\n\n{}", remark.trim(), block.more)))
}
