//! One update as several that may come one after the other: what a client uploads is cut to the length of a frame.
//!
//! Blocks are taken in the order of [`super::admit`], so each piece builds on nothing but the pieces before it. Their
//! bytes are copied as they are; only a text too long for any piece is cut, as Yjs itself cuts one that somebody
//! writes into.

use std::collections::BTreeMap;

use super::content::Content;
use super::parse::{Block, HAS_ORIGIN, HAS_RIGHT_ORIGIN, Id, Update, head, parse, read_block};
use super::{CHAIN_MAX, Refusal};
use crate::sync::lib0::{Reader, Writer};

/// The most bytes before the blocks of one client: their number, its id, its clock.
const LIST_BYTES: usize = 5 + 8 + 5;
/// The most bytes of one deleted range, with its client before it.
const RANGE_BYTES: usize = 8 + 5 + 5 + 5;
/// The most bytes before a cut text: its kind, both origins, its length.
const TEXT_BYTES: usize = 1 + 2 * (8 + 5) + 5;
/// The shortest piece: cutting finer would only add heads.
const PIECE_BYTES_MIN: usize = 256;
const STRING: u8 = 4;

/// Cuts `bytes` into updates of about `bytes_max` at most, each of which fits once those before it are in. A value
/// that cannot be cut makes its piece longer.
///
/// # Errors
/// [`Refusal`] when `bytes` is no well-formed update, or its blocks wait for each other.
pub fn split(bytes: &[u8], bytes_max: usize) -> Result<Vec<Vec<u8>>, Refusal> {
    if bytes.len() <= bytes_max {
        return Ok(vec![bytes.to_vec()]);
    }
    let update = parse(bytes)?;
    let cursors = update.lists.iter().map(|list| Cursor {
        block: list.first,
        clock: list.clock,
        end: update.blocks[list.first..list.end].iter().fold(list.clock, |clock, block| clock + block.len),
        busy: false,
    });
    let mut cutter = Cutter {
        update: &update,
        bytes_max: bytes_max.max(PIECE_BYTES_MIN),
        cursors: cursors.collect(),
        piece: Piece::default(),
        done: Vec::new(),
    };
    for list in 0..update.lists.len() {
        cutter.take(list)?;
    }
    cutter.finish_piece();
    cutter.rest_of_deletes();
    // Nothing at all is something to be said, and answered.
    if cutter.done.is_empty() {
        cutter.done.push(bytes.to_vec());
    }
    Ok(cutter.done)
}

/// How far the blocks of one client have been taken.
struct Cursor {
    block: usize,
    clock: u32,
    /// One past its last clock.
    end: u32,
    /// It waits for another client's block, or is being waited for.
    busy: bool,
}

/// The blocks of one client in a piece, in the order of its clocks.
struct Run {
    clock: u32,
    end: u32,
    n_blocks: u64,
    bytes: Vec<u8>,
}

/// A piece on its way.
#[derive(Default)]
struct Piece {
    runs: BTreeMap<u64, Run>,
    n_bytes: usize,
}

struct Cutter<'u, 'a> {
    update: &'u Update<'a>,
    bytes_max: usize,
    cursors: Vec<Cursor>,
    piece: Piece,
    done: Vec<Vec<u8>>,
}

impl<'a> Cutter<'_, 'a> {
    /// Takes every block of `list`, and before them those of others that they build on.
    fn take(&mut self, list: usize) -> Result<(), Refusal> {
        let mut stack = vec![(list, u32::MAX)];
        self.cursors[list].busy = true;
        while let Some(&(list, until)) = stack.last() {
            let cursor = &mut self.cursors[list];
            if cursor.clock >= until.min(cursor.end) {
                cursor.busy = false;
                stack.pop();
                continue;
            }
            let block = self.update.blocks[cursor.block];
            let Some((supplier, until)) = self.missing(&block)? else {
                self.put(list, &block)?;
                continue;
            };
            if std::mem::replace(&mut self.cursors[supplier].busy, true) || stack.len() >= CHAIN_MAX {
                return Err(Refusal::Malformed("blocks that wait for each other"));
            }
            stack.push((supplier, until));
        }
        Ok(())
    }

    /// The blocks of this update that `block` builds on and that have not been taken: whose list, and up to which
    /// clock.
    fn missing(&self, block: &Block) -> Result<Option<(usize, u32)>, Refusal> {
        if block.content == Content::Gc {
            return Ok(None);
        }
        let own = |id: Id| {
            let list = self.update.list_of(id.client)?;
            let cursor = &self.cursors[list];
            (cursor.clock <= id.clock && id.clock < cursor.end).then_some((list, id.clock + 1))
        };
        Ok(self.update.head(block)?.builds_on().find_map(own))
    }

    /// Puts a block into the piece, or into the next one if it does not fit any more.
    fn put(&mut self, list: usize, block: &Block) -> Result<(), Refusal> {
        let client = self.update.lists[list].client;
        let clock = self.cursors[list].clock;
        let bytes = block_bytes(self.update, block)?;
        if block.content == Content::String && bytes.len() + LIST_BYTES + RANGE_BYTES > self.bytes_max {
            self.put_text(client, clock, bytes)?;
        } else {
            self.add(client, clock, block.len, bytes);
        }
        self.cursors[list].block += 1;
        self.cursors[list].clock = clock + block.len;
        Ok(())
    }

    fn add(&mut self, client: u64, clock: u32, len: u32, bytes: &[u8]) {
        let n_deleted = self.deleted_in(client, clock, clock + len).count();
        let n_bytes = bytes.len() + LIST_BYTES + n_deleted * RANGE_BYTES;
        if self.piece.n_bytes + n_bytes > self.bytes_max {
            self.finish_piece();
        }
        self.piece.n_bytes += n_bytes;
        let run = self.piece.runs.entry(client);
        let run = run.or_insert_with(|| Run { clock, end: clock, n_blocks: 0, bytes: Vec::new() });
        run.end = clock + len;
        run.n_blocks += 1;
        run.bytes.extend_from_slice(bytes);
    }

    /// A text longer than a piece: each part follows the one before it.
    fn put_text(&mut self, client: u64, mut clock: u32, bytes: &'a [u8]) -> Result<(), Refusal> {
        let mut reader = Reader::new(bytes);
        let info = reader.u8()?;
        let right_origin = head(&mut reader, info)?.right_origin;
        let head_len = reader.position();
        let mut text = reader.string()?;
        let mut head = bytes[..head_len].to_vec();
        let part_max = self.bytes_max.saturating_sub(LIST_BYTES + 2 * RANGE_BYTES + TEXT_BYTES);
        while !text.is_empty() {
            let room = part_max.saturating_sub(head.len()).max(PIECE_BYTES_MIN / 4);
            let (part, rest) = text.split_at(text.floor_char_boundary(room));
            let mut writer = Writer::new();
            writer.raw(&head).string(part);
            let len = part.encode_utf16().count() as u32;
            self.add(client, clock, len, &writer.into_bytes());
            clock += len;
            text = rest;
            head = head_after(Id { client, clock: clock - 1 }, right_origin);
        }
        Ok(())
    }

    /// The ranges of `start..end` that the update deletes.
    fn deleted_in(&self, client: u64, start: u32, end: u32) -> impl Iterator<Item = (u32, u32)> {
        let deletes = &self.update.deletes;
        let from = deletes.partition_point(|gone| (gone.client, gone.end) <= (client, start));
        let own = deletes[from..].iter().take_while(move |gone| gone.client == client && gone.start < end);
        own.map(move |gone| (gone.start.max(start), gone.end.min(end)))
    }

    /// A struct that came deleted is deleted by the same piece: some of them may not stand even for a moment.
    fn finish_piece(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        if piece.runs.is_empty() {
            return;
        }
        let mut deletes = BTreeMap::new();
        let mut writer = Writer::new();
        writer.uint(piece.runs.len() as u64);
        for (client, run) in piece.runs.iter().rev() {
            writer.uint(run.n_blocks).uint(*client).uint(run.clock.into()).raw(&run.bytes);
            let gone: Vec<(u32, u32)> = self.deleted_in(*client, run.clock, run.end).collect();
            if !gone.is_empty() {
                deletes.insert(*client, gone);
            }
        }
        write_deletes(&mut writer, &deletes);
        self.done.push(writer.into_bytes());
    }

    /// The update's deletes of structs that the other end has already.
    fn rest_of_deletes(&mut self) {
        let mut deletes: BTreeMap<u64, Vec<(u32, u32)>> = BTreeMap::new();
        let mut n_bytes = 0;
        for gone in &self.update.deletes {
            let own = self.update.list_of(gone.client);
            let (start, end) =
                own.map_or((u32::MAX, u32::MAX), |list| (self.update.lists[list].clock, self.cursors[list].end));
            let parts = [(gone.start, gone.end.min(start)), (gone.start.max(end), gone.end)];
            for part in parts.into_iter().filter(|(start, end)| start < end) {
                deletes.entry(gone.client).or_default().push(part);
                n_bytes += RANGE_BYTES;
            }
            if n_bytes + RANGE_BYTES > self.bytes_max {
                self.done.push(deletes_alone(&std::mem::take(&mut deletes)));
                n_bytes = 0;
            }
        }
        if !deletes.is_empty() {
            self.done.push(deletes_alone(&deletes));
        }
    }
}

/// As many clocks as an update takes, with nothing in them and nothing deleted: what goes in the place of one that may not
/// come in, so that what its writer wrote after it fits.
///
/// # Errors
/// [`Refusal`] when it cannot be read.
pub fn blank(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let update = parse(bytes)?;
    let mut writer = Writer::new();
    writer.uint(update.lists.len() as u64);
    for list in &update.lists {
        let len: u64 = update.blocks[list.first..list.end].iter().map(|block| u64::from(block.len)).sum();
        writer.uint(1).uint(list.client).uint(list.clock.into()).u8(0).uint(len);
    }
    writer.uint(0);
    Ok(writer.into_bytes())
}

/// The bytes of a block as they stand in the update.
fn block_bytes<'a>(update: &Update<'a>, block: &Block) -> Result<&'a [u8], Refusal> {
    let bytes = &update.bytes()[block.at as usize..];
    let mut reader = Reader::new(bytes);
    // A Skip has no block; the parser has refused it.
    let _ = read_block(&mut reader)?;
    Ok(&bytes[..reader.position()])
}

/// The head of a text that follows `origin`, as Yjs writes the second half of a cut one.
fn head_after(origin: Id, right_origin: Option<Id>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.u8(STRING | HAS_ORIGIN | if right_origin.is_some() { HAS_RIGHT_ORIGIN } else { 0 });
    for id in [Some(origin), right_origin].into_iter().flatten() {
        writer.uint(id.client).uint(id.clock.into());
    }
    writer.into_bytes()
}

fn write_deletes(writer: &mut Writer, deletes: &BTreeMap<u64, Vec<(u32, u32)>>) {
    writer.uint(deletes.len() as u64);
    for (client, ranges) in deletes.iter().rev() {
        writer.uint(*client).uint(ranges.len() as u64);
        for (start, end) in ranges {
            writer.uint((*start).into()).uint((end - start).into());
        }
    }
}

fn deletes_alone(deletes: &BTreeMap<u64, Vec<(u32, u32)>>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.uint(0);
    write_deletes(&mut writer, deletes);
    writer.into_bytes()
}
