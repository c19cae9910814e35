//! A pack as a file.

use super::{
    BYTES_MAX, DOCS_MAX, ENDING, FIRST_LINE, Head, HeadDoc, LENGTH_DIGITS, MARK, Pack, Packed, SUM, UPDATES_MAX,
    VERSION, sum,
};

/// Room for the head of one document, besides the people it names and its updates, and for the words around all of them.
const HEAD_BYTES: usize = 512;
const LABEL_BYTES: usize = 64 << 10;
/// About what an update takes in the head, and a person.
const LINE_BYTES: usize = 64;

/// Writes a pack. Documents are taken in their order, as long as there is room; the names of the others, by `name_of`, are
/// written down.
pub fn write(pack: &Pack, name_of: impl Fn(&Packed) -> String) -> Vec<u8> {
    let mut label = pack.label.clone();
    let mut left = BYTES_MAX - LABEL_BYTES;
    let mut taken: Vec<&Packed> = Vec::new();
    let mut n_left = UPDATES_MAX;
    for packed in &pack.docs {
        let size = room_of(packed);
        if size <= left && taken.len() < DOCS_MAX && packed.updates.len() <= n_left {
            left -= size;
            n_left -= packed.updates.len();
            taken.push(packed);
        } else {
            label.left_out.push(name_of(packed));
        }
    }
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
    let plain: String =
        title.to_lowercase().chars().map(|char| if char.is_alphanumeric() { char } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(80).collect();
    if name.is_empty() { format!("review.{ENDING}") } else { format!("{name}.{ENDING}") }
}
