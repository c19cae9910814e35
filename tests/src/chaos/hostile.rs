//! Hostile updates: valid syntax with hostile values, and honest bytes with some changed.

use fastrand::Rng;
use muster_shared::lib0::Writer;

const CLIENTS: &[u64] = &[1, 2, 3, 7, 50, (1 << 53) - 1];
const ODD_CLIENTS: &[u64] = &[0, 1 << 53, (1 << 53) + 7, u64::MAX];
const ROOTS: &[&str] = &["text", "map", "list", "xml", "rows", ""];
const STRINGS: &[&str] = &["a", "😀", "ab😀c", "x\u{fffd}", "\0", "", "\u{2028}é"];
const KEYS: &[&str] = &["a", "b", "title", "", "__proto__"];
const JSONS: &[&str] = &["null", "true", "1", "\"s\"", "{\"image\":1}", "[[[]]]", "{", "1e999", "18446744073709551615"];

/// Writes updates that know what the document has, so that most of them nearly fit.
pub struct Forger {
    rng: Rng,
    /// Client and next clock.
    clocks: Vec<(u64, u32)>,
    /// Items that hold a type, or may.
    types: Vec<(u64, u32)>,
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
        let wild = [0, 2, 10][rng.usize(0..3)];
        Self { rng, clocks, types: Vec::new(), wild }
    }

    fn is_wild(&mut self) -> bool {
        self.rng.u8(0..100) < self.wild
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(0..of.len())]
    }

    /// The next update.
    pub fn update(&mut self) -> Vec<u8> {
        let mut lists: Vec<usize> = (0..self.clocks.len()).filter(|_| self.rng.u8(..) < 70).collect();
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
        let (mut client, mut clock) = self.clocks[at];
        if self.is_wild() {
            client = self.pick(ODD_CLIENTS);
        }
        match self.rng.u8(0..100) {
            0..8 => clock = clock.saturating_sub(self.rng.u32(1..5)),
            8..10 => clock = clock.saturating_add(self.rng.u32(1..4)),
            10 => clock = self.pick(&[(1 << 30) - 1, (1 << 31) - 1, u32::MAX - 1]),
            _ => {}
        }
        let n_blocks = self.rng.u64(1..5);
        let stated = n_blocks + u64::from(self.is_wild());
        writer.uint(stated).uint(client).uint(u64::from(clock));
        for _ in 0..n_blocks {
            let len = self.block(writer, client, clock);
            clock = clock.saturating_add(len);
        }
        self.clocks[at].1 = self.clocks[at].1.max(clock);
    }

    fn block(&mut self, writer: &mut Writer, client: u64, clock: u32) -> u32 {
        let roll = self.rng.u8(0..100);
        let len = if self.is_wild() { self.pick(&[0, 1 << 30, u32::MAX]) } else { self.rng.u32(1..4) };
        if roll < 4 {
            writer.u8(0).uint(u64::from(len));
            return len;
        }
        if roll == 4 && self.is_wild() {
            writer.u8(10).uint(u64::from(len));
            return len;
        }
        let kind = if self.is_wild() { self.rng.u8(0..16) } else { self.pick(&[1, 3, 4, 4, 4, 5, 6, 7, 7, 8, 8]) };
        self.head(writer, kind);
        if kind == 7 {
            self.types.push((client, clock));
        }
        self.content(writer, kind, len)
    }

    fn head(&mut self, writer: &mut Writer, kind: u8) {
        let (left, right) = (self.rng.u8(0..100) < 60, self.rng.u8(0..100) < 40);
        let keyed = self.rng.u8(0..100) < 40;
        writer.u8(kind | u8::from(left) << 7 | u8::from(right) << 6 | u8::from(keyed) << 5);
        if left {
            self.id(writer);
        }
        if right {
            self.id(writer);
        }
        if left || right {
            return;
        }
        if self.rng.u8(0..100) < 60 || self.types.is_empty() {
            let root = self.fitting_root(kind, keyed);
            writer.uint(1).string(root);
        } else if self.is_wild() {
            writer.uint(0);
            self.id(writer);
        } else {
            let (client, clock) = self.types[self.rng.usize(0..self.types.len())];
            writer.uint(0).uint(client).uint(u64::from(clock));
        }
        if keyed {
            let key = self.pick(KEYS);
            writer.string(key);
        }
    }

    fn fitting_root(&mut self, kind: u8, keyed: bool) -> &'static str {
        if self.is_wild() || self.rng.u8(..) < 20 {
            return self.pick(ROOTS);
        }
        match (kind, keyed) {
            (_, true) => self.pick(&["map", "rows", "text", "xml"]),
            (4..=6, _) => "text",
            (7, _) => self.pick(&["list", "xml", "text"]),
            _ => "list",
        }
    }

    fn id(&mut self, writer: &mut Writer) {
        let (client, end) = self.clocks[self.rng.usize(0..self.clocks.len())];
        let client = if self.is_wild() { self.pick(ODD_CLIENTS) } else { client };
        let clock = if self.is_wild() { end.saturating_add(self.rng.u32(0..9)) } else { self.rng.u32(0..=end.max(1)) };
        writer.uint(client).uint(u64::from(clock.saturating_sub(u32::from(clock >= end))));
    }

    fn content(&mut self, writer: &mut Writer, kind: u8, len: u32) -> u32 {
        match kind {
            1 => {
                writer.uint(u64::from(len));
                len
            }
            3 => {
                writer.buffer(&[1, 2]);
                1
            }
            4 => {
                let text: String = (0..self.rng.usize(1..3)).map(|_| self.pick(STRINGS)).collect();
                writer.string(&text);
                text.encode_utf16().count() as u32
            }
            5 => {
                let json = self.json();
                writer.string(json);
                1
            }
            6 => {
                let (key, json) = (self.pick(KEYS), self.json());
                writer.string(key).string(json);
                1
            }
            7 => {
                self.type_ref(writer);
                1
            }
            _ => {
                writer.uint(u64::from(len));
                (0..len.min(4)).for_each(|_| self.any(writer, 0));
                len
            }
        }
    }

    fn json(&mut self) -> &'static str {
        if self.is_wild() { self.pick(JSONS) } else { self.pick(&JSONS[..6]) }
    }

    fn type_ref(&mut self, writer: &mut Writer) {
        let kind = if self.is_wild() { self.rng.u8(0..16) } else { self.pick(&[0, 1, 2, 3, 4, 6]) };
        writer.u8(kind);
        if matches!(kind, 3 | 5) {
            writer.string("p");
        }
    }

    fn any(&mut self, writer: &mut Writer, depth: u8) {
        match self.rng.u8(0..8) {
            0 => writer.u8(119).string("s"),
            1 => writer.u8(125).u8(0x45),
            2 => writer.u8(123).raw(&f64::NAN.to_be_bytes()),
            3 => writer.u8(116).buffer(&[9]),
            4 if depth < 40 => {
                writer.u8(117).uint(1);
                return self.any(writer, depth + 1);
            }
            5 if depth < 40 => {
                writer.u8(118).uint(1).string("k");
                return self.any(writer, depth + 1);
            }
            _ => writer.u8(126),
        };
    }

    fn deletes(&mut self, writer: &mut Writer) {
        let clients: Vec<(u64, u32)> =
            self.clocks.clone().into_iter().filter(|(_, end)| *end > 0 && self.rng.u8(..) < 50).collect();
        writer.uint(clients.len() as u64);
        for (client, end) in clients {
            let start = self.rng.u32(0..end);
            let len = if self.is_wild() {
                self.rng.u32(0..end.saturating_add(4))
            } else {
                self.rng.u32(1..=(end - start).min(4))
            };
            writer.uint(1).uint(client).uint(u64::from(start)).uint(u64::from(len));
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
