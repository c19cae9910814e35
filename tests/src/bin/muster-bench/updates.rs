//! Real one-character updates, written by hand: what a Yjs client sends for one keystroke, without its cost.

use fastrand::Rng;
use muster_shared::sync::lib0::{ReadError, Reader, Writer};

const HAS_ORIGIN: u8 = 0x80;
const HAS_RIGHT_ORIGIN: u8 = 0x40;
const STRING: u8 = 4;
const NO_RIGHT: Option<Id> = None;

/// Client and clock of one character.
pub(crate) type Id = (u64, u32);

/// Somebody types one more character at the end of a text of their own.
pub(crate) fn typed_at_end(client: u64, clock: u32, root: &str) -> Vec<u8> {
    insert((client, clock), clock.checked_sub(1).map(|before| (client, before)), NO_RIGHT, root)
}

/// The author and clock of every character in an update, of one edit or of several that a server has put together. A
/// struct that is no insert of a text as they are made here ends the list.
pub(crate) fn authors(update: &[u8]) -> Vec<Id> {
    let mut ids = Vec::new();
    let _ = read_authors(&mut Reader::new(update), &mut ids);
    ids
}

fn read_authors(reader: &mut Reader<'_>, ids: &mut Vec<Id>) -> Result<(), ReadError> {
    for _ in 0..reader.uint()? {
        let n_blocks = reader.uint()?;
        let (client, mut clock) = (reader.uint()?, reader.uint32()?);
        for _ in 0..n_blocks {
            let n_letters = read_insert(reader)?;
            ids.extend((0..n_letters).map(|letter| (client, clock + letter)));
            clock += n_letters;
        }
    }
    Ok(())
}

/// Reads one insert; answers how many letters it has.
fn read_insert(reader: &mut Reader<'_>) -> Result<u32, ReadError> {
    let info = reader.u8()?;
    if info & !(HAS_ORIGIN | HAS_RIGHT_ORIGIN) != STRING {
        return Err(ReadError::BadNumber);
    }
    let n_origins = u32::from(info & HAS_ORIGIN != 0) + u32::from(info & HAS_RIGHT_ORIGIN != 0);
    for _ in 0..n_origins * 2 {
        reader.uint()?;
    }
    if n_origins == 0 {
        reader.uint()?;
        reader.string()?;
    }
    Ok(reader.string()?.len() as u32)
}

fn insert(id: Id, left: Option<Id>, right: Option<Id>, root: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(1).uint(1).uint(id.0).uint(id.1.into());
    let origin = if left.is_some() { HAS_ORIGIN } else { 0 };
    let right_origin = if right.is_some() { HAS_RIGHT_ORIGIN } else { 0 };
    writer.u8(STRING | origin | right_origin);
    for (client, clock) in left.into_iter().chain(right) {
        writer.uint(client).uint(clock.into());
    }
    if left.is_none() && right.is_none() {
        writer.uint(1).string(root);
    }
    writer.string(letter(id.1)).uint(0);
    writer.into_bytes()
}

fn delete((client, clock): Id) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(0).uint(1).uint(client).uint(1).uint(clock.into()).uint(1);
    writer.into_bytes()
}

fn letter(clock: u32) -> &'static str {
    let letters = "etaoin shrdlu";
    let at = clock as usize % letters.len();
    &letters[at..=at]
}

/// People writing one document: they jump about, type a few characters at each place, and now and then take one back.
pub(crate) struct Trace {
    rng: Rng,
    /// The characters of each text that are there, in order.
    texts: Vec<Vec<Id>>,
    clocks: Vec<u32>,
    burst: Burst,
}

struct Burst {
    author: usize,
    text: usize,
    at: usize,
    left: usize,
}

const AUTHORS: usize = 20;
/// As many texts as a charter of some size has.
const TEXTS: usize = 40;
const BURST: usize = 12;
/// One edit of so many is a deletion.
const DELETE_EVERY: usize = 10;
/// Ids as large as real ones.
const FIRST_CLIENT: u64 = 1 << 31;

impl Trace {
    /// The same trace each time.
    pub(crate) fn new() -> Self {
        let burst = Burst { author: 0, text: 0, at: 0, left: 0 };
        Self { rng: Rng::with_seed(7), texts: vec![Vec::new(); TEXTS], clocks: vec![0; AUTHORS], burst }
    }

    /// How many characters were ever written, over all authors.
    pub(crate) fn n_written(&self) -> u64 {
        self.clocks.iter().copied().map(u64::from).sum()
    }

    fn next_update(&mut self) -> Vec<u8> {
        if self.burst.left == 0 {
            let text = self.rng.usize(0..TEXTS);
            let at = self.rng.usize(0..=self.texts[text].len());
            self.burst = Burst { author: self.rng.usize(0..AUTHORS), text, at, left: BURST };
        }
        self.burst.left -= 1;
        if self.burst.at > 0 && self.rng.usize(0..DELETE_EVERY) == 0 {
            self.burst.at -= 1;
            return delete(self.texts[self.burst.text].remove(self.burst.at));
        }
        self.insert()
    }

    fn insert(&mut self) -> Vec<u8> {
        let Burst { author, text: number, at, .. } = self.burst;
        let text = &mut self.texts[number];
        let id = (FIRST_CLIENT + author as u64, self.clocks[author]);
        let left = at.checked_sub(1).map(|left| text[left]);
        let update = insert(id, left, text.get(at).copied(), &name(number));
        text.insert(at, id);
        self.clocks[author] += 1;
        self.burst.at += 1;
        update
    }
}

/// The root of a text of the trace.
pub(crate) fn name(text: usize) -> String {
    format!("t{text}")
}

impl Iterator for Trace {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.next_update())
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Result;
    use muster_shared::sync::gate::{Gate, Schema, parse};
    use yrs::updates::decoder::Decode;
    use yrs::{Doc, GetString, ReadTxn, StateVector, Transact, Update};

    use super::*;

    #[test]
    fn every_update_of_the_trace_passes_the_gate_and_yrs_reads_the_same_text() -> Result<()> {
        let (mut trace, mut gate, doc) = (Trace::new(), Gate::new(Schema::Any), Doc::new());
        for update in trace.by_ref().take(2_000) {
            let admission = gate.admit(&parse(&update)?)?;
            assert!(admission.news);
            let update = Update::decode_v1(&update)?;
            doc.transact_mut().apply_update(update)?;
        }
        for (number, text) in trace.texts.iter().enumerate() {
            let expected: String = text.iter().map(|id| letter(id.1)).collect();
            let text = doc.get_or_insert_text(name(number));
            assert_eq!(text.get_string(&doc.transact()), expected);
        }
        Ok(())
    }

    #[test]
    fn an_update_names_its_authors() -> Result<()> {
        let (mut gate, doc) = (Gate::new(Schema::Any), Doc::new());
        for clock in 0..3 {
            let update = typed_at_end(9, clock, "t9");
            assert!(gate.admit(&parse(&update)?)?.news);
            assert_eq!(authors(&update), [(9, clock)]);
            let update = Update::decode_v1(&update)?;
            doc.transact_mut().apply_update(update)?;
        }
        doc.transact_mut().apply_update(Update::decode_v1(&typed_at_end(8, 0, "t8"))?)?;
        let all = doc.transact().encode_state_as_update_v1(&StateVector::default());
        let mut found = authors(&all);
        found.sort_unstable();
        assert_eq!(found, [(8, 0), (9, 0), (9, 1), (9, 2)]);
        Ok(())
    }
}
