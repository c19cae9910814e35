//! Hostile updates: valid syntax with hostile values, and honest bytes with some changed.

use fastrand::Rng;
use muster_shared::sync::lib0::Writer;

const CLIENTS: &[u64] = &[1, 2, 3, 7, 50, (1 << 53) - 1];
const ODD_CLIENTS: &[u64] = &[0, 1 << 53, (1 << 53) + 7, u64::MAX];
const ROOTS: &[&str] = &["text", "map", "list", "xml", "rows", ""];
const STRINGS: &[&str] = &["a", "😀", "ab😀c", "x\u{fffd}", "\0", "\u{2028}é"];
const KEYS: &[&str] = &["a", "b", "title", "", "__proto__"];
const JSONS: &[&str] = &["null", "true", "1", "\"s\"", "{\"image\":1}", "[[[]]]", "{", "1e999", "18446744073709551615"];

/// Where an item stands, as far as the forger knows.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    parent: Parent,
    key: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq)]
enum Parent {
    Root(&'static str),
    Item(u64, u32),
}

/// The document as the forger believes it to be.
#[derive(Clone, Default)]
struct Model {
    /// Client and next clock.
    clocks: Vec<(u64, u32)>,
    /// Every clock it knows the place of.
    items: Vec<(u64, u32, Place)>,
    /// Items that hold a type, and which.
    types: Vec<(Parent, u8)>,
}

/// Writes updates that know what the document has, so that most of them nearly fit and many do.
pub struct Forger {
    rng: Rng,
    model: Model,
    /// The model before the last update.
    before: Model,
    /// How often, of 100, a value is drawn from anywhere.
    wild: u8,
}

impl Forger {
    /// One that believes every client stands at `clocks`.
    pub fn new(mut rng: Rng, clocks: impl Iterator<Item = (u64, u32)>) -> Self {
        let mut clocks: Vec<_> = clocks.collect();
        for client in CLIENTS {
            if !clocks.iter().any(|(known, _)| known == client) {
                clocks.push((*client, 0));
            }
        }
        let roots = [("text", 2), ("map", 1), ("list", 0), ("xml", 4), ("rows", 1)];
        let types = roots.map(|(name, kind)| (Parent::Root(name), kind)).to_vec();
        let model = Model { clocks, items: Vec::new(), types };
        let wild = [0, 0, 1, 5][rng.usize(0..4)];
        Self { rng, before: model.clone(), model, wild }
    }

    fn is_wild(&mut self) -> bool {
        self.rng.u8(0..100) < self.wild
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(0..of.len())]
    }

    /// Forgets the last update: it was refused.
    pub fn forget(&mut self) {
        self.model = self.before.clone();
    }

    /// The next update.
    pub fn update(&mut self) -> Vec<u8> {
        self.before = self.model.clone();
        let mut lists: Vec<usize> = (0..self.model.clocks.len()).filter(|_| self.rng.u8(..) < 70).collect();
        self.rng.shuffle(&mut lists);
        lists.truncate(3);
        let mut writer = Writer::new();
        let n_lists = lists.len() as u64 + u64::from(self.is_wild());
        writer.uint(n_lists);
        for list in lists {
            self.list(&mut writer, list);
        }
        self.deletes(&mut writer);
        if self.is_wild() {
            writer.u8(0);
        }
        writer.into_bytes()
    }

    fn list(&mut self, writer: &mut Writer, at: usize) {
        let (mut client, mut clock) = self.model.clocks[at];
        if self.is_wild() {
            client = self.pick(ODD_CLIENTS);
        }
        match self.rng.u8(0..200) {
            0..16 => clock = clock.saturating_sub(self.rng.u32(1..5)),
            16 => clock = clock.saturating_add(self.rng.u32(1..4)),
            17 => clock = self.pick(&[(1 << 30) - 1, (1 << 31) - 1, u32::MAX - 1]),
            _ => {}
        }
        let n_blocks = self.rng.u64(1..5);
        let stated = n_blocks + u64::from(self.is_wild());
        writer.uint(stated).uint(client).uint(u64::from(clock));
        for _ in 0..n_blocks {
            let len = self.block(writer, client, clock);
            clock = clock.saturating_add(len);
        }
        self.model.clocks[at].1 = self.model.clocks[at].1.max(clock);
    }

    fn block(&mut self, writer: &mut Writer, client: u64, clock: u32) -> u32 {
        let len = if self.is_wild() { self.pick(&[0, 1 << 30, u32::MAX]) } else { self.rng.u32(1..4) };
        if self.rng.u8(0..100) < 4 {
            let info = if self.is_wild() { 10 } else { 0 };
            writer.u8(info).uint(u64::from(len));
            return len;
        }
        let (parent, class) = self.model.types[self.rng.usize(0..self.model.types.len())];
        let (kind, keyed) = self.fitting(class);
        let key = if keyed { Some(self.pick(KEYS)) } else { None };
        let place = Place { parent, key };
        self.head(writer, kind, place);
        let (len, nested) = self.content(writer, kind, len, class);
        if let Some(nested) = nested {
            self.model.types.push((Parent::Item(client, clock), nested));
        }
        let clocks = clock..clock.saturating_add(len.min(8));
        self.model.items.extend(clocks.map(|clock| (client, clock, place)));
        len
    }

    /// A content that a type of `class` can hold, and whether it goes under a key.
    fn fitting(&mut self, class: u8) -> (u8, bool) {
        if self.is_wild() {
            return (self.rng.u8(0..16), self.rng.bool());
        }
        let keyed = class == 1 || (class != 0 && class != 4 && self.rng.u8(..) < 50);
        let kinds: &[u8] = match class {
            _ if keyed => &[1, 3, 7, 8, 8],
            0 => &[1, 3, 7, 8, 8, 8],
            2 | 6 => &[1, 4, 4, 4, 4, 5, 6, 6, 7],
            _ => &[1, 7, 7],
        };
        (self.pick(kinds), keyed)
    }

    fn head(&mut self, writer: &mut Writer, kind: u8, place: Place) {
        let near: Vec<_> = self.model.items.iter().copied().filter(|(_, _, of)| *of == place).collect();
        let (left, right) = (self.rng.u8(0..100) < 60, self.rng.u8(0..100) < 40);
        let left = if left { self.neighbour(&near) } else { None };
        let right = if right { self.neighbour(&near) } else { None };
        let flags = [(left.is_some(), 0x80), (right.is_some(), 0x40), (place.key.is_some(), 0x20)];
        writer.u8(flags.into_iter().filter(|(is_set, _)| *is_set).fold(kind, |info, (_, flag)| info | flag));
        for (client, clock) in left.into_iter().chain(right) {
            writer.uint(client).uint(u64::from(clock));
        }
        if left.is_some() || right.is_some() {
            return;
        }
        match place.parent {
            Parent::Root(name) => writer.uint(1).string(if self.is_wild() { self.pick(ROOTS) } else { name }),
            Parent::Item(client, clock) => writer.uint(0).uint(client).uint(u64::from(clock)),
        };
        if let Some(key) = place.key {
            writer.string(key);
        }
    }

    /// An item beside which another may stand: one of `near`, or now and then any.
    fn neighbour(&mut self, near: &[(u64, u32, Place)]) -> Option<(u64, u32)> {
        if self.is_wild() || self.rng.u8(0..100) < 2 {
            let (client, end) = self.model.clocks[self.rng.usize(0..self.model.clocks.len())];
            return Some((client, self.rng.u32(0..end.saturating_add(3))));
        }
        let at = self.rng.usize(0..near.len().max(1));
        near.get(at).map(|(client, clock, _)| (*client, *clock))
    }

    /// Writes the content. Its length, and the type it holds.
    fn content(&mut self, writer: &mut Writer, kind: u8, len: u32, class: u8) -> (u32, Option<u8>) {
        match kind {
            1 => {
                writer.uint(u64::from(len));
                (len, None)
            }
            4 => {
                let text: String = (0..self.rng.usize(1..3)).map(|_| self.pick(STRINGS)).collect();
                writer.string(&text);
                (text.encode_utf16().count() as u32, None)
            }
            7 => {
                let nested = self.type_ref(writer, class);
                (1, Some(nested))
            }
            3 | 5 | 6 => {
                self.single(writer, kind);
                (1, None)
            }
            _ => {
                writer.uint(u64::from(len));
                (0..len.min(4)).for_each(|_| self.any(writer, 0));
                (len, None)
            }
        }
    }

    fn single(&mut self, writer: &mut Writer, kind: u8) {
        if kind == 3 {
            writer.buffer(&[1, 2]);
            return;
        }
        if kind == 6 {
            let key = self.pick(KEYS);
            writer.string(key);
        }
        let json = self.json();
        writer.string(json);
    }

    fn json(&mut self) -> &'static str {
        if self.is_wild() { self.pick(JSONS) } else { self.pick(&JSONS[..6]) }
    }

    fn type_ref(&mut self, writer: &mut Writer, class: u8) -> u8 {
        let kinds: &[u8] = if matches!(class, 3 | 4) { &[3, 4, 6] } else { &[0, 1, 2, 3, 4, 6] };
        let kind = if self.is_wild() { self.rng.u8(0..16) } else { self.pick(kinds) };
        writer.u8(kind);
        if matches!(kind, 3 | 5) {
            writer.string("p");
        }
        kind
    }

    fn any(&mut self, writer: &mut Writer, depth: u8) {
        match self.rng.u8(0..8) {
            0 => writer.u8(119).string("s"),
            1 => writer.u8(125).u8(0x45),
            2 => writer.u8(123).raw(&f64::NAN.to_be_bytes()),
            3 => writer.u8(116).buffer(&[9]),
            4 if depth < 40 => {
                writer.u8(117).uint(1);
                self.any(writer, depth + 1);
                writer
            }
            5 if depth < 40 => {
                writer.u8(118).uint(1).string("k");
                self.any(writer, depth + 1);
                writer
            }
            _ => writer.u8(126),
        };
    }

    fn deletes(&mut self, writer: &mut Writer) {
        let clients: Vec<(u64, u32)> =
            self.model.clocks.clone().into_iter().filter(|(_, end)| *end > 0 && self.rng.u8(..) < 50).collect();
        writer.uint(clients.len() as u64);
        for (client, end) in clients {
            let start = self.rng.u32(0..end);
            let len = if self.is_wild() {
                self.rng.u32(0..end.saturating_add(4))
            } else {
                self.rng.u32(1..=(end - start).min(4))
            };
            writer.uint(client).uint(1).uint(u64::from(start)).uint(u64::from(len));
            if self.is_wild() {
                writer.raw(&[0; 2]);
            }
        }
    }
}

/// Honest bytes with a few changed, cut out, doubled or put in.
pub fn mutate(bytes: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.usize(1..4) {
        let at = rng.usize(0..=bytes.len());
        match rng.u8(0..6) {
            0 if at < bytes.len() => bytes[at] = rng.u8(..),
            1 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(0..8),
            2 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(1),
            3 => bytes.insert(at, rng.u8(..)),
            4 if at < bytes.len() => {
                bytes.remove(at);
            }
            _ => {
                let end = rng.usize(at..=bytes.len().min(at + 8));
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}
