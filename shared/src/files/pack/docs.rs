//! The documents of a pack as an import takes them.

use std::sync::Arc;

use super::{Pack, Packed, sum};
use crate::files::import::{Document, Draft, drafts_of};
use crate::id::{DocId, Lineage};
use crate::kinds::{Kind, companion};
use crate::sheet::Sheet;
use crate::sync::document::GatedDoc;
use crate::sync::gate::Refusal;

/// A document as its updates tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadDoc {
    /// Its words.
    pub sheet: Sheet,
    /// Whether it is part of the worked example.
    pub is_example: bool,
}

/// Reads updates as the document that they are of, in whatever order they come. `client` is an id that nobody writes under.
///
/// # Errors
/// A sentence, when one of them is none of such a document, or something is missing that it builds on.
pub fn read_updates(kind: Kind, client: u64, updates: impl IntoIterator<Item = Arc<[u8]>>) -> Result<ReadDoc, String> {
    let mut copy = GatedDoc::new(Some(kind.schema()), client);
    let mut left: Vec<Arc<[u8]>> = updates.into_iter().collect();
    loop {
        let (before, mut wrong) = (left.len(), None);
        left.retain(|update| match copy.admit(update) {
            Ok(_) => false,
            Err(Refusal::MissingDependency) => true,
            Err(refusal) => {
                wrong = Some(refusal);
                true
            }
        });
        if let Some(refusal) = wrong {
            return Err(format!("an update in it is none of a {}: {refusal}", kind.spec().noun.one));
        }
        if left.is_empty() {
            break;
        }
        if left.len() == before {
            return Err("an update in it builds on another one that is missing".to_owned());
        }
    }
    let is_example = copy.is_example();
    let sheet = copy.sheet().ok_or_else(|| "it cannot be opened here".to_owned())?;
    Ok(ReadDoc { sheet, is_example })
}

/// The documents of a pack as drafts, those first that others are about, and those that cannot be read, each with a sentence.
pub fn drafts(pack: &Pack, client: u64) -> (Vec<Draft>, Vec<(DocId, String)>) {
    let (mut documents, mut unreadable) = (Vec::new(), Vec::new());
    for packed in &pack.docs {
        match document(packed, client) {
            Ok(document) => documents.push(document),
            Err(why) => unreadable.push((packed.doc.clone(), why)),
        }
    }
    documents.sort_by_key(|document| n_subjects(&document.id));
    (drafts_of(documents), unreadable)
}

fn document(packed: &Packed, client: u64) -> Result<Document, String> {
    if packed.kind.is_private() {
        return Err(format!("a {} is its people’s alone, and comes in by no file", packed.kind.spec().noun.one));
    }
    let updates = packed.updates.iter().map(|update| Arc::clone(&update.bytes));
    let ReadDoc { sheet, is_example } = read_updates(packed.kind, client, updates)?;
    let lineage = Some(begun_anew(&packed.lineage));
    Ok(Document { id: packed.doc.clone(), kind: packed.kind, lineage, example: is_example, sheet })
}

/// The history of a document that a pack makes anew. It is another one than the pack tells of: a device that still has that
/// one would say everything twice once both met.
fn begun_anew(lineage: &Lineage) -> Lineage {
    Lineage::from_random(sum(b"anew ".iter().chain(lineage.as_str().as_bytes()).copied()))
}

/// How many documents stand above one: the review above its talk, and the series above that.
fn n_subjects(doc: &DocId) -> usize {
    std::iter::successors(companion(doc), |(_, subject)| companion(subject)).count()
}
