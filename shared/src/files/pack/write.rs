//! A pack as a file.

use super::{
    BYTES_MAX, DOCS_MAX, ENDING, FIRST_LINE, Head, HeadDoc, LENGTH_DIGITS, MARK, Pack, Packed, SUM, UPDATES_MAX,
    VERSION, sum,
};
use crate::files::file_stem;

/// Room for the head of one document, besides the people it names and its updates, and for the words around all of them.
const HEAD_BYTES: usize = 512;
const LABEL_BYTES: usize = 64 << 10;
/// The room for the names of documents that were left out.
const LEFT_OUT_BYTES: usize = LABEL_BYTES / 4;
/// So many documents that find no room end the search for one that does.
const REFUSED_MAX: usize = 8;
/// About what an update takes in the head, and a person.
const LINE_BYTES: usize = 64;

/// The room that is left in a pack.
#[derive(Debug, Clone)]
pub struct Space {
    bytes: usize,
    docs: usize,
    updates: usize,
    n_refused: usize,
}

impl Default for Space {
    fn default() -> Self {
        Self { bytes: BYTES_MAX - LABEL_BYTES, docs: DOCS_MAX, updates: UPDATES_MAX, n_refused: 0 }
    }
}

impl Space {
    /// Whether a document finds room, which is then taken.
    pub fn takes(&mut self, packed: &Packed) -> bool {
        let (bytes, updates) = (room_of(packed), packed.updates.len());
        let fits = self.docs > 0 && bytes <= self.bytes && updates <= self.updates;
        if fits {
            (self.bytes, self.docs, self.updates) = (self.bytes - bytes, self.docs - 1, self.updates - updates);
        }
        self.n_refused += usize::from(!fits);
        fits
    }

    /// Whether no other document needs to be looked at: there is no room for any, or so many found none that the rest will not.
    pub fn is_full(&self) -> bool {
        self.docs == 0 || self.bytes < HEAD_BYTES || self.n_refused >= REFUSED_MAX
    }
}

/// Writes a pack. Documents are taken in their order, as long as there is room; the names of the others, by `name_of`, are
/// written down.
pub fn write(pack: &Pack, name_of: impl Fn(&Packed) -> String) -> Vec<u8> {
    let mut label = pack.label.clone();
    let (mut space, mut taken) = (Space::default(), Vec::new());
    for packed in &pack.docs {
        if space.takes(packed) {
            taken.push(packed);
        } else {
            label.left_out.push(name_of(packed));
        }
    }
    label.left_out = named(label.left_out);
    if label.dates.len() > LABEL_BYTES / 2 {
        label.dates.clear();
    }
    let head = Head { label, docs: taken.iter().map(|packed| HeadDoc::of(packed)).collect() };
    // A head of plain words and numbers can always be written.
    let head = serde_json::to_string(&head).unwrap_or_default();
    let updates = || taken.iter().flat_map(|packed| &packed.updates);
    let length = FIRST_LINE + head.len() + 1 + updates().map(|update| update.bytes.len()).sum::<usize>() + SUM;
    let mut file = format!("{MARK} {VERSION} {length:0LENGTH_DIGITS$}\n{head}\n").into_bytes();
    updates().for_each(|update| file.extend_from_slice(&update.bytes));
    let sum = sum(file.iter().copied());
    file.extend_from_slice(&sum.to_be_bytes());
    file
}

/// As many of the names as there is room for, and how many more there are.
fn named(mut names: Vec<String>) -> Vec<String> {
    let all = names.len();
    let mut left = LEFT_OUT_BYTES;
    let mut fits = |name: &String| {
        let is_room = name.len() + LINE_BYTES <= left;
        left = left.saturating_sub(name.len() + LINE_BYTES);
        is_room
    };
    let n_named = names.iter().take_while(|name| fits(name)).count();
    names.truncate(n_named);
    if n_named < all {
        names.push(format!("{} more", all - n_named));
    }
    names
}

fn room_of(packed: &Packed) -> usize {
    let people: usize = packed.people.iter().map(|(id, name)| 2 * (id.len() + name.len()) + LINE_BYTES).sum();
    HEAD_BYTES + people + packed.updates.iter().map(|update| update.bytes.len() + LINE_BYTES).sum::<usize>()
}

impl HeadDoc {
    fn of(packed: &Packed) -> Self {
        let updates = packed
            .updates
            .iter()
            .map(|update| (update.key.client, update.key.n, u8::from(update.unsaved), update.bytes.len()));
        Self {
            doc: packed.doc.clone(),
            kind: packed.kind.name().to_owned(),
            lineage: packed.lineage.clone(),
            epoch: packed.epoch,
            reads: packed.reads,
            confined: packed.confined,
            people: packed.people.clone(),
            updates: updates.collect(),
        }
    }
}

/// A name for the file of a pack, made of its title: letters, digits and `-`.
pub fn file_name(title: &str) -> String {
    format!("{}.{ENDING}", file_stem(title, "review"))
}
