//! Rules 1 and 2: an update read without any document.

use super::content::{self, Content, count};
use super::{CLIENT_END, CLOCK_END, Refusal};
use crate::order;
use crate::sync::lib0::Reader;
use crate::sync::state_vector::StateVector;

pub(super) const HAS_ORIGIN: u8 = 0x80;
pub(super) const HAS_RIGHT_ORIGIN: u8 = 0x40;
const HAS_KEY: u8 = 0x20;
const INFO_GC: u8 = 0;
const INFO_SKIP: u8 = 10;

/// One clock of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    pub(super) client: u64,
    pub(super) clock: u32,
}

/// A well-formed update, not yet held against a document. It borrows the bytes it was read from.
#[derive(Debug, Clone)]
pub struct Update<'a> {
    bytes: &'a [u8],
    /// Highest client first.
    pub(super) lists: Vec<List>,
    pub(super) blocks: Vec<Block>,
    /// By client, then by clock.
    pub(super) deletes: Vec<Deleted>,
}

/// The blocks of one client, in the order of its clocks and without holes.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub(super) client: u64,
    /// The clock of the first block.
    pub(super) clock: u32,
    /// The first block in [`Update::blocks`].
    pub(super) first: usize,
    /// One past the last.
    pub(super) end: usize,
}

/// A block, kept small: what stands before its content is read again when it is needed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// Where it starts in the bytes.
    pub(super) at: u32,
    pub(super) len: u32,
    pub(super) content: Content,
}

/// A deleted range of one client.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deleted {
    pub(super) client: u64,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Where an item says it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) origin: Option<Id>,
    pub(super) right_origin: Option<Id>,
    /// Given only when there is no origin on either side.
    pub(super) parent: Option<Parent<'a>>,
    pub(super) key: Option<&'a str>,
}

impl Head<'_> {
    /// The items it builds on.
    pub(super) fn builds_on(&self) -> impl Iterator<Item = Id> + use<> {
        let parent = match self.parent {
            Some(Parent::Item(id)) => Some(id),
            _ => None,
        };
        [self.origin, self.right_origin, parent].into_iter().flatten()
    }
}

/// The type an item is put into.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parent<'a> {
    Root(&'a str),
    Item(Id),
}

impl<'a> Update<'a> {
    /// The bytes it was read from.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Every client that structs are listed of, highest first, known or not.
    pub fn clients(&self) -> impl Iterator<Item = u64> {
        self.lists.iter().map(|list| list.client)
    }

    /// Every client that structs are listed of, with the clock of the first of them.
    pub fn starts(&self) -> impl Iterator<Item = (u64, u32)> {
        self.lists.iter().map(|list| (list.client, list.clock))
    }

    /// Every client that structs are listed of, with the clock of the first of them and the clock after the last.
    fn ranges(&self) -> impl Iterator<Item = (u64, u32, u32)> {
        self.lists.iter().map(|list| {
            let blocks = &self.blocks[list.first..list.end];
            let end = blocks.iter().fold(list.clock, |clock, block| clock.saturating_add(block.len));
            (list.client, list.clock, end)
        })
    }

    /// Whether a copy of this state vector has all of it, as far as that can tell: of what it deletes, it cannot.
    pub fn is_in(&self, vector: &StateVector) -> bool {
        self.deletes.is_empty() && self.ranges().all(|(client, _, end)| vector.get(client) >= end)
    }

    /// Makes of a copy's state vector the one it has once it has taken this in. A range that would leave a hole is left
    /// out.
    pub fn raise(&self, vector: &mut StateVector) {
        for (client, start, end) in self.ranges() {
            if (start..end).contains(&vector.get(client)) {
                vector.0.insert(client, end);
            }
        }
    }

    /// The list of `client`, if there is one.
    pub(super) fn list_of(&self, client: u64) -> Option<usize> {
        self.lists.binary_search_by(|list| client.cmp(&list.client)).ok()
    }

    /// Whether it deletes all of `start..end` of `client`.
    pub(super) fn deletes_all(&self, client: u64, start: u32, end: u32) -> bool {
        let after = self.deletes.partition_point(|deleted| (deleted.client, deleted.start) <= (client, start));
        let deleted = after.checked_sub(1).map(|at| self.deletes[at]);
        deleted.is_some_and(|deleted| deleted.client == client && end <= deleted.end)
    }

    /// Where `block` stands. Not for GC.
    pub(super) fn head(&self, block: &Block) -> Result<Head<'a>, Refusal> {
        let mut reader = Reader::new(&self.bytes[block.at as usize..]);
        let info = reader.u8()?;
        head(&mut reader, info)
    }
}

/// Reads an update and holds it against everything that needs no document.
///
/// # Errors
/// [`Refusal::MissingDependency`] for a Skip block in an otherwise well-formed update, [`Refusal::TooLarge`] for values
/// nested too deep, else [`Refusal::Malformed`].
pub fn parse(bytes: &[u8]) -> Result<Update<'_>, Refusal> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(Refusal::TooLarge("the update"));
    }
    let mut reader = Reader::new(bytes);
    let mut update = Update { bytes, lists: Vec::new(), blocks: Vec::new(), deletes: Vec::new() };
    let mut skips = false;
    for _ in 0..count(&mut reader)? {
        skips |= read_list(&mut reader, &mut update)?;
    }
    update.deletes = read_delete_set(&mut reader)?;
    reader.end()?;
    sort_lists(&mut update.lists)?;
    if skips { Err(Refusal::MissingDependency) } else { Ok(update) }
}

fn sort_lists(lists: &mut Vec<List>) -> Result<(), Refusal> {
    order::sort_by_key(lists, |list| std::cmp::Reverse(list.client));
    if lists.windows(2).any(|pair| pair[0].client == pair[1].client) {
        return Err(Refusal::Malformed("a client is listed twice"));
    }
    Ok(())
}

/// Of a client listed twice yrs keeps the last ranges only, and it takes ranges as they come: they must be in order.
fn read_delete_set(reader: &mut Reader) -> Result<Vec<Deleted>, Refusal> {
    let mut clients = Vec::new();
    let mut deletes = Vec::new();
    for _ in 0..count(reader)? {
        clients.push(read_deletes(reader, &mut deletes)?);
    }
    order::sort(&mut clients);
    if clients.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::Malformed("a client is listed twice"));
    }
    order::sort_by_key(&mut deletes, |deleted: &Deleted| deleted.client);
    Ok(deletes)
}

/// Reads the blocks of one client. Says whether a Skip was among them.
fn read_list(reader: &mut Reader, update: &mut Update) -> Result<bool, Refusal> {
    let n_blocks = count(reader)?;
    if n_blocks == 0 {
        return Err(Refusal::Malformed("a client without blocks"));
    }
    let Id { client, clock } = id(reader)?;
    let first = update.blocks.len();
    let mut next = clock;
    let mut skips = false;
    for _ in 0..n_blocks {
        let block = read_block(reader)?;
        next = advance(next, block.map_or_else(|len| len, |block| block.len))?;
        match block {
            Ok(block) => update.blocks.push(block),
            Err(_) => skips = true,
        }
    }
    update.lists.push(List { client, clock, first, end: update.blocks.len() });
    Ok(skips)
}

/// A block, or the length of a Skip.
pub(super) fn read_block(reader: &mut Reader) -> Result<Result<Block, u32>, Refusal> {
    let at = reader.position() as u32;
    let info = reader.u8()?;
    let (content, len) = match info {
        INFO_SKIP => return Ok(Err(reader.uint32()?)),
        INFO_GC => (Content::Gc, reader.uint32()?),
        _ if info & 0x1f == INFO_GC => return Err(Refusal::Malformed("a GC block with origins")),
        _ => {
            head(reader, info)?;
            content::read(reader, info & 0x1f)?
        }
    };
    Ok(Ok(Block { at, len, content }))
}

/// The clock after a block of `len`.
fn advance(clock: u32, len: u32) -> Result<u32, Refusal> {
    if len == 0 {
        return Err(Refusal::Malformed("something of length zero"));
    }
    clock.checked_add(len).filter(|end| *end <= CLOCK_END).ok_or(Refusal::Malformed("a clock past 2^30"))
}

pub(super) fn head<'a>(reader: &mut Reader<'a>, info: u8) -> Result<Head<'a>, Refusal> {
    let origin = (info & HAS_ORIGIN != 0).then(|| id(reader)).transpose()?;
    let right_origin = (info & HAS_RIGHT_ORIGIN != 0).then(|| id(reader)).transpose()?;
    if origin.is_some() || right_origin.is_some() {
        return Ok(Head { origin, right_origin, parent: None, key: None });
    }
    let parent = match reader.uint()? {
        0 => Parent::Item(id(reader)?),
        1 => Parent::Root(reader.string()?),
        _ => return Err(Refusal::Malformed("a parent that is neither root nor item")),
    };
    let key = (info & HAS_KEY != 0).then(|| reader.string()).transpose()?;
    Ok(Head { origin, right_origin, parent: Some(parent), key })
}

fn id(reader: &mut Reader) -> Result<Id, Refusal> {
    Ok(Id { client: client(reader)?, clock: clock(reader)? })
}

fn client(reader: &mut Reader) -> Result<u64, Refusal> {
    let client = reader.uint()?;
    if client < CLIENT_END { Ok(client) } else { Err(Refusal::Malformed("a client id past 53 bits")) }
}

fn clock(reader: &mut Reader) -> Result<u32, Refusal> {
    let clock = reader.uint32()?;
    if clock < CLOCK_END { Ok(clock) } else { Err(Refusal::Malformed("a clock past 2^30")) }
}

/// Reads the deleted ranges of one client. Says which.
fn read_deletes(reader: &mut Reader, deletes: &mut Vec<Deleted>) -> Result<u64, Refusal> {
    let client = client(reader)?;
    let n_ranges = count(reader)?;
    if n_ranges == 0 {
        return Err(Refusal::Malformed("a client without deleted ranges"));
    }
    let mut last = 0;
    for _ in 0..n_ranges {
        let start = clock(reader)?;
        let end = advance(start, reader.uint32()?)?;
        if start < last {
            return Err(Refusal::Malformed("deleted ranges out of order"));
        }
        last = end;
        deletes.push(Deleted { client, start, end });
    }
    Ok(client)
}
