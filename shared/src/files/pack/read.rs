//! A file as a pack: all of it, or a sentence.

use std::collections::BTreeSet;

use thiserror::Error;

use super::{BYTES_MAX, DOCS_MAX, FIRST_LINE, Head, HeadDoc, MARK, Pack, Packed, SUM, UPDATES_MAX, VERSION, sum};
use crate::order::gather;
use crate::sync::replica::{StoreKey, Stored};

/// The most characters of a title, a name or an address that are taken over.
const CHARS_MAX: usize = 200;

/// Why a file is not opened. Nothing of it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Damage {
    /// There is nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// It is something else.
    #[error("This file is no pack. A pack is made on the page of a review, with “Take it with you”.")]
    NoPack,
    /// It is longer than packs are.
    #[error("The file is larger than 8 MiB, which no pack is.")]
    TooLarge,
    /// It has a form that this program does not know.
    #[error("This pack has version {0} of its form, and this Muster reads version 1. A newer Muster opens it.")]
    OtherVersion(u64),
    /// Its end is missing.
    #[error("Only {got} of {of} bytes of this pack arrived: its end is missing. Copy or download it once more.")]
    Cut {
        /// Its bytes.
        got: usize,
        /// The bytes it should have.
        of: usize,
    },
    /// It is not as it was written.
    #[error("This pack was damaged on its way: its checksum is another one. Copy or download it once more.")]
    Changed,
    /// It is as it was written, and that makes no sense.
    #[error("This pack is whole and cannot be read: {0}.")]
    Unreadable(String),
}

/// Reads a pack. Documents of kinds that this program does not know are named among those that were left out.
///
/// # Errors
/// [`Damage`], in a sentence.
pub fn read(file: &[u8]) -> Result<Pack, Damage> {
    let length = length(file)?;
    match file.len() {
        got if got < length => return Err(Damage::Cut { got, of: length }),
        got if got > length => return Err(Damage::Changed),
        _ => {}
    }
    let (said, checked) = file.split_at(length - SUM);
    if sum(said.iter().copied()).to_be_bytes() != checked {
        return Err(Damage::Changed);
    }
    let rest = &said[FIRST_LINE..];
    let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(|| unreadable("its head has no end"))?;
    let head: Head = serde_json::from_slice(&rest[..end]).map_err(|error| Damage::Unreadable(told(&error)))?;
    pack(head, &rest[end + 1..])
}

/// The length that the first line says.
fn length(file: &[u8]) -> Result<usize, Damage> {
    if file.is_empty() {
        return Err(Damage::Empty);
    }
    let line = &file[..file.len().min(FIRST_LINE)];
    let behind = line.strip_prefix(MARK.as_bytes()).and_then(|rest| rest.strip_prefix(b" "));
    let Some(behind) = behind else {
        // The first bytes of a pack, and no more, are a pack that was cut.
        let is_begun = MARK.as_bytes().starts_with(file);
        return Err(if is_begun { Damage::Cut { got: file.len(), of: FIRST_LINE } } else { Damage::NoPack });
    };
    let words = behind.split(|byte| *byte == b' ' || *byte == b'\n').map(str::from_utf8);
    let numbers: Vec<Option<u64>> = words.map(|word| word.ok()?.parse().ok()).collect();
    match numbers[..] {
        [Some(version), ..] if version != VERSION => Err(Damage::OtherVersion(version)),
        _ if file.len() > BYTES_MAX => Err(Damage::TooLarge),
        _ if line.len() < FIRST_LINE => Err(Damage::Cut { got: line.len(), of: FIRST_LINE }),
        [Some(_), Some(length), None] if line.ends_with(b"\n") => {
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            if length > BYTES_MAX {
                Err(Damage::TooLarge)
            } else if length < FIRST_LINE + SUM {
                Err(Damage::Changed)
            } else {
                Ok(length)
            }
        }
        _ => Err(Damage::Changed),
    }
}

fn pack(head: Head, bytes: &[u8]) -> Result<Pack, Damage> {
    let Head { mut label, docs } = head;
    let n_updates: usize = docs.iter().map(|doc| doc.updates.len()).sum();
    if docs.len() > DOCS_MAX || n_updates > UPDATES_MAX {
        return Err(unreadable("it has more documents or more updates than a pack has"));
    }
    let names: BTreeSet<&str> = gather(docs.iter().map(|doc| doc.doc.as_str()));
    if docs.is_empty() || names.len() < docs.len() {
        return Err(unreadable("it has no document, or one of them twice"));
    }
    for words in [&mut label.title, &mut label.by, &mut label.origin].into_iter().chain(&mut label.left_out) {
        *words = words.chars().filter(|char| !char.is_control()).take(CHARS_MAX).collect();
    }
    let (mut packed, mut rest) = (Vec::new(), bytes);
    for doc in docs {
        let (updates, behind) = updates(&doc, rest)?;
        rest = behind;
        let HeadDoc { doc, kind, lineage, epoch, reads, confined, people, .. } = doc;
        match kind.parse() {
            Ok(kind) => packed.push(Packed { doc, kind, lineage, epoch, reads, confined, people, updates }),
            Err(_) => {
                label.left_out.push(format!("a document of the kind “{}”", kind.chars().take(40).collect::<String>()))
            }
        }
    }
    match rest {
        [] if packed.is_empty() => Err(unreadable("this Muster knows none of the kinds of its documents")),
        [] => Ok(Pack { label, docs: packed }),
        _ => Err(unreadable("more stands in it than its head says")),
    }
}

/// The updates of a document, and the bytes behind them.
fn updates<'b>(doc: &HeadDoc, bytes: &'b [u8]) -> Result<(Vec<Stored>, &'b [u8]), Damage> {
    let (mut updates, mut rest) = (Vec::with_capacity(doc.updates.len()), bytes);
    for (client, n, waits, length) in &doc.updates {
        let (bytes, behind) =
            rest.split_at_checked(*length).ok_or_else(|| unreadable("its head says more than stands in it"))?;
        rest = behind;
        updates.push(Stored { key: StoreKey { client: *client, n: *n }, bytes: bytes.into(), unsaved: *waits != 0 });
    }
    Ok((updates, rest))
}

fn unreadable(why: &str) -> Damage {
    Damage::Unreadable(why.to_owned())
}

/// A parser's words as a part of a sentence.
fn told(error: &serde_json::Error) -> String {
    error.to_string().chars().filter(|char| !char.is_control()).take(CHARS_MAX).collect()
}
