//! The server's marks on what it tells: HMAC-SHA256 over the document's history, the author and the update, cut to 16
//! bytes. Nobody else can make one, and the server needs no memory of what it marked.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use muster_shared::id::{DocId, Lineage};
use muster_shared::lib0::Writer;
use muster_shared::room::Marker;
use muster_shared::wire::Mark;
use sha2::Sha256;

/// What these marks are for, and how they are made. Another number would be another kind of mark.
const CONTEXT: &str = "muster mark 1";

/// Makes the markers of rooms. Cheap to clone.
#[derive(Clone)]
pub struct Marks(Arc<Hmac<Sha256>>);

impl Marks {
    /// Marks under a secret that never leaves the server.
    pub fn new(secret: &[u8; 32]) -> Self {
        // A key shorter than a block is filled up with zeros by definition.
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret);
        Self(Arc::new(Hmac::new(&block.into())))
    }

    /// The marker of one history of one document.
    pub fn of(&self, doc: &DocId, lineage: &Lineage) -> Box<dyn Marker> {
        let mut context = Writer::new();
        context.string(CONTEXT).string(doc.as_str()).string(lineage.as_str());
        let mut mac = Hmac::clone(&self.0);
        mac.update(&context.into_bytes());
        Box::new(OfDocument(mac))
    }
}

/// It has taken in already what is the same for the whole document.
struct OfDocument(Hmac<Sha256>);

impl OfDocument {
    /// The author's name is told by its length from the update, which is all the rest.
    fn mac(&self, author: &str, update: &[u8]) -> Hmac<Sha256> {
        let mut name = Writer::new();
        name.string(author);
        let mut mac = self.0.clone();
        mac.update(&name.into_bytes());
        mac.update(update);
        mac
    }
}

impl Marker for OfDocument {
    fn mark(&self, author: &str, update: &[u8]) -> Mark {
        let whole = self.mac(author, update).finalize().into_bytes();
        std::array::from_fn(|at| whole[at])
    }

    fn knows(&self, mark: &Mark, author: &str, update: &[u8]) -> bool {
        self.mac(author, update).verify_truncated_left(mark.as_slice()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use muster_shared::wire::MARK_BYTES;

    use super::*;

    fn marker(secret: u8, doc: u128, lineage: u128) -> Box<dyn Marker> {
        Marks::new(&[secret; 32]).of(&DocId::from_random(doc), &Lineage::from_random(lineage))
    }

    #[test]
    fn a_mark_is_good_for_one_author_one_update_one_history_and_one_server() {
        let ours = marker(1, 2, 3);
        let mark = ours.mark("ada", b"update");
        assert!(ours.knows(&mark, "ada", b"update"));
        assert!(marker(1, 2, 3).knows(&mark, "ada", b"update"), "also after a restart");
        for (author, update) in
            [("bo", &b"update"[..]), ("ada", b"updatf"), ("ada", b""), ("adau", b"pdate"), ("", b"adaupdate")]
        {
            assert!(!ours.knows(&mark, author, update), "{author} {update:?}");
        }
        for foreign in [marker(9, 2, 3), marker(1, 9, 3), marker(1, 2, 9)] {
            assert!(!foreign.knows(&mark, "ada", b"update"));
        }
        for at in 0..MARK_BYTES {
            let mut wrong = mark;
            wrong[at] ^= 1;
            assert!(!ours.knows(&wrong, "ada", b"update"), "{at}");
        }
    }

    /// Marks outlive the server that made them, so they are made as they always were.
    #[test]
    fn marks_are_made_as_they_always_were() {
        assert_eq!(hex(&marker(1, 2, 3).mark("ada", b"update")), "a69b92a24fd4ee1c2930545abeb193f8");
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
