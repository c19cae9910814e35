//! The receipts that the server gives with what it tells: HMAC-SHA256 over the document's history, the author and the update, cut to 16
//! bytes. Nobody else can make one, and the server needs no memory of those it made.
//!
//! The author goes along sealed under the receipt (a synthetic initialization vector, as in AES-SIV): the same author looks
//! different in each frame, and to open it one needs the secret.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use muster_shared::access::Author;
use muster_shared::id::{DocId, Lineage};
use muster_shared::sync::lib0::Writer;
use muster_shared::sync::room::Notary;
use muster_shared::sync::wire::{Receipt, Receipted};
use sha2::Sha256;

/// The names of the secret's two uses, and of the way they are made. Another number would be another kind of receipt.
const RECEIPT: &str = "muster mark 1";
const SEAL: &str = "muster author 1";

/// Makes the notary of each room. Cheap to clone.
#[derive(Clone)]
pub struct Receipts(Arc<Hmac<Sha256>>);

impl Receipts {
    /// Receipts under a secret that never leaves the server.
    pub fn new(secret: &[u8; 32]) -> Self {
        // A key shorter than a block is filled up with zeros by definition.
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret);
        Self(Arc::new(Hmac::new(&block.into())))
    }

    /// The notary of one history of one document.
    pub fn of(&self, doc: &DocId, lineage: &Lineage) -> Box<dyn Notary> {
        let begin = |context| {
            let mut writer = Writer::new();
            writer.string(context).string(doc.as_str()).string(lineage.as_str());
            let mut mac = Hmac::clone(&self.0);
            mac.update(&writer.into_bytes());
            mac
        };
        Box::new(OfDocument { receipt: begin(RECEIPT), seal: begin(SEAL) })
    }
}

/// Both have taken in already what is the same for the whole document.
struct OfDocument {
    receipt: Hmac<Sha256>,
    seal: Hmac<Sha256>,
}

impl OfDocument {
    /// The author's name is told by its length from the update, which is all the rest.
    fn mac(&self, author: &str, update: &[u8]) -> Hmac<Sha256> {
        let mut name = Writer::new();
        name.string(author);
        let mut mac = self.receipt.clone();
        mac.update(&name.into_bytes());
        mac.update(update);
        mac
    }

    /// Seals what is open, and opens what is sealed.
    fn sealed(&self, receipt: &Receipt, author: &[u8]) -> Vec<u8> {
        let blocks = author.chunks(32).zip(0_u32..).flat_map(|(block, number)| {
            let mut mac = self.seal.clone();
            mac.update(receipt);
            mac.update(&number.to_le_bytes());
            let stream = mac.finalize().into_bytes();
            block.iter().zip(stream).map(|(byte, other)| byte ^ other).collect::<Vec<u8>>()
        });
        blocks.collect()
    }
}

impl Notary for OfDocument {
    fn receipt(&self, author: &Author, update: &[u8]) -> (Vec<u8>, Receipt) {
        let whole = self.mac(author.as_str(), update).finalize().into_bytes();
        let receipt = std::array::from_fn(|at| whole[at]);
        (self.sealed(&receipt, author.as_str().as_bytes()), receipt)
    }

    fn author_of(&self, receipted: &Receipted<'_>) -> Option<Author> {
        let author = String::from_utf8(self.sealed(&receipted.receipt, receipted.author)).ok()?;
        let is_ours = self.mac(&author, receipted.update).verify_truncated_left(&receipted.receipt).is_ok();
        is_ours.then(|| Author::new(&author))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notary(secret: u8, doc: u128, lineage: u128) -> Box<dyn Notary> {
        Receipts::new(&[secret; 32]).of(&DocId::from_random(doc), &Lineage::from_random(lineage))
    }

    fn of(author: &[u8], receipt: Receipt, update: &[u8], notary: &dyn Notary) -> Option<Author> {
        notary.author_of(&Receipted { author, n_at_risk: 0, receipt, update })
    }

    #[test]
    fn a_mark_is_good_for_one_author_one_update_one_history_and_one_server() {
        for author in ["ada", "a wiki:somebody.with.a.long.address@example.com"].map(Author::new) {
            let ours = notary(1, 2, 3);
            let (sealed, receipt) = ours.receipt(&author, b"update");
            assert_eq!(of(&sealed, receipt, b"update", &*ours), Some(author.clone()));
            assert_eq!(
                of(&sealed, receipt, b"update", &*notary(1, 2, 3)),
                Some(author.clone()),
                "also after a restart"
            );
            for foreign in [notary(9, 2, 3), notary(1, 9, 3), notary(1, 2, 9)] {
                assert_eq!(of(&sealed, receipt, b"update", &*foreign), None);
            }
            for update in [&b"updatf"[..], b"", b"update ", b"updat"] {
                assert_eq!(of(&sealed, receipt, update, &*ours), None, "{update:?}");
            }
            for at in 0..receipt.len() {
                let mut wrong = receipt;
                wrong[at] ^= 1;
                assert_eq!(of(&sealed, wrong, b"update", &*ours), None, "{at}");
            }
            for at in 0..sealed.len() {
                let mut wrong = sealed.clone();
                wrong[at] ^= 1;
                assert_eq!(of(&wrong, receipt, b"update", &*ours), None, "{at}");
            }
        }
    }

    #[test]
    fn an_author_cannot_be_read_nor_be_known_again() {
        let (notary, author) = (notary(1, 2, 3), Author::new("a wiki:ada@example.com"));
        let [one, two] = [b"update 1", b"update 2"].map(|update| notary.receipt(&author, update).0);
        assert_ne!(one, two);
        assert_ne!(one, author.as_str().as_bytes());
    }

    /// Receipts outlive the server that made them, so they are made as they always were.
    #[test]
    fn marks_are_made_as_they_always_were() {
        let (sealed, receipt) = notary(1, 2, 3).receipt(&Author::new("ada"), b"update");
        assert_eq!((hex(&sealed).as_str(), hex(&receipt).as_str()), ("626994", "a69b92a24fd4ee1c2930545abeb193f8"));
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
